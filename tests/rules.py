"""Rules over the rows of a table: one test each, which names every row it does not hold for.

A test of its own for each of thousands of rows would take longer to be handed out than to run.
"""

from itertools import product

import pytest


def every(*tables):
    """Make a rule a test of all combinations of the tables' rows, an argument for each table."""
    cases = list(product(*tables))

    def made(rule):
        def test():
            broken = [told for case in cases if (told := _broken(rule, case))]
            assert cases
            assert not broken, "\n".join([f"{len(broken)} of {len(cases)}:", *broken])

        test.__name__, test.__doc__, test.__module__ = rule.__name__, rule.__doc__, rule.__module__
        return test

    return made


def _broken(rule, case):
    try:
        rule(*case)
    except (Exception, pytest.fail.Exception) as problem:
        named = ", ".join(map(ascii, case))
        return f"{named}: {type(problem).__name__}: {problem}"
    return ""
