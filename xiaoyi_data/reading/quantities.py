"""Chinese text -> quantities: 近4万户 is a value, a unit, a qualifier, an interval.

A quantity is a number with its multiplier (万), unit (户) and the words of the qualifier around
it (近). Everything is read from text with ``Decimal``, so 33.30 and 33.3 differ. What cannot be
read is left out by ``read`` and refused by ``parse``; nothing is guessed: 几十个, 三分之二, 两万五,
6个月 and 千瓦时 give no quantity rather than a part of one.

The interval (``low``, ``high``) is what the words support:

- a count written in its base unit (5387人, 11600元, 千头) is exact, and so is a rank;
- anything measured or scaled is known to half a unit of its last printed digit (15.1%, 20万);
- 以上 and 超 have no upper end, 以内 and 不到 no lower one, not even for percentages: only a share
  stops at 100, and a share cannot be told from growth here;
- 近 reaches half a unit of the leading digit below (近4万 and 近4.8万 fall short by up to 5000);
- 约 and 左右 are good to one unit of the last printed digit either way;
- a range is taken at the ends it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from xiaoyi_data.reading import numerals
from xiaoyi_data.reading.numerals import ARABIC, CHINESE, POWERS

# Measure word -> the canonical units it may stand for and the power of ten between them; None
# where the word counts things whole, so that a number is exact.
_UNITS: dict[str, tuple[tuple[str, ...], int | None]] = {
    word: (tuple(units.split()), power)
    for units, power, words in [
        ("person", None, "人 名"),
        ("person_time", None, "人次"),
        ("household enterprise", None, "户"),
        ("enterprise", None, "家"),
        ("head", None, "头"),
        ("day", None, "天"),
        ("year", None, "年"),
        ("CNY", None, "元"),
        ("item", None, "个 项 件 套 处 座 所 场 条 段 片 届 次 村 镇 只 台 辆"),
        ("pp", 0, "个百分点 百分点"),
        ("percent", 0, "%"),
        ("km2", 0, "平方公里"),
        ("km", 0, "公里 千米"),
        ("kg", 0, "公斤 千克"),
        ("t", 0, "吨"),
        ("mu", 0, "亩"),
        ("m3", 0, "立方米 方"),
        ("W", 6, "兆瓦 MW"),
        ("W", 3, "千瓦 KW"),
        ("W", 0, "瓦 W"),
        ("V", 3, "千伏 KV"),
        ("V", 0, "伏 V"),
    ]
    for word in words.split()
}


def _by_word(**words: str) -> dict[str, str]:
    return {word: qualifier for qualifier in words for word in words[qualifier].split()}


_BEFORE = _by_word(
    at_least="跨上 至少 最少 不低于 不少于 不小于",
    at_most="至多 最多 不超过 不超 未超过 不高于 不多于 不大于 低于 少于 不足 不到",
    over="超过 超 突破 高于 多于 大于 逾",
    nearly="接近 将近 近",
    about="大约 约",
)
_AFTER = _by_word(at_least="及以上 以上", at_most="及以下 以下 以内", about="左右")


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_EXACT = Context(prec=100)  # so that no number of that length is rounded, whatever the caller set
# A multiplier belongs to the number unless it opens the unit: 千 in 2.4万千瓦 is the unit's.
_NOT_UNIT = rf"(?!{_either(word for word in _UNITS if word[0] in '百千')})"
_TIMES = rf"(?:{_NOT_UNIT}[百千万亿])*"
_NUMBER = rf"(?:(?:{ARABIC}){_TIMES}|(?:{_NOT_UNIT}{CHINESE})+)"
# 签约22个 signs 22, 附近5个 are 5 nearby: neither word says how well the number is known.
_NOT_SAID = "(?!(?<=[签节预集公条续合违解邀履制])约|(?<=[附最临邻靠远])近|(?<=[赶反])超)"
_QUANTITY = re.compile(
    rf"(?:{_NOT_SAID}(?P<before>{_either(_BEFORE)})了?(?:提高|增加|增长|达到|完成|新增)?)?"
    rf"(?P<rank>第)?(?:(?P<factor>\d{{1,4}})[×x*](?=\d))?(?P<number>{_NUMBER})"
    rf"(?:(?P<percent>%)?(?:[~〜–—―-]|至|到)(?P<top>{_NUMBER}))?(?:(?P<more>[余多])(?P<times>{_TIMES}))?"
    rf"(?:(?P<unit>{_either(_UNITS)})(?!(?<=[a-z])[a-z]))?(?P<after>{_either(_AFTER)})?",
    re.IGNORECASE,
)
# A number may be part of something longer that is not read. Before it: another numeral, a point,
# slash or minus, 三分之(二), (几)十, (数)百, (上)千.
_PART_BEFORE = re.compile(rf"(?:{CHINESE}|\d)[.,/:×x*点]?$|分之$|[\u2212.~〜–-]$", re.IGNORECASE)
_VAGUE = re.compile(r"[几数上](?=[十百千万])")
# After it: a number without a unit may go on, and some units are the start of another word.
_PART_AFTER = re.compile(rf"[.,/:×x*]\d|[几成折]|分之|点{CHINESE}", re.IGNORECASE)
_OTHER_UNIT = re.compile(
    r"个(?:半(?!导)|多?(?:月|小时))|方[面案式]|年[代级]|[年天][多半]|[千兆]?瓦时", re.IGNORECASE
)


@dataclass(frozen=True)
class Quantity:
    """What a stretch of text says: a value in its canonical unit and what is known around it.

    ``value`` is None for a range; ``low`` and ``high`` are the ends of the interval the words
    support, None where unbounded. ``units`` are the canonical units the measure word admits,
    the usual one first, empty when there is none. ``digits`` counts the decimals printed and
    ``step`` is the worth of the last printed digit, in the canonical unit.
    """

    value: Decimal | None
    units: tuple[str, ...]
    qualifier: str
    low: Decimal | None
    high: Decimal | None
    digits: int
    step: Decimal
    start: int
    end: int
    text: str


def read(text: str) -> list[Quantity]:
    """Return the quantities of a text in order: numbers with a unit, a qualifier or a rank.

    A number or range without unit or qualifier is not a quantity here (``parse`` reads it), and
    neither is a date (2021年). Idioms and names are not told from counts and ranks (一件, 第十三).
    Offsets refer to ``text``; time grows in proportion to its length.

    >>> [(q.text, q.value, q.units[0]) for q in read("全市2256户5194名贫困人口")]
    [('2256户', Decimal('2256'), 'household'), ('5194名', Decimal('5194'), 'person')]
    """
    return [
        quantity
        for quantity in _scan(text)
        if (quantity.units or quantity.qualifier not in ("exact", "range"))
        and not (  # a date
            quantity.units == ("year",)
            and quantity.qualifier in ("exact", "range", "about")
            and (quantity.low or 0) >= 1000
        )
    ]


def parse(printed: str) -> Quantity:
    """Return the one quantity that ``printed`` is; ValueError when it is none or not all of it.

    >>> parse("近4万户").value, parse("近4万户").low, parse("近4万户").qualifier
    (Decimal('4E+4'), Decimal('3.5E+4'), 'nearly')
    """
    found = next(_scan(printed), None)
    if found is None or found.text != printed:
        part = f"only {found.text!r} can be" if found else "nothing can be"
        raise ValueError(f"{printed!r} cannot be read as one quantity: {part}")
    return found


def _scan(text: str) -> Iterator[Quantity]:
    plain = numerals.plain(text)
    for match in _QUANTITY.finditer(plain):
        if not _is_part(match, plain):
            with localcontext(_EXACT):
                quantity = _quantity(match, text)
            if quantity is not None:
                yield quantity


def _is_part(match: re.Match[str], plain: str) -> bool:
    """Whether the match is a part of something longer, which is not read."""
    start, unit = match.start(), match.start("unit")
    before = not match["before"] and (
        _PART_BEFORE.search(plain[max(0, start - 2) : start])
        or _VAGUE.match(plain, max(0, start - 1))
    )
    after = _PART_AFTER.match(plain, match.end()) if unit < 0 else _OTHER_UNIT.match(plain, unit)
    return bool(before or after)


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    """Turn a match into a quantity; None where its parts do not make one."""
    part = match.groupdict()
    word = (part["unit"] or "").upper()
    words = (_BEFORE.get(part["before"]), _AFTER.get(part["after"]), part["more"] and "over")
    said = [qualifier for qualifier in words if qualifier]
    qualifier = said[0] if said else "exact"
    number = numerals.number(part["number"])
    if (
        number is None
        or len(said) > 1
        or (part["rank"] and word not in ("", "名"))  # 第三届 is one of several
        or (part["before"] == "近" and word in ("年", "天"))  # 近三年 is the last three years
        or (part["percent"] and word != "%")
        or (number.chinese and word == "方")  # 四方 is four parties
    ):
        return None
    units, shift = _UNITS.get(word, ((), None))
    whole, shift = shift is None, shift or 0
    times, factor = sum(POWERS[c] for c in part["times"] or ""), int(part["factor"] or 1)
    value = number.value.scaleb(times + shift) * factor
    step = Decimal(1).scaleb(number.power + times - number.decimals + shift) * factor
    scaled = number.decimals or times or (number.power and not number.chinese)
    half = step / 2 if scaled or not whole else Decimal(0)
    low: Decimal | None = value - half
    high: Decimal | None = value + half
    shown: Decimal | None = value
    if part["top"]:
        ends = _ends(number, numerals.number(part["top"]))
        if ends is None or said or part["factor"] or part["rank"]:
            return None
        shown, qualifier, (low, high) = None, "range", (end.scaleb(shift) for end in ends)
    elif qualifier in ("at_least", "over"):
        low, high = value, None
        if part["more"] and number.value.scaleb(times) % 10:  # 5余 is no round number
            return None
    elif qualifier == "at_most":
        low, high = None, value
    elif qualifier == "nearly":
        low, high = value - Decimal(5).scaleb(value.adjusted() - 1), value
    elif qualifier == "about":
        low, high = value - step, value + step
    units = ("rank",) if part["rank"] else units
    where = (*match.span(), text[match.start() : match.end()])
    return Quantity(shown, units, qualifier, low, high, number.decimals, step, *where)


def _ends(low: numerals.Number, high: numerals.Number | None) -> tuple[Decimal, Decimal] | None:
    """Return the ends of a range; None where they do not ascend or may be read in two ways.

    A multiplier printed once, at the end, belongs to both (1~2万), unless that would not ascend
    (8000~1万, 三至十); 三至五十 may be either.
    """
    if high is None or low.value >= high.value:
        return None
    spread = low.value if low.power else low.value.scaleb(high.power)
    if spread >= high.value or not high.power:
        return low.value, high.value
    return None if low.chinese and not low.power and high.power < 4 else (spread, high.value)
