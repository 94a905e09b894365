"""The READMEs are true: examples run, numbers and commands are right."""

import doctest
import importlib
import inspect
import pkgutil
import re
import shlex

import pytest
from conftest import ROOT

import xiaoyi_data as xd
from xiaoyi_data.cli import main

READMES = ["README.md", "README.zh-CN.md"]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_the_examples_give_the_output_shown(name):
    examples = "\n".join(re.findall(r"```python\n(.*?)```", read(name), flags=re.S))
    test = doctest.DocTestParser().get_doctest(examples, {}, name, name, 0)
    results = doctest.DocTestRunner().run(test)
    assert results.attempted >= 3
    assert results.failed == 0


@pytest.mark.parametrize("name", READMES)
def test_the_tables_are_listed_with_their_sizes(name):
    for function, rows in re.findall(r"\| `(\w+)\(\)` \|[^|]*\| (\d+) \|", read(name)):
        assert len(getattr(xd, function)()) == int(rows), function
    # Links and panels are of reports that are named.
    listed = [one for one in xd.__all__ if one.startswith("load_")]
    assert len(re.findall(r"\| `load_\w+\(\)`", read(name))) == len(listed) - 2
    assert {"load_links", "load_reports"} <= set(listed)


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_documented_and_every_documented_one_exists(name):
    listed = main._parser()._subparsers._group_actions[0].choices
    used = set(re.findall(r"^xiaoyi (\w+)", read(name), flags=re.M))
    assert used == set(listed)


@pytest.mark.parametrize("name", READMES)
def test_documented_commands_parse(name):
    for line in re.findall(r"^xiaoyi (.+)$", read(name), flags=re.M):
        arguments = shlex.split(re.split(r"[#|>]", line)[0])
        main._parser().parse_args(arguments)


@pytest.mark.parametrize("name", READMES)
def test_every_option_of_every_command_is_documented(name):
    text = read(name)
    for command, parser in main._parser()._subparsers._group_actions[0].choices.items():
        for action in parser._actions:
            if action.option_strings and action.dest != "help":
                assert any(option in text for option in action.option_strings), (command, action)


@pytest.mark.parametrize("name", READMES)
def test_pictures_and_links_are_there(name):
    for target in re.findall(r"\]\(([^)#:]+)\)", read(name)):
        assert (ROOT / target).exists(), target


def test_make_has_the_targets_named():
    targets = re.findall(r"^(\w+):", read("Makefile"), flags=re.M)
    for used in re.findall(r"(?:^|`)make (\w+)", read("README.md"), flags=re.M):
        assert used in targets


MODULES = [
    module.name
    for module in pkgutil.walk_packages(xd.__path__, "xiaoyi_data.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("module", MODULES)
def test_docstring_examples_run(module):
    assert doctest.testmod(importlib.import_module(module)).failed == 0


# What an analyst calls: the loaders, and the modules beside them.
FOR_ANALYSTS = [
    "report.tables", "report.datasets", "report.codebook", "report.reports", "report.wording",
    "report.names", "report.citation", "report.observations", "findings.targets",
    "findings.derived", "reading.quantities", "charts.forms", "charts.marks", "charts.exhibit",
    "explore.facts", "explore.comparison", "explore.lookup", "cli.terminal",
]  # fmt: skip


@pytest.mark.parametrize("module", FOR_ANALYSTS)
def test_every_public_function_has_an_example(module):
    found = importlib.import_module(f"xiaoyi_data.{module}")
    for name, function in inspect.getmembers(found, inspect.isfunction):
        if not name.startswith("_") and function.__module__ == found.__name__:
            assert ">>> " in (function.__doc__ or ""), name


def test_every_public_name_has_an_example():
    for name in xd.__all__:
        assert ">>> " in getattr(xd, name).__doc__, name
