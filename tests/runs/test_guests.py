"""Any notebook is welcome: it makes a page, a card and a place in the record, whoever wrote it."""

import json
import sys
from urllib.parse import quote

import nbformat
import pytest
from command import messages
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from xiaoyi_data.cli import main
from xiaoyi_data.exports import executed
from xiaoyi_data.runs import notebook, record

PYTHON = {"name": "python3", "display_name": "Python", "language": "python"}
ECHO = '''
import sys
from urllib.parse import quote
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

class Echo(Kernel):
    """Prints what it is told, counts nothing and starts with no option but its own."""
    implementation = language = banner = "echo"
    implementation_version = language_version = "1"
    language_info = {"name": "echo", "mimetype": "text/plain", "file_extension": ".txt"}

    def do_execute(self, code, silent, *others, **options):
        if not silent:
            self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": code})
        return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}

if len(sys.argv) > 3:
    sys.exit(f"unknown option {sys.argv[3]}")
IPKernelApp.launch_instance(kernel_class=Echo)
'''


def tagged(source, tag):
    cell = new_code_cell(source)
    cell["metadata"]["tags"] = [tag]
    return cell


def plain(path, *cells, kernelspec=PYTHON):
    made = new_notebook(cells=[new_markdown_cell("# A title\n\nAn answer."), *cells])
    made["metadata"]["kernelspec"] = kernelspec
    path.write_text(nbformat.writes(made), encoding="utf-8")


def bare(path):
    """As a program writes one that knows the format by hearsay."""
    cells = [
        {"cell_type": "markdown", "source": ["# A title\n", "\n", "An answer."]},
        {"cell_type": "code", "source": "print('said')"},
    ]
    path.write_text("\ufeff" + json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5}))


def old(path):
    cells = [
        {"cell_type": "heading", "level": 1, "source": ["A title"], "metadata": {}},
        {"cell_type": "code", "input": ["print('said')"], "language": "python", "outputs": [],
         "collapsed": False, "metadata": {}, "prompt_number": 1},
    ]  # fmt: skip
    form = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0}
    path.write_text(json.dumps(form | {"worksheets": [{"cells": cells, "metadata": {}}]}))


def twice(path):
    plain(path, new_code_cell("print('said')"), new_code_cell("1"))
    found = json.loads(path.read_text(encoding="utf-8"))
    for cell in found["cells"]:
        cell["id"] = "same"
    path.write_text(json.dumps(found))


SAID = new_code_cell("print('said')")
FOREIGN = new_code_cell("""from IPython.display import HTML
HTML('<link rel="preload" href="https://a.example/a.css">')""")
OTHER = {"name": "echo", "display_name": "Echo", "language": "echo"}
MAGIC = "%matplotlib inline\nalpha = 0.1\nwide: list = []\nmany: int = 2**10"
GUESTS = {
    "plain": lambda path: plain(path, SAID),
    "no-ids-no-metadata": bare,
    "of-IPython-3": old,
    "one-id-for-all": twice,
    "v1.0-final": lambda path: plain(path, SAID),
    "2021.4.20": lambda path: plain(path, SAID),
    "{x} 50% #1": lambda path: plain(path, SAID),
    "孝义": lambda path: plain(path, SAID),
    "prose": lambda path: plain(path, new_markdown_cell("said")),
    "another-kernel": lambda path: plain(path, new_code_cell("said"), kernelspec=OTHER),
    "another-language": lambda path: plain(
        path, tagged("said <- 1", "parameters"), kernelspec=OTHER
    ),
    "parameters-of-another-form": lambda path: plain(path, tagged(MAGIC, "parameters"), SAID),
    "widgets": lambda path: plain(
        path, SAID, new_code_cell("import ipywidgets; ipywidgets.IntSlider()")
    ),
    "asks-a-host": lambda path: plain(
        path, SAID, FOREIGN, new_markdown_cell('<img src="https://b.example/c.png">')
    ),
    "an-error-that-may-be": lambda path: plain(path, tagged("1 / 0", "raises-exception"), SAID),
}
IDLE = {
    "Untitled": new_notebook(cells=[new_code_cell("")], metadata={"kernelspec": PYTHON}),
    "Untitled1": new_notebook(),
    "Untitled2": new_notebook(cells=[new_markdown_cell("# Some day"), new_code_cell(" \n")]),
}


@pytest.fixture(scope="module")
def guests(tmp_path_factory, template):
    """One run of them all; the folder, the exit code, what was said."""
    place = tmp_path_factory.mktemp("guests")
    books, out, kernel = place / "books", place / "out", place / "jupyter" / "kernels" / "echo"
    books.mkdir()
    kernel.mkdir(parents=True)
    (place / "echo.py").write_text(ECHO)
    argv = [sys.executable, str(place / "echo.py"), "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Echo", "language": "echo"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    for name, make in GUESTS.items():
        make(books / f"{name}.ipynb")
    for name, made in IDLE.items():
        (books / f"{name}.ipynb").write_text(nbformat.writes(made))
    (books / "Untitled3.ipynb").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(place / "jupyter"))
        heard = []
        patch.setattr("xiaoyi_data.cli.terminal.tell", heard.append)
        code = main.main(["run", "--notebooks", str(books), "--out", str(out)])
    return out, code, messages("\n".join(heard))


