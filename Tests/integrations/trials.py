"""Commands on a lake in a bucket, and trials in which one of their requests goes wrong."""

import contextlib
import dataclasses
import gzip
import http.server
import json
import os
import pathlib
import queue
import shutil
import sqlite3
import subprocess
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from proxy import FOR_GOOD, Proxy

CHART, PREFIX = "films", "lake"
ITEMS = [f"tt{number}" for number in range(1, 5)]
# The seconds after which a killed process no longer holds a lease.
LEASE = 700
# The exit codes of README.md for failures that may pass.
HONEST = {12, 21, 30, 33}
JOB = """\
chart: films
schedule: none
extract: {{ url: "{base}/2026-05-08", items: "" }}
transform:
  fields: {{ id: {{ from: "/id" }}, title: {{ from: "/title" }}, rank: {{ from: "/rank", type: integer }} }}
enrich:
  preset: omdb
  url: "{base}/?apikey={{key}}&i={{id}}"
  key: {{ environment: THE_KEY }}
  fields: [title, year]
archives: [{{ url: "{base}/{{day}}" }}]
"""
# What differs from one trial to the next.
OF_THE_TRIAL = {"recorded_at", "captured_at", "enriched_at", "run"}


class Source:
    """The lists and the API. It records how often each item was asked about, and when."""

    def __init__(self):
        self.lock, self.asked, self.questions = threading.Lock(), {}, []
        source = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version, wbufsize = "HTTP/1.1", -1

            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                if url.query:
                    item = dict(urllib.parse.parse_qsl(url.query))["i"]
                    with source.lock:
                        source.asked[item] = source.asked.get(item, 0) + 1
                        source.questions.append((item, time.monotonic()))
                    body = {"Title": f"Named {item}", "Year": "1994", "imdbID": item, "Response": "True"}
                else:
                    # From one day to the next the list rotates by one.
                    turn = int(url.path[-2:]) % len(ITEMS)
                    items = ITEMS[turn:] + ITEMS[:turn]
                    body = [{"id": item, "rank": rank, "title": item} for rank, item in enumerate(items, 1)]
                data = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

            def handle(self):
                # A process may be killed during a request.
                with contextlib.suppress(ConnectionError):
                    super().handle()

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{server.server_port}"


@dataclasses.dataclass
class Command:
    """The command of a trial, and how the lake that it starts from is made."""

    name: str
    words: list[str]
    before: list = dataclasses.field(default_factory=list)
    now: str = "2026-05-08T12:00:00Z"
    later: str = "2026-05-08T12:20:00Z"
    # Whether the requests that try out the bucket count as points too.
    counts_trial: bool = False
    # Whether the command may go on on another machine, which knows nothing of what was done on this one.
    moves: bool = False


def versions(bench):
    snapshots = json.loads(bench.marquee("snapshot", "list", CHART, "--format", "json")[1])
    return [snapshot["version"] for snapshot in snapshots]


def forget_first(bench):
    bench.marquee("lake", "forget", CHART, "--id", versions(bench)[0])


def spoil(bench):
    """Changes the bytes of one object and removes another one. Both can be restored."""
    first, last = versions(bench)[0], versions(bench)[-1]
    bench.put(f"objects/{first[:2]}/{first}.gz", gzip.compress(b"something else", mtime=0))
    bench.s3.delete_object(Bucket=bench.bucket, Key=f"{PREFIX}/objects/{last[:2]}/{last}.gz")


BACKFILL = ["backfill", CHART, "--from", "2026-05-04", "--to", "2026-05-06"]
COMMANDS = [
    Command("run", ["run", CHART], counts_trial=True, moves=True),
    Command("backfill", BACKFILL, before=[["lake", "init"]], moves=True),
    Command(
        "prune", ["lake", "prune", "--at-most", "90%"], now="2026-05-10T12:00:00Z", later="2026-05-10T12:20:00Z",
        before=[BACKFILL, forget_first, ["lake", "prune"], ["lake", "forget", "--raw-objects", "--keep-last", "1"]],
    ),
    Command("repair", ["lake", "repair"], before=[["run", CHART], BACKFILL, spoil]),
]


