"""Points and lines of an analyst's own chart, over numbers, dates or names, read from its Axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import same_color
from matplotlib.container import ErrorbarContainer
from matplotlib.dates import num2date
from matplotlib.markers import MarkerStyle

from xiaoyi_data.charts import seen
from xiaoyi_data.charts.seen import Mark, Series, hold

Read = tuple[str, pd.DataFrame, dict[str, Any]]
_ROLES = ("achieved", "cut", "under_way", "context")  # which tell lines apart by their colour
_LINE, _POINTS = 30, 400  # points of a line, each told in words, and of a cloud, at most
_MARKERS = {"o": "o", ".": "o", ",": "o", "s": "s", "^": "^", "D": "D", "d": "D"}
_MARKERS |= {"x": "x", "X": "x", "+": "+", "P": "+", "*": "*", "None": "", "": "", " ": ""}
_DASHES = {"-": "-", "--": "--", ":": ":", "-.": "-.", "None": "", "": "", " ": ""}


def read(ax: Axes) -> Read:
    """Return form, frame and look of points and lines; Doubt where they leave any."""
    lines, clouds = _lines(ax), _clouds(ax)
    many = [len(one.marks) for one in lines + clouds]
    hold(many and max(many) <= (_LINE if lines else _POINTS) and sum(many) <= _POINTS)
    given = seen.key(ax)
    hold(len(lines) + len(clouds) == 1 or given or all(one.name for one in lines))
    series = seen.called(lines + clouds, ax, given, sort=True)
    upright, lying = seen.names(ax.xaxis), seen.names(ax.yaxis)
    hold(not (upright and lying))
    low, high = ax.yaxis.get_view_interval()
    if not lying:
        values = [mark.value for one in series for mark in one.marks]
        seen.within(ax.yaxis, [*values, *_bounds(series)])
    seen.within(ax.xaxis, [mark.at for one in series for mark in one.marks])
    places = sorted({mark.at for one in series for mark in one.marks})
    if date := None if upright else seen.dates(ax.xaxis.get_major_formatter(), places):
        return _over_names(ax, series, [(at, _day(at)) for at in places], given, date)
    if upright and lines:
        hold(not clouds)
        return _over_names(ax, series, sorted(upright), given)
    hold(not lying or not lines)
    named = sorted(upright or lying)
    x, y = (_scale(axis, own) for axis, own in (
        (ax.xaxis, [m.at for one in series for m in one.marks]),
        (ax.yaxis, [m.value for one in series for m in one.marks]),
    ))  # fmt: skip
    foot = float(ax.get_xlim()[0] if lying else low)
    shown = seen.look(
        ax,
        "points",
        series,
        given,
        x=x,
        y=y,
        foot=foot,
        names=[list(tick) for tick in named],
        upright=bool(upright),
        down=bool(low > high),
    )
    own = lines and not clouds and not named and not _bounds(series)
    if own and all(_plain(axis) for axis in (x, y)):
        return "lines", _told(series), shown
    return "picture", _frame(series, named, bool(upright)), shown


def _plain(axis: dict[str, Any]) -> bool:
    """Whether an axis is of numbers as they are, as those of the house."""
    return not axis["log"] and axis["format"] in ("General", "")


def _scale(axis: Any, places: Sequence[float]) -> dict[str, Any]:
    """As ``seen.scale``, of an axis of numbers or names."""
    if seen.names(axis):
        return {"title": axis.get_label().get_text(), "log": None, "format": ""}
    hold(not axis.have_units())
    made = seen.scale(axis)
    hold(made["log"] is None or min(places) > 0)
    return made


def _over_names(
    ax: Axes, series: Sequence[Series], named: Sequence[tuple[float, str]], given: Any,
    date: str | None = None,
) -> Read:  # fmt: skip
    """Lines from name to name, such as seaborn's pointplot draws, or from day to day."""
    low, high = ax.xaxis.get_view_interval()
    hold(low < high and len({text for _, text in named}) == len(named))
    for one in series:
        one.marks = [mark._replace(at=seen.nearest(named, mark.at)[0]) for mark in one.marks]
        hold(len({mark.at for mark in one.marks}) == len(one.marks))
    # A line runs on over a day that it has no value for, and breaks at one that is missing.
    known = [mark.value == mark.value for one in series for mark in one.marks]
    hold(not date or all(known))
    value = seen.scale(ax.yaxis)
    hold(value["log"] is None or min(m.value for one in series for m in one.marks) > 0)
    shown = seen.look(
        ax,
        "line",
        series,
        given,
        value=value,
        date=date,
        names=ax.get_xlabel(),
        order=[t for _, t in named],
    )
    return "picture", _frame(series, named, True), shown


