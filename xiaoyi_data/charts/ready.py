"""What every notebook asks for first, made once in the process that kernels are forked from."""

from __future__ import annotations

from xiaoyi_data import choices
from xiaoyi_data.findings.derived import load_derived
from xiaoyi_data.findings.targets import load_targets
from xiaoyi_data.report.observations import load_observations
from xiaoyi_data.report.tables import load_figures


def tables() -> None:
    """Read the tables and make their frames in each language, of which callers get copies.

    No figure is drawn and no font opened here: kernels would share the file and its place in it.

    >>> tables()
    """
    for lang in choices.LANGUAGES:
        load_figures(lang=lang)
        load_derived(lang=lang)
        load_observations(lang=lang)
        load_targets(lang=lang)
