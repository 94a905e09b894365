"""A numeral phrase and what stands around it -> the quantity it is, or why it is none."""

from __future__ import annotations

import re
from decimal import Decimal

from xiaoyi_data.reading import bounds, clauses, grammar, intervals, names, numerals, phrases
from xiaoyi_data.reading.answers import Quantity, Refusal, Refused
from xiaoyi_data.reading.phrases import Core

_NOTE = re.compile(r"\((不?)(?:含|包含|包括)([^()]{0,12})\)")
_SHARES = {"百": "1", "千": "0.1", "万": "0.01"}  # 百分之五, 千分之三


class Phrase:
    """A numeral phrase with what stands around it, to be read whole or refused."""

    def __init__(
        self, plain: str, text: str, cores: list[Core], joins: list[str], floor: int
    ) -> None:
        self.plain, self.text, self.cores, self.joins, self.floor = plain, text, cores, joins, floor
        self.first, self.last = cores[0], cores[-1]
        self.said = bounds.before(plain, self.first.start, floor)
        self.then = bounds.after(plain, self.last)
        self.ranged = joins in (["range"], ["until"])

    def read(self) -> list[Quantity | Refusal]:
        """Read the phrase: one quantity, the two of 从…到…, or one refusal of all of it."""
        try:
            names.check(self.plain, self.cores, self.joins, self.said, self.then.end)
            if self._two():
                ends = [[core] for core in self.cores]
                floors = (self.floor, self.last.start)
                return [
                    Phrase(self.plain, self.text, own, [], floor)._one(own[0])
                    for own, floor in zip(ends, floors, strict=True)
                ]
            if self.ranged:
                return [self._range(*map(_number, self.cores))]
            if set(self.joins) == {"ratio"} and _shares(self.cores):
                return self._list("%")
            if self.joins == ["times"] and self.last.kind == "time":  # 7×24小时
                raise Refused("formula", self.last.unit)
            if self.joins == ["times"]:
                return [self._one(self.last, factor=self.first)]
            if self.joins == ["fraction"] and self.first.text in _SHARES:
                return [self._one(self.last, share=_SHARES[self.first.text])]
            if set(self.joins) == {"list"} and _distributed(self.cores):
                return self._list()
            if self.joins:
                loose = self.joins[0] in ("range", "until", "times")
                raise Refused("formula" if loose else self.joins[0])
            if (either := numerals.alternatives(self.last.text)) and not self.said.rank:
                return [self._range(*either)]  # 五六户, 三四百亩
            return [self._one(self.last)]
        except Refused as why:
            end = max(self.then.end, self.last.end, phrases.rate_after(self.plain, self.last))
            return [why.at(self.text, self.said.start, end)]

    def _list(self, unit: str = "") -> list[Quantity | Refusal]:
        """Read 10.6万、3.8万、3.3万平方公里: the last measure word, or ``unit``, belongs to all."""
        if self.said.start < self.first.start or self.then.end > self.last.end:
            raise Refused("list")
        unit = unit or self.last.unit
        return [
            Phrase(self.plain, self.text, [core], [], core.start)._one(core._replace(unit=unit))
            for core in self.cores
        ]

    def _two(self) -> bool:
        """Whether 从…到… names two quantities; refused where it may be a range or a rise."""
        if not self.ranged:
            return False
        opened = clauses.starts_from(self.plain, self.said.start, self.floor)
        until = self.joins == ["until"] and bool(self.first.unit and self.last.unit)
        if until and opened:
            return True
        rises = until and self.last.kind != "share"
        if (opened and self.plain[self.said.start - 1] in "从自") or (
            rises and clauses.follows_change(self.plain, self.said.start)
        ):
            raise Refused("ambiguous", self.plain[self.first.end : self.last.start].strip())
        return False

    def _one(self, core: Core, factor: Core | None = None, share: str = "") -> Quantity:
        number = _number(core)
        unit = self._unit(core, number)
        if share:
            if unit:
                raise Refused("ambiguous", core.unit)
            unit = grammar.Unit(("percent",), Decimal(share), False, "share")
        meaning = self._meaning(core)
        times = sum(numerals.POWERS[c] for c in core.times)
        scale = (unit.scale if unit else Decimal(1)) * _factor(factor)
        value = number.value.scaleb(times) * scale
        power = 0 if share and number.chinese else number.power  # 百分之三十 is said in ones
        step = Decimal(1).scaleb(power + times - number.decimals) * scale
        if core.more in ("多", "余") and number.value.scaleb(times) % 10:  # 5余 is no round number
            raise Refused("number", core.text + core.more)
        if self.then.half:
            loose = number.decimals or number.power or factor or core.unit == "个"
            if loose or meaning not in ("", "about"):
                raise Refused("ambiguous", "半")
            step = scale / 2
            value += step
        # 两万人 says the number in full; 2万人 is a 2 with a multiplier, and rounded.
        scaled = number.decimals or times or self.then.half or number.power * (not number.chinese)
        whole = unit is None or unit.whole
        falls = self.said.sign not in ("", "+", "正")
        if self.said.sign in ("±", "正负"):
            raise Refused("tolerance", self.said.sign)
        if self.said.sign and (meaning or (whole and unit and unit.kind != "money")):
            raise Refused("sign", self.said.sign)
        found = intervals.of(value, step, meaning, exact=whole and not scaled, falls=falls)
        units = ("rank",) if self.said.rank else unit.units if unit else ()
        return self._quantity(found, units, number.decimals, self.then.end)

    def _range(self, *ends: numerals.Number) -> Quantity:
        unit = self._unit(self.last, ends[1])
        end = phrases.between(self.plain, self.then.end)
        meaning = "" if self.then.meaning == "vague" else self.then.meaning
        if self.said.bounds or self.said.trouble or meaning or self.said.sign or self.then.half:
            raise Refused("conflict")
        self._check_far(False)
        if self._note(end) or names.torn(self.plain, end):
            raise Refused("ambiguous")
        both = intervals.between(*ends)
        if both is None or any(core.more for core in self.cores) or self.then.more:
            raise Refused("range")
        if self.first.unit not in ("", self.last.unit):
            raise Refused("range", self.first.unit)
        scale = unit.scale if unit else Decimal(1)
        step = Decimal(1).scaleb(ends[0].power - ends[0].decimals) * scale
        low, high = (one * scale for one in both)
        found = intervals.Reading(None, "range", low, high, step, "[]")
        return self._quantity(found, unit.units if unit else (), ends[0].decimals, end)

    def _quantity(
        self, found: intervals.Reading, units: tuple[str, ...], digits: int, end: int
    ) -> Quantity:
        value, qualifier, low, high, step, ends = found
        where = (self.said.start, end, self.text[self.said.start : end])
        return Quantity(value, units, qualifier, low, high, digits, step, *where, ends)

    def _unit(self, core: Core, number: numerals.Number) -> grammar.Unit | None:
        """Return the unit of a number; refuse what is no unit, a rate, or a part of a word."""
        if core.unit in grammar.REFUSED_UNITS:
            raise Refused(grammar.REFUSED_UNITS[core.unit][0], core.unit)
        if self.then.end > core.end and phrases.rate_after(self.plain, core, self.then.end):
            raise Refused("rate")  # 500元以上/人
        if phrases.rate_after(self.plain, core):
            raise Refused("rate", self.plain[core.end : phrases.rate_after(self.plain, core)])
        if core.text in ("万", "亿") and core.unit == "元" and not self._bounded():
            raise Refused("ambiguous", core.text + core.unit)  # 万元GDP能耗, 亿元企业
        if number.chinese and core.unit in grammar.AFTER_DIGITS:
            raise Refused("ambiguous", core.unit)
        if core.unit == "个" and number.decimals and not number.power:  # 3.4个、1个百分点
            raise Refused("number", core.text + core.unit)
        if core.unit == "方" and number.chinese:  # 四方 is four parties
            raise Refused("ambiguous", core.unit)
        if number.chinese and not number.value:  # 零部件, 零突破
            raise Refused("name", core.text)
        if number.chinese and number.value == 1 and self._article(core):
            raise Refused("ambiguous", core.text + core.unit)
        if core.unit == "成" and not (number.value <= 10 and not number.decimals):
            raise Refused("unit", core.unit)
        if core.unit == "届" and number.chinese and number.value > 9:
            raise Refused("ordinal", core.unit)
        return grammar.UNITS.get(core.unit)

    def _article(self, core: Core) -> bool:
        """Whether 一 may be "a" rather than "one": 一种模式, 在一起."""
        whole = bool(core.unit) and grammar.UNITS[core.unit].whole
        counted = whole and core.kind == ""
        span = core.kind == "time" and not (self.then.meaning or self.then.more or self.then.half)
        return (counted or span) and not (self.said.bounds or self.said.rank)

    def _bounded(self) -> bool:
        return bool(self.said.bounds or self.said.trouble or self.then.meaning)

    def _meaning(self, core: Core) -> str:
        """Return the one bound said around the number; refuse where it is not one."""
        said, then = self.said, self.then
        if said.trouble:
            raise Refused(said.trouble)
        if core.more in ("来", "几"):
            raise Refused("vague", core.more)
        if then.meaning in ("vague", "ambiguous", "date"):
            raise Refused(then.meaning)
        if then.noun:
            raise Refused("ambiguous", "多" + then.noun)
        strict = {"ge": "gt", "le": "lt"} if then.excluded else {}
        meanings = {meaning for _, meaning in said.bounds}
        meanings |= {strict.get(then.meaning, then.meaning)} - {""}
        meanings |= {"ge" if core.more == "+" else "gt"} if core.more or then.more else set()
        if len(meanings) > 1:
            raise Refused("conflict")
        meaning = meanings.pop() if meanings else ""
        if ("近", "nearly") in said.bounds and core.kind == "time":
            raise Refused("ambiguous", "近")  # 近三年 is the last three years
        self._check_far(meaning not in ("", "about"))
        note = self._note(then.end)
        if note == "不" or (note and meaning not in ("ge", "le")):  # 超过5%（含）
            raise Refused("ambiguous", note)
        included = self.plain[max(0, said.start - 2) : said.start] in ("(含", "不含")
        if included and self.plain[then.end : then.end + 1] == ")":
            raise Refused("ambiguous", "含")
        if names.torn(self.plain, then.end):
            raise Refused("broken")
        if not meaning and clauses.bounded_later(self.plain, then.end):
            raise Refused("far_bound")
        return meaning

    def _note(self, end: int) -> str:
        """Return 含, or 不, where a note says so of the number itself after all its words."""
        note = _NOTE.match(self.plain, end)
        own = ("", "本数", "本级", self.plain[self.last.start : self.last.end].strip())
        return note[1] or "含" if note and note[2] in own else ""

    def _check_far(self, bounded: bool) -> None:
        far = clauses.far(self.plain, self.said, self.first.start, self.floor, bounded)
        if far:
            raise Refused(far)


