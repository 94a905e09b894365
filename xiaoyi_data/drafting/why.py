"""Why a link is proposed, in words of both languages: the reasons, with what they rest on."""

from __future__ import annotations

from decimal import Decimal
from difflib import SequenceMatcher
from types import SimpleNamespace

from xiaoyi_data import choices
from xiaoyi_data.drafting import alike
from xiaoyi_data.drafting.alike import Figure, Pair
from xiaoyi_data.findings import spans
from xiaoyi_data.report import codebook, wording
from xiaoyi_data.report.codebook import Row


def said(target: Figure, pair: Pair | None, anew: Figure | None, year: str, lang: str) -> str:
    """Return why a figure is proposed as the outcome of a target, or that none answers it.

    Without a ``pair`` no outcome is told. ``anew`` is the goal as the report of ``year`` sets it
    again.
    """
    words, period = choices.words("links", lang), wording.period(target.row["period"], lang)
    if not (pair or anew):  # words may still tell of it
        later = spans.of(target.row["period"]).end > int(year) * 12
        return str(words["silent_later" if later else "silent"].format(year=year, period=period))
    told = [_answered(pair, lang)] if pair else []
    told += [_anew(target.row, anew.row, lang, "also_anew" if pair else "anew")] if anew else []
    return str(words["stop"].join(told))


def _answered(pair: Pair, lang: str) -> str:
    words, both = choices.words("links", lang), (pair.target, pair.other)
    asked, told = (one.row["period"] for one in both)
    early = spans.of(told).end < spans.of(asked).end
    keys = [*pair.reasons, "before" if early else "within"]
    keys += ["under_way"] if pair.other.row["status"] == "under_way" else []
    facts = {
        "words": "、".join(_shared(*(one.named for one in both))),
        "number": pair.other.row["printed"],
        "times": f"{alike.times(*(one.row for one in both)):.2g}",
        "units": _two("unit", *both, lang),
        "measures": _two("measure", *both, lang),
        "entities": words["comma"].join(one.entity or words["place"] for one in both),
        "scope": "、".join(alike.parted(*both)),
        "period": wording.period(asked, lang),
        "when": wording.period(told, lang),
    }
    return str(words["comma"].join(words[key].format(**facts) for key in keys))


def _anew(target: Row, again: Row, lang: str, key: str) -> str:
    words, change = choices.words("links", lang), "other"
    own, new, factor = alike.size(target), alike.size(again), alike.worth(again, target)
    if own is not None and new is not None and factor:
        new *= factor
        change = "same" if new == own else "lower" if new < own else "higher"
    changed = words[change].format(own=_text(target, lang))
    facts = {"period": wording.period(again["period"], lang), "goal": _text(again, lang)}
    return str(words[key].format(**facts, change=changed))


def _shared(one: str, other: str) -> list[str]:
    """Return the runs of characters that two names share, as they follow one another."""
    found = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [one[run.a : run.a + run.size] for run in found if run.size > 1]


def _two(column: str, target: Figure, other: Figure, lang: str) -> str:
    called = codebook.labels("figures", column, lang)
    return " / ".join(called[one.row[column]] for one in (other, target))


def _text(row: Row, lang: str) -> str:
    """Return the number of a figure as a reader of the language would write it."""
    value = Decimal(row["value"]) if row["value"] else None
    return wording.figure(SimpleNamespace(**row | {"value": value}), lang)
