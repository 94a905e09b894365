"""Simulate a year of scheduled runs: fifty-two Mondays, some changes, some failures, a fake clock.

    python tools/year.py

Measures what a year costs in time and room, and holds record and history to what they promise:
each run recorded with its code, each change found in its week and no other, every week opened as
it was. A broken promise is marked and makes the exit code 1. Some minutes on two cores.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from xiaoyi_data.cli import main as command
from xiaoyi_data.runs import clock, collection, history, record, restore

ROOT = Path(__file__).parents[1]
FIRST = datetime(2026, 1, 5, 0, 30, tzinfo=UTC)
TARGET = "gdp-growth-target-2021"
REAL = ("03_environment", "06_targets_and_outcomes")
# What begins to be so in which week of a year; what is not named is as it was.
YEAR: dict[int, dict[str, Any]] = {
    6: {"growth": 9.3}, 11: {"fault": "no data"}, 13: {"fault": ""}, 20: {"growth": 7.4},
    25: {"text": "It is 45."}, 30: {"package": "another"}, 33: {"growth": 8.0},
    40: {"fault": "no data"}, 41: {"fault": ""},
}  # fmt: skip
_CELL = """import json
from IPython.display import Markdown, display
told = json.load(open("told.json"))
assert not told["fault"], told["fault"]
verdict = "met" if told["growth"] >= 8 else "missed"
about = {"xiaoyi": {"verdicts": {"gdp-growth-target-2021": verdict}}}
display(Markdown(told["text"]), metadata=about)"""
_OBSERVED = """indicator,entity,measure,basis,period,baseline,value,unit,source,url,grade,note
gdp,,growth,year_on_year,2021,2020,{},percent,own,,C,
"""


@dataclass
class Week:
    """What one run cost, and what stood at its end."""

    code: int
    seconds: float
    grown: int  # bytes of the history
    told: dict[str, Any]
    stood: dict[str, bytes] = field(repr=False)


def simulate(place: Path, weeks: int, plan: dict[int, dict[str, Any]], real: bool) -> list[Week]:
    """Run so many weeks in a folder, with two notebooks of the collection where ``real``."""
    _begin(place, real)
    told: dict[str, Any] = {"growth": 7.1, "text": "It is 47.", "fault": "", "package": "first"}
    made = []
    for number in range(weeks):
        told = told | plan.get(number, {})
        (place / "books" / "told.json").write_text(json.dumps(told), encoding="utf-8")
        (place / "own.csv").write_text(_OBSERVED.format(told["growth"]), encoding="utf-8")
        before, began = size(place / "history"), time.perf_counter()
        with _at(FIRST + timedelta(weeks=number), told["package"]):
            code = command.main(_line(place, real))
        spent = time.perf_counter() - began
        if code > 1:
            raise RuntimeError((place / "run.log").read_text(encoding="utf-8").splitlines()[-1])
        grown = size(place / "history") - before
        made.append(Week(code, spent, grown, told, contents(place / "out")))
    return made


def _begin(place: Path, real: bool) -> None:
    books = place / "books"
    books.mkdir()
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Air"},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": _CELL,
         "execution_count": None, "outputs": []},
    ]  # fmt: skip
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (books / "air.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    for name in REAL if real else ():
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", books)


def _line(place: Path, real: bool) -> list[str]:
    line = ["run", "--notebooks", str(place / "books"), "--out", str(place / "out"), "--quiet"]
    line += ["--history", str(place / "history"), "--log", str(place / "run.log")]
    own = ["-p", "observations", str(place / "own.csv"), "--sweep", "lang=en,zh"]
    return line + own if real else line


@contextlib.contextmanager
def _at(moment: datetime, package: str) -> Iterator[None]:
    """Let it be a moment, and the package one of some hash, for a run; what it says is kept."""
    now, versions = clock.now, collection.versions
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    clock.now = lambda: moment.isoformat(timespec="seconds")
    collection.versions = lambda: versions() | {"xiaoyi_data": package}  # type: ignore[assignment]
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        clock.now, collection.versions = now, versions
        os.environ.pop("SOURCE_DATE_EPOCH")
        if epoch is not None:
            os.environ["SOURCE_DATE_EPOCH"] = epoch


def contents(folder: Path) -> dict[str, bytes]:
    """Return what is published in a folder, by path."""
    own = {"manifest.json", ".lock", "failed", "states"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in own
    }


def size(folder: Path) -> int:
    """Return how many bytes all files below a folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def broken(place: Path, made: list[Week]) -> Iterator[str]:
    """Yield a line for each promise that record or history does not keep."""
    runs = record.checked(place / "out")["runs"]
    lines = history.index(place / "history")
    mondays = [FIRST + timedelta(weeks=number) for number in range(len(made))]
    if [run["started"] for run in runs] != [monday.isoformat() for monday in mondays]:
        yield "the record does not hold every run with its time"
    for number, (week, run) in enumerate(zip(made, runs, strict=True)):
        last = made[number - 1].told if number else week.told
        failed = bool(week.told["fault"])
        if week.code != int(failed) or run["exit"] != week.code:
            yield f"week {number} ended with {week.code}, recorded {run['exit']}"
        if failed != any("no data" in job.get("why", "") for job in run["jobs"].values()):
            yield f"week {number}: the failure is not in the record"
        verdict = (week.told["growth"] >= 8) != (last["growth"] >= 8)
        said = [one["key"] for one in (run["changed"] or {}).get("verdicts", ())]
        if (said == [TARGET]) != verdict or len(said) > 1:
            yield f"week {number}: verdicts changed: {said}"
        because = {cause for job in run["jobs"].values() for cause in job.get("because", ())}
        if number and ("package" in because) != (week.told["package"] != last["package"]):
            yield f"week {number} was run because of {sorted(because)}"
        same = number and week.told == last
        if same and (week.grown > 1000 or lines[number]["tree"] != lines[number - 1]["tree"]):
            yield f"week {number} changed nothing and cost {week.grown} bytes of the history"
        then = restore.opened(place / "history", f"{mondays[number]:%Y-%m-%d}", place / "then")
        if contents(then) != week.stood:
            yield f"week {number} is not opened as it was"
        shutil.rmtree(then)


