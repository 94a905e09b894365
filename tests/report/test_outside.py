"""Tables from outside: a cell is what it says, or refused with file, place, column and value."""

import contextlib
import datetime as dt
import io
import os
import subprocess
import sys
import zipfile

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from observed import growth
from observed import own as observed
from outside import CHANGES, NAMES, REFUSED, Csv, Xlsx, dice, rows_of

import xiaoyi_data as xd
from xiaoyi_data.cli import main
from xiaoyi_data.exports import workbook
from xiaoyi_data.report import codebook, entries, files, source, values

CASES = [(*where, name) for where, changes in CHANGES.items() for name in changes]
TURNS = 3  # of each change: other rows, another spelling of the file
GROWTH = ("baseline", "basis")  # columns that other rows have nothing in


def refuses(problem, where, text):
    """Hold a sentence to file, place and column, to the value, and to one line."""
    assert problem.startswith(where)
    shown = repr(text if len(text) <= 40 else f"{text[:40]}…")
    assert (shown if text else "a value is required") in problem[len(where) :]
    assert "\n" not in problem
    assert len(problem) < len(where) + 400


def same(taken, row, changed=None, says=None):
    """Hold a row taken to the row written, but for what the changed cell says."""
    for name, value in taken.items():
        right = says if name == changed else row[name]
        if name in ("value", "baseline") and right != "":
            assert float(value) == pytest.approx(float(right), rel=1e-15)
        else:
            assert value == right, name


@pytest.mark.parametrize(("table", "column", "name"), CASES)
def test_a_changed_cell_is_what_it_says_or_refused(tmp_path, table, column, name):
    rng = dice(table, column, name)
    for turn in range(TURNS):
        rows = rows_of(table, rng, growth=column in GROWTH)
        n = rng.randrange(3)
        text, says = CHANGES[table, column][name](rows[n], column)
        path = tmp_path / f"own{turn}.csv"
        written = [row | {column: text} if row is rows[n] else row for row in rows]
        made = Csv(path, rng, NAMES[table], written)
        found = codebook.added(table, path)
        if says is REFUSED:
            assert len(found.problems) == 1
            refuses(found.problems[0], f"{path}, {made.place(n, column)}", text)
            continue
        assert found.problems == ()
        for place, (taken, row) in enumerate(zip(found.rows, rows, strict=True)):
            same(taken, row, column if place == n else None, says)


def test_a_thousand_tables_and_more_are_changed():
    assert len(CASES) * TURNS >= 1000


@pytest.mark.parametrize(("table", "column"), CHANGES)
def test_the_changed_cells_of_a_workbook_are_what_they_say_or_refused(tmp_path, table, column):
    rng, changes = dice(table, column), CHANGES[table, column].values()
    rows = rows_of(table, rng, len(changes), growth=column in GROWTH)
    cells = [change(row, column) for change, row in zip(changes, rows, strict=True)]
    written = [row | {column: text} for row, (text, _) in zip(rows, cells, strict=True)]
    path = tmp_path / "own.xlsx"
    made = Xlsx(path, rng, NAMES[table], written)
    found = codebook.parse(table, str(path), path.read_bytes())
    problems = iter(found.problems)
    for n, (text, says) in enumerate(cells):
        if says is REFUSED:
            refuses(next(problems), f"{path}, {made.place(n, column)}", text)
        else:
            same(found.rows[n], rows[n], column, says)
    assert next(problems, None) is None


@given(st.text(st.sampled_from("0123456789.eE+-%_, ０１٣−"), max_size=12))
def test_a_text_is_a_number_only_where_python_reads_the_same(text):
    with contextlib.suppress(ValueError):
        taken = values.taken({"name": "value", "type": "number"}, text or "x", "percent")
        assert text.isascii()
        assert not set(text) & set("_, ")
        assert float(taken) == float(text.removesuffix("%"))


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


COLUMNS = [name for name in NAMES["observations"] if name not in codebook.optional("observations")]
HEAD = ",".join(COLUMNS)
KEY = codebook.resource("observations")["schema"]["primaryKey"]
ROW = "gdp,,level,,2030,,1.5,CNY,统计局,,A,"
OURS = next(row["value"] for row in codebook.rows("observations")
            if (row["indicator"], row["entity"], row["period"]) == ("gdp", "", "2014"))  # fmt: skip
