"""A small report of our own making whose draft waits for a review, and workbooks of answers."""

import csv
import hashlib
from pathlib import Path

import openpyxl

from xiaoyi_data.reading import numerals, quantities
from xiaoyi_data.report import codebook, readings
from xiaoyi_data.reviewing import proposals, sheet, workbook

REVIEW = (
    "一、2021年工作回顾。全县地区生产总值完成86.5亿元，同比增长6.2%。"
    "一般公共预算收入达到5.38亿元，同比增长8.1%。新增市场主体1240户，新建学校6所，"
    "硬化道路45.6公里。粮食产量超21万吨，森林覆盖率达到33.5%。"
    "城镇登记失业率下降0.3个百分点。博爱企业集团年产2万吨。"
)
PLAN = (
    "二、2022年工作安排。地区生产总值增长7%以上，城镇新增就业3200人。"
    "新建养老院4家，改造小区8—10个。完成三件实事，整治坑塘十二处。"
)
TEXT = REVIEW + PLAN
# What is printed, of which indicator, unit, measure, and how sure a draft is; statuses and periods
# follow the section. "own" ones are the report's.
ROWS = [
    ("86.5亿元", "gdp", "CNY", "level", 0.1),
    ("6.2%", "gdp", "percent", "growth", 0.2),
    ("5.38亿元", "general_public_budget_revenue", "CNY", "level", 0.1),
    ("8.1%", "general_public_budget_revenue", "percent", "growth", 0.3),
    ("1240户", "market_entities_added", "enterprise", "level", 0.7),
    ("6所", "own_schools", "item", "level", 0.2),
    ("45.6公里", "own_roads", "km", "level", 0.4),
    ("超21万吨", "own_grain", "t", "level", 0.25),
    ("33.5%", "forest_cover", "percent", "level", 0.05),
    ("0.3个百分点", "registered_urban_unemployment_rate", "pp", "change", 0.35),
    ("2万吨", "own_output", "t", "level", 0.6),
    ("7%以上", "gdp", "percent", "growth", 0.15),
    ("3200人", "own_jobs", "person", "level", 0.1),
    ("4家", "own_homes", "item", "level", 0.5),
    ("8—10个", "own_compounds", "item", "level", 0.8),
    ("十二处", "own_ponds", "item", "level", 0.45),
]
OWN = {
    "own_schools": ("schools", "新建学校"),
    "own_roads": ("length of roads surfaced", "硬化道路"),
    "own_grain": ("grain output of the county", "全县粮食产量"),
    "own_output": ("output of the group", "集团产量"),
    "own_jobs": ("urban jobs of the plan", "新增就业"),
    "own_homes": ("homes for the old", "养老院"),
    "own_compounds": ("compounds renewed", "改造小区"),
    "own_ponds": ("ponds", "坑塘"),
}
REASONS = {"年": "date", "二、": "ordinal", "一、": "ordinal"}


def rows_of(path):
    return list(csv.DictReader(path.open(encoding="utf-8")))


