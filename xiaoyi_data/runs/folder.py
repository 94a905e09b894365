"""The folder of a run: held by one run at a time, its results put in place whole.

What is being made stands in ``.stage``. A kill at any moment leaves the last results where they
are; ``recover`` clears the rest away.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xiaoyi_data import writing

_STAGE, _OLD, _HOLDER = ".stage", ".old-", ".holder"
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD


class Busy(RuntimeError):
    """Another run is writing to the same folder."""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the folder for one run; the lock goes with the process, however it ends.

    Raises Busy when another run holds it, OSError when it cannot be written.
    """
    from filelock import FileLock, Timeout  # here, since what only plans need not wait for it

    out.mkdir(parents=True, exist_ok=True)
    holder = out / _HOLDER  # beside the lock, which Windows lets nobody else read
    lock = FileLock(out / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        number = holder.read_text() if holder.exists() else "?"
        raise Busy(f"another run (process {number}) is writing to {out}") from None
    try:
        with suppress(OSError):  # a full disk shows where results are written
            holder.write_text(str(os.getpid()))
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


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
    """Put a finished folder in place of the last one.

    Raises PermissionError, with nothing moved, where a file of the last one is open in a program
    that lets nobody replace it, as on Windows.
    """
    if not final.exists():
        writing.move(made, final)
        return
    if not _exchanged(made, final):
        # Where the file system cannot exchange, a kill in between is mended by ``recover``.
        old = final.with_name(f"{_OLD}{final.name}")
        writing.move(final, old)
        try:
            writing.move(made, final)
        except OSError:
            old.rename(final)
            raise
        made = old
    shutil.rmtree(made, ignore_errors=True)


def keep(made: Path, final: Path) -> PermissionError:
    """Keep in ``failed`` a folder that cannot replace the last one; return what to say."""
    kept = final.parent / "failed" / final.name
    shutil.rmtree(kept, ignore_errors=True)
    kept.parent.mkdir(exist_ok=True)
    writing.move(made, kept)
    return writing.Held(
        f"a file in {final} cannot be replaced, as when a program has it open: "
        f"the last results stay, and the new ones are in {kept}"
    )


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, as Linux can; say whether that was done."""
    try:
        exchange = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):  # macOS, Windows
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
