"""Outputs of cells as JupyterLab shows them: the richest form of each, made safe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from xiaoyi_data.exports import spoken
from xiaoyi_data.exports.safe import Safe

WIDGET = "application/vnd.jupyter.widget-view+json"
_LONG = 30  # lines of text that a page shows without a click
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def blocks(outputs: list[dict[str, Any]], guard: Safe) -> Iterator[dict[str, Any]]:
    """Yield what a page shows of outputs that are no exhibits, in the order of JupyterLab."""
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            yield from _text(terminal(_joined(output.get("text", ""))))
        elif kind == "error":
            lines = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
            yield from _text(terminal("\n".join(lines)))
        else:
            yield from _richest(output.get("data", {}), guard)


def merged(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return outputs with the pieces of one stream that follow each other as one."""
    made: list[dict[str, Any]] = []
    for output in outputs:
        last = made[-1] if made else {}
        if output["output_type"] == "stream" and last.get("name") == output.get("name"):
            made[-1] = last | {"text": _joined(last["text"]) + _joined(output.get("text", ""))}
        else:
            made.append(output)
    return made


def terminal(text: str) -> str:
    """Return what a terminal ends up showing; of a progress bar that is its last line.

    >>> terminal("  0%\\r 50%\\r100%\\ndone\\n")
    '100%\\ndone\\n'
    """
    return "\n".join(map(_overwritten, text.replace("\r\n", "\n").split("\n")))


def _overwritten(line: str) -> str:
    shown = ""
    for part in line.split("\r"):
        shown = part + shown[len(part) :]
    return shown


def _richest(data: dict[str, Any], guard: Safe) -> Iterator[dict[str, Any]]:
    if WIDGET in data:
        yield {"kind": "widget"}
    elif "application/json" in data:
        text = json.dumps(data["application/json"], ensure_ascii=False, indent=2)
        yield from _text(text)
    elif "text/html" in data:
        if (made := guard.html(table(_joined(data["text/html"])))).strip():
            yield {"kind": "table", "html": made}
    elif "text/markdown" in data:
        made = guard.html(spoken.as_html(_joined(data["text/markdown"])))
        yield {"kind": "html", "html": made}
    elif "text/latex" in data:
        made = spoken.formula(_joined(data["text/latex"]), block=True)
        yield {"kind": "html", "html": f"<p>{guard.html(made)}</p>"}
    elif "image/svg+xml" in data:
        made = guard.html(re.sub(r"<\?.*?\?>|<!DOCTYPE[^>]*>", "", _joined(data["image/svg+xml"])))
        yield {"kind": "picture", "html": made}
    elif found := next((name for name in _PICTURES if name in data), None):
        yield {
            "kind": "picture",
            "src": f"data:{found};base64,{''.join(_joined(data[found]).split())}",
        }
    elif "text/plain" in data:
        yield from _text(terminal(_joined(data["text/plain"])))


def _text(text: str) -> Iterator[dict[str, Any]]:
    if text.strip():
        lines = text.rstrip("\n").count("\n") + 1
        yield {"kind": "text", "text": text, "lines": lines if lines > _LONG else 0}


def table(text: str) -> str:
    """Return HTML with tables of pandas in our form: no looks of theirs, one row of headings.

    A Styler keeps its looks, and what is no table is left as it is.
    """
    if "<table" not in text and "itables" not in text:
        return text
    tree = spoken.parsed(text)
    # Tables of itables carry a plain one, which a page sorts and searches by itself.
    if "itables" in text:
        for part in tree.xpath(".//script | .//style | .//link | .//table[@hidden]"):
            part.drop_tree()
    for part in tree.xpath(".//style[@scoped]"):
        part.drop_tree()
    for frame in tree.xpath(".//table[not(starts-with(@id, 'T_'))]"):
        if "dataframe" in frame.get("class", "").split():
            for part in frame.iter():
                part.attrib.pop("style", None)
                part.attrib.pop("border", None)
        for head in frame.iter("thead"):
            _join_rows(head)
    for cell in tree.xpath(".//th[not(@scope)]"):
        cell.set("scope", "col" if next(cell.iterancestors("thead"), None) is not None else "row")
    return spoken.written(tree)


def _join_rows(head: Any) -> None:
    """Join the rows of a head where pandas sets the name of the index below the others."""
    rows = [list(row) for row in head.iter("tr")]
    if len({len(row) for row in rows}) != 1:
        return
    columns = [
        [cell for cell in column if cell.text_content()] for column in zip(*rows, strict=True)
    ]
    if any(len(column) > 1 for column in columns):
        return
    first, *others = head.iter("tr")
    first[:] = [
        (column or cells)[0] for column, cells in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    first.attrib.clear()
    for cell in first:
        cell.attrib.clear()
    for row in others:
        row.drop_tree()


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
