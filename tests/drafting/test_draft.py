"""The tables of a draft: every numeral once, every quote true, the fields of sentences of ours."""

import re
from pathlib import Path

import pytest
from conftest import SOURCE, need
from drafting.test_frame import PLAIN
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoyi_data.drafting import turns
from xiaoyi_data.drafting.draft import draft
from xiaoyi_data.drafting.frame import Frame, frame
from xiaoyi_data.reading import numerals, quantities
from xiaoyi_data.report import codebook, values


def drafted(text, year=2023, place="云岭县"):
    framed = frame(text)
    return draft(
        framed, turns.Year(year, (), True), turns.parts(framed, year), "yunling-2023", place
    )


def tables(sentence, turn="year_review", year=2023):
    """Return the tables drafted of one sentence in a part of the turn."""
    part = turns.Part(0, len(sentence), turn, "", True, "1", "")
    whole = Frame(sentence, (0,), ())
    return draft(whole, turns.Year(year, (), True), [part], "yunling-2023", "云岭县").tables


def said(sentence, turn="year_review", year=2023):
    """Return the rows of one sentence in a part of the turn, with the names of their indicators."""
    made = tables(sentence, turn, year)
    known = {row["indicator"]: row["name_zh"] for row in codebook.rows("indicators")}
    known |= {row["indicator"]: row["name_zh"] for row in made["indicators"]}
    return [row | {"name": known[row["indicator"]]} for row in made["draft"]]


ALPHABET = st.sampled_from(
    "一二三两十百万亿0123456789.%、，。；：（）“”年月日个家项户元吨亩公里"
    "增长下降达到完成新建同比分别全县由至以上近超约—/:∶GDPm ".replace(" ", "")
    + "\n "
)


@settings(max_examples=60, deadline=None)
@given(st.text(ALPHABET, max_size=120))
def test_every_numeral_of_any_text_is_in_one_table_and_every_quote_is_true(text):
    made = drafted(PLAIN.replace("请予审议。", "请予审议。\n" + text + "\n"))
    whole, tables = made.framed.text, made.tables
    spans = {(int(row["start"]), row["printed"]) for row in tables["draft"]}
    claimed = [start + run.start for start, printed in spans for run in numerals.runs(printed)]
    claimed += [int(row["start"]) for row in tables["other_numerals"]]
    assert sorted(claimed) == [run.start for run in numerals.runs(whole)]
    for row in tables["draft"]:
        start, printed, quote = int(row["start"]), row["printed"], row["quote"]
        assert whole[start : start + len(printed)] == printed
        assert len(quote) <= max(40, len(printed))
        assert any(
            whole.startswith(quote, start - at)
            for at in range(len(quote))
            if quote.startswith(printed, at)
        )
        assert quantities.parse(printed).qualifier == row["qualifier"]
        for field in codebook.fields("draft"):  # whatever is printed, the folder can be read
            values.taken(field, row.get(field["name"], ""), row["unit"])
    assert len({row["figure"] for row in tables["draft"]}) == len(tables["draft"])


def test_the_same_text_gives_the_same_tables():
    assert drafted(PLAIN).tables == drafted(PLAIN).tables


