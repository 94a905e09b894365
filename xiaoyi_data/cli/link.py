"""The command link: what became of each target of a report, proposed from the next one."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from xiaoyi_data import choices, writing
from xiaoyi_data.cli import complete, terminal


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command by what makes one of a name, a help text, a function and examples."""
    link = command(
        "link", "propose which outcome of a later report answers which target", _link,
        "link boye-county-2021 boye-county-2022 -o links.csv",
        "link mine/boye-2022 mine/boye-2023 -o links.csv --draft --lang zh",
    )  # fmt: skip
    for name, says in (("earlier", "a report: its key or its folder"),
                       ("later", "a later one of the same place")):  # fmt: skip
        action = link.add_argument(name, type=terminal.given, metavar=name.upper(), help=says)
        complete.offer(action, complete.shelved)
    link.add_argument("-o", dest="out", type=terminal.path, required=True, help="file (.csv)")
    link.add_argument("--draft", action="store_true", help="with rows that are only proposed")
    link.add_argument("--lang", choices=("en", "zh"), default="en", help="of what is told (en)")


def _link(options: argparse.Namespace) -> int:
    from xiaoyi_data.drafting import link, pairs

    if options.out.exists():
        raise FileExistsError(f"{options.out} exists already: what was decided in it would be lost")
    found = link.link(options.earlier, options.later, options.draft)
    writing.content(options.out, pairs.text(found))
    for line in _told(found, options):
        print(terminal.safe(line))
    return terminal.OK


def _told(found: list[dict[str, str]], options: argparse.Namespace) -> list[str]:
    """Say how many targets are answered, set anew or never mentioned, and what comes next."""
    from xiaoyi_data.report import links

    words = choices.words("links", options.lang)
    sorts = list(zip(found, links.sorts(found, options.later), strict=True))
    counts = {sort: len({row["target"] for row, is_ in sorts if is_ == sort})
              for sort in links.SORTS}  # fmt: skip
    made = words["made"].format(
        file=options.out, targets=sum(counts.values()), earlier=found[0]["target_report"],
        later=found[0]["outcome_report"], **counts,
    )  # fmt: skip
    workbook = options.out.with_suffix(".xlsx")
    return [made, words["next"].format(command=f"xiaoyi review {options.out} -o {workbook}")]
