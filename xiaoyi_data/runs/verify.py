"""What was changed in a folder since its run, by checksums: a check of copies, no signature.

Whoever can change a file can change the record too; what this finds is decay and careless edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xiaoyi_data.runs import record, states

_OWN = {"manifest.json", ".lock", ".holder", "failed", states.FOLDER}


def problems(out: Path) -> Iterator[tuple[str, str]]:
    """Yield what differs from the record of a folder: its path there, and in which way.

    That is ``changed``, ``gone``, ``linked``, or ``unknown`` of what no run has made. Raises
    ValueError when the folder holds no record.
    """
    manifest = record.checked(out)
    known = dict(manifest["published"]["outputs"])
    for name, entry in manifest["jobs"].items():
        known |= {f"{name}/{path}": facts for path, facts in entry["outputs"].items()}
    for path in sorted(known):
        if not record.same(out, path, known[path]):
            yield path, _how(out, path)
    for file in sorted(out.rglob("*")):
        path = file.relative_to(out).as_posix()
        if path.split("/")[0] not in _OWN and path not in known and not file.is_dir():
            yield path, "unknown"
    wanted = record.states(manifest)
    for name in sorted(wanted):
        if states.read(out, name) is None:
            path = states.path(out, name).relative_to(out).as_posix()
            yield path, _how(out, path)


def _how(out: Path, path: str) -> str:
    place = out
    for part in path.split("/"):
        place = place / part
        if place.is_symlink():
            return "linked"
    return "changed" if place.is_file() else "gone"
