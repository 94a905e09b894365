"""Answers taken in: a true review proves itself, a fault is found, and nothing is half-written."""

import shutil

import pytest
from waiting import REVIEW, ROWS, TEXT, Book, fill, rows_of

from xiaoyi_data import load_figures
from xiaoyi_data.cli import main
from xiaoyi_data.report import codebook, proofs
from xiaoyi_data.reviewing import accept, answers, proposals

PRINTED = [row[0] for row in ROWS]
PLANS = len(REVIEW)  # where the plan begins


@pytest.fixture
def folder(tmp_path):
    return fill(tmp_path / "qingshi-2022")


@pytest.fixture
def book(folder, tmp_path):
    return Book(folder, tmp_path / "r.xlsx")


def take(book, folder):
    """Take a workbook in; return how many rows were taken, and the refusals."""
    held = proposals.Folder(folder)
    found, unread = answers.read(book.save(), held)
    taken, refused = accept.take(held, found)
    return taken, [*unread, *refused]


def problems(folder):
    return proofs.check(folder / "source.txt", report=folder)["problem"].tolist()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_true_review_leaves_check_nothing_to_find(book, folder):
    book.accept_all()
    assert take(book, folder) == (len(ROWS), [])
    assert problems(folder) == []
    assert rows_of(folder / "draft.csv") == []
    assert [row["state"] for row in rows_of(folder / "decided.csv")] == ["accepted"] * len(ROWS)
    assert sorted(load_figures(report=folder)["printed"]) == sorted(PRINTED)


def test_a_part_of_a_review_proves_itself_too_and_the_rest_waits(book, folder):
    book.set("6所")
    book.set("4家", "later")
    assert take(book, folder) == (1, [])
    assert problems(folder) == []
    states = {row["printed"]: row["state"] for row in rows_of(folder / "draft.csv")}
    assert states == dict.fromkeys(set(PRINTED) - {"6所"}, "proposed") | {"4家": "later"}


# A fault that a reviewer may make: the column, what is written there, in which rows it is none.
FAULTS = {
    "value": ("value", "987654321", ()),
    "value a tenth": ("value", "1.5", ()),
    "value in words": ("value", "many", ()),
    "no unit of the codebook": ("unit", "tons", ()),
    "a unit that is not printed": ("unit", "volts", ()),
    "a unit of another kind": ("unit", "rank", ()),
    "printed elsewhere": ("printed", "1、", ()),
    "printed nowhere": ("printed", "99%", ()),
    "the quote of another row": ("quote", "全县经济平稳向好", ()),
    "a quote moved on": ("quote", TEXT[-12:-1], ("十二处",)),
    "a period that ends before it begins": ("period", "2022/2019", ()),
    "no period": ("period", "last year", ()),
    "a period far off": ("period", "2031", ()),
    "an unknown indicator": ("indicator", "gross domestic prodct", ()),
    "an indicator of which nothing is said": ("indicator", "hydrogen_capacity", ()),
    "achieved in a plan": ("status", "achieved", [p for p in PRINTED if TEXT.index(p) < PLANS]),
    "a year of which the review says nothing":
        ("period", "2016", [p for p in PRINTED if TEXT.index(p) >= PLANS]),
    "an unknown entity": ("entity", "Nobody Ltd", ()),
    "growth of no basis": ("measure", "growth", ("6.2%", "8.1%", "7%以上")),
    "a rank that is none": ("measure", "rank", ()),
    "a basis of no growth": ("basis", "yearly average", ()),
    "a baseline to come": ("baseline", "2030", ()),
    "the key of another": ("figure", "gdp-2021", ("86.5亿元",)),
    "no key": ("figure", "GDP 2021", ()),
    "to start in a review": ("status", "to start", ("7%以上", "3200人", "4家", "8—10个", "十二处")),
    "no status": ("status", "done", ()),
    "an empty unit": ("unit", "", ()),
    "no figure, of no reason": ("decision", "not a figure", ()),
    "no word around it": ("belongs", "孝义", ()),
}  # fmt: skip


