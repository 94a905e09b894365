"""Pages: one self-contained HTML file for each executed notebook, and an index of them."""

from __future__ import annotations

import base64
import csv
import io
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import mistune
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from xiaoyi_data import writing
from xiaoyi_data.exports import executed

_WORDS: dict[str, dict[str, Any]] = {
    "en": {"code": "Code", "all": "Show all code", "contents": "Contents", "home": "All notebooks",
           "search": "Search the table", "columns": {"panel": "Group", "label": "What",
           "series": "Series", "x": "Step", "value": "Value", "low": "Low", "high": "High",
           "text": "As shown"},
           "data": "Data", "title": "Xiaoyi government work report 2021",
           "deck": "Slides (PowerPoint)", "gallery": "Gallery of charts", "language": "English",
           "gallery_text": "Each chart form, what it is for, and the exhibits that use it.",
           "note": "Made from the quoted figures of the report."},
    "zh": {"code": "代码", "all": "显示全部代码", "contents": "目录", "home": "全部笔记本",
           "search": "在表中查找", "columns": {"panel": "组", "label": "事项", "series": "系列",
           "x": "年份", "value": "数值", "low": "下限", "high": "上限", "text": "显示"},
           "data": "数据", "title": "孝义市2021年政府工作报告",
           "deck": "幻灯片（PowerPoint）", "gallery": "图表一览", "language": "中文",
           "gallery_text": "每种图表的用途，以及采用它的图表。",
           "note": "根据报告原文引用的数据生成。"},
}  # fmt: skip


def page(notebook: Path, path: Path) -> Path:
    """Write the page of an executed notebook to ``path``; it asks no host for anything."""
    book = executed.read(notebook)
    blocks: list[dict[str, Any]] = []
    heads: list[dict[str, str]] = []
    for cell in book.cells:
        for block in _blocks(cell, book):
            if block["kind"] == "code" and blocks and blocks[-1]["kind"] == "code":
                blocks[-1]["html"] += block["html"]  # cells that show nothing fold together
            else:
                blocks.append(block)
    for block in blocks:
        if block["kind"] == "html":
            block["html"] = _anchored(block["html"], heads)
    text = render(
        "page.html",
        book.lang,
        title=book.title,
        blocks=blocks,
        heads=heads,
        script=_asset("page.js"),
    )
    return writing.content(path, text)


