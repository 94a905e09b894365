"""The commands list, show and find: what may be asked from a shell, and the answer printed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from xiaoyi_data.cli import complete, signs, terminal

if TYPE_CHECKING:
    import pandas as pd

_FILTERS = {
    "theme": (complete.themes, "environment"),
    "status": (complete.statuses, "target"),
    "period": (complete.periods, "2021"),
}


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the three by what makes a command of a name, a help text, a function and examples."""
    listed = command(
        "list", "list the indicators, the figures or the tables", _list,
        "list", "list figures --theme environment --status target",
        "list figures --format csv > figures.csv",
    )  # fmt: skip
    listed.add_argument(
        "what", nargs="?", choices=("indicators", "figures", "datasets"), default="indicators",
        help="indicators (the default), figures or datasets",
    )  # fmt: skip
    _filters(listed)
    show = command(
        "show", "show all that is known of an indicator or a figure", _show,
        "show gdp", "show forest-cover-2020 --lang zh", "show gdp --format json",
    )  # fmt: skip
    key = show.add_argument(
        "key", metavar="KEY", type=terminal.given, help="of an indicator or figure; or its name"
    )
    complete.offer(key, complete.keys)
    find = command(
        "find", "find figures by words in English or Chinese", _figures,
        "find forest cover", "find 森林 --lang zh", "find coal --theme industry --format json",
    )  # fmt: skip
    find.add_argument(
        "text",
        nargs="+",
        metavar="TEXT",
        type=terminal.given,
        help="words of names, quotes, entities or values",
    )
    _filters(find)
    for parser in (listed, show, find):
        complete.reports(parser)
        parser.add_argument(
            "--format", choices=("table", "csv", "json"), default="table",
            help="a table to read (the default), or csv or json with every column",
        )  # fmt: skip
        parser.add_argument("--lang", choices=("en", "zh"), default="en", help="of the names (en)")


def _filters(parser: argparse.ArgumentParser) -> None:
    for name, (completer, example) in _FILTERS.items():
        said = f"one {name} only, such as {example}"
        action = parser.add_argument(
            f"--{name}", type=terminal.given, metavar=name.upper(), help=said
        )
        complete.offer(action, completer)


def _chosen(options: argparse.Namespace) -> dict[str, str]:
    return {name: getattr(options, name) or "" for name in _FILTERS}


def _list(options: argparse.Namespace) -> int:
    from xiaoyi_data.explore import lookup
    from xiaoyi_data.report import datasets

    chosen = _chosen(options)
    if options.what == "figures":
        return _figures(options)
    if options.what == "indicators":
        rows = lookup.indicators(**chosen)
        return _say(rows, lookup.indicator_listing(rows, options.lang), options.format)
    if any(chosen.values()):
        raise ValueError("list datasets takes no --theme, --status or --period")
    rows = datasets.list_datasets(options.lang)
    return _say(rows, rows, options.format)


def _show(options: argparse.Namespace) -> int:
    from xiaoyi_data.explore import facts

    if options.format != "table":
        rows = facts.statements(options.key, options.lang)
        return _say(rows, rows, options.format)
    print(terminal.cards(facts.about(options.key, options.lang), terminal.columns()))
    return terminal.OK


def _figures(options: argparse.Namespace) -> int:
    """Print the figures that pass; where there is none say so and fail, as grep does."""
    from xiaoyi_data.explore import lookup

    words = " ".join(getattr(options, "text", ()))
    try:
        rows = lookup.select(**_chosen(options), search=words, lang=options.lang)
    except lookup.NothingFound as nothing:
        terminal.tell(f"xiaoyi: {nothing}")
        return terminal.FAILED
    return _say(rows, lookup.figure_listing(rows, options.lang), options.format)


def _say(rows: pd.DataFrame, short: pd.DataFrame, form: str) -> int:
    """Print every column for a program, the short form for a reader."""
    if form == "table":
        print(terminal.grid(short, terminal.columns()))
    else:
        signs.prepare(sys.stdout, whole=True)
        print({"csv": terminal.as_csv, "json": terminal.as_json}[form](rows))
    return terminal.OK
