"""A chart whose numbers are changed: its labels, links and axes follow, and nothing is typed."""

import io
import subprocess

import openpyxl
import pandas as pd
import pytest
from conftest import tool
from test_marks import shown
from viewer import spoken

from xiaoyi_data.exports.slides import house, pages

TIMES = 30  # what is done to each number: enough to pass the full mark of dots
ROWS = pd.DataFrame({
    "label": ["a", "b", "c", "d"],
    "series": ["s", "t", "s", "t"],
    "panel": ["p", "p", "q", "q"],
    "x": [2019, 2020, 2019, 2020],
    "value": [7.5, 12.0, 5.25, 18.0],
    "text": ["+7.5%", "≥ 12%", "about 5.25 km", "18"],
    "qualifier": ["exact", "at_least", "about", "exact"],
    "low": [7.5, 12.0, 5.0, 18.0],
    "high": [7.5, 20.0, 6.0, 18.0],
})  # fmt: skip
PAIRS = ROWS.assign(label=["a", "a", "b", "b"])
FRAMES = {
    "bars": ROWS,
    "bars with a line": ROWS,
    "panels": ROWS,
    "dots": ROWS,
    "ratio": ROWS,
    "stacked": PAIRS,
    "dumbbell": PAIRS,
    "strip": PAIRS,
    "lines": ROWS.assign(series="s", x=[2017, 2018, 2019, 2020]),
}


def sheets(kind):
    """The charts of a kind, each with the file of its sheet."""
    line = {"reference": 9.0} if kind == "bars with a line" else {}
    for chart in shown(kind.partition(" ")[0], FRAMES[kind], **line)[2]:
        yield chart, chart.part.chart_workbook.xlsx_part.blob


def books(kind):
    """The sheets of the charts of a kind, as they are and with other numbers."""
    for _, blob in sheets(kind):
        before, changed = (openpyxl.load_workbook(io.BytesIO(blob)) for _ in range(2))
        for row in changed.active.iter_rows():
            for cell in row:
                if cell.data_type == "n" and cell.value is not None:
                    cell.value *= TIMES
        yield before, changed


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Turn files into a form with LibreOffice, all in one start; return the folder."""
    folder = tmp_path_factory.mktemp("office")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"

    def convert(form, *files):
        out = folder / f"as_{form}"
        command = [tool("soffice"), profile, "--headless", "--convert-to", form, "--outdir", out]
        subprocess.run([*command, *files], check=True, capture_output=True, timeout=180)
        return out

    return folder, convert


@pytest.mark.slow
def test_texts_and_ends_on_the_sheet_follow_the_numbers(office):
    folder, convert = office
    made = {}
    for kind in FRAMES:
        for number, pair in enumerate(books(kind)):
            for state, book in zip(("before", "after"), pair, strict=True):
                path = folder / f"{kind}-{number}-{state}.xlsx"
                book.save(path)
                made.setdefault((kind, number), []).append((path, book))
    out = convert("xlsx", *(path for pair in made.values() for path, _ in pair))
    seen = 0
    for which, ((old, book), (new, _)) in made.items():
        was, now = (openpyxl.load_workbook(out / p.name, data_only=True).active for p in (old, new))
        for row in book.active.iter_rows():
            for cell in (cell for cell in row if cell.data_type == "f"):
                held = was[cell.coordinate].value, now[cell.coordinate].value
                assert "#" not in str(held), (which, cell.value)
                assert held[0] != held[1] or held[0] == 0, (which, cell.value)
                seen += 1
    assert seen > 30


@pytest.mark.slow
def test_a_changed_number_is_the_one_drawn(office):
    folder, convert = office
    show = house.blank()
    slide = show.slides.add_slide(house.drawing_layout(show))
    rows = ROWS.head(2).assign(text=["+7.5%", "12%"], qualifier="exact")
    fields = {"role": "achieved", "label": ["alpha", "beta"]}
    held = {"kind": "bars", "lang": "en", "alt": "", "subtitle": "s", "unit": "", "reference": None}
    held["data"] = rows.assign(**fields).to_dict("records")
    pages.native(slide, held, (44.0, 100.0, 872.0, 400.0))
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    for node in chart._chartSpace.iterfind(".//{*}val//{*}v"):
        node.text = str(float(node.text) * 8)
    show.save(folder / "changed.pptx")
    out = convert("pdf", folder / "changed.pptx")
    command = [tool("pdftotext"), out / "changed.pdf", "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "+60.0%" in text
    assert "96%" in text
    assert "7.5" not in text


@pytest.mark.parametrize("kind", [kind for kind in FRAMES if kind != "stacked"])
def test_each_number_of_a_chart_is_a_number_of_its_sheet(kind):
    for chart, blob in sheets(kind):
        sheet = openpyxl.load_workbook(io.BytesIO(blob), data_only=True).active
        read = 0
        for source in chart._chartSpace.iter("{*}numRef"):
            area = source.find("{*}f").text.partition("!")[2].replace("$", "")
            cells = sheet[area] if ":" in area else ((sheet[area],),)
            values = [cell.value for row in cells for cell in row]
            for point in source.iter("{*}pt"):
                assert float(point[0].text) == pytest.approx(values[int(point.get("idx"))])
                read += 1
        assert read


def test_a_label_that_is_a_number_is_the_number():
    chart = shown("bars", ROWS)[2][0]
    series = chart.plots[0].series[0]
    assert spoken(series, 0).strip("\u00a0") == "+7.5%"
    for node in series._element.iterfind(".//{*}val//{*}v"):
        node.text = "10"
    assert spoken(series, 0).strip("\u00a0") == "+10.0%"


def test_texts_over_and_under_dots_of_a_strip_clear_them():
    frame = pd.DataFrame({"label": "a", "series": list("stuv"), "value": [8.0, 8.1, 8.12, 9.2]})
    chart = shown("strip", frame.assign(text=["8", "8.1", "8.12", "9.2"]))[2][0]
    heights = {
        float(value.text)
        for series in chart.plots[0].series if series.name == "texts"
        for value in series._element.xpath("c:yVal//c:v")
    }  # fmt: skip
    assert min(heights) < 1 < max(heights)
