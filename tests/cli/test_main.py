"""The command line: exit codes, one line for what is wrong, nothing half-written."""

import json
import os
import re
import shlex
import tomllib

import pytest
from command import shell, xiaoyi
from conftest import NOTEBOOKS, ROOT

from xiaoyi_data.cli import main, terminal
from xiaoyi_data.runs import record


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
        (["run", "--keep", str(record.RUNS + 1)], f"--keep takes at most {record.RUNS}"),
        (["run", "-p", "lang", "zh", "-p", "lang", "en"], "-p gives 'lang' twice"),
        (["run", "--sweep", "lang=en", "--sweep", "lang=zh"], "--sweep gives 'lang' twice"),
        (["run", "-p", "observations", "missing.csv"], "there is no file 'missing.csv'"),
        (["run", "--jobs", "2", "--dask", "tcp://127.0.0.1:9"], "leave it out with --dask"),
        (["slides", "missing.ipynb"], "missing.ipynb"),
        (["show", "gpd"], "did you mean 'gdp'"),
        (["run", "--output", "out"], "did you mean '--out'"),
        (["check", "--sources=text.txt"], "did you mean '--source'"),
        (["draft", "text.txt"], "xiaoyi draft --help shows"),
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


COMMANDS = main._parser()._subparsers._group_actions[0].choices


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_that_parses_and_says_what_every_option_is(capsys, command):
    with pytest.raises(SystemExit):
        main.main([command, "--help"])
    said = capsys.readouterr().out
    examples = re.findall(r"^(?:example:)? +xiaoyi (.+)$|^example: xiaoyi (.+)$", said, flags=re.M)
    assert examples
    for example in map("".join, examples):
        main._parser().parse_args(shlex.split(example.split(" > ")[0]))
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


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no disk that is always full")
@pytest.mark.parametrize("line", ["--help", "--version", "run --help", "draft --help"])
def test_help_that_a_full_disk_does_not_take_is_told(line):
    said = shell(f"xiaoyi {line} >/dev/full")
    assert said.returncode == terminal.FULL
    assert said.stderr.decode() == "xiaoyi: No space left on device: standard output\n"