# A sentence, its turn; of each figure name or key, value, unit, measure, basis, period, status.
SENTENCES = [
    ("全县生产总值完成86亿元，同比增长6.1%。", "year_review", [
        ("gdp", "8600000000", "CNY", "level", "", "2022", "achieved"),
        ("gdp", "6.1", "percent", "growth", "year_on_year", "2022", "achieved"),
    ]),
    ("城乡居民人均可支配收入分别增长5%和7.5%。", "year_review", [
        ("urban_disposable_income", "5", "percent", "growth", "year_on_year", "2022", "achieved"),
        ("rural_disposable_income", "7.5", "percent", "growth", "year_on_year", "2022", "achieved"),
    ]),
    ("规上工业企业、限上商贸企业分别净增8户。", "year_plan", [
        ("above_size_industrial_enterprises", "8", "enterprise", "change", "year_on_year", "2023",
         "target"),
        ("above_threshold_trade_enterprises", "8", "enterprise", "change", "year_on_year", "2023",
         "target"),
    ]),
    ("生产总值年均增长7%，一般公共预算收入较“十二五”末增长41%。", "years_review", [
        ("gdp", "7", "percent", "growth", "annual_average", "2018/2022", "achieved"),
        ("general_public_budget_revenue", "41", "percent", "growth", "since_baseline", "2016/2022",
         "achieved"),
    ]),
    ("森林覆盖率达到41.5%，提高3个百分点。", "years_review", [
        ("forest_cover", "41.5", "percent", "level", "", "2022", "achieved"),
        ("forest_cover", "3", "pp", "change", "since_baseline", "2018/2022", "achieved"),
    ]),
    ("到2027年，粮食产量稳定在12万吨以上，城镇新增就业2万人。", "years_aims", [
        ("grain_output", "120000", "t", "level", "", "2027", "target"),
        ("new_urban_jobs", "20000", "person", "level", "", "2027", "target"),
    ]),
    ("投资4.5亿元建设了3所学校。", "year_review", [
        ("学校投资", "450000000", "CNY", "level", "", "2022", "achieved"),
        ("建设学校", "3", "item", "level", "", "2022", "achieved"),
    ]),
    ("实施总投资21亿元的云泉水库工程。", "year_review", [
        ("云泉水库工程总投资", "2100000000", "CNY", "level", "", "2022", "achieved"),
    ]),
    ("人均住房面积由29平方米增加到38平方米。", "years_review", [
        ("人均住房面积", "29", "m2", "level", "", "2017", "achieved"),
        ("人均住房面积", "38", "m2", "level", "", "2022", "achieved"),
    ]),
    ("东河年产30万吨尿素项目开工建设，推进西河20万吨甲醇项目建设。", "year_plan", [
        ("尿素产能", "300000", "t", "level", "", "2023", "to_start"),
        ("methanol_capacity", "200000", "t", "level", "", "2023", "under_way"),
    ]),
    ("PM2.5平均浓度下降8.2%，空气优良天数比上年增加12天。", "year_review", [
        ("PM2.5平均浓度", "-8.2", "percent", "growth", "year_on_year", "2022", "achieved"),
        ("good_air_days", "12", "day", "change", "year_on_year", "2022", "achieved"),
    ]),
    ("三次产业结构由2017年的12.1:48.3:39.6优化为9.4:47.3:43.3。", "years_review", [
        ("primary_sector_share", "12.1", "percent", "level", "", "2017", "achieved"),
        ("secondary_sector_share", "48.3", "percent", "level", "", "2017", "achieved"),
        ("tertiary_sector_share", "39.6", "percent", "level", "", "2017", "achieved"),
        ("primary_sector_share", "9.4", "percent", "level", "", "2022", "achieved"),
        ("secondary_sector_share", "47.3", "percent", "level", "", "2022", "achieved"),
        ("tertiary_sector_share", "43.3", "percent", "level", "", "2022", "achieved"),
    ]),
    ("建成数据平台6家、加工企业11家，改厕2300户。", "year_review", [
        ("建成数据平台", "6", "item", "level", "", "2022", "achieved"),
        ("建成加工企业", "11", "enterprise", "level", "", "2022", "achieved"),
        ("rural_toilets_converted", "2300", "household", "level", "", "2022", "achieved"),
    ]),
    ("城镇登记失业率高于全国1.2个百分点。", "year_review", [
        ("城镇登记失业率高于全国幅度", "1.2", "pp", "level", "", "2022", "achieved"),
    ]),
    ("改造农田3万亩，补充耕地800亩，新建农村公路12公里、桥梁3座。", "year_review", [
        ("改造农田", "30000", "mu", "level", "", "2022", "achieved"),
        ("补充耕地", "800", "mu", "level", "", "2022", "achieved"),
        ("新建农村公路里程", "12", "km", "level", "", "2022", "achieved"),
        ("新建桥梁", "3", "item", "level", "", "2022", "achieved"),
    ]),
    ("制定规章20件、修订15件。", "year_review", [
        ("制定规章", "20", "item", "level", "", "2022", "achieved"),
        ("修订规章", "15", "item", "level", "", "2022", "achieved"),
    ]),
    ("办结率、满意率均达到98%。", "year_review", [
        ("办结率", "98", "percent", "level", "", "2022", "achieved"),
        ("满意率", "98", "percent", "level", "", "2022", "achieved"),
    ]),
    ("城、乡居民人均可支配收入分别为22694元、9527元，增长8.5%、11%。", "year_review", [
        ("urban_disposable_income", "22694", "CNY", "level", "", "2022", "achieved"),
        ("rural_disposable_income", "9527", "CNY", "level", "", "2022", "achieved"),
        ("urban_disposable_income", "8.5", "percent", "growth", "year_on_year", "2022",
         "achieved"),
        ("rural_disposable_income", "11", "percent", "growth", "year_on_year", "2022",
         "achieved"),
    ]),
    ("三产结构比由19.6∶40.9∶39.5调整为9.5∶47.9∶42.6。", "years_review", [
        ("primary_sector_share", "19.6", "percent", "level", "", "2017", "achieved"),
        ("secondary_sector_share", "40.9", "percent", "level", "", "2017", "achieved"),
        ("tertiary_sector_share", "39.5", "percent", "level", "", "2017", "achieved"),
        ("primary_sector_share", "9.5", "percent", "level", "", "2022", "achieved"),
        ("secondary_sector_share", "47.9", "percent", "level", "", "2022", "achieved"),
        ("tertiary_sector_share", "42.6", "percent", "level", "", "2022", "achieved"),
    ]),
    ("2020年，实现生产总值189亿元；社会消费品零售总额106亿元，较上年增长9%。",
     "years_review", [
        ("gdp", "18900000000", "CNY", "level", "", "2020", "achieved"),
        ("retail_sales", "10600000000", "CNY", "level", "", "2020", "achieved"),
        ("retail_sales", "9", "percent", "growth", "year_on_year", "2020", "achieved"),
    ]),
    ("规上企业从153家发展到268家，增速居全市第二。", "years_review", [
        ("规上企业", "153", "enterprise", "level", "", "2017", "achieved"),
        ("规上企业", "268", "enterprise", "level", "", "2022", "achieved"),
        ("规上企业增速全市位次", "2", "rank", "rank", "", "2022", "achieved"),
    ]),
    ("中央财政累计投入90亿元，用于乡村学校建设。", "year_review", [
        ("乡村学校建设投资", "9000000000", "CNY", "level", "", "2022", "achieved"),
    ]),
    ("云泉基地建设初具规模，完成投资3亿元。化学需氧量、氨氮排放量分别下降2%和3%。",
     "year_review", [
        ("云泉基地完成投资", "300000000", "CNY", "level", "", "2022", "achieved"),
        ("化学需氧量排放量", "-2", "percent", "growth", "year_on_year", "2022", "achieved"),
        ("氨氮排放量", "-3", "percent", "growth", "year_on_year", "2022", "achieved"),
    ]),
    ("化解债务4.7亿元，完成年度任务的115%。", "year_review", [
        ("化解债务", "470000000", "CNY", "level", "", "2022", "achieved"),
        ("化解债务任务完成率", "115", "percent", "level", "", "2022", "achieved"),
    ]),
    ("80%的行政村建成了广场，在全市考核中连续三年保持进位。", "year_review", [
        ("行政村建成广场比例", "80", "percent", "level", "", "2022", "achieved"),
        ("考核连续保持进位年数", "3", "year", "level", "", "2022", "achieved"),
    ]),
    ("力争新增高新技术企业9家。", "year_plan", [
        ("high_tech_enterprises_fostered", "9", "enterprise", "level", "", "2023", "target"),
    ]),
]  # fmt: skip
FIELDS = ("value", "unit", "measure", "basis", "period", "status")


