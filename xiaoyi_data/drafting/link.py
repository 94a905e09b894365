"""Two reports of a place -> which outcome of the later answers which target of the earlier one.

Rules alone: what is alike in name, unit, scope and size is proposed, an outcome to one target;
so is what is set anew without a word on how it went, and what is never mentioned again. Nothing
counts until somebody has accepted it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from xiaoyi_data.drafting import alike, rules
from xiaoyi_data.drafting.alike import Figure, Likeness
from xiaoyi_data.report import codebook, reports
from xiaoyi_data.report.codebook import Row

_LEAST = 0.4  # as alike as a pair has to be
_ANEW = 0.6  # and a target that is only set again
_TOLD = ("achieved", "under_way")


class Side(NamedTuple):
    """What of a report is linked: its key, place, year, and its figures."""

    report: str
    place: str
    year: int
    figures: tuple[Figure, ...]


class Pair(NamedTuple):
    """A target, what answers it, and how alike they are."""

    target: Figure
    other: Figure
    like: Likeness


def side(report: reports.Named, draft: bool = False) -> Side:
    """Return what of a report is linked: its accepted figures, with ``draft`` the proposed too."""
    with reports.using(report):
        about, indicators = codebook.about(), codebook.rows("indicators")
        rows = [*codebook.rows("figures"), *(codebook.rows("draft") if draft else ())]
        entities = {row["entity"]: row["name_zh"] for row in codebook.rows("entities")}
    with reports.using(reports.DEFAULT):
        shared = {row["indicator"] for row in codebook.rows("indicators")}
    known = {row["indicator"]: row for row in indicators}
    figures = [
        alike.figure(row, known[row["indicator"]], entities.get(row["entity"], ""),
                     row["indicator"] in shared)
        for row in rows
    ]  # fmt: skip
    return Side(about["report"], about["place_zh"], int(about["year"]), tuple(figures))


def pairs(earlier: Side, later: Side) -> list[Pair]:
    worth = alike.weights((*earlier.figures, *later.figures))
    targets = [one for one in earlier.figures if one.row["status"] == "target"]
    told = [one for one in later.figures if one.row["status"] in _TOLD]
    found = []
    for target in targets:
        for other in told:
            if not alike.answers(target.row, other.row, earlier.year):
                continue
            like = alike.likeness(target, other, worth)
            if like:
                found.append(Pair(target, other, like))
    return found


def chosen(found: Sequence[Pair]) -> list[Pair]:
    """Return the best pairs: an outcome to one target, and again to one that says the same."""
    best = sorted(found, key=lambda pair: (-round(pair.like.strength, 6), pair.like.far))
    answered: dict[str, list[Pair]] = defaultdict(list)
    taken: dict[str, list[Pair]] = defaultdict(list)
    for pair in best:
        if pair.like.strength < _LEAST:
            break
        mine, theirs = answered[pair.target.row["figure"]], taken[pair.other.row["figure"]]
        if mine and not _parts(mine[0], pair):
            continue
        if any(not _again(other.target, pair.target) for other in theirs):
            continue
        mine.append(pair)
        theirs.append(pair)
    return [pair for several in answered.values() for pair in several]


def _again(one: Figure, other: Figure) -> bool:
    """Return whether two targets say the same, or the same for another time."""
    if one.row["period"] != other.row["period"]:
        return True
    return one.terms == other.terms and one.row["measure"] == other.row["measure"]


def _parts(first: Pair, second: Pair) -> bool:
    """Return whether a second outcome is another part of what a target is for."""
    return (
        "narrower" in first.like.reasons
        and "narrower" in second.like.reasons
        and first.other.row["measure"] == second.other.row["measure"]
        and first.other.row["period"] == second.other.row["period"]
        and first.other.named != second.other.named
        and second.like.strength > 0.8 * first.like.strength
    )
