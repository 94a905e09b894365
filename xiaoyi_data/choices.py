"""The languages there are, and the one answer to an unknown choice."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LANGUAGES = ("en", "zh")
_MANY = 30  # names that one line can hold


def unknown(what: str, value: object, valid: Iterable[str]) -> ValueError:
    """Return the error for a value that is not among the valid ones, naming the nearest.

    Of more than thirty valid ones it names the five nearest.

    >>> print(unknown("theme", "enviroment", ["economy", "environment"]))
    unknown theme 'enviroment': did you mean 'environment'? valid: economy, environment
    """
    names = {str(name).casefold(): str(name) for name in sorted(valid, reverse=True)}
    wanted = str(value).casefold()
    near = difflib.get_close_matches(wanted, names, n=1)
    hint = f"did you mean {names[near[0]]!r}? " if near else ""
    shown, rest = sorted(names.values()), ""
    if len(names) > _MANY:
        shown = [names[key] for key in difflib.get_close_matches(wanted, names, n=5, cutoff=0)]
        rest = f" and {len(names) - len(shown)} more"
    return ValueError(f"unknown {what} {value!r}: {hint}valid: {', '.join(shown) or 'none'}{rest}")


def check_language(lang: str) -> str:
    """Return ``lang``, or raise ValueError naming the languages there are.

    >>> check_language("zh")
    'zh'
    """
    if lang not in LANGUAGES:
        raise unknown("language", lang, LANGUAGES)
    return lang


def pick(*, en: str, zh: str, lang: str = "en") -> str:
    """Return the text of the language; ValueError for a language there is not.

    >>> pick(en="town", zh="城镇", lang="zh")
    '城镇'
    """
    return en if check_language(lang) == "en" else zh
