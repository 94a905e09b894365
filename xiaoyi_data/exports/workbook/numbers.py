"""How cells show numbers: the format of a value in its unit, as a language writes it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from xiaoyi_data.report import wording

_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_PLACES = 2
# What one of the number shown stands for -> how a format says it, with so many decimals at most.
# Formats divide by thousands alone: a point written as a letter makes 万 and 亿 of them.
_SCALES = {0: "", 3: ",", 6: ",,", 9: ",,,", 12: ",,,,"}
_POINTS = {4: ("0\\.0,", 1), 8: ("0\\.00,,", 2)}


@lru_cache(4096)
def by_unit(value: float, unit: str, lang: str, measure_word: str = "") -> str | None:
    """Return the format in which a value of a unit reads as the language writes it.

    None where no format says it with the digits it has.

    >>> by_unit(12_880_000_000, "CNY", "en"), by_unit(95.0, "percent", "en")
    ('"CNY "0.00,,," billion";"−CNY "0.00,,," billion"', '0"%";"−"0"%"')
    >>> by_unit(12_880_000_000, "CNY", "zh"), by_unit(330_550, "person", "zh")
    ('0\\\\.00,,"亿元";"−"0\\\\.00,,"亿元"', '0"人";"−"0"人"')
    """
    about = f"{abs(value):.{_PLACES}f}"  # more would be digits of a computation
    text = wording.amount(Decimal(about).normalize(), unit, lang, measure_word=measure_word, most=2)
    found = _NUMBER.search(text)
    if found is None:
        return None
    shown = float(found[0].replace(",", ""))
    power = next((p for p in range(13) if abs(shown * 10**p - abs(value)) <= 0.006 * 10**p), None)
    places = len(found[1] or "")
    before, after = text[: found.start()], text[found.end() :]
    if power in _POINTS:
        digits, most = _POINTS[power]
        if places > most:  # the whole number, in the unit itself
            return by_unit_alone(unit, lang, measure_word)
    elif power in _SCALES:
        commas = _SCALES[power]
        whole = "#,##0" if "," in found[0] else "0"
        digits = f"{whole}{'.' + '0' * places if places else ''}{commas}"
    else:
        return None
    positive = f"{_said(before)}{digits}{_said(after)}"
    return f"{positive};{_said('−' + before)}{digits}{_said(after)}"


def by_unit_alone(unit: str, lang: str, measure_word: str = "") -> str:
    """Return the format of whole numbers in a unit that is not scaled.

    >>> by_unit_alone("household", "zh")
    '0"户";"−"0"户"'
    """
    name = _said(wording.scale(0, unit, lang, measure_word).name)
    return f'0{name};"−"0{name}'


def _said(text: str) -> str:
    """A text within a format."""
    return '\\"'.join(f'"{part}"' if part else "" for part in text.split('"'))
