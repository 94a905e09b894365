"""Pictures beside a notebook come along with it, wherever its page is made."""

import base64
import re

import nbformat
import pytest
from books import run, statuses, write

from xiaoyi_data.runs import pictures

pytestmark = pytest.mark.usefixtures("template")
PNG = b"\x89PNG\r\n\x1a\n and more"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "books" / "sub").mkdir(parents=True)
    for name in ("a.png", "two words.jpeg", "sub/图.svg", "notes.txt", "../up.gif"):
        (tmp_path / "books" / name).write_bytes(PNG)
    return tmp_path / "books"


def attached(text, place):
    return pictures.attach({"source": text}, place)


@pytest.mark.parametrize(
    "text",
    [
        "![a](a.png)",
        'seen ![a](./a.png "title") here',
        "![words](two%20words.jpeg)",
        "![words](<two words.jpeg>)",
        "[![a](sub/图.svg)](https://a.b)",
        "![up](../up.gif)",
        '<img width="9" src="a.png">',
        "<IMG alt='>'\n SRC='sub/图.svg'/>",
        "`code` and ![a](a.png)",
        "<img src=a.png>",
        '![a][r]\n\n[r]: a.png "title"',
        "![words]\n\n[words]: <two words.jpeg>",
    ],
)
def test_a_picture_that_is_there_is_attached(place, text):
    cell = attached(text, place)
    ((name, data),) = cell["attachments"].items()
    ((kind, coded),) = data.items()
    assert kind.startswith("image/")
    assert base64.b64decode(coded) == PNG
    assert re.fullmatch(r"[\w.]+", name)
    assert cell["source"].count(f"attachment:{name}") == 1


@pytest.mark.parametrize(
    "text",
    [
        "![a](https://host/a.png)",
        "![a](//host/a.png)",
        "![a](data:image/png;base64,AAAA)",
        "![a](attachment:a.png)",
        "![a](/a.png)",
        "![a](gone.png)",
        "![a](notes.txt)",
        "![a](sub)",
        "![a]()",
        "[a](a.png)",
        "[r]: gone.png",
        "`![a](a.png)`",
        "```\n![a](a.png)\n```\nand on",
        "~~~\n<img src='a.png'>",
        "",
    ],
)
def test_all_else_stays_as_it_is(place, text):
    assert attached(text, place) == {"source": text}


def test_a_picture_that_changes_renews_the_prose_and_runs_nothing(place, tmp_path):
    write(place, "good", "print(1)", prose="![a](a.png)")
    assert statuses(run(place, tmp_path / "out")) == {"good": "succeeded"}
    assert statuses(run(place, tmp_path / "out")) == {"good": "cached"}
    (place / "a.png").write_bytes(b"another")
    assert statuses(run(place, tmp_path / "out")) == {"good": "refreshed"}
    made = nbformat.read(tmp_path / "out" / "good" / "good.ipynb", 4)
    nbformat.validate(made)
    ((data),) = made.cells[0].attachments.values()
    assert base64.b64decode(data["image/png"]) == b"another"


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("text/html", "<p><img width=9 src='a.png'></p>", 1),
        ("text/html", "<img src=sub/图.svg><img src='two%20words.jpeg'/>", 2),
        ("text/markdown", "![a](a.png)", 1),
        ("text/html", "<img src='https://host/a.png'><img src='gone.png'>", 0),
        ("text/plain", "<img src='a.png'>", 0),
    ],
)
def test_a_picture_that_an_output_shows_is_held_in_it(place, tmp_path, kind, text, shown):
    output = nbformat.v4.new_output("display_data", {kind: text})
    cell = nbformat.v4.new_code_cell(outputs=[output])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "b.ipynb")
    pictures.embed(tmp_path / "b.ipynb", place)
    made = nbformat.read(tmp_path / "b.ipynb", 4)
    nbformat.validate(made)
    said = made.cells[0].outputs[0].data[kind]
    assert said.count(f";base64,{base64.b64encode(PNG).decode()}") == shown
    assert shown or said == text


def test_a_run_holds_the_pictures_of_outputs(place, tmp_path):
    write(place, "good", "from IPython.display import Image\nImage(url='a.png')")
    run(place, tmp_path / "out")
    made = nbformat.read(tmp_path / "out" / "good" / "good.ipynb", 4)
    (output,) = made.cells[-1].outputs
    assert base64.b64encode(PNG).decode() in output.data["text/html"]
