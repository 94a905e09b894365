"""Every file made of a notebook says when that was executed, of which data, and how to make it."""

import io
import json
import re
import subprocess
from datetime import UTC, datetime

import openpyxl
import pytest
from conftest import LANGUAGES, slow_but, tool
from lxml import etree
from PIL import Image
from pptx import Presentation

import xiaoyi_data as xd
from xiaoyi_data.canvas import rendering
from xiaoyi_data.exports import dated, executed, files, pages
from xiaoyi_data.exports.pages import trust
from xiaoyi_data.exports.slides import deck
from xiaoyi_data.exports.workbook import book

WHEN = "2026-03-02T08:30:15.5+08:00"
SAID = {"en": "Executed on 2026-03-02 at 00:30 UTC.", "zh": "执行时间：2026-03-02 00:30（UTC）。"}
COMMAND = "xiaoyi run 07_forest -p lang {}"


@pytest.fixture(scope="module", params=slow_but(["zh"], LANGUAGES))
def made(request, tmp_path_factory):
    """A notebook as a run leaves it, with one exhibit."""
    folder, lang = tmp_path_factory.mktemp("made"), request.param
    story = xd.story(lang)
    about = {"title": ("Forest", "森林"), "subtitle": ("Percent", "%")}
    shown = story.show("bars", story.rows("forest-cover-2020"), name="forest", **about)
    bundle = shown._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    papers = {"input_path": "07_forest.ipynb", "parameters": {"lang": lang},
              "start_time": "2026-03-02T00:30:00+00:00", "end_time": WHEN}  # fmt: skip
    notebook = {
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"papermill": papers},
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Forest\n\nMuch."},
            {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1,
             "source": "1", "outputs": [output]},
        ],
    }  # fmt: skip
    path = folder / f"07_forest.{lang}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path, lang


def test_a_page_an_index_a_gallery_and_a_file_to_embed_say_it(made, tmp_path):
    notebook, lang = made
    page = tmp_path / f"{notebook.stem}.html"
    pages.page(notebook, page)
    pages.index([(notebook, page)], {}, tmp_path / "index.html")
    at = notebook.parent / "gallery.html"
    pages.gallery([notebook], at)
    (embedded, *_) = pages.embed([notebook], tmp_path / "embed", ())
    for path in (page, tmp_path / "index.html", at, embedded):
        text = path.read_text(encoding="utf-8")
        assert SAID[lang] in text, path
        assert trust.data() in text
        assert xd.__version__ in text
        assert '<meta name="dcterms.modified" content="2026-03-02T00:30:15+00:00">' in text
    for path in (page, tmp_path / "index.html", at):
        assert COMMAND.format(lang) in path.read_text(encoding="utf-8")


def test_a_deck_says_it_on_its_cover_and_in_its_properties(made, tmp_path):
    notebook, lang = made
    show = Presentation(str(deck.deck([notebook], tmp_path / "deck.pptx")))
    core = show.core_properties
    assert core.created == core.modified == datetime(2026, 3, 2, 0, 30, 15)
    cover = "".join(s.text_frame.text for s in show.slides[0].shapes if s.has_text_frame)
    for part in (SAID[lang], trust.data(), xd.__version__):
        assert part in cover
        assert part in core.comments
    assert core.comments.endswith(COMMAND.format(lang))


def test_a_workbook_says_it_on_its_front_and_in_its_properties(made, tmp_path):
    notebook, lang = made
    found = openpyxl.load_workbook(book.book([notebook], tmp_path / "book.xlsx"))
    assert found.properties.created == datetime(2026, 3, 2, 0, 30, 15)
    front = {str(cell.value) for row in found.worksheets[0].iter_rows() for cell in row}
    assert {"2026-03-02 00:30 UTC", trust.data(), xd.__version__, COMMAND.format(lang)} <= front


