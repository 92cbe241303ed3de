"""Compares the statistics of Parquet files with their rows, and checks what readers find when they skip row groups by them."""

import datetime
import struct

import duckdb
import polars
import pyarrow
import pyarrow.compute
import pyarrow.parquet

EPOCH = datetime.date(1970, 1, 1)
LONGEST_BOUND = 64


def plain(value):
    """The value in a form in which equal values have the same bits: dates as days, decimals as bytes."""
    if isinstance(value, datetime.date):
        return (value - EPOCH).days
    if isinstance(value, float):
        return "NaN" if value != value else struct.pack("<d", value)
    return value


def check_bounds(name, field, chunk, exact, values):
    """Compares the statistics of one column chunk with its values. `exact` says of each of the two bounds whether the file calls
    it exact."""
    statistics = chunk.statistics
    present = [value for value in values if value is not None]
    assert statistics is not None and statistics.null_count == len(values) - len(present), f"{name}: null_count"
    if pyarrow.types.is_floating(field.type):
        present = [struct.unpack("<d", value)[0] for value in present if value != "NaN"]
    if not present:
        assert not statistics.has_min_max, f"{name}: bounds of nothing"
        return
    if pyarrow.types.is_string(field.type):
        check_text_bounds(name, statistics, exact, [value.encode() for value in present])
        return
    assert statistics.has_min_max, f"{name}: no bounds"
    least, greatest = statistics.min, statistics.max
    if isinstance(least, datetime.date):
        least, greatest = plain(least), plain(greatest)
    assert (least, greatest) == (min(present), max(present)), f"{name}: {least} to {greatest}"
    if pyarrow.types.is_floating(field.type):
        assert least != 0 or str(least) == "-0.0", f"{name}: a lower bound of +0"
        assert greatest != 0 or str(greatest) == "0.0", f"{name}: an upper bound of -0"


def check_text_bounds(name, statistics, exact, texts):
    """The bounds of short texts are texts themselves; those of long texts are short, and lie outside."""
    if not statistics.has_min_max:
        assert max(len(text) for text in texts) > LONGEST_BOUND, f"{name}: no bounds"
        return
    least, greatest = statistics.min.encode(), statistics.max.encode()
    assert least <= min(texts) and greatest >= max(texts), f"{name}: {least!r} to {greatest!r}"
    assert max(len(least), len(greatest)) <= LONGEST_BOUND, f"{name}: long bounds"
    for bound, text, is_exact in ((least, min(texts), exact[0]), (greatest, max(texts), exact[1])):
        assert is_exact == (len(text) <= LONGEST_BOUND) == (bound == text), f"{name}: {bound!r} for {text!r}"


def check_row_groups(path, rows):
    metadata = pyarrow.parquet.read_metadata(path)
    schema = metadata.schema.to_arrow_schema()
    assert metadata.num_rows == len(rows), f"{path}: {metadata.num_rows} rows in the footer"
    query = "SELECT row_group_id, column_id, min_is_exact, max_is_exact FROM parquet_metadata(?)"
    exact = {(group, place): flags for group, place, *flags in duckdb.execute(query, [str(path)]).fetchall()}
    start = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        assert group.num_rows > 0, f"{path}: row group {number} is empty"
        part = rows[start : start + group.num_rows]
        start += group.num_rows
        sizes = 0
        for place, field in enumerate(schema):
            chunk = group.column(place)
            name = f"{path}, row group {number}, {field.name}"
            check_bounds(name, field, chunk, exact[number, place], [row[place] for row in part])
            sizes += chunk.total_uncompressed_size
        assert group.total_byte_size == sizes, f"{path}: size of row group {number}"
    assert start == len(rows), f"{path}: {start} rows in row groups"


def check_filters(path, rows):
    """For each column, readers must find all rows with the value of the row in the middle."""
    if not rows:
        return
    schema = pyarrow.parquet.read_schema(path)
    table = pyarrow.parquet.read_table(path)
    for place, name in enumerate(schema.names):
        wanted = rows[len(rows) // 2][place]
        if wanted is None or wanted == "NaN":
            continue
        value = table.column(name)[len(rows) // 2].as_py()
        # Numbers are compared as equal, so 0 and -0 are the same.
        count = pyarrow.compute.sum(pyarrow.compute.equal(table.column(name), value)).as_py()
        query = f'SELECT count(*) FROM read_parquet(?) WHERE "{name}" = ?'
        found = {
            "DuckDB": duckdb.execute(query, [str(path), value]).fetchone()[0],
            "Polars": polars.scan_parquet(path).filter(polars.col(name) == value).collect().height,
            "pyarrow": pyarrow.parquet.read_table(path, filters=[(name, "==", value)]).num_rows,
        }
        assert set(found.values()) == {count}, f"{path}: {count} rows have {name} {value!r}, found {found}"


def check(path, rows):
    """Checks the file at `path` against `rows`: tuples in which days are texts."""
    schema = pyarrow.parquet.read_schema(path)
    days = [place for place, field in enumerate(schema) if pyarrow.types.is_date(field.type)]
    numbers = [place for place, field in enumerate(schema) if pyarrow.types.is_floating(field.type)]
    stored = []
    for row in rows:
        row = list(row)
        for place in days:
            row[place] = row[place] and datetime.date.fromisoformat(row[place])
        for place in numbers:
            row[place] = None if row[place] is None else float(row[place])
        stored.append(tuple(map(plain, row)))
    check_row_groups(path, stored)
    check_filters(path, stored)
