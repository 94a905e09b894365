"""Drawings as parts of pages: texts for outlines, links for marks, nothing that runs; the font."""

import base64
import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from collected import RUNS
from conftest import NOTEBOOKS, exhibits_of
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from xiaoyi_data.exports import executed as read
from xiaoyi_data.exports.pages import drawing, exhibits, letters
from xiaoyi_data.exports.safe import Safe

TEXT = '<g id="text_1"><!-- {} --><g style="fill: #1f2a33" transform="translate(1 2) {}">{}</g></g>'
SIZE = "scale(0.14 -0.14)"


def outlined(said, font="XiaoyiSans-Regular", count=None, size=SIZE):
    """Return an SVG as matplotlib writes a text: its words as a note, its letters as outlines."""
    uses = [
        f'<use xlink:href="#{font}-{n:x}"/>' for n in range(len(said) if count is None else count)
    ]
    glyphs = [f'<path id="{font}-{n:x}" d="M0 0"/>' for n in range(len(uses))]
    noted = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    noted = re.sub("-(?=-)", "- ", noted)
    inner = f"<defs>{''.join(glyphs)}</defs>{''.join(uses)}"
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {space}>{TEXT.format(noted, size, inner)}</svg>"


def set_(svg, tmp_path=None, marks=None):
    return drawing.drawing(svg, "rates", "Rates", marks or {}, Safe(tmp_path or NOTEBOOKS))


@pytest.mark.parametrize("said", ["孝义", "a < b & c", "1--2", "---", "“q”", "x  y", "]]>"])
def test_outlines_give_way_to_the_text_they_were_made_of(said):
    made = set_(outlined(said))
    assert html.fromstring(made.svg).xpath("string(.//text)") == said
    assert "<path" not in made.svg
    assert made.letters == {"Regular": set(said)}


@pytest.mark.parametrize(
    "svg",
    [
        outlined("other", font="DejaVuSans"),
        outlined("three", count=3),  # letters joined
        outlined("turned", size="matrix(1 0 0 1 0 0)"),
        outlined("one") .replace("</svg>", outlined("two", count=2) + "</svg>"),
    ],
    ids=["another font", "joined letters", "another place", "one of two"],
)  # fmt: skip
def test_what_cannot_be_told_as_text_stays_an_outline_and_shows(svg):
    made = set_(svg)
    assert made.letters == {}
    drawn = html.fromstring(made.svg)
    names = {path.get("id") for path in drawn.iter("path")}
    uses = [use.get("href")[1:] for use in drawn.iter("use")]
    assert uses
    assert set(uses) <= names


@pytest.mark.parametrize("run", RUNS)
def test_every_text_of_the_collection_is_a_text_in_its_page(executed, run):
    for picture in read.read(executed[run]).exhibits:
        made = set_(picture.svg)
        assert "XiaoyiSans" not in made.svg
        title = picture.payload["title"]
        told = "".join(html.fromstring(made.svg).xpath(".//text/text()"))
        assert "".join(title.split()) in "".join(told.split())


@pytest.mark.parametrize("run", RUNS[:4])
def test_drawings_in_one_page_share_no_names(executed, run):
    found = []
    for picture in read.read(executed[run]).exhibits:
        name = picture.payload["name"]
        made = drawing.drawing(picture.svg, name, "", {}, Safe(NOTEBOOKS)).svg
        names = re.findall(r'\bid="([^"]+)"', made)
        assert all(one.startswith(f"{name}--") for one in names)
        assert set(re.findall(r'(?:url\(|href=")#([^)"]+)', made)) <= set(names)
        found += names
    assert len(found) == len(set(found))


HOSTILE = [
    '<svg onload="x()"><path onclick="x()" d="M0 0"/></svg>',
    "<svg><script>x()</script></svg>",
    '<svg><a href="javascript:x()"><path d="M0 0"/></a></svg>',
    '<svg><image href="https://h.example/a.png"/></svg>',
    '<svg><foreignObject><iframe src="https://h.example"></iframe></foreignObject></svg>',
    '<svg><style>@import "https://h.example/a.css"; *{fill:url(https://h.example/b)}</style></svg>',
    '<svg><use href="https://h.example/c.svg#d"/></svg>',
    "<svg><p/><style>&lt;/style&gt;&lt;img src=x onerror=x()&gt;</style></svg>",
    "<svg><title>&lt;/title&gt;&lt;script&gt;x()&lt;/script&gt;</title></svg>",
    '<svg><g id="mark-0"><set attributeName="href" to="javascript:x()"/></g></svg>',
]


