"""Where numerals, values and quotes stand: what offsets and quotes prove without the text.

Quotes are pieces of the text. Where two of them lie over each other they are alike, every numeral
in them is in a table, and what stands in a table stands in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from xiaoyi_data import choices
from xiaoyi_data.reading import numerals
from xiaoyi_data.report import codebook, statements

Rows = Sequence[codebook.Row]


class Claim(NamedTuple):
    """A numeral that the tables say the text has."""

    start: int
    text: str
    key: str


@cache
def _runs(printed: str) -> tuple[tuple[int, str], ...]:
    return tuple((numeral.start, numeral.text) for numeral in numerals.runs(printed))


def claims(figures: Rows, others: Rows) -> list[Claim]:
    """List every numeral the tables say the text has, in order.

    >>> claims([], codebook.rows("other_numerals"))[0]
    Claim(start=12, text='2021', key='other numeral at 12')
    """
    owners = defaultdict(list)
    for row in figures:
        owners[offset(row), row["printed"]].append(row["figure"])
    found = [
        Claim(start + at, text, ", ".join(keys))
        for (start, printed), keys in owners.items()
        for at, text in _runs(printed)
    ]
    found += [Claim(offset(row), row["text"], _name(row)) for row in others]
    return sorted(found)


def offset(row: codebook.Row) -> int:
    """Return where a row says it stands; -1 where it says nothing that is a number.

    >>> offset({"start": "12"}), offset({"start": ""})
    (12, -1)
    """
    start = row["start"]
    return int(start) if start.isdecimal() and len(start) < 10 else -1


def _name(row: codebook.Row) -> str:
    return row.get("figure") or f"other numeral at {row['start']}"


class Quotes:
    """The quotes of figures, each at its place, and what stands in them."""

    def __init__(self, figures: Rows, others: Rows) -> None:
        self._starts: dict[int, list[codebook.Row]] = defaultdict(list)
        for row in (*figures, *others):
            self._starts[offset(row)].append(row)

    def inside(self, row: codebook.Row) -> tuple[int, list[codebook.Row]]:
        """Return where the quote of a figure begins, and all rows that stand in it.

        A value that the quote has twice is where more of the other rows fit.
        """
        fits = [(offset(row), [row])]
        for before in range(len(row["quote"])):
            if not row["quote"].startswith(row["printed"], before):
                continue
            left = offset(row) - before
            here = [
                one
                for at in range(len(row["quote"]))
                for one in self._starts.get(left + at, ())
                if row["quote"].startswith(one.get("printed") or one.get("text", ""), at)
            ]
            fits.append((left, here))
        return max(fits[1:] or fits, key=lambda fit: len(fit[1]))


def problems(
    figures: Rows, others: Rows, sections: Rows, waiting: Rows = ()
) -> Iterator[tuple[int, str, str]]:
    """Yield proof, key and sentence for everything that stands where it cannot.

    ``waiting`` are figures that are proposed: numerals that they claim are in a table.

    >>> tables = ("figures", "other_numerals", "sections")
    >>> list(problems(*(codebook.rows(name) for name in tables)))
    []
    """
    yield from _sections(sections)
    by_number = {row["section"]: row for row in sections}
    for row in figures:
        key, start = row["figure"], offset(row)
        if row["printed"] not in row["quote"]:
            yield 2, key, f"quote {row['quote']} does not contain {row['printed']}"
        section = by_number.get(row["section"])
        if section is None:
            yield 4, key, str(choices.unknown("section", row["section"], by_number))
        elif not _between(section, start):
            yield 2, key, f"offset {start} is not in section {row['section']}"
    ends = [(offset(row), row.get("printed") or row.get("text", ""), _name(row))
            for row in (*figures, *others)]  # fmt: skip
    for (start, text, key), (start_2, text_2, key_2) in pairwise(sorted(ends)):
        if start_2 < start + len(text) and (start, text) != (start_2, text_2):
            yield 4, key_2, f"overlaps {key} at offset {start_2}"
    for rows in (figures, others):
        for before, after in pairwise(rows):
            if offset(after) < offset(before):
                yield 4, _name(after), f"stands after {_name(before)}, which is later in the text"
    yield from _quotes(figures, others, waiting)


def _quotes(figures: Rows, others: Rows, waiting: Rows) -> Iterator[tuple[int, str, str]]:
    """Quotes agree where they lie over each other, and hold no numeral but those of the tables."""
    claimed = {(claim.start, claim.text) for claim in claims((*figures, *waiting), others)}
    quotes, text = Quotes(figures, (*others, *waiting)), dict[int, tuple[str, str]]()
    for row in figures:
        key, quote = row["figure"], row["quote"]
        left, _ = quotes.inside(row)
        for at, numeral in _runs(quote):
            if (left + at, numeral) not in claimed:
                yield 1, key, f"numeral {numeral} of {quote} is in no table at {left + at}"
        for at, char in enumerate(quote, start=left):
            other, first = text.setdefault(at, (char, key))
            if char != other:
                yield 2, key, f"quote {quote} and that of {first} differ at offset {at}"
                break
    for row in others:
        first_at = offset(row)
        covered = range(first_at, first_at + len(row["text"]))
        under = "".join(text[at][0] for at in covered if at in text)
        if under and under not in row["text"]:
            yield 2, _name(row), f"{row['text']} is not what quotes have there: {under}"


def _between(section: codebook.Row, start: int) -> bool:
    ends = (section["start"], section["end"])
    return all(end.isdigit() for end in ends) and int(ends[0]) <= start < int(ends[1])


def _sections(sections: Rows) -> Iterator[tuple[int, str, str]]:
    """Sections follow one another in the text, each of years that suit its turn."""
    closing = {"section": "the end", "start": codebook.about()["characters"]}
    for row, after in pairwise([*sections, closing]):
        start, end, then = (int(text or 0) for text in (row["start"], row["end"], after["start"]))
        if not start < end <= then:
            what = f"section {row['section']} runs from {start} to {end}, {after['section']} begins"
            yield 4, row["section"], f"{what} at {then}"
    now = int(codebook.about()["year"])
    for row in sections:
        first, last = statements.years(row["years"]) if row["years"] else (now, now)
        suits = {
            "year_plan": first == now == last,
            "years_aims": first < last >= now,
            "year_review": first == last == now - ("-" not in row["years"]),
            "years_review": first < last < now,
        }
        if not suits.get(row["turn"], True):  # another turn is the codebook's to refuse
            what = f"years {row['years']} do not suit a {row['turn']} in the report of {now}"
            yield 4, row["section"], what


def headings(sections: Rows, others: Rows) -> Iterator[tuple[str, str]]:
    """Yield number and sentence for a section out of order, after a gap or without its heading.

    >>> list(headings(codebook.rows("sections"), codebook.rows("other_numerals")))
    []
    """
    closing = {"section": "the end", "start": codebook.about()["characters"]}
    for row, after in pairwise([*sections, closing]):
        if row["end"] != after["start"]:
            what = f"section {row['section']} ends at {row['end']}, {after['section']} begins at"
            yield row["section"], f"{what} {after['start']}"
        if row["section"] >= after["section"] != "the end":
            yield after["section"], f"stands after section {row['section']}"
    order = list(codebook.labels("sections", "turn"))
    turns = [(order.index(row["turn"]), row) for row in sections if row["turn"] in order]
    for (place, row), (place_2, row_2) in pairwise(turns):
        if place_2 < place:
            yield row_2["section"], f"turn {row_2['turn']} comes after {row['turn']}"
    opened = {offset(row): row["text"] for row in others}
    for row in sections:
        first = [opened.get(offset(row) + further) for further in (0, 1)]  # 一、… or （一）…
        if not row["opens"] or row["opens"] not in first:
            what = f"does not begin with the numeral {row['opens'] or 'of a heading'}"
            yield row["section"], f"{what} at {row['start']}"
