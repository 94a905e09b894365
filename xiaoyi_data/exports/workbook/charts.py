"""Native charts of Excel that read the cells of their sheet: bars, stacks, dots, lines.

Labels are cells too, so that they follow what the sheet says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MethodType
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from xiaoyi_data.canvas import style

Record = dict[str, Any]
_SMALL = {"size": 9, "color": style.INK}
_FAINT = {"size": 9, "color": style.MUTED}


@dataclass(frozen=True)
class Marks:
    """The marks of an exhibit on its sheet: their rows, and the column of each field."""

    sheet: str
    top: int  # the row of the first mark
    columns: dict[str, int]
    rows: list[Record]

    def column(self, field: str, first: int = 0, end: int | None = None) -> list[Any]:
        """The cells of a field, from one mark to before another, as XlsxWriter takes them."""
        place, last = self.columns[field], (len(self.rows) if end is None else end) - 1
        return [self.sheet, self.top + first, place, self.top + last, place]

    def cell(self, field: str, mark: int) -> str:
        """The cell of a mark, as a formula."""
        return _cell(self.sheet, self.top + mark, self.columns[field])

    def at(self, field: str, mark: int) -> str:
        """The same within the sheet, such as F12."""
        return str(xl_rowcol_to_cell(self.top + mark, self.columns[field]))

    def range(self, field: str, first: int, end: int) -> str:
        """The same as ``column``, as a formula."""
        sheet, top, place, last, _ = self.column(field, first, end)
        ends = (xl_rowcol_to_cell(row, place, True, True) for row in (top, last))
        return f"={quote_sheetname(sheet)}!{':'.join(ends)}"


@dataclass(frozen=True)
class Grid:
    """The same marks crosswise, as formulas: a row a label, a column a series.

    ``marks`` says which mark a cell (row, column) shows; ``top`` is the row of the heads.
    """

    sheet: str
    top: int
    labels: list[str]
    heads: list[str]
    marks: dict[tuple[int, int], int]

    def column(self, place: int) -> list[Any]:
        """The cells of a series; those of the labels are at -1."""
        return [self.sheet, self.top + 1, place + 1, self.top + len(self.labels), place + 1]

    def head(self, place: int) -> str:
        """The name of a series, as a formula."""
        return _cell(self.sheet, self.top, place + 1)

    def beside(self, place: int) -> str:
        """A column of helpers after the series, as a formula of its cells."""
        sheet, top, column, last, _ = self.column(len(self.heads) + place)
        ends = (xl_rowcol_to_cell(row, column, True, True) for row in (top, last))
        return f"={quote_sheetname(sheet)}!{':'.join(ends)}"


def bars(book: Any, marks: Marks, kind: str, title: str, first: int, end: int) -> Any:
    """A bar a mark; thin ones for dots, and ratios on a log axis on both sides of one."""
    made, rows = _chart(book, "bar"), marks.rows[first:end]
    field = "far" if "far" in marks.columns else "value"
    series: Record = {
        "name": title,
        "categories": marks.column("label", first, end),
        "values": marks.column(field, first, end),
        "gap": 60 if kind in ("bars", "panels") else 220,
        "points": [_bar(row) for row in rows],
        "data_labels": _labels(marks, range(first, end), field=field),
    }
    made.add_series(series | _whiskers(marks, first, end))
    if "far" in marks.columns:  # what is before the nearer end of a range is no part of it
        made.add_series({
            "name": title, "categories": marks.column("label", first, end),
            "values": marks.column("near", first, end), "overlap": 100,
            "fill": {"color": style.PAPER}, "border": {"color": style.PAPER},
        })  # fmt: skip
    made.set_legend({"none": True})
    _across(made, log=kind == "ratio", floor=_floor(rows))
    return made


def stacks(book: Any, marks: Marks, grid: Grid) -> Any:
    """A bar a label, cut into its series."""
    made = _chart(book, "bar", "stacked")
    for place in range(len(grid.heads)):
        own = _own(grid, place)
        role = next(marks.rows[mark]["role"] for mark in own if mark is not None)
        made.add_series({
            "name": grid.head(place), "categories": grid.column(-1), "values": grid.column(place),
            "gap": 60, **_fill(role),
            "points": [None if mark is None else _bar(marks.rows[mark]) for mark in own],
            "data_labels": _labels(marks, own, colour=style.on_colour(role), zeros=False),
        })  # fmt: skip
    made.set_legend({"position": "top", "font": _SMALL})
    _across(made, floor=_floor(marks.rows))
    return made


def dots(book: Any, marks: Marks, grid: Grid, kind: str) -> Any:
    """Marks of each series over each label; of dumbbells a line joins the two."""
    made = _chart(book, "line")
    for place in range(len(grid.heads)):
        own = _own(grid, place)
        role = next(marks.rows[mark]["role"] for mark in own if mark is not None)
        series: Record = {
            "name": grid.head(place), "categories": grid.column(-1), "values": grid.column(place),
            "line": {"none": True}, "marker": _marker(role, 9),
            "data_labels": _labels(marks, own, position="right"),
        }  # fmt: skip
        if kind == "dumbbell" and place == 0 and len(grid.heads) == 2:
            joint = {"color": style.MUTED, "width": 1.5}
            series["y_error_bars"] = {
                "type": "custom", "end_style": 0, "line": joint,
                "plus_values": grid.beside(0), "minus_values": grid.beside(1),
            }  # fmt: skip
        made.add_series(series)
    made.set_legend({"position": "top", "font": _SMALL})
    made.set_x_axis({"num_font": _SMALL, "label_position": "low", "line": {"color": style.MUTED}})
    made.set_y_axis({"num_font": _FAINT, "major_gridlines": _grid(), "line": {"none": True}})
    return made


def lines(book: Any, marks: Marks, first: int, end: int) -> Any:
    """A line a series over its steps; a series of one mark is a goal."""
    made = _chart(book, "scatter", "straight_with_markers")
    for start, stop in runs(marks.rows, "series", first, end):
        rows = marks.rows[start:stop]
        role = next((row["role"] for row in rows if row["value"] is not None), rows[0]["role"])
        line = {"color": style.edge(role), "width": 2.0}
        series: Record = {
            "name": marks.cell("series", start),
            "categories": marks.column("x", start, stop),
            "values": marks.column("value", start, stop),
            "line": line if len(rows) > 1 else {"none": True},
            "marker": _marker(role, 9 if len(rows) == 1 else 7),
            "data_labels": _labels(marks, range(start, stop), position="above"),
        }  # fmt: skip
        made.add_series(series | _whiskers(marks, start, stop, axis="y_error_bars"))
    steps = [row["x"] for row in marks.rows[first:end]]
    whole = all(float(step).is_integer() for step in steps)
    across: Record = {"num_font": _SMALL, "num_format": "0" if whole else "General",
                      "major_gridlines": {"visible": False}, "line": {"color": style.MUTED},
                      "label_position": "low"}  # fmt: skip
    if whole and max(steps) - min(steps) <= 20:  # a step on each side, and each named
        across |= {"min": min(steps) - 1, "max": max(steps) + 1, "major_unit": 1}
    made.set_x_axis(across)
    made.set_y_axis({"num_font": _FAINT, "major_gridlines": _grid(), "line": {"none": True},
                     **_floor(marks.rows[first:end])})  # fmt: skip
    made.set_legend({"position": "top", "font": _SMALL})
    return made


def runs(
    rows: Sequence[Record], field: str, first: int = 0, end: int | None = None
) -> list[tuple[int, int]]:
    """Return where each run of marks with one value of a field begins, and where it has ended.

    >>> runs([{"panel": "a"}, {"panel": "a"}, {"panel": "b"}], "panel")
    [(0, 2), (2, 3)]
    """
    end = len(rows) if end is None else end
    starts = [n for n in range(first, end) if n == first or rows[n][field] != rows[n - 1][field]]
    return list(zip(starts, [*starts[1:], end], strict=True))


def _cell(sheet: str, row: int, column: int) -> str:
    return f"={quote_sheetname(sheet)}!{xl_rowcol_to_cell(row, column, True, True)}"


def _chart(book: Any, kind: str, form: str = "") -> Any:
    made = book.add_chart({"type": kind, **({"subtype": form} if form else {})})
    made.show_blanks_as("gap")
    made.set_chartarea({"border": {"none": True}})
    made._write_d_pt_point = MethodType(_point, made)
    return made


def _point(chart: Any, index: int, point: Any) -> None:
    """Write a point as XlsxWriter does, but so that Excel keeps its colour below zero too."""
    chart._xml_start_tag("c:dPt")
    chart._write_idx(index)
    chart._xml_empty_tag("c:invertIfNegative", [("val", 0)])
    chart._write_sp_pr(point)
    chart._xml_end_tag("c:dPt")


def _across(made: Any, *, log: bool = False, floor: Record | None = None) -> None:
    """Set the axes of bars: the first on top, values below."""
    made.set_y_axis({"reverse": True, "num_font": _SMALL, "label_position": "low",
                     "line": {"color": style.MUTED}, "major_tick_mark": "none",
                     **({"crossing": 1} if log else {})})  # fmt: skip
    values: Record = {"num_font": _FAINT, "major_gridlines": _grid(), "line": {"none": True},
                      "label_position": "high"}  # fmt: skip
    made.set_x_axis(values | ({"log_base": 10} if log else floor or {}))


def _floor(rows: Iterable[Record]) -> Record:
    """Bars and lines stand over zero, unless some are below it."""
    ends = [row.get(end) for row in rows for end in ("value", "low")]
    return {"min": 0} if all(end is None or end >= 0 for end in ends) else {}


def _grid() -> Record:
    return {"visible": True, "line": {"color": style.GRID, "width": 0.5}}


def _own(grid: Grid, place: int) -> list[int | None]:
    return [grid.marks.get((row, place)) for row in range(len(grid.labels))]


def _fill(role: str) -> Record:
    return {"fill": {"color": style.colour(role)}, "border": {"color": style.edge(role)}}


def _bar(row: Record) -> Record:
    """A mark of its role; what is aimed at, or may not be passed, is hatched."""
    edge = style.edge(row["role"])
    if style.hatched(row["role"], row.get("qualifier") or "exact"):
        hatch = {"pattern": "wide_upward_diagonal", "fg_color": edge, "bg_color": style.PAPER}
        return {"pattern": hatch, "border": {"color": edge}}
    return _fill(row["role"])


def _marker(role: str, size: int) -> Record:
    look = {"type": "circle", "size": size, "border": {"color": style.edge(role), "width": 1.5}}
    hollow = style.colour(role) == style.PAPER
    return look | {"fill": {"none": True} if hollow else {"color": style.colour(role)}}


def _labels(
    marks: Marks, own: Iterable[int | None], *, position: str = "", colour: str = style.INK,
    zeros: bool = True, field: str = "value",
) -> Record:  # fmt: skip
    """What is said beside each mark: the cell that says it."""
    custom: list[Record] = []
    for mark in own:
        row = {} if mark is None else marks.rows[mark]
        drawn = row.get("value") is not None or (field == "far" and row.get("low") is not None)
        if mark is None or not drawn or not row.get("text") or not (zeros or row["value"]):
            custom.append({"delete": True})
        else:
            font = _SMALL | {"color": colour}
            custom.append({"value": marks.cell("text", mark), "font": font})
    made: Record = {"value": True, "custom": custom, "font": _SMALL | {"color": colour}}
    return made | ({"position": position} if position else {})


def _whiskers(marks: Marks, first: int, end: int, axis: str = "y_error_bars") -> Record:
    """Lines as far as the words of the marks leave open, where the sheet has these ends."""
    if "plus" not in marks.columns:
        return {}
    if not any(row["plus"] or row["minus"] for row in marks.rows[first:end]):
        return {}
    return {axis: {
        "type": "custom", "line": {"color": style.MUTED, "width": 1.0},
        "plus_values": marks.range("plus", first, end),
        "minus_values": marks.range("minus", first, end),
    }}  # fmt: skip
