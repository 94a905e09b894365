"""What is installed: three lists of dependencies that agree, and a wheel that needs no checkout."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import metadata, packages_distributions
from pathlib import Path

import pytest
import trove_classifiers
import yaml
from conftest import NOTEBOOKS, ROOT
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from xiaoyi_data import load_figures
from xiaoyi_data.runs import plan

PACKAGE = ROOT / "xiaoyi_data"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {
    name: [Requirement(line) for line in lines]
    for name, lines in PROJECT["optional-dependencies"].items()
}
NEEDED = [Requirement(line) for line in PROJECT["dependencies"]]
ASKED = NEEDED + [line for lines in EXTRAS.values() for line in lines]
PINS = [
    Requirement(line.split("#")[0])
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def key(requirement):
    return canonicalize_name(requirement.name)


def environment():
    lists = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    # That one is pinned, in the words of conda: repo2docker reads it.
    assert lists[0] == "python=3.11"
    conda = [line for line in lists[1:] if isinstance(line, str)]
    (pip,) = (entry["pip"] for entry in lists if isinstance(entry, dict))
    assert pip[-1] == "-e ."
    return {key(asked): asked for asked in map(Requirement, conda + pip[:-1])}


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_every_dependency_has_a_lower_bound_that_its_pins_satisfy(asked):
    (bound,) = asked.specifier
    assert bound.operator == ">="
    pins = [pin for pin in PINS if key(pin) == key(asked)]
    assert pins, "requirements.txt lacks it: compile it anew, as its first lines say"
    for pin in pins:
        (exact,) = pin.specifier
        assert exact.operator == "=="
        assert exact.version in asked.specifier


def test_pins_are_exact_and_requirements_name_no_host():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not [line for line in text.splitlines() if line.startswith("-")]
    for pin in PINS:
        assert [part.operator for part in pin.specifier] == ["=="], pin


def test_every_extra_that_make_installs_is_compiled_into_the_pins():
    command = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()[1]
    assert set(re.findall(r"--extra (\S+)", command)) == EXTRAS.keys()


def test_the_conda_environment_asks_for_the_same_with_the_same_bounds():
    there = environment()
    there.pop("pip")
    assert "3.11" in SpecifierSet(PROJECT["requires-python"])
    assert {name: str(asked.specifier) for name, asked in there.items()} == {
        key(asked): str(asked.specifier) for asked in ASKED
    }


def test_every_package_imported_is_asked_for():
    owners = packages_distributions()
    asked = {key(requirement) for requirement in ASKED}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in {name.split(".")[0] for name in names} - {"xiaoyi_data"}:
                if name not in sys.stdlib_module_names:
                    found = {canonicalize_name(owner) for owner in owners[name]}
                    assert found & asked, f"{path.name} imports {name}"


BUILD = "import sys; from hatchling import build as to; print(to.build_{}(sys.argv[1]))"


def build(what, source, target):
    """Build offline, with the backend that the environment has; return the file made."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD.format(what), str(target)],
        cwd=source,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return target / done.stdout.splitlines()[-1]