@pytest.mark.parametrize(("sentence", "turn", "right"), SENTENCES, ids=[s[0] for s in SENTENCES])
def test_the_fields_of_a_figure_are_those_its_words_say(sentence, turn, right):
    found = said(sentence, turn)
    assert [tuple(row[field] for field in FIELDS) for row in found] == [row[1:] for row in right]
    for row, (name, *_) in zip(found, right, strict=True):
        assert name in (row["indicator"], row["name"])


def test_a_number_that_no_table_can_hold_is_no_figure():
    found = said("交易额2274.8万亿元，另有99999万亿亿元。")
    assert [row["value"] for row in found] == ["2274800000000000"]


def test_a_share_over_a_hundred_has_its_own_end():
    done, share = said("化解债务4.7亿元，完成年度任务的115%。"), said("森林覆盖率达到41%以上。")
    assert (done[1]["low"], done[1]["high"]) == ("114.5", "115.5")
    assert share[0]["high"] == "100"


AGREE = {
    "printed": 1, "value": 0.99, "qualifier": 1, "low": 0.99, "high": 0.99, "unit": 0.99,
    "measure": 0.99, "basis": 0.99, "basis_source": 0.97, "period": 0.97, "baseline": 0.98,
    "status": 0.98, "commitment": 0.99, "indicator": 0.65,
}  # fmt: skip


