"""xiaoyi lab: JupyterLab gets our settings and a folder to write to; nothing else is written."""

import os
import stat
import sys
from pathlib import Path

import pytest
from command import xiaoyi
from conftest import NOTEBOOKS

from xiaoyi_data.cli import lab


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """An empty folder, and what JupyterLab is started with: its arguments and environment."""
    from jupyterlab import labapp

    calls = []
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "LC_", "LANG"))}
    monkeypatch.setattr(os, "environ", bare)
    monkeypatch.setattr(labapp, "main", lambda words: calls.append((words, dict(os.environ))))
    monkeypatch.chdir(tmp_path)
    return calls


def test_jupyterlab_is_given_all_its_places_beside_the_notebooks(capsys, opened, tmp_path):
    code, said = xiaoyi(capsys, "lab", "--lang", "zh", "--", "--no-browser", "--port=1")
    ((words, environment),) = opened
    assert (code, said.out) == (0, "")
    assert words == [f"--notebook-dir={tmp_path / 'notebooks'}", "--no-browser", "--port=1"]
    for name in lab._STATE:
        assert Path(environment[name]).parent == tmp_path / ".jupyter"
    paths = [Path(path) for path in environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)]
    assert [path.name for path in paths] == ["zh", "lab"]
    assert (paths[-1] / "jupyter_lab_config.json").exists()
    assert list((tmp_path / ".jupyter" / "workspaces").iterdir())


def test_notebooks_of_the_package_are_copied_once_and_can_be_edited(capsys, opened, tmp_path):
    _, first = xiaoyi(capsys, "lab")
    made = tmp_path / "notebooks"
    assert str(made) in first.err
    assert {path.name for path in made.iterdir()} == {p.name for p in NOTEBOOKS.glob("*.ipynb")}
    assert all(path.stat().st_mode & stat.S_IWUSR for path in made.iterdir())
    (made / "explore.ipynb").write_text("{}")
    (made / "03_environment.ipynb").unlink()
    _, again = xiaoyi(capsys, "lab")
    assert again.err == ""
    assert (made / "explore.ipynb").read_text() == "{}"
    assert not (made / "03_environment.ipynb").exists()


@pytest.mark.parametrize(
    ("told", "zh"),
    [({"LANG": "zh_CN.UTF-8"}, True), ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB"}, False),
     ({"LC_MESSAGES": "zh_TW", "LANG": "C"}, True), ({"LC_ALL": "", "LANG": "zh"}, True),
     ({}, False)],
)  # fmt: skip
def test_menus_are_in_the_language_of_the_system(opened, told, zh):
    os.environ |= told
    assert lab._language() == ("zh" if zh else "en")


def test_without_jupyterlab_one_line_says_how_to_get_it(capsys, opened, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    code, said = xiaoyi(capsys, "lab")
    assert (code, said.err) == (2, "xiaoyi: lab needs JupyterLab: pip install 'xiaoyi-data[lab]'\n")
    assert list(tmp_path.iterdir()) == []
