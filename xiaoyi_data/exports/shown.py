"""Outputs of cells as JupyterLab shows them: the richest form of each, made safe."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from xiaoyi_data.exports import spoken, terminal, widgets
from xiaoyi_data.exports.safe import Safe

WIDGET = "application/vnd.jupyter.widget-view+json"
_LONG = 30  # lines of text that a page shows without a click
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def blocks(
    outputs: list[dict[str, Any]], guard: Safe, states: Mapping[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield what a page shows of outputs that are no exhibits, in the order of JupyterLab.

    ``states`` are the last ones of widgets, by model: what they showed stays, they do not.
    """
    for output in outputs:
        kind, data = output["output_type"], output.get("data", {})
        if kind == "stream":
            yield from _text(_joined(output.get("text", "")))
        elif kind == "error":
            lines = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
            yield from _text("\n".join(lines))
        elif WIDGET in data:
            held = data[WIDGET]
            model = str(held.get("model_id", "")) if isinstance(held, dict) else ""
            yield from blocks(list(widgets.outputs(model, states or {})), guard)
            yield {"kind": "widget"}
        else:
            yield from _richest(data, output.get("metadata", {}), guard)


def _richest(
    data: dict[str, Any], metadata: dict[str, Any], guard: Safe
) -> Iterator[dict[str, Any]]:
    if "application/json" in data:
        text = json.dumps(data["application/json"], ensure_ascii=False, indent=2)
        yield from _text(text)
    elif script := data.get("application/javascript") or data.get("text/javascript"):
        yield {"kind": "html", "html": guard.html(_running(_joined(script)))}
    elif "text/html" in data:
        if (made := guard.html(table(_joined(data["text/html"])))).strip():
            yield {"kind": "table", "html": made}
    elif "text/markdown" in data:
        made = guard.prose(spoken.as_html(_joined(data["text/markdown"])))
        yield {"kind": "html", "html": made}
    elif "text/latex" in data:
        made = guard.prose(spoken.formulas(_joined(data["text/latex"])))
        yield {"kind": "html", "html": f"<p>{made}</p>"}
    elif "image/svg+xml" in data:
        if address := guard.svg(_joined(data["image/svg+xml"])):
            yield _picture(address, metadata.get("image/svg+xml", {}))
    elif found := next((name for name in _PICTURES if name in data), None):
        coded = "".join(_joined(data[found]).split())
        yield _picture(f"data:{found};base64,{coded}", metadata.get(found, {}))
    elif "text/plain" in data:
        yield from _text(_joined(data["text/plain"]))


def _picture(address: str, said: Any) -> dict[str, Any]:
    """Return a picture in the size it was given; one for sharp screens is drawn twice as large."""
    said = said if isinstance(said, dict) else {}
    sizes = {name: said.get(name) for name in ("width", "height")}
    kept = {name: int(size) for name, size in sizes.items() if isinstance(size, int | float)}
    return {"kind": "picture", "src": address, "alt": str(said.get("alt") or ""), "sizes": kept}


def _running(script: str) -> str:
    """Return a script as one that stands in a page; ``element`` is where it may show something."""
    text = script.replace("</", "<\\/").replace("<!--", "<\\!--")
    opened = "(function (element) {"
    return f"<div><script>{opened}\n{text}\n}})(document.currentScript.parentNode)</script></div>"


def _text(text: str) -> Iterator[dict[str, Any]]:
    if (text := terminal.shown(text)).strip():
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
