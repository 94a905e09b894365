"""A fault at any step of publishing is the failure of one notebook, or of one file."""

import errno
import json
import re
import shutil

import pytest
from books import write
from command import messages
from conftest import ROOT, slow_but
from jsonschema import Draft202012Validator
from pptx import Presentation

import xiaoyi_data as xd
from xiaoyi_data import choices
from xiaoyi_data.cli import main, terminal
from xiaoyi_data.exports import executed, files, pages
from xiaoyi_data.exports.slides import deck
from xiaoyi_data.exports.workbook import columns
from xiaoyi_data.runs import folder, kernels, record

# Shown from a file, so that no kernel draws.
SHOW = "import json\nfrom IPython.display import display\n"
SHOW += "display(json.load(open('exhibit.json')), raw=True)"
NAMES = ("bad", "good", "fine", "guest")
FILES = {"index.html", "deck.pptx", "workbook.xlsx", "gallery.html"}


def small(patch):
    """Let kernels be forked from little, and workbooks hold of each table what begins it."""
    patch.setattr("xiaoyi_data.runs.collection.PRELOAD", ("ipykernel.kernelapp",))
    tables = {lang: columns.frames(lang) for lang in choices.LANGUAGES}
    begun = {lang: {name: frame.head(3) for name, frame in tables[lang].items()} for lang in tables}
    patch.setattr(columns, "frames", begun.__getitem__)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Notebooks and a run of them: three that show an exhibit, one that shows none."""
    place = tmp_path_factory.mktemp("published")
    books = place / "books"
    for name in NAMES:
        source = "print(1)" if name == "guest" else SHOW
        write(books, name, source, prose=f"# Of {name}\n\nAn answer.")
    story = xd.story("en")
    incomes = story.figures.query("unit == 'CNY' and measure == 'level'").head(3)
    told = {"title": ("Incomes", "收入"), "subtitle": ("Yuan", "元")}
    shown = story.show("bars", incomes, name="incomes", **told)
    bundle = shown._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    (books / "exhibit.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        small(patch)
        assert run(place) == terminal.OK
    return place


@pytest.fixture
def place(published, tmp_path, monkeypatch):
    """A copy, in which the prose of all has changed: all is made again, and no kernel started."""
    shutil.copytree(published, tmp_path / "copy")
    for path in (tmp_path / "copy" / "books").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("An answer.", "Another answer."), encoding="utf-8")
    small(monkeypatch)
    return tmp_path / "copy"


def run(place):
    return main.main(["run", "--notebooks", str(place / "books"), "--out", str(place / "out")])


def names_bad(value):
    """Whether an argument is, or holds, the notebook that is at fault."""
    if isinstance(value, (list, tuple)):
        return any(map(names_bad, value))
    return getattr(value, "name", "") in ("bad", "bad.ipynb", "bad.html")


def faulty(function, problem, blamed=names_bad):
    def fail(*arguments, **options):
        if blamed(arguments):
            raise problem
        return function(*arguments, **options)

    return fail


def settled(arguments):
    """Reading it where it stands, not where it is made."""
    return arguments[0].parent.name == "bad"


STEPS = {
    "its page": (pages, "page", RuntimeError("no page"), names_bad),
    "its pictures": (files, "pictures", KeyError("svg"), names_bad),
    "moving it into place": (folder, "place", OSError(errno.EIO, "no"), names_bad),
    "reading it back": (executed, "read", RecursionError("too deep"), settled),
    "its slides": (deck, "deck", MemoryError(), names_bad),
    "its exhibits": (pages, "gallery", OSError(errno.EIO, "Input/output error"), names_bad),
    "its card": (pages, "index", ZeroDivisionError("division by zero"), names_bad),
    "a library that ends all": (pages, "page", SystemExit(3), names_bad),
}


@pytest.mark.parametrize("step", slow_but([*STEPS][::2], STEPS))
def test_a_fault_in_one_notebook_is_its_failure_and_the_rest_is_published(
    place, monkeypatch, capsys, step
):
    module, name, problem, blamed = STEPS[step]
    with monkeypatch.context() as patch:
        patch.setattr(module, name, faulty(getattr(module, name), problem, blamed))
        assert run(place) == terminal.FAILED
    told = [line for line in messages(capsys.readouterr().err) if " failed: " in line]
    assert len(told) == 1
    assert told[0].startswith(f"bad failed: {type(problem).__name__}: ")
    out, found = place / "out", whole(place)
    assert found["runs"][-1]["failed"] == ["bad"]
    assert found["jobs"]["bad"]["status"] == "failed"
    for other in NAMES[1:]:
        assert found["jobs"][other]["status"] == "refreshed"
        assert "Another answer" in (out / other / f"{other}.html").read_text(encoding="utf-8")
        assert f"Of {other}" in (out / "index.html").read_text(encoding="utf-8")
    assert {"Of good", "Of fine"} <= slides(out)
    assert slides(out) <= {"Of good", "Of fine", "Of bad"}
    assert (out / "bad" / "bad.html").exists()
    assert run(place) == terminal.OK
    again = whole(place)
    assert again["runs"][-1]["failed"] == []
    assert again["jobs"]["bad"]["status"] == "succeeded"
    assert "Another answer" in (out / "bad" / "bad.html").read_text(encoding="utf-8")
    assert slides(out) == {"Of good", "Of fine", "Of bad"}


def whole(place):
    """What stands is complete and as recorded, with nothing left of the way there; the record."""
    out, schema = place / "out", ROOT / "xiaoyi_data" / "assets" / "manifest.schema.json"
    found = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(found)
    assert found["runs"][-1]["ended"]
    assert set(found["jobs"]) == set(NAMES)
    assert record.intact(out, found["published"]["outputs"])
    for name, entry in found["jobs"].items():
        assert record.intact(out / name, entry["outputs"])
    assert {path.name for path in out.iterdir()} - {"failed", "changes.html"} == {
        *FILES, *NAMES, "manifest.json", ".lock", "states"
    }  # fmt: skip
    return found


def slides(out):
    """The titles of the deck that say whose notebook follows."""
    titles = [slide.shapes.title.text for slide in Presentation(str(out / "deck.pptx")).slides]
    return {title for title in titles if title.startswith("Of ")}


def always(arguments):
    return True


WORDS = (choices, "words", LookupError("no words"), lambda arguments: arguments[0] == "slides")
PRODUCTS = {
    "the deck": (WORDS, "deck.pptx"),
    "the gallery": ((pages, "gallery", ValueError("no form"), always), "gallery.html"),
    "the index": ((pages, "index", TypeError("no card"), always), "index.html"),
}


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_fault_in_all_fails_no_run_of_the_others(place, monkeypatch, capsys, product):
    (module, name, problem, blamed), file = PRODUCTS[product]
    made = (place / "out" / file).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(module, name, faulty(getattr(module, name), problem, blamed))
        assert run(place) == terminal.FAILED
    told = [line for line in messages(capsys.readouterr().err) if " failed: " in line]
    assert len(told) == 1
    assert told[0].startswith(f"{file} failed: {type(problem).__name__}: ")
    found = whole(place)
    # The last good one stays; an index says at its top what is the matter.
    kept = (place / "out" / file).read_bytes()
    assert re.sub(rb'<div class="failed".*?</div>', b"", kept) == made
    assert (b'class="failed"' in kept) == (file == "index.html")
    for other in {"deck.pptx", "index.html"} - {file}:
        assert found["published"]["outputs"][other]["bytes"] > 0
    assert run(place) == terminal.OK
    assert (place / "out" / file).read_bytes() != made or file == "gallery.html"


def test_a_fault_around_it_all_is_told_and_recorded(place, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        fail = faulty(None, RuntimeError("nothing can be made"), always)
        patch.setattr("xiaoyi_data.runs.collection.publish", fail)
        assert run(place) == terminal.FAILED
    assert "index.html failed: RuntimeError: nothing can be made" in capsys.readouterr().err
    assert whole(place)["published"]["failed"].keys() == {"index.html"}
    assert run(place) == terminal.OK
    assert whole(place)["published"]["failed"] == {}


@pytest.mark.parametrize("module", [deck, pages])
def test_a_run_interrupted_in_publishing_has_recorded_what_was_done(place, monkeypatch, module):
    name = "deck" if module is deck else "index"
    with monkeypatch.context() as patch:
        patch.setattr(module, name, faulty(None, KeyboardInterrupt(), always))
        assert run(place) == terminal.INTERRUPTED
    found = record.read(place / "out")
    assert found["runs"][-1]["ended"] is None
    assert {entry["status"] for entry in found["jobs"].values()} == {"refreshed"}
    with monkeypatch.context() as patch:
        patch.setattr(kernels, "warm", faulty(None, AssertionError("none is needed"), always))
        assert run(place) == terminal.OK
    assert {entry["status"] for entry in whole(place)["jobs"].values()} == {"cached"}
