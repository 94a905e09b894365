"""Decks in a template of one's own, decks added to, and exhibits on slides from Python."""

import re
import warnings
import zipfile

import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Inches, Pt

import xiaoyi_data as xd
from xiaoyi_data.cli.main import main
from xiaoyi_data.exports.slides.deck import deck as write_deck
from xiaoyi_data.exports.slides.look import Look, NoTemplate

STORY = xd.story("en")
SHOWN = STORY.show(
    "bars", STORY.rows("forest-cover-2020"), name="forest",
    title=("Forest covers a third", "森林覆盖三分之一"), subtitle=("Percent", "%"),
)  # fmt: skip


def stock(path):
    """As Office has it: 16:9, a layout of each type, fonts of its own."""
    show = Presentation()
    show.slide_width, show.slide_height = Inches(13.333), Inches(7.5)
    for page in [show.slide_master, *show.slide_layouts]:
        for shape in page.placeholders:
            if shape._element.spPr.xfrm is not None:  # the others are where the master has them
                shape.left, shape.width = int(shape.left * 4 / 3), int(shape.width * 4 / 3)
    show.slides.add_slide(show.slide_layouts[0]).shapes.title.text = "Somebody's"
    show.save(path)


def square(path):
    """4:3, as it was."""
    Presentation().save(path)


def odd(path):
    """With names of layouts and placeholders in another language, and a small area for content."""
    show = Presentation()
    for page in show.slide_layouts:
        page.name = f"版式{page.name[::-1]}"
        for shape in page.placeholders:
            shape.name = "占位符"
    content = show.slide_layouts[1]
    for shape in content.placeholders:
        if shape.placeholder_format.idx == 1:
            shape.left, shape.top, shape.width, shape.height = map(Pt, (100, 130, 500, 330))
    show.save(path)


KINDS = {"stock": stock, "square": square, "odd": odd}


@pytest.fixture(params=KINDS)
def template(request, tmp_path):
    KINDS[request.param](tmp_path / f"{request.param}.pptx")
    return tmp_path / f"{request.param}.pptx"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_deck_takes_the_layouts_page_and_theme_of_a_template(executed, template, tmp_path, lang):
    run = executed[f"03_environment.{lang}"]
    made = Presentation(write_deck([run], tmp_path / "d.pptx", template=template))
    given = Presentation(template)
    assert (made.slide_width, made.slide_height) == (given.slide_width, given.slide_height)
    assert [one.name for one in made.slide_layouts] == [one.name for one in given.slide_layouts]
    theme = "ppt/theme/theme1.xml"
    with zipfile.ZipFile(tmp_path / "d.pptx") as new, zipfile.ZipFile(template) as old:
        assert canon(new.read(theme)) == canon(old.read(theme))
        assert b"srgbClr" not in new.read("ppt/slides/slide6.xml")
    assert "Somebody's" not in [s.shapes.title.text for s in made.slides]
    area = Look(given)._area(Look(given)._page)
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= made.slide_width + 1
            assert shape.top + shape.height <= made.slide_height + 1
            if shape.has_chart or shape.has_table:
                assert shape.left >= Pt(area[0]) - 1
                assert shape.top >= Pt(area[1]) - 1
                assert shape.left + shape.width <= Pt(area[0] + area[2]) + 9
                assert shape.top + shape.height <= Pt(area[1] + area[3]) + 9


def test_a_template_file_is_taken_as_a_presentation_is(executed, tmp_path):
    stock(tmp_path / "t.pptx")
    kind = b"presentationml.presentation.main+xml"
    given, made = zipfile.ZipFile(tmp_path / "t.pptx"), zipfile.ZipFile(tmp_path / "t.potx", "w")
    with given, made:
        for name in given.namelist():
            held = given.read(name)
            if name == "[Content_Types].xml":
                assert kind in held
                held = held.replace(kind, b"presentationml.template.main+xml")
            made.writestr(name, held)
    deck = write_deck([executed["03_environment.en"]], tmp_path / "d.pptx",
                      template=tmp_path / "t.potx")  # fmt: skip
    assert len(Presentation(deck).slides) > 4


def test_what_a_template_lacks_is_said_with_what_is_used_instead(executed, tmp_path):
    show = Presentation()
    for place in range(len(show.slide_layouts) - 1, -1, -1):
        if place != 5:  # only a title
            show.slide_layouts.remove(show.slide_layouts[place])
    show.save(tmp_path / "t.pptx")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        write_deck([executed["03_environment.en"]], tmp_path / "d.pptx",
                   template=tmp_path / "t.pptx")  # fmt: skip
    said = [str(one.message) for one in told if one.category is UserWarning]
    assert len(said) == 2
    assert all("'Title Only' is used" in one and "\n" not in one for one in said)


