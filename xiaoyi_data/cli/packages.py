"""What is installed, against what the package requires, and against the versions of a clone."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import xiaoyi_data

HOME = Path(xiaoyi_data.__file__).parents[1]


def required(package: str = "xiaoyi-data") -> tuple[dict[str, str], list[str]]:
    """Return the versions of all that a package requires, directly or not, and what is lacking.

    Lacking is what is not here, or at a version that is not allowed.

    >>> here, lacking = required()
    >>> "pandas" in here, lacking
    (True, [])
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name
    from packaging.version import InvalidVersion

    here: dict[str, str] = {}
    lacking, todo = [], [Requirement(package)]
    while todo:
        asked = todo.pop()
        if asked.marker and not asked.marker.evaluate({"extra": ""}):
            continue
        name = canonicalize_name(asked.name)
        known = name in here
        try:
            found = distribution(name)
            here[name] = found.version
            fits = asked.specifier.contains(found.version, prereleases=True)
        except PackageNotFoundError:
            lacking.append(f"{asked.name}{asked.specifier} (not here)")
            continue
        except InvalidVersion:
            fits = False
        if not fits:
            lacking.append(f"{asked.name}{asked.specifier} ({found.version} is here)")
        if not known:
            todo += [Requirement(line) for line in found.requires or ()]
    return here, list(dict.fromkeys(lacking))


def unlike_the_lock(here: dict[str, str]) -> list[str]:
    """Name what is here at another version than a clone's requirements.txt has it."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    lock = HOME / "requirements.txt"
    if not lock.is_file() or (Path(sys.prefix) / "conda-meta").is_dir():  # conda chooses its own
        return []
    others = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        pin = Requirement(line)
        version = here.get(canonicalize_name(pin.name))
        if version and (not pin.marker or pin.marker.evaluate()) and version not in pin.specifier:
            others.append(f"{pin.name} {version} ({pin.specifier})")
    return others
