"""The same from a shell. Wrong use is one line on stderr and exit code 2, never a traceback."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from xiaoyi_data.cli import ask, complete, progress, terminal

OK, FAILED, WRONG_USE, INTERRUPTED, CLOSED = 0, 1, 2, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = _parser()
    complete.answer(parser)
    terminal.prepare()
    try:
        try:
            options = parser.parse_args(arguments)
            code: int = options.command(options)
        finally:
            sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader has seen enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    except (ValueError, OSError, RuntimeError) as error:
        message = (str(error).splitlines() or [type(error).__name__])[0]
        if isinstance(error, OSError) and error.filename and error.strerror:
            message = f"{error.strerror}: {error.filename}"
        progress.tell(f"xiaoyi: {message}")
        return WRONG_USE
    except KeyboardInterrupt:
        progress.tell("xiaoyi: interrupted; what was finished is kept")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xiaoyi",
        description="The 2021 government work report of Xiaoyi as data.",
        epilog="xiaoyi COMMAND --help shows the options of a command, and an example.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask.add(commands)

    run = commands.add_parser(
        "run",
        help="execute notebooks into pages, pictures and a deck",
        epilog="example: xiaoyi run 03_environment -p lang zh",
    )
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
    run.set_defaults(command=_run)

    check = commands.add_parser(
        "check",
        help="prove the tables",
        epilog="example: xiaoyi check --source report.txt",
    )
    check.add_argument("--source", type=Path, help="your copy of the report's text")
    check.set_defaults(command=_check)

    coverage = commands.add_parser(
        "coverage",
        help="count how every numeral is accounted for",
        epilog="example: xiaoyi coverage --source report.txt",
    )
    coverage.add_argument("--source", type=Path, required=True, help="your copy of the text")
    coverage.set_defaults(command=_coverage)

    slides = commands.add_parser(
        "slides",
        help="make a deck of executed notebooks",
        epilog="example: xiaoyi slides output --lang zh -o deck.pptx",
    )
    _executed(slides)
    slides.add_argument(
        "-o", dest="out", type=Path, default=Path("deck.pptx"), help="file (deck.pptx)"
    )
    slides.add_argument("--pictures", action="store_true", help="pictures, no native charts")
    slides.set_defaults(command=_slides)

    pictures = commands.add_parser(
        "pictures",
        help="save every exhibit as PNG and SVG",
        epilog="example: xiaoyi pictures output -o pictures",
    )
    _executed(pictures)
    pictures.add_argument("-o", dest="out", type=Path, default=Path("pictures"), help="folder")
    pictures.set_defaults(command=_pictures)

    export = commands.add_parser(
        "export",
        help="save the tables as .xlsx, or the figures as .csv, .json or .parquet",
        epilog="example: xiaoyi export xiaoyi.xlsx --lang zh",
    )
    export.add_argument("file", type=Path, help="its ending chooses the form")
    theme = export.add_argument("--theme", help="one theme only, such as environment")
    complete.offer(theme, complete.themes)
    _language(export)
    export.set_defaults(command=_export)
    return parser


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="of the names (en)")


def _executed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", nargs="+", type=Path, help="folder of a run, or executed .ipynb files"
    )
    parser.add_argument("--lang", choices=("en", "zh"), help="notebooks of this language only")


def _run(options: argparse.Namespace) -> int:
    from xiaoyi_data.runs import plan, run
    from xiaoyi_data.runs.collection import PRELOAD, finish, publish, versions
    from xiaoyi_data.runs.record import RUNS

    sweep: dict[str, list[str]] = {}
    for text in options.sweep:
        name, equals, values = text.partition("=")
        if not equals or not values:
            raise ValueError(f"--sweep takes NAME=A,B,…, not {text!r}")
        _once(sweep, name, "--sweep")[name] = values.split(",")
    parameters: dict[str, str] = {}
    for name, value in options.p:
        _once(parameters, name, "-p")[name] = value
    for name in ("jobs", "timeout", "keep"):
        if (number := getattr(options, name)) is not None and number < 1:
            raise ValueError(f"--{name} takes a number from 1 up, not {number}")
    if options.keep and options.keep > RUNS:
        raise ValueError(f"--keep takes at most {RUNS}: that many runs are remembered")
    if options.dask and options.jobs:
        raise ValueError("--jobs is for local workers: leave it out with --dask")
    if not options.out:  # Path("") would be the folder one is in
        raise ValueError("--out is empty: give the name of a folder")
    out = Path(options.out)
    planned = plan.plan(options.notebooks or plan.folder(), options.notebook, parameters, sweep)
    with (
        _stoppable(),
        _executor(options.dask) as executor,
        progress.progress(len(planned)) as report,
    ):
        manifest = run.run(
            planned,
            out,
            finish=finish,
            publish=publish,
            versions=versions(),
            preload=PRELOAD,
            workers=options.jobs,
            executor=executor,
            timeout=options.timeout,
            force=options.force,
            keep=options.keep,
            report=report,
        )
    failed = [entry for entry in manifest["jobs"].values() if entry["status"] == "failed"]
    for entry in failed:
        progress.tell(progress.failure(entry, out))
    return FAILED if failed else OK


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


def _once(given: dict[str, Any], name: str, option: str) -> dict[str, Any]:
    if name in given:
        raise ValueError(f"{option} gives {name!r} twice")
    return given


def _executor(address: str | None) -> AbstractContextManager[Executor | None]:
    if not address:
        return nullcontext()
    from xiaoyi_data.runs import cluster
    from xiaoyi_data.runs.collection import versions

    return cluster.executor(address, versions)


def _check(options: argparse.Namespace) -> int:
    from xiaoyi_data.report import proofs

    problems = proofs.check(options.source)
    for problem in problems.itertuples(index=False):
        print(f"proof {problem.proof}  {problem.key}: {problem.problem}")
    return FAILED if len(problems) else OK


def _coverage(options: argparse.Namespace) -> int:
    from xiaoyi_data.report import proofs

    table = proofs.coverage(options.source)
    print(table.to_string(index=False, header=False))
    return FAILED if table["numerals"].iloc[-1] else OK


def _slides(options: argparse.Namespace) -> int:
    from xiaoyi_data.exports import executed
    from xiaoyi_data.exports.slides import deck

    notebooks = executed.notebooks(options.source, options.lang)
    deck.deck(notebooks, options.out, pictures=options.pictures)
    return OK


def _export(options: argparse.Namespace) -> int:
    from xiaoyi_data.exports import workbook

    workbook.export(options.file, theme=options.theme, lang=options.lang)
    return OK


def _pictures(options: argparse.Namespace) -> int:
    from xiaoyi_data.exports import executed, files

    files.every(executed.notebooks(options.source, options.lang), options.out)
    return OK
