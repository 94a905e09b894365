"""What exporters read of notebooks; what cannot be exported or written is one line."""

import json
import os
import re
from pathlib import Path

import pytest
from conftest import LANGUAGES, NOTEBOOKS
from pptx import Presentation

from xiaoyi_data.canvas.payload import MIME
from xiaoyi_data.cli.main import main
from xiaoyi_data.exports import executed as reader
from xiaoyi_data.exports import pages
from xiaoyi_data.exports.slides import deck
from xiaoyi_data.runs import plan

NAMES = list(plan.available(NOTEBOOKS))
RUNS = [f"{name}.{lang}" for name in NAMES for lang in LANGUAGES]


@pytest.mark.parametrize("run", RUNS)
def test_the_answer_stands_under_the_question_and_the_explorer_has_none(executed, run):
    answer = reader.read(executed[run]).answer
    assert bool(re.search(r"\d", answer)) is not run.startswith("explore")
    assert not re.search(r"[*`#]", answer)


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
            if MIME in output.get("data", {}):
                yield output["data"]


def change(**values):
    """Make a damage: other values in the payload of the first exhibit, ``None`` for lost ones."""

    def spoil(notebook):
        payload = next(payloads(notebook))[MIME]
        for name, value in values.items():
            payload[name] = value
            if value is None:
                del payload[name]

    return spoil


def unnamed_rows(notebook):
    for row in next(payloads(notebook))[MIME]["data"]:
        del row["label"]


def cut_payload(notebook):
    next(payloads(notebook))[MIME] = "{"


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
        (change(version=99), "exhibit 1: it is of version 99, not 1; run the notebook again"),
        (change(title=None), "exhibit 1: 'title' is missing"),
        (change(lang="fr"), "exhibit 1: unknown lang 'fr'"),
        (change(data=None), "exhibit 1: 'data' is missing"),
        (change(data=[]), "exhibit 1: data has 0 parts"),
        (change(figures=[{"figure": "x"}]), r"exhibit 1: figures\[0\] has no 'printed'"),
        (unnamed_rows, r"exhibit 1: data\[0\] has no 'label'"),
        (cut_payload, "exhibit 1: the payload is '{', not of type object"),
        (cut_picture, "exhibit 1: its picture is"),
        (no_drawing, "exhibit 1: its picture is damaged"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_leaves_no_file(
    executed, tmp_path, capsys, spoil, message
):
    path = damaged(executed, tmp_path, spoil)
    for export in (lambda p: pages.page(path, p), lambda p: deck.deck([path], p)):
        with pytest.raises(reader.NotExportable, match=message):
            export(tmp_path / "out.pptx")
    for command in ("slides", "pictures"):
        assert main([command, str(path), "-o", str(tmp_path / "out.pptx")]) == 2
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 1
        assert str(path) in said[0]
    assert list(tmp_path.iterdir()) == [path]


def test_without_exhibits_there_is_a_page_but_neither_slides_nor_pictures(
    executed, tmp_path, capsys
):
    path = damaged(executed, tmp_path, empty)
    book = reader.read(path)
    assert (book.exhibits, book.lang) == ([], RUNS[0].rpartition(".")[2])
    pages.page(path, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    front = pages.index([(path, tmp_path / "page.html")], {}, tmp_path / "index.html")
    assert book.title in page
    assert "<img" not in front.read_text(encoding="utf-8")
    for command in ("slides", "pictures"):
        assert main([command, str(path), "-o", str(tmp_path / "out.pptx")]) == 2
        assert f"{path}: no exhibit to" in capsys.readouterr().err
    assert not (tmp_path / "out.pptx").exists()


@pytest.mark.parametrize(
    ("given", "prose", "lang"),
    [
        (None, "# What do people earn?", "en"),
        (None, "# 居民收入\n\nGDP增长了多少", "zh"),
        ("zh", "# What do people earn?", "zh"),
        ("fr", "# Combien gagne-t-on ?", "en"),
        (None, "", "en"),
    ],
)
def test_a_language_without_exhibits_is_that_given_or_that_of_the_prose(
    tmp_path, given, prose, lang
):
    papers = {"papermill": {"parameters": {"lang": given} if given else {}}}
    cells = [{"cell_type": "markdown", "metadata": {}, "source": prose}]
    path = tmp_path / "guest.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": papers}), encoding="utf-8")
    assert reader.read(path).lang == lang


