"""Many reports at once: only what has changed, what goes wrong named, and the rest goes on."""

import shutil

import following
import pandas as pd
import pytest
import shelf

from xiaoyi_data import load_reports
from xiaoyi_data.cli.main import main
from xiaoyi_data.report import codebook
from xiaoyi_data.report.files import DataError


def edit(path, old, new):
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


@pytest.fixture
def texts(tmp_path):
    return shelf.texts(tmp_path)


def draft(texts):
    names = [str(path) for path in sorted(texts.glob("*.txt"))]
    places, out = texts.with_name("places.csv"), texts.with_name("out")
    return main(["draft", *names, "-o", str(out), "--places", str(places)]), out


def test_many_texts_become_reports_and_a_second_time_none_is_touched(texts, capsys):
    code, out = draft(texts)
    assert code == 0
    assert "2 done, 0 unchanged, 0 failed" in capsys.readouterr().err
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.csv")}
    assert draft(texts)[0] == 0
    assert "0 done, 2 unchanged, 0 failed" in capsys.readouterr().err
    assert before == {path: path.stat().st_mtime_ns for path in out.rglob("*.csv")}


def test_a_text_that_changes_is_drafted_anew_unless_somebody_worked_in_its_folder(texts, capsys):
    _, out = draft(texts)
    for year in (2021, 2022):
        with (texts / f"a-{year}.txt").open("a", encoding="utf-8") as file:
            file.write("新建学校7所，扩建学校8所。\n")
    with (out / "a-2022" / "sections.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    capsys.readouterr()
    assert draft(texts)[0] == 1
    told = capsys.readouterr()
    assert "a-2022 is in work and was drafted of another text: move it away" in told.err
    assert "新建学校7所" in (out / "a-2021" / "draft.csv").read_text(encoding="utf-8")
    assert "新建学校7所" not in (out / "a-2022" / "draft.csv").read_text(encoding="utf-8")


def test_a_broken_report_among_many_is_named_and_the_rest_goes_on(texts, tmp_path, capsys):
    _, out = draft(texts)
    (out / "broken").mkdir()
    capsys.readouterr()
    assert main(["check", "--report", f"{out}/*"]) == 1
    told = capsys.readouterr().err
    assert "broken is not the folder of a report" in told
    assert "2 done, 0 unchanged, 1 failed" in told
    panel = tmp_path / "panel.parquet"
    assert main(["export", str(panel), "--report", f"{out}/*"]) == 1
    assert load_reports(panel, draft=True)["report"].nunique() == 2


def test_a_panel_in_a_file_is_that_of_the_folders_and_grows_by_what_is_new(texts, tmp_path, capsys):
    _, out = draft(texts)
    panel = tmp_path / "panel.parquet"
    asked = ["export", str(panel), "--report", f"{out}/*"]
    assert main(asked) == 0
    there = load_reports(panel, draft=True)
    here = load_reports(f"{out}/*", draft=True)
    order = ["report", "figure"]
    assert there.sort_values(order)["value"].tolist() == here.sort_values(order)["value"].tolist()
    assert (
        there.dtypes[["value", "status", "year"]] == here.dtypes[["value", "status", "year"]]
    ).all()
    capsys.readouterr()
    stands = panel.stat().st_mtime_ns
    assert main(asked) == 0
    assert panel.stat().st_mtime_ns == stands
    with pytest.raises(ValueError, match="is in 'en', not 'zh'"):
        load_reports(panel, lang="zh")


def test_what_was_decided_on_a_link_stays_when_many_are_linked_again(texts, tmp_path):
    _, out = draft(texts)
    links = tmp_path / "links.csv"
    asked = ["link", f"{out}/*", "--draft", "-o", str(links)]
    assert main(asked) == 0
    lines = links.read_text(encoding="utf-8").replace(",proposed,", ",rejected,", 1)
    links.write_text(lines, encoding="utf-8")
    assert main(asked) == 0
    assert links.read_text(encoding="utf-8").count(",rejected,") == 1


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ("file,name,name_en,yeer\n", "unknown column 'yeer': did you mean 'year'"),
        ("file,name\n", "missing column 'name_en'"),
        ("file,name,name_en,year\na-2021.txt,云岭县,Yunling,MMXX\n", "'MMXX' is no year"),
    ],
)
def test_a_table_of_places_that_is_none_is_one_line_and_nothing_is_written(
    texts, places, said, capsys
):
    texts.with_name("places.csv").write_text(places, encoding="utf-8")
    code, out = draft(texts)
    assert code == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


@pytest.fixture
def kept(texts, tmp_path):
    """A panel in a file, and the command that makes it."""
    _, out = draft(texts)
    panel = tmp_path / "panel.parquet"
    asked = ["export", str(panel), "--report", f"{out}/*"]
    assert main(asked) == 0
    return panel, asked, out


def rows(panel, **asked):
    found = load_reports(panel, draft=True, **asked)
    return found.sort_values(["report", "figure"], ignore_index=True)


def test_rows_that_pass_in_a_file_are_those_that_pass_in_folders(kept):
    panel, _, out = kept
    for asked in (
        {"indicator": "new_urban_jobs", "status": "目标"},
        {"period": 2022, "entity": ""},
        {"theme": ["urban", "民生"]},
    ):
        there, here = rows(panel, **asked), rows(f"{out}/*", **asked)
        assert there["figure"].tolist() == here["figure"].tolist()
        assert there["alike"].tolist() == here["alike"].tolist()
        kinds = (found.dtypes.astype(str).replace("str", "object") for found in (there, here))
        assert next(kinds).to_dict() == next(kinds).to_dict()
    for wrong in ({"status": "tagret"}, {"indicator": "new_urban_job"}, {"period": "2099"}):
        said = []
        for source in (panel, f"{out}/*"):
            with pytest.raises(ValueError, match="unknown") as told:
                load_reports(source, draft=True, **wrong)
            said.append(str(told.value).partition("valid")[0])
        assert said[0] == said[1]


