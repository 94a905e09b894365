"""Is every numeral of the text accounted for, and does every figure quote it truly?

``check`` runs the proofs over the tables: 1 the ledger closes, 2 words stand where the table
says, 3 reading ``printed`` gives what is stored, 4 keys, enums and columns agree with one another,
5 what must add up does (``closures.csv``), 7 the English says what the Chinese says. Without the
report's text it proves 3 to 7 and what quotes and offsets can show. Derived values are the sixth,
``findings.derived.check``. What proves each column: ``docs/proofs.md``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pandas as pd

from xiaoyi_data.reading import numerals
from xiaoyi_data.report import (
    closures,
    codebook,
    consistency,
    keyed,
    likeness,
    outcomes,
    pairing,
    places,
    readings,
    registers,
    renderings,
    reports,
    sentences,
    spelling,
    statements,
    tables,
)  # fmt: skip
from xiaoyi_data.report.problem import Problem
from xiaoyi_data.report.source import read_source, smooth

__all__ = ["Problem", "against", "check", "coverage", "problems"]

Tables = Mapping[str, Sequence[codebook.Row]]


@reports.within
def check(source: str | Path | None = None, *, report: reports.Named = None) -> pd.DataFrame:
    """Return everything that is wrong with the tables, one row per problem; empty when all is well.

    ``source`` is a copy of the report's text; without it the proofs that need it are left out.
    Columns: ``proof`` (1–5 and 7), ``key`` (the row meant), ``problem`` (a sentence).

    >>> check().empty
    True
    """
    found = set(problems())
    if source is not None:
        found |= set(against(read_source(source)))
    return pd.DataFrame(sorted(found), columns=list(Problem._fields))


def problems() -> Iterator[Problem]:
    """Yield what the tables alone show to be wrong with them, that of the codebook first.

    >>> next(problems(), "nothing")
    'nothing'
    """
    rows = _tables()
    for name in (*rows, "report", "draft"):
        yield from (Problem(4, name, wrong) for wrong in codebook.read(name)[1])
    yield from readings.problems(rows["figures"])
    yield from _rules(rows)
    yield from _house(rows) if codebook.by_hand() else _drafted(rows)
    yield from (Problem(5, *wrong) for wrong in closures.problems(rows))
    yield from pairing.problems()


def against(text: str) -> Iterator[Problem]:
    """Yield what the canonical text of the report shows to be wrong: proofs 1 and 2."""
    rows = _tables()
    shifts: dict[int, int] = {}
    yield from _ledger(rows, text, shifts)
    yield from _beside(rows, text, shifts)
    yield from _around(rows, text, shifts)


def _tables() -> Tables:
    names = [resource["name"] for resource in codebook.package()["resources"]]
    return {name: codebook.read(name)[0] for name in names}


@reports.within
def coverage(source: str | Path, *, report: reports.Named = None) -> pd.DataFrame:
    """Return how the report's numerals are accounted for: one row per kind, with counts."""
    text = read_source(source)
    spans = [
        {(int(row["start"]), row["printed"]) for row in codebook.read(name)[0]}
        for name in ("figures", "draft")
    ]
    in_figures, waiting = (
        sum(len(numerals.runs(printed)) for _, printed in found)
        for found in (spans[0], spans[1] - spans[0])
    )
    reasons = tables.load_other_numerals()["reason"].value_counts(sort=False)
    names = codebook.labels("other_numerals", "reason")
    counts = {"numerals in the text": len(numerals.runs(text)), "in figures": in_figures}
    counts |= {"in figures proposed": waiting} if waiting else {}
    counts |= {f"other: {names[str(key)]}": int(count) for key, count in reasons.items() if count}
    accounted = in_figures + waiting + int(reasons.sum())
    counts["unaccounted for"] = counts["numerals in the text"] - accounted
    return pd.DataFrame({"what": counts.keys(), "numerals": counts.values()})


