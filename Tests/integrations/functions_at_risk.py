"""A day through the functions `get` and `enrich` as processes, with a loopback server for the runtime API of AWS Lambda,
MiniStack's queue and bucket, and one request that goes wrong.

Each invocation is a new process. As with AWS, `get` is invoked again if it fails, and messages that were not handled are
delivered again.
"""

import contextlib
import http.server
import json
import random
import shutil
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import trials

EVENT = {"job": trials.CHART, "time": "2026-05-08T03:30:00Z"}
INVOCATIONS = 40


class Runtime:
    """Gives one event to one process, and receives its outcome."""

    def __init__(self, event):
        self.outcome, self.ended = None, threading.Event()
        runtime, given = self, iter([event])

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version, wbufsize = "HTTP/1.1", -1

            def do_GET(self):
                event = next(given, None)
                if event is None:
                    # There is no next invocation.
                    runtime.ended.wait(60)
                    return self.close()
                self.answer(200, json.dumps(event).encode(), {
                    "Lambda-Runtime-Aws-Request-Id": "one",
                    "Lambda-Runtime-Deadline-Ms": str(int((time.time() + 600) * 1000)),
                })

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                runtime.outcome = (self.path.rsplit("/", 1)[1], json.loads(body))
                self.answer(202, b"", {})
                runtime.ended.set()

            def answer(self, status, data, fields):
                self.send_response(status)
                for name, value in {**fields, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def close(self):
                self.close_connection = True

            def log_message(self, *_):
                pass

            def handle(self):
                # A process may be killed during a request.
                with contextlib.suppress(ConnectionError):
                    super().handle()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()


class Functions(trials.Bench):
    """A bucket, a queue and the two functions."""

    def __init__(self, store, program, folder, name):
        super().__init__(store, program, folder, name)
        self.sqs = store.client("sqs")
        self.queue = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.command = trials.Command("functions", [], later="2026-05-08T12:20:00Z")
        self.start, self.tags = {}, {}

    def begin(self, _=None):
        """Does the day once without faults; the result must be that of a run on this machine."""
        self.reset({})
        self.marquee("lake", "init")
        self.tags = self.listed()
        self.start = {key: self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read() for key in self.tags}
        self.marquee("run", trials.CHART)
        self.meaning = self.observed(self.cache)
        self.reset(self.tags)
        self.proxy.set(None, 0)
        problems = self.day()
        assert not problems and len(self.outcomes) == 1 + len(trials.ITEMS) // 2, (problems, self.outcomes)
        self.requests = len(self.proxy.requests)
        found = self.compared()
        assert found == self.meaning, trials.difference(found, self.meaning)

    def compared(self):
        cache = self.folder / "cache-of-reader"
        shutil.rmtree(cache, ignore_errors=True)
        return self.observed(cache)

    def observed(self, cache):
        chart, snapshots, objects = super().observed(cache)
        return [trials.without(chart, {"enrichment"}), snapshots, objects]

    # The cloud

    def invoke(self, handler, event):
        """The function's answer, or `None` if it failed or was killed."""
        runtime, began = Runtime(event), time.monotonic()
        variables = {
            "MARQUEE_NOW": "2026-05-08T12:00:00Z", "MARQUEE_QUEUE": self.queue, "_HANDLER": handler,
            "AWS_LAMBDA_RUNTIME_API": runtime.host, "XDG_CACHE_HOME": str(self.folder / f"cold-{random.getrandbits(64):x}"),
        }
        try:
            process = subprocess.Popen(
                [self.program, "lambda"], env=self.environment | variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            self.proxy.process = process
            self.proxy.started.set()
            end = time.monotonic() + 120
            while not runtime.ended.wait(0.02) and process.poll() is None:
                assert time.monotonic() < end, f"{handler} does not answer"
            process.kill()
            self.alive.append((began, time.monotonic()))
            self.errors += [process.communicate()[1].decode()]
        finally:
            runtime.stop()
        self.note_answers()
        kind, body = runtime.outcome or ("killed", None)
        self.outcomes.append(f"{handler}: {kind} {json.dumps(body)[:300]}")
        # An internal error is not an honest end.
        if kind == "error" and body["errorType"] == "marquee.program":
            self.dishonest.append(body["errorMessage"])
        return body if kind == "response" else None

    def messages(self):
        found = []
        while got := self.sqs.receive_message(
            QueueUrl=self.queue, MaxNumberOfMessages=10, VisibilityTimeout=600, AttributeNames=["All"]
        ).get("Messages"):
            found += got
        return found

    def see_to(self, batch, times=1):
        """Hands a batch to `enrich`, `times` times, and removes the handled messages from the queue."""
        records = [
            {"messageId": one["MessageId"], "receiptHandle": one["ReceiptHandle"], "body": one["Body"],
             "attributes": {"ApproximateReceiveCount": one["Attributes"]["ApproximateReceiveCount"]}}
            for one in batch
        ]
        for _ in range(times):
            answer = self.invoke("enrich", {"Records": records})
            failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]} if answer else None
        for one in batch:
            if failed is None or one["MessageId"] in failed:
                self.sqs.change_message_visibility(
                    QueueUrl=self.queue, ReceiptHandle=one["ReceiptHandle"], VisibilityTimeout=0)
            else:
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=one["ReceiptHandle"])

    def note_answers(self):
        """Notes the time of each answer that is stored by now."""
        for key in self.listed():
            if "/tasks/" in key:
                task = json.loads(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())
                if task.get("answer"):
                    self.stored.setdefault(task["item"], time.monotonic())

    def asked_again(self):
        """The items that a process asked about although their answers were stored when the process began."""
        return sorted(
            item
            for item, asked in self.source.questions
            if all(began > self.stored.get(item, began) for began, ended in self.alive if began <= asked <= ended)
        )

    def day(self, seed=None):
        """Begins a run and handles its messages. With a seed, messages are doubled and in random order, and two processes work at
        once.

        Returns the problems."""
        chance = random.Random(seed)
        self.stored, self.alive, self.dishonest, self.outcomes, self.errors = {}, [], [], [], []
        for one in self.messages():
            self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=one["ReceiptHandle"])
        for _ in range(3):
            if self.invoke("get", EVENT) is not None:
                break
        if seed is not None:
            self.invoke("get", EVENT)
        while messages := self.messages():
            if len(self.outcomes) > INVOCATIONS:
                return ["messages come again and again: " + "; ".join(self.outcomes[-6:])]
            if seed is not None:
                chance.shuffle(messages)
            batches = [messages[start : start + 2] for start in range(0, len(messages), 2)]
            if seed is None:
                for batch in batches:
                    self.see_to(batch)
            else:
                with ThreadPoolExecutor(max_workers=2) as pool:
                    list(pool.map(lambda batch: self.see_to(batch, times=chance.choice([1, 2])), batches))
        problems = [f"ended by a fault of its own: {words}" for words in self.dishonest]
        if again := self.asked_again():
            problems.append(f"asked again, though the answer was stored: {again}")
        return problems

    def trial(self, fault, number):
        self.reset(self.tags)
        self.proxy.set(*(fault, number) if fault != "any order" else (None, 0))
        try:
            problems = self.day(number if fault == "any order" else None)
            struck = self.proxy.struck[:1]
            self.proxy.wait_for_late()
            self.proxy.set(None, 0)
            if fault == "any order":
                struck = ["messages doubled and in any order"]
            elif not struck:
                return None
            found = self.compared()
            if found != self.meaning:
                problems.append(f"came to {trials.difference(found, self.meaning)}; {self.outcomes}")
        except (AssertionError, subprocess.TimeoutExpired) as failure:
            return [f"{fault} {number}: {failure}; {self.outcomes}"]
        return [f"{struck[0]}: {problem}" for problem in problems]
