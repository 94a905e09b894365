"""Labels of native charts: fields and number formats, so that they follow what the chart holds.

Where a number format of the value says the text, the label is the value. Elsewhere it is a cell of
the chart's sheet (``c15:datalabelsRange``), a formula over the cells of the values wherever the
text has their digits. The texts stand in the fields too, for viewers that know no such cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from lxml.builder import ElementMaker
from pptx.enum.chart import XL_LABEL_POSITION
from pptx.oxml.ns import qn

from xiaoyi_data.canvas import style
from xiaoyi_data.exports.slides import sheets
from xiaoyi_data.exports.slides.template import A, C, paint

_C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
_MAKE: Any = ElementMaker(
    namespace=_C15,
    nsmap={"c15": _C15},
    typemap={int: lambda _, value: str(value)},
)
_LABEL, _RANGE = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}", "{02D57815-91ED-43cb-92C2-25804820EDAC}"
_IDS = {
    "CELLRANGE": "{0B1F6F51-6C0C-4E8E-9C49-2021042000A1}",
    "SERIESNAME": "{0B1F6F51-6C0C-4E8E-9C49-2021042000A2}",
    "VALUE": "{0B1F6F51-6C0C-4E8E-9C49-2021042000A3}",
}
_NUMBER = re.compile(r"(?<![\d.,])([+−-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d,]*\d)")
NAME = "\0"  # stands in a lead for the name of the series


class Held(NamedTuple):
    """A number, and the cell it is in, or the formula that makes it of cells."""

    value: float
    cell: str


def number_format(text: str, value: float | None) -> str | None:
    """Return the format by which a spreadsheet writes a value as the text, if there is one.

    >>> number_format("+48.6%", 48.6), number_format("12 km", 12.0), number_format("x", 1.0)
    ('+0.0"%";"−"0.0"%";0.0"%"', '0" km";"−"0" km";0" km"', None)
    """
    spans = _spans(text, [Held(value, "")]) if value is not None else []
    if len(spans) != 1:
        return None
    found = spans[0][0]
    before, after = _quoted(text[: found.start()]), _quoted(text[found.end() :])
    digits, plus = _digits(found), "+" if found[1] == "+" else ""
    minus = '"−"' if found[1] in ("+", "") else f'"{found[1]}"'
    ways = [f"{before}{sign}{digits}{after}" for sign in (plus, minus, "")]
    made = ";".join(ways)
    return made if len(made) < 256 else None


def formula(text: str, held: Sequence[Held]) -> str:
    """Return the formula that says a text with the digits of cells, or nothing where none has any.

    >>> formula("≥ 95%", [Held(95.0, "B2")])
    '="≥ "&TEXT(B2,"0;−0")&"%"'
    """
    made, end = [], 0
    for found, one in _spans(text, held):
        digits = _digits(found)
        signed = f"+{digits};−{digits};{digits}" if found[1] == "+" else f"{digits};−{digits}"
        made += [_said(text[end : found.start()]), f'TEXT({one.cell},"{signed}")']
        end = found.end()
    return "=" + "&".join(filter(None, [*made, _said(text[end:])])) if made else ""


class Labels:
    """The labels of one series of a chart, whose texts are said with ``say``, then ``close``.

    ``own`` are the values that the chart itself shows of its points, where it shows any.
    """

    def __init__(self, series: Any, sheet: sheets.Sheet, index: int, head: str) -> None:
        self._series, self._sheet, self.index, self._head = series, sheet, index, head
        self._cells: dict[int, sheets.Cell] = {}

    def cell(self, place: int) -> str:
        """The cell of a point's value."""
        return self._sheet.at(self.index, place)

    def say(
        self, place: int, text: str, side: Any, held: Sequence[Held] = (), *,
        own: float | None = None, lead: str = "", **look: Any,
    ) -> None:  # fmt: skip
        """Write a text beside a point.

        ``lead``, if any, stands before it in bold and in ``edge``, a colour; ``look`` may also set
        ``bold`` and ``colour``, and ``clear`` where the text stands on a line.
        """
        if not text and not lead.strip("\u00a0"):
            return
        code = number_format(text, own)
        ink, bold = look.get("colour", style.INK), look.get("bold", False)
        if code and not lead.strip("\u00a0"):
            code = number_format(lead + text, own)
        label = self._series.points[place].data_label._get_or_add_dLbl()
        for part in label[1:]:
            label.remove(part)
        plain = code is not None and not lead.strip("\u00a0")
        if not plain:
            kind = "VALUE" if code else "CELLRANGE"
            label.append(self._rich(lead, text, kind, (ink, bold), look.get("edge", style.INK)))
            if not code and text:
                self._cells[place] = sheets.Cell(text, formula(text, held))
        if code:
            label.append(C.numFmt(formatCode=code, sourceLinked=0))
        if look.get("clear"):
            label.append(C.spPr(paint(style.PAPER)))
        if plain:
            looks = A.defRPr(paint(ink), sz=style.LABEL * 100, b=int(bold))
            body = A.bodyPr(wrap="none", rot="0")
            label.append(C.txPr(body, A.lstStyle(), A.p(A.pPr(looks), A.endParaRPr(lang="en-GB"))))
        label.append(C.dLblPos(val=XL_LABEL_POSITION.to_xml(side)))
        named = NAME in lead
        shown = (0, int(code is not None), 0, int(named and not plain), 0, 0)
        label.extend(C(name, val=value) for name, value in zip(_SHOWN, shown, strict=True))
        if not plain:
            ranged = _MAKE.showDataLabelsRange(val=int(code is None and bool(text)))
            label.append(_extension(_LABEL, ranged))

    def close(self) -> None:
        """Write the texts that no format says into the sheet, and let the series read them."""
        if not self._cells:
            return
        many = self._sheet.many(self.index)
        cells = [self._cells.get(place, sheets.Cell(None)) for place in range(many)]
        where = self._sheet.column(self.index, self._head, cells)
        cache = _MAKE.dlblRangeCache(C.ptCount(val=many))
        cache.extend(
            C.pt(C.v(str(cell.value)), idx=place) for place, cell in sorted(self._cells.items())
        )
        made = _MAKE.datalabelsRange(_MAKE.f(where), cache)
        element = self._series._element
        for old in element.findall(qn("c:extLst")):
            element.remove(old)
        element.append(_extension(_RANGE, made))

    def _rich(self, lead: str, text: str, kind: str, look: tuple[str, bool], edge: str) -> Any:
        paragraphs = [A.p()]
        for number, line in enumerate(lead.split("\n")):
            if number:
                paragraphs.append(A.p())
            if line == NAME:
                paragraphs[-1].append(_field("SERIESNAME", self._series.name, edge, True))
            elif line:
                paragraphs[-1].append(A.r(_font(edge, True), A.t(line)))
        if text:
            paragraphs[-1].append(_field(kind, text, *look))
        return C.tx(C.rich(A.bodyPr(wrap="none", rot="0"), A.lstStyle(), *paragraphs))


