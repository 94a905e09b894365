"""Write docs/grammar.md from the tables and answers of the reader: ``make docs``."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from xiaoyi_data.reading import Quantity, bare, grammar, idioms, parse, read

TARGET = Path(__file__).parents[1] / "docs" / "grammar.md"
HEAD = """# What is read, and what is refused · 读数语法

Made by `make docs` from the tables of `xiaoyi_data/reading/grammar.py`, and every answer below by
asking the reader; change those, not this page. It can be used alone:

```python
from xiaoyi_data.reading import parse, read

read("失业率不得超过5%，新增就业4 万人")  # quantities and refusals, in their order
parse("近4万户")  # one whole printed value, or ValueError with the reason
```

Each number of a text is in exactly one `Quantity` or one `Refusal`, both with `start`, `end` and
`text`. A phrase is read whole, from the first to the last word that belongs to it, or not at all.
A quantity has a `value` in its canonical unit (none for a range), `units` that its measure word may
stand for, a `qualifier`, and the interval from `low` to `high`; `ends` says which ends belong to
it, as in mathematics: `[)` holds the low end only. `at_most` with `()` is a limit that is not
reached (不到5%). Zero-width characters are passed over; by a combining mark or a broken character
nothing is read. A refusal has a `kind`, a key of the last table, and a `reason` in words.

本页由 `make docs` 生成。每个数要么完整读出，要么给出原因，绝不只读一半。

"""
_NUMBERS = """5 4.8 5万 1.2万亿 ５．５ 12,345 1'234 1_234 5_000万 1.5e3 1.5×10^3 1.5×10³ 2×35万
十二 一百零五 三亿二千万 廿五 三萬五千 贰佰 千 4亿3千万 500多 500余 20多万 100+"""
_WHOLE = """5387人 11600元 千头 15.1% 20万户 两万人 2万人 33.30% 5亩半 2吨多 5个多百分点 三成
百分之五 千分之三
-2.3% 负1.1% 第67名 1~2条 五六百户 6.5%—7% 三至五个 1~2万户 5%（含）以上 5%（不含）以上
从50%到95% 10.6万、3.8万、3.3万平方公里 9.4∶47.3∶43.3 3.4个、1个百分点 每年培育2户
2380万农村人口 综合指数5.94"""
# One refused phrase of each kind.
REFUSED = {
    "nothing": "若干", "no_unit": "14亿多", "number": "1,2345人", "long": "1e9999999吨",
    "vague": "几十个", "date": "2021年", "ordinal": "第二医院", "name": "5G", "unit": "6批",
    "doubling": "翻两番", "enumeration": "六个方面", "rate": "5000元/亩", "ratio": "3∶7",
    "fraction": "三分之二", "tolerance": "±0.5%", "formula": "1+3", "list": "2、3家",
    "range": "9~8个", "compound": "5元8角", "negation": "不得不超过5%",
    "far_bound": "至少为群众办好5件", "conflict": "近4万户左右", "sign": "-3个",
    "ambiguous": "3个亿", "broken": "近\ufffd5%",
}  # fmt: skip


def text() -> str:
    """Return the page."""
    parts = [HEAD, "## Numbers · 数\n"]
    parts.append(_answers(f"{number.replace('_', ' ')}吨" for number in _NUMBERS.split()))
    parts += ["## Quantities · 量\n", _answers(_WHOLE.split())]
    parts.append(
        "## Measure words · 量词\n\nA word counts one by one, and is exact, or measures.\n"
    )
    parts.append(_table(("words", "unit", "times", "is"), _units()))
    digits = " ".join(sorted(grammar.AFTER_DIGITS))
    parts.append(f"After digits only: {digits}. People need no word after 万 and 亿:\n")
    parts.append(f"{' '.join(bare.PEOPLE)}.\n")
    parts.append("## Bounds before the number · 数前\n\nOf `超过` and 5%, and so of each:\n")
    parts.append(_table(("words", "with 5%", "denied (不得…)"), _before()))
    said = "; ".join(f"{kind}: {' '.join(words)}" for kind, words in grammar.NEGATIONS.items())
    parts.append(f"Words of denial: {said}.\n")
    parts.append(f"These may stand between: {' '.join(grammar.VERBS)}.\n")
    parts += ["## Bounds after the measure word · 量后\n", _after()]
    parts.append("## Between numbers · 数间\n")
    parts.append(_table(("signs and words", "make"), _grouped(grammar.GLUES)))
    parts.append("## Refused · 不读\n\nKnown measure words that are not read:\n")
    known = {word: reason for word, (reason, _) in grammar.REFUSED_UNITS.items()}
    parts.append(_table(("words", "kind"), _grouped(known)))
    parts.append("Fixed wording, of which the number is refused:\n")
    parts.append(_table(("wording", "kind"), ((one.example, one.kind) for one in idioms.IDIOMS)))
    parts.append("Every kind of refusal:\n")
    rows = ((f"`{kind}`", why, REFUSED[kind]) for kind, why in grammar.REASONS.items())
    parts.append(_table(("kind", "reason", "for example"), rows))
    return "\n".join(parts)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    head = tuple(head)
    return "\n".join([line(head), line("---" for _ in head), *map(line, rows), ""])


def _answers(texts: Iterable[str]) -> str:
    rows = ((said, *_answer(one)) for said in texts for one in read(said))
    head = ("printed", "value", "unit", "qualifier", "interval")
    return _table(head, ((said, *cells) for said, *cells in rows))


def _answer(found: object) -> tuple[str, str, str, str]:
    assert isinstance(found, Quantity), found
    value = "" if found.value is None else f"{found.value:f}"
    return value, " or ".join(found.units), found.qualifier, _interval(found)


def _interval(found: Quantity) -> str:
    def end(number: Decimal | None, without: str) -> str:
        return without if number is None else f"{number:f}"

    return f"{found.ends[0]}{end(found.low, '−∞')}, {end(found.high, '∞')}{found.ends[1]}"


def _units() -> Iterable[tuple[str, str, str, str]]:
    rows: dict[tuple[str, str, str], list[str]] = {}
    for word, unit in grammar.UNITS.items():
        key = " or ".join(unit.units), f"{unit.scale:f}", "counts" if unit.whole else "measures"
        rows.setdefault(key, []).append(word)
    return ((" ".join(words), *key) for key, words in rows.items())


def _grouped(words: dict[str, str]) -> Iterable[tuple[str, str]]:
    rows: dict[str, list[str]] = {}
    for word, meaning in words.items():
        rows.setdefault(meaning, []).append(f"`{word}`")
    return ((" ".join(words), meaning) for meaning, words in rows.items())


def _before() -> Iterable[tuple[str, str, str]]:
    for words, meaning in _grouped(grammar.BEFORE):
        word = words.split("`")[1]
        plain = f"{word}5%: no bound" if meaning in grammar.PLAIN else "refused"
        if meaning in grammar.BOUNDS:
            plain = _said(f"{word}5%")
        denied = _said(f"不得{word}5%") if meaning in grammar.DENIED else "refused"
        yield words, plain, denied


def _after() -> str:
    rows = []
    for words, meaning in _grouped(grammar.AFTER):
        said = "refused" if meaning not in grammar.BOUNDS else _said(f"30天{words.split('`')[1]}")
        rows.append((words, said))
    return _table(("words", "with 30天"), rows)


def _said(printed: str) -> str:
    found = parse(printed)
    return f"{printed}: {found.qualifier} {_interval(found)}"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
