"""The form of a record as far as a run reads it; whatever else it is, it is foreign input."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import NoneType
from typing import Any

from xiaoyi_data import writing

NAMED = re.compile(r"\d{8}T\d{6}Z(-\d+)?")  # what a run is called
Kinds = Mapping[str, tuple[type, ...]]
_TEXT, _NUMBER, _MAP, _LIST = (str,), (int, float), (dict,), (list,)
_ENTRY: Kinds = {
    "name": _TEXT, "notebook": _TEXT, "parameters": _MAP, "inputs": _MAP, "versions": _MAP,
    "status": _TEXT, "seconds": _NUMBER, "outputs": _MAP,
}  # fmt: skip
_RUN: Kinds = {"id": _TEXT, "started": _TEXT, "jobs": _MAP, "failed": _LIST}
_PUBLISHED: Kinds = {"key": _TEXT, "outputs": _MAP}
_FACTS: Kinds = {"sha256": _TEXT, "bytes": (int,)}
_ERROR: Kinds = {
    "cell": (int, NoneType), "name": _TEXT, "message": _TEXT, "notebook": (str, NoneType),
}  # fmt: skip
_CHANGED: Kinds = {"run": _TEXT, "since": (str, NoneType), "state": _TEXT}
# What need not be there.
_MORE: Kinds = {
    "taken": _LIST, "because": _LIST, "files": _LIST, "left_out": _MAP, "why": _TEXT,
    "state": (str, NoneType), "changed": (dict, NoneType), "error": (dict, NoneType),
}  # fmt: skip


def holds(found: dict[str, Any]) -> bool:
    """Whether a record has what a run reads of it, each of its kind, and names nothing outside.

    Raises LookupError, TypeError or AttributeError where it is still less of a record.
    """
    published, entries, runs = found["published"], found["jobs"], found["runs"]
    made = [published, *entries.values()]
    errors = [entry.get("error") for entry in entries.values()]
    told = [*filter(None, errors), *published.get("failed", {}).values()]
    return (
        all(_of(_ENTRY, entry) for entry in entries.values())
        and all(_of(_RUN, run) for run in runs)
        and _of(_PUBLISHED, published)
        and _of(_CHANGED, published.get("changed") or dict.fromkeys(_CHANGED, ""))
        and all(_of(_FACTS, file) for one in made for file in one["outputs"].values())
        and all(file.keys() == _FACTS.keys() for one in made for file in one["outputs"].values())
        and all(_of(_ERROR, error) for error in told)
        and all(isinstance(name, str) for run in runs for name in run["failed"])
        and all(isinstance(job, dict) for run in runs for job in run["jobs"].values())
        and all(NAMED.fullmatch(run["id"]) for run in runs)
        and _inside(published, entries, told)
    )


def _of(kinds: Kinds, found: dict[str, Any]) -> bool:
    """Whether what is read has all that it must have, and all that we know is of its kind."""
    return kinds.keys() <= found.keys() and all(
        isinstance(found[name], kind) for name, kind in {**_MORE, **kinds}.items() if name in found
    )


def _inside(published: dict[str, Any], entries: dict[str, Any], told: list[Any]) -> bool:
    """Whether all that a record names lies in its folder."""
    apart = [error["notebook"] for error in told if error["notebook"] is not None]
    outputs = [path for entry in (published, *entries.values()) for path in entry["outputs"]]
    read = [path for entry in entries.values() for path in entry["inputs"].get("beside", ())]
    return (
        all(writing.plain(name) and "/" not in name and name[0] != "." for name in entries)
        and all(entry["name"] == name for name, entry in entries.items())
        and all(map(writing.plain, [*outputs, *apart, *read]))
    )
