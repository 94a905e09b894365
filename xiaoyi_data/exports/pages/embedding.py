"""One exhibit as a file of its own, to stand in other people's pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from xiaoyi_data import choices, writing
from xiaoyi_data.exports import executed, safe, whose
from xiaoyi_data.exports.pages import body, exhibits
from xiaoyi_data.exports.pages.templates import asset, render


def embed(notebooks: Sequence[Path], folder: Path, only: Sequence[str] = ()) -> dict[Path, str]:
    """Write each exhibit, or ``only`` those named, to a file; return the snippet that shows each.

    Files are named ``<exhibit>.html``, in Chinese ``<exhibit>.zh.html``; where two exhibits have
    one name, by the notebook too. They ask no host for anything. Raises ValueError for a name
    there is not, NotExportable where there is no exhibit.
    """
    books = [executed.read(notebook) for notebook in notebooks]
    found = [
        (notebook.parent, book, picture)
        for notebook, book in zip(notebooks, books, strict=True)
        for picture in book.exhibits
    ]
    known = dict.fromkeys(picture.payload["name"] for *_, picture in found)
    for name in only:
        if name not in known:
            raise choices.unknown("exhibit", name, known)
    chosen = [one for one in found if not only or one[2].payload["name"] in only]
    if not chosen:
        named = ", ".join(map(str, notebooks))
        raise executed.NotExportable(f"{named}: no exhibit to embed")
    names = [_name(book, picture) for _, book, picture in chosen]
    made: dict[Path, str] = {}
    script = asset("page.js")
    for (beside, book, picture), name in zip(chosen, names, strict=True):
        name = f"{book.name}-{name}" if names.count(name) > 1 else name
        guard = safe.Safe(beside)
        block = exhibits.block(picture, book, guard, set())
        hashes = safe.policy([safe.digest(f"\n{script}")])
        values = body.about(book, body.drawings(block)) | {"policy": hashes, "script": script}
        title = picture.payload["title"]
        values |= {"title": title, "description": picture.payload["subtitle"], "block": block}
        with whose.reading([book]):
            page = render("embed.html", book.lang, **values)
        path = writing.content(folder / f"{name}.html", page)
        made[path] = (
            f'<iframe src="{quote(path.name)}" title="{escape(title)}" loading="lazy" '
            'style="width:100%;aspect-ratio:3/2;border:0"></iframe>'
        )
    return made


def _name(book: executed.Executed, picture: executed.Picture) -> str:
    return f"{picture.payload['name']}{'.zh' if book.lang == 'zh' else ''}"
