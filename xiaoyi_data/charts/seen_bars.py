"""Bars of an analyst's own chart, side by side or one on the other, read from its Axes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from xiaoyi_data.charts import seen
from xiaoyi_data.charts.seen import Mark, Series, hold

Read = tuple[str, pd.DataFrame, dict[str, Any]]


def read(ax: Any) -> Read:
    """Return form, frame and look of bars that name their rows; Doubt where they leave any."""
    groups = [held for held in ax.containers if isinstance(held, BarContainer) and held.patches]
    flat = groups[0].orientation == "horizontal"
    hold(all((group.orientation == "horizontal") == flat for group in groups))
    along, up = (ax.yaxis, ax.xaxis) if flat else (ax.xaxis, ax.yaxis)
    named, errors, texts = seen.names(along), _errors(ax, groups, flat), _texts(ax, groups, flat)
    hold(named)
    named.sort()
    bars = {id(bar) for group in groups for bar in group.patches}
    hold(all(id(p) in bars or p.get_width() == p.get_height() == 0 for p in ax.patches))
    series, spots = [], []
    for group in groups:
        hold(all(type(bar) is Rectangle and bar.get_visible() for bar in group.patches))
        hold(not any(bar.get_hatch() or bar.get_angle() for bar in group.patches))
        shades = {seen.colour(bar.get_facecolor()) for bar in group.patches}
        hold(len(shades) == 1)
        marks, own = [], []
        for bar in group.patches:
            middle, wide, base, value = _sides(bar, flat)
            tick = seen.nearest(named, middle)
            low, high = errors.pop(id(bar), (None, None))
            marks.append(Mark(tick[0], value, low, high, texts.get(id(bar), "")))
            own.append((tick[0], middle - tick[0], wide, base, value))
        series.append(Series(seen.label(group), shades.pop(), marks))
        spots.append(own)
    hold(not errors)
    given = seen.key(ax)
    lone = all(abs(offset) < seen.NEAR for own in spots for _, offset, *_ in own)
    stacked = any(base for own in spots for *_, base, _ in own)
    if len(groups) > 1 and lone and not stacked:  # of a colour each, which says something
        hold(given or all(one.name for one in series))
    order = _stacked(spots) if stacked else _beside(spots)
    series, spots = [series[place] for place in order], [spots[place] for place in order]
    seen.called(series, ax, given, sort=False)
    ends = [base + value for own in spots for *_, base, value in own]
    bounds = [end for one in series for mark in one.marks for end in (mark.low, mark.high)]
    seen.within(up, [0.0, *ends, *bounds])
    # From the top down, or from left to right; several side by side that lie as their axis runs.
    low, high = along.get_view_interval()
    several, falls = len(series) > 1 and not stacked, bool(low > high)
    down = flat and (falls or not several)
    if down != falls:
        named.reverse()
    if falls and not flat and several:
        series.reverse()
    if given:
        hold([one.name for one in series] == given.names)
    used = {mark.at for one in series for mark in one.marks}
    hold(len(used) == len(named) and len({text for _, text in named}) == len(named))
    look = seen.look(
        ax, "bar", series, given, flat=flat, down=down, stacked=stacked,
        order=[text for _, text in named],
        gap=_gap(spots, named, stacked), labels=bool(texts),
        value=_positive(seen.scale(up)), names=along.get_label().get_text(),
    )  # fmt: skip
    plain = len(series) == 1 and not any(end is not None for end in bounds)
    return "bars" if plain else "picture", _frame(series, named, plain), look


def _positive(scale: dict[str, Any]) -> dict[str, Any]:
    hold(scale["log"] is None)  # where bars begin on such an axis is for the viewer to say
    return scale


def _sides(bar: Any, flat: bool) -> tuple[float, float, float, float]:
    """Middle, width, beginning and value of a bar."""
    sides = (bar.get_x(), bar.get_width(), bar.get_y(), bar.get_height())
    start, wide, base, value = map(float, (*sides[2:], *sides[:2]) if flat else sides)
    return start + wide / 2, abs(wide), base, value


def _beside(spots: Sequence[Any]) -> list[int]:
    """The order of series whose bars begin at zero and stand side by side."""
    hold(all(base == 0 for own in spots for *_, base, _ in own))
    hold(all(np.ptp([offset for _, offset, *_ in own]) < seen.NEAR for own in spots))
    hold(len({round(wide, 6) for own in spots for _, _, wide, *_ in own}) == 1)
    bars = sorted((tick + offset, wide) for own in spots for tick, offset, wide, *_ in own)
    pairs = itertools.pairwise(bars)
    hold(all(at + wide / 2 <= after - wide / 2 + seen.NEAR for (at, wide), (after, _) in pairs))
    return sorted(range(len(spots)), key=lambda place: spots[place][0][1])


def _stacked(spots: Sequence[Any]) -> list[int]:
    """The order of series whose bars stand one on the other, from zero, with none below it."""
    offsets = {round(offset, 6) for own in spots for _, offset, *_ in own}
    hold(
        len(offsets) == 1 and len({round(wide, 6) for own in spots for _, _, wide, *_ in own}) == 1
    )
    reach: dict[float, float] = {}
    for own in spots:  # drawn from the axis on
        hold(len({tick for tick, *_ in own}) == len(own))
        for tick, _, _, base, value in own:
            hold(value >= 0 and abs(reach.get(tick, 0.0) - base) <= seen.NEAR * max(1.0, abs(base)))
            reach[tick] = base + value
    return list(range(len(spots)))


def _gap(spots: Sequence[Any], named: Sequence[Any], stacked: bool) -> int:
    """The gap between groups of bars, in percent of a bar."""
    steps = np.diff(sorted(place for place, _ in named))
    wide = spots[0][0][2] / float(min(steps, default=1.0))
    many = 1 if stacked else len({round(own[0][1], 6) for own in spots})
    return int(min(500, max(0, round(100 * (1 - many * wide) / wide))))


def _frame(series: Sequence[Series], named: Sequence[tuple[float, str]], plain: bool) -> Any:
    rows = []
    for one in series:
        found = {mark.at: mark for mark in one.marks}
        hold(len(found) == len(one.marks))
        for place, text in named:
            if mark := found.get(place):
                rows.append((text, one.name, mark.value, mark.low, mark.high, mark.text))
    frame = pd.DataFrame(rows, columns=["label", "series", "value", "low", "high", "text"])
    hold(not frame["value"].isna().all())
    if frame["low"].isna().all():
        frame = frame.drop(columns=["low", "high"])
    if not frame["text"].any():
        frame = frame.drop(columns="text")
    return frame.drop(columns="series") if plain else frame


def _errors(ax: Any, groups: Sequence[Any], flat: bool) -> dict[int, tuple[float, float]]:
    """The ends of error bars by the bars they are of: matplotlib's own, and seaborn's lines."""
    made: dict[int, tuple[float, float]] = {}
    own = [group.errorbar for group in groups if group.errorbar is not None]
    known = {id(part) for bars in own for held in bars.lines[1:] for part in held}
    hold(all(bars in own for bars in ax.containers if isinstance(bars, ErrorbarContainer)))
    hold(all(id(part) in known for part in ax.collections))
    drawn = [held for bars in own for held in bars.lines[2]]
    spans = [np.asarray(one) for held in drawn for one in held.get_segments() if len(one) == 2]
    for line in ax.lines:
        if id(line) in known or not len(line.get_xdata()):
            continue
        hold(line.get_transform() == ax.transData and not seen.label(line))
        spans.append(np.column_stack([np.asarray(line.get_xdata(), dtype=float),
                                      np.asarray(line.get_ydata(), dtype=float)]))  # fmt: skip
    for span in spans:
        across, ends = (span[:, 1], span[:, 0]) if flat else (span[:, 0], span[:, 1])
        if np.isnan(ends).all():
            continue
        at, low, high = _middle(across), float(np.nanmin(ends)), float(np.nanmax(ends))
        bars = [bar for group in groups for bar in group.patches
                if abs(_sides(bar, flat)[0] - at) < seen.NEAR
                and low <= _sides(bar, flat)[2] + _sides(bar, flat)[3] <= high]  # fmt: skip
        hold(len(bars) == 1 and id(bars[0]) not in made and not _sides(bars[0], flat)[2])
        made[id(bars[0])] = (low, high)
    return made


def _middle(across: Any) -> float:
    """Where an error bar stands, caps and all; Doubt where the line is none."""
    low, high = float(np.nanmin(across)), float(np.nanmax(across))
    middle = (low + high) / 2
    hold(all(np.isnan(at) or abs(abs(at - middle) - (high - low) / 2) < seen.NEAR
             or abs(at - middle) < seen.NEAR for at in across))  # fmt: skip
    return middle


def _texts(ax: Axes, groups: Sequence[Any], flat: bool) -> dict[int, str]:
    """The texts of bars, where all texts there are say the values of theirs."""
    made: dict[int, str] = {}
    bars = [bar for group in groups for bar in group.patches]
    for text in ax.texts:
        said = text.get_text()
        hold(isinstance(text, Annotation) and text.arrow_patch is None)
        here = [bar for bar in bars if _is_of(text, bar, flat)]
        here = [bar for bar in here if id(bar) not in made and _says(said, _sides(bar, flat)[3])]
        hold(here)
        made[id(here[0])] = said
    hold(not made or len(made) == len(bars))
    return made


def _is_of(text: Any, bar: Any, flat: bool) -> bool:
    """Whether a text is anchored at a bar: at its end, or as a part of it."""
    if isinstance(text.xycoords, Rectangle):
        return text.xycoords is bar
    middle, _, base, value = _sides(bar, flat)
    at, end = (text.xy[1], text.xy[0]) if flat else text.xy
    far = abs(end - base - value)
    return bool(abs(at - middle) < seen.NEAR and far < seen.NEAR * max(1.0, abs(end)))


def _says(text: str, value: float) -> bool:
    """Whether a text has a value as its one number."""
    found = re.findall(r"[-−]?\d[\d,]*(?:\.\d+)?", text)
    if len(found) != 1:
        return False
    number = found[0].replace(",", "").replace("−", "-")
    return bool(float(number) == round(value, len(number.partition(".")[2])))
