"""What holds on a Windows desk, tried with a Windows Python under Wine: `make desk` sets it up."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time

import pytest
from collected import NAMES
from command import messages
from conftest import ROOT

from xiaoyi_data.cli import signs

# Neither is part of the package.
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tools" / "desk")]
import compare
import setup
import test_lab

pytestmark = pytest.mark.desk
DESK = ROOT / ".desk"
CHECKOUT = DESK / "桌面 checkout"
INTERRUPTED = 130
DATED = {"SOURCE_DATE_EPOCH": "1618848000"}  # so that both systems say one time


def start(*words, folder=CHECKOUT, **environment):
    """Start the Windows Python; its streams are pipes, since Wine gives it no files for them."""
    return subprocess.Popen(
        ["wine", setup.program(DESK), *map(str, words)],
        cwd=folder,
        env=setup.environment(DESK) | DATED | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def windows(*words, code=0, **options):
    """Run the Windows Python to its end and return what it says, with the ends of lines of ours."""
    process = start(*words, **options)
    said, told = (stream.decode().replace("\r\n", "\n") for stream in process.communicate(b""))
    assert process.returncode == code, (words, said, told)
    return said, told


def xiaoyi(*words, **options):
    return windows("-m", "xiaoyi_data", *words, **options)


def linux(*words, folder=ROOT):
    command = [sys.executable, "-m", "xiaoyi_data", *map(str, words)]
    wide = {name: held for name, held in os.environ.items() if name != "COLUMNS"} | DATED
    done = subprocess.run(command, cwd=folder, env=wide, capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


@pytest.fixture(scope="module", autouse=True)
def desk():
    """A desk that stands, and no other package before the one that is installed there."""
    if not setup.program(DESK).exists() or not shutil.which("wine"):
        pytest.skip("needs a Windows Python under Wine: make desk")
    said, _ = windows("-c", "import os, xiaoyi_data; print(os.name, xiaoyi_data.__file__)")
    assert said.split()[0] == "nt"
    assert "site-packages" in said or "\\site\\" in said


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    """The whole collection in both languages, made on Windows and on Linux."""
    place = tmp_path_factory.mktemp("made")
    every = ["run", "--sweep", "lang=en,zh", "--out"]
    _, told = xiaoyi(*every, place / "windows", "--jobs", "2")
    linux(*every, place / "linux")
    for lang in compare.LANGUAGES:
        xiaoyi("export", place / "windows" / f"book.{lang}.xlsx", "--lang", lang)
        linux("export", place / "linux" / f"book.{lang}.xlsx", "--lang", lang)
    site = ["--base-url", "https://example.org/xiaoyi/", "-o"]
    xiaoyi("pages", place / "windows", *site, place / "windows" / "site")
    linux("pages", place / "linux", *site, place / "linux" / "site")
    return place, told


def test_a_checkout_of_windows_has_every_notebook():
    names = {path.name for path in (CHECKOUT / "notebooks").iterdir()}
    assert names == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["list", "--theme", "environment"],
        ["list", "figures", "--status", "target", "--format", "csv"],
        ["show", "gdp", "--lang", "zh"],
        ["find", "森林", "--format", "json"],
    ],
    ids=" ".join,
)
def test_what_is_asked_is_answered_as_on_linux(words):
    assert xiaoyi(*words)[0] == linux(*words)[0]


@pytest.mark.parametrize("page", ["gbk", "cp1252"])
def test_a_console_of_another_code_page_shows_every_line(page):
    process = start("-m", "xiaoyi_data", "show", "gdp", "--lang", "zh", PYTHONIOENCODING=page)
    said, told = process.communicate(b"")
    assert (process.returncode, told) == (0, b"")
    asked = linux("show", "gdp", "--lang", "zh")[0]
    assert said.decode(page).replace("\r\n", "\n").split() == signs.shown(asked, page).split()


STOP = """
import signal, sys
from xiaoyi_data.cli import main
main._check = lambda options: signal.raise_signal(signal.{})
sys.argv = ["xiaoyi", "check"]
sys.exit(main.main())
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGBREAK", 143)])
def test_ctrl_c_and_ctrl_break_end_in_one_line_with_their_code(name, code):
    _, told = windows("-c", STOP.format(name), code=code)
    assert told == "xiaoyi: interrupted; what was finished is kept\n"


def test_all_that_a_run_makes_is_the_same_as_on_linux(collection):
    place, _ = collection
    one, other = (dict(compare.facts(place / system)) for system in ("linux", "windows"))
    assert len(one) > 1000
    assert one.keys() == other.keys()
    assert [
        compare.difference(one[name], other[name]) for name in one if one[name] != other[name]
    ] == []


def test_a_run_says_once_why_its_kernels_are_not_forked(collection):
    _, told = collection
    assert told.count("kernels start one by one, which takes longer: Windows") == 1
    assert len(messages(told)) == 1 + 2 * len(NAMES)


def test_what_has_not_changed_is_not_run_again_and_records_agree(collection):
    place, _ = collection
    _, told = xiaoyi("run", "03_environment", "--out", place / "windows")
    (line,) = messages(told)
    assert line.startswith("cached     03_environment")
    records = [
        json.loads((place / system / "manifest.json").read_text(encoding="utf-8"))["jobs"]
        for system in ("linux", "windows")
    ]
    held = [
        {
            name: (job["notebook"], job["parameters"], sorted(job["outputs"]))
            for name, job in own.items()
        }
        for own in records
    ]
    assert held[0] == held[1]


