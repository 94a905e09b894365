"""Outcomes from outside the report: added whole, or refused where they are wrong."""

import pandas as pd
import pytest
from observed import growth, own

import xiaoyi_data as xd
from xiaoyi_data.report import codebook, precision


@pytest.mark.parametrize("name", ["own.csv", "own.xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_users_file_is_added_whatever_it_is(tmp_path, name, encoding):
    row = growth("gdp", 9.1, "2021") | {"source": "孝义市统计局"}
    seen = xd.load_observations(own(tmp_path / name, row, encoding=encoding))
    assert seen["source"].iloc[-1] == "孝义市统计局"
    assert len(seen) == len(xd.load_observations()) + 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"indicator": "gpd"},
            "line 2, column indicator: unknown indicator 'gpd': did you mean 'gdp'",
        ),
        ({"unit": "yuan"}, "line 2, column unit: unknown unit 'yuan'"),
        ({"period": "21Q1"}, "line 2, column period: '21Q1' does not match"),
        ({"value": "a lot"}, "line 2, column value: 'a lot' is not a number"),
        ({"value": ""}, "line 2, column value: a value is required"),
        ({"grade": "E"}, "line 2, column grade: unknown grade 'E'"),
        (
            {"period": "2014", "measure": "level", "basis": "", "baseline": "", "unit": "CNY"},
            "is already in observations",
        ),
        ({"printed": "近9%"}, "line 2, column printed: '近9%' says 9, not 9.1"),
        ({"printed": "9.1亿元"}, "line 2, column printed: '9.1亿元' is in CNY, not percent"),
        ({"printed": "几成"}, "line 2, column printed: '几成' cannot be read as one quantity"),
    ],
)
def test_what_is_wrong_in_a_users_file_is_one_line_with_file_row_and_column(
    tmp_path, change, message
):
    path = own(tmp_path / "own.csv", growth("gdp", 9.1, "2021") | change)
    with pytest.raises(codebook.DataError, match=r"own\.csv") as error:
        xd.load_observations(path)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_two_bases_of_one_year_stand_side_by_side(tmp_path):
    rows = (
        growth("gdp", 9.1, "2021"),
        growth("gdp", 5.2, "2021")
        | {
            "basis": "annual_average",
            "baseline": "2019",
        },
    )
    seen = xd.load_observations(own(tmp_path / "own.csv", *rows))
    assert seen["value"].tolist()[-2:] == [9.1, 5.2]


def test_what_the_source_printed_may_be_left_out_of_a_file(tmp_path):
    path = own(tmp_path / "own.csv", growth("gdp", 9.1, "2021"))
    frame = pd.read_csv(path, dtype=str, keep_default_na=False).drop(columns="printed")
    frame.to_csv(path, index=False)
    assert xd.load_observations(path)["printed"].iloc[-1] == ""


@pytest.mark.parametrize(
    ("value", "unit", "printed", "qualifier", "low", "high"),
    [
        ("5", "percent", "", "exact", 4.5, 5.5),
        ("5.0", "percent", "", "exact", 4.95, 5.05),
        ("4100", "person", "", "exact", 4100, 4100),
        ("85000", "t", "8.5万吨", "exact", 84500, 85500),
        ("9", "percent", "近9%", "nearly", 8.5, 9),
        ("9", "percent", "9%以上", "at_least", 9, None),
        ("-9", "percent", "9%以上", "at_least", None, -9),
        ("9.1", "percent", "9.1%左右", "about", 9.0, 9.2),
        ("4.5", "item", "4—5个", "range", 4, 5),
    ],
)
def test_a_number_goes_as_far_as_its_source_printed_it(value, unit, printed, qualifier, low, high):
    row = growth("gdp", value, "2021") | {"unit": unit, "printed": printed}
    held = precision.of(row)
    assert held.qualifier == qualifier
    assert [None if end is None else float(end) for end in held[1:3]] == [low, high]


def test_what_was_printed_is_what_is_shown(tmp_path):
    rows = [growth("gdp", "9", "2021") | {"printed": "近9%"}, growth("retail_sales", "9.0", "2021")]
    path = own(tmp_path / "own.csv", *rows)
    assert xd.load_observations(path)["text"].tolist()[-2:] == ["nearly 9%", "9.0%"]
    assert xd.load_observations(path, lang="zh")["text"].tolist()[-2:] == ["近9%", "9.0%"]
    marks = xd.marks.frame(xd.load_observations(path, lang="zh").tail(2), lang="zh")
    assert marks["text"].iloc[0] == "近9%"


def test_a_wrong_column_is_named_with_the_valid_ones(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("indicator,value\ngdp,1\n")
    with pytest.raises(
        codebook.DataError, match=r"missing column 'entity'; valid: indicator,entity"
    ):
        xd.load_observations(path)


def test_observations_agree_with_what_the_report_says():
    seen = xd.load_observations()
    shares = seen[seen["indicator"].str.endswith("_sector_share")]
    sums = shares.groupby(["entity", "period"])["value"].sum()
    assert sums.between(99.98, 100.02).all()
    seen, shares = seen[seen["entity"] == ""], shares[shares["entity"] == ""]
    base = shares[shares["period"] == "2015"].set_index("indicator")["value"]
    change = xd.load_derived().set_index("derived").loc["primary-sector-share-change", "value"]
    assert base["primary_sector_share"] + change > 0
    for _, rows in seen[seen["source"].str.contains("Census")].groupby("period"):
        people = rows.set_index("indicator")["value"]
        rate = 100 * people["urban_resident_population"] / people["resident_population"]
        assert rate == pytest.approx(people["urbanisation_rate"], abs=0.01)
