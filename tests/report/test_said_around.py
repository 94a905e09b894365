"""The sentence around a figure has the words of its columns, and its key says what they say."""

import random
import re

import pytest
import yunling

from xiaoyi_data.reading import quantities
from xiaoyi_data.report import (
    codebook,
    consistency,
    keyed,
    proofs,
    readings,
    renderings,
    sentences,
    statements,
)

ABOUT = {"year": "2023", "place_zh": "云岭县"}
REVIEW = {"turn": "year_review", "years": "2022"}
FIVE = {"turn": "years_review", "years": "2018/2022"}
PLAN = {"turn": "year_plan", "years": "2023"}
ROW = {"status": "achieved", "basis": "", "measure": "level", "unit": "item", "period": "2022",
       "note": "", "commitment": "", "basis_source": "", "entity": ""}  # fmt: skip
AIM = {"status": "target", "period": "2023"}
ENTITIES = {
    "donghe": {"entity": "donghe", "kind": "company", "name_zh": "东河水泥"},
    "yunling_government": {"entity": "yunling_government", "kind": "government",
                           "name_zh": "云岭县人民政府"},
}  # fmt: skip
# A sentence with its number marked, the section, the columns that are right, a fault and its word.
CASES = [
    ("新建公园[6座]", REVIEW, {}, {"period": "2019"}, "period 2019"),
    ("2019年以来新建公园[6座]", REVIEW, {"period": "2019/2022"}, {"period": "2014/2022"}, None),
    ("绿化率达到[40%]", FIVE, {"period": "2022"}, {"period": "2020"}, "period 2020"),
    ("机井由[60眼]增加到90眼", REVIEW, {"period": "2021"}, {"period": "2020"}, "period 2020"),
    ("去年新建公园[6座]", PLAN, {"period": "2022"}, {"period": "2021"}, "period 2021"),
    ("“十四五”时期修路[90公里]", PLAN, {**AIM, "period": "2021/2025"},
     {"period": "2023/2025"}, None),
    ("修路[90公里]", PLAN, AIM, {"period": "2023/2025"}, "period 2023/2025"),
    ("新增就业[900人]", PLAN, AIM, {"status": "to_start"}, "no verb"),
    ("东河大桥投资[9亿元]，年内开工", PLAN, {**AIM, "status": "to_start"},
     {"status": "to_finish"}, "no verb"),
    ("失业率控制在[4%]，加快建设公园", PLAN, {**AIM, "unit": "percent"},
     {"status": "under_way"}, "a level in percent"),
    ("投资[9亿元]的大桥加快建设", REVIEW, {"status": "under_way"},
     {"status": "to_start"}, "review"),
    ("改造小区[9个]", REVIEW, {}, {"status": "under_way"}, "no verb"),
    ("改造小区[9个]", REVIEW, {}, {"status": "target"}, "no word of an aim"),
    ("力争引进企业[9家]", PLAN, {**AIM, "commitment": "strive"}, {"commitment": ""}, "力争"),
    ("引进企业[9家]，力争税收增长", PLAN, AIM, {"commitment": "strive"}, "力争"),
    ("力争之下引进企业[9家]", REVIEW, {}, {"commitment": "strive"}, "striven for no more"),
    ("税收同比增长[9%]", REVIEW, {"measure": "growth", "unit": "percent", "basis_source": "stated"},
     {}, None),
    ("税收增长[9%]", REVIEW, {"measure": "growth", "unit": "percent", "basis_source": "inferred"},
     {"basis_source": "stated"}, "compared"),
    ("税收年均增长[9%]", FIVE, {"period": "2018/2022", "basis": "annual_average"},
     {"basis": "since_baseline"}, "年均"),
    ("税收增长[9%]", FIVE, {"period": "2018/2022", "basis": "since_baseline"},
     {"basis": "annual_average"}, "年均"),
    ("东河水泥生产[9万吨]", REVIEW, {"entity": "donghe"}, {"entity": ""}, "names 东河水泥"),
    ("生产化肥[9万吨]", REVIEW, {}, {"entity": "donghe"}, "does not name 东河水泥"),
    ("县定实事[9件]", REVIEW, {"entity": "yunling_government"}, {}, None),
    ("造林[9万亩]", REVIEW, {}, {"entity": "yunling_government"}, "nothing of a government"),
]  # fmt: skip


def told(marked, section, row):
    before, printed, after = re.split(r"[\[\]]", marked)
    said = sentences.around(f"别的句子。{before}{printed}{after}。别的句子。",
                            len(before) + 5, printed)  # fmt: skip
    row = row | {"printed": printed, "quote": before + printed + after}
    return list(sentences.problems(row, said, section, ABOUT, ENTITIES))


