"""Pictures beside a notebook that it shows, taken into it: attached to Markdown, data in outputs.

What is made of an executed notebook may be made anywhere; the pictures must come along.
"""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

# Code first, so that what only speaks of a picture stays as it is.
_SHOWN = re.compile(
    r"(?P<code>^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)|\Z)|(?P<tick>`+).+?(?P=tick))"
    r"|(?P<mark>!\[[^\]]*\]\(\s*)(?:<(?P<spaced>[^>\n]+)>|(?P<bare>[^\s)]+))"
    r"|(?P<named>^ {0,3}\[[^\]\n]+\]:\s*)(?:<(?P<far>[^>\n]+)>|(?P<near>\S+))"
    r"|(?P<tag><img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*?\bsrc\s*=\s*)(?:(?P<quote>[\"'])(?P<html>.+?)(?P=quote)|(?P<word>[^\s\"'>]+))",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_SAID = ("spaced", "bare", "far", "near", "html", "word")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#\\]", re.IGNORECASE)


def attach(cell: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return a Markdown cell with the pictures it shows from ``folder`` as attachments.

    Addresses, whole paths and files that are not there, or are no pictures, stay as they are.

    >>> attach({"source": "![a](https://a.b/c.png)"}, Path())
    {'source': '![a](https://a.b/c.png)'}
    """
    held: dict[str, Any] = {}

    def attached(name: str, kind: str, coded: str) -> str:
        held[name] = {kind: coded}
        return f"attachment:{name}"

    text = _replaced(cell["source"], folder, attached)
    if not held:
        return cell
    return cell | {"source": text, "attachments": (cell.get("attachments") or {}) | held}


def embed(notebook: Path, folder: Path) -> None:
    """Put the pictures that outputs of an executed notebook show from ``folder`` into them."""
    text = notebook.read_text(encoding="utf-8")
    if not re.search(r"<img\b|!\[", text, re.IGNORECASE):
        return
    made, changed = json.loads(text), False
    shown = [output for cell in made["cells"] for output in cell.get("outputs", ())]
    for data in [output["data"] for output in shown if "data" in output]:
        for kind in data.keys() & {"text/html", "text/markdown"}:
            said = "".join(data[kind])
            data[kind] = _replaced(
                said, folder, lambda _, kind, coded: f"data:{kind};base64,{coded}"
            )
            changed |= data[kind] != said
    if changed:
        notebook.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")


def _replaced(text: str, folder: Path, address: Callable[[str, str, str], str]) -> str:
    """Return a text with pictures by another address, given their name, kind and content."""

    def replaced(found: re.Match[str]) -> str:
        said = next(filter(None, map(found.group, _SAID)), "")
        picture = _read(folder, said) if said else None
        if picture is None:
            return found[0]
        where = address(*picture)
        if found["tag"]:
            return f'{found["tag"]}"{where}"'
        return f"{found['mark'] or found['named']}{where}"

    return _SHOWN.sub(replaced, text)


def _read(folder: Path, said: str) -> tuple[str, str, str] | None:
    """Return a picture: a name that every reader takes, its kind, its content as text."""
    kind, _ = mimetypes.guess_type(unquote(said))
    if _ELSEWHERE.match(said) or not kind or not kind.startswith("image/"):
        return None
    for path in (folder / said, folder / unquote(said)):
        try:
            content = path.read_bytes()
        except (OSError, ValueError):
            continue
        name = f"{hashlib.sha256(content).hexdigest()[:16]}{path.suffix.lower()}"
        coded = base64.b64encode(content).decode()
        return name, kind, coded
    return None
