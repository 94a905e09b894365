"""What a story shows of long tables, of headings that several sections have, and of names."""

import pandas as pd
import pytest
from test_story import RATES, TEXTS

import xiaoyi_data as xd
from xiaoyi_data.canvas import layout


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_of_a_long_table_what_fits_is_shown_and_the_rest_counted(lang):
    told = xd.story(lang)
    shown = told.show("table", told.figures.head(60), name="long", columns=["name", "text"],
                      title=("Many", "多项"), subtitle=("As stated", "按原文"))  # fmt: skip
    rest = 60 - len(shown.data)
    assert 5 < len(shown.data) < 30
    assert shown.payload["caveat"] == {"en": f"{rest} more are left out here.",
                                       "zh": f"另有{rest}项从略。"}[lang]  # fmt: skip


@pytest.mark.parametrize("long", [4, 14])
def test_of_a_long_table_as_many_rows_are_shown_as_fit(long):
    told = xd.story("en")
    # The last rows, which find no place, would give the columns of all other widths.
    names = [f"row {n}" + " of many words" * (long if n > 30 else 0) for n in range(40)]
    rows = pd.DataFrame({"name": names, "why": "Nothing is known of it. " * 4})
    columns = {("What", "事项"): "name", ("Why", "理由"): "why"}

    def shown(many):
        made = told.show("table", rows.head(many), name="long", columns=columns,
                         title=("Many", "多项"), subtitle=("As stated", "按原文"))  # fmt: skip
        return len(made.payload["data"])

    fits = shown(40)
    assert shown(fits) == fits
    assert fits - 1 <= shown(fits + 3) <= fits + 1  # the foot may take one line more, or less


def test_a_heading_that_several_sections_have_is_named_once():
    rows = RATES.assign(
        section=[f"3.{n}" for n in range(len(RATES))],
        section_title=[f"Plan of the year (3.{n})" for n in range(len(RATES))],
    )
    shown = xd.story().show("bars", rows, name="rates", **TEXTS)
    assert shown.payload["source"].endswith("2021 (Plan of the year).")


def test_a_chinese_name_is_not_broken_in_an_english_title():
    rows = RATES.assign(name="农村人口饮水安全问题")
    title = "Counted as done: more than 300 million 农村人口饮水安全问题, more than 64 million jobs"
    lines = layout.PICTURE.title(title)
    assert len(lines) == 2
    assert any("农村人口饮水安全问题" in line for line in lines)
    shown = xd.story().show("bars", rows, name="rates", title=(title, "甲"), subtitle=("P", "乙"))
    assert shown.payload["caveat"] == "Names in Chinese have not been translated yet."
