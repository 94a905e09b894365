"""What exhibits say on reports that the notebooks were not written for."""

import functools
import json

import matplotlib.pyplot as plt
import pytest
import yunling
from conftest import LANGUAGES
from test_any_report import NAMES, exhibits, hearing, run


@pytest.mark.parametrize("name", NAMES)
def test_names_without_a_translation_are_shown_as_they_are_and_it_is_said(
    name, monkeypatch, tmp_path
):
    hearing(monkeypatch)
    rows = yunling.tables()
    for row in rows["indicators"]:
        row["name_en"] = ""
    folder = yunling.folder(tmp_path)
    yunling.write(folder, "indicators", rows["indicators"])
    space = run(name, lang="en", report=str(folder))
    chinese = [row["name_zh"] for row in rows["indicators"]]
    for made in exhibits(space):
        shown = json.dumps([made.payload["title"], made.payload["data"]], ensure_ascii=False)
        named = any(one in shown for one in chinese)
        assert ("not been translated" in made.payload["caveat"]) == named


# Of the two reports of Boye: what is said where no target is higher, or none can be judged.
SAID = {
    ("boye-county-2022", "00_overview", "goals-judged"): (
        "Of 36 goals none can be judged from outside the report, 10 can be set beside 2021",
        "36项目标均无外部数据可供评判，仅10项可与2021年实际比较"),
    ("boye-county-2022", "04_livelihood", "one-year"): (
        "Rural household toilets converted: 1,500 promised for 2022, 3,200 in 2021",
        "农村户厕改造：2022年目标1500座，2021年实际3200座"),
    ("boye-county-2022", "06_targets_and_outcomes", "asked"): (
        "All 5 growth targets for 2022 ask less than the year before gave",
        "2022年5项增长目标均低于上年实际"),
    ("boye-county-2022", "06_targets_and_outcomes", "ratios"): (
        "None of 5 growth targets lies above 2021, 2 of 5 counts below",
        "5项增速目标无一高于2021年实际，5项数量目标中2项低于实际"),
    ("boye-county-2021", "06_targets_and_outcomes", "asked"): (
        "2 of 3 growth targets for 2021 ask more than the year before gave; less is asked of "
        "general public budget revenue",
        "2021年3项增长目标中，2项高于此前年份；一般公共预算收入低于此前"),
    ("boye-county-2021", "06_targets_and_outcomes", "goals-2025"): (
        "2 goals for 2025, of which none can be judged yet", "到2025年的2项目标均尚无从评判"),
    ("boye-county-2021", "03_environment", "rates"): (None, None),  # there is one alone
}  # fmt: skip


@functools.cache
def shown_of(report, name, lang):
    """The payloads of the exhibits of a notebook on a report, by their names."""
    with pytest.MonkeyPatch.context() as patch:
        hearing(patch)
        space = run(name, lang=lang, report=report)
    plt.close("all")
    return {made.payload["name"]: made.payload for made in exhibits(space)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("report", "name", "exhibit"), SAID)
def test_titles_on_another_report_follow_what_is_drawn(report, name, exhibit, lang):
    found = shown_of(report, name, lang).get(exhibit, {"title": None})["title"]
    assert found == SAID[report, name, exhibit][LANGUAGES.index(lang)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_all_goals_have_in_common_is_said_once_at_the_foot(lang):
    made = shown_of("boye-county-2021", "06_targets_and_outcomes", lang)["goals-2025"]
    assert made["subtitle"] == ("As stated", "按原文")[LANGUAGES.index(lang)]
    assert len(made["columns"]) == 3  # no verdict, no reason, and no pace of what is no sum
    why = ("Nothing is observed of it outside the report.", "暂无报告以外的观测数据。")
    assert made["caveat"].startswith(why[LANGUAGES.index(lang)])
