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

_BACK = 32  # characters of the longest words before a number
_SP = f"{SPACE}{{0,3}}"
_INSIDE = {"个多百分点": ("个百分点", "多"), "个余百分点": ("个百分点", "余")}


def either(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, the longest first."""
    return "|".join(map(_spaced, sorted(words, key=len, reverse=True)))


def _spaced(word: str) -> str:
    """Return a pattern of a word that a copied text may have torn apart: 个 百分点."""
    torn = "" if word.isascii() else f"{SPACE}?"
    return torn.join(map(re.escape, word))


def _guarded(words: Iterable[str], never: dict[str, str]) -> str:
    """As ``either``, of words not followed by what makes them others."""

    def one(word: str) -> str:
        after = "A-Za-z" if word[-1].isascii() and word[-1].isalnum() else never.get(word, "")
        return _spaced(word) + (f"(?!{SPACE}?[{after}])" if after else "")

    return "|".join(one(word) for word in sorted(words, key=len, reverse=True))


_UNIT = _guarded({**grammar.UNITS, **grammar.REFUSED_UNITS, **_INSIDE}, grammar.NOT_BEFORE)
_CORE = re.compile(
    rf"(?:{_SP}(?P<more>[余多来几]|\+(?!{_SP}[\d{numerals.CHINESE[1:-1]}]))(?P<times>{TIMES}*))?(?:{_SP}(?P<unit>{_UNIT}))?"
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
_RATE_AFTER = re.compile(rf"{_SP}(?:/(?!\d)(?:{_PER})?|每(?:{_PER}))")
_AFTER = re.compile(
    rf"(?P<half>半(?![导岛山成径价数挂自封程年月天]))?(?P<more>[多余])?(?P<noun>[次样元功层种方民边式项家地数额量热粮下])?"
)
_INCLUDED = rf"(?:\((?P<{{}}>不?含)(?P<{{}}>[^()（）]{{{{0,12}}}})\))?"
_BOUND_AFTER = re.compile(
    _INCLUDED.format("in1", "of1")
    + rf"{_SP}(?:(?P<word>{_guarded(grammar.AFTER, grammar.AFTER_NOT_BEFORE)})|(?P<plus>\+(?!\d)))?"
    + _INCLUDED.format("in2", "of2")
)
_BETWEEN = re.compile("之间|不等|区间|范围内")

_NOT_AFTER = "".join(
    rf"(?!(?<=[{before}]){word})" for word, before in grammar.NOT_AFTER.items() if before
)
_WORDS = {kind: either(words) for kind, words in grammar.NEGATIONS.items()}
_REACH = either(word for word, meaning in grammar.BEFORE.items() if meaning == "reach")
_BOUND = either(word for word, meaning in grammar.BEFORE.items() if meaning != "reach")
_NEGATION = (
    rf"(?:(?:{_WORDS['open']}|{_WORDS['forbid']}"
    rf"|(?:{_WORDS['lead']})*(?<![淹沉埋湮覆出吞])(?:{_WORDS['not']})"
    rf"(?:{SPACE}?(?:{_WORDS['modal']}))*){SPACE}?)"
)
_VERB = either(grammar.VERBS)
_SAID = rf"{_NOT_AFTER}(?:(?:{_NEGATION})*(?:{_BOUND})|(?:{_NEGATION})+(?:{_REACH}))"
_JOIN = "(?:或者|或|并|且|、|甚至)?"
_SIGN = (
    r"(?P<sign>正负|±|(?<![A-Za-z0-9)%\-–—−+])[+\-−]|(?<![减担抱胜自欺肩背])负"
    r"|(?<![修真改校纠订更反公端指方立])正)"
)
_BEFORE = re.compile(
    rf"(?P<said>(?:{_SAID}[了过]?{_SP}(?:{_VERB})*{_SP}{_JOIN}){{0,4}})"
    rf"(?P<rank>第{_SP})?{_SIGN}?$"
)
_TOKEN = re.compile(
    rf"(?P<bound>{_BOUND})|(?P<open>{_WORDS['open']})|(?P<negation>{_NEGATION})"
    rf"|(?P<skip>了|过|{SPACE}|{_VERB}|或者|或|并|且|、|甚至)"
)
_REACHED = re.compile(_REACH)
# The last characters that words before a number may have: where none of them stands, none does.
_LAST = {
    word[-1]
    for word in (*grammar.BEFORE, *grammar.VERBS)
} | set("了过或者并且、甚至第+-−负正下± \t\u3000\u00a0")
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n()（）“”\"]")
_FAR_BOUND = re.compile(either(grammar.FAR_BOUNDS))
_FAR_NEGATION = re.compile(either(grammar.FAR_NEGATIONS))
_FAR_DENIED = re.compile(f"{_NEGATION}(?:{_BOUND})")
_RATE = re.compile(rf"(?:每{numerals.CHINESE[:-1]}\d]{{0,6}}(?P<per>{_PER})|(?P<average>{either(grammar.AVERAGES)})){_SP}")
_RISE = re.compile("提高|上调|上涨|调整")
_VERBS = re.compile(_VERB)
_FROM = re.compile("从|由|自(?![主动治我行营])")
_CHANGE = re.compile("(?:增加|提高|增长|上升|提升|增|减少|下降|降低|压减|降|扩大|延长|缩短)了?$")


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


class Before(NamedTuple):
    """What stands before a number: where it starts, and the bounds it says."""

    start: int
    bounds: tuple[tuple[str, str], ...]  # word and meaning
    rank: bool
    sign: str
    trouble: str  # why the words cannot be read, else empty


class After(NamedTuple):
    """What stands after a measure word: a half, 多, a bound; ``noun`` follows the 多."""

    end: int
    half: bool
    more: bool
    noun: str
    meaning: str
    excluded: bool


def phrases(plain: str) -> Iterator[tuple[list[Core], list[str]]]:
    """Yield the numeral phrases of plain text: the numbers, and what joins each to the next.

    >>> [([core.text for core in cores], joins) for cores, joins in phrases("5%—8%，三点五、10家")]
    [(['5', '8'], ['range']), (['三', '五', '10'], ['number', 'list'])]
    """
    cores: list[Core] = []
    for start, close in numerals.lexemes(plain):
        if not cores or start >= cores[-1].end:  # 万 of 500余万 and of 3个万 is taken
            cores.append(_core(plain, start, close))
    first, joins = 0, list[str]()
    for last, left in enumerate(cores):
        right = cores[last + 1] if last + 1 < len(cores) else None
        join = _joins(plain, left, right) if right else ""
        if not join or (joins[-1:] == ["ratio"] and join != "ratio"):
            yield cores[first : last + 1], joins
            first, joins = last + 1, []
        else:
            joins.append(join)


def _word(found: str | None) -> str:
    """Return a word as the tables have it."""
    return re.sub(SPACE, "", found or "")


def _core(plain: str, start: int, close: int) -> Core:
    match = _CORE.match(plain, close)
    assert match is not None  # all of it is optional
    unit, more = _word(match["unit"]), match["more"] or ""
    if unit in _INSIDE:
        unit, inside = _INSIDE[unit]
        more = "来" if more else "个" + inside  # 5多个多百分点 says more than can be
    return Core(start, close, plain[start:close], more, match["times"] or "", unit, match.end())


def _joins(plain: str, left: Core, right: Core) -> str:
    """Return how two neighbouring numbers are one phrase, empty where they are not."""
    gap = plain[left.end : min(right.start, left.end + 9)]
    if len(gap) > 8:
        return ""
    gap = _word(gap)
    join = grammar.GLUES.get(gap, "")
    same = bool(left.kind) and left.kind == right.kind
    if gap in ("", "又", "零") or grammar.AFTER.get(gap) in ("ge", "gt", "le", "lt"):
        if left.unit == "点":
            return "number"
        bare = not right.unit and not re.match(r"[\w]", plain[right.end : right.end + 1])
        two = same or (bool(left.kind) and left.kind != "share" and bare and not gap)
        return "compound" if two else ""
    if join == "list":
        return "list" if not left.unit or (gap in ("或", "或者") and _alike(left, right)) else ""
    if join in ("range", "until"):
        return join if not left.unit or _alike(left, right) else ""
    return join if not left.unit or join in ("tolerance", "fraction", "times") else ""


def _alike(left: Core, right: Core) -> bool:
    return not right.unit or left.unit == right.unit or bool(left.kind and left.kind == right.kind)


def before(plain: str, start: int, floor: int) -> Before:
    """Return what is said before a number at ``start``, no further back than ``floor``.

    >>> before("不得超过5%", 4, 0).bounds
    (('超过', 'le'),)
    """
    vague = start - max(floor, start - 1)
    if vague and plain[start - 1] in "几数上" and plain[start] in "十百千万亿":
        start -= 2 if plain[max(floor, start - 2) : start] == "好几" else 1
        return before(plain, start, floor)._replace(trouble="vague")
    if start == floor or plain[start - 1] not in _LAST:
        return Before(start, (), False, "", "")
    match = _BEFORE.search(plain, max(floor, start - _BACK), start)
    assert match is not None  # all of it is optional
    bounds, trouble = _bounds(match["said"])
    sign, rank = match["sign"] or "", bool(match["rank"])
    begin = match.start()
    return Before(begin if match[0].strip() else start, tuple(bounds), rank, sign, trouble)


def _bounds(said: str) -> tuple[list[tuple[str, str]], str]:
    """Return the bounds that words before a number say, and why they cannot be read if so."""
    bounds: list[tuple[str, str]] = []
    at, denials, trouble = 0, 0, ""
    while at < len(said):
        match = (denials and _REACHED.match(said, at)) or _TOKEN.match(said, at)
        if not match:
            return bounds, "conflict"
        at, kind = match.end(), match.lastgroup
        if kind == "open":
            trouble = "negation"
        elif kind == "negation":
            denials += 1
        elif kind != "skip":
            word = _word(match[0])
            meaning = grammar.BEFORE[word]
            if denials:
                meaning = grammar.DENIED.get(meaning, "")
            if denials > 1 or not meaning:
                trouble = "negation"
            bounds.append((word, meaning))
            denials = 0
    return bounds, trouble


def after(plain: str, core: Core) -> After:
    """Return what is said after the measure word of a number, or after a number without one."""
    measured = core.unit in grammar.UNITS and (
        not grammar.UNITS[core.unit].whole or core.kind in ("time", "money")
    )
    at, half, more, noun = core.end, False, False, ""
    match = _AFTER.match(plain, at)
    if match and (measured or core.unit == "个"):
        half, more = bool(match["half"]), bool(match["more"]) and measured
        noun = match["noun"] or "" if more else ""
        at = match.end("more") if more else match.end("half") if half else at
    match = _BOUND_AFTER.match(plain, at)
    assert match is not None
    word = _word(match["word"])
    out_of_place = (
        (word == "内" and core.kind not in grammar.WITHIN)
        or (word in ("强", "弱") and core.kind != "share")
        or (word in ("许", "前后") and core.kind != "time")
        or (word == "起" and not core.unit)
    )
    meaning = "" if out_of_place else grammar.AFTER.get(word, "ge" if match["plus"] else "")
    own = ("", "本数", "本级", plain[core.start : core.end].strip())
    notes = [(match["in1"], match["of1"]), (match["in2"], match["of2"])]
    if not meaning or any(of not in own for _, of in notes if of is not None):
        limit = meaning and not match["in1"]
        end = match.end("plus" if match["plus"] else "word") if limit else at
        return After(end, half, more, noun, meaning if limit else "", False)
    return After(match.end(), half, more, noun, meaning, any(said == "不含" for said, _ in notes))


def rate_after(plain: str, core: Core) -> int:
    """Return where a denominator or second measure ends (元/亩, 吨公里), 0 where there is none."""
    second = core.unit in grammar.UNITS and not grammar.UNITS[core.unit].whole
    match = _RATE_AFTER.match(plain, core.end) or (second and _SECOND.match(plain, core.end))
    return match.end() if match else 0


def between(plain: str, end: int) -> int:
    """Return where the words end that close a range: 之间, 不等."""
    match = _BETWEEN.match(plain, end)
    return match.end() if match else end


def far(plain: str, said: Before, start: int, floor: int, bounded: bool) -> str:
    """Return why what stands further back in the clause forbids to read a number, else empty."""
    text = _clause(plain, max(floor, said.start - 14), said.start)
    if (_FAR_NEGATION if bounded else _FAR_DENIED).search(text):
        return "negation"
    if not bounded and _FAR_BOUND.search(text[-8:]):
        return "far_bound"
    between = plain[said.start : start]
    text = _clause(plain, max(0, said.start - 14), said.start)
    for match in _RATE.finditer(text):
        if match.end() == len(text) and not _VERBS.search(between):
            return "rate"  # 每年500人; what happens each year is a figure as others are
        if match["per"] and match["per"] not in grammar.SPANS:
            return "" if _RISE.search(text + between) else "rate"
    return ""


def _clause(plain: str, floor: int, end: int) -> str:
    """Return what stands before ``end`` in its clause."""
    return _CLAUSE.split(plain[floor:end])[-1]


def starts_from(plain: str, start: int, floor: int) -> bool:
    """Whether 从 or 由 opens the clause of a number: from 50% to 95% is no range."""
    return bool(_FROM.search(_clause(plain, max(floor, start - 10), start)))


def follows_change(plain: str, start: int) -> bool:
    """Whether a verb of change stands right before: 增加5个至30个 rises by five, to thirty."""
    return bool(_CHANGE.search(plain, max(0, start - 4), start))
