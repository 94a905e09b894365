"""The words that a draft quotes around a number: who and what, as far as there is room."""

from drafting.test_draft import said

QUOTES = {
    "39项": "县城建设考核的39项指标",
    "37项": "县城建设考核的39项指标，已达标37项",
    "94.9%": "县城建设考核的39项指标，已达标37项，达标率94.9%",
    "400万元": "投资400万元完成朝阳街中段建设",
    "30公里": "完成云泉水库除险加固和连接水库与县城的30公里供水管道",
}


def test_a_quote_says_who_and_what_and_ends_where_a_word_does():
    rows = said(
        "县城建设考核的39项指标，已达标37项，达标率94.9%。③投资400万元完成朝阳街中段建设，"
        "完成云泉水库除险加固和连接水库与县城的30公里供水管道、沿线十几个村庄的入户水表以及水质监测站点的改造。"
    )
    assert {row["printed"]: row["quote"] for row in rows} == QUOTES


def test_a_quote_without_room_for_the_whole_noun_keeps_its_last_words():
    rows = said(
        "社会消费品零售总额由2012年的14.4亿元提高到2017年的23.4亿元，年均增长10.2%。",
        "years_review",
    )
    assert (
        rows[-1]["quote"] == "零售总额由2012年的14.4亿元提高到2017年的23.4亿元，年均增长10.2%"[-40:]
    )