SHAPES = {
    "a column renamed": (HEAD.replace("value", "valeu"), ROW,
                         "line 1: unknown column 'valeu': did you mean 'value'?"),
    "a column lost": (HEAD.replace(",note", ""), ROW[:-1], "line 1: missing column 'note'; valid"),
    "a column twice": (f"{HEAD},unit", f"{ROW},t", "line 1: column 'unit' stands twice"),
    "a column more": (f"{HEAD},extra", f"{ROW},t", "line 1: unknown column 'extra'"),
    "no name for a value": (f"{HEAD},", f"{ROW},stray", "line 2: 'stray' stands in no column"),
    "a value more": (HEAD, f"{ROW},stray", "line 2: 13 values for 12 columns, the last 'stray'"),
    "a value less": (HEAD, ROW[:-1], "line 2: 11 values for 12 columns, the last 'A'"),
    "semicolons": (HEAD.replace(",", ";"), ROW.replace(",", ";"), "line 1: unknown column"),
    "no head": (ROW, ROW, "line 1: unknown column 'gdp'"),
    "no end of a quote": (HEAD, f'\n\n{ROW}"n', "line 4: is not CSV: unexpected end of data"),
    "a quote in between": (HEAD, f'\n{ROW}"n"n', "line 3: is not CSV:"),
    "a row twice": (HEAD, f'\n{ROW}"a\nb"\n\n{ROW}',
                    f"line 6, column {', '.join(KEY)}: "
                    "gdp level 2030 stands already in line 3"),
    "ours, changed": (HEAD, ROW.replace("2030", "2014"),
                      "line 2: gdp level 2014 is already in observations, with value "
                      f"{OURS!r}, not '1.5'"),
    "after a line break": (HEAD, ROW.replace("统计局", '"a\n\nb"').replace(",A,", ",E,"),
                           "line 4, column grade: unknown grade 'E'"),
    "a cell without end": (HEAD, f"{ROW}{'x' * 40_000}", "line 2: a cell of 40000 characters"),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("name", SHAPES)
def test_what_is_no_such_table_is_refused_with_its_line(tmp_path, name, encoding):
    head, row, message = SHAPES[name]
    path = tmp_path / "own.csv"
    path.write_bytes(f"{head}\n{row}".encode(encoding))
    with pytest.raises(codebook.DataError) as error:
        xd.load_observations(path)
    assert str(error.value).startswith(f"{path}, {message}")
    assert len(str(error.value)) < 600


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
def test_every_spelling_of_a_file_is_read(tmp_path, encoding, newline):
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    text = newline.join([mark + HEAD, "", ROW, "", ",,,,,,,,,,,", ROW.replace("2030", "2031"), ""])
    path = tmp_path / "own.csv"
    for written in (text, text.replace(",", "\t")):  # as Excel's Unicode text
        path.write_bytes(written.encode(encoding))
        assert xd.load_observations(path).tail(2)["source"].tolist() == ["统计局", "统计局"]
        found = codebook.added("observations", path)
        assert found.places == ("line 3", "line 6")


def _broken(*keep):
    content = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append([HEAD])
    book.save(content)
    made = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name.startswith(keep):
                new.writestr(name, old.read(name))
    return made.getvalue()


def _bomb():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * (files.LARGEST + 1))
    return made.getvalue()


