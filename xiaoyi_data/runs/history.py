"""Results of former weeks: every state that was published, by date, in a folder of its own.

``index.json`` names the states, oldest first; their files are kept by content (see ``store``), so
that a week in which nothing changed is a line of the index. What no line names may be removed,
and nothing else ever is. All that is read of it is foreign input.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from xiaoyi_data import choices, writing
from xiaoyi_data.runs import clock, form, record, states, store
from xiaoyi_data.runs.plan import digest
from xiaoyi_data.runs.store import Damaged

VERSION = 1
_LINE = {"id": str, "published": str, "offset": str, "key": str, "tree": str}
Line = dict[str, Any]
Tree = dict[str, dict[str, Any]]


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a history for one program; make it where there is none.

    Raises ValueError where the folder holds something else, a link stands in the way, or another
    program holds it.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    for name in (".lock", "index.json", store.FOLDER):
        if (folder / name).is_symlink():
            raise ValueError(f"{folder / name} is a link: a history is written through none")
    if not (folder / "index.json").exists() and {p.name for p in folder.iterdir()} - {".lock"}:
        raise ValueError(f"{folder} holds something else than a history: give an empty folder")
    lock = FileLock(folder / ".lock", timeout=60)
    try:
        lock.acquire()
    except Timeout:
        raise ValueError(f"{folder} is in use by another program") from None
    try:
        yield
    finally:
        lock.release()


def index(folder: Path) -> list[Line]:
    """Return the lines of a history, oldest first; none of a new one. Damaged when it is altered.

    >>> index(Path("no such folder"))
    []
    """
    path = folder / "index.json"
    if not path.exists():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        lines: list[Line] = found["lines"]
        whole = found["version"] == VERSION and all(map(_whole, lines))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        whole = False
    if not whole:
        raise Damaged(f"{path} is damaged: nothing is kept or removed until it is put right")
    return lines


def _whole(line: Line) -> bool:
    moment = datetime.fromisoformat(line["published"])
    texts = all(isinstance(line[name], kind) for name, kind in _LINE.items())
    named = form.NAMED.fullmatch(line["id"]) is not None
    return texts and named and moment.tzinfo is not None and day(line) is not None


def keep(
    folder: Path,
    out: Path,
    manifest: dict[str, Any],
    *,
    weeks: int | None = None,
    last: int | None = None,
) -> None:
    """Keep what stands published in ``out`` after the last run of its record, as it is there.

    ``weeks`` and ``last`` are those of ``prune``. Raises ValueError as ``held``, ``index`` and
    ``store.put`` do, and OSError.
    """
    run = manifest["runs"][-1]
    with held(folder):
        lines = index(folder)
        files = _published(manifest)
        key = digest({path: facts["sha256"] for path, facts in files.items()})
        tree = lines[-1]["tree"] if lines and lines[-1]["key"] == key else None
        if tree is None:
            files |= record.outputs(out, [out / "manifest.json", *_state(out, manifest)])
            for path, facts in files.items():
                store.put(folder, out / path, facts["sha256"])
            tree = store.add(folder, json.dumps(files, sort_keys=True).encode())
        lines.append({
            "id": run["id"], "published": run["ended"] or clock.now(),
            "offset": run["zone"]["offset"], "exit": run["exit"], "changed": run["changed"],
            "key": key, "tree": tree,
        })  # fmt: skip
        _write(folder, lines)
        if weeks or last:
            _prune(folder, lines, weeks, last)


def _published(manifest: dict[str, Any]) -> Tree:
    """Return all files that a record holds as results, by path in its folder."""
    found = dict(manifest["published"]["outputs"])
    for name, entry in manifest["jobs"].items():
        found |= {f"{name}/{path}": facts for path, facts in entry["outputs"].items()}
    return found


def _state(out: Path, manifest: dict[str, Any]) -> list[Path]:
    name = manifest["published"].get("state")
    return [states.path(out, name)] if name and states.path(out, name).is_file() else []


def _write(folder: Path, lines: list[Line]) -> None:
    text = json.dumps({"version": VERSION, "lines": lines}, ensure_ascii=False, indent=1)
    writing.content(folder / "index.json", text, sync=True)


def find(lines: list[Line], when: str) -> Line:
    """Return the line meant: by the id of its run, ``last``, or a day, of what stood at its end.

    Raises ValueError where there is none.

    >>> line = {"id": "20260105T000000Z", "published": "2026-01-05T00:00:00+00:00"}
    >>> find([line | {"offset": "+08:00"}], "2026-01-09")["id"]
    '20260105T000000Z'
    """
    if not lines:
        raise ValueError("nothing is kept there yet")
    if when == "last":
        return lines[-1]
    known = {line["id"]: line for line in lines}
    if when in known:
        return known[when]
    try:
        wanted = date.fromisoformat(when)
    except ValueError:
        raise choices.unknown("week", when, {*known, "last"}) from None
    stood = [line for line in lines if day(line) <= wanted]
    if not stood:
        raise ValueError(f"nothing is kept of {when}: the first is of {day(lines[0])}")
    return stood[-1]


def day(line: Line) -> date:
    """Return the day a line was published, as the clock of its machine had it.

    >>> day({"published": "2026-01-04T23:00:00+00:00", "offset": "+08:00"})
    datetime.date(2026, 1, 5)
    """
    moment = datetime.fromisoformat(line["published"])
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{line['offset']}").tzinfo
    return moment.astimezone(zone).date()


def tree(folder: Path, line: Line) -> Tree:
    """Return the files of a line by path, each as the record knows files; Damaged if altered."""
    try:
        files: Tree = json.loads(store.read(folder, line["tree"]))
        fine = all(
            writing.plain(path) and not path.startswith(".") and facts.keys() >= {"sha256"}
            for path, facts in files.items()
        )
    except (ValueError, AttributeError, RecursionError) as problem:
        if isinstance(problem, Damaged):
            raise
        fine = False
    if not fine:
        raise Damaged(f"what {line['id']} had published is damaged in {folder}")
    return files


def prune(folder: Path, *, weeks: int | None = None, last: int | None = None) -> int:
    """Remove the states older than so many ``weeks``, but for the ``last`` so many; say how many.

    The newest stays in any case, and every file that a line still names.
    """
    with held(folder):
        return _prune(folder, index(folder), weeks, last)


def _prune(folder: Path, lines: list[Line], weeks: int | None, last: int | None) -> int:
    kept = lines[-(last or 1) :]
    if weeks:
        since = datetime.fromisoformat(clock.now()) - timedelta(weeks=weeks)
        young = [line for line in lines if datetime.fromisoformat(line["published"]) >= since]
        kept = max(kept, young, key=len)
    gone = len(lines) - len(kept)
    if gone:
        wanted: set[str] = set()
        for line in {line["tree"]: line for line in kept}.values():
            wanted |= {line["tree"]} | {facts["sha256"] for facts in tree(folder, line).values()}
        _write(folder, kept)  # before anything goes that it names
        store.sweep(folder, wanted)
    return gone
