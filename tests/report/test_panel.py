"""Many reports as one table: each row as in its report, and where they are not alike, said."""

import shutil

import pandas as pd
import pytest

from xiaoyi_data import load_figures, load_reports
from xiaoyi_data.report import codebook, descriptor, reports


def other(folder, key="boye-2022"):
    """A report of another place and year: ours, under another key."""
    shutil.copytree(descriptor.DATA / "reports" / "xiaoyi-2021", folder)
    for path in folder.glob("*.csv"):
        swap(path, "xiaoyi-2021", key)
    for old, new in (("孝义市,", "博野县,"), (",Xiaoyi,", ",Boye,"), (",2021,", f",{key[-4:]},")):
        swap(folder / "report.csv", old, new)
    return folder


def swap(path, old, new):
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def shelf(tmp_path):
    other(tmp_path / "shelf" / "a")
    other(tmp_path / "shelf" / "b", "boye-2023")
    return tmp_path / "shelf"


def test_rows_stand_as_in_their_reports_under_the_key_of_each(shelf):
    found = load_reports(["xiaoyi-2021", shelf / "a", shelf / "b"])
    assert found["report"].value_counts().to_dict() == dict.fromkeys(
        ["xiaoyi-2021", "boye-2022", "boye-2023"], len(load_figures())
    )
    own = load_figures(report=shelf / "b")
    there = found[found["report"] == "boye-2023"].reset_index(drop=True)
    pd.testing.assert_frame_equal(there[list(own)], own, check_dtype=True)
    assert set(there["place"]) == {"Boye"}
    assert set(there["report_year"]) == {2023}


def test_a_pattern_stands_for_every_folder_it_matches_and_nothing_for_ours(shelf):
    assert set(load_reports(f"{shelf}/*")["report"]) == {"boye-2022", "boye-2023"}
    assert set(load_reports(f"{shelf}/a, xiaoyi-2021")["report"]) == {"boye-2022", "xiaoyi-2021"}
    assert set(load_reports()["report"]) == set(reports.shipped())
    with pytest.raises(ValueError, match=r"no folder is called .*/none\*"):
        load_reports(f"{shelf}/none*")


def test_a_broken_report_is_named_and_the_others_are_there(shelf):
    swap(shelf / "a" / "figures.csv", ",percent,exact", ",per cent,exact")
    with pytest.warns(UserWarning, match="unknown unit 'per cent': did you mean 'percent'"):
        found = load_reports(f"{shelf}/*")
    assert set(found["report"]) == {"boye-2023"}
    assert list(found.attrs["broken"]) == [f"{shelf}/a"]


def test_a_report_given_twice_counts_once(shelf):
    other(shelf / "c")
    with pytest.warns(UserWarning, match="boye-2022 stands already in"):
        assert len(load_reports(f"{shelf}/*")) == 2 * len(load_figures())


def test_where_nothing_can_be_read_the_first_reason_is_given(tmp_path):
    (tmp_path / "empty").mkdir()
    with (
        pytest.warns(UserWarning, match="is left out"),
        pytest.raises(ValueError, match="is not the folder of a report"),
    ):
        load_reports(f"{tmp_path}/*")


def test_an_indicator_of_one_report_alone_is_never_taken_for_that_of_another(shelf):
    head = ",".join(field["name"] for field in codebook.fields("indicators"))
    for name, what in (("a", "苹果"), ("b", "生猪")):
        row = f"own_1,rural,{what},{what},,,flow,none,{what},{what}"
        (shelf / name / "indicators.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
        swap(shelf / name / "figures.csv", ",grain_output,", ",own_1,")
    found = load_reports(f"{shelf}/*")
    own = found[found["alike"] == "own"]
    assert set(own["indicator"]) == {"boye-2022/own_1", "boye-2023/own_1"}
    assert set(found[found["alike"] != "own"]["indicator"]) <= set(load_figures()["indicator"])


def test_a_unit_that_differs_is_said_and_nothing_is_converted(shelf):
    swap(shelf / "b" / "figures.csv", ",85000000,kg,at_least,85000000,", ",85000,t,at_least,85000,")
    found = load_reports(["xiaoyi-2021", f"{shelf}/*"])
    grain = found[found["indicator"] == "grain_output"].set_index("report")
    assert grain["alike"].to_dict() == {
        "xiaoyi-2021": "same", "boye-2022": "same", "boye-2023": "unit",
    }  # fmt: skip
    assert grain.loc["boye-2023", "value"] == 85000
    assert "grain_output, level: kg, but boye-2023 t" in found.attrs["apart"]


def test_a_filter_value_counts_where_one_report_knows_it(shelf):
    swap(shelf / "b" / "figures.csv", ",2025,", ",2026,")
    found = load_reports(f"{shelf}/*", period=[2025, 2026])
    assert set(found["period"]) == {"2025", "2026"}
    with pytest.raises(ValueError, match="unknown period '2099'"):
        load_reports(f"{shelf}/*", period=[2025, 2099])
