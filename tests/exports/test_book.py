"""The workbook of a run: all in its language, every mark in cells, charts that read them."""

import re
import zipfile

import pandas as pd
import pytest
from collected import NAMES
from conftest import LANGUAGES, exhibits_of, slow_but, tool
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openxml_audit import OpenXmlValidator

from xiaoyi_data import choices
from xiaoyi_data.canvas import payload as contract
from xiaoyi_data.exports import executed as reader
from xiaoyi_data.exports.workbook import book as writer
from xiaoyi_data.exports.workbook import columns
from xiaoyi_data.report import codebook

TABLES = [entry["name"] for entry in codebook.datasets()]
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CHARTED = set(contract.KINDS) - {"table", "picture", "matrix"}


class Read:
    """A workbook as it is read back: cells with what formulas give, formulas, charts by sheet."""

    def __init__(self, path, payloads, lang):
        self.path, self.payloads, self.lang = path, payloads, lang
        self.words = choices.words("workbook", lang)["book"]
        self.values = load_workbook(path, data_only=True)
        self.formulas = load_workbook(path)

    @property
    def sheets(self):
        wanted = [self.words["sheet"].format(number, payload["name"])[:31]
                  for number, payload in enumerate(self.payloads, start=1)]  # fmt: skip
        return [self.values[name] for name in wanted]

    def charts(self, sheet):
        """The charts of a sheet, as XML."""
        with zipfile.ZipFile(self.path) as parts:
            number = self.values.sheetnames.index(sheet.title) + 1
            drawing = links(parts, f"xl/worksheets/_rels/sheet{number}.xml.rels", "drawing")
            for place in drawing:
                for chart in links(parts, place.replace("drawings/", "drawings/_rels/") + ".rels",
                                   "chart"):  # fmt: skip
                    yield etree.fromstring(parts.read(chart))

    def cells(self, reference):
        """What the cells of a reference hold."""
        name, _, area = reference.rpartition("!")
        left, top, right, last = range_boundaries(area.replace("$", ""))
        sheet = self.values[name.strip("'").replace("''", "'")]
        return [sheet.cell(row, column).value
                for row in range(top, last + 1) for column in range(left, right + 1)]  # fmt: skip


def links(parts, name, kind):
    if name not in parts.namelist():
        return []
    found = etree.fromstring(parts.read(name))
    return [one.get("Target").replace("../", "xl/").replace("/xl/xl/", "/xl/")
            for one in found if one.get("Type").endswith(f"/{kind}")]  # fmt: skip


@pytest.fixture(scope="module", params=slow_but(["en"], LANGUAGES))
def book(request, executed, once):
    """The workbook of all notebooks in one language."""
    notebooks = [executed[f"{name}.{request.param}"] for name in NAMES]
    made = once(f"book.{request.param}", lambda out: writer.book(notebooks, out / "workbook.xlsx"))
    payloads = [payload for notebook in notebooks for payload in exhibits_of(notebook)]
    return Read(made / "workbook.xlsx", payloads, request.param)


def texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def heads(sheet, name):
    """The table of a sheet, as a record a row."""
    left, top, right, last = range_boundaries(sheet.tables[name].ref)
    rows = [[cell.value for cell in row] for row in
            sheet.iter_rows(top, last, left, right)]  # fmt: skip
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def marks(book, number):
    return heads(book.sheets[number - 1], book.words["table_name"].format(number))


def test_every_exhibit_has_a_sheet_that_says_what_it_says(book):
    for payload, sheet in zip(book.payloads, book.sheets, strict=True):
        assert sheet["A1"].value == payload["title"]
        assert sheet["A2"].value == payload["subtitle"]
        assert payload["source"] in sheet["A3"].value
        assert payload["caveat"] in sheet["A3"].value


def test_every_mark_is_in_cells_with_bounds_and_qualifier_and_key(book):
    words = choices.words("pages", book.lang)
    head = words["columns"] | book.words["columns"]
    for number, payload in enumerate(book.payloads, start=1):
        found = marks(book, number)
        assert len(found) == len(payload["data"]), payload["name"]
        if payload["kind"] == "table":
            assert [list(row.values()) for row in found] == [
                [row[name] or None for name in payload["columns"]] for row in payload["data"]
            ]
            continue
        names = {
            name: head[name] for name in
            ("panel", "series", "x", "value", "low", "high", "qualifier", "text", "figure")
        }  # fmt: skip
        called = words["qualifiers"]
        wanted = {
            tuple(same(row.get(name)) if row.get(name) != "" else None for name in names)
            for row in (row | {"qualifier": called.get(row.get("qualifier"))}
                        for row in payload["data"])
        }  # fmt: skip
        made = {tuple(same(row.get(own)) for own in names.values()) for row in found}
        assert made == wanted, payload["name"]


