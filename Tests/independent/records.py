#!/usr/bin/env python3
"""Holds every answer of `marquee records` and `marquee summary` against a computation of its own over the raw lists.

    records.py MARQUEE LAKE CHART FOLDER films|songs

FOLDER holds the raw lists, `<day>.json.gz`; LAKE was filled from them as CHART: daily films, of which days with another number
of rows than 250 are held back, or weekly songs. Prints one line for each difference and ends with 1 where there is one.
Shares nothing with the program.
"""

import gzip
import json
import pathlib
import sys
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

sys.dont_write_bytecode = True

from compare import ask, difference  # noqa: E402
from history import History  # noqa: E402
from weeks import part  # noqa: E402


class Films:
    """Daily lists as (rank, id, title), and the calendar's due days."""

    unit = "days"

    def __init__(self, folder):
        history = History(folder)
        self.days = [date.fromisoformat(day) for day in history.days]
        self.lists = [[row[:3] for row in history.lists[day]] for day in history.days]

    @staticmethod
    def period(day):
        return day.toordinal()

    def due(self, first, last):
        return (last - first).days + 1


class Songs:
    """Weekly lists as (rank, id, title), and the calendar's due weeks: a list is due on a Saturday."""

    unit = "weeks"

    def __init__(self, folder):
        self.days, self.lists = [], []
        for path in sorted(pathlib.Path(folder).glob("*.json.gz")):
            rows = json.loads(gzip.decompress(path.read_bytes()))["data"]
            self.days.append(date.fromisoformat(path.name[:10]))
            self.lists.append(
                sorted(
                    (row["this_week"], part(row["song"]) + "/" + part(row["artist"]), row["song"])
                    for row in rows
                )
            )

    @staticmethod
    def period(day):
        return (day - timedelta(day.weekday())).toordinal() // 7

    def due(self, first, last):
        """The number of weeks that have a list on one of the days, or have no list at all and their Saturday among the days."""
        listed = {self.period(day) for day in self.days}
        weeks = {self.period(day) for day in self.days if first <= day <= last}
        for number in range((last - first).days + 1):
            day = first + timedelta(number)
            if day.weekday() == 5 and self.period(day) not in listed:
                weeks.add(self.period(day))
        return len(weeks)


def rounded(number):
    """Rounded to six decimals, with halves rounded up."""
    return int(number * 1_000_000 + Fraction(1, 2)) / 1_000_000


