"""The front of a site: what it is, a card for each page, and a search over them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from xiaoyi_data import choices, writing
from xiaoyi_data.choices import tag
from xiaoyi_data.exports import dated, executed, safe, whose
from xiaoyi_data.exports.pages.cards import named
from xiaoyi_data.exports.pages.templates import asset, render
from xiaoyi_data.report import codebook


def index(pages: list[tuple[Path, Path]], links: dict[str, dict[str, Path]], path: Path) -> Path:
    """Write the index: ``pages`` pairs each executed notebook with its page.

    ``links`` holds, by language, what stands above its cards: ``deck``, ``workbook``,
    ``gallery``.

    Links are relative to ``path``, so the folder can be moved or shared. Pages of several reports
    stand report by report, each under the name of its own.
    """
    books = whose.named([executed.read(notebook) for notebook, _ in pages])
    read = whose.ordered(books, [where for _, where in pages])
    with whose.reading(books):
        return writing.content(path, _index(read, links, path))


def _index(
    pages: list[tuple[executed.Executed, Path]], links: dict[str, dict[str, Path]], path: Path
) -> str:
    cards: dict[str, list[dict[str, str]]] = {}
    entries: list[dict[str, str]] = []
    books: dict[str, list[executed.Executed]] = {}
    for book, where in pages:
        href = link(where, path)
        card = {"title": book.title, "href": href, "finding": book.answer}
        if book.exhibits:
            card["finding"] = book.exhibits[0].payload["title"]
        if named(where).is_file():
            card["picture"] = link(named(where), path)
        cards.setdefault(book.lang, []).append(card)
        books.setdefault(book.lang, []).append(replace(book, cells=[], widgets={}))
        entries += _entries(book, href)
    every = [book for book, _ in pages]
    languages = [
        {"lang": lang, "tag": tag(lang), "words": whose.words("pages", lang, every), "cards": own,
         "dated": _dated(every, lang),
         "executed": dated.said(dated.latest(books[lang]), lang),
         "command": dated.command(books[lang]),
         "links": {name: link(file, path) for name, file in links.get(lang, {}).items()}}
        for lang in choices.LANGUAGES if (own := cards.get(lang))
    ]  # fmt: skip
    lang = str(languages[0]["lang"]) if languages else "en"
    words, script = whose.words("pages", lang, every), asset("find.js")
    values: dict[str, Any] = {"title": words["title"], "description": words["about"]}
    values["words"] = words
    last = dated.latest(book for own in books.values() for book in own)
    values["modified"] = last.isoformat() if last else ""
    values |= {
        "languages": languages,
        "version": codebook.package()["version"],
        "data": whose.digests(every),
        "script": script,
        "found": words["found"],
    }
    values["policy"] = safe.policy([safe.digest(f"\n{script}")], files=True)
    # Nothing in it may end the element that holds it.
    kept = json.dumps(_once(entries), ensure_ascii=False, separators=(",", ":"))
    values["entries"] = kept.replace("<", "\\u003c")
    return render("index.html", lang, **values)


def link(file: Path, page: Path) -> str:
    """Return the address of a file as a page has it, below the page's folder."""
    return quote(file.relative_to(page.parent).as_posix())


def _dated(books: list[executed.Executed], lang: str) -> str:
    """Say of when the reports are, and what version of the data or of the package made this."""
    words, package = choices.words("pages", lang), codebook.package()
    about = whose.about(books) or [codebook.about()]
    dates = dict.fromkeys(known["date"] or known["year"] for known in about)
    return str(
        words["dated" if whose.shipped(books) else "made"].format(
            of=words["of"][len(dates) > 1],
            date=choices.pick(en=", ", zh="、", lang=lang).join(dates),
            version=package["version"],
            licence=package["licenses"][0]["name"].replace("-", " "),
        )
    )


def _entries(book: executed.Executed, href: str) -> Iterator[dict[str, str]]:
    """Yield what is found of a page: itself, its exhibits, and the figures they rest on."""
    about = {"l": tag(book.lang), "of": book.of}
    yield about | {"k": "page", "h": href, "t": book.title, "x": book.answer[:300]}
    for picture in book.exhibits:
        payload = picture.payload
        said = {"t": book.under(payload["title"]), "x": payload["subtitle"]}
        yield about | {"k": "exhibit", "h": f"{href}#{payload['name']}"} | said
        for figure in payload["figures"]:
            said = {"t": f"{figure['printed']}：{figure['quote']}", "x": figure["quote_en"]}
            yield about | {"k": "figure", "h": f"{href}#figure-{figure['figure']}"} | said


def _once(entries: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the entries with each figure of a report once a language, where it is quoted first."""
    known: dict[tuple[str, ...], dict[str, str]] = {}
    for entry in entries:
        key = entry["h"].rpartition("#")[2] if entry["k"] == "figure" else entry["h"]
        known.setdefault((entry["l"], entry.pop("of"), key), entry)
    return list(known.values())
