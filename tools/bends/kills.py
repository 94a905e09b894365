"""Runs that are killed, stopped, starved or crossed at any moment: all they leave is whole.

After each, what stands in the folder is whole, no process of the run is left, and the next run
succeeds and sweeps what the last one left.
"""

from __future__ import annotations

import atexit
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import psutil
from books import write

from xiaoyi_data.cli import terminal
from xiaoyi_data.runs import room

# A template without pandas, whose import is not what is tried.
COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored until here: Python itself would answer
from xiaoyi_data.cli import start
signal.signal(signal.SIGINT, start._end)  # at one stroke, which Python's handler and this are not
start.begin()
from xiaoyi_data.runs import collection
collection.PRELOAD = collection.PRELOAD[:2]
sys.exit(start.main())
"""
TOKEN = "XIAOYI_BENT"
LONGEST = 180  # seconds, for a busy machine
CELLS = ["import time; time.sleep(0.2)", "print('x' * 100_000)", "print(n)"]


class Run:
    """A run of three notebooks in a folder of its own, with its own place for temporary files."""

    def __init__(self, place: Path) -> None:
        self.place, self.out, self.temporary = place, place / "out", place / "t"
        self.temporary.mkdir(exist_ok=True)
        for name in "abc":
            write(place / "books", name, *CELLS)

    def start(self, *options: str, limit: int | None = None) -> subprocess.Popen[str]:
        def begin() -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            if limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        line = ["run", "--notebooks", str(self.place / "books"), "--out", str(self.out), *options]
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, *line],
            env=os.environ | {"TMPDIR": str(self.temporary), TOKEN: str(self.place)},
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=begin,
        )

    def processes(self, words: str = "") -> list[psutil.Process]:
        """Return the processes of the run, those whose command holds some words."""
        found = []
        for process in psutil.process_iter():
            try:
                mine = process.environ().get(TOKEN) == str(self.place)
                if mine and words in " ".join(process.cmdline()):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def held(self) -> list[Path]:
        """Return the folders that a process still has open: one that ends shows no environment."""
        found = []
        for place in self.temporary.glob("xiaoyi-run-*"):
            try:
                os.close(room.hold(place))
            except BlockingIOError:
                found.append(place)
            except OSError:
                continue
        return found

    def template(self) -> list[psutil.Process]:
        found = self.processes("runs.template")
        return [one for one in found if one.ppid() not in {other.pid for other in found}]

    def kernels(self) -> list[psutil.Process]:
        found = self.processes("runs.template")
        return [one for one in found if one.ppid() in {other.pid for other in found}]


@cache
def _good() -> Path:
    """Return the results of a run that nobody disturbed, made once for a process."""
    run = Run(Path(tempfile.mkdtemp(prefix="bend-")))
    atexit.register(shutil.rmtree, run.place, ignore_errors=True)
    said = run.start().communicate(timeout=LONGEST)[1]
    assert not run.processes(), said
    return run.out


def _send(number: int) -> Callable[[Run, subprocess.Popen[str]], None]:
    return lambda run, process: process.send_signal(number)


def _each(of: Callable[[Run], list[psutil.Process]], number: int):  # type: ignore[no-untyped-def]
    def act(run: Run, process: subprocess.Popen[str]) -> None:
        for one in of(run):
            try:
                one.send_signal(number)
            except psutil.Error:
                continue

    return act


def _group(run: Run, process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)


def _all(run: Run, process: subprocess.Popen[str]) -> None:
    for one in run.processes():
        one.kill()


def _removed(run: Run, process: subprocess.Popen[str]) -> None:
    shutil.rmtree(run.out, ignore_errors=True)


def _unstaged(run: Run, process: subprocess.Popen[str]) -> None:
    shutil.rmtree(run.out / ".stage", ignore_errors=True)


def _again(run: Run, process: subprocess.Popen[str]) -> None:
    other = run.start()
    said = other.communicate(timeout=LONGEST)[1]
    if "Traceback" in said or (other.returncode and "another run" not in said):
        raise AssertionError(f"the second run said {said[-300:]!r}")


def _storm(run: Run, process: subprocess.Popen[str]) -> None:
    for _ in range(3):
        process.send_signal(signal.SIGINT)
        time.sleep(0.15)


DEEDS: dict[str, Callable[[Run, subprocess.Popen[str]], None]] = {
    "process killed": _send(signal.SIGKILL), "process terminated": _send(signal.SIGTERM),
    "process interrupted": _send(signal.SIGINT), "process hung up": _send(signal.SIGHUP),
    "interrupted three times": _storm, "group killed": _group, "all killed": _all,
    "workers killed": _each(Run.kernels, signal.SIGKILL),
    "workers stopped": _each(Run.kernels, signal.SIGSTOP),
    "template killed": _each(Run.template, signal.SIGKILL),
    "template stopped": _each(Run.template, signal.SIGSTOP),
    "folder removed": _removed, "stage removed": _unstaged, "two runs": _again,
    "disk full": lambda run, process: None,
}  # fmt: skip


def deed(number: int) -> tuple[str, float, random.Random]:
    """Return what is done to the run of a number, after how many seconds, and its dice."""
    rng = random.Random(f"kill {number}")
    return list(DEEDS)[number % len(DEEDS)], rng.uniform(0, 4), rng


def fault(number: int) -> str:
    """Start the run of a number, do to it what the number says, and judge what is left."""
    name, moment, rng = deed(number)
    limit = rng.choice([0, 100, 10_000, 200_000]) if name == "disk full" else None
    place = Path(tempfile.mkdtemp(prefix="bend-"))
    try:
        run = Run(place)
        if rng.random() < 0.5:
            shutil.copytree(_good(), run.out)
        process = run.start(*rng.choice([(), ("--force",)]), limit=limit)
        time.sleep(moment)
        try:
            DEEDS[name](run, process)
            wrong = _ended(run, process) or _whole(run.out) or _next(run)
        except (subprocess.TimeoutExpired, AssertionError, ProcessLookupError) as problem:
            wrong = "" if isinstance(problem, ProcessLookupError) else str(problem)[:300]
        return f"{name} after {moment:.2f} s: {wrong}" if wrong else ""
    finally:
        for one in Run.processes(run):
            one.kill()
        shutil.rmtree(place, ignore_errors=True)


def _ended(run: Run, process: subprocess.Popen[str]) -> str:
    """Say what is wrong with the end of a run: what it says, its code, what outlives it."""
    said = process.communicate(timeout=LONGEST)[1]
    if "Traceback" in said or re.search(r"^\w*Error\b", said, re.MULTILINE):
        return f"it said {said[-600:]!r}"
    if process.returncode not in {*terminal.CODES, -signal.SIGKILL, -signal.SIGTERM,
                                  -signal.SIGINT, -signal.SIGHUP}:  # fmt: skip
        return f"code {process.returncode}"
    for _ in range(150):
        if not run.processes() and not run.held():
            return ""
        time.sleep(0.1)
    left = [one.cmdline()[:4] for one in run.processes()]
    return f"outlived by {left}, which hold {[place.name for place in run.held()]}"


def _whole(out: Path) -> str:
    """Say what of a folder of results is half-written."""
    for path in out.rglob("*"):
        inside = path.relative_to(out).as_posix()
        if not path.is_file() or inside.startswith((".stage/", ".xiaoyi-", ".old-")):
            continue
        raw = path.read_bytes()
        if path.suffix in (".ipynb", ".json"):
            try:
                json.loads(raw)
            except ValueError:
                return f"{inside} is cut off"
        elif path.suffix == ".html" and not raw.rstrip().endswith(b"</html>"):
            return f"{inside} is cut off"
    return ""


def _next(run: Run) -> str:
    """Say what the next run does not mend."""
    process = run.start()
    said = process.communicate(timeout=LONGEST)[1]
    if process.returncode:
        return f"the next run: code {process.returncode}, {said[-600:]!r}"
    entries = json.loads((run.out / "manifest.json").read_text())["jobs"].values()
    if sorted((entry["name"], entry["status"] != "failed") for entry in entries) != [
        (name, True) for name in "abc"
    ]:
        return f"the next run: {[(entry['name'], entry['status']) for entry in entries]}"
    left = [
        path.name for path in run.out.iterdir() if path.name.startswith((".stage", ".old-", ".xi"))
    ]
    left += [path.relative_to(run.temporary).as_posix() for path in run.temporary.rglob("*")]
    return f"the next run left {left}" if left else _whole(run.out)
