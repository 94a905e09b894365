"""Markdown as JupyterLab shows it, mathematics and all, and as the text a reader sees."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import mistune
from lxml import html

_PAGE = re.compile(r"<(?:html|head|body|!doctype)\b", re.IGNORECASE)
_INSIDE = r"\\begin\{(?P<of>[a-zA-Z]+)\*?\}[\s\S]+?\\end\{(?P=of)\*?\}"
_DELIMITED = re.compile(
    r"\$\$(?P<block>[\s\S]+?)\$\$|\\\[(?P<square>[\s\S]+?)\\\]"
    rf"|\$(?P<line>(?:[^$\\]|\\.)+?)\$|\\\((?P<round>[\s\S]+?)\\\)|(?P<whole>{_INSIDE})"
)
# Backslashes are doubled in Markdown, where one alone is that of an escape.
_BRACKETED = r"\\\\\[(?P<square>[\s\S]+?)\\\\\]|\\\\\((?P<round>[\s\S]+?)\\\\\)"
# Without numbers, as JupyterLab sets them.
_NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:align|alignat|eqnarray|equation|gather|multline))\}")


def as_html(text: str) -> str:
    """Return Markdown as HTML, with formulas as MathML; it is not yet safe to show.

    >>> as_html("2 of **3**")
    '<p>2 of <strong>3</strong></p>\\n'
    """
    return str(_markdown()(text))


def formula(text: str, *, block: bool = False) -> str:
    """Return LaTeX as MathML, or as it is written where it is not understood.

    >>> formula("x").endswith("<mrow><mi>x</mi></mrow></math>")
    True
    """
    from latex2mathml import converter  # here: few notebooks hold a formula

    plain = _NUMBERED.sub(r"\1*}", text.strip())
    large = plain.startswith(r"\displaystyle")  # as IPython's Math begins: large, in a line
    try:
        made = str(converter.convert(plain, display="block" if block or large else "inline"))
        return made if block else made.replace('display="block"', 'display="inline"', 1)
    except Exception:  # of many kinds, for LaTeX that is wrong or not known to it
        return f"<code>{mistune.escape(text)}</code>"


def formulas(text: str) -> str:
    """Return a text with formulas between dollars, or in environments, as HTML.

    >>> formulas("a < $b$")[:24]
    'a &lt; <math xmlns="http'
    """
    made, end = [], 0
    for found in _DELIMITED.finditer(text):
        inline = found["line"] or found["round"]
        said = inline or found["block"] or found["square"] or found["whole"]
        made += [mistune.escape(text[end : found.start()]), formula(said, block=not inline)]
        end = found.end()
    return "".join([*made, mistune.escape(text[end:])])


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
    """Return a piece of HTML, or a whole page, as a tree in an element of its own."""
    text = re.sub(r"<\?xml\b.*?>", "", text, flags=re.DOTALL)  # lxml refuses an encoding there
    if not _PAGE.search(text):
        return html.fragment_fromstring(text, create_parent="div")
    whole, tree = html.document_fromstring(f"<html>{text}"), html.Element("div")
    tree.extend([*whole.iter("head", "body")])
    return tree


def written(tree: Any) -> str:
    """Return what a parsed text holds, without the element that was put around it."""
    return str(html.tostring(tree, encoding="unicode")).removeprefix("<div>")[: -len("</div>")]


@cache
def _markdown() -> mistune.Markdown:
    plugins = ["table", "strikethrough", "url", "task_lists", "math"]
    # Pages make all HTML safe in one place, attachments among it.
    renderer = mistune.HTMLRenderer(escape=False, allow_harmful_protocols=True)
    made = mistune.create_markdown(renderer=renderer, plugins=plugins)
    made.block.register("environment", rf"^ {{0,3}}{_INSIDE}", _environment, before="list")
    made.inline.register("environment", _INSIDE, _environment, before="escape")
    made.inline.register("bracketed", _BRACKETED, _bracketed, before="escape")
    renderer.register("inline_math", lambda _, text: formula(text))
    renderer.register("block_math", lambda _, text: formula(text, block=True) + "\n")
    return made


def _environment(_: Any, found: re.Match[str], state: Any) -> int:
    state.append_token({"type": "block_math", "raw": found[0].strip()})
    return found.end()


def _bracketed(_: Any, found: re.Match[str], state: Any) -> int:
    kind = "block_math" if found["square"] else "inline_math"
    state.append_token({"type": kind, "raw": found["square"] or found["round"]})
    return found.end()
