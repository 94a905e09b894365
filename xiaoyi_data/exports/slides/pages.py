"""The pages of a deck: cover, agenda, summary, parts with their exhibits, and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.oxml.ns import qn
from pptx.util import Pt

from xiaoyi_data import writing
from xiaoyi_data.canvas import layout, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports import dated, executed
from xiaoyi_data.exports.slides import (
    bars,
    dumbbells,
    lines,
    matrices,
    own,
    parts,
    points,
    sections,
    strips,
    tables,
    template,
)
from xiaoyi_data.exports.slides.look import Look
from xiaoyi_data.exports.slides.template import SLIDE, A

_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SENTENCES = 5  # of a summary
_FOOT = 22.0  # points below the quotes of a short deck
_MANY = 20  # figures of an exhibit whose quotes its notes alone have, in a short deck


class Pages:
    """Slides as they are added: parts with their exhibits, then what they rest on."""

    def __init__(
        self, look: Look, words: dict[str, Any], lang: str, *, pictures: bool = False,
        most: int | None = None,
    ) -> None:  # fmt: skip
        self._look, self._words, self._lang, self._pictures = look, words, lang, pictures
        self._most = most
        self._quotes: dict[tuple[str, str], dict[str, Any]] = {}
        self._agenda: list[Any] = []  # what names the parts, in their order
        self._sections: list[tuple[str, list[Any]]] = []
        self._begun: set[str] = set()  # the reports whose first part is there
        self._others = len(look.show.slides)

    def _in_part(self, name: str, slide: Any, notes: str) -> Any:
        """Add a slide to the section of that name, and what its speaker reads."""
        if not self._sections or self._sections[-1][0] != name:
            self._sections.append((name, []))
        self._sections[-1][1].append(slide)
        slide.notes_slide.notes_text_frame.text = notes
        return slide

    def open(self, parts_: Sequence[str]) -> None:
        """Add the cover, and the agenda of the parts."""
        words = self._words
        cover = self._look.cover(words["title"], words["subtitle"], words["source"])
        self._in_part(words["title"], cover, words["source"])
        slide, frame = self._look.text(words["agenda"])
        for place, name in enumerate(parts_):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            self._agenda.append(_run(paragraph, name, 20))
        self._in_part(words["title"], slide, "\n".join(parts_))

    def summary(self, findings: Sequence[tuple[str, list[str]]]) -> None:
        """Add what the parts find, five sentences at most, each with the keys it rests on."""
        if not (told := findings[:_SENTENCES]):
            return
        slide, frame = self._look.text(self._words["summary"])
        for place, (sentence, keys) in enumerate(told):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            _run(paragraph, sentence, 18)
            _run(paragraph, f"  [{', '.join(keys)}]", style.FOOT, style.MUTED)
        keys = [key for _, own in told for key in own]
        self._in_part(self._words["title"], slide, f"{self._words['notes']}: {', '.join(keys)}")

    def part(self, title: str, answer: str, exhibits: Sequence[Any], *, of: str = "") -> None:
        """Add a divider, if the part has a title, and a slide an exhibit.

        ``of`` is what its report is called, where the agenda has a line a report.
        """
        if title:
            slide = self._look.divider(title, answer)
            if self._agenda and (not of or of not in self._begun):
                _link(self._agenda.pop(0), slide)
            self._begun.add(of)
            self._in_part(title, slide, answer or title)
        for one in exhibits:
            slide, notes = self.exhibit(one), _notes(one.payload, self._words)
            self._in_part(title or self._words["title"], slide, notes)
            figures = one.payload["figures"]
            if self._most is None or len(figures) <= _MANY:
                self._quotes |= {
                    (of, row["figure"]): row | {"section": f"{of} {row['section']}".strip()}
                    for row in figures
                }

    def exhibit(self, picture: Any) -> Any:
        """Add the slide of an exhibit."""
        payload = picture.payload
        foot = "\n".join(filter(None, (payload["source"], payload["caveat"])))
        slide, box = self._look.page(payload["title"], payload["subtitle"], foot)
        drawn = payload["kind"] == "picture" and "drawn" not in payload
        if self._pictures or drawn or not _fits(payload, box):
            _picture(slide, picture, box)
        else:
            native(slide, payload, box)
        slide.notes_slide.notes_text_frame.text = _notes(payload, self._words)
        return slide

    def sources(self) -> None:
        """Set each quote once, with all figures read from it, on as many pages as there may be.

        What finds no place there is in the notes, as are translations where they find none.
        """
        quotes: dict[tuple[str, ...], list[str]] = {}
        for row in sorted(self._quotes.values(), key=lambda row: (row["section"], row["figure"])):
            said = (row["section"], row["quote"], row["quote_en"])
            quotes.setdefault(said, []).append(row["figure"])
        if not quotes:
            return
        title = self._words["sources"]
        rows = [self._words["heads"]]
        for quote, keys in quotes.items():  # Chinese readers need no translation
            rows.append([*(quote if self._lang == "en" else quote[:2]), "\n".join(keys)])
        slide, box = self._look.page(title, "", "")
        height = box[3] - (_FOOT if self._most else 0)
        pages = list(layout.pages(rows, box[2], height, SLIDE))
        if self._most and len(pages) > self._most:
            rows = [[*row[:2], row[-1]] for row in rows]
            pages = list(layout.pages(rows, box[2], height, SLIDE))
        place, pages = 1, pages[: self._most]
        for number, page in enumerate(pages, start=1):
            if number > 1:
                slide, box = self._look.page(title, "", "")
            if slide.shapes.title is not None and len(pages) > 1:
                slide.shapes.title.text_frame.text = f"{title} {number}/{len(pages)}"
            end = place + len(page.cells) - 1
            tables.table(slide, [rows[0], *rows[place:end]], page, box[:2], title)
            self._in_part(title, slide, title)
            place = end
        if place < len(rows):
            more = self._words["more"].format(len(rows) - place)
            under = (box[0], box[1] + height + 4, box[2], _FOOT - 4)
            parts.text_box(slide, more, under, style.FOOT, style.MUTED)

    def finish(self, made: Sequence[Any]) -> None:
        """Give slides the language of their texts, and the colours of the theme."""
        for slide in made:
            template.set_language(slide, self._lang)
            template.follow_theme(slide)

    def save(
        self, path: Path, *, own: bool, when: datetime = dated.UNKNOWN, about: str = ""
    ) -> Path:
        """Write the deck; ``own`` says that the file is ours, and not one that was added to.

        It then says of itself ``when`` it was made, and what ``about`` is.
        """
        show = self._look.show
        self.finish(list(show.slides)[self._others :])
        sections.write(show, self._sections)
        if own:
            template.introduce(show, self._words["title"], self._lang, when, about)

        def write(beside: Path) -> None:
            show.save(str(beside))
            template.undate(beside)

        return writing.replace(path, write)


def _run(paragraph: Any, text: str, size: float, colour: str = style.INK) -> Any:
    run = paragraph.add_run()
    run.text = text
    parts.set_font(run.font, size, colour)
    return run


def _link(run: Any, slide: Any) -> None:
    """Let a text of the agenda lead to a slide."""
    relation = run.part.relate_to(slide.part, RELATIONSHIP_TYPE.SLIDE)
    link = run._r.get_or_add_rPr().add_hlinkClick(relation)
    link.set("action", "ppaction://hlinksldjump")


def _fits(payload: dict[str, Any], box: Box) -> bool:
    """Whether a table finds its place in a box; charts do."""
    if payload["kind"] != "table":
        return True
    made = layout.table(_cells(payload), *box[2:], SLIDE)
    return sum(made.heights) <= box[3] + 1


def _cells(payload: dict[str, Any]) -> list[list[str]]:
    heads = payload["columns"]
    rows = [["" if row[name] is None else str(row[name]) for name in heads]
            for row in payload["data"]]  # fmt: skip
    return [heads, *rows]


def native(slide: Any, payload: dict[str, Any], box: Box) -> None:
    """Draw an exhibit in a box (left, top, width, height in points) as its kind asks."""
    kind, rows = payload["kind"], payload["data"]
    if "drawn" in payload:
        own.draw(slide, payload, box)
    elif kind == "table":
        cells = _cells(payload)
        made = layout.table(cells, *box[2:], SLIDE)
        tables.table(slide, cells, made, box[:2], payload["alt"])
    elif kind in _DRAWN:
        _DRAWN[kind](slide, payload, box)
    else:
        # Of things counted one by one PowerPoint has bars, cut into their series.
        kind = "stacked" if kind == "units" else kind
        bars.bars(slide, payload | {"kind": kind}, rows, box)


_DRAWN = {
    "panels": bars.panels,
    "lines": lines.lines,
    "facets": lines.facets,
    "dots": points.points,
    "dumbbell": dumbbells.dumbbell,
    "strip": strips.strip,
    "ratio": strips.ratio,
    "matrix": matrices.matrix,
}


def _picture(slide: Any, picture: executed.Picture, box: Box) -> None:
    """Show the exhibit as drawn, without its title and foot, which the slide has as texts."""
    payload, whole = picture.payload, layout.PICTURE
    foot = (payload["source"], payload["caveat"])
    framed = layout.frame(payload["title"], payload["subtitle"], foot)
    first, last = framed.first, framed.last - 4  # brackets rise above the lines
    wide = whole.width - 2 * whole.margin
    scale = min(box[2] / wide, box[3] / (last - first))
    shape = slide.shapes.add_picture(BytesIO(picture.png), Pt(box[0]), Pt(box[1]))
    shape.crop_top, shape.crop_bottom = first / whole.height, 1 - last / whole.height
    shape.crop_left = shape.crop_right = whole.margin / whole.width
    shape.width, shape.height = Pt(wide * scale), Pt((last - first) * scale)
    shape._element.nvPicPr.cNvPr.set("descr", payload["alt"])
    _sharpen(slide, shape, picture.svg)


def _sharpen(slide: Any, shape: Any, svg: str) -> None:
    """Give a picture its drawing as SVG too, which PowerPoint shows where it can."""
    package = slide.part.package
    name = package.next_partname("/ppt/media/drawing%d.svg")
    part = Part(name, "image/svg+xml", package, svg.encode())
    held = A.ext(uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}")
    made = etree.SubElement(held, f"{{{_SVG}}}svgBlip", nsmap={"asvg": _SVG})
    made.set(qn("r:embed"), slide.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE))
    blip = shape._element.find(f".//{qn('a:blip')}")
    blip.append(A.extLst(held))


def _notes(payload: dict[str, Any], words: dict[str, Any]) -> str:
    lines = [payload["subtitle"], payload["caveat"], "", f"{words['notes']}:"]
    for row in payload["figures"]:
        english = f" — {row['quote_en']}" if payload["lang"] == "en" else ""
        lines.append(f"[{row['figure']}] §{row['section']} “{row['quote']}”{english}")
        if row["note"] and payload["lang"] == "en":
            lines.append(f"    {row['note']}")
    return "\n".join(lines)
