"""Workbooks from outside: a cell is what its type and format show, and what is unseen is told."""

import datetime as dt

import pytest
import xlsxwriter
from outside import NAMES, REFUSED, Xlsx, dice, rows_of

import xiaoyi_data as xd
from xiaoyi_data.report import codebook

# Cells that only a workbook has: what is written, its format, what it says in a row in percent
# and in a row in CNY. Text and General are written above.
DAY = dt.date(2021, 4, 20)
PLAIN = ("General", "0", "0.00", "#,##0.00", "0.00E+00", "@", "0.00_ ;[Red]\\-0.00\\ ",
         '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
         "[DBNum1][$-804]General")  # fmt: skip
OTHERWISE = ('0.00"亿元"', "#,##0,", "0.0,,", '0!.0,"万"', ";;;", "# ?/?", '"¥"#,##0', "[$$-409]0",
             '[>=10000]0.0,"k";0')  # fmt: skip
VALUES = {
    **{f"plain {form}": (8.25, form, "8.25", "8.25") for form in PLAIN},
    **{f"otherwise {form}": (8.25, form, REFUSED, REFUSED) for form in OTHERWISE},
    "percent": (0.0825, "0%", "8.25", REFUSED),
    "percent with digits": (0.083, "0.00%", "8.3", REFUSED),
    "negative percent": (-0.047, "0.0%;[Red]-0.0%", "-4.7", REFUSED),
    "large percent": (1.5, "0%", "150", REFUSED),
    "date": (DAY, "yyyy-mm-dd", REFUSED, REFUSED),
    "a number shown as a date": (44306, "yyyy/m/d", REFUSED, REFUSED),
    "a year shown as a date": (2020, "yyyy", REFUSED, REFUSED),
    "time": (dt.time(8, 15), "h:mm", REFUSED, REFUSED),
    "hours": (dt.timedelta(hours=30), "[h]:mm", REFUSED, REFUSED),
    "truth": (True, "General", REFUSED, REFUSED),
    "formula never computed": ("=1+1", "General", REFUSED, REFUSED),
    "huge": (1e300, "General", REFUSED, REFUSED),
    "tiny": (1e-300, "0%", REFUSED, REFUSED),
    "whole": (41_235_000_000, "0", "41235000000", "41235000000"),
    "error": ("#N/A", "General", REFUSED, REFUSED),
}
PERIODS = {
    "year": (2021, "General", "2021"),
    "day": (DAY, "yyyy-mm-dd", "2021-04-20"),
    "Chinese day": (DAY, 'yyyy"年"m"月"d"日"', "2021-04-20"),
    "month": (dt.date(2021, 12, 1), "mmm-yy", "2021-12"),
    "October": (dt.date(2021, 10, 1), "yyyy-mm", "2021-10"),
    "Chinese month": (dt.date(2021, 12, 1), 'yyyy"年"m"月"', "2021-12"),
    "first of January": (dt.date(2021, 1, 1), "yyyy", "2021"),
    "month of a day": (DAY, "yyyy-mm", REFUSED),
    "November as a year": (dt.date(2021, 11, 1), "yyyy", REFUSED),
    "a year shown as a date": (2021, "yyyy", REFUSED),
    "time": (dt.datetime(2021, 4, 20, 8), "yyyy-mm-dd h:mm", REFUSED),
    "percent": (20.21, "0%", REFUSED),
    "half": (2020.5, "General", REFUSED),
}


@pytest.fixture
def changed(tmp_path):
    """Write a workbook with one cell set, in the second row or the third; return what is read."""

    def write(n, column, value, form):
        def change(book, cells):
            cell = cells[n, column]
            cell.value, cell.number_format = value, form

        rng = dice(column, str(value), form)
        rows, path = rows_of("observations", rng), tmp_path / "own.xlsx"
        rows[2] |= {"value": "12", "unit": "CNY"}
        made = Xlsx(path, rng, NAMES["observations"], rows, change)
        return codebook.added("observations", path), f"{path}, {made.place(n, column)}"

    return write


@pytest.mark.parametrize("name", VALUES)
def test_a_number_of_a_workbook_is_what_its_type_and_format_show(changed, name):
    value, form, *says = VALUES[name]
    for n, right in zip((1, 2), says, strict=True):
        found, where = changed(n, "value", value, form)
        if right is REFUSED:
            assert [problem[: len(where)] for problem in found.problems] == [where]
            assert "'" in found.problems[0]
        else:
            assert (found.rows[n]["value"], found.problems) == (right, ())


@pytest.mark.parametrize("name", PERIODS)
def test_a_date_of_a_workbook_is_the_period_that_it_shows(changed, name):
    value, form, right = PERIODS[name]
    found, where = changed(1, "period", value, form)
    if right is REFUSED:
        assert [problem[: len(where)] for problem in found.problems] == [where]
    else:
        assert (found.rows[1]["period"], found.problems) == (right, ())


