"""Is every numeral of the text accounted for, and does every figure quote it truly?

``check`` runs five proofs over the tables: 1 the ledger closes, 2 words stand where the table
says, 3 reading ``printed`` gives what is stored, 4 keys, enums and intervals hold, 5 what must
add up does (``closures.csv``). Without the report's text it proves 3 to 5 and what quotes and
offsets can show. Derived values are the sixth, ``findings.derived.check``.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from xiaoyi_data.reading import numerals, quantities
from xiaoyi_data.report import codebook, tables
from xiaoyi_data.report.source import read_source

_FALL = ("下降", "减少", "降低", "压减", "淘汰")
_RISE = ("增长", "增加", "提高", "净增")
# Counted in whole things: a number printed without a measure word may mean one of these.
_COUNTED = {"person", "household", "enterprise", "item"}


class Problem(NamedTuple):
    """One thing that is wrong: which proof found it, whose row, and a sentence."""

    proof: int
    key: str
    problem: str


def check(source: str | Path | None = None) -> pd.DataFrame:
    """Return everything that is wrong with the tables, one row per problem; empty when all is well.

    ``source`` is a copy of the report's text; without it the proofs that need it are left out.
    Columns: ``proof`` (1–5), ``key`` (the row meant), ``problem`` (a sentence).

    >>> check().empty
    True
    """
    figures = codebook.read("figures")[0]
    found = [*_rules(figures), *_places(figures), *_readings(figures), *_closure(figures)]
    if source is not None:
        text = read_source(source)
        found += _ledger(figures, text)
    return pd.DataFrame(sorted(set(found)), columns=list(Problem._fields))


def coverage(source: str | Path) -> pd.DataFrame:
    """Return how the report's numerals are accounted for: one row per kind, with counts."""
    text = read_source(source)
    figures = codebook.read("figures")[0]
    spans = {(int(row["start"]), row["printed"]) for row in figures}
    in_figures = sum(len(numerals.runs(printed)) for _, printed in spans)
    reasons = tables.load_other_numerals()["reason"].value_counts(sort=False)
    names = codebook.labels("other_numerals", "reason")
    counts = {"numerals in the text": len(numerals.runs(text)), "in figures": in_figures}
    counts |= {f"other: {names[str(key)]}": int(count) for key, count in reasons.items() if count}
    counts["unaccounted for"] = counts["numerals in the text"] - in_figures - int(reasons.sum())
    return pd.DataFrame({"what": counts.keys(), "numerals": counts.values()})


class _Claim(NamedTuple):
    start: int
    text: str
    key: str


def _claims(figures: Sequence[codebook.Row]) -> list[_Claim]:
    """List every numeral the tables say the text has, in order."""
    owners = defaultdict(list)
    for row in figures:
        owners[int(row["start"]), row["printed"]].append(row["figure"])
    claims = [
        _Claim(start + numeral.start, numeral.text, ", ".join(keys))
        for (start, printed), keys in owners.items()
        for numeral in numerals.runs(printed)
    ]
    for row in codebook.read("other_numerals")[0]:
        claims.append(_Claim(int(row["start"]), row["text"], f"other numeral at {row['start']}"))
    return sorted(claims)


def _ledger(figures: Sequence[codebook.Row], text: str) -> Iterator[Problem]:
    """Proofs 1 and 2: set the numerals of the text beside those the tables claim, in order."""
    claims, found = _claims(figures), numerals.runs(text)
    exact = hashlib.sha256(text.encode()).hexdigest() == tables.report()["canonical_sha256"]
    matcher = SequenceMatcher(
        None, [claim.text for claim in claims], [n.text for n in found], autojunk=False
    )
    shift, shifts = 0, {}
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
        start, printed = int(row["start"]), row["printed"]
        first = start + next((n.start for n in numerals.runs(printed)), 0)
        place = start + shifts.get(first, 0)
        if text[place : place + len(printed)] != printed:
            yield Problem(2, row["figure"], f"{printed} does not stand at offset {start}")
        inside = [place - m.start() for m in re.finditer(re.escape(printed), row["quote"])]
        if not any(at >= 0 and text.startswith(row["quote"], at) for at in inside):
            yield Problem(2, row["figure"], f"quote {row['quote']} does not stand around {start}")


def _places(figures: Sequence[codebook.Row]) -> Iterator[Problem]:
    """Proof 2 as far as quotes and offsets alone can show it."""
    sections = {row["section"]: row for row in codebook.read("sections")[0]}
    ends: list[tuple[int, int, str]] = []
    for row in figures:
        key, start, printed = row["figure"], int(row["start"]), row["printed"]
        if printed not in row["quote"]:
            yield Problem(2, key, f"quote {row['quote']} does not contain {printed}")
        section = sections.get(row["section"])
        if section and not int(section["start"]) <= start < int(section["end"]):
            yield Problem(2, key, f"offset {start} is not in section {row['section']}")
        ends.append((start, start + len(printed), key))
    ends += [
        (
            int(row["start"]),
            int(row["start"]) + len(row["text"]),
            f"other numeral at {row['start']}",
        )
        for row in codebook.read("other_numerals")[0]
    ]
    for (start, end, key), (start_2, end_2, key_2) in zip(
        sorted(ends), sorted(ends)[1:], strict=False
    ):
        if start_2 < end and (start, end) != (start_2, end_2):
            yield Problem(4, key_2, f"overlaps {key} at offset {start_2}")


