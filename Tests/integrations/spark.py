"""Spark reads the Parquet and the partitioned JSON Lines of a lake, against the raw lists.

    spark.py MARQUEE FOLDER
"""

import os
import pathlib
import sys

sys.dont_write_bytecode = True

from pyspark.sql import SparkSession, functions  # noqa: E402

import lists  # noqa: E402
from lake import Lake  # noqa: E402


def plain(row):
    return tuple(value.isoformat() if hasattr(value, "isoformat") else value for value in row)


def check(name, table, chart, columns):
    """Checks the count, one item's history, a sum, and then every row."""
    expected = sorted(chart.rows(columns), key=str)
    count = table.count()
    assert count == len(expected), f"{name}: {count} rows, not {len(expected)}"
    item = expected[len(expected) // 2][3]
    found = table.where(functions.col("id") == item).orderBy("day", "rank").select("day", "rank").collect()
    history = sorted((row[1], row[2]) for row in expected if row[3] == item)
    assert list(map(plain, found)) == history, f"{name}: the history of {item} is {found[:3]}, not {history[:3]}"
    total = table.agg(functions.sum("rank")).first()[0]
    assert total == sum(row[2] for row in expected), f"{name}: the sum of ranks is {total}"
    rows = sorted(map(plain, table.select(columns).collect()), key=str)
    for is_, should in zip(rows, expected):
        assert is_ == should, f"{name}: {is_}, not {should}"
    print(f"{name}: {count} rows the same to Spark", flush=True)


def main(program, folder):
    lake = Lake(program, pathlib.Path(folder), lists.charts())
    lake.fill()
    out = lake.export(lake.work / "out", ["parquet", "by-item", "jsonl"])
    # The parts of Spark communicate on this machine only.
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master("local[2]").appName("marquee")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(lake.work / "warehouse"),
        "spark.log.level": "ERROR",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        for chart in lake.charts:
            columns = chart.columns()
            for form in ("parquet", "by-item"):
                path = out / form / f"{chart.name}.parquet"
                check(f"{form} of {chart.name}", spark.read.parquet(str(path)), chart, columns)
        # All charts share the folders of days.
        table = spark.read.json(str(out / "jsonl"))
        for chart in lake.charts:
            check(f"jsonl of {chart.name}", table.where(functions.col("chart") == chart.name), chart, chart.columns())
    except AssertionError as difference:
        sys.exit(f"FAILED: {difference}")
    finally:
        spark.stop()
    print(f"{3 * len(lake.charts)} checks hold")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
