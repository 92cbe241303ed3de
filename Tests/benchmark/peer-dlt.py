"""The day's run in dlt: fetch a list and an answer for each film, and load the merged rows into local files."""
import sys
import tempfile

import dlt
import requests

base, scratch = sys.argv[1], tempfile.mkdtemp()


@dlt.resource(name="entries", write_disposition="append")
def entries():
    session = requests.Session()
    for row in session.get(f"{base}/list").json()[:10]:
        film = row["link"].split("/")[-2]
        yield {**row, **session.get(base, params={"apikey": "k", "i": film}).json()}


pipeline = dlt.pipeline(pipeline_name="peer", pipelines_dir=f"{scratch}/state",
                        destination=dlt.destinations.filesystem(f"file://{scratch}/lake"), dataset_name="day")
pipeline.run(entries(), loader_file_format="jsonl")
