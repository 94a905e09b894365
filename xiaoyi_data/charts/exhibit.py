"""Chart + takeaway + source + its data: what a notebook shows and exporters read.

An exhibit is one output of a cell. It carries the picture (SVG, drawn once on a fixed canvas, and
the PNG made of it), a text alternative, and the payload that ``canvas.payload`` describes.
"""

from __future__ import annotations

import base64
import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.colors import is_color_like, to_hex, to_rgba

from xiaoyi_data import charts, choices, writing
from xiaoyi_data.canvas import column, layout, rendering, style, values
from xiaoyi_data.canvas import payload as contract
from xiaoyi_data.charts import drawing, framing, guest
from xiaoyi_data.charts.recognised import recognised
from xiaoyi_data.report import citation, wording

_MADE = {"version", "kind", "columns", "data", "figures"}  # fields of a payload that are made
_LARGEST = 2400  # cm, or dots an inch
_NARROW = 12  # cm; the wide drawing would not read
_NUMBERED = re.compile(r" \(\d+(?:\.\d+)*\)$")  # the number of a section, behind its heading
_HEADINGS = 9  # of a source; with more the report alone is named
_HAN = re.compile("[\u4e00-\u9fff]")


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

    def save(
        self,
        path: str | Path,
        size: str = "slide",
        *,
        width_cm: float | None = None,
        dpi: float | None = None,
        background: str = style.PAPER,
    ) -> Path:
        """Write the picture as PNG, SVG or PDF, by the ending of ``path``; return the path.

        ``size`` is ``slide`` (33.9 cm, 144 dots an inch), ``a4-column`` (8.5 cm, 300) or ``wechat``
        (1080 dots wide); ``width_cm`` and ``dpi`` are for others. Below 12 cm it is the narrow
        drawing, where there is one. ``background`` is any colour matplotlib knows, or ``none``.
        Nothing is drawn again. Raises ValueError for an ending, a size or a colour there is not,
        OSError where it cannot be written.

        >>> from tempfile import TemporaryDirectory
        >>> frame = pd.DataFrame({"label": ["a"], "value": [95.0]})
        >>> drawn = exhibit("bars", frame, name="rates", title="Rates", subtitle="Percent")
        >>> with TemporaryDirectory() as folder:
        ...     drawn.save(f"{folder}/rates.pdf", "a4-column").stat().st_size > 5000
        True
        """
        path = Path(path)
        if size not in rendering.SIZES:
            raise choices.unknown("size", size, rendering.SIZES)
        usual = rendering.SIZES[size]
        wide = _positive("width_cm", usual[0] if width_cm is None else width_cm)
        made = rendering.file(
            (self.payload["narrow"] if wide < _NARROW else None) or self.svg,
            path.suffix.lower().removeprefix("."),
            width_cm=wide,
            dpi=_positive("dpi", usual[1] if dpi is None else dpi),
            background=_ground(background),
            **{name: self.payload[name] for name in ("title", "alt", "lang")},
        )
        return writing.content(path, made)

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
            subtitle=wording.capital(subtitle), source=_source(figures, lang),
            caveat=_minded(caveat, title, shown, figures, lang),
            alt=alt or "", axis=None, **stated,
        )  # fmt: skip
        payload["alt"] = alt or _alternative(payload)
        with style.house():
            framing.frame(figure, ax, shown, payload, layout.PICTURE)
            svg = framing.drawn(figure)
    except Exception:
        if isinstance(what, str):  # a notebook would show what is half drawn; one's own stays
            plt.close(figure)
        raise
    plt.close(figure)
    payload["narrow"] = _narrow(what, shown, options, payload)
    if known:  # drawn as it is, and told as what it shows
        kept = {name: payload[name] for name in payload.keys() - _MADE}
        look = known[1].attrs["drawn"]
        payload = contract.build(known[1], figures, **kept, kind=known[0], drawn=look)
        payload["alt"] = alt or _alternative(payload)
    if kind not in ("table", "picture"):
        ends = [10.0**end for end in ax.get_xlim()] if kind == "ratio" else ax.get_xlim()
        # Systems differ in the last digits of a power.
        payload["axis"] = [float(f"{end:.12g}") for end in ends]
    return Exhibit(rendering.png(svg, layout.PICTURE.width), svg, payload)


def _number(option: str, value: Any) -> float | None:
    """Return an option as the number it is, whatever its type; ValueError where it is none."""
    return values.numbers(pd.Series([value], index=["options"], dtype=object), option)[0]


def _positive(option: str, value: float) -> float:
    """Return a length or a density; ValueError where it is none, or more than a wall is wide."""
    if not 0 < value <= _LARGEST:
        raise ValueError(f"{option} is {value!r}: give a number above 0, up to {_LARGEST}")
    return value


def _ground(colour: str) -> str:
    """Return a colour as SVG knows it; ValueError where it is none."""
    if not is_color_like(colour):
        raise ValueError(f"{colour!r} is no colour: give one as #FFFFFF, by its name, or none")
    return "none" if to_rgba(colour)[3] == 0 else to_hex(colour).upper()


def _source(figures: pd.DataFrame | None, lang: str) -> str:
    """Name the report and, in its order, the headings under which the figures stand, if not many.

    Of a panel's figures the reports are named, as far as there is room.
    """
    if figures is not None and "report_year" in figures:
        return _sources(figures, lang)
    rows = () if figures is None else zip(figures["section"], figures["section_title"], strict=True)
    # A section without a heading of its own is called after its turn, with its number.
    headings = dict.fromkeys(_NUMBERED.sub("", heading) for _, heading in sorted(rows))
    headings = headings if len(headings) <= _HEADINGS else {}
    if lang == "zh":
        places = f"（{'；'.join(headings)}）" if headings else ""
        return f"资料来源：{citation.short(lang)}{places}。"
    places = f" ({'; '.join(headings)})" if headings else ""
    return f"Source: {citation.short(lang)}{places}."


def _minded(
    caveat: str, title: str, data: pd.DataFrame, figures: pd.DataFrame | None, lang: str
) -> str:
    """Return the caveat, in English with a word on names shown that nobody has translated."""
    if lang != "en" or figures is None or "name" not in figures:
        return caveat
    named = {str(name) for name in figures["name"] if _HAN.search(str(name))}
    said = [title, *data.select_dtypes(exclude="number").astype("string").stack()]
    if not any(name in str(text) for name in named for text in said):
        return caveat
    words = str(choices.words("names", lang)["untranslated"])
    return " ".join(filter(None, [caveat, words]))


def _sources(figures: pd.DataFrame, lang: str) -> str:
    said = citation.several(zip(figures["place"], figures["report_year"], strict=True), lang)
    return f"资料来源：{said}。" if lang == "zh" else f"Source: {said}."


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
            framing.frame(figure, ax, data, payload, layout.NARROW)
            return framing.drawn(figure)
        except column.TooNarrow:
            return None
        finally:
            plt.close(figure)
