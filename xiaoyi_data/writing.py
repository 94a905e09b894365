"""Write a file whole or not at all.

Both exports and runs write, and neither may import the other, so this stands at the top.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path


class Held(PermissionError):
    """A file cannot be replaced, most often since a program has it open; the new one is beside."""


_BEGUN = re.compile(r"\.\d+-")  # how the name of a file begins while it is being written


_WAITS = (0.05, 0.2, 0.5) if os.name == "nt" else ()


def replace(path: Path, write: Callable[[Path], object], *, sync: bool = False) -> Path:
    """Let ``write`` make the file beside ``path``, then move it there; return ``path``.

    With ``sync`` it is on the disk when this returns. Raises OSError, which names ``path``, when
    it is a folder or cannot be written; nothing is left behind. Held is raised where only the last
    one cannot be replaced, as when PowerPoint has it open: it stays, and the new one goes beside.
    """
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the name of a file")
    beside = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(beside)
        if sync:
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
        _put(beside, path)
    except Held:
        raise
    except FileExistsError:
        raise NotADirectoryError(f"cannot write {path}: its folder is a file") from None
    except OSError as error:
        told = type(error)(f"cannot write {path}: {error.strerror or error}")
        told.errno = error.errno  # a full disk stays one
        raise told from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return path


def _put(beside: Path, path: Path) -> None:
    try:
        move(beside, path)
    except PermissionError:
        if not path.exists():
            raise
        free = (path.with_suffix(f".new{n}{path.suffix}") for n in ("", *range(2, 100)))
        kept = next(new for new in free if not new.exists())
        beside.rename(kept)
        raise Held(
            f"{path} cannot be replaced, as when a program has it open: "
            f"it stays, and the new one is {kept.name} beside it"
        ) from None


def move(made: Path, place: Path) -> None:
    """Move a file or folder, over a file that is there.

    On Windows what looks through new files has them open for a moment, so that is waited for.
    """
    for seconds in _WAITS:
        with suppress(PermissionError):
            made.replace(place)
            return
        time.sleep(seconds)
    made.replace(place)


def content(path: Path, data: str | bytes, *, sync: bool = False) -> Path:
    """Write a text, in UTF-8, or bytes to ``path``, whole or not at all; return ``path``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     content(Path(folder) / "city.txt", "孝义").read_bytes().decode()
    '孝义'
    """
    coded = data.encode() if isinstance(data, str) else data
    return replace(path, lambda beside: beside.write_bytes(coded), sync=sync)


def begun(folder: Path) -> Iterator[Path]:
    """Yield what writers that were killed have left in a folder."""
    yield from [path for path in folder.iterdir() if _BEGUN.match(path.name)]


def clean(text: str) -> str:
    """Return a text without the control characters and half pairs that XML forbids.

    >>> clean("a\\x0bb")
    'ab'
    """
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
