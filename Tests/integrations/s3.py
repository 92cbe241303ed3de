"""Keeps charts in a bucket of MiniStack, and holds what is there against the same charts in a folder and the raw lists.

    s3.py MARQUEE FOLDER

The user may only put, get and list, so that whatever would replace or delete something fails.
"""

import hashlib
import json
import os
import pathlib
import sys
import zlib

sys.dont_write_bytecode = True

import lists  # noqa: E402
from checks import Checks  # noqa: E402
from lake import HELD_BACK, Lake  # noqa: E402
from server import MiniStack  # noqa: E402

BUCKET, PREFIX = "lake", "lists of ten/100% a+b=c:d"
ALLOWED = ["s3:PutObject", "s3:GetObject", "s3:ListBucket", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration"]


def fill(lake):
    for chart in lake.charts:
        for first, last in chart.ranges():
            codes = (HELD_BACK if chart.held_back else 0,)
            lake.run("backfill", chart.name, "--from", first, "--to", last, "--quiet", codes=codes)
    return ", ".join(f"{chart.name} of {len(chart.lists)} days" for chart in lake.charts)


def objects_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in pathlib.Path(folder).glob("objects/*/*")}


def check_objects(server, folder):
    """The bucket has the same objects as the folder, byte for byte, and each is named by the hash of its content."""
    start = f"{PREFIX}/"
    keys, s3 = server.versions(BUCKET, f"{start}objects/")[0], server.client("s3")
    found = {key.removeprefix(start): s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}
    expected = objects_in(folder)
    assert found.keys() == expected.keys(), f"the objects differ: {sorted(found.keys() ^ expected.keys())[:5]}"
    for path, content in found.items():
        assert content == expected[path], f"{path} has other bytes"
        digest = hashlib.sha256(zlib.decompress(content, wbits=31)).hexdigest()
        assert path.endswith(f"/{digest}.gz"), f"{path} is {digest}"
    return f"{len(found)} objects"


def check_once(server):
    """Every key was written once, and none was deleted."""
    counts, deleted = server.versions(BUCKET)
    assert not deleted, f"deleted: {deleted[:5]}"
    again = [key for key, count in counts.items() if count != 1]
    assert not again, f"written again: {again[:5]}"
    outside = [key for key in counts if not key.startswith(f"{PREFIX}/")]
    assert not outside, f"outside the lake: {outside[:5]}"
    return f"{len(counts)} keys"


def check_rows(lake, folder, name):
    """The rows of an export are those of the raw lists."""
    out = lake.export(folder / name, ["jsonl"]) / "jsonl"
    count = 0
    for chart in lake.charts:
        columns = chart.columns()
        found = []
        for file in sorted(out.glob(f"day=*/{chart.name}.jsonl")):
            rows = [json.loads(line) for line in file.read_text().splitlines()]
            found += [tuple(row.get(column) for column in columns) for row in rows]
        expected = chart.rows(columns)
        assert found == expected, f"{chart.name} has {len(found)} rows, not these {len(expected)}"
        count += len(found)
    return f"{count} rows"


def main(program, folder):
    checks, work = Checks(), pathlib.Path(folder)
    charts = [chart for chart in lists.charts() if chart.name in ("sample", "songs")]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    local = Lake(program, work, charts)
    local.write_jobs()
    checks("a lake in a folder", fill, local)
    with MiniStack(work / "ministack") as server:
        server.make_bucket(BUCKET)
        user = server.make_user("writer", ALLOWED, [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"])
        os.environ.update(user, HOME=str(work / "home"), XDG_CACHE_HOME=str(work / "cache"))
        shared = Lake(program, work, charts)
        shared.folder = f"s3://{BUCKET}/{PREFIX}"
        checks("a lake in a bucket", fill, shared)
        checks("the same objects", check_objects, server, local.folder)
        checks("the same rows", check_rows, shared, work, "out")
        # Another machine has no catalogue of the lake yet.
        os.environ["XDG_CACHE_HOME"] = str(work / "other-cache")
        checks("the same rows on another machine", check_rows, shared, work, "other-out")
        checks("the lake is sound", lambda: shared.run("lake", "check").splitlines()[0])
        checks("everything written once", check_once, server)
    print(f"{checks.count} checks hold")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