def render(template: str, lang: str, **values: Any) -> str:
    """Return a page made of a template of ours, in a language, with our style and words."""
    return _template(template).render(
        lang="zh-CN" if lang == "zh" else "en",
        words=_WORDS[lang],
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
        number = f"{book.name}-01-{book.exhibits[0].payload['name']}.png"
        languages.setdefault(book.lang, []).append(
            {
                "title": book.title,
                "name": book.name,
                "href": quote(where.relative_to(path.parent).as_posix()),
                "picture": quote((where.parent / number).relative_to(path.parent).as_posix()),
                "finding": book.exhibits[0].payload["title"],
            }
        )
    above = {
        lang: {name: quote(file.relative_to(path.parent).as_posix()) for name, file in own.items()}
        for lang, own in links.items()
    }
    ordered = {lang: languages[lang] for lang in ("en", "zh") if lang in languages}
    text = _template("index.html").render(
        languages=ordered, words=_WORDS, links=above, css=_asset("page.css")
    )
    return writing.content(path, text)


def _blocks(cell: executed.Cell, book: executed.Executed) -> list[dict[str, Any]]:
    """Turn a cell into what the page shows: code folded, outputs, prose."""
    if cell["cell_type"] == "markdown":
        return [{"kind": "html", "html": prose(text)} for text in executed.markdown(cell)]
    blocks: list[dict[str, Any]] = []
    source = "".join(cell["source"]).strip()
    if source and cell["cell_type"] == "code":
        blocks.append({"kind": "code", "html": code(source)})
    for output in executed.outputs(cell):
        data = output.get("data", {})
        if "application/vnd.jupyter.widget-view+json" in data:
            continue  # a menu is nothing without its kernel
        picture = executed.as_picture(output)
        if picture:
            blocks.append({"kind": "exhibit", **_exhibit(picture, book)})
        elif "text/markdown" in data:
            blocks.append({"kind": "html", "html": prose("".join(data["text/markdown"]))})
        elif "text/html" in data:
            table = _table("".join(data["text/html"]))
            if table.strip():
                blocks.append({"kind": "table", "html": table})
        elif "text/plain" in data:
            blocks.append({"kind": "text", "text": "".join(data["text/plain"])})
        elif output["output_type"] == "stream" and output["name"] == "stdout":
            blocks.append({"kind": "text", "text": "".join(output["text"])})
    return blocks


def _table(html: str) -> str:
    """Return a table that a library made in our form: no scripts or looks, one row of headings."""
    html = re.sub(r' border="1"| style="[^"]*"', "", html)
    # Scripts would ask other hosts; tables that need one carry a plain one to show instead.
    html = re.sub(r"<(style|script).*?</\1>", "", html, flags=re.S)
    html = re.sub(r"<table[^>]* hidden.*?</table>", "", html, flags=re.S)
    html = re.sub(r"<thead>.*?</thead>", _one_row, html, flags=re.S)
    return re.sub(r"(<tr[^>]*>\s*)<th>", r'\1<th scope="row">', html)


def _one_row(head: re.Match[str]) -> str:
    """Join the rows of a head where pandas sets the name of the index below the others."""
    rows = [re.findall(r"<th\b[^>]*>(.*?)</th>", row, flags=re.S) for row in head[0].split("</tr>")]
    rows = [row for row in rows if row]
    columns = [[text for text in column if text] for column in zip(*rows, strict=False)]
    if len({len(row) for row in rows}) > 1 or any(len(column) > 1 for column in columns):
        return head[0]
    cells = "".join(f'<th scope="col">{"".join(column)}</th>' for column in columns)
    return f"<thead><tr>{cells}</tr></thead>"


def _exhibit(picture: executed.Picture, book: executed.Executed) -> dict[str, Any]:
    payload = picture.payload
    names = _WORDS[book.lang]["columns"] | {name: name for name in payload["columns"] or ()}
    present = {key for row in payload["data"] for key, value in row.items() if value is not None}
    columns = payload["columns"] or [key for key in names if key in present]
    rows = io.StringIO()
    if payload["data"]:
        writer = csv.DictWriter(rows, list(payload["data"][0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(payload["data"])
    stem = f"{book.name}-{payload['name']}"
    return {
        "alt": payload["alt"],
        "id": payload["name"],
        "title": payload["title"],
        "heads": [names[column] for column in columns],
        "rows": [[_cell(row[column]) for column in columns] for row in payload["data"]],
        "svg": _data("image/svg+xml", picture.svg.encode()),
        "png": _data("image/png", picture.png),
        "csv": _data("text/csv", ("\ufeff" + rows.getvalue()).encode()),
        "stem": stem,
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def prose(text: str) -> str:
    """Return Markdown as HTML."""
    return str(mistune.html(text))


def code(text: str) -> str:
    """Return Python code as coloured HTML."""
    return str(highlight(text, PythonLexer(), HtmlFormatter()))


def _anchored(html: str, heads: list[dict[str, str]]) -> str:
    """Give the headings ids and note them for the table of contents."""

    def mark(match: re.Match[str]) -> str:
        identity = f"section-{len(heads) + 1}"
        text = re.sub(r"<[^>]+>", "", match[2])
        heads.append({"level": match[1], "id": identity, "text": text})
        return f'<h{match[1]} id="{identity}">{match[2]}</h{match[1]}>'

    return re.sub(r"<h([1-3])>(.*?)</h\1>", mark, html, flags=re.S)


@cache
def _asset(name: str) -> str:
    return (files("xiaoyi_data") / "assets" / name).read_text(encoding="utf-8")


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda n: _asset(n + ".j2")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
