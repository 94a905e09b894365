"""Pages: a self-contained file for each executed notebook, an index of them, and a gallery."""

from importlib import import_module
from typing import Any

_HOME = {
    "card": "cards",
    "embed": "embedding",
    "gallery": "forms",
    "index": "front",
    "join": "site",
    "lead": "changes",
    "news": "changes",
    "page": "body",
    "sitemap": "site",
    "twins": "site",
    "warn": "warning",
    "whole": "export",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more: a run that changes nothing makes no page."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
