"""Does what must add up do so? No part is more than its whole, and what is said twice is the same.

Which figure cannot be larger than which is a table of the report, ``closures.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from xiaoyi_data.report import codebook, statements


def problems(tables: Mapping[str, Sequence[codebook.Row]]) -> Iterator[tuple[str, str]]:
    """Yield the key of a figure and a sentence for all that does not add up.

    >>> names = ("figures", "closures", "observations")
    >>> list(problems({name: codebook.rows(name) for name in names}))
    []
    """
    rows = {row["figure"]: row for row in tables["figures"]}

    def number(key: str, column: str = "value") -> Decimal:
        found = statements.number(rows[key][column])
        return found if found is not None and found.is_finite() else Decimal(0)

    for row in tables["figures"]:
        for first in re.findall(r"Second mention of ([a-z0-9-]+)", row["note"]):
            same = ("value", "unit", "qualifier", "indicator", "entity")
            if first not in rows or any(row[c] != rows[first][c] for c in same):
                yield row["figure"], f"differs from {first}, which it repeats"
    why = codebook.labels("closures", "reason")
    for pair in tables["closures"]:
        smaller, larger, reason = pair.values()
        if {smaller, larger} <= rows.keys() and not number(smaller) <= number(larger):
            what = f"is more than {larger}, against the rule: {why.get(reason, reason)}"
            yield smaller, what
    signed, rate = "pillar-projects-signed-2020", "pillar-projects-start-rate-2020"
    if {signed, rate} <= rows.keys():
        ends = [number(rate, end) * number(signed) / 100 for end in ("low", "high")]
        if ends[0] // 1 == ends[1] // 1 and ends[0] % 1:
            yield rate, f"no whole number of {number(signed)} projects is that share"
    shares = [f"{sector}-sector-share-change-2016-2020" for sector in ("secondary", "tertiary")]
    if rows.keys() >= set(shares):
        # The three shares sum to 100, so their changes sum to 0; the primary sector's cannot have
        # fallen by more than it was.
        primary = -sum(number(key) for key in shares)
        before = [
            statements.number(row["value"]) or Decimal(0)
            for row in tables["observations"]
            if (row["indicator"], row["entity"], row["period"])
            == ("primary_sector_share", "", "2015")
        ]
        if not -min(before, default=Decimal(100)) <= primary <= 10:
            yield shares[0], f"leaves {primary} points to the primary sector"
