"""What a kernel reads in the folder of its notebook, noted as it is read.

``execute`` has the kernel run this file, as text, before the first cell; it may be a kernel of an
environment in which this package is not. ``FOLDER`` is the notebook's, ``OUT`` that of the run,
``LOG`` the file in which a line of JSON stands for each file: how it was opened, and its path.
"""

from __future__ import annotations

import os
import sys
from typing import Any


def watch(folder: str, out: str, log: str) -> None:
    """Note from now on in ``log`` what this process, and what it forks, opens in ``folder``.

    Not what is of Python itself or installed, nor what is in ``out``. A compiled module counts
    as its source. The log is written at once: a kernel may end at any moment.
    """
    import importlib.util  # with the names a notebook sees, these would be names of its own
    import json

    def folders(*places: str) -> tuple[str, ...]:
        return tuple({os.path.join(os.path.normcase(place), "") for place in places})

    line = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    roots = folders(folder, os.path.realpath(folder))
    others = folders(out, os.path.realpath(out), sys.prefix)
    # An environment inside the folder is none of its files; a folder inside one is.
    apart = tuple(place for place in others if not any(root.startswith(place) for root in roots))
    seen: set[tuple[str, bool]] = set()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open":
            return
        path, _, flags = arguments
        if not isinstance(path, (str, bytes, os.PathLike)):
            return  # a file that is open already
        try:
            where = os.path.abspath(os.fsdecode(path))
            known = os.path.normcase(where)  # Windows knows no case
            if not known.startswith(roots) or known.startswith(apart):
                return
            if "site-packages" in where:
                return
            if where.endswith(".pyc"):
                where = importlib.util.source_from_cache(where)
            written = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if (where, written) in seen:
                return
            seen.add((where, written))
            root = next(root for root in roots if known.startswith(root))
            path = where[len(root) :].replace(os.sep, "/")
            told = json.dumps(["w" if written else "r", path])
            os.write(line, f"{told}\n".encode())
        except (OSError, ValueError, TypeError):
            return  # whatever is wrong with the path, the one who opens it will hear

    sys.addaudithook(note)


if "LOG" in globals():
    watch(FOLDER, OUT, LOG)  # type: ignore[name-defined]  # noqa: F821
