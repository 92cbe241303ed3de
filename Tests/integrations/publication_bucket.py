"""Publications in a bucket of MiniStack, read from there by DuckDB: the rows are the same as in publications in a folder."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import duckdb_extension_httpfs

from lake import Lake

BUCKET = "charts"


class Bucket:
    """A server on this machine with one bucket. Clients use the keys `test` and `test`; it checks no signature."""

    def __init__(self, folder):
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        environment = os.environ | {
            "GATEWAY_PORT": self.address.rsplit(":", 1)[1],
            "BIND_HOST": "127.0.0.1",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "TMPDIR": str(folder),
        }
        self.log = open(folder / "ministack.log", "wb")
        words = [sys.executable, "-m", "ministack"]
        self.process = subprocess.Popen(words, env=environment, cwd=folder, stdout=self.log, stderr=subprocess.STDOUT)

    def __enter__(self):
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(urllib.request.Request(f"http://{self.address}/{BUCKET}", method="PUT")).close()
                return self
            except urllib.error.URLError:
                if time.monotonic() > end or self.process.poll() is not None:
                    self.__exit__()
                    raise
                time.sleep(0.2)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def publish(self, lake):
        """Publishes all charts to the bucket; returns what is reported about each publication, by chart."""
        os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        words = [*(chart.name for chart in lake.charts), "--to", f"s3://{BUCKET}/published"]
        bucket = ["--s3-endpoint", f"http://{self.address}", "--s3-region", "us-east-1"]
        told = json.loads(lake.run("publish", *words, *bucket, "--format", "json", "--quiet"))
        return {one["chart"]: one for one in told["publications"]}

    def connect(self, database):
        """Configures DuckDB for this server."""
        extensions = pathlib.Path(duckdb_extension_httpfs.__file__).parent / "extensions"
        (extension,) = extensions.glob("*/httpfs.duckdb_extension")
        database.execute(f"LOAD '{extension}'")
        database.execute(
            f"CREATE SECRET (TYPE s3, KEY_ID 'test', SECRET 'test', REGION 'us-east-1', ENDPOINT '{self.address}', "
            "USE_SSL false, URL_STYLE 'path')"
        )


def rows(database, root, chart):
    """The rows of each form below `root`, by the name of the form."""
    sources = {
        "by-month": f"read_parquet('{root}/by-month/chart={chart}/*/*.parquet')",
        "by-item": f"read_parquet('{root}/by-item/chart={chart}/{chart}.parquet')",
        "by-day": f"read_json('{root}/by-day/chart={chart}/*/*.jsonl')",
    }
    order = "ORDER BY day, rank, id"
    return {name: database.execute(f"SELECT * FROM {source} {order}").fetchall() for name, source in sources.items()}


def check(lake: Lake, folder, connection):
    """Publishes all charts to a bucket, and compares what DuckDB reads there with what it reads in `folder`.

    The catalogue is opened in its place, and says itself where its files are."""
    with Bucket(lake.work / "bucket") as bucket:
        for chart, told in bucket.publish(lake).items():
            database = connection()
            bucket.connect(database)
            root = f"s3://{BUCKET}/published"
            expected = rows(database, folder, chart)
            for name, found in rows(database, root, chart).items():
                assert found == expected[name], f"{chart}, {name} in a bucket differs from a folder's"
            database.execute(f"ATTACH 'ducklake:sqlite:{root}/{told['catalogue']}' AS published (READ_ONLY)")
            found = database.execute("SELECT count(*), min(day), max(day) FROM published.entries").fetchone()
            days = [row[1] for row in expected["by-item"]]
            assert found == (len(days), min(days), max(days)), f"DuckLake of {chart} in a bucket: {found}"
            print(f"publication of {chart} in a bucket: {len(days)} rows the same through DuckLake and DuckDB", flush=True)
        for chart, told in bucket.publish(lake).items():
            assert not told["written"] and not told["removed"], f"{chart} was published to the bucket again: {told}"
