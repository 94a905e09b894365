"""What check says of tampered tables, judging again only what a tamper touched."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from tampers import Tamper, named

from xiaoyi_data.findings import derived, recipes
from xiaoyi_data.report import (
    closures,
    codebook,
    consistency,
    likeness,
    outcomes,
    places,
    proofs,
    readings,
    registers,
    renderings,
    statements,
)

Read = tuple[tuple[codebook.Row, ...], tuple[str, ...]]


def _read(table: str, rows: Iterable[codebook.Row]) -> Read:
    """Return rows as they are read from a file that has them, and what is wrong with them."""
    file = io.StringIO()
    writer = csv.DictWriter(file, [field["name"] for field in codebook.fields(table)])
    writer.writeheader()
    writer.writerows(rows)
    found = codebook.parse(table, f"{table}.csv", file.getvalue().encode())
    return found.rows, found.problems


# What judges a row by itself and by rows of the other tables named. A row that no tamper has
# touched is as clean as it was, and is not judged again.
_ALONE = (
    (consistency, "problems", {"indicators", "entities", "sections"}, ()),
    (consistency, "printed", set(), ()),
    (statements, "problems", set(), ()),
    (consistency, "tense", set(), ()),
    (likeness, "problems", {"indicators"}, ()),
    (outcomes, "problems", {"indicators", "entities"}, ()),
    (recipes, "problems", {"figures", "indicators"}, ()),
    (derived, "_row", {"figures"}, {"value": 0}),
)


# What judges whole tables, and which: where none of them is touched it finds what it found.
_WHOLE = (
    (places, "problems", {"figures", "other_numerals", "sections"}),
    (places, "headings", {"other_numerals", "sections"}),
    (renderings, "problems", {"figures", "other_numerals", "indicators", "entities"}),
    (registers, "problems", {"figures", "indicators", "entities", "other_numerals",
                             "observations", "closures"}),
    (outcomes, "together", {"figures", "observations"}),
    (readings, "problems", {"figures"}),
    (closures, "problems", {"figures", "observations", "closures"}),
    (proofs, "against", {"figures", "other_numerals", "sections"}),
)  # fmt: skip


class Judge:
    """What check says of a tampered table, by the codebook and all proofs, without any file."""

    def __init__(self, text: str | None) -> None:
        self._text = text
        names = [*(table["name"] for table in codebook.package()["resources"]), "report", "draft"]
        self._held = {name: codebook.read(name) for name in names}
        self._clean = {tuple(row.values()) for rows, _ in self._held.values() for row in rows}
        self._links = {
            name: {
                link["reference"]["resource"]
                for link in codebook.resource(name)["schema"]["foreignKeys"]
            }
            for name in names
        }

    def first(self, tamper: Tamper) -> tuple[str, str] | None:
        """Return by what a tamper is caught first, and the sentence; None when it comes through.

        That is the tables, the text, or the reading, which leaves nothing of a blank or a sign.
        """
        held = dict(self._held)
        held[tamper.table] = self._read(tamper)
        if held[tamper.table] == self._held[tamper.table]:
            return "reading", "it reads as it did"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(codebook, "read", held.__getitem__)
            for module, name, tables, nothing in _ALONE:
                if tamper.table not in tables:
                    patch.setattr(module, name, self._unless_clean(getattr(module, name), nothing))
            for module, name, tables in _WHOLE:
                if tamper.table not in tables:
                    patch.setattr(module, name, lambda *tables: iter(()))
            return next(self._found(tamper, held), None)

    def _read(self, tamper: Tamper) -> Read:
        """Read the rows that were touched; all of them when two have one key."""
        keys = {named(tamper.table, row) for row in tamper.rows}
        touched = [row for row in tamper.rows if tuple(row.values()) not in self._clean]
        if len(keys) < len(tamper.rows) or not touched:
            return _read(tamper.table, tamper.rows)
        rows, wrong = _read(tamper.table, touched)
        read = iter(rows)
        clean = (tuple(row.values()) in self._clean for row in tamper.rows)
        both = zip(tamper.rows, clean, strict=True)
        return tuple(row if so else next(read) for row, so in both), wrong

    def _unless_clean(self, judge: Callable[..., Any], nothing: Any) -> Callable[..., Any]:
        return lambda row, *rest: (
            nothing if tuple(row.values()) in self._clean else judge(row, *rest)
        )

    def _found(self, tamper: Tamper, held: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield from (("tables", wrong) for wrong in held[tamper.table][1])
        tables = held[tamper.table], self._held[tamper.table]
        keys = [{named(tamper.table, row) for row in rows} for rows, _ in tables]
        for name, (rows, _) in held.items():
            if keys[0] != keys[1] and tamper.table in self._links[name]:
                yield from (("tables", wrong) for wrong in _read(name, rows)[1])
        for problem in proofs.problems():
            yield "tables", f"{problem.key}: {problem.problem}"
        if tamper.table in ("figures", "indicators", "derived"):
            for problem in derived.check().itertuples():
                yield "tables", f"{problem.key}: {problem.problem}"
        if self._text is not None:
            for problem in proofs.against(self._text):
                yield "text", f"{problem.key}: {problem.problem}"
