"""Why a job is run again: what of its inputs differs from those of its last result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Entry = dict[str, Any]
_OURS = {"xiaoyi_data": "package", "data": "data", "python": "python"}


def of(last: Entry, entry: Entry, *, force: bool) -> list[str]:
    """Return in words what differs between the last entry of a job and its new one.

    ``new`` and ``failed`` say that there is no last result, ``altered`` that nothing differs and
    its files do; the others name an input, as ``data`` and ``package``.

    >>> one = {"status": "succeeded", "parameters": {}, "inputs": {}, "versions": {"data": "a"}}
    >>> of(one, one | {"versions": {"data": "b"}}, force=False)
    ['data']
    """
    if "versions" not in last:
        return ["new"]
    found = list(dict.fromkeys(_differing(last, entry)))
    if last["status"] == "failed":
        found.append("failed")
    if force:
        found.append("forced")
    return found or ["altered"]


def _differing(last: Entry, entry: Entry) -> Iterator[str]:
    before, after = last["versions"], entry["versions"]
    for name in sorted({*before, *after}, key=lambda name: name not in _OURS):
        # Records of version 2 hash tables and code as one.
        if before.get(name) != after.get(name) and not (name == "data" and name not in before):
            yield _OURS.get(name, "dependencies")
    if last["parameters"] != entry["parameters"]:
        yield "parameters"
    for name in ("code", "prose", "files", "beside"):
        if last["inputs"].get(name) != entry["inputs"].get(name):
            yield name
