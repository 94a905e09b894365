"""Signs that the code page of a terminal lacks, by ones it has: − by -, ≥ by >=."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from io import TextIOWrapper

_PLAIN = {
    "−": "-", "–": "-", "—": "--", "‐": "-", "‑": "-", "…": "...", "≥": ">=", "≤": "<=",
    "≠": "!=", "≈": "~", "±": "+/-", "×": "x", "÷": "/", "→": "->", "←": "<-", "⇒": "=>",
    "“": '"', "”": '"', "‘": "'", "’": "'", "«": '"', "»": '"', "·": ".", "•": "*", "✓": "v",
    "✗": "x", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "°": " deg", "、": ", ", "。": ". ",
    "《": '"', "》": '"', "\u200b": "", "\ufeff": "",
}  # fmt: skip
_ERRORS = "xiaoyi.plain"


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Answer a codec: give what stands for the signs that it lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_one, error.object[error.start : error.end])), error.end


def _one(sign: str) -> str:
    if sign in _PLAIN:
        return _PLAIN[sign]
    bare = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
    return bare if bare.isascii() else "?"


codecs.register_error(_ERRORS, _plain)


def shown(text: str, encoding: str = "") -> str:
    """Return a text as a code page shows it, by default that of stdout; columns are then counted.

    >>> shown("≥ 8%，−2.5 …", "gbk"), shown("≥ 8%，−2.5 …", "cp1252"), shown("绿 m²", "ascii")
    ('≥ 8%，-2.5 …', '>= 8%,-2.5 …', '? m2')
    """
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, _ERRORS).decode(encoding)


def prepare(stream: object, *, whole: bool = False) -> None:
    """Let a stream write any text: a pipe or file in UTF-8 unless PYTHONIOENCODING names another.

    A terminal keeps its code page. With ``whole``, for what programs read, a pipe or file gets
    UTF-8 in any case: nothing may be replaced there.

    >>> prepare(None)
    """
    if isinstance(stream, TextIOWrapper):
        named = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
        own = stream.isatty() or (named and not whole)
        stream.reconfigure(encoding=None if own else "utf-8", errors=_ERRORS)
