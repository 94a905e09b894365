"""Quantities -> words: the one formatter of numbers, in English and Chinese.

It keeps the digits that were printed, says the qualifier (``≥ 95%``, ``95%以上``), and counts
in thousands, million, billion and trillion in English, in 万 and 亿 in Chinese.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any, NamedTuple

from xiaoyi_data import choices
from xiaoyi_data.reading import quantities
from xiaoyi_data.report import codebook

Number = Decimal | int | float

_LARGE = ("million", "billion", "trillion")
# A fall by so much at least is a change that lies below.
_TURNED = {"at_least": "at_most", "at_most": "at_least", "over": "under", "under": "over"}
# The units that Chinese counts with the measure word of the thing: 套 of homes, 件 of proposals.
COUNTED = ("item", "enterprise")
_SINGULAR = {"people": "person"}
# Not those of calendar, which follow the locale of the process.
_MONTHS = ("", "January", "February", "March", "April", "May", "June", "July",
           "August", "September", "October", "November", "December")  # fmt: skip


# The number and its measure word as printed, without the words of the qualifier around them.
_CORE = re.compile(r"(?:第|\d|[零〇一二两三四五六七八九十百千万亿]).*?(?=以上|以内|以下|左右|$)")


# A table asks for each value as symbol and in words, and a chart once more.
_read = lru_cache(maxsize=1024)(quantities.parse)


class Scale(NamedTuple):
    """What a series is counted in: ``10 ** power`` units, called ``name`` (``万吨``)."""

    power: int
    name: str


def scale(largest: Number, unit: str, lang: str = "en", measure_word: str = "") -> Scale:
    """Return the scale in which a series of that size is read in ``lang``.

    ``measure_word`` is the indicator's, which counts its things in Chinese.

    >>> scale(7_600_000, "t", "zh"), scale(7_600_000, "t", "en").name
    (Scale(power=4, name='万吨'), 'million tonnes')
    """
    name = codebook.labels("derived", "unit", lang)[unit]  # those of figures, and a few more
    if lang == "zh" and unit in COUNTED:
        name = measure_word or name
    known = choices.words("amounts", lang)
    steps = known["units"].get(unit) or [
        (power, f"{word}{name}" if lang == "zh" else f"{word} {name}".strip())
        for power, word in known["powers"]
    ]
    size = abs(_decimal(largest))
    # Of trillions there are ten or more: of fewer, billions keep the digits that are known.
    found = (step for step in steps if size >= 10 ** (step[0] + step[0] // 12))
    return Scale(*next(found, steps[-1]))


def amount(
    value: Number,
    unit: str,
    lang: str = "en",
    *,
    measure_word: str = "",
    decimals: int | None = None,
    most: int | None = None,
    qualifier: str = "exact",
    signed: bool = False,
    words: bool = False,
    power: int | None = None,
) -> str:
    """Return a value in its canonical unit as a reader of ``lang`` would write it.

    ``decimals`` fixes the digits after the point in the unit as shown; without it every digit
    of the value is kept, of millions and more no more than ``most``. ``signed`` puts + before a
    rise; ``words`` writes qualifiers and units out, for sentences. ``power`` fixes the power of
    ten of a series and leaves the unit's name to the subtitle; ``measure_word`` counts in Chinese.

    >>> amount(12_880_000_000, "CNY"), amount(12_880_000_000, "CNY", "zh")
    ('CNY 12.88 billion', '128.8亿元')
    >>> amount(95, "percent", qualifier="at_least"), amount(-4.7, "pp", "zh")
    ('≥ 95%', '−4.7个百分点')
    >>> amount(539, "item", "zh", measure_word="套"), amount(33054, "enterprise", "zh")
    ('539套', '33054户')
    """
    exact = _decimal(value)
    if unit == "rank":
        return f"no. {exact.normalize():f}" if lang == "en" else f"第{exact.normalize():f}名"
    own = scale(exact, unit, lang, measure_word) if power is None else Scale(power, "")
    places = _places(exact.scaleb(-own.power)) if decimals is None else decimals
    if most is not None and own.power > 4:
        decimals = min(places, most)
    if lang == "zh" and power is None and own.power == 4 and places > 2:
        # 万 is written with two decimals at most; so few thousands are written out.
        decimals = None if decimals is None else max(0, decimals - 4)
        own = Scale(0, scale(0, unit, lang, measure_word).name)
    shown = _digits(exact.scaleb(-own.power), decimals, lang)
    sign = "−" if exact < 0 else "+" if signed and exact > 0 else ""
    text = sign + (shown if power is not None else _with_unit(shown, exact, unit, own, lang, words))
    before, after = _affixes(qualifier, lang, words)
    return f"{before}{text}{after}"


def between(
    low: Decimal,
    high: Decimal,
    unit: str,
    lang: str = "en",
    *,
    measure_word: str = "",
    words: bool = False,
) -> str:
    """Return the two ends of what has no single value, with the digits they have.

    >>> between(Decimal("7.7"), Decimal("7.9"), "pp"), between(Decimal(3), Decimal(4), "t", "zh")
    ('7.7–7.9 pp', '3至4吨')
    >>> between(Decimal("-1.3"), Decimal("-1.1"), "percent")
    '−1.3% to −1.1%'
    >>> between(Decimal("6.5"), Decimal(7), "percent")
    '6.5–7%'
    """
    power = scale(high, unit, lang).power
    finer = decimals(low, power) > decimals(high, power)  # then each has its own digits
    dash, join = ("–", " to ") if lang == "en" else ("至", "至")
    say = partial(
        amount, unit=unit, lang=lang, decimals=None if finer else decimals(high, power),
        words=words, measure_word=measure_word,
    )  # fmt: skip
    if low < 0:
        return f"{say(low)}{join}{say(high)}"
    ends = [say(end, power=power) for end in (low, high)]
    return say(high).replace(ends[1], dash.join(ends), 1)


def decimals(number: Decimal, power: int) -> int:
    """Return the digits after the point that a number has when counted in ``10 ** power``.

    >>> decimals(Decimal("2.04E+9"), 9), decimals(Decimal("8.70"), 0)
    (2, 2)
    """
    exponent = number.as_tuple().exponent
    return max(0, power - exponent) if isinstance(exponent, int) else 0


def figure(
    row: Any,
    lang: str = "en",
    *,
    signed: bool = False,
    words: bool = False,
    power: int | None = None,
) -> str:
    """Return a row of ``load_figures()`` in words, with the digits and qualifier printed.

    In Chinese the measure word is the report's own; the rest is as for ``amount``.

    >>> from xiaoyi_data import load_figures
    >>> row = load_figures(indicator="market_entities").iloc[0]
    >>> figure(row), figure(row, "zh")
    ('nearly 40,000 enterprises', '近4万户')
    """
    read = _read(row.printed)
    if row.unit == "rank":
        return row.printed if lang == "zh" else f"no. {read.value}"
    falls = read.value is not None and row.value < 0
    signed = signed and row.measure in ("growth", "change")
    if lang == "zh" and power is None and not row.printed.isascii():
        sign = "−" if falls else "+" if signed else ""
        before, after = _affixes(read.qualifier, lang, words)
        if falls and read.qualifier in _TURNED:
            before, after = _affixes(_TURNED[read.qualifier], "en", False)[0].strip(), ""
        noun = "" if read.units else codebook.labels("figures", "unit", lang)[row.unit]
        return f"{before}{sign}{_CORE.search(row.printed)[0]}{noun}{after}"  # type: ignore[index]
    if read.value is None and power is None and read.low and read.high:
        return between(read.low, read.high, row.unit, lang, words=words)
    if read.value is None:
        ends = [_decimal(end).scaleb(-(power or 0)) for end in (read.low, read.high) if end]
        return ("–" if lang == "en" else "至").join(_digits(end, None, lang) for end in ends)
    value = -read.value if falls else read.value
    decimals = None
    if read.digits:
        shift = scale(value, row.unit, lang).power if power is None else power
        decimals = max(0, -read.step.scaleb(-shift).adjusted())
    turned = _TURNED.get(read.qualifier, read.qualifier) if falls else read.qualifier
    return amount(
        value, row.unit, lang, decimals=decimals, qualifier=turned, signed=signed, words=words,
        power=power,
    )  # fmt: skip


def observation(row: codebook.Row, lang: str = "en", *, words: bool = False) -> str:
    """Return the value of a row of ``observations``, as text: as printed where it says so.

    Large numbers have two decimals at most. A ``measure_word`` of the row counts in Chinese.

    >>> row = {"measure": "growth", "value": "-1.0", "unit": "percent", "printed": ""}
    >>> observation(row), observation(row | {"printed": "1.0%左右"}, "zh")
    ('−1.0%', '约−1.0%')
    """
    value, printed = Decimal(row["value"]), row.get("printed", "")
    if not printed:
        word, percent = row.get("measure_word", ""), row["unit"] == "percent"
        digits = decimals(value, 0) if percent else None
        return amount(
            value, row["unit"], lang, decimals=digits, most=2, words=words, measure_word=word
        )
    read = _read(printed)
    if read.value is None and read.low is not None and read.high is not None:
        ends = (-read.high, -read.low) if value < 0 else (read.low, read.high)
        if lang == "en" or value < 0:
            return between(*ends, row["unit"], lang, words=words)
    told = SimpleNamespace(printed=printed.lstrip("-−负"), value=value,
                           unit=row["unit"], measure=row["measure"])  # fmt: skip
    return figure(told, lang, words=words)


def capital(text: str) -> str:
    """Return a text with a capital first letter, and the rest as it is.

    >>> capital("LNG capacity"), capital("urban income")
    ('LNG capacity', 'Urban income')
    """
    return text[:1].upper() + text[1:]


def period(text: str, lang: str = "en") -> str:
    """Return a year, month or day, or an interval, as a reader of ``lang`` would write it.

    >>> period("2016/2020"), period("2016/2020", "zh"), period("2025", "zh")
    ('2016–2020', '2016—2020年', '2025年')
    >>> period("2021-01/2021-03"), period("2021-01/2021-03", "zh"), period("2020-11-01", "zh")
    ('January–March 2021', '2021年1—3月', '2020年11月1日')
    """
    choices.check_language(lang)
    first, slash, last = text.partition("/")
    if len(first) == len(last or first) == 4:
        return text.replace("/", "–") if lang == "en" else text.replace("/", "—") + "年"
    if not slash:
        return _date(first, lang)
    if first[:4] == last[:4] and len(first) == len(last) == 7:
        months = _date(first, lang), _date(last, lang)
        if lang == "en":
            return f"{months[0].split()[0]}–{months[1]}"
        return f"{months[0].removesuffix('月')}—{months[1].partition('年')[2]}"
    return ("–" if lang == "en" else "—").join(_date(end, lang) for end in (first, last))


def _date(text: str, lang: str) -> str:
    """Return a year, a month or a day in words."""
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    if lang == "zh":
        return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    parts = (day or "", _MONTHS[month], year)
    return " ".join(str(part) for part in parts if part)


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _places(value: Decimal) -> int:
    """Return the digits after the point, without closing zeros."""
    return max(0, -value.normalize().as_tuple().exponent)  # type: ignore[operator]


def _digits(value: Decimal, decimals: int | None, lang: str) -> str:
    shown = abs(value).normalize() if decimals is None else abs(round(value, decimals))
    return f"{shown:,f}" if lang == "en" else f"{shown:f}"


def _with_unit(digits: str, value: Decimal, unit: str, own: Scale, lang: str, words: bool) -> str:
    if unit == "percent":
        return f"{digits}%"
    if lang == "zh":
        return f"{digits}{own.name}"
    if unit == "CNY":
        return f"CNY {digits} {own.name.replace('yuan', '')}".strip()
    if unit == "item":
        return f"{digits} {own.name.replace('items', '')}".strip()
    name = _SINGULAR.get(own.name, own.name.removesuffix("s")) if value == 1 else own.name
    if not words:
        power, _, noun = name.rpartition(" ") if name.startswith(_LARGE) else ("", "", name)
        name = f"{power} {choices.words('amounts', lang)['short'].get(noun, noun)}".strip()
    return f"{digits} {name}"


def _affixes(qualifier: str, lang: str, words: bool) -> tuple[str, str]:
    table = choices.words("amounts", lang)["words" if words else "symbols"]
    before, after = table.get(qualifier, ("", ""))
    return before, after
