"""What is taken off a copy of a report, and what is refused; sentences of ours."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoyi_data.drafting.frame import frame
from xiaoyi_data.report.files import DataError
from xiaoyi_data.report.source import canonical

HEAD = (
    "政 府 工 作 报 告\n——2023年2月8日在云岭县第九届人民代表大会第三次会议上\n"
    "县长 某某\n各位代表：\n"
)
OPENING = "现在，我代表云岭县人民政府向大会作工作报告，请予审议。\n"
BODY = (
    "一、2022年工作回顾\n"
    + "".join(
        f"这是第{n}段，全县造林{n}.5万亩，修路{n}公里，群众生活继续改善。\n" for n in range(2, 30)
    )
    + "二、2023年工作安排\n"
    + "".join(
        f"今年第{n}件事，新建学校{n}所，改造管网{n}0公里，办好群众身边的事。\n"
        for n in range(2, 30)
    )
    + "各位代表！让我们团结一心、埋头苦干，为建设更加美好的云岭而努力奋斗！\n"
)
PLAIN = HEAD + OPENING + BODY
TRAPS = {
    "a site's head": (
        "下载\n打印\n【字号：大中小】\n时间：2024-01-05 作者：某网\n来源：县政府\n" + PLAIN, "head",
    ),
    "the way to a page": ("首页/政府信息公开/政府工作报告/正文\n" + PLAIN, "head"),
    "the number of a paper": ("县九届人大三次会议文件（一）\n" + PLAIN, "head"),
    "a summary": (
        "内容摘要：\n" + HEAD.replace("\n", "") + OPENING.strip()[:24] + "......\n" + PLAIN,
        "summary",
    ),
    "a second copy": (PLAIN + PLAIN, "copy"),
    "a glossary": (
        PLAIN + "名词解释\n" + "".join(f"[{n}]“{n}通一平”：通{n}样设施。\n" for n in range(1, 6)),
        "glossary",
    ),
    "a glossary without a head": (
        PLAIN + "".join(f"{n}. “{n}通一平”：是指通{n}样设施。\n" for n in range(1, 6)), "glossary",
    ),
    "a foot": (
        PLAIN + "分享到：\n上一篇：\n2021年某县政府工作报告\n联系电话：0358-7654321\n", "footer",
    ),
    "question marks for spaces": (PLAIN.replace(" ", "????"), "spaces"),
    "literal line ends": (PLAIN.replace("\n", r"\r\n"), "markup"),
    "a site's letters at the end of paragraphs": (PLAIN.replace("。\n", "。qWx\n"), "markup"),
    "a broken year": (PLAIN.replace("2022年", "20 22年"), ""),
    "spaces of a page": (PLAIN.replace("县长 ", "县长&nbsp;&nbsp;"), ""),
    "numbers of pages": (
        PLAIN.replace("这是第5段", "- 1 -\n这是第5段").replace("这是第12段", "- 2 -\n这是第12段")
        .replace("今年第9件", "- 3 -\n今年第9件").replace("今年第20件", "- 4 -\n今年第20件"),
        "pages",
    ),
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_what_is_not_the_report_is_taken_off_and_told(trap):
    text, kind = TRAPS[trap]
    found = frame(text)
    assert found.text == canonical(PLAIN)
    assert (kind in {taken.kind for taken in found.taken}) == bool(kind)


def test_of_a_plain_text_nothing_is_taken_off():
    found = frame(PLAIN)
    assert (found.text, found.taken) == (canonical(PLAIN), ())


@pytest.mark.parametrize(
    ("mark", "number"), [("[{}]", 3), ("〔{}〕", 4), ("［{}］", 3), ("【{}】", 5), ("({})", 3)]
)
def test_marks_of_footnotes_are_taken_off_the_words_they_are_glued_to(mark, number):
    text = PLAIN
    for n in range(1, number + 1):
        text = text.replace(f"这是第{n + 2}段", f"这是第{n + 2}段" + mark.format(n))
    found = frame(text)
    assert found.text == canonical(PLAIN)
    marks = [mark.format(n) for n in range(1, number + 1)]
    told = [taken[1:] for taken in found.taken if taken.kind == "marks"]
    assert told == [(f"{marks[0]}…{marks[-1]}", len("".join(marks)))]


def test_a_line_of_letters_and_a_date_below_it_stay_two():
    head = (
        "发布时间：2023-08-21   责任编辑：www\n2023年2月8日在云岭县第九届人民代表大会第三次会议上\n"
    )
    framed = frame(head + "县长 某某\n各位代表：\n" + OPENING + BODY)
    assert framed.text.startswith("2023年2月8日在云岭县")


def test_a_broken_zero_of_a_year_is_mended():
    found = frame(PLAIN.replace("请予审议", "连同二\ufffd\ufffd三五年远景目标审议"))
    assert "二〇三五年远景目标" in found.text
    assert [taken.kind for taken in found.taken] == ["broken"]


def test_lines_that_break_where_the_page_was_full_are_one_paragraph():
    long = PLAIN.replace(
        "群众生活继续改善", "群众生活继续改善，乡村面貌不断提升，城市品质明显提高，社会大局保持稳定"
    )
    wrapped = "\n".join(
        piece for line in long.split("\n") for piece in re.findall(".{1,28}", line) or [""]
    )
    found = frame(wrapped)
    assert found.text == canonical(long)
    starts = {found.text[start : start + 3] for start in found.starts}
    assert {"一、2", "二、2"} <= starts
    assert len(found.starts) < len(wrapped.split("\n")) * 0.75


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "too short to be a report"),
        ("全县造林3万亩。" * 9, "too short to be a report"),
        ("全县造林3万亩。" * 200_000, "too long to be a report"),
        ("The county planted trees. " * 99, "no Chinese text"),
        (PLAIN[: PLAIN.index("今年第20件")] + "今年第20件事，" + "新建改造" * 20, "truncated"),
        (PLAIN.rstrip("\n")[:-40] + "......", "truncated"),
    ],
)
def test_what_is_no_whole_report_is_refused_in_one_line(text, why):
    with pytest.raises(DataError, match=why) as refused:
        frame(text, "county.txt")
    assert str(refused.value).startswith("county.txt")
    assert "\n" not in str(refused.value)


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet="一二三四、。：1234567890[]（）()?\n\r\t各位代表现在我政府工作报告年月日",
        max_size=400,
    )
)
def test_offsets_of_paragraphs_are_within_the_text(text):
    found = frame(
        PLAIN + text + "让我们为建设更加美好的云岭而努力奋斗，不负人民重托，不负时代使命！\n"
    )
    assert list(found.starts) == sorted(set(found.starts))
    assert 0 <= found.starts[0] <= found.starts[-1] <= len(found.text)
    assert found.text == canonical(found.text)


def test_a_second_copy_is_found_without_a_salutation_too():
    bare = PLAIN.replace("各位代表：\n", "").replace(OPENING, "")
    found = frame(bare + bare)
    assert found.text == canonical(bare)
    assert [taken.kind for taken in found.taken] == ["copy"]


def test_a_paragraph_goes_on_across_a_page_and_a_sign_across_a_line():
    long = PLAIN.replace(
        "生活继续改善", "生活继续改善，乡村面貌不断提升，细颗粒物PM2.5浓度明显下降"
    )
    lines = [piece for line in long.split("\n") for piece in re.findall(".{1,28}", line)]
    for page in range(5, 0, -1):
        lines.insert(page * 14, f"- {page} -")
    found = frame("\n".join(lines).replace("PM2.5", "PM\n2.5"))
    assert found.text == canonical(long)
    assert [taken.words for taken in found.taken] == ["- 1 -…- 5 -"]
