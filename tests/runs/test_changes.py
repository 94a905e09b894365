"""What differs between two published states, kept by their hashes."""

import copy
import gzip
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data.runs import changes, states

EXHIBIT = {"kind": "dots", "title": "Rates", "subtitle": "Percent", "caveat": ""}
PAGE = {
    "lang": "en",
    "title": "Air",
    "figures": {"pm": {"printed": "47", "words": "47 µg"}, "so2": {"printed": "20"}},
    "verdicts": {"goal": "unknown"},
    "exhibits": {"rates": EXHIBIT | {"rows": {"PM2.5": "47", "SO2": "20"}}},
    "sentences": ["Air", "PM2.5 fell.", "It is 47."],
}


def changed(**parts):
    return PAGE | parts


CASES = {
    "a verdict": (
        changed(verdicts={"goal": "met"}),
        {"verdicts": [("goal", "unknown", "met")]},
    ),
    "a figure in print": (
        changed(figures=PAGE["figures"] | {"so2": {"printed": "21"}}),
        {"figures": [("so2", "20", "21")]},
    ),
    "a figure in words": (
        changed(figures=PAGE["figures"] | {"pm": {"printed": "47", "words": "47 ug"}}),
        {"figures": [("pm", "47 µg", "47 ug")]},
    ),
    "a figure that is put in words now too": (
        changed(figures=PAGE["figures"] | {"so2": {"printed": "20", "words": "20 µg"}}),
        {},
    ),
    "a figure that went": (
        changed(figures={"pm": PAGE["figures"]["pm"]}),
        {"figures": [("so2", "20", None)]},
    ),
    "a sentence": (
        changed(sentences=["Air", "PM2.5 rose.", "It is 47."]),
        {"sentences": [(None, "PM2.5 fell.", "PM2.5 rose.")]},
    ),
    "a sentence more": (
        changed(sentences=["Air", "PM2.5 fell.", "Much.", "It is 47."]),
        {"sentences": [(None, None, "Much.")]},
    ),
    "an exhibit that came": (
        changed(exhibits=PAGE["exhibits"] | {"more": EXHIBIT | {"rows": {}}}),
        {"exhibits": [(None, None, "Rates")]},
    ),
}


@pytest.mark.parametrize(("after", "wanted"), CASES.values(), ids=CASES)
def test_what_is_said_otherwise_is_found_and_nothing_else(after, wanted):
    found = changes.between({"air": PAGE}, {"air": after})
    told = {
        kind: [(one.get("key"), one["before"], one["after"]) for one in own]
        for kind, own in found.items() if own
    }  # fmt: skip
    assert told == wanted
    assert changes.any_of(found) == bool(wanted)


def test_an_exhibit_says_which_of_its_values_and_texts_are_others():
    new = EXHIBIT | {"title": "Rate", "rows": {"PM2.5": "45", "NO2": "30"}}
    (found,) = changes.between({"air": PAGE}, {"air": changed(exhibits={"rates": new})})["exhibits"]
    assert (found["before"], found["after"], found["around"]) == ("Rates", "Rate", ["title"])
    assert [(row["label"], row["before"], row["after"]) for row in found["rows"]] == [
        ("PM2.5", "47", "45"), ("NO2", None, "30"), ("SO2", "20", None),
    ]  # fmt: skip


def test_a_verdict_that_two_pages_say_is_one_and_a_figure_counts_once():
    both = {"air": PAGE, "air.zh": PAGE | {"lang": "zh", "title": "空气"}}
    after = copy.deepcopy(both)
    for page in after.values():
        page["verdicts"]["goal"] = "met"
        page["figures"]["pm"]["printed"] = "45"
    found = changes.between(both, after)
    (verdict,) = found["verdicts"]
    assert verdict["jobs"] == ["air", "air.zh"]
    counted = changes.counted(found, "20260105T000000Z")
    assert counted == {
        "since": "20260105T000000Z", "pages": 0, "exhibits": 0, "sentences": 0, "figures": 1,
        "verdicts": [{"jobs": ["air", "air.zh"], "key": "goal", "before": "unknown",
                      "after": "met"}],
    }  # fmt: skip