def test_pictures_say_it_and_their_dots_are_those_of_the_notebook(made, tmp_path):
    notebook, lang = made
    paths = {path.name.partition("forest")[2][-8:]: path
             for path in files.pictures(notebook, tmp_path, whole=True)}  # fmt: skip
    source = f"data {trust.data()}; {COMMAND.format(lang)}"
    kept = executed.read(notebook).exhibits[0]
    for path in (p for p in paths.values() if p.suffix == ".png"):
        with Image.open(path) as picture:
            picture.load()
            assert picture.text == {
                "Creation Time": "2026-03-02T00:30:15+00:00", "Source": source,
                "Software": f"xiaoyi_data {xd.__version__}",
            }  # fmt: skip
    first = next(p for p in paths.values() if p.suffix == ".png" and "@2x" not in p.name)
    with Image.open(first) as one, Image.open(io.BytesIO(kept.png)) as other:
        assert one.tobytes() == other.tobytes()
    drawn = next(p for p in paths.values() if p.suffix == ".svg")
    tree = etree.fromstring(drawn.read_bytes())
    core = "{http://purl.org/dc/elements/1.1/}"
    assert tree.findtext(f".//{core}date") == "2026-03-02T00:30:15+00:00"
    assert tree.findtext(f".//{core}source") == source


def test_a_pdf_says_it(made, tmp_path):
    notebook, lang = made
    (path,) = (p for p in files.pictures(notebook, tmp_path, whole=True) if p.suffix == ".pdf")
    told = subprocess.run(
        [tool("pdfinfo"), "-isodates", str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"CreationDate: +2026-03-02T00:30:15", told), told
    assert COMMAND.format(lang) in path.read_bytes().decode("latin-1") or "Subject" in told


def test_a_picture_without_a_date_has_none():
    assert b"CreationDate" not in rendering.pdf(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', 9
    )


def everything(notebook, folder):
    folder.mkdir()
    pages.page(notebook, folder / f"{notebook.stem}.html")
    pages.index([(notebook, folder / f"{notebook.stem}.html")], {}, folder / "index.html")
    files.pictures(notebook, folder, whole=True)
    deck.deck([notebook], folder / "deck.pptx")
    book.book([notebook], folder / "book.xlsx")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_made_again_another_day_is_the_same_byte_for_byte(made, tmp_path, monkeypatch):
    notebook = made[0]
    first = everything(notebook, tmp_path / "one")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setattr("time.time", lambda: 4e9)
    second = everything(notebook, tmp_path / "other")
    assert first == second


def test_an_epoch_that_is_given_sets_the_date_everywhere(made, tmp_path, monkeypatch):
    notebook = made[0]
    before = everything(notebook, tmp_path / "one")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    after = everything(notebook, tmp_path / "other")
    for name in before:
        assert before[name] != after[name], name
    assert "2020-09-13" in after["index.html"].decode()
    assert "2026-03-02" not in after["index.html"].decode()


@pytest.mark.parametrize("epoch", ["yesterday", "1.5", "1" * 30])
def test_an_epoch_that_is_none_is_told(made, monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ValueError, match="SOURCE_DATE_EPOCH is a number of seconds since 1970"):
        executed.read(made[0])


TIMES = {
    "papermill's end": ({"papermill": {"end_time": WHEN, "start_time": "2020-01-01"}}, {}),
    "its start": ({"papermill": {"start_time": WHEN}}, {}),
    "the latest of the cells": ({}, {"a": "2026-03-01T00:00:00Z", "b": WHEN}),
}


@pytest.mark.parametrize(("about", "times"), TIMES.values(), ids=TIMES)
def test_a_notebook_tells_when_it_was_executed_whoever_did_it(about, times):
    cells = [{"metadata": {"execution": {"iopub.status.idle": time}}} for time in times.values()]
    found = dated.moment({"metadata": about, "cells": cells})
    assert found == datetime(2026, 3, 2, 0, 30, 15, tzinfo=UTC)


ODD = [None, 3, "", "soon", "2026-03-02", [], {"a": 1}, "9999-12-31T23:59:59-23:59"]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_notebook_that_tells_nothing_sensible_has_no_date(made, tmp_path, odd):
    notebook = made[0]
    found = json.loads(notebook.read_text(encoding="utf-8"))
    found["metadata"]["papermill"] |= {"end_time": odd, "start_time": None}
    path = tmp_path / notebook.name
    path.write_text(json.dumps(found), encoding="utf-8")
    assert executed.read(path).executed is None
    text = pages.page(path, tmp_path / "page.html") or (tmp_path / "page.html").read_text("utf-8")
    assert SAID["en"][:11] not in text
    assert SAID["zh"][:5] not in text
