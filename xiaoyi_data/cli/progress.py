"""How far a run is: on a terminal a bar, with what runs now and how long it may still take."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from xiaoyi_data.cli import terminal
from xiaoyi_data.cli.log import Log
from xiaoyi_data.cli.runs import took

_LEVELS = {"failed": "error"}
_FORM = "{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} {desc}"
_ROOM = 48  # columns for the names of what runs
_USUAL = 10.0  # seconds of a notebook that never ran here


class Progress:
    """Tells of each job as it is done; ``known`` are seconds that jobs took before, by name."""

    def __init__(self, total: int, log: Log, known: Mapping[str, float]) -> None:
        self.total, self.log, self.known = total, log, known
        self.done: list[str] = []
        self.began: dict[str, float] = {}

    def start(self, run: Mapping[str, Any]) -> None:
        """Tell what begins, where and with what."""
        self.log.begun = True
        if self.log.bare:
            return
        machine = run["machine"]
        given = "".join(f", {name}={value}" for name, value in run["parameters"].items())
        line = (
            f"run {run['id']} began: {self.total} notebooks, xiaoyi_data {run['version']}, "
            f"data {run['data']}{given}, Python {run['python']}, {machine['host']}, "
            f"{machine['system']}, {machine['processors']} processors"
        )
        names = ("version", "data", "parameters", "python", "machine")
        facts = {name: run[name] for name in names}
        self.log.tell("info", line, "start", run=run["id"], notebooks=self.total, **facts)

    def end(self, run: Mapping[str, Any]) -> None:
        """Tell what came of it: totals, times, memory, exit code and why."""
        jobs = run["jobs"]
        many = Counter(job["status"] for job in jobs.values())
        times = {name: job["seconds"] for name, job in jobs.items() if job["seconds"]}
        slowest = max(times, key=lambda name: times[name], default="")
        parts = [f"{count} {status}" for status, count in sorted(many.items())]
        parts += [f"slowest {slowest} ({took(times[slowest])})"] if slowest else []
        parts += [f"most memory {run['peak'] >> 20} MB"] if run["peak"] else []
        why = f", {run['why']}" if run["why"] else ""
        line = f"ended in {took(run['seconds'])}: {', '.join(parts)}; exit code {run['exit']}{why}"
        facts = {name: run[name] for name in ("seconds", "peak", "exit", "why")}
        facts |= {"counts": dict(many), "slowest": slowest, "changed": run["changed"]}
        self.log.tell("error" if run["exit"] else "info", line, "end", run=run["id"], **facts)

    def tell(self, entry: dict[str, Any]) -> None:
        """Tell that a job is done."""
        self.done.append(entry["name"])
        place = f"{len(self.done)}/{self.total}"
        line, status = said(entry), entry["status"]
        facts = {"job": entry["name"], "status": status, "seconds": entry["seconds"]}
        if causes := entry.get("because"):
            facts["because"] = causes
        if error := entry.get("error"):
            facts["error"] = f"{error['name']}: {error['message']}"
        if not self.log.bare:
            self.log.tell(_LEVELS.get(status, "info"), f"{line} {place}", "job", **facts)
            if causes:
                told = f"{entry['name']} was run because of: {', '.join(causes)}"
                self.log.tell("debug", told, "because", job=entry["name"])

    def look(self, running: Sequence[str], waiting: Sequence[str]) -> None:
        """Note which jobs run now, and which wait for a place."""
        now = time.monotonic()
        for name in running:
            if self.began.setdefault(name, now) == now:
                self.log.tell("debug", f"running    {name}", "begin", job=name)

    def left(self, running: Sequence[str], waiting: Sequence[str]) -> float:
        """Return how many seconds are left, as far as earlier runs tell.

        >>> Progress(2, Log(True, []), {"a": 4.0, "b": 8.0}).left([], ["a", "b"])
        12.0
        """
        now = time.monotonic()
        times = {name: self.known.get(name, _USUAL) for name in (*running, *waiting)}
        rest = [max(0.0, times[name] - now + self.began.get(name, now)) for name in running]
        work = sum(rest) + sum(times[name] for name in waiting)
        # No less than the longest that runs needs of itself.
        return max([work / max(1, len(running)), *rest])


class _Bar(Progress):
    """The same as a bar of tqdm."""

    def __init__(self, bar: Any, *given: Any) -> None:
        super().__init__(*given)
        self.bar = bar

    def tell(self, entry: dict[str, Any]) -> None:
        super().tell(entry)
        self.bar.update()
        if len(self.done) == self.total:  # index and decks are made now, for some seconds
            self.bar.set_description_str("publishing")
        if entry["status"] == "failed":
            self.bar.write(terminal.safe(said(entry)), file=sys.stderr)

    def look(self, running: Sequence[str], waiting: Sequence[str]) -> None:
        super().look(running, waiting)
        names = ", ".join(running[:3]) + (" …" if len(running) > 3 else "")
        seconds = took(round(self.left(running, waiting))).replace(".0 s", " s")
        shown = terminal.clip(terminal.safe(names), _ROOM)
        self.bar.set_description_str(f"{shown} · {seconds} left" if running else "")


@contextmanager
def shown(total: int, log: Log, known: Mapping[str, float]) -> Iterator[Progress]:
    """Yield what tells of jobs as they are done: a bar on a terminal, lines in a log."""
    if not log.bare:
        yield Progress(total, log, known)
        return
    from tqdm import tqdm

    with tqdm(total=total, file=sys.stderr, bar_format=_FORM, dynamic_ncols=True) as bar:
        yield _Bar(bar, total, log, known)


def known(runs: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return how many seconds each job took when it was last executed, of the runs of a record.

    >>> known([{"jobs": {"a": {"status": "succeeded", "seconds": 4.0}}}, {"jobs": {"a": {}}}])
    {'a': 4.0}
    """
    return {
        name: float(job["seconds"])
        for run in runs for name, job in run["jobs"].items()
        if job.get("status") in ("succeeded", "failed") and job.get("seconds")
    }  # fmt: skip


def said(entry: Mapping[str, Any]) -> str:
    """Say in a line what a job came to.

    >>> said({"name": "air", "status": "succeeded", "seconds": 2.04})
    'succeeded  air (2.0 s)'
    """
    if entry["status"] == "cached":
        return f"cached     {entry['name']}"
    return f"{entry['status']:<10} {entry['name']} ({entry['seconds']:.1f} s)"
