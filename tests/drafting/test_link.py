"""Links of two reports: what answers a target, what is only set anew, what nobody mentions."""

import shutil
import time

import following
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xiaoyi_data as xd
from xiaoyi_data.cli import main
from xiaoyi_data.drafting import alike, link
from xiaoyi_data.report import codebook, links


@pytest.fixture
def pair(tmp_path):
    return following.pair(tmp_path)


@pytest.fixture
def found(pair):
    return {row["target"]: row for row in link.link(*pair)}


ANSWERED = {
    "gdp-growth-target-2022": "gdp-growth-2022",
    "general-public-budget-revenue-growth-target-2022": "general-public-budget-revenue-growth-2022",
    "own-roads-target-2022": "own-built-2022",
    "own-estates-target-2022": "own-renewed-2022",
    "own-posts-target-2022": "own-charging-2022",
    "own-leaders-target-2022": "own-firms-2022",
}
ANEW = {
    "grain-output-target-2022": "grain-output-target-2023",
    "own-fairs-target-2022": "own-jobfairs-target-2023",
}
SILENT = {"own-rivers-target-2022", "forest-cover-target-2022", "own-villages-target-2022"}


@pytest.mark.parametrize(("target", "outcome"), ANSWERED.items())
def test_what_is_alike_in_name_unit_and_scope_answers(found, target, outcome):
    assert found[target]["outcome"] == outcome


@pytest.mark.parametrize(("target", "outcome"), ANEW.items())
def test_a_goal_of_which_no_outcome_is_told_and_that_is_set_again_is_said_to_be(
    pair, found, target, outcome
):
    assert found[target]["outcome"] == outcome
    assert links.sorts([found[target]], pair[1]) == ["anew"]
    assert found[target]["reason_en"].startswith("no figure of the outcome; set anew for 2023")
    assert found[target]["reason_zh"].startswith("没有结果数据，2023年重新提出")


@pytest.mark.parametrize("target", sorted(SILENT))
def test_what_nobody_mentions_again_is_a_row_without_an_outcome(found, target):
    assert found[target]["outcome"] == found[target]["outcome_quote"] == ""
    assert "2023" in found[target]["reason_en"]
    assert "没有数据" in found[target]["reason_zh"]


def test_an_outcome_of_another_level_of_government_is_no_answer(found):
    assert found["own-villages-target-2022"]["outcome"] != "own-towns-2022"


def test_a_target_of_all_is_answered_by_both_its_parts(pair):
    rows = [row for row in link.link(*pair) if row["target"] == "own-income-growth-target-2022"]
    parts = {"urban-disposable-income-growth-2022", "rural-disposable-income-growth-2022"}
    assert {row["outcome"] for row in rows} == parts
    assert all("of a part of it" in row["reason_en"] for row in rows)


def test_every_target_has_a_row_and_no_outcome_answers_two(pair, found):
    figures = following.rows_of(pair[0] / "figures.csv")
    assert set(found) == {row["figure"] for row in figures if row["status"] == "target"}
    outcomes = [row["outcome"] for row in link.link(*pair) if row["outcome"]]
    assert len(outcomes) == len(set(outcomes))


def test_a_lowered_goal_is_named_beside_the_outcome_of_the_former(found):
    assert "set anew for 2023: 6%, lower than 7%" in found["gdp-growth-target-2022"]["reason_en"]
    assert "低于7%" in found["gdp-growth-target-2022"]["reason_zh"]
    assert "lower than 120,000 t" in found["grain-output-target-2022"]["reason_en"]


def test_the_stronger_the_reasons_the_higher_the_score():
    shares = [float(link.score(strength)) for strength in (1.2, 0.9, 0.7, 0.55, 0.4)]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 5


def test_links_are_the_same_each_time_and_quick(pair):
    first, start = link.link(*pair), time.perf_counter()
    assert link.link(*pair) == first
    assert time.perf_counter() - start < 1


def test_proposed_rows_are_linked_where_they_are_asked_for(tmp_path):
    pair = following.pair(tmp_path, draft=True)
    with pytest.raises(ValueError, match="no target in its accepted rows: --draft"):
        link.link(*pair)
    rows = {row["target"]: row["outcome"] for row in link.link(*pair, draft=True)}
    assert rows["own-roads-target-2022"] == "own-built-2022"


NAMES = [
    ("新建公共厕所", "改造公厕", True),
    ("旅游接待人数", "接待游客", True),
    ("完成棚户区改造", "棚改", True),
    ("城镇新增就业", "失业人员再就业", False),
    ("实施重点工程", "推进改造项目", False),
]


