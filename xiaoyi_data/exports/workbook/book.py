"""The workbook of a run: front, findings, a sheet an exhibit, tables, values to pivot, codebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from xiaoyi_data import choices, writing
from xiaoyi_data.canvas import style
from xiaoyi_data.exports import dated, executed, whose
from xiaoyi_data.exports.workbook import cells, columns, exhibits
from xiaoyi_data.exports.workbook.cells import Column, Looks
from xiaoyi_data.report import citation, codebook

_UPRIGHT = 110  # characters of a table that stands upright on paper
_KEYS = 6  # of figures, beside the finding of an exhibit
_FRONT = (32, 100, 8)  # characters of the columns of the front


def book(notebooks: Sequence[Path], path: Path) -> Path:
    """Write a workbook of executed notebooks of one language to ``path``, and return it.

    A front sheet with what it is and what each notebook finds; the findings; of each exhibit a
    sheet with its marks, a native chart that reads them, and quotes; the tables of the package;
    every value in one long table; the codebook. All is in the language of the notebooks. Raises
    NotExportable where none of them has an exhibit, one cannot be read or is in another language;
    OSError when the file cannot be written.

    >>> book([], Path("workbook.xlsx"))
    Traceback (most recent call last):
    xiaoyi_data.exports.executed.NotExportable: a workbook needs an exhibit
    """
    books = whose.named([executed.read(notebook) for notebook in notebooks])
    books.sort(key=whose.by_report(books))
    if not any(one.exhibits for one in books):
        raise executed.NotExportable("a workbook needs an exhibit")
    lang = books[0].lang
    for other in books:
        if other.lang != lang:
            raise executed.NotExportable(
                f"{other.name} is in {other.lang}, the workbook in {lang}: choose one language"
            )
    content = BytesIO()
    with whose.reading(books), xlsxwriter.Workbook(content, cells.OPTIONS) as made:
        _Book(made, lang, books).write()
    return writing.content(path, content.getvalue())


class _Book:
    """A workbook as it is written, and what its front will lead to."""

    def __init__(self, made: Any, lang: str, books: Sequence[executed.Executed]) -> None:
        self._made, self._lang, self._looks = made, lang, Looks(made, lang)
        self._books, self._when = books, dated.plain(dated.latest(books))
        self._words = whose.words("workbook", lang, books)["book"]
        self._listed: list[tuple[str, str, int]] = []  # sheet, what it holds, rows
        about = {"title": self._words["title"], "author": "xiaoyi_data"}
        made.set_properties(about | {"created": self._when, "comments": dated.command(books)})

    def write(self) -> None:
        """Write all sheets; the front is first, and written last."""
        front = self._made.add_worksheet(self._words["front"])
        findings = self._made.add_worksheet(self._words["findings"])
        self._listed.append((self._words["findings"], self._words["findings_text"], 0))
        told: list[tuple[str, str, str, str]] = []
        number = 0
        for one in self._books:
            told += [(one.title, text, ", ".join(keys), "") for text, keys in _answers(one)]
            for picture in one.exhibits:
                number += 1
                told.append((one.title, *self._exhibit(picture, number)))
        self._findings(findings, told)
        frames = columns.frames_of(whose.each(self._books), self._lang)
        for name, frame in frames.items():
            self._table(columns.titled(name, self._lang), columns.shown(name, frame, self._lang),
                        choices.words("workbook", self._lang)["tables"][name])  # fmt: skip
        self._table(self._words["values"], columns.values(frames, self._lang),
                    self._words["values_text"])  # fmt: skip
        self._table(self._words["codebook"], columns.described(frames, self._lang),
                    choices.words("workbook", self._lang)["tables"]["codebook"])  # fmt: skip
        self._front(front)

    def _exhibit(self, picture: executed.Picture, number: int) -> tuple[str, str, str]:
        """Write the sheet of an exhibit; return its finding, what it rests on, and its name."""
        payload = picture.payload
        name = self._words["sheet"].format(number, payload["name"])[:31]
        table = self._words["table_name"].format(number)
        sheet = self._made.add_worksheet(name)
        front = self._words["front"]
        many = exhibits.write(self._made, sheet, self._looks, picture, table, front)
        self._listed.append((name, payload["title"], many))
        keys = list(dict.fromkeys(row["figure"] for row in payload["figures"]))
        told = keys[:_KEYS] + ["…"] * (len(keys) > _KEYS)  # all of them stand on its sheet
        return payload["title"], ", ".join(told), name

    def _table(self, name: str, held: list[Column], text: str) -> None:
        """Write a sheet that is one table, from its first cell on."""
        sheet = self._made.add_worksheet(name)
        wide = cells.table(sheet, self._looks, 0, name.replace(" ", "_"), held)
        for place, width in enumerate(wide):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 1)
        many = len(held[0].values)
        upright = sum(wide) <= _UPRIGHT
        cells.printed(sheet, (max(1, many), cells.on_paper(wide)), upright=upright)
        self._listed.append((name, text, many))

    def _findings(self, sheet: Any, told: Sequence[tuple[str, str, str, str]]) -> None:
        """Write what answers and exhibits find, with the keys of the figures, and where it is."""
        named = [Column(head, [row[place] for row in told], widest=wide) for place, (head, wide) in
                 enumerate(zip(self._words["told"], (36, 80, 60, 20), strict=True))]  # fmt: skip
        wide = cells.table(sheet, self._looks, 0, self._words["findings"], named)
        for row, (*_, there) in enumerate(told, start=1):
            if there:
                self._link(sheet, row, 3, there)
        for place, width in enumerate(wide):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 1)
        cells.printed(sheet, (max(1, len(told)), 3))
        self._listed[0] = (*self._listed[0][:2], len(told))

    def _link(self, sheet: Any, row: int, column: int, name: str) -> None:
        look = self._looks(font_color=style.ACCENT, underline=1)
        sheet.write_url(row, column, f"internal:'{name}'!A1", look, name)

    def _front(self, sheet: Any) -> None:
        looks, words = self._looks, self._words
        sheet.write_string(0, 0, words["title"], looks(bold=True, font_size=18))
        sheet.set_row(0, 30)
        sheet.write_string(1, 0, words["subtitle"], looks(font_size=12, font_color=style.MUTED))
        row = 3
        for head, value in self._facts():
            sheet.write_string(row, 0, head, looks(bold=True))
            self._over(sheet, row, value)
            row += 1
        row = self._list(sheet, row + 1, words["answers"],
                         [(one.title, one.answer or one.exhibits[0].payload["title"])
                          for one in self._books if one.exhibits])  # fmt: skip
        sheet.write_string(row, 0, words["sheets"][0], looks(bold=True, bottom=1))
        sheet.write_string(row, 1, words["sheets"][1], looks(bold=True, bottom=1))
        sheet.write_string(row, 2, words["sheets"][2], looks(bold=True, bottom=1))
        for name, text, many in self._listed:
            row += 1
            self._link(sheet, row, 0, name)
            sheet.write_string(row, 1, cells.clean(text), looks(text_wrap=True))
            sheet.write_number(row, 2, many, looks())
            cells.fit(sheet, row, (name, text), _FRONT)
        for place, width in enumerate(_FRONT):
            sheet.set_column(place, place, width)
        sheet.hide_gridlines(2)
        sheet.freeze_panes(1, 0)
        cells.printed(sheet, (row, 2))

    def _facts(self) -> list[tuple[str, Any]]:
        """What, who, when, under which licence, of which version; of several reports each."""
        package, every = codebook.package(), whose.about(self._books) or [codebook.about()]
        licence = package["licenses"][0]
        if not whose.shipped(self._books):  # not ours to license
            licence = {"name": "", "path": ""}
        dates = list(dict.fromkeys(one["date"] or one["year"] for one in every))
        whole = len(dates) == 1 and every[0]["date"]
        cited = [citation.cite(lang=self._lang, report=name)
                 for name in whose.each(self._books)]  # fmt: skip
        values = (
            _each(one[f"title_{self._lang}"] for one in every),
            _each(one[f"author_{self._lang}"] for one in every),
            date.fromisoformat(dates[0]) if whole else _each(dates),
            self._words["made"], licence["name"].replace("-", " "), licence["path"],
            package["version"], whose.digests(self._books), f"{self._when:%Y-%m-%d %H:%M} UTC",
            dated.command(self._books), _each(cited),
        )  # fmt: skip
        return list(zip(self._words["facts"], values, strict=True))

    def _over(self, sheet: Any, row: int, value: Any) -> None:
        looks = self._looks
        if isinstance(value, date):
            sheet.write_datetime(row, 1, value, looks(num_format="yyyy-mm-dd", align="left"))
        else:
            cells.put(sheet, row, 1, value, looks)
            cells.fit(sheet, row, ("", value), _FRONT)

    def _list(
        self, sheet: Any, row: int, heads: Sequence[str], told: Sequence[tuple[str, str]]
    ) -> int:
        """Write pairs below their heads; return the second row after them."""
        for place, head in enumerate(heads):
            sheet.write_string(row, place, head, self._looks(bold=True, bottom=1))
        for own in told:
            row += 1
            for place, text in enumerate(own):
                look = self._looks(text_wrap=True, bold=place == 0)
                sheet.write_string(row, place, cells.clean(text), look)
            cells.fit(sheet, row, own, _FRONT)
        return row + 2


def _each(texts: Iterable[str]) -> str:
    """Texts on lines of their own, each once."""
    return "\n".join(dict.fromkeys(texts))


def _answers(one: executed.Executed) -> list[tuple[str, list[str]]]:
    """What a notebook answers: its sentences that state figures, or else the whole."""
    return one.findings or ([(one.answer, [])] if one.answer else [])
