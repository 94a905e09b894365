"""Tables from outside: a cell is what it says, or refused with file, place, column and value."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outside import CHANGES, NAMES, REFUSED, Csv, Xlsx, dice, rows_of

from xiaoyi_data.report import codebook, values

CASES = [(*where, name) for where, changes in CHANGES.items() for name in changes]
TURNS = 3  # of each change: other rows, another spelling of the file
GROWTH = ("baseline", "basis")  # columns that other rows have nothing in


def refuses(problem, where, text):
    """Hold a sentence to file, place and column, to the value, and to one line."""
    assert problem.startswith(where)
    shown = repr(text if len(text) <= 40 else f"{text[:40]}…")
    assert (shown if text else "a value is required") in problem[len(where) :]
    assert "\n" not in problem
    assert len(problem) < len(where) + 400


def same(taken, row, changed=None, says=None):
    """Hold a row taken to the row written, but for what the changed cell says."""
    for name, value in taken.items():
        right = says if name == changed else row[name]
        if name in ("value", "baseline") and right != "":
            assert float(value) == pytest.approx(float(right), rel=1e-15)
        else:
            assert value == right, name


@pytest.mark.parametrize(("table", "column", "name"), CASES)
def test_a_changed_cell_is_what_it_says_or_refused(tmp_path, table, column, name):
    rng = dice(table, column, name)
    for turn in range(TURNS):
        rows = rows_of(table, rng, growth=column in GROWTH)
        n = rng.randrange(3)
        text, says = CHANGES[table, column][name](rows[n], column)
        path = tmp_path / f"own{turn}.csv"
        written = [row | {column: text} if row is rows[n] else row for row in rows]
        made = Csv(path, rng, NAMES[table], written)
        found = codebook.added(table, path)
        if says is REFUSED:
            assert len(found.problems) == 1
            refuses(found.problems[0], f"{path}, {made.place(n, column)}", text)
            continue
        assert found.problems == ()
        for place, (taken, row) in enumerate(zip(found.rows, rows, strict=True)):
            same(taken, row, column if place == n else None, says)


def test_a_thousand_tables_and_more_are_changed():
    assert len(CASES) * TURNS >= 1000


@pytest.mark.parametrize(("table", "column"), CHANGES)
def test_the_changed_cells_of_a_workbook_are_what_they_say_or_refused(tmp_path, table, column):
    rng, changes = dice(table, column), CHANGES[table, column].values()
    rows = rows_of(table, rng, len(changes), growth=column in GROWTH)
    cells = [change(row, column) for change, row in zip(changes, rows, strict=True)]
    written = [row | {column: text} for row, (text, _) in zip(rows, cells, strict=True)]
    path = tmp_path / "own.xlsx"
    made = Xlsx(path, rng, NAMES[table], written)
    found = codebook.parse(table, str(path), path.read_bytes())
    problems = iter(found.problems)
    for n, (text, says) in enumerate(cells):
        if says is REFUSED:
            refuses(next(problems), f"{path}, {made.place(n, column)}", text)
        else:
            same(found.rows[n], rows[n], column, says)
    assert next(problems, None) is None


@given(st.text(st.sampled_from("0123456789.eE+-%_, ０１٣−"), max_size=12))
def test_a_text_is_a_number_only_where_python_reads_the_same(text):
    with contextlib.suppress(ValueError):
        taken = values.taken({"name": "value", "type": "number"}, text or "x", "percent")
        assert text.isascii()
        assert not set(text) & set("_, ")
        assert float(taken) == float(text.removesuffix("%"))
