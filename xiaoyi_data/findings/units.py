"""Units: what they measure, what one is in another, and what follows from those of inputs.

Only what is certainly wrong is refused. A sum needs one unit; so does what is no more than a
sum. Once something is multiplied or divided, a number in the expression may convert (15 mu are
one hectare), so only the dimension counts: counts and years are numbers, and what is divided by
an area or a mass may go by the unit of its numerator, "per" being said in its name.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

Power = Fraction | int
Powers = tuple[tuple[str, Power], ...]

SHARES = {"percent", "pp"}
# What a sum of unlike things is counted in.
_COUNTS = {"item", "person", "person_time", "household", "enterprise", "head", "rank"}
# Dimension and power, and how large the unit is beside others of them (15 mu are one hectare).
_DIMENSIONS = {
    "CNY": ("money", 1, 1), "USD": ("dollars", 1, 1), "W": ("power", 1, 1), "V": ("voltage", 1, 1),
    "kg": ("mass", 1, 1), "t": ("mass", 1, 1000), "km": ("length", 1, 1), "m3": ("length", 3, 1),
    "m2": ("length", 2, 3), "mu": ("length", 2, 2000), "ha": ("length", 2, 30_000),
    "km2": ("length", 2, 3_000_000),
}  # fmt: skip


class Unit(NamedTuple):
    """Powers of the dimensions and, as long as nothing was multiplied or divided, the name.

    >>> of("mu")
    Unit(powers=(('length', 2),), name='mu')
    """

    powers: Powers
    name: str | None = None


NUMBER = Unit((), "")  # a number of the expression itself, which may stand for anything


def of(name: str) -> Unit:
    """Return the unit of that name.

    >>> of("person")
    Unit(powers=(), name='person')
    >>> of("kg/mu").powers
    (('length', -2), ('mass', 1))
    """
    parts = zip(name.split("/"), (1, -1), strict=False)
    powers = [(_DIMENSIONS[part][:2], sign) for part, sign in parts if part in _DIMENSIONS]
    return Unit(tuple(sorted((d, e * sign) for (d, e), sign in powers)), name)


def worth(unit: str, wanted: str) -> Fraction | None:
    """Return how many of ``wanted`` one ``unit`` is; None where they do not measure the same.

    >>> worth("t", "kg"), worth("mu", "ha"), worth("person", "person_time")
    (Fraction(1000, 1), Fraction(1, 15), None)
    """
    if unit == wanted:
        return Fraction(1)
    own, other = _DIMENSIONS.get(unit), _DIMENSIONS.get(wanted)
    if own is None or other is None or own[:2] != other[:2]:
        return None
    return Fraction(own[2], other[2])


def plus(a: Unit, b: Unit, wanted: str) -> Unit:
    """Return the unit of a sum or difference that is to be in ``wanted``; ValueError for none.

    Unlike things add up to things: 3 towns and 4 firms are 7 items.

    >>> plus(of("t"), of("CNY"), "t")
    Traceback (most recent call last):
    ValueError: t and CNY do not add up
    """
    if NUMBER in (a, b):
        return b if a == NUMBER else a
    if a.name is None or b.name is None:
        if a.powers == b.powers:
            return Unit(a.powers)
    elif a.name == b.name or {a.name, b.name} <= SHARES:
        return a
    elif {a.name, b.name} <= _COUNTS and wanted == "item":
        return of("item")
    raise ValueError(f"{shown(a)} and {shown(b)} do not add up")


def times(a: Unit, b: Unit, power: Power = 1) -> Unit:
    """Return the unit of ``a`` times ``b`` to a power.

    >>> times(of("CNY"), of("mu"), -1)
    Unit(powers=(('length', -2), ('money', 1)), name=None)
    """
    if a == b == NUMBER:
        return NUMBER
    powers: dict[str, Power] = dict(a.powers)
    for dimension, exponent in b.powers:
        powers[dimension] = powers.get(dimension, 0) + exponent * power
    return Unit(tuple(sorted((d, e) for d, e in powers.items() if e)))


def check(unit: Unit, wanted: str) -> None:
    """Raise ValueError when a value of this unit cannot be in the unit ``wanted``.

    >>> check(of("t"), "CNY")
    Traceback (most recent call last):
    ValueError: unit 'CNY' does not follow: the expression gives t
    >>> check(times(of("mu"), NUMBER), "ha")
    """
    if unit.name:
        right = {unit.name, wanted} <= SHARES or (unit.name in _COUNTS and wanted == "item")
        right = right or unit.name == wanted
    else:
        asked, rest = dict(of(wanted).powers), dict(times(unit, of(wanted), -1).powers)
        # What is left over may only divide, and only where there is something to be divided.
        right = all(e < 0 and asked and d not in asked for d, e in rest.items())
    if not right:
        raise ValueError(f"unit {wanted!r} does not follow: the expression gives {shown(unit)}")


def shown(unit: Unit) -> str:
    """Return a unit as messages name it.

    >>> shown(of("CNY")), shown(times(of("CNY"), of("mu"), -1))
    ('CNY', 'length^-2 × money')
    """
    if unit.name is not None:
        return unit.name or "a number"
    return " × ".join(d if e == 1 else f"{d}^{e}" for d, e in unit.powers) or "a bare ratio"