TEXT = f"{HEAD}\n{ROW}\n"
TRADITIONAL = TEXT.replace("统计局", "孝義市統計局國民經濟和社會發展公報")
NO_FILES = {
    "nothing": (b"", "is empty"),
    "a byte order mark": (b"\xef\xbb\xbf", "is empty"),
    "blank lines": ("\ufeff\n \u3000\n\r\n".encode(), "is empty"),
    "UTF-16 without mark": (TEXT.encode("utf-16-le"), "is not a text in an encoding that is read"),
    "UTF-32": (TEXT.encode("utf-32"), "valid: UTF-8, GB 18030, UTF-16 with byte order mark"),
    "Big5": (TRADITIONAL.encode("big5"), "is not a text in an encoding that is read"),
    "Shift JIS": (TEXT.replace("统计局", "統計カタカナ").encode("shift_jis"), "is not a text"),
    "Latin 1": (TEXT.replace("统计局", "Zürich").encode("latin-1"), "is not a text"),
    "UTF-8 with a broken end": (b"\xef\xbb\xbf" + TEXT.encode()[:-1] + b"\xe4", "is not a text"),
    "bytes": (bytes(range(256)) * 9, "is not a text"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not a text"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0", "is not a text"),
    "NUL": (TEXT.replace("统", "\0").encode(), "is not a text"),
    "larger than 50 MB": (None, "is larger than 50 MB"),
}
NO_BOOKS = {
    "nothing": (b"", "is empty"),
    "text": (TEXT.encode(), "is not a workbook that can be read (BadZipFile"),
    "the beginning of one": (b"PK\x03\x04" + bytes(99), "is not a workbook that can be read"),
    "an old one": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an old or a protected"),
    "no parts": (_broken("no"), "is not a workbook that can be read"),
    "no sheets": (_broken("[", "_rels", "docProps", "xl/workbook", "xl/_rels", "xl/styles"),
                  "is not a workbook that can be read"),
    "half": (_broken("[", "_rels", "xl/workbook.xml"), "is not a workbook that can be read"),
    "another zip": (_broken("docProps"), "is not a workbook that can be read"),
    "one that unpacks to more than 50 MB": (_bomb(), "is larger than 50 MB when unpacked"),
}  # fmt: skip


def refused(capsys, path, message, *arguments):
    """Hold a command to one line on stderr that begins with the file, code 2, nothing written."""
    before = sorted(os.listdir())
    assert main.main([*arguments]) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert said.err.startswith(f"xiaoyi: {path}")
    assert message in said.err
    assert sorted(os.listdir()) == before


def write(path, content):
    if content is None:
        with path.open("wb") as file:
            file.truncate(files.LARGEST + 1)
    else:
        path.write_bytes(content)
    return str(path)


COMMANDS = [("check", "--derived"), ("check", "--observations"), ("coverage", "--source")]


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_text_is_one_line_and_code_2(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "own.csv", NO_FILES[name][0])
    for command in COMMANDS:
        refused(capsys, path, NO_FILES[name][1], *command, path)


@pytest.mark.parametrize("name", NO_BOOKS)
def test_what_is_no_workbook_is_one_line_and_code_2(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "own.xlsx", NO_BOOKS[name][0])
    for command in COMMANDS[:2]:
        refused(capsys, path, NO_BOOKS[name][1], *command, path)


