"""When notebooks were executed, and how what is made of them says so.

The date is the notebook's own record, so that what is published again says the same, byte for
byte. ``SOURCE_DATE_EPOCH``, seconds since 1970, sets it where results must not tell when.
"""

from __future__ import annotations

import os
import shlex
import struct
import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from xiaoyi_data import choices

UNKNOWN = datetime(2021, 4, 20)  # of the report, where no notebook tells
_METADATA = (
    '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description>{}</rdf:Description></rdf:RDF>'
    "</metadata>"
)


def moment(notebook: dict[str, Any]) -> datetime | None:
    """Return when a notebook was executed, to the second, in UTC; None where it does not tell.

    That is when papermill ended, or else the latest moment a cell has. Raises ValueError for a
    ``SOURCE_DATE_EPOCH`` that is no number of seconds.

    >>> moment({"metadata": {"papermill": {"end_time": "2026-01-05T08:00:00.5+08:00"}}})
    datetime.datetime(2026, 1, 5, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            raise ValueError(
                f"SOURCE_DATE_EPOCH is a number of seconds since 1970, not {epoch!r}"
            ) from None
    papers = notebook.get("metadata", {}).get("papermill") or {}
    told = [papers.get("end_time") or papers.get("start_time")]
    if not told[0]:
        cells = notebook.get("cells", ())
        told = [time for cell in cells for time in _times(cell.get("metadata", {}))]
    return max(filter(None, map(_moment, told)), default=None)


def _times(metadata: Any) -> Iterable[Any]:
    times = metadata.get("execution") if isinstance(metadata, dict) else None
    return times.values() if isinstance(times, dict) else ()


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(text).replace(microsecond=0)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None


def latest(books: Iterable[Any]) -> datetime | None:
    """Return when the last of several notebooks was executed."""
    return max((book.executed for book in books if book.executed), default=None)


def said(when: datetime | None, lang: str) -> str:
    """Say in a sentence when something was executed; nothing where that is not known.

    >>> said(datetime(2026, 1, 5, 8, 0, tzinfo=UTC), "en")
    'Executed on 2026-01-05 at 08:00 UTC.'
    """
    return f"{when:{choices.words('pages', lang)['executed']}}" if when else ""


def plain(when: datetime | None) -> datetime:
    """Return a moment as files of Office hold it, UTC without saying so."""
    return when.replace(tzinfo=None) if when else UNKNOWN


def command(books: Sequence[Any]) -> str:
    """Return the command that makes executed notebooks of one language again.

    Of several it names those parameters that all were given, and of several reports each.
    """
    names = list(dict.fromkeys(book.source or book.name for book in books))
    given: dict[str, Any] = {"lang": books[0].lang}
    given |= {
        name: value
        for name, value in books[0].parameters.items()
        if all(book.parameters.get(name) == value for book in books)
    }
    told = [part for name, value in given.items() for part in ("-p", name, str(value))]
    several = dict.fromkeys(filter(None, (book.parameters.get("report") for book in books)))
    if len(several) > 1:
        told += ["--sweep", f"report={','.join(map(str, several))}"]
    return shlex.join(["xiaoyi", "run", *names, *told])


def png(picture: bytes, about: dict[str, str]) -> bytes:
    """Return a PNG that says of itself what ``about`` holds by keyword, its dots untouched."""
    end = 8 + 25  # signature and header
    texts = [
        key.encode("latin-1") + b"\0\0\0\0\0" + text.encode() for key, text in about.items() if text
    ]
    made = b"".join(_chunk(b"iTXt", text) for text in texts)
    return picture[:end] + made + picture[end:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def svg(picture: str, about: dict[str, str]) -> str:
    """Return an SVG that says of itself what ``about`` holds by name of Dublin Core."""
    told = {name: escape(text, quote=False) for name, text in about.items() if text}
    parts = "".join(f"<dc:{name}>{text}</dc:{name}>" for name, text in told.items())
    start = picture.index(">", picture.index("<svg ")) + 1
    return f"{picture[:start]}{_METADATA.format(parts)}{picture[start:]}"
