"""The tables as files: what is read back is what the tables hold, and nothing is run."""

import csv
import functools
import io
import json
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from xiaoyi_data import choices, load_figures
from xiaoyi_data.cli.main import main
from xiaoyi_data.exports import workbook
from xiaoyi_data.exports.workbook.columns import titled
from xiaoyi_data.report import codebook

sheets = functools.cache(workbook.sheets)
THEMES = list(codebook.labels("indicators", "theme"))


@pytest.fixture(scope="module", params=choices.LANGUAGES)
def book(request, tmp_path_factory):
    path = workbook.export(tmp_path_factory.mktemp("book") / "all.xlsx", lang=request.param)
    return request.param, load_workbook(path)


def sheet_of(book, name):
    """In English sheets and heads are as ``load_`` has them, for programs."""
    lang, read = book
    return read[titled(name, "zh") if lang == "zh" else name]


def test_every_table_has_its_sheet_with_every_row(book):
    lang, read = book
    made = sheets(lang=lang)
    titles = {name: titled(name, lang) if lang == "zh" else name for name in made}
    assert read.sheetnames[1:-1] == list(titles.values())
    for name, frame in made.items():
        sheet = read[titles[name]]
        assert (sheet.max_row, sheet.max_column) == (len(frame) + 1, len(frame.columns)), name


@pytest.mark.parametrize("name", list(sheets(lang="en")))
def test_every_cell_is_what_the_table_holds(book, name):
    lang = book[0]
    frame = sheets(lang=lang)[name]
    words = [
        {code: word for code, word in codebook.labels(name, column, lang).items() if word != "户"}
        if lang == "zh"
        and "categories" in codebook.column(name, column)
        and f"{column}_name" not in frame
        else {}
        for column in frame.columns
    ]
    for row, cells in zip(
        frame.itertuples(index=False), sheet_of(book, name).iter_rows(2), strict=True
    ):
        for value, cell, called in zip(row, cells, words, strict=True):
            value = called.get(value, value) if isinstance(value, str) else value
            if pd.isna(value) or value == "":
                assert cell.value in (None, "")
            elif isinstance(value, str):
                assert (cell.value, cell.data_type) == (value, "s")
            else:
                assert cell.data_type == "n"
                assert cell.value == pytest.approx(float(value), rel=1e-14)


def test_every_sheet_has_a_frozen_head_a_filter_and_room_for_chinese(book):
    for sheet in book[1].worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
    sheet = sheet_of(book, "indicators")
    heads = [cell.value for cell in sheet[1]]
    head = codebook.heads("indicators", "zh")["name_zh"] if book[0] == "zh" else "name_zh"
    column = sheet.cell(1, heads.index(head) + 1).column_letter
    widest = max(len(str(cell.value)) for cell in sheet[column])
    assert sheet.column_dimensions[column].width >= min(60, 2 * widest)


def test_the_first_sheet_says_where_it_is_from_and_the_last_what_columns_mean(book):
    read = book[1]
    about = [str(cell.value) for row in read.worksheets[0].iter_rows() for cell in row]
    assert any("CC BY 4.0" in text for text in about)
    assert set(read.sheetnames[1:]) <= set(about)
    described = {(row[0].value, row[1].value) for row in read.worksheets[-1].iter_rows(2)}
    figures = sheet_of(book, "figures")
    assert {(figures.title, cell.value) for cell in figures[1]} <= described


