"""What executed notebooks say, as plain data: what a later run is compared with.

Looks are left out: colours, fonts, places, code, dates. Where two runs say the same, what is
returned is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xiaoyi_data.exports import executed, spoken, whose

_SENTENCE = re.compile(r".+?(?:。|[.!?](?=\s|$)|$)", re.DOTALL)
_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "pre"}
_PLACE = ("panel", "label", "series", "x")  # what tells a mark of a chart from the others


def of(notebooks: list[Path]) -> dict[str, Any]:
    """Return what each notebook says, by its name.

    That is ``lang``, ``title``, ``figures``, ``verdicts``, ``exhibits`` and ``sentences``.
    ``title`` begins with what the report is called, where there are several; ``figures`` holds by
    key how a value is ``printed`` in the report and put in ``words``; ``exhibits`` by name the
    texts around one, and its ``rows``: what each mark shows.
    """
    books = whose.named([executed.read(notebook) for notebook in notebooks])
    return {book.name: _one(book) for book in books}


def _one(book: executed.Executed) -> dict[str, Any]:
    figures: dict[str, dict[str, str]] = {}
    verdicts: dict[str, str] = {}
    for cell in book.cells:
        for output in executed.outputs(cell):
            about = output.get("metadata", {}).get("xiaoyi") or {}
            for key, ways in about.get("rests_on", {}).items():
                figures.setdefault(key, {})["words"] = " / ".join(ways)
            verdicts |= about.get("verdicts", {})
    for picture in book.exhibits:
        for figure in picture.payload["figures"]:
            figures.setdefault(figure["figure"], {})["printed"] = figure["printed"]
    return {
        "lang": book.lang,
        "title": book.title,
        "figures": figures,
        "verdicts": verdicts,
        "exhibits": {shown.payload["name"]: _exhibit(shown.payload) for shown in book.exhibits},
        "sentences": [said for text in book.prose for said in sentences(text)],
    }


def sentences(markdown: str) -> Iterator[str]:
    """Yield the sentences of a text in Markdown as a reader sees them.

    >>> list(sentences("## Air\\n\\nPM2.5 **fell**. It is 47."))
    ['Air', 'PM2.5 fell.', 'It is 47.']
    """
    for block in spoken.parsed(spoken.as_html(markdown)).iter(*_BLOCKS):
        if not any(inner.tag in _BLOCKS for inner in block.iterdescendants()):
            said = " ".join(block.text_content().split())
            yield from (one.strip() for one in _SENTENCE.findall(said))


def _exhibit(payload: dict[str, Any]) -> dict[str, Any]:
    rows: dict[str, str] = {}
    for row in payload["data"]:
        name, text = _tabled(row, payload["columns"]) if payload["columns"] else _mark(row)
        number, free = 1, name
        while free in rows:
            number += 1
            free = f"{name} ({number})"
        rows[free] = text
    told = {part: payload[part] for part in ("kind", "title", "subtitle", "caveat")}
    return told | {"rows": rows}


def _mark(row: dict[str, Any]) -> tuple[str, str]:
    """Return what a mark is of, and what it shows."""
    place = [str(row[part]) for part in _PLACE if row.get(part) not in (None, "")]
    shown = row.get("text") or row.get("value")
    return " · ".join(place), "" if shown is None else str(shown)


def _tabled(row: dict[str, Any], columns: list[str]) -> tuple[str, str]:
    """Return the first cell of a row, and the others."""
    first, *others = (str(row.get(name) or "") for name in columns)
    return first, " | ".join(others)
