"""Drawings become files without being drawn again: PNG, SVG and PDF, at any size, on any ground."""

import io
import re
import subprocess

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from conftest import LANGUAGES, tool
from PIL import Image

from xiaoyi_data.canvas import rendering
from xiaoyi_data.charts.exhibit import exhibit

FRAME = pd.DataFrame({"label": ["forest cover", "森林覆盖率"], "value": [33.3, 95.0]})
TITLE = {"en": "Two rates (≥ 90 %)", "zh": "两项比率“均达标”"}


@pytest.fixture(scope="module")
def drawn():
    return {
        lang: exhibit("bars", FRAME, name="rates", title=TITLE[lang], subtitle="Percent", lang=lang)
        for lang in LANGUAGES
    }


def asked(program, *arguments):
    command = [tool(program), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("size", "pixels", "dots"),
    [("slide", (1920, 1080), 144), ("a4-column", (1890, 1063), 300), ("wechat", (1080, 608), 300)],
)
def test_a_size_by_name_has_its_pixels_and_says_how_large_it_is(
    drawn, tmp_path, size, pixels, dots
):
    with Image.open(drawn["zh"].save(tmp_path / "rates.png", size)) as picture:
        assert picture.size == pytest.approx(pixels, abs=1)
        assert picture.info["dpi"] == pytest.approx((dots, dots), abs=0.1)


@pytest.mark.parametrize(("width_cm", "dpi"), [(8.5, 600), (16, 96), (2, 300), (33.867, 72)])
def test_a_picture_is_as_wide_and_as_fine_as_asked(drawn, tmp_path, width_cm, dpi):
    made = drawn["en"].save(tmp_path / "rates.PNG", width_cm=width_cm, dpi=dpi)
    with Image.open(made) as picture:
        assert picture.width == pytest.approx(width_cm / 2.54 * dpi, abs=1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pdf_has_texts_to_find_in_a_font_of_its_own(drawn, tmp_path, lang):
    made = str(drawn[lang].save(tmp_path / "rates.pdf", "a4-column"))
    rows = [row.split() for row in asked("pdffonts", made).splitlines()[2:]]
    assert {row[0].partition("+")[2] for row in rows} == {"XiaoyiSans-Regular", "XiaoyiSans-Bold"}
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)  # embedded, a subset, readable
    said = asked("pdftotext", made, "-")
    for text in (TITLE[lang], "森林覆盖率", "33.3"):
        assert text in said
    about = asked("pdfinfo", made)
    assert TITLE[lang] in about
    assert re.search(r"Page size: +453\.\d+ x 255\.\d+ pts", about)


def test_a_file_of_outlines_says_how_large_it_is_and_asks_for_no_font(drawn, tmp_path):
    text = drawn["zh"].save(tmp_path / "rates.svg", width_cm=8).read_text(encoding="utf-8")
    assert 'width="8cm" height="4.5cm"' in text
    assert "<text" not in text


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_drawing_is_the_same_file_twice(drawn, tmp_path, kind):
    first, second = (drawn["en"].save(tmp_path / f"{n}.{kind}").read_bytes() for n in "ab")
    assert first == second


@pytest.mark.parametrize(
    ("ground", "pixel"),
    [("none", (0, 0, 0, 0)), ("#FFF8E7", (255, 248, 231, 255)), ("navy", (0, 0, 128, 255))],
)
def test_a_picture_stands_on_the_ground_it_is_given(drawn, tmp_path, ground, pixel):
    made = drawn["en"].save(tmp_path / "rates.png", background=ground, dpi=72)
    with Image.open(made) as picture:
        whole = picture.convert("RGBA")
        assert whole.getpixel((2, 2)) == pixel
        assert whole.getpixel((picture.width // 2, picture.height - 40)) == pixel  # below the axes
        counted = {colour: n for n, colour in whole.getcolors(2**24)}
        assert counted.get((255, 255, 255, 255), 0) < 100  # no paper is left anywhere


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"path": "a.jpg"}, "'jpg'"),
        ({"path": "a.pgn"}, "png"),
        ({"path": "a"}, "svg"),
        ({"path": "a.png", "size": "wecat"}, "'wechat'"),
        ({"path": "a.png", "width_cm": 0}, "width_cm is 0"),
        ({"path": "a.png", "width_cm": float("nan")}, "width_cm is nan"),
        ({"path": "a.png", "dpi": -1}, "dpi is -1"),
        ({"path": "a.png", "background": "whiet"}, "'whiet' is no colour"),
    ],
)
def test_a_bad_wish_is_one_line_and_leaves_no_file(drawn, tmp_path, options, message):
    path = tmp_path / options.pop("path")
    with pytest.raises(ValueError, match=re.escape(message)) as raised:
        drawn["en"].save(path, **options)
    assert "\n" not in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_a_formula_keeps_its_outlines_among_texts(tmp_path):
    _, ax = plt.subplots()
    ax.plot([1, 2], [1, 2])
    ax.set_ylabel(r"$\alpha^2$")
    made = exhibit(ax, name="own", title="Own", subtitle="Percent").save(tmp_path / "own.pdf")
    said = asked("pdftotext", made, "-")
    assert "Percent" in said
    assert "α" not in said


@pytest.mark.parametrize("broken", ["", "<svg", "<p>no drawing</p>", "\x00"])
@pytest.mark.parametrize("make", [rendering.png, rendering.pdf])
def test_what_is_no_drawing_is_one_line(broken, make):
    with pytest.raises(ValueError, match="a drawing that cannot be read") as raised:
        make(broken, 960)
    assert "\n" not in str(raised.value)


def test_a_drawing_shows_no_file_that_it_names(tmp_path):
    Image.new("RGB", (9, 9), "red").save(tmp_path / "secret.png")
    named = f'<image href="{tmp_path / "secret.png"}" width="9" height="9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{named}</svg>'
    try:
        made = rendering.png(svg, 9, 72)
    except ValueError:
        return
    with Image.open(io.BytesIO(made)) as picture:
        assert not any(colour[3] for _, colour in picture.convert("RGBA").getcolors())
