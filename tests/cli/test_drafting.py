"""The command draft: what it says of a text, and what it refuses in one line."""

import pytest
from drafting.test_frame import PLAIN

from xiaoyi_data.cli import main

NAMES = ["--name", "云岭县", "--name-en", "Yunling County"]


@pytest.fixture
def report(tmp_path):
    file = tmp_path / "report.txt"
    file.write_text("时间：2024-01-05 作者：某网\n" + PLAIN, encoding="utf-8")
    return file


def test_it_tells_what_was_taken_off_the_year_the_turns_and_what_is_next(report, tmp_path, capsys):
    out = tmp_path / "yunling"
    assert main.main(["draft", str(report), "-o", str(out), *NAMES]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("yunling-county-2023: ")
    assert said[1] == "taken off: the head of the page, 19: 时间：2024-01-05 作者：某网…"
    assert said[2].startswith("year: 2023, by 2023年2月8日在云岭县")
    assert said[3] == "1.0: review of the last year, 2022, by 2022年工作回顾"
    assert said[4] == "2.0: plan of the year, 2023, by 2023年工作安排"
    assert said[5].endswith("none is accepted yet")
    assert said[6:] == [f"next: xiaoyi review {out} -o {out}.xlsx"]


def test_it_tells_the_same_in_chinese(report, tmp_path, capsys):
    assert main.main(["draft", str(report), "-o", str(tmp_path / "y"), *NAMES, "--lang", "zh"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1] == "已去除：网页抬头，19：时间：2024-01-05 作者：某网…"
    assert said[3] == "1.0：上年回顾，2022，依据 2022年工作回顾"


def test_a_turn_that_is_not_plain_is_said_to_be_unsure(tmp_path, capsys):
    file = tmp_path / "report.txt"
    file.write_text(
        PLAIN.replace("一、2022年工作回顾", "一、砥砺奋进，发展取得新成就"), encoding="utf-8"
    )
    assert main.main(["draft", str(file), "-o", str(tmp_path / "y"), *NAMES]) == 0
    said = capsys.readouterr().out
    assert f"unsure: put it right in {tmp_path / 'y' / 'sections.csv'}" in said
    assert "--sections" in said


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["report.txt", "-o", "there"], "there exists already"),
        (["missing.txt", "-o", "new"], "No such file"),
        (["empty.txt", "-o", "new"], "is empty"),
        (["short.txt", "-o", "new"], "too short to be a report"),
        (["english.txt", "-o", "new"], "is no Chinese text"),
        (["binary.bin", "-o", "new"], "is not a text in an encoding that is read"),
        (["huge.txt", "-o", "new"], "is larger than 50 MB"),
        (["report.txt", "-o", "short.txt/new"], "cannot write short.txt/new: "),
        (["report.txt", "-o", "new", "--year", "21"], "is no year from 1950 to 2100"),
        (["report.txt", "-o", "new", "--sections", "short.txt"], "there is no folder"),
    ],
)
def test_wrong_use_is_one_line_and_nothing_is_left(tmp_path, monkeypatch, capsys, line, why):
    monkeypatch.chdir(tmp_path)
    for name, raw in {
        "report.txt": PLAIN.encode(), "empty.txt": b"", "short.txt": "全县造林3万亩。".encode(),
        "english.txt": b"The county planted trees. " * 99, "binary.bin": bytes(range(256)) * 9,
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(raw)
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(51_000_000)
    (tmp_path / "there").mkdir()
    before = sorted(path.name for path in tmp_path.iterdir())
    if "--sections" in line:
        why = "is not the folder of a report"
    assert main.main(["draft", *line, *NAMES]) == 2
    told = capsys.readouterr()
    assert why in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_draft_is_proved_against_the_file_it_was_made_of(report, tmp_path, capsys):
    out = tmp_path / "yunling"
    assert main.main(["draft", str(report), "-o", str(out), *NAMES]) == 0
    capsys.readouterr()
    for source in (report, out / "source.txt"):
        assert main.main(["check", "--report", str(out), "--source", str(source)]) == 0
        assert main.main(["coverage", "--report", str(out), "--source", str(source)]) == 0
        assert capsys.readouterr().out.splitlines()[-1].split()[-1] == "0"
