"""Serves a ranked list and OMDb-shaped answers on loopback; prints its port on the first line."""
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 10


class Source(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        address = urlparse(self.path)
        if address.path == "/list":
            body = [
                {"Rank": str(n + 1), "name": f"Film {n + 1}", "link": f"https://example.org/title/tt{n + 1:07d}/",
                 "IMDb Rating": 9 - n % 80 / 10}
                for n in range(COUNT)
            ]
        else:
            film = parse_qs(address.query).get("i", [""])[0]
            body = {"Title": f"Named {film}", "Year": "1994", "Runtime": "142 min", "imdbID": film,
                    "imdbVotes": "2,670,132", "BoxOffice": "$28,767,189", "Response": "True"}
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


# One write for each response: otherwise Nagle's algorithm and delayed acknowledgements add 40 ms to each.
Source.wbufsize = -1
server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
print(server.server_address[1], flush=True)
server.serve_forever()
