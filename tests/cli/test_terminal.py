"""Tables fit the terminal, Chinese counts double, and pipes get all of it."""

import csv
import io
import json

import pandas as pd
import pytest
from conftest import LANGUAGES
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data import load_figures
from xiaoyi_data.cli import terminal
from xiaoyi_data.explore import facts, lookup

TEXTS = st.text(alphabet="ab 中，。%é", max_size=40)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("columns", [80, 132])
def test_a_table_fits_and_its_columns_stand_straight(lang, columns):
    frame = lookup.figure_listing(lookup.select(theme="industry", lang=lang), lang)
    lines = terminal.grid(frame, columns).splitlines()
    assert len(lines) == len(frame) + 1
    assert all(terminal.width(line) <= columns for line in lines)
    second = str(frame.columns[1])
    start = terminal.width(lines[0][: lines[0].index(second)])
    for line, cell in zip(lines[1:], frame[second], strict=True):
        assert terminal.width(line[: line.index(f" {cell}") + 1]) == start


def test_no_value_is_ever_cut():
    frame = lookup.figure_listing(lookup.select())
    for columns in range(20, 140, 7):
        head, *lines = terminal.grid(frame, columns).splitlines()
        for line, value in zip(lines, frame["As stated"], strict=True):
            assert "As stated" not in head or value in line


def test_without_a_terminal_nothing_is_cut():
    frame = lookup.figure_listing(lookup.select())
    lines = terminal.grid(frame, 0).splitlines()[1:]
    for line, name in zip(lines, frame["What"], strict=True):
        assert line.endswith(name)


@given(TEXTS, st.integers(2, 30))
def test_a_cut_text_takes_no_more_than_it_may(text, columns):
    cut = terminal.clip(text, columns)
    assert terminal.width(cut) <= columns
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


@given(TEXTS, st.integers(4, 30))
def test_wrapping_loses_nothing_but_spaces_at_the_ends_of_lines(text, columns):
    lines = terminal.wrap(text, columns)
    assert all(terminal.width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("columns", range(8, 24))
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(columns):
    lines = terminal.wrap("达到“百分”之33.3%（见第2节），今年（中）、明年。《报告》：全文", columns)
    assert not any(line[0] in "，。；：、！？”）》" or line[-1] in "“（《" for line in lines)


def test_cards_fit():
    for columns in (40, 80, 0):
        text = terminal.cards(facts.about("gdp", "zh"), columns)
        widest = max(map(terminal.width, text.splitlines()))
        assert widest <= columns if columns else widest > 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_csv_and_json_hold_every_row_and_column_untouched(lang):
    frame = load_figures(lang=lang)
    rows = list(csv.DictReader(io.StringIO(terminal.as_csv(frame))))
    records = json.loads(terminal.as_json(frame))
    assert list(rows[0]) == list(records[0]) == list(frame.columns)
    assert [row["quote"] for row in rows] == [row["quote"] for row in records]
    assert [row["quote"] for row in rows] == frame["quote"].tolist()
    values = frame["value"].astype(object).where(frame["value"].notna(), None).tolist()
    assert [row["value"] for row in records] == values
    assert [float(row["value"]) if row["value"] else None for row in rows] == values


def test_a_frame_without_rows_is_a_heading():
    assert terminal.grid(pd.DataFrame({"a": [], "b": []}), 80) == "a  b"
