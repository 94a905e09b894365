"""The reports that the package holds beside Xiaoyi: whole, proved, and short in their quotes."""

import pytest

from xiaoyi_data.report import codebook, proofs, reports

OTHERS = [key for key in reports.shipped() if key != reports.DEFAULT]


def test_two_reports_of_one_county_that_follow_each_other_are_there():
    assert OTHERS[:2] == ["boye-county-2021", "boye-county-2022"]


@pytest.mark.parametrize("key", OTHERS)
def test_its_tables_prove_themselves(key):
    assert proofs.check(report=key).empty


@pytest.mark.parametrize("key", OTHERS)
def test_nothing_waits_and_no_text_is_kept(key):
    held = {path.name for path in reports.folder(key).iterdir()}
    assert held <= {f"{name}.csv" for name in (
        "report", "sections", "figures", "other_numerals", "indicators", "entities", "derived",
        "closures", "observations", "links")}  # fmt: skip


@pytest.mark.parametrize("key", OTHERS)
def test_quotes_have_at_most_40_characters_and_every_indicator_an_english_name_and_a_use(key):
    with reports.using(key):
        figures, indicators = codebook.rows("figures"), codebook.rows("indicators")
    assert max(len(row["quote"]) for row in figures) <= 40
    with reports.using(reports.DEFAULT):
        shared = {row["indicator"] for row in codebook.rows("indicators")}
    own = [row for row in indicators if row["indicator"] not in shared]
    assert {row["indicator"] for row in own} <= {row["indicator"] for row in figures}
    assert [row["indicator"] for row in own if not row["name_en"].isascii()] == []


def test_what_two_years_measure_alike_has_one_key_in_both():
    """So that a later report can answer an earlier one."""
    keys = {}
    for key in OTHERS[:2]:
        with reports.using(key):
            keys[key] = {row["name_zh"]: row["indicator"] for row in codebook.rows("indicators")}
    one, other = keys.values()
    assert all(one[name] == other[name] for name in one.keys() & other.keys())
    used = []
    for key in OTHERS[:2]:
        with reports.using(key):
            used.append({row["indicator"] for row in codebook.rows("figures")})
    assert len(used[0] & used[1]) >= 30
