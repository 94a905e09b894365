"""Text -> numeral phrases: each number with all the words that belong to it, as long as it goes.

A phrase is one number, or several with a sign or word between that makes them one (5%—8%,
1∶2∶3, 三点五, 5元8角). What stands before and after is found once the numbers are. Every step looks
a bounded way back and ahead, so that time grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xiaoyi_data.reading import grammar, numerals
from xiaoyi_data.reading.numerals import SPACE, TIMES

GAP = f"{SPACE}{{0,3}}"
_INSIDE = {"个多百分点": ("个百分点", "多"), "个余百分点": ("个百分点", "余")}


def either(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, the longest first."""
    return "|".join(map(_spaced, sorted(words, key=len, reverse=True)))


def _spaced(word: str) -> str:
    """Return a pattern of a word that a copied text may have torn apart: 个 百分点."""
    torn = "" if word.isascii() else f"{SPACE}?"
    return torn.join(map(re.escape, word))


def guarded(words: Iterable[str], never: dict[str, str]) -> str:
    """As ``either``, of words not followed by what makes them others."""

    def one(word: str) -> str:
        latin = "A-Za-z²³⁴-⁹₀-₉时" if word[-1].isascii() and word[-1].isalnum() else ""
        after = latin + never.get(word, "")
        # 所以 is a word of its own, and 以上 after 所 is a bound.
        bound = "(?!以[上下内外])" if "以" in after else ""
        return _spaced(word) + (f"(?!{SPACE}?{bound}[{after}])" if after else "")

    return "|".join(one(word) for word in sorted(words, key=len, reverse=True))


_UNIT = guarded({**grammar.UNITS, **grammar.REFUSED_UNITS, **_INSIDE}, grammar.NOT_BEFORE)
_CORE = re.compile(
    rf"(?:{GAP}(?P<more>[余多来几]|\+(?!{GAP}(?:\d|{numerals.CHINESE})))(?P<times>{TIMES}*))?"
    rf"(?:{GAP}(?P<unit>{_UNIT}))?"
)
# 吨公里: a measure on a measure. Short words are left out that begin others (成品, 瓦楞).
_SECOND = re.compile(
    either(
        word
        for word, unit in grammar.UNITS.items()
        if not unit.whole and (len(word) > 1 or word in "吨亩") and not word.isascii()
    )
)
_PER = either(grammar.PER)
_RATE_AFTER = re.compile(
    rf"{GAP}(?:/(?!\d)(?:{_PER})?|每{GAP}(?:{_PER})|\.(?:{_PER})(?!\w)"
    r"|[\u4e00-\u9fff]{1,4}/(?=[\u4e00-\u9fffA-Za-z])"  # 吨标煤/万元
    r"|[·*×x](?=[A-Za-z\u4e00-\u9fff])|-(?=[次时h]|公里))"
)
_MORE = ("多", "余", "半", "几", "好几", "。")  # 30多余万, 5。3%
_ODD = re.compile(numerals.ODD)
_BETWEEN = re.compile("之间|不等|区间|范围内")


class Core(NamedTuple):
    """A number, how much more it is (多, 来), and its measure word; ``close`` ends the digits."""

    start: int
    close: int
    text: str
    more: str
    times: str
    unit: str
    end: int

    @property
    def kind(self) -> str:
        """What the measure word measures, empty where it counts or there is none."""
        known = grammar.UNITS.get(self.unit)
        return known.kind if known else grammar.REFUSED_UNITS.get(self.unit, ("", ""))[1]


