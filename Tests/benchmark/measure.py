"""Runs the measurements of Tests/benchmark/run and prints a Markdown table."""
import datetime
import os
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


def once(command, allowed):
    """Wall seconds and peak MiB of one process."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **KEY})
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        sys.exit(f"{command} ended with {code}: {errors.decode()}")
    return wall, usage.ru_maxrss / 1024


def measure(name, target, arguments, in_new_lake=False, runs=RUNS, allowed=(0,), program=MARQUEE):
    """Prints a row: medians over `runs` whole processes, after one that warms the caches."""
    figures = []
    for turn in range(runs + 1):
        # Each run has a new folder: a file system is slow to make files where it has just removed as many.
        lake = ["--lake", f"{SCRATCH}/lakes/{time.monotonic_ns()}"] if in_new_lake else []
        figure = once([program, *arguments, *lake], allowed)
        if turn:
            figures.append(figure)
    walls = [f[0] for f in figures]
    print(f"| {name} | {statistics.median(walls) * 1000:.1f} ms | {min(walls) * 1000:.1f}–{max(walls) * 1000:.1f} ms "
          f"| {statistics.median(f[1] for f in figures):.1f} MiB | {target} |", flush=True)


def source(count):
    process = subprocess.Popen([sys.executable, f"{HERE}/loopback-source.py", str(count)], stdout=subprocess.PIPE)
    return process, int(process.stdout.readline())


def peers(base):
    """Measures what it finds: the same day's run in dlt and Dagster, and git-history on the publisher's own history."""
    for name in ("dlt", "dagster"):
        command = shutil.which(name)
        if not command:
            print(f"\n{name} is not installed here.")
            continue
        interpreter = os.path.join(os.path.dirname(command), "python")
        measure(f"the day's run in {name}", "–", [f"{HERE}/peer-{name}.py", base], runs=min(RUNS, 5),
                program=interpreter)
    history = os.environ.get("MARQUEE_HISTORY")
    if history and shutil.which("git-history"):
        measure_git_history(history)


def measure_git_history(history):
    clone = f"{SCRATCH}/clone"
    subprocess.run(["git", "clone", "-q", f"{history}/imdb-top250.bundle", clone], check=True)
    start = time.monotonic()
    done = subprocess.run(["git-history", "file", f"{SCRATCH}/peer.db", "data/top250/movies.json", "--repo", clone,
                           "--id", "Movie Link", "--ignore-duplicate-ids", "--silent"], capture_output=True, text=True)
    if done.returncode:
        print(f"git-history ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
        return
    count = subprocess.run(["git", "-C", clone, "rev-list", "--count", "HEAD", "--", "data/top250/movies.json"],
                           capture_output=True, text=True).stdout.strip()
    print(f"git-history: {count} versions of the list in {time.monotonic() - start:.1f} s")


def main():
    print("| what | median | spread | peak memory | aim |\n|---|---|---|---|---|")
    measure("`--help`", "15 ms", ["--help"])
    server, port = source(10)
    base = f"http://127.0.0.1:{port}"
    path = job("day", f"{base}/list",
               f"enrich:\n  omdb: {{ url: \"{base}/\", key: {{ environment: OMDB_API_KEY }} }}\n")
    measure("a day's run: 10 films, list and OMDb on loopback, empty lake", "60 ms, 40 MiB",
            ["run", path, "--quiet"], in_new_lake=True)
    large, large_port = source(100_000)
    path = job("large", f"http://127.0.0.1:{large_port}/list")
    measure("a day's run: 100,000 entries, not enriched, empty lake", "3 s, 400 MiB",
            ["run", path, "--quiet"], in_new_lake=True, runs=min(RUNS, 5))
    large.kill()
    history = os.environ.get("MARQUEE_HISTORY")
    if history:
        measure_history(history)
    else:
        print("\nMARQUEE_HISTORY is not set: the real history was not measured.")
    peers(base)
    server.kill()


def measure_history(history):
    # The days in one row, so that nothing but the real files is measured.
    days = sorted(name[:10] for name in os.listdir(f"{history}/imdb-top250"))
    folder = f"{SCRATCH}/days"
    os.makedirs(folder)
    first = datetime.date(2024, 1, 1)
    for number, day in enumerate(days):
        shutil.copy(f"{history}/imdb-top250/{day}.json.gz", f"{folder}/{first + datetime.timedelta(number)}.json.gz")
    path = job("imdb-top250", f"file:{folder}/{{day}}.json.gz",
               "check:\n  entries: { equals: 250, otherwise: quarantine }\n")
    for count in (90, len(days)):
        last = first + datetime.timedelta(count - 1)
        aim = "0.6 s" if count == len(days) else "–"
        measure(f"backfill of {count} real days, 250 films each", aim,
                ["backfill", path, "--from", str(first), "--to", str(last), "--quiet"], in_new_lake=True,
                allowed=(0, 11))
    lake = f"{SCRATCH}/history"
    once([MARQUEE, "backfill", path, "--from", str(first), "--to", str(last), "--lake", lake, "--quiet"], (0, 11))
    measure(f"`film` over {len(days)} days", "15 ms", ["film", "imdb-top250", "tt0111161", "--lake", lake])
    measure(f"`chart` over {len(days)} days", "–", ["chart", "imdb-top250", "--lake", lake])


try:
    main()
finally:
    shutil.rmtree(SCRATCH, ignore_errors=True)
