"""The collection as a run makes it: files of each job, then index and decks of them all."""

from __future__ import annotations

import hashlib
import json
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
DEPENDENCIES += ("pillow", "jinja2", "mistune", "pygments", "seaborn")
# What kernels have imported before they are forked.
PRELOAD: tuple[str, ...] = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "numpy",
    "pandas",
    "matplotlib.pyplot",
)
PRELOAD += ("seaborn", "xiaoyi_data", "xiaoyi_data.exhibits", "xiaoyi_data.charts")


def finish(notebook: Path, folder: Path) -> None:
    """Make the page and the pictures of an executed notebook, beside it."""
    from xiaoyi_data.exports import html, images

    html.page(notebook, folder / f"{notebook.stem}.html")
    images.pictures(notebook, folder)


def publish(out: Path) -> None:
    """Make ``index.html``, a deck and a gallery per language of all notebooks run into ``out``."""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    made = [out / name / f"{name}.ipynb" for name in manifest["jobs"]]
    made = [notebook for notebook in made if notebook.exists()]
    state = hashlib.sha256(json.dumps([keys(), _contents(manifest)]).encode()).hexdigest()
    stamp = out / ".published"
    if stamp.exists() and stamp.read_text() == state and (out / "index.html").exists():
        return
    from xiaoyi_data.exports import gallery, html, pptx, reading

    languages: dict[str, list[Path]] = {}
    for notebook in made:
        languages.setdefault(reading.read(notebook).lang, []).append(notebook)
    links = {}
    for lang, notebooks in languages.items():
        # What answers nothing, such as the explorer, has a page and pictures but no slides.
        told = [notebook for notebook in notebooks if reading.read(notebook).answer]
        suffix = "" if lang == "en" or len(languages) == 1 else f".{lang}"
        links[lang] = {
            "deck": pptx.deck(told or notebooks, out / f"deck{suffix}.pptx"),
            "gallery": gallery.gallery(notebooks, out / f"gallery{suffix}.html"),
        }
    if made:
        html.index([(n, n.with_name(f"{n.stem}.html")) for n in made], links, out / "index.html")
    stamp.write_text(state)


def _contents(manifest: dict[str, dict[str, dict[str, object]]]) -> list[object]:
    return [[name, entry.get("outputs")] for name, entry in manifest["jobs"].items()]


@cache
def keys() -> tuple[str, ...]:
    """Return hashes of what every notebook rests on: our code and data, and the dependencies."""
    digest = hashlib.sha256()
    root = Path(str(files("xiaoyi_data")))
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest(), *(f"{name}=={_version(name)}" for name in DEPENDENCIES)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # an extra that is not installed
        return ""
