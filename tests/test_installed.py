"""Installed as the READMEs say, without make: one environment, and what must hold in any."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from collected import NAMES
from test_packaging import checkout
from test_readme import READMES, read

import xiaoyi_data
from xiaoyi_data.cli import main

SHELLS = ["make", "PowerShell, cmd", "zsh, bash"]


def ways(name):
    """Return the lines of the table of ways, by row and column."""
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in read(name).splitlines()
        if line.startswith("| ") and "make" in line and line.count(" | ") == 3
    ]
    assert [cell.replace("、", ", ") for cell in rows[0][1:]] == SHELLS
    return [
        {shell: re.findall(r"`([^`]+)`", cell) for shell, cell in zip(SHELLS, row[1:], strict=True)}
        for row in rows[1:]
    ]


def test_both_readmes_give_the_same_ways():
    one, other = map(ways, READMES)
    assert one == other
    assert len(one) == 3
    for row in one:
        assert all(row.values())


@pytest.mark.parametrize("shell", SHELLS)
def test_each_line_of_the_ways_is_one_that_there_is(shell):
    targets = [*re.findall(r"^(\S+):", read("Makefile"), flags=re.M), ".venv/ready"]
    for row in ways(READMES[0]):
        for line in row[shell]:
            word, *rest = line.split()
            if word == "xiaoyi":
                main._parser().parse_args(rest)
            elif word == "make":
                assert rest[0] in targets
            elif word == "pip":
                extra = re.fullmatch(r'install (?:\.|"\.\[(\w+)\]")', " ".join(rest))
                assert extra[1] in (None, "lab", "xlsx", "parquet", "dask")
            else:
                assert line in (
                    "python -m venv .venv", "python3 -m venv .venv",
                    r".venv\Scripts\activate", ". .venv/bin/activate",
                )  # fmt: skip


def files(folder):
    """Return each file of an installation with its content; bytecode is Python's own affair."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def bash(folder, *lines, **environment):
    """Run lines as they stand, one after the other, in a shell that has activated nothing."""
    bare = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH", "CI")}
    bare["PATH"] = f"{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", "set -e\n" + "\n".join(lines)],
        cwd=folder,
        env=bare | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


def jobs(out):
    return json.loads((out / "manifest.json").read_text(encoding="utf-8"))["jobs"].values()


@pytest.mark.slow
def test_the_lines_for_bash_install_run_and_leave_nothing_behind(tmp_path):
    """One environment for all of it, since each takes a minute."""
    folder = checkout(tmp_path / "of it")
    ready, run, _ = (row["zsh, bash"] for row in ways(READMES[0]))
    bash(folder, *ready)
    site = next((folder / ".venv").glob("lib/*/site-packages"))
    before, activate = files(site), f". '{folder}/{ready[1].removeprefix('. ')}'"

    # A home that not even root can make, and nothing written to where it is installed.
    away = tmp_path / "away"
    away.mkdir()
    said = bash(away, activate, *run, HOME="/dev/null/home", XDG_CACHE_HOME="/dev/null/cache")
    assert "Traceback" not in said
    assert {job["status"] for job in jobs(away / "output")} == {"succeeded"}
    assert len(jobs(away / "output")) == 2 * len(NAMES)
    assert [path.name for path in away.iterdir()] == ["output"]
    assert files(site) == before

    # Another version beside it, run at the same time.
    project = folder / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    project.write_text(re.sub(r'(?m)^version = ".*"', 'version = "0.0.1"', text), encoding="utf-8")
    bash(folder, activate, "pip install --quiet --no-deps --target old .")
    one = "python -m xiaoyi_data run 03_environment --force --out"
    bash(away, activate, f"{one} new & PYTHONPATH='{folder}/old' {one} old", "wait $!")
    stated = {
        out: {job["versions"]["xiaoyi-data"] for job in jobs(away / out)} for out in ("new", "old")
    }
    assert stated == {"new": {xiaoyi_data.__version__}, "old": {"0.0.1"}}

    bash(folder, activate, "pip uninstall --quiet --yes xiaoyi-data")
    assert not [path for path in (folder / ".venv").rglob("*") if "xiaoyi" in path.name.lower()]
