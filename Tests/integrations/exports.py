"""Compares every row of exports, read by the programs that people use, with the raw lists."""

import csv
import datetime
import json
import sqlite3

import duckdb
import polars
import pyarrow
import pyarrow.dataset
import pyarrow.parquet
import sqlite_utils

import row_groups
from lake import ATTRIBUTION, LICENCE


def plain(value):
    """Days as texts, as in the lists."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def require_same(name, found, expected):
    """Requires that the two lists of tuples are equal, row by row."""
    found = [tuple(plain(value) for value in row) for row in found]
    for number, (is_, should) in enumerate(zip(found, expected)):
        assert is_ == should, f"{name}: row {number} is {is_}, not {should}"
    assert len(found) == len(expected), f"{name}: {len(found)} rows, not {len(expected)}"


def as_text(value):
    """Lists as the JSON texts that Parquet and SQLite store for them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, list) else value


def by_item(rows):
    """Rows in the order of id, day and rank."""
    return sorted(rows, key=lambda row: (row[3], row[1], row[2]))


def quoted(names):
    return ", ".join(f'"{name}"' for name in names)


class Reading:
    """One export of one chart in one program: a way to read all rows, and a way to answer three questions."""

    def __init__(self, name, rows, ask):
        self.name, self.rows, self.ask = name, rows, ask

    def check(self, expected, columns):
        require_same(self.name, self.rows(), expected)
        # The item in the middle: for it, readers can skip row groups and folders of days.
        item = expected[len(expected) // 2][3]
        history = sorted((row[1], row[2]) for row in expected if row[3] == item)
        sums = [sum(row[2] for row in expected)]
        if "rating" in columns:
            place = columns.index("rating")
            sums.append(sum(row[place] for row in expected if row[place] is not None))
        found, count, *totals = self.ask(item, ["rank", "rating"][: len(sums)])
        require_same(f"{self.name}, {item}", sorted(found), history)
        assert count == len(expected), f"{self.name}: counts {count} rows, not {len(expected)}"
        for is_, should in zip(totals, sums):
            assert abs(is_ - should) < 1e-6 * should, f"{self.name}: a sum is {is_}, not {should}"


def duckdb_reading(name, source, columns):
    """`source` is the text after FROM."""

    def ask(item, sums):
        history = f"SELECT day, rank FROM {source} WHERE id = ?"
        totals = f"SELECT count(*), {', '.join(f'sum({one})' for one in sums)} FROM {source}"
        return duckdb.execute(history, [item]).fetchall(), *duckdb.execute(totals).fetchone()

    def rows():
        return duckdb.execute(f"SELECT {quoted(columns)} FROM {source}").fetchall()

    return Reading(f"{name} in DuckDB", rows, ask)


def polars_reading(name, scan, columns):
    def ask(item, sums):
        found = scan().filter(polars.col("id") == item).select("day", "rank").collect().rows()
        totals = [polars.len(), *(polars.col(one).sum() for one in sums)]
        return found, *scan().select(totals).collect().row(0)

    return Reading(f"{name} in Polars", lambda: scan().select(columns).collect().rows(), ask)


def pyarrow_reading(name, path, columns):
    def ask(item, sums):
        found = pyarrow.parquet.read_table(path, columns=["day", "rank"], filters=[("id", "==", item)])
        table = pyarrow.dataset.dataset(path).to_table(columns=sums)
        totals = [pyarrow.compute.sum(table.column(one)).as_py() for one in sums]
        return list(zip(*found.to_pydict().values())), table.num_rows, *totals

    def rows():
        table = pyarrow.parquet.read_table(path, columns=columns, page_checksum_verification=True)
        return zip(*(column.to_pylist() for column in table.columns))

    return Reading(f"{name} in pyarrow", rows, ask)


def check_parquet(charts, folder, all_fields=False, sorted_by_item=False):
    count = 0
    for chart in charts:
        path, columns = folder / f"{chart.name}.parquet", chart.columns(all_fields)
        expected = [tuple(map(as_text, row)) for row in chart.rows(columns)]
        if sorted_by_item:
            expected = by_item(expected)
        names = pyarrow.parquet.read_schema(path).names
        assert names == columns, f"{path}: the columns are {names}, not {columns}"
        for reading in (
            pyarrow_reading(path.name, path, columns),
            duckdb_reading(path.name, f"read_parquet('{path}')", columns),
            polars_reading(path.name, lambda: polars.scan_parquet(path), columns),
        ):
            reading.check(expected, columns)
        row_groups.check(path, expected)
        metadata = pyarrow.parquet.read_metadata(path).metadata
        for key, value in (("licence", LICENCE), ("attribution", ATTRIBUTION), ("chart", chart.name)):
            found = metadata.get(key.encode())
            assert found == value.encode(), f"{path}: {key} is {found}, not {value}"
        count += len(expected)
    return f"{count} rows the same to pyarrow, DuckDB and Polars; statistics and metadata hold"


def check_sizes(folder):
    """The sizes allowed for 286 published days of five columns and a rating."""
    sizes = []
    for form, most in (("parquet", 60_000), ("by-item", 30_000)):
        path = folder / form / "imdb-top250.parquet"
        sizes.append(path.stat().st_size)
        assert sizes[-1] < most, f"{path}: {sizes[-1]} bytes, not under {most}"
    path = folder / "parquet" / "imdb-top250.parquet"
    metadata = pyarrow.parquet.read_metadata(path)
    months = []
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        days = next(
            group.column(place).statistics
            for place in range(group.num_columns)
            if group.column(place).path_in_schema == "day"
        )
        months.append((plain(days.min)[:7], plain(days.max)[:7]))
    for (_, last), (first, _) in zip(months, months[1:]):
        assert last < first, f"{path}: the month {first} is in two row groups"
    return f"{sizes[0]} bytes in {len(months)} groups of whole months, {sizes[1]} bytes sorted by item"


def check_jsonl(charts, folder, all_fields=False):
    count = 0
    for chart in charts:
        columns = chart.columns(all_fields)
        expected = chart.rows(columns)
        files = f"{folder}/day=*/{chart.name}.jsonl"
        found = {path.parent.name for path in folder.glob(f"day=*/{chart.name}.jsonl")}
        assert found == {f"day={day}" for day in chart.lists}, f"{folder}: the days are {sorted(found)}"
        for reading in (
            duckdb_reading(files, f"read_json('{files}')", columns),
            polars_reading(files, lambda: polars.scan_ndjson(files, infer_schema_length=None), columns),
        ):
            reading.check(expected, columns)
        count += len(expected)
    return f"{count} rows in folders of days the same to DuckDB and Polars"


def check_csv(charts, folder, all_fields=False):
    count = 0
    for chart in charts:
        path, columns = folder / f"{chart.name}.csv", chart.columns(all_fields)
        expected = [
            tuple("; ".join(value) if isinstance(value, list) else value for value in row)
            for row in chart.rows(columns)
        ]
        for reading in (
            duckdb_reading(path.name, f"read_csv('{path}', sample_size = -1)", columns),
            polars_reading(path.name, lambda: polars.scan_csv(path, infer_schema_length=None), columns),
        ):
            reading.check(expected, columns)
        with open(path, encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == columns, f"{path}: the header is {header}"
        texts = [row[3:5] for row in rows]
        require_same(f"{path.name} in Python", texts, [row[3:5] for row in expected])
        count += len(expected)
    return f"{count} rows the same to DuckDB, Polars and Python"


def check_sqlite(charts, path):
    """The view `ranking` has all rows, the tables agree with it, and their foreign keys are valid."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database = sqlite_utils.Database(connection)
    fields = [column.name for column in database["ranking"].columns]
    for problem in ("PRAGMA integrity_check", "PRAGMA foreign_key_check"):
        found = connection.execute(problem).fetchall()
        assert found in ([], [("ok",)]), f"{path}: {problem}: {found}"
    assert set(database.table_names()) >= {"charts", "days", "items", "entries", "items_fts"}
    assert database.view_names() == ["ranking"], f"{path}: the views are {database.view_names()}"
    keys = {(key.column, key.other_table) for key in database["entries"].foreign_keys}
    assert keys == {("chart", "charts"), ("day_id", "days"), ("item_id", "items")}, f"{path}: {keys}"
    count = 0
    for chart in charts:
        expected = [tuple(map(as_text, row)) for row in chart.rows(fields)]
        order = f"SELECT {quoted(fields)} FROM ranking WHERE chart = ? ORDER BY day, rank, id"
        require_same(f"{path.name}, {chart.name}", connection.execute(order, [chart.name]), expected)
        titles = {row[3]: row[4] for row in expected}
        items = database["items"].rows_where("chart = ?", [chart.name])
        found = {row["item"]: row["title"] for row in items}
        assert found == titles, f"{path}: the items of {chart.name} differ"
        days = database["days"].rows_where("chart = ?", [chart.name], order_by="day")
        require_same(
            f"{path.name}, days of {chart.name}",
            [(row["day"], row["entries"]) for row in days],
            [(day, len(rows)) for day, rows in chart.lists.items()],
        )
        charted = database["charts"].get(chart.name)
        assert (charted["licence"], charted["attribution"]) == (LICENCE, ATTRIBUTION), f"{path}: {charted}"
        count += len(expected)
    return f"{count} rows the same to sqlite3 and sqlite-utils; keys and titles hold"


def check_same_bytes(one, other):
    files = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    others = {path.relative_to(other) for path in other.rglob("*") if path.is_file()}
    assert files == others, f"{other}: other files: {sorted(map(str, files ^ others))[:5]}"
    for file in sorted(files):
        assert (one / file).read_bytes() == (other / file).read_bytes(), f"{other / file} has other bytes"
    return f"{len(files)} files"
