"""The command link: what became of each target of a report, proposed from the next one."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from itertools import pairwise

from xiaoyi_data import choices, writing
from xiaoyi_data.cli import complete, many, run, terminal
from xiaoyi_data.runs import many as each

_LINK = ("target_report", "target", "outcome_report", "outcome")
_LINKED = ".linked.json"  # beside the links: what was proposed of each two reports


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command by what makes one of a name, a help text, a function and examples."""
    link = command(
        "link", "propose which outcome of a later report answers which target", _link,
        "link boye-county-2021 boye-county-2022 -o links.csv",
        "link mine/boye-2022 mine/boye-2023 -o links.csv --draft --lang zh",
        "link 'reports/*' -o links.csv",
    )  # fmt: skip
    for name, says in (("earlier", "a report: its key or its folder; or a pattern of many"),
                       ("later", "a later one of the same place; of many none")):  # fmt: skip
        action = link.add_argument(
            name, type=terminal.given, metavar=name.upper(), help=says,
            nargs="?" if name == "later" else None,
        )  # fmt: skip
        complete.offer(action, complete.shelved)
    link.add_argument("-o", dest="out", type=terminal.path, required=True, help="file (.csv)")
    run.dask(link)
    link.add_argument("--draft", action="store_true", help="with rows that are only proposed")
    link.add_argument("--lang", choices=("en", "zh"), default="en", help="of what is told (en)")


def _link(options: argparse.Namespace) -> int:
    from xiaoyi_data.drafting import link
    from xiaoyi_data.report import codebook, reports

    if options.later is None:
        return _many(reports.several(options.earlier), options)
    if options.out.exists():
        raise FileExistsError(f"{options.out} exists already: what was decided in it would be lost")
    found = link.link(options.earlier, options.later, options.draft)
    writing.content(options.out, codebook.written("links", found))
    for line in _told(found, options):
        print(terminal.safe(line))
    return terminal.OK


def _many(names: list[str], options: argparse.Namespace) -> int:
    """Propose the links of each report to the next of its place; what was decided stays so.

    Of a target for which a reader has chosen another outcome nothing is proposed again.
    """
    from xiaoyi_data.report import codebook, links, reports
    from xiaoyi_data.runs import collection

    def folder(name: str) -> str:  # as workers find it that work elsewhere
        return os.fspath(reports.folder(name))

    shelves, wrong = _by_place(names)
    following = [pair for found in shelves.values() for pair in pairwise(sorted(found))]
    tasks = [
        each.Task(f"{one[1]} {two[1]}", (folder(one[1]), folder(two[1]), options.draft),
                  many.digest(one[2], two[2], str(options.draft), collection.code()))
        for one, two in following
    ]  # fmt: skip
    decided = {}
    if options.out.exists():
        rows = links.rows(options.out)
        decided = {tuple(row[name] for name in _LINK): row for row in rows
                   if row["state"] != "proposed"}  # fmt: skip
    found: dict[tuple[str, ...], dict[str, str]] = {}

    def said(came: each.Came) -> str:
        return str(words["linked"]).format(name=came.name, links=len(came.result))

    def noted() -> Iterator[each.Came]:
        for came in each.each(linked, tasks, options.out.parent / _LINKED, executor):
            for row in came.result or ():
                found[tuple(row[name] for name in _LINK)] = row
            yield came

    words = choices.words("many", options.lang)
    with run.cluster(options) as executor:
        code = many.told(noted(), wrong, words, said)
    chosen = {key[:3] for key, row in decided.items()
              if row["state"] == "accepted" and key not in found}  # fmt: skip
    found = {key: row for key, row in found.items() if key[:3] not in chosen}
    if found or decided:
        whole = dict(sorted((found | decided).items()))
        writing.content(options.out, codebook.written("links", list(whole.values())))
    return code


def linked(pair: tuple[str, str, bool]) -> list[dict[str, str]]:
    """Return the links that are proposed of two reports; of one without targets, none."""
    from xiaoyi_data.drafting import link as rules

    return rules.link(*pair)


def _by_place(
    names: list[str],
) -> tuple[dict[str, list[tuple[int, str, str]]], list[str]]:
    """Return year, folder and digest of the reports of each place, and what is wrong with some."""
    from xiaoyi_data.report import codebook, pairing, reports

    found: dict[str, list[tuple[int, str, str]]] = {}
    years: dict[tuple[str, int], str] = {}
    wrong = []
    for name in names:
        try:
            with reports.using(name) as report:
                about = codebook.about()
                place, year = pairing.place(about), int(about["year"])
                digest = report.digest
        except (ValueError, OSError) as error:
            wrong.append(many.named(name, error))
            continue
        if (place, year) in years:
            where = f"of {year} is in {years[place, year]} already"
            wrong.append(f"{name}: a report of {about['place_zh']} {where}")
            continue
        years[place, year] = name
        found.setdefault(place, []).append((year, name, digest))
    return found, wrong


def _told(found: list[dict[str, str]], options: argparse.Namespace) -> list[str]:
    """Say how many targets are answered, set anew or neither, and what comes next."""
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
