"""A reader's own copy of the report -> the canonical text that offsets and quotes refer to."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from xiaoyi_data.report import codebook, files

# Characters a reader's copy may carry and the canonical text does not, and the full-width
# forms that mean the same as the ASCII ones. Full-width punctuation is Chinese and stays.
_DROPPED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff*"))
_FULL_WIDTH = {code + 0xFEE0: code for code in map(ord, "%.~") if chr(code)} | {
    code + 0xFEE0: code for code in range(0x30, 0x7B) if chr(code).isalnum()
}


_NARROW = re.compile(r"(?<!\d)[,:;!?]|[,:;!?](?!\d)|[()‚‛〝〞「」『』]")
_FULL = str.maketrans(",:;!?()‚‛〝〞「」『』", "，：；！？（）“”“”“”“”")


class NotThisReport(files.DataError):
    """The text given is not the report the tables were made from."""


def canonical(text: str) -> str:
    """Return the text that offsets and quotes refer to.

    NFC, without whitespace, zero-width characters and ``*``; whitespace between two ASCII
    letters or digits becomes one space; full-width digits, letters and ``％．～`` become ASCII.

    >>> canonical("全 市\\n新增 市场主体 ６９４６ 家")
    '全市新增市场主体6946家'
    """
    plain = unicodedata.normalize("NFC", text).translate(_DROPPED).translate(_FULL_WIDTH)
    kept = re.sub(r"(?<=[A-Za-z0-9])\s+(?=[A-Za-z0-9])", "\0", plain)
    return re.sub(r"\s+", "", kept).replace("\0", " ")


def smooth(text: str) -> str:
    """Return a text with the signs that rules know, each in its place: those of full width.

    >>> smooth("增长6%,达到1,234元(含税)")
    '增长6%，达到1,234元（含税）'
    """
    return _NARROW.sub(lambda found: found[0].translate(_FULL), text)


def read_source(source: str | Path) -> str:
    """Return the canonical text of a reader's own copy: a file, or a pipe that is written to.

    UTF-8 with or without BOM, UTF-16 with BOM or GB 18030. Raises OSError when it cannot be read,
    DataError when it is no text and NotThisReport when too few quotes stand in it.
    """
    text = canonical(files.text(files.content(source), source))
    quotes = {row["quote"] for row in codebook.read("figures")[0]}
    found = sum(quote in text for quote in quotes)
    if found < len(quotes) / 2:
        share = f"{found} of {len(quotes)} quotes stand in it ({found / len(quotes):.0%})"
        key = codebook.about()["report"]
        raise NotThisReport(f"{source} is not the report {key}: {share}")
    return text
