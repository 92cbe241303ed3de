"""A lake of all charts, made by the real program, and exports of it."""

import json
import os
import pathlib
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from lists import ROOT

LICENCE = "CC-BY-4.0"
DATASET = {
    "name": "Integration charts",
    "licence": LICENCE,
    "attribution": "The integration checks",
    "homepage": "https://example.org/charts",
}
ATTRIBUTION = DATASET["attribution"]
HELD_BACK = 11
PARTS = ["format", "decisions", "snapshots", "runs", "charts", "objects"]

HOT100 = """\
chart: hot100
title: Hot 100
item: song
cadence: { weekly: saturday }
schedule: none
extract: { url: "https://charts.example.org/hot100.json", items: /data, date: /date }
transform:
  fields:
    id:     { of: [/song, /artist] }
    title:  { from: /song }
    artist: { from: /artist }
    rank:   { from: /this_week, type: integer }
check:
  entries: { equals: 100, on-failure: quarantine }
  ranks:   { rule: contiguous, on-failure: quarantine }
  unique:  { field: id, on-failure: warn }
archives: [{ url: "file:LISTS/{day}.json.gz" }]
"""


class Lake:
    """A lake in a folder, and the job files that filled it."""

    def __init__(self, program, work, charts, lake="lake"):
        self.program, self.work, self.charts = program, pathlib.Path(work), charts
        self.folder = self.work / lake
        self.jobs = self.work / "jobs"
        self.catalogue = self.folder / "catalogue.sqlite"

    def run(self, *words, codes=(0,)):
        """The standard output of a command, which must end with one of `codes`."""
        call = [self.program, *map(str, words), "--lake", self.folder, "--jobs-dir", self.jobs]
        clean = {key: value for key, value in os.environ.items() if not key.startswith("MARQUEE_")}
        done = subprocess.run(call, capture_output=True, text=True, check=False, env=clean)
        told = f"{' '.join(map(str, words))}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
        assert done.returncode in codes, told
        assert "warning" not in done.stderr, told
        return done.stdout

    def sql(self, statement, **parameters):
        """The rows of the answer of `marquee sql`, as tuples."""
        words = [word for pair in parameters.items() for word in ("--param", "=".join(pair))]
        text = self.run("sql", statement, *words, "--limit", "0", "--time-limit", "2m", "--format", "jsonl")
        return [tuple(json.loads(line).values()) for line in text.splitlines()]

    def write_jobs(self):
        self.jobs.mkdir(parents=True)
        for chart in self.charts:
            if chart.name == "hot100":
                job = HOT100.replace("LISTS", str(chart.folder))
            else:
                job = (ROOT / "jobs" / f"{chart.name}.yaml").read_text()
                job = job.replace("file:../data/", f"file:{ROOT}/data/")
                job = job.replace("file:history/", f"file:{chart.folder}/")
            dataset = json.dumps(DATASET)
            (self.jobs / f"{chart.name}.yaml").write_text(f"{job}\ndataset: {dataset}\n")

    def fill(self, lineage=None):
        """Backfills all charts. `lineage` names a file for the events of the first chart."""
        self.write_jobs()
        told = ["--lineage", lineage] if lineage else []
        for chart in self.charts:
            for first, last in chart.ranges():
                words = ["backfill", chart.name, "--from", first, "--to", last, "--quiet"]
                self.run(*words, *told, codes=(HELD_BACK if chart.held_back else 0,))
            told = []

    def remade(self):
        """A lake with the same records in another folder, with a catalogue rebuilt from them."""
        other = Lake(self.program, self.work, self.charts, "elsewhere/other-lake")
        other.folder.mkdir(parents=True)
        for part in PARTS:
            if (self.folder / part).exists():
                shutil.copytree(self.folder / part, other.folder / part)
        other.run("lake", "reindex")
        return other

    def export(self, folder, some_forms=None):
        """Exports all charts in some forms, or in every form, into folders of `folder`. Several exports run at once."""
        folder.mkdir()
        names = [chart.name for chart in self.charts]
        forms = {
            "parquet": ["parquet"],
            "by-item": ["parquet", "--sorted-by-item"],
            "jsonl": ["jsonl"],
            "csv": ["csv", "--no-escape"],
            "sqlite": ["sqlite", "--columns", "all"],
            "parquet-all": ["parquet", "--columns", "all"],
            "jsonl-all": ["jsonl", "--columns", "all"],
            "csv-all": ["csv", "--columns", "all", "--no-escape"],
        }

        def write(form):
            # The bundled samples are enough for all fields: they have lists, numbers and texts.
            some = names[:2] if form.endswith("-all") else names
            self.run("export", *forms[form], *some, "--output", folder / form, "--quiet")

        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            list(pool.map(write, some_forms or forms))
        return folder