def test_a_language_without_exhibits_may_be_the_one_declared(tmp_path):
    prose = {"cell_type": "markdown", "metadata": {}, "source": "# 居民收入"}
    cell = {"cell_type": "code", "source": 'lang: str = "en"  # language: en or zh', "outputs": []}
    cell |= {"execution_count": 1, "metadata": {"tags": ["parameters"]}}
    path = tmp_path / "guest.ipynb"
    path.write_text(json.dumps({"cells": [prose, cell]}), encoding="utf-8")
    assert reader.read(path).lang == "en"


@pytest.mark.parametrize("tags", [["raises-exception"], []])
def test_an_error_counts_unless_it_may_be(tmp_path, tags):
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": []}
    cell = {"cell_type": "code", "source": "1 / 0", "execution_count": 1, "outputs": [error]}
    path = tmp_path / "guest.ipynb"
    path.write_text(json.dumps({"cells": [cell | {"metadata": {"tags": tags}}]}))
    if tags:
        assert len(reader.read(path).cells) == 1
    else:
        with pytest.raises(reader.NotExportable, match="failed: E: v"):
            reader.read(path)


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
    with pytest.raises(reader.NotExportable, match=rf"x\.ipynb {message}"):
        reader.read(path)


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
        deck.deck([executed[RUNS[0]]], tmp_path / "x.pdf")


def test_a_target_that_is_a_folder_is_named(executed, tmp_path):
    (tmp_path / "x.pptx").mkdir()
    with pytest.raises(IsADirectoryError, match=r"x\.pptx is a folder"):
        deck.deck([executed[RUNS[0]]], tmp_path / "x.pptx")
    assert list((tmp_path / "x.pptx").iterdir()) == []


@pytest.mark.parametrize("place", ["file/x.pptx", "/proc/x.pptx"])
def test_a_target_that_cannot_be_written_is_named(executed, tmp_path, capsys, place):
    (tmp_path / "file").write_text("")
    target = tmp_path / place
    assert main(["slides", str(executed[RUNS[0]]), "-o", str(target)]) == 2
    assert capsys.readouterr().err.startswith(f"xiaoyi: cannot write {target}: ")


def test_control_characters_do_not_break_an_export(executed, tmp_path):
    bad = "\x0b\x1f\ud800"

    def spoil(notebook):
        for data in payloads(notebook):
            payload = data[MIME]
            for name in ("title", "subtitle", "caveat", "alt", "source"):
                payload[name] += bad
            for row in [*payload["data"], *payload["figures"]]:
                row.update({k: v + bad for k, v in row.items() if isinstance(v, str)})

    path = damaged(executed, tmp_path, spoil)
    assert Presentation(deck.deck([path], tmp_path / "deck.pptx")).slides
    pages.page(path, tmp_path / "page.html")
    assert "\x1f" not in (tmp_path / "page.html").read_text(encoding="utf-8")