def _ledger(rows: Tables, text: str, shifts: dict[int, int]) -> Iterator[Problem]:
    """Proofs 1 and 2: set the numerals of the text beside those the tables claim, in order.

    How far a copy of the text has moved each of them goes into ``shifts``.
    """
    figures = rows["figures"]
    claims = places.claims((*figures, *codebook.read("draft")[0]), rows["other_numerals"])
    found = _runs(text)
    exact = hashlib.sha256(text.encode()).hexdigest() == codebook.about()["sha256"]
    matcher = SequenceMatcher(
        None, [claim.text for claim in claims], [n.text for n in found], autojunk=False
    )
    shift = 0
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for claim, numeral in zip(claims[a:b], found[c:d], strict=True):
                moved = numeral.start - claim.start
                if moved != shift:
                    where = (
                        f"{claim.text} is claimed at {claim.start}, it stands at {numeral.start}"
                    )
                    yield Problem(1, claim.key, where)
                shifts[claim.start] = shift = 0 if exact else moved
            continue
        for claim in claims[a:b]:
            yield Problem(1, claim.key, f"numeral {claim.text} does not stand at {claim.start}")
        for numeral in found[c:d]:
            around = text[max(0, numeral.start - 8) : numeral.end + 8]
            yield Problem(
                1, f"offset {numeral.start}", f"numeral {numeral.text} (…{around}…) is in no table"
            )
    for row in figures:
        start, printed = places.offset(row), row["printed"]
        place = _place(row, shifts)
        if text[place : place + len(printed)] != printed:
            yield Problem(2, row["figure"], f"{printed} does not stand at offset {start}")
        inside = [place - m.start() for m in re.finditer(re.escape(printed), row["quote"])]
        if not any(at >= 0 and text.startswith(row["quote"], at) for at in inside):
            yield Problem(2, row["figure"], f"quote {row['quote']} does not stand around {start}")


def _place(row: codebook.Row, shifts: Mapping[int, int]) -> int:
    """Return where a figure stands in a copy of the text that has moved its first numeral."""
    start = places.offset(row)
    return start + shifts.get(start + next((n.start for n in _runs(row["printed"])), 0), 0)


@cache
def _runs(text: str) -> tuple[numerals.Numeral, ...]:
    return tuple(numerals.runs(text))


def _beside(rows: Tables, text: str, shifts: Mapping[int, int]) -> Iterator[Problem]:
    """Proof 2 for what stands beside the figures: notes, titles of sections."""
    quoted = "[\u4e00-\u9fff]{2,}" if codebook.by_hand() else "“([\u4e00-\u9fff]{2,})”"
    for row in rows["figures"]:
        for words in re.findall(quoted, row["note"]):  # a reader may remark in Chinese
            # 中考 is said of 中、高考: its characters stand in the quote, one after the other.
            if words not in text and not re.search(".*".join(words), row["quote"]):
                yield Problem(2, row["figure"], f"note: {words} is not in the text")
    for row in rows["other_numerals"]:
        start, note = places.offset(row), row["note"].partition(": ")[0]  # then a remark
        start += shifts.get(start, 0)
        if not any(
            text.startswith(note, start - match.start())
            for match in re.finditer(re.escape(row["text"]), note)
        ):
            yield Problem(2, f"other numeral at {start}", f"note {note} does not stand around it")
    for row in rows["sections"]:
        start = places.offset(row)
        moved = [shift for at, shift in shifts.items() if at <= start + 1]
        heading = text[start + (moved[-1] if moved else 0) :][:40]
        title = re.sub(r"\W", "", row["title_zh"])
        if sum(char in heading for char in title) * 5 < len(title) * 2:
            yield Problem(2, row["section"], f"title {row['title_zh']} is not that of {heading}")


