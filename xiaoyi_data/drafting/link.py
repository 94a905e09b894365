"""Two reports of a place -> which outcome of the later answers which target of the earlier one.

Rules alone: what is alike in name, unit, scope and size is proposed, an outcome to one target;
so is a goal that is only set anew, and one that no figure answers. Nothing counts until
somebody has accepted it. How often they are right: ``docs/own-report.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import product
from types import SimpleNamespace
from typing import NamedTuple

from xiaoyi_data import choices
from xiaoyi_data.drafting import alike
from xiaoyi_data.drafting.alike import Figure, Pair
from xiaoyi_data.findings import spans
from xiaoyi_data.report import codebook, links, pairing, reports, wording
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.report.files import DataError

_TOLD = ("achieved", "under_way")


class Side(NamedTuple):
    """What of a report is linked: what it says of itself, and its figures in their order."""

    about: Row
    figures: tuple[Figure, ...]

    def of(self, *statuses: str) -> list[Figure]:
        """Return the figures of some statuses."""
        return [one for one in self.figures if one.row["status"] in statuses]


def link(earlier: reports.Named, later: reports.Named, draft: bool = False) -> list[Row]:
    """Return the links of two reports, rows of the table ``links``, each target in one at least.

    ``draft`` takes the rows that are proposed and not yet accepted, too. Raises ValueError for
    unknown reports, those of two places and years out of order, DataError for a broken folder or
    one without a target.
    """
    sides = [_side(report, draft) for report in (earlier, later)]
    pairing.follows(*(side.about for side in sides))
    if not sides[0].of("target"):
        raise DataError(choices.words("links", "en")["none"].format(**sides[0].about))
    return list(_rows(*sides))


def _side(report: reports.Named, draft: bool) -> Side:
    with reports.using(report):
        about, rows = codebook.about(), links.figures(draft)
        known = {row["indicator"]: row["name_zh"] for row in codebook.rows("indicators")}
        called = {row["entity"]: row["name_zh"] for row in codebook.rows("entities")}
    with reports.using(reports.DEFAULT):
        shared = {row["indicator"] for row in codebook.rows("indicators")}
    figures = (
        alike.figure(row, known[row["indicator"]], called.get(row["entity"], ""),
                     row["indicator"] in shared)
        for row in sorted(rows, key=lambda row: int(row["start"]))
    )  # fmt: skip
    return Side(about, tuple(figures))


def _rows(earlier: Side, later: Side) -> Iterator[Row]:
    weighs = alike.weights((*earlier.figures, *later.figures))
    year, targets = int(earlier.about["year"]), earlier.of("target")
    told = chosen(
        alike.likeness(target, other, weighs)
        for target, other in product(targets, later.of(*_TOLD))
        if alike.answers(target, other, year)
    )
    again = chosen(
        pair
        for both in product(targets, later.of("target"))
        if (pair := alike.likeness(*both, weighs)) and _anew(pair)
    )
    for target in targets:
        key = target.row["figure"]
        anew = next((pair.other for pair in again[key]), None)
        found: Sequence[Pair | None] = told[key] or [None]
        for pair in found:
            other = pair.other if pair else anew
            strength = pair.strength if pair else "anew" if anew else "silent"
            yield {
                "target_report": earlier.about["report"], "target": key,
                "outcome_report": later.about["report"],
                "outcome": other.row["figure"] if other else "", "score": score(strength),
                **{f"reason_{lang}": said(target, pair, anew, later.about["year"], lang)
                   for lang in choices.LANGUAGES},
                "state": "proposed", "target_quote": target.row["quote"],
                "outcome_quote": other.row["quote"] if other else "",
            }  # fmt: skip


def _anew(pair: Pair) -> bool:
    """Return whether a target of the later report is one of the earlier set for another time."""
    target, other = pair.target.row, pair.other.row
    further = alike.span(other["period"]).end > alike.span(target["period"]).end
    strong = pair.strength >= alike.weight("again") and "same_scope" in pair.reasons
    return further and strong and bool(alike.worth(other, target))


def score(strength: float | str) -> str:
    """Return how many of a hundred links as strong were right, by measurement.

    >>> score(1.0) > score(0.5), score("silent")
    (True, '0.93')
    """
    shares = [(row["pattern"], row["words"]) for row in alike.of("score")]
    if isinstance(strength, str):
        return dict(shares)[strength]
    return next(share for least, share in shares if strength >= float(least) - 1e-9)


def chosen(found: Iterable[Pair | None]) -> dict[str, list[Pair]]:
    """Return the best pairs by target: an outcome to one target, or to those that say the same.

    Of two as alike the one nearer in size comes first.
    """
    strong = (pair for pair in found if pair and pair.strength >= alike.weight("least"))
    best = sorted(strong, key=lambda pair: (-round(pair.strength, 6), pair.far))
    answered: dict[str, list[Pair]] = defaultdict(list)
    taken: dict[str, list[Pair]] = defaultdict(list)
    for pair in best:
        mine, theirs = answered[pair.target.row["figure"]], taken[pair.other.row["figure"]]
        free = all(_again(other.target, pair.target) for other in theirs)
        if free and (not mine or _part(mine[0], pair)):
            mine.append(pair)
            theirs.append(pair)
    return answered


def _again(one: Figure, other: Figure) -> bool:
    """Return whether two targets say the same, or the same for another time."""
    if one.row["period"] != other.row["period"]:
        return True
    return one.terms == other.terms and one.row["measure"] == other.row["measure"]


def _part(first: Pair, second: Pair) -> bool:
    """Return whether a second outcome is another part of what a target is for."""
    one, two = first.other, second.other
    return (
        "narrower" in first.reasons and "narrower" in second.reasons
        and all(one.row[name] == two.row[name] for name in ("measure", "period"))
        and one.named != two.named
        and second.strength > alike.weight("part") * first.strength
    )  # fmt: skip


def said(target: Figure, pair: Pair | None, anew: Figure | None, year: str, lang: str) -> str:
    """Return why a figure is proposed as the outcome of a target, or that none answers it.

    Without a ``pair`` no outcome is told. ``anew`` is the goal as the report of ``year`` sets it
    again.
    """
    words, period = choices.words("links", lang), wording.period(target.row["period"], lang)
    if not (pair or anew):  # words may still tell of it
        later = spans.of(target.row["period"]).end > int(year) * 12
        return str(words["silent_later" if later else "silent"].format(year=year, period=period))
    told = [_answered(pair, lang)] if pair else []
    told += [_goal(target.row, anew.row, lang, "also_anew" if pair else "anew")] if anew else []
    return str(words["stop"].join(told))


def _answered(pair: Pair, lang: str) -> str:
    words, both = choices.words("links", lang), (pair.target, pair.other)
    asked, told = (one.row["period"] for one in both)
    early = spans.of(told).end < spans.of(asked).end
    keys = [*pair.reasons, "before" if early else "within"]
    keys += ["under_way"] if pair.other.row["status"] == "under_way" else []
    facts = {
        "words": "、".join(_shared(*(one.named for one in both))),
        "number": pair.other.row["printed"],
        "times": f"{alike.times(*(one.row for one in both)):.2g}",
        "units": _two("unit", *both, lang),
        "measures": _two("measure", *both, lang),
        "entities": words["comma"].join(one.entity or words["place"] for one in both),
        "scope": "、".join(alike.parted(*both)),
        "period": wording.period(asked, lang),
        "when": wording.period(told, lang),
    }
    return str(words["comma"].join(words[key].format(**facts) for key in keys))


def _goal(target: Row, again: Row, lang: str, key: str) -> str:
    words, change = choices.words("links", lang), "other"
    own, new, factor = alike.size(target), alike.size(again), alike.worth(again, target)
    if own is not None and new is not None and factor:
        new *= factor
        change = "same" if new == own else "lower" if new < own else "higher"
    changed = words[change].format(own=_text(target, lang))
    facts = {"period": wording.period(again["period"], lang), "goal": _text(again, lang)}
    return str(words[key].format(**facts, change=changed))


def _shared(one: str, other: str) -> list[str]:
    """Return the runs of characters that two names share, as they follow one another."""
    found = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [one[run.a : run.a + run.size] for run in found if run.size > 1]


def _two(column: str, target: Figure, other: Figure, lang: str) -> str:
    called = codebook.labels("figures", column, lang)
    return " / ".join(called[one.row[column]] for one in (other, target))


def _text(row: Row, lang: str) -> str:
    """Return the number of a figure as a reader of the language would write it."""
    value = Decimal(row["value"]) if row["value"] else None
    return wording.figure(SimpleNamespace(**row | {"value": value}), lang)
