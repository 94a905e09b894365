"""What an executed notebook holds for exporters: its language, prose, exhibits and outputs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MIME = "application/vnd.xiaoyi.exhibit+json"
VERSION = 1

Cell = dict[str, Any]


class NotExportable(ValueError):
    """The file cannot be exported; the message says why in one line."""


@dataclass(frozen=True)
class Picture:
    """An exhibit as it was shown: its payload, and its pictures."""

    payload: dict[str, Any]
    png: bytes
    svg: str


@dataclass(frozen=True)
class Executed:
    """An executed notebook: its name, its language and the cells shown in that language."""

    name: str
    lang: str
    cells: list[Cell]

    @property
    def exhibits(self) -> list[Picture]:
        """The exhibits in order."""
        return [
            picture for cell in self.cells for picture in map(as_picture, outputs(cell)) if picture
        ]

    @property
    def prose(self) -> list[str]:
        """Markdown in order: of cells, and said by code."""
        return [text for cell in self.cells for text in markdown(cell)]

    @property
    def title(self) -> str:
        """The first heading, or the file's name."""
        heads = (line for text in self.prose for line in text.splitlines() if line.startswith("# "))
        return next(heads, f"# {self.name}")[2:].strip()


def read(path: Path) -> Executed:
    """Read an executed notebook with at least one exhibit.

    Raises NotExportable when it is none, was never executed, failed, holds no exhibit or one of
    another version; OSError when it cannot be read.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells: list[Cell] = notebook["cells"]
    except (ValueError, KeyError, TypeError):
        raise NotExportable(f"{path} is not a notebook") from None
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    if not any(cell.get("execution_count") for cell in code):
        raise NotExportable(f"{path} was never executed: run it first (xiaoyi run)")
    for cell in code:
        for output in outputs(cell):
            if output["output_type"] == "error":
                raise NotExportable(f"{path} failed: {output['ename']}: {output['evalue']}")
    found = [picture for cell in code for picture in map(as_picture, outputs(cell)) if picture]
    if not found:
        raise NotExportable(f"{path} holds no exhibit")
    for picture in found:
        if picture.payload.get("version") != VERSION:
            made = picture.payload.get("version")
            raise NotExportable(f"{path} holds an exhibit of version {made}, not {VERSION}")
    lang = found[0].payload["lang"]
    name = path.name.removesuffix(".ipynb")
    return Executed(name, lang, [cell for cell in cells if _shown(cell, lang)])


def notebooks(paths: Sequence[Path], lang: str | None = None) -> list[Path]:
    """Return executed notebooks, with those of a run in place of its folder.

    ``lang`` keeps those of one language. Raises NotExportable when a folder holds no run, or
    nothing is left.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        try:
            jobs = json.loads((path / "manifest.json").read_text(encoding="utf-8"))["jobs"]
        except (OSError, ValueError, KeyError):
            raise NotExportable(f"{path} holds no run: it has no manifest.json") from None
        made = [path / name / f"{name}.ipynb" for name in jobs]
        found += [notebook for notebook in made if notebook.exists()]
    kept = [path for path in found if lang is None or read(path).lang == lang]
    if not kept:
        where = ", ".join(map(str, paths))
        raise NotExportable(f"{where}: no executed notebook" + (f" in {lang}" if lang else ""))
    return kept


def outputs(cell: Cell) -> list[Cell]:
    """Return the outputs of a cell; Markdown cells have none."""
    found: list[Cell] = cell.get("outputs", [])
    return found


def as_picture(output: Cell) -> Picture | None:
    """Return the exhibit that an output carries, if it carries one."""
    data = output.get("data", {})
    if MIME not in data:
        return None
    return Picture(data[MIME], base64.b64decode(data["image/png"]), _joined(data["image/svg+xml"]))


def markdown(cell: Cell) -> Iterator[str]:
    """Yield the Markdown that a cell is or shows."""
    if cell["cell_type"] == "markdown":
        yield _joined(cell["source"])
    for output in outputs(cell):
        if "text/markdown" in output.get("data", {}):
            yield _joined(output["data"]["text/markdown"])


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _shown(cell: Cell, lang: str) -> bool:
    """Cells tagged ``lang-en`` or ``lang-zh`` belong to that language alone."""
    tags = [tag for tag in cell["metadata"].get("tags", []) if tag.startswith("lang-")]
    return not tags or f"lang-{lang}" in tags
