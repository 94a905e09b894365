"""How to cite the report and the data, in the form a reader's field asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, reports, tables, wording

Known = dict[str, str]
Outside = tuple[str, str]  # a source of observations and its address, or none

PLACES = 3  # named; of more it is said how many
_FEW = 2  # years that are named one by one


@reports.within
def cite(
    frame: pd.DataFrame | None = None,
    lang: str = "en",
    style: str = "text",
    *,
    report: reports.Named = None,
) -> str:
    """Return how to cite the report and the data; with a frame, the source of each row too.

    ``frame`` is one of ours or a part of it: with the column ``figure`` or, of derived values,
    ``inputs`` the quotes follow; with ``source``, those of observations. ``style`` is ``text``,
    ``apa`` (7th edition), ``gbt7714`` (GB/T 7714—2015) or ``bibtex``, where quotes are comments;
    ``lang`` is the language of titles; ``report`` a key or the folder of a report, ours unless
    it is given.

    Raises ValueError for a frame with none of the columns, an unknown style or language.

    >>> cite().splitlines()[0].startswith("Government work report")
    True
    >>> print(cite(lang="zh", style="gbt7714").splitlines()[1])
    The xiaoyi_data authors. 孝义市2021年政府工作报告数据: 0.5.0版[DS]. 2026.
    """
    choices.check_language(lang)
    if style not in _STYLES:
        raise choices.unknown("style", style, _STYLES)
    outside, quotes = list[Outside](), list[str]()
    if frame is not None and "source" in frame:
        seen = frame.reindex(columns=["source", "url", "source_zh"]).fillna("").drop_duplicates()
        if lang == "zh":
            seen["source"] = seen["source_zh"].where(seen["source_zh"] != "", seen["source"])
        seen = seen[["source", "url"]].drop_duplicates()
        outside = list(seen.itertuples(index=False, name=None))
    elif frame is not None:
        mark = "% " if style == "bibtex" else ""
        quotes = [f"{mark}{line}" for line in _quotes(frame, lang)]
    return "\n".join([*_STYLES[style](_report(lang), _data(lang), outside, lang), *quotes])


def short(lang: str = "en", *, whole: bool = False) -> str:
    """Return what the report in use is called where there is little room.

    ``whole`` says that it is abridged, where it is.

    >>> short(), short("zh", whole=True)
    ('Xiaoyi government work report 2021', '孝义市2021年政府工作报告（摘要）')
    """
    known = codebook.about()
    cut = whole and "（摘要）" in known["title_zh"]
    if lang == "zh":
        return f"{known['place_zh']}{known['year']}年政府工作报告{'（摘要）' if cut else ''}"
    called = f"{known['place_en']} government work report {known['year']}"
    return called + (" (abridged)" if cut else "")


def several(known: Iterable[tuple[str, Any]], lang: str = "en") -> str:
    """Return what several reports are called, each given by its place and year, in short.

    Of more than three places it is said how many they are.

    >>> several([("Boye County", 2022), ("Boye County", 2021), ("Xiaoyi", 2021)])
    'Boye County government work reports 2021, 2022; Xiaoyi government work report 2021'
    """
    words, found = choices.words("several", lang), dict[str, set[Any]]()
    for place, year in known:
        found.setdefault(place, set()).add(year)
    if len(found) > PLACES:
        told = [
            words["many"].format(places=len(found), years=years(set().union(*found.values()), lang))
        ]
    else:
        told = [
            words["one" if len(own) == 1 else "more"].format(place=place, years=years(own, lang))
            for place, own in found.items()
        ]
    return wording.capital(words["join"].join(told))


def years(found: Iterable[Any], lang: str = "en") -> str:
    """Return years as a line can hold them: one after the other, or the first and the last.

    >>> years([2022, 2021, 2021]), years([2016, 2017, 2018, 2019], "zh")
    ('2021, 2022', '2016—2019')
    """
    held, words = [str(year) for year in sorted(set(found))], choices.words("promised", lang)
    if len(held) > _FEW:
        return f"{held[0]}{words['to']}{held[-1]}"
    return str(words["join"]).join(held)


def _report(lang: str) -> Known:
    """Return what is known of the report in the language: the parts of a reference."""
    known = codebook.about()
    # Both titles say first what it is called, then when and where it was delivered.
    name, _, occasion = known[f"title_{lang}"].partition("——" if lang == "zh" else ", ")
    own = {key: known[f"{key}_{lang}"] for key in ("title", "author", "place")}
    # A place of publication is named without its rank.
    own["place"] = re.sub(r"(?<=..)[省市县区]$", "", own["place"])
    return own | {"name": name, "occasion": occasion, "date": known["date"], "key": known["report"],
                  "year": known["date"][:4] or known["year"],
                  "original": known["title_zh"].partition("——")[0]}  # fmt: skip


def _data(lang: str) -> Known:
    package, key = codebook.package(), codebook.about()["report"]
    title = package["title" if lang == "en" else "title_zh"]
    if key != reports.DEFAULT:
        title = f"{short(lang)}{' as data' if lang == 'en' else '数据'}"
    ours = reports.current().shipped
    authors = [one["title"] for one in package["contributors"]] if ours else ["xiaoyi_data"]
    return {
        "key": package["name"],
        "title": title,
        # The tables of a reader's own report are neither by us nor ours to license.
        "author": ", ".join(authors),
        "year": package["created"][:4],
        "version": package["version"],
        "licence": package["licenses"][0]["name"].replace("-", " ") if ours else "",
    }


def _quotes(frame: pd.DataFrame, lang: str) -> Iterator[str]:
    """Yield the quote of each figure of a frame, or of those that its values are made of."""
    columns = ["figure", "section", "quote", "quote_en"]
    if "inputs" in frame:
        keys = dict.fromkeys(key for inputs in frame["inputs"] for key in inputs.split())
        frame = pd.DataFrame({"figure": list(keys)})
    if "figure" not in frame:
        found = ", ".join(map(str, frame.columns))
        raise ValueError(
            f"cite takes a frame with the column figure, inputs or source, not {found}"
        )
    if not set(columns) <= set(frame.columns):
        frame = frame[["figure"]].merge(tables.table("figures"), on="figure")
    for row in frame[columns].itertuples(index=False):
        tail = f" ({row.quote_en!s})" if lang == "en" and row.quote_en else ""
        yield f"[{row.figure}] §{row.section} “{row.quote}”{tail}"


def _text(report: Known, data: Known, outside: list[Outside], lang: str) -> list[str]:
    if lang == "zh":
        version = f"{data['title']}，{data['version']}版（xiaoyi_data）"
        version = "，".join(filter(None, [version, data["licence"]])) + "。"
        lines = [f"{report['title']}。", version]
    else:
        version = f"{data['title']}, version {data['version']} (xiaoyi_data)"
        version = ", ".join(filter(None, [version, data["licence"]])) + "."
        lines = [f"{report['title']}.", version]
    return [*lines, *(f"{source} {url}".strip() for source, url in outside)]


def _apa(report: Known, data: Known, outside: list[Outside], lang: str) -> list[str]:
    # APA names a work in its own language, with a translation beside it.
    title, when = f"{report['original']} [{report['name']}]", str(report["year"])
    day = date.fromisoformat(report["date"]) if report["date"] else None
    if day:
        when = f"{day:%Y, %B} {day.day}"
    kind = f"(Version {data['version']}) [Data set]"
    if lang == "zh":
        title = report["name"]
        when = f"{day.year}年{day.month}月{day.day}日" if day else f"{report['year']}年"
        kind = f"({data['version']}版) [数据集]"
    return [
        f"{report['author']}. ({when}). {title}.",
        f"{data['author']}. ({data['year']}). {data['title']} {kind}.",
        *(f"{source}. {url}".strip() for source, url in outside),
    ]


def _gbt7714(report: Known, data: Known, outside: list[Outside], lang: str) -> list[str]:
    version = f"{data['version']}版" if lang == "zh" else f"version {data['version']}"
    title = ": ".join(filter(None, (report["name"], report["occasion"]))) + "[R]"
    place = f"{report['place']}: {report['author']}, {report['year']}"
    return [
        f"{report['author']}. {title}. {place}.",
        f"{data['author']}. {data['title']}: {version}[DS]. {data['year']}.",
        *(f"{source}[EB/OL]. {url}." if url else f"{source}[Z]." for source, url in outside),
    ]


def _bibtex(report: Known, data: Known, outside: list[Outside], lang: str) -> list[str]:
    version = f"{data['version']}版" if lang == "zh" else f"version {data['version']}"
    return [
        _entry("techreport", report["key"], author=report["author"], title=report["name"],
               institution=report["author"], address=report["place"],
               year=report["year"], note=report["occasion"]),
        _entry("misc", data["key"], author=data["author"], title=data["title"],
               year=data["year"], note=", ".join(filter(None, [version, data["licence"]]))),
        *(_entry("misc", f"{data['key']}-source-{number}", title=source, url=url)
          for number, (source, url) in enumerate(outside, start=1)),
    ]  # fmt: skip


# The characters that are commands to TeX. A brace counts for BibTeX even when escaped.
_COMMANDS = {ord(character): f"\\{character}" for character in "&%$#_"} | {
    ord("\\"): "\\textbackslash{}",
    ord("{"): "\\textbraceleft{}",
    ord("}"): "\\textbraceright{}",
    ord("~"): "\\textasciitilde{}",
    ord("^"): "\\textasciicircum{}",
}


def _entry(kind: str, key: str, **fields: str) -> str:
    """Return an entry; authors are no persons, and titles keep their capitals: two braces."""
    lines = []
    for name, value in fields.items():
        text = value if name == "url" else value.translate(_COMMANDS)
        text = f"{{{text}}}" if name in ("author", "title") else text
        lines += [f"  {name} = {{{text}}},"] if text else []
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


_STYLES: dict[str, Callable[[Known, Known, list[Outside], str], list[str]]] = {
    "text": _text,
    "apa": _apa,
    "gbt7714": _gbt7714,
    "bibtex": _bibtex,
}