@pytest.mark.parametrize(("marked", "section", "right", "fault", "word"), CASES)
def test_a_column_that_its_sentence_does_not_say_is_told(marked, section, right, fault, word):
    assert told(marked, section, ROW | right) == []
    found = told(marked, section, ROW | right | fault)
    assert word is None or (len(found) == 1 and word in found[0]), found


@pytest.mark.parametrize("note", ["Read as of 2019: the heading says so", "读作2019年"])
def test_a_note_that_says_how_it_is_read_settles_it(note):
    assert told("新建公园[6座]", REVIEW, ROW | {"period": "2019", "note": note}) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, None), ({"figure": "r-17"}, None), ({"figure": "gdp-2022-yunling"}, None),
        ({"period": "2021"}, "period"), ({"period": "2021/2022"}, "period"),
        ({"measure": "growth"}, "growth"), ({"status": "target"}, "target"),
        ({"indicator": "gdp_per_head"}, "the indicator is"), ({"figure": "gdp-rank-2022"}, "rank"),
        ({"figure": "gdp-per-head-2022"}, "the key says gdp_per_head"),
        ({"figure": "gdp-2022-donghe"}, "the entity is none"),
        ({"figure": "gdp-2018-2022", "period": "2018/2022"}, None),
        ({"figure": "gdp-2022-06-30", "period": "2022-06-30"}, None),
        ({"figure": "gdp-2022-b"}, None),
    ],
)  # fmt: skip
def test_a_key_as_drafts_make_them_agrees_with_its_columns(changes, word):
    row = ROW | {"figure": "gdp-2022", "indicator": "gdp"} | changes
    found = list(keyed.problems(row, ["gdp", "gdp_per_head"], ENTITIES))
    assert bool(found) == bool(word)
    assert word is None or word in found[0]


@pytest.mark.parametrize(
    ("printed", "quote", "fine"),
    [
        ("5万人", "新增就业5万人", True), ("5万", "新增就业5万人", False),
        ("8%", "增长8%以上", False), ("800人次", "培训近800人次", False),
        ("4天", "良好天数254天，增加4天", True), ("4", "良好天数254天，增加4天", False),
    ],
)  # fmt: skip
def test_what_is_printed_leaves_out_no_bound_and_no_measure_word(printed, quote, fine):
    assert (not list(consistency.printed({"printed": printed, "quote": quote}))) == fine


@pytest.mark.parametrize(
    ("rendered", "fine"),
    [("", True), ("4.5 million trees", True), ("450 ten thousand trees", True),
     ("4.6 million trees", False), ("98 of the trees", False)],
)  # fmt: skip
def test_a_rendering_has_the_number_of_its_figure(rendered, fine):
    row = {"quote_en": rendered, "value": "4500000", "low": "", "high": ""}
    assert (not list(renderings.value(row))) == fine


# A column, and how somebody may get it wrong: never the value that stands there.
FAULTS = {
    "value": lambda row, any_: str(float(row["value"] or 7) * any_([10, 1.01, 0.1, -1])),
    "printed": lambda row, any_: any_([row["printed"][1:], row["printed"][:-1]]),
    "unit": lambda row, any_: any_(["CNY", "t", "person", "km", "percent", "household"]),
    "measure": lambda row, any_: any_(["level", "growth", "change", "rank"]),
    "status": lambda row, any_: any_(["achieved", "target", "to_start", "to_finish", "under_way"]),
    "period": lambda row, any_: any_(["2016", "2021", "2022", "2023", "2018/2022", "2023/2027"]),
    "basis": lambda row, any_: any_(["", "year_on_year", "annual_average", "since_baseline"]),
    "baseline": lambda row, any_: any_(["", "2015", "2020", "2021", "2022", "2031"]),
    "basis_source": lambda row, any_: any_(["", "stated", "inferred"]),
    "commitment": lambda row, any_: any_(["", "strive"]),
    "indicator": lambda row, any_: any_(["gdp", "grain_output", "forest_cover", "key_projects"]),
    "entity": lambda row, any_: any_(["", "donghe"]),
    "quote": lambda row, any_: any_([row["quote"][:3], "经济平稳向好", row["quote"] + "了"]),
    "figure": lambda row, any_: any_(["gdp-target-2021", "grain-output-2020", "key-projects-2022"]),
    "quote_en": lambda row, any_: any_(["It came to 98.76 tonnes", "About 31,313 were built"]),
    "note": lambda row, any_: any_(["Of 77,123 in all", "The other 4,567 are left out"]),
    "start": lambda row, any_: str(int(row["start"]) + any_([-9, -1, 1, 30])),
    "section": lambda row, any_: any_(["1", "2", "3", "9"]),
}  # fmt: skip