def _bounds(series: Sequence[Series]) -> list[float]:
    ends = [end for one in series for mark in one.marks for end in (mark.low, mark.high)]
    return [end for end in ends if end is not None]


def _frame(
    series: Sequence[Series], named: Sequence[tuple[float, str]], upright: bool
) -> pd.DataFrame:
    rows = []
    for one in series:
        for mark in one.marks:
            along = mark.at if upright else mark.value
            label = seen.nearest(named, along)[1] if named else ""
            rows.append((label, one.name, mark.at, mark.value, mark.low, mark.high))
    frame = pd.DataFrame(rows, columns=["label", "series", "x", "value", "low", "high"])
    return frame.drop(columns=["low", "high"]) if frame["low"].isna().all() else frame


def _day(place: Any) -> str:
    day: Any = num2date(place)  # type: ignore[no-untyped-call]
    return str(day.date().isoformat())


def _told(series: Sequence[Series]) -> pd.DataFrame:
    """Lines over numbers as the house draws them."""
    parts = []
    for place, one in enumerate(series):
        part = pd.DataFrame({"label": "", "series": one.name, "x": [m.at for m in one.marks]})
        part["value"] = [mark.value for mark in one.marks]
        part["text"] = [f"{value:,.4g}" for value in part["value"]]
        parts.append(part.assign(role=_ROLES[place % len(_ROLES)]))
    return pd.concat(parts, ignore_index=True)


def _lines(ax: Axes) -> list[Series]:
    """The lines that join values, each with its error bars."""
    errors = [held for held in ax.containers if isinstance(held, ErrorbarContainer)]
    hold(len(errors) == len(ax.containers))
    caps = {id(part) for held in errors for part in held.lines[1]}
    hosts = {id(held.lines[0]): held for held in errors if held.lines[0] is not None}
    hold(len(hosts) == len(errors) and not any(held.has_xerr for held in errors))
    made: list[Series] = []
    whiskers = []
    for line in ax.lines:
        x, y = (np.asarray(held, dtype=float) for held in line.get_data(orig=False))
        if id(line) in caps or not len(x):
            continue
        hold(line.get_transform() == ax.transData and line.get_drawstyle() == "default")
        host = hosts.pop(id(line), None)
        ends = _ends(host) if host else {}
        if _is_whisker(line, x, ax):
            whiskers.append((line, x, y))
            continue
        if host and line.get_linestyle() == "None" and _MARKERS.get(str(line.get_marker())) == "":
            hold(made)  # seaborn's, of the line before
            hold(all(abs(m.at - at) < seen.NEAR for m, at in zip(made[-1].marks, x, strict=True)))
            made[-1].marks = [_ended(mark, ends) for mark in made[-1].marks]
            continue
        hold(len(x) > 1 or host)
        made.append(_line(line, x, y, ends, seen.label(host or line)))
    hold(not hosts)
    for line, x, y in whiskers:
        _put(made, seen.colour(line.get_color()), x, y)
    return made


def _is_whisker(line: Any, x: Any, ax: Axes) -> bool:
    """Whether a line is an error bar of seaborn: upright at a name, without a name of its own."""
    known = x[~np.isnan(x)]
    bare = str(line.get_marker()) == "None" and not seen.label(line) and bool(seen.names(ax.xaxis))
    return bare and len(known) > 1 and known.max() - known.min() < 0.5


def _put(made: Sequence[Series], shade: str, x: Any, y: Any) -> None:
    """Give an error bar to the mark that it runs through, of its colour."""
    if np.isnan(y).all():
        return
    middle = (np.nanmin(x) + np.nanmax(x)) / 2
    low, high = float(np.nanmin(y)), float(np.nanmax(y))
    found = [
        (one, place)
        for one in made if one.colour == shade
        for place, mark in enumerate(one.marks)
        if abs(mark.at - middle) < seen.NEAR and low <= mark.value <= high
    ]  # fmt: skip
    hold(len(found) == 1)
    one, place = found[0]
    hold(one.marks[place].low is None)
    one.marks[place] = one.marks[place]._replace(low=low, high=high)


