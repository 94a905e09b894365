"""Is every cell of our tables written as its column is? Spaces, script, numbers, both languages.

The codebook says what a value may be; here stands how it is spelt, so that one thing has one
spelling: no blank that nobody sees, no full-width digit, no English in a Chinese column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from xiaoyi_data.reading import numerals
from xiaoyi_data.report import codebook, english

Rows = Sequence[codebook.Row]

_HAN = re.compile("[\u3400-\u9fff]")
# Digits may end in zeros, which say how finely a source prints; nothing else is optional.
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_UNSEEN = re.compile(
    r"^\s|\s$|\s\s|[\u0000-\u001f\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2060\ufeff\ufffd]"
    "|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\d万])")
_SENTENCES = ("definition", "caveat")
_OPPOSITE = {
    "en": ("[。，、；：]", "Chinese marks"),
    "zh": (r"(?<=[\u3400-\u9fff])[,;:]", "ASCII marks"),
}


def problems(tables: Mapping[str, Rows]) -> Iterator[tuple[str, str]]:
    """Yield the key of a row and a sentence for every cell that is not written as it should be.

    >>> row = {"entity": "ours", "kind": "zone", "name_en": "我们", "name_zh": "我们 "}
    >>> [sentence for _, sentence in problems({"entities": [row]})]
    ["name_en '我们' is not in English", "name_zh '我们 ' has a blank or sign that is not seen"]
    """
    for name, rows in tables.items():
        types = {field["name"]: field["type"] for field in codebook.fields(name)}
        stems = [c.removesuffix("_en") for c in types if c.endswith("_en")]
        pairs = [(f"{stem}_en", f"{stem}_zh") for stem in stems if f"{stem}_zh" in types]
        for row in rows:
            for column, value in row.items():
                if value and (wrong := _cell(column, value, types[column])):
                    yield _key(name, row), f"{column} {value!r} {wrong}"
            for pair in pairs:
                yield from ((_key(name, row), wrong) for wrong in _pair(row, *pair))
        for pair in pairs:
            yield from _repeated(name, rows, *pair)
            yield from _repeated(name, rows, *reversed(pair))


def _key(name: str, row: codebook.Row) -> str:
    return " ".join(row[column] for column in codebook.resource(name)["schema"]["primaryKey"])


@cache
def _cell(column: str, value: str, kind: str) -> str | None:
    if _UNSEEN.search(value) or unicodedata.normalize("NFC", value) != value:
        return "has a blank or sign that is not seen"
    if kind in ("number", "integer", "year") and not _PLAIN.fullmatch(value):
        return "is not a plainly written number"
    stem, _, lang = column.rpartition("_")
    if lang not in _OPPOSITE:
        return None
    # An English sentence may hold the Chinese term that it speaks of.
    chinese, latin = len(_HAN.findall(value)), len(re.findall("[A-Za-z]", value))
    allowed = latin / 3 if stem in _SENTENCES else 0
    if lang == "en" and (chinese > allowed or not latin):
        return "is not in English"
    if lang == "zh" and not _HAN.search(value):
        return "is not in Chinese"
    marks, called = _OPPOSITE[lang]
    if re.search(marks, value):
        return f"has {called}"
    end = {"en": ".", "zh": "。"}[lang]
    if (stem in _SENTENCES) != value.endswith(end):
        return f"{'does not end' if stem in _SENTENCES else 'ends'} with {end}"
    if stem in _SENTENCES and value[0].islower():
        return "does not begin with a capital"
    return None


def _pair(row: codebook.Row, ours: str, other: str) -> Iterator[str]:
    """Both languages are there, and say the same numbers."""
    if bool(row[ours]) != bool(row[other]):
        yield f"{ours} and {other} are not both there"
    for wrong in _numbers(row[ours], row[other]):
        yield f"{ours} and {other} do not agree: {wrong}"


@cache
def _numbers(rendered: str, chinese: str) -> tuple[str, ...]:
    """Return the numbers in digits that one language has and the other has not, and its years."""
    there, here = english.numbers(rendered), list[Decimal]()
    digits = set[Decimal]()
    for run in numerals.runs(chinese):
        plan = re.fullmatch("十[一二三四]五", run.text)  # 十二五 is the twelfth plan
        if read := numerals.number(run.text[:2] if plan else run.text):
            here.append(read.value)
            digits |= {read.value} if run.text[0].isascii() else set()
    missing = [f"{n:f}" for n in digits if n not in {number.value for number in there}]
    missing += [
        f"{n.value:f}" for n in there if rendered[n.start].isdigit() and n.value not in here
    ]
    if _YEAR.findall(rendered) != _YEAR.findall(chinese):
        missing.append(", ".join(_YEAR.findall(rendered)))
    return tuple(missing)


def _repeated(name: str, rows: Rows, ours: str, other: str) -> Iterator[tuple[str, str]]:
    """One name is of one row, and one caveat has one translation."""
    first: dict[str, codebook.Row] = {}
    for row in rows:
        before = first.setdefault(row[ours], row)
        if before is row or not row[ours]:
            continue
        if name != "derived":
            yield _key(name, row), f"{ours} is that of {_key(name, before)}"
        elif before[other] != row[other]:
            yield _key(name, row), f"{ours} is that of {_key(name, before)}, {other} is not"
