"""The command runs: which there were, what came of one, what another says otherwise."""

import csv
import io
import json

import pytest
import weeks
from command import xiaoyi

from xiaoyi_data.runs import clock, record

# Kernels of all runs here are forked from one process.
pytestmark = pytest.mark.usefixtures("template")
WHEN = ["2026-01-05T00:30:00+00:00", "2026-01-12T00:30:00+00:00", "2026-01-19T00:30:00+00:00"]
IDS = [f"{when[:10].replace('-', '')}T003000Z" for when in WHEN]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Three weeks: the first, one in which things changed, one in which the notebook failed."""
    place = tmp_path_factory.mktemp("weeks")
    weeks.begin(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        for when, change in zip(WHEN, ({}, {"text": "It is 45.", "verdict": "met"},
                                       {"fault": "no data"}), strict=True):  # fmt: skip
            patch.setattr(clock, "now", lambda when=when: when)
            weeks.say(place, **change)
            weeks.run(place)
    return place / "out"


def test_runs_are_listed_with_what_changed_what_failed_and_how_long(place, capsys):
    code, said = xiaoyi(capsys, "runs", "--out", str(place), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert code == 0
    assert [row["Run"] for row in rows] == IDS
    assert [row["Exit"] for row in rows] == ["0", "0", "1"]
    assert [row["Changed"] for row in rows] == ["", "1 verdict, 1 sentence", ""]
    assert [row["Notebooks"] for row in rows] == ["2 run", "1 run, 1 unchanged",
                                                  "1 unchanged, 1 failed"]  # fmt: skip
    code, said = xiaoyi(capsys, "runs", "--out", str(place), "--lang", "zh")
    assert "结论1项，语句1处" in said.out


def test_json_is_the_record_itself(place, capsys):
    said = xiaoyi(capsys, "runs", "--out", str(place), "--format", "json")[1]
    assert json.loads(said.out) == record.read(place)["runs"]
    said = xiaoyi(capsys, "runs", "show", "last", "--out", str(place), "--format", "json")[1]
    assert json.loads(said.out) == record.read(place)["runs"][-1]


@pytest.mark.parametrize("name", ["last", IDS[2], "2026-01-19", "20260119"])
def test_a_run_is_shown_with_each_notebook_and_why_it_was_run_or_failed(place, capsys, name):
    code, said = xiaoyi(capsys, "runs", "--out", str(place), "show", name)
    assert code == 0
    assert "failed" in said.out
    assert "AssertionError: no data" in said.out
    code, said = xiaoyi(capsys, "runs", "show", "2026-01-12", "--out", str(place))
    assert "because of files beside the notebook" in said.out
    assert "1 verdict, 1 sentence" in said.out


def test_two_runs_are_compared_in_words_and_as_a_table(place, capsys):
    code, said = xiaoyi(capsys, "runs", "diff", IDS[0], "last", "--out", str(place))
    assert (code, said.out.splitlines()[0]) == (0, "Changed: 1 verdict, 1 sentence.")
    for line in ("gross domestic product, 2021", "unknown", "met", "It is 47.", "It is 45."):
        assert line in said.out
    options = ["--out", str(place), "--format", "csv", "--lang", "zh"]
    code, said = xiaoyi(capsys, "runs", "diff", IDS[0], IDS[1], *options)
    verdict, sentence = csv.DictReader(io.StringIO(said.out))
    assert (verdict["what"], verdict["before"], verdict["after"], verdict["because"]) == (
        "地区生产总值（2021年）", "未知", "完成", "笔记本旁的文件",
    )  # fmt: skip
    assert (sentence["jobs"], sentence["before"], sentence["after"]) == (
        "air", "It is 47.", "It is 45.",
    )  # fmt: skip


def test_a_run_that_failed_published_what_stood_before(place, capsys):
    code, said = xiaoyi(capsys, "runs", "diff", IDS[1], IDS[2], "--out", str(place))
    assert (code, said.out) == (0, "The same results were published.\n")


WRONG = {
    "a run there is not": (["show", "2027"], "unknown run '2027'"),
    "more than one": (["show", "2026-01"], "'2026-01' may be any of 3 runs: 20260105T003000Z"),
    "nothing": (["show", ""], "is empty"),
}


@pytest.mark.parametrize(("line", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrongly_asked_is_told_in_a_line(place, capsys, line, told):
    code, said = xiaoyi(capsys, "runs", *line, "--out", str(place))
    assert (code, len(said.err.splitlines())) == (2, 1)
    assert told in said.err


@pytest.mark.parametrize("content", [None, "{", "[]", '{"version": 9}', '{"version": 3}', ""])
def test_a_folder_without_a_record_or_with_another_is_told(tmp_path, capsys, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    for line in (["runs"], ["runs", "show", "last"], ["runs", "diff", "last", "last"]):
        code, said = xiaoyi(capsys, *line, "--out", str(tmp_path))
        assert (code, len(said.err.splitlines())) == (2, 1)
        assert "manifest.json" in said.err


@pytest.mark.parametrize(
    "change", [{"zone": {"name": "", "offset": "\x1b[31m"}}, {"seconds": "x"}, {"jobs": {"a": 1}}]
)
def test_a_record_that_somebody_altered_is_told_and_not_shown(place, tmp_path, capsys, change):
    found = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    found["runs"][0] |= change
    (tmp_path / "manifest.json").write_text(json.dumps(found), encoding="utf-8")
    code, said = xiaoyi(capsys, "runs", "--out", str(tmp_path))
    assert (code, said.out, len(said.err.splitlines())) == (2, "", 1)


def test_what_a_record_says_steers_no_terminal(place, tmp_path, capsys):
    found = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    found["runs"][-1]["why"] = "a\x1b[31mb"
    (tmp_path / "manifest.json").write_text(json.dumps(found), encoding="utf-8")
    code, said = xiaoyi(capsys, "runs", "show", "last", "--out", str(tmp_path))
    assert code == 0
    assert "\x1b" not in said.out
