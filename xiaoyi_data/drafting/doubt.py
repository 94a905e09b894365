"""How far a proposed row is to be doubted, and why, in words.

Each reason is a row of ``data/drafting/doubts.tsv``: where it holds, and the share of rows that
were wrong where it held, as counted on the development texts; reasons add up as independent
chances do. How they were counted: ``docs/own-report.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod

from xiaoyi_data.drafting import rules
from xiaoyi_data.drafting.cues import Fields
from xiaoyi_data.drafting.indicators import usual
from xiaoyi_data.drafting.nouns import NUMBER, Name, verbal
from xiaoyi_data.drafting.spans import Span
from xiaoyi_data.drafting.turns import Part, Year


def judge(
    span: Span, part: Part, said: Fields, name: Name, year: Year, *, twice: bool
) -> dict[str, str]:
    """Return the columns of a row that say its doubt, and why, the most telling reason first.

    The doubt is the chance that not all of the reasons leave the row right; ``twice`` says that
    the report has another number of the same claim.
    """
    facts = {
        "name": f"{'known' if name.indicator else 'name'}_{_how(span, name)}", "read": span.how,
        "unit": span.unit, "of": "several" if span.quantity.units[1:] else "one",
        "measure": said.measure, "basis": said.basis, "status": said.status, "turn": part.turn,
        "period": said.cues["period"], "by": said.cues["measure"],
        "part": "sure" if part.sure else "unsure", "year": "sure" if year.sure else "unsure",
        "said": "twice" if twice else "once", "done": "yes" if name.verb else "no",
        "clause": "first" if span.ahead == span.left else "later",
    }  # fmt: skip
    case = [*(f"{fact}={value}" for fact, value in facts.items()), *_odd(span, name)]
    held = rules.fitting(
        "doubts", case=" ".join(case), name=name.name, left=span.left, right=span.right,
        printed=span.printed,
    )  # fmt: skip
    rows = sorted((row for row, _ in held), key=lambda row: (-float(row["share"]), row["doubt"]))
    told = [row for row in rows if row["en"]]
    return {
        "doubt": f"{1 - prod(1 - float(row['share']) for row in rows):.2f}",
        "reasons_en": "; ".join(row["en"] for row in told),
        "reasons_zh": "；".join(row["zh"] for row in told),
    }


def _how(span: Span, name: Name) -> str:
    """Return how a name was found; one that is carried on to what has grown is surer."""
    grown = name.how == "carried" and rules.pattern("direction").search(span.left)
    return "grown" if grown else name.how


def _odd(span: Span, name: Name) -> Iterator[str]:
    """Yield in what a name is unlike those of the codebook, or the words of its clause."""
    begin, end = usual()
    if verbal(name.name) or len(name.name) < 2:
        yield "none"
    if name.name[:2] not in begin:
        yield "begins"
    if name.name[-2:] not in end and name.name[-1:] not in "率额量值费税":
        yield "ends"
    left = NUMBER.split(span.left)[0]
    if name.how in ("before", "list") and len(left) - len(name.name) > 3:
        yield from ["lost"] * (left[:2] != name.name[:2])
    added = "|".join(row["word"] for row in rules.rows("measured"))
    if re.sub(f"(?:{added})$", "", name.name.removeprefix(name.verb)) not in span.clause:
        yield "made"
