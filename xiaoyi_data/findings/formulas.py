"""Expressions of derived values: parsed, never executed, and computed on intervals.

An expression holds names of inputs, figure keys in quotes, plain numbers, ``+ - * / ** ( )`` and
the helpers of ``helpers.HELPERS``. Names stand for numbers in the unit of their figure: 8% is 8,
and ``finished / started * 100`` is in percent. Numbers are read from the text as they stand, with
no detour through binary fractions. Each step is taken on what the words support, on the values
as printed, and on the units.
"""

from __future__ import annotations

import ast
import operator
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from xiaoyi_data import choices
from xiaoyi_data.findings import units
from xiaoyi_data.findings.helpers import HELPERS
from xiaoyi_data.findings.intervals import Interval, interval

# More than any derived value needs, and little enough that nothing takes long.
_LENGTH, _DEPTH, _EXPONENT, _SIZE = 2000, 100, 50, 60

_OPERATIONS: dict[type, Callable[..., Interval]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
# How the formula is written, and what binds more tightly.
_SIGNS = {ast.Add: " + ", ast.Sub: " − ", ast.Mult: " × ", ast.Div: " ÷ ", ast.Pow: "^"}
_STRENGTH = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.USub: 3, ast.Pow: 4}
_WHOLE = 5


class Quantity(NamedTuple):
    """What a part of an expression may be (``held``), what it is as printed, and its unit."""

    held: Interval
    point: Interval
    unit: units.Unit


