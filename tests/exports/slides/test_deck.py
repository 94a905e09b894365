"""Decks of executed notebooks: native charts that hold the data, notes, alternatives."""

import functools
import io
import re
import subprocess
import zipfile

import pytest
from collected import NAMES
from conftest import LANGUAGES, exhibits_of, slow_but, tool
from openxml_audit import OpenXmlValidator
from PIL import Image
from pptx import Presentation
from pptx.enum.text import MSO_AUTO_SIZE
from viewer import spoken

from xiaoyi_data.exports.slides.deck import deck as write_deck

SCATTERS = ("dots", "dumbbell", "strip", "ratio")


@pytest.fixture(scope="module", params=slow_but(["en"], LANGUAGES))
def deck(request, executed, once):
    """The deck of all notebooks in one language, with the exhibits it was made of."""
    notebooks = [executed[f"{name}.{request.param}"] for name in NAMES]
    made = once(
        f"deck.{request.param}", lambda out: write_deck(notebooks, out / "deck.pptx", whole=True)
    )
    path = made / "deck.pptx"
    return path, [p for n in notebooks for p in exhibits_of(n)], request.param


@functools.cache
def opened(path):
    """A deck as it is read, which takes a second, once for all tests."""
    return Presentation(path)


def plain(text):
    """A text without its spaces and breaks of lines."""
    return re.sub(r"\s", "", text)


def test_a_deck_has_a_slide_for_every_exhibit_and_notebook(deck):
    path, exhibits, _ = deck
    titles = [plain(slide.shapes.title.text_frame.text) for slide in opened(path).slides]
    assert [t for t in titles if t in {plain(p["title"]) for p in exhibits}] == [
        plain(payload["title"]) for payload in exhibits
    ]
    assert len(titles) > 1 + len(NAMES) + len(exhibits)


def slides_of(deck):
    path, exhibits, _ = deck
    slides = {plain(s.shapes.title.text_frame.text): s for s in opened(path).slides}
    return [(payload, slides[plain(payload["title"])]) for payload in exhibits]


def held(payload, slide):
    """What the charts of a slide hold: the value of each row, by panel, series and name."""
    charts = [shape.chart for shape in slide.shapes if shape.has_chart]
    panels = list(dict.fromkeys(row.get("panel") for row in payload["data"]))
    names = {row.get("series") for row in payload["data"]}
    for panel, chart in zip(panels, charts, strict=True):
        for series in chart.plots[0].series:
            name = series.name if names != {None} else None
            if name not in names:
                continue  # a helper: totals, levels
            for label, value in zip(chart.plots[0].categories, series.values, strict=True):
                yield (panel, name, re.split(r"\n?( ?\()", str(label))[0]), value


def dots_of(payload, slide):
    """The points of a scatter chart: value and row, counted from below, by series or role."""
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    names = {row.get("series", row["role"]) for row in payload["data"]}
    for series in chart.plots[0].series:
        if series.name in names:
            across, up = (series._element.xpath(f"c:{axis}//c:v") for axis in ("xVal", "yVal"))
            for x, y in zip(across, up, strict=True):
                yield series.name, float(y.text), float(x.text)


def test_charts_in_the_deck_hold_the_data_of_the_exhibits(deck):
    seen = 0
    for payload, slide in slides_of(deck):
        kind, rows = payload["kind"], payload["data"]
        seen += kind not in ("table", "picture")
        if kind in ("dots", "dumbbell"):
            labels = list(dict.fromkeys(row["label"] for row in rows))
            wanted = sorted(
                (row.get("series", row["role"]), len(labels) - labels.index(row["label"]), value)
                for row in rows
                if (value := row["value"]) is not None
            )
            assert sorted(dots_of(payload, slide)) == wanted
        elif kind not in ("table", "picture", "strip", "ratio", "matrix"):  # see test_marks
            key = "x" if kind in ("lines", "facets") else "label"
            wanted = {}
            for row in rows:
                label = re.split(r"\n?( ?\()", str(row[key]))[0]
                wanted[row.get("panel"), row.get("series"), label] = row["value"]
            found = {k: v for k, v in held(payload, slide) if k in wanted or v is not None}
            assert found == wanted
    assert seen > 5


