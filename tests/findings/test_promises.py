"""Promises of three years: each with what the next report says of it, over accepted links alone."""

import following
import pytest

from xiaoyi_data import stories
from xiaoyi_data.cli.main import main
from xiaoyi_data.findings.promises import promises


@pytest.fixture
def shelf(tmp_path):
    """Three reports of a place, and the links of each to the next."""
    for year in following.TEXTS:
        following.folder(tmp_path, year)
    assert main(["link", f"{tmp_path}/qinghe-*", "-o", str(tmp_path / "links.csv")]) == 0
    return tmp_path


def came(shelf):
    named = [str(path) for path in sorted(shelf.glob("qinghe-*"))]
    found = promises(named, [shelf / "links.csv"])
    return found.set_index("figure")["came"].astype(str)


def test_a_promise_is_followed_from_each_report_into_the_next(shelf):
    following.accept(shelf / "links.csv")
    found = came(shelf)
    told = {
        "qinghe-2022/gdp-growth-target-2022": "missed",
        "qinghe-2023/gdp-growth-target-2023": "kept",
        "qinghe-2022/grain-output-target-2022": "restated",
        "qinghe-2023/grain-output-target-2023": "missed",
        "qinghe-2022/own-fairs-target-2022": "restated",
        "qinghe-2023/own-jobfairs-target-2023": "restated",
        "qinghe-2022/own-rivers-target-2022": "silent",
    }
    assert {key: found[key] for key in told} == told
    assert not found.index.str.startswith("qinghe-2024").any()


def test_what_nobody_has_accepted_came_to_nothing(shelf):
    assert set(came(shelf)) == {"proposed"}


def test_a_story_tells_of_all_years_in_order(shelf):
    following.accept(shelf / "links.csv")
    story = stories("zh", f"{shelf}/qinghe-*", shelf / "links.csv")
    found = story.promised("青禾县")
    assert found["report_year"].tolist() == sorted(found["report_year"])
    assert set(found["report_year"]) == {2022, 2023}
    assert set(found["answer_year"]) == {2023, 2024}
    with pytest.raises(ValueError, match="did you mean '青禾县'"):
        story.promised("青和县")
