"""Markdown as JupyterLab shows it, mathematics and all, and as the text a reader sees."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import mistune
from lxml import html

_DELIMITED = re.compile(r"\s*(?:\$\$?|\\\[|\\\()(.*?)(?:\$\$?|\\\]|\\\))\s*", re.DOTALL)


def as_html(text: str) -> str:
    """Return Markdown as HTML, with formulas as MathML; it is not yet safe to show.

    >>> as_html("2 of **3**")
    '<p>2 of <strong>3</strong></p>\\n'
    """
    return str(_markdown()(text))


def formula(text: str, *, block: bool = False) -> str:
    """Return LaTeX as MathML, or as it is written where it is not understood.

    >>> formula("$x$").endswith("<mrow><mi>x</mi></mrow></math>")
    True
    """
    from latex2mathml import converter  # here: few notebooks hold a formula

    if bare := _DELIMITED.fullmatch(text):
        text = bare[1]
    try:
        return str(converter.convert(text.strip(), display="block" if block else "inline"))
    except Exception:  # of many kinds, for LaTeX that is wrong or not known to it
        return f"<code>{mistune.escape(text)}</code>"


def title_and_answer(texts: list[str]) -> tuple[str, str]:
    """Return the first heading, and the first paragraph before the next part, as plain text.

    >>> title_and_answer(["How *much*?\\n===\\n\\n2 of `3` &amp; more.", "## Part"])
    ('How much?', '2 of 3 & more.')
    """
    title = answer = ""
    for part in parsed("".join(map(as_html, texts))):
        said = " ".join(part.text_content().split()) if isinstance(part.tag, str) else ""
        if part.tag == "h1":
            title = title or said
        elif part.tag == "h2" or (title and answer):
            break
        elif part.tag in ("p", "ul", "ol", "blockquote") and not answer:
            answer = said
    if not title:  # it may stand under a smaller one
        heads = parsed("".join(map(as_html, texts))).iter("h1")
        title = next((" ".join(head.text_content().split()) for head in heads), "")
    return title, answer


def parsed(text: str) -> Any:
    """Return a piece of HTML as a tree, in an element of its own."""
    return html.fragment_fromstring(text, create_parent="div")


def written(tree: Any) -> str:
    """Return what a parsed text holds, without the element that was put around it."""
    return str(html.tostring(tree, encoding="unicode")).removeprefix("<div>")[: -len("</div>")]


@cache
def _markdown() -> mistune.Markdown:
    plugins = ["table", "strikethrough", "url", "task_lists", "math"]
    # Pages make all HTML safe in one place, attachments among it.
    renderer = mistune.HTMLRenderer(escape=False, allow_harmful_protocols=True)
    made = mistune.create_markdown(renderer=renderer, plugins=plugins)
    renderer.register("inline_math", lambda _, text: formula(text))
    renderer.register("block_math", lambda _, text: f"<p>{formula(text, block=True)}</p>\n")
    return made
