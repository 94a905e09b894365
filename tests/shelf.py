"""Texts of two years of a county that does not exist, with the table that says whose they are."""

from __future__ import annotations

from pathlib import Path

LINES = "\n".join(
    f"坚持把第{n}件实事办好，新建道路{n}公里，新增就业{n}00人。" for n in range(2, 30)
)


def text(place, year):
    head = (
        f"{place}{year}年政府工作报告\n各位代表：\n现在，我代表{place}人民政府，向大会报告工作。\n"
    )
    return f"{head}一、{year - 1}年工作回顾\n{LINES}\n二、{year}年工作安排\n{LINES}\n"


def texts(where: Path) -> Path:
    """Write the texts into a folder, ``places.csv`` beside it, and return the folder."""
    folder = where / "texts"
    folder.mkdir()
    rows = ["file,name,name_en,year"]
    for year in (2021, 2022):
        (folder / f"a-{year}.txt").write_text(text("云岭县", year), encoding="utf-8")
        rows.append(f"a-{year}.txt,云岭县,Yunling,{year}")
    (where / "places.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder
