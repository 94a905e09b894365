"""Pictures beside a notebook that its Markdown shows, taken into it as JupyterLab's attachments.

What is made of an executed notebook may be made anywhere; the pictures must come along.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

# Code first, so that what only speaks of a picture stays as it is.
_SHOWN = re.compile(
    r"(?P<code>^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)|\Z)|(?P<tick>`+).+?(?P=tick))"
    r"|(?P<mark>!\[[^\]]*\]\(\s*)(?:<(?P<spaced>[^>\n]+)>|(?P<bare>[^\s)]+))"
    r"|(?P<tag><img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*?\bsrc\s*=\s*)(?P<quote>[\"'])(?P<html>.+?)(?P=quote)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#\\]", re.IGNORECASE)


def attach(cell: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return a Markdown cell with the pictures it shows from ``folder`` as attachments.

    Addresses, whole paths and files that are not there, or are no pictures, stay as they are.

    >>> attach({"source": "![a](https://a.b/c.png)"}, Path())
    {'source': '![a](https://a.b/c.png)'}
    """
    held: dict[str, Any] = {}

    def replaced(found: re.Match[str]) -> str:
        said = found["spaced"] or found["bare"] or found["html"]
        picture = _read(folder, said) if said else None
        if picture is None:
            return found[0]
        name, held[name] = picture
        if found["html"]:
            return f"{found['tag']}{found['quote']}attachment:{name}{found['quote']}"
        return f"{found['mark']}attachment:{name}"

    text = _SHOWN.sub(replaced, cell["source"])
    if not held:
        return cell
    return cell | {"source": text, "attachments": (cell.get("attachments") or {}) | held}


def _read(folder: Path, said: str) -> tuple[str, dict[str, str]] | None:
    """Return a picture as an attachment, by a name that every reader takes."""
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
        return name, {kind: coded}
    return None
