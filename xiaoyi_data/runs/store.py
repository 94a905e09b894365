"""Files by content: each once, under the hash of its bytes, read-only, and linked to nothing.

A copy, never a link, so that a program that saves in place changes no past. What is read back is
held to its hash.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from xiaoyi_data import writing

FOLDER = "files"
_HASH = re.compile("[0-9a-f]{64}")
_CHUNK = 1 << 20


class Damaged(ValueError):
    """A history does not hold what it should."""


def put(folder: Path, source: Path, name: str) -> None:
    """Copy a file into the store, where its bytes are not there yet; ``name`` is their hash.

    Raises Damaged when the file is another by now, OSError when it cannot be written.
    """
    place = _place(folder, name)
    if place.is_file() and not place.is_symlink() and place.stat().st_size == _size(source):
        return

    def copy(made: Path) -> None:
        digest = hashlib.sha256()
        with source.open("rb") as read, made.open("wb") as written:
            while chunk := read.read(_CHUNK):
                digest.update(chunk)
                written.write(chunk)
        if digest.hexdigest() != name:
            raise Damaged(f"{source} was changed as it was kept: run again")

    _put(place, copy)


def add(folder: Path, content: bytes) -> str:
    """Put bytes into the store; return their hash."""
    name = hashlib.sha256(content).hexdigest()
    if not _place(folder, name).is_file():
        _put(_place(folder, name), lambda made: made.write_bytes(content))
    return name


def _put(place: Path, write: Any) -> None:
    _unlock(place)  # a damaged one is replaced
    writing.replace(place, write, sync=True)
    place.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)


def read(folder: Path, name: object) -> bytes:
    """Return the bytes of a hash; Damaged where they are gone, altered, or behind a link."""
    if not isinstance(name, str) or not _HASH.fullmatch(name):
        raise Damaged(f"{folder} names no file by {str(name)[:70]!r}")
    path = writing.inside(folder, f"{FOLDER}/{name[:2]}/{name}")
    content = path.read_bytes() if path else b""
    if path is None or hashlib.sha256(content).hexdigest() != name:
        raise Damaged(f"{_place(folder, name)} is {'altered' if path else 'gone'}")
    return content


def sweep(folder: Path, wanted: set[str]) -> int:
    """Remove the files of the store whose hashes are not wanted, and nothing else; say how many."""
    count = 0
    for path in list(_every(folder)):
        if path.name not in wanted:
            _unlock(path)
            path.unlink()
            count += 1
            with suppress(OSError):  # not empty
                path.parent.rmdir()
    return count


def _every(folder: Path) -> Iterator[Path]:
    place = folder / FOLDER
    if place.is_symlink() or not place.is_dir():
        return
    for part in place.iterdir():
        if part.is_symlink() or not part.is_dir() or not re.fullmatch("[0-9a-f]{2}", part.name):
            continue
        for begun in writing.begun(part):  # cut off as it was written
            begun.unlink()
        for path in part.iterdir():
            known = _HASH.fullmatch(path.name) and path.name.startswith(part.name)
            if known and not path.is_symlink() and path.is_file():
                yield path


def _place(folder: Path, name: str) -> Path:
    return folder / FOLDER / name[:2] / name


def _size(path: Path) -> int:
    return path.stat().st_size


def _unlock(path: Path) -> None:
    """Let a file be replaced or removed, which Windows refuses where it is read-only."""
    if os.name == "nt" and path.is_file():
        path.chmod(stat.S_IWRITE | stat.S_IREAD)
