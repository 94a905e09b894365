"""How far a proposed row is to be doubted, and why, in words.

Each reason has the share of rows that were wrong where it held, as counted on the development
texts (``data/drafting/doubts.tsv``); reasons add up as independent chances do. How they were
counted: ``docs/own-report.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.drafting.cues import Fields
from xiaoyi_data.drafting.indicators import usual
from xiaoyi_data.drafting.names import Name
from xiaoyi_data.drafting.nouns import verbal
from xiaoyi_data.drafting.spans import Span
from xiaoyi_data.drafting.turns import Part, Year

_DIRECTION = re.compile("增长|提高|下降|减少|增加|提升|降低")


class Doubt(NamedTuple):
    """The chance that a row is wrong in some field, and the reasons, most telling first."""

    share: float
    reasons: tuple[str, ...]

    def columns(self) -> dict[str, str]:
        """Return the columns of a draft's row."""
        known = {row["doubt"]: row for row in rules.rows("doubts")}
        told = [known[reason] for reason in self.reasons if known[reason]["en"]]
        return {
            "doubt": f"{self.share:.2f}",
            "reasons_en": "; ".join(row["en"] for row in told),
            "reasons_zh": "；".join(row["zh"] for row in told),
        }


def judge(span: Span, part: Part, said: Fields, name: Name, year: Year) -> Doubt:
    """Return the doubt of a row: the chance that not all of its reasons leave it right."""
    shares = {row["doubt"]: float(row["share"]) for row in rules.rows("doubts")}
    held = sorted({*_reasons(span, part, said, name, year)}, key=lambda one: (-shares[one], one))
    right = 1.0
    for reason in held:
        right *= 1 - shares[reason]
    return Doubt(round(1 - right, 2), tuple(held))


def _reasons(span: Span, part: Part, said: Fields, name: Name, year: Year) -> Iterator[str]:
    cues = said.cues
    grown = name.how == "carried" and _DIRECTION.search(span.left)
    how = "grown" if grown else name.how
    yield f"name_{how}" if not name.indicator else f"known_{how}"
    if not name.indicator:
        if verbal(name.name) or len(name.name) < 2:
            yield "name_none"
        begin, end = usual()
        if name.name[:2] not in begin:
            yield "name_begins"
        if name.name[-2:] not in end and name.name[-1:] not in "率额量值费税":
            yield "name_ends"
        added = "|".join(row["word"] for row in rules.rows("measured"))
        kept = re.sub(f"(?:{added})$", "", name.name.removeprefix(name.verb))
        if kept not in span.clause and not grown:
            yield "name_made"
        for row in rules.rows("doubts"):
            if row["pattern"] and re.search(row["pattern"], name.name):
                yield row["doubt"]
    if name.indicator and name.how == "carried" and not re.search("增长|下降|提高|增幅", span.left):
        yield "carried_far"
    if not part.sure:
        yield "turn"
    if not year.sure:
        yield "year"
    if span.how != "read":
        yield span.how
    if not re.search(r"\d", span.printed):
        yield "hanzi"
    if span.quantity.units[1:] and span.unit in ("enterprise", "household"):
        yield "unit_open"
    if span.unit in ("ratio", "index", "year", "rank"):
        yield f"unit_{span.unit}"
    if said.status not in ("achieved", "target"):
        yield "project"
    elif span.unit in ("t", "W", "CNY", "km", "V") and "项目" in span.right:
        yield "project_none"
    if part.turn.startswith("years"):
        yield f"period_{cues['period']}" if cues["period"] in ("end", "span") else "period_other"
    elif cues["period"] not in ("default",):
        yield "period_named"
    if said.basis in ("since_baseline", "annual_average"):
        yield f"basis_{said.basis}"
    if said.measure == "change" and span.unit != "pp":
        yield "change"
    if cues["measure"] in ("gap", "times", "direction_ahead", "direction_after", "by"):
        yield "measure"
    if said.measure == "level" and span.unit == "percent" and _DIRECTION.search(span.left):
        yield "measure"
    if re.search(r"[由从].*[到至]", span.left):
        yield "from_to"
    if span.left.count("、") > 2:
        yield "enumerated"
