"""The command line: exit codes, one line for what is wrong, nothing half-written."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from urllib.parse import unquote

import pytest
from conftest import NOTEBOOKS, ROOT

from xiaoyi_data.canvas import payload
from xiaoyi_data.cli import main, terminal


def xiaoyi(capsys, *arguments):
    code = main.main(list(arguments))
    return code, capsys.readouterr()


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


def test_run_again_runs_nothing(output):
    _, command, _ = output
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr.count("cached") == 2


def test_a_failing_notebook_is_named_the_others_finish_and_the_code_is_1(tmp_path):
    books = tmp_path / "books"
    shutil.copytree(NOTEBOOKS, books)
    for path in books.glob("*.ipynb"):
        if not path.name.startswith(("00", "03")):
            path.unlink()
    broken = json.loads((books / "00_overview.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in broken["cells"] if cell["cell_type"] == "code"]
    code[-1]["source"] = ["raise ValueError('the last straw')"]
    (books / "00_overview.ipynb").write_text(json.dumps(broken), encoding="utf-8")
    command = [sys.executable, "-m", "xiaoyi_data", "run", "--notebooks", str(books)]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "00_overview failed" in done.stderr
    assert "the last straw" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "out" / "03_environment" / "03_environment.html").exists()
    assert (tmp_path / "out" / "failed" / "00_overview.ipynb").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "03_enviroment"], "did you mean '03_environment'"),
        (["run", "-p", "lnag", "zh"], "did you mean 'lang'"),
        (["run", "-p", "lang", "fr"], "valid: en, zh"),
        (["run", "-p", "near", "high"], "takes float"),
        (["run", "--sweep", "lang"], "--sweep takes NAME=A,B"),
        (["run", "--jobs", "0"], "--jobs takes a number"),
        (["run", "--timeout", "0"], "--timeout takes a number"),
        (["run", "--keep", "101"], "--keep takes at most 100"),
        (["run", "-p", "lang", "zh", "-p", "lang", "en"], "-p gives 'lang' twice"),
        (["run", "--sweep", "lang=en", "--sweep", "lang=zh"], "--sweep gives 'lang' twice"),
        (["run", "-p", "observations", "missing.csv"], "there is no file 'missing.csv'"),
        (["run", "--jobs", "2", "--dask", "tcp://127.0.0.1:9"], "leave it out with --dask"),
        (["slides", "missing.ipynb"], "missing.ipynb"),
        (["show", "gpd"], "did you mean 'gdp'"),
        (["find", "forest", "--theme", "enviroment"], "did you mean 'environment'"),
        (["list", "--status", "targets"], "did you mean 'target'"),
        (["list", "datasets", "--theme", "economy"], "list datasets takes no"),
    ],
)
def test_wrong_use_is_one_line_and_code_2_and_nothing_is_written(
    capsys, tmp_path, arguments, message
):
    extra = []
    if arguments[0] == "run":
        extra = ["--notebooks", str(NOTEBOOKS), "--out", str(tmp_path / "out")]
    code, said = xiaoyi(capsys, *arguments, *extra)
    assert code == 2
    assert message in said.err
    assert len(said.err.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_written_is_one_line(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    where = ["--notebooks", str(NOTEBOOKS), "--out", str(tmp_path / "file" / "out")]
    code, said = xiaoyi(capsys, "run", *where)
    assert code == 2
    assert len(said.err.splitlines()) == 1


COMMANDS = main._parser()._subparsers._group_actions[0].choices


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_that_parses_and_says_what_every_option_is(capsys, command):
    with pytest.raises(SystemExit):
        main.main([command, "--help"])
    said = capsys.readouterr().out
    examples = re.findall(r"^(?:example:)? +xiaoyi (.+)$|^example: xiaoyi (.+)$", said, flags=re.M)
    assert examples
    for example in map("".join, examples):
        main._parser().parse_args(example.split(" > ")[0].split())
    for action in COMMANDS[command]._actions:
        assert action.help, action.dest


def test_help_names_every_exit_code_and_the_version_is_that_of_the_distribution(capsys):
    with pytest.raises(SystemExit) as left:
        main.main(["--help"])
    assert left.value.code == terminal.OK
    said = capsys.readouterr().out
    for code, meaning in terminal.CODES.items():
        assert re.search(rf"^ +{code} +{meaning}$", said, flags=re.M)
    with pytest.raises(SystemExit):
        main.main(["--version"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert capsys.readouterr().out == f"xiaoyi {project['version']}\n"


def shell(line, **environment):
    """Run a line in bash, ``xiaoyi`` being the command under test."""
    alias = f'xiaoyi() {{ "{sys.executable}" -m xiaoyi_data "$@"; }}; set -o pipefail; '
    return subprocess.run(
        ["bash", "-c", alias + line],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("ways", [">&- 2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_a_run_goes_on_where_nobody_listens(tmp_path, ways):
    out = tmp_path / "out"
    done = shell(f"xiaoyi run explore --notebooks '{NOTEBOOKS}' --out '{out}' {ways}")
    assert done.returncode == 0
    assert (out / "index.html").exists()


def test_a_folder_without_a_name_is_none(capsys):
    assert main.main(["run", "--out", ""]) == 2
    assert capsys.readouterr().err == "xiaoyi: --out is empty: give the name of a folder\n"


def test_a_reader_who_has_seen_enough_is_no_error():
    done = shell("xiaoyi list figures --format json | true; xiaoyi check | true")
    assert done.stderr == b""


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_pipes_get_utf8_in_every_locale(environment):
    done = shell("xiaoyi find 33.3 --lang zh --format csv", **environment)
    assert done.returncode == 0
    assert "全市森林覆盖率达到33.3%" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_find_prints_nothing_but_data(capsys):
    code, said = xiaoyi(capsys, "find", "forest", "cover", "--format", "json")
    assert code == 0
    assert [row["figure"] for row in json.loads(said.out)] == ["forest-cover-2020"]
    assert said.err == ""


NO_MATCH = ["list", "figures", "--period", "2025", "--theme", "education_culture"]


@pytest.mark.parametrize("arguments", [["find", "xyzzy"], NO_MATCH])
def test_no_match_is_code_1_as_with_grep_and_is_said_on_stderr(capsys, arguments):
    code, said = xiaoyi(capsys, *arguments)
    assert (code, said.out) == (1, "")
    assert said.err.startswith("xiaoyi: no figure matches")


ASKED = [["list"], ["list", "figures"], ["list", "datasets"], ["show", "gdp"], ["find", "coal"]]


@pytest.mark.parametrize("command", ASKED, ids=" ".join)
def test_columns_are_the_same_in_both_languages_and_forms(capsys, command):
    rows = json.loads(xiaoyi(capsys, *command, "--lang", "zh", "--format", "json")[1].out)
    header = xiaoyi(capsys, *command, "--format", "csv")[1].out.splitlines()[0]
    assert header.split(",") == list(rows[0])


def test_a_table_is_headed_in_the_language(capsys):
    assert xiaoyi(capsys, "list", "--lang", "zh")[1].out.startswith("指标")
    assert xiaoyi(capsys, "show", "gdp", "--lang", "zh")[1].out.startswith("地区生产总值")
