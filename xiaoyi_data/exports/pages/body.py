"""Pages: a self-contained file for each executed notebook, an index of them, and a gallery."""

from __future__ import annotations

import ast
import base64
import csv
import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import jinja2
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.python import PythonLexer
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

from xiaoyi_data import choices, writing
from xiaoyi_data.canvas.payload import FORMS
from xiaoyi_data.exports import executed, safe, shown, spoken

_LEXERS = {"python": PythonLexer(), "ipython3": PythonLexer()}  # IPython's own is no plugin here


def page(notebook: Path, path: Path) -> list[str]:
    """Write the page of an executed notebook to ``path``; it asks no host for anything.

    Returns what had to be taken out for that, a line a cell: ``In [3]: fonts.example.com``.
    """
    book = executed.read(notebook)
    blocks: list[dict[str, Any]] = []
    heads: list[dict[str, str]] = []
    script = _asset("page.js")
    hashes = [safe.digest(f"\n{script}")]
    taken: list[str] = []
    words = choices.words("pages", book.lang)
    where = words["begin"]
    for cell in book.cells:
        if cell["cell_type"] == "code":
            where = f"In [{cell.get('execution_count') or ' '}]"
        guard = safe.Safe(notebook.parent, cell.get("attachments", {}))
        for block in _blocks(cell, book, guard):
            if block["kind"] == "code" and blocks and blocks[-1]["kind"] == "code":
                blocks[-1]["html"] += block["html"]  # cells that show nothing fold together
            else:
                blocks.append(block)
        if guard.taken:
            place = where if cell["cell_type"] == "code" else words["after"].format(where)
            taken.append(f"{place}: {', '.join(dict.fromkeys(guard.taken))}")
            blocks.append({"kind": "taken", "text": taken[-1]})
        hashes += guard.hashes
    for block in blocks:
        if block["kind"] == "html":
            block["html"] = _anchored(block["html"], heads)
    for block in blocks:
        if block["kind"] == "html" and 'href="#' in block["html"]:
            block["html"] = _aimed(block["html"], heads)
    texts = {"title": book.title, "script": script, "policy": safe.policy(hashes)}
    texts["note"] = words["note"] if book.exhibits else ""
    writing.content(path, render("page.html", book.lang, blocks=blocks, heads=heads, **texts))
    return taken


def render(template: str, lang: str, **values: Any) -> str:
    """Return a page made of a template of ours, in a language, with our style and words."""
    return _template(template).render(
        lang="zh-CN" if lang == "zh" else "en",
        words=choices.words("pages", lang),
        css=_asset("page.css") + HtmlFormatter(style="xcode").get_style_defs(".highlight"),
        **values,
    )


def index(pages: list[tuple[Path, Path]], links: dict[str, dict[str, Path]], path: Path) -> Path:
    """Write the index: ``pages`` pairs each executed notebook with its page.

    ``links`` holds, by language, what stands above its cards: ``deck``, ``gallery``.

    Links are relative to ``path``, so the folder can be moved or shared.
    """
    languages: dict[str, list[dict[str, str]]] = {}
    for notebook, where in pages:
        book = executed.read(notebook)
        card = {"title": book.title, "href": _link(where, path), "finding": book.answer}
        if book.exhibits:
            first = book.exhibits[0].payload
            drawn = where.parent / f"{book.name}-01-{first['name']}.png"
            card |= {"picture": _link(drawn, path), "finding": first["title"]}
        languages.setdefault(book.lang, []).append(card)
    above = {
        lang: {name: _link(file, path) for name, file in own.items()} for lang, own in links.items()
    }
    ordered = {lang: languages[lang] for lang in choices.LANGUAGES if lang in languages}
    words = {lang: choices.words("pages", lang) for lang in choices.LANGUAGES}
    values = {"languages": ordered, "links": above, "words": words, "css": _asset("page.css")}
    values["policy"] = safe.policy([], files=True)
    return writing.content(path, _template("index.html").render(**values))


def gallery(notebooks: list[Path], path: Path) -> Path:
    """Write the gallery of executed notebooks of one language to ``path``.

    Each form stands with its signature, its meaning and an example, then its exhibits, each with
    the code that made it. Links are relative to ``path``.
    """
    read = [(notebook.parent, executed.read(notebook)) for notebook in notebooks]
    cards = [card for folder, book in read for card in _cards(folder, book, path)]
    functions = _functions()
    beside = safe.policy([], files=True)
    forms = [
        _described(functions[form]) | {"cards": [card for card in cards if card["kind"] == form]}
        for form in FORMS
    ]
    return writing.content(
        path, render("gallery.html", read[0][1].lang, forms=forms, policy=beside)
    )


