"""Pages, pictures and decks of executed notebooks."""

import json
import re
import subprocess
import zipfile

import pytest
from conftest import LANGUAGES, NOTEBOOKS, exhibits_of, tool
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from xiaoyi_data import jobs, style
from xiaoyi_data.cli import main
from xiaoyi_data.exports import html, images, pptx, reading, writing

NAMES = list(jobs.available(NOTEBOOKS))
RUNS = [f"{name}.{lang}" for name in NAMES for lang in LANGUAGES]


@pytest.fixture(scope="module", params=LANGUAGES)
def deck(request, executed, tmp_path_factory):
    """The deck of all notebooks in one language, with the exhibits it was made of."""
    path = tmp_path_factory.mktemp("deck") / "deck.pptx"
    notebooks = [executed[f"{name}.{request.param}"] for name in NAMES]
    pptx.deck(notebooks, path)
    return path, [p for n in notebooks for p in exhibits_of(n)], request.param


@pytest.mark.parametrize("run", RUNS)
def test_a_page_asks_no_host_for_anything(executed, tmp_path, run):
    text = html.page(executed[run], tmp_path / "page.html").read_text(encoding="utf-8")
    loads = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert all(link.startswith(("data:", "#", "../index.html")) for link in loads)
    assert "@import" not in text
    assert "url(" not in re.sub(r"data:[^\"]*", "", text)


@pytest.mark.parametrize("run", RUNS)
def test_a_page_says_its_language_headings_and_pictures_in_words(executed, tmp_path, run):
    text = html.page(executed[run], tmp_path / "page.html").read_text(encoding="utf-8")
    assert f'<html lang="{"zh-CN" if run.endswith("zh") else "en"}">' in text
    assert len(re.findall(r"<h1", text)) == 1
    alts = re.findall(r"<img [^>]*alt=\"([^\"]+)\"", text)
    assert len(alts) == len(exhibits_of(executed[run]))
    other = "## Limits" if run.endswith("zh") else "局限"
    assert other not in text


@pytest.mark.parametrize("run", RUNS[:2])
def test_a_page_shows_in_a_browser_without_a_network(executed, tmp_path, run):
    chromium = tool("chromium")
    page = html.page(executed[run], tmp_path / "page.html")
    shot = tmp_path / "page.png"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update"]
    flags += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}"]
    flags += [f"--screenshot={shot}", "--window-size=1000,2000", "--virtual-time-budget=3000"]
    subprocess.run([chromium, *flags, page.as_uri()], check=True, capture_output=True, timeout=90)
    from PIL import Image

    colours = Image.open(shot).convert("RGB").getcolors(2**24)
    accent = tuple(int(style.ACCENT[i : i + 2], 16) for i in (1, 3, 5))
    assert accent in {colour for _, colour in colours}


@pytest.mark.parametrize("run", RUNS)
def test_every_exhibit_is_a_png_and_an_svg(executed, tmp_path, run):
    made = images.pictures(executed[run], tmp_path)
    assert len(made) == 2 * len(exhibits_of(executed[run]))
    for path in made:
        assert path.read_bytes().startswith(b"\x89PNG" if path.suffix == ".png" else b"<?xml")


def plain(text):
    """A text without its spaces and breaks of lines."""
    return re.sub(r"\s", "", text)


def test_a_deck_has_a_slide_for_every_exhibit_and_notebook(deck):
    path, exhibits, _ = deck
    titles = [plain(slide.shapes.title.text_frame.text) for slide in Presentation(path).slides]
    assert [t for t in titles if t in {plain(p["title"]) for p in exhibits}] == [
        plain(payload["title"]) for payload in exhibits
    ]
    assert len(titles) > 1 + len(NAMES) + len(exhibits)


