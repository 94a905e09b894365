"""The page of an executed notebook: prose, exhibits, code and outputs, in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from xiaoyi_data import choices, writing
from xiaoyi_data.choices import tag
from xiaoyi_data.exports import executed, foreign, safe, shown, spoken, whose
from xiaoyi_data.exports.pages import exhibits, letters, trust
from xiaoyi_data.exports.pages.templates import asset, code, render

_TAKEN = {"main", "tip", "all"}  # ids of the page itself
_DESCRIBED = 200  # letters of a description, as far as searches and cards show it


def page(notebook: Path, path: Path) -> list[str]:
    """Write the page of an executed notebook to ``path``; it asks no host for anything.

    Returns what had to be taken out for that, a line a cell: ``In [3]: fonts.example.com``.
    """
    book = executed.read(notebook)
    blocks: list[dict[str, Any]] = []
    heads: list[dict[str, str]] = []
    script = asset("page.js")
    hashes = [safe.digest(f"\n{script}")]
    taken: list[str] = []
    told: set[str] = set()
    words = choices.words("pages", book.lang)
    where = words["begin"]
    for cell in book.cells:
        if cell["cell_type"] == "code":
            where = f"In [{cell.get('execution_count') or ' '}]"
        guard = safe.Safe(notebook.parent, cell.get("attachments", {}))
        for block in _blocks(cell, book, guard, told):
            if block["kind"] == "code" and blocks and blocks[-1]["kind"] == "code":
                blocks[-1]["html"] += block["html"]  # cells that show nothing fold together
            else:
                blocks.append(block)
        if guard.taken:
            place = where if cell["cell_type"] == "code" else words["after"].format(where)
            taken.append(f"{place}: {', '.join(dict.fromkeys(guard.taken))}")
            blocks.append({"kind": "taken", "text": taken[-1]})
        hashes += guard.hashes
    used = _TAKEN | {block["id"] for block in blocks if block["kind"] == "exhibit"}
    for block in blocks:
        if block["kind"] == "html":
            block["html"] = _anchored(block["html"], heads, used)
    for block in blocks:
        if block["kind"] == "html" and 'href="#' in block["html"]:
            block["html"] = _aimed(block["html"], heads)
    for block in blocks:
        if block["kind"] in ("html", "table"):
            block["html"] = foreign.marked(block["html"], book.lang)
    drawn = [one for block in blocks for one in drawings(block)]
    values = about(book, drawn) | {"script": script, "policy": safe.policy(hashes)}
    values |= {"title": book.title, "description": _short(book.answer), "blocks": blocks}
    values["note"] = words["note"] if drawn else ""
    values["of_one"] = bool(book.report) and not book.several
    with whose.reading([book]):
        writing.content(path, render("page.html", book.lang, heads=heads, **values))
    return taken


def about(book: executed.Executed, drawn: list[Any]) -> dict[str, Any]:
    """Return what the templates of exhibits need of a notebook, by name."""
    told = trust.of(book)
    error = choices.words("pages", book.lang)["error_text"]
    for name in ("version", "data"):
        error = error.replace(f"{{{name}}}", told[name])
    # ``foreign`` is the language of the report's own words.
    made = {"faces": faces(drawn), "trust": told, "error": error, "foreign": tag("zh")}
    return made | {"modified": told["moment"]}


def drawings(block: dict[str, Any]) -> list[Any]:
    """Return the drawings of a block: of an exhibit the wide one, and the narrow one if any."""
    return [block[name] for name in ("drawing", "narrow") if block.get(name)]


def faces(drawn: list[Any]) -> str:
    """Return the style sheet with the font that some drawings need."""
    needed: dict[str, set[str]] = {}
    for drawing in drawn:
        for weight, used in drawing.letters.items():
            needed.setdefault(weight, set()).update(used)
    return letters.faces(needed)


def _short(text: str) -> str:
    """Return the beginning of a text, whole words, for a description."""
    if len(text) <= _DESCRIBED:
        return text
    return re.sub(r"\s+\S*$", "", text[: _DESCRIBED - 1]) + "…"


def _blocks(
    cell: executed.Cell, book: executed.Executed, guard: safe.Safe, told: set[str]
) -> Iterator[dict[str, Any]]:
    """Turn a cell into what the page shows: code folded, outputs, prose."""
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield {"kind": "html", "html": guard.prose(spoken.as_html(source))}
    if cell["cell_type"] == "raw" and source.strip():
        yield {"kind": "text", "text": source, "lines": 0}
    if cell["cell_type"] != "code":
        return
    if source.strip():
        yield {"kind": "code", "html": code(source.strip(), book.code)}
    for output in executed.outputs(cell):
        if picture := executed.as_picture(output):
            yield exhibits.block(picture, book, guard, told)
        else:
            yield from shown.blocks([output], guard, book.widgets)


def _anchored(text: str, heads: list[dict[str, str]], used: set[str]) -> str:
    """Give the headings ids, their own words, and note them for the table of contents."""
    tree = spoken.parsed(text)
    for head in tree.iter("h1", "h2", "h3"):
        said = head.text_content()
        head.set("id", _name(said, used))
        heads.append({"level": head.tag[1], "id": head.get("id"), "text": said})
    return spoken.written(tree)


def _name(said: str, used: set[str]) -> str:
    """Return the id of a heading in its words, and remember it; no two are alike."""
    plain = "-".join(re.findall(r"\w+", said.lower())) or "section"
    name, number = plain, 1
    while name in used:
        number += 1
        name = f"{plain}-{number}"
    used.add(name)
    return name


def _aimed(text: str, heads: list[dict[str, str]]) -> str:
    """Aim links at headings, which JupyterLab names by their words: ``#Part-two``."""
    names = {head["text"].replace(" ", "-"): head["id"] for head in reversed(heads)}
    tree = spoken.parsed(text)
    for link in tree.xpath(".//a[starts-with(@href, '#')]"):
        if found := names.get(unquote(link.get("href")[1:])):
            link.set("href", f"#{found}")
    return spoken.written(tree)
