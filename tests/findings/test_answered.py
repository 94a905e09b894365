"""Verdicts by links to a later report: an accepted one judges, a proposed one never does."""

import shutil

import following
import pandas as pd
import pytest

import xiaoyi_data as xd
from xiaoyi_data.cli import main
from xiaoyi_data.report.files import DataError

GDP, ROADS, ESTATES = "gdp-growth-target-2022", "own-roads-target-2022", "own-estates-target-2022"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    where = tmp_path_factory.mktemp("pair")
    pair = following.pair(where)
    assert main.main(["link", *map(str, pair), "-o", str(where / "links.csv")]) == 0
    return where


@pytest.fixture
def earlier(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / following.EARLIER


@pytest.fixture
def file(earlier):
    return earlier.parent / "links.csv"


def judged(earlier, outcomes, lang="en"):
    frame = xd.load_targets(report=earlier, outcomes=outcomes, lang=lang)
    return frame.set_index("figure")


def test_a_proposed_pair_shows_as_proposed_and_is_no_verdict(earlier, file):
    frame = judged(earlier, file)
    assert (frame["verdict"] == "unknown").all()
    assert (frame["answer_state"] == "proposed").all()
    assert frame.loc[GDP, "answer"] == "gdp-growth-2022"
    assert "nobody has accepted that yet" in frame.loc[GDP, "reason"]
    assert "待人审定" in judged(earlier, file, "zh").loc[GDP, "reason"]


VERDICTS = {
    GDP: ("missed", "6.4% in 2022 falls short of the target of 7%."),
    ROADS: ("met", "43.5 km in 2022 reaches the target of 40 km."),
    ESTATES: ("missed", "4 in 2022 falls short of the target of 6."),
    "general-public-budget-revenue-growth-target-2022":
        ("met", "5.3% in 2022 reaches the target of ≥ 5%."),
    "own-leaders-target-2022": ("missed", "Nearly 3 enterprises in 2022 falls short"),
    "own-income-growth-target-2022": ("met", "8.1% in 2022 reaches the target of 8%."),
}  # fmt: skip


@pytest.mark.parametrize("target", VERDICTS)
def test_an_accepted_outcome_judges_by_the_rules_of_observations(earlier, file, target):
    following.accept(file, target)
    frame = judged(earlier, file)
    verdict, reason = VERDICTS[target]
    assert (frame.loc[target, "verdict"], frame.loc[target, "answer_state"]) == (
        verdict,
        "accepted",
    )
    assert reason in frame.loc[target, "reason"]
    assert (frame.drop(target)["verdict"] == "unknown").all()


@pytest.mark.parametrize(
    ("target", "sort", "en", "zh"),
    [
        (
            "forest-cover-target-2022",
            "silent",
            "No figure of the report of 2023",
            "没有数据与之对应",
        ),
        ("grain-output-target-2022", "anew", "tells no outcome and sets", "只重新提出目标"),
    ],
)
def test_what_is_not_answered_is_no_verdict_though_accepted(earlier, file, target, sort, en, zh):
    following.accept(file, target)
    for lang, said in (("en", en), ("zh", zh)):
        row = judged(earlier, file, lang).loc[target]
        assert (row["verdict"], row["answer_sort"]) == ("unknown", sort)
        assert said in row["reason"]


def changed(path, name, **cells):
    rows = following.rows_of(path)
    for row in rows:
        if row[next(iter(row))] == name or row.get("target") == name:
            row |= cells
    pd.DataFrame(rows).to_csv(path, index=False)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"measure": "growth", "unit": "percent", "basis": "year_on_year", "baseline": "2021",
          "basis_source": "inferred"}, "Observed is the growth"),
        ({"unit": "t"}, "the two do not convert"),
        ({"period": "2021"}, "The observation is of 2021"),
    ],
)  # fmt: skip
def test_another_measure_unit_or_time_judges_nothing(earlier, file, cells, why):
    following.accept(file, ROADS)
    changed(earlier.parent / following.LATER / "figures.csv", "own-built-2022", **cells)
    row = judged(earlier, file).loc[ROADS]
    assert row["verdict"] == "unknown"
    assert why in row["reason"]


def test_another_basis_judges_nothing(earlier, file):
    following.accept(file, GDP)
    cells = {"basis": "since_baseline", "baseline": "2015"}
    changed(earlier.parent / following.LATER / "figures.csv", "gdp-growth-2022", **cells)
    assert "on another basis" in judged(earlier, file).loc[GDP, "reason"]


def test_parts_that_do_not_agree_judge_nothing(earlier, file):
    target = "own-income-growth-target-2022"
    following.accept(file, target)
    changed(earlier.parent / following.LATER / "figures.csv",
            "urban-disposable-income-growth-2022", value="7.1", printed="7.1%")  # fmt: skip
    row = judged(earlier, file).loc[target]
    assert row["verdict"] == "unknown"
    assert "7.1% in 2022 falls short" in row["reason"]
    assert "9% in 2022 reaches" in row["reason"]


