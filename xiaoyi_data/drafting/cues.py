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

_PLAN = re.compile("十([一二三四五])五")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_OPENED = re.compile("(?:预计|截至|截止|到)?(20\\d\\d)年(?:底|末)?(?:，|全|实现|预计|完成|我)")
_SPAN = re.compile(r"((?:19|20)\d\d)年?[-—–－~～至到]((?:19|20)\d\d)年")
_COMPARED = re.compile(
    "[比较与].{0,4}十[一二三四]五|(?:是|为|达到|相当于).{0,4}十[一二三四]五”?(?:末|的|时期|期间)"
)
_FROM = re.compile(r"[由从][^，]{0,10}?(?:\d[\d.]*[:：∶]){0,2}$")
_TO = re.compile(
    r"(?:[:：∶]\d[\d.]*){0,2}(?:提高|增加|增长|上升|提升|扩大|下降|减少|缩小|拓展|发展|压缩|缩短|降低|跃升"
    "|调整|优化|演进|转变|变|增|降|升)(?:到|至|为)"
)
_FALL = re.compile(
    "下降|减少|降低|压减|淘汰|缩短|缩减|压缩|精简|削减|回落|下跌|降幅|化解|退出|关停|少于|负增长|减排|减亏|降了|收窄|低(?=\\d)"
)
_RISE = re.compile("增长|增加|提高|提升|净增|上升|增幅|增速|扩大|上涨|涨幅|增$|快于|高于")


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
        for pattern, row in rules.patterns("cues", "field", field):
            fits = re.search(row["unit"] or ".", span.unit) and re.search(row["turn"] or ".", turn)
            if fits and pattern.search(said[row["where"]]):
                cues[field] = row["cue"]
                return row["value"]
        cues[field] = "default"
        return ""

    measure = cue("measure") or "level"
    if measure == "growth" and span.unit not in ("percent", "ratio"):
        measure = "change"
    if measure == "change" and span.unit == "percent":
        measure = "growth"
    basis = (cue("basis") or "year_on_year") if measure in ("growth", "change") else ""
    if basis == "horizon":
        basis = "since_baseline" if turn.startswith("years") else "year_on_year"
    source = (cue("source") or "inferred") if basis else ""
    first, last = _years(span, said, turn, (year, told), cue("period"), cues)
    if basis == "year_on_year" and first != last:
        if cues["basis"] == "yoy":
            first = last
        else:
            basis = "since_baseline"
    if cues.get("basis") == "horizon" and cues["period"] in ("last_year", "this_year"):
        basis = "year_on_year"
    period = str(last) if first == last else f"{first}/{last}"
    baseline = _baseline(said, basis, first, last, turn) if basis else ""
    if basis == "since_baseline" and baseline and int(baseline) < last:
        period = str(last) if int(baseline) + 1 == last else f"{int(baseline) + 1}/{last}"
    status = cue("status") or ("achieved" if turn.endswith("review") else "target")
    if status == "achieved" and last >= year:
        status = "target"
    elif status == "target" and last < year:
        status = "achieved"  # 去年 in a plan
    return Fields(
        measure, basis, source, period, baseline, status, cue("commitment"),
        bool(basis) and _falls(said["left"]), cues,
    )  # fmt: skip


def _said(span: Span) -> dict[str, str]:
    """Return the words around a figure by where they stand."""
    left = span.left + span.printed
    verb = re.match("[^\\d〇零一二两三四五六七八九十百千万亿]*", span.printed)
    return {
        "left": left,
        "tail": span.left[-14:] + (verb[0] if verb else ""),
        "right": span.right,
        "head": f"〔{span.printed}〕{span.right}",
        "clause": f"{span.left}〔{span.printed}〕{span.right}",
        "ahead": span.ahead + span.printed,
        "sentence": f"{span.ahead}〔{span.printed}〕{span.behind}",
    }


def _falls(left: str) -> bool:
    falls = [match.end() for match in _FALL.finditer(left)]
    rises = [match.end() for match in _RISE.finditer(left)]
    return bool(falls) and max(falls) > max(rises, default=0)


