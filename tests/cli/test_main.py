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
from books import write
from conftest import NOTEBOOKS, ROOT

from xiaoyi_data.canvas import payload
from xiaoyi_data.cli import main, terminal
from xiaoyi_data.runs import record


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
        (["run", "--sweep", 'search="a,b'], "quotes stand around a whole value, doubled inside"),
        (["run", "--sweep", 'search="a"b,c'], "quotes stand around a whole value"),
        (["run", "-p", "near", "-3%"], "takes float, not '-3%'"),
        (["run", "-p", "-1e3", "--force"], "unknown parameter '-1e3'"),
        (["run", "notebooks/03_enviroment.ipynb"], "did you mean 'notebooks/03_environment.ipynb'"),
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


@pytest.fixture
def asked(monkeypatch):
    """What a run is asked for, without running it."""
    seen = {}

    def jobs(planned, out, **options):
        seen.update({job.name: dict(job.given) for job in planned}, out=out)
        return {"jobs": {}, "published": {}}

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
    assert said.err == "xiaoyi: ~nobody-of-this-name/x: nobody here has this name, and so a home\n"


def test_a_path_is_run_where_it_stands_with_the_modules_and_tables_beside_it(capsys, tmp_path):
    books, out = tmp_path / "sub", tmp_path / "out"
    write(books, "report.v2", "import helpers, pandas\nhelpers.show(pandas.read_csv('own.csv'))")
    (books / "helpers.py").write_text("def show(frame):\n    print('sum', frame['a'].sum())\n")
    (books / "own.csv").write_text("a\n20\n22\n")
    command = ["run", str(books / "report.v2.ipynb"), "--out", str(out)]
    code, said = xiaoyi(capsys, *command)
    assert (code, said.err.splitlines()[1:]) == (
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
