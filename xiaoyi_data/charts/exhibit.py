"""Chart + takeaway + source + its data: what a notebook shows and exporters read.

An exhibit is one output of a cell. It carries the picture (PNG and SVG, drawn once each on a
fixed canvas), a text alternative, and the payload that ``canvas.payload`` describes.
"""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from typing import Any, cast

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown, display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from xiaoyi_data.canvas import layout, style
from xiaoyi_data.canvas import payload as contract
from xiaoyi_data.canvas.layout import PICTURE
from xiaoyi_data.charts import drawing
from xiaoyi_data.choices import check_language, pick


@dataclass(frozen=True)
class Exhibit:
    """A finished exhibit: the pictures as bytes and text, and the payload exporters read."""

    png: bytes
    svg: str
    payload: dict[str, Any]

    @property
    def figures(self) -> list[str]:
        """Keys of the figures the exhibit rests on."""
        return [row["figure"] for row in self.payload["figures"]]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "image/png": base64.b64encode(self.png).decode(),
            "image/svg+xml": self.svg,
            "text/plain": self.payload["alt"],
            contract.MIME: self.payload,
        }


def say(*, en: str, zh: str, lang: str = "en") -> None:
    """Display a text, as Markdown, in the language."""
    display(Markdown(pick(en=en, zh=zh, lang=lang)))  # type: ignore[no-untyped-call]


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
    payload = contract.build(
        data, figures, name=name, kind=kind, lang=lang, title=title, subtitle=subtitle,
        source=_source(figures, lang), caveat=caveat, alt=alt or "", axis=None,
        reference=reference, unit=unit,
    )  # fmt: skip
    payload["alt"] = alt or _alternative(payload)
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    with style.house():
        _frame(figure, ax, data, payload)
        png, svg = _drawn(figure)
    plt.close(figure)
    if kind not in ("table", "picture"):
        payload["axis"] = [float(end) for end in ax.get_xlim()]
    return Exhibit(png, svg, payload)


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
    values = []
    for row in payload["data"]:
        if payload["kind"] == "table":
            values.append(colon.join(str(row[name]) for name in payload["columns"][:2]))
        elif row.keys() >= {"label", "text"}:  # a picture may show anything
            named = (row[column] for column in ("series", "panel", "label") if column in row)
            values.append(f"{' '.join(map(str, named))}{colon}{row['text']}")
    said = f"{payload['title']}{stop}{payload['subtitle']}"
    return f"{said}{stop}{comma.join(values)}" if values else said


def _frame(figure: Figure, ax: Axes, data: pd.DataFrame, payload: contract.Payload) -> None:
    """Set title, subtitle and foot, and give the axes the room between them."""
    wide, high = PICTURE.width, PICTURE.height
    figure.set_size_inches(wide / 72, high / 72)
    figure.set_dpi(style.DPI)
    kind, foot = payload["kind"], (payload["source"], payload["caveat"])
    framed = layout.frame(payload["title"], payload["subtitle"], foot)
    _write(figure, framed.title, PICTURE.title_top, style.TITLE, "bold", style.INK)
    _write(figure, framed.subtitle, framed.second, style.SUBTITLE, "regular", style.MUTED)
    _write(figure, framed.foot, framed.last, style.FOOT, "regular", style.MUTED)
    figure.add_artist(
        Line2D([PICTURE.margin / wide, (PICTURE.margin + 60) / wide], [1 - 18 / high] * 2,
                   color=style.ACCENT, linewidth=5, solid_capstyle="butt")
    )  # fmt: skip
    axes = figure.axes if kind not in ("table", "picture") else [ax]
    boxes = layout.areas(
        kind,
        framed,
        [max(1, len(part.get_yticks())) for part in axes],
        max(map(drawing.row_names_width, axes)),
        any(part.get_legend() for part in axes),
    )
    for part, (left, top, width, height) in zip(axes, boxes, strict=True):
        bottom = (high - top - height) / high
        part.set_position((left / wide, bottom, width / wide, max(height, 1) / high))
        if kind == "table":
            drawing.lay_out_table(part, data)
        elif kind != "picture":
            if len(axes) > 1:
                inset, heading = (PICTURE.margin - left) / width, part.get_title(loc="left")
                part.set_title(heading, loc="left", x=inset, fontweight="bold", pad=6)
            drawing.fit(part)


def _write(
    figure: Figure, lines: list[str], top: float, size: float, weight: str, colour: str
) -> None:
    """Write lines from ``top`` points down."""
    leading = size * (PICTURE.title_leading if weight == "bold" else PICTURE.leading)
    for place, line in enumerate(lines):
        figure.text(
            PICTURE.margin / PICTURE.width, 1 - (top + place * leading) / PICTURE.height, line,
            size=size, weight=weight, color=colour, va="top", family=style.FONT,
        )  # fmt: skip


def _drawn(figure: Figure) -> tuple[bytes, str]:
    png, svg = io.BytesIO(), io.StringIO()
    for artist in figure.findobj(lambda artist: isinstance(artist, Text)):
        cast(Text, artist).set_fontfamily(style.FONT)  # whatever the user's own settings were
    figure.savefig(png, format="png", dpi=style.DPI, pil_kwargs={"compress_level": 1})
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    # Without a width of its own a picture takes that of the page, in JupyterLab too.
    return png.getvalue(), re.sub(r' (?:width|height)="[\d.]+pt"', "", svg.getvalue(), count=2)
