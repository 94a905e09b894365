"""The house's colour maps and palettes, known by name to matplotlib and, once loaded, to seaborn.

``xiaoyi`` colours kinds, ``xiaoyi_status`` how far a thing has come (``STATUSES`` says which is
which), ``xiaoyi_sequential`` amounts, ``xiaoyi_diverging`` what lies on both sides of a middle.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# By status, for marks without an outline: as roles are filled, those too pale for that darker.
STATUSES = {
    "achieved": "#0B5C8A",
    "to_finish": "#2A76A6",
    "under_way": "#7DB3D5",
    "to_start": "#B4D0E2",
    "target": "#B4480A",
}
KINDS = ["#0B5C8A", "#8A949C", "#5B9BC4", "#4A5560", "#B9D5E6"]
_SEQUENTIAL = ["#EAF2F8", "#B9D5E6", "#7DB3D5", "#2A76A6", "#0A3F60"]
_DIVERGING = ["#8A3606", "#D98A55", "#F6F4F2", "#7DB3D5", "#0B5C8A"]
_QUALITATIVE = {"xiaoyi": KINDS, "xiaoyi_status": [*STATUSES.values()]}
_RAMPS = {"xiaoyi_sequential": _SEQUENTIAL, "xiaoyi_diverging": _DIVERGING}
# What seaborn takes where a call names no map: for amounts, and with a centre.
_SEABORN = {"rocket": "xiaoyi_sequential", "icefire": "xiaoyi_diverging"}


def shade(value: float, low: float, high: float) -> str:
    """Return the colour of a value between ``low``, zero at most, and ``high``, zero at least.

    Of values from zero on it is the sequential ramp's, of others the diverging one's, zero in its
    middle.

    >>> shade(2.0, 0.0, 2.0), shade(0.0, -1.0, 1.0)
    ('#0A3F60', '#F6F4F2')
    """
    if low < 0:
        return _between(_DIVERGING, 0.5 + 0.5 * value / max(high, -low))
    return _between(_SEQUENTIAL, value / high if high else 0.0)


def _between(ramp: list[str], share: float) -> str:
    """Return the colour at a share of a ramp, mixed of the two it lies between."""
    place = min(int(share * (len(ramp) - 1)), len(ramp) - 2)
    part = share * (len(ramp) - 1) - place
    one, other = ([int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in ramp[place : place + 2])
    mixed = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def register() -> None:
    """Make maps and palettes known by name, to seaborn too if it is loaded.

    >>> register()
    >>> import matplotlib as mpl
    >>> mpl.colormaps["xiaoyi_sequential"](1.0) == mpl.colors.to_rgba("#0A3F60")
    True
    """
    import matplotlib as mpl  # here, since exporters know colours without matplotlib
    from matplotlib.colors import LinearSegmentedColormap, ListedColormap

    if "xiaoyi" not in mpl.colormaps:
        for name, colours in _QUALITATIVE.items():
            mpl.colormaps.register(ListedColormap(colours, name))
        for name, colours in _RAMPS.items():
            made = LinearSegmentedColormap.from_list(name, colours)
            for one in (made, made.reversed()):
                mpl.colormaps.register(one)
    if seaborn := sys.modules.get("seaborn"):
        seaborn.palettes.SEABORN_PALETTES.update(_QUALITATIVE)


def set_defaults() -> dict[str, Any]:
    """Let seaborn, if it is loaded, take our maps where a call names none; return its own.

    It has no setting for them, and looks them up here at every call.
    """
    seaborn = sys.modules.get("seaborn")
    if seaborn is None:
        return {}
    import matplotlib as mpl

    register()
    before = {name: getattr(seaborn.cm, name) for name in _SEABORN}
    for name, ours in _SEABORN.items():
        setattr(seaborn.cm, name, mpl.colormaps[ours])
    return before


@contextmanager
def defaults() -> Iterator[None]:
    """Do as ``set_defaults`` inside the block; on leaving it seaborn's own maps are back."""
    before = set_defaults()
    try:
        yield
    finally:
        for name, own in before.items():
            setattr(sys.modules["seaborn"].cm, name, own)
