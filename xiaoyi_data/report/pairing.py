"""Do links name what there is? Keys, quotes and states of a file, and that reports follow.

None needs the text; what an outcome says of a target is for ``findings.answered``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, descriptor, files, links, reports, statements
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.report.entries import Entries
from xiaoyi_data.report.problem import Problem

_ANSWER = ("achieved", "under_way", "target")  # what was done, or the goal set anew
_MANY = 100  # problems, after which a file is another one than was meant


def check(path: str | Path) -> pd.DataFrame:
    """Return everything that is wrong with a file of links, as ``proofs.check`` does: proof 4.

    Raises DataError when the file is no such table, OSError when it cannot be read.

    >>> check(reports.folder("boye-county-2022") / "links.csv").empty
    True
    """
    found = codebook.parse("links", str(path), files.content(path), most=_MANY)
    wrong = _wrong(found, str(path), Path(path).absolute().parent)
    return pd.DataFrame(sorted(set(wrong)), columns=list(Problem._fields))


def problems() -> Iterator[Problem]:
    """Yield what is wrong with the links that stand in the folder of the report in use.

    >>> list(problems())
    []
    """
    report, file = reports.current(), descriptor.file("links")
    for name, raw in report.own:
        if name == file:
            source = f"{report.name}/{file}"
            yield from _wrong(codebook.parse("links", source, raw, most=_MANY), source, None)


def others() -> list[str]:
    """Return the digests of the earlier reports that links in the folder in use are of.

    >>> with reports.using("boye-county-2022"):
    ...     len(others())
    1
    """
    found = []
    for key in sorted({row["target_report"] for row in codebook.read("links")[0]}):
        with suppress(ValueError, OSError):  # that ``problems`` says
            found.append(links.later(key).digest)
    return found


def place(about: Row) -> str:
    """Return of which place a report is: what every report of it says, 县 or not.

    >>> place({"place_zh": "博野县"})
    '博野'
    """
    return re.sub("[省市县区旗州]$", "", about["place_zh"])


def follows(earlier: Row, later: Row) -> None:
    """Refuse two reports, by what they say of themselves, of which one does not follow the other.

    >>> follows({"report": "a", "place_zh": "博野县", "year": "2021"},
    ...         {"report": "b", "place_zh": "清苑区", "year": "2022"})
    Traceback (most recent call last):
    ValueError: a is of 博野县, b of 清苑区: only reports of one place are linked
    """
    one, two = map(place, (earlier, later))
    if earlier["report"] == later["report"]:
        told = f"{earlier['report']} is given twice"
        raise ValueError(f"{told}: link it to the report of a later year")
    if one != two:
        told = "{report} is of {place_zh}".format(**earlier)
        told = f"{told}, {later['report']} of {later['place_zh']}"
        raise ValueError(f"{told}: only reports of one place are linked")
    if int(earlier["year"]) >= int(later["year"]):
        told = f"{earlier['report']} is of {earlier['year']}, {later['report']} of {later['year']}"
        raise ValueError(f"{told}: the earlier one comes first")


class _Side(NamedTuple):
    """A report that links name: what it says of itself, and its figures, those proposed too.

    A key has several rows where a review has changed what was proposed.
    """

    about: Row
    figures: dict[str, list[Row]]

    def of(self, key: str, *statuses: str) -> list[Row]:
        return [row for row in self.figures.get(key, ()) if row["status"] in statuses]

    def unknown(self, what: str, key: str, *statuses: str) -> str:
        """Say that a figure is none of the statuses, with what it is and the nearest that is."""
        valid = [one for one in self.figures if not statuses or self.of(one, *statuses)]
        said = f"{key} is {self.figures[key][0]['status']}; " if key in self.figures else ""
        whose = self.about["report"]
        return f"{said}{choices.unknown(f'{what} of {whose}', key, valid)}"


def _wrong(found: Entries, source: str, near: Path | None) -> Iterator[Problem]:
    """Yield what is wrong with links: cells, keys, quotes, reports that do not follow, twice."""
    yield from (Problem(4, "links", wrong) for wrong in found.problems)
    proof = Proof(near)
    for row, place in zip(found.rows, found.places, strict=True):
        for column, reason in proof.wrong(row):
            yield Problem(4, "links", f"{source}, {place}, column {column}: {reason}")
        proof.note(row, place)


class Proof:
    """Proves links one after the other; each report that they name is opened once.

    Reports are found as ``links.later`` does, from the folder ``near``.

    >>> with reports.using("boye-county-2022"):
    ...     link = codebook.read("links")[0][0]
    ...     Proof(None).wrong(link | {"outcome_quote": "城镇化率"})
    [('outcome_quote', "'城镇化率' is quoted of no outcome")]
    """

    def __init__(self, near: Path | None) -> None:
        self._near = near
        self._sides: dict[str, _Side | str] = {}
        self._told: dict[tuple[str, str], tuple[bool, str]] = {}

    def wrong(self, row: Row) -> list[tuple[str, str]]:
        """Return the column and the sentence of each thing that is wrong with a link."""
        for column in ("target_report", "outcome_report"):
            if row[column] not in self._sides:
                self._sides[row[column]] = _side(row[column], self._near)
        asked, told = (self._sides[row[side]] for side in ("target_report", "outcome_report"))
        found = list(_of(row, asked, told))
        silent = not row["outcome"]
        before, place = self._told.get((row["target"], row["outcome_report"]), (silent, ""))
        if row["state"] == "accepted" and before != silent:  # silent, and yet told
            said = "an outcome of" if silent else "nothing said of"
            found.append(("outcome", f"{said} {row['target']} is accepted in {place}"))
        return found

    def note(self, row: Row, place: str) -> None:
        """Remember where an accepted link stands, for a later one that contradicts it."""
        if row["state"] == "accepted":
            pair = row["target"], row["outcome_report"]
            self._told.setdefault(pair, (not row["outcome"], place))


def _side(report: str, near: Path | None) -> _Side | str:
    """Return a report that is named in links, or why there is none."""
    figures: dict[str, list[Row]] = {}
    try:
        with reports.using(links.later(report, near)):
            about = codebook.about()
            for row in links.figures():
                figures.setdefault(row["figure"], []).append(row)
            for row in codebook.rows("decided"):
                for key in {row["figure"], row["taken_as"]} - {""}:
                    figures.setdefault(key, []).append(row)
    except (ValueError, OSError) as error:
        return str(error)
    return _Side(about, figures)


def _of(row: Row, asked: _Side | str, told: _Side | str) -> Iterator[tuple[str, str]]:
    """Yield the column and the sentence of each thing that is wrong with a link."""
    for column, side in (("target_report", asked), ("outcome_report", told)):
        if isinstance(side, str):
            yield column, side
    if not isinstance(asked, str):
        if not asked.of(row["target"], "target"):
            yield "target", asked.unknown("target", row["target"], "target")
        yield from _quote("target", row, asked)
    if isinstance(told, str):
        return
    if row["outcome"] and not told.of(row["outcome"], *_ANSWER):
        yield "outcome", told.unknown("outcome", row["outcome"], *_ANSWER)
    yield from _quote("outcome", row, told)
    if isinstance(asked, str):
        return
    try:
        follows(asked.about, told.about)
    except ValueError as error:
        yield "outcome_report", str(error)
    targets, answers = asked.of(row["target"], "target"), told.of(row["outcome"], *_ANSWER)
    if targets and answers and (early := _early(targets[0], answers[0], asked.about)):
        yield "outcome", early


def _quote(which: str, row: Row, side: _Side) -> Iterator[tuple[str, str]]:
    """A quote stands in that of its figure; where there is no figure there is none."""
    column, key = f"{which}_quote", row[which]
    quotes = [one["quote"] for one in side.figures.get(key, ())]
    if not key and row[column]:
        yield column, f"{row[column]!r} is quoted of no {which}"
    elif quotes and not (row[column] and any(row[column] in quote for quote in quotes)):
        yield column, f"{row[column]!r} does not stand in that of {key}: {quotes[0]!r}"


def _early(target: Row, answer: Row, about: Row) -> str:
    """Say that an answer is of a time before that of which the target speaks; else nothing."""
    ends = statements.years(answer["period"])[1]
    least = int(about["year"])
    if answer["status"] == "target":
        least = statements.years(target["period"])[1]
    told = f"{answer['figure']} is of {answer['period']}"
    return f"{told}, before {least}, that of the target" if ends < least else ""
