"""Pictures: PNG and SVG of every exhibit of an executed notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xiaoyi_data import writing
from xiaoyi_data.exports import executed

WIDE, HIGH = 1920, 1080


def pictures(notebook: Path, folder: Path, *, double: bool = False) -> list[Path]:
    """Write ``<notebook>-<number>-<exhibit>.png`` (1920 × 1080) and ``.svg``; return the paths.

    With ``double``, ``…@2x.png`` (3840 × 2160) as well.
    """
    book, made = executed.read(notebook), []
    for number, picture in enumerate(book.exhibits, start=1):
        stem = f"{book.name}-{number:02}-{picture.payload['name']}"
        made.append(writing.content(folder / f"{stem}.png", picture.png))
        # A file has a size of its own; in a page the drawing takes the page's width.
        sized = picture.svg.replace("<svg ", '<svg width="960pt" height="540pt" ', 1)
        made.append(writing.content(folder / f"{stem}.svg", sized.encode()))
        if double:
            made.append(writing.content(folder / f"{stem}@2x.png", _enlarged(picture.svg)))
    return made


def every(notebooks: Sequence[Path], folder: Path) -> list[Path]:
    """Write the pictures of several notebooks, at both sizes; return the paths.

    Raises NotExportable before anything is written when one of them cannot be exported, two have
    the same name, or none has an exhibit.
    """
    books = [executed.read(notebook) for notebook in notebooks]
    if not any(book.exhibits for book in books):
        named = ", ".join(map(str, notebooks))
        raise executed.NotExportable(f"{named}: no exhibit to save a picture of")
    names = [book.name for book in books]
    for name, notebook in zip(names, notebooks, strict=True):
        if names.count(name) > 1:
            raise executed.NotExportable(
                f"{notebook}: another notebook is named {name} too, and so would be its pictures"
            )
    return [path for notebook in notebooks for path in pictures(notebook, folder, double=True)]


def _enlarged(svg: str) -> bytes:
    """Render a drawing at 3840 × 2160; its texts are outlines, so no font is asked for."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, dpi=96, skip_system_fonts=True, width=2 * WIDE, height=2 * HIGH
        )
    )
