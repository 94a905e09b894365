"""Quantities in sentences, written and answered by one who had not seen the grammar.

A line of ``fresh.tsv`` has the kind, a sentence, a stretch of it, and the answer: ``read`` with
value, unit, qualifier, low and high; ``refused`` or ``none`` where nothing may be read there. ``|``
stands between answers that are equally right, ``*`` for any, ``-`` for no end. Where it could be
read and is not, the last column has the kind of refusal: the reader may learn it, never lose more.
"""

import csv
from decimal import Decimal
from pathlib import Path

from rules import every

from xiaoyi_data.reading import Quantity, read

with Path(__file__).with_name("fresh.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
# Ordinary wording; the others are of numbers torn, misspelt, denied twice or in foreign clothes.
ORDINARY = {"plain", "bound", "about", "range", "negated", "hanzi", "money", "negative", "space"}


def said(cell, found):
    known = ["" if end in ("", "-") else Decimal(end) for end in cell.split("|") if end != "*"]
    return cell == "*" or ("" if found is None else found) in known


@every(ROWS)
def test_a_fresh_quantity_is_read_right_or_refused(row):
    start = row["sentence"].index(row["printed"])
    end = start + len(row["printed"])
    here = [one for one in read(row["sentence"]) if one.start < end and one.end > start]
    found = [one for one in here if isinstance(one, Quantity)]
    if not found:
        assert row["refused"] or row["answer"] != "read"
        return
    assert "read" in row["answer"]
    (one,) = here
    assert said(row["value"], one.value)
    assert set(row["unit"].split("|")) & set(one.units)
    assert one.qualifier in row["qualifier"].split("|")
    assert said(row["low"], one.low)
    assert said(row["high"], one.high)


def test_ordinary_wording_is_read():
    ordinary = [row for row in ROWS if row["kind"] in ORDINARY and row["answer"] == "read"]
    refused = [row for row in ordinary if row["refused"]]
    assert len(ROWS) >= 300
    assert len(refused) <= 0.15 * len(ordinary), (len(refused), len(ordinary))
