"""Files from outside: read in every spelling, or refused in one line, whatever they are."""

import io
import os
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from observed import growth
from observed import own as observed
from outside import COLUMNS, ROW

import xiaoyi_data as xd
from xiaoyi_data.cli import main
from xiaoyi_data.report import codebook, descriptor, files, source

HEAD = ",".join(COLUMNS)


KEY = codebook.resource("observations")["schema"]["primaryKey"]


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
    head = (
        (descriptor.DATA / codebook.resource(name)["path"])
        .read_text(encoding="utf-8")
        .splitlines()[0]
    )
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
