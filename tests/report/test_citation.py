"""Citations: the same facts in every style, and the source of every row."""

import re

import pytest
from conftest import ROOT

import xiaoyi_data as xd
from xiaoyi_data import choices
from xiaoyi_data.report import citation, codebook

STYLES = list(citation._STYLES)


@pytest.mark.parametrize("lang", choices.LANGUAGES)
@pytest.mark.parametrize("style", STYLES)
def test_every_style_names_report_year_data_and_version(style, lang):
    text = xd.cite(lang=lang, style=style)
    package = codebook.package()
    for part in ("2021", package["version"], package["title" if lang == "en" else "title_zh"]):
        assert part in text
    assert ("政府工作报告（摘要）" if lang == "zh" else "Government work report (abridged)") in text


@pytest.mark.parametrize("style", [style for style in STYLES if style != "text"])
@pytest.mark.parametrize("lang", choices.LANGUAGES)
def test_every_style_of_references_names_the_authors(style, lang):
    text = xd.cite(lang=lang, style=style).replace("\\_", "_")
    assert codebook.about()[f"author_{lang}"] in text
    assert codebook.package()["contributors"][0]["title"] in text


@pytest.mark.parametrize(
    ("style", "lang", "lines"),
    [
        (
            "apa",
            "en",
            [
                "People's Government of Xiaoyi. (2021, April 20). 政府工作报告（摘要） "
                "[Government work report (abridged)].",
                "The xiaoyi_data authors. (2026). The 2021 government work report of Xiaoyi as "
                "data (Version 0.5.0) [Data set].",
            ],
        ),
        (
            "gbt7714",
            "zh",
            [
                "孝义市人民政府. 政府工作报告（摘要）: 2021年4月20日在孝义市第八届人民代表大会"
                "第一次会议上，代市长 杨光[R]. 孝义: 孝义市人民政府, 2021.",
                "The xiaoyi_data authors. 孝义市2021年政府工作报告数据: 0.5.0版[DS]. 2026.",
            ],
        ),
    ],
)
def test_a_style_is_written_as_its_standard_says(style, lang, lines):
    assert xd.cite(lang=lang, style=style).splitlines() == lines


def test_bibtex_is_entries_and_comments_alone():
    text = xd.cite(xd.load_figures(theme="innovation"), style="bibtex")
    entries = re.sub(r"^%.*$", "", text, flags=re.M).strip()
    assert re.fullmatch(r"(@\w+\{[\w-]+,\n(  \w+ = \{.*\},\n)+\}\n?)+", entries)
    assert entries.count("{") == entries.count("}")
    assert re.findall(r"^@(\w+)\{([\w-]+),$", text, flags=re.M) == [
        ("techreport", "xiaoyi-2021"),
        ("misc", "xiaoyi-data"),
    ]


def test_no_character_of_a_source_is_a_command_to_tex():
    seen = xd.load_observations().head(1).assign(source="50% of R&D_{x} \\ ~^#$")
    line = next(line for line in xd.cite(seen, style="bibtex").splitlines() if "50" in line)
    assert r"50\% of R\&D\_\textbraceleft{}x\textbraceright{} \textbackslash{}" in line
    assert line.count("{") == line.count("}")


def test_a_source_on_the_web_is_so_called():
    lines = xd.cite(xd.load_observations(), style="gbt7714").splitlines()[2:]
    kinds = [line.split("[")[-1].split("]")[0] for line in lines]
    assert kinds == ["EB/OL" if "http" in line else "Z" for line in lines]


def test_an_unknown_style_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="unknown style 'bibtext': did you mean 'bibtex'"):
        xd.cite(style="bibtext")


def test_the_citation_file_names_the_same_report():
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    known = citation._report("zh")
    for part in (f"title: {known['name']}", f"name: {known['author']}", "year: 2021"):
        assert part in cited
    assert f"title: {codebook.package()['title']}" in cited
    assert f"name: {codebook.package()['contributors'][0]['title']}" in cited
    assert known["date"] == "2021-04-20"
    assert known["occasion"].startswith("2021年4月20日")


def test_citing_frames_gives_their_quotes():
    frame = xd.load_figures(indicator="forest_cover")
    assert frame["quote"].iloc[0] in xd.cite(frame)
    assert "孝义" in xd.cite(lang="zh")


@pytest.mark.parametrize("load", [xd.load_figures, xd.load_targets, xd.load_derived])
def test_whatever_is_made_of_figures_can_be_cited(load):
    rows = load().iloc[[3, 5]]
    keys = rows["figure"] if "figure" in rows else " ".join(rows["inputs"]).split()
    for key in keys:
        assert f"[{key}] §" in xd.cite(rows)


def test_observations_cite_their_sources_once_each():
    lines = xd.cite(xd.load_observations()).splitlines()[2:]
    assert len(lines) == len(set(lines)) == xd.load_observations()["source"].nunique()


def test_a_frame_that_cannot_be_cited_is_told_what_it_lacks():
    with pytest.raises(ValueError, match=r"column figure, inputs or source, not name, value"):
        xd.cite(xd.load_figures()[["name", "value"]])
