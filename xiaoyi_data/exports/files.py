"""Pictures: PNG, SVG and PDF of every exhibit of an executed notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xiaoyi_data import writing
from xiaoyi_data.canvas import rendering, style
from xiaoyi_data.canvas.layout import PICTURE
from xiaoyi_data.exports import dated, executed
from xiaoyi_data.exports.pages import trust


def pictures(notebook: Path, folder: Path, *, whole: bool = False) -> list[Path]:
    """Write ``<notebook>-<number>-<exhibit>.png`` (1920 × 1080) and ``.svg``; return the paths.

    With ``whole``, ``.pdf`` and ``…@2x.png`` (3840 × 2160) as well. Each file says of itself when
    the notebook was executed, of which data, and how to make it again.
    """
    book, made = executed.read(notebook), []
    told = trust.of(book)
    maker, source = f"xiaoyi_data {told['version']}", f"data {told['data']}; {told['command']}"
    texts = {"Creation Time": told["moment"], "Software": maker, "Source": source}
    core = {"date": told["moment"], "creator": maker, "source": source}
    for number, picture in enumerate(book.exhibits, start=1):
        stem = f"{book.name}-{number:02}-{picture.payload['name']}"
        made.append(writing.content(folder / f"{stem}.png", dated.png(picture.png, texts)))
        # A file has a size of its own; in a page the drawing takes the page's width.
        sized = picture.svg.replace("<svg ", '<svg width="960pt" height="540pt" ', 1)
        made.append(writing.content(folder / f"{stem}.svg", dated.svg(sized, core).encode()))
        if whole:
            about = {name: picture.payload[name] for name in ("title", "alt", "lang")}
            about |= {"date": told["moment"], "about": f"{maker}; {source}"}
            pdf = rendering.pdf(picture.svg, PICTURE.width, **about)
            made.append(writing.content(folder / f"{stem}.pdf", pdf))
            double = rendering.png(picture.svg, PICTURE.width, 2 * style.DPI)
            made.append(writing.content(folder / f"{stem}@2x.png", dated.png(double, texts)))
    return made


def every(notebooks: Sequence[Path], folder: Path) -> list[Path]:
    """Write the pictures of several notebooks, in all forms; return the paths.

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
    return [path for notebook in notebooks for path in pictures(notebook, folder, whole=True)]
