"""Words of the other language in a page, marked as such, so that a voice reads them as they are."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

from xiaoyi_data.exports import spoken

_HAN = r"[\u3400-\u9fff]"
_CHINESE = re.compile(
    rf"[“《（]?{_HAN}(?:[\u3000-\u9fff\uff00-\uffef“”\d.%×~—]*(?:{_HAN}|[%》）”]))?"
)
_ENGLISH = re.compile(r"[A-Za-z][\w'’,;-]*(?: [\w'’,.;%()–-]+){2,}")  # a name alone is none
_OTHER = {"en": (_CHINESE, "zh-CN"), "zh": (_ENGLISH, "en")}
_KEPT = {"script", "style", "pre", "code", "textarea", "math", "svg"}


def marked(text: str, lang: str) -> str:
    """Return HTML of a page in ``lang`` with what is in the other language marked by ``lang``.

    What has a language of its own, and code, is left as it is.

    >>> marked("<td>近4万户 saw it</td>", "en")
    '<td><span lang="zh-CN">近4万户</span> saw it</td>'
    >>> marked("<p>即 the share of services</p>", "zh")
    '<p>即 <span lang="en">the share of services</span></p>'
    """
    pattern, other = _OTHER[lang]
    if not pattern.search(text):
        return text
    tree = spoken.parsed(text)
    _mark(tree, pattern, other)
    return spoken.written(tree)


def _mark(part: Any, pattern: re.Pattern[str], other: str) -> None:
    """Mark the words of a part and of those in it."""
    for child in list(part):
        if isinstance(child.tag, str) and child.tag not in _KEPT and not child.get("lang"):
            _mark(child, pattern, other)
        before, found = _split(child.tail or "", pattern, other)
        child.tail = before
        place = part.index(child) + 1
        part[place:place] = found
    before, found = _split(part.text or "", pattern, other)
    part.text = before
    part[0:0] = found


def _split(text: str, pattern: re.Pattern[str], other: str) -> tuple[str, list[Any]]:
    """Return what stands before the first foreign words, and these, each with what follows."""
    found, end, before = list[Any](), 0, text
    for match in pattern.finditer(text):
        if found:
            found[-1].tail = text[end : match.start()]
        else:
            before = text[: match.start()]
        span = html.Element("span", lang=other)
        span.text, end = match[0], match.end()
        found.append(span)
    if found:
        found[-1].tail = text[end:]
    return before, found
