"""Numerals of fixed wording: 两个一百年, 十九届五中全会, 生命第一 count nothing.

A table only, by what stands before the phrase, the phrase, and what stands after it: ``names``
refuses by it, and ``docs/grammar.md`` and the tests are made from its examples.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TELLING = "[零一二两三四五六七八九十]"
_TIMES = f"{_TELLING}{{1,3}}次"
_SHUT = "[”\"’'》）)、，。；]"


class Idiom(NamedTuple):
    """A wording: the kind of refusal, before, whole phrase, after, and an example of it."""

    kind: str
    before: re.Pattern[str]
    phrase: re.Pattern[str]
    after: re.Pattern[str]
    example: str


IDIOMS = tuple(
    Idiom(kind, re.compile(f"(?:{before})$"), re.compile(phrase), re.compile(after), example)
    for kind, before, phrase, after, example in (
        ("name", "", "[两三]棵", "树(?![木苗种])", "三棵树"),
        ("name", "", rf"(?:{_TELLING}{{1,3}}|\d+)个",
         rf"(?:[一百千万]|\d+)(?={_SHUT}|行动|工程|活动|计划|翻番)", "五个一工程"),
        ("name", "两个[“\"]?", "一?百年", "", "两个一百年"),
        ("name", "", "两个", "[“\"]?一?百年", "两个“一百年”"),
        ("ordinal", "", "(?:达到|优于)?[一二三四五1-5]类(?:及|或)?以[上下]", "", "达到四类以上"),
        ("ordinal", "", "(?:达到|优于)?[一二三四五1-5]类", "标准|水|断面", "二类标准"),
        ("ordinal", "届", _TIMES, "", "三届四次"),
        # No more than three between: a list of a hundred thousand is not gone through for each.
        ("ordinal", "", _TIMES, f"(?:、{_TIMES}){{0,3}}(?:全会|全体会议)", "八次全会"),
        ("ordinal", "人大|政协|委员会|常委会", _TIMES, "会议", "人大四次会议"),
        ("ordinal", "放[在到]|摆[在到]|置于|作为|当作", "第一位", "", "放在第一位"),
        ("ordinal", "", f"第{_TELLING}{{1,3}}", f"[、和与及]第{_TELLING}", "第一、第二水厂"),
        ("name", "生命|安全|健康|质量|预防|育人", "第一", "", "生命第一"),
        ("name", "", "[百千万]户", "[苗侗]寨", "千户苗寨"),
        ("ambiguous", "", "[百千万][家村年斤人名里]", "", "百家争鸣"),
    )
)  # fmt: skip


def kind(plain: str, start: int, end: int) -> str:
    """Return the kind of refusal of the phrase from ``start`` to ``end``; empty if it is free.

    >>> kind("两个一百年", 2, 5), kind("超过一百年", 2, 5)
    ('name', '')
    """
    for one in IDIOMS:
        if (
            one.phrase.fullmatch(plain, start, end)
            and one.before.search(plain, max(0, start - 6), start)
            and one.after.match(plain, end)
        ):
            return one.kind
    return ""
