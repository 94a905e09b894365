"""How to cite the report and the data, in the form a reader's field asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, tables

Known = dict[str, str]
Outside = tuple[str, str]  # a source of observations and its address, or none


def cite(frame: pd.DataFrame | None = None, lang: str = "en", style: str = "text") -> str:
    """Return how to cite the report and the data; with a frame, the source of each row too.

    ``frame`` is one of ours or a part of it: with the column ``figure`` or, of derived values,
    ``inputs`` the quotes follow; with ``source``, those of observations. ``style`` is ``text``,
    ``apa`` (7th edition), ``gbt7714`` (GB/T 7714—2015) or ``bibtex``, where quotes are comments;
    ``lang`` is the language of titles.

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


def _report(lang: str) -> Known:
    """Return what is known of the report in the language: the parts of a reference."""
    known, tail = tables.report(), "" if lang == "zh" else "_en"
    # Both titles say first what it is called, then when and where it was delivered.
    name, _, occasion = known[f"title{tail}"].partition("——" if lang == "zh" else ", ")
    own = {key: known[f"{key}{tail}"] for key in ("title", "author", "place")}
    return own | {"name": name, "occasion": occasion, "date": known["date"], "key": known["report"],
                  "original": known["title"].partition("——")[0]}  # fmt: skip


def _data(lang: str) -> Known:
    package = codebook.package()
    return {
        "key": package["name"],
        "title": package["title" if lang == "en" else "title_zh"],
        "author": ", ".join(person["title"] for person in package["contributors"]),
        "year": package["created"][:4],
        "version": package["version"],
        "licence": package["licenses"][0]["name"].replace("-", " "),
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
        tail = f" ({row.quote_en})" if lang == "en" else ""
        yield f"[{row.figure}] §{row.section} “{row.quote}”{tail}"


def _text(report: Known, data: Known, outside: list[Outside], lang: str) -> list[str]:
    if lang == "zh":
        version = f"{data['title']}，{data['version']}版（xiaoyi_data），{data['licence']}。"
        lines = [f"{report['title']}。", version]
    else:
        version = f"{data['title']}, version {data['version']} (xiaoyi_data), {data['licence']}."
        lines = [f"{report['title']}.", version]
    return [*lines, *(f"{source} {url}".strip() for source, url in outside)]


def _apa(report: Known, data: Known, outside: list[Outside], lang: str) -> list[str]:
    day = date.fromisoformat(report["date"])
    # APA names a work in its own language, with a translation beside it.
    title, when = f"{report['original']} [{report['name']}]", f"{day:%Y, %B} {day.day}"
    kind = f"(Version {data['version']}) [Data set]"
    if lang == "zh":
        title, when = report["name"], f"{day.year}年{day.month}月{day.day}日"
        kind = f"({data['version']}版) [数据集]"
    return [
        f"{report['author']}. ({when}). {title}.",
        f"{data['author']}. ({data['year']}). {data['title']} {kind}.",
        *(f"{source}. {url}".strip() for source, url in outside),
    ]


def _gbt7714(report: Known, data: Known, outside: list[Outside], lang: str) -> list[str]:
    version = f"{data['version']}版" if lang == "zh" else f"version {data['version']}"
    title = f"{report['name']}: {report['occasion']}[R]"
    place = f"{report['place']}: {report['author']}, {report['date'][:4]}"
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
               year=report["date"][:4], note=report["occasion"]),
        _entry("misc", data["key"], author=data["author"], title=data["title"],
               year=data["year"], note=f"{version}, {data['licence']}"),
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
