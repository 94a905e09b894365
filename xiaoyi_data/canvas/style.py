"""Colours, fonts and the house look as a context manager.

One accent and its tints carry what was done and what is planned; greys carry the rest. The
roles differ in lightness, so they survive colour blindness and grey print. Sizes are points on
the canvas of a 13.33 × 7.5 in slide.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from xiaoyi_data import choices
from xiaoyi_data.canvas import palettes

if TYPE_CHECKING:
    import matplotlib as mpl

FONT = "Xiaoyi Sans"
DPI = 144
TITLE, SUBTITLE, LABEL, FOOT = 26, 16, 14, 12

INK, MUTED, GRID, PAPER = "#1F2A33", "#5A6670", "#E3E8EC", "#FFFFFF"
ACCENT = "#0B5C8A"

# What a mark means -> its fill. Light fills carry an outline (EDGE) that holds on white paper.
ROLES = {
    "achieved": ACCENT,
    "to_finish": "#2A76A6",
    "under_way": "#7DB3D5",
    "to_start": "#D3E5F1",
    "target": "#FFFFFF",
    "claim": "#FFFFFF",
    "cut": "#4A5560",
    "context": "#B4BDC4",
}
EDGES = {
    "under_way": "#2A76A6",
    "to_start": "#2A76A6",
    "target": "#B4480A",
    "claim": INK,
    "context": "#7A858E",
}
# Qualifiers that are drawn alike: an open arrow, and a pale stripe over what is left open.
FLOORS, CEILINGS, LOOSE = ("at_least", "over"), ("at_most", "under"), ("nearly", "about")


def colour(role: str) -> str:
    """Return the fill of a role; ValueError names the roles there are.

    >>> colour("achieved") == ACCENT
    True
    """
    if role not in ROLES:
        raise choices.unknown("role", role, ROLES)
    return ROLES[role]


def edge(role: str) -> str:
    """Return the outline of a role's marks: its own colour where that stands out on paper."""
    return EDGES.get(role, colour(role))


def on_colour(role: str) -> str:
    """Return the text colour to use on a role's fill: paper on dark, ink on light."""
    return on(colour(role))


def on(ground: str) -> str:
    """Return the text colour to use on a ground: paper on dark, ink on light."""
    return PAPER if luminance(ground) < 0.2 else INK


def hatched(role: str, qualifier: str) -> bool:
    """Whether the bar of a mark is hatched: what is aimed at, or may not be passed."""
    return role == "target" or qualifier in CEILINGS


def luminance(hex_colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    channels = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@cache
def font_path(weight: str = "Regular") -> str:
    """Return the path of the bundled font in ``Regular`` or ``Bold``."""
    return str(files("xiaoyi_data") / "assets" / "fonts" / f"XiaoyiSans-{weight}.ttf")


def register_fonts() -> None:
    """Make the bundled font known to matplotlib, once; by path, since font caches go stale."""
    from matplotlib import font_manager  # here, since exporters measure texts without matplotlib

    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for weight in ("Regular", "Bold"):
        if font_path(weight) not in known:
            font_manager.fontManager.addfont(font_path(weight))


@cache
def _plain() -> dict[Any, Any]:
    """Return the defaults of matplotlib, but for the window it draws in."""
    import matplotlib as mpl

    windows = ("backend", "interactive", "toolbar", "webagg", "docstring", "date.epoch")
    defaults: dict[Any, Any] = dict(mpl.rcParamsDefault)
    return {key: value for key, value in defaults.items() if not key.startswith(windows)}


@cache
def _settings() -> mpl.RcParams:
    import matplotlib as mpl

    path = str(files("xiaoyi_data") / "assets" / "xiaoyi.mplstyle")
    return mpl.rc_params_from_file(path, use_default_template=False)


@contextmanager
def house() -> Iterator[None]:
    """Draw in the house look inside the block; on leaving it every setting is restored.

    It starts from matplotlib's defaults: no settings of the user's change a picture.

    >>> import matplotlib as mpl
    >>> with house():
    ...     print(mpl.rcParams["font.family"])
    ['Xiaoyi Sans']
    """
    import matplotlib as mpl

    register_fonts()
    palettes.register()
    interactive = mpl.is_interactive()
    try:
        own = {key: value for key, value in _plain().items() if mpl.rcParams[key] != value}
        with mpl.rc_context(own | _settings()), palettes.defaults():
            try:
                yield
            finally:
                interactive = mpl.is_interactive()
    finally:
        # A kernel loads its backend, which turns this on, with the first figure: perhaps in here.
        # Turned off again, no later figure would show.
        mpl.interactive(interactive)


def apply() -> None:
    """Give the session the house look: fonts, sizes, palettes, colour maps and a light grid.

    What is drawn afterwards with matplotlib or seaborn has it, a heatmap without a map of its own
    too, as long as the session lasts; for a block there is ``house()``. Loads seaborn, which
    takes a second. Palettes by name: ``xiaoyi``, ``xiaoyi_status``, ``xiaoyi_sequential`` and
    ``xiaoyi_diverging``; ``xd.marks.colours()`` gives each status its own.

    >>> import matplotlib as mpl, seaborn as sns
    >>> with mpl.rc_context():
    ...     apply()
    ...     print(mpl.rcParams["font.family"], sns.color_palette().as_hex()[0])
    ['Xiaoyi Sans'] #0b5c8a
    """
    import matplotlib as mpl
    import seaborn  # noqa: F401  so that its palettes and defaults are there to be set

    register_fonts()
    palettes.register()
    palettes.set_defaults()
    mpl.rcParams.update(_settings() | {"axes.grid": True})
