"""What charts of PowerPoint read: a workbook whose texts stay texts, with columns of labels.

A chart is made of its values. Columns are added while it is painted (labels, ends of whiskers),
most of them formulas over the values; ``Sheet.bind`` puts the whole into the chart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.util import lazyproperty
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_range_abs, xl_rowcol_to_cell


class Cell(NamedTuple):
    """What a cell holds, and the formula that says so, if there is one."""

    value: float | str | None
    formula: str = ""


class _Texts:
    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[tuple[Any, Any]]:
        opened = super()._open_worksheet(xlsx_file)  # type: ignore[misc]
        with opened as (workbook, worksheet):
            workbook.set_properties({"author": "xiaoyi_data", "created": datetime(2021, 4, 20)})
            # A row may be called "=1+1", and that is no formula, or as an address is, and no link.
            worksheet.strings_to_formulas = worksheet.strings_to_urls = False
            yield workbook, worksheet

    def _populate_worksheet(self, workbook: Any, worksheet: Any) -> None:
        super()._populate_worksheet(workbook, worksheet)  # type: ignore[misc]
        for (row, column), cell in self._chart_data.more.items():  # type: ignore[attr-defined]
            if cell.formula:
                worksheet.write_formula(row, column, cell.formula, None, cell.value)
            elif cell.value is not None:
                worksheet.write(row, column, cell.value)
        worksheet.set_column(0, 0, 24)


class _Categories(_Texts, CategoryWorkbookWriter):
    pass


class _Places(_Texts, XyWorkbookWriter):
    pass


class Sheet:
    """The sheet of a chart: where the values of its series are, and what stands beside them."""

    @lazyproperty
    def more(self) -> dict[tuple[int, int], Cell]:
        """What is on the sheet besides the values of the series, by row and column from zero."""
        return {}

    def top(self, index: int) -> int:
        """The row, from zero, of the heads of a series."""
        raise NotImplementedError

    def many(self, index: int) -> int:
        """The number of points of a series."""
        raise NotImplementedError

    def at(self, index: int, place: int, axis: str = "y") -> str:
        """The address of a value of a series, such as B2."""
        raise NotImplementedError

    def _next(self, index: int, head: str) -> int:
        raise NotImplementedError

    def put(self, address: str, cell: Cell) -> None:
        """Write a cell."""
        self.more[xl_cell_to_rowcol(address)] = cell

    def column(self, index: int, head: str, cells: Sequence[Cell]) -> str:
        """Write a column beside the values of a series; return its reference."""
        top, column = self.top(index), self._next(index, head)
        self.more[top, column] = Cell(head)
        for row, cell in enumerate(cells, start=top + 1):
            self.more[row, column] = cell
        return f"Sheet1!{xl_range_abs(top + 1, column, top + len(cells), column)}"

    def under(self, head: str) -> list[str]:
        """Return the columns beside the values that have a head, such as C:C."""
        made = {xl_col_to_name(at) for (_, at), cell in self.more.items() if cell.value == head}
        return [f"{name}:{name}" for name in sorted(made)]

    def bind(self, chart: Any) -> None:
        """Let a chart read this sheet."""
        chart.part.chart_workbook.update_from_xlsx_blob(self._workbook_writer.xlsx_blob)  # type: ignore[attr-defined]


class Categories(Sheet, CategoryChartData):
    """Series over named categories.

    >>> made = Categories()
    >>> made.categories = ["=1+1"]
    >>> made.add_series("2020", [1.0]).name
    '2020'
    >>> made.column(0, "label", [Cell("1", "=TEXT(B2)")]), made.at(0, 0)
    ('Sheet1!$C$2', 'B2')
    """

    @lazyproperty
    def _workbook_writer(self) -> Any:
        return _Categories(self)

    def top(self, index: int) -> int:
        return 0

    def many(self, index: int) -> int:
        return len(self.categories)

    def at(self, index: int, place: int, axis: str = "y") -> str:
        return str(xl_rowcol_to_cell(place + 1, index + 1))

    def _next(self, index: int, head: str) -> int:
        return max([len(self), *(column for _, column in self.more)]) + 1


class Places(Sheet, XyChartData):
    """Series of points, each at a place of its own, with their heads one under the other.

    >>> made = Places()
    >>> made.add_series("2020").add_data_point(1.0, 2.0).x
    1.0
    >>> made.column(0, "label", [Cell("1")]), made.at(0, 0, "x")
    ('Sheet1!$C$2', 'A2')
    """

    @lazyproperty
    def _workbook_writer(self) -> Any:
        return _Places(self)

    @lazyproperty
    def _heads(self) -> list[str]:
        return []

    def top(self, index: int) -> int:
        return int(self._workbook_writer.series_table_row_offset(self[index]))

    def many(self, index: int) -> int:
        return len(self[index])

    def at(self, index: int, place: int, axis: str = "y") -> str:
        return str(xl_rowcol_to_cell(self.top(index) + 1 + place, 0 if axis == "x" else 1))

    def _next(self, index: int, head: str) -> int:
        if head not in self._heads:
            self._heads.append(head)
        return 2 + self._heads.index(head)


def first(reference: str) -> str:
    """Return the address of the first cell of a reference.

    >>> first("Sheet1!$C$2:$C$5")
    'C2'
    """
    return reference.partition("!")[2].partition(":")[0].replace("$", "")


def below(address: str, many: int) -> str:
    """Return the address of a cell so many rows below another.

    >>> below("C2", 3)
    'C5'
    """
    row, column = xl_cell_to_rowcol(address)
    return str(xl_rowcol_to_cell(row + many, column))


def spans(
    sheet: Sheet, index: int, rows: Sequence[dict[str, Any] | None], words: dict[str, str]
) -> dict[str, tuple[str, list[float | None]]]:
    """Write what bounds the values of a series, and return how far it is to them, by side.

    Rows without bounds are None. ``words`` are the heads of the columns.
    """
    made: dict[str, tuple[str, list[float | None]]] = {}
    for side, end, sign in (("plus", "high", 1), ("minus", "low", -1)):
        bounds = sheet.column(index, words[end], [Cell(row[end] if row else None) for row in rows])
        far = [max(0.0, sign * (row[end] - row["value"])) if row else None for row in rows]
        cells = []
        for place, value in enumerate(far):
            ends = below(first(bounds), place), sheet.at(index, place)
            less = "-".join(ends if sign > 0 else ends[::-1])
            cells.append(Cell(value, f"=MAX(0,{less})") if value is not None else Cell(None))
        made[side] = (sheet.column(index, words[side], cells), far)
    return made
