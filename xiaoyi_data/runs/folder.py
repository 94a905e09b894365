"""The folder of a run: held by one run at a time, its results put in place whole.

What is being made stands in ``.stage``. A kill at any moment leaves the last results where they
are; ``recover`` clears the rest away.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiaoyi_data import writing

_STAGE, _OLD = ".stage", ".old-"
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD


class Busy(RuntimeError):
    """Another run is writing to the same folder."""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the folder for one run; the lock goes with the process, however it ends.

    Raises Busy when another run holds it, OSError when it cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise Busy(f"another run (process {lock.read() or '?'}) is writing to {out}") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


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
        shutil.rmtree(out / _STAGE, ignore_errors=True)


def place(made: Path, final: Path) -> None:
    """Put a finished folder in place of the last one."""
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
    shutil.rmtree(out / _STAGE, ignore_errors=True)
    for old in out.glob(f"{_OLD}*"):
        final = out / old.name.removeprefix(_OLD)
        if final.exists():
            shutil.rmtree(old)
        else:
            old.rename(final)
    for begun in writing.begun(out):  # a record, page or deck that was being written
        begun.unlink()
