"""Where marks stand among each other: once, for pictures and slides alike."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

FULL = 100.0  # where the tracks of dots end, unless a reference is given
_STEPS = 100  # of a line chart at most, those without a mark included

NEAR = 0.12  # of the height of a line chart: two marks whose texts would meet

_ASIDE = 2  # steps that the text of a goal takes
_APART = 4.0  # points between texts of a row

Layer = tuple[str, int]  # a series, and which of its parts in one stack


def layers(parts: Iterable[tuple[str, str]]) -> tuple[list[Layer], list[Layer]]:
    """Return the layer of each part (label, series) of stacks, and all layers in their order.

    Series are stacked in the order they first appear; a series that has several parts in one
    stack has as many layers.

    >>> layers([("a", "done"), ("a", "to do"), ("a", "done")])[1]
    [('done', 0), ('done', 1), ('to do', 0)]
    """
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    for part in parts:
        made.append((part[1], seen[part]))
        seen[part] += 1
    order = list(dict.fromkeys(series for series, _ in made))
    return made, sorted(set(made), key=lambda layer: (order.index(layer[0]), layer[1]))


def starts(parts: Iterable[tuple[str, str, float]]) -> list[float]:
    """Return where each part (label, series, value) of stacks begins; one that is NaN has no width.

    >>> starts([("a", "done", 2.0), ("a", "to do", 5.0), ("a", "done", 1.0)])
    [0.0, 3.0, 2.0]
    """
    all_parts = list(parts)
    layer, order = layers((label, series) for label, series, _ in all_parts)
    made, reach = [0.0] * len(all_parts), dict.fromkeys((part[0] for part in all_parts), 0.0)
    for place in sorted(range(len(made)), key=lambda place: order.index(layer[place])):
        label, _, value = all_parts[place]
        made[place] = reach[label]
        reach[label] += 0.0 if math.isnan(value) else value
    return made


def sides(values: Sequence[float]) -> list[int]:
    """Return on which side of its dot each text of a row stands: of the highest on the right, 1.

    >>> sides([8.0, 1.8]), sides([5.0, 5.0])
    ([1, -1], [-1, 1])
    """
    if len(values) == 2 and values[0] == values[1]:
        return [-1, 1]
    return [1 if value == max(values) else -1 for value in values]


def reach(values: Iterable[float], tops: Iterable[float] = ()) -> tuple[float, float]:
    """Return the ends of the upright axis of lines: zero on it, room for texts above marks.

    ``tops`` are the upper bounds of bands, which have no texts.

    >>> reach([2.0, 4.0])
    (0.0, 4.6)
    >>> reach([-4.0, -2.0])
    (-4.6, 0.6)
    """
    known, high = list(values), [*tops]
    low, tall = min([0.0, *known]), max([0.0, *known])
    if tall <= 0:  # texts of marks at the foot stand below them, at the top above
        return (1.15 * low, -0.15 * low) if low else (0.0, 1.0)
    return low, max([tall * 1.15, *(top * 1.02 for top in high)])


def steps(values: Iterable[float]) -> list[float]:
    """Return the steps of a line chart in order: a year without a mark is still a year.

    >>> steps([2020, 2018])
    [2018, 2019, 2020]
    """
    known = sorted(set(values))
    if all(float(step).is_integer() for step in known) and known[-1] - known[0] < _STEPS:
        return list(range(int(known[0]), int(known[-1]) + 1))
    return known


def step_name(step: float) -> str:
    """Return a step as its axis names it: 2020, 2020.25.

    >>> step_name(2020.0), step_name(20210420)
    ('2020', '20210420')
    """
    return f"{step:.15g}"


def valleys(
    values: Sequence[float | None], tall: float, crowds: Sequence[bool | None] = ()
) -> list[bool]:
    """Say of each mark of a line whether its text stands below it, clear of lines and texts.

    It does in a valley: below the middle of its neighbours, by more than 3% of ``tall``, or below
    the one that it has where the line breaks off. ``crowds`` says first where it gives way to the
    text of another line (see ``crowded``).

    >>> valleys([3.0, 1.0, 2.0, 1.0, None, 2.0], 4.0)
    [False, True, False, True, False, False]
    >>> valleys([3.0, 3.0], 4.0, [None, True])
    [False, True]
    """
    below = [False] * len(values)
    for place, value in enumerate(values[1:-1], start=1):
        near = [one for one in (values[place - 1], values[place + 1]) if one is not None]
        if value is not None and near:
            below[place] = value < sum(near) / len(near) - 0.03 * tall
    for place, aside in enumerate(crowds):
        below[place] = below[place] if aside is None else aside
    return below


def crowded(marks: Iterable[tuple[str, float, float | None]], tall: float) -> list[bool | None]:
    """Say of each mark (series, step, value) whether its text gives way below, or above.

    It gives way to the nearest of another line at its step, where that is near; of two equal ones
    the later goes below. None where there is no such mark.

    >>> crowded([("a", 2018, 2.6), ("b", 2018, 2.5), ("b", 2019, 2.5)], 4.0)
    [False, True, None]
    """
    known = list(marks)
    made: list[bool | None] = []
    for place, (series, step, value) in enumerate(known):
        near = [
            (abs(other - value), (other, -at) > (value, -place))
            for at, (name, where, other) in enumerate(known)
            if name != series and where == step and value is not None and other is not None
        ]
        apart, above = min(near, default=(tall, False))
        made.append(above if apart < NEAR * tall else None)
    return made


def side(goal: tuple[float, float], others: Iterable[tuple[float, float]], tall: float) -> int:
    """Return the side of a goal (step, value) on which its text stands: 1, the right one, or -1.

    It stands on the left where marks of other lines are in its way on the right, and on the left
    none is.

    >>> side((2022, 69.6), [(2023, 68.6)], 70.0), side((2022, 69.6), [(2023, 40.0)], 70.0)
    (-1, 1)
    """
    step, value = goal
    level = [x - step for x, y in others if abs(y - value) < NEAR / 2 * tall]
    after = any(0 < apart <= _ASIDE for apart in level)
    return -1 if after and not any(-_ASIDE <= apart < 0 for apart in level) else 1


def cells(marks: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Return the rows and the columns of a matrix, in the order they first appear.

    Raises ValueError where two marks (row, column) stand in one cell.

    >>> cells([("a", "x"), ("b", "y"), ("a", "y")])
    (['a', 'b'], ['x', 'y'])
    """
    seen = Counter(marks)
    for (row, column), many in seen.items():
        if many > 1:
            where = f"the cell {row!r}, {column!r}"
            raise ValueError(f"{many} marks stand in {where}: add them up, or name them apart")
    rows, columns = (list(dict.fromkeys(mark[place] for mark in seen)) for place in (0, 1))
    return rows, columns