def slides_of(deck):
    path, exhibits, _ = deck
    slides = {plain(s.shapes.title.text_frame.text): s for s in Presentation(path).slides}
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
        elif kind not in ("table", "picture"):
            key = "x" if kind == "lines" else "label"
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
        parts = [s.chart.part.blob.decode("utf-8") for s in slide.shapes if s.has_chart]
        said = re.findall(r"<a:t>([^<]*)</a:t>", "".join(parts))
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


def test_labels_in_the_deck_are_those_of_the_exhibits(deck):
    for payload, slide in slides_of(deck):
        if payload["kind"] in ("bars", "dots", "dumbbell"):
            xml = "".join(
                part.blob.decode("utf-8")
                for part in (s.chart.part for s in slide.shapes if s.has_chart)
            )
            for row in payload["data"]:
                assert row["text"].replace("&", "&amp;").replace(">", "&gt;") in xml


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
    show = Presentation(deck[0])
    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height


def test_chinese_runs_are_marked_and_the_theme_has_an_east_asian_face(deck):
    with zipfile.ZipFile(deck[0]) as parts:
        theme = parts.read("ppt/theme/theme1.xml").decode()
        slides = [parts.read(n).decode() for n in parts.namelist() if re.match(r"ppt/slides/s", n)]
    assert theme.count('<a:ea typeface="Microsoft YaHei"/>') == 2
    if deck[2] == "zh":
        assert all('lang="zh-CN"' in slide for slide in slides)


def test_the_same_deck_is_made_twice(executed, tmp_path):
    notebooks = [executed[RUNS[0]]]
    made = [pptx.deck(notebooks, tmp_path / name) for name in ("a.pptx", "b.pptx")]
    contents = []
    for path in made:
        with zipfile.ZipFile(path) as parts:
            names = [n for n in parts.namelist() if not n.startswith("ppt/embeddings")]
            contents.append({name: parts.read(name) for name in names})
    assert contents[0] == contents[1]


