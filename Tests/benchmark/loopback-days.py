"""Serves a list of 250 entries, 35 KB, for every date on loopback, and sends each answer 20 ms after its request. Prints its port
on the first line. `/busy` returns the processor seconds that it has used, to show that clients do not wait for the server
itself."""
import asyncio
import datetime
import json
import os

DELAY = 0.02
ROWS = [
    json.dumps({"Rank": str(n + 1), "name": f"Film {n + 1}", "link": f"https://example.org/title/tt{n + 1:07d}/",
                "IMDb Rating": "{rating}", "plot": "x" * 22}).replace('"{rating}"', "%.1f")
    for n in range(250)
]


def body(day):
    """The list of a day. A few ratings change from one day to the next."""
    number = datetime.date.fromisoformat(day).toordinal()
    rows = [text % (9 - (n + (number if n % 10 == number % 10 else 0)) % 80 / 10) for n, text in enumerate(ROWS)]
    return ("[" + ",\n".join(rows) + "]").encode()


class Days(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.received = transport, b""

    def data_received(self, data):
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, self.received = self.received.split(b"\r\n\r\n", 1)
            path = head.split(b" ", 2)[1].decode()
            if path == "/busy":
                times = os.times()
                self.answer(str(times.user + times.system).encode())
            else:
                asyncio.get_running_loop().call_later(DELAY, self.answer, body(path[1:11]))

    def answer(self, data):
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(data) + data)


async def main():
    server = await asyncio.get_running_loop().create_server(Days, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
