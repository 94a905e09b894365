"""The house look: a real Chinese font, colours that survive blindness and grey print."""

import itertools
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from conftest import SOURCE
from fontTools.ttLib import TTFont

from xiaoyi_data.canvas import style
from xiaoyi_data.charts.exhibit import exhibit
from xiaoyi_data.report.source import read_source

WEIGHTS = ("Regular", "Bold")
# Roles that stand beside each other in one chart.
NEIGHBOURS = [
    ("achieved", "target"),
    ("to_finish", "under_way"),
    ("under_way", "to_start"),
    ("to_finish", "to_start"),
    ("achieved", "under_way"),
    ("achieved", "context"),
    ("cut", "to_finish"),
]
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
# fmt: off
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.3039]],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}
# fmt: on


def linear(colour):
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    f = np.cbrt(np.clip(xyz @ np.clip(rgb, 0, 1), 1e-6, None) / [0.9505, 1, 1.089])
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a, b):
    high, low = sorted((style.luminance(a), style.luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sight", BLINDNESS)
@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_neighbouring_roles_stay_apart_however_they_are_seen(sight, one, other):
    seen = [lab(np.array(BLINDNESS[sight]) @ linear(style.colour(role))) for role in (one, other)]
    assert np.linalg.norm(seen[0] - seen[1]) > 10


@pytest.mark.parametrize("role", style.ROLES)
def test_a_mark_stands_out_on_paper_by_its_fill_or_its_outline(role):
    assert max(contrast(c, style.PAPER) for c in (style.colour(role), style.edge(role))) >= 3


@pytest.mark.parametrize("role", style.ROLES)
def test_text_can_be_read_on_every_role_and_on_paper(role):
    assert contrast(style.on_colour(role), style.colour(role)) >= 4.5
    assert contrast(style.MUTED, style.PAPER) >= 4.5


def test_an_unknown_role_is_named():
    with pytest.raises(ValueError, match="unknown role 'done': valid: achieved"):
        style.colour("done")


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_font_has_every_character_of_gb2312_and_of_the_report(weight):
    known = TTFont(style.font_path(weight)).getBestCmap()
    wanted = set("≥≤−–—…×÷±→℃㎡①％～“”‘’§¥°·ü")
    for high, low in itertools.product(range(0xB0, 0xF8), range(0xA1, 0xFF)):
        try:
            wanted.add(bytes([high, low]).decode("gb2312"))
        except UnicodeDecodeError:
            continue
    if SOURCE.exists():
        wanted |= set(read_source(SOURCE))
    assert {c for c in wanted if ord(c) not in known} == set()


def test_bold_is_really_bold():
    fonts = [TTFont(style.font_path(weight)) for weight in WEIGHTS]
    assert [font["OS/2"].usWeightClass for font in fonts] == [400, 700]
    glyphs = [font["glyf"][font.getBestCmap()[ord("义")]] for font in fonts]
    assert glyphs[0] != glyphs[1]


SPOILERS = {
    "nothing": lambda: None,
    "seaborn": sns.set_theme,
    "a style sheet": lambda: plt.style.use("ggplot"),
    "the defaults": mpl.rcdefaults,
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS)
def test_no_setting_of_the_user_brings_boxes_back(spoil):
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("error")
        spoil()
        data = pd.DataFrame({"label": ["孝义市"], "value": [3.0], "text": ["3万户"]})
        made = exhibit("bars", data, name="a", title="标题", subtitle="副题", lang="zh")
    assert made.png


def test_settings_are_restored_even_after_an_error():
    before = dict(mpl.rcParams)
    with pytest.raises(RuntimeError), style.house():
        raise RuntimeError
    assert dict(mpl.rcParams) == before
