"""Spark and DataFusion answer questions about the publications of many made charts, and Marquee the same ones about the lake.

    engines.py MARQUEE FOLDER [CHARTS DAYS]

A chart has ten of thirty items each day. Of each chart are compared: its rows, the points of each item in its history as `summary` has
them, and the days at number one as `records` has them. Prints how long each took.
"""

import datetime
import json
import os
import pathlib
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True

import datafusion  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

from lake import Lake  # noqa: E402

FIRST = datetime.date(2025, 1, 1)
JOB = """\
chart: {name}
item: film
measures: [score]
schedule: none
extract: {{ url: "file:{lists}/{{day}}.json", items: "" }}
transform:
  fields:
    id:    {{ from: /id }}
    title: {{ from: /title }}
    rank:  {{ from: /rank, type: integer }}
    score: {{ from: /score, type: decimal }}
"""
# The points of each item: ten minus the number of ranks above it, summed over its days and divided by the days of the chart.
POINTS = """\
SELECT entries.chart, id, round(sum(11 - rank) / CAST(max(days) AS DOUBLE), 6) AS points, count(*) AS days, min(rank) AS best
FROM entries JOIN (SELECT chart, count(DISTINCT day) AS days FROM entries GROUP BY chart) AS lists
  ON lists.chart = entries.chart
GROUP BY entries.chart, id"""
FIRSTS = "SELECT chart, id, count(*) AS days FROM entries WHERE rank = 1 GROUP BY chart, id"


class Made:
    """A chart that is generated from a seed."""

    def __init__(self, number):
        self.name = f"made-{number:04}"
        self.held_back = []
        self.number = number

    def write(self, folder, days):
        """Writes the chart's lists: each has the ten best of thirty scores, which change a little from day to day."""
        folder.mkdir(parents=True)
        chance = random.Random(self.number)
        scores = [chance.uniform(0, 100) for _ in range(30)]
        for offset in range(days):
            scores = [score + chance.gauss(0, 3) for score in scores]
            best = sorted(range(30), key=lambda item: -scores[item])[:10]
            rows = [
                {"id": f"item{item:02}", "title": f"Item {item}", "rank": rank, "score": round(scores[item], 2)}
                for rank, item in enumerate(best, 1)
            ]
            day = FIRST + datetime.timedelta(days=offset)
            (folder / f"{day}.json").write_text(json.dumps(rows))


class Timer:
    def __call__(self, name, work):
        started = time.monotonic()
        made = work()
        print(f"{name}: {time.monotonic() - started:.1f} s", flush=True)
        return made


def fill(lake, days):
    lake.jobs.mkdir(parents=True)
    last = FIRST + datetime.timedelta(days=days - 1)
    for chart in lake.charts:
        folder = lake.work / "lists" / chart.name
        chart.write(folder, days)
        (lake.jobs / f"{chart.name}.yaml").write_text(JOB.format(name=chart.name, lists=folder))
        lake.run("backfill", chart.name, "--from", FIRST, "--to", last, "--quiet")


def marquee(lake, days):
    """Points and days at number one of every chart, from Marquee's answers."""
    last = FIRST + datetime.timedelta(days=days - 1)

    def ask(chart):
        summary = json.loads(lake.run("summary", chart.name, f"{FIRST}..{last}", "--format", "json"))
        points = [(chart.name, one["id"], one["points"], one["days"], one["best"]) for one in summary["points"]]
        firsts = [(chart.name, one["id"], one["days"]) for one in summary["number_ones"]]
        records = json.loads(lake.run("records", chart.name, "--format", "json"))
        record = next(one for one in records if one["record"] == "most-days-at-number-one")
        most = max(count for _, _, count in firsts)
        holders = sorted(item for _, item, count in firsts if count == most)
        assert (record["value"], sorted(one["id"] for one in record["holders"])) == (most, holders), record
        return points, firsts

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        answers = list(pool.map(ask, lake.charts))
    return sorted(row for one, _ in answers for row in one), sorted(row for _, one in answers for row in one)


def spark(published, work):
    # The parts of Spark communicate on this machine only.
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master("local[2]").appName("marquee")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.log.level": "ERROR",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        answers = {}
        for part in ("by-month", "by-item"):
            session.read.parquet(str(published / part)).createOrReplaceTempView("entries")
            answers[part] = [sorted(map(tuple, session.sql(text).collect())) for text in (POINTS, FIRSTS)]
        return answers
    finally:
        session.stop()


def fusion(published):
    answers = {}
    for part in ("by-month", "by-item"):
        context = datafusion.SessionContext()
        context.register_parquet("entries", f"{published / part}/")
        answers[part] = [
            sorted(tuple(row.values()) for row in context.sql(text).to_pylist()) for text in (POINTS, FIRSTS)
        ]
    return answers


def require_same(name, found, expected):
    for is_, should in zip(found, expected):
        for one, other in zip(is_, should):
            same = abs(one - other) < 2e-6 if isinstance(other, float) else one == other
            assert same, f"{name}: {is_}, not {should}"
    assert len(found) == len(expected), f"{name}: {len(found)} rows, not {len(expected)}"


def main(program, folder, charts="20", days="60"):
    work, days, timed = pathlib.Path(folder), int(days), Timer()
    lake = Lake(program, work, [Made(number) for number in range(int(charts))])
    published = work / "published"
    timed(f"{charts} charts of {days} days backfilled", lambda: fill(lake, days))
    names = [chart.name for chart in lake.charts]
    timed("published", lambda: lake.run("publish", *names, "--to", published, "--quiet"))
    timed("published again", lambda: lake.run("publish", *names, "--to", published, "--quiet"))
    expected = timed("asked of Marquee", lambda: marquee(lake, days))
    try:
        for engine, answer in (("Spark", lambda: spark(published, work)), ("DataFusion", lambda: fusion(published))):
            for part, (points, firsts) in timed(f"asked of {engine}", answer).items():
                require_same(f"points in {part} by {engine}", points, expected[0])
                require_same(f"days at number one in {part} by {engine}", firsts, expected[1])
    except AssertionError as difference:
        sys.exit(f"FAILED: {difference}")
    print(f"{len(expected[0])} items of {charts} charts have the same points and days at number one to Spark and DataFusion")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