def test_every_chart_reads_cells_that_hold_its_numbers(book):
    kinds = set()
    for payload, sheet in zip(book.payloads, book.sheets, strict=True):
        charts = list(book.charts(sheet))
        assert bool(charts) == (payload["kind"] in CHARTED), payload["name"]
        drawn = []
        for chart in charts:
            for reference in chart.iter(f"{C}numRef", f"{C}strRef"):
                held = book.cells(reference.find(f"{C}f").text)
                for point in reference.iter(f"{C}pt"):
                    said, cell = point.find(f"{C}v").text, held[int(point.get("idx"))]
                    alike = said == str(cell) or same(float(said)) == same(float(cell))
                    assert alike, (payload["name"], said, cell)
            for series in chart.iter(f"{C}ser"):
                (read,) = (*series.iter(f"{C}val"), *series.iter(f"{C}yVal"))
                held = book.cells(next(read.iter(f"{C}f")).text)
                drawn += [value for value in held if value is not None]
        if charts and not any(row.get("qualifier") == "range" for row in payload["data"]):
            wanted = [row["value"] for row in payload["data"] if row["value"] is not None]
            assert sorted(map(same, drawn)) == sorted(map(same, wanted)), payload["name"]
        kinds.add(payload["kind"])
    assert len(kinds & CHARTED) >= 8


def test_labels_of_charts_are_cells_that_say_what_the_exhibit_says(book):
    for payload, sheet in zip(book.payloads, book.sheets, strict=True):
        drawn = [label for chart in book.charts(sheet) for label in chart.iter(f"{C}dLbl")]
        said = [book.cells(cell.text)[0] for label in drawn for cell in label.iter(f"{C}f")]
        wanted = [row["text"] for row in payload["data"]
                  if payload["kind"] in CHARTED and row["text"] and row["value"] is not None
                  and (payload["kind"] not in ("stacked", "units") or row["value"])]  # fmt: skip
        assert sorted(said) == sorted(wanted), payload["name"]


def test_a_label_follows_the_cell_of_its_value(book):
    followed = 0
    for sheet in book.sheets:
        formulas = book.formulas[sheet.title]
        followed += any(
            isinstance(cell.value, str) and cell.value.startswith("=") and "TEXT(" in cell.value
            for row in formulas.iter_rows() for cell in row
        )  # fmt: skip
    assert followed > 15


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_the_package_is_a_table_of_the_book_with_all_its_rows(book, name):
    title = columns.titled(name, book.lang)
    found = heads(book.values[title], title.replace(" ", "_"))
    frame = columns.frames(book.lang)[name]
    assert len(found) == len(frame)
    for field, own in {"value": "value", "low": "low", "quote": "quote", "text": "text"}.items():
        listed = columns._listed(name, frame, book.lang)
        if field in listed:
            head = columns.head(name, own, book.lang)
            held = [None if pd.isna(v) or v == "" else same(v) for v in frame[field]]
            assert [same(row[head]) for row in found] == held


def same(value):
    """A value as far as Excel keeps it: of numbers it writes sixteen digits, rounded."""
    return float(f"{value:.11e}") if isinstance(value, (int, float)) else value


# What has no Chinese: keys, addresses, our name, licences, names that Chinese writes in Latin.
LATIN = re.compile(
    r"^xiaoyi run .*|UTC$"
    r"|https?://\S+|[a-z0-9]+(?:[-_./][a-z0-9]+)+|xiaoyi_data|xiaoyi-2021|CC BY 4\.0|[0-9a-f]{16}"
    r"|(?<![A-Za-z0-9])(?=[a-f]*[0-9])[0-9a-f]{7}(?![A-Za-z0-9])"
    r"|(?:\d[GA]|\d(?:MW|KV)|LNG|PVC|PM|GDP|JJ|R&D|VOCs|A)(?=[^A-Za-z]|$)"
)


