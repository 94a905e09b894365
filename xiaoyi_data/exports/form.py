"""The form of a cell as exporters read it; a notebook may come from anywhere."""

from __future__ import annotations

from typing import Any


def checked(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell whose parts are of their kinds; TypeError or LookupError where one is not.

    >>> checked({"source": ["a", "b"], "metadata": {}})["source"]
    ['a', 'b']
    """
    texts, maps = [cell["source"]], [cell, cell["metadata"]]
    for output in cell.get("outputs") or ():
        data = output.get("data", {})
        maps += [output, data, output.get("metadata", {})]
        texts += [output.get("text", ""), output["output_type"]]
        texts += [data[kind] for kind in data if "json" not in kind]
    if not all(isinstance(one, dict) for one in maps) or not all(map(_text, texts)):
        raise TypeError("not a cell")
    return cell


def _text(found: object) -> bool:
    """Whether what is read is a text, or one in lines."""
    lines = found if isinstance(found, list) else [found]
    return all(isinstance(line, str) for line in lines)
