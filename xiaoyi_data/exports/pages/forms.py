"""The gallery: each chart form, what it is for, and the exhibits that use it."""

from __future__ import annotations

import ast
from importlib.resources import files
from pathlib import Path
from typing import Any

import xiaoyi_data
from xiaoyi_data import choices, writing
from xiaoyi_data.canvas.payload import FORMS
from xiaoyi_data.exports import dated, executed, safe, spoken, whose
from xiaoyi_data.exports.pages.front import link
from xiaoyi_data.exports.pages.templates import code, render


def gallery(notebooks: list[Path], path: Path) -> Path:
    """Write the gallery of executed notebooks of one language to ``path``.

    Each form stands with its signature, its meaning and an example, then its exhibits, each with
    the code that made it, and under the name of its report where there are several. Links are
    relative to ``path``.
    """
    books = whose.named([executed.read(notebook) for notebook in notebooks])
    read = whose.ordered(books, [notebook.parent for notebook in notebooks])
    cards = [card for book, folder in read for card in _cards(folder, book, path)]
    functions = _functions()
    lang = books[0].lang
    about = {
        "policy": safe.policy([], files=True),
        "title": choices.words("pages", lang)["gallery"],
    }
    when = dated.latest(books)
    about |= {"executed": dated.said(when, lang), "modified": when.isoformat() if when else ""}
    about |= {"version": xiaoyi_data.__version__, "data": whose.digests(books)}
    about |= {"command": dated.command(books)}
    forms = [
        _described(functions[form]) | {"cards": [card for card in cards if card["kind"] == form]}
        for form in FORMS
    ]
    with whose.reading(books):
        return writing.content(path, render("gallery.html", lang, forms=forms, **about))


def _functions() -> dict[str, ast.FunctionDef]:
    """Return the chart functions as they are written: to import them would take a second."""
    found: dict[str, ast.FunctionDef] = {}
    for module in ("forms", *FORMS):  # those of a module of their own bear its name
        path = files("xiaoyi_data") / "charts" / f"{module}.py"
        if path.is_file():
            body = ast.parse(path.read_text(encoding="utf-8")).body
            found |= {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    return {name: found[name] for name in FORMS}


def _cards(folder: Path, book: executed.Executed, path: Path) -> list[dict[str, str]]:
    cards: list[dict[str, str]] = []
    for cell in book.cells:
        for picture in filter(None, map(executed.as_picture, executed.outputs(cell))):
            payload = picture.payload
            drawn = f"{book.name}-{len(cards) + 1:02}-{payload['name']}.png"
            cards.append(
                {name: payload[name] for name in ("kind", "alt")}
                | {"title": book.under(payload["title"])}
                | {"href": link(folder / f"{book.name}.html", path) + f"#{payload['name']}"}
                | {"picture": link(folder / drawn, path), "code": code("".join(cell["source"]))}
            )
    return cards


def _described(function: ast.FunctionDef) -> dict[str, Any]:
    """Return a chart function's name, signature, first paragraph, and example if it has one."""
    text = ast.get_docstring(function) or ""
    returns = ast.unparse(function.returns) if function.returns else ""
    example = [line for line in text.splitlines() if line.startswith((">>>", "..."))]
    return {
        "name": function.name,
        "signature": code(f"{function.name}({ast.unparse(function.args)}) -> {returns}"),
        "text": spoken.as_html(text.split(">>>")[0]),
        "example": code("\n".join(line[4:] for line in example)) if example else "",
    }
