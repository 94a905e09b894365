"""The languages there are, and the one answer to an unknown choice."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "zh")
_MANY = 30  # names that one line can hold


def unknown(
    what: str, value: object, valid: Iterable[str], names: Mapping[str, str] | None = None
) -> ValueError:
    """Return the error for a value that is not among the valid ones, naming the nearest.

    ``names`` are other words that are understood, each with the valid one it stands for. Of more
    than thirty valid ones the error names the five nearest.

    >>> print(unknown("theme", "enviroment", ["economy", "environment"]))
    unknown theme 'enviroment': did you mean 'environment'? valid: economy, environment
    >>> print(unknown("theme", "contryside", ["rural", "urban"], {"Countryside": "rural"}))
    unknown theme 'contryside': did you mean 'rural' (Countryside)? valid: rural, urban
    """
    keys = {str(name).casefold(): str(name) for name in sorted(valid, reverse=True)}
    words = {name.casefold(): (name, key) for name, key in (names or {}).items()}
    words |= {folded: (key, key) for folded, key in keys.items()}
    wanted, hint = str(value).casefold(), ""
    if near := difflib.get_close_matches(wanted, words, n=1):
        name, key = words[near[0]]
        hint = f"did you mean {key!r}{'' if name == key else f' ({name})'}? "
    shown, rest = sorted(keys.values()), ""
    if len(keys) > _MANY:
        nearest = difflib.get_close_matches(wanted, words, n=15, cutoff=0)
        shown = list(dict.fromkeys(words[name][1] for name in nearest))[:5]
        rest = f" and {len(keys) - len(shown)} more"
    return ValueError(f"unknown {what} {value!r}: {hint}valid: {', '.join(shown) or 'none'}{rest}")


def check_language(lang: str) -> str:
    """Return ``lang``, or raise ValueError naming the languages there are.

    >>> check_language("zh")
    'zh'
    """
    if lang not in LANGUAGES:
        raise unknown("language", lang, LANGUAGES)
    return lang


def tag(lang: str) -> str:
    """Return the tag of a language, as HTML has it.

    >>> tag("zh"), tag("en")
    ('zh-CN', 'en')
    """
    return "zh-CN" if lang == "zh" else "en"


def pick(*, en: str, zh: str, lang: str = "en") -> str:
    """Return the text of the language; ValueError for a language there is not.

    >>> pick(en="town", zh="城镇", lang="zh")
    '城镇'
    """
    return en if check_language(lang) == "en" else zh


def words(topic: str, lang: str) -> dict[str, Any]:
    """Return the words of a topic in the language, as ``assets/words.json`` has them.

    >>> words("facts", "zh")["gap"]
    '差距'
    """
    found: dict[str, Any] = _words()[topic][check_language(lang)]
    return found


@cache
def _words() -> dict[str, Any]:
    text = (files("xiaoyi_data") / "assets" / "words.json").read_text(encoding="utf-8")
    known: dict[str, Any] = json.loads(text)
    return known
