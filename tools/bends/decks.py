"""Decks of a user's, with a part lost, cut or changed: taken with all their slides, or refused."""

from __future__ import annotations

import io
import random
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from pptx import Presentation

import xiaoyi_data as xd
from xiaoyi_data.exports.slides.look import NoTemplate


@cache
def _shown() -> Any:
    story = xd.story("en")
    return story.show(
        "bars", story.rows("forest-cover-2020"), name="forest",
        title=("Forest covers a third", "森林覆盖三分之一"), subtitle=("Percent", "%"),
    )  # fmt: skip


@cache
def _whole() -> dict[str, bytes]:
    """Return the parts of a deck with a slide on each of its layouts."""
    show, made = Presentation(), io.BytesIO()
    for layout in show.slide_layouts:
        show.slides.add_slide(layout)
    show.save(made)
    with zipfile.ZipFile(made) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def _lost(part: bytes, rng: random.Random) -> None:
    return None


def _cut(part: bytes, rng: random.Random) -> bytes:
    return part[: rng.randrange(len(part) + 1)]


def _flipped(part: bytes, rng: random.Random) -> bytes:
    made = bytearray(part)
    for _ in range(rng.choice([1, 3, 30])):
        made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)


def _unnamed(part: bytes, rng: random.Random) -> bytes:
    """Take an attribute away."""
    found = list(re.finditer(rb' [\w:]+="[^"]*"', part))
    if not found:
        return part
    gone = rng.choice(found)
    return part[: gone.start()] + part[gone.end() :]


def _renumbered(part: bytes, rng: random.Random) -> bytes:
    """Change a number in an attribute."""
    found = list(re.finditer(rb'="-?\d+"', part))
    if not found:
        return part
    gone = rng.choice(found)
    new = rng.choice([b"0", b"-1", b"99999999999", b"x", b"", b"1e9"])
    return part[: gone.start()] + b'="' + new + b'"' + part[gone.end() :]


def _emptied(part: bytes, rng: random.Random) -> bytes:
    """Take an element without children away."""
    found = list(re.finditer(rb"<[^<>/?!]+/>", part))
    if not found:
        return part
    gone = rng.choice(found)
    return part[: gone.start()] + part[gone.end() :]


DEEDS: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "lost": _lost, "cut": _cut, "flipped": _flipped, "without an attribute": _unnamed,
    "renumbered": _renumbered, "without an element": _emptied,
}  # fmt: skip


def fault(number: int) -> str:
    """Make the deck of a number, write one of it, and judge that."""
    rng = random.Random(f"deck {number}")
    parts = dict(_whole())
    # Half of the time where a deck is held together.
    names = list(parts) if rng.random() < 0.5 else [n for n in parts if "slideLay" not in n]
    name, how, use = rng.choice(names), rng.choice(list(DEEDS)), rng.choice(["template", "append"])
    changed = DEEDS[how](parts.pop(name), rng)
    if changed is not None:
        parts[name] = changed
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "given.pptx", Path(folder) / "made.pptx"
        with zipfile.ZipFile(given, "w") as file:
            for part, content in parts.items():
                file.writestr(part, content)
        wrong = _judged(given, made, use)
        begun = [path.name for path in Path(folder).iterdir() if path not in (given, made)]
    wrong = wrong or f"left {begun}" * bool(begun)
    return f"{name} {how}, as {use}: {wrong}" if wrong else ""


def _judged(given: Path, made: Path, use: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            xd.slides([_shown()], made, **{use: given})
        except NoTemplate as refused:
            if made.exists() or len(str(refused).splitlines()) != 1:
                return f"refused, and yet written, or not in one line: {str(refused)!r}"
            return ""
    if len(Presentation(str(made)).slides) <= (use == "append"):
        return "the deck made has lost its slides"
    return ""
