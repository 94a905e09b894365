"""What changed between two runs, in words and as the rows of a table, in either language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.findings.derived import load_derived
from xiaoyi_data.report import codebook, reports, tables

Change = Mapping[str, Any]
Changes = Mapping[str, Sequence[Change]]
Row = dict[str, Any]


def summary(changes: Changes, lang: str) -> str:
    """Say in a sentence how much changed; a figure that two languages put in words counts once.

    >>> one = {"jobs": ["air"], "lang": "en", "before": "47.", "after": "45."}
    >>> summary({"sentences": [one]}, "en")
    'Changed: 1 sentence.'
    """
    words, said = choices.words("changes", lang), []
    for kind, (alone, many) in words["counts"].items():
        found = changes.get(kind, ())
        count = len({change["key"] for change in found}) if kind == "figures" else len(found)
        said += [alone if count == 1 else many.format(count)] if count else []
    return words["changed"].format(words["and"].join(said)) if said else words["nothing"]


def own(changes: Changes, lang: str) -> Changes:
    """Return the changes of pages in a language, and those of verdicts, which have none.

    >>> own({"sentences": [{"lang": "zh"}], "verdicts": [{"lang": "zh"}]}, "en")
    {'sentences': [], 'verdicts': [{'lang': 'zh'}]}
    """
    return {
        kind: [one for one in found if kind == "verdicts" or one["lang"] == lang]
        for kind, found in changes.items()
    }


def rows(
    changes: Changes, lang: str, because: Mapping[str, Sequence[str]] | None = None
) -> Iterator[Row]:
    """Yield a row for each thing that changed, with the words of the language.

    ``kind``, ``jobs``, ``name`` (of an exhibit), ``what``, ``before``, ``after``, and why its jobs
    were run again, of ``because``. Texts are as they stand on the pages, whatever their language.
    """
    words = choices.words("changes", lang)
    for kind, look in _LOOKS.items():
        for change in changes.get(kind, ()):
            causes = [cause for job in change["jobs"] for cause in (because or {}).get(job, ())]
            told = [words["because"].get(cause, cause) for cause in dict.fromkeys(causes)]
            for what, before, after in look(change, lang):
                name = change.get("name", "")
                yield {
                    "kind": kind, "jobs": list(change["jobs"]), "name": name,
                    "what": f"{name}: {what}" if name else what,
                    "before": before or "", "after": after or "",
                    "because": words["and"].join(told),
                }  # fmt: skip


def _pages(change: Change, lang: str) -> Iterator[tuple[str, Any, Any]]:
    yield change["jobs"][0], change["before"], change["after"]


def _verdicts(change: Change, lang: str) -> Iterator[tuple[str, Any, Any]]:
    called = codebook.labels("targets", "verdict", lang)
    before, after = (called.get(change[side], change[side]) for side in ("before", "after"))
    yield _called(change["key"], lang), before, after


def _figures(change: Change, lang: str) -> Iterator[tuple[str, Any, Any]]:
    yield _called(change["key"], lang), change["before"], change["after"]


def _exhibits(change: Change, lang: str) -> Iterator[tuple[str, Any, Any]]:
    around = choices.words("changes", lang)["around"]
    if change["before"] is None or change["after"] is None:
        yield around["whole"], change["before"], change["after"]
        return
    if "title" in change["around"]:
        yield around["title"], change["before"], change["after"]
    for part in change["around"]:
        if part != "title":
            yield around[part], "…", "…"
    for row in change["rows"]:
        yield row["label"], row["before"], row["after"]


def _sentences(change: Change, lang: str) -> Iterator[tuple[str, Any, Any]]:
    yield "", change["before"], change["after"]


_LOOKS = {
    "pages": _pages,
    "verdicts": _verdicts,
    "figures": _figures,
    "exhibits": _exhibits,
    "sentences": _sentences,
}


def _called(key: str, lang: str) -> str:
    """Return what a figure or derived value is called; its key, where no table has it any more.

    It may be of another report than the one in use: of those shipped, the first that has it.
    """
    known = (_names(lang, report) for report in (reports.current(), *reports.shipped()))
    return next((names[key] for names in known if key in names), key)


@cache
def _names(lang: str, report: reports.Named) -> dict[str, str]:
    with reports.using(report):
        figures, derived = tables.load_figures(lang=lang), load_derived(lang=lang)
    pair = "{}, {}" if lang == "en" else "{}（{}）"
    named = {
        str(row.figure): pair.format(row.name, row.period_name)
        for row in figures.itertuples(index=False)
    }
    return named | dict(zip(map(str, derived["derived"]), map(str, derived["name"]), strict=True))
