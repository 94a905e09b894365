"""A file -> its text, a paragraph a line: plain text, Markdown, Word or PDF."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xiaoyi_data.report import files

_OLD_WORD = b"\xd0\xcf\x11\xe0"
_UNPACKED = 4 * files.LARGEST  # bytes of a Word file once it is unpacked
_FEW = 30  # characters of a page; a page of a scan has none
_ACROSS = 0.06  # of a page's lines that may cross the gap between two columns


def read(path: str | Path) -> str:
    """Return the text of a file; DataError where it is none that can be read.

    Text is in UTF-8, UTF-16 or GB 18030. Word files need python-docx and PDF files pypdfium2,
    which ``pip install "xiaoyi-data[documents]"`` brings; RuntimeError where they are missing.
    """
    raw = files.content(path)
    if raw.startswith(b"%PDF"):
        return "\n".join(_pdf(raw, path))
    if raw.startswith(_OLD_WORD):
        raise files.DataError(f"{path} is an old Word file: save it as .docx")
    if raw.startswith(b"PK\x03\x04"):
        return "\n".join(_word(raw, path))
    text = files.text(raw, path)
    if str(path).lower().endswith((".md", ".markdown")):
        text = re.sub(r"(?m)^\s{0,3}(?:#{1,6}|>|[-+](?=\s))\s*|\[\^[^\]]+\]:?|`", "", text)
        text = re.sub(r"(?<!\\)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}", "", text)
    return text


def _needs(package: str, what: str) -> RuntimeError:
    return RuntimeError(f"{what} needs {package}: pip install 'xiaoyi-data[documents]'")


def _word(raw: bytes, path: str | Path) -> Iterator[str]:
    """Yield the paragraphs of a Word file and the cells of its tables, in their order."""
    try:
        import docx
        from docx.table import Table
    except ImportError:
        raise _needs("python-docx", "a Word file") from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
                raise files.DataError(f"{path} is larger than {_UNPACKED // 1_000_000} MB unpacked")
        document = docx.Document(io.BytesIO(raw))
    except files.DataError:
        raise
    except Exception:  # whatever a broken or encrypted package makes python-docx raise
        raise files.DataError(f"{path} is no Word file that can be read") from None
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        else:
            yield block.text


def _pdf(raw: bytes, path: str | Path) -> Iterator[str]:
    """Yield the lines of a PDF, columns one after the other, without what each page repeats."""
    try:
        import pypdfium2
    except ImportError:
        raise _needs("pypdfium2", "a PDF file") from None
    try:
        pages = [_lines(page) for page in pypdfium2.PdfDocument(raw)]
    except pypdfium2.PdfiumError:
        raise files.DataError(
            f"{path} is no PDF that can be read, or asks for a password"
        ) from None
    if sum(len(line) for page in pages for line in page) < _FEW * max(1, len(pages)):
        raise files.DataError(
            f"{path} is a scan: its pages hold no text; give the text that ocrmypdf or another "
            "program reads from it"
        )
    repeated: Counter[str] = Counter()
    for page in pages:
        repeated.update({_pattern(line) for line in (*page[:2], *page[-2:])})
    often = max(3, len(pages) // 2)
    for page in pages:
        for at, line in enumerate(page):
            edge = at < 2 or at >= len(page) - 2
            if not (edge and repeated[_pattern(line)] >= often):
                yield line


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line))


def _lines(page: Any) -> list[str]:
    """Return the lines of a page from top to bottom; of two columns the left one first."""
    text = page.get_textpage()
    boxes = [text.get_rect(n) for n in range(text.count_rects())]
    rows: list[list[tuple[float, float, float, float]]] = []
    middle = page.get_width() / 2
    crossing = [box for box in boxes if box[0] < middle - 6 and box[2] > middle + 6]
    sides = [sum(box[2] <= middle + 6 for box in boxes), sum(box[0] >= middle - 6 for box in boxes)]
    two = min(sides) > 8 and len(crossing) <= max(3, len(boxes) * _ACROSS)

    def column(box: tuple[float, float, float, float]) -> int:
        return 0 if not two or box in crossing else 1 + (box[0] >= middle - 6)

    bands = sorted((box[1] for box in crossing), reverse=True) if two else []

    def place(box: tuple[float, float, float, float]) -> tuple[int, int, float, float]:
        band = sum(edge > box[1] for edge in bands)
        return band, column(box), -(box[1] + box[3]) / 2, box[0]

    for box in sorted(boxes, key=place):
        last = rows[-1][-1] if rows else None
        height = max(1.0, box[3] - box[1])
        same = last and abs((last[1] + last[3] - box[1] - box[3]) / 2) < height / 2
        if same and last and column(last) == column(box):
            rows[-1].append(box)
        else:
            rows.append([box])
    found = ("".join(text.get_text_bounded(*box) for box in sorted(row)) for row in rows)
    return [line for line in (re.sub(r"[\r\n]+", "", line).strip() for line in found) if line]
