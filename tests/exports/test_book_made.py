"""Workbooks of exhibits made up: hostile texts, ranges, gaps, bars below zero, formats."""

import io
import re
import zipfile

import pytest
from conftest import LANGUAGES
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator
from test_book import heads, texts

from xiaoyi_data import choices
from xiaoyi_data.canvas import payload as contract
from xiaoyi_data.exports import executed as reader
from xiaoyi_data.exports.workbook import book as writer
from xiaoyi_data.exports.workbook import cells, numbers


def payload(kind, rows, **fields):
    every = dict.fromkeys(key for row in rows for key in row)
    rows = [every | row for row in rows]
    about = {"name": "own", "kind": kind, "lang": "zh", "title": "=1+1", "subtitle": "@x",
             "source": "", "caveat": "", "alt": "a", "axis": None, "reference": None, "unit": "",
             "columns": None, "figures": [], "version": contract.VERSION, "data": rows}  # fmt: skip
    made = about | fields
    contract.check(made)
    return made


def written(*payloads):
    """A workbook of payloads of one's own, and what is read of it."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, cells.OPTIONS) as made:
        book = writer._Book(made, "zh", [reader.Executed("own", "zh", [])])
        for number, one in enumerate(payloads, start=1):
            book._exhibit(reader.Picture(one, b"", "<svg/>"), number)
    return content


def mark(label, value, **fields):
    return {"label": label, "value": value, "text": f"{value}", "role": "achieved"} | fields


HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "a\nb",
    '"',
    "'x'",
    " ",
]


KINDS = {
    "bars": [mark(text, n + 1.0) for n, text in enumerate(HOSTILE)],
    "table": [{"a": text, "A": text} for text in HOSTILE],
    "stacked": [mark(text, 1.0, series=text) for text in HOSTILE],
    "lines": [mark(text, 1.0, series=text, x=2000 + n) for n, text in enumerate(HOSTILE)],
    "panels": [mark(text, -1.0, panel=text) for text in HOSTILE],
    "dumbbell": [
        mark("a", n, series=text) for text, n in zip(HOSTILE[:2], (1.0, 2.0), strict=True)
    ],
    "matrix": [mark(text, 1.0, series=text) for text in HOSTILE],
}


@pytest.mark.parametrize("kind", KINDS)
def test_texts_of_users_are_never_formulas(kind, tmp_path):
    fields = {"columns": ["a", "A"]} if kind == "table" else {}
    content = written(payload(kind, KINDS[kind], **fields))
    path = tmp_path / "own.xlsx"
    path.write_bytes(content.getvalue())
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []
    sheet = load_workbook(path).worksheets[0]
    assert sheet["A1"].value == "=1+1"
    assert sheet["A1"].data_type == "s"
    ours = re.compile(r"=(?:[A-Z]+\d+|MAX\(0,[A-Z]+\d+-[A-Z]+\d+\)|(?:\"[^\"]*\"&)*TEXT\(.*)")
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
        assert ours.fullmatch(cell.value), cell.value
    assert set(HOSTILE[:4]) & set(texts(sheet)) if kind != "dumbbell" else True


def test_a_range_is_drawn_between_its_ends_and_a_missing_mark_not_at_all(tmp_path):
    rows = [mark("a", None, low=2.0, high=5.0, qualifier="range", text="2—5"),
            mark("b", None, text="–"), mark("c", 4.0)]  # fmt: skip
    sheet = load_workbook(written(payload("bars", rows)), data_only=True).worksheets[0]
    found = heads(sheet, next(iter(sheet.tables)))
    words = choices.words("workbook", "zh")["book"]["columns"]
    ends = [(row[words["near"]], row[words["far"]]) for row in found]
    assert ends == [(2.0, 5.0), (None, None), (None, 4.0)]


def test_bars_below_zero_keep_their_colour():
    content = written(payload("bars", [mark("a", -1.0)]))
    with zipfile.ZipFile(content) as parts:
        assert b'<c:invertIfNegative val="0"/>' in parts.read("xl/charts/chart1.xml")


@given(st.floats(-1e12, 1e12).map(lambda v: float(f"{v:.6g}")), st.sampled_from(["CNY", "person"]),
       st.sampled_from(LANGUAGES))  # fmt: skip
def test_a_format_of_large_numbers_shows_what_they_are(value, unit, lang):
    form = numbers.by_unit(value, unit, lang)
    if form is None:
        return
    bare = re.sub(r'"[^"]*"', "", form.partition(";")[0])
    digits, commas = bare.rstrip(","), len(bare) - len(bare.rstrip(","))
    assert digits.count("0") >= 1
    places = len(digits.replace("\\", "").partition(".")[2])
    # A point that is a letter does not divide: the places after it are part of the number.
    shown = round(abs(value) / 1000**commas / (10**places if "\\" in digits else 1), places)
    power = {"亿": 8, "万": 4, "billion": 9, "million": 6}
    named = next((power[word] for word in power if word in form), 0)
    assert shown * 10**named == pytest.approx(
        abs(value), rel=0.51, abs=0.51 * 10 ** (named - places)
    )
