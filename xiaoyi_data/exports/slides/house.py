"""The look of the house: its layouts, made by code of python-pptx's stock ones, in 16:9."""

from __future__ import annotations

from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from xiaoyi_data.canvas import layout, style, typesetting
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import template
from xiaoyi_data.exports.slides.look import Look
from xiaoyi_data.exports.slides.template import SLIDE, A

_TITLE_ONLY, _WITH_CONTENT, _OPENINGS = 5, 1, (0, 2)
_SUBTITLE, _SOURCE, _NUMBER = 13, 14, 12  # placeholders of the layout for drawings
_SLACK = 1.04  # how much wider than measured the box of a title is, since faces differ
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def blank() -> Any:
    """Return a presentation without slides, with the layouts and the theme of the house."""
    show: Any = Presentation()
    across, down = Pt(SLIDE.width) / show.slide_width, Pt(SLIDE.height) / show.slide_height
    show.slide_width, show.slide_height = Pt(SLIDE.width), Pt(SLIDE.height)
    for page in [show.slide_master, *show.slide_layouts]:
        for shape in page.placeholders:
            if shape._element.spPr.find(f"{_A}xfrm") is None:
                continue  # it is where the master has it, which is scaled once
            left, top, width, height = shape.left, shape.top, shape.width, shape.height
            shape.left, shape.width = int(left * across), int(width * across)
            shape.top, shape.height = int(top * down), int(height * down)
    # The master's title is centred; ours stand at the left margin.
    for level in show.slide_master._element.iter(f"{_A}lvl1pPr"):
        if level.getparent().tag.endswith("titleStyle"):
            level.set("algn", "l")
    for place in _OPENINGS:
        _opening(show.slide_layouts[place])
    _content(show.slide_layouts[_WITH_CONTENT])
    _drawing(show.slide_layouts[_TITLE_ONLY])
    template.set_theme(show)
    return show


def drawing_layout(show: Any) -> Any:
    """Return the layout for a drawing: title, measure, sources and the number of the slide."""
    return show.slide_layouts[_TITLE_ONLY]


class House(Look):
    """A deck in the look of the house, where a drawing has all that its title and foot leave."""

    def __init__(self) -> None:
        super().__init__(blank())
        self._drawing = drawing_layout(self.show)

    def page(self, title: str, subtitle: str, foot: str) -> tuple[Any, Box]:
        """Add a slide for a drawing, laid out as its picture is."""
        slide = self.add(self._drawing, title)
        framed = layout.frame(title, subtitle, [foot], SLIDE)
        tall = len(framed.title) * style.TITLE * SLIDE.title_leading + 4
        wide = SLIDE.room
        if len(framed.title) > 1:  # as wide as its lines, so that they break as the picture's do
            lines = (typesetting.width(line, style.TITLE, "Bold") for line in framed.title)
            wide = min(wide, max(lines) * _SLACK)
        _place(slide.shapes.title, (SLIDE.margin, SLIDE.title_top, wide, tall))
        texts = {shape.placeholder_format.idx: shape for shape in slide.placeholders}
        tall = max(framed.first - framed.second, style.SUBTITLE * 1.4)
        _place(texts[_SUBTITLE], (SLIDE.margin, framed.second, SLIDE.room, tall))
        wide, tall = SLIDE.room - SLIDE.foot_free, SLIDE.height - 14 - framed.last
        _place(texts[_SOURCE], (SLIDE.margin, framed.last, wide, max(tall, style.FOOT * 1.4)))
        for place, text in ((_SUBTITLE, subtitle), (_SOURCE, foot)):
            if text:
                texts[place].text_frame.text = text
            else:
                texts[place]._element.getparent().remove(texts[place]._element)
        first, last = framed.first, framed.last
        return slide, (SLIDE.margin, first + 12, SLIDE.room, last - first - 20)


