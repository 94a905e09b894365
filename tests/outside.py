"""Tables as users might write them: ours with one change, as CSV or as a workbook.

Beside each change stands what the changed cell says; ``REFUSED`` where it says nothing. Nothing
here is shared with the readers: the CSV counts its own lines, the workbook knows its own cells.
"""

import random
import re

import openpyxl

from xiaoyi_data.report import codebook

REFUSED = object()
NAMES = {
    table: [field["name"] for field in codebook.fields(table)]
    for table in ("observations", "derived")
}
COLUMNS = [name for name in NAMES["observations"] if name not in codebook.optional("observations")]
ROW = "gdp,,level,,2030,,1.5,CNY,统计局,,A,"
NUMBERS = ("value", "baseline")
_WIDE = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


def rows_of(table, rng, many=3, growth=None):
    """Return rows of ours with keys of their own; each third is of growth, with a baseline."""
    rows = [dict(row) for row in rng.choices(codebook.rows(table), k=many)]
    for n, row in enumerate(rows):
        if table == "derived":
            row["derived"] = f"own-{n}-{row['derived']}"
            continue
        row |= {"period": f"{2050 + n // 12}-{n % 12 + 1:02}", "note": f"row, {n}"}
        if n % 3 == 1 or growth:
            row |= {"measure": "growth", "basis": "year_on_year", "baseline": "2049"}
            row |= {"value": f"{rng.randint(1, 99)}.{rng.randint(1, 9)}", "unit": "percent"}
    return rows


def _refused(*texts):
    """Cells that say nothing, whatever the row."""
    return {f"{text[:20]!r}": (lambda row, c, text=text: (text, REFUSED)) for text in texts}


def _taken(*texts):
    """Cells that say what stands there."""
    return {f"taken {text!r}": (lambda row, c, text=text: (text, text)) for text in texts}


def _spoiled(*forms):
    """Cells that hold what stood there, spoiled: {} is the text, {w} the same in full width."""
    return {
        form: lambda row, c, form=form: (form.format(row[c], w=row[c].translate(_WIDE)), REFUSED)
        for form in forms
    }


def _number(form, factor=1):
    """A cell that writes the number there in another way."""
    return lambda row, c: (form.format(row[c]), float(row[c]) * factor)


# What says no number, in any column of numbers.
_NO_NUMBER = _spoiled(
    "{w}", "1,{}", "1，{}", "1'{}", "1 {}", "1_{}", "{}_0", "{}万", "{}kg", "{}%%", "{}.1.2",
    "+-{}", "--{}", "−{}", "–{}", "－{}", " {}", "{} ", "{}\t", "{}\u00a0", "\u3000{}", "{}\u200b",
    "≥{}", "约{}", "{}以上", "{}+", "{}*", "({})", "[{}]", "00{}", "{}％", "{}‰", "{}e", "{}e1.5",
    "{}E400", "{}d0", "{}L", "${}", "'{}'", "={}", "{0}\n{0}", "{0};{0}", "{}/2", "{0}-{0}",
) | _refused(
    "1e400", "-1e400", "1e9999999", "-1e9999999", "1e-9999999", "1e308", "1e16", "1e-12",
    "9" * 400, "9" * 30_000, "0." + "3" * 60, "3.14159265358979323846", "--", "-", "+", ".", "…",
    "nan", "NaN", "inf", "-Infinity", "NULL", "None", "N/A", "#N/A", "#DIV/0!", "无", "八点一",
    "0x1F", "0b1", "1/2", "१२", "²", "½", "Ⅷ", "⑧", "TRUE", "2021-04-20", "2021/4/20",
    "20.4.2021", "20 Apr 2021", "2021年", "12:30", "1,5", "1.000,5", "e5", "5.", ".5", "'5", "=1+1",
)  # fmt: skip
_NO_YEAR = _refused(
    "-5", "0", "20", "1899", "2101", "99999", "2020.5", "44306", "2020%", "2019/2020", "2020-01",
    "2e9",
)  # fmt: skip
_NO_PERIOD = _refused(
    "2021-13", "2021-00", "2021-12-00", "2021/2020", "2021-12/2021-01", "2021-02-30",
    "2023-02-29", "2021-04-31", "2021/2021", "2021-06/2021-06", "99999", "-5", "0000", "1899",
    "2101", "２０２１", "2021/２０２５", "२०२१", "20211", "21", "2021-1", "2021/12", "2021年",
    "2021Q1", "2021-W05", "2021-06-15T00:00", "2021--2022", "2021/", "/2021", "2021 ", " 2021",
    "2021.0", "44306", "2021/2022/2023", "2020-02-30/2021", "1899/2020", "2020/2101", "Dec-21",
    "2021–2025", "2021~2025", "2021-2025", "now", "",
)  # fmt: skip
_NO_CODE = _spoiled("{}s", "{} ", " {}", "{}\n", "{}\u200b", "{w}1") | _refused("水平", "1", "TRUE")

