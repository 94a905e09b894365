"""A former week again: opened in a folder of its own, or put back where runs publish."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

from xiaoyi_data import writing
from xiaoyi_data.runs import folder, history, journal, record, store


def opened(kept: Path, when: str, place: Path) -> Path:
    """Copy what was published at a time, as ``history.find`` takes it, to ``place``; return that.

    Raises ValueError when there is something at ``place``, or the history is damaged; then there
    is nothing there.
    """
    if os.path.lexists(place) and (not place.is_dir() or any(place.iterdir())):
        raise ValueError(f"{place} is not empty: give a new folder")
    with history.held(kept):
        files = history.tree(kept, history.find(history.index(kept), when))
        made = writing.beside(place)
        try:
            _copy(kept, files, made)
            if place.is_dir():
                place.rmdir()
            writing.move(made, place)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return place


def restore(kept: Path, when: str, out: Path) -> dict[str, Any]:
    """Put what was published at a time back into ``out``, in place of what is; return the run.

    The record keeps all its runs, and this as one more. A run afterwards finds what differs from
    today and makes it again. Raises as ``opened`` and ``folder.held`` do, with nothing changed.
    """
    with history.held(kept), folder.held(out):
        folder.recover(out)
        line = history.find(history.index(kept), when)
        files = history.tree(kept, line)
        manifest = record.read(out)
        with folder.stage(out.resolve()) as stage:
            made = stage / "made"
            _copy(kept, files, made)
            then = _whole(made, kept, line)
            folder.refuse_strangers(out, then["jobs"], manifest["jobs"])
            began = time.perf_counter()
            runs = manifest["runs"] or then["runs"]
            run = journal.begin(runs, [], {})
            last = manifest["jobs"]
            for name in [name for name in then["jobs"] if (made / name).is_dir()]:
                folder.place(made / name, out / name, last.get(name, {}).get("outputs"))
            jobs = {f"{name}/" for name in then["jobs"]}
            for path in files:
                if path != "manifest.json" and not any(map(path.startswith, jobs)):
                    writing.replace(out / path, (made / path).replace)
        _clear(out, manifest, then)
        run |= {"restored": line["id"], "state": then["published"].get("state")}
        journal.end(run, began, {}, None)
        record.write(out, then | {"runs": runs})
        return run


def _copy(kept: Path, files: history.Tree, place: Path) -> None:
    for path, facts in files.items():
        content = store.read(kept, facts["sha256"])
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)


def _whole(made: Path, kept: Path, line: history.Line) -> dict[str, Any]:
    """Return the record of a state, all of whose files are there; Damaged otherwise."""
    then = record.read(made)
    published = then["published"]["outputs"]
    made_of = [(made, published), *((made / n, job["outputs"]) for n, job in then["jobs"].items())]
    whole = all(record.intact(place, files) for place, files in made_of if files)
    if not then["runs"] or not whole:
        raise store.Damaged(f"what {line['id']} had published is not whole in {kept}")
    for job in then["jobs"].values():
        if job["error"]:  # its failed notebook was not of what was published
            job["error"] = {k: job["error"][k] for k in ("cell", "name", "message")}
            job["error"]["notebook"] = None
    return then


def _clear(out: Path, manifest: dict[str, Any], then: dict[str, Any]) -> None:
    """Remove what stood before, and is not of the state put back."""
    for name in manifest["jobs"].keys() - then["jobs"].keys():
        entry = manifest["jobs"][name]
        record.remove(out, {f"{name}/{path}": facts for path, facts in entry["outputs"].items()})
    for entry in manifest["jobs"].values():
        record.drop_failed(out, entry)
    for path, facts in manifest["published"]["outputs"].items():
        if path not in then["published"]["outputs"]:
            record.remove(out, {path: facts})
