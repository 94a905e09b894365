"""Where executed notebooks tell of several reports, what is made of them names each."""

import json

import openpyxl
import pytest
from conftest import LANGUAGES
from lxml import html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pptx import Presentation

import xiaoyi_data as xd
from xiaoyi_data.exports import executed, pages, said, whose
from xiaoyi_data.exports.slides.deck import deck
from xiaoyi_data.exports.workbook import book as workbook

REPORTS = ["boye-county-2021", "boye-county-2022"]
CALLED = {
    "en": ("Boye County government work reports 2021, 2022", "Boye County {}: What came of it?"),
    "zh": ("博野县2021、2022年政府工作报告", "博野县{}年：结果如何？"),
}
ASKED = {"en": "What came of it?", "zh": "结果如何？"}


def made(folder, report, lang):
    """An executed notebook on a report, as papermill leaves it, with one exhibit."""
    told = xd.story(lang, report=report)
    row = told.one(indicator="gdp", measure="growth", status="achieved")
    title = (f"GDP grew by {row.words}", f"地区生产总值增长{row.text}")
    shown = told.show("bars", told.rows(row.figure), name="growth", title=title,
                      subtitle=("Percent", "%"))  # fmt: skip
    data = {key: one for key, one in shown._repr_mimebundle_().items() if key != "text/plain"}
    answer = new_output("display_data", {"text/markdown": told.pick(*title) + told.pick(".", "。")})
    answer["metadata"] = {"xiaoyi": {"rests_on": {row.figure: [row.words, row.text]}}}
    cell = new_code_cell("told", execution_count=1, outputs=[answer])
    drawn = new_code_cell("drawn", execution_count=2)
    drawn["outputs"] = [new_output("display_data", data)]
    book = new_notebook(cells=[new_markdown_cell(f"# {ASKED[lang]}"), cell, drawn])
    given = {"lang": lang, "report": report}
    book["metadata"]["papermill"] = {"parameters": given, "input_path": "what.ipynb"}
    path = folder / f"what.lang={lang}.report={report}" / f"what.lang={lang}.report={report}.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=LANGUAGES)
def several(request, tmp_path_factory):
    """A folder with notebooks on two reports, these notebooks, and their language."""
    folder = tmp_path_factory.mktemp("several")
    return folder, [made(folder, report, request.param) for report in REPORTS], request.param


def test_a_deck_names_each_on_cover_agenda_dividers_and_in_its_summary(several):
    folder, notebooks, lang = several
    show = Presentation(deck(notebooks[::-1], folder / "deck.pptx"))
    slides = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
              for slide in show.slides]  # fmt: skip
    whole, each = CALLED[lang]
    assert slides[0][0] == whole
    named = [each.format(year) for year in (2022, 2021)]
    begins = [name.partition(ASKED[lang])[0] for name in named]
    assert "\n".join(begin.rstrip(": ：") for begin in begins) in slides[1]
    told = next(text for text in slides[2] if "\n" in text).split("\n")
    assert [line.startswith(begin) for line, begin in zip(told, begins, strict=True)] == [True] * 2
    titles = [texts[0] for texts in slides]
    assert [title for title in titles if ASKED[lang] in title] == named
    links = [link for link in show.slides[1].part.rels.values() if link.reltype.endswith("/slide")]
    assert len(links) == 2


def test_a_quote_that_both_have_by_one_key_stands_once_for_each(several, tmp_path):
    _, notebooks, lang = several
    show = Presentation(deck(notebooks, tmp_path / "deck.pptx"))
    cells = [cell.text for slide in show.slides for shape in slide.shapes if shape.has_table
             for row in shape.table.rows for cell in row.cells]  # fmt: skip
    for year in (2021, 2022):
        own = CALLED[lang][1].format(year).partition(ASKED[lang])[0].rstrip(": ：")
        assert [cell for cell in cells if cell.startswith(own)], cells


def test_the_index_names_all_and_each_card_its_own(several):
    folder, notebooks, lang = several
    pairs = [(path, pages.page(path, path.with_suffix(".html")) and path.with_suffix(".html"))
             for path in notebooks]  # fmt: skip
    front = pages.index([(path, path.with_suffix(".html")) for path, _ in pairs], {},
                        folder / "index.html")  # fmt: skip
    tree = html.fromstring(front.read_text(encoding="utf-8"))
    whole, each = CALLED[lang]
    assert tree.xpath("string(//h1)") == whole
    assert tree.xpath("string(//title)").startswith(whole)
    cards = tree.xpath("//ul[@class='cards']//a")
    assert [card.text for card in cards] == [each.format(year) for year in (2021, 2022)]
    assert "--sweep report=boye-county-2021,boye-county-2022" in tree.xpath("string(//footer)")
    of = {"en": "Reports of 2021-02-05, 2022-01-27;", "zh": "报告日期2021-02-05、2022-01-27；"}
    assert tree.xpath("string(//p[@class='told'])").startswith(of[lang])
    entries = json.loads(tree.xpath("string(//script[@id='entries'])"))
    figures = [entry for entry in entries if entry["k"] == "figure"]
    assert len(figures) == 2
    assert all("of" not in entry for entry in entries)


