"""The ledger closes, and any damage to it is named."""

import csv
import io

import pytest
from rules import every

from xiaoyi_data.cli import main
from xiaoyi_data.reading import quantities
from xiaoyi_data.report import codebook, proofs
from xiaoyi_data.report.source import read_source

# Rows whose printed value carries no measure word, each with the reason why that is right.
WITHOUT_UNIT = {"soe-retirees-transferred-2020": "1.45万国企退休人员: the people are counted bare"}


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit(tables, key, **changes):
    rows = rows_of(tables / "figures.csv")
    row = next(row for row in rows if row["figure"] == key)
    row.update({k: (v(row[k]) if callable(v) else v) for k, v in changes.items()})
    write(tables / "figures.csv", rows)


def test_the_canonical_text_is_the_one_the_offsets_refer_to(source):
    import hashlib

    text = read_source(source)
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert (len(text), digest[:16]) == (13032, "fd5b08379ffda359")


def test_the_tables_prove_themselves_without_the_text():
    assert proofs.check().empty


def test_the_ledger_closes(source, capsys):
    assert main.main(["check", "--source", str(source)]) == 0
    assert capsys.readouterr().out == ""


def test_nothing_is_unaccounted_for(source, capsys):
    table = proofs.coverage(source).set_index("what")["numerals"]
    assert table["unaccounted for"] == 0
    parts = table.drop(["numerals in the text", "unaccounted for"])
    assert parts.sum() == table["numerals in the text"]
    assert main.main(["coverage", "--source", str(source)]) == 0
    assert "unaccounted for" in capsys.readouterr().out


def test_spacing_page_breaks_and_width_of_digits_do_not_matter(source, tmp_path):
    text = source.read_text(encoding="utf-8")
    wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789"}
    changed = "\ufeff" + text.translate(wide).replace("，", "，\n\f ").replace("增长", "增\u200b长")
    copy = tmp_path / "copy.txt"
    copy.write_text(changed, encoding="utf-8")
    assert proofs.check(copy).empty
    copy.write_bytes(text.encode("gb18030"))
    assert proofs.check(copy).empty


KEY = "retail-sales-growth-2016-2020"
DAMAGE = {
    "a digit of value": {"value": "26.8"},
    "a digit of printed": {"printed": "26.8%"},
    "the sign of a growth": {"value": "-26.9", "low": "-26.95", "high": "-26.85"},
    "the unit": {"unit": "pp"},
    "the qualifier": {"qualifier": "at_least"},
    "the low end": {"low": "26.8"},
    "the high end": {"high": ""},
    "one character of the quote": {"quote": lambda q: q.replace("零售", "另售")},
    "the offset by one": {"start": lambda s: str(int(s) + 1)},
    "the section": {"section": "1.2"},
    "an enum": {"status": "done"},
    "a key": {"indicator": "retail"},
    "the baseline": {"baseline": "2021"},
    "the basis left out": {"basis": ""},
}


@pytest.mark.parametrize("changes", DAMAGE.values(), ids=DAMAGE)
def test_damage_to_a_row_makes_check_fail_and_names_the_row(tables, source, capsys, changes):
    edit(tables, KEY, **changes)
    assert main.main(["check", "--source", str(source)]) == 1
    out = capsys.readouterr().out
    assert KEY in out or "figures.csv, line 5" in out


@pytest.mark.parametrize("pair", codebook.rows("closures"), ids=lambda pair: pair["smaller"])
def test_what_cannot_be_larger_is_held_to_it(tables, pair):
    rows = {row["figure"]: row for row in codebook.rows("figures")}
    larger = float(rows[pair["larger"]]["value"])
    edit(tables, pair["smaller"], value=f"{larger + 1:.0f}")
    found = proofs.check()
    told = found[(found["proof"] == 5) & (found["key"] == pair["smaller"])]["problem"]
    reason = codebook.labels("closures", "reason")[pair["reason"]]
    assert list(told) == [f"is more than {pair['larger']}, against the rule: {reason}"]


def test_a_closure_of_figures_that_are_not_there_is_named(tables, capsys):
    path = tables / "closures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("rural-income-2020", "rural-2020"))
    assert main.main(["check"]) == 1
    assert "closures.csv, line 6, column smaller: unknown smaller 'rural-2020'" in (
        capsys.readouterr().out
    )


