"""What a reader needs to check a page: which version and data, and how to make it again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import xiaoyi_data
from xiaoyi_data.exports import dated
from xiaoyi_data.exports.executed import Executed
from xiaoyi_data.report import citation, codebook


def of(book: Executed) -> dict[str, str]:
    """Return ``version``, ``data`` (a hash), ``command``, ``executed`` (when, in words).

    Also how to cite: ``text``, ``bibtex``; and ``moment``, when it was executed, in ISO 8601.

    >>> from xiaoyi_data.exports.executed import Executed
    >>> of(Executed("03_environment", "en", []))["command"]
    'xiaoyi run 03_environment -p lang en'
    """
    return {
        "version": xiaoyi_data.__version__,
        "data": data(),
        "command": dated.command([book]),
        "executed": dated.said(book.executed, book.lang),
        "moment": book.executed.isoformat() if book.executed else "",
        "text": citation.cite(lang=book.lang),
        "bibtex": citation.cite(lang=book.lang, style="bibtex"),
    }


@cache
def data() -> str:
    """Return the hash of the package's tables, of which 16 digits tell one version from all others.

    >>> len(data())
    16
    """
    digest = hashlib.sha256()
    for path in tables():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def tables() -> list[Path]:
    """Return the files of the package's tables, in order.

    >>> tables()[0].name
    'closures.csv'
    """
    names = sorted(str(entry["path"]) for entry in codebook.package()["resources"])
    return [Path(str(codebook.DATA)) / name for name in names]
