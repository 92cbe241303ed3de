"""Runs checks and reports them one by one."""

import sys
import time


class Checks:
    def __init__(self):
        self.count = 0

    def __call__(self, name, check, *arguments, **options):
        """Runs a check. It returns what it compared, or raises an AssertionError that says what differs."""
        started = time.monotonic()
        try:
            told = check(*arguments, **options)
        except AssertionError as difference:
            sys.exit(f"{name}: FAILED: {difference}\n{self.count} checks held before it")
        self.count += 1
        print(f"{name}: {told} ({time.monotonic() - started:.1f} s)", flush=True)