def _direction(row: codebook.Row) -> int:
    """Return -1 or 1 as the last word of direction before or in ``printed`` says, 0 for none."""
    before = row["quote"].split(row["printed"])[0] + row["printed"]
    last = {word: before.rfind(word) for word in (*_FALL, *_RISE)}
    word = max(last, key=lambda w: last[w])
    return 0 if last[word] < 0 else -1 if word in _FALL else 1


def _readings(figures: Sequence[codebook.Row]) -> Iterator[Problem]:
    """Proof 3: what is stored is what ``printed`` says, with the direction the quote gives."""
    for row in figures:
        try:
            read = quantities.parse(row["printed"])
        except ValueError as error:
            yield Problem(3, row["figure"], str(error))
            continue
        value, low, high = read.value, read.low, read.high
        if row["unit"] == "percent" and row["measure"] == "level":
            high = min(high, Decimal(100)) if high is not None else Decimal(100)
            low = None if read.qualifier == "at_most" else low
        if row["measure"] in ("growth", "change"):
            direction = _direction(row)
            if not direction:
                yield Problem(3, row["figure"], f"quote {row['quote']} gives no direction")
            if direction < 0:
                value, low, high = (None if end is None else -end for end in (value, high, low))
        if row["unit"] not in (read.units or _COUNTED):
            units = ", ".join(read.units or sorted(_COUNTED))
            yield Problem(3, row["figure"], f"unit {row['unit']} is not what is printed: {units}")
        if row["qualifier"] != read.qualifier:
            what = f"qualifier {row['qualifier']} is not what is printed: {read.qualifier}"
            yield Problem(3, row["figure"], what)
        for column, right in (("value", value), ("low", low), ("high", high)):
            stored = Decimal(row[column]) if row[column] else None
            if stored != right:
                shown = "empty" if right is None else f"{right:f}"
                what = (
                    f"{column} {row[column] or 'empty'} is not what {row['printed']} says: {shown}"
                )
                yield Problem(3, row["figure"], what)


def _rules(figures: Sequence[codebook.Row]) -> Iterator[Problem]:
    """Proof 4: the codebook holds, and columns agree with one another."""
    for resource in codebook.package()["resources"]:
        for wrong in codebook.read(resource["name"])[1]:
            yield Problem(4, resource["name"], wrong)
    for row in figures:
        compared = row["measure"] in ("growth", "change")
        for column in ("basis", "basis_source", "baseline"):
            if bool(row[column]) != compared:
                has = "needs" if compared else "has no"
                yield Problem(4, row["figure"], f"a {row['measure']} {has} {column}")
        if row["baseline"] and row["baseline"] >= row["period"][:4]:
            what = f"baseline {row['baseline']} is not before period {row['period']}"
            yield Problem(4, row["figure"], what)
        if row["measure"] == "growth" and row["unit"] != "percent":
            yield Problem(4, row["figure"], f"growth is in percent, not {row['unit']}")
        if (row["measure"] == "rank") != (row["unit"] == "rank"):
            yield Problem(4, row["figure"], f"unit {row['unit']} does not suit {row['measure']}")
        low, value, high = (Decimal(row[c]) if row[c] else None for c in ("low", "value", "high"))
        ends = [end for end in (low, value, high) if end is not None]
        if ends != sorted(ends):
            yield Problem(4, row["figure"], f"interval {low} to {high} does not contain {value}")


def _closure(figures: Sequence[codebook.Row]) -> Iterator[Problem]:
    """Proof 5: what must add up does, and what is said twice is the same."""
    rows = {row["figure"]: row for row in figures}

    def number(key: str, column: str = "value") -> Decimal:
        return Decimal(rows[key][column] or "NaN")

    for row in figures:
        for first in re.findall(r"Second mention of ([a-z0-9-]+)", row["note"]):
            same = ("value", "unit", "qualifier", "indicator", "entity")
            if first not in rows or any(row[c] != rows[first][c] for c in same):
                yield Problem(5, row["figure"], f"differs from {first}, which it repeats")
        percent = row["unit"] == "percent" and row["measure"] == "level"
        if percent and not 0 <= Decimal(row["value"] or 0) <= 100:
            yield Problem(5, row["figure"], f"a share of {row['value']}% is not within 0 and 100")
    why = codebook.labels("closures", "reason")
    for pair in codebook.read("closures")[0]:
        smaller, larger, reason = pair.values()
        if {smaller, larger} <= rows.keys() and not number(smaller) <= number(larger):
            what = f"is more than {larger}, against the rule: {why.get(reason, reason)}"
            yield Problem(5, smaller, what)
    signed, rate = "pillar-projects-signed-2020", "pillar-projects-start-rate-2020"
    if {signed, rate} <= rows.keys():
        ends = [number(rate, end) * number(signed) / 100 for end in ("low", "high")]
        if ends[0] // 1 == ends[1] // 1 and ends[0] % 1:
            yield Problem(5, rate, f"no whole number of {number(signed)} projects is that share")
    shares = [f"{sector}-sector-share-change-2016-2020" for sector in ("secondary", "tertiary")]
    if rows.keys() >= set(shares):
        # The three shares sum to 100, so their changes sum to 0; the primary sector's cannot have
        # fallen by more than it was.
        primary = -sum(number(key) for key in shares)
        before = [
            Decimal(row["value"])
            for row in codebook.read("observations")[0]
            if (row["indicator"], row["period"]) == ("primary_sector_share", "2015")
        ]
        if not -min(before, default=Decimal(100)) <= primary <= 10:
            yield Problem(5, shares[0], f"leaves {primary} points to the primary sector")
