"""Write docs/reference.md from the docstrings of the public names: ``make docs``."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import xiaoyi_data as xd

TARGET = Path(__file__).parents[1] / "docs" / "reference.md"
HEAD = """# API reference · 接口参考

Made by `make docs` from the docstrings; change those, not this page. Examples follow
`from xiaoyi_data import *`. In Python, `help(load_figures)` says the same.

A `Filter` is a key or its name in English or Chinese, in capitals or not, one or several:
`str | int | Iterable[str | int] | None`. A name that several keys share stands for all of them.

本页由 `make docs` 生成，内容为英文；`lang="zh"` 使各表的名称、文字改为中文。
筛选值可用键、英文名或中文名。
"""


def text() -> str:
    """Return the page."""
    listed = [f"- [`{name}`](#{name}): {_first(getattr(xd, name))}" for name in xd.__all__]
    parts = [_part(name, getattr(xd, name)) for name in xd.__all__]
    version = f"`__version__` is the version of package and data: `{xd.__version__}`.\n"
    return "\n".join([HEAD, *listed, "", *parts, "## `__version__`", "", version])


def _first(thing: Any) -> str:
    """Return the first sentence of a docstring, in one line."""
    return _marked(" ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split()))


def _marked(said: str) -> str:
    """Return a docstring as Markdown: names in code, examples in fences."""
    said = re.sub(r"``(.+?)``", r"`\1`", said)
    return re.sub(r"^(>>> .*(?:\n(?!\n).*)*)", r"```python\n\1\n```", said, flags=re.M)


def _part(name: str, thing: Any) -> str:
    said = _marked(inspect.getdoc(thing) or "")
    return "\n".join([f"## `{name}`", "", "```python", _call(name, thing), "```", "", said, ""])


def _call(name: str, thing: Any) -> str:
    """Return a call with its parameters, one a line where one line is too short."""
    signature = inspect.signature(thing)
    parts: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        parts.append(f"{parameter.name}: {parameter.annotation}{default}")
    result = f" -> {signature.return_annotation}"
    whole = f"{name}({', '.join(parts)}){result}"
    inside = "".join(f"    {part},\n" for part in parts)
    return whole if len(whole) <= 88 else f"{name}(\n{inside}){result}"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