@pytest.mark.slow
def test_of_the_faults_a_reviewer_may_make_95_in_100_are_found_each_with_its_cell(folder, tmp_path):
    """And none of the true rows is refused for the fault of another."""
    seeded, found = 0, 0
    for number, (fault, (column, text, right)) in enumerate(FAULTS.items()):
        own = shutil.copytree(folder, tmp_path / f"f{number}" / folder.name)
        book = Book(own, tmp_path / f"{number}.xlsx")
        book.accept_all()
        places = {str(row): printed for printed, row in book.rows().items()}
        faulty = [printed for at, printed in enumerate(PRINTED) if at % 2 and printed not in right]
        for printed in faulty:
            if column == "belongs":
                book.set(printed, "reject", reason="idiom", belongs=text)
            elif column == "decision":
                book.set(printed, "reject")
            else:
                book.set(printed, **{column: text})
        _, refused = take(book, own)
        told = {places["".join(c for c in one.place.split()[-1] if c.isdigit())] for one in refused}
        assert told <= set(faulty), fault
        seeded, found = seeded + len(faulty), found + len(told)
        assert problems(own) == [], fault
    assert seeded > 150
    assert found / seeded >= 0.95


def test_a_refusal_names_cell_value_valid_and_nearest(book, folder):
    book.set("45.6公里", unit="kilometers")
    taken, (one,) = take(book, folder)
    assert taken == 0
    assert one.place.endswith("sheet review, cell H10")
    assert one.problem.startswith("unknown unit 'kilometers': did you mean 'km' (kilometres)?")


def test_what_is_changed_is_read_anew_from_its_words(book, folder):
    """Another measure has another key, a longer printed another bound, a new name a row."""
    book.set("2万吨", printed="年产2万吨", indicator="+集团产能 | capacity of the group | industry")
    book.set(
        "0.3个百分点",
        measure="level",
        unit="percentage points",
        basis="",
        basis_source="",
        baseline="",
    )
    book.set("4家", indicator="+老年公寓 | flats for the old")
    taken, refused = take(book, folder)
    assert [one.problem for one in refused if "年产" not in one.problem] == [
        "unit pp does not suit level: a share changes by percentage points"
    ]
    figures = {row["printed"]: row for row in rows_of(folder / "figures.csv")}
    assert figures["4家"]["indicator"] == "flats_for_the_old"
    assert figures["4家"]["figure"] == "flats-for-the-old-target-2022"
    own = {row["indicator"]: row for row in rows_of(folder / "indicators.csv")}
    assert own["flats_for_the_old"]["theme"] == "livelihood"
    assert taken == len(figures)
    assert problems(folder) == []


def test_a_figure_rejected_becomes_another_numeral_and_comes_back(book, folder):
    book.set("十二处", "reject", reason="vague", belongs="坑塘十二处")
    assert take(book, folder) == (1, [])
    (other,) = [row for row in rows_of(folder / "other_numerals.csv") if row["text"] == "十二"]
    assert (other["reason"], other["note"]) == ("vague", "坑塘十二处")
    assert problems(folder) == []
    again = Book(folder, book.path, every=True)
    assert again.cell("十二处", "decision").value == "not a figure"
    again.set("十二处", "accept")
    assert take(again, folder) == (1, [])
    assert [row["printed"] for row in rows_of(folder / "figures.csv")] == ["十二处"]
    assert problems(folder) == []


def test_a_numeral_that_was_missed_becomes_a_figure(book, folder):
    book.set("三件", indicator="+实事 | good deeds", unit="items", period="2022", status="target")
    taken, refused = take(book, folder)
    assert (taken, refused) == (1, [])
    (row,) = rows_of(folder / "figures.csv")
    assert (row["value"], row["section"], row["figure"]) == ("3", "2", "good-deeds-target-2022")
    assert not [row for row in rows_of(folder / "other_numerals.csv") if row["text"] == "三"]
    assert problems(folder) == []
    assert take(book, folder) == (0, [])  # the same workbook once more


