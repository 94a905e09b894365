"""Try what might bend the reader, the tables, the command line, decks and runs: thousands of cases.

Each case is made from its number. What does not hold is a line that names it, and can be tried
again: ``python tools/bend.py texts 1234``.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib import import_module
from pathlib import Path

TOOLS = Path(__file__).parent
sys.path[:0] = [str(TOOLS), str(TOOLS.parent / "tests")]

MANY = {"texts": 2000, "tables": 1000, "lines": 500, "decks": 200, "kills": 100}


def fault(kind: str, number: int) -> str:
    """Return a line on what is wrong with a case; "" where it holds."""
    try:
        wrong: str = import_module(f"bends.{kind}").fault(number)
    except Exception as problem:
        wrong = f"{type(problem).__name__}: {problem}"
    said = wrong.encode("unicode_escape").decode() if not wrong.isprintable() else wrong
    return f"{kind} {number}: {said}" if wrong else ""


def main() -> int:
    """Try the cases that are asked for; return 1 when one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", nargs="?", choices=MANY, help="one kind alone")
    parser.add_argument("number", nargs="*", type=int, help="these cases alone")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first number (0)")
    asked = parser.parse_args()
    faults = 0
    for kind in [asked.kind] if asked.kind else MANY:
        cases = asked.number or range(asked.first, asked.first + MANY[kind])
        # A run that is killed waits more than it works.
        workers = (os.cpu_count() or 1) * (2 if kind == "kills" else 1)
        begun, found = time.monotonic(), 0
        with ProcessPoolExecutor(workers) as pool:
            for future in as_completed([pool.submit(fault, kind, number) for number in cases]):
                if line := future.result():
                    found += 1
                    print(line, flush=True)
        seconds = time.monotonic() - begun
        print(
            f"{kind}: {len(cases)} tried, {len(cases) - found} held ({seconds:.0f} s)", flush=True
        )
        faults += found
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
