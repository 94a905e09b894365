"""A test of a rule over a table fails for every row that breaks it, and names each."""

import pytest
from rules import every


def test_every_row_that_breaks_a_rule_is_named_with_what_is_wrong():
    @every([0, 1, 2], "ab")
    def rule(number, letter):
        assert (number, letter) != (0, "b"), "so it is"
        if (number, letter) == (1, "a"):
            raise KeyError(number)
        with pytest.raises(ZeroDivisionError):
            1 / (number - 2 if letter == "b" and number else 0)

    with pytest.raises(AssertionError) as error:
        rule()
    said = str(error.value)
    assert said.startswith("3 of 6:\n")
    for told in ("0, 'b': AssertionError: so it is", "1, 'a': KeyError: 1", "1, 'b': Failed: "):
        assert told in said


def test_a_rule_that_holds_for_all_passes_and_one_of_nothing_does_not():
    every([1, 2])(lambda number: None)()
    with pytest.raises(AssertionError):
        every([])(lambda number: None)()
