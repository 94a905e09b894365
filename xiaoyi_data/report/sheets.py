"""A workbook of Excel -> records: each cell by its type and by the number format that shows it.

What a reader of the sheet does not see is never taken silently: hidden sheets, rows and columns,
merged cells, formulas that were never computed and formats that scale a number are refused.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from xiaoyi_data.report import files
from xiaoyi_data.report.cells import Record, letters
from xiaoyi_data.report.values import shown

_CODED = re.compile("_x(00(?:0[0-8bcef]|1[0-9a-f]|7f))_", re.IGNORECASE)
_OLD = b"\xd0\xcf\x11\xe0"  # .xls, and every workbook with a password
# Dates of Chinese Excel: formats that it numbers and does not write out.
_CHINESE = dict.fromkeys((27, 36, 50, 52, 54, 57), "yyyy-mm") | dict.fromkeys(
    (28, 29, 30, 31, 51, 53, 58), "yyyy-mm-dd"
) | dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm")  # fmt: skip
# What only sets colour, width, sign or language; what is left shows the number itself.
_DRESS = re.compile(r'\\(?=[-+() ])|_.|\*.|\[(?:[A-Za-z]+\d*|\$-[0-9A-Fa-f]+)\]|""')
_PLAIN = re.compile(
    r"[-+( ]*(?:general|g/通用格式|@|[#0?,]*[#0?](?:\.[#0?]*)?(?:e[+-]?[#0?]+)?)%?[) ]*", re.I
)


def is_workbook(raw: bytes, source: str) -> bool:
    """Return whether a file is a workbook, by what it begins with or what it is called.

    >>> is_workbook(b"PK\\x03\\x04", "own.csv"), is_workbook(b"a,b", "own.csv")
    (True, False)
    """
    named = Path(source).suffix.lower() in (".xlsx", ".xlsm", ".xls")
    return named or raw.startswith((b"PK\x03\x04", _OLD))


def titles(raw: bytes, source: str) -> list[str]:
    """Return what the sheets of a workbook are called; DataError for what is no workbook."""
    return [sheet.title.strip().lower() for sheet in _opened(raw, source, computed=False)]


def records(
    raw: bytes,
    source: str,
    *names: str,
    head: Collection[str] = (),
    called: Mapping[str, str] = MappingProxyType({}),
) -> list[Record]:
    """Return the records of the sheet of one of these names, or of the only one, the head first.

    ``source`` is what messages call the file, ``called`` gives the column that a head names, where
    it is another word. Where ``head`` is given, the sheet is read from the
    first row that holds one of its words, and what is hidden is read too: the rows below have
    keys, and a filter hides many of them. Raises DataError for what is no workbook, where
    it is not clear which sheet is meant, and for what stands there unseen.
    """
    book = _opened(raw, source, computed=False)
    sheet = _chosen(book, source, names, head)
    where = f"{source}, sheet {sheet.title}"
    cells = _filled(sheet)
    if head:
        first = min((row for (row, _), cell in cells.items() if cell.value in head), default=0)
        if not first:
            raise files.DataError(f"{where}: no column is headed {' or '.join(head)}")
        cells = {at: cell for at, cell in cells.items() if at[0] >= first}
    rows, columns = sorted({row for row, _ in cells}), {column for _, column in cells}
    if not head:
        _hidden(sheet, where, rows, columns)
    _merged(sheet, where, cells)
    if any(cell.data_type == "f" for cell in cells.values()):
        # Formulas and what they gave when the workbook was last computed are read one by one.
        computed = _filled(_opened(raw, source, computed=True)[sheet.title])
    else:
        computed = cells
    words = {column: str(cells[rows[0], column].value) for _, column in cells
             if (rows[0], column) in cells}  # fmt: skip
    named = {column: called.get(word, word) for column, word in words.items()}
    found = {row: Record([""] * max(named), row, sheet.title) for row in rows}
    for (row, column), cell in cells.items():
        record = found[row]
        if column > max(named):
            record.wrong[column - 1] = f"{shown(str(cell.value))!r} stands in no column"
            continue
        if (row, column) in computed:
            text, wrong = _read(computed[row, column], book, named.get(column, ""))
        else:
            formula = shown(str(getattr(cell.value, "text", cell.value)))
            told = "a formula never computed: save the workbook again, or write the value"
            text, wrong = "", f"{formula!r} is {told}"
        record.texts[column - 1] = text
        if wrong:
            record.wrong[column - 1] = wrong
    return list(found.values())


def _opened(raw: bytes, source: str, *, computed: bool) -> Any:
    if raw.startswith(_OLD):
        raise files.DataError(f"{source} is an old or a protected workbook: save it as plain .xlsx")
    if raw.startswith(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 30):
        raise files.DataError(f"{source} is an OpenDocument sheet: save it as .xlsx")
    try:
        import openpyxl
    except ImportError:
        raise files.DataError(
            f"{source} needs openpyxl: pip install 'xiaoyi-data[xlsx]', or save it as CSV"
        ) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that hold no value
        try:
            with zipfile.ZipFile(BytesIO(raw)) as parts:
                size = sum(part.file_size for part in parts.infolist())
            if size <= files.LARGEST:
                return openpyxl.load_workbook(BytesIO(raw), data_only=computed)
        except Exception as error:  # a broken workbook breaks openpyxl in a dozen ways
            told = shown(f"{type(error).__name__}: {error}".splitlines()[0])
            raise files.DataError(f"{source} is not a workbook that can be read ({told})") from None
    raise files.DataError(f"{source} is larger than {files.LARGEST // 1_000_000} MB when unpacked")


def _filled(sheet: Any) -> dict[tuple[int, int], Any]:
    """Return the cells that hold something, by row and column, counted from 1.

    Going through rows and columns would make every cell up to the last: billions, in a sheet with
    one stray cell at its end.
    """
    return {at: cell for at, cell in sheet._cells.items() if cell.value not in (None, "")}


def _chosen(book: Any, source: str, names: Sequence[str], head: Collection[str]) -> Any:
    full = [sheet for sheet in book.worksheets if _filled(sheet)]
    asked = {name.lower() for name in names}
    chosen = [sheet for sheet in full if sheet.title.strip().lower() in asked]
    chosen = chosen or [sheet for sheet in full if _headed(sheet, head)] or full
    if not chosen:
        what = "is empty" if book.worksheets else "is not a workbook that can be read: no sheets"
        raise files.DataError(f"{source} {what}")
    for sheet in chosen:
        if sheet.sheet_state != "visible":
            raise files.DataError(f"{source}, sheet {sheet.title} is hidden: show or delete it")
    if len(chosen) > 1:
        found = ", ".join(sheet.title for sheet in chosen)
        raise files.DataError(f"{source} has several sheets, {found}: name the one {names[0]!r}")
    return chosen[0]


def _headed(sheet: Any, head: Collection[str]) -> bool:
    """Whether a sheet that may have been renamed has one of these heads."""
    return any(cell.value in head for cell in _filled(sheet).values())


def _hidden(sheet: Any, where: str, rows: list[int], columns: set[int]) -> None:
    """Refuse what stands in a sheet and is not seen there."""
    for row in rows:
        if row in sheet.row_dimensions and sheet.row_dimensions[row].hidden:
            raise files.DataError(
                f"{where}, row {row} is hidden, perhaps by a filter: show it or delete it"
            )
    for column in sheet.column_dimensions.values():
        unseen = columns & set(range(column.min, column.max + 1))
        if unseen and column.hidden:
            name = letters(min(unseen) - 1)
            raise files.DataError(f"{where}, column {name} is hidden: show it or delete it")


def _merged(sheet: Any, where: str, cells: dict[tuple[int, int], Any]) -> None:
    """Refuse a value that is seen in several cells."""
    for merged in sheet.merged_cells.ranges:
        corner = cells.get((merged.min_row, merged.min_col))
        if corner is not None:
            value = shown(str(corner.value))
            raise files.DataError(
                f"{where}, cell {corner.coordinate}: {merged.coord} are merged around {value!r}: "
                "each cell needs its own value, each column its own name"
            )


def _read(cell: Any, book: Any, name: str) -> tuple[str, str | None]:
    """Return the text of a cell in the column ``name``, and what is wrong with it."""
    if cell is None:
        return (
            "",
            "a formula that was never computed: open the workbook, save it, or write the value",
        )
    value, form = cell.value, cell.number_format
    if cell.data_type == "e":
        return str(value), f"{value!r} is an error of the spreadsheet"
    if isinstance(value, str):
        # As workbooks write what XML cannot hold.
        value = _CODED.sub(lambda found: chr(int(found[1], 16)), value)
        return value, None
    if isinstance(value, bool):
        return str(value).upper(), f"{str(value).upper()!r} is neither a text nor a number"
    if cell._style.numFmtId in _CHINESE:
        from openpyxl.utils.datetime import from_excel

        form = _CHINESE[cell._style.numFmtId]
        try:
            value = from_excel(value, book.epoch)
        except (ValueError, OverflowError):
            return str(value), f"{value} is shown as a date, and is none"
    if isinstance(value, int | float):
        return _number(value, form)
    return _date(value, form, name)


def _number(value: float, form: str) -> tuple[str, str | None]:
    whole = isinstance(value, int) or (value.is_integer() and abs(value) < 1e15)
    text = str(int(value)) if whole else repr(value)
    parts = _DRESS.sub("", form).split(";")
    # Parts of a format: of positive numbers, of negative ones, of zero, of texts.
    place = 0 if value > 0 else 1 if value < 0 else 2
    part = parts[place] if place < len(parts) else parts[0]
    if not _PLAIN.fullmatch(part):
        return (
            text,
            f"{text!r} is shown otherwise, by the format {form!r}: valid: General",
        )
    if "%" in part:
        return f"{(Decimal(text) * 100).normalize():f}%", None
    return text, None


def _date(value: Any, form: str, name: str) -> tuple[str, str | None]:
    text = value.isoformat(" ") if isinstance(value, datetime) else str(value)
    text = text.removesuffix(" 00:00:00")
    if name != "period":
        return text, f"{text!r} is a date: write what is meant, in the format General or Text"
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", form).lower()
    shows = 10 if "d" in bare else 7 if "m" in bare else 4
    if not isinstance(value, date) or len(text) > 10 or "h" in bare:
        return text, f"{text!r} is a time, not a period"
    if text[shows:] not in ("", "-01", "-01-01"):
        return text, f"{text!r} is shown as {text[:shows]}: write the period as text"
    return text[:shows], None
