"""The record of the runs in a folder: ``manifest.json``, version 1.

``jobs`` holds, by name, each job's last result: ``name``, ``notebook``, ``parameters``, ``status``
(succeeded, cached, refreshed, failed), ``started``, ``seconds``, ``key`` and ``prose`` (hashes of
what went in), ``outputs`` (by path: ``sha256`` and ``bytes``) and ``error`` (null, or ``cell``,
``name`` and ``message``). ``runs`` lists the last runs, oldest first: ``started``, ``jobs`` and
``failed`` (names). ``written``, ``python`` and ``packages`` say when and by what it was made.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

VERSION = 1
RUNS = 100  # how many runs are remembered
Entry = dict[str, Any]


def read(out: Path) -> dict[str, Any]:
    """Return the manifest of a folder; without jobs where there is none of our version."""
    try:
        found: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = {}
    return found if found.get("version") == VERSION else {"jobs": {}, "runs": []}


def write(out: Path, entries: dict[str, Entry], runs: Sequence[dict[str, Any]]) -> None:
    """Put the manifest in place of the last one, whole, and on the disk when this returns."""
    manifest = {
        "version": VERSION,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "packages": {name: version(name) for name in ("papermill", "ipykernel", "pandas")},
        "runs": list(runs)[-RUNS:],
        "jobs": dict(sorted(entries.items())),
    }
    beside = out / ".manifest.json"
    with beside.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(out / "manifest.json")


def outputs(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what the files of a folder are known by: ``sha256`` and ``bytes``, by path."""
    return {
        path.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def intact(out: Path, entry: Entry) -> bool:
    """Whether a job's outputs are all there and unaltered."""
    wanted = entry.get("outputs") or {}
    for path, facts in wanted.items():
        file = out / entry["name"] / path
        if not file.is_file() or file.stat().st_size != facts["bytes"]:
            return False
        if hashlib.sha256(file.read_bytes()).hexdigest() != facts["sha256"]:
            return False
    return bool(wanted)


def prune(
    out: Path, entries: dict[str, Entry], runs: Sequence[dict[str, Any]], keep: int
) -> dict[str, Entry]:
    """Remove the results that none of the last ``keep`` runs asked for; return the rest."""
    wanted = {name for run in list(runs)[-keep:] for name in run["jobs"]}
    for name in entries.keys() - wanted:
        shutil.rmtree(out / name, ignore_errors=True)
        (out / "failed" / f"{name}.ipynb").unlink(missing_ok=True)
    return {name: entry for name, entry in entries.items() if name in wanted}