_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


def _spans(text: str, held: Sequence[Held]) -> list[tuple[re.Match[str], Held]]:
    """The numbers of a text that are those of cells, each with its cell, as rounded as written."""
    made, left = [], list(held)
    for found in _NUMBER.finditer(text):
        number = float(found[2].replace(",", "") + (found[3] or ""))
        places = len(found[3] or ".") - 1
        for one in left:
            wanted = round(one.value, places)
            if number == abs(wanted) and (wanted >= 0) == (found[1] not in ("−", "-")):
                made.append((found, one))
                left.remove(one)
                break
    return made


def _digits(found: re.Match[str]) -> str:
    whole = "#,##0" if "," in found[2] else "0"
    return whole + (f".{'0' * (len(found[3]) - 1)}" if found[3] else "")


def _quoted(text: str) -> str:
    return '\\"'.join(f'"{part}"' if part else "" for part in text.split('"'))


def _said(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if text else ""


def _font(colour: str, bold: bool) -> Any:
    return A.rPr(paint(colour), lang="en-GB", sz=style.LABEL * 100, b=int(bold))


def _field(kind: str, text: str, colour: str, bold: bool) -> Any:
    return A.fld(_font(colour, bold), A.pPr(), A.t(text), id=_IDS[kind], type=kind)


def _extension(uri: str, *parts_: Any) -> Any:
    made = C.ext(uri=uri)
    made.extend(parts_)
    return C.extLst(made)
