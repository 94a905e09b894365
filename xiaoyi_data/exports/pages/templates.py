"""Templates of pages, filled with our words and style."""

from __future__ import annotations

from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import jinja2
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.python import PythonLexer
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

from xiaoyi_data.choices import tag
from xiaoyi_data.exports import foreign, whose

_LEXERS = {"python": PythonLexer(), "ipython3": PythonLexer()}  # IPython's own is no plugin here
_DARK = "@media screen and (prefers-color-scheme: dark) {\n%s\n}"


def render(template: str, lang: str, **values: Any) -> str:
    """Return a page made of a template of ours, in a language, with our style and words."""
    known = {
        "words": values.get("words") or whose.words("pages", lang),
        "faces": "",
        "description": "",
        "modified": "",
        "icon": quote(asset("icon.svg").strip()),
    } | values
    return _template(template).render(lang=tag(lang), css=style(), **known)


@cache
def style() -> str:
    """Return the style sheet of all pages, code in colours for light and dark."""
    light, dark = (
        HtmlFormatter(style=name).get_style_defs(".highlight") for name in ("xcode", "github-dark")
    )
    return asset("page.css") + light + _DARK % dark


@lru_cache(512)  # both languages and the gallery show the same cells
def code(text: str, language: str = "python") -> str:
    """Return code as coloured HTML; in a language that pygments does not know, it has no colours.

    >>> "<span" in code("x = 1"), 'class="k"' in code("x = 1", "brainless")
    (True, False)
    """
    try:
        lexer = _LEXERS[language] if language in _LEXERS else get_lexer_by_name(language)
    except ClassNotFound:
        lexer = TextLexer()
    made = str(highlight(text, lexer, HtmlFormatter()))
    return made.replace("<pre>", '<pre tabindex="0">', 1)  # the keyboard reaches what scrolls


@cache
def asset(name: str) -> str:
    """Return a file of ``assets`` as text."""
    return (files("xiaoyi_data") / "assets" / name).read_text(encoding="utf-8")


@cache
def _template(name: str) -> jinja2.Template:
    read = jinja2.FunctionLoader(lambda n: asset(n + ".j2"))
    made = jinja2.Environment(loader=read, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters["marked"] = _marked
    return made.get_template(name)


def _marked(text: str, tagged: str) -> str:
    """Return a text as HTML, words that are not in the language of the page marked."""
    return foreign.marked(escape(text), tagged[:2])
