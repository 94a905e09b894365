"""The small picture of a notebook's first exhibit, for its card on the index."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from xiaoyi_data import writing
from xiaoyi_data.exports import executed

WIDE, HIGH = 640, 360
_QUALITY = 60  # of WebP: 20 kB, a tenth of the whole picture


def card(notebook: Path, folder: Path) -> Path | None:
    """Write ``<notebook>-card.webp`` (640 × 360) of the first exhibit; return it, or None."""
    book = executed.read(notebook)
    if not book.exhibits:
        return None
    with Image.open(io.BytesIO(book.exhibits[0].png)) as whole:
        small = whole.convert("RGB").resize((WIDE, HIGH), Image.Resampling.LANCZOS, reducing_gap=2)
    made = io.BytesIO()
    small.save(made, "WEBP", quality=_QUALITY)
    return writing.content(named(folder / f"{book.name}.html"), made.getvalue())


def named(page: Path) -> Path:
    """Return where the card of a page stands: beside it.

    >>> named(Path("03_environment.html")).name
    '03_environment-card.webp'
    """
    return page.with_name(f"{page.name.removesuffix('.html')}-card.webp")
