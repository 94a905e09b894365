"""Chart + takeaway + source + its data: what a notebook shows and exporters read.

An exhibit is one output of a cell. It carries the picture (PNG and SVG, drawn once each on a
fixed canvas), a text alternative, and ``application/vnd.xiaoyi.exhibit+json``, version 1:
``name``, ``kind``, ``lang``, ``title``, ``subtitle``, ``source``, ``caveat``, ``alt``, ``axis``
(ends of the value axis or null), ``reference``, ``unit``, ``columns`` (of a table), ``data``
(the chart frame, one record per mark, null for missing) and ``figures`` (the rows it rests on,
with their quotes).
"""

from __future__ import annotations

import base64
import inspect
import io
import json
import re
from dataclasses import dataclass, field
from typing import Any, cast

import matplotlib.pyplot as plt
import pandas as pd
from IPython.core.getipython import get_ipython
from IPython.display import Markdown, display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from xiaoyi_data import choices
from xiaoyi_data.canvas import style, typesetting
from xiaoyi_data.charts import drawing, forms, guest
from xiaoyi_data.choices import check_language, pick
from xiaoyi_data.report import wording

MIME = "application/vnd.xiaoyi.exhibit+json"
VERSION = 1
KINDS = ("bars", "stacked", "dots", "dumbbell", "lines", "panels", "table", "picture")

_QUOTED = ["figure", "printed", "section", "section_title", "quote", "quote_en", "note"]
_WIDE, _HIGH = (side * 72 for side in style.CANVAS)
_MARGIN = 44.0  # points


@dataclass
class Exhibit:
    """A finished exhibit: the pictures as bytes and text, and the payload exporters read."""

    png: bytes = field(repr=False)
    svg: str = field(repr=False)
    payload: dict[str, Any] = field(repr=False)
    _cell: int | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Exhibit {self.payload['name']}: {self.payload['title']}>"

    def show(self) -> None:
        """Display it now; a cell that ends with it does not display it again."""
        if (shell := get_ipython()) is not None:
            display(self._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]
            self._cell = shell.execution_count

    def _ipython_display_(self) -> None:
        shell = get_ipython()
        if shell is None or shell.execution_count != self._cell:
            display(self._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]

    @property
    def figures(self) -> list[str]:
        """Keys of the figures the exhibit rests on."""
        return [row["figure"] for row in self.payload["figures"]]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "image/png": base64.b64encode(self.png).decode(),
            "image/svg+xml": self.svg,
            "text/plain": self.payload["alt"],
            MIME: self.payload,
        }


def say(*, en: str, zh: str, lang: str = "en") -> None:
    """Display a text, as Markdown, in the language."""
    display(Markdown(pick(en=en, zh=zh, lang=lang)))  # type: ignore[no-untyped-call]


def draw(
    what: Any,
    data: pd.DataFrame | None = None,
    *,
    figures: pd.DataFrame | None = None,
    name: str,
    title: str,
    subtitle: str,
    caveat: str = "",
    lang: str = "en",
    alt: str | None = None,
    **options: Any,
) -> Exhibit:
    """Draw a chart and frame it: what the exhibit says of itself is what was drawn.

    ``what`` is the name of a form, drawn of ``data`` with ``options``, or a chart of one's own.
    """
    texts = {"name": name, "title": title, "subtitle": subtitle, "caveat": caveat, "alt": alt}
    held = {"figures": figures, "lang": lang}
    if not isinstance(what, str):
        ax = guest.figure_of(what).axes[0]
        shown = pd.DataFrame() if data is None else data
        return exhibit(ax, kind="picture", data=shown, **texts, **held)
    drawable = [kind for kind in KINDS if kind != "picture"]
    if what not in drawable:
        raise choices.unknown("form", what, drawable)
    form = getattr(forms, what)
    takes = inspect.signature(form).parameters
    for option in options:
        if option not in takes:
            raise choices.unknown(f"option of {what}", option, takes.keys() - {"data", "ax"})
    stated = {n: options.get(n, takes[n].default) for n in ("reference", "unit") if n in takes}
    return exhibit(form(data, **options), kind=what, data=data, **texts, **held, **stated)


