"""Prints which software of others is linked into the program, and the licence of each.

usage: licences.py CHECKOUTS RESOLVED RUNTIME-LICENCE
CHECKOUTS is the folder of the packages that the build took, RESOLVED their versions, RUNTIME-LICENCE the
licence that the Swift toolchain brings. What these lack stands in the folder `licences` beside this file.
"""

import json
import pathlib
import sys

checkouts, resolved, runtime = map(pathlib.Path, sys.argv[1:])
own = pathlib.Path(__file__).parent / "licences"
versions = {pin["location"].removesuffix(".git").split("/")[-1]: pin["state"].get("version", "")
            for pin in json.loads(resolved.read_text())["pins"]}

# Each name with the files that say its terms.
parts = {}
for folder in sorted(checkouts.iterdir(), key=lambda folder: folder.name.lower()):
    texts = sorted(folder.glob("LICENSE*")) + sorted(folder.glob("NOTICE*"))
    if not any(text.name.startswith("LICENSE") for text in texts):
        sys.exit(f"{folder} has no licence")
    parts[f"{folder.name} {versions.get(folder.name, '')}".strip()] = texts
crypto = next(texts for name, texts in parts.items() if name.startswith("swift-crypto"))
parts["BoringSSL, in swift-crypto"] = [text for text in crypto if text.name.startswith("LICENSE")]
parts["LibYAML, in Yams"] = [own / "libyaml.txt"]
parts["Swift's runtime, standard library, Foundation and libdispatch"] = [runtime]
parts["ICU, in Foundation, without its data"] = [own / "icu.txt"]

# Several have the same text: it is printed once, below all their names.
by_text = {}
for name, files in parts.items():
    for file in files:
        by_text.setdefault(file.read_text().strip("\n"), []).append(name)

print("Linked into marquee:\n")
print("\n".join(f"  {name}" for name in parts))
print("\nSQLite, libcurl and zlib, the C and the C++ library are those of the system and no part of the program.")
for text, names in by_text.items():
    print("\n" + "=" * 78 + "\n" + "\n".join(names) + "\n" + "=" * 78 + "\n\n" + text)