def test_of_the_faults_seeded_in_every_column_95_in_100_are_named(tmp_path):
    """Half the rows of a report, one fault each, many times over."""
    text = tmp_path / "text.txt"
    text.write_text(yunling.text(), encoding="utf-8")
    seeded, missed = 0, []
    for seed in range(12):
        any_row = random.Random(seed)
        folder = yunling.folder(tmp_path / str(seed))
        rows, faults = yunling.tables()["figures"], {}
        for number in any_row.sample(range(len(rows)), len(rows) // 2):
            row, column = rows[number], any_row.choice(list(FAULTS))
            fault = row.get(column, "")
            while fault == row.get(column, ""):
                fault = FAULTS[column](row, any_row.choice)
            rows[number] = row | {column: fault}
            faults[number] = column, fault
        yunling.write(folder, "figures", rows)
        named = " ".join(proofs.check(text, report=folder)["key"])
        for number, fault in faults.items():
            seeded += 1
            if rows[number]["figure"] not in named:
                missed.append((rows[number]["figure"], *fault))
    assert seeded > 200
    assert len(missed) <= seeded // 20, missed


@pytest.mark.parametrize(
    ("printed", "quote", "unit", "fine"),
    [
        ("1个", "高于全国、全省1个、0.2个百分点", "pp", True),
        ("1个", "高于全国1个", "pp", False),
        ("1.2万亿", "规模分别达1.2万亿、1.1万亿", "CNY", True),
        ("1200", "规模达1200", "CNY", False),
        ("26.2", "由26.2:30.5:43.3调整", "percent", True),
        ("26.2", "由26.2调整", "percent", False),
    ],
)
def test_a_number_of_a_list_is_of_what_the_list_ends_with(printed, quote, unit, fine):
    read = quantities.parse(printed)
    row = dict.fromkeys(codebook.names("figures"), "") | {
        "printed": printed, "quote": quote, "unit": unit, "measure": "level", "figure": "one",
    }  # fmt: skip
    row |= readings.written(row, read)
    assert (not list(readings.problems([row]))) == fine


@pytest.mark.parametrize(
    ("quote", "fine"),
    [
        ("结构比由9:41:50调整为7:40:53", True),
        ("国企由9家整合为7家", True),
        ("产值9亿元，较“十二五”末的7亿元增长28%", True),
        ("结构比为9:41:50", False),
    ],
)
def test_what_stood_before_a_change_is_of_the_year_before_the_section(quote, fine):
    row = {"status": "achieved", "period": "2017", "quote": quote}
    assert (not list(consistency.turn(row, FIVE | {"section": "1"}, 2023))) == fine


def stands(value, unit, quote):
    """Return whether a level of a value in a unit agrees with its quote."""
    row = {"indicator": "one", "entity": "", "measure": "level", "basis": "", "period": "2022",
           "baseline": "", "value": value, "unit": unit, "quote": quote}  # fmt: skip
    return not list(statements.problems(row))


@pytest.mark.parametrize(
    ("quote", "fine"),
    [
        ("每千人床位7.8张", True),
        ("千人口床位数7.8张", True),
        ("万人拥有床位7.8张", True),
        ("优良天数增加7.8天", True),
        ("床位7.8张", False),
        ("惠及5万人，床位7.8张", False),
    ],
)
def test_a_part_of_a_thing_is_only_in_an_average(quote, fine):
    assert stands("7.8", "item", quote) == fine


@pytest.mark.parametrize(
    ("quote", "fine"),
    [
        ("比例优于全国1.2个百分点", True),
        ("比例好于全国1.2个百分点", True),
        ("比例1.2个百分点", False),
    ],
)
def test_points_are_how_far_two_shares_are_apart(quote, fine):
    assert stands("1.2", "pp", quote) == fine


@pytest.mark.parametrize(
    ("printed", "quote", "fine"),
    [
        ("30万", "服务30万群众", True), ("2亿元", "为群众减负2亿元", True),
        ("3亿元", "项目签约3亿元", True), ("3亿元", "项目约3亿元", False),
        ("5万", "就业5万人", False),
    ],
)  # fmt: skip
def test_what_belongs_to_a_number_is_what_is_read_there(printed, quote, fine):
    assert (not list(consistency.printed({"printed": printed, "quote": quote}))) == fine
