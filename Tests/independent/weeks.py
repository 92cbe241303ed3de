#!/usr/bin/env python3
"""Counts how often the publisher of weekly song charts agrees with the lists themselves on where a song stood last week.

    weeks.py FOLDER

FOLDER holds the raw lists, `<day>.json.gz`, whose rows have the publisher's own `last_week`. Shares nothing with the
program. Each row is in one of the numbers of the line that it prints:

- agree: `last_week` is the song's rank in the list before, or null where that list lacks the song;
- start: the list is the first one of a range, and the publisher knows the week before it;
- twice: the song is on the chart twice, and the publisher has its two rows the other way round;
- publisher: the list before has another song at the rank that the publisher names;
- other: all else.
"""

import gzip
import json
import pathlib
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from datetime import date


def part(text):
    """The text without differences of case, accents, punctuation and spaces."""
    text = re.sub("['’‘`´]", "", text).replace("&", " and ")
    letters = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


def weeks(folder):
    """The lists in order: a day, and rows of (rank, song, last week)."""
    for path in sorted(pathlib.Path(folder).glob("*.json.gz")):
        rows = json.loads(gzip.decompress(path.read_bytes()))["data"]
        yield date.fromisoformat(path.name[:10]), sorted(
            (row["this_week"], (part(row["song"]), part(row["artist"])), row["last_week"]) for row in rows
        )


def count(folder):
    numbers = Counter(agree=0, start=0, twice=0, publisher=0, other=0)
    doubled, total, before, previous = 0, 0, None, []
    for day, rows in weeks(folder):
        total += 1
        starts = before is None or (day - before).days > 13
        ranks = defaultdict(list)
        for rank, song, _ in previous:
            ranks[song].append(rank)
        at = {rank: song for rank, song, _ in previous}
        times = Counter(song for _, song, _ in rows)
        doubled += max(times.values()) > 1
        seen = Counter()
        for _, song, last in rows:
            # The first row of a song is compared with its first row of the week before, the second with the second.
            own = ranks[song][seen[song]] if seen[song] < len(ranks[song]) else None
            seen[song] += 1
            if own == last:
                numbers["agree"] += 1
            elif starts:
                numbers["start"] += 1
            elif times[song] > 1 and last in ranks[song]:
                numbers["twice"] += 1
            elif last in at and at[last] != song:
                numbers["publisher"] += 1
            else:
                numbers["other"] += 1
        before, previous = day, rows
    words = ", ".join(f"{name} {number}" for name, number in numbers.items())
    return f"{total} weeks, {doubled} with a song twice, {sum(numbers.values())} rows: {words}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(count(sys.argv[1]))
