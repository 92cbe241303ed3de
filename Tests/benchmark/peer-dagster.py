"""The day's run in Dagster: two assets, the list and its films merged with their answers, stored as files."""
import json
import sys
import tempfile

import requests
from dagster import FilesystemIOManager, asset, materialize

base, scratch = sys.argv[1], tempfile.mkdtemp()


@asset
def ranked():
    return requests.get(f"{base}/list").json()[:10]


@asset
def entries(ranked):
    session = requests.Session()
    merged = [{**row, **session.get(base, params={"apikey": "k", "i": row["link"].split("/")[-2]}).json()}
              for row in ranked]
    with open(f"{scratch}/day.json", "w") as file:
        json.dump(merged, file)
    return merged


materialize([ranked, entries], resources={"io_manager": FilesystemIOManager(base_dir=scratch)})
