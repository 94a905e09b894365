"""Runs of numerals in a text, and the numbers they are: 62.42, 4万, 十三, 三亿二千万, 1.5e3.

Arabic numerals may carry multipliers (万), marks of thousands and powers of ten; Chinese ones are
read digit by digit (二零二一) or by powers of ten (一百零五). What may be read in two ways is no
number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from xiaoyi_data.reading import grammar

_FULL = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {ord("，"): "，", ord("："): "："}
# What else is written for these signs, and for 〇 (二○二一).
for _sign, _others in {
    "+": "﹢", "-": "﹣‐‑", "<": "﹤", ">": "﹥", "=": "﹦", "%": "﹪", "/": "∕⁄╱", "×": "╳✕✖⨯",
    "·": "•‧∙⋅・･", "〇": "○◯", "∶": "︰﹕",
}.items():  # fmt: skip
    _FULL |= {ord(other): ord(_sign) for other in _others}
# Traditional characters of numerals and of the words of the grammar.
_SIMPLE = str.maketrans(
    "倆萬億兩幾個畝噸戶條臺項隻頭鎮場處餘過達約內後輛棟類種歲對數點間將於負幣圓張帶環級層時門寬區",
    "俩万亿两几个亩吨户条台项只头镇场处余过达约内后辆栋类种岁对数点间将于负币元张带环级层时门宽区",
)
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_BANKERS = str.maketrans("壹贰貳叁參陆陸肆伍柒捌玖拾佰仟", "一二二三三六六四五七八九十百千")
POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}

_LONGEST = 40  # characters of a number, and powers of ten; nothing larger counts or measures
ARABIC = r"\d{1,3}(?:,\d{3}(?!\d))+(?:\.\d+)?|\d+(?:\.\d+)?"
CHINESE = "[〇零一二两三四五六七八九十百千万亿廿卅卌]"
_NUMERAL = re.compile(rf"(?:{ARABIC})[百千万亿]*|{CHINESE}+")

# In plain text a space that may part thousands is " ", another "\u00a0", and a tab, which parts
# what is apart, a tab: a pattern of all there are takes ten times as long to compile.
_SPACES = str.maketrans(
    "\u00a0\u2009\u202f" + (wide := "\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u200a\u3000"),
    "   " + "\u00a0" * len(wide),
)
_FULL |= _SPACES
SPACE = "[ \t\u00a0]"
_DIGIT = "[〇零一二三四五六七八九]"
_BANKER = "[壹贰貳叁參陆陸肆伍柒捌玖拾佰仟]"
# A multiplier belongs to the number unless it opens the measure word: 千 in 2.4万千瓦.
_OPENING = "|".join(
    f"{SPACE}?".join(word)
    for word in (*grammar.UNITS, *grammar.REFUSED_UNITS)
    if word[0] in "百千万亿"
)
TIMES = rf"(?:(?!{_OPENING})[百千万亿])"
_POWER = r"(?:[eE][+\-−]?\d+|[×x*]10(?:\^[+\-−]?\d+|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|\^\d+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
# ½, ①, Ⅲ, 俩 and their like are numbers too, and none of them is read.
ODD = "[俩仨²³¹¼-¾⁰-⁹₀-₉⅐-ↈ①-⒛⓪-⓿❶-➓㈠-㈩㉈-㉏㉑-㉟㊀-㊉㊱-㊿]"
# A half of a measure is no number of them; half a year may be the first or second (上半年).
HALF = "(?<![上下前后每])半(?=个?(?:年|月|天|小时|亩|吨|公里|里|斤|公斤|米|分钟|世纪|成|数))"
# A numeral phrase is a lexeme: whatever of digits, marks and Chinese numerals stands together,
# so that what is malformed is refused whole rather than read in part.
_LEXEME = re.compile(
    rf"(?:\d+(?:(?:[.,'’]| )\d+|，\d{{3}}(?!\d))*{_POWER}?(?:{SPACE}?{TIMES})*"
    rf"(?:{SPACE}(?=\d{{1,9}}{SPACE}?{TIMES}))?"  # 1 万 2 千
    rf"|(?<![午晨晚夜早])(?:(?!{_OPENING}){CHINESE})+点{_DIGIT}+{TIMES}*(?!{CHINESE}|[点分刻钟])"
    rf"|(?:(?!{_OPENING}){CHINESE})+"
    # 伍 and 陆 are also in 队伍 and 大陆: bankers' numerals go on, or stand before money.
    rf"|(?<![队入退落大登着收捡内])(?:{_BANKER}(?=[元圆角分]|{_BANKER}|{CHINESE})"
    rf"|(?<={_BANKER})(?!{_OPENING}){CHINESE}|(?<={_BANKER}|{CHINESE}){_BANKER})+)+|{ODD}+"
    rf"|{HALF}"
)
_MARKED = re.compile(r"[1-9]\d{0,2}(?P<mark>[,' ])\d{3}(?:(?P=mark)\d{3})*(?:\.\d+)?")
_NEIGHBOURS = re.compile(
    "(?P<head>(?!零)[一二两三四五六七八九十百千万亿零]*[十百千万亿零]|)(?P<low>[一二两三四五六七八九])"
    "(?P<high>[二两三四五六七八九])(?P<tail>[十百千万亿]*)"
)
_PARTS = re.compile(r"([1-9]\d*)([百千万亿]+)")
_PLAIN = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
_RISEN = re.compile(r"(?P<digits>.+)(?:[eE]|[×x*]10\^)(?P<power>[+\-]?\d+)")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−’", "0123456789--'")


class Numeral(NamedTuple):
    """A run of numerals in a text: 62.42, 4万, 十三."""

    start: int
    end: int
    text: str


def runs(text: str) -> list[Numeral]:
    """Return every run of numerals: Arabic with the multipliers that follow, or Chinese.

    An Arabic run is digits (also full-width) with decimal point, separators of thousands and the
    multipliers 百千万亿 directly after it, even where these open a unit (35万千瓦 gives 35万千). A
    Chinese run is as many of 〇零一二两三四五六七八九十百千万亿廿卅卌 as stand together. 2×35
    is two, and so is 1,2345. The runs are what the ledger accounts for: disjoint, in order, and
    together they hold every digit and every Chinese numeral of the text.

    >>> [numeral.text for numeral in runs("2×35万千瓦、第三届、5G")]
    ['2', '35万千', '三', '5']
    """
    found = (match.span() for match in _NUMERAL.finditer(plain(text)))
    return [Numeral(start, end, text[start:end]) for start, end in found]


def plain(text: str) -> str:
    """Full-width signs as ASCII, traditional characters as simplified, at the same offsets."""
    return text.translate(_FULL).translate(_SIMPLE)


def lexemes(text: str) -> list[tuple[int, int]]:
    """Return the spans of all that is written as a number in plain text, well formed or not.

    >>> [text[start:end] for text in ["1,2345人和3万5"] for start, end in lexemes(text)]
    ['1,2345', '3万5']
    """
    return [match.span() for match in _LEXEME.finditer(text)]


class Number(NamedTuple):
    """What a run says: ``power`` is that of its multiplier, or of a Chinese run's last digit."""

    value: Decimal
    decimals: int
    power: int
    chinese: bool