@pytest.mark.parametrize("svg", HOSTILE)
def test_nothing_in_a_drawing_runs_or_asks(svg):
    made = set_(svg, marks={0: drawing.Mark("#a", "b")}).svg
    assert "h.example" not in made
    tree = html.fromstring(f"<div>{made}</div>")
    for part in tree.iter(etree.Element):
        assert part.tag not in ("script", "iframe", "set")
        assert not [name for name in part.attrib if name.startswith("on")]
        assert not part.get("href", "").startswith("javascript:")


@pytest.mark.parametrize("text", ["", "no svg", "<p/>", "<svg", "\x00"])
def test_what_is_no_drawing_breaks_nothing(text):
    set_(text)


def test_a_mark_in_pieces_is_reached_once_and_one_artist_may_show_several():
    used = '<g clip-path="url(#c)"><use href="#p"/></g>'
    pieces = '<g id="mark-0"><path d="M0 0"/></g>' * 2
    svg = f'<svg>{pieces}<g id="mark-1-2">{used * 2}</g></svg>'
    marks = {row: drawing.Mark(f"#row-{row}", f"said {row}", "key") for row in range(3)}
    links = list(html.fromstring(set_(svg, marks=marks).svg).iter("a"))
    assert [link.get("href") for link in links] == ["#row-0", "#row-0", "#row-1", "#row-2"]
    assert [link.get("tabindex") for link in links] == [None, "-1", None, None]
    assert {link.get("data-figures") for link in links} == {"key"}


@pytest.mark.parametrize("run", RUNS)
def test_every_mark_with_a_value_has_its_place_in_the_drawing(executed, run):
    book = read.read(executed[run])
    for picture, payload in zip(book.exhibits, exhibits_of(executed[run]), strict=True):
        block = exhibits.block(picture, book, Safe(NOTEBOOKS), set())
        if payload["kind"] in ("table", "picture"):
            continue
        links = html.fromstring(block["drawing"].svg).iter("a")
        rows = {int(link.get("href").rpartition("-")[2]) for link in links}
        drawn = {n for n, row in enumerate(payload["data"], 1) if row["value"] not in (None, 0)}
        assert drawn <= rows, payload["name"]


def fonts(css):
    for coded in re.findall(r"base64,([^)]+)\)", css):
        yield TTFont(io.BytesIO(base64.b64decode(coded)))


@given(st.sets(st.sampled_from("孝义市亿元ABCdefg0123%≥−“”ÀÉü ·"), min_size=1))
def test_a_font_has_the_letters_asked_for_and_no_others(used):
    (font,) = fonts(letters.faces({"Regular": used}))
    assert set(map(chr, font.getBestCmap())) == used
    whole = letters._whole("Regular")
    for code, name in font.getBestCmap().items():
        before = whole.getBestCmap()[code]
        assert font["hmtx"][name] == whole["hmtx"][before]
        assert font["glyf"][name].numberOfContours == whole["glyf"][before].numberOfContours
    assert "Open Font License" in font["name"].getDebugName(13)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_no_letter_of_the_font_is_made_of_others_which_cutting_would_lose(weight):
    glyphs = letters._whole(weight)["glyf"].glyphs.values()
    assert not any(glyph.isComposite() for glyph in glyphs)


def test_letters_that_the_font_lacks_are_left_to_others():
    (font,) = fonts(letters.faces({"Bold": "a\U0001f600"}))
    assert set(map(chr, font.getBestCmap())) == {"a"}


def test_fonts_are_cut_in_threads_as_in_one():
    letters._whole.cache_clear()
    asked = [{"Regular": "孝义市政府工作报告" + chr(0x4E00 + n), "Bold": "孝义"} for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(letters.faces, asked))
    letters._whole.cache_clear()
    assert made == [letters.faces(one) for one in asked]


BOUNDS = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@given(BOUNDS)
def test_ends_of_an_interval_are_rounded_outwards(number):
    low = float(exhibits._bound(number, exhibits.ROUND_FLOOR))
    high = float(exhibits._bound(number, exhibits.ROUND_CEILING))
    room = 1e-14 * abs(number)  # digits that only the float has
    assert low - room <= number <= high + room
    step = max(abs(number) / 1000, 1 if abs(number) >= 1000 else 0)  # of the last digit shown
    assert high - low <= step + room


def test_the_same_letters_make_the_same_font_at_any_time(monkeypatch):
    first = letters.faces({"Regular": "孝义"})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")  # what fontTools takes for now
    assert letters.faces({"Regular": "孝义"}) == first
