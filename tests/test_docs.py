"""The pages beside the READMEs are true: examples run, nothing is left out, versions agree."""

import doctest
import importlib.util
import re
import tomllib

import pytest
from conftest import ROOT

from xiaoyi_data.report import codebook

PAGES = ["docs/analysis.md", "docs/data-dictionary.md", "CONTRIBUTING.md", "CHANGELOG.md"]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_first_ten_minutes_go_as_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(re.findall(r"```python\n(.*?)```", read("docs/analysis.md"), flags=re.S))
    test = doctest.DocTestParser().get_doctest(examples, {}, "analysis", "analysis.md", 0)
    # Frames end their lines in spaces, which no editor keeps.
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
    assert results.attempted > 15
    assert results.failed == 0


def test_the_data_dictionary_is_what_make_docs_writes():
    path = ROOT / "tools" / "build_dictionary.py"
    spec = importlib.util.spec_from_file_location("build_dictionary", path)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert read("docs/data-dictionary.md") == tool.text(), "run make docs"


@pytest.mark.parametrize("table", [entry["name"] for entry in codebook.package()["resources"]])
def test_every_column_and_value_is_in_the_data_dictionary(table):
    text = read("docs/data-dictionary.md")
    part = text.split(f"## {table} ·")[1].split("\n## ")[0]
    for field in codebook.fields(table):
        assert f"| `{field['name']}` |" in part
        for value in field.get("categories", []):
            assert f"| `{value['value']}` | {value['label']} | {value['label_zh']} |" in text


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)#:]+)\)", read(name)):
        assert ((ROOT / name).parent / target).exists(), target


def test_all_that_states_the_version_states_the_same():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert codebook.package()["version"] == version
    assert f"\nversion: {version}\n" in read("CITATION.cff")
    assert f"\n## {version}" in read("CHANGELOG.md")


def test_contributing_names_what_there_is():
    text = read("CONTRIBUTING.md")
    for name in re.findall(r"`((?:xiaoyi_data|tests|notebooks|docs)/[\w./]+)`", text):
        assert (ROOT / name).exists() or "07_" in name, name
    targets = re.findall(r"^(\w+):", read("Makefile"), flags=re.M)
    assert set(re.findall(r"(?<=[`\s])make ([a-z]+)\b(?=[`\n])", text)) <= set(targets)