def _ends(held: Any) -> dict[float, tuple[float, float]]:
    """The ends of error bars, by where they stand."""
    hold(len(held.lines[2]) == 1)
    segments = [np.asarray(one) for one in held.lines[2][0].get_segments() if len(one) == 2]
    return {float(s[0, 0]): (float(s[:, 1].min()), float(s[:, 1].max())) for s in segments}


def _ended(mark: Mark, ends: dict[float, tuple[float, float]]) -> Mark:
    low, high = ends.get(mark.at, (None, None))
    hold(low is None or (low <= mark.value and high is not None and mark.value <= high))
    return mark._replace(low=low, high=high)


def _line(line: Any, x: Any, y: Any, ends: Any, name: str) -> Series:
    shade, marker = seen.colour(line.get_color()), str(line.get_marker())
    hold(line.get_visible() and line.get_alpha() in (None, 1))
    hold(marker in _MARKERS and line.get_linestyle() in _DASHES)
    if marker := _MARKERS[marker]:
        hold(same_color(line.get_markerfacecolor(), line.get_color()) or marker in "x+")
    dash = _DASHES[line.get_linestyle()]
    hold(marker or dash)
    rises = bool(np.isfinite(x).all()) and bool((np.diff(x) > 0).all())
    hold((rises or not dash) and np.isfinite(x).all() and not np.isnan(y).all())
    marks = [_ended(Mark(float(a), float(b)), ends) for a, b in zip(x, y, strict=True)]
    return Series(name, shade, marks, marker, dash)


def _clouds(ax: Any) -> list[Series]:
    """The points of scatters: a series a colour, each of one size and marker."""
    errors = [held for held in ax.containers if isinstance(held, ErrorbarContainer)]
    bars = {id(part) for held in errors for part in held.lines[2]}
    made: list[Series] = []
    for cloud in (held for held in ax.collections if id(held) not in bars):
        hold(type(cloud) is PathCollection and cloud.get_visible() and cloud.get_array() is None)
        hold("draw" not in vars(cloud))  # seaborn's swarm finds its places as it is drawn
        hold(cloud.get_offset_transform() == ax.transData and len(cloud.get_paths()) == 1)
        spots = np.ma.getdata(cloud.get_offsets())[
            ~np.ma.getmaskarray(cloud.get_offsets()).any(axis=1)
        ]
        if not len(spots):
            continue
        shades = [seen.colour(shade) for shade in cloud.get_facecolor()]
        hold(shades and np.ptp(cloud.get_sizes()) == 0 and np.isfinite(spots).all())
        marker = _marker(cloud.get_paths()[0])
        shades = shades * len(spots) if len(shades) == 1 else shades
        name = seen.label(cloud)
        hold(len(shades) == len(spots) and not (name and len(set(shades)) > 1))
        for shade in dict.fromkeys(shades):
            own = [
                Mark(float(x), float(y))
                for (x, y), s in zip(spots, shades, strict=True)
                if s == shade
            ]
            same = [one for one in made if not name and not one.name and one.colour == shade]
            if same:  # seaborn draws one for each name
                hold(same[0].marker == marker)
                same[0].marks += own
            else:
                made.append(Series(name, shade, own, marker))
    given = seen.key(ax)
    if len(made) > 1 and any(not one.name for one in made) and given:  # numbers are a scale
        hold(not all(_numeric(name) for name in given.names))
    if len(made) > 1 and not given and len(made) > len(ax.collections):
        raise seen.Doubt
    return made


def _numeric(name: str) -> bool:
    try:
        float(name.replace(",", "").replace("−", "-"))
    except ValueError:
        return False
    return True


def _marker(path: Any) -> str:
    """The marker whose shape a path is."""
    for marker in ("o", "s", "^", "D", "x", "+", "*"):
        made = MarkerStyle(marker)
        shape: Any = made.get_path().transformed(made.get_transform())
        if shape.vertices.shape == path.vertices.shape and np.allclose(
            shape.vertices, path.vertices
        ):
            return marker
    raise seen.Doubt
