"""The font of a page: the bundled one, cut to the letters that its drawings use."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping
from functools import cache
from threading import Lock
from typing import Any

from xiaoyi_data.canvas import style

_WEIGHTS = {"Regular": 400, "Bold": 700}
_ONE = Lock()  # a font read piece by piece is none for two at a time, and pages are made in threads
# Its family, version and, as the OFL asks, its copyright and licence.
_ABOUT = {0: "copyright", 5: "version", 13: "licenseDescription", 14: "licenseInfoURL"}


def faces(letters: Mapping[str, Iterable[str]]) -> str:
    """Return the style sheet that brings the font, each weight with its letters and no others.

    >>> faces({}), faces({"Bold": "孝义"})[:45]
    ('', "@font-face{font-family:'Xiaoyi Sans';font-wei")
    """
    made = ""
    for weight, number in _WEIGHTS.items():
        if used := frozenset(letters.get(weight, ())):
            with _ONE:
                coded = base64.b64encode(_cut(weight, used)).decode()
            made += (
                f"@font-face{{font-family:'{style.FONT}';font-weight:{number};"
                f"src:url(data:font/woff;base64,{coded}) format('woff')}}\n"
            )
    return made


@cache
def _whole(weight: str) -> Any:
    from fontTools.ttLib import TTFont  # here: it takes a while, and few commands make pages

    return TTFont(style.font_path(weight), lazy=True)


def _cut(weight: str, letters: frozenset[str]) -> bytes:
    """Return the font with some letters, as WOFF: built anew, since to cut it takes ten times."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib import newTable

    whole = _whole(weight)
    # As they are in the file, since to read and write them again takes longest; none has parts.
    glyphs = whole["glyf"].glyphs
    names, advances = whole.getBestCmap(), whole["hmtx"]
    chosen = {ord(letter): names[ord(letter)] for letter in sorted(letters) if ord(letter) in names}
    order = [".notdef", *dict.fromkeys(chosen.values())]
    made = FontBuilder(whole["head"].unitsPerEm, isTTF=True)
    made.setupGlyphOrder(order)
    made.setupCharacterMap(chosen)
    for tag in ("loca", "glyf", "maxp"):
        made.font[tag] = newTable(tag)
    made.font["glyf"].glyphOrder = order
    made.font["glyf"].glyphs = {name: glyphs[name] for name in order}
    made.setupHorizontalMetrics({name: advances[name] for name in order})
    made.setupHorizontalHeader(ascent=whole["hhea"].ascent, descent=whole["hhea"].descent)
    about = {said: whole["name"].getDebugName(number) for number, said in _ABOUT.items()}
    kept = {said: text for said, text in about.items() if text}
    made.setupNameTable({"familyName": style.FONT, "styleName": weight, **kept})
    os2 = whole["OS/2"]
    made.setupOS2(sTypoAscender=os2.sTypoAscender, sTypoDescender=os2.sTypoDescender,
                  usWinAscent=os2.usWinAscent, usWinDescent=os2.usWinDescent)  # fmt: skip
    made.setupPost()
    made.font.flavor = "woff"
    made.font.recalcBBoxes = False
    for side in ("xMin", "yMin", "xMax", "yMax"):
        setattr(made.font["head"], side, getattr(whole["head"], side))
    vars(made.font["maxp"]).update(vars(whole["maxp"]) | {"numGlyphs": len(order)})
    # The same letters make the same bytes, whenever a page is made.
    made.font.recalcTimestamp = False
    made.font["head"].created = made.font["head"].modified = whole["head"].modified
    out = io.BytesIO()
    made.font.save(out)
    return out.getvalue()
