"""What exporters read of notebooks; what cannot be exported or written is one line."""

import json
import os
import re
from pathlib import Path

import pytest
from collected import NAMES
from conftest import LANGUAGES
from pptx import Presentation

from xiaoyi_data.canvas.payload import MIME
from xiaoyi_data.cli.main import main
from xiaoyi_data.exports import executed as reader
from xiaoyi_data.exports import pages
from xiaoyi_data.exports.slides import deck

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
