"""The short form of ``make bend``: some cases of each kind, and that a case can fail."""

import sys
from decimal import Decimal

import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "tools"))

import bend
from bends import kills, lines, tables, texts

# How many are tried here; a run that is killed takes seconds.
SHORT = {"texts": 200, "tables": 60, "lines": 60, "decks": 12, "kills": 1}


@pytest.mark.parametrize("kind", SHORT)
def test_what_is_bent_holds(kind):
    assert [line for n in range(SHORT[kind]) if (line := bend.fault(kind, n))] == []


def test_the_long_form_tries_thousands():
    least = {"texts": 2000, "tables": 1000, "lines": 500, "decks": 200, "kills": 100}
    assert least == bend.MANY


def test_every_deed_is_done_in_the_long_form():
    numbers = range(bend.MANY["kills"])
    assert {kills.deed(number)[0] for number in numbers} == kills.DEEDS.keys()


def _misread(text):
    return [one.__class__(**vars(one) | {"value": Decimal(7), "low": None, "high": None})
            if isinstance(one, texts.Quantity) else one for one in texts_read(text)]  # fmt: skip


texts_read = texts.read


def test_what_is_misread_is_told_with_its_number(monkeypatch):
    monkeypatch.setattr(texts, "read", _misread)
    found = [line for n in range(40) if (line := bend.fault("texts", n))]
    assert found
    assert all(line.startswith("texts ") and "read as 7 " in line for line in found)


def test_what_is_taken_wrongly_or_raises_is_told(monkeypatch):
    nothing = tables.codebook.Entries((), (), ())
    monkeypatch.setattr(tables.codebook, "added", lambda table, path: nothing)
    assert any("is taken" in bend.fault("tables", n) for n in range(20))
    monkeypatch.setattr(lines.main, "main", lambda line: 1 / 0)
    assert "ZeroDivisionError: division by zero" in bend.fault("lines", 1)
    monkeypatch.setattr(lines.main, "main", lambda line: 0)
    assert any("taken" in bend.fault("lines", n) for n in range(40))


def test_what_is_cut_off_is_told(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.ipynb").write_text('{"cells": [')
    assert kills._whole(tmp_path) == "a/a.ipynb is cut off"