CHANGES = {
    ("observations", "value"): _NO_NUMBER | _refused("") | {
        "plus": _number("+{}"), "minus": _number("-{}", -1), "thousands": _number("{}e3", 1000),
        "E+02": _number("{}E+02", 100), "E-1": _number("{}E-1", 0.1),
        "zero": lambda row, c: (row[c] + ("0" if "." in row[c] else ".0"), float(row[c])),
        "percent": lambda row, c: (
            f"{row[c]}%", float(row[c]) if row["unit"] in ("percent", "pp") else REFUSED),
    },
    ("observations", "baseline"): _NO_NUMBER | _NO_YEAR | {
        "2049.0": _number("{}.0"), "2.049e3": lambda row, c: ("2.049e3", 2049)},
    ("observations", "period"): _NO_PERIOD | _taken(
        "1900", "2100", "2020-02-29", "2021-12", "2021/2025", "2021-01/2021-12", "2020-12/2021-01",
        "2020/2021-03"),
    ("observations", "indicator"): _NO_CODE | _refused("", "地区生产总值", "GDP", "gdp" * 9000),
    ("observations", "entity"): _refused("xiaoyii", " ", "Dongyi", "dongyi ruituofeng", "东义")
    | _taken("dongyi"),
    ("observations", "measure"): _NO_CODE | _refused("Level", ""),
    ("observations", "unit"): _NO_CODE | _refused("元", "cny", "%", ""),
    ("observations", "grade"): _NO_CODE | _refused("a", "Ａ", "E", "") | _taken("D"),
    ("observations", "basis"): _NO_CODE | _refused("同比", "yoy"),
    ("observations", "source"): _refused("", " ", "\u3000", "\u200b", "\n", "\t", " \u2060\u00a0")
    | _taken("统计公报", "a, b", 'a "b"', "a\nb", "007", "2021", "A–Z ², ü", "\u3000x", "nan"),
    ("observations", "note"): _taken(
        "", "一", "\n\n1,5\n", "1e400", "'", "--", "=1+1", "+1", "@a", "＝1", '"', "１"),
    ("derived", "derived"): _spoiled("{} x", "{}_x", "{}１", "{}-", "{}--x", "{}é")
    | _refused("", "OWN-x", "自有") | _taken("own-4"),
    ("derived", "inputs"): _refused(
        "gdp-growth-2020", "a=gdp-growth-2020, b=gdp-growth-2020", "a=GDP", "a=gdp-２０２０", " ",
        "a=", "=b"),
    ("derived", "expression"): _refused("", " ", "\u3000", "\u200b\n"),
    ("derived", "unit"): _NO_CODE | _refused("", "%", "元"),
    ("derived", "grade"): _NO_CODE | _refused("", "Sound") | _taken("weak"),
    ("derived", "name_en"): _refused("", "\u00a0") | _taken("Own", "own, two\nlines"),
    ("derived", "caveat_zh"): _taken("", "有条件，\n注意", '“引号”"'),
}  # fmt: skip


class Csv:
    """A CSV written cell by cell, which knows the line of the file that each begins in."""

    ending = ".csv"

    def __init__(self, path, rng, names, rows):
        self.lines, out = {}, ""
        order, newline = rng.sample(names, len(names)), rng.choice(["\n", "\r\n"])
        out += newline * rng.randint(0, 2)
        for n, row in enumerate([{name: name for name in order}, *rows], start=-1):
            for place, name in enumerate(order):
                self.lines[n, name] = out.count("\n") + 1
                text = row[name]
                bare = not set(text) & set(',"\r\n\t') and rng.random() < 0.7
                out += text if bare else '"' + text.replace('"', '""') + '"'
                out += "," if place < len(order) - 1 else newline
            out += newline * rng.choice([0, 0, 1, 2])
        encodings = ["utf-8", "utf-8-sig", "utf-16"]
        if all(c.isascii() or not c.isalpha() or "\u4e00" <= c <= "\u9fff" for c in out):
            encodings.append("gb18030")  # without letters that make it look like another one
        path.write_bytes(out.encode(rng.choice(encodings)))

    def place(self, n, name):
        return f"line {self.lines[n, name]}, column {name}: "


class Xlsx:
    """A workbook that begins somewhere, with numbers as numbers where they are plain ones."""

    ending = ".xlsx"

    def __init__(self, path, rng, names, rows, change=lambda book, cells: None):
        book = openpyxl.Workbook()
        self.sheet, self.cells = book.active, {}
        self.sheet.title = rng.choice(["Sheet1", "数据", "observations"])
        order, down, right = rng.sample(names, len(names)), rng.randint(1, 3), rng.randint(1, 2)
        for n, row in enumerate([{name: name for name in order}, *rows], start=-1):
            for place, name in enumerate(order):
                cell = self.cells[n, name] = self.sheet.cell(down + n + 1, right + place)
                write(cell, row[name][:32_767])
                if n >= 0 and name in NUMBERS and re.fullmatch(r"[1-9]\d*(\.\d)?", row[name], re.A):
                    cell.value = float(row[name]) if len(row[name]) < 15 else row[name]
        change(book, self.cells)
        book.save(path)

    def place(self, n, name):
        cell = self.cells[n, name]
        return f"sheet {self.sheet.title}, cell {cell.coordinate}, column {name}: "


def write(cell, text):
    """Write a text that stays one, whatever it begins with."""
    cell.value = text or None
    if text:
        cell.data_type = "s"


def dice(*names):
    """Return what chooses the same for the same test every time."""
    return random.Random(" ".join(names))
