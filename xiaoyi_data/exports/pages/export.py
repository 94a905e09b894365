"""A whole site of executed notebooks in one folder, to be put on a server or a file share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xiaoyi_data import writing
from xiaoyi_data.exports import executed
from xiaoyi_data.exports.pages import body, cards, front, site


def whole(notebooks: Sequence[Path], folder: Path, base: str = "") -> Path:
    """Write a page and a card's picture for each notebook, and the index; return that.

    With ``base``, the address where the folder will stand, pages name their own addresses and
    there is a ``sitemap.xml``. Raises NotExportable, before anything is written, when a notebook
    cannot be exported or two have one name; ValueError for a base that is no address.
    """
    base = site.address(base)
    books = [executed.read(notebook) for notebook in notebooks]
    names = [book.name for book in books]
    for name, notebook in zip(names, notebooks, strict=True):
        if names.count(name) > 1:
            raise executed.NotExportable(
                f"{notebook}: another notebook is named {name} too, and so would be its page"
            )
    pairs = [(one, folder / f"{name}.html") for one, name in zip(notebooks, names, strict=True)]
    for (notebook, path), book in zip(pairs, books, strict=True):
        body.page(notebook, path)
        cards.card(notebook, folder)
        for picture in book.exhibits[:1] if base else ():  # which those see who are sent a link
            shown = folder / f"{book.name}-01-{picture.payload['name']}.png"
            writing.content(shown, picture.png)
    made = front.index(pairs, {}, folder / "index.html")
    site.join(pairs, made, base)
    if base:
        site.sitemap([path for _, path in pairs], made, base)
    return made
