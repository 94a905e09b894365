"""The 2021 government work report of Xiaoyi (孝义市, Shanxi) as tidy, quoted, checked data."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
_ELSEWHERE = {"load_derived": "derived", "load_observations": "targets", "load_targets": "targets"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: a command that needs no table starts at once."""
    if name in __all__:
        return getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, 'tables')}"), name)
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