@pytest.mark.parametrize("column", ["baseline", "source", "url", "note"])
def test_a_date_is_nothing_but_a_period(changed, column):
    found, where = changed(1, column, DAY, "yyyy-mm-dd")
    assert found.problems[0].startswith(f"{where}'2021-04-20' is a date")


@pytest.mark.parametrize(("form", "right"), [(57, "2021-12"), (31, "2021-12-01"), (32, REFUSED)])
def test_dates_that_chinese_excel_only_numbers_are_dates(tmp_path, form, right):
    def change(book, cells):
        cells[0, "period"].value, cells[0, "period"].number_format = 44531, "0"
        cells[0, "period"]._style.numFmtId = form

    path, rng = tmp_path / "own.xlsx", dice(str(form))
    Xlsx(path, rng, NAMES["observations"], rows_of("observations", rng), change)
    found = codebook.added("observations", path)
    assert bool(found.problems) == (right is REFUSED)
    assert right is REFUSED or found.rows[0]["period"] == right


@pytest.mark.parametrize(("given", "right"), [(9.5, "9.5"), ("9.5", "9.5"), ("#DIV/0!", REFUSED)])
def test_a_formula_is_what_it_gave_when_last_computed(tmp_path, given, right):
    path, row = tmp_path / "own.xlsx", rows_of("observations", dice("formula"))[2]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, name in enumerate(NAMES["observations"]):
            sheet.write_string(0, place, name)
            sheet.write_string(1, place, row[name])
        sheet.write_formula(1, NAMES["observations"].index("value"), "=19/2", None, given)
    found = codebook.added("observations", path)
    assert bool(found.problems) == (right is REFUSED)
    assert right is REFUSED or found.rows[0]["value"] == right


# What a reader of the sheet does not see, or sees otherwise: said, never taken in silence.
def _filtered(book, cells):
    book.active.row_dimensions[cells[1, "value"].row].hidden = True


def _folded(book, cells):
    book.active.column_dimensions[cells[1, "value"].column_letter].hidden = True


def _merged(n):
    def change(book, cells):
        cell = cells[n, "value"]
        book.active.merge_cells(start_row=cell.row, end_row=cell.row + 1 + n % 2,
                                start_column=cell.column, end_column=cell.column)  # fmt: skip

    return change


def _second(state):
    def change(book, cells):
        book.active.title = "Sheet1"
        book.create_sheet("Other").append([1])
        book["Other"].sheet_state = state

    return change


def _veiled(book, cells):
    book.create_sheet("Empty")
    book.active.sheet_state = "hidden"


def _far(book, cells):
    book.active.cell(1_048_576, 16_384, "x")


UNSEEN = {
    "a row hidden": (_filtered, "row {row} is hidden"),
    "a column hidden": (_folded, "column {letter} is hidden"),
    "a head merged": (_merged(-1), "cell {letter}{head}: {letter}{head}:"),
    "cells merged": (_merged(1), "cell {letter}{row}: {letter}{row}:"),
    "two sheets": (_second("visible"), "has several sheets, Sheet1, Other: name the one"),
    "another sheet hidden": (_second("hidden"), "sheet Other is hidden"),
    "another sheet well hidden": (_second("veryHidden"), "sheet Other is hidden"),
    "the sheet hidden": (_veiled, "is hidden: show or delete it"),
    "a cell at the end": (_far, "cell XFD1048576: 'x' stands in no column"),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_not_seen_in_a_sheet_is_told(tmp_path, name):
    change, message = UNSEEN[name]
    path, rng = tmp_path / "own.xlsx", dice(name)
    made = Xlsx(path, rng, NAMES["observations"], rows_of("observations", rng), change)
    cell, head = made.cells[1, "value"], made.cells[-1, "value"].row
    with pytest.raises(codebook.DataError) as error:
        xd.load_observations(path)
    assert str(error.value).startswith(str(path))
    told = message.format(row=cell.row, letter=cell.column_letter, head=head)
    assert told in str(error.value)


def test_the_sheet_with_the_name_of_the_table_is_read_among_others(tmp_path):
    def change(book, cells):
        book.active.title = "Observations"
        for place, title in enumerate(("notes", "hidden")):
            book.create_sheet(title, place).append(["anything"])
        book["hidden"].sheet_state = "hidden"

    path, rng = tmp_path / "own.xlsx", dice("names")
    Xlsx(path, rng, NAMES["observations"], rows_of("observations", rng), change)
    assert len(xd.load_observations(path)) == len(xd.load_observations()) + 3