def write(folder, name, rows):
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        fields = [field["name"] for field in codebook.fields(name)]
        writer = csv.DictWriter(file, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def drafted(number, printed, indicator, unit, measure, doubt):
    start = TEXT.index(printed)
    plan = start >= len(REVIEW)
    compared = measure in ("growth", "change")
    left = max(TEXT.rfind(mark, 0, start) for mark in "，。") + 1
    right = min(at for mark in "，。" if (at := TEXT.find(mark, start + len(printed))) >= 0)
    row = {
        "report": "qingshi-2022", "indicator": indicator, "entity": "", "measure": measure,
        "status": "target" if plan else "achieved", "period": "2022" if plan else "2021",
        "basis": "year_on_year" if compared else "",
        "baseline": ("2021" if plan else "2020") if compared else "",
        "printed": printed, "unit": unit, "commitment": "", "section": "2" if plan else "1",
        "quote": TEXT[left:right], "quote_en": "", "start": str(start), "note": "", "value": "",
    }  # fmt: skip
    stated = compared and "同比" in row["quote"]
    row["basis_source"] = "stated" if stated else "inferred" if compared else ""
    read = quantities.parse(printed)
    row["qualifier"] = read.qualifier
    row |= {
        name: "" if end is None else f"{end:f}" for name, end in readings.stored(row, read).items()
    }
    stem = "-".join([indicator.replace("_", "-"), *[measure] * (measure != "level")])
    row["figure"] = f"{stem}{'-target' * plan}-{row['period']}"
    about = {"doubt": f"{doubt:.2f}", "state": "proposed"}
    return row | about | {"reasons_en": "the unit is a guess", "reasons_zh": "单位为推断"}


def fill(folder: Path) -> Path:
    """Make the folder of the report with its draft; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [drafted(n, *row) for n, row in enumerate(ROWS)]
    rows.sort(key=lambda row: int(row["start"]))
    about = {
        "report": "qingshi-2022", "place_en": "Qingshi", "place_zh": "青石", "year": "2022",
        "title_en": "Report, of our own making", "title_zh": "自拟报告", "author_en": "Nobody",
        "author_zh": "无", "coding": "reviewed", "characters": str(len(TEXT)),
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    }  # fmt: skip
    between = str(len(REVIEW))
    sections = [
        {"section": "1", "title_en": "Review of 2021", "title_zh": "2021年工作回顾", "start": "0",
         "end": between, "turn": "year_review", "years": "2021", "opens": "一"},
        {"section": "2", "title_en": "Plan of 2022", "title_zh": "2022年工作安排", "start": between,
         "end": str(len(TEXT)), "turn": "year_plan", "years": "2022", "opens": "二"},
    ]  # fmt: skip
    sections = [{"report": "qingshi-2022"} | section for section in sections]
    taken = {at for row in rows for at in range(*proposals.span_of(row))}
    others = []
    for found in numerals.runs(TEXT):
        if found.start in taken:
            continue
        word = TEXT[found.start : found.end + 1]
        reason = next((why for end, why in REASONS.items() if word.endswith(end)), "word")
        others.append({"report": "qingshi-2022", "start": str(found.start), "text": found.text,
                       "reason": reason, "note": word})  # fmt: skip
    own = [
        {"indicator": key, "theme": "livelihood", "name_en": en, "name_zh": zh, "kind": "flow",
         "better": "none", "definition_en": f"{en}, as stated.", "definition_zh": f"{zh}。"}
        for key, (en, zh) in OWN.items()
    ]  # fmt: skip
    tables = {"report": [about], "sections": sections, "figures": [], "draft": rows,
              "other_numerals": others, "indicators": own, "entities": []}  # fmt: skip
    for name, held in tables.items():
        write(folder, name, held)
    (folder / "source.txt").write_text(TEXT, encoding="utf-8")
    return folder


class Book:
    """A workbook of a review, to be answered as a reviewer would: in its cells."""

    def __init__(self, folder: Path, path: Path, lang: str = "en", **options: object) -> None:
        workbook.write(proposals.Folder(folder), path, lang=lang, **options)
        self.open(folder, path, lang)

    def open(self, folder: Path, path: Path, lang: str = "en") -> None:
        """Open a workbook that there is."""
        self.path = path
        self._book = openpyxl.load_workbook(path, rich_text=True)
        self.sheet = self._book.worksheets[0]
        self.names = [column["name"] for column in sheet.columns("figure")]
        self.first = workbook._HEAD + 2
        self.words = sheet.words_of(proposals.Folder(folder), lang)

    def other(self, title: str):
        return self._book[title]

    def drop(self, title: str) -> None:
        del self._book[title]

    def rows(self) -> dict[str, int]:
        """Return the row of each printed value."""
        at = self.names.index("printed") + 1
        return {self.sheet.cell(row, at).value: row
                for row in range(self.first, self.sheet.max_row + 1)}  # fmt: skip

    def cell(self, printed: str, column: str):
        return self.sheet.cell(self.rows()[printed], self.names.index(column) + 1)

    def set(self, of: str, decision: str = "accept", **cells: str) -> None:
        """Decide a row, and write texts into others of its cells."""
        row = self.rows()[of]
        words = {"decision": self.words["decision"].get(decision, decision)} | cells
        for column, text in words.items():
            cell = self.sheet.cell(row, self.names.index(column) + 1)
            cell.value = text
            cell.data_type = "s"  # a text that begins with = is none the less typed as one

    def accept_all(self) -> None:
        for printed, *_ in ROWS:
            self.set(printed)

    def order(self, rows: list[int]) -> None:
        """Let the sheet have these of its rows, counted from 0, in this order."""
        held = [[cell.value for cell in line] for line in self.sheet.iter_rows(self.first)]
        self.sheet.delete_rows(self.first, len(held))
        for place, row in enumerate(rows):
            for column, value in enumerate(held[row]):
                self.sheet.cell(self.first + place, column + 1).value = value

    def save(self) -> Path:
        self._book.save(self.path)
        return self.path