class Statistics:
    """The records and the summary of a chart over its published days from `first` to `last`."""

    def __init__(self, source, first, last):
        self.source = source
        self.all_ranks = [best_ranks(rows) for rows in source.lists]
        chosen = [place for place, day in enumerate(source.days) if first <= day <= last]
        self.offset = chosen[0]
        self.days = [source.days[place] for place in chosen]
        self.lists = [source.lists[place] for place in chosen]
        self.ranks = [self.all_ranks[place] for place in chosen]
        self.from_day = max(first, source.days[0])
        self.to_day = min(last, source.days[-1])
        self.due = source.due(self.from_day, self.to_day)
        self.observed = len({source.period(day) for day in self.days})
        self.missing = self.due - self.observed
        self.items = sorted({item for ranks in self.ranks for item in ranks})
        self.on = {
            item: [place for place, ranks in enumerate(self.ranks) if item in ranks] for item in self.items
        }

    def title(self, item, place):
        """The title of the item on the last day up to `place` that has it; of two rows, that of the better one."""
        seen = max(p for p in self.on[item] if p <= place)
        return next(row[2] for row in self.lists[seen] if row[1] == item)

    def gap_before(self, place):
        periods = [self.source.period(day) for day in self.days[place - 1 : place + 1]]
        return periods[1] > periods[0] + 1

    def runs(self, places):
        """Series of consecutive places, each as its first and last."""
        found = []
        for place in places:
            if found and found[-1][1] == place - 1:
                found[-1][1] = place
            else:
                found.append([place, place])
        return found

    def certain(self, run):
        """The length of the longest part of a run without a missing period."""
        best, length = 1, 1
        for place in range(run[0] + 1, run[1] + 1):
            length = 1 if self.gap_before(place) else length + 1
            best = max(best, length)
        return best

    def longest_possible_absence(self):
        """The most published days between two days on which an item stood, or may have stood because a list is missing."""
        period = self.source.period
        slots = ["missing"] if period(self.from_day) < period(self.days[0]) else []
        for place in range(len(self.days)):
            slots += ["missing"] if place and self.gap_before(place) else []
            slots.append(place)
        slots += ["missing"] if period(self.days[-1]) < period(self.to_day) else []
        longest = 0
        for item in [*self.items, None]:
            since = None
            for slot in slots:
                if slot == "missing":
                    # It may have stood there, or not.
                    longest = max(longest, since or 0)
                    since = 0 if since is None else since
                elif item in self.ranks[slot]:
                    longest = max(longest, since or 0)
                    since = 0
                elif since is not None:
                    since += 1
        return longest

    def is_newcomer(self, item):
        """Whether the item's first day is in the range and is not the first day of all."""
        before = self.all_ranks[: self.offset]
        return self.offset + self.on[item][0] > 0 and not any(item in ranks for ranks in before)

    def records(self, top):
        claims = defaultdict(list)
        certain = defaultdict(int)
        moves = []
        for item in self.items:
            on = self.on[item]
            first = [place for place in on if self.ranks[place][item] == 1]
            high = [place for place in on if self.ranks[place][item] <= top]
            for name, places in (
                ("most-days-at-number-one", first),
                (f"most-days-in-top-{top}", high),
                ("most-days", on),
            ):
                if places:
                    claims[name].append((len(places), item, places[-1], places[-1]))
            for name, places in (("longest-reign", first), ("longest-stay", on)):
                for run in self.runs(places):
                    claims[name].append((run[1] - run[0] + 1, item, *run))
                    certain[name] = max(certain[name], self.certain(run))
            stays = self.runs(on)
            if len(stays) > 1:
                claims["most-returns"].append((len(stays) - 1, item, stays[-1][0], stays[-1][0]))
            for left, back in zip(stays, stays[1:]):
                away = (left[1] + 1, back[0] - 1)
                claims["longest-absence"].append((away[1] - away[0] + 1, item, *away))
                certain["longest-absence"] = max(certain["longest-absence"], self.certain(away))
            if self.is_newcomer(item):
                claims["highest-debut"].append((self.ranks[on[0]][item], item, on[0], on[0]))
                if len(on) == 1 and on[0] < len(self.days) - 1:
                    claims["one-day-wonders"].append((1, item, on[0], on[0]))
            if len(on) == len(self.days):
                claims["ever-present"].append((len(on), item, 0, on[-1]))
        for place in range(1, len(self.days)):
            before, now = self.ranks[place - 1], self.ranks[place]
            changes = [(before[item] - now[item], item) for item in now if item in before]
            for change, item in changes:
                if change > 0:
                    claims["biggest-climb"].append((change, item, place, place))
                if change < 0:
                    claims["biggest-fall"].append((-change, item, place, place))
            moves.append((sum(abs(change) for change, _ in changes), None, place, place))
        claims["calmest-day"] = claims["wildest-day"] = moves
        days = self.source.unit
        order = [
            ("most-days-at-number-one", days), ("longest-reign", days), (f"most-days-in-top-{top}", days),
            ("most-days", days), ("longest-stay", days), ("highest-debut", "rank"), ("biggest-climb", "ranks"),
            ("biggest-fall", "ranks"), ("most-returns", "returns"), ("longest-absence", days),
            ("ever-present", days), ("one-day-wonders", days), ("calmest-day", "ranks"), ("wildest-day", "ranks"),
        ]  # fmt: skip
        return [self.record(name, unit, claims[name], certain[name]) for name, unit in order]

    def record(self, name, unit, claims, certain):
        lowest = name in ("highest-debut", "calmest-day")
        value = (min if lowest else max)((claim[0] for claim in claims), default=None)
        holders = []
        for _, item, first, last in sorted(
            (claim for claim in claims if claim[0] == value), key=lambda c: (c[2], c[3], (c[1] or "").encode())
        ):
            holder = {"id": item, "title": item and self.title(item, last)}
            if name in ("longest-reign", "longest-stay", "longest-absence", "ever-present"):
                holder |= {"from": str(self.days[first]), "to": str(self.days[last])}
            else:
                holder["day"] = str(self.days[last])
            if name in ("highest-debut", "biggest-climb", "biggest-fall", "calmest-day", "wildest-day"):
                before, day = self.source.days[self.offset + last - 1], self.days[last]
                holder["previous_day"] = str(before)
                holder["across_gap"] = self.source.period(day) > self.source.period(before) + 1
            holders.append(holder)
        has_bounds = value is not None and self.missing > 0 and (
            name in ("longest-reign", "longest-stay", "longest-absence", "most-returns")
            or name.startswith("most-days")
        )
        possible = self.longest_possible_absence() if has_bounds and name == "longest-absence" else 0
        return {
            "record": name,
            "value": value,
            "unit": unit,
            "holders": holders,
            "value_at_least": (certain or value) if has_bounds else None,
            "value_at_most": max(value, possible) + self.missing if has_bounds else None,
            "from": str(self.from_day),
            "to": str(self.to_day),
            "observed": self.observed,
            "due": self.due,
        }

    def summary(self):
        count = len(self.days)
        longest = max(len(rows) for rows in self.lists)
        points = []
        for item in self.items:
            ranks = [self.ranks[place][item] for place in self.on[item]]
            points.append(
                {
                    "id": item,
                    "title": self.title(item, count - 1),
                    "points": rounded(Fraction(sum(longest + 1 - rank for rank in ranks), count)),
                    "days": len(ranks),
                    "days_at_most": len(ranks) + self.missing if self.missing else None,
                    "best": min(ranks),
                }
            )
        leaders = []
        for item in self.items:
            first = [place for place in self.on[item] if self.ranks[place][item] == 1]
            if first:
                leaders.append(
                    {
                        "id": item,
                        "title": self.title(item, count - 1),
                        "days": len(first),
                        "days_at_most": len(first) + self.missing if self.missing else None,
                    }
                )
        earlier = self.all_ranks[self.offset - 1 : self.offset] if self.offset else []
        known = earlier + self.ranks
        steps = [(set(before), set(now)) for before, now in zip(known, known[1:])]
        entered = sum(len(now - before) for before, now in steps)
        left = sum(len(before - now) for before, now in steps)
        first = 0 if earlier else len(self.ranks[0])
        mean = Fraction(sum(len(ranks) for ranks in self.ranks), count)
        return {
            "from": str(self.from_day),
            "to": str(self.to_day),
            "observed": self.observed,
            "due": self.due,
            "points": sorted(points, key=lambda row: (-row["points"], row["best"], row["id"].encode())),
            "entered": entered + first,
            "left": left,
            "turnover": rounded(Fraction(entered + left) / (2 * mean * len(steps))) if steps else None,
            "number_ones": sorted(leaders, key=lambda row: (-row["days"], row["id"].encode())),
            "survival": {str(after): self.survival(after) for after in (30, 90, 365)},
        }

    def survival(self, after):
        known = survivors = 0
        for item in self.items:
            if not self.is_newcomer(item):
                continue
            wanted = self.days[self.on[item][0]] + timedelta(after)
            later = [place for place, day in enumerate(self.source.days) if day >= wanted]
            if not later:
                continue
            # A list must exist for every period from that of the wanted day to that of the found list.
            periods = {self.source.period(day) for day in self.source.days}
            found = self.source.period(self.source.days[later[0]])
            if not set(range(self.source.period(wanted), found + 1)) <= periods:
                continue
            known += 1
            survivors += item in self.all_ranks[later[0]]
        share = rounded(Fraction(survivors, known)) if known else None
        return {"share": share, "survivors": survivors, "newcomers": known}


