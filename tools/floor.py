"""Measure part by part what a cold run costs over its cells, and how much of it is the protocol.

    python tools/floor.py

Each part is a run of its own, of all notebooks in one language, the fastest of three: of empty
cells, of cells that show what the real ones showed, of the real ones. What a run of empty cells
takes, no run in real kernels can be without: Python, the process that kernels are forked from, a
kernel a notebook, messages to and from each cell, a notebook written after each. Then, by
floor_published.py, what each file that is made of them takes, and its libraries alone.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from bench import NOTEBOOKS, PYTHON, ROOT, Spent, cells, cold, least, spend

from xiaoyi_data.runs.collection import PRELOAD

# What the run itself imports, and what kernels are forked from.
RUN = "import jupyter_client, nbformat, papermill; from xiaoyi_data.runs import engine, run"
TEMPLATE = (
    "import importlib, sys; sys.modules['debugpy'] = None\n"
    "for name in sys.argv[1:]:\n"
    "    module, _, function = name.partition(':'); found = importlib.import_module(module)\n"
    "    function and getattr(found, function)()\n"
)
SHOW = (
    "import json, sys; from IPython.display import display\n"
    "for kind, data, text in json.load(open({name!r}, encoding='utf-8')):\n"
    "    sys.stdout.write(text) if kind == 'stream' else display(data, raw=True)\n"
)


def hollow(executed: Path, folder: Path, *, shown: bool) -> Path:
    """Write the notebooks without what their cells do, or with what these showed, and no more."""
    folder.mkdir()
    for path in NOTEBOOKS:
        made = executed / path.stem / path.name
        if not made.exists():  # asks a reader, and is passed over
            continue
        book, outputs = json.loads(path.read_bytes()), {}
        for cell in nbformat.read(made, 4).cells:
            outputs[cell["id"]] = [
                (one["output_type"], one.get("data"), one.get("text"))
                for one in cell.get("outputs", ())
            ]
        for cell in book["cells"]:
            if cell["cell_type"] != "code" or "parameters" in cell["metadata"].get("tags", ()):
                continue
            name = f"{path.stem}.{cell['id']}.json"
            (folder / name).write_text(json.dumps(outputs[cell["id"]]), encoding="utf-8")
            cell["source"] = SHOW.format(name=name) if shown else "None"
        (folder / path.name).write_text(json.dumps(book), encoding="utf-8")
    return folder


def main() -> int:
    """Measure and print: seconds on the wall, seconds of a processor, over the cells alone."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every import compiles, in every way
    with tempfile.TemporaryDirectory() as name:
        tmp = Path(name)
        executed = tmp / "executed"
        cold(tmp, out=executed)
        empty = hollow(executed, tmp / "empty", shown=False)
        shown = hollow(executed, tmp / "shown", shown=True)
        published = spend(PYTHON, ROOT / "tools" / "floor_published.py", executed)
        parts = {
            "importing what runs notebooks": least(3, lambda: spend(PYTHON, "-c", RUN)),
            "importing what kernels are forked from": least(
                3, lambda: spend(PYTHON, "-c", TEMPLATE, *PRELOAD)
            ),
            "a run of empty cells, both with it": least(3, lambda: cold(tmp, notebooks=empty)),
            "a run of cells that show what these show": least(
                3, lambda: cold(tmp, notebooks=shown)
            ),
            "a run of the notebooks": least(3, lambda: cold(tmp)),
            "the cells alone, in warm processes": least(3, lambda: cells("en")),
        }
    alone = parts["the cells alone, in warm processes"]
    for what, spent in parts.items():
        row(what, spent, alone)
    floor = parts["a run of cells that show what these show"]
    both = Spent(floor.wall + alone.wall, floor.cpu + alone.cpu, 0, "")
    row("the floor: cells that show, and the cells alone", both, alone)
    print(published.said, end="")
    return 0


def row(what: str, spent: Spent, alone: Spent) -> None:
    """Print a line of the table."""
    over = f"{spent.wall / alone.wall:.2f} x wall {spent.cpu / alone.cpu:.2f} x processor"
    print(f"{what:<50}{spent.wall:>6.1f} s {spent.cpu:>6.1f} s   {over}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
