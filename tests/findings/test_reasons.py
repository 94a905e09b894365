"""Every verdict has a reason, in both languages, and what decides nothing is said to."""

import re

import pytest
from observed import growth, own

import xiaoyi_data as xd


def level(indicator, value, unit, period="2021", **more):
    return {"indicator": indicator, "period": period, "value": value, "unit": unit} | more


def average(value, **more):
    """The growth of two years a year, as it was published everywhere in 2021."""
    return growth("gdp", value, "2021") | {"basis": "annual_average", "baseline": "2019"} | more


CEILING = "registered-urban-unemployment-ceiling-2021"
RATE = "registered_urban_unemployment_rate"


# Target, rows of the user's, verdict, and what its reason says in either language.
REASONED = [
    ("gdp-growth-target-2021", [average(5.2)], "unknown", "yearly average", "年均"),
    ("gdp-growth-target-2021", [average(9.0)], "unknown", "on another basis", "口径不同"),
    ("gdp-growth-target-2021", [average(5.2), growth("gdp", 9.1, "2021")], "met", "9.1%", "9.1%"),
    ("gdp-growth-target-2021", [growth("gdp", 9.1, "2021") | {"baseline": "2019"}],
     "unknown", "since 2019", "2019年为基期"),
    ("gdp-growth-target-2021", [growth("gdp", 9.1, "2021") | {"baseline": ""}],
     "met", "reaches", "达到目标"),
    ("gdp-growth-target-2021", [growth("gdp", 9.1, "2021") | {"basis": ""}],
     "unknown", "not stated", "未注明"),
    ("gdp-growth-target-2021",
     [growth("gdp", 15, "2021") | {"basis": "since_baseline", "baseline": "2019"}],
     "unknown", "since the baseline", "比基期"),
    ("gdp-growth-target-2021", [growth("gdp", 8, "2021")], "met", "equals the target", "视为达到"),
    ("gdp-growth-target-2021", [growth("gdp", "8.0", "2021")], "met", "as published", "相同"),
    ("gdp-growth-target-2021", [growth("gdp", "7.95", "2021")], "missed", "falls short", "未达到"),
    ("gdp-growth-target-2021", [growth("gdp", 12, "2021-04/2021-06")],
     "unknown", "does not count from the beginning of 2021", "起点"),
    ("gdp-growth-target-2021", [growth("gdp", 12, "2021-12")], "unknown", "December", "12月"),
    ("gdp-growth-target-2021", [growth("gdp", 9, "2021") | {"printed": "近9%"}], "met", "", "近9%"),
    ("gdp-growth-target-2021", [growth("gdp", 8, "2021") | {"printed": "8%左右"}],
     "unknown", "not one number", "不是确数"),
    ("gdp-growth-target-2021", [growth("gdp", 8, "2021") | {"printed": "近8%"}],
     "missed", "Nearly 8%", "近8%"),
    ("gdp-growth-target-2021", [growth("gdp", 7, "2021") | {"printed": "7%以上"}],
     "unknown", "≥ 7%", "7%以上"),
    ("gdp-growth-target-2021", [growth("gdp", 8.5, "2021") | {"printed": "8%—9%"}],
     "met", "8–9% in 2021", "8%—9%"),
    ("gdp-growth-target-2021", [growth("gdp", 8, "2021") | {"printed": "7%—9%"}],
     "unknown", "not one number", "不是确数"),
    (CEILING, [level(RATE, "4.2", "percent")], "met", "within the ceiling", "未突破上限"),
    (CEILING, [level(RATE, "4.5", "percent")], "met", "equals", "相同"),
    (CEILING, [level(RATE, "4.51", "percent")], "missed", "above the ceiling", "突破上限"),
    (CEILING, [level(RATE, "5", "percent")], "unknown", "too coarsely", "位数太粗"),
    (CEILING, [level(RATE, "5.0", "percent")], "missed", "above", "突破"),
    (CEILING, [level(RATE, "4", "percent")], "met", "within", "未突破"),
    (CEILING, [level(RATE, "4.2", "percent", "2021-06")], "on_track", "not over", "尚未结束"),
    (CEILING, [level(RATE, "4.6", "percent", "2021-09-30")], "behind", "above", "高于上限"),
    ("grain-output-target-2021", [level("grain_output", 90000, "t")],
     "met", "90,000 t (= 90 million kg)", "9万吨（即9000万公斤）"),
    ("grain-output-target-2021", [level("grain_output", 85000, "t")], "met", "equals", "相同"),
    ("grain-output-target-2021", [level("grain_output", 84999, "t")], "missed", "short", "未达到"),
    ("grain-output-target-2021", [level("grain_output", 85000, "t", printed="8.5万吨")],
     "unknown", "too coarsely", "位数太粗"),
    ("grain-output-target-2021", [level("grain_output", 90000, "CNY")],
     "unknown", "do not convert", "无法换算"),
    ("grain-sown-area-target-2021", [level("grain_sown_area", 18000, "ha")],
     "met", "equals", "相同"),
    ("grain-sown-area-target-2021", [level("grain_sown_area", "179.9", "km2")],
     "missed", "short", "未达到"),
    ("gdp-target-2025", [level("gdp", 47228550000, "CNY", "2025", printed="4722855万元")],
     "met", "reaches", "达到目标"),
    ("gdp-stretch-2025", [level("gdp", 50000000000, "CNY", "2025", printed="500亿元")],
     "missed", "was to be passed", "持平"),
    ("gdp-stretch-2025", [level("gdp", 50010000000, "CNY", "2025", printed="500.1亿元")],
     "met", "reaches", "达到目标"),
    ("old-streets-renovated-target-2021", [level("old_streets_per_year", 2, "item")],
     "met", "lower end of 1–2", "下限"),
    ("old-streets-renovated-target-2021", [level("old_streets_per_year", 0, "item")],
     "missed", "lower end", "下限"),
    ("produce-markets-target-2021", [level("produce_markets", 4, "item")], "met", "equals", "相同"),
    ("produce-markets-target-2021", [level("produce_markets", 3, "item")], "missed", "short", "未"),
    ("skills-training-target-2021", [level("skills_training", 6000, "person")],
     "unknown", "do not convert", "无法换算"),
    ("new-urban-jobs-target-2021", [
        level("new_urban_jobs", 1000, "person", "2021-01/2021-03"),
        level("new_urban_jobs", 1100, "person", "2021-04/2021-06"),
    ], "on_track", "2,100 people in January–June 2021", "2021年1—6月累计2100人"),
    ("new-urban-jobs-target-2021", [level("new_urban_jobs", 4200, "person", "2020")],
     "unknown", "the target of 2021", "时期不符"),
    ("new-urban-jobs-target-2021", [level("new_urban_jobs", 4200, "person", "2021/2022")],
     "unknown", "2021–2022", "时期不符"),
    ("livelihood-projects-2021-xiaoyi", [level("livelihood_projects", 5, "item")],
     "unknown", "Xiaoyi as a whole", "孝义全市"),
    ("livelihood-projects-2021-xiaoyi",
     [level("livelihood_projects", 5, "item", entity="xiaoyi_government")], "met", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("target", "rows", "verdict", "en", "zh"), REASONED)
def test_a_verdict_stands_beside_its_reason_in_both_languages(
    tmp_path, target, rows, verdict, en, zh
):
    path = own(tmp_path / "own.csv", *rows)
    row = xd.load_targets(observations=path).set_index("figure").loc[target]
    assert (row["verdict"], row["reason"]) == (verdict, row["reason_en"])
    assert en in row["reason_en"]
    assert zh in row["reason_zh"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_target_has_a_reason_that_reads_whole(lang):
    for said in xd.load_targets(lang=lang)["reason"]:
        assert said.endswith("." if lang == "en" else "。")
        assert not re.search(r"[{}]|nan|None|<NA>", said)
        assert bool(re.search("[\u4e00-\u9fff]", said)) == (lang == "zh")
