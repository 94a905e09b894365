"""The one clock of runs: the time as the record writes it, and names made of it."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime


def now() -> str:
    """Return the time as the record writes it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def identity(started: str, taken: Container[str]) -> str:
    """Return the name of a run by the moment it began, told apart from those ``taken``.

    >>> identity("2026-11-27T08:15:00+00:00", {"20261127T081500Z"})
    '20261127T081500Z-2'
    """
    name = f"{datetime.fromisoformat(started):%Y%m%dT%H%M%SZ}"
    number = 1
    while (chosen := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return chosen