class Bench:
    """A bucket with a lake, and its own source and proxy. Trials run one after the other, each from the same lake."""

    def __init__(self, store, program, folder, bucket):
        self.program, self.bucket, self.s3 = program, bucket, store.client("s3")
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.cache = self.folder / "cache"
        self.source = Source()
        (self.folder / "jobs").mkdir()
        (self.folder / "jobs" / f"{CHART}.yaml").write_text(JOB.format(base=self.source.base))
        self.proxy = Proxy("127.0.0.1", store.port, self.is_counted)
        self.command = None
        store.make_bucket(bucket)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MARQUEE_", "AWS_"))}
        self.environment = kept | store.keys | {
            "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": self.proxy.endpoint,
            "HOME": str(self.folder), "MARQUEE_LAKE": f"s3://{bucket}/{PREFIX}",
            "MARQUEE_JOBS": str(self.folder / "jobs"), "THE_KEY": "the-key",
        }

    def is_counted(self, request, times):
        # Of the many requests that race when a bucket is tried out, the first two are enough.
        return "/probe/" not in request.target or self.command.counts_trial and times < 2

    def put(self, path, content):
        self.s3.put_object(Bucket=self.bucket, Key=f"{PREFIX}/{path}", Body=content)

    def marquee(self, *words, now=None, cache=None, codes=(0,)):
        """The exit code, output and errors of the program."""
        environment = self.environment | {
            "MARQUEE_NOW": now or "2026-05-08T12:00:00Z", "XDG_CACHE_HOME": str(cache or self.cache)}

        def start():
            return subprocess.Popen(
                [self.program, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        code, output, errors = self.proxy.run(start, 600)
        assert not codes or code in codes, f"{' '.join(words)} ended with {code}: {errors}{output}"
        return code, output, errors

    # What the bucket has

    def listed(self):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {entry["Key"]: entry["ETag"] for page in pages for entry in page.get("Contents", [])}

    def begin(self, command):
        """Makes the lake that `command` starts from, and runs the command once without a fault."""
        self.command = command
        self.start = {}
        self.reset(tags={})
        for step in command.before:
            step(self) if callable(step) else self.marquee(*step)
        self.tags = self.listed()
        self.start = {key: self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read() for key in self.tags}
        shutil.rmtree(self.folder / "start", ignore_errors=True)
        self.cache.mkdir(exist_ok=True)
        shutil.copytree(self.cache, self.folder / "start")
        self.reset(self.tags)
        self.proxy.set(None, 0)
        self.marquee(*command.words, now=command.now)
        self.requests = len(self.proxy.requests)
        self.meaning = self.observed(self.cache)

    def reset(self, tags):
        """Restores the bucket and this machine to their state before the command."""
        found = self.listed()
        gone = [key for key, tag in found.items() if tags.get(key) != tag]
        if gone:
            self.s3.delete_objects(Bucket=self.bucket, Delete={"Objects": [{"Key": key} for key in gone]})
        for key, tag in tags.items():
            if found.get(key) != tag:
                self.s3.put_object(Bucket=self.bucket, Key=key, Body=self.start[key])
        shutil.rmtree(self.cache, ignore_errors=True)
        if tags and (self.folder / "start").exists():
            shutil.copytree(self.folder / "start", self.cache)
        self.source.asked.clear()
        self.source.questions.clear()

    # What the lake means

    def observed(self, cache):
        """The published content, and the names of the objects."""
        self.marquee("lake", "check", "--read-data", cache=cache, now=self.command.later)
        asked = [
            self.marquee(*words, "--format", "json", cache=cache, now=self.command.later)[1]
            for words in (["chart", CHART], ["snapshot", "list", CHART])
        ]
        objects = sorted(key for key in self.listed() if key.startswith(f"{PREFIX}/objects/"))
        return [without(json.loads(text), OF_THE_TRIAL) for text in asked] + [objects]

    def answered(self, cache):
        """The items whose answers are stored, as far as a machine with this cache can know."""
        found = set()
        for file in cache.glob("marquee/*/work.sqlite"):
            # Opening a database may write to it in ways that the program does not know, so a copy is opened.
            copy = self.folder / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(file.parent, copy)
            with contextlib.closing(sqlite3.connect(copy / file.name)) as database:
                found |= {item for (item,) in database.execute("SELECT DISTINCT item FROM answer")}
        for key in self.listed():
            if "/snapshots/" in key or "/runs/" in key:
                record = json.loads(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())
                found |= {raw["item"] for raw in record.get("raw", []) if raw.get("item")}
        return found

    # Trials

    def trial(self, fault, number):
        """The problems after the request with this number met `fault`; `None` if there was no such request."""
        command, problems = self.command, []
        self.reset(self.tags)
        self.proxy.set(fault, number)
        try:
            code, _, errors = self.marquee(*command.words, now=command.now, codes=())
        except subprocess.TimeoutExpired:
            return ["did not end"]
        struck = self.proxy.struck[:1]
        self.proxy.wait_for_late()
        self.proxy.set(None, 0)
        if not struck:
            return None
        if code != 0 and not (code == -9 and fault.startswith("killed")):
            # The lake and the bucket are sound, so no other exit code or message is right.
            if code not in HONEST or "\nmarquee: " not in f"\n{errors}" or "replaces existing objects" in errors:
                problems.append(f"ended with {code}: {errors}")
        more = {item: count for item, count in self.source.asked.items() if count > 1}
        if more:
            problems.append(f"asked more than once: {more}")
        # For commands that may move, every other trial goes on on another machine.
        cache = self.folder / "other" if command.moves and number % 2 else self.cache
        shutil.rmtree(self.folder / "other", ignore_errors=True)
        try:
            if code != 0:
                answered = self.answered(cache)
                self.source.asked.clear()
                self.marquee(*command.words, now=command.later, cache=cache)
                again = answered & self.source.asked.keys()
                if again:
                    problems.append(f"asked again, though the answer was stored: {sorted(again)}")
            found = self.observed(cache)
            if found != self.meaning:
                problems.append(f"came to {difference(found, self.meaning)}")
        except (AssertionError, subprocess.TimeoutExpired) as failure:
            problems.append(f"afterwards: {failure}")
        return [f"{struck[0]}: {problem}" for problem in problems]


def without(value, names):
    if isinstance(value, dict):
        return {name: without(one, names) for name, one in value.items() if name not in names}
    return [without(one, names) for one in value] if isinstance(value, list) else value


def difference(found, expected):
    for one, other in zip(found, expected):
        if one != other:
            return f"{json.dumps(one)[:1500]} and not to {json.dumps(other)[:1500]}"
    return "the same"


def rows(title, benches, faults, share, points=None):
    """Tries each fault at each request of the command that the benches began, and yields a row and the problems for each fault.

    `share` selects the trials that are made out of a list of trials."""
    free = queue.Queue()
    for bench in benches:
        free.put(bench)
    points = points or max(bench.requests for bench in benches)

    def one(fault, number):
        bench = free.get()
        try:
            return bench.trial(fault, number)
        finally:
            free.put(bench)

    for fault in faults:
        started = time.monotonic()
        # Each of these takes as long as all attempts at a request.
        step = 10 if fault == FOR_GOOD else 1
        numbers = share(list(range(1, points + 1, step)))
        with ThreadPoolExecutor(max_workers=len(benches)) as pool:
            results = [result for result in pool.map(lambda number: one(fault, number), numbers) if result is not None]
        problems = [problem for result in results for problem in result]
        lost = sum(1 for result in results if result)
        seconds = time.monotonic() - started
        yield f"| {title}: {fault} | {points} | {len(results)} | {lost} | {seconds:.0f} s |", problems
