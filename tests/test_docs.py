"""The pages beside the READMEs are true: examples run, nothing is left out, versions agree."""

import doctest
import importlib.util
import inspect
import re
import tomllib

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook
from pptx import Presentation

import xiaoyi_data as xd
from xiaoyi_data.cli import main
from xiaoyi_data.report import codebook

PAGES = [
    "docs/analysis.md", "docs/own-notebook.md", "docs/data-dictionary.md", "docs/reference.md",
    "docs/proofs.md", "docs/coding.md", "docs/own-tables.md", "CONTRIBUTING.md", "CHANGELOG.md",
]  # fmt: skip


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


def test_ten_lines_make_a_page_a_picture_and_a_slide(tmp_path, monkeypatch):
    """As the page says: one cell, then one command."""
    cell, *rest = re.findall(r"```python\n(.*?)```", read("docs/own-notebook.md"), flags=re.S)
    (tmp_path / "notebooks").mkdir()
    notebook = new_notebook(cells=[new_code_cell(cell)])
    notebook["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "notebooks" / "my_question.ipynb")
    monkeypatch.chdir(tmp_path)
    command = re.search(r"^xiaoyi (run .*)$", read("docs/own-notebook.md"), flags=re.M)[1]
    assert main.main(command.split()) == 0
    made = tmp_path / "mine" / "my_question"
    page = (made / "my_question.html").read_text(encoding="utf-8")
    assert "<h1" in page
    assert "What do people earn?" in page
    assert len(list(made.glob("*.png"))) == len(list(made.glob("*.svg"))) == 1
    slides = Presentation(tmp_path / "mine" / "deck.pptx").slides
    assert any(shape.has_chart for slide in slides for shape in slide.shapes)
    test = doctest.DocTestParser().get_doctest("\n".join(rest), {}, "own", "own-notebook.md", 0)
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("data-dictionary", "build_dictionary"),
        ("reference", "build_reference"),
        ("grammar", "build_grammar"),
    ],
)
def test_a_page_that_is_made_is_what_make_docs_writes(page, name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert read(f"docs/{page}.md") == tool.text(), "run make docs"


@pytest.mark.parametrize("name", xd.__all__)
def test_the_reference_has_every_public_name_its_parameters_and_an_example_that_runs(name):
    part = read("docs/reference.md").split(f"\n## `{name}`\n")[1].split("\n## ")[0]
    for parameter in inspect.signature(getattr(xd, name)).parameters.values():
        assert f"{parameter.name}: {parameter.annotation}" in part
    named = {public: getattr(xd, public) for public in xd.__all__}
    examples = "\n".join(re.findall(r"```python\n(>>> .*?)```", part, flags=re.S))
    test = doctest.DocTestParser().get_doctest(examples, named, name, "reference.md", 0)
    results = doctest.DocTestRunner().run(test)
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize("table", [entry["name"] for entry in codebook.datasets()])
def test_every_column_and_value_is_in_the_data_dictionary(table):
    text = read("docs/data-dictionary.md")
    part = text.split(f"## {table} ·")[1].split("\n## ")[0]
    for field in codebook.columns(table):
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