def _functions() -> dict[str, ast.FunctionDef]:
    """Return the chart functions as they are written: to import them would take a second."""
    found: dict[str, ast.FunctionDef] = {}
    for module in ("forms", *FORMS):  # those of a module of their own bear its name
        path = files("xiaoyi_data") / "charts" / f"{module}.py"
        if path.is_file():
            body = ast.parse(path.read_text(encoding="utf-8")).body
            found |= {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    return {name: found[name] for name in FORMS}


def _link(file: Path, page: Path) -> str:
    return quote(file.relative_to(page.parent).as_posix())


def _cards(folder: Path, book: executed.Executed, path: Path) -> list[dict[str, str]]:
    cards: list[dict[str, str]] = []
    for cell in book.cells:
        for picture in filter(None, map(executed.as_picture, executed.outputs(cell))):
            payload = picture.payload
            drawn = f"{book.name}-{len(cards) + 1:02}-{payload['name']}.png"
            cards.append(
                {name: payload[name] for name in ("kind", "title", "alt")}
                | {"href": _link(folder / f"{book.name}.html", path) + f"#{payload['name']}"}
                | {"picture": _link(folder / drawn, path), "code": code("".join(cell["source"]))}
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


def _blocks(
    cell: executed.Cell, book: executed.Executed, guard: safe.Safe
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
            yield {"kind": "exhibit", **_exhibit(picture, book)}
        else:
            yield from shown.blocks([output], guard, book.widgets)


def _exhibit(picture: executed.Picture, book: executed.Executed) -> dict[str, Any]:
    payload = picture.payload
    names = choices.words("pages", book.lang)["columns"] | {
        name: name for name in payload["columns"] or ()
    }
    present = {key for row in payload["data"] for key, value in row.items() if value is not None}
    columns = payload["columns"] or [key for key in names if key in present]
    if payload["kind"] == "picture":  # it may be of anything
        columns = list(payload["data"][0]) if payload["data"] else []
    rows = io.StringIO()
    if payload["data"]:
        writer = csv.DictWriter(rows, list(payload["data"][0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(payload["data"])
    return {
        "alt": payload["alt"],
        "id": payload["name"],
        "title": payload["title"],
        "heads": [names.get(column, column) for column in columns],
        "rows": [[_cell(row[column]) for column in columns] for row in payload["data"]],
        "svg": _data("image/svg+xml", picture.svg.encode()),
        "png": _data("image/png", picture.png),
        "csv": _data("text/csv", ("\ufeff" + rows.getvalue()).encode()),
        "stem": f"{book.name}-{payload['name']}",
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    # All digits that a decimal number keeps as a float, none that only the float has.
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def code(text: str, language: str = "python") -> str:
    """Return code as coloured HTML; in a language that pygments does not know, it has no colours.

    >>> "<span" in code("x = 1"), 'class="k"' in code("x = 1", "brainless")
    (True, False)
    """
    try:
        lexer = _LEXERS[language] if language in _LEXERS else get_lexer_by_name(language)
    except ClassNotFound:
        lexer = TextLexer()
    return str(highlight(text, lexer, HtmlFormatter()))


def _anchored(text: str, heads: list[dict[str, str]]) -> str:
    """Give the headings ids and note them for the table of contents."""
    tree = spoken.parsed(text)
    for head in tree.iter("h1", "h2", "h3"):
        head.set("id", f"section-{len(heads) + 1}")
        heads.append({"level": head.tag[1], "id": head.get("id"), "text": head.text_content()})
    return spoken.written(tree)


def _aimed(text: str, heads: list[dict[str, str]]) -> str:
    """Aim links at headings, which JupyterLab names by their words: ``#Part-two``."""
    names = {head["text"].replace(" ", "-"): head["id"] for head in reversed(heads)}
    tree = spoken.parsed(text)
    for link in tree.xpath(".//a[starts-with(@href, '#')]"):
        if found := names.get(unquote(link.get("href")[1:])):
            link.set("href", f"#{found}")
    return spoken.written(tree)


@cache
def _asset(name: str) -> str:
    return (files("xiaoyi_data") / "assets" / name).read_text(encoding="utf-8")


@cache
def _template(name: str) -> jinja2.Template:
    read = jinja2.FunctionLoader(lambda n: _asset(n + ".j2"))
    made = jinja2.Environment(loader=read, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return made.get_template(name)
