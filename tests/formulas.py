"""Quantities by name, and expressions of them computed."""

import ast
from decimal import Decimal

from xiaoyi_data.findings import units
from xiaoyi_data.findings.formulas import Formula, Quantity
from xiaoyi_data.findings.intervals import bounds, interval

D = Decimal


def quantity(low, high=None, unit="percent", value=None):
    held = bounds(*(None if end is None else D(end) for end in (low, high or low)))
    return Quantity(held, interval(D(value or low)), units.of(unit))


KNOWN = {
    "rate": quantity("7.85", "7.95", value="7.9"),
    "small": quantity("-0.05", "0.05", value="0"),
    "floor": Quantity(bounds(D(100), None, "at_least"), interval(100), units.of("CNY")),
    "money": quantity("900", "1100", "CNY", value="1000"),
    "grain": quantity("30", unit="t"),
    "feed": quantity("5000", unit="kg"),
    "field": quantity("45", unit="mu"),
    "town": quantity("3", unit="item"),
    "firm": quantity("4", unit="enterprise"),
    "people": quantity("10", unit="person"),
    "visits": quantity("20", unit="person_time"),
    "days": quantity("29", unit="day"),
}


NAMES = {key: key for key in KNOWN}


def names_in(text):
    return {
        node.id: node.id
        for node in ast.walk(ast.parse(text, mode="eval"))
        if isinstance(node, ast.Name) and node.id in KNOWN
    }


def evaluate(text, unit="percent"):
    return Formula(text, names_in(text)).evaluate(KNOWN, unit)