def test_a_deck_opens_in_libreoffice(deck, tmp_path):
    office = tool("soffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(deck[0])], check=True, capture_output=True, timeout=180)
    info = subprocess.run(
        [tool("pdfinfo"), str(tmp_path / "deck.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert int(re.search(r"Pages:\s+(\d+)", info)[1]) == len(Presentation(deck[0]).slides)


def damaged(executed, tmp_path, change):
    notebook = json.loads(executed[RUNS[0]].read_text(encoding="utf-8"))
    change(notebook)
    path = tmp_path / "damaged.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def never(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)


def failed(notebook):
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "error", "ename": "E", "evalue": "v", "traceback": []}]


def empty(notebook):
    for cell in notebook["cells"]:
        if "outputs" in cell:
            cell["outputs"] = []


def payloads(notebook):
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if reading.MIME in output.get("data", {}):
                yield output["data"]


def change(**values):
    """Make a damage: other values in the payload of the first exhibit, ``None`` for lost ones."""

    def spoil(notebook):
        payload = next(payloads(notebook))[reading.MIME]
        for name, value in values.items():
            payload[name] = value
            if value is None:
                del payload[name]

    return spoil


def unnamed_rows(notebook):
    for row in next(payloads(notebook))[reading.MIME]["data"]:
        del row["label"]


def cut_payload(notebook):
    next(payloads(notebook))[reading.MIME] = "{"


def cut_picture(notebook):
    data = next(payloads(notebook))
    data["image/png"] = data["image/png"][:4000]


def no_drawing(notebook):
    del next(payloads(notebook))["image/svg+xml"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (never, "never executed: run it first"),
        (failed, "failed: E: v"),
        (empty, "no exhibit: was it made by another project"),
        (change(version=99), "exhibit 1: it is of version 99, not 1; run the notebook again"),
        (change(title=None), "exhibit 1: 'title' is missing"),
        (change(lang="fr"), "exhibit 1: unknown language 'fr'"),
        (change(data=None), "exhibit 1: 'data' is missing"),
        (change(data=[]), "exhibit 1: 'data' is missing or empty"),
        (change(figures=[{"figure": "x"}]), "exhibit 1: 'figures' lacks a column"),
        (unnamed_rows, "exhibit 1: 'data' lacks a column"),
        (cut_payload, "exhibit 1: its data are damaged"),
        (cut_picture, "exhibit 1: its picture is"),
        (no_drawing, "exhibit 1: its picture is damaged"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_leaves_no_file(
    executed, tmp_path, capsys, spoil, message
):
    path = damaged(executed, tmp_path, spoil)
    for export in (lambda p: html.page(path, p), lambda p: pptx.deck([path], p)):
        with pytest.raises(reading.NotExportable, match=message):
            export(tmp_path / "out.pptx")
    for command in ("slides", "pictures"):
        assert main([command, str(path), "-o", str(tmp_path / "out.pptx")]) == 2
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 1
        assert str(path) in said[0]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"hello", "is not a notebook"),
        (b"[]", "is not a notebook"),
        (b'{"cells": [{}]}', "is not a notebook"),
        (b'{"cells": [{"cell_type": "code", "outputs": 3}]}', "is not a notebook"),
        (b"\xff\xfe", "is not a notebook"),
        (None, "does not exist"),
    ],
)
def test_what_is_no_notebook_is_named(tmp_path, content, message):
    path = tmp_path / "x.ipynb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(reading.NotExportable, match=rf"x\.ipynb {message}"):
        reading.read(path)


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (None, "holds no run: it has no manifest.json"),
        ("{", "manifest.json is damaged"),
        ('{"jobs": 3}', "manifest.json is damaged"),
        ('{"jobs": {"00_overview": {}}}', "no executed notebook"),
    ],
)
def test_a_folder_without_results_is_named(tmp_path, capsys, manifest, message):
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    assert main(["slides", str(tmp_path), "-o", str(tmp_path / "out.pptx")]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert str(tmp_path) in said
    assert not (tmp_path / "out.pptx").exists()


def test_a_deck_is_named_as_one(executed, tmp_path):
    with pytest.raises(ValueError, match=r"x\.pdf does not end in \.pptx"):
        pptx.deck([executed[RUNS[0]]], tmp_path / "x.pdf")


def test_a_target_that_is_a_folder_is_named(executed, tmp_path):
    (tmp_path / "x.pptx").mkdir()
    with pytest.raises(IsADirectoryError, match=r"x\.pptx is a folder"):
        pptx.deck([executed[RUNS[0]]], tmp_path / "x.pptx")
    assert list((tmp_path / "x.pptx").iterdir()) == []


@pytest.mark.parametrize("place", ["file/x.pptx", "/proc/x.pptx"])
def test_a_target_that_cannot_be_written_is_named(executed, tmp_path, capsys, place):
    (tmp_path / "file").write_text("")
    target = tmp_path / place
    assert main(["slides", str(executed[RUNS[0]]), "-o", str(target)]) == 2
    assert capsys.readouterr().err.startswith(f"xiaoyi: cannot write {target}: ")


def test_a_failed_write_keeps_the_file_there_was(tmp_path):
    def fail(beside):
        beside.write_text("half")
        raise OSError(28, "No space left on device")

    (tmp_path / "x").write_text("good")
    with pytest.raises(OSError, match=r"cannot write .*x: No space left"):
        writing.replace(tmp_path / "x", fail)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["good"]


def test_control_characters_do_not_break_an_export(executed, tmp_path):
    bad = "\x0b\x1f\ud800"

    def spoil(notebook):
        for data in payloads(notebook):
            payload = data[reading.MIME]
            for name in ("title", "subtitle", "caveat", "alt", "source"):
                payload[name] += bad
            for row in [*payload["data"], *payload["figures"]]:
                row.update({k: v + bad for k, v in row.items() if isinstance(v, str)})

    path = damaged(executed, tmp_path, spoil)
    assert Presentation(pptx.deck([path], tmp_path / "deck.pptx")).slides
    assert "\x1f" not in html.page(path, tmp_path / "page.html").read_text(encoding="utf-8")
