"""Texts with a number in them, plain and torn: read as they say, or not at all."""

from __future__ import annotations

import random
from decimal import Decimal

from xiaoyi_data.reading import Quantity, read

UNITS = {"元": "CNY", "人": "person", "家": "enterprise", "吨": "t", "亩": "mu", "%": "percent",
         "户": "household", "个百分点": "pp"}  # fmt: skip
SCALES = {"": 1, "万": 10**4, "亿": 10**8}
# Words before or after a number -> what they make of it.
BEFORE = {"": "exact", "近": "nearly", "约": "about", "超过": "over", "不超过": "at_most",
          "不得超过": "at_most", "不低于": "at_least", "至少": "at_least", "不少于": "at_least",
          "突破": "over", "接近": "nearly", "不高于": "at_most"}  # fmt: skip
AFTER = {"": "exact", "以上": "at_least", "以内": "at_most", "左右": "about"}
LEADS = ["", "全市", "今年，", "新增", "完成投资", "目标：", "——", "（一）"]
TAILS = ["", "。", "，", "；比上年多", "」", "\n"]
BROKEN = "\u0338\ufffd\ue000\ud800\x00"
SPACES = ["\n", " ", "\u3000", "\t", "\r\n", "\u2028"]
UNSEEN = "\u200b\u200d\u2060\ufeff\u00ad"
ODD = (
    "0123456789.,%‰+-−~—/×^第约近超不没未万亿千百十一二两半多余"
    "几数以上内下左右至到和（）“”℃$元人年月日\n\t \x1b💥é"
)


def fault(number: int) -> str:
    """Make, read and judge the text of a number."""
    rng = random.Random(f"text {number}")
    text, value, unit, qualifier = _phrase(rng)
    lead, tail = rng.choice(LEADS), rng.choice(TAILS)
    kind = rng.choice(["plain", "unseen", "broken", "split", "torn", "joined", "noise"])
    if kind == "unseen":
        text = rng.choice(UNSEEN).join(text)
    if kind == "broken":
        at = rng.randrange(len(text) + 1)
        text, lead, tail = text[:at] + rng.choice(BROKEN) + text[at:], "", ""
    if kind == "split":
        at = rng.randrange(1, len(text))
        text = text[:at] + rng.choice(SPACES) + text[at:]
    if kind == "torn":
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(ODD) + text[at + rng.randint(0, 1) :]
    if kind == "noise":
        text = "".join(rng.choices(ODD, k=rng.randint(1, 40)))
    whole = f"{lead}{text}{tail}"
    if kind == "joined":
        whole += "、".join(_phrase(rng)[0] for _ in range(rng.randint(1, 4)))
    found = read(whole)
    told = [one for one in found if isinstance(one, Quantity)]
    if wrong := _formed(whole, found):
        return f"{whole!r}: {wrong}"
    if kind == "broken" and told:
        return f"{whole!r}: read over a broken character as {told[0].text!r}"
    if kind in ("plain", "unseen") and not told:
        return f"{whole!r}: not read"
    if kind in ("plain", "unseen", "split"):
        one = told[0] if told else None
        if one is None:
            return ""
        said = (one.value, unit in one.units, one.qualifier)
        if len(told) > 1 or said != (value, True, qualifier):
            return f"{whole!r}: read as {one.value} {one.units} {one.qualifier}"
    return ""


def _phrase(rng: random.Random) -> tuple[str, Decimal, str, str]:
    """Return a phrase with its value, unit and qualifier."""
    measure, scale = rng.choice(list(UNITS)), rng.choice(list(SCALES))
    if measure in ("%", "个百分点"):
        scale = ""
    digits = str(rng.choice([rng.randint(2, 9), rng.randint(10, 99), rng.randint(100, 1899)]))
    if measure == "%":
        digits = str(rng.randint(2, 99))
    elif rng.random() < 0.2:
        digits = f"{rng.randint(1, 99)},{rng.randint(0, 999):03}"
    if (scale or measure in ("%", "吨", "亩")) and "," not in digits and rng.random() < 0.5:
        digits += f".{rng.randint(1, 99)}"
    before, after = rng.choice(list(BEFORE)), ""
    if not before:
        after = rng.choice(list(AFTER))
    qualifier = BEFORE[before] if before else AFTER[after]
    written = digits.translate(_WIDE) if rng.random() < 0.1 else digits
    value = Decimal(digits.replace(",", "")) * SCALES[scale]
    return f"{before}{written}{scale}{measure}{after}", value, UNITS[measure], qualifier


_WIDE = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


def _formed(text: str, found: list) -> str:
    """Say what is wrong with the form of answers, whatever the text."""
    end = 0
    for one in found:
        if one.start < end or one.end <= one.start or text[one.start : one.end] != one.text:
            return f"the span {one.start}–{one.end} of {one.text!r}"
        end = one.end
        if isinstance(one, Quantity) and one.value is not None:
            low = one.value if one.low is None else one.low
            high = one.value if one.high is None else one.high
            if not low <= one.value <= high:
                return f"{one.value} is not between {low} and {high}"
    return ""