@pytest.mark.parametrize("name", GUESTS)
def test_a_guest_makes_a_page_a_card_and_a_place_in_the_record_and_no_slides(guests, name):
    out, _, heard = guests
    entry = record.read(out)["jobs"][name]
    assert (entry["status"], entry["notebook"]) == ("succeeded", f"{name}.ipynb")
    book = executed.read(out / name / f"{name}.ipynb")
    shown = [output.get("text", []) for cell in book.cells for output in executed.outputs(cell)]
    assert name == "prose" or any("said" in "".join(text) for text in shown)
    page = (out / name / f"{name}.html").read_text(encoding="utf-8")
    assert "said" in page
    card = f'<a href="{quote(f"{name}/{name}.html")}">A title'
    assert card in (out / "index.html").read_text(encoding="utf-8")
    assert f"{name} has a page and no slides: no exhibit" in heard


def test_guests_are_no_failure_and_make_no_deck(guests):
    out, code, heard = guests
    assert (code, [line for line in heard if "failed" in line]) == (0, [])
    assert {path.name for path in out.glob("*.*") if path.is_file()} - {".lock"} == {
        "index.html",
        "manifest.json",
    }


@pytest.mark.parametrize("name", [*IDLE, "Untitled3"])
def test_what_was_begun_and_left_empty_is_passed_over_in_one_line(guests, name):
    out, _, heard = guests
    assert [line for line in heard if f"{name}.ipynb" in line] == [
        f"passed over {name}.ipynb: there is nothing in it to run"
    ]
    assert name not in record.read(out)["jobs"]
    assert not (out / name).exists()


def test_an_error_that_may_be_stands_in_the_notebook(guests):
    name = "an-error-that-may-be"
    made = nbformat.read(guests[0] / name / f"{name}.ipynb", 4)
    assert [output.ename for output in made.cells[1].outputs] == ["ZeroDivisionError"]
    assert "xiaoyi" not in json.dumps(made.metadata) + json.dumps(made.cells[1].metadata)


def test_what_was_taken_out_of_a_page_is_told_by_cell_and_host(guests):
    out, _, heard = guests
    taken = ["In [2]: a.example", "text after In [2]: b.example"]
    assert record.read(out)["jobs"]["asks-a-host"]["taken"] == taken
    told = [f"asks-a-host: taken out of its page: {line}" for line in taken]
    assert [line for line in heard if "taken out" in line] == told
    page = (out / "asks-a-host" / "asks-a-host.html").read_text(encoding="utf-8")
    assert all(f"for anything. {line}<" in page for line in taken)


def unreadable(path):
    path.write_text("{")


def no_kernel(path):
    plain(path, SAID, kernelspec={"name": "ir", "display_name": "R", "language": "R"})


BROKEN = {
    "half-saved": (unreadable, "half-saved.ipynb is not a notebook"),
    "gone": (lambda path: path.symlink_to("nothing.ipynb"), "FileNotFoundError"),
    "in-r": (no_kernel, "unknown kernel 'ir': valid: "),
    "wrong-cell": (
        lambda path: plain(path, tagged("lang: str =", "parameters"), SAID),
        "In [1]: SyntaxError: invalid syntax",
    ),
    "late": (
        lambda path: plain(path, tagged("1 / 0", "raises-exception"), new_code_cell("no")),
        "In [2]: NameError: name 'no' is not defined",
    ),
}


def test_what_cannot_be_run_fails_alone_each_in_one_line(tmp_path, capsys, template):
    plain(tmp_path / "good.ipynb", SAID)
    for name, (make, _) in BROKEN.items():
        make(tmp_path / f"{name}.ipynb")
    command = ["run", "--notebooks", str(tmp_path), "--out", str(tmp_path / "out")]
    assert main.main(command) == 1
    said = messages(capsys.readouterr().err)
    for name, (_, message) in BROKEN.items():
        (line,) = [line for line in said if line.startswith(f"{name} failed: ")]
        assert message in line
    entries = record.read(tmp_path / "out")["jobs"]
    assert {name for name, entry in entries.items() if entry["status"] == "failed"} == set(BROKEN)
    assert "good/good.html" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kernelspec", "info", "said"),
    [
        (PYTHON, {}, "python"),
        ({"name": "ir"}, {}, ""),
        ({"name": "ir"}, {"name": "R"}, "r"),
        ({"name": "python3.11-env"}, None, "python"),
        (None, None, "python"),
    ],
)
def test_a_language_is_that_of_the_kernel_as_far_as_anything_tells(
    tmp_path, kernelspec, info, said
):
    metadata = {"kernelspec": kernelspec, "language_info": info}
    path = tmp_path / "book.ipynb"
    path.write_text(json.dumps({"cells": [], "metadata": metadata, "nbformat": 4}))
    assert notebook.language(notebook.read(path)) == said