def number(text: str) -> Number | None:
    """Return what a run of plain numerals says; None where it is malformed or has two readings.

    Thousands are marked by comma, apostrophe or space, all alike; ten is raised as in 1.5e3,
    1.5×10^3 and 1.5×10³.

    >>> number("4.8万"), number("三五")
    (Number(value=Decimal('4.8E+4'), decimals=1, power=4, chinese=False), None)
    """
    text = _ascii(text)
    if too_long(text):
        return None
    digits = text.rstrip("百千万亿 " if text[0].isascii() else "十百千万亿")
    powers = [POWERS[c] for c in text[len(digits) :] if c != " "]
    power = sum(powers)
    if not text[0].isascii():
        for short, long in (("〇", "零"), ("廿", "二十"), ("卅", "三十"), ("卌", "四十")):
            text = text.replace(short, long)
        text, _, tenths = text.partition("点")  # 三点五万
        whole = _chinese(text) if re.fullmatch(f"{CHINESE}+", text) else None
        if whole is None or not tenths:
            return None if whole is None else Number(Decimal(whole), 0, power, True)
        tenths = "".join(str(_DIGITS[c]) for c in tenths.rstrip("百千万亿"))
        mixed = powers != sorted(set(powers)) or whole >= 10**4
        value = Decimal(f"{whole}.{tenths}").scaleb(power)
        return None if mixed else Number(value, len(tenths), power, True)
    if powers != sorted(set(powers)):  # 万万, 千百
        return None
    if re.search("[百千万亿]", digits):
        return _composed(text)
    risen = _RISEN.fullmatch(digits)
    if risen:
        digits, power = risen["digits"], power + int(risen["power"])
    if not (digits.isascii() and (_PLAIN.fullmatch(digits) or _MARKED.fullmatch(digits))):
        return None
    decimals = len(digits.partition(".")[2])
    return Number(Decimal(re.sub("[,' ]", "", digits)).scaleb(power), decimals, power, False)


