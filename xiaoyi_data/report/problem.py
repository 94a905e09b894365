"""What a proof answers with."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong: which proof found it, whose row, and a sentence."""

    proof: int
    key: str
    problem: str
