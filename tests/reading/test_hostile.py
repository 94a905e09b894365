"""The worst that was thought of: torn, hidden, misspelt, denied in other words, in odd clothes."""

import pytest
from hostile import READ, REFUSED
from rules import every

from xiaoyi_data.reading import Quantity, read


def answer(found):
    if not isinstance(found, Quantity):
        return found.kind
    if found.qualifier == "range":
        return f"range [{found.low:f}, {found.high:f}]"
    ends = f" {found.ends}" if None in (found.low, found.high) else ""
    return f"{found.value.normalize():f} {found.qualifier}{ends}"


def test_words_say_a_whole_number_and_digits_with_a_multiplier_a_rounded_one():
    said, scaled = read("两万人、2万人")
    assert (said.low, said.high) == (20_000, 20_000)
    assert (scaled.low, scaled.high) == (15_000, 25_000)


@every([*READ, *REFUSED])
def test_a_hostile_text_is_read_right_or_refused(text):
    assert " ".join(map(answer, read(text))) == {**READ, **REFUSED}[text]


@pytest.mark.parametrize("hidden", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f"])
@pytest.mark.parametrize("text", ["不得超过5.5万元以内", "近4万户", "1,234人", "5%—8%", "几十家"])
def test_what_is_not_seen_changes_nothing_but_the_span(text, hidden):
    plain, torn = read(text)[0], read(hidden.join(text))[0]
    assert torn.text.replace(hidden, "") == plain.text
    assert hidden.join(text)[torn.start : torn.end] == torn.text
    assert answer(torn) == answer(plain)


@every([text for text in READ if len(read(text)) == 1], ["\u0338", "\ufffd", "\ue000"])
def test_a_broken_character_anywhere_is_never_read_over(text, mark):
    for at in range(len(text) + 1):
        found = read(text[:at] + mark + text[at:])
        assert not [one for one in found if isinstance(one, Quantity)]