def test_a_range_reaches_a_number_only_as_a_whole(earlier, file):
    following.accept(file, ESTATES)
    figures = earlier.parent / following.LATER / "figures.csv"
    for printed, low, high, verdict in (("5至7个", 5, 7, "unknown"), ("7至9个", 7, 9, "met")):
        cells = {"printed": printed, "value": "", "low": low, "high": high, "qualifier": "range"}
        changed(figures, "own-renewed-2022", **cells)
        assert judged(earlier, file).loc[ESTATES, "verdict"] == verdict


def test_what_was_observed_outside_judges_where_no_pair_is_accepted(earlier, file, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(
        "indicator,entity,measure,basis,period,baseline,value,unit,source,url,grade,note\n"
        "gdp,,growth,year_on_year,2022,2021,7.2,percent,A yearbook,,B,\n",
        encoding="utf-8",
    )
    frame = xd.load_targets(report=earlier, outcomes=file, observations=own).set_index("figure")
    assert frame.loc[GDP, "verdict"] == "met"
    following.accept(file, GDP)
    frame = xd.load_targets(report=earlier, outcomes=file, observations=own).set_index("figure")
    assert frame.loc[GDP, "verdict"] == "missed"


def test_an_outcome_that_is_only_proposed_judges_nothing_though_its_link_is_accepted(tmp_path):
    earlier = following.folder(tmp_path, 2022)
    later = following.folder(tmp_path, 2023, draft=True)
    out = tmp_path / "links.csv"
    assert main.main(["link", str(earlier), str(later), "-o", str(out), "--draft"]) == 0
    following.accept(out)
    frame = judged(earlier, out)
    assert (frame["verdict"] == "unknown").all()
    assert "is not accepted as a figure yet" in frame.loc[GDP, "reason"]


def test_a_rejected_pair_is_as_if_it_were_not(earlier, file):
    changed(file, GDP, state="rejected")
    row = judged(earlier, file).loc[GDP]
    assert (row["verdict"], row["answer_state"]) == ("unknown", "rejected")
    assert row["reason"] == judged(earlier, xd.load_links(file)[:0]).loc[GDP, "reason"]


def test_a_frame_of_links_does_as_its_file_does(earlier, file):
    following.accept(file)
    frame, path = (judged(earlier, outcomes) for outcomes in (xd.load_links(file), file))
    pd.testing.assert_frame_equal(frame, path)


def test_without_links_nothing_is_said_of_answers(earlier):
    assert not [name for name in xd.load_targets(report=earlier) if name.startswith("answer")]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("target", "gdp-grwth-target-2022", f"unknown target of qinghe-2022 .*{GDP}"),
        ("outcome", "gdp-grwth-2022", "unknown figure of qinghe-2023 .*gdp-growth-2022"),
        ("outcome_report", "qinghe-2032", "unknown report 'qinghe-2032'"),
        ("state", "acepted", "line 2, column state: unknown state 'acepted'.*'accepted'"),
        ("score", "1.4", "line 2, column score"),
    ],
)
def test_a_wrong_link_is_named_with_the_nearest(earlier, file, column, value, said):
    rows = following.rows_of(file)
    rows[0] |= {column: value}
    pd.DataFrame(rows).to_csv(file, index=False)
    with pytest.raises(ValueError, match=said):
        judged(earlier, file)


def test_links_of_another_report_say_nothing_of_ours(file):
    frame = xd.load_targets(outcomes=file)
    assert (frame["answer_state"] == "").all()
    assert frame["verdict"].equals(xd.load_targets()["verdict"])


def test_a_report_is_found_by_its_key_beside_the_other_whatever_its_folder_is_called(earlier, file):
    following.accept(file, GDP)
    (earlier.parent / following.LATER).rename(earlier.parent / "the next one")
    assert judged(earlier, file).loc[GDP, "verdict"] == "missed"


def test_states_are_chosen_by_code_or_name_and_a_misspelt_one_is_refused(file):
    following.accept(file, GDP)
    assert xd.load_links(file, state="已接受")["target"].tolist() == [GDP]
    with pytest.raises(ValueError, match="did you mean 'accepted'"):
        xd.load_links(file, state="acceptd")


def test_a_frame_that_is_no_table_of_links_is_refused(earlier, file):
    with pytest.raises(ValueError, match="unknown column of links 'outcome'"):
        judged(earlier, xd.load_links(file).drop(columns="outcome"))
    other = earlier / "report.csv"
    with pytest.raises(DataError, match="unknown column 'report'"):
        judged(earlier, other)
