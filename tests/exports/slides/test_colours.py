"""The colours of the house on slides: the theme's, or tints of it that come back as they were."""

import colorsys

import pytest
from pptx.util import Pt

from xiaoyi_data.canvas import palettes, style
from xiaoyi_data.exports.slides import house, parts, template

COLOURS = {style.INK, style.MUTED, style.GRID, style.PAPER, style.ACCENT}
COLOURS |= {*style.ROLES.values(), *style.EDGES.values(), *palettes.KINDS}
COLOURS |= {*palettes.STATUSES.values()}
COLOURS |= {palettes.shade(value / 8, -1.0, 1.0) for value in range(-8, 9)}
COLOURS |= {palettes.shade(value / 8, 0.0, 1.0) for value in range(9)}


@pytest.fixture(scope="module")
def slide():
    """A slide with a text in each colour, under the theme of the house."""
    show = house.blank()
    made = show.slides.add_slide(house.drawing_layout(show))
    for colour in sorted(COLOURS):
        parts.text_box(made, colour, (0.0, 0.0, 100.0, 20.0), style.LABEL, colour)
    template.follow_theme(made)
    return made


def scheme(slide):
    """The colours of a slide's theme by name."""
    layout = slide.slide_layout
    theme = layout.slide_master.part.part_related_by(template.RELATIONSHIP_TYPE.THEME)
    found = template.etree.fromstring(theme.blob).find(".//{*}clrScheme")
    made = {one.tag.partition("}")[2]: one[0].get("lastClr", one[0].get("val")) for one in found}
    return made | {"tx1": made["dk1"], "bg1": made["lt1"], "bg2": made["lt2"], "tx2": made["dk2"]}


def seen(colour, theme):
    """A colour of the theme as a viewer computes it: shades change hue, saturation, luminance."""
    base = theme[colour.get("val")]
    hue, light, full = colorsys.rgb_to_hls(*(int(base[k : k + 2], 16) / 255 for k in (0, 2, 4)))
    for shade in colour:
        value = int(shade.get("val"))
        match shade.tag.partition("}")[2]:
            case "hueOff":
                hue += value / 60_000 / 360
            case "satMod":
                full *= value / 1e5
            case "lumMod":
                light *= value / 1e5
            case "lumOff":
                light += value / 1e5
    assert 0 <= full <= 1
    return [round(255 * channel) for channel in colorsys.hls_to_rgb(hue, light, full)]


def test_each_colour_of_the_house_comes_back_under_its_theme(slide):
    theme, drawn = scheme(slide), 0
    for shape in slide.shapes:
        if shape.is_placeholder or shape.height != Pt(20):
            continue
        (colour,) = shape._element.iter("{*}schemeClr")
        text = shape.text_frame.text
        wanted = [int(text[k : k + 2], 16) for k in (1, 3, 5)]
        assert seen(colour, theme) == pytest.approx(wanted, abs=2), text
        drawn += 1
    assert drawn == len(COLOURS)


def test_greys_are_grey_in_a_theme_whose_text_is_black(slide):
    theme = scheme(slide) | {"tx1": "000000"}
    for shape in slide.shapes:
        if shape.has_text_frame and shape.text_frame.text in (style.MUTED, style.colour("context")):
            (colour,) = shape._element.iter("{*}schemeClr")
            assert len(set(seen(colour, theme))) == 1
