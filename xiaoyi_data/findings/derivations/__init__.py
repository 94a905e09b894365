"""What follows from the figures: one small named function for each derived value.

A function takes the intervals of its input figures and returns an interval; run on the values
alone it gives the value, run on what the words support it gives the bounds. The grade says how
far it may be trusted: ``sound`` as stated, ``conditional`` under the named condition, ``weak``
only with the warning.

Not here, because the report does not support it: GDP, investment, revenue or population levels
(none is printed), growth "a year to 2025" (8 % is the target of 2021 alone), capacity before the
cuts (what was built in the same years is not given), capacity as output, sums of loans, renewals
and relief, anything that joins 人 and 人次, and ranks or full coverage as improvements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xiaoyi_data.findings.intervals import Interval

Function = Callable[..., Interval]
GRADES = ("sound", "conditional", "weak")


@dataclass(frozen=True)
class Derivation:
    """How one value is derived: from which figures, by which formula, with what caveat."""

    name: str
    inputs: tuple[str, ...]
    unit: str
    grade: str
    formula: str
    function: Function
    name_en: str
    name_zh: str
    caveat_en: str
    caveat_zh: str


REGISTRY: dict[str, Derivation] = {}


def derive(
    unit: str,
    grade: str,
    formula: str,
    *inputs: str,
    en: tuple[str, str],
    zh: tuple[str, str],
) -> Callable[[Function], Function]:
    """Register a function of figures; ``en`` and ``zh`` are its name and its caveat."""

    def register(function: Function) -> Function:
        name = function.__name__.replace("_", "-")
        if name in REGISTRY or grade not in GRADES:
            raise ValueError(f"derivation {name} is registered twice or has no valid grade")
        names, caveats = (en[0], zh[0]), (en[1], zh[1])
        REGISTRY[name] = Derivation(name, inputs, unit, grade, formula, function, *names, *caveats)
        return function

    return register


from xiaoyi_data.findings.derivations import goals, growth, projects, ratios, structure, sums  # noqa: E402, F401