@pytest.mark.parametrize(("one", "other", "like"), NAMES)
def test_words_that_mean_the_same_are_the_same_and_plain_words_say_nothing(one, other, like):
    row = {"quote": "", "printed": "9个", "value": "9", "low": "", "high": "", "unit": "item",
           "measure": "level", "indicator": "", "basis": ""}  # fmt: skip
    pair = [alike.figure(row, name) for name in (one, other)]
    found = alike.likeness(*pair, alike.weights(pair))
    assert (found is not None and found.strength > 0.4) is like


def test_the_command_writes_a_table_that_is_loaded_and_never_overwrites_it(pair, tmp_path, capsys):
    out = tmp_path / "links.csv"
    line = ["link", *map(str, pair), "-o", str(out), "--lang", "zh"]
    assert main.main(line) == 0
    assert "12个目标" in capsys.readouterr().out
    frame = xd.load_links(out, lang="zh")
    assert frame["state_name"].unique().tolist() == ["待审"]
    assert frame["score"].between(0, 1).all()
    assert list(following.rows_of(out)[0]) == [field["name"] for field in codebook.fields("links")]
    assert main.main(line) == 2
    assert "exists already" in capsys.readouterr().err


def faults(tmp_path):
    earlier, later = following.pair(tmp_path)
    other = following.folder(tmp_path, 2023, "赤水县")
    broken = shutil.copytree(later, tmp_path / "broken")
    figures = (broken / "figures.csv").read_text(encoding="utf-8")
    (broken / "figures.csv").write_text(figures.replace("achieved", "achived", 1), encoding="utf-8")
    return {
        "qinghe-2022 is of 青禾县, elsewhere-2023 of 赤水县": (earlier, other),
        "the earlier one comes first": (later, earlier),
        "qinghe-2022 is given twice": (earlier, earlier),
        "broken/figures.csv, line 2, column status: unknown status 'achived'": (earlier, broken),
        "did you mean": (earlier, str(later)[:-1] + "4"),
    }


@pytest.mark.parametrize("said", range(5))
def test_two_reports_that_do_not_belong_together_are_one_line(tmp_path, capsys, said):
    told, (earlier, later) = list(faults(tmp_path).items())[said]
    assert main.main(["link", str(earlier), str(later), "-o", str(tmp_path / "x.csv")]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert not (tmp_path / "x.csv").exists()


def test_the_pair_that_is_shipped_is_linked_as_a_reader_would():
    rows = {row["target"]: row for row in link.link("boye-county-2021", "boye-county-2022")}
    assert rows["gdp-growth-target-2021"]["outcome"] == "gdp-growth-2021"
    outcome = rows["public-car-parks-built-target-2021"]["outcome"]
    assert outcome == "public-car-parks-built-2021"
    assert rows["job-fairs-target-2021"]["outcome"] == "job-fairs-target-2022"
    assert not rows["forest-cover-target-2021"]["outcome"]


def test_the_links_that_are_shipped_are_those_proposed_and_a_reader_has_decided_each():
    shipped = xd.load_links("boye-county-2022")
    proposed = link.link("boye-county-2021", "boye-county-2022")
    assert shipped["target"].tolist() == [row["target"] for row in proposed]
    assert set(shipped["state"]) == {"accepted", "rejected"}
    frame = xd.load_targets(report="boye-county-2021", outcomes=shipped).set_index("figure")
    assert frame.loc["gdp-growth-target-2021", "verdict"] == "missed"
    assert frame.loc["retail-sales-growth-target-2021", "verdict"] == "met"
    assert frame.loc["foreign-investment-used-growth-target-2021", "verdict"] == "unknown"
    assert frame.loc["beautiful-villages-built-target-2021", "answer_state"] == "rejected"


def test_of_the_links_that_were_proposed_a_reader_changed_few():
    shipped = xd.load_links("boye-county-2022").fillna({"outcome": ""})
    proposed = link.link("boye-county-2021", "boye-county-2022")
    rows = zip(proposed, shipped.itertuples(index=False), strict=True)
    wrong = [row["target"] for row, own in rows
             if own.state == "rejected" or own.outcome != row["outcome"]]  # fmt: skip
    assert len(wrong) <= len(proposed) / 8


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text("城镇农村公厕道路改造新建人均收入小区0.5、，的", max_size=9), min_size=2, max_size=2
    )
)
def test_any_two_names_are_alike_in_both_orders_and_not_endlessly(names):
    row = {"quote": "", "printed": "9个", "value": "9", "low": "", "high": "", "unit": "item",
           "measure": "level", "indicator": "", "basis": ""}  # fmt: skip
    one, two = (alike.figure(row, name) for name in names)
    weights = alike.weights([one, two])
    found, turned = alike.likeness(one, two, weights), alike.likeness(two, one, weights)
    assert (found is None) is (turned is None)
    if found and turned:
        assert 0 < found.strength < 1.2
        assert found.strength == pytest.approx(turned.strength)
