"""The command run: its options, its progress, and what it says of a failure."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaoyi_data.cli import complete, terminal

if TYPE_CHECKING:
    from xiaoyi_data.runs import plan


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command by what makes one of a name, a help text, a function and examples."""
    says = "execute notebooks into pages, pictures and a deck"
    run = command("run", says, _run, "run 03_environment -p lang zh")
    notebook = run.add_argument("notebook", nargs="*", help="name of a notebook; all by default")
    complete.offer(notebook, complete.notebooks)
    run.add_argument(
        "-p", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
        help="set a parameter; may be given again",
    )  # fmt: skip
    run.add_argument(
        "--sweep", action="append", default=[], metavar="NAME=A,B,…",
        help="run with each value; given again, with every combination",
    )  # fmt: skip
    run.add_argument("--out", default="output", help="folder (output)")
    run.add_argument(
        "--notebooks",
        type=Path,
        help="folder (notebooks where there is one here, else those of the package)",
    )
    run.add_argument("--jobs", type=int, help="how many at a time (one more than processors)")
    run.add_argument("--dask", metavar="ADDRESS", help="run on the Dask cluster at tcp://HOST:PORT")
    run.add_argument("--timeout", type=int, help="seconds a cell may take")
    run.add_argument("--force", action="store_true", help="run what has not changed, too")
    run.add_argument(
        "--keep", type=int, metavar="N", help="remove results none of the last N runs asked for"
    )


def _run(options: argparse.Namespace) -> int:
    from xiaoyi_data.runs import cluster, collection, plan, record, run

    swept = []
    for text in options.sweep:
        name, equals, values = text.partition("=")
        if not equals or not values:
            raise ValueError(f"--sweep takes NAME=A,B,…, not {text!r}")
        swept.append((name, values.split(",")))
    parameters, sweep = _once("-p", options.p), _once("--sweep", swept)
    for name in ("jobs", "timeout", "keep"):
        if (number := getattr(options, name)) is not None and number < 1:
            raise ValueError(f"--{name} takes a number from 1 up, not {number}")
    if options.keep and options.keep > record.RUNS:
        raise ValueError(f"--keep takes at most {record.RUNS}: that many runs are remembered")
    if options.dask and options.jobs:
        raise ValueError("--jobs is for local workers: leave it out with --dask")
    if not options.out:  # Path("") would be the folder one is in
        raise ValueError("--out is empty: give the name of a folder")
    out = Path(options.out)
    planned = plan.jobs(options.notebooks or plan.folder(), options.notebook, parameters, sweep)
    _readable(planned)
    workers = cluster.executor(options.dask, collection.versions) if options.dask else nullcontext()
    with _stoppable(), workers as executor, _progress(len(planned)) as report:
        manifest = run.jobs(
            planned,
            out,
            finish=collection.finish,
            publish=collection.publish,
            versions=collection.versions(),
            preload=collection.PRELOAD,
            workers=options.jobs,
            executor=executor,
            timeout=options.timeout,
            force=options.force,
            keep=options.keep,
            report=report,
        )
    failed = [entry for entry in manifest["jobs"].values() if entry["status"] == "failed"]
    for entry in failed:
        terminal.tell(_failure(entry, out))
    return terminal.FAILED if failed else terminal.OK


def _readable(planned: Iterable[plan.Job]) -> None:
    """Refuse a table of the user's before anything runs: a file given by the name of a table."""
    from xiaoyi_data.report import codebook, tables
    from xiaoyi_data.runs import plan

    datasets = {entry["name"] for entry in codebook.package()["resources"]}
    given = {
        (name, path)
        for job in planned
        for name, path in job.given.items()
        if name in datasets and plan.declarations(job.notebook)[name].file
    }
    for name, path in sorted(given):
        tables.own(name, path)


def _once(option: str, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in given:
            raise ValueError(f"{option} gives {name!r} twice")
        given[name] = value
    return given


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end a run as Ctrl-C does, unless they are ignored, as by nohup."""
    here = threading.current_thread() is threading.main_thread()
    before = {
        number: signal.signal(number, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP)
        if here and signal.getsignal(number) is signal.SIG_DFL
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Yield what tells of each job as it is done: a bar on a terminal, plain lines in a log."""
    if not sys.stderr.isatty():
        yield lambda entry: terminal.tell(_line(entry))
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="notebook", file=sys.stderr) as bar:

        def report(entry: dict[str, Any]) -> None:
            bar.set_postfix_str(entry["name"], refresh=False)
            bar.update()
            if entry["status"] == "failed":
                bar.write(_line(entry), file=sys.stderr)

        yield report


def _failure(entry: dict[str, Any], out: Path) -> str:
    """Say in one line what failed, why, and where the notebook is."""
    error = entry["error"]
    cell = f"In [{error['cell']}]: " if error["cell"] else ""
    where = f" (see {out / error['notebook']})" if error["notebook"] else ""
    return f"{entry['name']} failed: {cell}{error['name']}: {error['message']}{where}"


def _line(entry: dict[str, Any]) -> str:
    if entry["status"] == "cached":
        return f"cached     {entry['name']}"
    return f"{entry['status']:<10} {entry['name']} ({entry['seconds']:.1f} s)"
