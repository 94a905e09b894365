"""The folder of a run: held by one run at a time, its results put in place whole.

What is being made stands in ``.stage``. A kill at any moment leaves the last results where they
are; ``recover`` clears the rest away.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import stat
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from xiaoyi_data import writing
from xiaoyi_data.runs import record, states

_STAGE, _OLD, _HOLDER = ".stage", ".old-", ".holder"
_MADE = re.compile("[0-9a-f]{32}")  # what a stage is called
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV}
# Windows links what a link names.
_ITSELF: Any = {"follow_symlinks": False} if os.link in os.supports_follow_symlinks else {}
_HERE = -100  # AT_FDCWD


class Busy(RuntimeError):
    """Another run is writing to the same folder."""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the folder for one run; the lock goes with the process, however it ends.

    Raises Busy when another run holds it, OSError when it cannot be written, FileExistsError when
    a link stands where a run writes, since what it names is none of ours, or a pipe or device,
    which would take what is written and never end.
    """
    from filelock import FileLock, Timeout  # here, since what only plans need not wait for it

    out.mkdir(parents=True, exist_ok=True)
    for name in (".lock", _HOLDER, _STAGE, "failed", "manifest.json", states.FOLDER):
        if (out / name).is_symlink():
            raise FileExistsError(f"{out / name} is a link: a run writes through none, remove it")
    for place in (out, out / states.FOLDER):
        if special := _special(place):
            raise FileExistsError(f"{special} is not of a run: move it")
    if not _lock(out / ".lock"):
        raise FileExistsError(f"{out / '.lock'} is not of a run: move it")
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


def _special(place: Path) -> Path | None:
    """Return what in a folder is neither file, folder nor link, if anything is."""
    for entry in os.scandir(place) if place.is_dir() else ():
        kinds = (entry.is_file(follow_symlinks=False), entry.is_dir(follow_symlinks=False))
        if not any(kinds) and not entry.is_symlink():
            return Path(entry.path)
    return None


def _lock(path: Path) -> bool:
    """Whether a file may be locked: there is none, or one of a run, which is empty or a number."""
    if not os.path.lexists(path):
        return True
    facts = path.lstat()
    if not stat.S_ISREG(facts.st_mode) or facts.st_nlink > 1 or facts.st_size > 20:
        return False
    return not facts.st_size or path.read_bytes().isdigit()


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

    What else stands in that one, as a note of the user's, stays. Raises PermissionError, with
    nothing moved, where a file of it is open in a program that lets nobody replace it, as on
    Windows.
    """
    if final.is_dir() and not final.is_symlink():
        _carry(final, made, last or {})
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


def refuse_strangers(out: Path, names: Iterable[str], entries: Mapping[str, Any]) -> None:
    """Raise FileExistsError rather than replace what no run has made, where a job would stand."""
    for name in names:
        final = out / name
        known = name in entries and final.is_dir()
        ours = not final.is_symlink() and (known or (final / f"{name}.ipynb").is_file())
        if os.path.lexists(final) and not ours:
            raise FileExistsError(f"{final} is not of a run: move it, or write to another folder")


def keep(made: Path, final: Path) -> writing.Held:
    """Keep in ``failed`` a folder that cannot replace the last one; return what to say."""
    place = final.parent / "failed"
    place.mkdir(exist_ok=True)
    free = (place / f"{final.name}{end}" for end in ("", *(f"-{n}" for n in range(2, 100))))
    kept = next(path for path in free if not os.path.lexists(path))
    writing.move(made, kept)
    return writing.Held(
        f"a file in {final} cannot be replaced, as when a program has it open: "
        f"the last results stay, and the new ones are in {kept}"
    )


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
                os.link(path, goal, **_ITSELF)
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
    except (AttributeError, OSError, TypeError):  # macOS, Windows
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
