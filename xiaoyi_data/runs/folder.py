"""The folder of a run: held by one run at a time, its results put in place whole.

What is being made stands in ``.stage``. A kill at any moment leaves the last results where they
are; ``recover`` clears the rest away.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import re
import shutil
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from xiaoyi_data import writing
from xiaoyi_data.runs import record

_STAGE, _OLD = ".stage", ".old-"
_MADE = re.compile("[0-9a-f]{32}")  # what a stage is called
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV}
_HERE = -100  # AT_FDCWD


class Busy(RuntimeError):
    """Another run is writing to the same folder."""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the folder for one run; the lock goes with the process, however it ends.

    Raises Busy when another run holds it, OSError when it cannot be written, FileExistsError when
    a link stands where a run writes: what it names is none of ours.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name in (".lock", _STAGE, "failed", "manifest.json"):
        if (out / name).is_symlink():
            raise FileExistsError(f"{out / name} is a link: a run writes through none, remove it")
    with open(out / ".lock", "a+", opener=_unlinked) as lock:
        facts = os.fstat(lock.fileno())
        if not stat.S_ISREG(facts.st_mode) or facts.st_nlink > 1 or facts.st_size > 20:
            raise FileExistsError(f"{out / '.lock'} is not of a run: move it")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            number = _number(lock)
            raise Busy(f"another run (process {number or '?'}) is writing to {out}") from None
        if _number(lock) is None:
            raise FileExistsError(f"{out / '.lock'} is not of a run: move it")
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _unlinked(path: str, flags: int) -> int:
    """Open a file, but not through a link, nor wait for the other end of a pipe."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)


def _number(lock: Any) -> str | None:
    """Return the process that a lock names, perhaps empty; None where it is no lock."""
    lock.seek(0)
    try:
        text: str = lock.read()
    except ValueError:
        return None
    return text if not text or (text.isascii() and text.isdigit()) else None


@contextmanager
def stage(out: Path) -> Iterator[Path]:
    """Yield a new folder inside ``out`` to make results in; it goes when the block ends.

    Its name is new each time: a worker that outlives its run finds its folder gone, and stops.
    """
    folder = out / _STAGE / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        _clear(out)


def _clear(out: Path) -> None:
    """Remove stages of runs, and the folder of stages, unless something else is in it."""
    place = out / _STAGE
    if place.is_symlink() or not place.is_dir():
        return
    for folder in place.iterdir():
        if _MADE.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)  # which follows no link
    with suppress(OSError):
        place.rmdir()


def place(made: Path, final: Path, last: record.Outputs | None = None) -> None:
    """Put a finished folder in place of the last one, of which ``last`` are the outputs.

    What else stands in that one, as a note of the user's, stays.
    """
    if final.is_dir() and not final.is_symlink():
        _carry(final, made, last or {})
    if not final.exists():
        made.rename(final)
        return
    if not _exchanged(made, final):
        # Where the file system cannot exchange, a kill in between is mended by ``recover``.
        old = final.with_name(f"{_OLD}{final.name}")
        final.rename(old)
        try:
            made.rename(final)
        except OSError:
            old.rename(final)
            raise
        made = old
    shutil.rmtree(made, ignore_errors=True)


def _carry(old: Path, made: Path, last: record.Outputs) -> None:
    """Link into a new folder what no run has made of the old one.

    Linked, not moved, so that a kill at any moment leaves it where somebody looks for it.
    """
    for root, folders, names in os.walk(old):
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        for path in [Path(root) / name for name in (*names, *links)]:
            inside = path.relative_to(old)
            known = inside.as_posix()
            goal = made / inside
            if os.path.lexists(goal) or (known in last and record.same(old, known, last[known])):
                continue
            try:
                goal.parent.mkdir(parents=True, exist_ok=True)
                os.link(path, goal, follow_symlinks=False)
            except FileExistsError:  # a file of ours has the name of its folder
                continue
            except OSError as error:  # where the file system knows no links
                if error.errno not in _NO_LINKS:
                    raise
                shutil.copy2(path, goal, follow_symlinks=False)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, as Linux can; say whether that was done."""
    try:
        exchange = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(exchange(_HERE, paths[0], _HERE, paths[1], _EXCHANGE) == 0)


def recover(out: Path) -> None:
    """Undo what a killed run left between two renames, and remove what it had begun."""
    _clear(out)
    entries = record.read(out)["jobs"]
    for old in out.glob(f"{_OLD}*"):
        entry = entries.get(old.name.removeprefix(_OLD))
        if old.is_symlink() or not old.is_dir() or not entry:
            continue
        final = out / entry["name"]
        if os.path.lexists(final):
            record.remove(old, entry["outputs"])
            with suppress(OSError):  # what no run has made stays
                old.rmdir()
        else:
            old.rename(final)
    for begun in writing.begun(out):  # a record, page or deck that was being written
        with suppress(OSError):  # a folder
            begun.unlink()
