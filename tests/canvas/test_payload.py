"""The contract of an exhibit's payload: our own check and the schema are one."""

import copy
import json

import jsonschema
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data import choices
from xiaoyi_data.canvas import payload, style
from xiaoyi_data.report import codebook

VALIDATOR = jsonschema.Draft202012Validator(payload.SCHEMA)
MARK = {"label": "GDP", "value": 5.9, "text": "5.9%", "role": "achieved", "low": 5.85, "high": None}
MORE = {"stacked": {"series": "a"}, "dumbbell": {"series": "a"}, "panels": {"panel": "t"}}
MORE |= {"lines": {"series": "a", "x": 2020}}
MORE |= {kind: {"series": "a"} for kind in ("units", "strip", "matrix")}
MORE |= {"facets": {"series": "a", "x": 2020, "panel": "t"}}
FIGURE = dict.fromkeys(payload.QUOTED, "text")
WORDS = {"name": "gdp-growth", "title": "It grew", "subtitle": "%", "source": "", "caveat": ""}


def good(kind):
    """A payload of a kind that is as it should be."""
    columns = None
    rows = [MARK | MORE.get(kind, {}) for _ in range(2)]
    if kind == "table":
        columns, rows = ["What", "Place"], [{"What": "a", "Place": None}]
    made = {"version": 1, "kind": kind, "lang": "zh", "alt": "It grew.", "axis": [0, 6.5], **WORDS}
    made |= {"reference": None, "unit": "", "columns": columns, "data": rows, "figures": [FIGURE]}
    return copy.deepcopy(made)


def takes(made):
    try:
        payload.check(made)
    except ValueError:
        return False
    return True


def even(made):
    """What a schema cannot say: rows have the same columns, those of a table all of them."""
    names = {name for row in made["data"] for name in row} | set(made["columns"] or ())
    return all(row.keys() == names for row in made["data"])


def places(value, path=()):
    """Every place in a payload: a path to each part of it."""
    yield path
    if isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(part, (*path, key))


SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3)
SCALARS |= st.floats(allow_nan=False, allow_infinity=False)
SCALARS |= st.sampled_from([*payload.KINDS, *style.ROLES, "en", "exact", "a-b", "A B", "a\n", " "])
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(max_size=3), SCALARS)


@st.composite
def mutated(draw):
    """A good payload in which up to three parts are others, lost, doubled or new."""
    made = good(draw(st.sampled_from(payload.KINDS)))
    for _ in range(draw(st.integers(0, 3))):
        *way, last = draw(st.sampled_from([place for place in places(made) if place]))
        holder = made
        for key in way:
            holder = holder[key]
        change = draw(st.sampled_from(["other", "lost", "doubled", "new"]))
        if change == "lost":
            del holder[last]
        elif change == "new" and isinstance(holder, dict):
            holder[draw(st.sampled_from(["extra", "x", "series", "columns"]))] = draw(VALUES)
        elif change == "doubled" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
        else:
            holder[last] = draw(VALUES)
    return made


@given(mutated() | VALUES)
def test_our_own_check_takes_what_the_schema_takes(made):
    wanted = VALIDATOR.is_valid(made)
    assert takes(made) == (wanted and even(made))


@pytest.mark.parametrize("kind", payload.KINDS)
def test_what_is_as_it_should_be_is_taken(kind):
    assert VALIDATOR.is_valid(good(kind))
    assert takes(good(kind))


@pytest.mark.parametrize("kind", payload.KINDS)
def test_no_field_may_be_missing(kind):
    for name in good(kind):
        made = good(kind)
        del made[name]
        with pytest.raises(ValueError, match=f"'{name}' is missing"):
            payload.check(made)


def keywords(schema):
    """Yield the keywords of a schema and of the schemas in it."""
    yield from schema
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    inner += schema.get("allOf", [])
    inner += [schema[name] for name in ("items", "if", "then", "else") if name in schema]
    inner += [part for part in [schema.get("additionalProperties")] if part]
    for part in inner:
        yield from keywords(part)


def test_the_schema_is_one_and_says_nothing_that_our_own_check_does_not_know():
    jsonschema.Draft202012Validator.check_schema(payload.SCHEMA)
    known = {
        "$ref",
        "const",
        "enum",
        "type",
        "pattern",
        "minItems",
        "maxItems",
        "items",
        "required",
    }
    known |= {"properties", "additionalProperties", "allOf", "if", "then", "else"}
    assert set(keywords(payload.SCHEMA)) <= known | {"$schema", "$defs", "title", "description"}


def test_every_field_is_described():
    for part in (payload.SCHEMA, *payload.SCHEMA["$defs"].values()):
        for name, field in part["properties"].items():
            assert "description" in field or name == "version", name


def test_the_schema_names_the_roles_qualifiers_and_languages_there_are():
    mark = payload.SCHEMA["$defs"]["mark"]["properties"]
    assert mark["role"]["enum"] == list(style.ROLES)
    known = [codebook.column(table, "qualifier") for table in ("figures", "derived")]
    assert {*mark["qualifier"]["enum"]} == {None}.union(*(f["constraints"]["enum"] for f in known))
    assert payload.SCHEMA["properties"]["lang"]["enum"] == list(choices.LANGUAGES)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("version",), 2, "it is of version 2, not 1"),
        (("name",), "../x", r"name '\.\./x' is not in kebab-case, such as project-funnel"),
        (("kind",), "line", "unknown kind 'line': did you mean 'lines'"),
        (("lang",), "fr", "unknown lang 'fr': valid: en, zh"),
        (("title",), " ", "title ' ' is not a text that states the finding"),
        (("axis",), [0], "axis has 1 parts"),
        (("columns",), ["a"], r"columns is \['a'\], not of type null"),
        (("data",), [], "data has 0 parts"),
        (("data", 1, "value"), "9", r"data\[1\]\.value is '9', not of type number or null"),
        (("data", 0, "low"), float("inf"), r"data\[0\]\.low is inf, not of type string or number"),
        (("data", 1, "role"), "done", r"unknown data\[1\]\.role 'done': valid: achieved"),
        (("data", 0, "more"), [], r"data\[0\]\.more is \[\], not of type string"),
        (("figures", 0, "quote"), None, r"figures\[0\]\.quote is None, not of type string"),
    ],
)
def test_a_bad_value_is_named_with_its_field_and_column(path, value, message):
    made = good("bars")
    *way, last = path
    holder = made
    for key in way:
        holder = holder[key]
    holder[last] = value
    with pytest.raises(ValueError, match=message):
        payload.check(made)


def test_rows_have_the_same_columns():
    made = good("bars")
    made["data"][0]["way"] = "up"
    with pytest.raises(ValueError, match=r"data\[1\] has no 'way', as other rows have"):
        payload.check(made)


def test_a_frame_of_label_and_value_is_enough():
    data = pd.DataFrame({"label": [2020, 2021], "value": [1234.5, None]})
    fields = WORDS | {"kind": "bars", "lang": "en", "alt": "", "axis": None, "unit": ""}
    made = payload.build(data, None, reference=None, **fields)
    assert [row["text"] for row in made["data"]] == ["1,234.5", ""]
    assert [row["label"] for row in made["data"]] == ["2020", "2021"]
    assert {row["role"] for row in made["data"]} == {"achieved"}
    assert json.loads(json.dumps(made)) == made