def test_the_draft_of_our_own_report_agrees_with_its_tables():
    need(SOURCE.exists(), "the report's text: set XIAOYI_SOURCE")
    framed = frame(SOURCE.read_text(encoding="utf-8"))
    told = turns.year(framed)
    made = draft(framed, told, turns.parts(framed, told.year), "xiaoyi-2021", "孝义市")
    gold = codebook.rows("figures")
    found = {(row["start"], row["printed"]): row for row in reversed(made.tables["draft"])}
    assert {(row["start"], row["printed"]) for row in gold} == found.keys()
    for column, share in AGREE.items():
        right = sum(found[row["start"], row["printed"]][column] == row[column] for row in gold)
        assert right >= share * len(gold), (column, right, len(gold))
    others = {row["start"]: row["reason"] for row in made.tables["other_numerals"]}
    known = codebook.rows("other_numerals")
    assert {row["start"] for row in known} == others.keys()
    assert sum(others[row["start"]] == row["reason"] for row in known) >= 0.95 * len(known)


def test_every_rule_is_used_and_compiles():
    from xiaoyi_data.drafting import rules

    named = [row["name"] for row in rules.rows("patterns")]
    assert len(named) == len({*named})
    assert all(rules.pattern(name) for name in named)
    rooms = [Path(rules.__file__).parents[1] / room for room in ("drafting", "reviewing")]
    code = "".join(path.read_text("utf-8") for room in rooms for path in room.glob("*.py"))
    tables = "".join(
        "".join(filter(None, row.values()))
        for name in ("cues", "naming", "patterns")
        for row in rules.rows(name)
    )
    for name in [*named, *(row["kind"] for row in rules.rows("words"))]:
        of_unit = re.sub("^of_(?:household|enterprise|person|item)$", "of_{kind}", name)
        used = f'"{name}"' in code or f'"{of_unit}"' in code
        assert used or (f"{{{name}}}" in tables and name not in named), name
    asked = {"case", "digits", "unit", "field", "turn", "gap", "named", "noun", "around", "right"}
    for name in ("doubts", "frame", "turns", "figures", "reasons", "synonyms", "measured", "cues",
                 "naming"):  # fmt: skip
        said = {row["where"]: "云岭县" for row in rules.rows(name) if row["where"]}
        columns = asked & {*rules.rows(name)[0]}
        list(rules.fitting(name, **said | dict.fromkeys(columns, "item")))  # which compiles them
    keys = {row["indicator"] for row in codebook.rows("indicators")}
    assert {row["indicator"] for row in rules.rows("synonyms")} <= keys
    reasons = codebook.labels("other_numerals", "reason").keys()
    assert {row["reason"] for row in rules.rows("reasons")} <= reasons
    assert all(0 < float(row["share"]) < 1 for row in rules.rows("doubts"))
