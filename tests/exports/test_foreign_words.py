"""Words of the other language are marked in pages, wherever they stand; nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from xiaoyi_data.exports import foreign


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("en", "<p>Homes of all kinds (各类), nearly 近4万户.</p>", ["各类", "近4万户"]),
        (
            "en",
            "<td>居民人均可支配收入分别达到3万元以上</td>",
            ["居民人均可支配收入分别达到3万元以上"],
        ),
        ("en", "<p><b>污水</b>收集率 is</p>", ["污水", "收集率"]),
        ("en", "<p>plain</p>", []),
        ("zh", "<p>孝义市 GDP 增长1.8%</p>", []),
        ("zh", "<p>英译：GDP grew by 1.8%。</p>", ["GDP grew by 1.8%"]),
    ],
)
def test_what_is_foreign_is_marked(lang, text, found):
    made = html.fromstring(f"<div>{foreign.marked(text, lang)}</div>")
    assert [part.text for part in made.iter("span")] == found
    assert made.text_content() == html.fromstring(text).text_content()


@pytest.mark.parametrize(
    "text",
    ['<q lang="zh-CN">孝义</q>', "<code>孝义</code>", "<pre>孝义</pre>", "<style>/*孝*/</style>"],
)
def test_what_has_a_language_or_is_code_stays(text):
    assert foreign.marked(text, "en") == text


TEXTS = st.text("孝义市，。（）123%ab <&", max_size=12)


@given(st.lists(TEXTS, min_size=3, max_size=3), st.sampled_from(["en", "zh"]))
def test_no_letter_is_lost_wherever_it_stands(texts, lang):
    whole = etree.Element("p")
    inner = etree.SubElement(whole, "b")
    whole.text, inner.text, inner.tail = texts
    before = etree.tostring(whole, encoding="unicode")
    made = html.fromstring(f"<div>{foreign.marked(before, lang)}</div>")
    assert made.text_content() == "".join(texts)
