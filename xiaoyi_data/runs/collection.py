"""The collection as a run makes it: files of each job, then index and decks of them all."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

# What a notebook's outputs depend on, besides our own code and data.
DEPENDENCIES: tuple[str, ...] = (
    "ipykernel",
    "itables",
    "matplotlib",
    "numpy",
    "pandas",
    "papermill",
    "python-pptx",
)
DEPENDENCIES += ("ipython", "jinja2", "lxml", "mistune", "nbclient", "nbformat", "pillow")
DEPENDENCIES += ("pygments", "resvg-py", "seaborn")
# What kernels have imported before they are forked.
PRELOAD: tuple[str, ...] = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "numpy",
    "pandas",
    "matplotlib.pyplot",
)
PRELOAD += ("matplotlib.backends.backend_svg", "xiaoyi_data.explore.explorer")
# What a kernel and its first chart and table import of themselves.
PRELOAD += ("ipykernel_launcher", "traitlets.config.argcomplete_config", "tornado.platform.asyncio")
PRELOAD += ("IPython.core.debugger", "IPython.core.completerlib", "IPython.core.oinspect")
PRELOAD += ("IPython.core.logger", "IPython.extensions.storemagic", "psutil")
PRELOAD += ("pandas.io.formats.html", "pandas.io.formats.string")


def finish(notebook: Path, folder: Path) -> None:
    """Make the page and the pictures of an executed notebook, beside it."""
    from xiaoyi_data.exports import files, pages

    pages.page(notebook, folder / f"{notebook.stem}.html")
    files.pictures(notebook, folder)


def publish(out: Path, notebooks: list[Path]) -> list[Path]:
    """Make ``index.html``, a deck and a gallery per language of the executed notebooks."""
    from xiaoyi_data.exports import executed, pages
    from xiaoyi_data.exports.slides import deck

    languages: dict[str, list[Path]] = {}
    answers = set()
    for notebook in notebooks:
        book = executed.read(notebook)
        languages.setdefault(book.lang, []).append(notebook)
        if book.answer:
            answers.add(notebook)
    links = {}
    for lang, own in languages.items():
        # What answers nothing, such as the explorer, has a page and pictures but no slides.
        told = [notebook for notebook in own if notebook in answers]
        suffix = "" if lang == "en" or len(languages) == 1 else f".{lang}"
        links[lang] = {
            "deck": deck.deck(told or own, out / f"deck{suffix}.pptx"),
            "gallery": pages.gallery(own, out / f"gallery{suffix}.html"),
        }
    made = [file for own in links.values() for file in own.values()]
    if notebooks:
        paired = [(notebook, notebook.with_suffix(".html")) for notebook in notebooks]
        made.append(pages.index(paired, links, out / "index.html"))
    return made


@cache
def versions() -> dict[str, str]:
    """Return what every notebook rests on: our code and data by hash, Python, dependencies."""
    digest = hashlib.sha256()
    root = Path(str(files("xiaoyi_data")))
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    ours = {"xiaoyi_data": digest.hexdigest(), "python": platform.python_version()}
    return ours | {name: _version(name) for name in DEPENDENCIES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # an extra that is not installed
        return ""
