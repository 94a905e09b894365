"""Bytecode that Python keeps of modules: whole, or not at all.

Python 3.11 takes the part of it that a full disk has room for as all of it, and from then on no
command that needs the module begins. It is not written where there may be no room.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

_LARGEST = 16 << 20  # bytes, more than any module has
_HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def spare() -> None:
    """Have this process and those it starts write none where it may be cut off."""
    if os.name == "posix" and _narrow():
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def _narrow() -> bool:
    """Whether a limit on the size of files, or a disk with modules on it, leaves little room."""
    import resource  # here, since Windows has none

    if 0 <= resource.getrlimit(resource.RLIMIT_FSIZE)[0] < _LARGEST:
        return True
    disks = map(os.statvfs, {_HOME, sys.prefix, sys.base_prefix})
    return any(disk.f_bavail * disk.f_frsize < _LARGEST for disk in disks)


def drop(problem: EOFError) -> str:
    """Remove the file that was cut off, on which an import failed, and say so; "" for another."""
    from traceback import walk_tb  # here, since it takes as long as all else that begins

    for frame, _ in walk_tb(problem.__traceback__):
        if frame.f_code.co_name == "get_code" and (path := frame.f_locals.get("bytecode_path")):
            with suppress(OSError):
                os.unlink(path)
                return f"{path} was cut off, as where a disk was full, and is removed: try again"
            return f"{path} was cut off, as where a disk was full: remove it"
    return ""
