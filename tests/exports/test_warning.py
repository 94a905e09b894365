"""The index says at its top what is not up to date, in its languages, and nothing otherwise."""

import pytest

from xiaoyi_data.exports.pages import warn

PAGE = "<h1>T</h1><!--site:failed:en--><!--/site:failed:en--><p>rest</p>"


@pytest.fixture
def front(tmp_path):
    path = tmp_path / "index.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_lines_stand_at_the_top_and_go_when_all_is_well(front):
    assert warn(front, {"en": ["<b> & failed"], "zh": ["失败"]})
    text = front.read_text(encoding="utf-8")
    assert '<div class="failed" lang="en">' in text
    assert "<li>&lt;b&gt; &amp; failed</li>" in text
    assert "失败" not in text
    assert not warn(front, {"en": ["<b> & failed"]})
    assert warn(front, {"en": [], "zh": []})
    assert front.read_text(encoding="utf-8") == PAGE


def test_an_index_without_the_place_for_it_stays_as_it_is(front):
    front.write_text("<h1>old</h1>", encoding="utf-8")
    assert not warn(front, {"en": ["failed"], "zh": ["失败"]})
    assert front.read_text(encoding="utf-8") == "<h1>old</h1>"
