"""Write a file whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def replace(path: Path, write: Callable[[Path], object]) -> Path:
    """Let ``write`` make the file beside ``path``, then move it there; return ``path``.

    Raises OSError, which names ``path``, when it is a folder or cannot be written; nothing is
    left behind.
    """
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the name of a file")
    beside = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(beside)
        beside.replace(path)
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


def clean(text: str) -> str:
    """Return a text without the control characters and half pairs that XML forbids.

    >>> clean("a\\x0bb")
    'ab'
    """
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def content(path: Path, data: bytes) -> Path:
    """Write ``data`` to ``path``, whole or not at all; return ``path``."""
    return replace(path, lambda beside: beside.write_bytes(data))
