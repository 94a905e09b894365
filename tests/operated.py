"""A machine set up as deploy/README.md says, in a folder, and a mail server that listens."""

import shlex
import shutil
import sys

import nbformat
from command import SMALL
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook

GOOD, BAD = "print(lang)", "raise ValueError('no data')"


def set_up(place, port, cell=GOOD):
    """Lay out what stands in /opt/xiaoyi, with one small notebook, and return it."""
    home = place / "opt" / "xiaoyi"
    shutil.copytree(ROOT / "deploy", home / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
    (home / "notebooks").mkdir()
    notebook(home, cell)
    (home / "output").mkdir()
    (home / ".venv" / "bin").mkdir(parents=True)
    python, command = home / ".venv/bin/python", home / ".venv/bin/xiaoyi"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    start = shlex.join([sys.executable, "-c", SMALL])
    command.write_text(f'#!/bin/sh\nexec {start} "$@"\n')
    for script in (python, command):
        script.chmod(0o755)
    text = (ROOT / "deploy" / "notify" / "settings.env").read_text(encoding="utf-8")
    text = text.replace("NOTIFY_TO=", "NOTIFY_TO=desk@example.org")
    (place / "xiaoyi.env").write_text(text.replace("SMTP_PORT=", f"SMTP_PORT={port}"))
    return home


def notebook(home, cell):
    """Write the one notebook that is run."""
    first = new_code_cell('lang: str = "en"  # language: en or zh')
    first["metadata"]["tags"] = ["parameters"]
    made = new_notebook(cells=[first, new_code_cell(cell)])
    made["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(made, home / "notebooks" / "01_small.ipynb")


def here(text, place):
    """Return a text of deploy/ with the paths of this set-up."""
    moved = {"/opt/xiaoyi": place / "opt/xiaoyi", "/etc/xiaoyi.env": place / "xiaoyi.env"}
    moved |= {"/var/lib/xiaoyi": place}
    for path, to in moved.items():
        text = text.replace(path, str(to))
    return text
