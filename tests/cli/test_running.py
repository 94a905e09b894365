"""The command run: what it writes, takes and says, whatever listens."""

import re
import shutil
import subprocess
import sys
import time
from urllib.parse import unquote

import pytest
from books import write
from command import SMALL, messages, shell, xiaoyi
from conftest import NOTEBOOKS, ROOT, slow_but

from xiaoyi_data.canvas import payload
from xiaoyi_data.runs import journal, record


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """One notebook run by the command itself, in both languages."""
    out = tmp_path_factory.mktemp("run") / "out"
    command = [sys.executable, "-m", "xiaoyi_data", "run", "03_environment"]
    command += ["--notebooks", str(NOTEBOOKS), "--out", str(out), "--sweep", "lang=en,zh"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out, command, done


def test_run_writes_index_pages_pictures_decks_and_manifest(output):
    out, _, done = output
    names = {path.relative_to(out).as_posix() for path in out.rglob("*")}
    assert {"index.html", "deck.pptx", "deck.zh.pptx", "manifest.json"} <= names
    assert {"workbook.xlsx", "workbook.zh.xlsx"} <= names
    for job in ("03_environment", "03_environment.lang=zh"):
        assert {f"{job}/{job}.html", f"{job}/{job}.ipynb", f"{job}/{job}-01-rates.png"} <= names
    assert "succeeded  03_environment" in done.stderr
    assert "WARNING" not in done.stderr
    links = (out / "index.html").read_text(encoding="utf-8")
    assert "03_environment.lang%3Dzh/" in links


def test_every_link_of_index_pages_and_galleries_leads_somewhere(output):
    out, _, _ = output
    pages = sorted(out.rglob("*.html"))
    assert {"index.html", "gallery.html", "gallery.zh.html"} <= {page.name for page in pages}
    for page in pages:
        for link in re.findall(r'(?:src|href)="([^"]*)"', page.read_text(encoding="utf-8")):
            target, _, anchor = unquote(link).partition("#")
            if not target.startswith("data:"):
                found = (page.parent / target).resolve() if target else page
                assert found.is_file(), (page.name, link)
                assert not anchor or f'id="{anchor}"' in found.read_text(encoding="utf-8"), link


def test_the_gallery_shows_every_chart_form_and_every_exhibit(output):
    out, _, _ = output
    text = (out / "gallery.html").read_text(encoding="utf-8")
    for form in payload.FORMS:
        assert f'<h2 id="{form}">' in text
    assert [*payload.FORMS, "picture"] == list(payload.KINDS)
    assert text.count("<img ") == len(list((out / "03_environment").glob("*.png")))


def test_run_again_runs_nothing(output, capsys):
    _, command, _ = output
    code, said = xiaoyi(capsys, *command[3:])
    assert (code, said.err.count("cached  ")) == (0, 2)


def test_a_run_that_changes_nothing_imports_nothing_that_runs_or_makes_pages(output):
    _, command, _ = output
    code = "import sys; from xiaoyi_data.cli import main; code = main.main(sys.argv[1:]); "
    code += "print(code, {'pandas', 'jinja2', 'pptx', 'papermill', 'zmq'} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", code, *command[3:]], capture_output=True, text=True, check=True
    )
    assert done.stdout == "0 set()\n"


MADE = """
import importlib, sys
from pathlib import Path
from xiaoyi_data.runs import collection
for name in collection.MAKERS:
    importlib.import_module(name)
before, (notebook,) = set(sys.modules), Path(sys.argv[1]).glob("03_environment/*.ipynb")
collection.finish(notebook, notebook.parent)
collection.publish(Path(sys.argv[1]), [notebook])
parts = ("xiaoyi_data.exports", "pptx", "xlsxwriter", "jinja2", "lxml")
print(sorted(name for name in sys.modules.keys() - before if name.startswith(parts)))
"""


