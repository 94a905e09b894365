"""A report's folder as it is reviewed: what a draft proposes, what was decided, what is open."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from xiaoyi_data import choices
from xiaoyi_data.reading import quantities
from xiaoyi_data.reading.answers import Quantity
from xiaoyi_data.report import codebook, files, places, reports
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.report.source import canonical

Tables = dict[str, list[Row]]
TABLES = ("figures", "draft", "decided", "other_numerals", "indicators", "entities", "sections")
NAMED = {"indicator": "indicators", "entity": "entities"}  # by column whose keys it holds
OPEN = ("proposed", "later", "disputed")
MENDED = ("changed", "rejected")  # accepted otherwise than proposed, or no figure
_BEFORE, _AFTER = 140, 60  # characters of a sentence that are shown around its number
_FAR = ("date", "plan")  # of which a numeral in digits is hardly a figure
_NOTHING = MappingProxyType(dict.fromkeys(choices.LANGUAGES, ""))


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
    span: tuple[int, int]  # where it stands in the text; of a pair, which row of the file
    doubt: float  # of another numeral 1 where it reads like a figure
    reasons: Mapping[str, str]  # by language
    sentence: tuple[str, str, str]  # before the number, the number, after it

    @property
    def open(self) -> bool:
        """Whether it is drafted and nothing is decided on it."""
        return self.kind != "other" and self.state in OPEN

    @property
    def missed(self) -> bool:
        """Whether it is another numeral that might be a figure."""
        return self.kind == "other" and self.state == "rejected" and self.doubt > 0


class Reviewed:
    """What is reviewed row by row: the folder of a draft, or a file of links."""

    kind: str  # of most of what is proposed
    path: Path
    report: str
    tables: Tables  # what was decided, and the report's own indicators, among others

    def drafted(self) -> list[Proposal]:
        """Return what was proposed, that most in doubt first."""
        raise NotImplementedError

    def proposals(self) -> list[Proposal]:
        """Return all that can be decided: what was proposed comes first."""
        return self.drafted()

    def named(self, column: str, lang: str) -> dict[str, str]:
        """Return by key what a column may name, in words of a language."""
        raise NotImplementedError

    def open(self) -> list[Proposal]:
        """Return what is to be decided, what was put off or is disputed last."""
        found = [one for one in self.drafted() if one.open]
        return sorted(found, key=lambda one: one.state != "proposed")

    def left(self) -> str:
        """Say how many rows are open, and what share of them is wrong by measurement."""
        rows = self.open()
        share = f", of which {wrong(rows):.0%} wrong by measurement" if rows else ""
        return f"{len(rows)} left to decide{share}"


class Folder(Reviewed):
    """The tables of a report's folder as text, and its canonical text where that is kept."""

    kind = "figure"

    def __init__(self, path: Path) -> None:
        self.path = path
        if not (path / "draft.csv").is_file():
            raise files.DataError(f"{path} has no draft.csv: xiaoyi draft makes such a folder")
        with reports.using(path):
            self.tables: Tables = {
                name: [dict(row) for row in codebook.rows(name)] for name in TABLES
            }
            about = codebook.about()
        self.report, self.place = about["report"], about["place_zh"]
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

    def known(self, table: str) -> dict[str, Row]:
        """Return the indicators or entities of the codebook and of the report, by key."""
        shared = self._shared if table == "indicators" else ()
        return {next(iter(row.values())): row for row in (*shared, *self.tables[table])}

    def named(self, column: str, lang: str) -> dict[str, str]:
        """Return by key what the indicators or entities are called."""
        known = self.known(NAMED[column])
        return {key: row[f"name_{lang}"] or row["name_zh"] for key, row in known.items()}

    def drafted(self) -> list[Proposal]:
        """Return the figures that a draft proposed, those most in doubt first."""
        stand = {row["figure"]: row for row in self.tables["figures"]}
        rows = sorted(self._rows(), key=lambda row: row["figure"])
        starts = (f"{self.report}:{places.offset(row)}" for row in rows)
        keys = ids(starts, (row["printed"] for row in rows))
        made = []
        for key, row in zip(keys, rows, strict=True):
            drafted = {name: row[name] for name in codebook.names("figures")}
            shown = stand.get(row.get("taken_as", ""), drafted)
            reasons = {lang: row[f"reasons_{lang}"] for lang in choices.LANGUAGES}
            about = (span_of(row), float(row["doubt"]), reasons, self._sentence(shown))
            made.append(Proposal(key, "figure", row["state"], shown, row, *about))
        return sorted(made, key=lambda one: (-one.doubt, one.span))

    def _rows(self) -> list[Row]:
        return [*self.tables["draft"], *self.tables["decided"]]

    def proposals(self) -> list[Proposal]:
        """Return the figures drafted, then those that no draft proposed and the numerals that might
        be figures, as they stand in the text."""
        taken = {row["taken_as"] for row in self.tables["decided"]}
        added = [row for row in self.tables["figures"] if row["figure"] not in taken]
        promoted = (self._other("changed", row, _NOTHING) for row in added)
        return [*self.drafted(), *promoted, *self._missed()]

    def near(self, proposal: Proposal) -> str:
        """Return the text; where none is kept, what a proposal quotes, at its place there."""
        row = proposal.row
        before = places.offset(row) - row["quote"].find(row["printed"])
        return self.text or " " * before + row["quote"]

    def section(self, start: int) -> str:
        """Return the number of the section in which an offset is; empty where it is in none."""
        inside = (row["section"] for row in self.tables["sections"]
                  if int(row["start"]) <= start < int(row["end"]))  # fmt: skip
        return next(inside, "")

    def _other(
        self, state: str, row: Row, reasons: Mapping[str, str], doubt: float = 0
    ) -> Proposal:
        """Return another numeral to decide, or a figure that one has become."""
        key = next(ids([f"{self.report}:o{places.offset(row)}"], [row["printed"]]))
        about = (span_of(row), doubt, reasons, self._sentence(row))
        return Proposal(key, "other", state, row, None, *about)

    def _missed(self) -> Iterator[Proposal]:
        """Yield other numerals; those that read as a quantity, or are in digits and not of a date,
        may be figures."""
        read = [one for one in quantities.read(self.text) if isinstance(one, Quantity)]
        spans = {at: (one.start, one.end) for one in read for at in range(one.start, one.end)}
        drafted = {at for row in self._rows() for at in range(*span_of(row))}
        called = {lang: codebook.labels("other_numerals", "reason", lang)
                  for lang in choices.LANGUAGES}  # fmt: skip
        before = (0, 0)
        for other in self.tables["other_numerals"]:
            start = places.offset(other)
            span = spans.get(start, (start, start + len(other["text"])))
            digits = other["text"][0].isdigit() and other["reason"] not in _FAR
            if start in drafted or span == before:
                continue
            before = span
            row = dict.fromkeys(codebook.names("figures"), "") | self._like(span[0])
            row |= {"report": self.report, "measure": "level", "start": str(span[0])}
            row["printed"] = self.text[slice(*span)] or other["text"]
            row["quote"] = self._clause(*span) or other["note"]
            told = {lang: f"{words[other['reason']]}: {other['note']}"
                    for lang, words in called.items()}  # fmt: skip
            yield self._other("rejected", row, told, float(start in spans or digits))

    def _like(self, start: int) -> Row:
        """Return section, period and status of the nearest figure drafted in the same section."""
        section = self.section(start)
        near = [row for row in self._rows() if row["section"] == section]
        nearest = min(near, key=lambda row: abs(places.offset(row) - start), default=None)
        like = {name: nearest[name] for name in ("period", "status")} if nearest else {}
        return {"section": section} | like

    def _clause(self, start: int, end: int) -> str:
        """Return the words around a place up to the next marks, no more than a quote may have."""
        most, marks = codebook.longest("figures", "quote"), "，。；：！？"
        before = re.split(f"[{marks}]", self.text[max(0, end - most) : start])[-1]
        after = re.split(f"[{marks}]", self.text[end : end + most])[0]
        return (before + self.text[start:end] + after)[:most]

    def _sentence(self, row: Row) -> tuple[str, str, str]:
        """Return the sentence around the number of a row; its quote, where no text is kept."""
        start, end = span_of(row)
        if not self.text:
            before, _, after = row["quote"].partition(row["printed"])
            return before, row["printed"], after
        before = re.split("[。！？]", self.text[max(0, start - _BEFORE - 1) : start])[-1]
        after = re.split("(?<=[。！？])", self.text[end : end + _AFTER + 1])[0]
        if len(before) > _BEFORE:
            before = f"…{before[1:]}"
        return before, row["printed"], after if len(after) <= _AFTER else f"{after[:-1]}…"


def wrong(rows: Sequence[Proposal]) -> float:
    """Return what share of some rows is wrong by measurement."""
    return sum(one.doubt for one in rows) / max(1, len(rows))


def ids(places: Iterable[str], words: Iterable[str]) -> Iterator[str]:
    """Yield what names rows: the place of each, its number where several have it, and a hash.

    The hash is of the words that stand there.

    >>> list(ids(["a:12", "a:12"], ["33.3%", "33.3%"]))
    ['a:12:da6d4f', 'a:12.1:da6d4f']
    """
    seen = Counter[tuple[str, str]]()
    for both in zip(places, words, strict=True):
        nth, hashed = seen[both], hashlib.sha256(both[1].encode()).hexdigest()[:6]
        seen[both] += 1
        yield f"{both[0]}{f'.{nth}' * bool(nth)}:{hashed}"


def span_of(row: Row) -> tuple[int, int]:
    """Return where the printed value of a row begins and ends.

    >>> span_of({"start": "12", "printed": "33.3%"})
    (12, 17)
    """
    return (start := places.offset(row)), start + len(row["printed"])
