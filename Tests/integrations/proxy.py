"""A proxy between the program and a server on loopback, which makes one request go wrong.

Requests are passed on unchanged, including their Host header, so that signatures stay valid. Each request is counted. The request
with the number `number` meets the fault; with a fault `for good`, all later ones meet it too.
"""

import asyncio
import collections
import json
import threading

DELAY = 0.3
CODES = {409: "ConditionalRequestConflict", 412: "PreconditionFailed", 500: "InternalError", 503: "SlowDown"}
# The faults that a request can meet.
FAULTS = [
    "lost before", "lost after", "doubled", "delayed", "late", "409", "412", "500", "503", "cut", "killed before",
    "killed after",
]
FOR_GOOD = "503 for good"


class Request:
    def __init__(self, head, body):
        self.head, self.body = head, body
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = lines[0].split(" ", 2)
        self.fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self.fault = None

    @property
    def words(self):
        return f"{self.method} {self.fields.get('x-amz-target', self.target)}"

    @property
    def bytes(self):
        return self.head + b"\r\n\r\n" + self.body


class Answer:
    def __init__(self, head, body):
        self.head, self.body = head, body

    @property
    def bytes(self):
        return self.head + self.body

    @property
    def half(self):
        """The part of the answer that arrives if the connection ends in the middle."""
        return self.head + self.body[: len(self.body) // 2] if self.body else self.head[: len(self.head) // 2]

    @classmethod
    def refusal(cls, request, status):
        code = CODES[status]
        if "x-amz-target" in request.fields:
            body = json.dumps({"__type": code, "message": "It is so."}).encode()
        else:
            body = f"<Error><Code>{code}</Code><Message>It is so.</Message></Error>".encode()
        head = f"HTTP/1.1 {status} {code}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        return cls(head, b"" if request.method == "HEAD" else body)


class Proxy:
    def __init__(self, host, port, counts=lambda request, times: True):
        """`counts` says whether a request is counted; `times` is the number of earlier requests with the same words."""
        self.upstream, self.counts = (host, port), counts
        self.process = None
        self.started = threading.Event()
        self.set(None, 0)
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        listening = asyncio.start_server(self.serve, "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(listening, self.loop).result(10)
        self.endpoint = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    def set(self, fault, number):
        """Makes the request with this number meet `fault`, and starts counting from 1 again."""
        self.fault, self.number = fault, number
        self.requests, self.struck, self.late, self.seen = [], [], [], collections.Counter()

    def wait_for_late(self):
        """Returns when late requests have reached the server."""
        for sending in self.late:
            sending.result(10)

    def run(self, start, seconds):
        """Runs the process that `start` starts, which a fault may kill; returns its exit code, output and errors."""
        self.started.clear()
        self.process = start()
        self.started.set()
        try:
            output, errors = self.process.communicate(timeout=seconds)
        except Exception:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode, output, errors

    def fault_of(self, request):
        self.seen[request.words] += 1
        if not self.counts(request, self.seen[request.words] - 1):
            return None
        self.requests.append(request.words)
        number = len(self.requests)
        if number != self.number and not (self.fault == FOR_GOOD and number > self.number > 0):
            return None
        self.struck.append(request.words)
        return self.fault

    async def serve(self, reader, writer):
        upstream = None
        try:
            while request := await self.read_request(reader):
                fault = self.fault_of(request)
                if fault in ("lost before", "late", "killed before"):
                    if fault == "late":
                        self.late.append(asyncio.run_coroutine_threadsafe(self.send_late(request), self.loop))
                    if fault == "killed before":
                        self.kill()
                    return
                if fault and fault[:3].isdigit():
                    writer.write(Answer.refusal(request, int(fault[:3])).bytes)
                    continue
                if fault == "delayed":
                    await asyncio.sleep(DELAY)
                if upstream is None:
                    upstream = await asyncio.open_connection(*self.upstream)
                answer = await self.ask(upstream, request)
                if fault == "doubled":
                    answer = await self.ask(upstream, request)
                if fault == "killed after":
                    self.kill()
                if fault in ("lost after", "killed after"):
                    return
                writer.write(answer.half if fault == "cut" else answer.bytes)
                await writer.drain()
                if fault == "cut":
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            # The program closed the connection, or was killed.
            pass
        finally:
            for stream in (writer, upstream[1] if upstream else writer):
                stream.close()

    def kill(self):
        self.started.wait(10)
        self.process.kill()

    async def send_late(self, request):
        await asyncio.sleep(DELAY)
        upstream = await asyncio.open_connection(*self.upstream)
        await self.ask(upstream, request)
        upstream[1].close()

    async def ask(self, upstream, request):
        reader, writer = upstream
        writer.write(request.bytes)
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head.split(b" ", 2)[1])
            if status >= 200:
                break
        lines = head.decode("latin-1").lower().split("\r\n")
        fields = {name: value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        body = b""
        if request.method != "HEAD" and status not in (204, 304):
            if "chunked" in fields.get("transfer-encoding", ""):
                while True:
                    size = await reader.readuntil(b"\r\n")
                    body += size + await reader.readexactly(int(size, 16) + 2)
                    if int(size, 16) == 0:
                        break
            else:
                body = await reader.readexactly(int(fields.get("content-length", 0)))
        return Answer(head, body)

    @staticmethod
    async def read_request(reader):
        try:
            head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
        except asyncio.IncompleteReadError:
            return None
        request = Request(head, b"")
        if length := int(request.fields.get("content-length", 0)):
            request.body = await reader.readexactly(length)
        return request
