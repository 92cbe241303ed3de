"""Compares `marquee sql` with DuckDB over the raw lists, and its events with a computation in Python."""

import json

import duckdb

from exports import require_same

FILMS = """
    SELECT day, rank, regexp_extract(link, 'tt[0-9]+') AS id,
      replace(replace(replace(title, '&apos;', ''''), '&quot;', '"'), '&amp;', '&') AS title
    FROM (
      SELECT left(parse_filename(filename), 10) AS day, "Rank"::INTEGER AS rank, coalesce(link, "Movie Link") AS link,
        coalesce(name, "Movie Name") AS title
      FROM read_json('{files}', format = 'array', filename = true, columns = {{
        'Rank': 'VARCHAR', 'Movie Link': 'VARCHAR', 'link': 'VARCHAR', 'Movie Name': 'VARCHAR', 'name': 'VARCHAR'}}))
"""
PART = """
    trim(regexp_replace(lower(strip_accents(replace(regexp_replace({}, '[''’‘`´]', '', 'g'), '&', ' and '))),
      '[^a-z0-9]+', '-', 'g'), '-')
"""
SONGS = f"""
    SELECT day, rank, {PART.format("song")} || '/' || {PART.format("artist")} AS id, song AS title
    FROM (
      SELECT left(parse_filename(filename), 10) AS day, row.this_week AS rank, row.song AS song, row.artist AS artist
      FROM (SELECT filename, unnest(data) AS row FROM read_json('{{files}}', filename = true, columns = {{{{
        'data': 'STRUCT(this_week INTEGER, song VARCHAR, artist VARCHAR)[]'}}}})))
"""


def raw(chart):
    """A connection with the table `raw`, which has the rows of whole lists, and the table `best`, which has each item of a day
    once."""
    connection = duckdb.connect()
    lists = (FILMS if chart.name == "imdb-top250" else SONGS).format(files=f"{chart.folder}/*{chart.ending}")
    connection.execute(f"""
        CREATE TABLE raw AS
        SELECT * FROM ({lists}) QUALIFY count(*) OVER (PARTITION BY day) = {chart.size};
        CREATE TABLE best AS
        SELECT day, id, min(rank) AS rank, arg_min(title, rank) AS title FROM raw GROUP BY day, id;
    """)
    return connection


def compare(name, found, expected):
    """Requires that both have the same rows in any order; returns the number of rows."""
    require_same(name, sorted(found, key=str), sorted(expected, key=str))
    return len(expected)


def check_items(lake, chart):
    connection = raw(chart)
    entries = compare(
        f"entries of {chart.name}",
        lake.sql("SELECT day, rank, id, title FROM entries WHERE chart = :chart", chart=chart.name),
        connection.execute("SELECT day, rank, id, title FROM best").fetchall(),
    )
    items = compare(
        f"items of {chart.name}",
        lake.sql(
            "SELECT id, title, titles, first_day, last_day, days, best_rank FROM items WHERE chart = :chart",
            chart=chart.name,
        ),
        connection.execute("""
            SELECT id, arg_max(title, day), count(DISTINCT title), min(day), max(day), count(*), min(rank)
            FROM best GROUP BY id
        """).fetchall(),
    )
    return f"{entries} entries and {items} items the same in DuckDB over the raw lists"


def check_events(lake, chart):
    columns = ["day", "previous_day", "kind", "item", "title", "rank", "previous_rank"]
    found = lake.sql(f"SELECT {', '.join(columns)} FROM events WHERE chart = :chart", chart=chart.name)
    count = compare(f"events of {chart.name}", found, chart.events())
    kinds = sorted({event[2] for event in found})
    return f"{count} events the same, of the kinds {', '.join(kinds)}"


def check_measures(lake, chart):
    found = lake.sql("SELECT day, id, name, value FROM measures WHERE chart = :chart", chart=chart.name)
    expected = [
        (day, row.id, name, row.fields[name])
        for day, rows in chart.lists.items()
        for row in rows
        for name in chart.measures
        if row.fields[name] is not None
    ]
    count = compare(f"measures of {chart.name}", found, expected)
    entries = lake.sql("SELECT day, id, measures FROM entries WHERE chart = :chart", chart=chart.name)
    each = [(day, id, name, value) for day, id, told in entries for name, value in json.loads(told).items()]
    compare(f"measures in the entries of {chart.name}", each, expected)
    return f"{count} measures the same"
