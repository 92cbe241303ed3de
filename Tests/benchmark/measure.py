"""Runs the measurements of Tests/benchmark/run and prints a Markdown table."""
import argparse
import datetime
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

options = argparse.ArgumentParser()
options.add_argument("program")
options.add_argument("runs", type=int, nargs="?", default=9)
options.add_argument("--against", metavar="PROGRAM", help="an earlier build to take turns with")
options.add_argument("--part", choices=["program", "questions", "years", "dated", "history", "commits", "functions", "peers"],
                     help="measure only this")
OPTIONS = options.parse_args()
RUNS = OPTIONS.runs
HERE = os.path.dirname(os.path.abspath(__file__))
SCRATCH = tempfile.mkdtemp(prefix="marquee-benchmark-")
KEY = {"OMDB_API_KEY": "benchmark"}

# What was renamed since the earlier build: a piece of the job files below, or a word of a command. Each pair has the present form
# and the form that the earlier build knows. Empty if both builds understand the same forms.
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
    """A build of the program, with its own job files and lakes."""

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
        """The command line, with the path of a job file in place of a word that names it."""
        words = [self.file(word[1:]) if word.startswith("@") else dict(self.renamed).get(word, word) for word in words]
        return [self.path, *words] + (["--lake", f"{self.folder}/{lake}"] if lake else [])


BUILDS = [Marquee(OPTIONS.program)] + ([Marquee(OPTIONS.against, RENAMED)] if OPTIONS.against else [])


def job(*arguments):
    for build in BUILDS:
        build.job(*arguments)


def once(command, allowed, may_refuse=False):
    """Wall seconds and peak MiB of one process; `None` if it ended in a way that is not allowed, and `may_refuse` is set."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **KEY})
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        if may_refuse:
            return None
        sys.exit(f"{command} ended with {code}: {errors.decode()}")
    return wall, usage.ru_maxrss / 1024


def measure(name, target, words, lake=None, in_new_lake=False, runs=RUNS, allowed=(0,)):
    """Prints a row: medians over `runs` whole processes, after one that warms the caches. Two builds take turns, so that the
    state of the machine affects both alike; the ratio is the median of the ratios of the turns. An earlier build that cannot do
    the work yet is left out. Returns the figures of the newer build."""
    figures = [[] for _ in BUILDS]
    able = list(zip(BUILDS, figures))
    for turn in range(runs + 1):
        # Each run has a new folder: a file system is slow to create files in a folder from which many were just removed.
        name_of_lake = f"lakes/{turn}-{time.monotonic_ns()}" if in_new_lake else lake
        # The builds take turns in going first.
        for build, seen in reversed(able[:]) if turn % 2 else able[:]:
            is_earlier = build is not BUILDS[0]
            figure = once(build.command(words, name_of_lake), allowed, may_refuse=is_earlier and turn == 0)
            if figure is None:
                able.remove((build, seen))
            elif turn:
                seen.append(figure)
    ratio = ""
    if OPTIONS.against and len(able) < len(BUILDS):
        ratio = " cannot do it | cannot do it |"
    elif OPTIONS.against:
        walls = [now[0] / earlier[0] for now, earlier in zip(*figures)]
        peaks = [now[1] / earlier[1] for now, earlier in zip(*figures)]
        ratio = f" {statistics.median(walls):.2f} | {statistics.median(peaks):.2f} |"
    row(name, target, figures[0], ratio)
    return figures[0]


def row(name, target, figures, ratio=""):
    walls = [f[0] for f in figures]
    print(f"| {name} | {statistics.median(walls) * 1000:.1f} ms | {min(walls) * 1000:.1f}–{max(walls) * 1000:.1f} ms "
          f"| {statistics.median(f[1] for f in figures):.1f} MiB | {target} |{ratio}", flush=True)


SOURCES = []
# Notes below the table.
NOTES = []


def source(program, *words):
    SOURCES.append(subprocess.Popen([sys.executable, f"{HERE}/{program}", *words], stdout=subprocess.PIPE))
    return int(SOURCES[-1].stdout.readline())


def peers():
    """Measures the peers that are installed: the same day's run in dlt and Dagster."""
    base = f"http://127.0.0.1:{source('loopback-source.py', '10')}"
    for name in ("dlt", "dagster"):
        command = shutil.which(name)
        if not command:
            NOTES.append(f"{name} is not installed here.")
            continue
        interpreter = os.path.join(os.path.dirname(command), "python")
        figures = [once([interpreter, f"{HERE}/peer-{name}.py", base], (0,)) for _ in range(min(RUNS, 5) + 1)]
        row(f"the day's run in {name}", "–", figures[1:])