@pytest.mark.parametrize("name", ["observations", "derived"])
def test_a_head_without_rows_is_refused(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    head = (codebook.DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    path = write(tmp_path / "own.csv", f"{head}\n\n".encode())
    message = "has a head and no rows: nothing would be added"
    refused(capsys, path, message, "check", f"--{name}", path)


@pytest.mark.parametrize("arguments", [*COMMANDS, ("check", "--source")])
def test_folders_devices_and_pipes_without_a_writer_are_refused_at_once(
    tmp_path, monkeypatch, capsys, arguments
):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    for path, message in (
        (f"{tmp_path}", "is a folder"),
        (f"{tmp_path / 'pipe'}", "is a pipe into which nobody writes"),
        ("/dev/zero", "is not a file"),
    ):
        refused(capsys, path, message, *arguments, path)
    assert main.main([*arguments, "none.csv"]) == 2
    assert capsys.readouterr().err == "xiaoyi: No such file or directory: none.csv\n"


def test_a_run_with_a_table_that_is_none_does_not_begin(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "own.csv", TEXT.replace("1.5", "１.５").encode())
    message = "line 2, column value: '１.５' is not a number"
    run = ("run", "06_targets_and_outcomes", "-p", "observations", path, "--out", "out")
    refused(capsys, path, message, *run)
    path = write(tmp_path / "own.csv", None)
    refused(capsys, path, "is larger than 50 MB", *run[:4], path, *run[5:])


def test_a_pipe_with_a_writer_is_read_to_its_end(tmp_path):
    path = observed(tmp_path / "own.csv", growth("gdp", 9.1, "2021"))
    code = "import sys, xiaoyi_data as xd; print(len(xd.load_observations(sys.argv[1])))"
    with subprocess.Popen(["cat", path], stdout=subprocess.PIPE) as writer:
        said = subprocess.check_output([sys.executable, "-c", code, "/dev/stdin"],
                                       stdin=writer.stdout)  # fmt: skip
    assert int(said) == len(xd.load_observations()) + 1


def test_check_names_everything_wrong_with_observations_of_ones_own(tmp_path, capsys):
    row = growth("gdp", "9,1", "2021") | {"grade": "B"}
    path = observed(tmp_path / "own.csv", row, row | {"period": "2021-13", "value": "1"})
    assert main.main(["check", "--observations", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" column ")[0] for line in lines[:2]] == [
        f"proof 4  {path}: {path}, line {number}," for number in (2, 3)
    ]
    assert lines[2] == f"proof 4  {path}, line 3: period 2021-13 is not in the calendar"
    observed(path, growth("gdp", 9.1, "2021") | {"grade": "A"})
    assert main.main(["check", "--observations", str(path)]) == 1
    assert "grade A needs a url" in capsys.readouterr().out
    observed(path, growth("gdp", 9.1, "2021") | {"grade": "B"})
    assert main.main(["check", "--observations", str(path)]) == 0


def test_a_file_of_another_kind_is_given_up_after_a_hundred_problems(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(HEAD + "\n" + "gdp,,level,,x,,x,CNY,own,,A,\n" * 5000)
    found = codebook.added("observations", path)
    assert len(found.problems) < 110
    assert found.problems[-1].startswith(f"{path}: not read from line ")


@pytest.mark.parametrize("table", ["figures", "indicators", "entities", "sections",
                                   "other_numerals", "observations", "derived"])  # fmt: skip
def test_the_workbook_that_is_exported_reads_back(exported, table):
    found = codebook.parse(table, str(exported), exported.read_bytes())
    assert found.problems == ()
    assert len(found.rows) == len(codebook.rows(table))
    new = entries.new(codebook.resource(table), "", found, codebook.rows(table))
    assert (new.rows, new.problems) == ((), ())


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The whole workbook, its names in Chinese."""
    return workbook.export(tmp_path_factory.mktemp("exported") / "all.xlsx", lang="zh")


def test_the_csv_that_is_exported_reads_back(tmp_path):
    path = workbook.export(tmp_path / "figures.csv")
    pd.testing.assert_frame_equal(xd.load_figures(extra=path), xd.load_figures())


def test_a_row_added_to_the_exported_workbook_is_added(exported, tmp_path):
    book, path = openpyxl.load_workbook(exported), tmp_path / "own.xlsx"
    sheet = book["observations"]
    names = [cell.value for cell in sheet[1]]
    row = dict(zip(COLUMNS, ROW.split(","), strict=True))
    sheet.append([row.get(name) or None for name in names])
    book.save(path)
    seen = xd.load_observations(path)
    assert len(seen) == len(xd.load_observations()) + 1
    assert seen["source"].iloc[-1] == "统计局"


@pytest.mark.parametrize(("written", "encodings"), [
    ("水平,一,平", ["utf-8", "gb18030"]),  # in GB 18030 valid UTF-8 of odd letters: ˮƽ,һ,ƽ
    ("Société, Lǚliáng, μg/m³, Zürich", ["utf-8", "utf-16"]),
    ("m², a · b, ±0.5", ["utf-8"]),
    ("孝義市統計局公報", ["utf-8", "gb18030", "utf-16", "utf-8-sig"]),
    ("2019–2022 “x” é", ["gb18030", "utf-8"]),
])  # fmt: skip
def test_a_text_is_not_mistaken_for_one_in_another_encoding(written, encodings):
    for encoding in encodings:
        assert files.text(written.encode(encoding), "own.txt") == written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_text_of_a_report_is_read_in_every_encoding(tmp_path, encoding):
    text = "".join(row["quote"] + "。\r\n" for row in codebook.rows("figures"))
    path = tmp_path / "report.txt"
    path.write_bytes(text.encode(encoding))
    assert source.read_source(path) == source.canonical(text)
