"""A drawing as part of a page: its texts are texts again, its marks links, its names its own.

A page brings the font, so there the outlines of its letters give way to texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from xiaoyi_data.canvas import outlines
from xiaoyi_data.exports.safe import Safe

_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_MARK = re.compile(r"mark((?:-\d+)+)")


@dataclass(frozen=True)
class Mark:
    """Where a mark leads, the words for it, and the keys of the figures it shows."""

    href: str
    said: str
    figures: str = ""


@dataclass
class Drawing:
    """An SVG to stand in a page, and the letters that its texts need, by weight."""

    svg: str
    letters: dict[str, set[str]] = field(default_factory=dict)


def drawing(svg: str, name: str, said: str, marks: Mapping[int, Mark], guard: Safe) -> Drawing:
    """Return a drawing to stand in a page under ``name``, described by ``said``.

    ``marks`` are the links of its marks, by their row; ``guard`` makes safe what is foreign. What
    is no SVG is nothing.

    >>> from pathlib import Path
    >>> made = drawing("<svg><g id='mark-0'><path d='M0 0'/></g></svg>", "rates", "Rates",
    ...                {0: Mark("#forest", "Forest: 33%")}, Safe(Path()))
    >>> "Forest: 33%" in made.svg, 'id="mark-0"' in made.svg
    (True, False)
    """
    text = re.sub(r"^\s*<\?xml.*?\?>\s*(?:<!DOCTYPE[^>\[]*>)?", "", svg, flags=re.DOTALL)
    if not re.search(r"<svg[^>]+xmlns=", text):
        text = text.replace("<svg", f'<svg xmlns="{_SVG[1:-1]}"', 1)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_blank_text=True
    )
    try:
        tree = etree.fromstring(text.encode(), parser) if text else None
    except etree.XMLSyntaxError:  # in which there is nothing to recover
        tree = None
    if tree is None or tree.tag != f"{_SVG}svg":
        return Drawing("")
    used = outlines.restore(tree)
    guard.clean(tree)
    for part in tree.findall(f"{_SVG}metadata"):
        tree.remove(part)
    for part in list(tree.iter(f"{_SVG}style")):
        if (part.text or "").startswith("*{stroke-linejoin"):  # of all the page; ours says it
            part.getparent().remove(part)
    _links(tree, marks)
    _names(tree, name)
    for size in ("width", "height"):
        tree.attrib.pop(size, None)
    tree.set("role", "group")
    tree.set("aria-label", said)
    made = etree.tostring(tree, encoding="unicode")
    # In HTML a namespace needs no name, and paths no lines.
    made = re.sub(r' xmlns(?::\w+)?="[^"]*"', "", made).replace("xlink:href=", "href=")
    return Drawing(re.sub(r"\s*\n\s*", " ", made), used)


def _links(tree: Any, marks: Mapping[int, Mark]) -> None:
    """Make a link of each mark; one of many pieces is reached once by the keyboard."""
    reached: set[int] = set()
    for part in list(tree.iter(f"{_SVG}g")):
        if not (found := _MARK.fullmatch(part.get("id", ""))):
            continue
        rows = [int(row) for row in found[1].split("-")[1:]]
        shown = [part] if len(rows) == 1 else _pieces(part)
        for row, piece in zip(rows, shown, strict=False):
            if row in marks and piece.getparent() is not None:
                _link(piece, marks[row], again=row in reached)
                reached.add(row)


def _pieces(part: Any) -> list[Any]:
    """Return what shows a mark each, in order: places where the same path is used."""
    return [use if use.getparent() is part else use.getparent() for use in part.iter(f"{_SVG}use")]


def _link(piece: Any, mark: Mark, again: bool) -> None:
    link = etree.Element(f"{_SVG}a", href=mark.href)
    link.set("class", "mark")
    link.set("data-figures", mark.figures)
    if again:
        link.set("tabindex", "-1")
        link.set("aria-hidden", "true")
    else:
        link.set("aria-label", mark.said)
    piece.getparent().replace(piece, link)
    link.append(piece)


def _names(tree: Any, name: str) -> None:
    """Keep the names that the drawing itself refers to, with the exhibit's before them."""
    whole = etree.tostring(tree, encoding="unicode")
    used = set(re.findall(r'url\(#([^)"\']+)\)|href="#([^"]+)"', whole))
    kept = {one for pair in used for one in pair if one}
    own = {part.get("id") for part in tree.iter(etree.Element)} & kept
    for part in tree.iter(etree.Element):
        for key, value in part.attrib.items():
            if key == "id":
                if value in own:
                    part.set(key, f"{name}--{value}")
                else:
                    del part.attrib[key]
            elif key.endswith("href") and value[1:] in own and value[0] == "#":
                part.set(key, f"#{name}--{value[1:]}")
            elif "url(#" in value:
                part.set(key, re.sub(r"url\(#([^)]+)\)", rf"url(#{name}--\1)", value))