def measure_git_history(repository, branch, path, id_field, name):
    """Measures git-history on the commits of a bare repository, only once because it takes long."""
    if OPTIONS.against:
        return
    if not shutil.which("git-history"):
        NOTES.append(f"git-history is not installed here, so it was not measured on {name}.")
        return
    clone = tempfile.mkdtemp(dir=SCRATCH)
    subprocess.run(["git", "clone", "-q", "--branch", branch, repository, clone], check=True)
    start = time.monotonic()
    try:
        done = subprocess.run(["git-history", "file", f"{clone}.db", path, "--repo", clone, "--branch", branch, "--id", id_field,
                               "--ignore-duplicate-ids", "--silent"], capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        print(f"| {name}, in git-history | longer than {LONGEST} s | | | – |")
        return
    if done.returncode:
        NOTES.append(f"git-history ended with {done.returncode} on {name}: {done.stderr.strip().splitlines()[-1:]}")
        return
    print(f"| {name}, in git-history | {time.monotonic() - start:.1f} s | once | | – |", flush=True)


# The seconds after which a peer is stopped.
LONGEST = 900


def main():
    columns = ["what", "median", "spread", "peak memory", "aim"]
    columns += ["time to the earlier build's", "memory to the earlier build's"] if OPTIONS.against else []
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    history = os.environ.get("MARQUEE_HISTORY")
    parts = {"program": measure_program, "questions": measure_questions, "years": measure_years, "dated": measure_dated,
             "functions": measure_functions}
    if history:
        parts["history"] = lambda: measure_history(history)
        parts["commits"] = lambda: measure_commits(f"{history}/imdb-top250.bundle")
    else:
        NOTES.append("MARQUEE_HISTORY is not set: the real history was not measured.")
    if not OPTIONS.against:
        parts["peers"] = peers
    for name, part in parts.items():
        if OPTIONS.part in (None, name):
            part()
    for note in NOTES:
        print(f"\n{note}")


def measure_program():
    measure("`--help`", "15 ms", ["--help"])
    base = f"http://127.0.0.1:{source('loopback-source.py', '10')}"
    job("day", f"{base}/list",
        f"enrich: {{ preset: omdb, url: \"{base}/?apikey={{key}}&i={{id}}\" }}\n")
    measure("a day's run: 10 films, list and OMDb on loopback, empty lake", "60 ms, 40 MiB",
            ["run", "@day", "--quiet"], in_new_lake=True)
    SOURCES.pop().kill()
    large_port = source("loopback-source.py", "100000")
    job("large", f"http://127.0.0.1:{large_port}/list")
    measure("a day's run: 100,000 entries, not enriched, empty lake", "3 s, 400 MiB",
            ["run", "@large", "--quiet"], in_new_lake=True, runs=min(RUNS, 5))
    SOURCES.pop().kill()


def measure_history(history):
    # The days in one row, so that only the real files are measured.
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
    ask("imdb-top250", "history", f"{len(days)} days", "2024-02", "shawshank", 12, 60)


def ask(chart, lake, name, month, title, aim, aim_of_statistics):
    """Prints a row for each question, with its aim in milliseconds. Statistics are about all days."""
    first, last = f"{month}-01", f"{month}-28"
    questions = {
        "history": [chart, title], "chart": [chart], "chart --trend": [chart, "--trend"], "diff": [chart, first, last],
        "events of a month": [chart, "--from", first, "--to", last], "search": [title, "--chart", chart], "status": [],
    }
    for question, words in questions.items():
        command = question.removesuffix(" of a month").split()
        measure(f"`{question}` over {name}", f"{aim} ms", [*command, *words], lake=lake)
    for question in ("records", "summary"):
        measure(f"`{question}` over {name}", f"{aim_of_statistics} ms", [question, chart], lake=lake)


def measure_questions(years=20):
    """Measures a generated history of local files, one a day."""
    folder = f"{SCRATCH}/made"
    os.makedirs(folder)
    days = []
    for date, text in made_days(years * 365):
        days.append(str(date))
        with open(f"{folder}/{date}.json", "w") as file:
            file.write(text)
    job("made", f"file:{folder}/{{day}}.json")
    backfill = ["backfill", "@made", "--from", days[0], "--to", days[-1], "--quiet"]
    measure(f"backfill of {len(days):,} made days, 250 entries each", "12 s", backfill, in_new_lake=True, runs=min(RUNS, 3))
    for build in BUILDS:
        once(build.command(backfill, "made"), (0,))
    catalogue = os.path.getsize(f"{BUILDS[0].folder}/made/catalogue.sqlite")
    NOTES.append(f"The catalogue of the {len(days):,} made days has {catalogue / 1e6:.1f} MB; 56 MB is the aim.")
    ask("made", "made", f"{len(days):,} made days", "2024-02", "Film 17", 25, 400)


def git_job(chart, repository, paths, more=""):
    job(chart, f"file:{SCRATCH}/none.json",
        "check:\n  entries: { equals: 250, on-failure: quarantine }\n"
        f"archives:\n  - {{ git: \"{repository}\", paths: {paths}{more} }}\n")


def measure_commits(bundle):
    repository = f"{SCRATCH}/publisher.git"
    subprocess.run(["git", "clone", "-q", "--bare", bundle, repository], check=True)
    git_job("commits", repository, "[data/top250/movies.json, Data/T250/data.json]")
    # The history begins with an empty file and lists without ids: some days fail, others are quarantined.
    measure("backfill of the publisher's 371 commits, 250 films each", "1 s", ["backfill", "@commits", "--quiet"],
            in_new_lake=True, allowed=(0, 11, 12))
    branch = subprocess.run(["git", "-C", repository, "branch", "--show-current"], capture_output=True, text=True).stdout.strip()
    measure_git_history(repository, branch, "data/top250/movies.json", "Movie Link", "302 of these commits")


YEARS = 10


def made_days(count):
    """Days and lists of 250. From one day to the next, some ratings change and two films change places; each week a film leaves
    and another one enters."""
    films, ratings = list(range(250)), {film: 70 + film * 7 % 25 for film in range(250)}
    for day in range(count):
        place = day * 37 % 249
        films[place], films[place + 1] = films[place + 1], films[place]
        if day % 7 == 0:
            films[day * 11 % 250] = 250 + day
            ratings[250 + day] = 80
        for film in films[day % 9::9]:
            ratings[film] = 70 + (ratings[film] - 70 + day % 3) % 25
        rows = [{"Rank": str(n + 1), "name": f"Film {film}", "link": f"https://example.org/title/tt{film:07d}/",
                 "IMDb Rating": ratings[film] / 10} for n, film in enumerate(films)]
        yield datetime.date(2006, 1, 1) + datetime.timedelta(day), "[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n"


def measure_years():
    """Measures the generated days as daily commits."""
    repository = f"{SCRATCH}/years.git"
    subprocess.run(["git", "init", "-q", "--bare", repository], check=True)
    git = subprocess.Popen(["git", "-C", repository, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    for number, (date, text) in enumerate(made_days(YEARS * 365)):
        at = int(datetime.datetime(date.year, date.month, date.day, 12, tzinfo=datetime.timezone.utc).timestamp())
        git.stdin.write(f"commit refs/heads/main\nmark :{number + 1}\ncommitter A <a@example.org> {at} +0000\ndata 4\nday\n"
                        f"M 644 inline list.json\ndata {len(text)}\n{text}\n".encode())
        for years in (1, 5):
            if number + 1 == years * 365:
                git.stdin.write(f"reset refs/heads/years-{years}\nfrom :{number + 1}\n\n".encode())
    git.stdin.close()
    if git.wait():
        sys.exit("git fast-import failed")
    seconds = {}
    for years, branch in ((1, "years-1"), (5, "years-5"), (YEARS, "main")):
        name = f"backfill of {years * 365:,} daily commits, 250 entries each"
        git_job(f"years-{years}", repository, "[list.json]", f", branch: {branch}")
        figures = measure(name, "linear, 96 MiB", ["backfill", f"@years-{years}", "--quiet"], in_new_lake=True,
                          runs=min(RUNS, 5))
        seconds[years] = statistics.median(wall for wall, _ in figures)
    a_commit = [f"{wall / (years * 365) * 1000:.2f} ms in {years}" for years, wall in seconds.items()]
    NOTES.append(f"A daily commit takes {', '.join(a_commit)} years.")
    for years, branch in ((1, "years-1"), (YEARS, "main")):
        measure_git_history(repository, branch, "list.json", "link", f"{years * 365:,} daily commits")


def measure_functions():
    """Measures the cold start of the packed functions: the time until a new process asks for its first event."""
    package = f"{HERE}/../../jobs/aws/package"
    packed = subprocess.run([package, f"{SCRATCH}/functions.zip", BUILDS[0].path], capture_output=True, text=True)
    if packed.returncode:
        NOTES.append(f"The functions could not be packed, and were not measured: {packed.stderr.strip()}")
        return
    folder = f"{SCRATCH}/functions"
    shutil.unpack_archive(f"{SCRATCH}/functions.zip", folder)
    for name in ["bootstrap", "marquee", *(f"lib/{file}" for file in os.listdir(f"{folder}/lib"))]:
        os.chmod(f"{folder}/{name}", 0o755)
    # In a folder, so that no server's time counts.
    once(BUILDS[0].command(["lake", "init"], "functions"), (0,))
    figures = []
    for turn in range(RUNS + 1):
        with socket.create_server(("127.0.0.1", 0)) as runtime:
            environment = {
                "PATH": os.environ["PATH"], "LAMBDA_TASK_ROOT": folder, "_HANDLER": "bootstrap.get",
                "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime.getsockname()[1]}", "AWS_REGION": "eu-central-1",
                "AWS_ACCESS_KEY_ID": "benchmark", "AWS_SECRET_ACCESS_KEY": "benchmark", "MARQUEE_LAKE": f"{BUILDS[0].folder}/functions",
                "MARQUEE_QUEUE": "https://sqs.eu-central-1.amazonaws.com/1/benchmark", "XDG_CACHE_HOME": f"{SCRATCH}/cache"}
            start = time.monotonic()
            process = subprocess.Popen([f"{folder}/bootstrap"], env=environment)
            runtime.settimeout(60)
            with runtime.accept()[0] as connection:
                asked = connection.recv(4096)
                wall = time.monotonic() - start
                assert b"/runtime/invocation/next" in asked, asked
                process.kill()
            _, _, usage = os.wait4(process.pid, 0)
        if turn:
            figures.append((wall, usage.ru_maxrss / 1024))
    row("a function's cold start, until it asks for its first event", "–", figures)
    NOTES.append(f"The functions: {packed.stdout.strip().rsplit('/', 1)[-1]}.")


def measure_dated(count=1000):
    """Measures the same lists in turns, fetched by curl, which discards them, and by a backfill, which keeps them."""
    if not shutil.which("curl"):
        NOTES.append("curl is not installed here: dated addresses were not measured.")
        return
    base = f"http://127.0.0.1:{source('loopback-days.py')}"
    job("dated", f"{base}/{{day}}.json")
    first = datetime.date(2020, 1, 1)
    days = [str(first + datetime.timedelta(number)) for number in range(count)]
    with open(f"{SCRATCH}/urls", "w") as file:
        for day in days:
            file.write(f'url = "{base}/{day}.json"\noutput = "/dev/null"\n')

    def busy():
        return float(urllib.request.urlopen(f"{base}/busy").read())

    for limit in (4, 8):
        curl = ["curl", "-s", "--fail", "--parallel", "--parallel-max", str(limit), "--config", f"{SCRATCH}/urls"]
        words = ["backfill", "@dated", "--from", days[0], "--to", days[-1], "--concurrency", str(limit), "--quiet"]
        bare, figures, shares = [], [[] for _ in BUILDS], []
        able = list(zip(BUILDS, figures))
        for turn in range(min(RUNS, 5) + 1):
            bytes_alone = once(curl, (0,))
            if turn:
                bare.append(bytes_alone)
            for build, seen in able[:]:
                before = busy()
                figure = once(build.command(words, f"lakes/{turn}-{time.monotonic_ns()}"), (0,),
                              may_refuse=build is not BUILDS[0] and turn == 0)
                if figure is None:
                    able.remove((build, seen))
                elif turn:
                    seen.append(figure)
                    if build is BUILDS[0]:
                        shares.append((busy() - before) / figure[0])
        name = f"{count:,} dated addresses, 35 KB each after 20 ms, {limit} at once"
        row(f"{name}: curl, the bytes alone", "–", bare, " | |" if OPTIONS.against else "")
        for build, seen in able:
            which = "" if build is BUILDS[0] else ", the earlier build"
            ratio = statistics.median(now[0] / alone[0] for now, alone in zip(seen, bare))
            row(f"{name}: backfill{which}, {ratio:.2f} times curl", "1.3 times curl", seen, " | |" if OPTIONS.against else "")
        NOTES.append(f"With {limit} at once, the server of dated lists was busy {statistics.median(shares):.0%} of the time.")
    SOURCES.pop().kill()


try:
    main()
finally:
    for process in SOURCES:
        process.kill()
    shutil.rmtree(SCRATCH, ignore_errors=True)