def kept(place: Path, made: list[Week]) -> Iterator[str]:
    """Yield a line for each promise that is broken when half of the weeks are removed."""
    half = len(made) // 2
    before = size(place / "history")
    history.prune(place / "history", last=half)
    lines = history.index(place / "history")
    if len(lines) != half or size(place / "history") >= before:
        yield f"{len(lines)} states are kept of {half}"
    for line, week in zip(lines, made[-half:], strict=False):
        then = restore.opened(place / "history", line["id"], place / "then")
        if contents(then) != week.stood:
            yield f"{line['id']} is not opened as it was, after others were removed"
        shutil.rmtree(then)


def main() -> int:
    """Simulate the year and print what it cost; return 1 where a promise is broken."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        made = simulate(place, 52, YEAR, real=True)
        changed = [number for number in range(52) if number in YEAR or number == 0]
        idle = [week for number, week in enumerate(made) if number not in changed]
        fine = [week for week in idle if not week.told["fault"]]
        out = size(place / "out")
        alike = statistics.median(week.seconds for week in fine)
        rows = [
            ("runs, of which failed", f"{len(made)}, {sum(week.code for week in made)}"),
            ("weeks in which something changed", str(len(changed))),
            ("a week without change, median", f"{alike:.2f} s"),
            ("a week with changes, median",
             f"{statistics.median(made[n].seconds for n in changed):.1f} s"),
            ("the whole year", f"{sum(week.seconds for week in made):.0f} s"),
            ("results", f"{out / 2**20:.1f} MB"),
            ("  of which the record", f"{(place / 'out/manifest.json').stat().st_size >> 10} KB"),
            ("  of which what was said", f"{size(place / 'out/states') >> 10} KB"),
            ("history of the year", f"{size(place / 'history') / 2**20:.1f} MB"),
            ("  over the results", f"{size(place / 'history') / out:.1f} x"),
            ("  a week without change, at most", f"{max(week.grown for week in fine)} B"),
            ("log of the year", f"{(place / 'run.log').stat().st_size >> 10} KB"),
        ]  # fmt: skip
        for what, measured in rows:
            print(f"{what:<48}{measured:>12}", flush=True)
        lost = [*broken(place, made), *kept(place, made)]
    for line in lost:
        print(f"BROKEN: {line}")
    return bool(lost)


if __name__ == "__main__":
    sys.exit(main())
