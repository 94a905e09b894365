"""The Tab key, in a real bash: what it offers, and that it is quick to import."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, tool

from xiaoyi_data.report import codebook
from xiaoyi_data.runs import plan

ASK = """
eval "$(register-python-argcomplete xiaoyi)"
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9
_python_argcomplete xiaoyi "${1##* }" ""
printf '%s\\n' "${COMPREPLY[@]}"
"""


def offered(line):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [tool("bash"), "--norc", "-c", ASK, "bash", line],
        cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("xiaoyi sh", ["show"]),
        ("xiaoyi show forest", ["forest_cover", "forest-cover-2020"]),
        ("xiaoyi find --status to", ["to_start", "to_finish"]),
        ("xiaoyi list --period 2021/", ["2021/2025"]),
        ("xiaoyi list --theme ", list(codebook.labels("indicators", "theme"))),
        ("xiaoyi export a.csv --theme g", ["governance"]),
        ("xiaoyi list figures --format ", ["table", "csv", "json"]),
        ("xiaoyi history re", ["restore"]),
        ("xiaoyi runs --out nowhere show l", ["last"]),
        ("xiaoyi run notebooks/00", ["notebooks/00_overview.ipynb"]),
        ("xiaoyi run 0", [name for name in plan.available(ROOT / "notebooks") if name[0] == "0"]),
    ],
)
def test_bash_offers_what_may_follow(line, words):
    assert sorted(offered(line)) == sorted(words)


def test_a_tab_imports_no_pandas():
    code = "import sys; from xiaoyi_data.cli import main; main._parser(); "
    code += "print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