def test_of_a_page_that_came_or_went_only_that_is_told():
    found = changes.between({"air": PAGE}, {"water": PAGE | {"title": "Water"}})
    assert [(one["jobs"], one["before"], one["after"]) for one in found.pop("pages")] == [
        (["air"], "Air", None), (["water"], None, "Water"),
    ]  # fmt: skip
    assert not changes.any_of(found)


TEXTS = st.dictionaries(st.text(max_size=3), st.text(max_size=5), max_size=3)
PAGES = st.fixed_dictionaries(
    {
        "lang": st.sampled_from(["en", "zh"]),
        "title": st.text(max_size=5),
        "figures": st.dictionaries(st.text(max_size=3), TEXTS, max_size=3),
        "verdicts": TEXTS,
        "exhibits": st.dictionaries(
            st.text(max_size=3),
            st.fixed_dictionaries(dict.fromkeys(EXHIBIT, st.text(max_size=3)) | {"rows": TEXTS}),
            max_size=2,
        ),
        "sentences": st.lists(st.text(max_size=4), max_size=5),
    }
)
LANGS = {"a": "en", "b": "en", "c": "zh"}  # of a job it is in its name, and never another
STATES = st.dictionaries(st.sampled_from(list(LANGS)), PAGES).map(
    lambda state: {job: page | {"lang": LANGS[job]} for job, page in state.items()}
)


@given(STATES, STATES)
def test_a_state_differs_from_no_other_but_those_that_say_something_else(one, other):
    assert not changes.any_of(changes.between(one, copy.deepcopy(one)))
    forth, back = changes.between(one, other), changes.between(other, one)
    assert {kind: len(found) for kind, found in forth.items() if kind != "sentences"} == {
        kind: len(found) for kind, found in back.items() if kind != "sentences"
    }


@given(STATES)
def test_a_state_is_read_as_it_was_kept(tmp_path_factory, state):
    out = tmp_path_factory.mktemp("kept")
    name = states.keep(out, state)
    assert states.read(out, name) == state
    assert states.keep(out, copy.deepcopy(state)) == name
    assert len(list((out / "states").iterdir())) == 1


def forged(out, content):
    """A state as somebody else may have put it there, under its right name."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    name = hashlib.sha256(text).hexdigest()
    (out / "states").mkdir(exist_ok=True)
    (out / "states" / f"{name}.json.gz").write_bytes(gzip.compress(text))
    return name


ODD = {
    "no state": [1],
    "a page that is a list": {"air": []},
    "a title that is a number": {"air": PAGE | {"title": 1}},
    "figures that are texts": {"air": PAGE | {"figures": {"pm": "47"}}},
    "an exhibit without rows": {"air": PAGE | {"exhibits": {"rates": EXHIBIT}}},
    "a row that is none": {"air": PAGE | {"exhibits": {"r": EXHIBIT | {"rows": {"a": 1}}}}},
    "sentences that are numbers": {"air": PAGE | {"sentences": [1]}},
    "no JSON": b"{",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_a_state_of_another_form_is_none(tmp_path, content):
    assert states.read(tmp_path, forged(tmp_path, content)) is None


def test_a_state_that_was_altered_cut_or_linked_is_none(tmp_path):
    name = states.keep(tmp_path, {"air": PAGE})
    path = tmp_path / "states" / f"{name}.json.gz"
    whole = path.read_bytes()
    for content in (whole[:-20], b"", gzip.compress(b'{"air": 1}')):
        path.write_bytes(content)
        assert states.read(tmp_path, name) is None
    (tmp_path / "elsewhere").write_bytes(whole)
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    assert states.read(tmp_path, name) is None
    assert states.read(tmp_path, "../elsewhere") is None


def test_states_no_run_names_are_dropped_and_nothing_else(tmp_path):
    one, other = (states.keep(tmp_path, {"air": PAGE | {"title": title}}) for title in "ab")
    (tmp_path / "states" / "mine.txt").write_text("mine")
    states.drop(tmp_path, {other})
    assert {path.name for path in (tmp_path / "states").iterdir()} == {
        f"{other}.json.gz", "mine.txt",
    }  # fmt: skip
    assert states.read(tmp_path, one) is None
