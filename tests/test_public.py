"""The public names: what Tab offers, what an import finds, what a typing mistake is told."""

import inspect
import re
import subprocess
import sys

import pytest

import xiaoyi_data as xd
from xiaoyi_data.report import codebook

MODULES = ["charts", "codebook", "marks", "phrases", "style"]


def test_tab_offers_the_public_names_alone():
    assert dir(xd) == sorted([*xd.__all__, "__version__"])


@pytest.mark.parametrize("name", xd.__all__)
def test_every_public_function_is_documented_whole(name):
    function = getattr(xd, name)
    said = " ".join(inspect.getdoc(function).split())
    for parameter in inspect.signature(function).parameters:
        assert f"``{parameter}``" in said, parameter
    assert ">>> " in said
    assert f"{name}(" in said.partition(">>> ")[2]
    assert "Raises ValueError" in said


@pytest.mark.parametrize("name", MODULES)
def test_the_modules_that_docs_name_are_found(name):
    namespace = {}
    exec(f"from xiaoyi_data import {name}", namespace)
    assert inspect.ismodule(namespace[name])
    assert namespace[name] is getattr(xd, name)


def test_the_version_is_that_of_the_data():
    assert xd.__version__ == codebook.package()["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", xd.__version__)


def test_a_typing_mistake_is_told_the_nearest_name_once():
    code = "import xiaoyi_data as xd; xd.load_figure"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    said = "module 'xiaoyi_data' has no attribute 'load_figure'. Did you mean: 'load_figures'?"
    assert done.stderr.splitlines()[-1] == f"AttributeError: {said}"
    with pytest.raises(AttributeError, match=re.escape(said)):  # what Jupyter shows
        xd.load_figure  # noqa: B018


def test_a_name_like_no_other_is_told_none():
    with pytest.raises(AttributeError, match=r"has no attribute 'zzz'$"):
        xd.zzz  # noqa: B018
