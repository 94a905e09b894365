"""What a figure says of its number: measure, basis, period, status, and with which sign.

Every field is the first row of ``data/drafting/cues.tsv`` whose words stand in the clause, the
sentence or before it, for the unit and the turn at hand. Which row decided is told with it, since
rows are not equally often right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from xiaoyi_data.drafting import rules, turns
from xiaoyi_data.drafting.spans import Span

_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_SPANS = {"last_year": (-1, -1), "this_year": (0, 0), "five": (-5, -1), "next_five": (0, 4)}


class Fields(NamedTuple):
    """The proposed fields of a figure, and the cues they rest on, one a field."""

    measure: str
    basis: str
    basis_source: str
    period: str
    baseline: str
    status: str
    commitment: str
    falls: bool
    cues: Mapping[str, str]


def fields(span: Span, turn: str, year: int, told: str = "") -> Fields:
    """Return the fields of a figure that stands in a part of the turn, of the report of a year.

    ``told`` are the years of that part where they are not those of its turn.

    >>> from xiaoyi_data.drafting.spans import spans
    >>> found = fields(spans("一般公共预算收入同比增长8.6%。")[0], "year_review", 2021)
    >>> found.measure, found.basis, found.basis_source, found.period, found.baseline
    ('growth', 'year_on_year', 'stated', '2020', '2019')
    """
    cues: dict[str, str] = {}
    said = _said(span)

    def cue(field: str) -> str:
        fits = rules.fitting("cues", field=field, unit=span.unit, turn=turn, **said)
        row = next((row for row, _ in fits), {"cue": "default", "value": ""})
        cues[field] = row["cue"]
        return row["value"]

    measure = cue("measure") or "level"
    basis = (cue("basis") or "year_on_year") if measure in ("growth", "change") else ""
    source = (cue("source") or "inferred") if basis else ""
    ends = turns.years(turn, year, told)
    first, last = _years(span, said, turn, year, ends, cue("period"), cues)
    if cues.get("basis") == "horizon" and cues["period"] in ("last_year", "this_year"):
        basis = "year_on_year"
    elif basis == "year_on_year" and first != last:
        first = last if cues["basis"] == "yoy" else first
        basis = "year_on_year" if first == last else "since_baseline"
    period = str(last) if first == last else f"{first}/{last}"
    months = told if "-" in told and (first, last) == ends else ""
    before = ends[0] - 1 if turn.startswith("years") else 0
    baseline = _baseline(said, basis, first, last, before)
    if basis == "since_baseline" and baseline and int(baseline) < last:
        period = str(last) if int(baseline) + 1 == last else f"{int(baseline) + 1}/{last}"
    status = cue("status") or ("achieved" if turn.endswith("review") else "target")
    if status == "achieved" and last >= year and not months:
        status = "target"
    elif status == "target" and last < year and cues["status"] == "default":
        status = "achieved"  # 去年 in a plan
    return Fields(
        measure, basis, source, months or period, baseline, status, cue("commitment"),
        bool(basis) and _falls(said["left"]), cues,
    )  # fmt: skip


def _said(span: Span) -> dict[str, str]:
    """Return the words around a figure by where they stand."""
    left = span.left + span.printed
    verb = re.match("[^\\d〇零一二两三四五六七八九十百千万亿]*", span.printed)
    near = rules.pattern("items").sub(r"\1", span.left)  # 分别增加30元和
    return {
        "left": left,
        "tail": near[-14:] + (verb[0] if verb else ""),
        "right": span.right,
        "head": f"〔{span.printed}〕{span.right}",
        "clause": f"{span.left}〔{span.printed}〕{span.right}",
        "ahead": span.ahead + span.printed,
        "sentence": f"{span.ahead}〔{span.printed}〕{span.behind}",
    }


def _falls(left: str) -> bool:
    falls, rises = ([match.end() for match in rules.pattern(name).finditer(left)]
                    for name in ("fall", "rise"))  # fmt: skip
    return max(falls, default=0) > max(rises, default=0)


def _years(
    span: Span, said: Mapping[str, str], turn: str, year: int, ends: tuple[int, int], kind: str,
    cues: dict[str, str],
) -> tuple[int, int]:  # fmt: skip
    """Return the first and the last year that a figure is of, those of its part where none says."""
    review, several = turn.endswith("review"), turn.startswith("years")
    plan = rules.pattern("plan").search(said["left"])
    if plan and not rules.pattern("compared").search(said["left"]):
        first = turns.plan_end(plan[1]) - 4
        ends = (first, first - 1 + _NUMBERS[plan[2] or "五"])
    if review and (recent := rules.pattern("recent").search(span.left)):
        return year - _NUMBERS[recent[1] or recent[2]], year - 1
    own = rules.pattern("elsewhere").sub("", span.left)
    own = rules.pattern("reached").split(own)[-1]  # 由2013年的2330元增长到
    if whole := rules.pattern("years").search(own):
        return int(whole[1]), int(whole[2])
    if review and (since := rules.pattern("since_year").search(own)):
        return int(since[1]), max(int(since[1]), ends[1])
    if rules.pattern("from_last").search(span.left):
        return ends[1] - 1, ends[1] - 1
    named = rules.pattern("year").findall(own)
    if not named and kind == "named":
        named = rules.pattern("year").findall(span.ahead)
    if several and kind != "span" and not named:
        opened = rules.pattern("opened").search(span.opening)  # 2016年，生产总值…；财政收入…
        told = opened and (opened[1] or str(turns.plan_end(opened[2])))
        named = [told] if told and ends[0] <= int(told) <= ends[1] else []
    if named:
        cues["period"] = "year"
        return int(named[-1]), int(named[-1])
    started = rules.pattern("from").search(span.left) and rules.pattern("to").search(span.right)
    if review and started:
        cues["period"] = "from"
        return ends[0] - 1, ends[0] - 1
    if kind in _SPANS:
        return year + _SPANS[kind][0], year + _SPANS[kind][1]
    if kind == "end" or (several and kind != "span" and _at_end(span, said)):
        cues["period"] = "end"
        return ends[1], ends[1]
    if several:
        cues["period"] = "span"
    return ends


def _at_end(span: Span, said: Mapping[str, str]) -> bool:
    """Whether a level is of the end of five years: what it has come to, a share, a stock."""
    left, near = said["left"], said["left"][-40:]
    if rules.pattern("grown_to").search(span.left):
        return True
    once = rules.pattern("counted_once").search(span.printed)
    if once or rules.pattern("times_plan").search(span.left):
        return False
    if rules.words("at_end").search(near) and not rules.pattern("over_years").search(near):
        return True
    if not rules.words("made").search(left):
        listed = span.unit in ("item", "enterprise") and rules.words("at_end").search(said["ahead"])
        if listed or rules.words("held").search(near):
            return True
    level = not rules.pattern("changed").search(left)
    return level and span.unit in ("percent", "index", "ratio", "rank")


def _baseline(said: Mapping[str, str], basis: str, first: int, last: int, before: int) -> str:
    """Return the year that a change is counted from, ``before`` the years of a part of several."""
    if not basis:
        return ""
    if basis == "year_on_year":
        return str(last - 1)
    if basis == "since_baseline":
        if told := rules.pattern("against_year").findall(said["ahead"]):
            return str(told[-1])
        if plans := rules.pattern("against_plan").findall(said["ahead"]):
            return str(turns.plan_end(plans[-1]))
    return str(before) if before and first == last else str(first - 1)
