"""The workbook to review: a row a figure proposed, those most in doubt first, for Excel and WPS."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
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

_MISSED = {
    "figure": "",
    "pair": "",
    "other": "rejected",
}  # states of what may be a figure that was missed
_HEAD = 3  # rows above the head of the columns
_MADE = datetime(2021, 4, 20)  # so that the same draft gives the same bytes
_FACES = {"en": "Arial", "zh": "Microsoft YaHei"}
_NUMBERS = {"doubt": "0.00", "start": "0"}  # to sort by: by place the rows stand as in the text
_HEADS = {"shown": "#5B6770", "other": "#8A4B2A"}  # what is to be changed has the house's blue
_BLUE, _RED, _PALE, _DONE = "#0B5C8A", "#B3261E", "#F3F5F7", "#8A8A8A"
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
    rows = [
        one
        for one in folder.proposals()
        if (one.id in only if only else every or one.open or one.state == _MISSED[one.kind])
    ]
    if not any(one.kind != "other" for one in rows):
        raise DataError(f"{folder.path}: every row of it is decided; --all shows them")
    content = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        said = {} if only is None else only
        _Sheet(book, folder, lang).write(
            [replace(one, reasons={lang: said.get(one.id, one.reasons[lang])}) for one in rows]
        )
    writing.content(path, content.getvalue())
    return sum(one.open for one in rows)


class _Sheet:
    """The sheet as it is written, and the lists that its cells choose from."""

    def __init__(self, book: Any, folder: Folder, lang: str) -> None:
        self._book, self._folder, self._lang = book, folder, lang
        self._said, self._words = choices.words("review", lang), sheet.words_of(folder, lang)
        self._columns = sheet.columns(folder.kind)
        self._last = min(_PRINTED, len(self._columns) - 1)
        self._places = {column.name: at for at, column in enumerate(self._columns)}
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        book.set_properties({"title": folder.report, "created": _MADE})

    def write(self, rows: list[Proposal]) -> None:
        """Write the rows, what counts them above, and the lists."""
        made = self._book.add_worksheet(self._said["sheet"])
        self._terms({one.row.get("indicator", "") for one in rows})
        lists = self._lists([one.row.get("period", "") for one in rows])
        last, right = _HEAD + len(rows), len(self._columns) - 1
        for at, column in enumerate(self._columns):
            made.set_column(at, at, column.width)
            head = self._look(bold=True, font_color="white", valign="vcenter",
                              bg_color=_HEADS.get(column.kind, _BLUE))  # fmt: skip
            made.write_string(_HEAD, at, self._said["heads"][column.name], head)
            if column.name in lists:
                free = column.kind in ("name", "text")  # a new name or another period is no mistake
                told = {"validate": "list", "source": lists[column.name], "show_error": not free}
                made.data_validation(_HEAD + 1, at, last, at, told)
        made.set_row(_HEAD, 3 * _LINE)
        for number, one in enumerate(rows, start=_HEAD + 1):
            self._row(made, number, one)
        first = xl_rowcol_to_cell(_HEAD + 1, self._places["decision"], col_abs=True)
        done = {"font_color": _DONE}
        rule = {
            "type": "formula",
            "criteria": f'={first}<>""',
            "format": self._book.add_format(done),
        }
        made.conditional_format(_HEAD + 1, 0, last, right, rule)
        self._counts(made, rows, last)
        made.autofilter(_HEAD, 0, last, right)
        made.freeze_panes(_HEAD + 1, self._places["decision"] + 1)
        made.set_landscape()
        made.set_paper(8)  # A3: fourteen columns that can still be read
        made.fit_to_pages(1, 0)
        made.repeat_rows(_HEAD)
        made.print_area(0, 0, last, self._last)
        made.set_footer("&C&P / &N")
        made.activate()

    def _look(self, **asked: Any) -> Any:
        whole = {
            "font_name": _FACES[self._lang],
            "font_size": 10,
            "valign": "top",
            "text_wrap": True,
        }
        key = tuple(sorted((whole := whole | asked).items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(whole)
        return self._made[key]

    def _row(self, made: Any, number: int, one: Proposal) -> None:
        texts = sheet.texts(one, self._words, self._lang)
        looks = {
            "shown": self._look(bg_color=_PALE),
            "decision": self._look(num_format="@", bold=True),
        }
        lines = [
            -(-wcswidth(writing.clean(texts[column.name])) // int(column.width - 1))
            for column in self._columns[: self._last + 1]
        ]
        made.set_row(number, min(_MOST, max(1, *lines)) * _LINE + 3)
        for at, column in enumerate(self._columns):
            text = texts[column.name]
            # As text, so that 2016/2020 and 5% stay what is written.
            look = looks.get(column.kind) or self._look(num_format="@")
            if column.name in _NUMBERS and text:
                form = _NUMBERS[column.name]
                shade = self._look(bg_color=_PALE, num_format=form, align="center")
                made.write_number(number, at, float(text), shade)
            elif column.name == "sentence":
                self._sentence(made, number, at, one.sentence)
            elif text:
                made.write_string(number, at, writing.clean(text), look)
            else:
                made.write_blank(number, at, None, look)

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
        waiting = [one for one in rows if one.open]
        doubt = sum(one.doubt for one in waiting) / max(1, len(waiting))
        bold, plain = (
            self._look(bold=True, font_size=12, text_wrap=False),
            self._look(text_wrap=False),
        )
        total = sum(one.kind != "other" for one in rows)
        made.write_formula(0, 0, f"={left}", bold, len(waiting))
        made.write_string(0, 2, self._said["left"].format(total=total), bold)
        percent = self._look(bold=True, font_size=12, text_wrap=False, num_format="0%")
        made.write_formula(1, 0, share, percent, doubt)
        made.write_string(1, 2, self._said["wrong"] + self._decided(), plain)
        how = self._said["pairs"]["how"] if self._folder.kind == "pair" else self._said["how"]
        made.write_string(2, 0, how.format(folder=self._folder.path.name), plain)

    def _decided(self) -> str:
        """Say what the review has found so far."""
        states = [row["state"] for row in self._folder.tables["decided"]]
        changed = sum(state in MENDED for state in states)
        told: str = self._said["seen"].format(decided=len(states), changed=changed)
        return told if states else ""

    def _terms(self, keys: Collection[str]) -> None:
        """Write the sheet of the report's own indicators that stand in the rows."""
        rows = [row for row in self._folder.tables["indicators"] if row["indicator"] in keys]
        if not rows:
            return
        made = self._book.add_worksheet(self._said["about"])
        for at, (name, field) in enumerate(terms.fields(self._lang).items()):
            made.set_column(at, at, terms.WIDTHS[name])
            shade = _HEADS["shown"] if name == "indicator" else _BLUE
            head = self._look(bold=True, font_color="white", bg_color=shade)
            made.write_string(0, at, field["head"], head)
            words = {}
            if "categories" in field:
                words = codebook.labels("indicators", name, self._lang)
                offered = {"validate": "list", "source": list(words.values())}
                made.data_validation(1, at, len(rows), at, offered)
            for number, row in enumerate(rows, start=1):
                text, look = words.get(row[name], row[name]), self._look(num_format="@")
                (made.write_string if text else made.write_blank)(number, at, text or None, look)
        made.autofilter(0, 0, len(rows), len(terms.WIDTHS) - 1)
        made.freeze_panes(1, 2)
        made.set_landscape()
        made.set_paper(8)
        made.fit_to_pages(1, 0)
        made.repeat_rows(0)

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
