"""Chart + takeaway + source + its data: what a notebook shows and exporters read.

An exhibit is one output of a cell. It carries the picture (PNG and SVG, drawn once each on a
fixed canvas), a text alternative, and the payload that ``canvas.payload`` describes.
"""

from __future__ import annotations

import base64
import inspect
import io
import re
from dataclasses import dataclass
from typing import Any, cast

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from xiaoyi_data import charts, choices
from xiaoyi_data.canvas import column, layout, style, values
from xiaoyi_data.canvas import payload as contract
from xiaoyi_data.charts import drawing, guest
from xiaoyi_data.charts.recognised import recognised
from xiaoyi_data.report import wording

_MADE = {"version", "kind", "columns", "data", "figures"}  # fields of a payload that are made
_OURS = "_frame"  # the label of what frames a chart, which no legend shows


@dataclass(frozen=True)
class Exhibit:
    """A finished exhibit: the pictures as bytes and text, and the payload exporters read."""

    png: bytes
    svg: str
    payload: dict[str, Any]

    def __repr__(self) -> str:
        return f"<Exhibit {self.payload['name']}: {self.payload['title']}>"

    @property
    def figures(self) -> list[str]:
        """Keys of the figures the exhibit rests on."""
        return [row["figure"] for row in self.payload["figures"]]

    @property
    def data(self) -> pd.DataFrame:
        """The frame drawn, a row a mark: what the payload holds.

        >>> frame = pd.DataFrame({"label": ["a"], "value": [95.0]})
        >>> drawn = exhibit("bars", frame, name="rates", title="Rates", subtitle="Percent")
        >>> drawn.data[["label", "value", "text"]].values.tolist()
        [['a', 95.0, '95']]
        """
        return pd.DataFrame(self.payload["data"], columns=self.payload["columns"] or None)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "image/png": base64.b64encode(self.png).decode(),
            "image/svg+xml": self.svg,
            "text/plain": self.payload["alt"],
            contract.MIME: self.payload,
        }


def exhibit(
    what: Any,
    data: pd.DataFrame | None = None,
    figures: pd.DataFrame | None = None,
    *,
    name: str,
    title: str,
    subtitle: str,
    caveat: str = "",
    alt: str | None = None,
    lang: str = "en",
    **options: Any,
) -> Exhibit:
    """Draw a chart, frame it on the canvas, as PNG and as SVG, and close the figure.

    ``what`` is the name of a form, drawn of ``data`` with ``options``, so that the exhibit states
    what was drawn; or a chart of one's own (see ``guest.figure_of``), framed as it is. ``title``
    states the finding, ``subtitle`` the measure, unit and period, both beginning with a capital;
    the foot names report and headings of ``figures`` (rows of ``load_figures()``) and the
    ``caveat``. ``name`` is kebab-case and names the files made of it.

    Raises ValueError for an unknown form, option or language, a bad name, an empty title.

    >>> data = pd.DataFrame({"label": ["a"], "value": [95.0]})
    >>> exhibit("dots", data, name="rates", title="rates", subtitle="percent", reference=100)
    <Exhibit rates: Rates>
    """
    choices.check_language(lang)
    stated: dict[str, Any] = {"reference": None, "unit": ""}
    if isinstance(what, str):
        if what not in contract.FORMS:
            raise choices.unknown("form", what, contract.FORMS)
        form, kind = getattr(charts, what), what
        takes = inspect.signature(form).parameters
        for option in options:
            if option not in takes:
                raise choices.unknown(f"option of {what}", option, takes.keys() - {"data", "ax"})
        options |= {n: _number(n, options[n]) for n in {"reference"} & options.keys()}
        # What is None, or missing, is as if it were not given.
        options = {n: option for n, option in options.items() if option is not None}
        stated |= {n: options.get(n, takes[n].default) for n in stated.keys() & takes.keys()}
        with style.house():
            ax = drawing.axes(options.pop("ax", None))
        figure = guest.figure_of(ax)
    else:
        figure, kind = guest.figure_of(what), "picture"
        ax = figure.axes[0]
    known = recognised(figure) if kind == "picture" and data is None else None
    shown = pd.DataFrame() if data is None else data
    try:
        # Drawn first, since a form says best which column it misses.
        ax = form(shown, ax=ax, **options) if isinstance(what, str) else ax
        payload = contract.build(
            shown, figures, name=name, kind=kind, lang=lang, title=wording.capital(title),
            subtitle=wording.capital(subtitle), source=_source(figures, lang), caveat=caveat,
            alt=alt or "", axis=None, **stated,
        )  # fmt: skip
        payload["alt"] = alt or _alternative(payload)
        with style.house():
            _frame(figure, ax, shown, payload, layout.PICTURE)
            png, svg = _drawn(figure)
    except Exception:
        if isinstance(what, str):  # a notebook would show what is half drawn; one's own stays
            plt.close(figure)
        raise
    plt.close(figure)
    payload["narrow"] = _narrow(what, shown, options, payload)
    if known:  # drawn as it is, and told as what it shows
        kept = {name: payload[name] for name in payload.keys() - _MADE}
        payload = contract.build(known[1], figures, **kept, kind=known[0])
        payload["alt"] = alt or _alternative(payload)
    if kind not in ("table", "picture"):
        ends = [10.0**end for end in ax.get_xlim()] if kind == "ratio" else ax.get_xlim()
        payload["axis"] = [float(end) for end in ends]
    return Exhibit(png, svg, payload)


