"""What differs between two published states: pages, figures, verdicts, exhibits, sentences.

A state is what the notebooks of a run say, by job (see ``states``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

State = Mapping[str, Any]
Change = dict[str, Any]
Changes = dict[str, list[Change]]
KINDS = ("pages", "verdicts", "figures", "exhibits", "sentences")
_AROUND = ("title", "subtitle", "caveat", "kind")  # what of an exhibit is told besides its values


def between(before: State, after: State) -> Changes:
    """Return what changed from one state to another, by kind: ``before`` and ``after``.

    One of these is None where something came or went. Of a page that did, nothing else is told.

    >>> page = {"lang": "en", "title": "Air", "figures": {}, "exhibits": {}, "verdicts": {}}
    >>> old, new = page | {"sentences": ["47."]}, page | {"sentences": ["45."]}
    >>> between({"air": old}, {"air": new})["sentences"]
    [{'jobs': ['air'], 'lang': 'en', 'before': '47.', 'after': '45.'}]
    """
    found: Changes = {kind: [] for kind in KINDS}
    for job in sorted({*before, *after}):
        old, new = before.get(job), after.get(job)
        if old is None or new is None:
            there = old or new or {}
            titles = {"before": old and old["title"], "after": new and new["title"]}
            found["pages"].append({"jobs": [job], "lang": there["lang"]} | titles)
            continue
        for kind, look in _LOOKS.items():
            found[kind] += [{"jobs": [job], "lang": new["lang"]} | one for one in look(old, new)]
    for kind in ("verdicts", "figures"):
        found[kind] = _joined(found[kind], kind == "verdicts")
    return found


def any_of(changes: Changes) -> bool:
    """Whether anything changed."""
    return any(changes.values())


def counted(changes: Changes, since: str | None) -> dict[str, Any]:
    """Return changes as the record holds them: counts, and the verdicts themselves.

    A figure that two languages put in words counts once.
    """
    keys = {change["key"] for change in changes["figures"]}
    verdicts = [
        {name: change[name] for name in ("jobs", "key", "before", "after")}
        for change in changes["verdicts"]
    ]
    counts = {kind: len(changes[kind]) for kind in ("pages", "exhibits", "sentences")}
    return {"since": since} | counts | {"figures": len(keys), "verdicts": verdicts}


def _figures(old: State, new: State) -> Iterator[Change]:
    for key in sorted({*old["figures"], *new["figures"]}):
        one, other = old["figures"].get(key), new["figures"].get(key)
        if one and other:
            # Which page quotes it, and which puts it in words, may change without the figure.
            ways = [way for way in sorted(one) if other.get(way, one[way]) != one[way]]
            for way in ways[-1:]:
                yield {"key": key, "before": one[way], "after": other[way]}
        elif one or other:
            yield {"key": key, "before": _shown(one), "after": _shown(other)}


def _shown(ways: Mapping[str, str] | None) -> str | None:
    return ways[max(ways)] if ways else None


def _verdicts(old: State, new: State) -> Iterator[Change]:
    for key in sorted({*old["verdicts"], *new["verdicts"]}):
        before, after = old["verdicts"].get(key), new["verdicts"].get(key)
        if before != after:
            yield {"key": key, "before": before, "after": after}


def _exhibits(old: State, new: State) -> Iterator[Change]:
    for name in [*new["exhibits"], *(n for n in old["exhibits"] if n not in new["exhibits"])]:
        one, other = old["exhibits"].get(name), new["exhibits"].get(name)
        if one == other:
            continue
        titles = {"before": one and one["title"], "after": other and other["title"]}
        change: Change = {"name": name} | titles | {"around": [], "rows": []}
        if one and other:
            change["around"] = [part for part in _AROUND if one[part] != other[part]]
            change["rows"] = list(_rows(one["rows"], other["rows"]))
        yield change


def _rows(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for label in [*new, *(one for one in old if one not in new)]:
        if old.get(label) != new.get(label):
            yield {"label": label, "before": old.get(label), "after": new.get(label)}


def _sentences(old: State, new: State) -> Iterator[Change]:
    one, other = old["sentences"], new["sentences"]
    for how, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if how != "equal":
            for before, after in zip_longest(one[a:b], other[c:d]):
                yield {"before": before, "after": after}


_LOOKS = {
    "figures": _figures,
    "verdicts": _verdicts,
    "exhibits": _exhibits,
    "sentences": _sentences,
}


def _joined(found: list[Change], every_language: bool) -> list[Change]:
    """Return changes with those that several jobs share as one; a verdict has no language."""
    joined: dict[tuple[Any, ...], Change] = {}
    for change in found:
        lang = "" if every_language else change["lang"]
        kept = joined.setdefault((lang, change["key"], change["before"], change["after"]), change)
        if kept is not change:
            kept["jobs"] += change["jobs"]
    return list(joined.values())
