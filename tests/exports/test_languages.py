"""Of what is in two languages, exporters show the half of their own."""

import json

import pytest
from conftest import LANGUAGES, NOTEBOOKS
from pptx import Presentation

from xiaoyi_data.exports import bilingual, pages
from xiaoyi_data.exports import executed as reader
from xiaoyi_data.exports.slides import deck
from xiaoyi_data.runs import plan

FIRST = next(iter(plan.available(NOTEBOOKS)))


@pytest.mark.parametrize(
    ("given", "prose", "lang"),
    [
        (None, "# What do people earn?", "en"),
        (None, "# 居民收入\n\nGDP增长了多少", "zh"),
        ("zh", "# What do people earn?", "zh"),
        ("fr", "# Combien gagne-t-on ?", "en"),
        (None, "", "en"),
    ],
)
def test_a_language_without_exhibits_is_that_given_or_that_of_the_prose(
    tmp_path, given, prose, lang
):
    papers = {"papermill": {"parameters": {"lang": given} if given else {}}}
    cells = [{"cell_type": "markdown", "metadata": {}, "source": prose}]
    path = tmp_path / "guest.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": papers}), encoding="utf-8")
    assert reader.read(path).lang == lang


def test_a_language_without_exhibits_may_be_the_one_declared(tmp_path):
    prose = {"cell_type": "markdown", "metadata": {}, "source": "# 居民收入"}
    cell = {"cell_type": "code", "source": 'lang: str = "en"  # language: en or zh', "outputs": []}
    cell |= {"execution_count": 1, "metadata": {"tags": ["parameters"]}}
    path = tmp_path / "guest.ipynb"
    path.write_text(json.dumps({"cells": [prose, cell]}), encoding="utf-8")
    assert reader.read(path).lang == "en"


def spoken(text, *outputs):
    """What is shown of a notebook of one Markdown cell in each language."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": text}
    return {lang: reader.Executed("book", lang, [bilingual.cell(cell, lang)]) for lang in LANGUAGES}


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("## Evidence | 证据", "## Evidence", "## 证据"),
        ("# How green? | 多绿？ #", "# How green?", "# 多绿？"),
        ("   ### a  |  甲", "   ### a", "   ### 甲"),
        ("## a \\| b | 甲", "## a \\| b", "## 甲"),
        ("## `a | b` | 甲", "## `a | b`", "## 甲"),
        ("A | 甲\n===\n\ntext | 文", "A\n===\n\ntext | 文", "甲\n===\n\ntext | 文"),
        ("# A | 甲\nB | 乙\n---", "# A\nB\n---", "# 甲\n乙\n---"),
        ("a | b\n---|---\n1 | 2", *["a | b\n---|---\n1 | 2"] * 2),
        ("- a | b\n---", *["- a | b\n---"] * 2),
        ("```\na | b\n---\n```", *["```\na | b\n---\n```"] * 2),
        ("text\n## a | 甲\ntext | 文", "text\n## a\ntext | 文", "text\n## 甲\ntext | 文"),
    ],
)
def test_a_heading_in_both_languages_shows_the_half_of_its_own(text, english, chinese):
    assert {lang: book.prose for lang, book in spoken(text).items()} == {
        "en": [english],
        "zh": [chinese],
    }


@pytest.mark.parametrize(
    "text",
    [
        "## Evidence",
        "## a|b",
        "## a \\| b",
        "## a | b | c",
        "## only |",
        "##a | b",
        "    ## a | b",
        "```\n## a | b\n```",
        "~~~~ text\n# a | b\n~~~\n# c | d\n~~~~",
        "| a | b |\n|---|---|\n| # c | d |",
        "    a | b\n=====",
    ],
)
def test_what_is_no_heading_of_two_halves_is_shown_whole(text):
    assert [book.prose for book in spoken(text).values()] == [[text], [text]]


def test_title_and_answer_are_those_of_the_language_and_not_of_code():
    text = (
        "```\n# a comment\n```\n\n# How \\| much? | 多少？\n\n2 of **3**.\n\n## More | 更多\n\nno"
    )
    books = spoken(text)
    assert {lang: book.title for lang, book in books.items()} == {
        "en": "How | much?",
        "zh": "多少？",
    }
    told = spoken(text.partition("\n\n")[2])
    assert {book.answer for book in told.values()} == {"2 of 3."}


def test_page_index_deck_and_contents_keep_the_half_of_their_language(executed, tmp_path):
    made = {}
    for lang in LANGUAGES:
        notebook = json.loads(executed[f"{FIRST}.{lang}"].read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"], cell["metadata"] = "", {}
        texts = ("# Which? | 哪些？\n\nAll 3.", "## Evidence | 证据\n\n## Limits | 局限")
        for place, text in enumerate(texts):
            notebook["cells"].insert(
                place, {"cell_type": "markdown", "metadata": {}, "source": text, "id": f"h{place}"}
            )
        made[lang] = tmp_path / f"both.{lang}.ipynb"
        made[lang].write_text(json.dumps(notebook), encoding="utf-8")
    own = {"en": ("Which?", "Evidence"), "zh": ("哪些？", "证据")}
    for lang, other in (("en", "zh"), ("zh", "en")):
        pages.page(made[lang], tmp_path / f"{lang}.html")
        page = (tmp_path / f"{lang}.html").read_text(encoding="utf-8")
        index = pages.index([(made[lang], tmp_path / f"{lang}.html")], {}, tmp_path / "index.html")
        show = Presentation(deck.deck([made[lang]], tmp_path / f"{lang}.pptx"))
        titles = [slide.shapes.title.text_frame.text for slide in show.slides]
        contents = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
        for said, texts in ((page, own), (contents, {k: v[1:] for k, v in own.items()})):
            assert all(text in said for text in texts[lang])
            assert not any(text in said for text in texts[other])
        assert own[lang][0] in titles
        assert own[lang][0] in index.read_text(encoding="utf-8")
