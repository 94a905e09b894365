"""What an executed notebook holds for exporters: its language, prose, exhibits and outputs."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xiaoyi_data.writing import clean

MIME = "application/vnd.xiaoyi.exhibit+json"
VERSION = 1
# What exporters take from a payload, and of which type it must be.
_TEXTS = ("name", "kind", "lang", "title", "subtitle", "source", "caveat", "alt", "unit")
_PNG_END = b"IEND\xaeB`\x82"
_QUOTED = ("figure", "section", "quote", "quote_en", "note")

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

    @property
    def answer(self) -> str:
        """The first paragraph under that heading, without Markdown's marks; may be empty."""
        opening = re.split(r"^## ", "\n\n".join(self.prose), maxsplit=1, flags=re.M)[0]
        for paragraph in re.split(r"\n\s*\n", opening):
            plain = re.sub(r"[*_`]|^#+.*$", "", paragraph, flags=re.M).strip()
            if plain:
                return " ".join(plain.split())
        return ""


def read(path: Path) -> Executed:
    """Read an executed notebook with at least one exhibit, without control characters.

    Raises NotExportable when it is none, was never executed, failed, holds no exhibit, a damaged
    one or one of another version; OSError when it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
        cells: list[Cell] = json.loads(text)["cells"]
        # What JSON must escape, or could, is rare; half of reading would go into looking for it.
        if any(sign in text for sign in ("\\u", "\\b", "\\f", "\ufffe", "\uffff")):
            cells = _cleaned(cells)
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        every = [output for cell in code for output in outputs(cell)]
        failures = [output for output in every if output["output_type"] == "error"]
        ran = any(cell.get("execution_count") for cell in code)
    except FileNotFoundError:
        raise NotExportable(f"{path} does not exist") from None
    except IsADirectoryError:
        raise NotExportable(f"{path} is a folder: name a notebook in it") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotExportable(f"{path} is not a notebook: give an executed .ipynb file") from None
    if not ran:
        raise NotExportable(f"{path} was never executed: run it first (xiaoyi run)")
    for output in failures:
        said = f"{output.get('ename', 'error')}: {output.get('evalue', '')}".splitlines()[0]
        raise NotExportable(f"{path} failed: {said}")
    payloads = [output["data"][MIME] for output in every if MIME in output.get("data", {})]
    if not payloads:
        raise NotExportable(f"{path} holds no exhibit: was it made by another project?")
    for place, output in enumerate(o for o in every if MIME in o.get("data", {})):
        fault = _fault(output)
        if fault:
            raise NotExportable(f"{path}, exhibit {place + 1}: {fault}; run the notebook again")
    lang = payloads[0]["lang"]
    name = path.name.removesuffix(".ipynb")
    return Executed(name, lang, [cell for cell in cells if _shown(cell, lang)])


def _fault(output: Cell) -> str:
    """Say what is wrong with an output that should carry an exhibit, in a few words."""
    payload = output["data"][MIME]
    if not isinstance(payload, dict):
        return "its data are damaged"
    if payload.get("version") != VERSION:
        return f"it is of version {payload.get('version')}, not {VERSION}"
    for name in _TEXTS:
        if not isinstance(payload.get(name), str):
            return f"{name!r} is missing or no text"
    if payload["lang"] not in ("en", "zh"):
        return f"unknown language {payload['lang']!r}"
    table = payload["kind"] == "table"
    needed = payload.get("columns") or () if table else ("label", "value", "text", "role")
    if payload["kind"] == "picture":
        needed = ()
    for name, columns in (("data", needed), ("figures", _QUOTED)):
        rows = payload.get(name)
        if not isinstance(rows, list) or not (rows or name == "figures" or not needed):
            return f"{name!r} is missing or empty"
        if not all(isinstance(row, dict) and set(columns) <= set(row) for row in rows):
            return f"{name!r} lacks a column"
    try:
        picture = as_picture(output)
    except (ValueError, KeyError, TypeError):
        return "its picture is damaged"
    return "" if picture and picture.png.endswith(_PNG_END) else "its picture is cut off"


def _cleaned(value: Any) -> Any:
    """Return what JSON holds with all texts cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {key: _cleaned(part) for key, part in value.items()}
    return value


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
            made = [path / name / f"{name}.ipynb" for name in jobs]
        except OSError:
            raise NotExportable(f"{path} holds no run: it has no manifest.json") from None
        except (ValueError, KeyError, TypeError):
            raise NotExportable(f"{path / 'manifest.json'} is damaged: run again") from None
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
    png, svg = _joined(data["image/png"]), _joined(data["image/svg+xml"])
    return Picture(data[MIME], base64.b64decode(png), svg)


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
