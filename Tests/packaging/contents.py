"""Prints roughly what a program's bytes are: its symbols, summed by the library that they come from.

usage: nm -S --defined-only PROGRAM | contents.py
The program must not be stripped. Bytes without a symbol, such as tables of relocations, are not counted.
"""

import collections
import re
import sys

OWN = {"JSON", "Gzip", "HTTPFetch", "RankingModel", "Storage", "LakeStore", "Jobs", "ListSources", "Pipeline", "History",
       "Operations", "Presentation", "MarqueeCommands", "marquee"}
SWIFT = {"Swift", "_Concurrency", "_StringProcessing", "_RegexParser", "Synchronization", "Glibc", "Dispatch",
         "SwiftShims", "_Builtin_float", "Observation", "Distributed", "RegexBuilder"}
C_NAMES = [
    (r"CCryptoBoringSSL|CXKCP|bssl|BORINGSSL", "swift-crypto"), (r"yaml_", "Yams"),
    (r"swift_?(u|ucal|unum|udat|ubrk|uloc|ures|utext)_|u[a-z]+_\w*_7\d|icu|_Z\w*icu|uprv|_ZN?K?\d*icu", "ICU"),
    (r"_?_?CF|kCF|_?NS|__NS|_dispatch|dispatch|_os_|_Block", "Foundation and libdispatch"),
]


def library(name):
    """The library whose symbol this is."""
    mangled = re.match(r"(?:symbolic |_?)\$[sS](\d+)", name)
    if mangled:
        at = mangled.end()
        module = name[at:at + int(mangled[1])]
        if module in OWN:
            return "marquee"
        if module.startswith("Foundation") or module.startswith("_Foundation"):
            return "Foundation and libdispatch"
        return "Swift" if module in SWIFT else module
    for pattern, known in C_NAMES:
        if re.match(pattern, name):
            return known
    return "Swift" if re.match(r"_?\$[sS]|_?swift|_Z|symbolic|get_witness", name) else "other"


sums = collections.Counter()
for line in sys.stdin:
    fields = line.rstrip("\n").split(" ", 3)
    if len(fields) == 4 and fields[2] not in "bBuU":
        sums[library(fields[3])] += int(fields[1], 16)
for name, size in sums.most_common():
    if size >= 50_000:
        print(f"  {name:30}{size:>12,}")
