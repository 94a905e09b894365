"""The READMEs are true: examples run, numbers and commands are right."""

import doctest
import re

import pytest
from conftest import ROOT

import xiaoyi_data as xd
from xiaoyi_data import cli

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
    for function, rows in re.findall(r"\| `(\w+)\(\)` \|.*\| (\d+) \|", read(name)):
        assert len(getattr(xd, function)()) == int(rows), function
    assert len(re.findall(r"\| `load_\w+\(\)`", read(name))) == sum(
        name.startswith("load_") for name in xd.__all__
    )


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_documented_and_every_documented_one_exists(name):
    listed = cli._parser()._subparsers._group_actions[0].choices
    used = set(re.findall(r"^xiaoyi (\w+)", read(name), flags=re.M))
    assert used == set(listed)


@pytest.mark.parametrize("name", READMES)
def test_documented_commands_parse(name):
    for line in re.findall(r"^xiaoyi (.+)$", read(name), flags=re.M):
        arguments = line.split("#")[0].split()
        cli._parser().parse_args(arguments)


@pytest.mark.parametrize("name", READMES)
def test_pictures_and_links_are_there(name):
    for target in re.findall(r"\]\(([^)#:]+)\)", read(name)):
        assert (ROOT / target).exists(), target


def test_make_has_the_targets_named():
    targets = re.findall(r"^(\w+):", read("Makefile"), flags=re.M)
    for used in re.findall(r"(?:^|`)make (\w+)", read("README.md"), flags=re.M):
        assert used in targets


@pytest.mark.parametrize(
    "module",
    [
        "codebook",
        "tables",
        "quantities",
        "intervals",
        "provenance",
        "phrases",
        "marks",
        "derived",
        "cards",
        "comparisons",
        "style",
        "typesetting",
        "charts",
        "exhibits",
        "jobs",
    ],
)
def test_docstring_examples_run(module):
    import importlib

    found = doctest.testmod(importlib.import_module(f"xiaoyi_data.{module}"))
    assert found.failed == 0
