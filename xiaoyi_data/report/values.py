"""What a cell of a table may hold: its text is understood wholly, or there is a reason why not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.report import files

YEARS = range(1900, 2101)
NUMBERS = ("number", "integer", "year")
_SHOWN, _LONGEST, _DIGITS = 40, 40, 17  # as many digits as a number in a frame can hold
_NUMBER = re.compile(r"([+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?)(%?)")
# What no page, slide or workbook can hold, and a terminal obeys; tabs and ends of lines are plain.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HUNDREDTHS = ("percent", "pp")
_REQUIRED = "a value is required"
_VALID = {
    "number": "0 and 1e-9 to 9e15, as 1234.5, -4.7 or 7e8, to 17 digits",
    "integer": "1234",
    "year": f"{YEARS[0]} to {YEARS[-1]}",
}


def taken(field: dict[str, Any], text: str, unit: str = "") -> str:
    """Return what a text says in a column, numbers written plainly.

    ``field`` describes the column, ``unit`` is that of the row: in percent and percentage points
    8% is 8. Raises ValueError with the reason, naming the value and what is valid.

    >>> taken({"name": "value", "type": "number"}, "8.30%", "percent")
    '8.30'
    >>> taken({"name": "baseline", "type": "year"}, "202O")
    Traceback (most recent call last):
    ValueError: '202O' is not a year: valid are 1900 to 2100
    """
    rules = field.get("constraints", {})
    if rules.get("required") and files.blank(text):
        raise ValueError(f"{shown(text)!r} is blank: {_REQUIRED}" if text else _REQUIRED)
    if not text:
        return text
    if sign := _CONTROL.search(text):
        told = f"holds the control character U+{ord(sign[0]):04X}: leave it out"
        raise ValueError(f"{shown(text)!r} {told}")
    if "enum" in rules and text not in rules["enum"]:
        called = {one[label]: one["value"] for label in ("label", "label_zh")
                  for one in field.get("categories", ())}  # fmt: skip
        raise choices.unknown(field["name"], shown(text), rules["enum"], called)
    if field["type"] in NUMBERS:
        return _number(field["type"], rules, text, unit)
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text, re.ASCII):
        such = ", as 2021, 2021-06 and 2016/2020 do" if field["name"] == "period" else ""
        raise ValueError(f"{shown(text)!r} does not match {rules['pattern']}{such}")
    if "maxLength" in rules and len(text) > rules["maxLength"]:
        raise ValueError(f"{shown(text)!r} is longer than {rules['maxLength']} characters")
    if field["name"] == "period":
        _period(text)
    return text


def coded(field: dict[str, Any], text: str) -> str:
    """Return the code of what a category is called in English or Chinese; any other text as it is.

    >>> coded({"categories": [{"value": "cut", "label": "a cut", "label_zh": "降"}]}, "降")
    'cut'
    """
    named = [
        one["value"]
        for one in field.get("categories", ())
        if text.casefold() in (one["label"].casefold(), one["label_zh"])
    ]
    return named[0] if len(named) == 1 else text


def shown(text: str) -> str:
    """Return a text as messages show it: a long one cut.

    >>> shown("9" * 10_000)[-3:]
    '99…'
    """
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _number(kind: str, rules: dict[str, Any], text: str, unit: str) -> str:
    wrong = ValueError(f"{shown(text)!r} is not a {kind}: valid are {_VALID[kind]}")
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise wrong
    number, plain = Decimal(found[1]), found[1]
    if found[2] and not (kind == "number" and unit in _HUNDREDTHS):
        of = f"in a row of unit {unit!r}" if unit else "here"
        raise ValueError(f"{text!r} is a percentage, and none stands {of}: write the number alone")
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    # The exponent is bounded before anything is computed: whole, 1e999 has a thousand digits.
    if (number and not -10 < number.adjusted() < 16) or len(digits) > _DIGITS:
        raise wrong
    if (kind != "number" and number != int(number)) or (kind == "year" and number not in YEARS):
        raise wrong
    if "minimum" in rules and number < rules["minimum"]:
        raise ValueError(f"{text!r} is below {rules['minimum']}")
    if "maximum" in rules and number > rules["maximum"]:
        raise ValueError(f"{text!r} is above {rules['maximum']}")
    if kind != "number":
        return str(int(number))
    return f"{number:f}" if "e" in plain.lower() else plain


def _period(text: str) -> None:
    """Refuse a period that cannot be: a month or day there is not, an end before its beginning."""
    first, slash, last = text.partition("/")
    try:
        begins, ends = _days(first)[0], _days(last or first)[1]
    except ValueError as reason:
        raise ValueError(f"{text!r} is no period: {reason}") from None
    if slash and first == last:
        raise ValueError(f"{text!r} begins and ends with {first}: write {first}")
    if begins > ends:
        raise ValueError(f"{text!r} ends before it begins: valid is {last}/{first}")


def _days(text: str) -> tuple[date, date]:
    """Return the first and last day of a year, a month or a day."""
    year, *rest = (int(part) for part in text.split("-"))
    if year not in YEARS:
        raise ValueError(f"valid are years from {YEARS[0]} to {YEARS[-1]}")
    try:
        first = date(year, *[*rest, 1, 1][:2])
    except ValueError:
        raise ValueError(f"there is no {text}") from None
    if len(rest) == 2:
        return first, first
    last = first.month if rest else 12
    return first, date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