def _around(rows: Tables, text: str, shifts: Mapping[int, int]) -> Iterator[Problem]:
    """Proof 2 for what columns say: the sentence around a figure has the words of it."""
    sections, about = {row["section"]: row for row in rows["sections"]}, codebook.about()
    entities, text = {row["entity"]: row for row in rows["entities"]}, smooth(text)
    for row in rows["figures"]:
        if row["section"] in sections:
            said = sentences.around(text, _place(row, shifts), row["printed"])
            section = sections[row["section"]]
            for wrong in sentences.problems(row, said, section, about, entities):
                yield Problem(2, row["figure"], f"{wrong}; if so it is, the note says: Read as …")


def _rules(rows: Tables) -> Iterator[Problem]:
    """Proofs 1, 2 and 4 as far as the tables alone can show them, of any report."""
    figures, others = rows["figures"], rows["other_numerals"]
    indicators = {row["indicator"]: row for row in rows["indicators"]}
    sections, year = (
        {row["section"]: row for row in rows["sections"]},
        int(codebook.about()["year"]),
    )
    for row in figures:
        told = [*statements.problems(row), *consistency.tense(row, year)]
        told += consistency.printed(row)
        if not told and row["section"] in sections:
            told += consistency.turn(row, sections[row["section"]], year)
        for wrong in told:
            yield Problem(4, row["figure"], wrong)
        low, value, high = (statements.number(row[end]) for end in ("low", "value", "high"))
        ends = [end for end in (low, value, high) if end is not None]
        if ends != sorted(ends):
            yield Problem(4, row["figure"], f"interval {low} to {high} does not contain {value}")
    for row in rows["observations"]:
        for wrong in outcomes.problems(row, indicators):
            yield Problem(4, outcomes.key(row), wrong)
    waiting = codebook.read("draft")[0]
    stand = places.problems(figures, others, rows["sections"], waiting)
    yield from (Problem(*wrong) for wrong in stand)


def _drafted(rows: Tables) -> Iterator[Problem]:
    """Proof 4 by what a draft and its reviewer keep to."""
    indicators, entities = (
        [row[key] for row in rows[name]]
        for name, key in (("indicators", "indicator"), ("entities", "entity"))
    )
    printed = re.findall(r"\d+(?:\.\d+)?", " ".join(row["text"] for row in rows["other_numerals"]))
    values = _values(rows["figures"]) | {Decimal(text) for text in printed}
    for row in rows["figures"]:
        for wrong in (
            *keyed.problems(row, indicators, entities),
            *consistency.note(row, values),
            *renderings.value(row),
        ):
            yield Problem(4, row["figure"], wrong)


def _values(figures: Sequence[codebook.Row]) -> frozenset[Decimal]:
    numbers = (statements.number(row[end]) for row in figures for end in ("value", "low", "high"))
    return frozenset(abs(number) for number in numbers if number is not None)


def _house(rows: Tables) -> Iterator[Problem]:
    """Proofs 4 and 7 by the rules of ``docs/coding.md``, to which two readers by hand kept."""
    figures, others = rows["figures"], rows["other_numerals"]
    indicators = {row["indicator"]: row for row in rows["indicators"]}
    entities = {row["entity"]: row for row in rows["entities"]}
    sections = {row["section"]: row for row in rows["sections"]}
    values = _values(figures)
    for row in figures:
        for wrong in (
            *consistency.problems(row, indicators, entities, sections),
            *consistency.note(row, values),
        ):
            yield Problem(4, row["figure"], wrong)
    yield from (Problem(4, *wrong) for wrong in spelling.problems(rows))
    yield from (Problem(2, *wrong) for wrong in places.headings(rows["sections"], others))
    yield from (Problem(4, *wrong) for wrong in outcomes.together(rows["observations"], figures))
    yield from (Problem(4, *wrong) for wrong in registers.problems(rows))
    for row in figures:
        for wrong in likeness.problems(row, indicators):
            yield Problem(7, row["figure"], wrong)
    rendered = renderings.problems(figures, others, indicators, entities)
    yield from (Problem(7, *wrong) for wrong in rendered)
