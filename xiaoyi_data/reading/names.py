"""Numerals that are no amounts: dates, ordinals, names, what is further off than the eye goes."""

from __future__ import annotations

import re

from xiaoyi_data.reading import grammar, idioms, numerals
from xiaoyi_data.reading.answers import Refused
from xiaoyi_data.reading.bounds import BOUND, NEGATION, SAID, Before
from xiaoyi_data.reading.phrases import Core, guarded

_LETTERS = re.compile(r"[A-Za-z&]+$")
_OPEN, _SHUT = "“\"‘'「『《〈【", "”\"’'」』》〉】"
# 目前5个, 提前3天: the last character of a word of time, not 前 of 前三名.
_WORDS_IN_FRONT = "目提之以年日当此先超事会空生眼从"
_WORDS_OF_THOUGHT = "纪理概观信留怀想悼惦思意默诵挂感"
_CONGRESS = re.compile("[一二三四五六七八九十]|全会|人大|政协|人民|中央")
# Combining marks, halves of characters, private ones, controls: what stands there is not plain.
_BROKEN = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\ud800-\udfff\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_LINE = r"[ \t]*[\r\n\v\f\u2028\u2029]\s*"
_LINE_BEFORE = re.compile(rf"(?:\d|{numerals.CHINESE}|{NEGATION}|{BOUND}|[-−+±]){_LINE}$")
_LINE_AFTER = re.compile(
    rf"{_LINE}(?:{guarded(grammar.AFTER, grammar.AFTER_NOT_BEFORE)}|[多余半/]|每(?:人|户|亩|年))"
)
_BREAK = re.compile(_LINE)
# A number goes on from the one before it, or stands in a cell beside it.
_GOES_ON = re.compile(r"\d[.,]?(?:[^\S ]\s*|\s+[^\S ]+)[.,]?$")
_DENIED = re.compile(rf"{NEGATION}{_LINE}")
_PARTED = [word for word in (*grammar.BEFORE, *grammar.NEGATIONS) if len(word) > 1]
_PARTED_AFTER = [word for word in (*grammar.AFTER, *grammar.UNITS) if len(word) > 1]
_NOTED = re.compile(rf"\([^()]{{0,12}}\)\s?(?:{guarded(grammar.AFTER, grammar.AFTER_NOT_BEFORE)})")
_FOREIGN = "港币|港元|日元|欧元|美元|美金|英镑|卢布|韩元|澳元|加元|台币|USD|HKD|EUR|JPY|GBP"
_FOREIGN_BEFORE = re.compile(rf"(?:{_FOREIGN}|[$€£￡₩])\s?$")
_FOREIGN_AFTER = re.compile(rf"\s?\(?(?:{_FOREIGN})")
_APART = re.compile(rf"{SAID}\s?(?:\(不?含\)|[(\"“'‘「『《〈【\[:：])\s?$")
_MOVED = re.compile("(?:[前后上下]移|[上提攀跃晋]升|[前跃]进|进位|下[降滑]|[倒后]退|滑落)了?$")
_NTH = re.compile(rf"第(?:{numerals.CHINESE}|\d){{1,4}}个$")
_IN_YEAR = re.compile("[上下]半年|全年|第.季|[春夏秋冬][季天粮耕播]")
_RANKED = re.compile(r"[\u4e00-\u9fff]")
_AFTER_RANK = "的和与并且且但而位名"


