"""What a run notes of itself in the record: when and where, with what, how each job and it ended.

A command may have no other witness a year later, so nothing of it depends on what stands then.
"""

from __future__ import annotations

import errno
import os
import platform
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import xiaoyi_data
from xiaoyi_data.runs import clock

Run = dict[str, Any]
Entry = dict[str, Any]
_FULL = {errno.ENOSPC, errno.EDQUOT}
OK, FAILED, WRONG, FULL, INTERRUPTED = 0, 1, 2, 74, 130  # as ``cli.terminal`` explains them


def begin(runs: list[Run], names: Iterable[str], about: Mapping[str, Any]) -> Run:
    """Add a run that begins now to those of a record, oldest first, and return it.

    ``about`` holds ``data``, a hash of the tables, and ``parameters``, those that were given.
    """
    started = clock.now()
    local = datetime.fromisoformat(started).astimezone()
    run: Run = {
        "id": clock.identity(started, {run["id"] for run in runs}),
        "started": started,
        "ended": None,
        "zone": {"name": local.tzname() or "", "offset": local.isoformat()[-6:]},
        "version": xiaoyi_data.__version__,
        "python": platform.python_version(),
        "data": about.get("data", ""),
        "parameters": dict(about.get("parameters", {})),
        "machine": machine(),
        "jobs": {name: {"status": "unfinished", "seconds": 0.0} for name in names},
        "failed": [],
        "files": [],
        "seconds": None,
        "peak": None,
        "exit": None,
        "why": "",
        "changed": None,
        "state": None,
    }
    runs.append(run)
    return run


def machine() -> dict[str, Any]:
    """Return what a run is made on: ``host``, ``system``, ``processors``.

    >>> sorted(machine())
    ['host', 'processors', 'system']
    """
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return {"host": platform.node(), "system": system, "processors": os.cpu_count() or 1}


def note(run: Run, entry: Entry) -> None:
    """Note what a job of the run came to."""
    told: Run = {"status": entry["status"], "seconds": entry["seconds"]}
    if entry.get("because"):
        told["because"] = entry["because"]
    if error := entry.get("error"):
        told["why"] = said(error)
    run["jobs"][entry["name"]] = told


def said(error: Mapping[str, Any]) -> str:
    """Say an error of the record in one line.

    >>> said({"cell": 3, "name": "ValueError", "message": "no data"})
    'In [3]: ValueError: no data'
    """
    cell = f"In [{error['cell']}]: " if error["cell"] else ""
    return f"{cell}{error['name']}: {error['message']}"


def end(run: Run, began: float, faults: Mapping[str, Any], problem: BaseException | None) -> None:
    """Note how a run ended, which began when ``time.perf_counter()`` was ``began``.

    ``faults`` are the errors of what is made of all notebooks, by file; ``problem`` is what ended
    the run before its time, if anything did.
    """
    run["seconds"] = round(time.perf_counter() - began, 2)
    run["peak"] = peak()
    if problem is not None:
        run["exit"], run["why"] = ended_by(problem)
        return
    run["ended"], run["files"] = clock.now(), list(faults)
    failed = [f"{name}: {run['jobs'][name].get('why', 'failed')}" for name in run["failed"]]
    failed += [f"{name}: {said(error)}" for name, error in faults.items()]
    run["exit"], run["why"] = (FAILED if failed else OK), "; ".join(failed)[:1000]


def ended_by(problem: BaseException) -> tuple[int, str]:
    """Return the exit code of a command that a problem ends, and why in one line."""
    told = " ".join(str(problem).split())
    why = f"{type(problem).__name__}: {told}" if told else type(problem).__name__
    if isinstance(problem, KeyboardInterrupt):
        return int(getattr(problem, "code", INTERRUPTED)), "interrupted"
    if isinstance(problem, OSError) and problem.errno in _FULL:
        return FULL, why[:1000]
    return (WRONG if isinstance(problem, ValueError | OSError | RuntimeError) else 1), why[:1000]


def peak() -> int | None:
    """Return the bytes that the largest process of this run has held, kernels here included.

    None where the system does not tell. Kernels on other machines are not counted.

    >>> (peak() or 1) > 0
    True
    """
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(one).ru_maxrss for one in who) * unit
