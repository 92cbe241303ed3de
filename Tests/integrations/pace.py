"""Times a year's backfill into a bucket, and botocore putting the same objects there: as many at once, one after the other in turns.

    pace.py MARQUEE FOLDER [STORE [TURNS]]

STORE is MiniStack or Ceph. Prints the seconds of each turn, and the ratio of the shortest ones.
"""

import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True

import stores  # noqa: E402

AT_ONCE, DAYS = 32, 365
FIRST = datetime.date(2025, 1, 1)
JOB = """\
chart: year
schedule: none
extract: {{ url: "file:{lists}/2025-12-31.json", items: "" }}
transform:
  fields:
    id: {{ from: /link, match: "tt[0-9]+" }}
    title: {{ from: /name }}
    rank: {{ from: /Rank, type: integer }}
    rating: {{ from: /rating, type: decimal }}
archives: [{{ url: "file:{lists}/{{day}}.json" }}]
"""


def write_lists(folder):
    """Writes lists of 250 films; some ratings change from day to day."""
    folder.mkdir(parents=True)
    chance = random.Random(1)
    ratings = [round(chance.uniform(7, 9.9), 1) for _ in range(250)]
    for offset in range(DAYS):
        for index in chance.sample(range(250), 10):
            ratings[index] = round(chance.uniform(7, 9.9), 1)
        rows = [
            {"link": f"/title/tt{index:07}/", "name": f"Film {index}", "Rank": index + 1, "rating": rating}
            for index, rating in enumerate(ratings)
        ]
        (folder / f"{FIRST + datetime.timedelta(days=offset)}.json").write_text(json.dumps(rows))


def main(program, folder, store="MiniStack", turns="3"):
    work = pathlib.Path(folder)
    write_lists(work / "lists")
    (work / "jobs").mkdir()
    (work / "jobs" / "year.yaml").write_text(JOB.format(lists=work / "lists"))
    with getattr(stores, store)(work / store) as server:
        server.make_bucket("pace")
        client = server.client("s3", at_once=AT_ONCE)
        times = {"marquee": [], "botocore": []}
        for turn in range(int(turns)):
            environment = os.environ | server.keys | {
                "AWS_REGION": stores.REGION, "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": server.endpoint,
                "XDG_CACHE_HOME": str(work / f"cache-{turn}"), "MARQUEE_JOBS": str(work / "jobs"),
                "MARQUEE_LAKE": f"s3://pace/{turn}"}

            def marquee(*words):
                subprocess.run([program, *words, "--quiet"], env=environment, check=True, stdout=subprocess.DEVNULL)

            # A lake is made once, and its bucket is tried out then, so this is not measured.
            marquee("lake", "init")
            started = time.monotonic()
            marquee("backfill", "year", "--from", str(FIRST), "--to", str(FIRST + datetime.timedelta(days=DAYS - 1)))
            times["marquee"].append(time.monotonic() - started)

            pages = client.get_paginator("list_objects_v2").paginate(Bucket="pace", Prefix=f"{turn}/")
            keys = [entry["Key"] for page in pages for entry in page["Contents"] if "/probe/" not in entry["Key"]]
            objects = {key: client.get_object(Bucket="pace", Key=key)["Body"].read() for key in keys}

            def put(item):
                client.put_object(Bucket="pace", Key=f"again-{item[0]}", Body=item[1], IfNoneMatch="*")

            started = time.monotonic()
            with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
                list(pool.map(put, objects.items()))
            times["botocore"].append(time.monotonic() - started)
        size = sum(map(len, objects.values()))
        print(f"{store}: {len(objects)} objects of {size} bytes, {AT_ONCE} at once")
        for name, seconds in times.items():
            print(f"{name}: {', '.join(f'{one:.2f}' for one in seconds)} s")
        print(f"ratio {min(times['marquee']) / min(times['botocore']):.2f}")


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
