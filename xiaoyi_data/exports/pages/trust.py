"""What a reader needs to check a page: which version and data, and how to make it again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import xiaoyi_data
from xiaoyi_data import choices
from xiaoyi_data.report import reports

if TYPE_CHECKING:
    from xiaoyi_data.exports.executed import Executed


def of(book: Executed) -> dict[str, str]:
    """Return what is told of a page, by what the templates call it.

    That is ``version``, ``data`` (a hash), ``command``, ``executed`` (when, in words) and
    ``moment``, when it was executed, in ISO 8601; how to ``check`` it and what is ``proved``; and
    how to cite: ``text``, ``bibtex``.

    >>> from xiaoyi_data.exports.executed import Executed
    >>> of(Executed("03_environment", "en", []))["command"]
    'xiaoyi run 03_environment -p lang en'
    """
    # Here, since every run asks of which data it is, and these import pandas.
    from xiaoyi_data.exports import dated, whose
    from xiaoyi_data.report import citation

    with whose.reading([book]):
        ours = reports.current().shipped
        own = [] if book.report in ("", reports.DEFAULT) else ["--report", book.report]
        return {
            "check": shlex.join(["xiaoyi", "check", *own, "--source", "FILE"]),
            "proved": choices.words("pages", book.lang)["checked" if ours else "checkable"],
            "version": xiaoyi_data.__version__,
            "data": data(),
            "command": dated.command([book]),
            "executed": dated.said(book.executed, book.lang),
            "moment": book.executed.isoformat() if book.executed else "",
            "text": citation.cite(lang=book.lang),
            "bibtex": citation.cite(lang=book.lang, style="bibtex"),
        }


def data() -> str:
    """Return the hash of the report's tables, of which 16 digits tell one version from all others.

    >>> len(data())
    16
    """
    return reports.current().digest[:16]
