"""A report's folder as it is reviewed: what a draft proposes, what was decided, what is open."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xiaoyi_data import choices
from xiaoyi_data.reading import quantities
from xiaoyi_data.reading.answers import Quantity
from xiaoyi_data.report import codebook, files, places, reports
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.report.source import canonical

Tables = dict[str, list[Row]]
TABLES = ("figures", "draft", "decided", "other_numerals", "indicators", "entities", "sections")
OPEN = ("proposed", "later", "disputed")
MENDED = ("changed", "rejected")  # accepted otherwise than proposed, or no figure
QUOTE = 40  # characters of a quote
_BEFORE, _AFTER = 140, 60  # characters of a sentence that are shown around its number
_END, _MARK = re.compile("[。！？]"), re.compile("[，。；：！？]")
_FAR = ("date", "plan")  # of which a numeral in digits is hardly a figure


@dataclass(frozen=True)
class Proposal:
    """A row to decide: a figure that a draft proposes, another numeral that might be one, a pair.

    ``row`` has the columns of ``figures``: as proposed or, where it is decided, as it stands in
    the tables; of a pair those of ``links``. ``id`` names the report and the place, with a hash of
    what is printed there.
    """

    id: str
    kind: str  # figure, other or pair
    state: str
    row: Row
    drafted: Row | None  # its row in draft or decided; None of another numeral
    span: tuple[int, int]  # where it stands in the text
    doubt: float
    reasons: dict[str, str]  # by language
    sentence: tuple[str, str, str]  # before the number, the number, after it

    @property
    def open(self) -> bool:
        """Whether it is drafted and nothing is decided on it."""
        return self.kind != "other" and self.state in OPEN


class Folder:
    """The tables of a report's folder as text, and its canonical text where that is kept."""

    kind = "figure"  # of most of what is proposed

    def __init__(self, path: Path) -> None:
        self.path = path
        if not (path / "draft.csv").is_file():
            raise files.DataError(f"{path} has no draft.csv: xiaoyi draft makes such a folder")
        with reports.using(path):
            self.tables: Tables = {
                name: [dict(row) for row in codebook.rows(name)] for name in TABLES
            }
            self.report = codebook.about()["report"]
        for row in (*self.tables["indicators"], *self.tables["entities"]):
            if row["name_en"] == row["name_zh"]:
                row["name_en"] = ""  # a table that is read has the Chinese where there is none
        with reports.using(reports.DEFAULT):
            self._shared = codebook.rows("indicators")
        shared = {row["indicator"] for row in self._shared}
        own = [row for row in self.tables["indicators"] if row["indicator"] not in shared]
        self.tables["indicators"] = own
        kept = path / "source.txt"
        self.text = canonical(files.text(files.content(kept), kept)) if kept.is_file() else ""
        self._ends, self._marks = (
            [0, *(mark.end() for mark in marks.finditer(self.text)), len(self.text)]
            for marks in (_END, _MARK)
        )

    def outcomes(self) -> dict[str, str]:
        """Return what may answer a target, by key: nothing but in a file of links."""
        return {}

    def known(self, table: str) -> dict[str, Row]:
        """Return the indicators or entities of the codebook and of the report, by key."""
        shared = self._shared if table == "indicators" else ()
        return {next(iter(row.values())): row for row in (*shared, *self.tables[table])}

    def proposals(self) -> list[Proposal]:
        """Return the figures drafted, those most in doubt first, then the numerals that might be
        figures, as they stand in the text."""
        made, seen = [], dict[tuple[int, int], int]()
        stand = {row["figure"]: row for row in self.tables["figures"]}
        drafted = [*self.tables["draft"], *self.tables["decided"]]
        for row in sorted(drafted, key=lambda row: row["figure"]):
            span = span_of(row)
            seen[span] = nth = seen.get(span, -1) + 1
            shown = stand.get(row.get("taken_as", ""), {name: row[name] for name in columns()})
            reasons = {lang: row[f"reasons_{lang}"] for lang in choices.LANGUAGES}
            named = self._named("", span, nth, row["printed"])
            doubt, said = float(row["doubt"]), self._sentence(shown)
            about = (named, "figure", row["state"], shown, row, span, doubt, reasons, said)
            made.append(Proposal(*about))
        made.sort(key=lambda one: (-one.doubt, one.span))
        return [*made, *self._promoted(), *self._missed()]

    def left(self) -> str:
        """Say how many rows are open, and what share of them is wrong by measurement."""
        doubts = [float(row["doubt"]) for row in self.tables["draft"]]
        share = f", of which {sum(doubts) / len(doubts):.0%} wrong by measurement" if doubts else ""
        return f"{len(doubts)} left to decide{share}"

    def section(self, start: int) -> str:
        """Return the number of the section in which an offset is; empty where it is in none."""
        inside = (row["section"] for row in self.tables["sections"]
                  if int(row["start"]) <= start < int(row["end"]))  # fmt: skip
        return next(inside, "")

    def _promoted(self) -> Iterator[Proposal]:
        """Yield the figures that no draft proposed."""
        taken = {row["taken_as"] for row in self.tables["decided"]}
        for row in self.tables["figures"]:
            if row["figure"] not in taken:
                span, told = span_of(row), dict.fromkeys(choices.LANGUAGES, "")
                named, said = self._named("o", span, 0, row["printed"]), self._sentence(row)
                yield Proposal(named, "other", "changed", row, None, span, 0.0, told, said)

    def _missed(self) -> Iterator[Proposal]:
        """Yield other numerals that read as a quantity, or are in digits and not of a date."""
        read = [one for one in quantities.read(self.text) if isinstance(one, Quantity)]
        spans = {at: (one.start, one.end) for one in read for at in range(one.start, one.end)}
        rows = [*self.tables["draft"], *self.tables["decided"]]
        drafted = {at for row in rows for at in range(*span_of(row))}
        labels = {
            lang: codebook.labels("other_numerals", "reason", lang) for lang in choices.LANGUAGES
        }
        before = (0, 0)
        for other in self.tables["other_numerals"]:
            start = places.offset(other)
            span = spans.get(start, (start, start + len(other["text"])))
            digits = other["text"][0].isdigit() and other["reason"] not in _FAR
            if not (start in spans or digits) or start in drafted or span == before:
                continue
            before = span
            row = dict.fromkeys(columns(), "") | {"report": self.report, "measure": "level"}
            row |= {"start": str(span[0]), "printed": self.text[slice(*span)] or other["text"]}
            row |= {"quote": self._clause(*span) or other["note"], **self._like(span[0])}
            told = {lang: f"{labels[lang][other['reason']]}: {other['note']}" for lang in labels}
            named, said = self._named("o", span, 0, row["printed"]), self._sentence(row)
            yield Proposal(named, "other", "rejected", row, None, span, 0.0, told, said)

    def _like(self, start: int) -> Row:
        """Return section, period and status of the nearest figure in the same section."""
        rows = [*self.tables["draft"], *self.tables["figures"]]
        section = self.section(start)
        near = [row for row in rows if row["section"] == section]
        near.sort(key=lambda row: abs(places.offset(row) - start))
        like = {name: near[0][name] for name in ("period", "status")} if near else {}
        return {"section": section} | like

    def _clause(self, start: int, end: int) -> str:
        left, right = _around(self._marks, start, end)
        left = max(left, end - QUOTE)
        return self.text[left : min(right, left + QUOTE)].rstrip("，。；：！？")

    def _named(self, kind: str, span: tuple[int, int], nth: int, printed: str) -> str:
        words = hashlib.sha256(printed.encode()).hexdigest()[:6]
        return f"{self.report}:{kind}{span[0]}{f'.{nth}' * bool(nth)}:{words}"

    def _sentence(self, row: Row) -> tuple[str, str, str]:
        """Return the sentence around the number of a row; its quote, where no text is kept."""
        start, printed = places.offset(row), row["printed"]
        if not self.text:
            before, _, after = row["quote"].partition(printed)
            return before, printed, after
        end = start + len(printed)
        left, right = _around(self._ends, start, end)
        before, after = self.text[left:start], self.text[end:right]
        if len(before) > _BEFORE:
            before = f"…{before[-_BEFORE:]}"
        return before, printed, after if len(after) <= _AFTER else f"{after[:_AFTER]}…"


def columns() -> list[str]:
    """Return the columns of ``figures``."""
    return [field["name"] for field in codebook.fields("figures")]


def span_of(row: Row) -> tuple[int, int]:
    """Return where the printed value of a row begins and ends.

    >>> span_of({"start": "12", "printed": "33.3%"})
    (12, 17)
    """
    return (start := places.offset(row)), start + len(row["printed"])


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two spans share a character.

    >>> overlap((3, 6), (5, 9)), overlap((3, 6), (6, 9))
    (True, False)
    """
    return one[0] < other[1] and other[0] < one[1]


def _around(ends: list[int], start: int, end: int) -> tuple[int, int]:
    """Return the last of sorted places up to ``start``, and the first from ``end`` on."""
    right = min(bisect_left(ends, end), len(ends) - 1)
    return ends[bisect_right(ends, start) - 1], ends[right]
