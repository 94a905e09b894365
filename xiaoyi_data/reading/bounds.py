"""What is said around a number: bounds, approximations and signs, denied or not."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiaoyi_data.reading import grammar
from xiaoyi_data.reading.numerals import POWERS, SPACE
from xiaoyi_data.reading.phrases import GAP, Core, either, guarded, word

_BACK = 32  # characters of the longest words before a number
_AFTER = re.compile(
    r"(?P<half>半(?![导岛山成径价数挂自封程年月天]))?(?P<more>[多余])?"
    r"(?P<noun>[次样元功层种方民边式项家地数额量热粮下])?"
)
_INCLUDED = r"(?:\((?P<{}>不?(?:含|包含|包括))(?P<{}>[^()（）]{{0,12}})\))?"
_BOUND_AFTER = re.compile(
    _INCLUDED.format("in1", "of1")
    + rf"{GAP}(?:(?P<word>{guarded(grammar.AFTER, grammar.AFTER_NOT_BEFORE)})|(?P<plus>\+(?!\d)))?"
    + _INCLUDED.format("in2", "of2")
)
_NOT_AFTER = "".join(
    rf"(?!(?<=[{before}]){word})" for word, before in grammar.NOT_AFTER.items() if before
)
_WORDS = {kind: either(words) for kind, words in grammar.NEGATIONS.items()}
_REACH = either(word for word, meaning in grammar.BEFORE.items() if meaning in grammar.PLAIN)
BOUND = either(word for word, meaning in grammar.BEFORE.items() if meaning not in grammar.PLAIN)
NEGATION = (
    rf"(?:(?:{_WORDS['open']}|{_WORDS['forbid']}"
    rf"|(?:(?!(?<=[人户亩日月村])均)(?:{_WORDS['lead']}))*(?<![淹沉埋湮覆出吞])(?:{_WORDS['not']})"
    rf"(?:{SPACE}?(?:{_WORDS['modal']}))*){SPACE}?)"
)
VERB = either(grammar.VERBS)
SAID = rf"{_NOT_AFTER}(?:{NEGATION}{{0,3}}(?:{BOUND})|{NEGATION}{{1,3}}(?:{_REACH}))"
_JOIN = "(?:或者|或|并|且|、|甚至)?"
_SIGN = (
    r"(?P<sign>正负|±|(?<![A-Za-z0-9)%\-–—−+])[+\-−]|(?<![减担抱胜自欺肩背])负(?:增长)?"
    r"|(?<![修真改校纠订更反公端指方立])正)"
)
_BEFORE = re.compile(
    rf"(?P<said>(?:{SAID}[了过]?{GAP}(?>(?:{VERB}){{0,4}}){GAP}{_JOIN}){{0,4}})"
    rf"(?P<rank>第{GAP})?{_SIGN}?$"
)
_TOKEN = re.compile(
    rf"(?P<bound>{BOUND})|(?P<open>{_WORDS['open']})|(?P<negation>{NEGATION})"
    rf"|(?P<skip>了|过|{SPACE}|{VERB}|或者|或|并|且|、|甚至)"
)
_REACHED = re.compile(_REACH)
# What makes a bare 万 any number of them.
_VAGUE = re.compile(
    "(?:好几|几|数|上|半|整|双|余|若干|许多|多少|(?<![最至顶])多|(?<![超经通越逾])过|[)\\]】”’\"'])$"
)
# The last characters that words before a number may have: where none of them stands, none does.
_LAST = {word[-1] for word in (*grammar.BEFORE, *grammar.VERBS)} | set(
    "了过或者并且、甚至第+-−负正长± \t\u00a0"
)


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


def before(plain: str, start: int, floor: int) -> Before:
    """Return what is said before a number at ``start``, no further back than ``floor``.

    >>> before("不得超过5%", 4, 0).bounds
    (('超过', 'le'),)
    """
    vague = _VAGUE.search(plain, max(0, start - 3), start) if plain[start] in POWERS else None
    if vague and floor < start:
        return before(plain, max(floor, vague.start()), floor)._replace(trouble="vague")
    if start == floor or plain[start - 1] not in _LAST:
        return Before(start, (), False, "", "")
    match = _BEFORE.search(plain, max(floor, start - _BACK), start)
    assert match is not None  # all of it is optional
    bounds, trouble = _bounds(match["said"])
    sign, rank = match["sign"] or "", bool(match["rank"])
    begin = match.start()
    if bounds and plain[max(0, begin - 2) : begin].endswith(("或", "或者", "甚至")):
        trouble = "conflict"  # 达到甚至超过
    return Before(begin if match[0].strip() else start, tuple(bounds), rank, sign, trouble)


def _bounds(said: str) -> tuple[list[tuple[str, str]], str]:
    """Return the bounds that words before a number say, and why they cannot be read if so."""
    bounds: list[tuple[str, str]] = []
    at, denials, trouble = 0, 0, ""
    while at < len(said):
        match, reached = _TOKEN.match(said, at), _REACHED.match(said, at)
        if denials and reached and (not match or match.end() <= reached.end()):
            match = reached
        if not match:
            return bounds, "conflict"
        at, kind = match.end(), match.lastgroup
        if kind == "open":
            trouble = "negation"
        elif kind == "negation":
            denials += 1
        elif kind != "skip":
            said_word = word(match[0])
            meaning = grammar.BEFORE[said_word]
            if meaning == "unclear":
                trouble = "ambiguous"
            elif denials:
                meaning = grammar.DENIED.get(meaning, "")
            if denials > 1 or not meaning:
                trouble = "negation"
            bounds.append((said_word, meaning))
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
    bound = word(match["word"])
    out_of_place = (
        (bound == "内" and core.kind not in grammar.WITHIN)
        or (bound in ("强", "弱") and core.kind != "share")
        or (bound == "前后" and core.kind != "time")
        or (bound == "大小" and not measured)
        or (bound == "起" and not core.unit)
        or (grammar.AFTER.get(bound) == "date" and core.kind != "time")
    )
    meaning = "" if out_of_place else grammar.AFTER.get(bound, "ge" if match["plus"] else "")
    own = ("", "本数", "本级", plain[core.start : core.end].strip())
    if not meaning:
        return After(at, half, more, noun, "", False)
    if match["in1"] and match["of1"] not in own:
        meaning = "ambiguous"
    told = match["of2"] in own
    end = match.end() if told else match.end("plus" if match["plus"] else "word")
    excluded = (match["in1"] or "").startswith("不") or (told and match["in2"].startswith("不"))
    return After(end, half, more, noun, meaning, excluded)
