"""Measure what is published of a run against what its libraries alone need for the same.

    python tools/floor_published.py FOLDER

FOLDER is one that `xiaoyi run` has made in one language. Each file is made as a run makes it; then
what it holds is read back, and written by the library alone, by the shortest way that it has:
python-pptx the same slides, texts, tables and native charts, XlsxWriter the same cells, tables and
charts, json, lxml, pygments, mistune and jinja2 what pages are made of, Pillow the small pictures
of cards. Seconds of a processor, the least of five rounds, all imported before.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import mistune
import openpyxl
import pptx
import pygments
import xlsxwriter
from lxml import etree
from PIL import Image
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from xiaoyi_data.exports import executed, files, pages
from xiaoyi_data.exports.pages import templates
from xiaoyi_data.exports.slides import deck
from xiaoyi_data.exports.workbook import book
from xiaoyi_data.runs.collection import MAKERS

_POINTS = {XL_CHART_TYPE.XY_SCATTER, XL_CHART_TYPE.XY_SCATTER_LINES}
_COLOUR = RGBColor(11, 92, 138)
_TEXTS = re.compile(r">([^<]+)<")
# Name, values, where points stand, and which have labels.
Series = tuple[str, list[Any], list[float], list[int]]


class Slide(NamedTuple):
    """What a slide holds: texts, tables, charts (kind, names, series), pictures, notes."""

    texts: list[tuple[tuple[int, ...], str]]
    tables: list[tuple[tuple[int, ...], list[list[str]]]]
    charts: list[tuple[tuple[int, ...], Any, list[Any], list[Series]]]
    pictures: list[tuple[tuple[int, ...], bytes]]
    notes: str


def slides(path: Path) -> list[Slide]:
    """Return what the slides of a deck hold."""
    made = []
    for slide in pptx.Presentation(path).slides:
        held = Slide([], [], [], [], slide.notes_slide.notes_text_frame.text)
        for shape in slide.shapes:
            box = (shape.left, shape.top, shape.width, shape.height)
            if shape.has_chart:
                plots = shape.chart.plots
                series = [
                    (one.name, list(one.values), *_points(one))
                    for plot in plots
                    for one in plot.series
                ]
                kind, names = shape.chart.chart_type, list(plots[0].categories)
                held.charts.append((box, kind, names, series))
            elif shape.has_table:
                cells = [[cell.text for cell in row.cells] for row in shape.table.rows]
                held.tables.append((box, cells))
            elif hasattr(shape, "image"):
                held.pictures.append((box, shape.image.blob))
            elif shape.has_text_frame:
                held.texts.append((box, shape.text_frame.text))
        made.append(held)
    return made


def _points(series: Any) -> tuple[list[float], list[int]]:
    """Where the points of a series stand, if it has points, and which have a label of their own."""
    across = [float(one.text) for one in series._element.findall("{*}xVal//{*}v")]
    labels = series._element.findall("{*}dLbls/{*}dLbl/{*}idx")
    return across, [int(one.get("val")) for one in labels]


def write_slides(held: list[Slide], path: Path) -> None:
    """Write slides by python-pptx alone: one size and colour of texts, cells and marks."""
    show = pptx.Presentation()
    for slide in held:
        made = show.slides.add_slide(show.slide_layouts[6])
        for box, text in slide.texts:
            _say(made.shapes.add_textbox(*box).text_frame, text)
        for box, cells in slide.tables:
            table = made.shapes.add_table(len(cells), len(cells[0]), *box).table
            for number, row in enumerate(cells):
                for cell, text in zip(table.rows[number].cells, row, strict=True):
                    _say(cell.text_frame, text)
                    cell.margin_left = cell.margin_right = cell.margin_top = 0
                    cell.fill.solid()
                    cell.fill.fore_color.rgb = _COLOUR
        for box, kind, names, series in slide.charts:
            chart = made.shapes.add_chart(kind, *box, _data(kind, names, series)).chart
            drawn = [one for plot in chart.plots for one in plot.series]
            for one, (*_, labels) in zip(drawn, series, strict=False):
                one.format.fill.solid()
                one.format.fill.fore_color.rgb = _COLOUR
                for place in labels:
                    _say(one.points[place].data_label.text_frame, "100")
        for box, blob in slide.pictures:
            made.shapes.add_picture(io.BytesIO(blob), *box)
        made.notes_slide.notes_text_frame.text = slide.notes
    show.save(str(path))


def _say(frame: Any, text: str) -> None:
    frame.text = text
    for run in (run for paragraph in frame.paragraphs for run in paragraph.runs):
        run.font.size, run.font.color.rgb = Pt(14), _COLOUR


def _data(kind: Any, names: list[Any], series: list[Series]) -> Any:
    if kind in _POINTS or any(across for *_, across, _ in series):
        points = XyChartData()
        for name, values, across, _ in series:
            one = points.add_series(name)
            for x, y in zip(across, values, strict=False):
                one.add_data_point(x, y)
        return points
    made = CategoryChartData()
    made.categories = [str(name) for name in names]
    for name, values, *_ in series:
        made.add_series(name, values)
    return made


def sheets(path: Path) -> list[tuple[str, list[Any], list[Any], list[int]]]:
    """Return of each sheet of a workbook its name, cells, tables, and the series of its charts."""
    made = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        cells = [(c.row - 1, c.column - 1, c.value) for row in sheet.iter_rows() for c in row
                 if c.value is not None]  # fmt: skip
        tables = [(one.ref, [{"header": column.name} for column in one.tableColumns])
                  for one in sheet.tables.values()]  # fmt: skip
        made.append((sheet.title, cells, tables, [len(one.series) for one in sheet._charts]))
    return made


def write_sheets(held: list[tuple[str, list[Any], list[Any], list[int]]], path: Path) -> None:
    """Write sheets by XlsxWriter alone: one look for all cells, one height for all rows."""
    made = xlsxwriter.Workbook(path, {"strings_to_urls": False, "in_memory": True})
    look = made.add_format({"text_wrap": True})
    for name, cells, tables, charts in held:
        sheet = made.add_worksheet(name)
        for ref, columns in tables:
            sheet.add_table(ref, {"columns": columns})
        for row, column, value in cells:
            sheet.write(row, column, value, look)
            sheet.set_row(row, 15)
        for many in charts:
            chart = made.add_chart({"type": "bar"})
            for place in range(many):
                side = [name, 1, place + 1, 9, place + 1]
                chart.add_series({"categories": [name, 1, 0, 9, 0], "values": side})
            sheet.insert_chart(0, 9, chart)
    made.close()


def write_pages(made: dict[Path, Path]) -> None:
    """Write pages as a run does, with no code coloured before."""
    templates.code.cache_clear()
    for notebook, path in made.items():
        pages.page(notebook, path)


def page_parts(notebook: Path, page: Path) -> tuple[bytes, list[str], list[str], list[str], str]:
    """Return what a page is made of: its notebook, drawings, code, Markdown, and the page."""
    held = executed.read(notebook)
    drawn = [one.svg for one in held.exhibits]
    drawn += [one.payload["narrow"] for one in held.exhibits if one.payload.get("narrow")]
    code = ["".join(cell["source"]) for cell in held.cells if cell["cell_type"] == "code"]
    return notebook.read_bytes(), drawn, code, held.prose, page.read_text(encoding="utf-8")


def write_page(parts: tuple[bytes, list[str], list[str], list[str], str]) -> str:
    """Do once with each part of a page what its library has to: read, parse, colour, fill."""
    content, drawn, code, prose, page = parts
    json.loads(content)
    for svg in drawn:
        etree.tostring(etree.fromstring(svg.encode()))
    for text in code:
        pygments.highlight(text, PythonLexer(), HtmlFormatter())
    for text in prose:
        mistune.html(text)
    return _TEMPLATE.render(texts=_TEXTS.findall(page))


# As many texts as the page has.
_TEMPLATE = jinja2.Environment(autoescape=True).from_string(
    "{% for text in texts %}<p>{{ text }}</p>{% endfor %}"
)


def card(png: bytes) -> None:
    """Make a picture small by Pillow alone."""
    with Image.open(io.BytesIO(png)) as whole:
        small = whole.convert("RGB").resize((640, 360), Image.Resampling.LANCZOS, reducing_gap=2)
    small.save(io.BytesIO(), "WEBP", quality=60)


def packed(paths: Iterable[Path]) -> None:
    """Compress anew what zips hold."""
    for path in paths:
        with (
            zipfile.ZipFile(path) as held,
            zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as made,
        ):
            for name in held.namelist():
                made.writestr(name, held.read(name))


def least(make: Callable[[], Any]) -> float:
    """Return the seconds of a processor that something takes, the least of five rounds."""
    taken = []
    for _ in range(5):
        begun = time.process_time()
        make()
        taken.append(time.process_time() - begun)
    return min(taken)


def measure(folder: Path) -> dict[str, tuple[float, float]]:
    """Return by part what ours takes and what the libraries alone take, in seconds."""
    for name in MAKERS:
        import_module(name)
    notebooks = executed.notebooks([folder])
    told = [one for one in notebooks if executed.read(one).answer]
    found = {}
    with tempfile.TemporaryDirectory() as name:
        tmp = Path(name)
        show, sheet, alone = tmp / "deck.pptx", tmp / "workbook.xlsx", tmp / "alone"
        made = {one: tmp / f"{one.stem}.html" for one in notebooks}
        ours = least(lambda: deck.deck(told, show))
        held = slides(show)
        found["deck"] = ours, least(lambda: write_slides(held, alone))
        ours = least(lambda: book.book(notebooks, sheet))
        cells = sheets(sheet)
        found["workbook"] = ours, least(lambda: write_sheets(cells, alone))
        ours = least(lambda: write_pages(made))
        parts = [page_parts(one, path) for one, path in made.items()]
        found["pages"] = ours, least(lambda: [write_page(one) for one in parts])
        ours = least(lambda: [pages.card(one, tmp) for one in notebooks])
        first = [book.exhibits[0].png for book in map(executed.read, notebooks) if book.exhibits]
        found["cards"] = ours, least(lambda: [card(png) for png in first])
        ours = least(lambda: [files.pictures(one, tmp) for one in notebooks])
        written = [one.read_bytes() for one in tmp.iterdir() if one.suffix in (".png", ".svg")]
        found["pictures"] = ours, least(lambda: [alone.write_bytes(one) for one in written])
        found["of deck and workbook, to compress"] = 0.0, least(lambda: packed([show, sheet]))
    return found


def main() -> int:
    """Measure and print, a line a part."""
    if len(sys.argv) != 2:
        print(f"usage: {sys.argv[0]} FOLDER", file=sys.stderr)
        return 2
    for part, (ours, alone) in measure(Path(sys.argv[1])).items():
        over = f"{ours / alone:.1f} x" if ours else ""
        print(f"{part:<50}{ours:>6.2f} s {alone:>6.2f} s   {over}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
