"""How a run tells of itself: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


@contextmanager
def progress(total: int) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Yield a function that takes the manifest entry of each job as it is done."""
    if not sys.stderr.isatty():
        yield lambda entry: tell(_line(entry))
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="notebook", file=sys.stderr) as bar:

        def report(entry: dict[str, Any]) -> None:
            bar.set_postfix_str(entry["name"], refresh=False)
            bar.update()
            if entry["status"] == "failed":
                bar.write(_line(entry), file=sys.stderr)

        yield report


def tell(line: str) -> None:
    """Write a line to stderr, if it can be written: a lost message is no reason to stop."""
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def failure(entry: dict[str, Any], out: Path) -> str:
    """Say in one line what failed, why, and where the notebook is."""
    error = entry["error"]
    cell = f"In [{error['cell']}]: " if error["cell"] else ""
    where = f" (see {out / error['notebook']})" if error["notebook"] else ""
    return f"{entry['name']} failed: {cell}{error['name']}: {error['message']}{where}"


def _line(entry: dict[str, Any]) -> str:
    if entry["status"] == "cached":
        return f"cached     {entry['name']}"
    return f"{entry['status']:<10} {entry['name']} ({entry['seconds']:.1f} s)"
