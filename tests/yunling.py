"""The report of a county that does not exist, as a folder of tables: sentences of our own.

No key of a figure is one of Xiaoyi's; most indicators are, two are the report's own. Figures
are marked in the sentences, each as ``[printed|indicator status measure period …]``.
"""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

from xiaoyi_data.reading import numerals, quantities
from xiaoyi_data.report import codebook
from xiaoyi_data.report.source import canonical

KEY = "yunling-2023"
PLAIN = {"no derived": ("derived",), "no observations": ("observations",),
         "figures alone": ("derived", "observations", "closures", "entities", "indicators"),
         "nothing": ("derived", "observations", "closures", "figures", "draft")}  # fmt: skip
# Number, turn, years, first numeral, titles; then the sentences.
TEXT = [
    ("1", "year_review", "2022", "一", "Review of 2022", "2022年工作回顾",
     "一、2022年工作回顾。地区生产总值完成[126.4亿元|gdp achieved level 2022]，"
     "增长[4.6%|gdp achieved growth 2022]。"
     "一般公共预算收入[8.35亿元|general_public_budget_revenue achieved level 2022]，"
     "增长[6.1%|general_public_budget_revenue achieved growth 2022]。"
     "固定资产投资增长[11.3%|fixed_asset_investment achieved growth 2022]。"
     "社会消费品零售总额[41.2亿元|retail_sales achieved level 2022]，"
     "下降[2.4%|retail_sales achieved growth 2022]。"
     "规模以上工业增加值增长[7.2%|industrial_value_added achieved growth 2022]。"
     "城镇居民人均可支配收入[31260元|urban_disposable_income achieved level 2022]，"
     "农村居民人均可支配收入[14870元|rural_disposable_income achieved level 2022]，"
     "分别增长[5.1%|urban_disposable_income achieved growth 2022]"
     "和[7.5%|rural_disposable_income achieved growth 2022]。"
     "城镇新增就业[3120人|new_urban_jobs achieved level 2022]。"
     "森林覆盖率达到[46.8%|forest_cover achieved level 2022]，"
     "空气优良天数[318天|good_air_days achieved level 2022]。"
     "建成高标准农田[2.4万亩|high_standard_farmland_built achieved level 2022]，"
     "粮食总产量[15.6万吨|grain_output achieved level 2022]。"
     "改扩建学校[6所|schools_rebuilt achieved level 2022]，"
     "新建充电桩[300个|charging_posts achieved level 2022]。"
     "培训护理员[近800人次|care_training achieved level 2022]。"
     "东河水泥年产[150万吨|cement_capacity under_way level 2022 donghe]生产线加快建设。"),
    ("2", "years_aims", "2023/2027", "二", "Aims for 2027", "今后五年目标",
     "二、今后五年目标。到2027年地区生产总值达到[180亿元以上|gdp target level 2027]，"
     "年均增长[7%|gdp target growth 2023/2027]，"
     "常住人口城镇化率达到[55%|urbanisation_rate target level 2027]。"),
    ("3", "year_plan", "2023", "三", "Plan of 2023", "2023年工作安排",
     "三、2023年工作安排。地区生产总值增长[6%左右|gdp target growth 2023]，"
     "一般公共预算收入增长[5%|general_public_budget_revenue target growth 2023]，"
     "固定资产投资增长[10%以上|fixed_asset_investment target growth 2023]，"
     "社会消费品零售总额增长[8%|retail_sales target growth 2023]，"
     "城镇新增就业[3000人以上|new_urban_jobs target level 2023]，"
     "城镇登记失业率控制在[4.5%以内|registered_urban_unemployment_rate target level 2023]。"
     "实施重点项目[58个|key_projects target level 2023]，"
     "总投资[210亿元|key_projects_investment target level 2023]，"
     "年度投资[64亿元|key_projects_spending target level 2023]。"
     "新建充电桩[500个|charging_posts target level 2023]。"
     "建成高标准农田[3万亩|high_standard_farmland_built target level 2023]。"
     "东河水泥年产[200万吨|cement_capacity to_start level 2023 donghe]二期开工。"),
]  # fmt: skip
HEAD = "云岭县政府工作报告2023年2月8日"
OWN = [
    ("charging_posts", "urban", "charging posts built", "新建充电桩", "个", "flow", "higher"),
    ("care_training", "livelihood", "carers trained", "培训护理员", "", "flow", "higher"),
    ("cement_capacity", "industry", "cement capacity", "水泥产能", "", "stock", "none"),
]
_MARK = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


def folder(where: Path, without: tuple[str, ...] = ()) -> Path:
    """Write the report's folder into ``where``, without some of its tables, and return it."""
    made = where / KEY
    made.mkdir(parents=True)
    for name, rows in tables().items():
        if name not in without:
            write(made, name, rows)
    return made


