#!/usr/bin/env python3
"""Holds a chart that was filled from a git repository against a computation of its own over the commits.

    captures.py MARQUEE LAKE CHART REPOSITORY ZONE PATH…

REPOSITORY has one line of commits, in which the list of films stood under each PATH in its time, the newest first. LAKE was
filled from it as CHART, whose days are those of ZONE. Shares nothing with the program: it asks git. Prints one line for each
difference and ends with 1 where there is one.
"""

import gzip
import html
import json
import os
import pathlib
import re
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

NO_DATA = 14
LEAST = 200


def git(repository, *words):
    """The output of git; None if it fails."""
    done = subprocess.run(["git", "-C", repository, *words], capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def captures(repository, paths):
    """The states of the list, oldest first: when each commit was made, and the bytes. A commit that did not change the list is
    left out."""
    before = None
    for line in git(repository, "log", "--reverse", "--format=%H %ct").decode().splitlines():
        commit, seconds = line.split()
        found = (git(repository, "show", f"{commit}:{path}") for path in paths)
        now = next((body for body in found if body is not None), None)
        if now is not None and now != before:
            yield datetime.fromtimestamp(int(seconds), timezone.utc), now
        before = now


def rows(body):
    """The rows as (rank, id, title, rating), in rank order; None if the body is not a list."""
    try:
        found = []
        for row in json.loads(body):
            film = re.search("tt[0-9]+", row.get("link") or row.get("Movie Link") or "").group(0)
            title = html.unescape(row.get("name") or row.get("Movie Name")).strip()
            rating = row.get("IMDb Rating")
            found.append((int(row["Rank"]), film, title, None if rating is None else float(rating)))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    found.sort()
    whole = [rank for rank, *_ in found] == list(range(1, len(found) + 1))
    unique = len({film for _, film, *_ in found}) == len(found)
    return found if whole and unique and len(found) >= LEAST else None


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def entries(lake, snapshot):
    """The entries of a snapshot, from the file of its version."""
    name = snapshot["version"] or ""
    path = pathlib.Path(lake) / "objects" / name[:2] / f"{name}.gz"
    return json.loads(gzip.decompress(path.read_bytes())) if name else []


def difference(name, wanted, entries):
    """One line if the entries are not the wanted rows."""
    found = [(one["rank"], one["id"], one["title"], one.get("rating")) for one in entries]
    for row, got in zip(wanted, found):
        if got != row:
            return [f"{name}: {got}, expected {row}"]
    return [] if len(found) == len(wanted) else [f"{name}: {len(found)} rows, expected {len(wanted)}"]


def compare(marquee, lake, chart, repository, zone, *paths):
    problems = []
    days = defaultdict(list)
    for at, body in captures(repository, paths):
        days[at.astimezone(ZoneInfo(zone)).date().isoformat()].append((at, rows(body)))
    usable = {day: [one for one in all if one[1]] for day, all in days.items()}
    published = {day: some[-1] for day, some in usable.items() if some}

    def ask(*words):
        call = [marquee, *words, "--lake", lake, "--format", "json", "--quiet"]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout) if done.returncode == 0 else done.stderr

    code, snapshots = ask("snapshot", "list", chart)
    if code != 0:
        return [f"snapshot list: exit code {code}: {snapshots}"]
    told = defaultdict(list)
    for snapshot in snapshots:
        told[snapshot["day"]].append(snapshot)
        if snapshot["state"] != "published" and not snapshot["reason"]:
            problems.append(f"{snapshot['day']}: {snapshot['state']} for no reason")

    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    calendar = [(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)]
    problems += [f"{day}: nothing was in git then" for day in told if day not in calendar]
    for day in calendar:
        states = sorted(
            (instant(one["captured_at"]), one["state"]) for one in told[day] if one["state"] != "missing"
        )
        wanted = sorted((at, "published" if list else "quarantined") for at, list in days.get(day, []))
        if states != wanted:
            problems.append(f"{day}: the snapshots are {states}, expected {wanted}")
        if day not in days and [one["state"] for one in told[day]] != ["missing"]:
            problems.append(f"{day}: is not told to be missing")
        standing = [instant(one["captured_at"]) for one in told[day] if not one["superseded"]]
        if day in published and standing != [published[day][0]]:
            problems.append(f"{day}: what stands was captured at {standing}, expected {published[day][0]}")

    for snapshot in snapshots:
        wanted = dict(days.get(snapshot["day"], [])).get(instant(snapshot["captured_at"]))
        if wanted:
            problems += difference(f"snapshot of {snapshot['captured_at']}", wanted, entries(lake, snapshot))

    def chart_of(day):
        code, answer = ask("chart", chart, "--day", day)
        if day not in published:
            return [] if code == NO_DATA else [f"chart {day}: exit code {code}, expected no data"]
        if code != 0:
            return [f"chart {day}: exit code {code}: {answer}"]
        at, list = published[day]
        frame = (answer["day"], answer["state"], instant(answer["captured_at"]))
        problems = [f"chart {day}: {frame}"] if frame != (day, "published", at) else []
        return problems + difference(f"chart {day}", list, answer["entries"])

    # The rows of every day are read above. Commands are asked only about days with several captures, and about days without a
    # published list next to one with a list.
    asked = [
        day
        for before, day, after in zip([None, *calendar], calendar, [*calendar[1:], None])
        if len(days.get(day, [])) > 1 or day not in published and {before, after} & set(published)
    ]
    with ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool:
        problems += [line for lines in pool.map(chart_of, asked) for line in lines]
    total = sum(len(all) for all in days.values())
    several = [some for some in usable.values() if len(some) > 1]
    differing = sum(any(list != some[0][1] for _, list in some) for some in several)
    print(
        f"{len(published)} published days, {total} captures, "
        f"{total - sum(map(len, usable.values()))} of them no list, {len(calendar) - len(days)} days without any, "
        f"{len(several)} with several lists, {differing} of which differ: {len(problems)} differences"
    )
    return problems


if __name__ == "__main__":
    if len(sys.argv) < 7:
        sys.exit(__doc__)
    found = compare(*sys.argv[1:])
    sys.stdout.writelines(f"{line}\n" for line in found[:50])
    sys.exit(1 if found else 0)
