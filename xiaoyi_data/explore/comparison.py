"""The chart of a choice: figures that can be compared, or many counted."""

from __future__ import annotations

from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.charts import marks
from xiaoyi_data.charts.exhibit import Exhibit, exhibit
from xiaoyi_data.explore import facts
from xiaoyi_data.report import codebook, names, wording

MOST = 12  # bars that are readable on one slide


def comparable(rows: pd.DataFrame, figure: str = "") -> pd.DataFrame:
    """Return the rows in the unit, measure and basis of a figure, or of most rows.

    They can be drawn on one axis, and may be of unlike things. Things counted are comparable where
    one word of measure counts them (台, 场), and most rows are those of amounts, where there are
    any. The largest comes first; of ranks, the best.

    >>> from xiaoyi_data.explore.lookup import select
    >>> comparable(select(theme="environment"), "forest-cover-2020")["unit"].unique().tolist()
    ['percent']
    """
    kind = rows[["unit", "measure", "basis"]].astype("string").fillna("").agg(" ".join, axis=1)
    counts = rows["unit"].astype(str).eq("item")
    kind += (" " + rows["measure_word"].astype("string").fillna("")).where(counts, "")
    most = kind if counts.all() else kind[~counts]
    own = kind[rows["figure"] == figure].iloc[0] if figure else most.mode().iloc[0]
    found: pd.DataFrame = rows[kind == own]
    size = found["value"].fillna((found["low"] + found["high"]) / 2)  # a range has no value
    order = size.sort_values(ascending=own.startswith("rank"), kind="stable").index
    return found.loc[order]


def first(rows: pd.DataFrame) -> str:
    """Return the figure to show where none is chosen: of many the first, else the chart's first.

    >>> from xiaoyi_data.explore.lookup import select
    >>> first(select(search="forest cover"))
    'forest-cover-2020'
    """
    return str((rows if _many(rows) else comparable(rows))["figure"].iloc[0])


def _many(rows: pd.DataFrame) -> bool:
    return len(rows) > MOST and rows["theme"].nunique() > 1


def chart(rows: pd.DataFrame, figure: str = "", lang: str = "en") -> Exhibit:
    """Return the exhibit that suits the rows: those comparable with ``figure``, or with most.

    Without a figure, many rows of several themes are counted by theme and status.

    >>> from xiaoyi_data.explore.lookup import select
    >>> chart(select(theme="environment"), "forest-cover-2020").payload["title"]
    'Forest coverage rate: 33.3%, number 7 of 7 figures in this unit'
    """
    if not figure and _many(rows):
        return _counts(rows, lang)
    group = comparable(rows, figure)
    if group["unit"].iloc[0] == "rank":
        return _ranks(group, figure, lang)
    place = 1 + group["figure"].tolist().index(figure) if figure else 1
    first = min(max(0, place - MOST // 2), max(0, len(group) - MOST))
    shown, main = group.iloc[first : first + MOST], group.iloc[place - 1]
    labels = pd.Series([facts.heading(row, lang) for row in shown.itertuples()], shown.index)
    if shown["period"].nunique() > 1:
        labels += [facts.COMMA[lang] + wording.period(period, lang) for period in shown["period"]]
    share = main["unit"] == "percent" and main["measure"] == "level"
    largest = shown["value"].abs().max()
    counted = names.measure_words(shown)
    scale = wording.scale(0 if pd.isna(largest) else largest, main["unit"], lang, counted)
    power = 0 if share else scale.power
    data = marks.frame(shown.assign(label=labels), lang=lang, label="label", power=power)
    tiny = bool(data["value"].abs().between(0, 0.01, inclusive="neither").any())
    if tiny:  # beside the largest: each in its own power of ten
        data["text"] = [wording.figure(row, lang) for row in shown.itertuples()]
    stated, count = _stated(main, lang), len(group)
    among = {
        "en": f"{stated}, number {place} of {count} figures in this unit",
        "zh": f"{stated}，在{count}项同单位数据中列第{place}位",
    }
    measure, basis = (codebook.labels("figures", c, lang).get(str(main[c]), "")
                      for c in ("measure", "basis"))  # fmt: skip
    part = [f"{first + 1}–{first + len(shown)} / {count}"] if len(shown) < count else []
    unit = main["unit_name"] if main["unit"] == "percent" or tiny else scale.name
    called = codebook.labels("figures", "status", lang)
    statuses = dict.fromkeys(called[status] for status in shown["status"].astype(str))
    said = filter(None, [unit, measure, basis, *statuses, *part])
    one = len(shown) == 1
    return exhibit(
        "dots" if share else "bars",
        data,
        shown,
        name="comparison",
        title=among[lang] if count > 1 and pd.notna(main["value"]) else stated,
        subtitle=facts.COMMA[lang].join(said),
        chosen=None if one or not figure else place - 1 - first,
        lang=lang,
    )


def _stated(row: pd.Series[Any], lang: str) -> str:
    return wording.capital(row["name"]) + facts.COLON[lang] + wording.figure(row, lang)


def _counts(rows: pd.DataFrame, lang: str) -> Exhibit:
    """Count rows by theme and status, the theme of most rows on top."""
    data = marks.counted(rows, lang)
    sums = data.groupby("label", sort=False)["value"].sum().astype(int)
    top, most, many = sums.index[0], sums.iloc[0], len(rows)
    words = {
        "en": f"Of {many} figures {most} are on {top.lower()}, more than on any other theme",
        "zh": f"{many}项数据中，{top}最多，有{most}项",
    }
    if list(sums).count(most) > 1:
        words = {
            "en": f"{many} figures on {len(sums)} themes, at most {most} on each",
            "zh": f"{many}项数据，涉及{len(sums)}个主题，每个至多{most}项",
        }
    subtitle = {"en": "Number of figures by theme and status", "zh": "各主题、各状态的数据个数"}
    return exhibit(
        "stacked", data, name="comparison", title=words[lang], subtitle=subtitle[lang], lang=lang
    )


def _ranks(rows: pd.DataFrame, figure: str, lang: str) -> Exhibit:
    """List ranks, which have no length to draw."""
    what, rank, words = {
        "en": ("What", "Rank", "In the words of the report"),
        "zh": ("事项", "位次", "报告原文"),
    }[lang]
    shown = rows.head(MOST)
    main = rows[rows["figure"] == figure].iloc[0] if figure else shown.iloc[0]
    data = pd.DataFrame(
        {
            what: shown["name"],
            rank: [wording.figure(row, lang) for row in shown.itertuples()],
            words: shown["quote"],
        }
    )
    return exhibit(
        "table",
        data,
        shown,
        name="comparison",
        title=_stated(main, lang),
        subtitle=choices.pick(en="Ranks the report states", zh="报告所述位次", lang=lang),
        lang=lang,
    )
