"""The sheet of an exhibit: what it says, its chart, every mark of it, and the words it rests on."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from xiaoyi_data import choices
from xiaoyi_data.canvas import palettes, places, style
from xiaoyi_data.exports.executed import Picture
from xiaoyi_data.exports.workbook import cells, charts
from xiaoyi_data.exports.workbook import marks as marks_
from xiaoyi_data.exports.workbook.cells import Column, Formula, Looks

Record = dict[str, Any]
_TOP = 4  # the row where the chart begins, below title, subtitle, foot and the way back
_ROW = 20  # pixels of a row
_SIZE = (880, 380)  # pixels of a chart; of bars the height is theirs
_ACROSS = 126  # characters: as wide as the chart, and as the paper
_GRIDS = ("stacked", "units", "strip", "dumbbell", "matrix")


def write(book: Any, sheet: Any, looks: Looks, picture: Picture, name: str, front: str) -> int:
    """Write an exhibit to its sheet; ``name`` is that of its table. Return its number of rows."""
    payload = picture.payload
    words = _words(payload["lang"])
    high = _height(payload)
    top = _TOP + (-(-high // _ROW) + 1 if high else 0)
    if payload["kind"] in ("table", "picture"):
        heads = payload["columns"] or list(dict.fromkeys(k for row in payload["data"] for k in row))
        columns = [Column(head, [row[head] for row in payload["data"]]) for head in heads]
        marks = None
    else:
        marks = marks_.made(sheet.get_name(), payload, top + 1)
        columns = [marks_.column(field, marks, words) for field in marks.columns]
    wide = cells.widths(columns) if columns else [24]
    wide[0] = max(wide[0], 24)
    end = top
    if columns and payload["data"]:
        cells.table(sheet, looks, top, name, columns, _ACROSS + 20)
        end = top + len(payload["data"]) + 1
    grid = None
    if marks and payload["kind"] in _GRIDS:
        grid, end, wide = _crossed(sheet, looks, marks, payload, (end + 1, words), wide)
    wide += [14] * max(5 - len(wide), -(-(_ACROSS - sum(wide)) // 14), 0)
    for place, width in enumerate(wide):
        sheet.set_column(place, place, width)
    # What stands beyond the chart serves it, or is for the screen.
    wide = wide[: max(3, cells.on_paper(wide, _ACROSS + 20)) + 1]
    _heading(sheet, looks, payload, wide, (front, words["back"]))
    if marks:
        _draw(book, sheet, marks, grid, payload, high)
    elif payload["kind"] == "picture":
        scale = _SIZE[0] / 1280
        options = {"image_data": BytesIO(picture.png), "x_scale": scale, "y_scale": scale,
                   "object_position": 2, "description": payload["alt"]}  # fmt: skip
        sheet.insert_image(_TOP, 0, f"{payload['name']}.png", options)
    end = _quotes(sheet, looks, payload, end + 1, (wide, words))
    sheet.freeze_panes(1, 0)
    sheet.hide_gridlines(2)
    cells.printed(sheet, (max(end, top), len(wide) - 1), upright=True)
    return len(payload["data"])


def _words(lang: str) -> Record:
    pages = choices.words("pages", lang)
    own: Record = choices.words("workbook", lang)["book"]
    return own | {"columns": pages["columns"] | own["columns"], "qualifiers": pages["qualifiers"]}


def _height(payload: Record) -> int:
    """Pixels that the chart takes, or the picture."""
    rows, kind = payload["data"], payload["kind"]
    if kind in ("table", "matrix"):
        return 0
    if kind == "picture":
        return 520
    if kind in ("bars", "dots", "ratio"):
        return min(760, 90 + 34 * len(rows))
    if kind in ("stacked", "units"):
        return min(760, 110 + 34 * len({row["label"] for row in rows}))
    if kind == "panels":
        panels = charts.runs(marks_.sorted_(payload), "panel")
        return sum(_part(end - first) for first, end in panels)
    if kind == "facets":
        return _SIZE[1] * -(-len({row["panel"] for row in rows}) // 2)
    return _SIZE[1]


def _part(many: int) -> int:
    """Pixels of one panel with so many bars."""
    return 80 + 34 * many


def _crossed(
    sheet: Any, looks: Looks, marks: charts.Marks, payload: Record,
    below: tuple[int, Record], wide: list[int],
) -> tuple[charts.Grid, int, list[int]]:  # fmt: skip
    """Write the marks crosswise below, as the chart reads them: each cell is that of its mark."""
    top, words = below
    rows = marks.rows
    layer, order = places.layers((row["label"], row["series"]) for row in rows)
    names = list(dict.fromkeys(row["label"] for row in rows))
    heads = [name if number == 0 else f"{name} {number + 1}" for name, number in order]
    where = {(names.index(row["label"]), order.index(own)): mark
             for mark, (row, own) in enumerate(zip(rows, layer, strict=True))}  # fmt: skip
    grid = charts.Grid(marks.sheet, top + 1, names, heads, where)
    bold = {"bold": True, "text_wrap": True, "bottom": 1}
    sheet.write_string(top, 0, words["crossed"], looks(font_color=style.MUTED))
    cells.put(sheet, top + 1, 0, words["columns"]["label"], looks, bold=True, bottom=1)
    helpers = (
        [words["columns"]["plus"], words["columns"]["minus"]] if _joined(payload, heads) else []
    )
    wide = [*wide, *[14] * (1 + len(heads) + len(helpers) - len(wide))]
    for place, head in enumerate([*heads, *helpers], start=1):
        sheet.write_string(top + 1, place, cells.clean(head), looks(**bold))
    cells.fit(sheet, top + 1, ("", *heads, *helpers), wide)
    for number, name in enumerate(names):
        row = top + 2 + number
        sheet.write_string(row, 0, cells.clean(name), looks(text_wrap=True))
        cells.fit(sheet, row, (name,), wide)
        for place in range(len(heads)):
            mark = where.get((number, place))
            if mark is None or rows[mark]["value"] is None:
                continue
            shown = marks_.format_(rows[mark], crossed=payload["kind"] == "matrix")
            formula = Formula(f"={marks.at('value', mark)}", rows[mark]["value"])
            cells.put(
                sheet, row, place + 1, formula, looks, **({"num_format": shown} if shown else {})
            )
        if helpers:
            _ways(sheet, looks, row, [rows[where[number, n]]["value"] if (number, n) in where
                                      else None for n in (0, 1)])  # fmt: skip
    end = top + 2 + len(names)
    if payload["kind"] == "matrix":
        low, high = (palettes.shade(end_, 0.0, 1.0) for end_ in (0.0, 1.0))
        scale = {"type": "2_color_scale", "min_color": low, "max_color": high}
        sheet.conditional_format(top + 2, 1, end - 1, len(heads), scale)
    return grid, end, wide


def _joined(payload: Record, heads: list[str]) -> bool:
    return payload["kind"] == "dumbbell" and len(heads) == 2


def _ways(sheet: Any, looks: Looks, row: int, ends: list[float | None]) -> None:
    """Write how far it is from the one end of a dumbbell to the other, up and down."""
    if ends[0] is None or ends[1] is None:
        return
    one, other = (xl_rowcol_to_cell(row, column) for column in (1, 2))
    far = ends[1] - ends[0]
    for column, (formula, value) in enumerate(
        [(f"={other}-{one}", far), (f"={one}-{other}", -far)]
    ):
        made = Formula(f"=MAX(0,{formula[1:]})", max(0.0, value))
        cells.put(sheet, row, 3 + column, made, looks)


def _draw(
    book: Any, sheet: Any, marks: charts.Marks, grid: charts.Grid | None, payload: Record, high: int
) -> None:
    kind, size = payload["kind"], (_SIZE[0], high)
    made: list[tuple[Any, tuple[int, int], tuple[int, int], str]] = []
    if kind == "panels":
        down = 0
        for first, end in charts.runs(marks.rows, "panel"):
            head = marks.cell("panel", first)
            chart = charts.bars(book, marks, kind, head, first, end)
            made.append((chart, (0, down), (_SIZE[0], _part(end - first)), head))
            down += _part(end - first)
    elif kind == "facets":
        half = (_SIZE[0] // 2, _SIZE[1])
        for number, (first, end) in enumerate(charts.runs(marks.rows, "panel")):
            at = (number % 2 * half[0], number // 2 * half[1])
            head = marks.cell("panel", first)
            made.append((charts.lines(book, marks, first, end), at, half, head))
    elif kind == "lines":
        made.append((charts.lines(book, marks, 0, len(marks.rows)), (0, 0), size, ""))
    elif kind in ("strip", "dumbbell") and grid:
        made.append((charts.dots(book, marks, grid, kind), (0, 0), size, ""))
    elif kind in ("stacked", "units") and grid:
        made.append((charts.stacks(book, marks, grid), (0, 0), size, ""))
    elif kind != "matrix":
        chart = charts.bars(book, marks, kind, f"='{marks.sheet}'!$A$2", 0, len(marks.rows))
        made.append((chart, (0, 0), size, ""))
    for chart, (left, down), (width, height), head in made:
        title = {"name": head, "name_font": {"size": 10, "bold": True}} if head else {"none": True}
        chart.set_title(title)
        chart.set_size({"width": width, "height": height})
        options = {"x_offset": left, "y_offset": down, "object_position": 2}
        sheet.insert_chart(_TOP, 0, chart, options | {"description": payload["alt"]})


def _heading(
    sheet: Any, looks: Looks, payload: Record, wide: list[int], back: tuple[str, str]
) -> None:
    """Write title, subtitle and foot over all columns, and the way back to the front."""
    last, room = len(wide) - 1, sum(wide)
    foot = "  ".join(filter(None, (payload["source"], payload["caveat"])))
    told: tuple[tuple[str, int, Record], ...] = (
           (payload["title"], 14, {"bold": True}), (payload["subtitle"], 11, {}),
            (foot, 9, {"font_color": style.MUTED}))  # fmt: skip
    for row, (text, points, look) in enumerate(told):
        made = looks(font_size=points, text_wrap=True, **look)
        sheet.merge_range(row, 0, row, last, "", made)
        sheet.write_string(row, 0, cells.clean(text), made)
        lines = -(-int(cells.wide(text) * points / 9.5) // room) or 1
        sheet.set_row(row, lines * points * 1.4 + 3)
    link = looks(font_color=style.ACCENT, underline=1)
    sheet.write_url(3, 0, f"internal:'{back[0]}'!A1", link, back[1])


def _quotes(
    sheet: Any, looks: Looks, payload: Record, row: int, about: tuple[list[int], Record]
) -> int:
    """Write the figures that the exhibit rests on with their quotes; return the last row."""
    wide, words = about
    if not payload["figures"]:
        return row - 1
    last = len(wide) - 1
    head = looks(bold=True, bottom=1)
    for place, text in enumerate(words["quotes"]):
        sheet.write_string(row, place, text, head)
    room = sum(wide[3:]) or 20
    for own in payload["figures"]:
        row += 1
        for place, field in enumerate(("figure", "printed", "section_title")):
            cells.put(sheet, row, place, own[field], looks)
        text = own["quote"]
        if payload["lang"] == "en":
            text = f"{text} — {own['quote_en']}"
        made = looks(text_wrap=True)
        if last > 3:
            sheet.merge_range(row, 3, row, last, "", made)
        sheet.write_string(row, 3, cells.clean(text), made)
        told = (own["figure"], own["printed"], own["section_title"], text)
        cells.fit(sheet, row, told, (*wide[:3], room))
    return row