def test_a_derived_row_that_cannot_be_computed_is_named(tables, capsys):
    path = tables / "derived.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("100 - rate", "100 - rates"))
    assert main.main(["check"]) == 1
    out = capsys.readouterr().out
    assert out == "proof 6  rural-share: unknown name 'rates': did you mean 'rate'? valid: rate\n"


def test_a_row_deleted_is_a_numeral_in_no_table(tables, source, capsys):
    rows = [row for row in rows_of(tables / "figures.csv") if row["figure"] != KEY]
    write(tables / "figures.csv", rows)
    assert main.main(["check", "--source", str(source)]) == 1
    assert "26.9" in capsys.readouterr().out


def test_a_row_doubled_is_named(tables, source, capsys):
    rows = rows_of(tables / "figures.csv")
    write(tables / "figures.csv", rows + [row for row in rows if row["figure"] == KEY])
    assert main.main(["check", "--source", str(source)]) == 1
    assert KEY in capsys.readouterr().out


def test_a_numeral_deleted_from_the_others_is_named(tables, source, capsys):
    rows = rows_of(tables / "other_numerals.csv")
    write(tables / "other_numerals.csv", rows[:40] + rows[41:])
    assert main.main(["check", "--source", str(source)]) == 1
    assert f"offset {rows[40]['start']}" in capsys.readouterr().out


def test_a_numeral_added_to_the_text_is_named_and_little_else(source, tmp_path, capsys):
    text = source.read_text(encoding="utf-8").replace("产业结构持续优化", "产业结构持续优化77次", 1)
    copy = tmp_path / "copy.txt"
    copy.write_text(text, encoding="utf-8")
    assert main.main(["check", "--source", str(copy)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert any("77" in line for line in out)
    assert len(out) <= 3


def test_another_text_is_refused_with_how_much_of_it_matches(tmp_path, capsys):
    other = tmp_path / "other.txt"
    other.write_text("完全不同的报告，地区生产总值增长9.9%。", encoding="utf-8")
    assert main.main(["check", "--source", str(other)]) == 2
    assert "quotes stand in it" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_cannot_be_read_is_one_line(name, tmp_path, capsys):
    assert main.main(["check", "--source", str(tmp_path / name)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@every(codebook.rows("figures"))
def test_every_printed_value_names_its_unit(row):
    units = quantities.parse(row["printed"]).units
    assert row["unit"] in units or row["figure"] in WITHOUT_UNIT


@every(codebook.rows("figures"))
def test_quotes_are_short_and_keys_say_year(row):
    assert len(row["quote"]) <= 40
    assert row["period"].split("/")[-1] in row["figure"]


def test_words_of_the_qualifier_stand_inside_printed():
    for row in codebook.rows("figures"):
        before, _, after = row["quote"].partition(row["printed"])
        assert not after.startswith(("以上", "以内", "以下", "左右")), row["figure"]
        assert not before.endswith(("近", "超", "突破", "跨上", "至少")), row["figure"]


def test_commitment_is_strive_only_where_the_text_says_so(source):
    text = read_source(source)
    for row in codebook.rows("figures"):
        start = int(row["start"])
        sentence = text[:start].rsplit("。", 1)[-1].rsplit("；", 1)[-1]
        if row["commitment"] == "strive":
            assert "力争" in sentence, row["figure"]


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("26.9%多种", "it may be read in two ways (多种)"),
        ("1,2345%", "the number is written in no known way"),
        ("不得不超过26.9%", "what is denied here is not plain"),
        ("26.9元/亩", "a rate: so much for each of something (/亩)"),
    ],
)
def test_a_printed_value_that_is_refused_says_why(tables, printed, reason):
    edit(tables, KEY, printed=printed)
    problems = proofs.check()
    assert problems[problems["proof"] == 3]["problem"].str.contains(reason, regex=False).any()


def test_a_limit_denied_is_not_taken_for_its_opposite(tables):
    edit(tables, KEY, printed="不得超过26.9%", qualifier="over", low="26.9", high="")
    problems = proofs.check()["problem"]
    assert problems.str.contains("qualifier over is not what is printed: at_most").any()