def best_ranks(rows):
    ranks = {}
    for rank, item, _ in rows:
        ranks.setdefault(item, rank)
    return ranks


def changes(before, now):
    """The changes that a day made to the records, in the order of the records."""
    found = []
    for old, new in zip(before, now):
        if new["record"] in ("ever-present", "one-day-wonders") or new["value"] is None:
            continue
        holders = {holder["id"] for holder in old["holders"]}
        change = {"record": new["record"], "value": new["value"], "previous_value": old["value"]}
        if old["value"] == new["value"]:
            own = [holder for holder in new["holders"] if holder not in old["holders"]]
            if own:
                found.append(change | {"change": "tied", "holders": own})
            continue
        same = all(holder["id"] is not None and holder["id"] in holders for holder in new["holders"])
        found.append(change | {"change": "extended" if same else "broken", "holders": new["holders"]})
    return found


def known_keys(row, found):
    """The part of `found` under the keys of `row`."""
    return {key: found.get(key) for key in row}


def compare(marquee, lake, chart, folder, kind):
    source = {"films": Films, "songs": Songs}[kind](folder)
    first, last = source.days[0], source.days[-1]
    ranges = [(None, first, last)]
    for year in sorted({day.year for day in source.days}):
        ranges.append((str(year), date(year, 1, 1), date(year, 12, 31)))
    for year, month in sorted({(day.year, day.month) for day in source.days}):
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
        ranges.append((f"{year:04}-{month:02}", date(year, month, 1), end))
    problems, asked = [], 0
    for words, start, end in ranges:
        statistics = Statistics(source, start, end)
        limits = ["--from", str(start), "--to", str(end)] if words else []
        for top in (3, 10):
            code, found = ask(marquee, lake, "records", chart, "--top", str(top), *limits)
            asked += 1
            name = f"records {words or 'all'} top {top}"
            if code != 0:
                problems.append(f"{name}: exit code {code}: {found}")
                continue
            expected = statistics.records(top)
            problems += difference(name, [row["record"] for row in expected], [row["record"] for row in found])
            for row, answer in zip(expected, found):
                problems += difference(f"{name} {row['record']}", row, known_keys(row, answer))
        code, found = ask(marquee, lake, "summary", chart, *([words] if words else []))
        asked += 1
        if code != 0:
            problems.append(f"summary {words}: exit code {code}: {found}")
            continue
        expected = statistics.summary()
        problems += difference(f"summary {words or 'all'}", expected, known_keys(expected, found))
    before = None
    for day in source.days[:40]:
        now = Statistics(source, first, day).records(10)
        code, found = ask(marquee, lake, "records", chart, "--on", str(day))
        asked += 1
        expected = changes(before, now) if before else []
        if code != 0:
            problems.append(f"records on {day}: exit code {code}: {found}")
        else:
            kept = [known_keys(row, answer) for row, answer in zip(expected, found)] + found[len(expected) :]
            problems += difference(f"records on {day}", expected, kept)
        before = now
    print(f"{len(source.days)} published {source.unit}, {asked} answers: {len(problems)} differences")
    return problems


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    found = compare(*sys.argv[1:])
    print("\n".join(found[:50]))
    sys.exit(1 if found else 0)