def test_a_panel_keeps_what_has_not_changed_and_loses_what_is_gone(kept, capsys):
    panel, asked, out = kept
    before = rows(panel)
    edit(out / "a-2022" / "report.csv", "云岭县人民政府", "云岭县政府")
    assert main(asked) == 0
    assert "1 done, 1 unchanged, 0 failed" in capsys.readouterr().err
    pd.testing.assert_frame_equal(before, rows(panel))
    assert main([*asked[:-1], f"{out}/*-2022"]) == 0
    assert load_reports(panel, draft=True)["report"].nunique() == 1


def test_a_report_that_stands_in_two_folders_is_in_the_panel_once_and_named(kept, capsys):
    panel, asked, out = kept
    shutil.copytree(out / "a-2022", out / "b")
    assert main(asked) == 1
    assert "stands already in" in capsys.readouterr().err
    found = load_reports(panel, draft=True)
    assert not found.duplicated(["report", "figure"]).any()


def test_a_panel_of_another_version_or_one_that_is_broken_is_said_and_made_anew(kept):
    parquet = pytest.importorskip("pyarrow.parquet")
    panel, asked, _ = kept
    whole, raw = parquet.read_table(panel), panel.read_bytes()
    older = whole.drop_columns(["words"])
    with parquet.ParquetWriter(panel, older.schema) as writer:
        writer.write_table(older)
        writer.add_key_value_metadata({"xiaoyi": '{"lang": "en", "groups": []}'})
    with pytest.raises(DataError, match="has no column 'words': it is of another version, export"):
        load_reports(panel)
    for broken in (raw[:-40], b"PAR1", b"", raw[:2000] + bytes(4000) + raw[6000:]):
        panel.write_bytes(broken)
        with pytest.raises(DataError, match=str(panel)):
            load_reports(panel, draft=True)
    panel.write_bytes(raw[:-40])
    assert main(asked) == 0
    assert len(load_reports(panel, draft=True)) == len(whole)


def test_a_target_for_which_a_reader_chose_another_outcome_is_not_proposed_again(texts, tmp_path):
    _, out = draft(texts)
    links = tmp_path / "links.csv"
    asked = ["link", f"{out}/*", "--draft", "-o", str(links)]
    assert main(asked) == 0
    rows_ = following.rows_of(links)
    row = next(row for row in rows_ if row["outcome"])
    other = next(one["outcome"] for one in rows_ if one["outcome"] not in ("", row["outcome"]))
    row |= {"outcome": other, "state": "accepted"}
    links.write_text(codebook.written("links", rows_), encoding="utf-8")
    assert main(asked) == 0
    kept = [one for one in following.rows_of(links) if one["target"] == row["target"]]
    assert [(one["outcome"], one["state"]) for one in kept] == [(other, "accepted")]


def test_reports_of_a_place_follow_each_other_whether_its_rank_is_written_or_not(
    texts, tmp_path, capsys
):
    _, out = draft(texts)
    edit(out / "a-2022" / "report.csv", "云岭县,", "云岭,")
    assert main(["link", f"{out}/*", "--draft", "-o", str(tmp_path / "links.csv")]) == 0
    assert "1 done" in capsys.readouterr().err


def test_a_broken_report_is_named_once_and_two_of_a_year_are_named(texts, tmp_path, capsys):
    _, out = draft(texts)
    (out / "broken").mkdir()
    shutil.copytree(out / "a-2022", out / "b")
    capsys.readouterr()
    assert main(["link", f"{out}/*", "--draft", "-o", str(tmp_path / "links.csv")]) == 1
    told = capsys.readouterr().err
    assert told.count(f"{out}/broken") == 1
    assert f"{out}/b: a report of 云岭县 of 2022 is in {out}/a-2022 already" in told
    assert "1 done, 0 unchanged, 2 failed" in told


def test_what_a_run_that_was_killed_has_drafted_is_taken_up_and_a_folder_of_work_is_not(
    texts, capsys
):
    _, out = draft(texts)
    (out / ".drafted.json").unlink()
    before = (out / "a-2022" / "draft.csv").read_bytes()
    assert draft(texts)[0] == 0
    assert "2 done, 0 unchanged, 0 failed" in capsys.readouterr().err
    assert (out / "a-2022" / "draft.csv").read_bytes() == before
    (out / ".drafted.json").unlink()
    edit(out / "a-2022" / "sections.csv", "2022年工作安排", "2022年的安排")
    assert draft(texts)[0] == 1
    told = capsys.readouterr().err
    assert "a-2022 exists already and is no draft of this text: move it away" in told
    assert "2022年的安排" in (out / "a-2022" / "sections.csv").read_text(encoding="utf-8")
    assert sorted(path.name for path in out.iterdir()) == [".drafted.json", "a-2021", "a-2022"]


def test_what_may_only_be_read_is_proved_and_nothing_is_noted(texts, monkeypatch, capsys):
    _, out = draft(texts)
    monkeypatch.setattr("os.access", lambda *asked: False)  # root may write everywhere
    asked = ["check", "--report", f"{out}/*"]
    assert (main(asked), main(asked)) == (0, 0)
    assert capsys.readouterr().err.count("2 done, 0 unchanged, 0 failed") == 3
    assert not (out / ".checked.json").exists()
