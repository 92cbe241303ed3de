"""Runs the measurements of Tests/benchmark/run and prints a Markdown table."""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

MARQUEE, RUNS = sys.argv[1], int(sys.argv[2])
HERE = os.path.dirname(os.path.abspath(__file__))
SCRATCH = tempfile.mkdtemp(prefix="marquee-benchmark-")
KEY = {"OMDB_API_KEY": "benchmark"}

JOB = """chart: {chart}
extract:
  url: {url}
  items: ""
transform:
  fields:
    id:     {{ from: ["/link", "/Movie Link"], match: "tt[0-9]+" }}
    title:  {{ from: ["/name", "/Movie Name"], decode: html }}
    rank:   {{ from: "/Rank", type: integer }}
    rating: {{ from: "/IMDb Rating", type: decimal }}
{rest}"""


def job(chart, url, rest=""):
    path = f"{SCRATCH}/{chart}.yaml"
    with open(path, "w") as file:
        file.write(JOB.format(chart=chart, url=url, rest=rest))
    return path


def once(arguments, allowed):
    """Wall seconds and peak MiB of one process."""
    start = time.monotonic()
    process = subprocess.Popen([MARQUEE, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env={**os.environ, **KEY})
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        sys.exit(f"{arguments} ended with {code}: {errors.decode()}")
    return wall, usage.ru_maxrss / 1024


def measure(name, target, arguments, fresh=None, runs=RUNS, allowed=(0,)):
    figures = []
    for turn in range(runs + 1):
        if fresh:
            shutil.rmtree(fresh, ignore_errors=True)
        figure = once(arguments, allowed)
        if turn:  # the first warms the caches
            figures.append(figure)
    walls = [f[0] for f in figures]
    print(f"| {name} | {statistics.median(walls) * 1000:.1f} ms | {min(walls) * 1000:.1f}–{max(walls) * 1000:.1f} ms "
          f"| {statistics.median(f[1] for f in figures):.1f} MiB | {target} |", flush=True)


def source(count):
    process = subprocess.Popen([sys.executable, f"{HERE}/loopback-source.py", str(count)], stdout=subprocess.PIPE)
    return process, int(process.stdout.readline())


def peers():
    found = []
    for command in (["dlt", "--version"], ["dagster", "--version"], ["git-history", "--version"]):
        if shutil.which(command[0]):
            text = subprocess.run(command, capture_output=True, text=True).stdout.strip()
            found.append(f"{command[0]} ({text})")
    print("\nPeers found on this machine: " + (", ".join(found) or "none"))
    history = os.environ.get("MARQUEE_HISTORY")
    if history and shutil.which("git-history"):
        measure_git_history(history)


def measure_git_history(history):
    clone = f"{SCRATCH}/clone"
    subprocess.run(["git", "clone", "-q", f"{history}/imdb-top250.bundle", clone], check=True)
    start = time.monotonic()
    subprocess.run(["git-history", "file", f"{SCRATCH}/peer.db", "data/top250/movies.json", "--repo", clone,
                    "--id", "Movie Link", "--silent"], check=False, capture_output=True)
    count = subprocess.run(["git", "-C", clone, "rev-list", "--count", "HEAD", "--", "data/top250/movies.json"],
                           capture_output=True, text=True).stdout.strip()
    print(f"git-history: {count} versions of the list in {time.monotonic() - start:.1f} s")


def main():
    print("| what | median | spread | peak memory | aim |\n|---|---|---|---|---|")
    measure("`--help`", "15 ms", ["--help"])
    server, port = source(10)
    lake = f"{SCRATCH}/day"
    path = job("day", f"http://127.0.0.1:{port}/list",
               f"enrich:\n  omdb: {{ url: \"http://127.0.0.1:{port}/\", key: {{ environment: OMDB_API_KEY }} }}\n")
    measure("a day's run: 10 films, list and OMDb on loopback, empty lake", "60 ms, 40 MiB",
            ["run", path, "--lake", lake, "--quiet"], fresh=lake)
    server.kill()
    server, port = source(100_000)
    lake = f"{SCRATCH}/large"
    path = job("large", f"http://127.0.0.1:{port}/list")
    measure("a day's run: 100,000 entries, no enrichment", "3 s, 400 MiB",
            ["run", path, "--lake", lake, "--quiet"], fresh=lake, runs=min(RUNS, 3))
    server.kill()
    history = os.environ.get("MARQUEE_HISTORY")
    if history:
        days = sorted(name[:10] for name in os.listdir(f"{history}/imdb-top250"))
        lake = f"{SCRATCH}/history"
        path = job("imdb-top250", f"file:{history}/imdb-top250/{{day}}.json.gz",
                   "check:\n  entries: { equals: 250, otherwise: quarantine }\n")
        halves = [("first 90", days[89]), ("all 287", days[-1])]
        for name, last in halves:
            measure(f"backfill of the {name} real days, 250 films each", "0.6 s for all",
                    ["backfill", path, "--from", days[0], "--to", last, "--lake", lake, "--quiet"],
                    fresh=lake, allowed=(0, 11, 13))
        measure("`film`, over those days", "15 ms", ["film", "imdb-top250", "tt0111161", "--lake", lake])
        measure("`chart`, over those days", "–", ["chart", "imdb-top250", "--lake", lake])
    else:
        print("\nMARQUEE_HISTORY is not set: the real history was not measured.")
    peers()


try:
    main()
finally:
    shutil.rmtree(SCRATCH, ignore_errors=True)
