"""The command run: its options, its progress, and what it says of a failure."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaoyi_data.cli import complete, history, log, notify, progress, stopping, terminal

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from xiaoyi_data.runs import plan

_MARK = "\0"


def verbatim(arguments: Sequence[str]) -> list[str]:
    """Return a command line in which the two after ``-p`` are taken as they are.

    argparse would take -1e3 and -3% for options. A byte that no command line holds marks them.

    >>> verbatim(["run", "-p", "share", "-3%", "--force"])
    ['run', '-p', '\\x00share', '\\x00-3%', '--force']
    """
    made, rest = [], iter(arguments)
    for text in rest:
        made.append(text)
        if text == "--":
            made.extend(rest)
        elif text == "-p":
            made.extend(f"{_MARK}{value}" for value in islice(rest, 2))
    return made


class _Verbatim(argparse.Action):
    """Appends what ``verbatim`` has marked."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: Any = None) -> None:
        pair = [value.removeprefix(_MARK) for value in values]
        setattr(namespace, self.dest, [*getattr(namespace, self.dest), pair])


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command by what makes one of a name, a help text, a function and examples."""
    says = "execute notebooks into pages, pictures and a deck"
    run = command("run", says, _run, "run 03_environment -p lang zh")
    notebook = run.add_argument(
        "notebook",
        nargs="*",
        type=terminal.given,
        help="name of a notebook, or path of a file; all by default",
    )
    complete.offer(notebook, complete.notebooks)
    run.add_argument(
        "-p", nargs=2, action=_Verbatim, default=[], metavar=("NAME", "VALUE"),
        help="set a parameter; may be given again",
    )  # fmt: skip
    run.add_argument(
        "--sweep", action="append", default=[], metavar="NAME=A,B,…",
        help="run with each value, quoted where it holds commas; again, with every combination",
    )  # fmt: skip
    run.add_argument("--out", type=terminal.path, default=Path("output"), help="folder (output)")
    run.add_argument(
        "--notebooks",
        type=terminal.path,
        help="folder (notebooks where there is one here, else those of the package)",
    )
    run.add_argument("--jobs", type=int, help="how many at a time (one more than processors)")
    dask(run)
    run.add_argument("--timeout", type=int, help="seconds a cell may take")
    run.add_argument("--force", action="store_true", help="run what has not changed, too")
    run.add_argument(
        "--keep", type=int, metavar="N", help="remove results none of the last N runs asked for"
    )
    run.add_argument(
        "--history", type=terminal.path, metavar="DIR", help="keep what is published there, too"
    )
    history.keeping(run)
    log.add(run)
    run.add_argument(
        "--base-url", default="", metavar="URL", help="where the folder will stand, for sharing"
    )
    notify.add(run)


def dask(command: argparse.ArgumentParser) -> None:
    """Let a command take a Dask cluster."""
    command.add_argument(
        "--dask",
        type=terminal.given,
        metavar="ADDRESS",
        help="work on the Dask cluster at tls://HOST:PORT, or in the clear at tcp://HOST:PORT",
    )
    for name, says in (("ca", "whom to trust"), ("cert", "who we are"), ("key", "of the cert")):
        command.add_argument(
            f"--dask-{name}", type=terminal.path, metavar="FILE", help=f"of tls://, a PEM: {says}"
        )


def _run(options: argparse.Namespace) -> int:
    """Run, and tell the log how it ended, whatever ended it; a line on stderr is told by main."""
    opened = log.opened(options)
    with opened as told, notify.telling(options.notify, options.out, told):
        try:
            with stopping.unwrapped():
                return _told(options, told)
        except BaseException as problem:
            from xiaoyi_data.runs import journal

            code, why = journal.ended_by(problem)
            tell = told.tell if told.begun and not told.bare else told.file
            tell("error", f"ended, exit code {code}: {why}", "end", exit=code, why=why)
            raise


def _told(options: argparse.Namespace, told: log.Log) -> int:
    from xiaoyi_data.exports.pages import site
    from xiaoyi_data.runs import collection, plan, record, run

    parameters = _once("-p", options.p)
    sweep = _once("--sweep", map(_swept, options.sweep))
    for name in ("jobs", "timeout", "keep"):
        if (number := getattr(options, name)) is not None and number < 1:
            raise ValueError(f"--{name} takes a number from 1 up, not {number}")
    if options.keep and options.keep > record.RUNS:
        raise ValueError(f"--keep takes at most {record.RUNS}: that many runs are remembered")
    if options.dask and options.jobs:
        raise ValueError("--jobs is for local workers: leave it out with --dask")
    base = site.address(options.base_url)
    workers, out = cluster(options), options.out
    books = options.notebooks or plan.folder()
    planned = plan.jobs(books, options.notebook, parameters, sweep, out)
    _readable(planned)
    keeping = _history(options)
    for path in plan.passed_over(books, options.notebook):
        told.tell("info", f"passed over {path.name}: there is nothing in it to run")
    known = progress.known(record.read(out)["runs"])
    with workers as executor, progress.shown(len(planned), told, known) as shown:
        manifest = run.jobs(
            planned,
            out,
            finish=collection.finish,
            publish=partial(collection.publish, base=base) if base else collection.publish,
            warn=collection.warn,
            versions=collection.versions(),
            preload=collection.PRELOAD,
            makers=collection.MAKERS,
            workers=options.jobs,
            executor=executor,
            timeout=options.timeout,
            force=options.force,
            keep=options.keep,
            about={"data": collection.versions()["data"], "parameters": parameters | sweep},
            keeping=keeping,
            start=shown.start,
            report=shown.tell,
            look=shown.look,
        )
    published = manifest["published"]
    for name, why in published.get("left_out", {}).items():
        if name in manifest["jobs"]:
            told.tell("info", f"{name} has a page and no slides: {why}")
    for entry in manifest["jobs"].values():
        for line in entry.get("taken", ()):
            told.tell("warning", f"{entry['name']}: taken out of its page: {line}")
    failed = [_failure(e, out) for e in manifest["jobs"].values() if e["status"] == "failed"]
    for name, error in published.get("failed", {}).items():
        failed.append(f"{name} failed: {error['name']}: {error['message']}")
    for line in failed:
        told.tell("error", line, "failure")
    shown.end(manifest["runs"][-1])
    if (front := out / "index.html").is_file():
        told.tell("info", f"open {front}", "open")
    return terminal.FAILED if failed else terminal.OK


def cluster(options: argparse.Namespace) -> AbstractContextManager[Executor | None]:
    """Return the cluster of --dask, if it is given."""
    from xiaoyi_data.runs import cluster as clusters
    from xiaoyi_data.runs import collection

    files = {name: getattr(options, f"dask_{name}") for name in ("ca", "cert", "key")}
    given = {name: path for name, path in files.items() if path}
    if options.dask:
        return clusters.executor(options.dask, collection.versions, given)
    for name in given:
        raise ValueError(f"--dask-{name} is for a cluster: give --dask tls://HOST:PORT")
    return nullcontext()


def _history(options: argparse.Namespace) -> Callable[[dict[str, Any]], None] | None:
    """Return what keeps a state where --history says, if it is given; refuse what it cannot be."""
    from xiaoyi_data.runs import history as kept

    rule = history.rule(options)
    if not options.history:
        if any(rule.values()):
            raise ValueError("--keep-weeks and --keep-last are for a history: give --history DIR")
        return None
    folder, out = options.history.absolute(), options.out.absolute()
    if folder == out or out in folder.parents:
        raise ValueError(f"--history {options.history} lies in {options.out}, which is published")
    with kept.held(folder):
        kept.index(folder)
    return lambda manifest: kept.keep(folder, out, manifest, **rule)


def _readable(planned: Iterable[plan.Job]) -> None:
    """Refuse a table of the user's before anything runs, alone or in the folder of a report."""
    from xiaoyi_data.report import codebook, descriptor, reports
    from xiaoyi_data.runs import parameters

    known, given = descriptor.tables(), dict[str | None, set[tuple[str, str]]]()
    for job in planned:
        declared = parameters.declarations(job.notebook) if job.given else {}
        whose = next((job.given[name] for name in job.given if declared[name].folder), None)
        own = given.setdefault(whose, set())
        own |= {(n, path) for n, path in job.given.items() if n in known and declared[n].file}
    for whose, files in given.items():
        with reports.using(whose):
            for name in known if whose else ():
                codebook.rows(name)
            for name, path in sorted(files):
                from xiaoyi_data.report import tables  # here: few give any, and it imports pandas

                tables.own(name, path)


def _swept(text: str) -> tuple[str, list[str]]:
    """Return the name and the values of ``NAME=A,B,…``; as in CSV, quotes keep commas in one."""
    name, equals, values = text.partition("=")
    if not equals or not values:
        raise ValueError(f"--sweep takes NAME=A,B,…, not {text!r}")
    try:
        (row,) = csv.reader(io.StringIO(values, newline=""), strict=True)
    except (csv.Error, ValueError):
        raise ValueError(
            f"--sweep {name}: quotes stand around a whole value, doubled inside: not {values!r}"
        ) from None
    return name, row


def _once(option: str, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in given:
            raise ValueError(f"{option} gives {name!r} twice")
        given[name] = value
    return given


def _failure(entry: dict[str, Any], out: Path) -> str:
    """Say in one line what failed, why, and where the notebook is."""
    error = entry["error"]
    cell = f"In [{error['cell']}]: " if error["cell"] else ""
    where = f" (see {out / error['notebook']})" if error["notebook"] else ""
    return f"{entry['name']} failed: {cell}{error['name']}: {error['message']}{where}"
