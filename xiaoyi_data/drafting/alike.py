"""How alike a target and a figure of a later report are: names, units, scope, size."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.findings import spans, units
from xiaoyi_data.report.codebook import Row

Terms = frozenset[str]
_COUNTED = {"item", "person", "person_time", "household", "enterprise", "head"}
_LEAST = 2  # terms that say something, without which a name is that of nothing
_PLAIN = 0.25  # the weight of a word that is in every other name
_NUMBER = 0.45  # how alike two are of which the number alone is the same
_FEW = 50  # of which there are too many of the same number
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


class Likeness(NamedTuple):
    """How alike two figures are, from 0 on, and why: keys of the words for reasons."""

    strength: float
    reasons: tuple[str, ...]
    far: float = 0.0  # how many times larger or smaller the one is, as a logarithm


def figure(row: Row, indicator: Row, entity: str, shared: bool) -> Figure:
    """Return a figure with its words, those of its quote where its name says nothing.

    >>> row = {"quote": "新建公共厕所20座", "printed": "20座"}
    >>> sorted(figure(row, {"name_zh": "新建公共厕所"}, "", False).terms)
    ['公厕', '新建']
    """
    named = _same(indicator["name_zh"])
    terms = _terms(named)
    if sum(term not in _generic() for term in terms) < 1:
        named = _same(row["quote"].replace(row["printed"], "，"))
        terms |= _terms(named)
    return Figure(row, shared, entity, named, terms)


def weights(figures: Iterable[Figure]) -> Mapping[str, float]:
    """Return how much each term tells: less, the more of the figures have it."""
    counted = Counter(term for one in figures for term in one.terms)
    total = sum(counted.values())
    return {
        term: (_PLAIN if term in _generic() else 1.0) * math.log(1 + total / times)
        for term, times in counted.items()
    }


def likeness(target: Figure, other: Figure, worth: Mapping[str, float]) -> Likeness | None:
    """Return how alike a target and another figure are; None where they have nothing in common."""
    one, two = target.row, other.row
    reasons: list[str] = []
    if target.shared and other.shared and one["indicator"] == two["indicator"]:
        strength = 1.0
        reasons.append("indicator")
    else:
        common = target.terms & other.terms
        shared, *sizes = (
            sum(worth[term] for term in terms) for terms in (common, target.terms, other.terms)
        )
        if not any(term not in _generic() for term in common):
            return Likeness(_NUMBER, ("rare",)) if _rare(one, two) else None
        strength = (1 - _INSIDE) * 2 * shared / sum(sizes) + _INSIDE * shared / min(sizes)
        if len(common - _generic()) == 1 and not common & _words("word"):
            strength *= _SHORT
        reasons.append("name" if target.terms == other.terms else "words")
    for step in (_measure(one, two), _entity(target, other), _scope(target, other)):
        strength *= step[0]
        reasons += step[1:]  # type: ignore[arg-type]
    return Likeness(strength, tuple(reasons), _far(one, two))


def _measure(one: Row, two: Row) -> tuple[float, str]:
    """Compare what is measured: how it is stated, its unit, its size."""
    if one["measure"] != two["measure"]:
        return 0.45, "measure"
    if one["measure"] != "level":
        like = one["basis"] == two["basis"] and one["unit"] == two["unit"]
        return (1.0, "same_measure") if like else (0.8, "basis")
    factor = units.worth(two["unit"], one["unit"])
    if factor is None:
        if {one["unit"], two["unit"]} <= _COUNTED:
            return 0.9, "counted"
        return (0.4 if "CNY" in (one["unit"], two["unit"]) else 0.65), "unit"
    if far := _far(one, two):
        return (0.7, "size") if far > _LARGE else (1.0, "same_unit")
    return 1.15, "number"


def _far(one: Row, two: Row) -> float:
    """Return how many times larger or smaller a number is than another, as a logarithm."""
    factor = units.worth(two["unit"], one["unit"]) or 0
    ends = [float(row["value"] or row["low"] or row["high"] or 0) for row in (one, two)]
    times = ends[1] * float(factor) / ends[0] if ends[0] else 0
    return abs(math.log(times)) if times > 0 else math.inf


def _rare(one: Row, two: Row) -> bool:
    """Return whether two figures are the same number, and one that is hardly so by chance."""
    value = one["value"]
    if any(one[name] != two[name] for name in ("value", "unit", "measure")) or not value:
        return False
    digits = len(value.replace(".", "").strip("0"))
    counted = one["unit"] in _COUNTED and float(value) >= _FEW
    return digits >= 3 or (counted and digits >= 2)


def _entity(target: Figure, other: Figure) -> tuple[float, ...] | tuple[float, str]:
    return (1.0,) if target.entity == other.entity else (0.5, "entity")


def _scope(target: Figure, other: Figure) -> tuple[float, ...] | tuple[float, str]:
    """Compare the words that part one thing from another of the kind: 城镇, 省级, 供热."""
    factor, reason = 1.0, ""
    for pattern in _scopes():
        mine, theirs = (set(pattern.findall(one.named)) for one in (target, other))
        if mine and theirs and not mine & theirs:
            return 0.35, "other_scope"
        if theirs and not mine:
            factor, reason = min(factor, 0.9), "narrower"
        elif mine and not theirs:
            factor, reason = min(factor, 0.9), reason or "wider"
    return (factor, reason) if reason else (1.0, "same_scope")


def answers(target: Row, other: Row, year: int) -> bool:
    """Return whether a figure is of the time in which a target of the report of a year runs."""
    asked, told = spans.of(target["period"]), spans.of(other["period"])
    return told.start >= year * 12 and told.end <= asked.end


def _generic() -> frozenset[str]:
    return _words("generic")


@cache
def _words(kind: str) -> frozenset[str]:
    rows = (row["words"] for row in rules.rows("links") if row["kind"] == kind)
    return frozenset(" ".join(rows).split())


@cache
def _scopes() -> tuple[re.Pattern[str], ...]:
    rows = (row["words"].split() for row in rules.rows("links") if row["kind"] == "scope")
    return tuple(re.compile("|".join(sorted(words, key=len, reverse=True))) for words in rows)


@cache
def _same(name: str) -> str:
    """Return a name in the words that all reports share."""
    for pattern, row in rules.patterns("links", "kind", "same"):
        name = pattern.sub(row["words"] or "", name)
    return name


@cache
def _terms(name: str) -> Terms:
    """Return the words of a name that are in every other one, and all pairs of its characters."""
    whole = "|".join(sorted(_generic() | _words("word"), key=len, reverse=True))
    found = set(re.findall(whole, name))
    for part in re.split(rf"{whole}|[^\u4e00-\u9fffA-Za-z0-9.]", name):
        found |= {part[at : at + 2] for at in range(len(part) - 1)}
    return frozenset(found)