def test_tables_in_the_deck_hold_the_cells_of_the_exhibits(deck):
    for payload, slide in slides_of(deck):
        if payload["kind"] == "table":
            table = next(shape.table for shape in slide.shapes if shape.has_table)
            cells = [[cell.text for cell in row.cells] for row in table.rows]
            assert cells[0] == payload["columns"]
            assert cells[1:] == [[row[c] for c in payload["columns"]] for row in payload["data"]]


def test_floors_are_led_by_an_arrow_and_stacks_end_in_their_totals(deck):
    arrows = totals = 0
    for payload, slide in slides_of(deck):
        said = labels_of(slide)
        floors = [r for r in payload["data"] if r.get("qualifier") in ("at_least", "over")]
        if payload["kind"] != "table":
            assert sum("→" in text or "↑" in text for text in said) == len(floors)
            arrows += len(floors)
        if payload["kind"] == "stacked":
            for label in {row["label"] for row in payload["data"]}:
                total = sum(r["value"] for r in payload["data"] if r["label"] == label)
                assert f"{total:,.6g}{payload['unit']}" in [text.strip() for text in said]
                totals += 1
    assert arrows
    assert totals


def test_a_public_validator_of_office_files_finds_no_fault(deck):
    found = OpenXmlValidator().validate(str(deck[0]))
    assert [str(error) for error in found.errors] == []


def test_the_validator_minds_the_order_of_elements_in_charts(deck, tmp_path):
    path = tmp_path / "disordered.pptx"
    swap = re.compile(rb"(<c:cat>.*?</c:cat>)(<c:val>.*?</c:val>)", re.S)
    with zipfile.ZipFile(deck[0]) as whole, zipfile.ZipFile(path, "w") as copy:
        for name in whole.namelist():
            copy.writestr(name, swap.sub(rb"\2\1", whole.read(name)))
    assert OpenXmlValidator().validate(str(path)).errors


def test_a_deck_of_pictures_shows_each_drawing_whole(executed, tmp_path):
    run = "03_environment.en"
    show = Presentation(write_deck([executed[run]], tmp_path / "d.pptx", pictures=True))
    cut = {plain(s.shapes.title.text_frame.text): p for s in show.slides for p in s.shapes
           if p.shape_type == 13}  # fmt: skip
    for payload in exhibits_of(executed[run]):
        shape = cut[plain(payload["title"])]
        with Image.open(io.BytesIO(shape.image.blob)) as whole:
            wide, high = whole.size
            # Just above and below what is shown the picture is blank: no text is cut through.
            for edge in (shape.crop_top * high, (1 - shape.crop_bottom) * high):
                strip = whole.convert("L").crop((0, round(edge) - 1, wide, round(edge) + 1))
                assert strip.getextrema()[0] > 200
        shown = (1 - shape.crop_left - shape.crop_right) * wide
        tall = (1 - shape.crop_top - shape.crop_bottom) * high
        assert shape.width / shape.height == pytest.approx(shown / tall, rel=0.01)


def labels_of(slide):
    charts = [shape.chart for shape in slide.shapes if shape.has_chart]
    return [
        spoken(series, place).replace("\u00a0", " ")
        for chart in charts
        for series in chart.plots[0].series
        for place in range(len(series.values))
    ]


def test_labels_in_the_deck_are_those_of_the_exhibits(deck):
    for payload, slide in slides_of(deck):
        if payload["kind"] in ("bars", "dots", "dumbbell"):
            said = " ".join(labels_of(slide))
            assert all(row["text"].replace("\u00a0", " ") in said for row in payload["data"])


def test_axes_of_values_have_no_end_that_is_fixed(deck):
    for payload, slide in slides_of(deck):
        for chart in (shape.chart for shape in slide.shapes if shape.has_chart):
            across = chart.category_axis if payload["kind"] in SCATTERS else chart.value_axis
            assert across.maximum_scale is None