def english(text):
    """The words of a text that are English, but for what has no Chinese."""
    return re.findall(r"[A-Za-z]{2,}", LATIN.sub("", text))


def test_no_english_word_is_left_in_a_chinese_workbook(executed, book):
    if book.lang != "zh":
        pytest.skip("the other language")
    heads = {"figures": "figure", "derived": "inputs", "indicators": "indicator",
             "entities": "entity"}  # fmt: skip
    keyed = {columns.head(name, key, "zh") for name, key in heads.items()}
    keyed |= {book.words["key"], book.words["told"][2]}
    for sheet in book.values.worksheets:
        keys = {cell.column for cell in sheet[1] if cell.value in keyed}
        left = [(cell.coordinate, cell.value) for row in sheet.iter_rows() for cell in row
                if isinstance(cell.value, str) and english(cell.value)
                and cell.column not in keys]  # fmt: skip
        assert not left, (sheet.title, left[:5])
        assert not english(sheet.title)
    for chart in (chart for sheet in book.sheets for chart in book.charts(sheet)):
        for text in chart.iter(f"{C}v"):
            assert not english(text.text), text.text


@pytest.mark.parametrize(
    "text", ["exact", "percent", "achieved", "Sheet1", "under way", "a target"]
)
def test_the_rule_of_language_finds_codes_and_labels(text):
    assert english(f"数据 {text}")


def test_the_front_says_what_who_when_and_what_each_notebook_finds(executed, book):
    front = book.values.worksheets[0]
    said = texts(front)
    for name in NAMES:
        one = reader.read(executed[f"{name}.{book.lang}"])
        if one.exhibits:
            assert one.title in said
            assert not one.answer or one.answer in said
    assert codebook.package()["version"] in said
    assert any(cell.is_date for row in front.iter_rows() for cell in row)
    links = {cell.hyperlink.location for row in front.iter_rows() for cell in row
             if cell.hyperlink and cell.hyperlink.location}  # fmt: skip
    assert links == {f"'{name}'!A1" for name in book.values.sheetnames[1:]}


def test_numbers_of_a_unit_are_shown_in_it(book):
    title = columns.titled("figures", book.lang)
    sheet = book.values[title]
    place = [cell.value for cell in sheet[1]].index(columns.head("figures", "value", book.lang)) + 1
    shown = {sheet.cell(row, place).number_format for row in range(2, sheet.max_row + 1)}
    wanted = {"en": ("billion", "%", "pp"), "zh": ("亿元", "%", "个百分点", "万")}[book.lang]
    for unit in wanted:
        assert any(unit in form for form in shown), unit


def test_every_sheet_is_set_up_for_screen_and_paper(book):
    for sheet in book.values.worksheets:
        assert sheet.freeze_panes
        assert sheet.page_setup.fitToWidth in (None, 1)  # one is what goes without saying
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.print_area


def test_names_of_tables_are_their_own(book):
    names = [name for sheet in book.values.worksheets for name in sheet.tables]
    assert len(names) == len({name.casefold() for name in names}) >= len(TABLES) + 2


@pytest.mark.slow
def test_a_public_validator_of_office_files_finds_no_fault(book):
    found = OpenXmlValidator().validate(str(book.path))
    assert [str(error) for error in found.errors] == []


def test_the_same_workbook_is_made_twice(executed, tmp_path):
    run = [executed["03_environment.zh"]]
    made = [writer.book(run, tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx")]
    assert made[0] == made[1]


def test_notebooks_of_two_languages_make_no_workbook(executed, tmp_path):
    both = [executed[f"03_environment.{lang}"] for lang in LANGUAGES]
    with pytest.raises(reader.NotExportable, match="is in zh, the workbook in en"):
        writer.book(both, tmp_path / "w.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_printed_workbook_has_no_more_pages_than_one_reads(book, tmp_path):
    import subprocess

    office = [tool("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    subprocess.run([*office, "--convert-to", "pdf", "--outdir", tmp_path, book.path],
                   check=True, capture_output=True, timeout=600)  # fmt: skip
    pages = re.findall(rb"/Type ?/Page\b", (tmp_path / "workbook.pdf").read_bytes())
    assert len(book.payloads) < len(pages) < 3 * len(book.values.sheetnames)
