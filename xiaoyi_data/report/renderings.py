"""Does the English say what the Chinese says? Numbers, bounds, direction, tense and names.

``quote_en`` is our own rendering. No program can prove a translation, but this much of it can be
held to the row and to the quote; what is left rests on reading (``docs/proofs.md``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from xiaoyi_data.reading import numerals
from xiaoyi_data.report import codebook, english, statements
from xiaoyi_data.report.consistency import names
from xiaoyi_data.report.english import Number
from xiaoyi_data.report.places import Quotes

# Words of a bound, in the quote and in its rendering.
_BOUNDS = {
    "at_least": (
        "(?<![模额上市县区省乡镇村级])以上|至少|跨上|亿元产值",
        r"\bor more\b|\bat least\b|\bpassed\b",
    ),
    "at_most": ("以内|以下", r"\bwithin [\d]|\bat most\b|\bor less\b"),
    "over": (
        r"超(?=\d)|突破|\d[万亿]?[多余]",
        r"\b(?:more than|over) (?=\d)|\bto pass\b|\bexceed",
    ),
    "nearly": (r"近(?=\d)|接近", r"\bnearly\b|\bclose to\b|\balmost\b"),
    "about": (r"约(?=\d)|左右", r"\babout\b|\baround\b"),
    "range": (r"\d[~\-—–至]\d", r"\d (?:or|to) \d"),
}
_FALLS = re.compile(r"\b(?:fell|falls?|cut|eliminated|declined?|reduced?|fewer)\b")
_RISES = re.compile(r"\b(?:grew|grows?|growing|rose|rises?|more|added|increased?)\b")
_AHEAD = re.compile(r"\b(?:is|are) to\b|[Ss]triving|\btargets?\b")
_SMALL_WORDS = {
    "of", "the", "in", "and", "to", "with", "by", "for", "per", "from", "as", "is", "are", "at",
    "on", "or", "an", "be", "was", "were",
}  # fmt: skip


def problems(
    figures: Sequence[codebook.Row],
    others: Sequence[codebook.Row],
    indicators: Mapping[str, codebook.Row],
    entities: Mapping[str, codebook.Row],
) -> Iterator[tuple[str, str]]:
    """Yield the key of a figure and a sentence for all that its rendering has otherwise.

    >>> tables = [codebook.rows(name) for name in ("figures", "other_numerals")]
    >>> list(problems(*tables, {}, {}))
    []
    """
    quotes = Quotes(figures, others)
    for row in figures:
        rendered, key = row["quote_en"], row["figure"]
        found = english.numbers(rendered)
        within = quotes.inside(row)[1]
        inside = [one for one in within if "figure" in one]
        beside = [one for one in within if "figure" not in one]
        for wrong in (
            *_numbers(row, found, inside, beside),
            *_order(found, inside),
            *_bounds(row),
            *_direction(row),
            *_subject(row, indicators, entities),
        ):
            yield key, f"{wrong}: {rendered}"
    for column, other in (("quote", "quote_en"), ("quote_en", "quote")):
        pairs: dict[str, codebook.Row] = {}
        for row in figures:
            first = pairs.setdefault(row[column], row)
            if first[other] != row[other]:
                yield row["figure"], f"{column} is that of {first['figure']}, {other} is not"


def value(row: codebook.Row) -> Iterator[str]:
    """Yield a sentence where a rendering has numbers, and none of them is that of its figure.

    >>> list(value({"quote_en": "It rose to 98 tonnes", "value": "5", "low": "", "high": ""}))
    ['quote_en has 98, not 5']
    """
    digits = {_digits(number.value) for number in english.numbers(row["quote_en"])}
    said = {_digits(number) for number in _said(row)}
    if digits and said and not digits & said:
        yield f"quote_en has {' and '.join(sorted(digits))}, not {' or '.join(sorted(said))}"


def _digits(number: Decimal) -> str:
    """Return the digits of a number, whatever it is counted in: 4.5 million and 450万 alike."""
    return f"{abs(number):f}".replace(".", "").strip("0") or "0"


def _said(row: codebook.Row) -> list[Decimal]:
    """Return the numbers a figure says: its value, or the two ends of a range."""
    columns = ("value",) if row["value"] else ("low", "high")
    numbers = [statements.number(row[column]) for column in columns]
    return [abs(number) for number in numbers if number is not None]


def _numbers(
    row: codebook.Row, found: Sequence[Number], inside: Sequence[codebook.Row],
    beside: Sequence[codebook.Row],
) -> Iterator[str]:  # fmt: skip
    """Every figure of the quote is rendered, and every number rendered is of the quote."""
    for one in inside:
        for value in _said(one):
            if not any(n.value == value and n.unit in (None, one["unit"]) for n in found):
                yield f"{one['printed']} ({value:f} {one['unit']}) is not rendered"
    known = {value for one in inside for value in _said(one)}
    for other in beside:
        text = other["text"]
        plan = re.fullmatch("十[一二三四]五", text)  # 十二五 is the twelfth plan
        read = numerals.number(text[:2] if plan else text)
        known |= {read.value} if read else set()
    if "率先" in row["quote"]:
        known.add(Decimal(1))
    for number in found:
        if number.value not in known:
            yield f"{number.value:f} is not in the quote"


def _order(found: Sequence[Number], inside: Sequence[codebook.Row]) -> Iterator[str]:
    """What is measured in one unit stands in one order in both languages; counts may change it."""
    for unit in {n.unit for n in found} - {None}:
        rendered = [n.value for n in found if n.unit == unit]
        printed = [value for one in inside if one["unit"] == unit for value in _said(one)]
        if sorted(rendered) == sorted(printed) and rendered != printed:
            yield f"the numbers in {unit} stand in another order"


def _bounds(row: codebook.Row) -> Iterator[str]:
    for qualifier, (chinese, rendered) in _BOUNDS.items():
        said = re.search(rendered, row["quote_en"])
        if bool(re.search(chinese, row["quote"])) != bool(said):
            yield f"{qualifier} is said in one language alone"


def _direction(row: codebook.Row) -> Iterator[str]:
    """A fall is rendered as one, and what was done is not rendered as a plan."""
    if row["measure"] in ("growth", "change"):
        fall = row["value"].startswith("-")
        if not (_FALLS if fall else _RISES).search(row["quote_en"]):
            yield f"it does not say that it {'falls' if fall else 'rises'}"
    if row["section"].startswith("1") and _AHEAD.search(row["quote_en"]):
        yield "a review is rendered as a plan"


def _subject(
    row: codebook.Row, indicators: Mapping[str, codebook.Row], entities: Mapping[str, codebook.Row]
) -> Iterator[str]:
    """The rendering has a word of the indicator, and the entities that the quote has."""
    indicator = indicators.get(row["indicator"])
    if indicator and row["unit"] != "V":  # kV says what is meant
        about = f"{indicator['indicator']} {indicator['name_en']} {indicator['definition_en']}"
        if not stems(about.replace("_", " ")) & stems(f"{row['quote_en']} {row['note']}"):
            yield f"it has no word of {indicator['name_en']}"
    for entity in entities.values():
        if entity["kind"] in ("company", "plant") and (
            _proper(entity["name_en"]) in row["quote_en"].lower()
        ) != names(row["quote"], entity):
            yield f"{entity['name_en']} is named in one language alone"


@cache
def _proper(name: str) -> str:
    """Return what of an English name a rendering has of it, in small letters."""
    first, *rest = name.removeprefix("Shanxi ").lower().split()
    return f"{first} {rest[0]}" if first in english.WORDS and rest else first


@cache
def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words of an English text that mean something.

    >>> sorted(stems("Taxes and fees were cut"))
    ['cut', 'fees', 'taxes']
    """
    words = re.findall(r"[a-z0-9]{2,}", text.lower())
    return frozenset(word[:5] for word in words) - _SMALL_WORDS
