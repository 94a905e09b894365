"""Decks: of executed notebooks, of exhibits, and added to what there is."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xiaoyi_data
from xiaoyi_data import choices
from xiaoyi_data.exports import dated, executed, whose
from xiaoyi_data.exports.slides.house import House
from xiaoyi_data.exports.slides.look import Look, emptied, opened
from xiaoyi_data.exports.slides.pages import Pages
from xiaoyi_data.report import reports

_SOURCES = 4  # slides of quotes in a short deck


def deck(
    notebooks: Sequence[Path], path: Path, *, pictures: bool = False, whole: bool = False,
    only: Sequence[str] = (), without: Sequence[str] = (), title: str = "",
    template: Path | None = None, append: Path | None = None,
) -> Path:  # fmt: skip
    """Write a deck of executed notebooks of one language to ``path``.

    Cover, agenda, a summary of the answers, and of each notebook a divider with its question and
    answer and its strongest exhibits (cells tagged ``slide``, or else two), ``whole`` all of them;
    then the quotes. Of several reports the agenda names these, and each part its own. Charts are
    native and follow their data; pictures stand for the rest, or for all with ``pictures``. Notes
    carry quotes, caveats and figure keys. ``only`` and ``without`` name exhibits to take or to
    leave, ``title`` the deck.

    With ``template``, a .pptx or .potx file, its layouts, theme and page size are used; ``append``
    adds to a deck that there is, without cover and agenda, and changes nothing else in it. A
    layout that lacks is said in a warning. Raises ValueError naming the nearest of an exhibit
    there is none of, and where a file is no presentation.
    """
    if path.suffix.lower() != ".pptx":
        raise ValueError(f"{path} does not end in .pptx, as the name of a deck does")
    books = whose.named([executed.read(notebook) for notebook in notebooks])
    if not books:
        raise executed.NotExportable("a deck needs at least one executed notebook")
    books.sort(key=whose.by_report(books))
    chosen = _chosen(books, only, without, whole)
    if not (books := [book for book in books if chosen[id(book)]]):
        named = ", ".join(map(str, notebooks))
        raise executed.NotExportable(f"{named}: no exhibit to make a slide of")
    lang = books[0].lang
    for other in books:
        if other.lang != lang:
            raise executed.NotExportable(
                f"{other.name} is in {other.lang}, the deck in {lang}: choose one with --lang"
            )
    when = dated.latest(books)
    with whose.reading(books):
        words = _words(lang, books)
        of = choices.words("pages", lang)["version"]
        of = of.format(version=xiaoyi_data.__version__, data=whose.digests(books))
    told = f"{dated.said(when, lang)} {of}".strip()
    words |= {"title": title or words["title"], "source": f"{words['source']}\n{told}"}
    short = not (whole or only or without)
    look = _look(template, append)
    made = Pages(look, words, lang, pictures=pictures, most=_SOURCES if short else None)
    agenda = list(dict.fromkeys(book.of or book.title for book in books))
    if append is None:
        made.open(agenda)
    made.summary(_findings(books))
    for book in books:
        made.part(book.title, book.answer, chosen[id(book)], of=book.of)
    made.sources()
    about = f"{told} {dated.command(books)}"
    return made.save(path, own=append is None, when=dated.plain(when), about=about)


@reports.within
def slides(
    exhibits: Sequence[Any], path: str | Path, *, title: str = "",
    template: str | Path | None = None, append: str | Path | None = None,
    report: reports.Named = None,
) -> Path:  # fmt: skip
    """Write exhibits to a deck: a slide each with a native chart, and their quotes.

    ``exhibits`` are as ``story.show`` returns them, in one language; ``path`` ends in ``.pptx`` and
    is returned. ``title`` makes a cover. ``template``, a .pptx or .potx file, gives layouts, theme
    and page size; ``append`` names a deck to add to, which is changed in nothing else;
    ``report`` is the key or the folder of the report that cover and properties name. Raises
    ValueError where there is no exhibit, and for a path or a file that is no presentation.

    >>> import tempfile, xiaoyi_data as xd
    >>> story = xd.story("en")
    >>> shown = story.show("bars", story.rows("forest-cover-2020"), name="forest",
    ...                    title=("Forest", "森林"), subtitle=("Percent", "%"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     xd.slides([shown], f"{folder}/forest.pptx").name
    'forest.pptx'
    """
    if not exhibits:
        raise ValueError("a deck needs at least one exhibit")
    path = Path(path)
    if path.suffix.lower() != ".pptx":
        raise ValueError(f"{path} does not end in .pptx, as the name of a deck does")
    languages = list(dict.fromkeys(map(_language, exhibits)))
    if len(languages) > 1:
        raise ValueError("the exhibits are in two languages: a deck has one")
    lang = languages[0]
    words = _words(lang)
    look = _look(*(None if given is None else Path(given) for given in (template, append)))
    made = Pages(look, words | {"title": title or words["title"]}, lang)
    if title:
        look.cover(title, words["source"])
    made.part("", "", exhibits)
    made.sources()
    return made.save(path, own=append is None)


def _findings(books: Sequence[executed.Executed]) -> list[tuple[str, list[str]]]:
    """The first finding of each notebook; of several reports the first of each report."""
    told: dict[str, tuple[str, list[str]]] = {}
    for place, book in enumerate(books):
        for sentence, keys in book.findings[:1]:
            told.setdefault(book.of or str(place), (book.under(sentence), keys))
    return list(told.values())


def _words(lang: str, books: Sequence[executed.Executed] = ()) -> dict[str, Any]:
    """Return the words of a deck; only the tables of the package are under its licence."""
    words = whose.words("slides", lang, books)
    return words | {"source": words["source"] + words["licence"] * whose.shipped(books)}


def to_slide(exhibit: Any, presentation: Any) -> Any:
    """Add a slide for ``exhibit`` to a presentation of your own code, and return the slide.

    ``exhibit`` is as ``story.show`` returns it, ``presentation`` one of python-pptx; the slide
    stands on the layout that leaves a drawing the most room, with the quotes in its notes. Raises
    ValueError for what is no exhibit.

    >>> from pptx import Presentation
    >>> import xiaoyi_data as xd
    >>> story = xd.story("en")
    >>> shown = story.show("bars", story.rows("forest-cover-2020"), name="forest",
    ...                    title=("Forest", "森林"), subtitle=("Percent", "%"))
    >>> xd.to_slide(shown, Presentation()).shapes.title.text
    'Forest'
    """
    lang = _language(exhibit)
    made = Pages(Look(presentation), whose.words("slides", lang), lang)
    slide = made.exhibit(exhibit)
    made.finish([slide])
    return slide


def _language(exhibit: Any) -> str:
    """The language of an exhibit; ValueError for what is none."""
    if not isinstance(getattr(exhibit, "payload", None), dict):
        raise ValueError(f"a slide is made of an exhibit, not of {type(exhibit).__name__}")
    return str(exhibit.payload["lang"])


def listed(notebooks: Sequence[Path]) -> list[tuple[str, str, str]]:
    """Return name, title and notebook of each exhibit, in order."""
    books = [executed.read(notebook) for notebook in notebooks]
    return [
        (one.payload["name"], one.payload["title"], book.name)
        for book in books for one in book.exhibits
    ]  # fmt: skip


def _chosen(
    books: Sequence[executed.Executed], only: Sequence[str], without: Sequence[str], whole: bool
) -> dict[int, list[executed.Picture]]:
    """The exhibits of each notebook that were asked for, or that it would show first."""
    names = {picture.payload["name"] for book in books for picture in book.exhibits}
    for name in (*only, *without):
        if name not in names:
            raise choices.unknown("exhibit", name, names)
    made, silent = {}, not any(book.answer for book in books)
    alone = all(book.several for book in books)
    for book in books:
        every = whole or only or without
        kept = [one for one in book.exhibits if not only or one.payload["name"] in only]
        # A short deck is of one report, unless it is of notebooks of several alone.
        told = (book.answer or silent) and (alone or not book.several)
        kept = kept if every else book.strongest if told else []
        made[id(book)] = [one for one in kept if one.payload["name"] not in without]
    return made


def _look(given: Path | None, append: Path | None) -> Look:
    """The look of a deck: of the house, of a template, or of the deck that is added to."""
    if given is not None and append is not None:
        raise ValueError("give --template or --append: a deck that is added to has its own look")
    if given is None and append is None:
        return House()
    made = Look(opened(append) if append is not None else emptied(opened(given or Path())))
    for notice in made.notices:
        warnings.warn(f"{given or append}: {notice}", stacklevel=3)
    return made