def _number(option: str, value: Any) -> float | None:
    """Return an option as the number it is, whatever its type; ValueError where it is none."""
    return values.numbers(pd.Series([value], index=["options"], dtype=object), option)[0]


def _source(figures: pd.DataFrame | None, lang: str) -> str:
    """Name the report and, in its order, the headings under which the figures stand."""
    rows = () if figures is None else zip(figures["section"], figures["section_title"], strict=True)
    headings = dict(sorted(rows))
    if lang == "zh":
        places = f"（{'；'.join(headings.values())}）" if headings else ""
        return f"资料来源：孝义市2021年政府工作报告{places}。"
    places = f" ({'; '.join(headings.values())})" if headings else ""
    return f"Source: Xiaoyi government work report 2021{places}."


def _alternative(payload: contract.Payload) -> str:
    """Tell title and values in words, for readers who do not see the picture."""
    colon, stop, comma = ("：", "。", "；") if payload["lang"] == "zh" else (": ", ". ", "; ")
    told = []
    for row in payload["data"]:
        if payload["kind"] == "table":
            told.append(colon.join(str(row[name]) for name in payload["columns"][:2]))
        elif row.keys() >= {"label", "text"}:  # a picture may show anything
            named = (row[column] for column in ("series", "panel", "label") if column in row)
            told.append(f"{' '.join(map(str, named))}{colon}{row['text']}")
    said = f"{payload['title']}{stop}{payload['subtitle']}"
    return f"{said}{stop}{comma.join(told)}" if told else said


def _narrow(
    what: Any, data: pd.DataFrame, options: dict[str, Any], payload: contract.Payload
) -> str | None:
    """Draw the exhibit once more, for narrow screens, as SVG.

    Tables, which are cards there, and what is not drawn by a form have none; nor have drawings
    that would not read.
    """
    if not isinstance(what, str) or what == "table":
        return None
    with style.house():
        ax = drawing.axes(None, layout.NARROW)
        figure = guest.figure_of(ax)
        try:
            ax = getattr(charts, what)(data, ax=ax, **options)
            _frame(figure, ax, data, payload, layout.NARROW)
            return _svg(figure)
        except column.TooNarrow:
            return None
        finally:
            plt.close(figure)


