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
    given = {"unit": span.unit, "turn": turn, **said}

    def cue(field: str) -> str:
        row = rules.first("cues", field=field, **given)
        cues[field] = row["cue"] or "default"
        return row["value"]

    measure = cue("measure") or "level"
    basis = (cue("basis") or "year_on_year") if measure in ("growth", "change") else ""
    source = (cue("source") or "inferred") if basis else ""
    ends = turns.years(turn, year, told)
    plan, within = rules.pattern("of_plan").search(said["left"]), ends
    if plan:
        begin = turns.plan_end(plan[1]) - 4
        within = begin, begin - 1 + _NUMBERS[plan[2] or "五"]
    row, words = next(rules.fitting("cues", field="period", **given))
    cues["period"] = row["cue"]
    first, last = (_year(form, words, year, within) for form in row["value"].split("/"))
    last = max(first, last)
    if basis == "year_on_year" and first != last:
        first = last if cues["basis"] == "yoy" else first
        basis = "year_on_year" if first == last else "since_baseline"
    period = str(last) if first == last else f"{first}/{last}"
    months = told if "-" in told and (first, last) == ends else ""
    before = ends[0] - 1 if turn.startswith("years") else 0
    baseline = _baseline(given, basis, first, last, before)
    if basis == "since_baseline" and baseline and int(baseline) < last:
        period = str(last) if int(baseline) + 1 == last else f"{int(baseline) + 1}/{last}"
    status = cue("status") or ("achieved" if turn.endswith("review") else "target")
    if status == "achieved" and last >= year and not months:
        status = "target"
    elif status == "target" and last < year and cues["status"] == "default":
        status = "achieved"  # 去年 in a plan
    return Fields(
        measure, basis, source, months or period, baseline, status, cue("commitment"),
        bool(basis and rules.pattern("falls").search(said["left"])), cues,
    )  # fmt: skip


def _said(span: Span) -> dict[str, str]:
    """Return the words around a figure by where they stand."""
    left = span.left + span.printed
    verb = re.match("[^\\d〇零一二两三四五六七八九十百千万亿]*", span.printed)
    near = rules.pattern("items").sub(r"\1", span.left)  # 分别增加30元和
    own = rules.pattern("elsewhere").sub("", span.left)
    return {
        "left": left,
        "near": left[-40:],
        "own": rules.pattern("reached").split(own)[-1],  # 由2013年的2330元增长到
        "opening": span.opening,
        "tail": near[-14:] + (verb[0] if verb else ""),
        "right": span.right,
        "head": f"〔{span.printed}〕{span.right}",
        "clause": f"{span.left}〔{span.printed}〕{span.right}",
        "ahead": span.ahead + span.printed,
        "sentence": f"{span.ahead}〔{span.printed}〕{span.behind}",
    }


def _year(form: str, words: re.Match[str], year: int, ends: tuple[int, int]) -> int:
    """Return the year that a rule asks for: a number is counted from that of the report.

    ``begin`` and ``end`` are those of the part, what is ``said`` stands in the first group.
    """
    said = next(filter(None, words.groups()), "")
    if form in ("said", "until"):
        return int(said if form == "said" else words[2])
    if form in ("ago", "plan"):
        return year - _NUMBERS[said] if form == "ago" else turns.plan_end(said)
    known = {"before": ends[0] - 1, "begin": ends[0], "previous": ends[1] - 1, "end": ends[1]}
    return known[form] if form in known else year + int(form)


def _baseline(given: Mapping[str, str], basis: str, first: int, last: int, before: int) -> str:
    """Return the year that a change is counted from, ``before`` the years of a part of several."""
    if basis == "since_baseline":
        for row, words in rules.fitting("cues", field="baseline", **given):
            return str(_year(row["value"], words, last, (first, last)))
    if not basis or basis == "year_on_year":
        return str(last - 1) if basis else ""
    return str(before) if before and first == last else str(first - 1)
