"""Pages, pictures and decks of executed notebooks."""

import json
import re
import subprocess
import zipfile

import pytest
from conftest import LANGUAGES, NOTEBOOKS, exhibits_of, tool
from pptx import Presentation

from xiaoyi_data import jobs, style
from xiaoyi_data.exports import html, images, pptx, reading

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


def test_a_deck_has_a_slide_for_every_exhibit_and_notebook(deck):
    path, exhibits, _ = deck
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(path).slides]
    assert all(payload["title"] in titles for payload in exhibits)
    assert len(titles) > 1 + len(NAMES) + len(exhibits)


def slides_of(deck):
    path, exhibits, _ = deck
    slides = {s.shapes.title.text_frame.text: s for s in Presentation(path).slides}
    return [(payload, slides[payload["title"]]) for payload in exhibits]


def held(payload, series):
    """The exhibit's values in a series; scatter charts have them across, and helpers beside."""
    if payload["kind"] not in ("dots", "dumbbell"):
        return series.values
    names = {row[key] for row in payload["data"] for key in ("series", "role") if key in row}
    if series.name not in names:
        return []
    return [float(v.text) for v in series._element.xpath("c:xVal//c:v")]


def test_charts_in_the_deck_hold_the_data_of_the_exhibits(deck):
    seen = 0
    for payload, slide in slides_of(deck):
        charts = [shape.chart for shape in slide.shapes if shape.has_chart]
        if payload["kind"] in ("table", "picture"):
            continue
        values = [v for c in charts for series in c.plots[0].series for v in held(payload, series)]
        wanted = [row["value"] for row in payload["data"]]
        key = lambda v: (v is None, v or 0)  # noqa: E731
        assert sorted((v for v in values if v is not None), key=key) == pytest.approx(
            sorted((v for v in wanted if v is not None), key=key)
        )
        seen += 1
    assert seen > 5


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


def future(notebook):
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            output.get("data", {}).get(reading.MIME, {})["version"] = 99


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (never, "never executed"),
        (failed, "failed: E: v"),
        (empty, "no exhibit"),
        (future, "version 99"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_leaves_no_file(
    executed, tmp_path, change, message
):
    path = damaged(executed, tmp_path, change)
    for export in (lambda p: html.page(path, p), lambda p: pptx.deck([path], p)):
        with pytest.raises(reading.NotExportable, match=message):
            export(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_no_notebook_is_named(tmp_path):
    (tmp_path / "x.ipynb").write_text("hello")
    with pytest.raises(reading.NotExportable, match=r"x\.ipynb is not a notebook"):
        reading.read(tmp_path / "x.ipynb")


def test_a_target_that_is_a_folder_is_named(executed, tmp_path):
    with pytest.raises(IsADirectoryError, match="is a folder"):
        pptx.deck([executed[RUNS[0]]], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_control_characters_do_not_break_a_deck(executed, tmp_path):
    def spoil(notebook):
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                if reading.MIME in output.get("data", {}):
                    output["data"][reading.MIME]["title"] += "\x0b\x1f"

    path = damaged(executed, tmp_path, spoil)
    assert Presentation(pptx.deck([path], tmp_path / "deck.pptx")).slides