def spoken(text, *outputs):
    """What is shown of a notebook of one Markdown cell in each language."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": text}
    return {
        lang: reader.Executed("book", lang, [reader.in_language(cell, lang)]) for lang in LANGUAGES
    }


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("## Evidence | 证据", "## Evidence", "## 证据"),
        ("# How green? | 多绿？ #", "# How green?", "# 多绿？"),
        ("   ### a  |  甲", "   ### a", "   ### 甲"),
        ("## a \\| b | 甲", "## a \\| b", "## 甲"),
        ("## `a | b` | 甲", "## `a | b`", "## 甲"),
        ("text\n## a | 甲\ntext | 文", "text\n## a\ntext | 文", "text\n## 甲\ntext | 文"),
    ],
)
def test_a_heading_in_both_languages_shows_the_half_of_its_own(text, english, chinese):
    assert {lang: book.prose for lang, book in spoken(text).items()} == {
        "en": [english],
        "zh": [chinese],
    }


@pytest.mark.parametrize(
    "text",
    [
        "## Evidence",
        "## a|b",
        "## a \\| b",
        "## a | b | c",
        "## only |",
        "##a | b",
        "    ## a | b",
        "```\n## a | b\n```",
        "~~~~ text\n# a | b\n~~~\n# c | d\n~~~~",
        "| a | b |\n|---|---|\n| # c | d |",
        "a | b\n=====",
    ],
)
def test_what_is_no_heading_of_two_halves_is_shown_whole(text):
    assert [book.prose for book in spoken(text).values()] == [[text], [text]]


def test_title_and_answer_are_those_of_the_language_and_not_of_code():
    text = (
        "```\n# a comment\n```\n\n# How \\| much? | 多少？\n\n2 of **3**.\n\n## More | 更多\n\nno"
    )
    books = spoken(text)
    assert {lang: book.title for lang, book in books.items()} == {
        "en": "How | much?",
        "zh": "多少？",
    }
    told = spoken(text.partition("\n\n")[2])
    assert {book.answer for book in told.values()} == {"2 of 3."}


def test_page_index_deck_and_contents_keep_the_half_of_their_language(executed, tmp_path):
    made = {}
    for lang in LANGUAGES:
        notebook = json.loads(executed[f"{NAMES[0]}.{lang}"].read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"], cell["metadata"] = "", {}
        texts = ("# Which? | 哪些？\n\nAll 3.", "## Evidence | 证据\n\n## Limits | 局限")
        for place, text in enumerate(texts):
            notebook["cells"].insert(
                place, {"cell_type": "markdown", "metadata": {}, "source": text, "id": f"h{place}"}
            )
        made[lang] = tmp_path / f"both.{lang}.ipynb"
        made[lang].write_text(json.dumps(notebook), encoding="utf-8")
    own = {"en": ("Which?", "Evidence"), "zh": ("哪些？", "证据")}
    for lang, other in (("en", "zh"), ("zh", "en")):
        pages.page(made[lang], tmp_path / f"{lang}.html")
        page = (tmp_path / f"{lang}.html").read_text(encoding="utf-8")
        index = pages.index([(made[lang], tmp_path / f"{lang}.html")], {}, tmp_path / "index.html")
        show = Presentation(deck.deck([made[lang]], tmp_path / f"{lang}.pptx"))
        titles = [slide.shapes.title.text_frame.text for slide in show.slides]
        contents = page.partition("<nav")[2].partition("</nav>")[0]
        for said, texts in ((page, own), (contents, {k: v[1:] for k, v in own.items()})):
            assert all(text in said for text in texts[lang])
            assert not any(text in said for text in texts[other])
        assert own[lang][0] in titles
        assert own[lang][0] in index.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["slides", "pictures"])
def test_pipes_devices_and_huge_files_are_no_notebooks(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.ipynb")
    with open("huge.ipynb", "wb") as file:
        file.truncate(50_000_001)
    Path("empty.ipynb").touch()
    for path, message in (
        ("pipe.ipynb", "pipe.ipynb is a pipe into which nobody writes"),
        ("/dev/zero", "/dev/zero is not a file: name a file or a pipe"),
        ("huge.ipynb", "huge.ipynb is larger than 50 MB"),
        ("empty.ipynb", "empty.ipynb is empty"),
        ("none.ipynb", "none.ipynb does not exist"),
    ):
        assert main([command, path, "-o", "out.pptx"]) == 2
        assert capsys.readouterr().err == f"xiaoyi: {message}\n"
    assert not Path("out.pptx").exists()
    Path("run").mkdir()
    os.mkfifo("run/manifest.json")
    assert main([command, "run", "-o", "out.pptx"]) == 2
