"""What the index says at its top after a failure: what is not up to date, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from xiaoyi_data import choices, writing
from xiaoyi_data.choices import tag
from xiaoyi_data.exports.pages import site


def warn(front: Path, said: Mapping[str, Sequence[str]]) -> bool:
    """Let the index say these lines, by language, in the languages it has; whether it changed.

    Where there are none, it says nothing. An index of an older version, without the place for
    them, stays as it is.
    """
    text = before = front.read_text(encoding="utf-8")
    for lang, lines in said.items():
        text = site.filled(text, f"failed:{lang}", _notice(lines, lang) if lines else "")
    if text != before:
        writing.content(front, text)
    return text != before


def _notice(lines: Sequence[str], lang: str) -> str:
    heading = choices.words("events", lang)["heading"]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<div class="failed" lang="{tag(lang)}"><p>{escape(heading)}</p><ul>{items}</ul></div>'
