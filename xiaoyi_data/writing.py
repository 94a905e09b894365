"""Write a file whole or not at all, and find one that a record names, inside its folder alone.

Charts, exports and runs write, and none may import another, so this stands at the top.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PureWindowsPath

_BEGUN = re.compile(r"\.xiaoyi-[0-9a-f]{32}(\..*)?")  # a file while it is being written
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # by XML
_OPEN = {"/dev", "/dev/fd", "/proc/self/fd"}  # links there stand for what a process has open
# Seconds: what looks through new files on Windows has each open for a moment.
_WAITS = (0.05, 0.2, 0.5) if os.name == "nt" else ()


class Held(PermissionError):
    """A file cannot be replaced, most often since a program has it open; the new one is beside."""


def replace(path: Path, write: Callable[[Path], object], *, sync: bool = False) -> Path:
    """Let ``write`` make the file beside ``path``, then move it there; return ``path``.

    A file that was there gives its mode, a new one has that of the user's umask. A link is
    replaced, and what it names stays as it is; a pipe or device is written into. With ``sync``
    the file is on the disk when this returns. Raises OSError, which names ``path``, when it is a
    folder or cannot be written; nothing is left behind. Held is raised where only the last one
    cannot be replaced, as when PowerPoint has it open: it stays, and the new one goes beside.
    """
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the name of a file")
    if _outlet(path):
        return _pour(path, write)
    made = beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made here, so that no writer goes through a link that somebody may have left.
        os.close(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        write(made)
        with suppress(FileNotFoundError):
            if stat.S_ISREG(mode := path.lstat().st_mode):
                made.chmod(stat.S_IMODE(mode))
        if sync:
            with made.open("rb+") as file:
                os.fsync(file.fileno())
        _put(made, path)
    except Held:
        raise
    except FileExistsError:
        raise NotADirectoryError(f"cannot write {path}: its folder is a file") from None
    except OSError as error:
        raise _named(error, path) from None
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)
    return path


def _put(made: Path, path: Path) -> None:
    try:
        move(made, path)
    except PermissionError:
        if not path.exists():
            raise
        free = (path.with_suffix(f".new{n}{path.suffix}") for n in ("", *range(2, 100)))
        kept = next(new for new in free if not new.exists())
        made.rename(kept)
        raise Held(
            f"{path} cannot be replaced, as when a program has it open: "
            f"it stays, and the new one is {kept.name} beside it"
        ) from None


def move(made: Path, place: Path) -> None:
    """Move a file or folder, over a file that is there."""
    for seconds in _WAITS:
        with suppress(PermissionError):
            made.replace(place)
            return
        time.sleep(seconds)
    made.replace(place)


@contextmanager
def staged(place: Path) -> Iterator[Path]:
    """Yield a new folder beside a place, to make in it what is moved from there; it then goes.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, staged(Path(folder) / "report") as made:
    ...     _ = content(made / "draft.csv", "figure")
    ...     move(made / "draft.csv", Path(folder) / "draft.csv")
    """
    made = beside(place)
    try:
        made.mkdir(parents=True)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def beside(path: Path) -> Path:
    """Return a name beside a file to make it under; ``begun`` finds what was left there.

    >>> beside(Path("a/deck.pptx")).suffix
    '.pptx'
    """
    return path.with_name(f".xiaoyi-{secrets.token_hex(16)}{path.suffix}")


def _named(error: OSError, path: Path) -> OSError:
    told = type(error)(f"cannot write {path}: {error.strerror or error}")
    told.errno = error.errno  # a full disk stays one
    return told


def _outlet(path: Path) -> bool:
    """Whether a path is what others read from as it is written: a pipe, a device, an open file."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) or str(path.parent) in _OPEN


def _pour(path: Path, write: Callable[[Path], object]) -> Path:
    """Let ``write`` make the file elsewhere, then write all of it into a pipe or device."""
    with tempfile.TemporaryDirectory(prefix="xiaoyi-") as folder:
        made = Path(folder) / f"made{path.suffix}"
        write(made)
        try:
            with made.open("rb") as source, path.open("wb") as goal:
                shutil.copyfileobj(source, goal)
        except BrokenPipeError:  # the reader has seen enough
            raise
        except OSError as error:
            raise _named(error, path) from None
    return path


def plain(name: object) -> bool:
    """Whether something read is a plain path inside a folder: no ``..``, no root, no drive.

    >>> plain("good/good.html"), plain("../x"), plain("/etc/x"), plain("C:x"), plain("a\\\\..\\\\b")
    (True, False, False, False, False)
    """
    if not isinstance(name, str) or not name or "\0" in name or "\\" in name:
        return False
    return not PureWindowsPath(name).drive and not {"", ".", ".."} & set(name.split("/"))


def inside(folder: Path, name: object) -> Path | None:
    """Return the file that a record names in a folder; None where it is none, or behind a link.

    >>> inside(Path("output"), "../x") is None
    True
    """
    if not isinstance(name, str) or not plain(name):
        return None
    path = folder
    for part in name.split("/"):
        path = path / part
        if path.is_symlink():
            return None
    return path if path.is_file() else None


def content(path: Path, data: str | bytes, *, sync: bool = False) -> Path:
    """Write a text, in UTF-8, or bytes to ``path``, whole or not at all; return ``path``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     content(Path(folder) / "city.txt", "孝义").read_bytes().decode()
    '孝义'
    """
    coded = data.encode() if isinstance(data, str) else data
    return replace(path, lambda made: made.write_bytes(coded), sync=sync)


def begun(folder: Path) -> Iterator[Path]:
    """Yield what writers that were killed have left in a folder."""
    yield from [path for path in folder.iterdir() if _BEGUN.fullmatch(path.name)]


def clean(text: str) -> str:
    """Return a text without the control characters and half pairs that XML forbids.

    >>> clean("a\\x0bb")
    'ab'
    """
    return _FORBIDDEN.sub("", text)
