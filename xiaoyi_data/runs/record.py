"""The record of the runs in a folder: ``manifest.json``, version 2.

Its form is ``assets/manifest.schema.json``, a JSON Schema that says what each field means.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xiaoyi_data

VERSION = 2
RUNS = 100  # how many runs are remembered
_ENTRY = {"name", "notebook", "parameters", "inputs", "versions", "status", "seconds", "outputs"}
Entry = dict[str, Any]
Outputs = dict[str, dict[str, Any]]


def now() -> str:
    """Return the time as the record writes it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read(out: Path) -> dict[str, Any]:
    """Return the manifest of a folder; an empty one where there is none of our version."""
    try:
        found: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        if found["version"] == VERSION and _whole(found):
            return found
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return {"version": VERSION, "runs": [], "jobs": {}, "published": {"key": "", "outputs": {}}}


def _whole(found: dict[str, Any]) -> bool:
    """Whether a record has all that a run reads of it."""
    published = found["published"]
    made = [published, *found["jobs"].values()]
    facts = [file for entry in made for file in entry["outputs"].values()]
    return (
        isinstance(published["key"], str)
        and all(run.keys() >= {"jobs", "failed"} for run in found["runs"])
        and all(entry.keys() >= _ENTRY for entry in found["jobs"].values())
        and all(file.keys() == {"sha256", "bytes"} for file in facts)
    )


def write(out: Path, manifest: dict[str, Any]) -> None:
    """Put the manifest in place of the last one, whole, and on the disk when this returns."""
    manifest |= {
        "written": now(),
        "xiaoyi_data": xiaoyi_data.__version__,
        "runs": manifest["runs"][-RUNS:],
        "jobs": dict(sorted(manifest["jobs"].items())),
    }
    beside = out / ".manifest.json"
    try:
        with beside.open("w", encoding="utf-8") as file:
            json.dump(manifest, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(out / "manifest.json")
    finally:
        beside.unlink(missing_ok=True)


def outputs(folder: Path, paths: Iterable[Path] | None = None) -> Outputs:
    """Return what files are known by, ``sha256`` and ``bytes``, by path; of all in a folder."""
    chosen = folder.rglob("*") if paths is None else paths
    return {
        path.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in sorted(chosen)
        if path.is_file()
    }


def intact(folder: Path, wanted: Outputs) -> bool:
    """Whether outputs are all there and unaltered; no outputs are not."""
    for path, facts in wanted.items():
        file = folder / path
        if not file.is_file() or file.stat().st_size != facts["bytes"]:
            return False
        if hashlib.sha256(file.read_bytes()).hexdigest() != facts["sha256"]:
            return False
    return bool(wanted)


def prune(out: Path, manifest: dict[str, Any], keep: int) -> None:
    """Remove the results and failed notebooks that none of the last ``keep`` runs asked for."""
    wanted = {name for run in manifest["runs"][-keep:] for name in run["jobs"]}
    for name in manifest["jobs"].keys() - wanted:
        shutil.rmtree(out / name, ignore_errors=True)
        del manifest["jobs"][name]
    for notebook in (out / "failed").glob("*.ipynb"):
        if notebook.stem not in wanted:
            notebook.unlink()
