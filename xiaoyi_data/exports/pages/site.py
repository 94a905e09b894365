"""Pages that lead to each other: the next, the last, the other language; and the sitemap."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from xiaoyi_data import choices, writing
from xiaoyi_data.choices import tag

if TYPE_CHECKING:
    from xiaoyi_data.exports.executed import Executed

_NAMED = "<!--site:{}-->"  # what begins the part of a page that a site fills
_END = "<!--/site:{}-->"


@dataclass(frozen=True)
class _Page:
    path: Path
    lang: str
    title: str
    about: tuple[Any, ...]  # what it has in common with the same page in another language
    picture: Path | None


def join(pages: list[tuple[Path, Path]], front: Path, base: str = "") -> list[Path]:
    """Let pages lead to the index ``front``, to each other and to their other language.

    ``pages`` pairs each executed notebook with its page, in order. With ``base``, the address
    where the folder of ``front`` will stand, they also name their own addresses and pictures.
    Returns the pages that changed. Raises ValueError for a base that is no address.
    """
    base = address(base)
    from xiaoyi_data.exports import executed, whose  # here: what changes nothing reads none

    there = [(executed.read(notebook), path) for notebook, path in pages if path.is_file()]
    books = whose.named([book for book, _ in there])
    first = whose.by_report(books)
    told = zip(books, (path for _, path in there), strict=True)
    known = [_known(*one) for one in sorted(told, key=lambda pair: first(pair[0]))]
    changed = []
    for page in known:
        own = [other for other in known if other.lang == page.lang]
        same = [other for other in known if other.about == page.about and other.lang != page.lang]
        text = before = page.path.read_text(encoding="utf-8")
        text = filled(text, "head", "\n".join(_head(page, same, front, base)))
        text = filled(text, "nav", "\n".join(_nav(page, own, same, front)))
        record = front.parent / "manifest.json"
        text = filled(text, "record", _record(page, record), last=True)
        if text != before:
            changed.append(writing.content(page.path, text))
    return changed


def twins(pages: dict[str, Path], front: Path, base: str = "") -> None:
    """Let a page that is in several languages, by language, lead from each to the others."""
    known = [_Page(path, lang, "", (), None) for lang, path in pages.items() if path.is_file()]
    for page in known:
        same = [other for other in known if other is not page]
        text = page.path.read_text(encoding="utf-8")
        text = filled(text, "head", "\n".join(_head(page, same, front, address(base))))
        text = filled(text, "nav", "\n".join(_nav(page, [page], same, front)))
        writing.content(page.path, text)


def sitemap(pages: list[Path], front: Path, base: str) -> Path:
    """Write ``sitemap.xml`` beside the index, of it and of all pages, at the address ``base``."""
    base, path = address(base), front.with_name("sitemap.xml")
    places = [f"{base}{_below(page, front)}" for page in [front, *pages]]
    entries = "".join(f"<url><loc>{escape(place, quote=False)}</loc></url>\n" for place in places)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="'
    head += 'http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return writing.content(path, f"{head}{entries}</urlset>\n")


def address(base: str) -> str:
    """Return the address of a folder with the stroke at its end; ValueError where it is none.

    >>> address("https://example.org/xiaoyi")
    'https://example.org/xiaoyi/'
    """
    parts = urlsplit(base)
    if base and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query
                 or parts.fragment or any(sign in base for sign in "\"'<> ")):  # fmt: skip
        raise ValueError(
            f"--base-url takes an address such as https://example.org/xiaoyi/, not {base!r}"
        )
    return base if base.endswith("/") or not base else f"{base}/"


def _known(book: Executed, path: Path) -> _Page:
    given = {name: str(value) for name, value in book.parameters.items() if name != "lang"}
    named = book.source or book.name.removesuffix(f".{book.lang}")
    picture = None
    if book.exhibits:
        picture = path.parent / f"{book.name}-01-{book.exhibits[0].payload['name']}.png"
    found = picture if picture and picture.is_file() else None
    return _Page(path, book.lang, book.title, (named, *sorted(given.items())), found)


def _head(page: _Page, same: list[_Page], front: Path, base: str) -> Iterator[str]:
    for other in [page, *same] if same else []:
        href = f"{base}{_below(other.path, front)}" if base else _way(other.path, page.path)
        yield f'<link rel="alternate" hreflang="{tag(other.lang)}" href="{href}">'
    if base:
        own = f"{base}{_below(page.path, front)}"
        yield f'<link rel="canonical" href="{own}">'
        yield f'<meta property="og:url" content="{own}">'
        if page.picture:
            drawn = f"{base}{_below(page.picture, front)}"
            yield f'<meta property="og:image" content="{drawn}">'
            yield '<meta name="twitter:card" content="summary_large_image">'


def _nav(page: _Page, own: list[_Page], same: list[_Page], front: Path) -> Iterator[str]:
    words = choices.words("pages", page.lang)
    home = _way(front, page.path)
    yield f'<a href="{home}#{page.lang}">{words["home"]}</a>'
    yield f'<a href="{home}#find">{words["find"]}</a>'
    for other in same:
        tagged = f'hreflang="{tag(other.lang)}" lang="{tag(other.lang)}"'
        said = choices.words("pages", other.lang)["language"]
        yield f'<a {tagged} href="{_way(other.path, page.path)}">{said}</a>'
    place = own.index(page)
    for rel, name, near in (
        ("prev", "previous", own[:place][-1:]),
        ("next", "next", own[place + 1 :][:1]),
    ):
        for other in near:
            href, title = _way(other.path, page.path), escape(other.title)
            yield f'<a rel="{rel}" href="{href}">{words[name]}{words["colon"]}{title}</a>'


def _record(page: _Page, record: Path) -> str:
    if not record.is_file():
        return ""
    said = choices.words("pages", page.lang)["record"]
    return f' <a href="{_way(record, page.path)}">{said}</a>'


def filled(text: str, name: str, said: str, *, last: bool = False) -> str:
    """Return a page with one of its parts filled; a page without the part stays as it is.

    >>> filled("<a><!--site:nav-->old<!--/site:nav-->", "nav", "new")
    '<a><!--site:nav-->new<!--/site:nav-->'
    """
    begin, end = _NAMED.format(name), _END.format(name)
    start = text.rfind(begin) if last else text.find(begin)
    stop = text.find(end, start)
    if start < 0 or stop < 0:
        return text
    return f"{text[: start + len(begin)]}{said}{text[stop:]}"


def _below(path: Path, front: Path) -> str:
    return quote(path.relative_to(front.parent).as_posix())


def _way(path: Path, page: Path) -> str:
    """Return the way from a page to a file, so that the folder can be moved."""
    return quote(Path(os.path.relpath(path, page.parent)).as_posix())
