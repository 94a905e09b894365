"""What changed between two runs, in words: figures of any report by name."""

import pytest
from conftest import LANGUAGES

from xiaoyi_data import load_figures
from xiaoyi_data.exports import changed
from xiaoyi_data.report import reports


@pytest.mark.parametrize("report", reports.shipped())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_of_any_report_shipped_is_called_by_its_name(report, lang):
    rows = load_figures(report=report, lang=lang)
    one = {"jobs": ["01"], "lang": lang, "before": "1", "after": "2"}
    changes = {"figures": [one | {"key": key} for key in rows["figure"]]}
    told = [row["what"] for row in changed.rows(changes, lang)]
    assert len(told) == len(rows)
    assert not {*told} & {*rows["figure"]}


def test_a_figure_that_no_report_has_is_called_by_its_key():
    one = {"jobs": ["01"], "lang": "en", "before": "1", "after": "2", "key": "no-such-figure"}
    assert [row["what"] for row in changed.rows({"figures": [one]}, "en")] == ["no-such-figure"]
