"""What stands further back in the clause of a number, and forbids to read it or makes it two."""

from __future__ import annotations

import re

from xiaoyi_data.reading import grammar, numerals
from xiaoyi_data.reading.bounds import BOUND, NEGATION, VERB, Before
from xiaoyi_data.reading.phrases import GAP, either, guarded

_CLAUSE = re.compile(r"[，。；：！？,;:!?\n()（）“”\"]")
_FAR_BOUND = re.compile(either(grammar.FAR_BOUNDS))
_NEAR_BOUND = re.compile(rf"(?:{either(grammar.FAR_BOUNDS)})[^\d]{{0,3}}$")
_FAR_NEGATION = re.compile(either(grammar.FAR_NEGATIONS))
# 完不成, 用不了: what cannot be is no limit that is read; nor is 不限于.
_CANNOT = re.compile(
    rf"(?:[\u4e00-\u9fff]不[了成起上出完住下]|[不未没非][\u4e00-\u9fff]{{1,2}}于|{NEGATION}|无|非"
    rf"|(?<![分区级类特个性派辨识告离差])别|休想|甭){GAP}$"
)
_FAR_DENIED = re.compile(f"{NEGATION}(?:{BOUND})")
# 没有完成5亿元, 未新增企业5家: what was not done has no amount.
_UNDONE = re.compile(rf"{NEGATION}(?:{VERB})[\u4e00-\u9fff]{{0,4}}{GAP}$")
_ALSO = ("且", "并且", "而且", "并", "也", "但", "同时", "又", "和")
_RATE = re.compile(
    rf"(?:每{numerals.CHINESE[:-1]}\d]{{0,6}}(?P<per>{either(grammar.PER)})"
    rf"|{either(grammar.AVERAGES)}){GAP}"
)
_RISE = re.compile("提高|上调|上涨|调整")
_VERBS = re.compile(VERB)
# 家企业以上, up to the next number or the end of the clause.
_LATER = re.compile(
    rf"(?:(?!{either(grammar.CLASSES)}|[\d、，。；：！？,;:!?\n()（）]|{numerals.CHINESE}).){{1,8}}?"
    rf"(?:{guarded(grammar.FAR_AFTER, grammar.AFTER_NOT_BEFORE)})"
)
_FROM = re.compile("从|由|自(?![主动治我行营])")
_CHANGE = re.compile("(?:增加|提高|增长|上升|提升|增|减少|下降|降低|压减|降|扩大|延长|缩短)了?$")


def far(plain: str, said: Before, start: int, floor: int, bounded: bool) -> str:
    """Return why what stands further back in the clause forbids to read a number, else empty."""
    text = _clause(plain, max(0, said.start - 14), said.start)
    if plain[floor : said.start] in _ALSO and _FAR_DENIED.search(plain, said.start, start):
        text = ""  # 不得超过5元且不得低于1元: each has its own denial
    if (_FAR_NEGATION if bounded else _FAR_DENIED).search(text) or _CANNOT.search(text):
        return "negation"
    if (_NEAR_BOUND if bounded else _FAR_BOUND).search(text[-8:]):
        return "far_bound"
    between = plain[said.start : start]
    if not bounded and _UNDONE.search(text + between):
        return "negation"
    for match in _RATE.finditer(text):
        if match.end() == len(text) and not _VERBS.search(between):
            return "rate"  # 每年500人; what happens each year is a figure as others are
        if match["per"] and match["per"] not in grammar.SPANS:
            return "" if _RISE.search(text + between) else "rate"
    return ""


def bounded_later(plain: str, end: int) -> bool:
    """Whether a bound follows past the noun: 20家企业以上 are twenty or more."""
    return bool(_LATER.match(plain, end))


def starts_from(plain: str, start: int, floor: int) -> bool:
    """Whether 从 or 由 opens the clause of a number: from 50% to 95% is no range."""
    return bool(_FROM.search(_clause(plain, max(floor, start - 10), start)))


def follows_change(plain: str, start: int) -> bool:
    """Whether a verb of change stands right before: 增加5个至30个 rises by five, to thirty."""
    return bool(_CHANGE.search(plain, max(0, start - 4), start))


def _clause(plain: str, floor: int, end: int) -> str:
    """Return what stands before ``end`` in its clause."""
    return _CLAUSE.split(plain[floor:end])[-1]