def _years(
    span: Span,
    said: Mapping[str, str],
    turn: str,
    when: tuple[int, str],
    kind: str,
    cues: dict[str, str],
) -> tuple[int, int]:
    """Return the first and the last year that a figure is of."""
    year, told = when
    ends = turns.years(turn, year, told)
    plan = _PLAN.search(said["left"]) or (kind == "plan" and _PLAN.search(said["ahead"]))
    if plan and not _COMPARED.search(said["left"]):
        last = 2000 + 5 * ("一二三四五".index(plan[1]) + 2)
        ends = (last - 4, last)
    own = re.sub(
        rf"《[^》]*》|[（(][^）)]*[）)]|[比较快低于与].{{0,3}}{_YEAR.pattern}|(?<!提)高.{{0,3}}{_YEAR.pattern}|(?:是|为|相当于|达到){_YEAR.pattern}的(?=\d[\d.]*倍|$)",
        "",
        span.left,
    )
    own = re.split(r"\d[^\d年，]{1,6}(?:到|至|为)", own)[-1]  # 由2013年的2330元增长到
    recent = re.search("近([两三四五])年|([两三四])年来", span.left)
    if recent and turn.endswith("review"):
        return (year - "一两三四五".index(recent[1] or recent[2]) - 1, year - 1)
    whole = _SPAN.search(own)
    if whole:
        return (int(whole[1]), int(whole[2]))
    named = [int(one) for one in _YEAR.findall(own)]
    if not named and kind == "named":
        named = [int(one) for one in _YEAR.findall(span.ahead)][-1:]
    opened = _OPENED.match(span.opening) if turn.startswith("years") and kind != "span" else None
    if not named and opened and ends[0] <= int(opened[1]) <= ends[1]:
        named = [int(opened[1])]  # 2016年，生产总值…；财政收入…
    if named:
        cues["period"] = "year"
        return (named[-1], named[-1])
    if turn.endswith("review") and _FROM.search(span.left) and _TO.match(span.right):
        cues["period"] = "from"
        return (ends[0] - 1, ends[0] - 1)
    if kind == "last_year":
        return (year - 1, year - 1)
    if kind == "this_year" and turn != "year_review":
        return (year, year)
    if kind == "five" and turn.endswith("review"):
        return (year - 5, year - 1)
    if kind == "next_five":
        return (year, year + 4)
    if kind == "end" or (kind != "span" and turn.startswith("years") and _at_end(span, said)):
        cues["period"] = "end"
        return (ends[1], ends[1])
    if turn.startswith("years"):
        cues["period"] = "span"
    return ends


def _at_end(span: Span, said: Mapping[str, str]) -> bool:
    """Whether a level is of the end of five years: what it has come to, a share, a stock."""
    near = said["left"][-40:]
    if re.search("[场次件起例]$|人次$", span.printed):
        return False
    come = rules.words("at_end").search(near) and not re.search("累计|五年", near)
    held = rules.words("held").search(near) and not rules.words("made").search(said["left"])
    listed = not rules.words("made").search(said["left"]) and rules.words("at_end").search(
        said["ahead"]
    )
    return bool(come or held or (listed and span.unit in ("item", "enterprise"))) or (
        span.unit in ("percent", "index", "ratio", "rank")
        and not re.search("增长|下降|提高|降低|增加|减少|年均", said["left"])
    )


def _baseline(said: Mapping[str, str], basis: str, first: int, last: int, turn: str) -> str:
    """Return the year that a change is counted from."""
    told: list[str] = re.findall(r"[比较与].{0,3}((?:19|20)\d\d)年", said["ahead"])
    plans: list[str] = re.findall("[比较与是到].{0,3}十([一二三四五])五", said["ahead"])
    if basis == "since_baseline" and told:
        return told[-1]
    if basis == "since_baseline" and plans:
        return str(2000 + 5 * ("一二三四五".index(plans[-1]) + 2))
    if basis == "year_on_year":
        return told[-1] if told and int(told[-1]) == last - 1 else str(last - 1)
    if first == last:
        return str(last - 5) if turn.startswith("years") else str(last - 1)
    return str(first - 1)
