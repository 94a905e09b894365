"""The collection as a run makes it: files of each job, then index and decks of them all."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Collection
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, distributions
from importlib.resources import files
from pathlib import Path
from typing import Any

from xiaoyi_data.runs import execute
from xiaoyi_data.runs.publication import Publication

# What kernels have imported before they are forked, what they and a first chart and table import
# of themselves, and what every notebook of ours would do first.
PRELOAD: tuple[str, ...] = (
    "ipykernel.kernelapp", "ipykernel.zmqshell", "numpy", "pandas", "matplotlib.pyplot",
    "matplotlib.backends.backend_svg", "xiaoyi_data.explore.explorer", "ipykernel_launcher",
    "traitlets.config.argcomplete_config", "tornado.platform.asyncio", "IPython.core.debugger",
    "IPython.core.completerlib", "IPython.core.oinspect", "IPython.core.logger",
    "IPython.extensions.storemagic", "psutil", "pandas.io.formats.html",
    "pandas.io.formats.string", "pandas.core.methods.to_dict", "pandas.core.reshape.reshape",
    "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin", "seaborn", "xiaoyi_data.charts.story", "xiaoyi_data.charts.ready:tables",
)  # fmt: skip
# What makes files of executed notebooks.
MAKERS = (
    *(f"xiaoyi_data.exports.pages.{name}" for name in ("body", "cards", "forms", "front", "site")),
    *("xiaoyi_data.exports.files", "xiaoyi_data.exports.said"),
    *("xiaoyi_data.exports.slides.deck", "xiaoyi_data.exports.workbook.book"),
    *("fontTools.fontBuilder", "fontTools.ttLib.tables.otTables", "PIL.WebPImagePlugin"),
)
_DEVELOPERS = {"test"}  # extra that no notebook sees
_REQUIRED = re.compile(r"^Requires-Dist: ([\w.-]+)(?:.*\bextra == ['\"]([\w-]+))?", re.MULTILINE)
_VERSION = re.compile(r"^Version: (.+)$", re.MULTILINE)


def finish(notebook: Path, folder: Path) -> list[str]:
    """Make the page and the pictures of an executed notebook, beside it.

    Returns what was taken out of the page, as ``pages.page`` does.
    """
    from xiaoyi_data.exports import files, pages

    taken: list[str] = pages.page(notebook, folder / f"{notebook.stem}.html")
    pages.card(notebook, folder)
    files.pictures(notebook, folder)
    return taken


def publish(out: Path, notebooks: list[Path], *, base: str = "") -> Publication:
    """Make ``index.html``, a deck, a workbook and a gallery a language of executed notebooks.

    Pages then lead to each other. With ``base``, the address where ``out`` will stand, they name
    their own, and there is a ``sitemap.xml``. A notebook in which something goes wrong is left
    out of the file concerned, and blamed.
    """
    from xiaoyi_data.exports import executed, pages
    from xiaoyi_data.exports.slides import deck
    from xiaoyi_data.exports.workbook import book as workbook

    found = Publication()
    front = out / "index.html"
    languages: dict[str, list[Path]] = {}
    for notebook in notebooks:
        try:
            book = executed.read(notebook)
            languages.setdefault(book.lang, []).append(notebook)
            if not book.exhibits:
                found.left_out[notebook] = "no exhibit"
            elif not book.answer and _menus(book.cells):  # such as the explorer
                found.left_out[notebook] = "menus and no answer"
        except Exception as problem:
            if execute.full(problem):
                raise
            found.blame(notebook, problem, front)
    links: dict[str, dict[str, Path]] = {}
    for lang, own in languages.items():
        suffix = _suffix(lang, languages)
        shown = [n for n in own if found.left_out.get(n) != "no exhibit"]
        told = [n for n in own if n not in found.left_out]
        files = {
            "deck": (deck.deck, told or shown, out / f"deck{suffix}.pptx"),
            "workbook": (workbook.book, shown, out / f"workbook{suffix}.xlsx"),
            "gallery": (pages.gallery, shown, out / f"gallery{suffix}.html"),
        }
        links[lang] = {
            name: path
            for name, (make, of, path) in files.items()
            if of and found.add(make, of, path)
        }

    galleries = {lang: own["gallery"] for lang, own in links.items() if "gallery" in own}

    def index(chosen: list[Path], path: Path) -> None:
        pairs = [(one, one.with_suffix(".html")) for one in chosen]
        pages.index(pairs, links, path)
        if path == front:  # and not one beside it, to see whose fault it is
            found.joined += pages.join(pairs, front, base)
            pages.twins(galleries, front, base)

    def sitemap(chosen: list[Path], path: Path) -> None:
        pages.sitemap([one.with_suffix(".html") for one in chosen], front, base)

    carded = sorted(notebook for own in languages.values() for notebook in own)
    if carded and found.add(index, carded, front) and base:
        found.add(sitemap, carded, out / "sitemap.xml")
    _compare(found, out, languages)
    return found


def warn(out: Path, said: dict[str, list[str]]) -> list[Path]:
    """Let the index say what is not up to date, in lines by language; return what changed."""
    from xiaoyi_data.exports import pages

    front = out / "index.html"
    return [front] if front.is_file() and pages.warn(front, said) else []


def _compare(found: Publication, out: Path, languages: dict[str, list[Path]]) -> None:
    """Let a publication be compared with the last one, and pages tell what changed."""
    from xiaoyi_data.exports import pages, said

    notebooks = sorted(notebook for own in languages.values() for notebook in own)
    try:
        found.said = said.of(notebooks)
    except Exception as problem:
        if execute.full(problem):
            raise
        found.failed[out / "changes.html"] = execute.told(problem)
        return
    front = out / "index.html"
    told = found.said

    def tell(what: dict[str, Any], run: dict[str, Any], since: dict[str, Any]) -> list[Path]:
        made = []
        for lang in languages:
            path = out / f"changes{_suffix(lang, languages)}.html"
            made.append(pages.news(what, run, since, told, lang, path))
            if front in found.made:
                pages.lead(front, path, run, lang)
        return made

    found.tell = tell


def _suffix(lang: str, languages: Collection[str]) -> str:
    """Return what tells files of one language from those of another, where there are several."""
    return "" if lang == "en" or len(languages) == 1 else f".{lang}"


def _menus(cells: list[dict[str, Any]]) -> bool:
    """Whether a notebook shows widgets."""
    shown = [output.get("data", {}) for cell in cells for output in cell.get("outputs", ())]
    return any("application/vnd.jupyter.widget-view+json" in data for data in shown)


@cache
def versions() -> dict[str, str]:
    """Return what every notebook rests on: our code and our tables by hash, Python, dependencies.

    ``data`` is the hash of the tables, as pages name it.
    """
    from xiaoyi_data.exports.pages import trust

    ours = {"xiaoyi_data": code(), "data": trust.data()}
    return ours | {"python": platform.python_version()} | installed()


@cache
def code() -> str:
    """Return the hash of our code and of what it goes by: all of the package but its tables.

    >>> len(code())
    64
    """
    digest = hashlib.sha256()
    root = Path(str(files("xiaoyi_data")))
    tables = set((root / "data").rglob("*.csv"))
    for path in sorted(root.rglob("*")):
        # A job knows its own notebook, which lies in the package of a wheel alone.
        if path.is_file() and path.suffix not in {".pyc", ".ipynb"} and path not in tables:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def installed(package: str = "xiaoyi-data") -> dict[str, str]:
    """Return the versions of all that a package requires, directly or not, and its own, by name.

    Of its extras what is installed counts as well, since pandas shows text otherwise where pyarrow
    is there; but neither the tools of developers nor what an extra requires in turn. Where the
    package runs without being installed, nothing says what it requires, and all there is counts.

    >>> installed().keys() >= {"numpy", "pandas", "ipython"}
    True
    """
    try:
        distribution(package)
        todo = [package]
    except PackageNotFoundError:
        todo = [other.name for other in distributions()]
    found: dict[str, str] = {}
    extras: set[str] = set()
    while todo:
        asked = todo.pop()
        name = re.sub(r"[-_.]+", "-", asked).lower()
        if name in found:
            continue
        try:
            about = distribution(name)
        except PackageNotFoundError:  # an extra, or for other systems
            continue
        # The head alone: the parser of importlib.metadata takes three times as long.
        text = about.read_text("METADATA") or about.read_text("PKG-INFO") or ""
        head = text.partition("\n\n")[0]
        found[name] = "".join(_VERSION.findall(head))
        for other, extra in [] if asked in extras else _REQUIRED.findall(head):
            if not extra:
                todo.append(other)
            elif name == package and extra not in _DEVELOPERS:
                extras.add(other)
                todo.insert(0, other)  # after what is required in any case
    return dict(sorted(found.items()))
