"""The temporary folder of a run, which goes with it: held while a process of the run lives.

What holds it is a lock on the folder itself. A process cannot leave that behind, so a folder that
nobody holds is of a run that was killed, at whatever moment.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

_OURS = re.compile("xiaoyi-run-[0-9a-f]{16}")  # no name that a user gives


def new() -> tuple[Path, int]:
    """Return a new folder, and what holds it as long as any process has it open."""
    while True:
        folder = Path(tempfile.gettempdir()) / f"xiaoyi-run-{secrets.token_hex(8)}"
        folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError, BlockingIOError):  # another run took it for one left
            return folder, hold(folder)


def hold(folder: Path) -> int:
    """Return a folder opened and locked.

    Raises BlockingIOError where somebody else holds it, another OSError where it cannot be opened
    or has just been removed.
    """
    import fcntl  # here, since Windows has none, and forks no kernels

    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder.lstat()
    except OSError:
        os.close(number)
        raise
    return number


def sweep() -> None:
    """Remove the folders that killed runs have left, whole or half removed."""
    with suppress(OSError):  # a run that changes nothing needs no folder for temporary files
        for left in Path(tempfile.gettempdir()).glob("xiaoyi-run-*"):
            if _OURS.fullmatch(left.name):
                _remove(left)


def _remove(left: Path) -> None:
    """Remove a folder of this user's that nobody holds."""
    with suppress(OSError):
        told = left.lstat()
        if stat.S_ISDIR(told.st_mode) and told.st_uid == os.geteuid():
            number = hold(left)
            try:
                shutil.rmtree(left)
            finally:
                os.close(number)
