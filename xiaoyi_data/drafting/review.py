"""The workbook to review: a row a figure proposed, those most in doubt first, for Excel and WPS."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
from xiaoyi_data.drafting import sheet, terms
from xiaoyi_data.drafting.proposals import MENDED, Folder, Proposal
from xiaoyi_data.report import codebook
from xiaoyi_data.report.files import DataError

_MISSED = {"figure": "", "pair": "", "other": "rejected"}  # states of figures that may be missed
_HEAD = 3  # rows above the head of the columns
_MADE = datetime(2021, 4, 20)  # so that the same draft gives the same bytes
_FACES = {"en": "Arial", "zh": "Microsoft YaHei"}
_NUMBERS = {"doubt": "0.00", "start": "0"}  # to sort by: by place the rows stand as in the text
_HEADS = {"shown": "#5B6770", "other": "#8A4B2A"}  # what is to be changed has the house's blue
_BLUE, _RED, _PALE, _DONE = "#0B5C8A", "#B3261E", "#F3F5F7", {"font_color": "#8A8A8A"}
_LINE, _MOST = 13.5, 9  # points of a line, lines of a row
_PRINTED = 14  # the last column on paper: the rest is for the proofs


def review(
    folder: Folder,
    path: Path,
    *,
    lang: str = "en",
    every: bool = False,
    only: Mapping[str, str] | None = None,
) -> int:
    """Write the workbook of what is open in a report's folder; return how many figures that is.

    ``every`` adds what is decided, as it was decided; ``only`` leaves the rows of these
    ids alone, with what is said of each in place of why it is in doubt.
    Raises DataError where nothing is open, ValueError for an unknown language, OSError when the
    file cannot be written.
    """
    choices.check_language(lang)
    rows = [replace(one, reasons={**one.reasons, lang: only[one.id]}) if only else one
            for one in folder.proposals()
            if (one.id in only if only is not None else
                every or one.open or one.state == _MISSED[one.kind])]  # fmt: skip
    if not any(one.kind != "other" for one in rows):
        raise DataError(f"{folder.path}: every row of it is decided; --all shows them")
    content = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        _Sheet(book, folder, lang).write(rows)
    writing.content(path, content.getvalue())
    return sum(one.open for one in rows)


class _Sheet:
    """The sheet as it is written, and the lists that its cells choose from."""

    def __init__(self, book: Any, folder: Folder, lang: str) -> None:
        self._book, self._folder, self._lang = book, folder, lang
        self._said, self._words = choices.words("review", lang), sheet.words_of(folder, lang)
        self._columns = sheet.columns(folder.kind)
        self._places = {column.name: at for at, column in enumerate(self._columns)}
        self._look = cache(self._format)
        book.set_properties({"title": folder.report, "created": _MADE})

    def write(self, rows: list[Proposal]) -> None:
        """Write the rows, what counts them above, and the lists."""
        made = self._book.add_worksheet(self._said["sheet"])
        self._terms({one.row.get("indicator", "") for one in rows})
        lists = self._lists([one.row.get("period", "") for one in rows])
        last, decision = _HEAD + len(rows), self._places["decision"]
        for at, column in enumerate(self._columns):
            color, free = _HEADS.get(column.kind, _BLUE), column.kind in ("name", "text")
            head = self._said["heads"][column.name]
            self._head(
                made, _HEAD, last, at, head, column.width, color, lists.get(column.name), free
            )
        made.set_row(_HEAD, 3 * _LINE)
        for number, one in enumerate(rows, start=_HEAD + 1):
            self._row(made, number, one)
        criteria = f'={xl_rowcol_to_cell(_HEAD + 1, decision, col_abs=True)}<>""'
        done = {"type": "formula", "criteria": criteria, "format": self._book.add_format(_DONE)}
        made.conditional_format(_HEAD + 1, 0, last, len(self._columns) - 1, done)
        self._counts(made, rows, last)
        self._paper(made, _HEAD, last, len(self._columns), decision + 1)
        made.print_area(0, 0, last, min(_PRINTED, len(self._columns) - 1))
        made.activate()

    def _format(self, **asked: Any) -> Any:
        plain = {"font_name": _FACES[self._lang], "font_size": 10, "valign": "top"}
        return self._book.add_format(plain | {"text_wrap": True} | asked)

    def _head(
        self, made: Any, row: int, last: int, at: int, text: str, width: float, color: str,
        offered: str | list[str] | None, free: bool = False,
    ) -> None:  # fmt: skip
        """Write the head of a column; below it cells choose from what is offered.

        Where they are ``free``, a new name or another period is no mistake.
        """
        look = self._look(bold=True, font_color="white", valign="vcenter", bg_color=color)
        made.set_column(at, at, width)
        made.write_string(row, at, text, look)
        if offered:
            told = {"validate": "list", "source": offered, "show_error": not free}
            made.data_validation(row + 1, at, last, at, told)

    @staticmethod
    def _paper(made: Any, head: int, last: int, columns: int, held: int) -> None:
        """Let a sheet be filtered, its head stand still, and its width go on a page of A3."""
        made.autofilter(head, 0, last, columns - 1)
        made.freeze_panes(head + 1, held)
        made.set_landscape()
        made.set_paper(8)
        made.fit_to_pages(1, 0)
        made.repeat_rows(head)
        made.set_footer("&C&P / &N")

    def _row(self, made: Any, number: int, one: Proposal) -> None:
        texts = sheet.texts(one, self._words, self._lang)
        # As text, so that 2016/2020 and 5% stay what is written.
        looks = {"shown": self._look(bg_color=_PALE),
                 "decision": self._look(num_format="@", bold=True)}  # fmt: skip
        lines = 1
        for at, column in enumerate(self._columns):
            text, look = writing.clean(texts[column.name]), looks.get(column.kind)
            if at <= _PRINTED:
                lines = max(lines, -(-wcswidth(text) // int(column.width - 1)))
            if column.name in _NUMBERS and text:
                form = {"num_format": _NUMBERS[column.name], "align": "center"}
                made.write_number(number, at, float(text), self._look(bg_color=_PALE, **form))
            elif column.name == "sentence":
                self._sentence(made, number, at, one.sentence)
            else:
                _text(made, number, at, text, look or self._look(num_format="@"))
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

    def _counts(self, made: Any, rows: list[Proposal], last: int) -> None:
        """Write above the head how many are left and what share of them is wrong, as formulas."""
        kinds, decided, doubts = (
            xl_range_abs(_HEAD + 1, self._places[name], last, self._places[name])
            for name in ("kind", "decision", "doubt")
        )
        figure, later = self._said["kinds"][self._folder.kind], self._words["decision"]["later"]
        open_ = [f'{kinds},"{figure}",{decided},"{word}"' for word in ("", later)]
        left = "+".join(f"COUNTIFS({which})" for which in open_)
        wrong = "+".join(f"SUMIFS({doubts},{which})" for which in open_)
        share = f"=IF(({left})=0,0,({wrong})/({left}))"
        waiting = [one.doubt for one in rows if one.open]
        bold = {"bold": True, "font_size": 12, "text_wrap": False}
        plain, total = self._look(text_wrap=False), sum(one.kind != "other" for one in rows)
        made.write_formula(0, 0, f"={left}", self._look(**bold), len(waiting))
        made.write_string(0, 2, self._said["left"].format(total=total), self._look(**bold))
        percent = self._look(**bold, num_format="0%")
        made.write_formula(1, 0, share, percent, sum(waiting) / max(1, len(waiting)))
        states = [row["state"] for row in self._folder.tables["decided"]]
        changed = sum(state in MENDED for state in states)
        seen = self._said["seen"].format(decided=len(states), changed=changed) if states else ""
        made.write_string(1, 2, self._said["wrong"] + seen, plain)
        how = (self._said["pairs"] if self._folder.kind == "pair" else self._said)["how"]
        made.write_string(2, 0, how.format(folder=self._folder.path.name), plain)

    def _terms(self, keys: Collection[str]) -> None:
        """Write the sheet of the report's own indicators that stand in the rows."""
        rows = [row for row in self._folder.tables["indicators"] if row["indicator"] in keys]
        if not rows:
            return
        made, look = self._book.add_worksheet(self._said["about"]), self._look(num_format="@")
        for at, (name, field) in enumerate(terms.fields(self._lang).items()):
            coded = "categories" in field
            words = codebook.labels("indicators", name, self._lang) if coded else {}
            color = _HEADS["shown"] if name == "indicator" else _BLUE
            width, offered = terms.WIDTHS[name], list(words.values())
            self._head(made, 0, len(rows), at, field["head"], width, color, offered)
            for number, row in enumerate(rows, start=1):
                _text(made, number, at, words.get(row[name], row[name]), look)
        self._paper(made, 0, len(rows), len(terms.WIDTHS), 2)

    def _lists(self, periods: list[str]) -> dict[str, str]:
        """Write the sheet of what cells may hold; return the range of each column's words."""
        made, ranges = self._book.add_worksheet(self._said["lists"]), {}
        words = {name: list(called.values()) for name, called in self._words.items()}
        if self._folder.kind != "pair":
            words["period"] = sorted(set(periods) - {""})
        for at, (name, texts) in enumerate(words.items()):
            made.set_column(at, at, 24)
            made.write_string(0, at, self._said["heads"][name], self._look(bold=True))
            for number, text in enumerate(texts, start=1):
                made.write_string(number, at, text, self._look(text_wrap=False))
            if texts:
                ranges[name] = f"='{self._said['lists']}'!{xl_range_abs(1, at, len(texts), at)}"
        return ranges


def _text(made: Any, row: int, column: int, text: str, look: Any) -> None:
    (made.write_string if text else made.write_blank)(row, column, text or None, look)
