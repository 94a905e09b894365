"""The same from a shell. Wrong use is one line on stderr and exit code 2, never a traceback."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import xiaoyi_data
from xiaoyi_data.cli import (
    ask,
    complete,
    doctor,
    draft,
    history,
    lab,
    link,
    many,
    review,
    run,
    runs,
    stopping,
    terminal,
)
from xiaoyi_data.cli.parser import Parser
from xiaoyi_data.cli.terminal import path
from xiaoyi_data.report import reports


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    if arguments is None:
        _unbend()
    try:
        with stopping.stoppable(last=arguments is None):
            return _answer(arguments)
    except stopping.Stopped as stopped:
        code = stopped.code
    except KeyboardInterrupt:
        code = terminal.INTERRUPTED
    terminal.tell("xiaoyi: interrupted; what was finished is kept")
    return code


def _unbend() -> None:
    """Let nothing of a user's Python or pandas decide what a command does."""
    sys.warnoptions.clear()
    warnings.resetwarnings()  # -W error would stop at any warning of what we rest on
    for hidden in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
        warnings.simplefilter("ignore", hidden)
    for name in [name for name in os.environ if name.startswith("PANDAS_")]:
        del os.environ[name]


def _answer(arguments: Sequence[str] | None) -> int:
    """Do what is asked; return the exit code."""
    parser = _parser()
    complete.answer(parser)
    terminal.prepare()
    try:
        try:
            line = sys.argv[1:] if arguments is None else arguments
            options = parser.parse_args(run.verbatim(line))
            with reports.using(getattr(options, "report", None)):
                code: int = options.command(options)
        finally:
            sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader has seen enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return terminal.CLOSED
    except (ValueError, OSError, RuntimeError) as error:
        code, said = terminal.reason(error)
        terminal.tell(f"xiaoyi: {said}")
        return code


def _parser() -> argparse.ArgumentParser:
    codes = "\n".join(f"  {code:<5}{meaning}" for code, meaning in terminal.CODES.items())
    parser = Parser(
        prog="xiaoyi",
        description="The 2021 government work report of Xiaoyi as data.",
        epilog="xiaoyi COMMAND --help shows the options of a command, and an example.\n\n"
        f"exit codes:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {xiaoyi_data.__version__}",
        help="show the version and exit",
    )  # fmt: skip
    command = partial(_command, parser.add_subparsers(required=True, metavar="COMMAND"))
    ask.add(command)
    run.add(command)
    runs.add(command)
    history.add(command)
    lab.add(command)
    doctor.add(command)
    draft.add(command)
    link.add(command)
    review.add(command)

    check = command(
        "check", "prove the tables", _check,
        "check --source report.txt", "check --report boye-2022 --source report.txt",
        "check --report 'reports/*'", "check --links links.csv",
    )  # fmt: skip
    complete.several(check)
    run.dask(check)
    check.add_argument("--lang", choices=("en", "zh"), default="en", help="of what is told (en)")
    check.add_argument("--source", type=path, help="your copy of the report's text")
    check.add_argument("--derived", type=path, help="derived values of your own (.csv, .xlsx)")
    check.add_argument("--observations", type=path, help="observations of your own (.csv, .xlsx)")
    check.add_argument("--links", type=path, help="links that xiaoyi link made (.csv)")

    says = "count how every numeral is accounted for"
    coverage = command("coverage", says, _coverage, "coverage --source report.txt")
    complete.reports(coverage)
    coverage.add_argument("--source", type=path, required=True, help="your copy of the text")

    says = "make a deck of executed notebooks"
    slides = command("slides", says, _slides, "slides output --lang zh -o deck.pptx")
    _executed(slides, "deck.pptx", "file (deck.pptx)")
    slides.add_argument("--pictures", action="store_true", help="pictures, no native charts")
    slides.add_argument("--only", nargs="+", default=(), metavar="NAME", help="these exhibits")
    slides.add_argument("--except", nargs="+", default=(), metavar="NAME", dest="without",
                        help="all but these exhibits")  # fmt: skip
    slides.add_argument("--all", action="store_true", dest="whole", help="every exhibit")
    slides.add_argument("--title", type=terminal.given, help="of the deck")
    slides.add_argument("--template", type=path, metavar="FILE", help="its layouts and theme")
    slides.add_argument("--append", type=path, metavar="DECK", help="add to a deck there is")
    slides.add_argument("--list", action="store_true", help="show the exhibits there are")

    says = "make pages of executed notebooks, or files of exhibits to embed"
    pages = command(
        "pages", says, _pages, "pages output --base-url https://example.org/xiaoyi/ -o site",
        "pages output --embed --only rates -o site",
    )  # fmt: skip
    _executed(pages, "pages", "folder (pages)")
    pages.add_argument("--embed", action="store_true", help="each exhibit as a file of its own")
    pages.add_argument("--only", nargs="+", default=(), metavar="NAME", help="embed these alone")
    pages.add_argument("--base-url", default="", metavar="URL", help="where the folder will stand")

    says = "save every exhibit as PNG and SVG"
    pictures = command("pictures", says, _pictures, "pictures output -o pictures")
    _executed(pictures, "pictures", "folder (pictures)")

    says = "save the tables as .xlsx, or the figures as .csv, .json or .parquet"
    export = command(
        "export", says, _export, "export xiaoyi.xlsx --lang zh",
        "export panel.parquet --report 'reports/*'",
    )  # fmt: skip
    complete.several(export)
    export.add_argument("file", type=path, help="its ending chooses the form")
    says = "one theme only, such as environment"
    theme = export.add_argument("--theme", type=terminal.given, help=says)
    complete.offer(theme, complete.themes)
    export.add_argument("--lang", choices=("en", "zh"), default="en", help="of the names (en)")
    run.dask(export)
    return parser


