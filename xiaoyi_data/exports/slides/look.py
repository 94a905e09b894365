"""How a deck looks: the layouts of a presentation, matched to what its slides are.

A layout is chosen by its type and by the types and sizes of its placeholders, never by its name,
which may be in any language. What a presentation has no fit for is said in ``notices``, with what
is used instead.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from copy import deepcopy
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Pt

from xiaoyi_data.canvas import style, typesetting
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import parts
from xiaoyi_data.exports.slides.template import SLIDE

_TITLES = {KIND.TITLE, KIND.CENTER_TITLE}
_CONTENT = {KIND.OBJECT, KIND.BODY, KIND.CHART, KIND.TABLE}
_TEXTS = {KIND.SUBTITLE, *_CONTENT}
_SMALLEST = 0.3  # of a slide: what a chart needs to be read
_UNPACKED = 1_000_000_000  # bytes: decks with films in them are large
_TYPES = "[Content_Types].xml"
_AS_TEMPLATE = b"presentationml.template.main+xml"
_AS_SHOW = b"presentationml.presentation.main+xml"


class NoTemplate(ValueError):
    """The file is no presentation; the message says so in one line."""


def opened(path: Path) -> Any:
    """Open a presentation or a template (.pptx, .potx); NoTemplate where it is none, or damaged."""
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as given:
            size, types = sum(part.file_size for part in given.infolist()), given.read(_TYPES)
    except FileNotFoundError:
        raise NoTemplate(f"{path} does not exist") from None
    except IsADirectoryError:
        raise NoTemplate(f"{path} is a folder: give a .pptx or .potx file") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError):
        types = b""
    if b"presentationml" not in types:
        raise NoTemplate(f"{path} is no presentation: give a .pptx or .potx file")
    if size > _UNPACKED:
        raise NoTemplate(f"{path} is larger than {_UNPACKED // 1_000_000} MB when unpacked")
    try:
        show = Presentation(io.BytesIO(_as_show(content, types)))
        Look(show)  # which looks at every layout
        for slide in show.slides:
            slide.slide_layout.name  # noqa: B018
    except Exception:  # what is damaged breaks python-pptx in a dozen ways
        raise NoTemplate(f"{path} is damaged: have PowerPoint repair and save it") from None
    return show


def _as_show(content: bytes, types: bytes) -> bytes:
    """Return a template as the presentation it would be; a presentation as it is."""
    if _AS_TEMPLATE not in types:
        return content
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in given.namelist():
            held = given.read(name)
            copy.writestr(name, held if name != _TYPES else types.replace(_AS_TEMPLATE, _AS_SHOW))
    return made.getvalue()


def emptied(show: Any) -> Any:
    """Take all slides out of a presentation; return it."""
    listed = show.slides._sldIdLst
    for entry in list(listed):
        show.part.drop_rel(entry.rId)
        listed.remove(entry)
    for sections in show.element.xpath("//*[local-name()='sectionLst']"):
        extension = sections.getparent()
        extension.getparent().remove(extension)
    return show


class Look:
    """The slides of a deck on the layouts of a presentation, of any page size.

    Each method adds a slide and returns it: ``cover`` and ``divider`` with a title and a text,
    ``page`` with the box, in points, that is left for a drawing, ``text`` with the frame to write
    into.
    """

    def __init__(self, show: Any) -> None:
        self.show, self.notices = show, list[str]()
        self.width, self.height = (side / Pt(1) for side in (show.slide_width, show.slide_height))
        layouts = list(show.slide_layouts)
        titled = [one for one in layouts if _title(one) is not None] or layouts
        self._page = max(titled, key=self._free)
        if self._free(self._page) < _SMALLEST:
            named = self._page.name
            self.notices.append(f"no layout leaves room for a drawing: {named!r} is used")
        opening = [one for one in titled if _kind(one) in ("title", "secHead")]
        covers = [one for one in opening if _kind(one) == "title"]
        heads = [one for one in opening if _kind(one) == "secHead"]
        self._cover = (covers or heads or [self._page])[0]
        self._head = (heads or covers or [self._page])[0]
        if not covers:
            self.notices.append(f"no layout for a cover: {self._cover.name!r} is used")
        if not heads:
            self.notices.append(f"no layout for the head of a part: {self._head.name!r} is used")

    def _free(self, one: Any) -> float:
        """The share of a slide that a layout leaves for a drawing, in one piece."""
        if _kind(one) in ("title", "secHead", "vertTitleAndTx", "vertTx"):
            return 0.0
        width, height = self._area(one)[2:]
        share = width * height / (self.width * self.height)
        return share if width > 0 and height > 0 and len(_contents(one)) < 2 else share * 0.4

    def _area(self, one: Any) -> Box:
        """The box for a drawing: the largest placeholder for content, or all below the title."""
        contents = _contents(one)
        if contents:
            return _box(max(contents, key=lambda shape: shape.width * shape.height))
        margin = 0.046 * self.width
        title = _title(one)
        top = sum(_box(title)[1::2]) + 8 if title is not None else 0.12 * self.height
        foot = [
            _box(shape)[1]
            for shape in one.placeholders
            if shape.placeholder_format.type in (KIND.FOOTER, KIND.DATE, KIND.SLIDE_NUMBER)
        ]
        bottom = min([0.94 * self.height, *(y for y in foot if y > top)])
        return (margin, top, self.width - 2 * margin, bottom - top)

    def cover(self, title: str, text: str, source: str = "") -> Any:
        """Add the first slide; ``source`` stands small below the text."""
        return self._opening(self._cover, title, text, source)

    def divider(self, title: str, text: str) -> Any:
        """Add the slide that opens a part."""
        return self._opening(self._head, title, text)

    def page(self, title: str, subtitle: str, foot: str) -> tuple[Any, Box]:
        """Add a slide for a drawing, with its measure above and its sources below."""
        slide = self.add(self._page, title)
        left, top, width, height = self._area(self._page)
        for shape in _contents(slide):
            shape._element.getparent().remove(shape._element)
        above = self._lines(subtitle, width, style.SUBTITLE)
        below = self._lines(foot, width, style.FOOT)
        parts.text_box(slide, subtitle, (left, top, width, above), style.SUBTITLE, style.MUTED)
        bottom = top + height - below
        parts.text_box(slide, foot, (left, bottom, width, below), style.FOOT, style.MUTED)
        return slide, (left, top + above + 6, width, height - above - below - 12)

    def text(self, title: str) -> tuple[Any, Any]:
        """Add a slide for paragraphs."""
        slide = self.add(self._page, title)
        bodies = _contents(slide)
        if bodies:
            return slide, bodies[0].text_frame
        left, top, width, height = self._area(self._page)
        box = slide.shapes.add_textbox(*map(Pt, (left, top, width, height)))
        box.text_frame.word_wrap = True
        return slide, box.text_frame

    def add(self, one: Any, title: str) -> Any:
        """Add a slide with a title, and with its number where the layout has a place for it."""
        slide = self.show.slides.add_slide(one)
        if slide.shapes.title is not None:
            slide.shapes.title.text_frame.text = title
            slide.shapes.title.text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
        for shape in one.placeholders:
            if shape.placeholder_format.type == KIND.SLIDE_NUMBER:
                copied = deepcopy(shape._element)
                copied.nvSpPr.cNvPr.set("id", str(max(s.shape_id for s in slide.shapes) + 1))
                slide.shapes._spTree.append(copied)
        return slide

    def _opening(self, one: Any, title: str, text: str, source: str = "") -> Any:
        slide = self.add(one, title)
        texts = [shape for shape in slide.placeholders if shape.placeholder_format.type in _TEXTS]
        for shape in texts[1:] if text else texts:
            shape._element.getparent().remove(shape._element)
        if text and texts:
            frame = texts[0].text_frame
            frame.text, frame.auto_size = text, MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
            _, _, width, height = _box(texts[0])
            height -= 8 + self._lines(source, width - 14, style.LABEL)
            sizes = (24, 20, 18, 16, 14)
            fit = (size for size in sizes if self._lines(text, width - 14, size) < height)
            size = next(fit, 12)
            for run in (run for part in frame.paragraphs for run in part.runs):
                run.font.size = Pt(size)
            if source:
                last = frame.add_paragraph()
                last.space_before, run = Pt(8), last.add_run()
                run.text, run.font.size = source, Pt(min(size, style.LABEL))
        return slide

    def _lines(self, text: str, width: float, size: float) -> float:
        """How many points a text takes from top to bottom."""
        if not text:
            return 0.0
        return len(typesetting.wrap(text, width / SLIDE.wider, size)) * size * SLIDE.leading + 4


def _kind(one: Any) -> str:
    return str(one._element.get("type") or "")


def _title(one: Any) -> Any:
    found = (s for s in one.placeholders if s.placeholder_format.type in _TITLES)
    return next(found, None)


def _contents(one: Any) -> list[Any]:
    return [shape for shape in one.placeholders if shape.placeholder_format.type in _CONTENT]


def _box(shape: Any) -> Box:
    sides = (shape.left, shape.top, shape.width, shape.height)
    left, top, width, height = (side / Pt(1) for side in sides)
    return left, top, width, height