def _frame(
    figure: Figure, ax: Axes, data: pd.DataFrame, payload: contract.Payload, canvas: layout.Canvas
) -> None:
    """Set title, subtitle and foot, and give the axes the room between them."""
    # Not "none", which leaves an engine that does nothing, for which everything is drawn twice.
    with plt.rc_context({"figure.autolayout": False, "figure.constrained_layout.use": False}):
        figure.set_layout_engine(None)
    for part in figure.get_children():
        if part.get_label() == _OURS:  # whose cell runs again, it is framed once, not twice
            part.remove()
    own = list(figure.texts)  # of a chart that is not ours
    kind, texts = payload["kind"], (payload["title"], payload["subtitle"])
    foot = (payload["source"], payload["caveat"])
    axes = figure.axes if kind not in ("table", "picture") else [ax]
    if canvas.narrow:
        heights, above = _heights(kind, axes)
        canvas, framed, boxes = column.laid_out(kind, *texts, foot, heights, above)
    else:
        framed = layout.frame(*texts, foot)
        rows = [max(1, len(part.get_yticks())) for part in axes]
        names = max(map(drawing.row_names_width, axes))
        boxes = layout.areas(kind, framed, rows, names, any(one.get_legend() for one in axes))
    wide, high = canvas.width, canvas.height
    figure.set_size_inches(wide / 72, high / 72)
    figure.set_dpi(style.DPI)
    _write(figure, framed.title, canvas.title_top, canvas.heading, "bold", style.INK, canvas)
    _write(figure, framed.subtitle, framed.second, canvas.under, "regular", style.MUTED, canvas)
    _write(figure, framed.foot, framed.last, style.FOOT, "regular", style.MUTED, canvas)
    figure.add_artist(
        Line2D([canvas.margin / wide, (canvas.margin + 60) / wide],
               [1 - (canvas.title_top - 16) / high] * 2,
               color=style.ACCENT, linewidth=5, solid_capstyle="butt", label=_OURS)
    )  # fmt: skip
    if kind == "picture":
        left, top, width, height = boxes[0]
        edges = (left / wide, 1 - (top + height) / high, (left + width) / wide, 1 - top / high)
        guest.settle(figure, own, edges)
        return
    for artist in figure.findobj(Text):  # a dollar is a dollar: pages and slides know no formulas
        artist.set_parse_math(False)
    for part, (left, top, width, height) in zip(axes, boxes, strict=True):
        bottom = (high - top - height) / high
        part.set_position((left / wide, bottom, width / wide, max(height, 1) / high))
        if kind == "table":
            drawing.lay_out_table(part, data)
            continue
        if len(axes) > 1:
            inset = (canvas.margin - left) / width if kind == "panels" else 0.0
            heading = part.get_title(loc="left")
            part.set_title(heading, loc="left", x=inset, fontweight="bold", pad=6)
        drawing.fit(part)


def _heights(kind: str, axes: list[Axes]) -> tuple[list[float], float]:
    """Return how high axes are on a narrow canvas, and what stands above them, in points."""
    legends = [legend for legend in (ax.get_legend() for ax in axes) if legend]
    above = column.key([text.get_text() for text in legends[0].get_texts()])[1] if legends else 0.0
    if kind in ("lines", "facets"):
        return [column.PLOT] * len(axes), above
    heads = [tick.get_text() for tick in axes[0].get_xticklabels()] if kind == "matrix" else []
    above += max((6 + column.extent(head)[1] for head in heads), default=0.0)
    return [abs(float(ax.get_ylim()[1] - ax.get_ylim()[0])) * column.ROW for ax in axes], above


def _write(
    figure: Figure, lines: list[str], top: float, size: float, weight: str, colour: str,
    canvas: layout.Canvas,
) -> None:  # fmt: skip
    """Write lines from ``top`` points down."""
    leading = size * (canvas.title_leading if weight == "bold" else canvas.leading)
    for place, line in enumerate(lines):
        figure.text(
            canvas.margin / canvas.width, 1 - (top + place * leading) / canvas.height, line,
            size=size, weight=weight, color=colour, va="top", family=style.FONT,
            label=_OURS, parse_math=False,
        )  # fmt: skip


def _drawn(figure: Figure) -> tuple[bytes, str]:
    png = io.BytesIO()
    svg = _svg(figure)
    with plt.rc_context({"savefig.bbox": None}):
        figure.savefig(png, format="png", dpi=style.DPI, pil_kwargs={"compress_level": 1})
    return png.getvalue(), svg


def _svg(figure: Figure) -> str:
    svg = io.StringIO()
    for artist in figure.findobj(lambda artist: isinstance(artist, Text)):
        cast(Text, artist).set_fontfamily(style.FONT)  # whatever the user's own settings were
    with plt.rc_context({"savefig.bbox": None}):
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    # Without a width of its own a picture takes that of the page, in JupyterLab too.
    return re.sub(r' (?:width|height)="[\d.]+pt"', "", svg.getvalue(), count=2)