def test_a_page_says_of_which_report_it_is_unless_of_several(several, request):
    folder, notebooks, lang = several
    of = "string(//main/p[@class='told of'])"
    for path, year in zip(notebooks, (2021, 2022), strict=True):
        pages.page(path, page := path.with_suffix(".html"))
        one = {
            "en": f"Boye County government work report {year}",
            "zh": f"博野县{year}年政府工作报告",
        }
        assert html.fromstring(page.read_text(encoding="utf-8")).xpath(of) == one[lang]
    run = request.getfixturevalue("executed")
    pages.page(run[f"08_among_others.{lang}"], page := folder / "others.html")
    assert html.fromstring(page.read_text(encoding="utf-8")).xpath(of) == ""


def test_the_gallery_names_the_report_of_each_chart_and_the_hash_of_all(several):
    folder, notebooks, lang = several
    page = pages.gallery(notebooks[::-1], folder / "gallery.html")
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    cards = tree.xpath("//ul[@class='cards']//a/text()")
    begins = [CALLED[lang][1].format(year).removesuffix(ASKED[lang]) for year in (2022, 2021)]
    assert [card.startswith(begin) for card, begin in zip(cards, begins, strict=True)] == [True] * 2
    books = [executed.read(notebook) for notebook in notebooks[::-1]]
    assert whose.digests(books) in tree.xpath("string(//footer)")


def test_what_pages_say_is_kept_with_the_name_of_their_report(several):
    _, notebooks, lang = several
    kept = said.of(notebooks)
    assert [page["title"] for page in kept.values()] == [
        CALLED[lang][1].format(year) for year in (2021, 2022)
    ]


def test_neighbouring_pages_are_named_with_their_report(several):
    folder, notebooks, lang = several
    pairs = [(path, path.with_suffix(".html")) for path in notebooks]
    for path, where in pairs:
        pages.page(path, where)
    pages.join(pairs, folder / "index.html")
    text = pairs[0][1].read_text(encoding="utf-8")
    assert CALLED[lang][1].format(2022) in html.fromstring(text).xpath("string(//a[@rel='next'])")


def test_a_workbook_names_all_and_every_row_says_of_which(several):
    folder, notebooks, lang = several
    read = openpyxl.load_workbook(workbook.book(notebooks, folder / "workbook.xlsx"))
    whole, each = CALLED[lang]
    assert read.worksheets[0]["A1"].value == whole
    named = [each.format(year) for year in (2021, 2022)]
    questions = {row[0].value for row in read.worksheets[1].iter_rows(min_row=2)}
    assert questions == set(named)
    tables = [sheet for sheet in read.worksheets if sheet["A1"].value in ("Report", "报告")]
    assert len(tables) == 10  # all tables, and all values in one
    figures = tables[0]
    many = {report: len(xd.load_figures(report=report)) for report in REPORTS}
    column = [row[0].value for row in figures.iter_rows(min_row=2)]
    begins = [name.partition(ASKED[lang])[0].rstrip(": ：") for name in named]
    assert [column.count(begin) for begin in begins] == list(many.values())


def test_of_one_report_nothing_is_named_twice(tmp_path):
    path = made(tmp_path, REPORTS[0], "en")
    (book,) = whose.named([executed.read(path)])
    assert (book.title, book.of) == ("What came of it?", "")
    show = Presentation(deck([path], tmp_path / "deck.pptx"))
    assert show.slides[0].shapes.title.text == "Boye County government work report 2021"


def test_many_places_are_counted():
    books = [executed.Executed("a", "en", [], report=key)
             for key in ("xiaoyi-2021", *REPORTS)]  # fmt: skip
    told = whose.words("pages", "en", books)
    assert told["title"] == (
        "Xiaoyi government work report 2021; Boye County government work reports 2021, 2022"
    )
    assert told["about"].startswith("What Xiaoyi and Boye County reported in 2021, 2022, figure")
