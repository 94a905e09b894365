"""A notebook as it was written, by whatever wrote it: its cells, its kernel, its language.

What other programs leave out (metadata, ids, outputs, a kernel) is filled in, and the form of
IPython 3 is brought up to date, so that nobody after this has to ask.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from xiaoyi_data.runs import pictures

KERNEL, LANGUAGE = "python3", "python"  # where a notebook names none, as JupyterLab proposes
Notebook = dict[str, Any]


def read(path: Path) -> Notebook:
    """Return a notebook with ``cells`` and ``metadata``; a cell has all the keys of its kind.

    Pictures beside it that its Markdown shows are attached.

    A file without a word in it, as some editors begin one, is a notebook without cells. Raises
    ValueError when the file is no notebook, OSError when it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        found: Notebook = json.loads(text) if text.strip() else {}
        if found and found.get("nbformat", 4) < 4:
            import nbformat  # here, since next to no notebook is as old as that

            old = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
            found = json.loads(nbformat.writes(old))  # type: ignore[no-untyped-call]
        cells = [_cell(cell, path.parent) for cell in found["cells"]] if found else []
        metadata = dict(found.get("metadata") or {})
        for name in ("kernelspec", "language_info"):
            metadata[name] = dict(metadata.get(name) or {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError(f"{path.name} is not a notebook") from None
    identified = len({cell.get("id") for cell in cells} - {None}) == len(cells)
    if not identified:  # in part, or twice the same: nbformat gives new ones to all
        for cell in cells:
            cell.pop("id", None)
    minor = 5 if identified else 4
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": minor}


def kernel(notebook: Notebook) -> str:
    """Return the name of the kernel a notebook asks for."""
    return str(notebook["metadata"]["kernelspec"].get("name") or KERNEL)


def language(notebook: Notebook) -> str:
    """Return the language of a notebook, in lower case; empty where nothing tells."""
    metadata = notebook["metadata"]
    said = metadata["kernelspec"].get("language") or metadata["language_info"].get("name")
    return str(said or (LANGUAGE if kernel(notebook).startswith(LANGUAGE) else "")).lower()


def idle(notebook: Notebook) -> bool:
    """Whether there is nothing to run and nothing to show, as in one begun and left empty."""
    written = [cell for cell in notebook["cells"] if cell["source"].strip()]
    code = any(cell["cell_type"] == "code" for cell in written)
    return not written or not (code or notebook["metadata"]["kernelspec"].get("name"))


def interactive(notebook: Notebook) -> bool:
    """Whether a notebook says of itself that a person works in it: a run of all passes it over."""
    told = notebook["metadata"].get("xiaoyi")
    return isinstance(told, dict) and told.get("interactive") is True


def tags(cell: dict[str, Any]) -> list[str]:
    """Return the tags of a cell."""
    return [str(tag) for tag in cell["metadata"].get("tags") or ()]


def _cell(cell: dict[str, Any], folder: Path) -> dict[str, Any]:
    source, kind = cell["source"], cell["cell_type"]
    made = cell | {"source": source if isinstance(source, str) else "".join(source)}
    made |= {"cell_type": str(kind), "metadata": dict(cell.get("metadata") or {})}
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}  # of a run to come
    elif kind == "markdown":
        made = pictures.attach(made, folder)
    tags(made)
    return made
