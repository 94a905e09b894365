"""Measure hundreds of reports: drafted, proved, linked and opened as one panel.

    python tools/bench_reports.py                  # 300 reports, two years of 150 places
    python tools/bench_reports.py --count 60 --texts FOLDER

The texts are made here, of sentences that no report holds; ``--texts`` adds those of a folder, a
place each. What the machine does besides only adds; a missed target makes the exit code 1.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import PYTHON, Spent, least, spend

LENGTH = 20_000  # characters of a text
FIRST = "云龙青石白河金山安南北东西平"
SECOND = "岭川原阳泉关台口坪溪"
THINGS = (
    ("新建道路", "公里"), ("改造老旧小区", "个"), ("新增市场主体", "户"), ("植树造林", "万亩"),
    ("建成公厕", "座"), ("新增床位", "张"), ("培训职工", "人次"), ("改造危房", "户"),
    ("新增学位", "个"), ("铺设管网", "公里"), ("引进项目", "个"), ("培育合作社", "家"),
    ("更新公交", "辆"), ("新增就业", "人"), ("治理河道", "公里"), ("发放补贴", "万元"),
)  # fmt: skip
RATES = ("生产总值", "固定资产投资", "一般公共预算收入", "社会消费品零售总额", "规模以上工业增加值")
FILLER = ("各项工作有序推进", "群众满意度持续提升", "作风建设不断加强", "发展环境明显改善")


def text(place: str, year: int, seed: int, length: int = LENGTH) -> str:
    """Return a report of a place: the year before reviewed, then its plan, some 20,000 characters.

    Plan and review are of the same things, so that there is something to link.
    """
    dice = random.Random(seed)
    parts = [
        f"{place}{year}年政府工作报告\n各位代表：\n现在，我代表{place}人民政府，向大会报告工作，请予审议。\n"
    ]
    turns = (
        (f"一、{year - 1}年工作回顾", "增长{}%", "完成", "全年"),
        (f"二、{year}年工作安排", "增长{}%以上", "计划完成", "今年"),
    )
    for heading, grows, does, when in turns:
        parts.append(heading + "\n")
        parts.append(
            "，".join(f"{name}{grows.format(dice.randint(30, 150) / 10)}" for name in RATES)
        )
        parts.append("。\n")
        size = 0
        while size < length / 2:
            thing, unit = dice.choice(THINGS)
            words = dice.choice(FILLER)
            line = f"{when}{does}{thing}{dice.randint(2, 900)}{unit}，{words}。\n"
            parts.append(line + f"坚持把{words}放在心上，{dice.choice(FILLER)}，稳步向前。\n" * 3)
            size += len(parts[-1])
    return "".join(parts)


def make(folder: Path, count: int, extra: Path | None) -> int:
    """Write texts and ``places.csv``; return how many characters there are."""
    folder.mkdir()
    total, rows = 0, []
    for number in range(count):
        own = number // 2
        place = f"{FIRST[own % 14]}{SECOND[own // 14 % 10]}{SECOND[own // 140 % 10]}县"
        year = 2021 + number % 2
        made = text(place, year, number)
        (folder / f"p{number // 2:04}-{year}.txt").write_text(made, encoding="utf-8")
        rows.append([f"p{number // 2:04}-{year}.txt", place, f"Place {number // 2:04}", year])
        total += len(made)
    for path in sorted(extra.glob("*.txt")) if extra else ():
        made = path.read_text(encoding="utf-8", errors="replace")
        (folder / path.name).write_text(made, encoding="utf-8")
        name = f"{FIRST[len(rows) % 14]}{SECOND[len(rows) % 10]}市"
        rows.append([path.name, name, f"Text {len(rows)}", path.stem[-4:]])
        total += len(made)
    with (folder.parent / "places.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["file", "name", "name_en", "year"], *rows])
    return total


QUERY = """
import sys, time
import xiaoyi_data as xd
start, began = time.perf_counter(), time.process_time()
found = xd.load_reports(sys.argv[1], indicator="retail_sales", status="target", draft=True)
spent = time.process_time() - began
print(f"{time.perf_counter() - start:.3f} {spent:.3f} {found['report'].nunique()} {len(found)}")
"""


def drafted(folder: Path, length: int) -> Spent:
    """Measure the draft of one report of so many characters, the whole command; best of three."""
    source = folder / f"{length}.txt"
    source.write_text(text("云岭县", 2023, 0, length), encoding="utf-8")
    names = ("--name", "云岭县", "--name-en", "Yunling", "--year", "2023")
    draft = (PYTHON, "-m", "xiaoyi_data", "draft", source, *names, "-o")
    outs = iter(range(3))  # a draft is never written over
    return least(3, lambda: spend(*draft, folder / f"{length}.{next(outs)}"))


def main() -> int:
    """Measure everything and print the table; return 1 when a target is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    reached = True

    def row(what: str, measured: str, target: str = "", good: bool = True) -> None:
        nonlocal reached
        reached &= good
        print(f"{what:<60}{measured:>12}  {target}{'' if good else '  MISSED'}", flush=True)

    with tempfile.TemporaryDirectory() as name:
        tmp = Path(name)
        size = make(tmp / "texts", options.count, options.texts)
        texts = sorted((tmp / "texts").glob("*.txt"))
        row(f"{len(texts)} reports, characters", f"{size / 1e6:.1f} M")
        xiaoyi, shelf, panel = (PYTHON, "-m", "xiaoyi_data"), tmp / "reports", tmp / "panel.parquet"
        steps: dict[str, tuple[str | Path, ...]] = {
            "draft": ("draft", *texts, "-o", shelf, "--places", tmp / "places.csv"),
            "check": ("check", "--report", f"{shelf}/*"),
            "link": ("link", f"{shelf}/*", "--draft", "-o", tmp / "links.csv"),
            "export": ("export", panel, "--report", f"{shelf}/*"),
        }
        cold = {step: spend(*xiaoyi, *command) for step, command in steps.items()}
        for step, one in cold.items():
            told = f"{one.cpu:.1f} s of processors, {1000 * one.cpu / len(texts):.0f} ms a report"
            row(f"{step}, cold", f"{one.wall:.1f} s", told)
        whole, most = sum(one.wall for one in cold.values()), max(o.peak for o in cold.values())
        row("all four, cold", f"{whole:.0f} s", "< 600 s", whole < 600)
        row("largest process", f"{most:.0f} MB", "< 400 MB", most < 400)
        warm = [spend(*xiaoyi, *command) for command in steps.values()]
        again = sum(one.wall for one in warm)
        told = f"< 5 s ({sum(one.cpu for one in warm):.1f} s of processors)"
        row("all four, nothing changed", f"{again:.1f} s", told, again < 5)
        half = texts[: max(len(texts) // 2, 1)]
        shelves = ("-o", tmp / "half", "--places", tmp / "places.csv")
        times = cold["draft"].cpu / spend(*xiaoyi, "draft", *half, *shelves).cpu
        times /= len(texts) / len(half)
        row("draft: a report of all over one of half", f"{times:.2f} x", "<= 1.10 x", times <= 1.1)
        asked = subprocess.run(
            [PYTHON, "-c", QUERY, panel], capture_output=True, text=True, check=True
        )
        seconds, spent, found, rows = asked.stdout.split()
        told = f"< 1 s ({spent} s of a processor); {rows} rows of {found} reports"
        row("first query of the panel", f"{seconds} s", told, float(seconds) < 1)
        row("the panel, and its folders", f"{panel.stat().st_size / 1e6:.1f} MB",
            f"{sum(p.stat().st_size for p in shelf.rglob('*.csv')) / 1e6:.1f} MB")  # fmt: skip
        short, long = drafted(tmp, LENGTH), drafted(tmp, 8 * LENGTH)
        row("a draft of 20,000 characters, whole process", f"{short.wall:.1f} s", "<= 3 s",
            short.wall <= 3)  # fmt: skip
        row("memory of one of 160,000", f"{long.peak:.0f} MB", "<= 200 MB", long.peak <= 200)
        grown = long.cpu / (8 * short.cpu)
        row("160,000 over eight times 20,000", f"{grown:.2f} x", "<= 1.10 x", grown <= 1.1)
    row("processors", str(os.cpu_count()))
    return int(not reached)


if __name__ == "__main__":
    sys.exit(main())
