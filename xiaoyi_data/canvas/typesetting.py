"""How wide a text is and where its lines break, in the bundled font.

Chinese breaks between characters, but not inside a number and its unit nor before closing
punctuation; English breaks at spaces, but not inside ``CNY 12.88 billion``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from PIL import ImageFont

from xiaoyi_data.canvas.style import font_path

_BEFORE = "CNY |no. |nearly |about |at least |at most |more than |≥ |≤ |> "
_AFTER = "million|billion|trillion|tonnes|t|km²|km|kg|mu|MW|kV|pp|m³|people|years|percentage points"
_GLUE = re.compile(rf"(?:{_BEFORE})*[−+]?\d[\d,.]*%?(?: (?:{_AFTER})\b)*")
_MEASURES = "个百分点|平方公里|公里|公斤|千瓦|人次|[个户家名人元吨亩件项套处座所场年月天倍]"
_CLOSING = r"、，。；：！？）》”’」):;!?\]"  # what no line begins with
_TOKEN = re.compile(
    # A Chinese name in an English text stays whole.
    rf"(?<= )[一-鿿]{{2,14}}[{_CLOSING}]*"
    rf"|[（《“‘「([]?[A-Za-zÀ-ɏ0-9.,%+−≥≤>–'’\-²³µ\u00a0]+(?:[十百千万亿]*(?:{_MEASURES}))?[{_CLOSING}]*"
    rf"|\s+|[（《“‘「]?.[{_CLOSING}%]*"
)


_UNITS = 1000  # of the font's em: at this size an advance is a whole number of pixels


@cache
def _face(weight: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_path(weight), _UNITS, layout_engine=ImageFont.Layout.BASIC)


@cache
def _advance(character: str, weight: str) -> int:
    return round(_face(weight).getlength(character))


@lru_cache(10_000)
def _advances(text: str, weight: str) -> int:
    """Return how far a text reaches; whole numbers add up to the same in any order."""
    return sum(_advance(character, weight) for character in text)


def width(text: str, size: float, weight: str = "Regular") -> float:
    """Return the width of one line of text in points.

    >>> round(width("孝义", 10))
    20
    """
    return _advances(text, weight) * size / _UNITS


def wrap(text: str, room: float, size: float, weight: str = "Regular") -> list[str]:
    """Return the lines of a text that fits ``room`` points; a word too long has its own line.

    Lines of the text itself stay lines.

    >>> wrap("地区生产总值增长5.9%", 60, 10)
    ['地区生产总值', '增长5.9%']
    >>> wrap("rates of 污水处理率, of others", 70, 10)
    ['rates of', '污水处理率, of', 'others']
    """
    if "\n" in text:
        return [line for part in text.split("\n") for line in wrap(part, room, size, weight)]
    glued = _GLUE.sub(lambda match: match[0].replace(" ", "\u00a0"), text)
    lines, line = [], ""
    whole = seen = 0  # how far the line reaches, with the spaces it ends in and without
    for token in _TOKEN.findall(glued):
        bare = token.rstrip(" ")
        seen = whole + _advances(bare, weight) if bare else seen
        if line and seen * size / _UNITS > room:
            lines.append(line.rstrip(" "))
            line = token.lstrip(" ")
            whole, seen = _advances(line, weight), _advances(line.rstrip(" "), weight)
        else:
            line += token
            whole += _advances(token, weight)
    if line.strip():
        lines.append(line.rstrip(" "))
    return [line.replace("\u00a0", " ") for line in lines] or [""]


def balance(text: str, room: float, size: float, weight: str = "Regular") -> list[str]:
    """Return as many lines as ``wrap`` needs, of about the same length: no word left alone.

    Two lines of Chinese part where the sentence does, if neither is much the shorter.

    >>> balance("服务业占比先升后降，到2018年回到29%", 200, 16)
    ['服务业占比先升后降，', '到2018年回到29%']
    """
    lines = wrap(text, room, size, weight)
    if len(lines) == 2:
        ends = [place for place, mark in enumerate(text, start=1) if mark in "，；"]
        halves = [[text[:end], text[end:]] for end in ends]
        halves = [both for both in halves if _evenness(both, room, size, weight) > 0.4]
        if halves:
            return max(halves, key=lambda both: _evenness(both, room, size, weight))
    for share in (0.55, 0.65, 0.75, 0.85):
        even = wrap(text, room * share, size, weight)
        if len(lines) > 1 and len(even) == len(lines):
            return even
    return lines


def _evenness(lines: list[str], room: float, size: float, weight: str) -> float:
    """Return the share that the shorter of two lines has of the longer; 0 where one is too long."""
    short, long = sorted(width(line, size, weight) for line in lines)
    return short / long if 0 < long <= room else 0.0
