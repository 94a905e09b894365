"""What may stand where on the command line, for the Tab key: keys, filters, notebooks.

Shells ask at every Tab, so nothing here may import pandas.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from xiaoyi_data.cli import terminal
from xiaoyi_data.report import codebook
from xiaoyi_data.report import reports as shelf
from xiaoyi_data.runs import names, plan, record


def keys(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> Iterable[str]:
    """Yield the keys of indicators and figures, as ``xiaoyi show`` takes them.

    >>> found = keys("g", argparse.Namespace(report="xiaoyi-2021"))
    >>> "gdp" in found, "gdp-growth-2020" in found
    (True, True)
    """
    with shelf.using(parsed_args.report):
        return [row[name] for name in ("indicator", "figure") for row in codebook.rows(f"{name}s")]


def themes(prefix: str, **_: Any) -> Iterable[str]:
    """Yield the themes there are."""
    return codebook.labels("indicators", "theme")


def statuses(prefix: str, **_: Any) -> Iterable[str]:
    """Yield the statuses a figure may have."""
    return codebook.labels("figures", "status")


def periods(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> Iterable[str]:
    """Yield the periods figures are of."""
    with shelf.using(parsed_args.report):
        return sorted({row["period"] for row in codebook.rows("figures")})


def reports(parser: argparse.ArgumentParser) -> None:
    """Let a command take ``--report``, a key or a folder."""
    said = "key of a report, or its folder (xiaoyi-2021)"
    action = parser.add_argument("--report", type=terminal.given, metavar="KEY|DIR", help=said)
    offer(action, shelved)


def several(parser: argparse.ArgumentParser) -> None:
    """Let a command take ``--report``, keys, folders and patterns, as ``options.reports``."""
    said = "keys of reports, their folders, or a pattern such as 'reports/*' (xiaoyi-2021)"
    action = parser.add_argument(
        "--report", dest="reports", nargs="+", default=(), type=terminal.given,
        metavar="KEY|DIR", help=said,
    )  # fmt: skip
    offer(action, shelved)


def shelved(prefix: str, **_: Any) -> Iterable[str]:
    """Yield the reports there are: keys, and the folders that a path leads to."""
    here = Path(prefix or ".")
    above = here if prefix.endswith(os.sep) or not prefix else here.parent
    found = (path.parent.as_posix() for path in above.glob(f"*/{shelf.ABOUT}"))
    return [*shelf.shipped(), *found]


def notebooks(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> Iterable[str]:
    """Yield the notebooks that a run would take, however much of the line stands; or files."""
    if names.parted(prefix):
        from argcomplete.completers import FilesCompleter

        found: Iterable[str] = FilesCompleter(("ipynb",))(prefix)
        return found
    return plan.available(parsed_args.notebooks or plan.folder())


def runs(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> Iterable[str]:
    """Yield the names of the runs that a folder's record holds."""
    out = getattr(parsed_args, "out", None) or Path("output")
    return [*(run["id"] for run in record.read(out)["runs"]), "last"]


def offer(action: argparse.Action, completer: Any) -> None:
    """Let a completer answer for an argument."""
    action.completer = completer  # type: ignore[attr-defined]


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks how to go on, and leave; do nothing otherwise."""
    if "_ARGCOMPLETE" in os.environ and "COMP_LINE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)