def phrases(plain: str) -> Iterator[tuple[list[Core], list[str]]]:
    """Yield the numeral phrases of plain text: the numbers, and what joins each to the next.

    >>> [([core.text for core in cores], joins) for cores, joins in phrases("5%—8%，5·3、10家")]
    [(['5', '8'], ['range']), (['5', '3', '10'], ['number', 'list'])]
    """
    cores: list[Core] = []
    for start, close in numerals.lexemes(plain):
        if not cores or start >= cores[-1].end:
            cores.append(_core(plain, start, close))
        elif close > cores[-1].end:  # 万 of 500余万 is taken, that of 500余万5 goes on
            torn = plain[cores[-1].start : close]
            cores[-1] = Core(cores[-1].start, close, torn, "", "", "", close)
    first, joins = 0, list[str]()
    for last, left in enumerate(cores):
        right = cores[last + 1] if last + 1 < len(cores) else None
        join = _joins(plain, left, right) if right else ""
        if not join or (joins[-1:] == ["ratio"] and join != "ratio"):
            yield cores[first : last + 1], joins
            first, joins = last + 1, []
        else:
            joins.append(join)


def word(found: str | None) -> str:
    """Return a word as the tables have it."""
    return re.sub(SPACE, "", found or "")


def _core(plain: str, start: int, close: int) -> Core:
    match = _CORE.match(plain, close)
    assert match is not None  # all of it is optional
    unit, more = word(match["unit"]), match["more"] or ""
    if unit in _INSIDE:
        unit, inside = _INSIDE[unit]
        more = "来" if more else "个" + inside  # 5多个多百分点 says more than can be
    return Core(start, close, plain[start:close], more, match["times"] or "", unit, match.end())


def _joins(plain: str, left: Core, right: Core) -> str:
    """Return how two neighbouring numbers are one phrase, empty where they are not."""
    gap = plain[left.end : min(right.start, left.end + 9)]
    if len(gap) > 8:
        return ""
    gap = word(gap)
    if gap in (",", "，") and left.text.isascii() and not right.text[0].isascii():
        return ""  # 居全市第1，一般公共预算收入
    digits = left.text.isascii() or right.text.isascii()  # 二十有五
    torn = not gap and (left.more or _ODD.search(left.text[-1] + right.text[0]))
    if not left.unit and (torn or gap in _MORE or (gap in ("有", "又") and not digits)):
        return "number"
    each = left.kind or (left.unit in ("人", "户") and right.kind == "money")
    if not gap and each and "一" in (left.text, right.text):  # 5元一亩, 一户5元
        return "rate"
    join = grammar.GLUES.get(gap, "")
    same = bool(left.kind) and left.kind == right.kind
    if gap in ("", "又", "零") or grammar.AFTER.get(gap) in ("ge", "gt", "le", "lt"):
        if left.unit == "点":
            return "number"
        bare = not right.unit and not re.match(r"[\w]", plain[right.end : right.end + 1])
        two = same or (bool(left.kind) and left.kind != "share" and bare and not gap)
        return "compound" if two else ""
    within = plain.startswith("之间", right.end) or plain.endswith("介于", 0, left.start)
    if gap in ("和", "与") and within and _alike(left, right):
        return "until"
    if join == "list":
        points = left.unit == "个" and right.unit == "个百分点"  # 3.4个、1个百分点
        either_one = gap in ("或", "或者") and _alike(left, right)
        return "list" if not left.unit or points or either_one else ""
    if join in ("range", "until"):
        return join if not left.unit or _alike(left, right) else ""
    alone = not left.unit or join in ("tolerance", "fraction", "times", "sign")
    return join if alone else ""


def _alike(left: Core, right: Core) -> bool:
    return not right.unit or left.unit == right.unit or bool(left.kind and left.kind == right.kind)


def rate_after(plain: str, core: Core, end: int = 0) -> int:
    """Return where a denominator or second measure ends (元/亩, 吨公里), 0 where there is none.

    It is looked for at ``end``, else right after the measure word.
    """
    if end:
        return end if plain.startswith("/", end) else 0
    second = core.unit in grammar.UNITS and not grammar.UNITS[core.unit].whole
    match = _RATE_AFTER.match(plain, core.end) or (second and _SECOND.match(plain, core.end))
    return match.end() if match else 0


def between(plain: str, end: int) -> int:
    """Return where the words end that close a range: 之间, 不等."""
    match = _BETWEEN.match(plain, end)
    return match.end() if match else end
