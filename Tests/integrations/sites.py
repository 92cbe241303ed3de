"""The SQLite export and the catalogue in Datasette and sqlite-utils. No port is opened."""

import asyncio
import html
import json
import sqlite3

import sqlite_utils
from datasette.app import Datasette

from lake import ATTRIBUTION, DATASET, LICENCE

VIEWS = ["entries", "items", "days", "snapshots", "events", "measures"]
# On a busy machine a query takes longer than Datasette's usual limit of one second.
SETTINGS = {"sql_time_limit_ms": 60_000}


async def page(site, path):
    answer = await site.client.get(path)
    assert answer.status_code == 200, f"Datasette: {path}: {answer.status_code} {answer.text[:300]}"
    return answer.text


def require_words(path, text, *words):
    for word in words:
        assert html.escape(word) in text or word in text, f"Datasette: {path} does not have {word!r}"


async def visit_export(charts, database, metadata):
    site = Datasette([str(database)], metadata=metadata, settings=SETTINGS)
    await site.invoke_startup()
    chart = charts[0]
    name = database.stem

    # Each foreign key is a link with a label of its target.
    first = chart.lists[chart.first][0]
    path = f"/{name}/entries.json?chart={chart.name}&_labels=on&_size=1&_shape=array"
    row = json.loads(await page(site, path))[0]
    labels = [row["day_id"]["label"], row["item_id"]["label"]]
    assert labels == [chart.first, first.title], f"Datasette: {path}: the labels are {labels}"
    path = f"/{name}/entries?chart={chart.name}&_size=1"
    require_words(
        path,
        await page(site, path),
        f'<a href="/{name}/charts/{chart.name}">',
        f'<a href="/{name}/days/{row["day_id"]["value"]}">{chart.first}</a>',
        f'<a href="/{name}/items/{row["item_id"]["value"]}">{html.escape(first.title)}</a>',
    )

    path = f"/{name}/entries"
    require_words(path, await page(site, path), LICENCE, ATTRIBUTION, "One row for each rank of each day")
    count = json.loads(await page(site, f"{path}.json?_size=1"))["filtered_table_rows_count"]
    total = sum(len(rows) for each in charts for rows in each.lists.values())
    assert count == total, f"Datasette: {path}: {count} rows, not {total}"

    path = f"/{name}/items.json?_search=GODFATHER&chart={chart.name}&_shape=array"
    found = {row["item"] for row in json.loads(await page(site, path))}
    rows = [row for day in chart.lists.values() for row in day]
    wanted = {row.id for row in rows if "godfather" in row.title.lower()}
    assert found == wanted and wanted, f"Datasette: the search finds {found}, not {wanted}"

    path = f"/{name}/ranking.json?chart={chart.name}&day={chart.last}&_shape=array"
    ranks = [(row["rank"], row["id"]) for row in json.loads(await page(site, path))]
    assert ranks == [(row.rank, row.id) for row in chart.lists[chart.last]], f"Datasette: {path}: {ranks}"
    require_words("/", await page(site, "/"), DATASET["name"], LICENCE)


async def visit_catalogue(charts, **files):
    site = Datasette(settings=SETTINGS, **files)
    await site.invoke_startup()
    for chart in charts:
        for view in VIEWS:
            path = f"/catalogue/{view}.json?chart={chart.name}&day={chart.last}&_shape=array&_size=max"
            if view == "items":
                path = f"/catalogue/{view}.json?chart={chart.name}&_shape=array&_size=max"
            rows = json.loads(await page(site, path))
            if view == "entries":
                found = sorted((row["rank"], row["id"], row["title"]) for row in rows)
                wanted = sorted((rank, item, title) for item, (rank, title) in chart.best()[chart.last].items())
                assert found == wanted, f"Datasette: {path}: {found[:3]}, not {wanted[:3]}"
            elif view in ("items", "days", "snapshots"):
                assert rows, f"Datasette: {path} is empty"
    path = "/catalogue/entries"
    require_words(path, await page(site, path), "measures", charts[0].lists[charts[0].first][0].title)
    path = "/catalogue.json"
    views = {view["name"] for view in json.loads(await page(site, path))["views"]}
    assert views >= set(VIEWS), f"Datasette: {path}: the views are {views}"


def check_export(charts, folder):
    database = folder / "charts.sqlite"
    metadata = json.loads((folder / "metadata.json").read_text())
    asyncio.run(visit_export(charts, database, metadata))
    return "pages, labels of foreign keys, search, title and licence"


def check_catalogue(lake, charts):
    """The catalogue itself, opened as usual and as immutable, as `datasette -i` does."""
    before = lake.catalogue.read_bytes()
    asyncio.run(visit_catalogue(charts, files=[str(lake.catalogue)]))
    asyncio.run(visit_catalogue(charts, files=[], immutables=[str(lake.catalogue)]))
    assert lake.catalogue.read_bytes() == before, "Datasette: the catalogue was changed"
    lake.run("lake", "check")
    return f"plain and immutable, the views {', '.join(VIEWS)}; the lake checks clean afterwards"


def check_sqlite_utils(lake, charts):
    connection = sqlite3.connect(f"file:{lake.catalogue}?mode=ro", uri=True)
    database = sqlite_utils.Database(connection)
    assert set(database.view_names()) >= set(VIEWS), f"sqlite-utils: the views are {database.view_names()}"
    assert "observation" in database.table_names(), f"sqlite-utils: the tables are {database.table_names()}"
    told = {(view, column.name) for view in VIEWS for column in database[view].columns}
    listed = {(row["view"], row["column"]) for row in json.loads(lake.run("sql", "--tables", "--json"))}
    assert told == listed, f"sqlite-utils: other columns than `sql --tables`: {sorted(told ^ listed)}"
    for chart in charts:
        query = "SELECT day, count(*) AS entries FROM entries WHERE chart = :chart GROUP BY day ORDER BY day"
        found = [(row["day"], row["entries"]) for row in database.query(query, {"chart": chart.name})]
        wanted = [(day, len(items)) for day, items in chart.best().items()]
        assert found == wanted, f"sqlite-utils: the days of {chart.name} differ"
    return f"{len(told)} columns of {len(VIEWS)} views, and the entries of each day"