def checkout(folder, *settings):
    """Commit what stands here to a repository of its own, and check that out with settings."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    here = [name for name in names.split("\0") if name and (ROOT / name).exists()]
    origin = folder.with_name(f"{folder.name}-origin")
    for name in here:
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, origin / name, follow_symlinks=False)
    who = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "core.safecrlf=false"]
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *command], cwd=origin, check=True)
    given = [word for setting in settings for word in ("-c", setting)]
    subprocess.run(["git", "clone", "-q", *given, str(origin), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Wheels of a checkout, of one as Windows makes it, and of a source archive."""
    folder = tmp_path_factory.mktemp("built")
    copy = checkout(folder / "checkout", "core.autocrlf=false")
    windows = checkout(folder / "windows", "core.autocrlf=true", "core.symlinks=false")
    stray = copy / "notebooks" / ".ipynb_checkpoints" / "00_overview-checkpoint.ipynb"
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("{}")
    archive = build("sdist", copy, folder)
    shutil.unpack_archive(archive, folder, filter="data")
    unpacked = folder / archive.name.removesuffix(".tar.gz")
    return {
        "checkout": build("wheel", copy, folder),
        "windows": build("wheel", windows, folder / "windows-wheel"),
        "archive": build("wheel", unpacked, folder / "again"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("source", ["checkout", "windows", "archive"])
def test_the_wheel_carries_code_data_fonts_templates_and_notebooks_and_nothing_else(built, source):
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "xiaoyi_data"]
    listed = subprocess.run(
        [*asked, "notebooks"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    here = {name.replace("notebooks/", "xiaoyi_data/notebooks/") for name in listed.stdout.split()}
    for kind in (
        "data/reports/xiaoyi-2021/figures.csv",
        "assets/fonts/OFL.txt",
        "assets/page.html.j2",
        "py.typed",
    ):
        assert f"xiaoyi_data/{kind}" in here
    names = zipfile.ZipFile(built[source]).namelist()
    about = {name for name in names if ".dist-info/" in name}
    assert set(names) - about == here
    for licence in ("LICENSE", "xiaoyi_data/assets/fonts/OFL.txt"):
        assert any(name.endswith(f".dist-info/licenses/{licence}") for name in about)


@pytest.mark.slow
def test_the_wheel_of_a_windows_checkout_is_the_same_file_by_file(built):
    one, other = (zipfile.ZipFile(built[source]) for source in ("checkout", "windows"))
    assert one.namelist() == other.namelist()
    for name in one.namelist():
        assert one.read(name) == other.read(name), name


def test_a_registry_is_told_all_that_its_page_shows():
    about = metadata(PROJECT["name"])
    said = {key: about.get_all(key) for key in set(about.keys())}
    assert said["License-Expression"] == ["MIT"]
    assert said["Description-Content-Type"] == ["text/markdown"]
    # Where a library has brought the backport of importlib.metadata, the text is a field.
    assert (about["Description"] or about.get_payload()).startswith("# xiaoyi_data\n")
    assert said["Requires-Python"] == [PROJECT["requires-python"]]
    for key in ("Summary", "Keywords", "Classifier", "Project-URL", "Provides-Extra"):
        assert said[key], key
    known = {name for name in said["Classifier"] if name in trove_classifiers.classifiers}
    assert known == set(said["Classifier"])


def test_uvx_and_pipx_find_a_command_of_the_name_of_the_package():
    assert PROJECT["scripts"][PROJECT["name"]] == PROJECT["scripts"]["xiaoyi"]


def test_nothing_in_the_repository_is_a_link():
    staged = ["git", "ls-files", "--stage"]
    lines = subprocess.run(staged, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not [line for line in lines.splitlines() if line.startswith("120000")]


@pytest.mark.slow
def test_the_wheel_alone_loads_and_runs_from_an_empty_folder(built, tmp_path):
    target, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(target), str(built["checkout"])], check=True)
    # A path that comes first hides the checkout, from kernels too.
    ours = {"PYTHONPATH": str(target), "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*command):
        done = subprocess.run(
            command, cwd=empty, env=os.environ | ours, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    code = "import xiaoyi_data as xd; print(xd.__file__, len(xd.load_figures()))"
    where, rows = run(sys.executable, "-c", code).split()
    assert Path(where).is_relative_to(target)
    assert int(rows) == len(load_figures())
    assert list(empty.iterdir()) == []
    run(str(target / "bin" / "xiaoyi"), "run", "03_environment")
    page = empty / "output" / "03_environment" / "03_environment.html"
    assert "<svg" in page.read_text(encoding="utf-8")
    assert (empty / "output" / "deck.pptx").exists()


def test_notebooks_of_the_folder_come_before_those_of_the_package(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert plan.available(plan.folder()).keys() == plan.available(NOTEBOOKS).keys()
    (tmp_path / "notebooks").mkdir()
    shutil.copy(NOTEBOOKS / "explore.ipynb", tmp_path / "notebooks")
    assert plan.available(plan.folder()) == {"explore": Path("notebooks/explore.ipynb")}