def write(made: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write rows as a table of a report."""
    with (made / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file,
            [field["name"] for field in codebook.fields(name)],
            lineterminator="\n",
            restval="",
        )
        writer.writeheader()
        writer.writerows(rows)


def text() -> str:
    """Return the canonical text of the report."""
    return canonical(HEAD + "".join(_MARK.sub(r"\1", part[-1]) for part in TEXT))


def tables() -> dict[str, list[dict[str, str]]]:
    """Return the rows of every table."""
    whole, at = text(), len(HEAD)
    figures, sections = list[dict[str, str]](), list[dict[str, str]]()
    for number, turn, years, opens, title_en, title_zh, marked in TEXT:
        place, plain = at, _MARK.sub(r"\1", marked)
        row = {"report": KEY, "section": number, "turn": turn, "years": years, "opens": opens}
        row |= {"title_en": title_en, "title_zh": title_zh}
        sections.append(row | {"start": str(place), "end": str(place + len(plain))})
        shift = place
        for mark in _MARK.finditer(marked):
            start = shift + mark.start()
            shift -= len(mark[0]) - len(mark[1])
            figures.append(_figure(whole, mark[1], start, number, *mark[2].split()))
        at += len(plain)
    taken = {
        (run.start + int(row["start"])) for row in figures for run in numerals.runs(row["printed"])
    }
    others = [
        {"report": KEY, "start": str(run.start), "text": run.text, "reason": "date",
         "note": whole[max(0, run.start - 2) : run.end + 2]}
        for run in numerals.runs(whole) if run.start not in taken
    ]  # fmt: skip
    about = {
        "report": KEY, "place_en": "Yunling County", "place_zh": "云岭县", "year": "2023",
        "date": "2023-02-08", "title_en": "Government work report, delivered on 8 February 2023",
        "title_zh": "政府工作报告——2023年2月8日",
        "author_en": "People's Government of Yunling County", "author_zh": "云岭县人民政府",
        "coding": "reviewed", "characters": str(len(whole)),
        "sha256": hashlib.sha256(whole.encode()).hexdigest(),
    }  # fmt: skip
    columns = ("indicator", "theme", "name_en", "name_zh", "measure_word", "kind", "better")
    return {
        "report": [about],
        "figures": figures,
        "other_numerals": others,
        "sections": sections,
        "entities": [{"entity": "donghe", "kind": "company", "name_en": "Donghe Cement",
                      "name_zh": "东河水泥"}],
        "indicators": [dict(zip(columns, row, strict=True)) for row in OWN],
        "closures": [{"smaller": "key-projects-spending-target-2023-yunling",
                      "larger": "key-projects-investment-target-2023-yunling", "reason": "part"}],
        "derived": [{"derived": "jobs-target-share", "unit": "percent", "grade": "sound",
                     "inputs": "a=new-urban-jobs-target-2023-yunling b=new-urban-jobs-2022-yunling",
                     "expression": "a / b * 100", "name_en": "jobs promised", "name_zh": "就业目标",
                     "caveat_en": "A target.", "caveat_zh": "目标值。"}],
        "observations": [{"indicator": "gdp", "measure": "level", "period": year, "value": value,
                          "unit": "CNY", "source": "A yearbook", "source_zh": "年鉴", "grade": "B"}
                         for year, value in (("2022", "12600000000"), ("2023", "13300000000"))],
    }  # fmt: skip


def _figure(
    whole: str, printed: str, start: int, section: str, indicator: str, status: str, measure: str,
    period: str, entity: str = "",
) -> dict[str, str]:  # fmt: skip
    read = quantities.parse(printed)
    left = max(whole.rfind(sign, 0, start) for sign in "。，、") + 1
    quote = whole[max(left, start + len(printed) - 40) : start + len(printed)]
    ends = [read.value, read.low, read.high]
    if "下降" in quote:
        ends = [None if one is None else -one for one in (read.value, read.high, read.low)]
    unit = read.units[0] if read.units else "item"
    if unit == "percent" and measure == "level":
        ends[2] = min(ends[2], 100) if ends[2] is not None else 100
        ends[1] = None if read.qualifier == "at_most" else ends[1]
    aim = "-target" if status == "target" else ""
    compared = {"growth": f"-{measure}"}.get(measure, "")
    first, _, last = period.partition("/")
    row = {
        "figure": re.sub("[_/]", "-", f"{indicator}{compared}{aim}-{period}-yunling"),
        "report": KEY, "indicator": indicator, "entity": entity, "status": status,
        "measure": measure, "period": period, "printed": printed, "unit": unit,
        "qualifier": read.qualifier, "section": section, "quote": quote, "start": str(start),
    }  # fmt: skip
    row |= {name: "" if one is None else f"{one:f}"
            for name, one in zip(("value", "low", "high"), ends, strict=True)}  # fmt: skip
    if compared:
        basis = "annual_average" if last else "year_on_year"
        row |= {"basis": basis, "basis_source": "inferred", "baseline": str(int(first) - 1)}
    return row
