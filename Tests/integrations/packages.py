"""Checks the descriptions of exports with frictionless."""

import hashlib
import json

import pyarrow.parquet
from frictionless import Package, system

# The types of Parquet columns, and their names in a Table Schema.
TYPES = {"string": "string", "date32[day]": "date", "int64": "integer", "double": "number", "bool": "boolean"}


def check_package(folder):
    """The description is valid, its files have the stated bytes and hash, and its rows fit its schema.

    frictionless reads rows of CSV and JSON Lines. Its plugin for Parquet counts no bytes (it reports "actual is None" for any
    file with a stated size) and needs pandas, so the schema is compared with that of the file here. It has no reader for a
    database in a file with this ending either, so only bytes and hash are checked.
    """
    path = folder / "datapackage.json"
    described = json.loads(path.read_text())
    with system.use_context(trusted=False):
        package = Package.from_descriptor(described, basepath=str(folder))
        form = described["resources"][0]["format"]
        if form != "parquet":
            report = package.validate()
            assert report.valid, f"{path}: {report.flatten(['type', 'message'])[:3]}"
    for resource in described["resources"]:
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        data = b"".join((folder / one).read_bytes() for one in paths)
        found = (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        assert found == (resource["bytes"], resource["hash"]), f"{path}: {resource['name']} is {found}"
        if form == "parquet":
            schema = pyarrow.parquet.read_schema(folder / paths[0])
            found = [(field.name, TYPES[str(field.type)]) for field in schema]
            told = [(field["name"], field["type"]) for field in resource["schema"]["fields"]]
            assert found == told, f"{path}: the columns of {resource['name']} are {found}, not {told}"
            rows = pyarrow.parquet.read_metadata(folder / paths[0]).num_rows
            assert rows == resource["row_count"], f"{path}: {resource['name']} has {rows} rows"
    rows = sum(resource["row_count"] for resource in described["resources"])
    return f"{rows} rows in the form {form}, their bytes, hashes and schemas"