def test_a_chinese_workbook_is_chinese(book):
    """All but keys, quotes in English and addresses."""
    lang, read = book
    if lang == "zh":
        heads = [cell.value for sheet in read.worksheets[1:] for cell in sheet[1]]
        assert [head for head in heads if head.isascii()] == []
        assert [name for name in read.sheetnames if name.isascii()] == []
        for table in ("figures", "observations", "indicators"):
            sheet = sheet_of(book, table)
            for column in sheet.iter_cols(values_only=True):
                field = next(own for own, head in codebook.heads(table, "zh").items()
                             if head == column[0])  # fmt: skip
                if field in (
                    "name",
                    "measure",
                    "basis",
                    "qualifier",
                    "kind",
                    "better",
                    "unit_name",
                ):
                    told = [text for text in column[1:] if text and text.isascii()]
                    assert set(told) <= {"%"}, field


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_keeps_its_own_rows_alone(tmp_path, theme):
    made = workbook.sheets(theme)
    assert set(made["figures"]["theme"]) == {theme}
    assert set(made["targets"]["figure"]) <= set(made["figures"]["figure"])
    assert set(made["indicators"]["theme"]) == {theme}


def test_csv_opens_rightly_in_a_chinese_excel_and_holds_the_figures(tmp_path):
    path = workbook.export(tmp_path / "figures.csv", lang="zh")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    frame = load_figures(lang="zh")
    assert [row["quote"] for row in rows] == frame["quote"].tolist()
    values = [float(row["value"]) if row["value"] else None for row in rows]
    assert values == [None if pd.isna(v) else v for v in frame["value"]]


def test_json_holds_the_figures_with_null_for_missing(tmp_path):
    read = json.loads(workbook.export(tmp_path / "f.json").read_text(encoding="utf-8"))
    frame = load_figures()
    assert [row["figure"] for row in read["figures"]] == frame["figure"].tolist()
    assert [row["high"] is None for row in read["figures"]] == frame["high"].isna().tolist()
    assert "Government work report" in read["source"][0]


def test_parquet_gives_the_frame_back(tmp_path):
    back = pd.read_parquet(workbook.export(tmp_path / "f.parquet"))
    frame = load_figures()
    for name in frame.columns:
        assert back[name].astype(str).tolist() == frame[name].astype(str).tolist(), name


def test_a_missing_package_is_named_with_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ValueError, match=r"pip install 'xiaoyi-data\[parquet\]'"):
        workbook.export(tmp_path / "f.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("f.xls", {}, r"unknown ending '.xls': did you mean '.xlsx'\?"),
        ("f", {}, "unknown ending 'f'"),
        ("f.csv", {"theme": "enviroment"}, "did you mean 'environment'"),
        ("f.csv", {"lang": "fr"}, "unknown language 'fr'"),
    ],
)
def test_bad_use_is_one_line_and_leaves_nothing(tmp_path, name, options, message):
    with pytest.raises(ValueError, match=message):
        workbook.export(tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "parquet"])
@pytest.mark.parametrize("folder", ["/proc", "file"])
def test_a_target_that_cannot_be_written_is_one_line(tmp_path, capsys, folder, ending):
    (tmp_path / "file").write_text("")
    target = tmp_path / folder / f"f.{ending}"
    assert main(["export", str(target)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith(f"xiaoyi: cannot write {target}: ")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_is_not_there_is_made(tmp_path):
    assert workbook.export(tmp_path / "a" / "b" / "f.csv").exists()


@pytest.mark.slow
def test_a_public_validator_of_office_files_finds_no_fault(tmp_path):
    path = workbook.export(tmp_path / "f.xlsx", lang="zh")
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_a_target_that_is_a_folder_is_named(tmp_path):
    (tmp_path / "f.csv").mkdir()
    with pytest.raises(IsADirectoryError, match="is a folder"):
        workbook.export(tmp_path / "f.csv")


def test_the_same_workbook_is_made_twice(tmp_path):
    made = [workbook.export(tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx")]
    assert made[0] == made[1]


@given(st.text(min_size=1))
def test_no_text_begins_like_a_formula(text):
    safe = workbook.neutral(text)
    assert not safe.startswith(("=", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert not safe.startswith(("+", "-")) or float(safe) is not None


@given(st.floats(allow_nan=False, allow_infinity=False).map(lambda v: f"{v:.6f}"))
def test_a_number_stays_a_number(text):
    assert workbook.neutral(text) == text
