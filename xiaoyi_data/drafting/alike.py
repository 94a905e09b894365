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
Step = tuple[float, str]
_COUNTED = {"item", "person", "person_time", "household", "enterprise", "head"}
_PLAIN = 0.25  # the weight of a word that is in every other name
_NUMBER = 0.45  # how alike two are of which the number alone is the same
_FEW = 50  # of which there are too many of the same number
_NATION = 1e9  # people, of whom many sentences speak
_INSIDE = 0.4  # how much it counts that all of one name is in the other
_SHORT = 0.85  # the weight of a pair of characters that alone is common to both
_LARGE = math.log(6)  # so many times the target, or that part of it, is hardly its outcome


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
        term: (_PLAIN if term in _words("generic") else 1.0) * math.log(1 + total / times)
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
        strength = (1 - _INSIDE) * 2 * alike / sum(sizes) + _INSIDE * alike / min(sizes)
        short = len(telling(common)) == 1 and not common & _words("word")
        strength *= _SHORT if short else 1
        reason = "name" if target.terms == other.terms else "words"
    else:
        return Likeness(_NUMBER, ("rare",), 0.0) if _rare(one, two) else None
    steps = [_measured(one, two), _scoped(target, other)]
    steps += [(0.5, "entity")] if target.entity != other.entity else []
    for factor, _ in steps:
        strength *= factor
    return Likeness(strength, (reason, *(why for _, why in steps)), _far(one, two))


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
    return terms - _words("generic")


def parted(target: Figure, other: Figure) -> list[str]:
    """Return the words that part what two figures are of: those that one alone has."""
    found = zip(_scope(target.named), _scope(other.named), strict=True)
    return sorted({word for mine, theirs in found for word in mine ^ theirs})


def _measured(one: Row, two: Row) -> Step:
    """Compare what is measured: how it is stated, its unit, its size."""
    if one["measure"] != two["measure"]:
        fewer = {one["measure"], two["measure"]} == {"level", "change"}  # 减少1000万人
        return (0.8 if fewer and one["unit"] == two["unit"] in _COUNTED else 0.45), "measure"
    if one["measure"] != "level":
        like = one["basis"] == two["basis"] and one["unit"] == two["unit"]
        return (1.0, "same_measure") if like else (0.8, "basis")
    if worth(two, one) is None:
        if {one["unit"], two["unit"]} <= _COUNTED:
            return 0.9, "counted"
        return (0.4 if {"CNY", "percent"} & {one["unit"], two["unit"]} else 0.65), "unit"
    far = _far(one, two)
    return (1.15, "number") if not far else (0.7, "size") if far > _LARGE else (1.0, "same_unit")


def _far(one: Row, two: Row) -> float:
    ends = [float(row["value"] or row["low"] or row["high"] or 0) for row in (one, two)]
    times = ends[1] * float(worth(two, one) or 0) / ends[0] if ends[0] else 0
    return abs(math.log(times)) if times > 0 else math.inf


def _rare(one: Row, two: Row) -> bool:
    """Return whether two figures are the same number, and one that is hardly so by chance."""
    value = one["value"]
    if any(one[name] != two[name] for name in ("value", "unit", "measure")) or not value:
        return False
    digits = len(value.replace(".", "").strip("0"))
    counted = one["unit"] in _COUNTED and _FEW <= float(value) < _NATION
    return digits > 2 or (digits > 1 and counted)


def _scoped(target: Figure, other: Figure) -> Step:
    """Compare the words that part one thing from another of its kind: 城镇, 省级, 供热."""
    step = (1.0, "same_scope")
    for mine, theirs in zip(_scope(target.named), _scope(other.named), strict=True):
        if mine and theirs and not mine & theirs:
            return 0.35, "other_scope"
        if theirs and not mine:
            step = (0.9, "narrower")
        elif mine and not theirs and step[1] == "same_scope":
            step = (0.9, "wider")
    return step


@cache
def _words(kind: str) -> Terms:
    return frozenset(word for row in rules.rows("links") if row["kind"] == kind
                     for word in row["words"].split())  # fmt: skip


@cache
def _scopes() -> tuple[re.Pattern[str], ...]:
    rows = (row["words"].split() for row in rules.rows("links") if row["kind"] == "scope")
    return tuple(re.compile("|".join(sorted(words, key=len, reverse=True))) for words in rows)


@lru_cache(4096)
def _scope(name: str) -> tuple[Terms, ...]:
    """Return which of the words that part things a name has, by group."""
    return tuple(frozenset(pattern.findall(name)) for pattern in _scopes())


@lru_cache(4096)
def _same(name: str) -> str:
    """Return a name in the words that all reports share."""
    for row in rules.rows("links"):
        if row["kind"] == "same":
            name = re.sub(row["pattern"], row["words"] or "", name)
    return name


@lru_cache(4096)
def _terms(name: str) -> Terms:
    """Return the words of a name that are listed, and all pairs of its other characters."""
    listed = "|".join(sorted(_words("generic") | _words("word"), key=len, reverse=True))
    found = set(re.findall(listed, name))
    for part in re.split(rf"{listed}|[^\u4e00-\u9fffA-Za-z0-9.]", name):
        found |= {part[at : at + 2] for at in range(len(part) - 1)}
    return frozenset(found)