def _command(
    commands: Any, name: str, says: str, do: Callable[[Any], int], *examples: str
) -> argparse.ArgumentParser:
    """Add a command with examples of its use, and what is done when it is given."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=says,
        epilog="\n  xiaoyi ".join([f"example{'s' * (len(examples) > 1)}:", *examples]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=do)
    return parser


def _executed(parser: argparse.ArgumentParser, out: str, said: str) -> None:
    parser.add_argument(
        "source", nargs="+", type=path, help="folder of a run, or executed .ipynb files"
    )
    parser.add_argument("--lang", choices=("en", "zh"), help="notebooks of this language only")
    parser.add_argument("-o", dest="out", type=path, default=Path(out), help=said)


def _check(options: argparse.Namespace) -> int:
    named, one = _named(options)
    if one:
        with reports.using(named[0]):
            return _one(options)
    for name in ("source", "derived", "observations", "links"):
        if getattr(options, name):
            raise ValueError(f"--{name} is of one report: leave it out with {len(named)} of them")
    return many.check(named, options)


def _named(options: argparse.Namespace) -> tuple[list[str], bool]:
    """Return the reports that are meant, and whether one was: a pattern may match a single one."""
    named = reports.several(options.reports) if options.reports else [reports.DEFAULT]
    return named, len(named) == 1 and named[0] in (*options.reports, reports.DEFAULT)


def _one(options: argparse.Namespace) -> int:
    from xiaoyi_data.findings import derived
    from xiaoyi_data.report import observations, pairing, proofs

    # Files of the user's come first: one that cannot be read is told at once.
    found = [observations.check(options.observations)] if options.observations else []
    found += [pairing.check(options.links)] if options.links else []
    with draft.own(options.source) as source:
        found += [derived.check(options.derived), proofs.check(source)]
    problems = [problem for frame in found for problem in frame.itertuples(index=False)]
    for problem in problems:
        print(terminal.safe(f"proof {problem.proof}  {problem.key}: {problem.problem}"))
    return terminal.FAILED if problems else terminal.OK


def _coverage(options: argparse.Namespace) -> int:
    from xiaoyi_data.report import proofs

    with draft.own(options.source) as source:
        table = proofs.coverage(source or options.source)
    print(table.to_string(index=False, header=False))
    return terminal.FAILED if table["numerals"].iloc[-1] else terminal.OK


def _slides(options: argparse.Namespace) -> int:
    from xiaoyi_data.exports import executed
    from xiaoyi_data.exports.slides import deck

    notebooks = executed.notebooks(options.source, options.lang)
    if options.list:
        for row in deck.listed(notebooks):
            print(terminal.safe("\t".join(row)))
        return terminal.OK
    names = ("pictures", "whole", "only", "without", "template", "append")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        deck.deck(
            notebooks,
            options.out,
            title=options.title or "",
            **{name: getattr(options, name) for name in names},
        )
    for notice in told:
        terminal.tell(f"xiaoyi: {notice.message}")
    return terminal.OK


def _pages(options: argparse.Namespace) -> int:
    from xiaoyi_data.exports import executed, pages

    if options.only and not options.embed:
        raise ValueError("--only chooses the exhibits to embed: give --embed too")
    if options.base_url and options.embed:
        raise ValueError("--base-url is for whole pages: leave it out with --embed")
    notebooks = executed.notebooks(options.source, options.lang)
    if not options.embed:
        pages.whole(notebooks, options.out, options.base_url)
        return terminal.OK
    for file, snippet in pages.embed(notebooks, options.out, options.only).items():
        print(f"{file}\t{snippet}")
    return terminal.OK


def _export(options: argparse.Namespace) -> int:
    from xiaoyi_data.exports import workbook

    named, one = _named(options)
    if one:
        workbook.export(options.file, theme=options.theme, lang=options.lang, report=named[0])
        return terminal.OK
    if options.theme or options.file.suffix.lower() != ".parquet":
        raise ValueError(f"{len(named)} reports go whole into one file.parquet, not {options.file}")
    return many.export(named, options)


def _pictures(options: argparse.Namespace) -> int:
    from xiaoyi_data.exports import executed, files

    files.every(executed.notebooks(options.source, options.lang), options.out)
    return terminal.OK
