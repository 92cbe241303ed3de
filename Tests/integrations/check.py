"""Makes a lake of every chart, exports it, and holds what other programs read against the raw lists.

    check.py MARQUEE FOLDER

Prints a line for each check. The first that fails ends it with 1 and says what differs.
"""

import pathlib
import sys

sys.dont_write_bytecode = True

import exports  # noqa: E402
import lineage  # noqa: E402
import lists  # noqa: E402
import packages  # noqa: E402
import questions  # noqa: E402
import sites  # noqa: E402
from checks import Checks  # noqa: E402
from lake import Lake  # noqa: E402


def main(program, folder):
    checks = Checks()
    work = pathlib.Path(folder)
    charts = lists.charts()
    if not lists.HISTORY:
        print("MARQUEE_HISTORY names no folder with the real history: only the bundled samples are checked")
    lake = Lake(program, work, charts)

    def fill():
        lake.fill(lineage=work / "lineage.jsonl")
        return ", ".join(f"{chart.name} of {len(chart.lists)} days" for chart in charts)

    def export():
        lake.export(work / "out")
        return "every form"

    checks("lake", fill)
    checks("lineage", lineage.check, work / "lineage.jsonl")
    checks("exports", export)
    out, samples = work / "out", charts[:2]
    checks("Parquet", exports.check_parquet, charts, out / "parquet")
    checks("Parquet by item", exports.check_parquet, charts, out / "by-item", sorted_by_item=True)
    checks("Parquet, all fields", exports.check_parquet, samples, out / "parquet-all", all_fields=True)
    if lists.HISTORY:
        checks("Parquet sizes", exports.check_sizes, out)
    checks("JSON Lines", exports.check_jsonl, charts, out / "jsonl")
    checks("JSON Lines, all fields", exports.check_jsonl, samples, out / "jsonl-all", all_fields=True)
    checks("CSV", exports.check_csv, charts, out / "csv")
    checks("CSV, all fields", exports.check_csv, samples, out / "csv-all", all_fields=True)
    checks("SQLite", exports.check_sqlite, charts, out / "sqlite" / "charts.sqlite")
    checks("Datasette, export", sites.check_export, charts, out / "sqlite")
    checks("Datasette, catalogue", sites.check_catalogue, lake, charts)
    checks("sqlite-utils, catalogue", sites.check_sqlite_utils, lake, charts)
    for form in sorted(out.iterdir()):
        checks(f"datapackage.json, {form.name}", packages.check_package, form)
    for chart in charts:
        if chart.name in ("imdb-top250", "hot100"):
            checks(f"items of {chart.name}", questions.check_items, lake, chart)
        checks(f"events of {chart.name}", questions.check_events, lake, chart)
        if chart.measures:
            checks(f"measures of {chart.name}", questions.check_measures, lake, chart)

    again, remade = lake.export(work / "again"), lake.remade().export(work / "remade")
    checks("the same bytes", exports.check_same_bytes, out, again)
    checks("the same bytes from a lake made anew", exports.check_same_bytes, out, remade)
    print(f"{checks.count} checks hold")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
