"""A report is a folder: every table is read of the one that is named, and of no other."""

import csv
import random
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
import yunling
from conftest import LANGUAGES
from hypothesis import given, settings
from hypothesis import strategies as st

import xiaoyi_data as xd
from xiaoyi_data.cli import main
from xiaoyi_data.explore import explorer, facts, lookup
from xiaoyi_data.exports import workbook
from xiaoyi_data.findings import derived
from xiaoyi_data.report import codebook, observations, proofs, reports

LOADERS = [xd.load_figures, xd.load_indicators, xd.load_other_numerals, xd.load_observations,
           xd.load_derived, xd.load_targets]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return yunling.folder(tmp_path)


@pytest.mark.parametrize("key", reports.shipped())
def test_every_shipped_report_is_proved_and_cited(key):
    assert proofs.check(report=key).empty
    assert derived.check(report=key).empty
    assert all(xd.cite(report=key, lang=lang) for lang in LANGUAGES)
    assert set(xd.load_figures(report=key)["report"]) <= {key}


def test_the_report_of_a_folder_is_proved_against_its_text(folder, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text(yunling.text(), encoding="utf-8")
    assert proofs.check(text, report=folder).empty
    counted = proofs.coverage(text, report=folder).set_index("what")["numerals"]
    assert counted["in figures"] == 36
    assert counted["unaccounted for"] == 0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("load", LOADERS)
def test_a_loader_gives_the_tables_of_the_report_that_is_named(load, lang, folder):
    ours, theirs = load(lang=lang), load(lang=lang, report=folder)
    pd.testing.assert_frame_equal(ours, load(lang=lang, report="xiaoyi-2021"))
    assert list(theirs) == list(ours)
    assert not theirs.equals(ours)
    assert len(theirs)


@pytest.mark.parametrize("without", yunling.PLAIN.values(), ids=yunling.PLAIN)
@pytest.mark.parametrize("load", LOADERS)
def test_a_table_that_a_report_lacks_is_empty_and_has_its_columns(load, without, tmp_path):
    given = yunling.tables()
    for table in ("indicators", "entities"):
        if table in without:  # then nothing may speak of them
            columns = {"indicators": "indicator", "entities": "entity"}
            own = {row[columns[table]] for row in given[table]}
            given["figures"] = [r for r in given["figures"] if r[columns[table]] not in own]
    made = tmp_path / "some"
    made.mkdir()
    for name in given.keys() - set(without):
        yunling.write(made, name, given[name])
    found = load(report=made)
    assert sorted(found) == sorted(load())
    if load.__name__.removeprefix("load_") in set(without) - {"indicators"}:
        assert found.empty


def test_a_report_adds_its_own_indicators_to_those_of_all(folder):
    ours, theirs = xd.load_indicators(), xd.load_indicators(report=folder)
    assert set(theirs["indicator"]) - set(ours["indicator"]) == {row[0] for row in yunling.OWN}
    assert xd.load_figures(indicator="新建充电桩", report=folder).shape[0] == 2
    with pytest.raises(ValueError, match="unknown indicator"):
        xd.load_figures(indicator="新建充电桩")


def test_what_has_no_english_name_is_called_by_its_chinese_one(folder):
    rows = yunling.tables()["indicators"]
    rows[0]["name_en"] = ""
    yunling.write(folder, "indicators", rows)
    found = xd.load_indicators(report=folder).set_index("indicator")
    assert found.loc["charging_posts", "name"] == "新建充电桩"


def test_an_indicator_of_all_reports_cannot_mean_another_thing_in_one(folder):
    rows = yunling.tables()["indicators"]
    yunling.write(folder, "indicators", [rows[0] | {"indicator": "gdp"}])
    with pytest.raises(codebook.DataError, match=r"indicators\.csv, line 2: gdp is already in"):
        xd.load_indicators(report=folder)


def test_all_that_is_asked_of_a_report_is_answered_of_it(folder, tmp_path):
    key = "gdp-2022-yunling"
    assert key in set(lookup.select(search="生产总值 126.4", report=folder)["figure"])
    assert facts.card(key, "zh", report=folder)[1][0][1].startswith("126.4亿元")
    assert "charging_posts" in set(lookup.indicators(report=folder)["indicator"])
    assert not facts.statements("charging_posts", report=folder).empty
    made = explorer.Explorer(lang="zh", figure=key, report=folder)
    assert "126.4亿元" in made.card().data
    assert "36" in made.sentence().data
    assert xd.derive(f"'{key}' / 2", unit="CNY", report=folder)["text"] == "CNY 6.32 billion"
    assert "2023" in xd.cite(report=folder)
    assert "云岭县人民政府" in xd.cite(report=folder, lang="zh", style="gbt7714")
    path = workbook.export(tmp_path / "their.csv", report=folder)
    assert set(pd.read_csv(path)["report"]) == {yunling.KEY}
    assert observations.check(folder / "observations.csv", report=folder).empty
    shown = xd.list_datasets(report=folder).set_index("dataset")["rows"]
    assert shown["figures"] == 36
    assert shown["targets"] == 14
    for ask in (lambda: facts.card(key), lambda: xd.derive(f"'{key}' / 2", unit="CNY")):
        with pytest.raises(ValueError, match="unknown"):
            ask()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_story_tells_of_its_report_alone(folder, lang):
    story = xd.story(lang, report=folder)
    shown = story.show("bars", story.figures.query("measure == 'growth'"), name="growth",
                       title=("Growth", "增速"), subtitle=("Percent", "%"))  # fmt: skip
    place = {"en": "Yunling County government work report 2023", "zh": "云岭县2023年政府工作报告"}
    assert place[lang] in shown.payload["source"]
    other = xd.story(lang)
    assert not set(story.figures["figure"]) & set(other.figures["figure"])
    with pytest.raises(ValueError, match="unknown figure"):
        other.figure("gdp-2022-yunling")


def test_rows_that_wait_are_counted_and_come_when_asked_for(folder):
    rows = yunling.tables()["figures"]
    yunling.write(folder, "figures", rows[3:])
    told = {"doubt": "0.3", "reasons_en": "a bare verb", "reasons_zh": "动词", "state": "proposed"}
    yunling.write(folder, "draft", [row | told for row in rows[:3]])
    found = xd.load_figures(report=folder)
    assert (len(found), found.attrs["waiting"]) == (len(rows) - 3, 3)
    assert xd.load_figures().attrs["waiting"] == 0
    whole = xd.load_figures(report=folder, draft=True, lang="zh")
    assert len(whole) == len(rows)
    assert whole["state"].tolist() == ["accepted"] * (len(rows) - 3) + ["proposed"] * 3
    assert whole["doubt"].dropna().tolist() == [0.3] * 3
    assert whole["reasons"].tolist()[-1] == "动词"
    assert whole.dtypes[list(found)].equals(xd.load_figures(report=folder, lang="zh").dtypes)
    assert len(xd.load_figures(report=folder, draft=True, status="target")) == 14


def test_the_ledger_counts_what_is_proposed(folder, tmp_path):
    rows = yunling.tables()["figures"]
    yunling.write(folder, "figures", rows[3:])
    told = {"doubt": "0.3", "state": "proposed"}
    yunling.write(folder, "draft", [row | told for row in rows[:3]])
    text = tmp_path / "text.txt"
    text.write_text(yunling.text(), encoding="utf-8")
    assert proofs.check(text, report=folder)["proof"].isin([5]).all()
    counted = proofs.coverage(text, report=folder).set_index("what")["numerals"]
    assert (counted["in figures proposed"], counted["unaccounted for"]) == (3, 0)


# What is done to the folder -> what the one line says of it: file, line, column, value, nearest.
BROKEN = {
    "a cell": ("figures", 3, {"status": "achived"},
               "figures.csv, line 5, column status: unknown status 'achived': did you mean "
               "'achieved'?"),
    "a key": ("figures", 0, {"indicator": "gpd"},
              "figures.csv, line 2, column indicator: unknown indicator 'gpd': did you mean "
              "'gdp'?"),
    "another report": ("figures", 0, {"report": "yunling-2022"},
                       "figures.csv, line 2, column report: unknown report 'yunling-2022': did you "
                       "mean 'yunling-2023'?"),
    "a turn": ("sections", 1, {"turn": "year_plans"},
               "sections.csv, line 3, column turn: unknown turn 'year_plans': did you mean "
               "'year_plan'?"),
    "about": ("report", 0, {"year": "20233"},
              "report.csv, line 2, column year: '20233' is not a year: valid are 1900 to 2100"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "line", "change", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_folder_answers_with_file_row_column_value_and_nearest(
    table, line, change, said, folder, capsys
):
    rows = yunling.tables()[table]
    rows[line] |= change
    yunling.write(folder, table, rows)
    assert main.main(["list", "figures", "--report", str(folder)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"xiaoyi: {folder}/{said}")
    assert told.err.count("\n") == 1


def test_a_report_there_is_not_is_answered_with_the_nearest(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    for given_, said in {
        "xiaoyi-2012": "unknown report 'xiaoyi-2012': did you mean 'xiaoyi-2021'? valid: ",
        "yunlin-2023": "unknown report 'yunlin-2023': did you mean 'yunling-2023'? valid: ",
        "empty": "empty is not the folder of a report: it holds no report.csv",
        "file": "file is a file: a report is a folder with report.csv in it",
    }.items():
        assert main.main(["show", "gdp", "--report", given_]) == 2
        assert capsys.readouterr().err.startswith(f"xiaoyi: {said}")
    for odd in ("", 5, 5.5):
        with pytest.raises(ValueError, match="unknown report"):
            xd.load_figures(report=odd)
    assert len(xd.load_figures(report="yunling-2023")) == 36  # the folder that lies here


@pytest.mark.parametrize("line", [
    "list", "list figures --format csv", "list datasets", "show gdp", "find 126.4", "check",
    "export {out}.csv", "coverage --source {text}", "check --source {text}",
])  # fmt: skip
def test_every_command_that_shows_data_takes_a_report(line, folder, tmp_path, capsys):
    text = tmp_path / "text.txt"
    text.write_text(yunling.text(), encoding="utf-8")
    words = [word.format(out=tmp_path / "out", text=text) for word in line.split()]
    assert main.main([*words, "--report", str(folder)]) == 0
    capsys.readouterr()


def test_two_rows_of_what_a_report_is_are_one_too_many(folder):
    rows = yunling.tables()["report"]
    yunling.write(folder, "report", [*rows, rows[0] | {"report": "other-2023"}])
    with pytest.raises(codebook.DataError, match=r"report\.csv has 2 rows: it has one"):
        xd.cite(report=folder)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["ours", "theirs", "changed"]),
                          st.sampled_from(LOADERS[:4]), st.sampled_from(LANGUAGES)),
                min_size=2, max_size=12))  # fmt: skip
def test_reports_asked_in_any_order_never_mix(tmp_path_factory, calls):
    where = tmp_path_factory.mktemp("reports")
    folder, state = yunling.folder(where), 0
    rows = yunling.tables()["figures"]
    for what, load, lang in calls:
        if what == "changed":
            state += 1
            rows[0] |= {"quote_en": f"change {state}"}
            yunling.write(folder, "figures", rows)
            assert xd.load_figures(report=folder)["quote_en"].iloc[0] == f"change {state}"
            continue
        named = folder if what == "theirs" else None
        frame = load(lang=lang, report=named)
        if "report" in frame:
            assert set(frame["report"]) == {yunling.KEY if named else "xiaoyi-2021"}
        elif load is xd.load_indicators:
            assert ("charging_posts" in set(frame["indicator"])) == bool(named)
        else:
            assert (len(frame) == 2) == bool(named)
    shutil.rmtree(where)


def test_threads_each_have_their_report(folder):
    meet = threading.Barrier(4)

    def ask(turn):
        rng, named = random.Random(turn), folder if turn % 2 else "xiaoyi-2021"
        meet.wait()
        seen = set()
        for _ in range(30):
            load = rng.choice([xd.load_figures, xd.load_targets, xd.load_derived])
            with reports.using(named):
                seen.add((load.__name__, len(load(lang=rng.choice(LANGUAGES)))))
            assert reports.current().name == "xiaoyi-2021"
        return turn % 2, seen

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(4)))
    sizes = [set.union(*(seen for of, seen in found if of == which)) for which in (0, 1)]
    assert not sizes[0] & sizes[1]
    assert all(len(one) == 3 for one in sizes)


def test_a_call_reads_the_folder_as_it_was_when_it_began(folder):
    with reports.using(folder):
        before = codebook.rows("figures")
        (folder / "figures.csv").write_text("spoilt", encoding="utf-8")
        assert codebook.rows("figures") is before
        assert len(xd.load_figures()) == len(before)
    with pytest.raises(codebook.DataError, match=r"figures\.csv"):
        xd.load_figures(report=folder)


def test_a_table_with_its_columns_in_another_order_reads_the_same(folder):
    rows = yunling.tables()["figures"]
    before = xd.load_figures(report=folder)
    with (folder / "figures.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, sorted(field["name"] for field in codebook.fields("figures")))
        writer.writeheader()
        writer.writerows({"note": "", "quote_en": "", "commitment": ""} | row for row in rows)
    pd.testing.assert_frame_equal(xd.load_figures(report=folder), before)
