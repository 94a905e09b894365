"""The commands review and accept: a draft's rows to a workbook, and its answers back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from xiaoyi_data.cli import terminal


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the two by what makes a command of a name, a help text, a function and examples."""
    review = command(
        "review", "write what a draft leaves open into a workbook to decide", _review,
        "review boye-2022 -o review.xlsx --lang zh", "review links.csv -o links.xlsx",
    )  # fmt: skip
    _folder(review)
    review.add_argument("--all", action="store_true", dest="every", help="with what is decided")
    review.add_argument(
        "-o", dest="out", type=terminal.path, default=Path("review.xlsx"), help="file (review.xlsx)"
    )
    accept = command(
        "accept", "take the answers of a reviewed workbook in, and prove them", _accept,
        "accept boye-2022 review.xlsx", "accept boye-2022 one.xlsx other.xlsx -o third.xlsx",
        "accept links.csv links.xlsx",
    )  # fmt: skip
    _folder(accept)
    accept.add_argument(
        "workbooks", nargs="+", type=terminal.path, metavar="FILE",
        help="a reviewed workbook; of several, what all of them decide alike is taken",
    )  # fmt: skip
    accept.add_argument(
        "-o", dest="out", type=terminal.path, default=Path("third.xlsx"),
        help="file for the rows on which several differ (third.xlsx)",
    )  # fmt: skip


def _folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=terminal.path, metavar="DIR|FILE",
                        help="the folder of the draft, or a file of links")  # fmt: skip
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="of the workbook (en)")


def _review(options: argparse.Namespace) -> int:
    from xiaoyi_data.reviewing import pairs, workbook

    folder = pairs.opened(options.folder)
    workbook.write(folder, options.out, lang=options.lang, every=options.every)
    print(terminal.safe(f"{options.out}: {folder.left()}"))
    return terminal.OK


def _accept(options: argparse.Namespace) -> int:
    from xiaoyi_data.reviewing import accept, answers, pairs, row, workbook

    folder = pairs.opened(options.folder)
    read = [answers.read(path, folder) for path in options.workbooks]
    same, differing = answers.agreed((one for found, _ in read for one in found), len(read))
    named = [row.terms(path, folder) for path in options.workbooks]
    own = [one for one in named[0][0] if all(one in rows for rows, _ in named)]
    taken, wrong = accept.take(folder, same + answers.disputed(differing), own)
    refused = [one for _, unread in (*read, *named) for one in unread] + wrong
    for one in refused:
        print(terminal.safe(f"{one.place}: {one.problem}"))
    if differing:
        names = [path.name for path in options.workbooks]
        told = answers.told(folder, differing, names, options.lang)
        workbook.write(folder, options.out, lang=options.lang, only=told)
        print(terminal.safe(f"{options.out}: {len(differing)} rows on which they differ"))
    also = f" with {len(own)} of the report's names" if own else ""
    print(f"{taken} taken{also}, {len(refused)} refused; {folder.left()}")
    return terminal.FAILED if refused else terminal.OK
