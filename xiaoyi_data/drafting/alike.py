"""How alike a target and a figure of a later report are: names, units, scope, size."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.findings import spans, units
from xiaoyi_data.report.codebook import Row

Terms = frozenset[str]
_COUNTED = {"item", "person", "person_time", "household", "enterprise", "head"}
_CHANCE = range(50, 10**9)  # of fewer many are the same, and of a nation many sentences speak


class Figure(NamedTuple):
    """A figure of a report with what it is called and which words are telling of it."""

    row: Row
    shared: bool  # whether its indicator is that of the codebook of all reports
    entity: str  # its name; empty of the place as a whole
    named: str  # what its indicator is called, in words that all reports share
    terms: Terms
    mute: bool  # what stood before (由240元提高到280元), or a number of which nothing is said


class Likeness(NamedTuple):
    """How alike two figures are, from 0 to about 1, and why: keys of the words for reasons."""

    strength: float
    reasons: tuple[str, ...]
    far: float = math.inf  # how many times larger or smaller the one is, as a logarithm


def figure(row: Row, name: str, entity: str = "", shared: bool = False) -> Figure:
    """Return a figure with its words, those of its quote where its name says nothing.

    >>> sorted(figure({"quote": "新建公共厕所20座", "printed": "20座"}, "新建公共厕所").terms)
    ['公厕', '新建']
    """
    named = _same(name)
    terms = _terms(named)
    if not telling(terms):
        named = _same(row["quote"].replace(row["printed"], "，"))
        terms |= _terms(named)
    before = rf"[由从].{{0,5}}{re.escape(row['printed'])}[^，]{{0,3}}到"
    mute = row["quote"] == row["printed"] or bool(re.search(before, row["quote"]))
    return Figure(row, shared, entity, named, terms, mute)


def weights(figures: Iterable[Figure]) -> Mapping[str, float]:
    """Return how much each term tells: less, the more of the figures have it."""
    counted = Counter(term for one in figures for term in one.terms)
    total = sum(counted.values())
    return {
        term: (weight("generic") if term in _listed("generic") else 1) * math.log(1 + total / times)
        for term, times in counted.items()
    }


def likeness(target: Figure, other: Figure, weighs: Mapping[str, float]) -> Likeness | None:
    """Return how alike a target and another figure are; None where they have nothing in common."""
    one, two, common = target.row, other.row, target.terms & other.terms
    if target.shared and other.shared and one["indicator"] == two["indicator"]:
        strength, reason = 1.0, "indicator"
    elif telling(common):
        alike, *sizes = (
            sum(weighs[term] for term in terms) for terms in (common, target.terms, other.terms)
        )
        inside = weight("inside")  # how much it counts that all of one name is in the other
        strength = (1 - inside) * 2 * alike / sum(sizes) + inside * alike / min(sizes)
        short = len(telling(common)) == 1 and not common & _listed("word")
        strength *= weight("short") if short else 1
        reason = "name" if target.terms == other.terms else "words"
    else:
        return Likeness(weight("rare"), ("rare",), 0.0) if _rare(one, two) else None
    reasons = [_measured(one, two), _scoped(target, other)]
    reasons += ["entity"] if target.entity != other.entity else []
    strength = math.prod(map(weight, reasons), start=strength)
    return Likeness(strength, (reason, *reasons), _far(one, two))


def answers(target: Figure, other: Figure, year: int) -> bool:
    """Return whether a figure is of the time in which a target of the report of a year runs."""
    asked, told = span(target.row["period"]), span(other.row["period"])
    inside = told.start >= year * 12 and told.end <= asked.end
    return inside and not (target.mute or other.mute)


span = lru_cache(4096)(spans.of)


def worth(row: Row, wanted: Row) -> Decimal | None:
    """Return how many units of another figure one of a figure's is; None of unlike things."""
    factor = units.worth(row["unit"], wanted["unit"])
    like = row["measure"] == wanted["measure"] and factor is not None
    return Decimal(factor.numerator) / factor.denominator if like and factor else None