def test_a_deck_and_pictures_are_made_of_a_run(collection, tmp_path):
    place, _ = collection
    deck = tmp_path / "deck.pptx"
    xiaoyi("slides", place / "windows", "--lang", "zh", "-o", deck)
    assert deck.stat().st_size > 100_000
    book = place / "windows" / "03_environment" / "03_environment.ipynb"
    xiaoyi("pictures", book, "-o", tmp_path / "pictures")
    assert list((tmp_path / "pictures").glob("*@2x.png"))


@pytest.fixture
def books(tmp_path):
    """A folder with a notebook that takes a text, and waits where it is told to."""
    import nbformat

    cells = [
        nbformat.v4.new_code_cell('search: str = ""'),
        nbformat.v4.new_code_cell(
            "import pathlib, time\n"
            "pathlib.Path('begun').touch()\n"
            "while pathlib.Path('wait').exists(): time.sleep(0.1)\n"
            "print(search)"
        ),
    ]
    cells[0]["metadata"]["tags"] = ["parameters"]
    (tmp_path / "notebooks").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks" / "one.ipynb")
    return tmp_path


def begun(folder, process):
    """Wait until the notebook runs."""
    until = time.monotonic() + 120
    while not (folder / "notebooks" / "begun").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.1)


def test_any_value_of_a_sweep_names_files(books):
    values = ["Coal", "coal", "a:b?", "con", "nul.txt", "ends.", "孝义", "x" * 300]
    xiaoyi("run", "--sweep", f"search={','.join(values)}", folder=books)
    jobs = json.loads((books / "output" / "manifest.json").read_text(encoding="utf-8"))["jobs"]
    assert sorted(job["parameters"]["search"] for job in jobs.values()) == sorted(values)
    for name, job in jobs.items():
        made = json.loads((books / "output" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
        (output,) = made["cells"][-1]["outputs"]
        assert "".join(output["text"]).strip() == job["parameters"]["search"]


def test_two_runs_at_once_do_not_mix_and_a_stop_keeps_what_was_finished(books):
    (books / "notebooks" / "wait").touch()
    script = (
        "import signal, sys, threading, time, pathlib\n"
        "from xiaoyi_data.cli.main import main\n"
        "def stop():\n"
        "    while not pathlib.Path('stop').exists(): time.sleep(0.1)\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "threading.Thread(target=stop, daemon=True).start()\n"
        "sys.exit(main(['run']))\n"
    )
    first = start("-c", script, folder=books)
    begun(books, first)
    _, told = xiaoyi("run", folder=books, code=2)
    assert "another run (process " in told
    (books / "stop").touch()
    _, error = first.communicate(b"")
    assert first.returncode == INTERRUPTED, error
    assert b"what was finished is kept" in error
    assert not (books / "output" / ".stage").exists()
    (books / "notebooks" / "wait").unlink()
    xiaoyi("run", folder=books)
    assert (books / "output" / "one" / "one.ipynb").exists()


@pytest.fixture
def lab(tmp_path):
    """JupyterLab of Windows, in an empty folder, on a machine that is set to Chinese."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["lab", "--", "--no-browser", f"--port={port}", "--IdentityProvider.token="]
    words += ["--expose-app-in-browser"]
    server = start("-m", "xiaoyi_data", *words, folder=tmp_path, LC_ALL="zh_CN.UTF-8")
    said = []  # read all the time: a full pipe would hold it up
    threading.Thread(target=lambda: said.extend(server.stderr), daemon=True).start()
    until = time.monotonic() + 400  # a busy machine
    while socket.socket().connect_ex(("127.0.0.1", port)):
        assert server.poll() is None, said
        assert time.monotonic() < until, said
        time.sleep(0.2)
    yield f"http://127.0.0.1:{port}/", tmp_path
    server.kill()
    server.wait()


def test_jupyterlab_answers_in_chinese_and_explore_runs_in_it(lab, driver):
    address, folder = lab
    assert {path.name for path in (folder / "notebooks").glob("*.ipynb")} == {
        path.name for path in (ROOT / "notebooks").glob("*.ipynb")
    }
    test_lab.started(driver, address, 400)
    test_lab.wait(driver, "document.querySelector('#jp-MainMenu')?.innerText.includes('文件')")
    held = test_lab.run_all(driver, ["explore.ipynb"], ["zh"])
    driver.get("about:blank")
    code = [cell for cell in held["explore.ipynb"]["zh"]["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code)
    outputs = [output for cell in code for output in cell["outputs"]]
    assert [output for output in outputs if output["output_type"] == "error"] == []
    assert "application/vnd.jupyter.widget-view+json" in json.dumps(outputs)


OPEN = "import sys, pathlib; held = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def test_a_file_that_is_open_stays_and_the_new_one_is_kept_beside(books):
    table = books / "figures.csv"
    xiaoyi("export", table)
    holder = start("-c", OPEN, table)
    assert holder.stdout.readline().strip() == b"open"
    _, told = xiaoyi("export", table, "--theme", "environment", code=2)
    holder.communicate(b"")
    assert "figures.csv cannot be replaced" in told
    assert len(told.splitlines()) == 1
    kept = (books / "figures.new.csv").read_bytes()
    assert 0 < len(kept) < len(table.read_bytes())
