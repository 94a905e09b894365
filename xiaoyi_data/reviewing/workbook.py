"""The workbook to review: a row a figure proposed, those most in doubt first, for Excel and WPS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from wcwidth import wcswidth
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from xiaoyi_data import choices, writing
from xiaoyi_data.report.files import DataError
from xiaoyi_data.reviewing import sheet
from xiaoyi_data.reviewing.proposals import MENDED, Proposal, Reviewed, wrong

Said = Mapping[str, str] | None
_HEAD = 3  # rows above the head of the columns
_MADE = datetime(2021, 4, 20)  # so that the same draft gives the same bytes
_FACES = {"en": "Arial", "zh": "Microsoft YaHei"}
_NUMBERS = {"doubt": "0.00", "start": "0"}  # to sort by: by place the rows stand as in the text
_HEADS = {"shown": "#5B6770", "other": "#8A4B2A"}  # what is to be changed has the house's blue
_BLUE, _RED, _PALE, _DONE = "#0B5C8A", "#B3261E", "#F3F5F7", {"font_color": "#8A8A8A"}
_LINE, _MOST = 13.5, 9  # points of a line, lines of a row
_PRINTED = 15  # the last column on paper: the rest is for the proofs


def write(
    reviewed: Reviewed, path: Path, *, lang: str = "en", every: bool = False, only: Said = None
) -> None:
    """Write the workbook of what is open in a report's folder or a file of links.

    ``every`` adds what is decided, as it was decided; ``only`` leaves the rows of these
    ids alone, with what is said of each in place of why it is in doubt.
    Raises DataError where nothing is open, ValueError for an unknown language, OSError when the
    file cannot be written.
    """
    choices.check_language(lang)
    rows = [one for one in reviewed.proposals() if every or one.open or one.missed]
    if only is not None:
        rows = [replace(one, reasons={lang: only[one.id]})
                for one in reviewed.proposals() if one.id in only]  # fmt: skip
    if all(one.kind == "other" for one in rows):
        raise DataError(f"{reviewed.path}: every row of it is decided; --all shows them")
    content = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": reviewed.report, "created": _MADE})
        _Sheets(book, reviewed, lang).write(rows)
    writing.content(path, content.getvalue())


class _Sheets:
    """The sheets as they are written: the rows, own indicators in them, what cells choose from."""

    def __init__(self, book: Any, reviewed: Reviewed, lang: str) -> None:
        self._book, self._reviewed, self._lang = book, reviewed, lang
        self._said, self._words = choices.words("review", lang), sheet.words_of(reviewed, lang)
        self._look = cache(self._format)

    def _format(self, **asked: Any) -> Any:
        plain = {"font_name": _FACES[self._lang], "font_size": 10, "valign": "top"}
        return self._book.add_format(plain | {"text_wrap": True} | asked)

    def write(self, rows: Sequence[Proposal]) -> None:
        """Write the rows, what counts them above, and the other sheets."""
        made = self._book.add_worksheet(self._said["sheet"])
        self._terms(rows)
        columns, last = sheet.columns(self._reviewed.kind), _HEAD + len(rows)
        places = {column["name"]: at for at, column in enumerate(columns)}
        self._table(made, _HEAD, last, self._reviewed.kind, self._lists(rows))
        for number, one in enumerate(rows, start=_HEAD + 1):
            self._row(made, number, one)
        first = xl_rowcol_to_cell(_HEAD + 1, places["decision"], col_abs=True)
        done = {"type": "formula", "criteria": f'={first}<>""'}
        done["format"] = self._book.add_format(_DONE)
        made.conditional_format(_HEAD + 1, 0, last, len(columns) - 1, done)
        self._counts(made, rows, {name: xl_range_abs(_HEAD + 1, at, last, at)
                                  for name, at in places.items()})  # fmt: skip
        made.set_row(_HEAD, 3 * _LINE)
        made.freeze_panes(_HEAD + 1, places["decision"] + 1)
        made.print_area(0, 0, last, min(_PRINTED, len(columns) - 1))
        made.activate()

    def _table(
        self, made: Any, top: int, last: int, kind: str, offered: Mapping[str, str | list[str]]
    ) -> None:
        """Write the heads of columns, below which cells choose from what is offered.

        The rows can be filtered, the head stands on each page, the width goes on one of A3.
        """
        columns, heads = sheet.columns(kind), sheet.heads(kind, self._lang)
        for at, column in enumerate(columns):
            name, color = column["name"], _HEADS.get(column["kind"], _BLUE)
            look = self._look(bold=True, font_color="white", valign="vcenter", bg_color=color)
            made.set_column(at, at, float(column["width"]))
            made.write_string(top, at, heads[name], look)
            if source := offered.get(name):
                free = column["kind"] in ("name", "text")  # what is new is no mistake there
                told = {"validate": "list", "source": source, "show_error": not free}
                made.data_validation(top + 1, at, last, at, told)
        made.autofilter(top, 0, last, len(columns) - 1)
        made.set_landscape()
        made.set_paper(8)
        made.fit_to_pages(1, 0)
        made.repeat_rows(top)
        made.set_footer("&C&P / &N")

    def _row(self, made: Any, number: int, one: Proposal) -> None:
        texts = sheet.texts(one, self._words, self._lang)
        # As text, so that 2016/2020 and 5% stay what is written.
        looks = {"shown": self._look(bg_color=_PALE),
                 "decision": self._look(num_format="@", bold=True)}  # fmt: skip
        lines = 1
        for at, column in enumerate(sheet.columns(self._reviewed.kind)):
            name, text = column["name"], writing.clean(texts[column["name"]])
            look = looks.get(column["kind"])
            if at <= _PRINTED:
                lines = max(lines, -(-wcswidth(text) // int(float(column["width"]) - 1)))
            if name in _NUMBERS and text:
                form = {"num_format": _NUMBERS[name], "align": "center"}
                made.write_number(number, at, float(text), self._look(bg_color=_PALE, **form))
            elif name == "sentence":
                self._sentence(made, number, at, one.sentence)
            else:
                made.write(number, at, text, look or self._look(num_format="@"))
        made.set_row(number, min(_MOST, lines) * _LINE + 3)

    def _sentence(self, made: Any, number: int, at: int, parts: tuple[str, str, str]) -> None:
        """Write a sentence with its number marked."""
        mark = self._look(bold=True, font_color=_RED, font_size=11)
        looks = (self._look(), mark, self._look())
        told = [piece for part, look in zip(parts, looks, strict=True) if part
                for piece in (look, writing.clean(part))]  # fmt: skip
        if len(told) > 2:
            made.write_rich_string(number, at, *told, self._look(bg_color=_PALE))
        else:  # it is the whole sentence
            made.write_string(number, at, "".join(parts), mark)

    def _counts(self, made: Any, rows: Sequence[Proposal], ranges: Mapping[str, str]) -> None:
        """Write above the head how many are left and what share of them is wrong, as formulas."""
        kind, waiting = self._reviewed.kind, [one for one in rows if one.open]
        figure, later = self._said["kinds"][kind], self._words["decision"]["later"]
        open_ = [f'{ranges["kind"]},"{figure}",{ranges["decision"]},"{word}"'
                 for word in ("", later)]  # fmt: skip
        left = "+".join(f"COUNTIFS({which})" for which in open_)
        doubt = "+".join(f"SUMIFS({ranges['doubt']},{which})" for which in open_)
        bold = {"bold": True, "font_size": 12, "text_wrap": False}
        plain, total = self._look(text_wrap=False), sum(one.kind != "other" for one in rows)
        made.write_formula(0, 0, f"={left}", self._look(**bold), len(waiting))
        made.write_string(0, 2, self._said["left"].format(total=total), self._look(**bold))
        share = f"=IF(({left})=0,0,({doubt})/({left}))"
        made.write_formula(1, 0, share, self._look(**bold, num_format="0%"), wrong(waiting))
        states = [row["state"] for row in self._reviewed.tables["decided"]]
        changed = sum(state in MENDED for state in states)
        seen = self._said["seen"].format(decided=len(states), changed=changed) if states else ""
        made.write_string(1, 2, self._said["wrong"] + seen, plain)
        how = (self._said["pairs"] if kind == "pair" else self._said)["how"]
        made.write_string(2, 0, how.format(folder=self._reviewed.path.name), plain)

    def _terms(self, proposals: Sequence[Proposal]) -> None:
        """Write the sheet of the report's own indicators that stand in the rows."""
        keys = {one.row.get("indicator", "") for one in proposals}
        rows = [row for row in self._reviewed.tables["indicators"] if row["indicator"] in keys]
        if not rows:
            return
        made, words = (
            self._book.add_worksheet(self._said["about"]),
            sheet.labels("indicator", self._lang),
        )
        self._table(
            made, 0, len(rows), "indicator", {name: list(of.values()) for name, of in words.items()}
        )
        made.freeze_panes(1, 2)
        for at, name in enumerate(sheet.heads("indicator", self._lang)):
            texts = [words.get(name, {}).get(row[name], row[name]) for row in rows]
            made.write_column(1, at, texts, self._look(num_format="@"))

    def _lists(self, rows: Sequence[Proposal]) -> dict[str, str | list[str]]:
        """Write the sheet of what cells may hold; return the range of each column's words."""
        made, ranges = self._book.add_worksheet(self._said["lists"]), dict[str, str | list[str]]()
        words = {name: list(called.values()) for name, called in self._words.items()}
        if periods := {one.row.get("period", "") for one in rows} - {""}:
            words["period"] = sorted(periods)
        for at, (name, texts) in enumerate(words.items()):
            made.set_column(at, at, 24)
            made.write_string(0, at, self._said["heads"][name], self._look(bold=True))
            made.write_column(1, at, texts, self._look(text_wrap=False))
            if texts:
                ranges[name] = f"='{self._said['lists']}'!{xl_range_abs(1, at, len(texts), at)}"
        return ranges
