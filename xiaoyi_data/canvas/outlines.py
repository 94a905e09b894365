"""The letters of a drawing: kept as outlines, and texts again where the font is at hand.

With outlines a drawing looks alike wherever it is opened; a page or a PDF brings the font, and
there its texts can be found, copied and read aloud.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_GLYPH = re.compile(r"#?XiaoyiSans-(Regular|Bold)-[0-9a-f]+")
_PLACE = re.compile(r"(translate\([^)]*\)(?: rotate\([^)]*\))?) scale\(([\d.]+) -[\d.]+\)")
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def restore(tree: Any) -> dict[str, set[str]]:
    """Set texts in place of their outlines in a parsed drawing; return the letters by weight.

    What is bold is of the class ``bold``. A formula, in fonts of its own, stays as it is; where
    the texts cannot all be told from their outlines, so do all, and there are no letters.

    >>> drawn = etree.fromstring('''<svg xmlns="http://www.w3.org/2000/svg"
    ...     xmlns:xlink="http://www.w3.org/1999/xlink"><!-- % --><g
    ...     transform="translate(1 2) scale(0.12 -0.12)"><defs><path id="XiaoyiSans-Bold-5"
    ...     d="M0 0"/></defs><use xlink:href="#XiaoyiSans-Bold-5"/></g></svg>''')
    >>> restore(drawn), drawn[1].text, drawn[1].get("style")
    ({'Bold': {'%'}}, '%', 'font-size:12px')
    """
    found, letters = [], dict[str, set[str]]()
    for note in tree.iter(etree.Comment):
        group = note.getnext()
        uses = [] if group is None else group.findall(f"{_SVG}use")
        glyphs = [_GLYPH.fullmatch(use.get(_LINK, "")) for use in uses]
        if not any(glyphs):
            continue
        said = (note.text or "")[1:-1]
        for escaped, sign in _ESCAPED:
            said = said.replace(escaped, sign)
        said = said if len(said) == len(uses) else said.replace("- ", "-")  # two dashes end a note
        place = _PLACE.fullmatch(group.get("transform", ""))
        if not all(glyphs) or len(said) != len(uses) or not place:
            return {}
        weight = glyphs[0][1]  # type: ignore[index]
        found.append((group, said, place, weight))
    outlines = {part.getparent().getparent() for part in tree.iter(f"{_SVG}path")
                if _GLYPH.fullmatch(part.get("id", ""))}  # fmt: skip
    if outlines - {group for group, *_ in found}:
        return {}
    for group, said, place, weight in found:
        style = f"{group.get('style', '')};font-size:{100 * float(place[2]):g}px"
        text = etree.Element(f"{_SVG}text", transform=place[1], style=style.lstrip(";"))
        if weight == "Bold":
            text.set("class", "bold")
        text.text, text.tail = said, group.tail
        group.getparent().replace(group, text)
        letters.setdefault(weight, set()).update(said)
    return letters
