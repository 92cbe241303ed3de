"""Publications of a lake, read by DuckDB through their DuckLake catalogue and by DuckDB and Polars as files, against the raw lists;
and by DuckDB from a bucket.

    publications.py MARQUEE FOLDER
"""

import hashlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True

import duckdb  # noqa: E402
import duckdb_extension_ducklake  # noqa: E402
import duckdb_extension_sqlite_scanner  # noqa: E402
import polars  # noqa: E402

import lists  # noqa: E402
import publication_bucket  # noqa: E402
from lake import LICENCE, Lake  # noqa: E402


def as_text(value):
    """Lists as the JSON texts that Parquet stores for them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, list) else value


def plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def require_same(name, found, expected):
    found = [tuple(map(plain, row)) for row in found]
    for number, (is_, should) in enumerate(zip(found, expected)):
        assert is_ == should, f"{name}: row {number} is {is_}, not {should}"
    assert len(found) == len(expected), f"{name}: {len(found)} rows, not {len(expected)}"


def quoted(names):
    return ", ".join(f'"{name}"' for name in names)


def connection():
    """DuckDB with the extensions from PyPI, so that nothing is downloaded."""
    made = duckdb.connect()
    for module, name in ((duckdb_extension_sqlite_scanner, "sqlite_scanner"), (duckdb_extension_ducklake, "ducklake")):
        folder = pathlib.Path(module.__file__).parent / "extensions" / f"v{duckdb.__version__}"
        made.execute(f"LOAD '{folder / name}.duckdb_extension'")
    return made


def publish(lake, folder):
    """Publishes all charts to `folder`; returns what is reported about each publication, by chart."""
    names = [chart.name for chart in lake.charts]
    told = json.loads(lake.run("publish", *names, "--to", folder, "--format", "json", "--quiet"))
    return {one["chart"]: one for one in told["publications"]}


def origins(lake, chart):
    """The standing snapshot of each published day: when it was recorded, its state and its document."""
    rows = lake.sql("SELECT day, recorded_at, state, version FROM days WHERE chart = :chart", chart=chart.name)
    return {row[0]: row[1:] for row in rows}


def check_catalogue(folder, chart, told, columns):
    """Checks every row through DuckLake, one item's history, and a day, for which only one file is opened."""
    database = connection()
    where = f"READ_ONLY, DATA_PATH '{folder}/', OVERRIDE_DATA_PATH true"
    database.execute(f"ATTACH 'ducklake:sqlite:{folder / told['catalogue']}' AS published ({where})")
    expected = [tuple(map(as_text, row)) for row in chart.rows(columns)]
    table = "published.entries"
    everything = f"SELECT {quoted(columns)} FROM {table} ORDER BY day, rank, id"
    require_same(f"DuckLake of {chart.name}", database.execute(everything).fetchall(), sorted_rows(expected))
    item = expected[len(expected) // 2][3]
    found = database.execute(f"SELECT day, rank FROM {table} WHERE id = ? ORDER BY day, rank", [item]).fetchall()
    require_same(f"DuckLake of {chart.name}, {item}", found, sorted((row[1], row[2]) for row in expected if row[3] == item))
    plan = database.execute(f"EXPLAIN ANALYZE SELECT * FROM {table} WHERE day = '{max(chart.lists)}'").fetchall()[0][1]
    assert "Total Files Read: 1 " in plan, f"DuckLake of {chart.name}: {plan}"
    return len(expected)


def sorted_rows(rows):
    return sorted(rows, key=lambda row: (row[1], row[2], row[3]))


def check_files(folder, lake, chart, columns):
    """Each form has the same rows, with the origin of each row."""
    expected = sorted_rows([tuple(map(as_text, row)) for row in chart.rows(columns)])
    monthly = f"{folder}/by-month/chart={chart.name}/*/*.parquet"
    item = f"{folder}/by-item/chart={chart.name}/{chart.name}.parquet"
    daily = f"{folder}/by-day/chart={chart.name}/*/*.jsonl"
    order = ["day", "rank", "id"]
    for name, rows in (
        ("by-month in Polars", polars.scan_parquet(monthly).sort(order).select(columns).collect().rows()),
        ("by-item in Polars", polars.scan_parquet(item).sort(order).select(columns).collect().rows()),
        ("by-month in DuckDB", ask(f"read_parquet('{monthly}')", columns)),
        ("by-item in DuckDB", ask(f"read_parquet('{item}')", columns)),
    ):
        require_same(f"{chart.name}, {name}", rows, expected)
    # JSON has lists as lists.
    listed = sorted_rows(chart.rows(columns))
    require_same(f"{chart.name}, by-day in DuckDB", ask(f"read_json('{daily}')", columns), listed)
    rows = polars.scan_ndjson(daily, infer_schema_length=None).sort(order).select(columns).collect().rows()
    require_same(f"{chart.name}, by-day in Polars", rows, listed)
    by_item = polars.read_parquet(item).select(["id", "day", "rank"]).rows()
    assert by_item == sorted(by_item), f"{item} is not sorted by item"
    check_origins(lake, chart, polars.read_parquet(item))
    return len(expected)


def ask(source, columns):
    return duckdb.execute(f"SELECT {quoted(columns)} FROM {source} ORDER BY day, rank, id").fetchall()


def check_origins(lake, chart, table):
    expected = origins(lake, chart)
    found = table.select(
        polars.col("day").cast(polars.String),
        polars.col("recorded_at").dt.strftime("%Y-%m-%dT%H:%M:%S.%6fZ"),
        "state",
        "version",
    ).unique()
    for day, *origin in found.rows():
        assert tuple(origin) == expected[day], f"{chart.name} on {day}: {origin}, not {expected[day]}"
    assert found.height == len(chart.lists), f"{chart.name}: {found.height} days"


def check_description(folder, chart, told):
    """Sizes and hashes are right, and apart from files of days there is no file that the description does not name."""
    described = json.loads((folder / told["description"]).read_text())
    assert described["licenses"][0]["name"] == LICENCE, described["licenses"]
    state = described["publication"]
    for month in state["by_month"]:
        data = (folder / month["path"]).read_bytes()
        assert len(data) == month["bytes"], month["path"]
        assert f"sha256:{hashlib.sha256(data).hexdigest()}" == month["hash"], month["path"]
    named = {month["path"] for month in state["by_month"]} | {state["by_item"]["path"], state["catalogue"]["path"]}
    found = {
        str(path.relative_to(folder))
        for kind in ("by-month", "by-item", "ducklake")
        for path in (folder / kind / f"chart={chart.name}").rglob("*")
        if path.is_file()
    }
    assert found == named, f"{folder}: {found ^ named}"


def check_again(lake, folder):
    """Nothing is written if nothing changed. If a day is withdrawn, its month is written again."""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for chart, told in publish(lake, folder).items():
        assert not told["written"] and not told["removed"], f"{chart} was published again: {told}"
    assert files == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    chart = lake.charts[0]
    last = max(chart.lists)
    lake.run("quarantine", "withdraw", chart.name, last, "--reason", "a check", "--quiet")
    told = publish(lake, folder)[chart.name]
    months = {one["path"].split("/")[2] for one in told["written"] if one["path"].startswith("by-month/")}
    assert months <= {f"month={last[:7]}"}, told
    assert any(path.startswith("by-day/") and last in path for path in told["removed"]), told
    lake.run("quarantine", "accept", chart.name, last, "--reason", "a check", "--quiet")
    publish(lake, folder)
    now = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert now == files, f"{folder}: {[str(path) for path in now if now[path] != files.get(path)]}"


def main(program, work):
    if not lists.HISTORY:
        print("MARQUEE_HISTORY names no folder with the real history: only the bundled samples are checked")
    lake = Lake(program, pathlib.Path(work), lists.charts())
    lake.fill()
    folder = lake.work / "published"
    told = publish(lake, folder)
    try:
        for chart in lake.charts:
            columns = chart.columns(all_fields=True)
            count = check_catalogue(folder, chart, told[chart.name], columns)
            check_files(folder, lake, chart, columns)
            check_description(folder, chart, told[chart.name])
            print(f"publication of {chart.name}: {count} rows the same through DuckLake, DuckDB and Polars", flush=True)
        check_again(lake, folder)
        publication_bucket.check(lake, folder, connection)
    except AssertionError as difference:
        sys.exit(f"FAILED: {difference}")
    print(f"publishing again wrote nothing but what changed\n{4 * len(lake.charts) + 2} checks hold")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
