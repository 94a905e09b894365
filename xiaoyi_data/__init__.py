"""The 2021 government work report of Xiaoyi (孝义市, Shanxi) as tidy, quoted, checked data."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing's: until the command has begun, Ctrl-C is a traceback
if TYPE_CHECKING:
    from typing import Any

    from xiaoyi_data.charts.several import stories
    from xiaoyi_data.charts.story import story
    from xiaoyi_data.exports.slides.deck import slides, to_slide
    from xiaoyi_data.findings.derived import derive, load_derived
    from xiaoyi_data.findings.evidence import evidence
    from xiaoyi_data.findings.goals import count_goals
    from xiaoyi_data.findings.targets import load_targets
    from xiaoyi_data.report.citation import cite
    from xiaoyi_data.report.datasets import describe, list_datasets
    from xiaoyi_data.report.links import load_links
    from xiaoyi_data.report.names import labels
    from xiaoyi_data.report.observations import load_observations
    from xiaoyi_data.report.panel import load_reports
    from xiaoyi_data.report.tables import load_figures, load_indicators, load_other_numerals

    __version__: str

# Where each public name lives; a module of its own, where the name is one.
_HOME = {
    "among": "charts.among",
    "charts": "charts",
    "cite": "report.citation",
    "codebook": "report.codebook",
    "count_goals": "findings.goals",
    "derive": "findings.derived",
    "describe": "report.datasets",
    "evidence": "findings.evidence",
    "labels": "report.names",
    "list_datasets": "report.datasets",
    "load_derived": "findings.derived",
    "load_figures": "report.tables",
    "load_indicators": "report.tables",
    "load_links": "report.links",
    "load_observations": "report.observations",
    "load_other_numerals": "report.tables",
    "load_reports": "report.panel",
    "load_targets": "findings.targets",
    "marks": "charts.marks",
    "observed": "charts.observed",
    "phrases": "report.wording",
    "promised": "charts.promised",
    "slides": "exports.slides.deck",
    "stories": "charts.several",
    "story": "charts.story",
    "style": "canvas.style",
    "to_slide": "exports.slides.deck",
}
_MODULES = {"among", "charts", "codebook", "marks", "observed", "phrases", "promised", "style"}

__all__ = [
    "cite",
    "count_goals",
    "derive",
    "describe",
    "evidence",
    "labels",
    "list_datasets",
    "load_derived",
    "load_figures",
    "load_indicators",
    "load_links",
    "load_observations",
    "load_other_numerals",
    "load_reports",
    "load_targets",
    "slides",
    "stories",
    "story",
    "to_slide",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: a command that needs no table starts at once."""
    if name == "__version__":
        return import_module(f"{__name__}.report.codebook").package()["version"]
    if name not in _HOME:
        from difflib import get_close_matches

        near = get_close_matches(name, _HOME, n=1)
        hint = f". Did you mean: {near[0]!r}?" if near else ""
        # Python says so itself, Jupyter does not; without the object Python does not say it twice.
        text = f"module {__name__!r} has no attribute {name!r}{hint}"
        raise AttributeError(text, name=name, obj=None)
    module = import_module(f"{__name__}.{_HOME[name]}")
    return module if name in _MODULES else getattr(module, name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