def test_what_makes_files_is_imported_before_the_first_notebook_ends(output, tmp_path):
    shutil.copytree(output[0], tmp_path / "out")
    done = subprocess.run(
        [sys.executable, "-c", MADE, str(tmp_path / "out")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "[]\n"


def test_a_run_joins_its_pages_and_an_address_makes_only_what_names_it_anew(
    output, tmp_path, capsys
):
    out, command, _ = output
    shutil.copytree(out, tmp_path / "out")
    command = [str(tmp_path / "out") if part == str(out) else part for part in command[3:]]
    page = tmp_path / "out" / "03_environment" / "03_environment.html"
    other = 'href="../03_environment.lang%3Dzh/03_environment.lang%3Dzh.html"'
    assert other in page.read_text("utf-8")
    assert 'href="../manifest.json"' in page.read_text("utf-8")
    assert "canonical" not in page.read_text("utf-8")
    addressed, times = [*command, "--base-url", "https://example.org/x"], []
    for _ in range(2):  # the second time nothing is made
        code, said = xiaoyi(capsys, *addressed)
        assert (code, said.err.count("cached  ")) == (0, 2)
        address = '<link rel="canonical" href="https://example.org/x/03_env'
        assert address in page.read_text("utf-8")
        made = [page, *(tmp_path / "out" / name for name in ("index.html", "sitemap.xml"))]
        times.append([path.stat().st_mtime_ns for path in made])
    assert times[0] == times[1]
    assert xiaoyi(capsys, *command)[0] == 0
    assert "canonical" not in page.read_text("utf-8")
    assert not (tmp_path / "out" / "sitemap.xml").exists()


def test_a_failing_notebook_is_named_the_others_finish_and_the_code_is_1(capsys, books, tmp_path):
    write(books, "bad", "print('so far')", "raise ValueError('the last straw')")
    out = tmp_path / "out"
    code, said = xiaoyi(capsys, "run", "--notebooks", str(books), "--out", str(out))
    assert code == 1
    assert "bad failed" in said.err
    assert "the last straw" in said.err
    assert "Traceback" not in said.err
    assert (out / "good" / "good.html").exists()
    assert (out / "failed" / "bad.ipynb").exists()


@pytest.fixture
def asked(monkeypatch):
    """What a run is asked for, without running it."""
    seen = {}

    def jobs(planned, out, **options):
        seen.update({job.name: dict(job.given) for job in planned}, out=out)
        runs: list = []
        journal.end(journal.begin(runs, [], {}), time.perf_counter(), {}, None)
        return {"jobs": {}, "published": {}, "runs": runs}

    monkeypatch.setattr("xiaoyi_data.runs.run.jobs", jobs)
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("HOME", "/home/of/ana")
    return seen


@pytest.mark.parametrize("value", ["-1e3", "-.5", "-1_000"])
def test_a_negative_number_is_a_value_however_it_is_written(capsys, asked, value):
    assert xiaoyi(capsys, "run", "-p", "near", value)[0] == 0
    assert float(value) in [
        given.get("near") for given in asked.values() if isinstance(given, dict)
    ]


@pytest.mark.parametrize("value", ["-3%", "--out", "-p", "--", "-", "-h", "", "a=b", "a,b", "-3 %"])
def test_a_value_is_taken_as_it_is(capsys, asked, value):
    given = ["run", "explore", "-p", "search", value, "--out", "there"]
    assert xiaoyi(capsys, *given)[0] == 0
    assert asked.pop("out").name == "there"
    assert [given.get("search", "") for given in asked.values()] == [value]


@pytest.mark.parametrize(
    ("sweep", "values"),
    [
        ('"a,b",c', ["a,b", "c"]),
        ("-1,-3%", ["-1", "-3%"]),
        ('"say ""no""",x', ['say "no"', "x"]),
        ('5",6"', ['5"', '6"']),
        ("森林，草地,x", ["森林，草地", "x"]),
        ('"two\nlines",x', ["two\nlines", "x"]),
    ],
)
def test_a_sweep_takes_values_with_commas_in_quotes(capsys, asked, sweep, values):
    assert xiaoyi(capsys, "run", "explore", "--sweep", f"search={sweep}")[0] == 0
    del asked["out"]
    assert [given["search"] for given in asked.values()] == values


def test_a_home_is_found_behind_an_equals_sign(capsys, asked):
    assert xiaoyi(capsys, "run", "explore", "--out=~/x")[0] == 0
    assert asked["out"].as_posix() == "/home/of/ana/x"
    code, said = xiaoyi(capsys, "run", "explore", "--out=~nobody-of-this-name/x")
    assert code == 2
    assert "~nobody-of-this-name/x: nobody here has this name, and so a home" in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.usefixtures("template")
def test_a_path_is_run_where_it_stands_with_the_modules_and_tables_beside_it(capsys, tmp_path):
    books, out = tmp_path / "sub", tmp_path / "out"
    write(books, "report.v2", "import helpers, pandas\nhelpers.show(pandas.read_csv('own.csv'))")
    (books / "helpers.py").write_text("def show(frame):\n    print('sum', frame['a'].sum())\n")
    (books / "own.csv").write_text("a\n20\n22\n")
    command = ["run", str(books / "report.v2.ipynb"), "--out", str(out)]
    code, said = xiaoyi(capsys, *command)
    assert (code, messages(said.err)[1:]) == (
        0,
        ["report.v2 has a page and no slides: no exhibit"],
    )
    assert "sum 42" in (out / "report.v2" / "report.v2.html").read_text(encoding="utf-8")
    entry = record.read(out)["jobs"]["report.v2"]
    assert entry["notebook"] == "../sub/report.v2.ipynb"
    assert set(entry["inputs"]["beside"]) == {"helpers.py", "own.csv"}
    assert str(tmp_path) not in (out / "manifest.json").read_text(encoding="utf-8")
    assert "cached     report.v2" in xiaoyi(capsys, *command)[1].err
    write(tmp_path / "other", "report.v2", "print('other')")
    command = ["run", str(tmp_path / "other" / "report.v2.ipynb"), "--out", str(out)]
    assert xiaoyi(capsys, *command)[0] == 0
    assert set(record.read(out)["jobs"]) == {"report.v2", "other-report.v2"}
    assert "sum 42" in (out / "report.v2" / "report.v2.html").read_text(encoding="utf-8")


def test_an_output_folder_that_cannot_be_written_is_one_line(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    where = ["--notebooks", str(NOTEBOOKS), "--out", str(tmp_path / "file" / "out")]
    code, said = xiaoyi(capsys, "run", *where)
    assert code == 2
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    "ways", slow_but(["2>/dev/full"], [">&- 2>&-", "<&- >&- 2>&-", "2>/dev/full"])
)
def test_a_run_goes_on_where_nobody_listens(tmp_path, ways):
    books, out = tmp_path / "books", tmp_path / "out"
    write(books, "good", "print(n)")
    done = shell(f"xiaoyi run --notebooks '{books}' --out '{out}' {ways}", start=("-c", SMALL))
    assert done.returncode == 0
    assert (out / "index.html").exists()
