"""The deck as it is without being asked for more: a story of thirty slides at most."""

import re
import time
import zipfile

import pytest
from collected import NAMES
from conftest import LANGUAGES, slow_but
from pptx import Presentation

from xiaoyi_data import load_derived, load_figures
from xiaoyi_data.exports import executed as reader
from xiaoyi_data.exports.slides.deck import deck as write_deck

KEYS = {*load_figures()["figure"], *load_derived()["derived"]}


@pytest.fixture(scope="module", params=slow_but(["en"], LANGUAGES))
def short(request, executed, once):
    """The deck of all notebooks in one language, and what was read of them."""
    notebooks = [executed[f"{name}.{request.param}"] for name in NAMES]
    made = once(f"short.{request.param}", lambda out: write_deck(notebooks, out / "deck.pptx"))
    return Presentation(made / "deck.pptx"), [reader.read(notebook) for notebook in notebooks]


def titles(show):
    return [slide.shapes.title.text_frame.text for slide in show.slides]


def test_it_has_cover_agenda_summary_and_of_each_notebook_a_divider_and_two_exhibits(short):
    show, books = short
    assert len(show.slides) <= 30
    told = [book for book in books if book.answer and not book.several]
    wanted = []
    for book in told:
        assert len(book.strongest) == 2
        wanted += [book.title, *(one.payload["title"] for one in book.strongest)]
    found = titles(show)
    assert found[3 : 3 + len(wanted)] == wanted
    assert 1 <= len(found) - 3 - len(wanted) <= 4


def test_what_the_notebook_tags_for_slides_is_what_it_finds_strongest(short):
    for book in short[1]:
        tagged = [c["id"] for c in book.cells if "slide" in c["metadata"].get("tags", ())]
        names = [one.payload["name"] for one in book.strongest]
        if not tagged:
            assert names == [one.payload["name"] for one in book.exhibits[:2]]
        else:
            assert set(names) <= {one.payload["name"] for one in book.exhibits}


def test_the_source_on_the_cover_is_smaller_than_the_subtitle(short):
    body = next(s for s in short[0].slides[0].placeholders if s.placeholder_format.idx == 1)
    subtitle, source = ({run.font.size for run in part.runs} for part in body.text_frame.paragraphs)
    assert max(source) < min(subtitle)


def test_the_agenda_leads_to_the_dividers(short):
    show, books = short
    agenda = show.slides[1]
    body = next(s for s in agenda.placeholders if s.placeholder_format.idx == 1)
    runs = [run for paragraph in body.text_frame.paragraphs for run in paragraph.runs]
    told = [book.title for book in books if book.answer and not book.several]
    assert [run.text for run in runs] == told
    for run in runs:
        target = agenda.part.related_part(run._r.rPr.hlinkClick.rId).slide
        assert target.shapes.title.text_frame.text == run.text


def test_the_summary_says_at_most_five_sentences_each_with_the_figures_it_rests_on(short):
    show, books = short
    body = next(s for s in show.slides[2].placeholders if s.placeholder_format.idx == 1)
    said = [paragraph.text for paragraph in body.text_frame.paragraphs]
    assert 3 <= len(said) <= 5
    answers = " ".join(book.answer for book in books)
    for text in said:
        sentence, keys = re.fullmatch(r"(.+?)\s+\[(.+)\]", text).groups()
        assert sentence in answers
        assert set(keys.split(", ")) <= KEYS


def test_the_last_slide_says_how_many_quotes_are_in_the_notes_alone(short):
    show, books = short
    sources = [slide for slide in show.slides if re.search(r" \d/\d$", slide.shapes.title.text)]
    tables = [shape.table for slide in sources for shape in slide.shapes if shape.has_table]
    shown = sum(len(table.rows) - 1 for table in tables)
    figures = [one.payload["figures"] for book in books if book.answer and not book.several
               for one in book.strongest]  # fmt: skip
    quotes = {row["quote"] for rows in figures if len(rows) <= 20 for row in rows}
    said = [shape.text_frame.text for shape in show.slides[-1].shapes if shape.has_text_frame]
    left = len(quotes) - shown
    assert left >= 0
    assert any(str(left) in text for text in said[1:]) == bool(left)


def test_every_slide_is_in_a_section_of_its_part_and_has_notes(short):
    show, books = short
    sections = show.element.xpath("//*[local-name()='section']")
    listed = [one.get("id") for one in show.element.xpath("//*[local-name()='section']//*[@id]")]
    assert listed == [str(slide.slide_id) for slide in show.slides]
    names = [section.get("name") for section in sections]
    assert names[1:-1] == [book.title for book in books if book.answer and not book.several]
    assert all(slide.notes_slide.notes_text_frame.text for slide in show.slides)


def test_titles_measures_sources_and_numbers_are_placeholders_without_breaks(short):
    show, books = short
    exhibits = {one.payload["title"]: one.payload for book in books for one in book.strongest}
    for slide in show.slides:
        assert "\v" not in slide.shapes.title.text_frame.text
        payload = exhibits.get(slide.shapes.title.text_frame.text)
        if payload is None:
            continue
        texts = {s.placeholder_format.idx: s.text_frame.text for s in slide.placeholders}
        assert texts[13] == payload["subtitle"]
        assert payload["source"] in texts[14]
        assert 12 in texts


def findings(answer, rests_on):
    """What a notebook finds whose answer is a text, after such values were looked up."""
    data = {"text/markdown": f"# Q\n\n{answer}"}
    about = {"xiaoyi": {"rests_on": rests_on}}
    output = {"metadata": about, "output_type": "display_data", "data": data}
    cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [output]}
    return reader.Executed("book", "en", [cell]).findings


def test_a_sentence_rests_on_the_figures_whose_values_it_says_and_on_no_part_of_them():
    rests = {"a": ["8%"], "b": ["48.6%"], "c": ["5,194"], "d": ["194"]}
    found = findings("It grew by 48.6%. 5,194 people. Nothing.", rests)
    assert found == [("It grew by 48.6%.", ["b"]), ("5,194 people.", ["c"])]


@pytest.mark.parametrize(
    ("sentence", "text", "rests"),
    [
        ("It fell by 4.7 pp.", "−4.7 pp", True),
        ("It rose by 5.5 pp.", "+5.5 pp", True),
        ("It rose by over 5.5 pp.", "over +5.5 pp", True),
        ("下降4.7个百分点。", "−4.7个百分点", True),
        ("It changed by −4.7 pp.", "−4.7 pp", True),
        ("It changed by +4.7 pp.", "−4.7 pp", False),
        ("It changed by −4.7 pp.", "4.7 pp", True),
        ("It fell by 14.7 pp.", "−4.7 pp", False),
        ("It fell by 4.75.", "−4.7", False),
        ("It fell by 4.7 pp.", "", False),
    ],
)
def test_a_change_may_be_said_without_its_sign_but_not_with_the_other(sentence, text, rests):
    assert findings(sentence, {"a": [text]}) == ([(sentence, ["a"])] if rests else [])


def test_a_deck_made_twice_is_the_same_byte_for_byte(executed, tmp_path, monkeypatch):
    notebook = [executed["03_environment.zh"]]
    first = write_deck(notebook, tmp_path / "a.pptx", whole=True).read_bytes()
    later = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert write_deck(notebook, tmp_path / "b.pptx", whole=True).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "b.pptx") as parts:
        assert parts.testzip() is None
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
