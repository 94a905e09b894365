"""How a command begins: whatever the locale, the limits and what a full disk has left."""

import os
import resource
import subprocess
import sys

import pytest

from xiaoyi_data.cli import terminal

NO_LOCALE = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def given(*line, limit=None, **environment):
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-m", "xiaoyi_data", *line],
        env=bare | environment, capture_output=True, check=False,
        preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (("find", "森林"), terminal.OK, "forest-cover-2020"),
        (("show", "gdp", "--lang", "zh"), terminal.OK, "地区生产总值"),
        (("list", "指标"), terminal.WRONG_USE, "invalid choice: '指标'"),
        (("coverage", "--source", "报告.txt"), terminal.WRONG_USE, "报告.txt"),
    ],
)
def test_chinese_arguments_are_read_where_there_is_no_locale(line, code, said):
    done = given(*line, **NO_LOCALE)
    assert done.returncode == code
    assert said in (done.stdout if code == terminal.OK else done.stderr).decode()


@pytest.fixture
def kept(tmp_path):
    """A folder with the bytecode of what a command begins with."""
    done = given("--version", PYTHONPYCACHEPREFIX=str(tmp_path))
    assert done.returncode == terminal.OK
    return tmp_path


def test_bytecode_that_was_cut_off_is_removed_and_named(kept):
    (cut,) = kept.rglob("terminal.cpython-*.pyc")
    os.truncate(cut, 2000)
    done = given("--version", PYTHONPYCACHEPREFIX=str(kept))
    assert done.returncode == terminal.WRONG_USE
    told = f"xiaoyi: {cut} was cut off, as where a disk was full, and is removed: try again\n"
    assert done.stderr.decode() == told
    assert given("--version", PYTHONPYCACHEPREFIX=str(kept)).returncode == terminal.OK


def test_no_bytecode_is_written_where_it_would_be_cut_off(kept):
    (main,) = kept.rglob("xiaoyi_data/cli/main.cpython-*.pyc")
    main.unlink()
    done = given("--version", limit=2000, PYTHONPYCACHEPREFIX=str(kept))
    assert (done.returncode, done.stderr) == (terminal.OK, b"")
    assert not main.exists()
    given("--version", PYTHONPYCACHEPREFIX=str(kept))
    assert main.exists()
