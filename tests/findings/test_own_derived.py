"""Derived values of one's own: computed like ours, or refused where they stand."""

import re

import pandas as pd
import pytest
from printed import check_row

import xiaoyi_data as xd
from xiaoyi_data.cli import main
from xiaoyi_data.report import codebook

HEADER = "derived,inputs,expression,unit,grade,name_en,name_zh,caveat_en,caveat_zh"
OWN = (
    "own-share,done=new-urban-jobs-2020 floor=new-urban-jobs-target-2021-2025,"
    "done / floor * 100,percent,sound,share of 2020,2020年占比,,"
)


@pytest.fixture
def own(tmp_path):
    """Write a file of derived values; return its path."""

    def write(*rows):
        path = tmp_path / "own.csv"
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return path

    return write


def test_rows_of_ones_own_are_added_and_checked(own, capsys):
    path = own(OWN, OWN.replace("own-share", "own-2").replace("done /", "'new-urban-jobs-2020' /")
               .replace("done=new-urban-jobs-2020 ", ""))  # fmt: skip
    frame = xd.load_derived(extra=path)
    assert len(frame) == len(xd.load_derived()) + 2
    for row in frame.tail(2).to_dict("records"):
        assert (row["text"], row["inputs"].split()[0]) == ("≤ 23.81%", "new-urban-jobs-2020")
        check_row(row)
    assert main.main(["check", "--derived", str(path)]) == 0
    assert capsys.readouterr().out == ""


WRONG = {
    "a name that is not there": (
        ("done /", "doen /"), "unknown name 'doen': did you mean 'done'? valid: done, floor"),
    "a figure that is not there": (
        ("=new-urban-jobs-2020 ", "=new-urban-job-2020 "),
        "unknown figure 'new-urban-job-2020': did you mean 'new-urban-jobs-2020'"),
    "itself": (("=new-urban-jobs-2020 ", "=own-share "), "unknown figure 'own-share'"),
    "another derived value": (
        ("=new-urban-jobs-2020 ", "=relief-total "), "'relief-total' is a derived value"),
    "an input that is not used": (("done /", "2 /"), "input 'done' is not in the expression"),
    "an input without a key": (("done=new", "done new"), "does not match"),
    "an input twice": (("floor=", "done="), "its name stands twice"),
    "a unit that does not follow": ((",percent,", ",CNY,"), "unit 'CNY' does not follow"),
    "an unknown unit": ((",percent,", ",percents,"), "unknown unit 'percents': did you mean"),
    "no unit": ((",percent,", ",,"), "column unit: a value is required"),
    "an unknown grade": ((",sound,", ",sounds,"), "unknown grade 'sounds'"),
    "no expression": (("done / floor * 100", ""), "a value is required"),
    "a broken expression": (("floor * 100", "floor *"), "is no expression: invalid syntax"),
    "a key that is ours": (("own-share", "relief-total"), "is already in derived"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "message"), WRONG.values(), ids=WRONG)
def test_a_bad_row_is_one_line_that_says_where(own, capsys, edit, message):
    path = own(OWN.replace("own-share", "fine"), OWN.replace(*edit))
    with pytest.raises(codebook.DataError) as error:
        xd.load_derived(extra=path)
    assert str(error.value).startswith(f"{path}, line 3")
    assert message in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert main.main(["check", "--derived", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(message in line for line in lines)
    assert all(line.startswith("proof 6  ") for line in lines)


def test_a_file_that_is_none_is_one_line(tmp_path, capsys):
    assert main.main(["check", "--derived", str(tmp_path / "none.csv")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_value_of_ones_own_reads_like_a_row():
    key = "new-urban-jobs-2020"
    row = xd.derive(f"'{key}' / 12", unit="person", lang="zh", name="月均新增就业")
    assert list(row.index) == [c for c in xd.load_derived().columns if c in row.index]
    assert (row["name"], row["words"], row["inputs"]) == ("月均新增就业", "397人", key)
    assert f"[{key}] §" in xd.cite(pd.DataFrame([row]))


@pytest.mark.parametrize(
    ("expression", "unit", "message"),
    [
        ("'gdp-growth-2020' + 'tax-fee-cuts-2020'", "CNY", "percent and CNY do not add up"),
        ("gdp-growth-2020 * 2", "percent", "unknown name 'gdp': figure keys stand in quotes"),
        ("'gdp-growth-202'", "percent", "did you mean 'gdp-growth-2020'"),
        ("'gdp-growth-2020'", "percents", "unknown unit 'percents'"),
        ("'gdp-growth-2020'", "", "unknown unit ''"),
        ("1 + 2", "percent", "no figure is in the expression"),
        ("1 / 'sector-gap'", "percent", "unknown figure"),
        ("'tax-fee-cuts-2020' - 'key-projects-spending-target-2021'", "CNY", "has no bound"),
    ],
)
def test_an_expression_of_ones_own_is_refused_in_one_line(expression, unit, message):
    with pytest.raises(ValueError, match=re.escape(message)) as error:
        xd.derive(expression, unit=unit)
    assert len(str(error.value).splitlines()) == 1


def test_a_range_has_no_single_value_but_two_ends():
    row = xd.derive("'old-streets-renovated-target-2021' * 3", unit="item")
    assert (row["qualifier"], row["text"], row["value"]) == ("range", "3–6", 4.5)
