#!/usr/bin/env python3
"""Holds every answer of `marquee chart` and `marquee history`, and of `compare`, `search` and `chart --trend` those about each
item or day, against a computation of its own over the raw lists.

    compare.py MARQUEE LAKE CHART FOLDER

FOLDER holds the raw lists, `<day>.json.gz`; LAKE was filled from them as CHART. Prints one line for each
difference and ends with 1 where there is one.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

sys.dont_write_bytecode = True

from history import History  # noqa: E402

NO_DATA = 14


def ask(marquee, lake, *words):
    """The exit code and the JSON answer of a command."""
    call = [marquee, *words, "--lake", lake, "--format", "json", "--quiet"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout) if done.returncode == 0 else done.stderr


def difference(name, expected, found):
    """One line if the two differ, with the first key at which they do."""
    if expected == found:
        return []
    if isinstance(found, dict):
        key = next((k for k in expected if expected[k] != found.get(k)), "?")
        return [f"{name}: {key} is {found.get(key)!r:.300}, expected {expected.get(key)!r:.300}"]
    for wanted, got in zip(expected, found):
        if wanted != got:
            return [f"{name}: {got!r}, expected {wanted!r}"]
    return [f"{name}: {len(found)} rows, expected {len(expected)}"]


def compare(marquee, lake, chart, folder):
    history = History(folder)

    def published(day):
        code, answer = ask(marquee, lake, "chart", chart, "--day", day)
        if code != 0:
            return [f"chart {day}: exit code {code}: {answer}"]
        frame = {key: answer[key] for key in ("chart", "requested_day", "day", "state", "observed", "due")}
        wanted = {"chart": chart, "requested_day": day, "day": day, "state": "published"}
        wanted |= {"observed": history.due(day) - history.missing(day), "due": history.due(day)}
        return difference(f"chart {day}", wanted, frame) + difference(
            f"chart {day}", history.chart(day), answer["entries"]
        )

    def unpublished(day):
        code, answer = ask(marquee, lake, "chart", chart, "--day", day)
        nearest = [max(d for d in history.days if d < day), min(d for d in history.days if d > day)]
        if code != NO_DATA or not all(near in answer for near in nearest):
            return [f"chart {day}: exit code {code}, {answer!r}; expected no data and {nearest}"]
        return []

    def film(film):
        code, answer = ask(marquee, lake, "history", chart, film)
        if code != 0:
            return [f"film {film}: exit code {code}: {answer}"]
        return difference(f"film {film}", {"chart": chart, "epoch": None, "epoch_end": None, **history.film(film)}, answer)

    def pair(films):
        code, answer = ask(marquee, lake, "compare", chart, *films)
        if code != 0:
            return [f"compare {films}: exit code {code}: {answer}"]
        wanted = history.compare(*films)
        return difference(f"compare {films}", wanted, {key: answer[key] for key in wanted})

    def search(film):
        code, answer = ask(marquee, lake, "search", film, "--chart", chart)
        if code != 0:
            return [f"search {film}: exit code {code}: {answer}"]
        return difference(f"search {film}", [{"chart": chart, **history.found(film)}], answer["items"])

    def trend(day):
        code, answer = ask(marquee, lake, "chart", chart, "--day", day, "--trend")
        if code != 0:
            return [f"trend {day}: exit code {code}: {answer}"]
        return difference(f"trend {day}", history.trend(day), [row["trend"] for row in answer["entries"]])

    # The ends of a long gap are enough.
    absent = {date.fromisoformat(day) for day in history.absent()}
    ends = [d for d in sorted(absent) if not {d - timedelta(1), d + timedelta(1)} <= absent]
    gaps = [day.isoformat() for day in ends]
    work = [(published, day) for day in history.days]
    work += [(unpublished, day) for day in gaps + history.held_back]
    work += [(film, name) for name in history.films] + [(search, name) for name in history.films]
    # Films that were close to each other on the last day, and some that were not.
    near = [row[1] for row in history.lists[history.days[-1]]]
    for films in (zip(near, near[1:]), zip(near, near[5:]), zip(history.films, history.films[7:])):
        work += [(pair, both) for both in films]
    work += [(trend, day) for day in history.days]
    with ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool:
        problems = [line for lines in pool.map(lambda task: task[0](task[1]), work) for line in lines]
    print(
        f"{len(history.days)} published days, {len(gaps) + len(history.held_back)} others, "
        f"{len(history.films)} items: {len(problems)} differences"
    )
    return problems


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    found = compare(*sys.argv[1:])
    print("\n".join(found[:50]))
    sys.exit(1 if found else 0)
