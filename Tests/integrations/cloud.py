"""Tries what a network and a server can do to each request of commands on a lake in a bucket, and of functions.

    cloud.py MARQUEE FOLDER [PART…]

A part is the name of a server (MiniStack, Ceph), of a command (run, backfill, prune, repair), `functions`, or `refusals`; without
one all are tried. Between the program and the server stands a proxy that makes one request go wrong. The command must succeed, or
say what is wrong and succeed when it is given again; then the lake must verify and have the same content as if nothing had been,
and no item may have been asked about again whose answer was stored. Prints a row for each command and fault.
`MARQUEE_PROOF_PART=I/N` tries a share. Ends with 1 where a trial is lost.
"""

import os
import pathlib
import sys
import time

sys.dont_write_bytecode = True

import stores  # noqa: E402
import trials  # noqa: E402
from functions_at_risk import Functions  # noqa: E402
from proxy import FAULTS, FOR_GOOD  # noqa: E402

KINDS = ({"MiniStack", "Ceph"}, {command.name for command in trials.COMMANDS} | {"functions", "refusals"})
# The number of trials at one time.
BENCHES = 3
# The number of random orders of messages, and of places in a bucket that must be refused.
ORDERS, PLACES = 40, 10


class Share:
    """Selects the trials that belong to the part of the proof that MARQUEE_PROOF_PART names."""

    def __init__(self):
        part, self.of = map(int, os.environ.get("MARQUEE_PROOF_PART", "1/1").split("/"))
        self.next, self.part = 0, part - 1

    def __call__(self, trials_of_row):
        chosen = []
        for trial in trials_of_row:
            if self.next % self.of == self.part:
                chosen.append(trial)
            self.next += 1
        return chosen


def refusals(program, work):
    """Servers that replace existing objects are refused, except for a single writer that says so."""
    for kind in (stores.Swift, stores.Rclone):
        started, problems = time.monotonic(), []
        with kind(work / kind.name) as store:
            bench = trials.Bench(store, program, work / f"{kind.name}-0", "bench0")
            bench.command = trials.COMMANDS[0]
            # Without the proxy, which sends each request as a whole and would leave no time for a race.
            bench.environment["AWS_ENDPOINT_URL"] = store.endpoint
            lake = bench.environment["MARQUEE_LAKE"]
            for number in range(PLACES):
                bench.environment["MARQUEE_LAKE"] = f"{lake}-{number}"
                code, _, errors = bench.marquee(*bench.command.words, codes=())
                if code != 33 or "replaces existing objects" not in errors or "--single-writer" not in errors:
                    problems.append(f"place {number}: ended with {code}: {errors}")
            if left := [key for key in bench.listed() if "/probe/" not in key]:
                problems.append(f"written all the same: {left[:5]}")
            bench.environment["MARQUEE_LAKE"] = lake
            bench.marquee(*bench.command.words, "--single-writer")
            bench.marquee("lake", "check", "--read-data")
        lost = min(len(problems), PLACES)
        yield f"| {kind.name}: refused | {PLACES} | {PLACES} | {lost} | {time.monotonic() - started:.0f} s |", problems


def main(program, folder, *parts):
    work, share, lost = pathlib.Path(folder), Share(), 0
    unknown = set(parts) - KINDS[0] - KINDS[1]
    if unknown:
        sys.exit(f"there is no part {', '.join(sorted(unknown))}")
    print("| proof | points | trials | lost | time |\n|---|---|---|---|---|", flush=True)

    def is_part(*names):
        return all(name in parts or not kind & set(parts) for name, kind in zip(names, KINDS))

    def tell(rows):
        nonlocal lost
        for row, problems in rows:
            print(row, flush=True)
            for problem in problems:
                print(f"  {problem}", file=sys.stderr, flush=True)
            lost += len(problems)

    for kind in (stores.MiniStack, stores.Ceph):
        commands = [command for command in trials.COMMANDS if is_part(kind.name, command.name)]
        at_risk = kind is stores.MiniStack and is_part(kind.name, "functions")
        if not commands and not at_risk:
            continue
        with kind(work / kind.name) as store:
            benches = [trials.Bench(store, program, work / f"{kind.name}-{one}", f"bench{one}") for one in range(BENCHES)]
            for command in commands:
                for bench in benches:
                    bench.begin(command)
                tell(trials.rows(f"{kind.name}, {command.name}", benches, [*FAULTS, FOR_GOOD], share))
            if at_risk:
                benches = [Functions(store, program, work / f"functions-{one}", f"functions{one}") for one in range(BENCHES)]
                for bench in benches:
                    bench.begin()
                tell(trials.rows("functions", benches, FAULTS, share))
                tell(trials.rows("functions, messages doubled", benches, ["any order"], share, points=ORDERS))
    if is_part("MiniStack", "refusals"):
        tell(refusals(program, work))
    if lost:
        sys.exit(f"{lost} problems")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
