"""The payload of an exhibit: what charts hand to pages, slides, workbooks and readers.

It is an output of a cell under ``MIME``. Every field is described once, in
``assets/exhibit.schema.json``, by which payloads are made here and checked here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from xiaoyi_data import choices

if TYPE_CHECKING:
    import pandas as pd

MIME = "application/vnd.xiaoyi.exhibit+json"
SCHEMA: dict[str, Any] = json.loads(
    (files("xiaoyi_data") / "assets" / "exhibit.schema.json").read_text(encoding="utf-8")
)
VERSION: int = SCHEMA["properties"]["version"]["const"]
KINDS: tuple[str, ...] = tuple(SCHEMA["properties"]["kind"]["enum"])
FORMS = KINDS[:-1]  # what we draw: all but pictures
QUOTED: list[str] = SCHEMA["$defs"]["figure"]["required"]
_MARK: dict[str, Any] = SCHEMA["$defs"]["mark"]["properties"]
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "number": (int, float), "boolean": bool, "null": type(None),
    "array": list, "object": dict,
}  # fmt: skip

Payload = dict[str, Any]


def complete(data: pd.DataFrame) -> pd.DataFrame:
    """Return a chart frame as a payload holds it: every mark has a text and a role.

    Numbers stay numbers, names become texts, and so does what JSON does not know (``values``).
    Raises ValueError, naming column, row and value, for what neither can be.
    """
    import pandas as pd  # here, since exporters read payloads without frames

    from xiaoyi_data.canvas import values

    made: dict[str, list[Any]] = {}
    for place, name in enumerate(values.heads(data)):
        column = data.iloc[:, place]
        if name in ("value", "low", "high", "x"):
            made[name] = values.numbers(column, name)
        elif name in ("label", "series", "panel"):
            made[name] = list(values.names(column, name))
        elif name in ("text", "way", "role", "qualifier"):
            made[name] = list(values.texts(column, name))
        else:
            made[name] = values.held(column, name)
    if "text" not in made and "value" in made:
        made["text"] = ["" if number is None else said(number) for number in made["value"]]
    bounds = zip(data.index, made.get("low", ()), made.get("high", ()), strict=False)
    for row, low, high in bounds:
        if low is not None and high is not None and low > high:
            raise ValueError(f"column 'low' holds {low!r} in row {row!r}, above 'high', {high!r}")
    made["role"] = [role or "achieved" for role in made.get("role", [None] * len(data))]
    for name in {"role", "qualifier"} & made.keys():
        for value in made[name]:
            if value not in (known := _MARK[name]["enum"]):
                raise choices.unknown(f"{name} of a mark", value, filter(None, known))
    # Of objects, since in a column of numbers whole ones and nothing would become others.
    return pd.DataFrame(made, index=data.index, dtype=object)


def said(number: float) -> str:
    """Return a number in six digits, or in all that stand before its point.

    >>> said(1234.5), said(1234567.0), said(1e-12)
    ('1,234.5', '1,234,567', '1e-12')
    """
    number = number or 0  # zero has no sign
    return f"{number:,.0f}" if 1e6 <= abs(number) < 1e15 else f"{number:,.6g}"


def build(data: pd.DataFrame, figures: pd.DataFrame | None, **fields: Any) -> Payload:
    """Make a payload of the frame that was drawn, the rows it rests on, and the other fields.

    Raises ValueError, as ``complete`` and ``check`` do.
    """
    from xiaoyi_data.canvas import values

    columns = None
    if fields.get("kind") in ("table", "picture"):
        as_held = values.texts if fields["kind"] == "table" else values.held
        columns = values.heads(data)
        made = {name: as_held(data.iloc[:, place], name) for place, name in enumerate(columns)}
        rows: list[Any] = [
            dict(zip(made, row, strict=True)) for row in zip(*made.values(), strict=True)
        ]
    else:
        rows = complete(data).to_dict(orient="records")
    whole: Payload = {"version": VERSION} | fields
    whole["columns"] = columns if fields.get("kind") == "table" else None
    whole["data"] = rows
    whole["figures"] = [] if figures is None else _quoted(figures[QUOTED])
    check(whole)
    return whole


def _quoted(figures: pd.DataFrame) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(figures.to_json(orient="records", force_ascii=False))
    return made


def check(payload: Any) -> None:
    """Raise ValueError, in one line naming the field and the value, if a payload is none of ours.

    >>> check({"version": 3})
    Traceback (most recent call last):
    ValueError: it is of version 3, not 1
    """
    if isinstance(payload, dict) and payload.get("version", VERSION) != VERSION:
        raise ValueError(f"it is of version {_short(payload['version'])}, not {VERSION}")
    for fault in _faults(payload, SCHEMA, ""):
        raise fault
    wanted = set(payload["columns"] or ()).union(*payload["data"])
    for place, row in enumerate(payload["data"]):
        for name in sorted(wanted - row.keys()):
            raise ValueError(f"data[{place}] has no {name!r}, as other rows have")


def _faults(value: Any, schema: Payload, path: str) -> Iterator[ValueError]:
    """Yield what is wrong with a value by a schema, as far as ours go.

    To import a validator takes as long as reading all notebooks; a test holds this one to it.
    """
    what = path or "the payload"
    if "$ref" in schema:
        yield from _faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], path)
    if "const" in schema and not (value == schema["const"] and not isinstance(value, bool)):
        yield ValueError(f"{what} is {_short(value)}, not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        yield choices.unknown(path, value, (name for name in schema["enum"] if name))
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(_is(value, name) for name in types):
            yield ValueError(f"{what} is {_short(value)}, not of type {' or '.join(types)}")
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield ValueError(f"{what} {_short(value)} is not {schema['description'].partition(';')[0]}")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", math.inf):
            yield ValueError(f"{what} has {len(value)} parts")
        for place, part in enumerate(value if "items" in schema else ()):
            yield from _faults(part, schema["items"], f"{path}[{place}]")
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield ValueError(f"{what} has no {name!r}" if path else f"{name!r} is missing")
        known = schema.get("properties", {})
        for name, part in value.items():
            inner = known.get(name, schema.get("additionalProperties", {}))
            yield from _faults(part, inner, f"{path}.{name}" if path else name)
    for part in schema.get("allOf", ()):
        yield from _faults(value, part, path)
    if "if" in schema:
        fails = any(True for _ in _faults(value, schema["if"], path))
        yield from _faults(value, schema.get("else" if fails else "then", {}), path)


def _is(value: Any, name: str) -> bool:
    """Whether a value is of a type of JSON, which has neither infinity nor NaN."""
    if name == "number" and (
        isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value))
    ):
        return False
    return isinstance(value, _TYPES[name])


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= 60 else f"{said[:59]}…"