class Formula:
    """An expression that was understood; as text, the formula that a reader sees.

    ``names`` are the short names it may use, each with the figure key it stands for; keys may
    stand in quotes instead. ``inputs`` are the keys it uses, in their order. Raises ValueError,
    in one line with the bad part, for anything that is no expression.

    >>> formula = Formula("done / 'projects-2020' * 100", {"done": "projects-completed-2020"})
    >>> print(formula, formula.inputs)
    done ÷ projects-2020 × 100 ['projects-completed-2020', 'projects-2020']
    >>> Formula("don * 2", {"done": "projects-completed-2020"})
    Traceback (most recent call last):
    ValueError: unknown name 'don': did you mean 'done'? valid: done
    """

    def __init__(self, text: str, names: Mapping[str, str] | None = None) -> None:
        self.text, self.names = " ".join(text.split()), names or {}
        self._raw = self.text.encode(errors="replace")  # a tree counts in bytes
        self._root = _parsed(self.text)
        keys = list(self._keys(self._root))
        self.inputs = list(dict.fromkeys(keys))
        if not keys:
            raise ValueError(f"no figure is in the expression {self.text[:60]!r}")
        if idle := [name for name, key in self.names.items() if key not in keys]:
            raise ValueError(f"input {idle[0]!r} is not in the expression {self.text[:60]!r}")

    def __str__(self) -> str:
        return self._shown(self._root)[0]

    def evaluate(self, known: Mapping[str, Quantity], unit: str) -> Quantity:
        """Return the value in ``unit``; ``known`` has a quantity for each of ``inputs``.

        ValueError when the unit does not follow or the value cannot be computed.
        """
        result = self._value(self._root, known, unit)
        units.check(result.unit, unit)
        if result.held.ends == (None, None):
            raise ValueError(f"{self.text[:60]!r} has no bound, neither below nor above")
        return result

    def _part(self, node: Any) -> str:
        return self._raw[node.col_offset : node.end_col_offset].decode(errors="replace")

    def _keys(self, node: ast.AST) -> Iterator[str]:
        """Yield the keys used, and refuse what no expression holds."""
        match node:
            case ast.Constant(value=str(key)):
                yield key
            case ast.Constant(value=int() | float()):
                if not re.fullmatch(r"[0-9]{1,30}(\.[0-9]{1,30})?", self._part(node)):
                    raise ValueError(f"{self._part(node)[:40]!r} is no plain number such as 7.20")
            case ast.Name(id=name):
                if not self.names:
                    raise ValueError(f"unknown name {name!r}: figure keys stand in quotes")
                if name not in self.names:
                    raise choices.unknown("name", name, self.names)
                yield self.names[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                yield from self._keys(operand)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                yield from self._keys(left)
                self._exponent(right)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
                yield from self._keys(left)
                yield from self._keys(right)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                if name not in HELPERS:
                    raise choices.unknown("helper", name, HELPERS)
                takes = HELPERS[name].arguments
                if len(arguments) != len(takes):
                    what = f"{name} takes {len(takes)} ({', '.join(takes)})"
                    raise ValueError(f"{self._part(node)[:60]!r}: {what}, not {len(arguments)}")
                for argument in arguments:
                    yield from self._keys(argument)
            case _:
                raise ValueError(
                    f"{self._part(node)[:60]!r} is not allowed; valid: names of inputs, keys in "
                    f"quotes, numbers, + - * / ** ( ), {', '.join(HELPERS)}"
                )

    def _exponent(self, node: ast.AST) -> Fraction:
        """Return an exponent: a whole number, or one over a whole number."""
        found = re.fullmatch(r"([0-9]{1,2})|1 ?/ ?([0-9]{1,2})", self._part(node))
        power, root = (int(number or 1) for number in found.groups()) if found else (0, 0)
        if not (1 <= power <= _EXPONENT and 1 <= root <= _EXPONENT):
            bad = self._part(node)[:40]
            raise ValueError(f"exponent {bad!r}: valid are 1 to {_EXPONENT}, 1/2 to 1/{_EXPONENT}")
        return Fraction(power, root)

    def _value(self, node: ast.AST, known: Mapping[str, Quantity], wanted: str) -> Quantity:
        """Return the value of a part, held and as printed; errors name the smallest bad part."""
        match node:
            case ast.Constant(value=str(key)):
                return known[key]
            case ast.Name(id=name):
                return known[self.names[name]]
            case ast.Constant():
                number = interval(Decimal(self._part(node)))
                return Quantity(number, number, units.NUMBER)
        given = [self._value(part, known, wanted) for part in _operands(node)]
        try:
            function, unit = self._step(node, [value.unit for value in given], wanted)
            held = function(*(value.held for value in given))
            # What can be but one number is that number, whatever was printed.
            point = held if held.exact else function(*(value.point for value in given))
            ends = (held.low, held.high, point.low, point.high)
            if any(end and end.is_finite() and abs(end.adjusted()) > _SIZE for end in ends):
                raise ArithmeticError
        except ArithmeticError:
            raise ValueError(f"{self._part(node)[:60]!r} is too large or too small") from None
        except ValueError as error:
            raise ValueError(f"{self._part(node)[:60]!r}: {error}") from None
        return Quantity(held, point, unit)

    def _step(
        self, node: ast.AST, given: list[units.Unit], wanted: str
    ) -> tuple[Callable[..., Interval], units.Unit]:
        """Return what a part does to its operands, and the unit that makes."""
        match node:
            case ast.UnaryOp():
                return operator.neg, given[0]
            case ast.BinOp(op=ast.Pow(), right=right):
                exponent = self._exponent(right)
                unit = units.times(units.NUMBER, given[0], exponent)
                if exponent < 1:
                    return lambda base: base.root(exponent.denominator), unit
                return lambda base: base ** int(exponent), unit
            case ast.BinOp(op=ast.Add() | ast.Sub() as op):
                return _OPERATIONS[type(op)], units.plus(given[0], given[1], wanted)
            case ast.BinOp(op=op):
                sign = 1 if isinstance(op, ast.Mult) else -1
                return _OPERATIONS[type(op)], units.times(given[0], given[1], sign)
            case ast.Call(func=ast.Name(id=name)):
                return HELPERS[name].function, HELPERS[name].unit(given)
        raise AssertionError(ast.dump(node))

    def _shown(self, node: ast.AST) -> tuple[str, int]:
        """Return a part as a formula, and how tightly it binds."""

        def inner(part: ast.AST, least: int) -> str:
            text, strength = self._shown(part)
            return text if strength >= least else f"({text})"

        match node:
            case ast.Constant(value=str(key)):
                return key, _WHOLE
            case ast.Name(id=name):
                return name.replace("_", " "), _WHOLE
            case ast.UnaryOp(operand=operand):
                return f"−{inner(operand, _STRENGTH[ast.USub])}", _STRENGTH[ast.USub]
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                exponent = self._exponent(right)
                shown = f"({exponent})" if exponent < 1 else f"{exponent}"
                return f"{inner(left, _WHOLE)}^{shown}", _STRENGTH[ast.Pow]
            case ast.BinOp(left=left, op=op, right=right):
                binds = _STRENGTH[type(op)]
                after = binds + isinstance(op, ast.Sub | ast.Div)
                return f"{inner(left, binds)}{_SIGNS[type(op)]}{inner(right, after)}", binds
            case ast.Call(func=ast.Name(id=name), args=arguments):
                if HELPERS[name].formula == "{0}":
                    return self._shown(arguments[0])
                told = [inner(argument, _WHOLE) for argument in arguments]
                return HELPERS[name].formula.format(*told), 0
        return self._part(node), _WHOLE


def _operands(node: Any) -> list[ast.AST]:
    if isinstance(node, ast.Call):
        return list(node.args)
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    return [node.left] if isinstance(node.op, ast.Pow) else [node.left, node.right]


def _parsed(text: str) -> ast.AST:
    """Return the tree of an expression of decent size; ValueError for what is none."""
    if len(text) > _LENGTH:
        raise ValueError(f"an expression of {len(text)} characters: {_LENGTH} are allowed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes, which no key has
            root = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        reason = getattr(error, "msg", None) or "too deep, or not text"
        raise ValueError(f"{text[:60]!r} is no expression: {reason}") from None
    level: list[ast.AST] = [root]
    for _ in range(_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return root
    raise ValueError(f"{text[:40]!r} is nested more than {_DEPTH} deep")