def check(plain: str, cores: list[Core], joins: list[str], said: Before, end: int) -> None:
    """Raise ``Refused`` where the numbers of a phrase that ends at ``end`` are no amounts."""
    first, last = cores[0], cores[-1]
    for core in cores:
        if numerals.too_long(core.text):
            raise Refused("long")
        if core.unit in grammar.REFUSED_UNITS and grammar.REFUSED_UNITS[core.unit][0] == "date":
            raise Refused("date", core.unit)
    if last.unit in ("年", "岁") and (joins in (["range"], ["until"]) or _year(last)):
        raise Refused("date", last.unit)
    if first.unit == "年" and _year(first):
        raise Refused("date", "年")
    if idiom := idioms.kind(plain, said.start, end):
        raise Refused(idiom)
    _check_before(plain, first, last, said)
    if _BROKEN.search(plain, max(0, said.start - 14), max(end + 1, last.end + 8)):
        raise Refused("broken")
    if _APART.search(plain, max(0, said.start - 12), said.start):
        raise Refused("ambiguous")  # 不得超过“5%”
    if _LINE_BEFORE.search(plain, max(0, said.start - 8), said.start):
        raise Refused("broken")
    if _GOES_ON.search(plain, max(0, first.start - 8), first.start):
        raise Refused("broken")
    before = plain[max(0, said.start - 10) : first.start]
    after = plain[max(last.start, last.end - 6) : last.end + 10]
    if _DENIED.search(before) or _parted(before, _PARTED) or _parted(after, _PARTED_AFTER):
        raise Refused("broken")
    if last.unit in grammar.UNITS and grammar.UNITS[last.unit].units == ("CNY",):
        foreign = _FOREIGN_BEFORE.search(plain, max(0, first.start - 5), first.start)
        if foreign := foreign or _FOREIGN_AFTER.match(plain, last.end):
            raise Refused("unit", foreign[0].strip())
    if last.unit == "年" and _two_digits(plain, last, said):
        raise Refused("date", "年")
    following = plain[last.end : last.end + 2]
    if following[:1] and following[0] in "<>≤≥=^_÷↑↓":
        raise Refused("formula", following[0])
    if not last.unit and re.match("[A-Za-z]", following):
        raise Refused("name", following[0])
    if last.unit == "届" and _CONGRESS.match(following):
        raise Refused("ordinal", "届")
    if said.rank:
        named = not last.unit and _RANKED.match(following) and following[0] not in _AFTER_RANK
        if named or last.unit not in ("", "名", "位") or joins or said.bounds:
            raise Refused("ordinal", "第")
        if plain[max(0, said.start - 2) : said.start] == "倒数":
            raise Refused("ordinal", "倒数")


def _check_before(plain: str, first: Core, last: Core, said: Before) -> None:
    """Refuse what letters, 前, a dash or a quotation mark before a number make of it."""
    at = said.start
    letters = _LETTERS.search(plain, max(0, first.start - 12), first.start)
    if letters and not (
        last.unit in grammar.UNITS
        and (letters[0] in grammar.AMOUNTS_OF or (len(letters[0]) > 2 and last.kind != "time"))
    ):
        raise Refused("name", letters[0])
    before, opened = plain[max(0, at - 1) : at], plain[max(0, at - 2) : max(0, at - 1)]
    if plain[max(0, at - 2) : at] == "零下" or before in ("⁻", "—" * (opened != "—")):
        raise Refused("sign", before)
    if before == "过" and last.kind == "share" and opened not in tuple("经通"):
        raise Refused("ambiguous", before)
    if last.unit == "位" and _MOVED.search(plain, max(0, at - 4), at):
        raise Refused("ordinal", last.unit)
    if last.unit == "个" and plain.startswith(("位次", "名次"), last.end):
        raise Refused("ordinal", plain[last.end : last.end + 2])
    if _NTH.search(plain, max(0, at - 8), at):
        raise Refused("ordinal", "第")
    if before == "念" and not first.text.isascii() and opened not in tuple(_WORDS_OF_THOUGHT):
        raise Refused("ambiguous", before)  # 念五 is 25 in old writing
    if before == "每":
        raise Refused("rate", "每")
    signed = bool(said.bounds) and said.bounds[0][0] in "<>≤≥<=>=≦≧⩽⩾≯≮≈"
    if signed and re.match(r"[A-Za-z)!¬%‰\d]", before):
        raise Refused("formula", before)
    if before == "后" and last.unit in ("位", "名"):
        raise Refused("ordinal", "后")
    if before == "前" and opened not in tuple(_WORDS_IN_FRONT):
        raise Refused("ordinal", "前")
    if before and before in "-−–~〜":
        raise Refused("sign", before)
    if before and (before in ".:/×*=_^#№" or ("\u2190" <= before <= "\u22ff" and before != "∶")):
        raise Refused("formula", before)
    own = first.text.isascii()
    if before and before in _OPEN and (not own or not last.unit):
        raise Refused("name", before)


def _parted(text: str, words: list[str]) -> bool:
    """Whether the end of a line parts one of the words: 不低, and 于 on the next line."""
    for line in _BREAK.finditer(text):
        head, tail = text[: line.start()], text[line.end() :]
        for word in words:
            for at in range(1, len(word)):
                if head.endswith(word[:at]) and tail.startswith(word[at:]):
                    return True
    return False


def torn(plain: str, end: int) -> bool:
    """Whether the next line, or what follows a note, belongs to a number: 以上, 多, /亩."""
    return bool(_LINE_AFTER.match(plain, end) or _NOTED.match(plain, end))


def _two_digits(plain: str, core: Core, said: Before) -> bool:
    """Whether 98年 and 21年上半年 may be years of a century."""
    if not re.fullmatch(r"\d\d", core.text) or said.bounds or core.more:
        return False
    return core.text > "59" or bool(_IN_YEAR.match(plain, core.end))


def _year(core: Core) -> bool:
    number = numerals.number(core.text)
    return number is not None and number.value >= 1000 and not core.more
