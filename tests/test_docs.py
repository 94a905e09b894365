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
    "docs/analysis.md", "docs/analysis.zh-CN.md", "docs/own-notebook.md",
    "docs/own-notebook.zh-CN.md", "deploy/README.md", "deploy/README.zh-CN.md",
    "docs/data-dictionary.md", "docs/reference.md",
    "docs/proofs.md", "docs/coding.md", "docs/own-tables.md", "CONTRIBUTING.md", "CHANGELOG.md",
]  # fmt: skip


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["docs/analysis.md", "docs/analysis.zh-CN.md"])
def test_the_first_ten_minutes_go_as_written(tmp_path, monkeypatch, page):
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(re.findall(r"```python\n(.*?)```", read(page), flags=re.S))
    test = doctest.DocTestParser().get_doctest(examples, {}, "analysis", "analysis.md", 0)
    # Frames end their lines in spaces, which no editor keeps.
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
    assert results.attempted > 15
    assert results.failed == 0


def test_ten_lines_make_a_page_a_picture_and_a_slide(tmp_path, monkeypatch):
    """As the pages say in both languages: one cell each, then one command."""
    places = {"en": "docs/own-notebook.md", "zh": "docs/own-notebook.zh-CN.md"}
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    commands, rest = set(), {}
    for lang, place in places.items():
        cell, *rest[lang] = re.findall(r"```python\n(.*?)```", read(place), flags=re.S)
        commands.add(re.search(r"^xiaoyi (run my_question --out mine)$", read(place), re.M)[1])
        parameters = new_code_cell(f'lang: str = "{lang}"', metadata={"tags": ["parameters"]})
        notebook = new_notebook(cells=[parameters, new_code_cell(cell)])
        notebook["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, tmp_path / "notebooks" / f"my_question_{lang}.ipynb")
    (command,) = commands
    assert main.main(command.replace(" my_question", "").split()) == 0
    for lang, question in (("en", "What do people earn?"), ("zh", "居民收入多少？")):
        made = tmp_path / "mine" / f"my_question_{lang}"
        page = (made / f"{made.name}.html").read_text(encoding="utf-8")
        assert "<h1" in page
        assert question in page
        assert len(list(made.glob("*.png"))) == len(list(made.glob("*.svg"))) == 1
        deck = "deck.pptx" if lang == "en" else "deck.zh.pptx"
        slides = Presentation(tmp_path / "mine" / deck).slides
        assert any(shape.has_chart for slide in slides for shape in slide.shapes)
        examples = "\n".join(rest[lang])
        test = doctest.DocTestParser().get_doctest(examples, {}, lang, places[lang], 0)
        assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize("name", ["docs/analysis", "docs/own-notebook", "deploy/README", "README"])
def test_a_page_in_chinese_has_the_headings_tables_and_code_of_the_english_one(name):
    """So that neither is left behind: as many of each, commands and calls the same."""
    one, other = read(f"{name}.md"), read(f"{name}.zh-CN.md")
    for kind in (r"^#+ ", r"^\|", r"^- ", r"^```\w+$"):
        counts = [len(re.findall(kind, page, flags=re.M)) for page in (one, other)]
        assert counts[0] == counts[1], kind
    (back,) = re.findall(r"^\[English\]\((.*)\)$", other, flags=re.M)
    for place in re.findall(r"\]\(([^)#:]+)\.md", other):
        chinese = (ROOT / name).parent / f"{place}.zh-CN.md"
        assert f"{place}.md" == back or not chinese.exists(), place


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