def test_every_placeholder_of_every_layout_is_on_the_page(deck):
    show = Presentation(deck[0])
    for page in [show.slide_master, *show.slide_layouts]:
        for shape in page.placeholders:
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height


def test_slides_and_charts_take_their_colours_from_the_theme(deck):
    with zipfile.ZipFile(deck[0]) as parts:
        drawn = [n for n in parts.namelist() if re.match(r"ppt/(slides|charts)/[^/]*xml$", n)]
        assert not [name for name in drawn if b"srgbClr" in parts.read(name)]


def test_a_deck_introduces_itself_as_ours(deck):
    core = Presentation(deck[0]).core_properties
    assert (core.author, core.last_modified_by) == ("xiaoyi_data",) * 2
    assert " xiaoyi run " in core.comments  # how it is made again, and nothing of another's
    with zipfile.ZipFile(deck[0]) as parts:
        assert not [name for name in parts.namelist() if "thumbnail" in name]
        assert b"Widescreen" in parts.read("docProps/app.xml")


def test_every_chart_picture_and_table_has_a_text_alternative(deck):
    for _, slide in slides_of(deck):
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_notes_carry_the_quotes(deck):
    for payload, slide in slides_of(deck):
        notes = slide.notes_slide.notes_text_frame.text
        assert all(row["quote"] in notes for row in payload["figures"])


def test_shapes_stay_on_the_slide(deck):
    show = opened(deck[0])
    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height


def test_titles_shrink_where_another_font_is_wider(deck):
    for slide in opened(deck[0]).slides:
        assert slide.shapes.title.text_frame.auto_size == MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE


def test_chinese_runs_are_marked_and_the_theme_has_an_east_asian_face(deck):
    with zipfile.ZipFile(deck[0]) as parts:
        theme = parts.read("ppt/theme/theme1.xml").decode()
        slides = [parts.read(n).decode() for n in parts.namelist() if re.match(r"ppt/slides/s", n)]
    assert theme.count('<a:ea typeface="Microsoft YaHei"/>') == 2
    if deck[2] == "zh":
        assert all('lang="zh-CN"' in slide for slide in slides)


def test_the_same_deck_is_made_twice(executed, tmp_path):
    notebooks = [executed[f"{NAMES[0]}.en"]]
    made = [write_deck(notebooks, tmp_path / name) for name in ("a.pptx", "b.pptx")]
    contents = []
    for path in made:
        with zipfile.ZipFile(path) as parts:
            names = [n for n in parts.namelist() if not n.startswith("ppt/embeddings")]
            contents.append({name: parts.read(name) for name in names})
    assert contents[0] == contents[1]


@pytest.mark.slow
def test_a_deck_opens_in_libreoffice(deck, tmp_path):
    office = tool("soffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(deck[0])], check=True, capture_output=True, timeout=180)
    info = subprocess.run(
        [tool("pdfinfo"), str(tmp_path / "deck.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert int(re.search(r"Pages:\s+(\d+)", info)[1]) == len(opened(deck[0]).slides)


def test_a_deck_takes_the_exhibits_asked_for_and_its_title(executed, tmp_path):
    run, path = executed["03_environment.en"], tmp_path / "d.pptx"
    first, *others = (payload["name"] for payload in exhibits_of(run))
    for chosen in ({"only": [first]}, {"without": others}):
        show = Presentation(write_deck([run], path, title="Mine", **chosen))
        titles = [slide.shapes.title.text_frame.text for slide in show.slides]
        assert (titles[0], show.core_properties.title) == ("Mine", "Mine")
        assert not [p for p in exhibits_of(run)[1:] if plain(p["title"]) in map(plain, titles)]
        assert plain(exhibits_of(run)[0]["title"]) in map(plain, titles)
    with pytest.raises(ValueError, match="did you mean"):
        write_deck([run], path, only=[f"{first}x"])