def test_taking_the_same_answers_again_changes_nothing(book, folder):
    book.accept_all()
    book.set("8—10个", "reject", reason="threshold", belongs="8—10个")
    take(book, folder)
    before = contents(folder)
    assert take(book, folder) == (0, [])
    assert contents(folder) == before


def test_what_is_accepted_can_be_changed_afterwards(book, folder):
    book.accept_all()
    take(book, folder)
    again = Book(folder, book.path, "zh", every=True)
    again.set("3200人", note="Those found again by the jobless count too.")
    assert take(again, folder) == (1, [])
    (row,) = [row for row in rows_of(folder / "figures.csv") if row["printed"] == "3200人"]
    assert row["note"] == "Those found again by the jobless count too."
    decided = {row["printed"]: row["state"] for row in rows_of(folder / "decided.csv")}
    assert decided["3200人"] == "changed"
    assert problems(folder) == []


def test_without_the_text_rows_prove_themselves_by_their_quotes(book, folder, tmp_path):
    text = folder / "source.txt"
    kept = text.rename(tmp_path / "text")
    bare = Book(folder, book.path)
    bare.accept_all()
    bare.set("6所", quote="建学校6所")
    bare.set("4家", quote="别处4家")
    taken, (one,) = take(bare, folder)
    assert taken == len(ROWS) - 1
    assert "does not stand around '4家'" in one.problem
    assert proofs.check(kept, report=folder).empty


def test_where_two_reviewers_differ_a_third_workbook_says_how(
    folder, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    for name, unit in (("a.xlsx", "items"), ("b.xlsx", "people")):
        book = Book(folder, tmp_path / name)
        book.set("6所")
        book.set("4家", unit=unit)
        book.set("十二处", *(("reject",) if unit == "people" else ()))
        book.set("3200人" if unit == "people" else "33.5%")
        book.save()
    assert main.main(["accept", "qingshi-2022", "a.xlsx", "b.xlsx"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "third.xlsx: 2 rows on which they differ",
        "1 taken, 0 refused; 15 left to decide, of which 34% wrong by measurement",
    ]
    states = {row["printed"]: row["state"] for row in rows_of(folder / "draft.csv")}
    assert [printed for printed, state in states.items() if state == "disputed"] == [
        "4家",
        "十二处",
    ]
    third = Book.__new__(Book)
    third.open(folder, tmp_path / "third.xlsx")
    assert list(third.rows()) == ["4家", "十二处"]
    assert third.cell("4家", "why").value == "Unit: items (a.xlsx), people (b.xlsx)"
    assert third.cell("十二处", "why").value == "Decision: accept (a.xlsx), not a figure (b.xlsx)"
    third.set("4家")
    third.save()
    assert main.main(["accept", "qingshi-2022", "third.xlsx"]) == 0


def test_the_commands_say_what_is_left_and_what_was_refused(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main.main(["review", "qingshi-2022", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert said == "review.xlsx: 16 left to decide, of which 33% wrong by measurement\n"
    book = Book(folder, tmp_path / "review.xlsx", "zh")
    book.accept_all()
    book.set("4家", unit="家家")
    book.save()
    assert main.main(["accept", "qingshi-2022", "review.xlsx"]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("review.xlsx, sheet 审阅, cell H8: unknown unit '家家'")
    assert second == "15 taken, 1 refused; 1 left to decide, of which 50% wrong by measurement"
    book.set("4家", unit="个")
    book.save()
    assert main.main(["accept", "qingshi-2022", "review.xlsx"]) == 0
    capsys.readouterr()
    assert main.main(["review", "qingshi-2022"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "command", [["review", "."], ["accept", ".", "nothing.xlsx"], ["review", "nowhere"]]
)
def test_what_is_no_draft_is_told_in_a_line(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    assert main.main(command) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert list(tmp_path.iterdir()) == []


def test_xiaoyi_itself_is_no_draft_and_is_left_alone(capsys):
    place = str(codebook.reports.folder("xiaoyi-2021"))
    assert main.main(["review", place]) == 2
    assert "has no draft.csv" in capsys.readouterr().err
