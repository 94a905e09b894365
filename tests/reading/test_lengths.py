"""Texts of absurd numbers and lengths are read in time, in steps that grow with the text."""

import sys
from dataclasses import replace

import pytest
from rules import every

from xiaoyi_data.reading import numerals, parse, read

ABSURD = ["1e9999999吨", "9" * 10_000 + "个", "10^99999999人", "10⁹⁹⁹⁹⁹⁹⁹人", "1e-9999999%",
          "百" * 10_000 + "个", "9," * 10_000 + "9元"]  # fmt: skip


@pytest.mark.parametrize("text", ABSURD, ids=lambda text: text[:12])
def test_a_number_of_absurd_size_is_refused_at_once(text):
    assert [one.kind for one in read(text)] == ["long"]
    with pytest.raises(ValueError, match="absurd size") as error:
        parse(text)
    assert len(str(error.value)) < 300


HOSTILE = ["5个", "不得超过5%", "不", "至少", "（含", "5%（含5%）以上", "5元/亩", "每亩",
           "没有" * 15 + "5人", "至少" + "达到" * 13 + "了5人",
           "从5至6个", "9、", "1×", "9~", "1e", "10^", "9'", "五", "壹", "第9", "“9", "PM9", "-9", 
           "9-", "5多", "没有", "严禁", "几十", "3个亿", "点一", "(", "9 ", "5 个 ",
           "½", "5\u200b", "5\u0338", "\n5", "1 万 2 千", "5元一", "三四", "若干万", "5半万吨",
           "第5个", "不限于", "5%（含5%）", "5%（注）以上", "港币5元", "不得超过“5%”"]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_is_read_in_steps_that_grow_with_its_length(unit):
    few, many = (_calls(unit * n) for n in (500, 1000))
    assert many <= 2.2 * few + 100


def _calls(text):
    """Count the calls made to read a text; the patterns each look at a bounded stretch of it."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return calls


# Each would keep a pattern that looks over the whole text busy for ever.
LONG = ["9", "9,", "9,999", "1,234,", "9 ", "一", "百", "壹", "近", "至少", "不得", "（含", "“",
        " ", "1.", "第", "近1至", "5个", "1e", "10^",
        "①", "9万", "9 万 ", "\u200b", "五六百", "不限于", "十一次、", "三点", "农村"]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("unit", LONG)
def test_a_text_of_a_hundred_thousand_characters_is_read_in_one_pass(unit):
    text = unit * (100_000 // len(unit))
    assert sum(one.end - one.start for one in read(text)) <= len(text)
    assert sum(run.end - run.start for run in numerals.runs(text)) <= len(text)


@every(
    ["近{}4万户", "第{}四次会议", "超{}8{}万场", "不到{}3{}户", "5{}个百分点"],
    "\u00a0\u2002\u2005\u2007\u2008\u2009\u200a\u202f\u3000",
)
def test_every_space_within_a_phrase_is_like_a_plain_one(text, space):
    said, plain = (read(text.replace("{}", one)) for one in (space, " "))
    assert [replace(one, text="") for one in said] == [replace(one, text="") for one in plain]
