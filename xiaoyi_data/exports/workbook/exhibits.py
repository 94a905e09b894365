"""The sheet of an exhibit: what it says, its chart, every mark of it, and the words it rests on."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from xiaoyi_data import choices
from xiaoyi_data.canvas import palettes, places, style
from xiaoyi_data.exports.executed import Picture
from xiaoyi_data.exports.slides import labels
from xiaoyi_data.exports.workbook import cells, charts
from xiaoyi_data.exports.workbook.cells import Column, Formula, Looks

Record = dict[str, Any]
_TOP = 4  # the row where the chart begins, below title, subtitle, foot and the way back
_ROW = 20  # pixels of a row
_SIZE = (880, 380)  # pixels of a chart; of bars the height is theirs
_ACROSS = 126  # characters: as wide as the chart, and as the paper
_GRIDS = ("stacked", "units", "strip", "dumbbell", "matrix")
_STEPPED = ("lines", "facets")
_FIELDS = ("panel", "label", "series", "x", "value", "low", "high", "qualifier", "text", "figure",
           "way", "far", "near", "minus", "plus")  # fmt: skip
_SHORT = 16  # characters of a text whose words a number may carry
_TEXT = 250  # characters of a text that a formula can hold


def write(book: Any, sheet: Any, looks: Looks, picture: Picture, name: str, front: str) -> int:
    """Write an exhibit to its sheet; ``name`` is that of its table. Return its number of rows."""
    payload = picture.payload
    words = _words(payload["lang"])
    if payload["kind"] in ("table", "picture"):
        heads = payload["columns"] or list(dict.fromkeys(k for row in payload["data"] for k in row))
        columns = [Column(head, [row[head] for row in payload["data"]]) for head in heads]
        marks = None
    else:
        marks = _marks(sheet.get_name(), payload)
        columns = [_column(field, marks, words) for field in marks.columns]
    high = _height(payload)
    top = _TOP + (-(-high // _ROW) + 1 if high else 0)
    if marks:
        marks = charts.Marks(marks.sheet, top + 1, marks.columns, marks.rows)
        columns = [_column(field, marks, words) for field in marks.columns]
    wide = cells.widths(columns) if columns else [24]
    wide[0] = max(wide[0], 24)
    end = top
    if columns and payload["data"]:
        cells.table(sheet, looks, top, name, columns)
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
        panels = charts.runs(_sorted(payload), "panel")
        return sum(_part(end - first) for first, end in panels)
    if kind == "facets":
        return _SIZE[1] * -(-len({row["panel"] for row in rows}) // 2)
    return _SIZE[1]


def _part(many: int) -> int:
    """Pixels of one panel with so many bars."""
    return 80 + 34 * many


def _sorted(payload: Record) -> list[Record]:
    """The marks, those of a panel and of a line together, a line in its steps."""
    rows = list(payload["data"])
    for field in ("series", "panel"):
        if (field == "panel" and payload["kind"] in ("panels", "facets")) or (
            field == "series" and payload["kind"] in _STEPPED
        ):
            order = list(dict.fromkeys(row[field] for row in rows))
            if field == "series":
                rows.sort(key=lambda row: (order.index(row["series"]), row["x"]))
            else:
                rows.sort(key=lambda row: order.index(row["panel"]))
    return rows


def _marks(sheet: str, payload: Record) -> charts.Marks:
    """The marks with what their chart needs besides: ends of ranges, and of what is left open."""
    rows = [dict(row) for row in _sorted(payload)]
    barred = payload["kind"] in ("bars", "panels", "dots", "ratio")
    ranges = barred and any(_ranged(row) for row in rows)
    spanned = (barred or payload["kind"] in _STEPPED) and any(_open(row) for row in rows)
    for row in rows:
        if ranges:
            ends = sorted((row["low"], row["high"]), key=abs) if _ranged(row) else (None, None)
            row["near"], row["far"] = ends if _ranged(row) else (None, row["value"])
        if spanned:
            row["minus"] = row["value"] - row["low"] if _open(row) else None
            row["plus"] = row["high"] - row["value"] if _open(row) else None
    extra = [key for row in rows for key in row if key not in (*_FIELDS, "role")]
    held = [key for key in (*_FIELDS, *dict.fromkeys(extra)) if any(key in row for row in rows)]
    held = [key for key in held if key in ("label", "value", "text", "series", "x", "panel")
            or any(row.get(key) not in (None, "") for row in rows)]  # fmt: skip
    if all(row["label"] == row.get("series") for row in rows):  # lines have no names of their own
        held.remove("label")
    return charts.Marks(sheet, 0, {key: place for place, key in enumerate(held)}, rows)


def _ranged(row: Record) -> bool:
    known = None not in (row.get("low"), row.get("high"))
    return known and row["value"] is None and row.get("qualifier") == "range"


def _open(row: Record) -> bool:
    low, value, high = row.get("low"), row["value"], row.get("high")
    known = low is not None and value is not None and high is not None
    return known and low <= value <= high and low < high


def _column(field: str, marks: charts.Marks, words: Record) -> Column:
    rows, head = marks.rows, words["columns"].get(field, field)
    values: list[Any] = [row.get(field) for row in rows]
    formats: list[str | None] = []
    if field in ("value", "low", "high", "near", "far"):
        formats = [_format(row) for row in rows]
    if field == "x":
        formats = ["0" if float(value).is_integer() else None for value in values]
    if field == "qualifier":
        values = [value and words["qualifiers"].get(value, value) for value in values]
    if field == "text":
        values = [_said(marks, place, row) for place, row in enumerate(rows)]
    if field in ("minus", "plus"):
        ends = ("value", "low") if field == "minus" else ("high", "value")
        values = [None if row[field] is None else Formula(
            "=MAX(0,{}-{})".format(*(marks.at(end, place) for end in ends)), max(0.0, row[field])
        ) for place, row in enumerate(rows)]  # fmt: skip
    if field == "far":
        values = [_end(marks, place, row) for place, row in enumerate(rows)]
    if field == "near":
        values = [_end(marks, place, row, "near") if _ranged(row) else None
                  for place, row in enumerate(rows)]  # fmt: skip
    return Column(head, values, formats, 30 if field in ("figure", "label") else 24)


def _format(row: Record, *, crossed: bool = False) -> str | None:
    """The format in which the value of a mark says what is said of it, if that is short."""
    text = row.get("text") or ""
    if not crossed and cells.wide(text) > _SHORT:
        return None
    return labels.number_format(text, row["value"])


def _end(marks: charts.Marks, place: int, row: Record, field: str = "far") -> Formula | None:
    """Where a bar ends, by the cells that say so."""
    if row[field] is None:
        return None
    own = next(key for key in ("low", "high", "value") if row.get(key) == row[field])
    return Formula(f"={marks.at(own, place)}", row[field])


def _said(marks: charts.Marks, place: int, row: Record) -> Any:
    """What is said of a mark, with the digits of its value, which it follows."""
    text, held = row.get("text") or "", []
    if row["value"] is not None:
        held = [labels.Held(row["value"], marks.at("value", place))]
    formula = labels.formula(text, held) if len(text) < _TEXT else ""
    return Formula(formula, cells.clean(text)) if formula else text


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
    for place, head in enumerate([*heads, *helpers], start=1):
        sheet.write_string(top + 1, place, cells.clean(head), looks(**bold))
    for number, name in enumerate(names):
        row = top + 2 + number
        sheet.write_string(row, 0, cells.clean(name), looks(text_wrap=True))
        for place in range(len(heads)):
            mark = where.get((number, place))
            if mark is None or rows[mark]["value"] is None:
                continue
            shown = _format(rows[mark], crossed=payload["kind"] == "matrix")
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
    wide = [*wide, *[14] * (1 + len(heads) + len(helpers) - len(wide))]
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
    told = ((payload["title"], 14, {"bold": True}), (payload["subtitle"], 11, {}),
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
