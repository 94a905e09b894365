"""Pairs are reviewed as rows of a draft are: in the workbook, in the notebook, by several."""

import shutil

import following
import openpyxl
import pytest

from xiaoyi_data import choices, load_targets
from xiaoyi_data.cli import main
from xiaoyi_data.reviewing import desk, sheet

GDP, ROADS = "gdp-growth-target-2022", "own-roads-target-2022"
INCOME = "own-income-growth-target-2022"
RIVERS, FAIRS = "own-rivers-target-2022", "own-fairs-target-2022"
COLUMNS = [column["name"] for column in sheet.columns("pair")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    where = tmp_path_factory.mktemp("pair")
    both = following.pair(where)
    assert main.main(["link", *map(str, both), "-o", str(where / "links.csv")]) == 0
    return where


@pytest.fixture
def file(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "links.csv"


class Book:
    """The workbook of a file of links, answered by target."""

    def __init__(self, file, lang="en", name="review.xlsx"):
        self.path, self.words = file.parent / name, choices.words("review", lang)["pairs"]
        line = ["review", str(file), "-o", str(self.path), "--lang", lang]
        assert main.main(line) == 0
        self._book = openpyxl.load_workbook(self.path)
        self.sheet = self._book.worksheets[0]

    def row(self, target):
        cells = self.sheet.iter_rows(min_row=5, max_col=len(COLUMNS))
        rows = [row for row in cells if row[-1].value.split(":")[1] == target]
        return dict(zip(COLUMNS, rows[0], strict=True))

    def set(self, target, decision, outcome=None):
        row = self.row(target)
        row["decision"].value = self.words["decisions"][decision]
        if outcome is not None:
            row["outcome"].value = outcome or None

    def accept(self, file):
        self._book.save(self.path)
        return main.main(["accept", str(file), str(self.path)])


def decided(file):
    return {row["target"]: row for row in following.rows_of(file)}


@pytest.mark.parametrize("lang", choices.LANGUAGES)
def test_the_workbook_shows_both_quotes_and_why_the_most_doubtful_first(file, lang):
    book = Book(file, lang)
    row = book.row(ROADS)
    assert row["sentence"].value == "新改建农村公路40公里"
    assert row["outcome"].value == "完成农村公路新改建43.5公里 (own-built-2022)"
    assert row["why"].value == decided(file)[ROADS][f"reason_{lang}"]
    doubts = [cells[0].value for cells in book.sheet.iter_rows(min_row=5, max_col=1)]
    assert doubts == sorted(doubts, reverse=True)
    assert len(doubts) == len(following.rows_of(file))


def test_a_reviewed_workbook_decides_pairs_and_the_rest_waits(file, capsys):
    book = Book(file)
    book.set(GDP, "accept")
    book.set(RIVERS, "accept")
    book.set(FAIRS, "reject")
    book.set(ROADS, "later")
    assert book.accept(file) == 0
    assert "3 taken, 0 refused; 10 left to decide" in capsys.readouterr().out
    states = {target: row["state"] for target, row in decided(file).items()}
    told = {GDP: "accepted", RIVERS: "accepted", FAIRS: "rejected"}
    assert states == dict.fromkeys(states, "proposed") | told
    report = file.parent / following.EARLIER
    frame = load_targets(report=report, outcomes=file).set_index("figure")
    assert frame.loc[GDP, "verdict"] == "missed"
    assert (frame.drop(GDP)["verdict"] == "unknown").all()


def test_taking_the_same_workbook_twice_changes_nothing(file, capsys):
    book = Book(file)
    book.set(GDP, "accept")
    book.set(ROADS, "accept", "own-mines-2022")
    assert book.accept(file) == 0
    once = file.read_bytes()
    capsys.readouterr()
    assert book.accept(file) == 0
    assert "0 taken, 0 refused" in capsys.readouterr().out
    assert file.read_bytes() == once


@pytest.mark.parametrize(
    ("outcome", "key", "quote"),
    [
        ("own-mines-2022", "own-mines-2022", "绿化矿山700亩"),
        ("绿化矿山700亩 (own-mines-2022)", "own-mines-2022", "绿化矿山700亩"),
        ("", "", ""),
    ],
)
def test_a_reader_may_choose_another_outcome_or_none(file, outcome, key, quote):
    book = Book(file, "zh")
    book.set(ROADS, "accept", outcome)
    assert book.accept(file) == 0
    row = decided(file)[ROADS]
    assert (row["outcome"], row["outcome_quote"], row["state"]) == (key, quote, "accepted")
    assert (row["reason_en"], row["reason_zh"]) == ("chosen by a reader", "由审阅者选定")


WRONG = [
    ("accept", "own-mins-2022", "did you mean 'own-mines-2022'"),
    ("reject", "own-mines-2022", "is another outcome than that rejected"),
    ("later", "own-mines-2022", "is changed and nothing accepted"),
]


@pytest.mark.parametrize(("decision", "outcome", "said"), WRONG)
def test_what_cannot_be_taken_is_named_with_its_cell_and_the_rest_is_taken(
    file, capsys, decision, outcome, said
):
    book = Book(file)
    book.set(GDP, "accept")
    book.set(ROADS, decision, outcome)
    assert book.accept(file) == 1
    out = capsys.readouterr().out
    assert said in out
    assert f"cell D{book.row(ROADS)['outcome'].row}" in out
    assert decided(file)[ROADS]["state"] == "proposed"
    assert decided(file)[GDP]["state"] == "accepted"


def test_what_check_would_refuse_is_not_taken(file, capsys):
    """Nothing said of a target, and yet an outcome of it; a quote that is not of its figure."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("新改建农村公路40公里", "新改建农村公路41公里"), encoding="utf-8")
    book = Book(file)
    one, two = (row for row in book.sheet.iter_rows(min_row=5, max_col=len(COLUMNS))
                if INCOME in row[-1].value)  # fmt: skip
    for row in (one, two):
        row[COLUMNS.index("decision")].value = book.words["decisions"]["accept"]
    two[COLUMNS.index("outcome")].value = None
    book.set(ROADS, "accept")
    book.set(GDP, "accept")
    assert book.accept(file) == 1
    out = capsys.readouterr().out
    assert "2 taken, 2 refused" in out
    assert f"an outcome of {INCOME} is accepted in line" in out
    assert "'新改建农村公路41公里' does not stand in that of" in out
    assert main.main(["check", "--links", str(file)]) == 1  # the quote alone
    assert capsys.readouterr().out.count("proof 4") == 1


def test_of_two_reviews_what_both_say_is_taken_and_the_rest_goes_to_a_third(file, capsys):
    one, two = Book(file, name="one.xlsx"), Book(file, "zh", "two.xlsx")
    for book, roads in ((one, "accept"), (two, "reject")):
        book.set(GDP, "accept")
        book.set(ROADS, roads)
        book._book.save(book.path)
    third = file.parent / "third.xlsx"
    line = ["accept", str(file), str(one.path), str(two.path), "-o", str(third)]
    assert main.main(line) == 0
    assert "1 rows on which they differ" in capsys.readouterr().out
    states = {target: row["state"] for target, row in decided(file).items()}
    assert (states[GDP], states[ROADS]) == ("accepted", "proposed")
    told = openpyxl.load_workbook(third).worksheets[0].cell(5, COLUMNS.index("why") + 1).value
    assert told == "Decision: accept (one.xlsx), does not answer it (two.xlsx)"


def test_the_desk_takes_pairs_one_at_a_time_and_gives_the_last_back(file):
    before = file.read_bytes()
    held = desk.Desk(file, lang="zh")
    first = held.rows[0]
    assert held.sentence().count("<mark") == 1
    assert held.decide("accept") == ""
    assert decided(file)[first.row["target"]]["state"] == "accepted"
    assert held.rows[0].id != first.id
    assert "unknown figure" in held.decide("accept", outcome="own-mins-2022")
    assert held.undo()
    assert file.read_bytes() == before


def test_the_fields_of_a_desk_are_those_of_a_pair(file):
    shown = desk.Fields(desk.Desk(file))
    assert list(shown._fields) == ["outcome"]
    shown.decide("reject")
    assert [row["state"] for row in following.rows_of(file)].count("rejected") == 1


def test_where_nothing_can_be_decided_the_next_pairs_are_shown(file, monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shown = []
    monkeypatch.setattr(desk, "display", shown.append)
    desk.show(desk.Desk(file))
    assert "13 left to decide" in shown[0].data
    for said in ("What answers it", "own-mines-2022", "no figure of the report"):
        assert (said in shown[1].data) is (said != "own-mines-2022")


def test_a_workbook_is_no_file_of_links_to_review(file, capsys):
    book = Book(file)
    assert main.main(["review", str(book.path), "-o", str(file.parent / "x.xlsx")]) == 2
    assert "links are reviewed in the CSV they are in" in capsys.readouterr().err


def test_a_file_that_holds_no_links_is_refused_in_one_line(file, capsys):
    for name in ("links.csv", "qinghe-2022/report.csv"):
        path = file.parent / name
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
        assert main.main(["review", str(path), "-o", str(file.parent / "x.xlsx")]) == 2
        assert capsys.readouterr().err.count("\n") == 1