def alternatives(text: str) -> tuple[Number, Number] | None:
    """Return the two numbers that neighbouring digits leave open; None where there are none.

    >>> [str(one.value) for one in alternatives("三四百") or ()], alternatives("三五")
    (['300', '400'], None)
    """
    match = _NEIGHBOURS.fullmatch(text)
    if not match:
        return None
    low, high = (number(match["head"] + match[end] + match["tail"]) for end in ("low", "high"))
    rising = low and high and _DIGITS[match["high"]] - _DIGITS[match["low"]] == 1
    return (low, high) if low and high and rising else None


def _composed(text: str) -> Number | None:
    """Read 4亿3千万 and 1万2千; None where the parts do not descend, or may be 2亿3千[万]."""
    value, below, power = 0, 0, 0
    for digits, times in _PARTS.findall(text):
        powers = [POWERS[c] for c in times]
        power = sum(powers)
        part = int(digits) * 10**power
        low = below == POWERS["亿"] and part < 10**4
        if powers != sorted(set(powers)) or (below and part >= 10**below) or low:
            return None
        value, below = value + part, power
    whole = "".join(map("".join, _PARTS.findall(text))) == text
    return Number(Decimal(value), 0, power, False) if whole else None


def too_long(text: str) -> bool:
    """Whether a number is of more characters, or of a higher power of ten, than anything counts.

    >>> too_long("9" * 41), too_long("1e9999999"), too_long("1.5e3")
    (True, True, False)
    """
    if len(text) > _LONGEST:
        return True
    power = re.search(r"[eE^][+\-]?0*(\d+)", _ascii(text))
    return power is not None and int(power[1]) > _LONGEST


def _ascii(text: str) -> str:
    """The spellings of a number that mean the same, as one: 10³ as 1×10^3, 壹 as 一."""
    if not text.isascii() and not text.isalpha():
        text = re.sub("(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])(?<![⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "^", text).translate(_RAISED)
    if not text.isalnum():
        text = text.translate(_SPACES).replace("\t", " ").replace("\u00a0", " ").strip()
    text = text.translate(_BANKERS)
    return "1×" + text if text.startswith("10^") else text


def _chinese(text: str, first: bool = True) -> int | None:
    """Read a Chinese numeral (十二, 一百零五, 三亿二千万, 二零二一); None when it is malformed.

    None also where it may be read in two ways: 三五 (3 to 5), 一百五 (150).
    """
    for word in "亿万千百十":
        head, found, tail = text.rpartition(word)
        if not found:
            continue
        power = POWERS[word]
        most = {8: 10**8, 4: 10**4}.get(power, 10)
        # 百八十户 are eighty to a hundred; 十八 are ten and eight.
        bare = 1 if first and (power == 1 or not tail) else None
        times = _chinese(head) if head else bare
        rest = _chinese(tail.removeprefix("零"), first=False) if tail else 0
        if not times or times >= most or rest is None or (power > 1 and tail in _DIGITS):
            return None
        if word == "亿" and tail[:1] != "零" and 0 < rest < 10**4:  # 一亿五千[万]
            return None
        return times * int(10**power) + rest
    if first and (len(text) > 3 or (len(text) > 1 and "零" in text)) and "两" not in text:
        # 二零二一 is told digit by digit, 五六七八个 is anything from five to eight.
        told = text[0] in "一二零" and text not in "一二三四五六七八九"
        return int("".join(str(_DIGITS[c]) for c in text)) if told else None
    return _DIGITS.get(text)
