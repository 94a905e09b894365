"""The 2021 government work report of Xiaoyi (孝义市, Shanxi) as tidy, quoted, checked data."""

from xiaoyi_data.derived import load_derived
from xiaoyi_data.tables import (
    cite,
    describe,
    list_datasets,
    load_figures,
    load_indicators,
    load_other_numerals,
)
from xiaoyi_data.targets import load_observations, load_targets

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