def telling(terms: Terms) -> Terms:
    """Return the terms that are not in every other name."""
    return terms - _listed("generic")


def parted(target: Figure, other: Figure) -> list[str]:
    """Return the words that part what two figures are of: those that one alone has."""
    found = zip(_scope(target.named), _scope(other.named), strict=True)
    return sorted({word for mine, theirs in found for word in mine ^ theirs})


def size(row: Row) -> Decimal | None:
    """Return the number of a figure: its value or, of a range, an end."""
    text = row["value"] or row["low"] or row["high"]
    return Decimal(text) if text else None


def times(one: Row, two: Row) -> float:
    """Return how many times the size of a figure another has; 0 where that cannot be said."""
    own, other = (float(size(row) or 0) for row in (one, two))
    return other * float(worth(two, one) or 0) / own if own else 0


def _far(one: Row, two: Row) -> float:
    larger = times(one, two)
    return abs(math.log(larger)) if larger > 0 else math.inf


def _measured(one: Row, two: Row) -> str:
    """Compare what is measured: how it is stated, its unit, its size."""
    both = {one["unit"], two["unit"]}
    if one["measure"] != two["measure"]:
        fewer = {one["measure"], two["measure"]} == {"level", "change"}  # 减少1000万人
        return "fewer" if fewer and one["unit"] == two["unit"] in _COUNTED else "measure"
    if one["measure"] != "level":
        return "same_measure" if one["basis"] == two["basis"] and len(both) == 1 else "basis"
    if worth(two, one) is None:
        return "counted" if both <= _COUNTED else "unlike" if both & {"CNY", "percent"} else "unit"
    far = _far(one, two)
    return "number" if not far else "size" if far > math.log(weight("large")) else "same_unit"


def _rare(one: Row, two: Row) -> bool:
    """Return whether two figures are the same number, and one that is hardly so by chance."""
    value = one["value"]
    if any(one[name] != two[name] for name in ("value", "unit", "measure")) or not value:
        return False
    digits = len(value.replace(".", "").strip("0"))
    return digits > 2 or (digits > 1 and one["unit"] in _COUNTED and int(float(value)) in _CHANCE)


def _scoped(target: Figure, other: Figure) -> str:
    """Compare the words that part one thing from another of its kind: 城镇, 省级, 供热."""
    found = "same_scope"
    for mine, theirs in zip(_scope(target.named), _scope(other.named), strict=True):
        if mine and theirs and not mine & theirs:
            return "other_scope"
        if theirs and not mine:
            found = "narrower"
        elif mine and not theirs and found == "same_scope":
            found = "wider"
    return found


@cache
def _listed(kind: str) -> Terms:
    return frozenset(rules.listed(kind, "links"))


def of(kind: str) -> list[Row]:
    """Return the rules of a kind."""
    return [row for row in rules.rows("links") if row["kind"] == kind]


@cache
def weight(name: str) -> float:
    """Return how much a reason counts, or what else the rules weigh.

    >>> weight("other_scope") < weight("narrower")
    True
    """
    return next(float(row["words"]) for row in of("weight") if row["pattern"] == name)


@cache
def _scopes() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rules.alternatives(row["words"].split())) for row in of("scope"))


@lru_cache(4096)
def _scope(name: str) -> tuple[Terms, ...]:
    """Return which of the words that part things a name has, by group."""
    return tuple(frozenset(pattern.findall(name)) for pattern in _scopes())


@lru_cache(4096)
def _same(name: str) -> str:
    """Return a name in the words that all reports share."""
    for row in of("same"):
        name = re.sub(row["pattern"], row["words"], name)
    return name


@lru_cache(4096)
def _terms(name: str) -> Terms:
    """Return the words of a name that are listed, and all pairs of its other characters."""
    listed = rules.alternatives(_listed("generic") | _listed("word"))
    found = set(re.findall(listed, name))
    for part in re.split(rf"{listed}|[^\u4e00-\u9fffA-Za-z0-9.]", name):
        found |= {part[at : at + 2] for at in range(len(part) - 1)}
    return frozenset(found)