def around(spots: Iterable[tuple[float, float]]) -> list[tuple[str, float]]:
    """Return where texts of dots on one row stand, and how far aside, so that none is in the way.

    Spots are (place, width of the text), in points. That of the last dot stands on its right, that
    of the first on its left; between them above, or below where that needs less room aside.

    >>> around([(0.0, 20.0), (10.0, 20.0), (12.0, 20.0), (90.0, 20.0)])
    [('left', 0.0), ('above', 0.0), ('below', 0.0), ('right', 0.0)]
    """
    known = list(spots)
    made = [("right", 0.0)] * len(known)
    order = sorted(range(len(known)), key=lambda place: known[place][0])
    if len(order) > 1:
        made[order[0]] = ("left", 0.0)
    free = {"above": -math.inf, "below": -math.inf}
    for place in order[1:-1]:
        spot, wide = known[place]
        if not wide:
            continue
        aside = {side: max(0.0, end - (spot - wide / 2)) for side, end in free.items()}
        side = min(free, key=lambda side: aside[side])
        made[place] = (side, aside[side])
        free[side] = spot + aside[side] + wide / 2 + _APART
    return made


def ratios(low: float, high: float) -> list[float]:
    """Return the ratios that an axis from ``low`` to ``high`` names, one among them.

    >>> ratios(0.3, 6.0)
    [0.5, 1.0, 2.0, 5.0]
    >>> ratios(0.004, 900.0)
    [0.01, 0.1, 1.0, 10.0, 100.0]
    """
    tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    fine = len(tens) < 4
    named = {float(f"{step}e{ten}") for ten in tens for step in ((1, 2, 5) if fine else (1,))}
    return sorted({1.0} | {step for step in named if low <= step <= high})
