"""Panels side by side: how many in a row, and the box of each."""

from __future__ import annotations

Box = tuple[float, float, float, float]  # left, top, width, height, in points
_BETWEEN = 40.0  # points between panels side by side


def columns(panels: int) -> int:
    """Return how many panels stand side by side.

    >>> [columns(panels) for panels in (1, 2, 3, 4, 6)]
    [1, 2, 3, 2, 3]
    """
    return panels if panels <= 3 else 2 if panels == 4 else 3


def boxes(panels: int, box: Box, head: float, foot: float) -> list[Box]:
    """Return the boxes of panels side by side, with room for a heading above and a foot below.

    >>> boxes(2, (0.0, 0.0, 340.0, 200.0), 30.0, 40.0)
    [(0.0, 30.0, 150.0, 130.0), (190.0, 30.0, 150.0, 130.0)]
    """
    left, top, width, height = box
    across = columns(panels)
    wide = (width - _BETWEEN * (across - 1)) / across
    high = height / -(-panels // across)
    return [
        (
            left + place % across * (wide + _BETWEEN),
            top + place // across * high + head,
            wide,
            high - head - foot,
        )
        for place in range(panels)
    ]
