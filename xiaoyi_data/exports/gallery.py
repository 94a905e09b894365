"""The gallery: every chart form, what it is for, and the exhibits of a run that use it."""

from __future__ import annotations

import ast
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from xiaoyi_data import writing
from xiaoyi_data.exports import executed, pages

FORMS = ("bars", "stacked", "dots", "dumbbell", "lines", "panels", "table")


def gallery(notebooks: list[Path], path: Path) -> Path:
    """Write the gallery of executed notebooks of one language to ``path``.

    Each form stands with its signature, its meaning and an example, then its exhibits, each with
    the code that made it. Links are relative to ``path``.
    """
    read = [(notebook, executed.read(notebook)) for notebook in notebooks]
    cards = [card for notebook, book in read for card in _cards(notebook, book, path)]
    lang = read[0][1].lang
    forms = [
        _described(form) | {"cards": [card for card in cards if card["kind"] == form]}
        for form in FORMS
    ]
    return writing.replace(
        path,
        lambda p: p.write_text(pages.render("gallery.html", lang, forms=forms), encoding="utf-8"),
    )


def _functions() -> dict[str, ast.FunctionDef]:
    """The chart functions as they are written: importing them would take a second."""
    source = (files("xiaoyi_data") / "charts" / "forms.py").read_text(encoding="utf-8")
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def _cards(notebook: Path, read: executed.Executed, path: Path) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = []
    folder = notebook.parent.relative_to(path.parent)
    for cell in read.cells:
        for picture in filter(None, map(executed.as_picture, executed.outputs(cell))):
            name = picture.payload["name"]
            cards.append(
                {
                    "kind": picture.payload["kind"],
                    "title": picture.payload["title"],
                    "alt": picture.payload["alt"],
                    "href": quote((folder / f"{read.name}.html").as_posix()) + f"#{name}",
                    "picture": quote(
                        (folder / f"{read.name}-{len(cards) + 1:02}-{name}.png").as_posix()
                    ),
                    "code": pages.code("".join(cell["source"])),
                }
            )
    return cards


def _described(form: str) -> dict[str, Any]:
    """Return a chart function's name, signature, first paragraph, and example if it has one."""
    function = _functions()[form]
    text = ast.get_docstring(function) or ""
    returns = ast.unparse(function.returns) if function.returns else ""
    example = [line for line in text.splitlines() if line.startswith((">>>", "..."))]
    return {
        "name": form,
        "signature": pages.code(f"{form}({ast.unparse(function.args)}) -> {returns}"),
        "text": pages.prose(text.split(">>>")[0]),
        "example": pages.code("\n".join(line[4:] for line in example)) if example else "",
    }
