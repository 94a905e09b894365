"""The house: who may import whom, how large a module grows, what must not be in the repository."""

import ast
import re
import subprocess
import sys

import pytest
from conftest import ROOT
from rules import every

PACKAGE = ROOT / "xiaoyi_data"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}
# The whole of the layering: what stands in a wing, and which other wings it may import.
MAY_IMPORT = {
    "choices": set(),
    "writing": set(),  # charts, exports and runs write files, and none may import another
    "canvas": {"choices"},
    "reading": {"choices"},
    "report": {"choices", "reading"},
    "findings": {"choices", "report", "reading"},
    "drafting": {"choices", "writing", "report", "reading", "findings"},
    "reviewing": {"choices", "writing", "report", "reading", "drafting"},
    "charts": {"choices", "writing", "canvas", "report", "findings"},
    "explore": {"choices", "canvas", "charts", "findings", "report"},
    "exports": {"choices", "writing", "canvas", "findings", "report"},
    "runs": {"choices", "writing"},
}
ANYTHING = {"__init__", "__main__", "cli"}
ALONE = {"runs.collection": {"exports"}}  # what one module of a wing may import besides
LONGEST = 300


def imports(path):
    """Yield the dotted names, after ``xiaoyi_data``, of the modules that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xiaoyi_data"):
            inside = node.module.split(".")[1:]
            for alias in node.names:
                whole = ".".join([*inside, alias.name])
                yield whole if whole in MODULES else ".".join(inside) or alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("xiaoyi_data."):
                    yield alias.name.partition(".")[2]


@every([m for m in MODULES if m.split(".")[0] not in ANYTHING])
def test_imports_flow_one_way(name):
    wing = name.split(".")[0]
    allowed = MAY_IMPORT[wing] | {wing} | ALONE.get(name, set())
    assert {found.split(".")[0] for found in imports(MODULES[name])} <= allowed


def test_no_module_imports_itself_in_a_circle():
    reached = {name: set(imports(path)) & MODULES.keys() for name, path in MODULES.items()}
    for name in MODULES:
        seen, todo = set(), set(reached[name])
        while todo:
            seen |= todo
            todo = {other for found in todo for other in reached[found]} - seen
        assert name not in seen, name


@every([m for m in MODULES if m.startswith("exports.")])
def test_exports_draw_nothing(name):
    source = MODULES[name].read_text(encoding="utf-8")
    assert not re.search(r"^\s*(?:import|from) (?:matplotlib|seaborn)\b", source, flags=re.M)


@every(MODULES)
def test_every_module_has_a_place_and_stays_small(name):
    assert name.split(".")[0] in {*MAY_IMPORT, *ANYTHING}
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= LONGEST


@every(MODULES)
def test_every_module_says_what_it_is_for(name):
    assert ast.get_docstring(ast.parse(MODULES[name].read_text(encoding="utf-8")))


HEAVY = ("pandas", "matplotlib", "seaborn", "papermill", "IPython", "jupyter_client", "pptx",
         "xiaoyi_data.reading")  # fmt: skip


@pytest.mark.parametrize("module", ["xiaoyi_data", "xiaoyi_data.cli.main", "xiaoyi_data.choices"])
def test_importing_does_no_work(module):
    code = f"import sys, {module}; print(*({HEAVY} & sys.modules.keys()))".replace(
        f"{HEAVY}", f"set({HEAVY})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def tracked():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.split()


def test_no_machine_path_or_package_index_is_in_the_repository():
    for name in tracked():
        if name.endswith(
            (".py", ".md", ".toml", ".txt", ".yml", ".json", ".ipynb", ".csv", "Makefile")
        ):
            text = (ROOT / name).read_text(encoding="utf-8")
            assert not re.search(r"(?<![\w.])/(?:work|root|farm)/", text), name
            assert not re.search(r"--(?:extra-)?index-[u]rl|--find-[l]inks", text), name


def test_the_report_stays_out_of_the_repository():
    for name in tracked():
        if name.endswith((".py", ".md", ".csv", ".json", ".ipynb")):
            text = (ROOT / name).read_text(encoding="utf-8")
            assert not re.search(r"[\u4e00-\u9fff，、“”\d%.]{90}", text), name