def exhibit(
    ax: Axes,
    *,
    name: str,
    title: str,
    subtitle: str,
    data: pd.DataFrame,
    kind: str,
    figures: pd.DataFrame | None = None,
    caveat: str = "",
    lang: str = "en",
    alt: str | None = None,
    reference: float | None = None,
    unit: str = "",
) -> Exhibit:
    """Frame a chart on the canvas, draw it once as PNG and once as SVG, and close the figure.

    ``title`` states the finding, ``subtitle`` the measure, unit and period; the foot names report
    and headings of ``figures`` (rows of ``load_figures()``) and the ``caveat``. ``data`` is the
    chart frame that was drawn, ``kind`` the chart function's name (``picture`` for anything
    else). ``name`` is kebab-case and names the files made of it. Displays itself as the last
    expression of a cell. Raises ValueError for a bad name, kind, language or empty title.
    """
    check_language(lang)
    if kind not in KINDS:
        raise choices.unknown("kind", kind, KINDS)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"exhibit name {name!r} is not in kebab-case, such as project-funnel")
    if not title.strip() or not subtitle.strip():
        raise ValueError(f"exhibit {name!r} needs a title and a subtitle")
    title, subtitle = wording.capital(title), wording.capital(subtitle)
    rows = pd.DataFrame(columns=_QUOTED) if figures is None else figures
    source = _source(rows, lang)
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    with style.house():
        _frame(figure, ax, kind, data, title, subtitle, [source, caveat])
        png, svg = _drawn(figure)
    plt.close(figure)
    records = json.loads(data.to_json(orient="records", force_ascii=False))
    payload = {
        "version": VERSION,
        "name": name,
        "kind": kind,
        "lang": lang,
        "title": title,
        "subtitle": subtitle,
        "source": source,
        "caveat": caveat,
        "alt": alt or _alternative(title, subtitle, data, kind, lang),
        "axis": None if kind in ("table", "picture") else [float(end) for end in ax.get_xlim()],
        "reference": reference,
        "unit": unit,
        "columns": [str(column) for column in data.columns] if kind == "table" else None,
        "data": records,
        "figures": json.loads(rows[_QUOTED].to_json(orient="records", force_ascii=False)),
    }
    return Exhibit(png, svg, payload)


def _source(figures: pd.DataFrame, lang: str) -> str:
    """Name the report and, in its order, the headings under which the figures stand."""
    headings = dict(sorted(zip(figures["section"], figures["section_title"], strict=True)))
    if lang == "zh":
        places = f"（{'；'.join(headings.values())}）" if headings else ""
        return f"资料来源：孝义市2021年政府工作报告{places}。"
    places = f" ({'; '.join(headings.values())})" if headings else ""
    return f"Source: Xiaoyi government work report 2021{places}."


def _alternative(title: str, subtitle: str, data: pd.DataFrame, kind: str, lang: str) -> str:
    """Tell title and values in words, for readers who do not see the picture."""
    colon, stop, comma = ("：", "。", "；") if lang == "zh" else (": ", ". ", "; ")
    if kind == "picture" and "label" not in data:
        values = []
    elif kind == "table":
        values = [colon.join(map(str, row[:2])) for row in data.itertuples(index=False)]
    else:
        said = data["text"] if "text" in data else data["value"].map("{:,.6g}".format)
        named = data["label"].astype(str)
        for column in ("panel", "series"):
            if column in data:
                named = data[column].astype(str) + " " + named
        values = [f"{label}{colon}{text}" for label, text in zip(named, said, strict=True)]
    return f"{title}{stop}{subtitle}{stop}{comma.join(values)}"


