"""Outcomes from outside the report: added whole, or refused where they are wrong."""

import pytest
from observed import growth, own

import xiaoyi_data as xd
from xiaoyi_data.report import codebook


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
        ({"indicator": "gdp", "period": "2014", "measure": "level"}, "is already in observations"),
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
