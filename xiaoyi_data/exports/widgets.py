"""What a widget showed last: outputs, pictures and words, which a page can show without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xiaoyi_data.exports import spoken

_TEXTS = ("HTMLModel", "HTMLMathModel", "LabelModel")


def outputs(model: str, states: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what the widget of a model, and those within it, showed last, as outputs of a cell.

    What stands beside each other, as the parts of a progress bar do, is one line of text.

    >>> states = {"a": {"_model_name": "IntSliderModel", "description": "Year", "value": 2021}}
    >>> [output["data"] for output in outputs("a", states)]
    [{'text/plain': 'Year: 2021'}]
    """
    yield from _outputs(model, states, frozenset())


def _outputs(
    model: str, states: Mapping[str, Any], above: frozenset[str]
) -> Iterator[dict[str, Any]]:
    state = states.get(model, {})
    if model in above or not isinstance(state, dict):
        return
    inner = [
        output
        for child in state.get("children") or ()
        for output in _outputs(str(child).removeprefix("IPY_MODEL_"), states, above | {model})
    ]
    if state.get("_model_name") == "HBoxModel" and all("text/plain" in _data(one) for one in inner):
        inner = _display({"text/plain": " ".join(_data(one)["text/plain"] for one in inner)})
    yield from inner
    yield from state.get("outputs") or ()
    yield from _display(_own(state))


def _own(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of what a widget without others in it shows."""
    name, value = str(state.get("_model_name", "")), state.get("value")
    told = f"{state['description']}: " if state.get("description") else ""
    if name == "ImageModel" and isinstance(value, str):
        return {f"image/{state.get('format') or 'png'}": value}
    if name in _TEXTS:
        text = str(value or "")
        if name != "LabelModel" and "<" in text:
            return {"text/html": told + text}
        plain = text if name == "LabelModel" else spoken.parsed(text).text_content()
        return {"text/plain": told + " ".join(plain.split())} if plain.strip() else {}
    labels, chosen = state.get("_options_labels"), state.get("index")
    if isinstance(labels, list) and isinstance(chosen, int) and 0 <= chosen < len(labels):
        value = labels[chosen]
    if not told or value is None or "Progress" in name:
        return {}
    return {"text/plain": f"{told}{value}"}


def _display(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"output_type": "display_data", "data": data}] if any(data.values()) else []


def _data(output: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = output.get("data", {})
    return found