def _frame(
    figure: Figure,
    ax: Axes,
    kind: str,
    data: pd.DataFrame,
    title: str,
    subtitle: str,
    foot: list[str],
) -> None:
    """Set title, subtitle and foot, and give the axes the room between them."""
    own = list(figure.texts)  # of a chart that is not ours
    figure.set_size_inches(*style.CANVAS)
    figure.set_dpi(style.DPI)
    room = _WIDE - 2 * _MARGIN
    y = _HIGH - 34.0
    y = _paragraph(figure, title, y, room, style.TITLE, "Bold", style.INK)
    y = _paragraph(figure, subtitle, y - 4, room, style.SUBTITLE, "Regular", style.MUTED)
    notes = [line for text in foot for line in typesetting.wrap(text, room, style.FOOT) if text]
    bottom = 22.0 + len(notes) * style.FOOT * 1.4
    _paragraph(figure, "\n".join(notes), bottom, room, style.FOOT, "Regular", style.MUTED)
    figure.add_artist(
        Line2D([_MARGIN / _WIDE, (_MARGIN + 60) / _WIDE], [1 - 18 / _HIGH] * 2,
                   color=style.ACCENT, linewidth=5, solid_capstyle="butt")
    )  # fmt: skip
    top = y - 14.0
    axes = figure.axes
    if kind == "table":
        _place(ax, _MARGIN, bottom + 12, room, top - bottom - 12)
        drawing.lay_out_table(ax, data)
        return
    if any(part.get_legend() for part in axes):
        top -= 30.0
    bottom += 36.0 if kind == "lines" else 14.0
    if kind == "picture":
        edges = (_MARGIN / _WIDE, bottom / _HIGH, (_WIDE - _MARGIN) / _WIDE, top / _HIGH)
        guest.settle(figure, own, edges)
        return
    left = _MARGIN + max((drawing.row_labels_width(part) for part in axes), default=0.0)
    left += 12.0 if left > _MARGIN else 0.0
    rows = [max(1, len(part.get_yticks())) for part in axes]
    titles = 34.0 if len(axes) > 1 else 0.0
    free = top - bottom - titles * len(axes)
    step = min(free / sum(rows), 110.0) if kind != "lines" else free
    # A few rows stand a little below the subtitle, not all against the top.
    top -= min(0.25 * (free - step * sum(rows)), 36.0) if kind != "lines" else 0.0
    for part, count in zip(axes, rows, strict=True):
        height = step * count if kind != "lines" else free
        top -= titles
        _place(part, left, top - height, _WIDE - _MARGIN - left, height)
        if titles:
            inset = (_MARGIN - left) / (_WIDE - _MARGIN - left)
            heading = part.get_title(loc="left")
            part.set_title(heading, loc="left", x=inset, fontweight="bold", pad=6)
        top -= height
        drawing.fit(part)


def _place(ax: Axes, left: float, bottom: float, width: float, height: float) -> None:
    ax.set_position((left / _WIDE, bottom / _HIGH, width / _WIDE, max(height, 1) / _HIGH))


def _paragraph(
    figure: Figure, text: str, top: float, room: float, size: float, weight: str, colour: str
) -> float:
    """Write a text from ``top`` points down, wrapped; return where it ends."""
    leading = size * (1.28 if weight == "Bold" else 1.4)
    for paragraph in text.split("\n"):
        set_lines = typesetting.balance if weight == "Bold" else typesetting.wrap
        for line in set_lines(paragraph, room, size, weight):
            figure.text(
                _MARGIN / _WIDE, top / _HIGH, line, size=size, weight=weight.lower(),
                color=colour, va="top", family=style.FONT,
            )  # fmt: skip
            top -= leading
    return top


def _drawn(figure: Figure) -> tuple[bytes, str]:
    png, svg = io.BytesIO(), io.StringIO()
    for artist in figure.findobj(lambda artist: isinstance(artist, Text)):
        cast(Text, artist).set_fontfamily(style.FONT)  # whatever the user's own settings were
    figure.savefig(png, format="png", dpi=style.DPI, pil_kwargs={"compress_level": 1})
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    # Without a width of its own a picture takes that of the page, in JupyterLab too.
    return png.getvalue(), re.sub(r' (?:width|height)="[\d.]+pt"', "", svg.getvalue(), count=2)
