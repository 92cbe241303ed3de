"""The history of a chart and its films, computed directly from the raw lists.

Shares nothing with the program: it reads the published files into plain dictionaries. compare.py compares the program's answers
with it.
"""

import gzip
import html
import json
import pathlib
import re
from datetime import date, timedelta


def rows(path):
    """The rows of one raw file as (rank, id, title, rating), in rank order."""
    found = []
    for row in json.loads(gzip.decompress(path.read_bytes())):
        link = row.get("link") or row.get("Movie Link") or ""
        title = row.get("name") or row.get("Movie Name") or ""
        rating = row.get("IMDb Rating")
        found.append(
            (
                int(row["Rank"]),
                re.search("tt[0-9]+", link).group(0),
                html.unescape(title),
                None if rating in (None, "", "N/A") else float(rating),
            )
        )
    return sorted(found)


class History:
    """All days of a folder of `<day>.json.gz`. Days with another number of rows than `expected` are quarantined."""

    def __init__(self, folder, expected=250):
        lists = {p.name[:10]: rows(p) for p in sorted(pathlib.Path(folder).glob("*.json.gz"))}
        self.held_back = sorted(day for day, rows in lists.items() if len(rows) != expected)
        self.days = sorted(set(lists) - set(self.held_back))
        self.lists = {day: lists[day] for day in self.days}
        self.ranks = {day: {film: rank for rank, film, _, _ in lists[day]} for day in self.days}
        self.films = sorted({film for day in self.days for film in self.ranks[day]})

    def absent(self):
        """The calendar days from the first to the last for which there is no file."""
        first, last = date.fromisoformat(self.days[0]), date.fromisoformat(self.days[-1])
        calendar = [(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)]
        return [day for day in calendar if day not in self.lists and day not in self.held_back]

    def chart(self, day):
        """The entries of a day, with their movement."""
        earlier = [d for d in self.days if d < day]
        before = self.ranks[earlier[-1]] if earlier else {}
        ever = {film for d in earlier for film in self.ranks[d]}
        entries = []
        for rank, film, title, rating in self.lists[day]:
            previous = before.get(film)
            if previous is not None:
                status = "same" if previous == rank else "up" if rank < previous else "down"
            else:
                status = "return" if film in ever else "new"
            entries.append(
                {
                    "rank": rank,
                    "id": film,
                    "title": title,
                    "rating": rating,
                    "previous_rank": previous,
                    "change": None if previous is None else previous - rank,
                    "status": status,
                    **self.past(film, day),
                }
            )
        return entries

    def past(self, film, day):
        """The film's past up to and including a day on which it was on the chart."""
        seen = [(d, self.ranks[d][film]) for d in self.days if d <= day and film in self.ranks[d]]
        best = min(rank for _, rank in seen)
        missing = self.missing(day)
        return {
            "days_on_chart": len(seen),
            "days_on_chart_at_most": len(seen) + missing if missing else None,
            "peak_so_far": best,
            "peak_day": next(d for d, rank in seen if rank == best),
            "debut": seen[0][0],
        }

    def missing(self, day):
        """The number of calendar days up to a day that have no list."""
        return self.due(day) - sum(d <= day for d in self.days)

    def due(self, day):
        """The number of calendar days from the first one to a day."""
        return (date.fromisoformat(day) - date.fromisoformat(self.days[0])).days + 1

    def film(self, film):
        """A film's history, without the name of the chart."""
        seen = [
            (day, row) for day in self.days for row in self.lists[day] if row[1] == film
        ]
        on = {day for day, _ in seen}
        titles = list(dict.fromkeys(row[2] for _, row in seen))
        title = seen[-1][1][2]
        best = min(row[0] for _, row in seen)
        at_best = [day for day, row in seen if row[0] == best]
        returns = 0
        for previous, day in zip(self.days, self.days[1:]):
            was_there_before = any(d < previous for d in on)
            returns += day in on and previous not in on and was_there_before
        return {
            "id": film,
            "title": title,
            "aliases": [other for other in titles if other != title],
            "debut": {"day": seen[0][0], "rank": seen[0][1][0]},
            "last": {"day": seen[-1][0], "rank": seen[-1][1][0]},
            "peak_ever": {"rank": best, "day": at_best[0], "days": len(at_best)},
            "observed": len(self.days),
            "due": self.due(self.days[-1]),
            **self.bounded("days", len(seen)),
            **self.bounded("days_at_number_one", sum(row[0] == 1 for _, row in seen)),
            **self.bounded("returns", returns),
            "longest_streak": self.streak(on) | self.bounds_of_series(on),
            "longest_stay": self.stay(on) | self.bounds_of_series(on),
            "observations": [
                {"day": day, "rank": row[0], "rating": row[3]} for day, row in seen
            ],
        }

    def bounds_of_series(self, on):
        """What the longest series could have if the missing lists were known."""
        missing = self.missing(self.days[-1])
        return {
            "days_at_least": self.streak(on)["days"] if missing else None,
            "days_at_most": self.stay(on)["days"] + missing if missing else None,
        }

    def bounded(self, name, count):
        """A count of published days, and its upper bound if lists are missing."""
        missing = self.missing(self.days[-1])
        return {name: count, f"{name}_at_most": count + missing if missing else None}

    def compare(self, one, other):
        """Two films compared over the days on which both were on the chart."""
        days = [day for day in self.days if {one, other} <= self.ranks[day].keys()]
        above = [min(one, other, key=self.ranks[day].get) for day in days]
        changes = zip(days[1:], days, above[1:], above)
        return {
            "items": [
                {**self.summary(film), **self.bounded("days_above", above.count(film))} for film in (one, other)
            ],
            **self.bounded("together", len(days)),
            "crossings": [
                {"day": day, "previous_day": previous, "above": now}
                for day, previous, now, before in changes
                if now != before
            ],
        }

    def summary(self, film):
        """The summary of a film in a comparison."""
        whole = self.film(film)
        return {
            "id": film,
            "title": whole["title"],
            **self.bounded("days", whole["days"]),
            "best": whole["peak_ever"]["rank"],
        }

    def found(self, film):
        """The row of a film in a search for its id."""
        whole = self.film(film)
        return {
            "id": film,
            "title": whole["title"],
            "match": {"field": "id", "value": film},
            "first_day": whole["debut"]["day"],
            "last_day": whole["last"]["day"],
            "days": whole["days"],
            "best_rank": whole["peak_ever"]["rank"],
        }

    def trend(self, day):
        """The ranks of the entries of a day on the last thirty published days up to it."""
        days = [d for d in self.days if d <= day][-30:]
        return [[self.ranks[d].get(row[1]) for d in days] for row in self.lists[day]]

    def stay(self, on):
        """The first of the longest series of consecutive published days that are all in `on`."""
        best, current = [], []
        for day in self.days:
            current = current + [day] if day in on else []
            if len(current) > len(best):
                best = current
        return {"from": best[0], "to": best[-1], "days": len(best)}

    @staticmethod
    def streak(on):
        """The first of the longest series of calendar days that are all in `on`."""
        best = None
        for start in sorted(on):
            count = 1
            while (date.fromisoformat(start) + timedelta(count)).isoformat() in on:
                count += 1
            if best is None or count > best["days"]:
                end = (date.fromisoformat(start) + timedelta(count - 1)).isoformat()
                best = {"from": start, "to": end, "days": count}
        return best
