"""Every word of the tables is read, or refused, as the tables say; the page is made of them."""

import importlib.util

import pytest
from conftest import ROOT
from rules import every

from xiaoyi_data.reading import Quantity, Refusal, bare, grammar, idioms, parse, read

SPEC = importlib.util.spec_from_file_location("grammar", ROOT / "tools" / "build_grammar.py")
PAGE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(PAGE)


@every(grammar.UNITS)
def test_every_measure_word_is_read(word):
    unit, found = grammar.UNITS[word], parse(f"3{word}")
    assert (found.value, found.units) == (3 * unit.scale, unit.units)
    assert (found.low == found.high) == unit.whole


@every(grammar.REFUSED_UNITS)
def test_every_measure_word_that_is_not_read_is_refused_as_told(word):
    assert [found.kind for found in read(f"3{word}")] == [grammar.REFUSED_UNITS[word][0]]


@every([w for w, m in grammar.BEFORE.items() if m not in grammar.PLAIN])
def test_every_bound_before_a_number_is_read_or_refused(word):
    if grammar.BEFORE[word] == "unclear":
        assert [found.kind for found in read(f"{word}5%")] == ["ambiguous"]
        return
    found = parse(f"{word}5%")
    assert (found.qualifier, found.ends) == grammar.BOUNDS[grammar.BEFORE[word]]


@every(
    ["不得", "没有", "未", "不会", "严禁"],
    [w for w in grammar.BEFORE if w[0] not in "不没未远<>≤≥=≦≧⩽⩾≯≮≈〈〉"],
)
def test_every_bound_that_is_denied_is_turned_or_refused(denial, word):
    turned = grammar.DENIED.get(grammar.BEFORE[word])
    found = read(f"{denial}{word}5%")[0]
    if turned:
        assert (found.qualifier, found.ends) == grammar.BOUNDS[turned]
    else:
        assert isinstance(found, Refusal)


@every(grammar.AFTER)
def test_every_bound_after_a_measure_word_is_read_or_refused(word):
    said = "5%" if word in ("强", "弱") else "5天"
    found = read(f"{said}{word}")[0]
    assert found.text == f"{said}{word}"
    meaning = grammar.AFTER[word]
    if meaning in grammar.BOUNDS:
        assert (found.qualifier, found.ends) == grammar.BOUNDS[meaning]
    else:
        assert found.kind == meaning


@every(grammar.VERBS)
def test_a_verb_may_stand_between_a_bound_and_its_number(word):
    assert parse(f"至少{word}5个").qualifier == "at_least"


@every(grammar.NEGATIONS["open"])
def test_a_denial_that_leaves_a_limit_open_is_refused(word):
    assert [found.kind for found in read(f"{word}超过5%")][-1:] == ["negation"]


@every(grammar.FAR_NEGATIONS)
def test_a_denial_further_back_in_the_clause_forbids_to_read_a_bound(word):
    assert [found.kind for found in read(f"{word}让涨幅高于5%")][-1:] == ["negation"]
    assert read(f"{word}如此，涨幅高于5%")[-1].value == 5


@every(grammar.GLUES)
def test_what_joins_two_numbers_never_leaves_the_second_alone(sign):
    assert len([found for found in read(f"3{sign}5个") if found.text == "5个"]) == 0


@every(idioms.IDIOMS)
def test_fixed_wording_is_refused_and_what_only_looks_like_it_is_read(idiom):
    kinds = [found.kind for found in read(idiom.example) if isinstance(found, Refusal)]
    assert kinds[0] == idiom.kind
    assert not [found for found in read(idiom.example) if isinstance(found, Quantity)]


@every(sorted(grammar.AFTER_DIGITS))
def test_some_words_count_after_digits_only(word):
    assert read(f"新增30{word}。")[0].units == ("item",)
    assert [found.kind for found in read(f"新增三{word}。")] == ["ambiguous"]


@every(bare.PEOPLE)
def test_a_large_number_before_people_counts_them_and_money_before_their_wages(who):
    for said in (f"惠及320万{who}", f"惠及320万农村{who}，"):
        (found,) = read(said)
        assert (found.text[:4], found.units) == ("320万", ("person",))
    if who.startswith("人"):  # 320万人 is said there
        return
    for said in (f"320{who}", f"发放320万{who}补贴", f"320万元{who}", f"320万帮助{who}"):
        assert ("person",) not in [getattr(found, "units", ()) for found in read(said)], said


@every(grammar.REASONS)
def test_every_kind_of_refusal_has_an_example_that_is_refused(kind):
    with pytest.raises(ValueError, match="cannot be read as one quantity: "):
        parse(PAGE.REFUSED[kind] if kind != "no_unit" else "若干")
    assert [found.kind for found in read(PAGE.REFUSED[kind])] == [kind] * (kind != "nothing")