def _opening(one: Any) -> None:
    """Let a layout open a deck or a part: white on the accent of the house."""
    one.background.fill.solid()
    one.background.fill.fore_color.rgb = template.rgb(style.ACCENT)
    for shape in list(one.placeholders):
        kind = shape.placeholder_format.type
        if kind in (KIND.TITLE, KIND.CENTER_TITLE):
            _place(shape, (SLIDE.margin, 90, SLIDE.room, 140))
            _write(shape, 34, style.PAPER, bold=True, anchor="b")
        elif kind in (KIND.SUBTITLE, KIND.BODY):
            _place(shape, (SLIDE.margin, 250, SLIDE.room, 230))
            _write(shape, 22, style.PAPER)
        else:
            shape._element.getparent().remove(shape._element)
    template.follow_theme(one)


def _content(one: Any) -> None:
    """Let a layout hold a title and paragraphs."""
    for shape in one.placeholders:
        if shape.placeholder_format.type == KIND.TITLE:
            _place(shape, (SLIDE.margin, SLIDE.title_top, SLIDE.room, 40))
            _write(shape, style.TITLE, style.INK, bold=True, anchor="t")
        elif shape.placeholder_format.type == KIND.OBJECT:
            _place(shape, (SLIDE.margin, 100, SLIDE.room, 380))
            _write(shape, 20, style.INK, after=10)
    _number(one)
    _draw_rule(one)
    template.follow_theme(one)


def _drawing(one: Any) -> None:
    """Let a layout hold a title, a measure below it, and sources at the foot."""
    for shape in list(one.placeholders):
        if shape.placeholder_format.type == KIND.TITLE:
            _place(shape, (SLIDE.margin, SLIDE.title_top, SLIDE.room, 70))
            _write(shape, style.TITLE, style.INK, bold=True, anchor="t")
        elif shape.placeholder_format.type != KIND.SLIDE_NUMBER:
            shape._element.getparent().remove(shape._element)
    for number, name, top, size in (
        (_SUBTITLE, "Subtitle", 100, style.SUBTITLE),
        (_SOURCE, "Source", 480, style.FOOT),
    ):
        made = parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{30 + number}" name="{name}"/>'
            '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="body" sz="quarter" '
            f'idx="{number}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>'
            f"<a:p><a:r><a:rPr/><a:t>{name}</a:t></a:r></a:p></p:txBody></p:sp>"
        )
        one.shapes._spTree.append(made)
        shape = next(s for s in one.placeholders if s.placeholder_format.idx == number)
        _place(shape, (SLIDE.margin, top, SLIDE.room - SLIDE.foot_free, 24))
        _write(shape, size, style.MUTED)
    _number(one)
    _draw_rule(one)
    template.follow_theme(one)


def _number(one: Any) -> None:
    """Put the number of the slide at the right of the foot."""
    for shape in one.placeholders:
        if shape.placeholder_format.type == KIND.SLIDE_NUMBER:
            _place(shape, (SLIDE.width - SLIDE.margin - 40, SLIDE.height - 30, 40, 16))
            _write(shape, style.FOOT, style.MUTED, align="r")


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Pt(round(side, 3)) for side in box)


def _write(
    shape: Any, size: float, colour: str, *, bold: bool = False, anchor: str = "t",
    align: str = "l", after: float = 0.0,
) -> None:  # fmt: skip
    """Set how a placeholder of a layout writes: without margins, marks and indents."""
    body = shape._element.txBody
    properties = body.find(qn("a:bodyPr"))
    for side in ("lIns", "tIns", "rIns", "bIns"):
        properties.set(side, "0")
    properties.set("anchor", anchor)
    for child in list(properties):
        properties.remove(child)
    properties.append(A.normAutofit())
    levels = body.find(qn("a:lstStyle"))
    for level in list(levels):
        levels.remove(level)
    looks = A.defRPr(template.paint(colour), sz=int(size * 100), b=int(bold))
    spaces = [A.spcBef(A.spcPts(val=0)), A.spcAft(A.spcPts(val=int(after * 100)))]
    levels.append(A.lvl1pPr(*spaces, A.buNone(), looks, marL=0, indent=0, algn=align))


def _draw_rule(page: Any) -> None:
    """Draw the short bar of the house above the title, on a layout: slides need no copy."""
    left, top, wide, high = (int(Pt(side)) for side in (SLIDE.margin, 16, 60, 5))
    bar = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="20" name="Rule"/><p:cNvSpPr/><p:nvPr/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        '<a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    page.shapes._spTree.append(bar)
