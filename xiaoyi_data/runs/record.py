"""The record of the runs in a folder: ``manifest.json``, version 3.

Its form is ``assets/manifest.schema.json``, a JSON Schema that says what each field means.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

import xiaoyi_data
from xiaoyi_data import choices, writing
from xiaoyi_data.runs import clock, form, older

VERSION = 3
RUNS = 1000  # how many runs are remembered: nearly three years of days
_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")
Entry = dict[str, Any]
Outputs = dict[str, dict[str, Any]]


def read(out: Path) -> dict[str, Any]:
    """Return the manifest of a folder; an empty one where there is none that we know.

    One of version 2 is brought up to date. What it names is foreign input: a manifest that names
    anything outside the folder is none.
    """
    empty: dict[str, Any] = {"runs": [], "jobs": {}, "published": {"key": "", "outputs": {}}}
    return _known(out) or {"version": VERSION} | empty


def _known(out: Path) -> dict[str, Any] | None:
    with suppress(
        FileNotFoundError, ValueError, KeyError, TypeError, AttributeError, RecursionError
    ):
        found: dict[str, Any] = older.brought_up(json.loads(_text(out / "manifest.json")))
        if found["version"] == VERSION and form.holds(found):
            return found
    return None


def set_aside(out: Path) -> Path | None:
    """Keep a manifest that we do not know, damaged or newer, under another name, and return it.

    None where there is none, or we know it.
    """
    path = out / "manifest.json"
    if not path.is_file() or _known(out) is not None:
        return None
    names = (f"manifest.aside{end}.json" for end in ("", *(f"-{n}" for n in range(2, 100))))
    kept = next(out / name for name in names if not (out / name).exists())
    writing.move(path, kept)
    return kept


def checked(out: Path) -> dict[str, Any]:
    """Return the manifest of a folder whole, as its schema says, to be shown.

    Raises ValueError when there is none, or it is none of ours.
    """
    from jsonschema import Draft202012Validator  # here, since a run needs it not

    path = out / "manifest.json"
    if not path.is_file():
        raise ValueError(f"{out} holds no run: it has no manifest.json")
    found = read(out)
    schema = json.loads((files("xiaoyi_data") / "assets" / "manifest.schema.json").read_bytes())
    if not found["runs"] or not Draft202012Validator(schema).is_valid(found):
        raise ValueError(f"{path} is damaged, or of a version that we do not know: run again")
    return found


def run(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the run of a record by its id, the beginning of one, its day, or ``last``.

    Raises ValueError, naming the nearest, where none is meant, or several are.

    >>> runs = [{"id": "20260105T000000Z"}, {"id": "20260112T000000Z"}]
    >>> run({"runs": runs}, "2026-01-05")["id"], run({"runs": runs}, "last")["id"]
    ('20260105T000000Z', '20260112T000000Z')
    """
    known: dict[str, dict[str, Any]] = {one["id"]: one for one in manifest["runs"]}
    if name == "last":
        return manifest["runs"][-1]  # type: ignore[no-any-return]
    plain = name.replace("-", "") if _DAY.fullmatch(name) else name
    meant = [name] if name in known else [one for one in known if plain and one.startswith(plain)]
    if len(meant) > 1:
        raise ValueError(f"{name!r} may be any of {len(meant)} runs: {', '.join(meant[:5])}")
    if not meant:
        raise choices.unknown("run", name, {*known, "last"})
    return known[meant[0]]


def _text(path: Path) -> str:
    """Return the text of a file that is neither a link nor a pipe, which nobody may ever end."""
    if path.is_symlink() or (path.exists() and not stat.S_ISREG(path.stat().st_mode)):
        raise ValueError(f"{path} is not of a run")
    return path.read_text(encoding="utf-8")


def write(out: Path, manifest: dict[str, Any]) -> None:
    """Put the manifest in place of the last one, whole, and on the disk when this returns."""
    manifest |= {
        "written": clock.now(),
        "xiaoyi_data": xiaoyi_data.__version__,
        "runs": manifest["runs"][-RUNS:],
        "jobs": dict(sorted(manifest["jobs"].items())),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    writing.content(out / "manifest.json", text, sync=True)


def states(manifest: dict[str, Any]) -> set[str]:
    """Return the hashes of what runs have published, and of what stood before."""
    published = manifest["published"]
    found = {run.get("state") for run in manifest["runs"][-RUNS:]}
    found |= {published.get("state"), (published.get("changed") or {}).get("state")}
    return {name for name in found if name}


def outputs(folder: Path, paths: Iterable[Path] | None = None) -> Outputs:
    """Return what files are known by, ``sha256`` and ``bytes``, by path; of all in a folder."""
    chosen = folder.rglob("*") if paths is None else paths
    return {
        path.relative_to(folder).as_posix(): facts(path)
        for path in sorted(chosen)
        if path.is_file()
    }


def facts(path: Path) -> dict[str, Any]:
    """Return what a file is known by: ``sha256`` and ``bytes``."""
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def intact(folder: Path, wanted: Outputs) -> bool:
    """Whether outputs are all there and unaltered; no outputs are not."""
    for path, facts in wanted.items():
        if not same(folder, path, facts):
            return False
    return bool(wanted)


def same(folder: Path, path: str, facts: dict[str, Any]) -> bool:
    """Whether a file is in the folder, behind no link, with the bytes that are recorded."""
    file = writing.inside(folder, path)
    if file is None or file.stat().st_size != facts["bytes"]:
        return False
    return bool(hashlib.sha256(file.read_bytes()).hexdigest() == facts["sha256"])


def remove(folder: Path, wanted: Outputs) -> None:
    """Remove the outputs that are unaltered, and folders left empty by it; nothing else."""
    for path, facts in wanted.items():
        if same(folder, path, facts):
            (folder / path).unlink()
            for parent in Path(path).parents[:-1]:
                with suppress(OSError):  # not empty
                    (folder / parent).rmdir()


def prune(out: Path, manifest: dict[str, Any], keep: int) -> None:
    """Remove the results and failed notebooks that none of the last ``keep`` runs asked for.

    What a run has not made, or somebody has altered, stays.
    """
    wanted = {name for run in manifest["runs"][-keep:] for name in run["jobs"]}
    for name in manifest["jobs"].keys() - wanted:
        entry = manifest["jobs"].pop(name)
        remove(out, {f"{name}/{path}": facts for path, facts in entry["outputs"].items()})
        drop_failed(out, entry)


def drop_failed(out: Path, entry: Entry) -> None:
    """Remove the failed notebook of an entry."""
    error = entry.get("error") or {}
    if error.get("notebook") and "sha256" in error:
        remove(out, {error["notebook"]: error})
