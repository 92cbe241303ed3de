"""Runs the measurements of Tests/benchmark/run and prints a Markdown table."""
import argparse
import datetime
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

options = argparse.ArgumentParser()
options.add_argument("program")
options.add_argument("runs", type=int, nargs="?", default=9)
options.add_argument("--against", metavar="PROGRAM", help="an earlier build to take turns with")
OPTIONS = options.parse_args()
RUNS = OPTIONS.runs
HERE = os.path.dirname(os.path.abspath(__file__))
SCRATCH = tempfile.mkdtemp(prefix="marquee-benchmark-")
KEY = {"OMDB_API_KEY": "benchmark"}

# What was renamed since the earlier build: a piece of the job files below, or a word of a command, as it is now, and as that
# build knows it. Empty where the two understand the same.
RENAMED = [
    ("history", "film"), ("on-failure", "otherwise"), ("measures: [rating]\n", ""),
    ("{ preset: omdb, url:", "{ omdb: { key: { environment: OMDB_API_KEY }, url:"), ("?apikey={key}&i={id}\" }", "\" } }"),
]

JOB = """chart: {chart}
measures: [rating]
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


class Marquee:
    """A build of the program, with job files and lakes of its own."""

    def __init__(self, path, renamed=()):
        self.path, self.renamed = os.path.abspath(path), renamed
        self.folder = tempfile.mkdtemp(dir=SCRATCH)

    def job(self, chart, url, rest=""):
        text = JOB.format(chart=chart, url=url, rest=rest)
        for now, earlier in self.renamed:
            text = text.replace(now, earlier)
        with open(self.file(chart), "w") as file:
            file.write(text)

    def file(self, chart):
        return f"{self.folder}/{chart}.yaml"

    def command(self, words, lake=None):
        """The command line; a word that names one of the job files stands for its path."""
        words = [self.file(word[1:]) if word.startswith("@") else dict(self.renamed).get(word, word) for word in words]
        return [self.path, *words] + (["--lake", f"{self.folder}/{lake}"] if lake else [])


BUILDS = [Marquee(OPTIONS.program)] + ([Marquee(OPTIONS.against, RENAMED)] if OPTIONS.against else [])


def job(*arguments):
    for build in BUILDS:
        build.job(*arguments)


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


def measure(name, target, words, lake=None, in_new_lake=False, runs=RUNS, allowed=(0,)):
    """Prints a row: medians over `runs` whole processes, after one that warms the caches. Two builds take turns, so that
    both meet the machine in the same moods; the ratio is the median of the ratios of the turns."""
    figures = [[] for _ in BUILDS]
    for turn in range(runs + 1):
        # Each run has a new folder: a file system is slow to make files where it has just removed as many.
        name_of_lake = f"lakes/{turn}-{time.monotonic_ns()}" if in_new_lake else lake
        # Who is first changes from turn to turn.
        order = list(zip(BUILDS, figures))
        for build, seen in reversed(order) if turn % 2 else order:
            figure = once(build.command(words, name_of_lake), allowed)
            if turn:
                seen.append(figure)
    ratio = ""
    if OPTIONS.against:
        walls = [now[0] / earlier[0] for now, earlier in zip(*figures)]
        peaks = [now[1] / earlier[1] for now, earlier in zip(*figures)]
        ratio = f" {statistics.median(walls):.2f} | {statistics.median(peaks):.2f} |"
    row(name, target, figures[0], ratio)


def row(name, target, figures, ratio=""):
    walls = [f[0] for f in figures]
    print(f"| {name} | {statistics.median(walls) * 1000:.1f} ms | {min(walls) * 1000:.1f}–{max(walls) * 1000:.1f} ms "
          f"| {statistics.median(f[1] for f in figures):.1f} MiB | {target} |{ratio}", flush=True)


SOURCES = []


def source(count):
    SOURCES.append(subprocess.Popen([sys.executable, f"{HERE}/loopback-source.py", str(count)], stdout=subprocess.PIPE))
    return int(SOURCES[-1].stdout.readline())


def peers(base):
    """Measures what it finds: the same day's run in dlt and Dagster, and git-history on the publisher's own history."""
    for name in ("dlt", "dagster"):
        command = shutil.which(name)
        if not command:
            print(f"\n{name} is not installed here.")
            continue
        interpreter = os.path.join(os.path.dirname(command), "python")
        figures = [once([interpreter, f"{HERE}/peer-{name}.py", base], (0,)) for _ in range(min(RUNS, 5) + 1)]
        row(f"the day's run in {name}", "–", figures[1:])
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
    columns = ["what", "median", "spread", "peak memory", "aim"]
    columns += ["time to the earlier build's", "memory to the earlier build's"] if OPTIONS.against else []
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    measure("`--help`", "15 ms", ["--help"])
    port = source(10)
    base = f"http://127.0.0.1:{port}"
    job("day", f"{base}/list",
        f"enrich: {{ preset: omdb, url: \"{base}/?apikey={{key}}&i={{id}}\" }}\n")
    measure("a day's run: 10 films, list and OMDb on loopback, empty lake", "60 ms, 40 MiB",
            ["run", "@day", "--quiet"], in_new_lake=True)
    large_port = source(100_000)
    job("large", f"http://127.0.0.1:{large_port}/list")
    measure("a day's run: 100,000 entries, not enriched, empty lake", "3 s, 400 MiB",
            ["run", "@large", "--quiet"], in_new_lake=True, runs=min(RUNS, 5))
    SOURCES.pop().kill()
    history = os.environ.get("MARQUEE_HISTORY")
    if history:
        measure_history(history)
    else:
        print("\nMARQUEE_HISTORY is not set: the real history was not measured.")
    if not OPTIONS.against:
        peers(base)


def measure_history(history):
    # The days in one row, so that nothing but the real files is measured.
    days = sorted(name[:10] for name in os.listdir(f"{history}/imdb-top250"))
    folder = f"{SCRATCH}/days"
    os.makedirs(folder)
    first = datetime.date(2024, 1, 1)
    for number, day in enumerate(days):
        shutil.copy(f"{history}/imdb-top250/{day}.json.gz", f"{folder}/{first + datetime.timedelta(number)}.json.gz")
    job("imdb-top250", f"file:{folder}/{{day}}.json.gz",
        "check:\n  entries: { equals: 250, on-failure: quarantine }\n")
    for count in (90, len(days)):
        last = first + datetime.timedelta(count - 1)
        backfill = ["backfill", "@imdb-top250", "--from", str(first), "--to", str(last), "--quiet"]
        measure(f"backfill of {count} real days, 250 films each", "0.6 s" if count == len(days) else "–", backfill,
                in_new_lake=True, allowed=(0, 11))
    for build in BUILDS:
        once(build.command(backfill, "history"), (0, 11))
    measure(f"`history` over {len(days)} days", "15 ms", ["history", "imdb-top250", "tt0111161"], lake="history")
    measure(f"`chart` over {len(days)} days", "–", ["chart", "imdb-top250"], lake="history")


try:
    main()
finally:
    for process in SOURCES:
        process.kill()
    shutil.rmtree(SCRATCH, ignore_errors=True)
