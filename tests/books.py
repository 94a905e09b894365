"""Small notebooks, and runs of them."""

import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from xiaoyi_data.runs import plan
from xiaoyi_data.runs import run as runner

PARAMETERS = 'n: int = 1  # a number\ntext: str = ""  # a text\n'


def copy(notebook: Path, folder: Path) -> None:
    """What a run makes of a notebook in these tests."""
    (folder / "made.txt").write_text(notebook.read_text(encoding="utf-8")[:10])


def write(folder, name, *sources, prose="# Title"):
    cell = new_code_cell(PARAMETERS)
    cell["metadata"]["tags"] = ["parameters"]
    code = [new_code_cell(source) for source in sources]
    notebook = new_notebook(cells=[new_markdown_cell(prose), cell, *code])
    for number, made in enumerate(notebook.cells):
        made["id"] = f"cell-{number}"
    notebook["metadata"]["kernelspec"] = {
        "name": "python3",
        "display_name": "p",
        "language": "python",
    }
    folder.mkdir(exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    plan.declarations.cache_clear()


def parameters(folder, source, name="03_more"):
    cell = new_code_cell(source)
    cell["metadata"]["tags"] = ["parameters"]
    nbformat.write(new_notebook(cells=[cell]), folder / f"{name}.ipynb")


def run(books, out, finish=copy, parameters=None, **options):
    """Run all notebooks of a folder; return the entries of the record."""
    return runner.jobs(plan.jobs(books, (), parameters), out, finish=finish, **options)["jobs"]


def statuses(entries):
    return {name: entry["status"] for name, entry in entries.items()}


def wait_for(path):
    for _ in range(1200):  # a busy machine
        if path.exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"{path} never came")
