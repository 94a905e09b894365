"""What exporters have as files of ours: texts by name, and their words in both languages."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def asset(name: str) -> str:
    """Return the text of a file of ours."""
    return (files("xiaoyi_data") / "assets" / name).read_text(encoding="utf-8")


@cache
def words(what: str) -> dict[str, Any]:
    """Return the words of ``pages``, ``workbook`` or ``slides``, by language.

    >>> words("pages")["zh"]["contents"]
    '目录'
    """
    found: dict[str, Any] = json.loads(asset("words.json"))[what]
    return found