@pytest.mark.parametrize(
    ("name", "content"),
    [("none.pptx", None), ("text.pptx", b"hello"), ("zip.potx", b"PK\5\6" + bytes(18))],
)
def test_what_is_no_template_is_refused_in_a_line_and_nothing_is_written(
    executed, tmp_path, name, content, capsys
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    run = str(executed["03_environment.en"])
    out = tmp_path / "d.pptx"
    for option in ("--template", "--append"):
        assert main(["slides", run, "-o", str(out), option, str(tmp_path / name)]) == 2
        said = capsys.readouterr().err.strip().splitlines()
        assert len(said) == 1
        assert name in said[0]
        assert not out.exists()


def changed(path, name, change):
    """Write what Office has with one part changed; taken away where it becomes None."""
    stock(path.with_name("whole.pptx"))
    with zipfile.ZipFile(path.with_name("whole.pptx")) as whole, zipfile.ZipFile(path, "w") as made:
        for part in whole.namelist():
            held = whole.read(part)
            if (new := change(held) if part == name else held) is not None:
                made.writestr(part, new)


DAMAGED = {
    "a layout lost": ("ppt/slideLayouts/slideLayout1.xml", lambda held: None),
    "a layout that is none": ("ppt/slideLayouts/slideLayout1.xml", lambda held: b"<a/>"),
    "a slide lost": ("ppt/slides/slide1.xml", lambda held: None),
    "a master cut off": ("ppt/slideMasters/slideMaster1.xml", lambda held: held[:300]),
    "no size": ("ppt/presentation.xml", lambda held: re.sub(rb"<p:sldSz[^>]*>", b"", held)),
    "a size of nothing": (
        "ppt/presentation.xml", lambda held: re.sub(rb'cx="\d+" cy="\d+"', b'cx="0" cy="0"', held),
    ),
}  # fmt: skip


@pytest.mark.parametrize("option", ["template", "append"])
@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_deck_is_refused_in_a_line_and_nothing_is_written(tmp_path, damage, option):
    given, out = tmp_path / "given.pptx", tmp_path / "made.pptx"
    changed(given, *DAMAGED[damage])
    with pytest.raises(NoTemplate, match=r"given\.pptx is damaged: have PowerPoint repair"):
        xd.slides([SHOWN], out, **{option: given})
    assert not out.exists()


def canon(xml):
    return etree.canonicalize(etree.fromstring(xml))


def parts(path):
    skip = ("[Content_Types].xml", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels",
            "docProps/app.xml")  # fmt: skip
    with zipfile.ZipFile(path) as held:
        return {
            name: canon(held.read(name))
            if name.endswith((".xml", ".rels")) else held.read(name)
            for name in held.namelist() if name not in skip
        }  # fmt: skip


@pytest.mark.parametrize("own", [False, True])
def test_a_deck_that_is_added_to_changes_in_nothing_else(executed, tmp_path, own):
    given, out = tmp_path / "given.pptx", tmp_path / "d.pptx"
    if own:
        write_deck([executed["05_investment_and_projects.en"]], given)
    else:
        stock(given)
    before, many = parts(given), len(Presentation(given).slides)
    write_deck([executed["03_environment.en"]], out, append=given)
    after = parts(out)
    assert {name for name in before if before[name] != after.get(name)} == set()
    made = Presentation(out)
    assert len(made.slides) > many + 2
    titles = [slide.shapes.title.text for slide in made.slides]
    assert titles[:many] == [slide.shapes.title.text for slide in Presentation(given).slides]
    listed = made.element.xpath("//*[local-name()='sectionLst']//*[local-name()='sldId']/@id")
    assert listed == ([str(slide.slide_id) for slide in made.slides] if own else [])


def test_a_deck_may_be_added_to_in_place(executed, tmp_path):
    path = tmp_path / "d.pptx"
    write_deck([executed["05_investment_and_projects.en"]], path)
    many = len(Presentation(path).slides)
    write_deck([executed["03_environment.en"]], path, append=path)
    assert len(Presentation(path).slides) > many


def test_exhibits_are_written_to_a_deck_from_python(tmp_path):
    path = xd.slides([SHOWN], tmp_path / "d.pptx", title="Mine")
    show = Presentation(path)
    titles = [slide.shapes.title.text for slide in show.slides]
    assert titles == ["Mine", SHOWN.payload["title"], "Quoted sources"]
    assert any(shape.has_chart for shape in show.slides[1].shapes)
    with pytest.raises(ValueError, match="at least one exhibit"):
        xd.slides([], tmp_path / "e.pptx")
    with pytest.raises(ValueError, match=r"does not end in \.pptx"):
        xd.slides([SHOWN], tmp_path / "e.ppt")
    with pytest.raises(ValueError, match="not of str"):
        xd.slides(["rates"], tmp_path / "e.pptx")
    texts = {"title": ("A", "甲"), "subtitle": ("B", "乙")}
    chinese = xd.story("zh").show("bars", STORY.rows("forest-cover-2020"), name="f", **texts)
    with pytest.raises(ValueError, match="two languages"):
        xd.slides([SHOWN, chinese], tmp_path / "e.pptx")
    assert not (tmp_path / "e.pptx").exists()


def test_an_exhibit_goes_on_a_slide_of_somebody_elses_code():
    show = Presentation()
    slide = xd.to_slide(SHOWN, show)
    assert len(show.slides) == 1
    assert slide.shapes.title.text == SHOWN.payload["title"]
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    assert list(chart.plots[0].series[0].values) == [33.3]
    assert "forest-cover-2020" in slide.notes_slide.notes_text_frame.text


def test_the_exhibits_there_are_are_listed_by_name_title_and_notebook(executed, capsys):
    assert main(["slides", str(executed["03_environment.en"]), "--list"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in rows] == ["rates", "plans-2021"]
    assert all(row[2] == "03_environment.en" or row[2] == "03_environment" for row in rows)
