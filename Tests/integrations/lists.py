"""The content of charts, computed directly from their raw lists. Shares nothing with the program."""

import datetime
import gzip
import html
import json
import os
import pathlib
import re
import sys
from collections import namedtuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
HISTORY = os.environ.get("MARQUEE_HISTORY")

sys.path.append(str(ROOT / "Tests" / "independent"))
from weeks import part  # noqa: E402

Row = namedtuple("Row", "rank id title fields")


def sample_rows(path):
    rows = []
    for row in json.loads(path.read_text())["items"]:
        film = json.loads((ROOT / "data/sample/omdb" / f"{row['id']}.json").read_text())
        fields = {
            "rating": float(row["imDbRating"]) if row["imDbRating"] else None,
            "votes": int(row["imDbRatingCount"]) if row["imDbRatingCount"] else None,
            "director": film["Director"].split(", "),
            "enrichment": "enriched",
            "genre": film["Genre"].split(", "),
            "runtime": int(film["Runtime"].removesuffix(" min")),
            "year": int(row["year"]),
        }
        rows.append(Row(int(row["rank"]), row["id"], html.unescape(row["title"]), fields))
    return sorted(rows)[:10]


def film_rows(path):
    rows = []
    for row in json.loads(gzip.decompress(path.read_bytes())):
        link = row.get("link") or row.get("Movie Link")
        title = html.unescape(row.get("name") or row.get("Movie Name"))
        rating = row.get("IMDb Rating")
        fields = {"rating": None if rating in (None, "", "N/A") else float(rating)}
        rows.append(Row(int(row["Rank"]), re.search("tt[0-9]+", link).group(), title, fields))
    return sorted(rows, key=lambda row: (row.rank, row.id))


def song_rows(path):
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = []
    for row in json.loads(text)["data"]:
        song = f"{part(row['song'])}/{part(row['artist'])}"
        rows.append(Row(row["this_week"], song, row["song"], {"artist": row["artist"]}))
    return sorted(rows, key=lambda row: (row.rank, row.id))


class Chart:
    """A chart whose raw lists are the files of a folder. A day with another number of rows than `size` is quarantined."""

    def __init__(self, name, folder, ending, read, size, measures, cadence):
        self.name, self.ending, self.size, self.measures = name, ending, size, measures
        self.cadence = cadence
        self.folder = pathlib.Path(folder)
        files = sorted(self.folder.glob(f"*{ending}"))
        lists = {path.name.removesuffix(ending): read(path) for path in files}
        self.first, self.last = min(lists), max(lists)
        self.held_back = sorted(day for day, rows in lists.items() if len(rows) != size)
        self.lists = {day: rows for day, rows in lists.items() if len(rows) == size}
        self.fields = sorted({key for rows in self.lists.values() for row in rows for key in row.fields})

    def ranges(self):
        """The days to backfill: from the first to the last, without gaps of years between them."""
        days = sorted([*self.lists, *self.held_back])
        starts = [days[0]]
        ends = []
        for before, after in zip(days, days[1:]):
            if (datetime.date.fromisoformat(after) - datetime.date.fromisoformat(before)).days > 1000:
                ends.append(before)
                starts.append(after)
        return list(zip(starts, [*ends, days[-1]]))

    def columns(self, all_fields=False):
        names = ["chart", "day", "rank", "id", "title", *self.measures]
        return names + [name for name in self.fields if all_fields and name not in self.measures]

    def rows(self, columns):
        """All rows of published days, in the order of day, rank and id, as tuples."""
        found = []
        for day, rows in self.lists.items():
            for row in rows:
                known = {"chart": self.name, "day": day, "rank": row.rank, "id": row.id, "title": row.title}
                known.update(row.fields)
                found.append(tuple(known.get(name) for name in columns))
        return found

    def best(self):
        """For each day, its items with their better rank: (rank, title) by id."""
        days = {}
        for day, rows in self.lists.items():
            days[day] = {}
            for row in rows:
                days[day].setdefault(row.id, (row.rank, row.title))
        return days

    def events(self):
        """The changes from each published day to the next: (day, previous day, kind, item, title, rank, previous rank)."""
        events = []
        known = {}
        before, previous = {}, None
        for day, items in self.best().items():
            for item, (rank, title) in items.items():
                old_rank = before[item][0] if item in before else None

                def add(kind):
                    events.append((day, previous, kind, item, title, rank, old_rank))

                if item not in known:
                    add("enter")
                elif item not in before:
                    add("return")
                elif rank != old_rank:
                    add("move")
                if rank == 1 and old_rank != 1 and previous:
                    add("number-one")
                if known.get(item, title) != title:
                    add("retitle")
                known[item] = title
            for item, (rank, title) in before.items():
                if item not in items:
                    events.append((day, previous, "leave", item, title, None, rank))
            before, previous = items, day
        return events


def charts():
    """The bundled samples, and the real history if there is one."""
    data = ROOT / "data" / "sample"
    found = [
        Chart("sample", data / "history", ".json", sample_rows, 10, ["rating", "votes"], "daily"),
        Chart("songs", data / "songs", ".json", song_rows, 10, [], {"weekly": "saturday"}),
    ]
    if HISTORY:
        films, songs = pathlib.Path(HISTORY, "imdb-top250"), pathlib.Path(HISTORY, "hot100")
        found += [
            Chart("imdb-top250", films, ".json.gz", film_rows, 250, ["rating"], "daily"),
            Chart("hot100", songs, ".json.gz", song_rows, 100, [], {"weekly": "saturday"}),
        ]
    return found
