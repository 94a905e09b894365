"""What stands around the marks of an analyst's own chart: axes, names, colours, the key.

Whatever a native chart would show otherwise raises ``Doubt``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import matplotlib.dates as mdates
import numpy as np
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryFormatter
from matplotlib.colors import to_hex, to_rgba
from matplotlib.lines import Line2D

NEAR = 1e-6  # of a step: how far what is one place may differ
_STRFTIME = {"%Y": "yyyy", "%y": "yy", "%m": "mm", "%b": "mmm", "%B": "mmmm", "%d": "dd"}
_METHOD = re.compile(r"([^{}]*)\{x(?::(,?)(?:\.(\d+))?([fd%]))?\}([^{}]*)")
_PERCENT_SIGN = re.compile(r"((?:[^%]|%%)*)%(?:\.(\d+))?([fd])((?:[^%]|%%)*)")


class Doubt(Exception):
    """What is drawn may be read in more than one way, or has no native chart."""


class Mark(NamedTuple):
    """One mark: where it is along the names or numbers, its value, its error bar, its text."""

    at: float
    value: float
    low: float | None = None
    high: float | None = None
    text: str = ""


@dataclass
class Series:
    """Marks of one colour; ``dash`` is of the line through them, ``marker`` at them, or none."""

    name: str
    colour: str
    marks: list[Mark]
    marker: str = ""
    dash: str = ""


class Key(NamedTuple):
    """The legend of a chart: its names, each with its colour, and its heading."""

    names: list[str]
    colours: list[str | None]
    heading: str


def hold(fact: Any) -> None:
    """Raise Doubt where a fact does not hold."""
    if not fact:
        raise Doubt


def colour(given: Any) -> str:
    """Return a colour in hexadecimal digits, with its opacity where it is not full."""
    held = to_rgba(given)
    hold(held[3] > 0)
    return to_hex(held, keep_alpha=held[3] < 1).upper()


def label(artist: Any) -> str:
    """Return the name that an artist was given, if any."""
    named = str(artist.get_label())
    return "" if named.startswith("_") else named


def names(axis: Any) -> list[tuple[float, str]]:
    """Return the ticks that somebody named, with their places; numbers of an axis name nothing."""
    form, locator = axis.get_major_formatter(), axis.get_major_locator()
    fixed = isinstance(form, ticker.FixedFormatter | ticker.FuncFormatter)
    given = fixed and isinstance(locator, ticker.FixedLocator)
    if not given and not isinstance(form, StrCategoryFormatter):
        return []
    places = axis.get_majorticklocs()
    return [
        (float(at), text)
        for at, text in zip(places, form.format_ticks(places), strict=True)
        if text
    ]


def nearest(named: Sequence[tuple[float, str]], at: float) -> tuple[float, str]:
    """Return the tick, with its place, whose mark stands at a place; Doubt where it is between."""
    steps = np.diff(sorted(place for place, _ in named))
    reach = 0.5 * float(min(steps, default=1.0))
    found = min(named, key=lambda tick: abs(tick[0] - at), default=None)
    hold(found and abs(found[0] - at) < reach - NEAR)
    return found or (0.0, "")


def scale(axis: Any) -> dict[str, Any]:
    """Return title, base of the logarithm, and number format of an axis of values."""
    kind = axis.get_scale()
    hold(kind in ("linear", "log"))
    shown = axis.get_visible() and len(axis.get_majorticklocs()) > 0
    base = float(axis.get_transform().base) if kind == "log" else None
    return {
        "title": axis.get_label().get_text(),
        "log": base,
        "format": _format(axis.get_major_formatter()) if shown else "",
    }


def _format(form: Any) -> str:
    """The format of spreadsheets that writes numbers as a formatter of matplotlib does."""
    if isinstance(form, ticker.PercentFormatter):
        hold(form.symbol == "%" and form.xmax in (1, 100))
        digits = "0" + ("." + "0" * form.decimals if form.decimals else "")
        return f"{digits}%" if form.xmax == 1 else f'{digits}"%"'
    if isinstance(form, ticker.StrMethodFormatter):
        found = _METHOD.fullmatch(form.fmt)
        hold(found)
        before, comma, places, kind, after = found.groups() if found else [""] * 5
        return _written(before, comma, places, kind, after)
    if isinstance(form, ticker.FormatStrFormatter):
        found = _PERCENT_SIGN.fullmatch(form.fmt)
        hold(found)
        before, places, kind, after = found.groups() if found else [""] * 4
        return _written(before.replace("%%", "%"), "", places, kind, after.replace("%%", "%"))
    if isinstance(form, ticker.NullFormatter):
        return ""
    hold(type(form) in (ticker.ScalarFormatter, ticker.LogFormatterSciNotation))
    return "General"


def _written(before: str, comma: str, places: str | None, kind: str | None, after: str) -> str:
    if kind is None:
        digits = "General"
    else:
        many = 0 if kind == "d" else 6 if places is None else int(places)
        digits = ("#,##0" if comma else "0") + ("." + "0" * many if many else "")
        digits += "%" if kind == "%" else ""
    hold(digits != "General" or not (before or after))
    return (
        "".join(f'"{text}"' if text else "" for text in (before,))
        + digits
        + (f'"{after}"' if after else "")
    )


def dates(form: Any, places: Sequence[float]) -> str | None:
    """Return the format in which an axis writes its dates; None where it has none."""
    if isinstance(form, mdates.DateFormatter):
        hold(not re.sub("|".join(_STRFTIME), "", form.fmt).strip(" -/.年月日"))
        made = re.sub("|".join(_STRFTIME), lambda found: _STRFTIME[found[0]], form.fmt)
        return re.sub(r"[年月日]", lambda found: f'"{found[0]}"', made)
    if not isinstance(form, mdates.AutoDateFormatter | mdates.ConciseDateFormatter):
        return None
    days: list[Any] = list(mdates.num2date(places))  # type: ignore[no-untyped-call]
    hold(all((day.hour, day.minute, day.second) == (0, 0, 0) for day in days))
    if all(day.day == 1 for day in days):
        return "yyyy" if all(day.month == 1 for day in days) else "yyyy-mm"
    return "yyyy-mm-dd"


def key(ax: Axes) -> Key | None:
    """Return the legend of a chart, if it shows one."""
    legend = ax.get_legend()
    if legend is None or not legend.get_visible():
        return None
    texts = [text.get_text() for text in legend.get_texts()]
    hold(texts and len(set(texts)) == len(texts))
    colours = [_of_handle(handle) for handle in legend.legend_handles]
    hold(len(colours) == len(texts))
    return Key(texts, colours, legend.get_title().get_text())


def _of_handle(handle: Any) -> str | None:
    """The colour of what stands in a legend, if it has one alone."""
    if isinstance(handle, Line2D):
        return colour(handle.get_color())
    found: Any = getattr(handle, "get_facecolor", tuple)()
    shades: Any = np.atleast_2d(np.asarray(found, dtype=float)) if len(found) else []
    return colour(shades[0]) if len(shades) == 1 and shades[0][-1] > 0 else None


def called(series: Sequence[Series], ax: Axes, given: Key | None, *, sort: bool) -> list[Series]:
    """Name series by their labels, else by the colour they have in the key; return them in order.

    The key names each once, and nothing else; with ``sort`` they follow its order.
    """
    for one in series:
        if not one.name and given:
            found = [n for n, shade in zip(given.names, given.colours, strict=True)
                     if shade == one.colour]  # fmt: skip
            hold(len(found) == 1)
            one.name = found[0]
    if len(series) == 1 and not given:
        series[0].name = series[0].name or ax.get_ylabel() or ax.get_title() or "–"
    elif not any(one.name for one in series):
        for place, one in enumerate(series, start=1):
            one.name = str(place)
    found = [one.name for one in series]
    hold(all(found) and len(set(found)) == len(found))
    if given:
        hold(set(given.names) == set(found) and len(given.names) == len(found))
        if sort:
            return sorted(series, key=lambda one: given.names.index(one.name))
    return list(series)


def look(ax: Axes, kind: str, series: Sequence[Series], given: Key | None, **more: Any) -> Any:
    """Return what a native chart needs to know beside its values."""
    titles = [ax.get_title(loc=side) for side in ("left", "center", "right")]
    hold(sum(map(bool, titles)) < 2)
    return {
        "type": kind,
        "title": "".join(titles),
        "key": None if given is None else given.heading,
        "series": [
            {"name": one.name, "colour": one.colour, "marker": one.marker, "dash": one.dash}
            for one in series
        ],
    } | more


def within(axis: Any, places: Sequence[float | None]) -> None:
    """Raise Doubt where a mark lies outside the view of an axis, or that runs down."""
    low, high = axis.get_view_interval()
    hold(low < high)
    apart = (high - low) * NEAR
    hold(all(low - apart <= at <= high + apart for at in places if at is not None and at == at))