def _number(core: Core) -> numerals.Number:
    number = numerals.number(core.text)
    if number is None:
        told = sum(c in "一二三四五六七八九" for c in core.text)
        raise Refused("vague" if 1 < told == len(core.text) else "number", core.text)
    return number


def _distributed(cores: list[Core]) -> bool:
    """Whether a list is of amounts: small whole numbers may be alternatives (2、3家) or marks.

    Not so in 3个、1个百分点: the first 个 is that of the last measure word.
    """
    last = cores[-1].unit
    if last == "个百分点" and all(core.unit == "个" for core in cores[:-1]):
        return not any(core.more for core in cores[:-1])
    numbers = [numerals.number(core.text) for core in cores]
    amounts = [
        number
        for number in numbers
        if number and not number.chinese and (number.decimals or number.power or number.value > 99)
    ]
    scaled = {bool(number.power) for number in amounts}
    bare = not any(core.unit or core.more for core in cores[:-1])
    return bare and bool(cores[-1].unit) and len(amounts) == len(cores) and len(scaled) == 1


def _shares(cores: list[Core]) -> bool:
    """Whether 9.4∶47.3∶43.3 are parts of a hundred, as far as their last digits tell."""
    numbers = [numerals.number(core.text) for core in cores]
    told = [one for one in numbers if one and not one.chinese and not one.power]
    if len(told) != len(cores) or len(cores) < 3 or any(core.unit or core.more for core in cores):
        return False
    step = Decimal(1).scaleb(-min(one.decimals for one in told))
    return abs(sum((one.value for one in told), Decimal(-100))) <= step * len(told) / 2


def _factor(core: Core | None) -> Decimal:
    """Return the whole number that stands before × (2×35万千瓦)."""
    number = numerals.number(core.text) if core else None
    if core is None:
        return Decimal(1)
    if number is None or core.unit or not re.fullmatch(r"[0-9]{1,4}", core.text):
        raise Refused("formula", core.text)
    return number.value
