"""Damage to any column of any table is caught, or docs/proofs.md says why it is not."""

import os
import re

import judge as judges
import pytest
import tampers
from conftest import ROOT, SOURCE

from xiaoyi_data.report import codebook
from xiaoyi_data.report.source import read_source

TABLES = [resource["name"] for resource in codebook.package()["resources"]]
# Rows tried for each column and kind; XIAOYI_TAMPERS=1000 tries them all, in half an hour.
MANY = int(os.environ.get("XIAOYI_TAMPERS", "1"))
PAGE = (ROOT / "docs" / "proofs.md").read_text(encoding="utf-8")


def lines(heading):
    """Return the cells of the table under a heading of the page, without its head."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = [line for line in part.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip().strip("`") for cell in re.split(r"\|", line)[1:-1]] for line in found]


SURVIVE, TEXT = lines("What survives"), lines("What only the text shows")
KNOWN = {tuple(cells[:3]) for cells in SURVIVE}
SHOWN = {tuple(cells[:3]) for cells in TEXT}


@pytest.fixture(scope="module")
def judge():
    return judges.Judge(read_source(SOURCE) if SOURCE.exists() else None)


def rows_of(table):
    return list(codebook.rows(table))


@pytest.mark.parametrize("table", TABLES)
def test_the_page_says_of_every_column_what_proves_it(table):
    said = {column: proved or reading for column, proved, reading in lines(table)}
    assert list(said) == [field["name"] for field in codebook.fields(table)]
    assert all(said.values())


@pytest.mark.parametrize("table", TABLES)
def test_what_damages_a_table_is_caught_or_known(table, judge):
    through = set()
    for tamper in tampers.some(table, rows_of(table), MANY):
        caught = judge.first(tamper)
        if caught is None and tamper[:3] not in (KNOWN if SOURCE.exists() else KNOWN | SHOWN):
            through.add(tamper[:6])
        if caught and caught[0] == "text" and tamper[:3] not in KNOWN | SHOWN:
            through.add(tamper[:6])
    assert not through


@pytest.mark.parametrize("cells", SURVIVE, ids=lambda cells: "-".join(cells[:3]))
def test_what_is_said_to_survive_does_and_is_argued(cells, judge):
    table, column, kind, key, why = cells
    tamper = tampers.example(table, rows_of(table), column, kind, key)
    assert tamper is not None, "there is no such row, or the damage leaves it as it is"
    assert judge.first(tamper) is None, "check catches it now: run tools/build_proofs.py"
    assert len(why.split()) > 2


@pytest.mark.parametrize("cells", TEXT, ids=lambda cells: "-".join(cells[:3]))
def test_what_only_the_text_shows_needs_the_text(cells, source, judge):
    table, column, kind, key = cells
    tamper = tampers.example(table, rows_of(table), column, kind, key)
    assert tamper is not None
    caught = judge.first(tamper)
    assert caught is not None
    assert caught[0] == "text", "the tables show it alone: run tools/build_proofs.py"


def test_the_page_argues_a_kind_once():
    assert len(KNOWN | SHOWN) == len(SURVIVE) + len(TEXT)
    assert not re.search(r"/work|/tmp", PAGE)
