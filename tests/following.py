"""Three reports of a county that does not exist, a year apart: what one promises, the next tells.

Figures are marked in the sentences, which are our own, each as ``[printed|indicator measure]``.
"""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

from yunling import _MARK, _figure, write

from xiaoyi_data.reading import numerals

EARLIER, LATER = "qinghe-2022", "qinghe-2023"
TEXTS = {
    2022: (
        "一、2021年工作回顾。地区生产总值完成[80亿元|gdp level]。",
        "二、2022年工作安排。地区生产总值增长[7%|gdp growth]，"
        "一般公共预算收入增长[5%以上|general_public_budget_revenue growth]。"
        "居民人均可支配收入增长[8%|own_income growth]。"
        "新改建农村公路[40公里|own_roads level]，改造老旧小区[6个|own_estates level]。"
        "新建充电桩[200个|own_posts level]，打造省级示范村[9个|own_villages level]。"
        "粮食产量稳定在[12万吨|grain_output level]，举办招聘会[8场|own_fairs level]。"
        "治理河道[11公里|own_rivers level]，森林覆盖率达到[41%|forest_cover level]。"
        "培育龙头企业[3至5家|own_leaders level]。",
    ),
    2023: (
        "一、2022年工作回顾。地区生产总值完成[85亿元|gdp level]，增长[6.4%|gdp growth]。"
        "一般公共预算收入增长[5.3%|general_public_budget_revenue growth]。"
        "城镇居民人均可支配收入增长[8.1%|urban_disposable_income growth]，"
        "农村居民人均可支配收入增长[9%|rural_disposable_income growth]。"
        "完成农村公路新改建[43.5公里|own_built level]，老旧小区改造[4个|own_renewed level]。"
        "建成充电桩[230个|own_charging level]，打造市级示范村[12个|own_towns level]。"
        "培育龙头企业[近3家|own_firms level]。绿化矿山[700亩|own_mines level]。",
        "二、2023年工作安排。地区生产总值增长[6%|gdp growth]。"
        "粮食产量稳定在[11万吨|grain_output level]，举办招聘会[8场|own_jobfairs level]。",
    ),
    2024: (
        "一、2023年工作回顾。地区生产总值增长[6.3%|gdp growth]，"
        "粮食产量[10.8万吨|grain_output level]。",
        "二、2024年工作安排。地区生产总值增长[6.5%|gdp growth]，举办招聘会[9场|own_hiring level]。",
    ),
}
OWN = {
    2022: {"own_income": "居民人均可支配收入", "own_roads": "新改建农村公路",
           "own_estates": "改造老旧小区", "own_posts": "新建充电桩", "own_villages": "省级示范村",
           "own_fairs": "招聘会", "own_rivers": "治理河道", "own_leaders": "培育龙头企业"},
    2023: {"own_built": "农村公路新改建", "own_renewed": "老旧小区改造",
           "own_charging": "建成充电桩", "own_towns": "市级示范村", "own_firms": "培育龙头企业",
           "own_mines": "绿化矿山", "own_jobfairs": "招聘会"},
    2024: {"own_hiring": "招聘会"},
}  # fmt: skip


def pair(where: Path, *, draft: bool = False) -> tuple[Path, Path]:
    """Write the folders of both reports; with ``draft`` nobody has accepted a row of theirs."""
    return folder(where, 2022, draft=draft), folder(where, 2023, draft=draft)


def folder(where: Path, year: int, place: str = "青禾县", *, draft: bool = False) -> Path:
    """Write the folder of the report of a year, as that of another place where it is asked for."""
    key, parts = f"qinghe-{year}", TEXTS[year]
    if place != "青禾县":
        key = f"elsewhere-{year}"
    made = where / key
    made.mkdir(parents=True)
    whole, at = "".join(_MARK.sub(r"\1", part) for part in parts), 0
    figures, sections = list[dict[str, str]](), list[dict[str, str]]()
    for number, part in enumerate(parts, start=1):
        review, plain = number == 1, _MARK.sub(r"\1", part)
        years = str(year - review)
        sections.append({"report": key, "section": str(number), "start": str(at),
                         "turn": "year_review" if review else "year_plan", "years": years,
                         "opens": "一二"[number - 1], "end": str(at + len(plain)),
                         "title_en": f"Part {number}", "title_zh": f"第{number}部分"})  # fmt: skip
        shift = at
        for mark in _MARK.finditer(part):
            indicator, measure = mark[2].split()
            status = "achieved" if review else "target"
            start = shift + mark.start()
            shift -= len(mark[0]) - len(mark[1])
            row = _figure(whole, mark[1], start, str(number), indicator, status, measure, years)
            figures.append(row | {"report": key, "figure": _key(row)})
        at += len(plain)
    taken = {int(row["start"]) + run.start
             for row in figures for run in numerals.runs(row["printed"])}  # fmt: skip
    others = [
        {"report": key, "start": str(run.start), "text": run.text, "reason": "date",
         "note": run.text}
        for run in numerals.runs(whole) if run.start not in taken
    ]  # fmt: skip
    write(made, "report", [{
        "report": key, "place_en": "Qinghe County", "place_zh": place, "year": str(year),
        "title_en": f"Report of {year}", "title_zh": f"{year}年报告", "author_en": "Qinghe",
        "author_zh": place, "coding": "reviewed", "characters": str(len(whole)),
        "sha256": hashlib.sha256(whole.encode()).hexdigest(),
    }])  # fmt: skip
    if draft:
        about = {"doubt": "0.2", "reasons_en": "", "reasons_zh": "", "state": "proposed"}
        write(made, "draft", [row | about for row in figures])
    else:
        write(made, "figures", figures)
    write(made, "sections", sections)
    write(made, "other_numerals", others)
    write(made, "indicators", [
        {"indicator": own, "theme": "urban", "name_zh": name, "kind": "flow", "better": "higher",
         "measure_word": re.sub("新|改|建", "", name)[-1]}
        for own, name in OWN[year].items()
    ])  # fmt: skip
    (made / "source.txt").write_text(whole + "\n", encoding="utf-8")
    return made


def _key(row: dict[str, str]) -> str:
    return row["figure"].removesuffix("-yunling")


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV."""
    return list(csv.DictReader(path.open(encoding="utf-8")))


def accept(path: Path, *targets: str) -> None:
    """Accept the links of some targets in a file, or all of them."""
    rows = rows_of(path)
    for row in rows:
        row["state"] = "accepted" if not targets or row["target"] in targets else row["state"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
