"""Interval arithmetic on decimals: what is known of a number that was rounded or bounded.

Every operation rounds outward, so the result holds op(a, b) for every a and b of the operands.
An end may be open (近4万 stays below 40,000) or infinite (以上 has no upper end).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

_DOWN = Context(prec=34, rounding=ROUND_FLOOR)
_UP = Context(prec=34, rounding=ROUND_CEILING)
_FINE = Context(prec=60)
_INFINITY = Decimal("Infinity")
# Relative width below which an interval comes from dividing exact numbers, not from rounding.
_BLUR = Decimal("1e-20")

Number = Decimal | int


@dataclass(frozen=True)
class Interval:
    """All numbers from ``low`` to ``high``; an infinite end is always open.

    Raises ValueError when the ends are in the wrong order or leave nothing between them.

    >>> Interval(Decimal("15.05"), Decimal("15.15")) + 1
    Interval(low=Decimal('16.05'), high=Decimal('16.15'), low_open=False, high_open=False)
    """

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        low, high = self.low, self.high
        if not (low and low.is_finite()):
            self._plain("low", low)
        if not (high and high.is_finite()):
            self._plain("high", high)
        if not self.low <= self.high or (self.low == self.high and self.open):
            raise ValueError(f"no number lies between {self.low} and {self.high}")

    def _plain(self, end: str, number: Decimal) -> None:
        if number.is_infinite():
            object.__setattr__(self, f"{end}_open", True)
        else:  # −0, which rounding down gives, is nothing, too
            object.__setattr__(self, end, Decimal(0))

    @property
    def open(self) -> bool:
        """Whether at least one end is left out."""
        return self.low_open or self.high_open

    def positive(self) -> Interval:
        """Return the part above zero, which is left out: a count of things there must be."""
        return Interval(max(self.low, Decimal(0)), self.high, self.low <= 0, self.high_open)

    @property
    def exact(self) -> bool:
        """Whether the interval holds a single number."""
        return self.low == self.high

    @property
    def single(self) -> bool:
        """Whether the interval holds a single number, save for the blur of dividing."""
        return self.high - self.low <= _BLUR * max(abs(self.low), abs(self.high))

    @property
    def middle(self) -> Decimal:
        """The number halfway between two finite ends."""
        return _FINE.divide(_FINE.add(self.low, self.high), 2)

    @property
    def ends(self) -> tuple[Decimal | None, Decimal | None]:
        """The ends that say something; None where infinite, or nothing itself and never reached."""
        below = self.low.is_finite() and not (self.low == 0 and self.low_open)
        return self.low if below else None, self.high if self.high.is_finite() else None

    @property
    def finite(self) -> bool:
        """Whether both ends are finite."""
        return self.low.is_finite() and self.high.is_finite()

    def __contains__(self, number: Number) -> bool:
        above = number > self.low or (number == self.low and not self.low_open)
        below = number < self.high or (number == self.high and not self.high_open)
        return above and below

    def __neg__(self) -> Interval:
        # Not -x: that rounds to the caller's context, and not outward.
        low, high = self.high.copy_negate(), self.low.copy_negate()
        return Interval(low, high, self.high_open, self.low_open)

    def __add__(self, other: Interval | Number) -> Interval:
        other = interval(other)
        return Interval(
            _DOWN.add(self.low, other.low),
            _UP.add(self.high, other.high),
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __sub__(self, other: Interval | Number) -> Interval:
        return self + -interval(other)

    def __mul__(self, other: Interval | Number) -> Interval:
        other = interval(other)
        if self.exact and other.exact:
            a, b = self.low, other.low
            return Interval(_DOWN.multiply(a, b), _UP.multiply(a, b))
        ends = [
            (_product(a, b, _DOWN), _product(a, b, _UP), _misses(a, a_open, b, b_open))
            for a, a_open in ((self.low, self.low_open), (self.high, self.high_open))
            for b, b_open in ((other.low, other.low_open), (other.high, other.high_open))
        ]
        low, high = min(end[0] for end in ends), max(end[1] for end in ends)
        # An end is reached, and so closed, as soon as one closed pair of ends gives it.
        return Interval(
            low,
            high,
            all(is_open for down, _, is_open in ends if down == low),
            all(is_open for _, up, is_open in ends if up == high),
        )

    def __truediv__(self, other: Interval | Number) -> Interval:
        other = interval(other)
        if 0 in other or other.low < 0 < other.high:
            raise ValueError(f"cannot divide by the interval from {other.low} to {other.high}")
        if self.exact and other.exact:
            a, b = self.low, other.low
            return Interval(_DOWN.divide(a, b), _UP.divide(a, b))
        # An open end at nothing is never reached: the quotient grows without bound towards it.
        low = _DOWN.divide(1, other.high) if other.high else -_INFINITY
        high = _UP.divide(1, other.low) if other.low else _INFINITY
        return self * Interval(low, high, other.high_open, other.low_open)

    __radd__ = __add__

    def __rsub__(self, other: Number) -> Interval:
        return -self + other

    __rmul__ = __mul__

    def __rtruediv__(self, other: Number) -> Interval:
        return interval(other) / self

    def __pow__(self, exponent: int) -> Interval:
        """Return the power of a positive interval to a positive whole exponent."""
        return self._monotone("power", _positive(exponent))

    def root(self, degree: int) -> Interval:
        """Return the positive root of a positive interval, of a positive whole degree.

        >>> interval(Decimal("1.21")).root(2).single
        True
        """
        return self._monotone("root", _FINE.divide(1, _positive(degree)))

    def _monotone(self, what: str, exponent: Decimal) -> Interval:
        if self.low <= 0:
            raise ValueError(f"the {what} of an interval from {self.low} is not defined here")
        # Decimal rounds powers to nearest whatever the context says: work finer, step outward.
        low = _DOWN.next_minus(_DOWN.plus(_FINE.power(self.low, exponent)))
        high = _INFINITY
        if self.high.is_finite():
            high = _UP.next_plus(_UP.plus(_FINE.power(self.high, exponent)))
        return Interval(low, high, self.low_open, self.high_open)

    def decimals(self) -> int:
        """Return the decimals the bounds allow: one unit of the last covers half the width.

        Negative where not even the units digit is known. Where nothing but division blurs the
        number, three significant digits are kept.
        """
        if self.single:
            return 2 - self.low.adjusted() if self.low else 0
        half = (self.high - self.low) / 2
        places = -half.adjusted()
        return places if half <= Decimal(1).scaleb(-places) else places - 1

    def shown(self, value: Decimal) -> Decimal | None:
        """Return ``value`` with no more decimals than the bounds allow, but inside them.

        Where the rounded number would leave the bounds it gets a digit or two more; None where
        that is not enough. At least one significant digit is kept. Of a number blurred by
        nothing but division the bounds ask no more than three.

        >>> Interval(Decimal("8.238"), Decimal("8.248")).shown(Decimal("8.2433"))
        Decimal('8.24')
        >>> Interval(Decimal("4.828"), Decimal("4.880")).shown(Decimal("4.854"))
        Decimal('4.85')
        """
        least = max(self.decimals(), -value.adjusted()) if value else self.decimals()
        for decimals in range(least, least + 3):
            number = value.quantize(Decimal(1).scaleb(-decimals), context=_FINE)
            if self.single or number in self:
                return number
        return None


def interval(number: Interval | Number) -> Interval:
    """Return the interval of a single number; an interval is returned as it is."""
    if isinstance(number, Interval):
        return number
    return Interval(Decimal(number), Decimal(number))


def bounds(low: Decimal | None, high: Decimal | None, qualifier: str = "exact") -> Interval:
    """Return the interval of a figure: None is unbounded; ``nearly`` and ``over`` are open.

    >>> bounds(Decimal(35000), Decimal(40000), "nearly").high_open
    True
    """
    return Interval(
        -_INFINITY if low is None else low,
        _INFINITY if high is None else high,
        low_open=qualifier == "over",
        high_open=qualifier == "nearly",
    )


def _positive(number: int) -> Decimal:
    if number < 1:
        raise ValueError(f"{number} is not a positive whole number")
    return Decimal(number)


def _misses(a: Decimal, a_open: bool, b: Decimal, b_open: bool) -> bool:
    """Whether the product of two ends is never reached; a reached zero makes it so alone."""
    reached_zero = (a == 0 and not a_open) or (b == 0 and not b_open)
    return (a_open or b_open) and not reached_zero


def _product(a: Decimal, b: Decimal, context: Context) -> Decimal:
    # An unbounded factor times nothing is nothing: 0 × ∞ arises only at an end never reached.
    return Decimal(0) if 0 in (a, b) else context.multiply(a, b)
