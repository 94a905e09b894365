"""What is exported reads back as what it was."""

import openpyxl
import pandas as pd
import pytest
from outside import COLUMNS, ROW

import xiaoyi_data as xd
from xiaoyi_data.exports import workbook
from xiaoyi_data.report import codebook, entries


@pytest.mark.parametrize("table", ["figures", "indicators", "entities", "sections",
                                   "other_numerals", "observations", "derived"])  # fmt: skip
def test_the_workbook_that_is_exported_reads_back(exported, table):
    found = codebook.parse(table, str(exported), exported.read_bytes())
    assert found.problems == ()
    assert len(found.rows) == len(codebook.rows(table))
    new = entries.new(codebook.resource(table), "", found, codebook.rows(table))
    assert (new.rows, new.problems) == ((), ())


def test_codes_are_words_where_heads_are(tmp_path):
    path, words = tmp_path / "own.csv", codebook.heads("observations", "zh")
    row = dict(zip(COLUMNS, ROW.split(","), strict=True))
    labels = {
        name: codebook.labels("observations", name, "zh")[row[name]]
        for name in ("measure", "unit", "grade")
        if row[name]
    }
    chinese = [words[name] for name in COLUMNS]
    for heads, told in ((chinese, row), (chinese, row | labels)):
        lines = [",".join(heads), ",".join(told[name] for name in COLUMNS)]
        path.write_text("\n".join(lines), encoding="utf-8")
        assert codebook.added("observations", path).problems == ()
    path.write_text(
        f"{','.join(COLUMNS)}\n{','.join((row | labels)[name] for name in COLUMNS)}", "utf-8"
    )
    assert "unknown measure" in codebook.added("observations", path).problems[0]


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The whole workbook, its names in Chinese."""
    return workbook.export(tmp_path_factory.mktemp("exported") / "all.xlsx", lang="zh")


def test_the_csv_that_is_exported_reads_back(tmp_path):
    path = workbook.export(tmp_path / "figures.csv")
    pd.testing.assert_frame_equal(xd.load_figures(extra=path), xd.load_figures())


def test_a_row_added_to_the_exported_workbook_is_added(exported, tmp_path):
    book, path = openpyxl.load_workbook(exported), tmp_path / "own.xlsx"
    called = codebook.heads("observations", "zh")
    sheet = book[codebook.resource("observations")["title_zh"]]
    row = {called[name]: text for name, text in zip(COLUMNS, ROW.split(","), strict=True)}
    sheet.append([row.get(cell.value) or None for cell in sheet[1]])
    book.save(path)
    seen = xd.load_observations(path)
    assert len(seen) == len(xd.load_observations()) + 1
    assert seen["source"].iloc[-1] == "统计局"
