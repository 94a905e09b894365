"""What each run has published, said as plain data, kept by its hash in the folder ``states``.

Runs that say the same share one file, of some ten kilobytes. What is read is foreign input.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from pathlib import Path
from typing import Any

from xiaoyi_data import writing

FOLDER = "states"
_HASH = re.compile("[0-9a-f]{64}")
_MOST = 50 << 20  # bytes that one may unfold to
_AROUND = ("title", "subtitle", "caveat", "kind")
State = dict[str, Any]


def keep(out: Path, state: State) -> str:
    """Keep a state in the folder of a run; return its hash, by which it is read."""
    text = json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    name = hashlib.sha256(text).hexdigest()
    if read(out, name) is None:
        (out / FOLDER).mkdir(exist_ok=True)
        writing.content(path(out, name), gzip.compress(text, mtime=0))
    return name


def read(out: Path, name: object) -> State | None:
    """Return the state of a hash; None where it is gone, or is not what was kept.

    >>> read(Path("no such folder"), "0" * 64) is None
    True
    """
    if not isinstance(name, str) or not _HASH.fullmatch(name):
        return None
    file = writing.inside(out, f"{FOLDER}/{_file(name)}")
    if file is None:
        return None
    try:
        text = zlib.decompressobj(31).decompress(file.read_bytes(), _MOST)
        if hashlib.sha256(text).hexdigest() != name:
            return None
        state: State = json.loads(text)
    except (zlib.error, ValueError, RecursionError):
        return None
    return state if _whole(state) else None


def drop(out: Path, wanted: set[str]) -> None:
    """Remove the states that no run has any more, and nothing else."""
    place = out / FOLDER
    if place.is_symlink() or not place.is_dir():
        return
    for file in place.iterdir():
        name = file.name.removesuffix(".json.gz")
        if _HASH.fullmatch(name) and file.name == _file(name) and name not in wanted:
            file.unlink()


def path(out: Path, name: str) -> Path:
    """Return where the state of a hash is kept.

    >>> path(Path("output"), "ab12").as_posix()
    'output/states/ab12.json.gz'
    """
    return out / FOLDER / _file(name)


def _file(name: str) -> str:
    return f"{name}.json.gz"


def _whole(state: Any) -> bool:
    """Whether a state has all that is read of it: somebody may have made one of the right hash."""
    return _texts(state, dict) and all(map(_page, state.values()))


def _page(page: Any) -> bool:
    try:
        parts = [page["verdicts"], *page["figures"].values()]
        for shown in page["exhibits"].values():
            rows = shown["rows"]
            parts += [rows, {part: shown[part] for part in _AROUND}]
        parts.append({"title": page["title"], "lang": page["lang"]})
        return all(_texts(part, str) for part in parts) and all(
            isinstance(said, str) for said in page["sentences"]
        )
    except (TypeError, KeyError, AttributeError):
        return False


def _texts(part: Any, kind: type) -> bool:
    return isinstance(part, dict) and all(isinstance(value, kind) for value in part.values())
