"""The 2021 government work report of Xiaoyi (孝义市, Shanxi) as tidy, quoted, checked data."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str
    from xiaoyi_data.findings.derived import load_derived
    from xiaoyi_data.findings.targets import load_observations, load_targets
    from xiaoyi_data.report.tables import (
        cite,
        describe,
        list_datasets,
        load_figures,
        load_indicators,
        load_other_numerals,
    )

# Where each public name lives; a module of its own, where the name is one.
_HOME = {
    "charts": "charts",
    "cite": "report.tables",
    "codebook": "report.codebook",
    "describe": "report.tables",
    "list_datasets": "report.tables",
    "load_derived": "findings.derived",
    "load_figures": "report.tables",
    "load_indicators": "report.tables",
    "load_observations": "findings.targets",
    "load_other_numerals": "report.tables",
    "load_targets": "findings.targets",
    "marks": "charts.marks",
    "phrases": "report.wording",
    "style": "canvas.style",
}
_MODULES = {"charts", "codebook", "marks", "phrases", "style"}

__all__ = [
    "cite",
    "describe",
    "list_datasets",
    "load_derived",
    "load_figures",
    "load_indicators",
    "load_observations",
    "load_other_numerals",
    "load_targets",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: a command that needs no table starts at once."""
    if name == "__version__":
        from xiaoyi_data.report import codebook

        return codebook.package()["version"]
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_HOME[name]}")
    return module if name in _MODULES else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
