"""Cells and headings of two languages and several reports, of which a reader sees one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from xiaoyi_data.report import reports

_FENCE = re.compile(r" {0,3}(`{3,}(?!.*`)|~{3,})")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_PLAIN = re.compile(r" {0,3}(?![ >#]|[-+*][ \t]|\d+[.)][ \t])\S")  # no quote, list or code
_HEADING = re.compile(r"( {0,3}#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
# A bar between spaces parts two languages; not in code, nor where it is escaped.
_BAR = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|\\.|[ \t]+(?P<bar>\|)[ \t]+")


def cell(held: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return a cell with the half of its headings that is in the language.

    A heading may hold both, ``## Evidence | 证据``: English left of the one bar that stands
    between spaces, Chinese right of it. With none, or several, it is shown whole; ``\\|`` is a
    bar and nothing more.
    """
    if held["cell_type"] != "markdown" or "|" not in (text := "".join(held["source"])):
        return held
    lines = text.split("\n")
    for place, marks, said in _headings(lines):
        bars = [match for match in _BAR.finditer(said) if match["bar"]]
        if len(bars) == 1:
            start, end = bars[0].span()
            lines[place] = marks + (said[:start] if lang == "en" else said[end:])
    return held | {"source": "\n".join(lines)}


def shown(cell: dict[str, Any], lang: str, report: str) -> bool:
    """Return whether a cell belongs to a language and a report, the key or the folder of one.

    Those tagged ``lang-en`` or ``lang-zh`` belong to that language alone, those tagged
    ``report-xiaoyi-2021`` to that report, and ``report-other`` to any but ours.

    >>> held = {"metadata": {"tags": ["lang-zh", "report-other"]}}
    >>> shown(held, "zh", "boye-2022"), shown(held, "zh", ""), shown(held, "en", "boye-2022")
    (True, False, False)
    """
    tags = cell["metadata"].get("tags", [])
    own = Path(report or reports.DEFAULT).name
    of = {f"report-{own}", *(["report-other"] if own != reports.DEFAULT else [])}
    return all(
        any(tag in wanted for tag in tags) or not any(tag.startswith(kind) for tag in tags)
        for kind, wanted in (("lang-", {f"lang-{lang}"}), ("report-", of))
    )


def _headings(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the place, marks and text of headings, each of one line; none is in fenced code."""
    fence, before = "", ""
    for place, (line, below) in enumerate(pairwise([*lines, ""])):
        if fence:
            if (end := line.strip()) and set(end) == {fence[0]} and len(end) >= len(fence):
                fence = ""
        elif opened := _FENCE.match(line):
            fence = opened[1]
        elif heading := _HEADING.fullmatch(line):
            yield place, f"{heading[1]} ", heading[2]
            line = ""  # what follows begins a paragraph
        elif _UNDERLINE.fullmatch(below) and not before.strip() and _PLAIN.match(line):
            yield place, "", line.strip()
        before = line
