"""The form of a cell as exporters read it; a notebook may come from anywhere."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from xiaoyi_data.exports import terminal
from xiaoyi_data.writing import clean


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


def together(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell with what a stream said in pieces, one after the other, as one output."""
    outputs = cell.get("outputs", [])
    if len(outputs) < 2:
        return cell
    made: list[dict[str, Any]] = []
    for stream, group in groupby(outputs, lambda output: output.get("name")):
        found = list(group)
        if stream and len(found) > 1:
            found = [found[0] | {"text": "".join(joined(output["text"]) for output in found)}]
        made += found
    return cell | {"outputs": made}


def states(metadata: Any) -> dict[str, Any]:
    """Return the last states of widgets, as far as a notebook holds any."""
    try:
        models = metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
        for held in models.values():  # what is not text, such as a picture, stands apart
            for buffer in held.get("buffers", ()):
                held["state"][buffer["path"][0]] = buffer["data"]
        return {model: cleaned(held["state"]) for model, held in models.items()}
    except (LookupError, TypeError, AttributeError):
        return {}


def cleaned(value: Any) -> Any:
    """Return what JSON holds with all texts cleaned."""
    if isinstance(value, str):
        return clean(terminal.shown(value) if "\x1b" in value or "\x08" in value else value)
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    if isinstance(value, dict):
        return {key: cleaned(part) for key, part in value.items()}
    return value


def joined(text: str | list[str]) -> str:
    """Return a text that a notebook may hold in lines.

    >>> joined(["a\\n", "b"])
    'a\\nb'
    """
    return text if isinstance(text, str) else "".join(text)
