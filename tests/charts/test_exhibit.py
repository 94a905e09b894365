"""An exhibit is one output that carries picture, drawing, words and data."""

import io
import json
import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from PIL import Image

from xiaoyi_data import load_figures
from xiaoyi_data.canvas import payload, style
from xiaoyi_data.charts import marks
from xiaoyi_data.charts.exhibit import exhibit

FIGURES = load_figures(indicator=["forest_cover", "built_up_green_cover"])
DATA = marks.frame(FIGURES)


def make(**changes):
    options = {
        "name": "green",
        "title": "Green",
        "subtitle": "Percent",
        "what": "bars",
        "data": DATA,
        "figures": FIGURES,
    }
    return exhibit(**options | changes)


def test_one_output_carries_all_forms():
    bundle = make()._repr_mimebundle_()
    assert set(bundle) == {"image/png", "image/svg+xml", "text/plain", payload.MIME}
    assert "<svg" in bundle["image/svg+xml"]
    json.dumps(bundle)


def test_the_picture_is_the_size_of_a_slide():
    assert Image.open(io.BytesIO(make().png)).size == (1920, 1080)


def test_the_payload_holds_the_frame_that_was_drawn():
    back = pd.DataFrame(make().payload["data"])
    pd.testing.assert_frame_equal(back, DATA, check_dtype=False)


def test_the_payload_holds_the_quotes_and_the_foot_the_headings():
    held = make().payload
    assert [row["quote"] for row in held["figures"]] == FIGURES["quote"].tolist()
    report = "Source: Xiaoyi government work report 2021"
    assert held["source"] == f"{report} (Review of the 13th Five-Year Plan)."
    chinese = load_figures(indicator="gdp", lang="zh")
    assert (
        make(figures=chinese, lang="zh")
        .payload["source"]
        .endswith("（“十三五”时期回顾；2020年工作回顾；“十四五”目标任务；2021年主要预期目标）。")
    )
    assert make(figures=None).payload["source"] == f"{report}."
    assert make(figures=load_figures()).payload["source"] == f"{report}."  # of eleven sections


def test_the_text_alternative_says_title_and_values():
    alt = make().payload["alt"]
    assert alt.startswith("Green. Percent.")
    assert all(text in alt for text in DATA["text"])


def test_the_same_exhibit_is_drawn_the_same_twice():
    assert (make().png, make().svg) == (make().png, make().svg)


def test_an_analysts_own_chart_can_be_framed():
    import seaborn as sns

    sns.set_theme()
    ax = sns.barplot(DATA, x="value", y="label")
    assert exhibit(ax, DATA, name="own", title="Own", subtitle="s").payload["kind"] == "picture"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"what": "pie"}, "unknown form 'pie': valid: bars, dots"),
        ({"reference": 1, "refrence": 2}, "unknown option of bars 'refrence': did you mean"),
        ({"name": "My Chart"}, "not in kebab-case"),
        ({"title": " "}, "title ' ' is not a text that states the finding"),
        ({"lang": "fr"}, "unknown language 'fr'"),
        ({"data": None}, "no column 'label'; it has: none"),
        ({"data": DATA.drop(columns="value")}, "no column 'value'; it has: label, text, low"),
        ({"data": DATA.assign(qualifier="range", low=None)}, "column 'low' holds nothing for"),
        ({"data": pd.DataFrame({("label", "x"): ["a"]})}, r"no column 'label'; it has: \('label'"),
        ({"what": "lines", "data": DATA.assign(series="s", x=None)}, "'x' holds nothing in row 0"),
        ({"what": "table", "data": pd.DataFrame()}, "a table of no columns"),
        ({"chosen": 2}, "there is no row 2 to choose: rows are 0 to 1"),
    ],
)
def test_bad_use_is_one_line_and_leaves_nothing_half_drawn(changes, message):
    with pytest.raises(ValueError, match=message):
        make(**changes)
    assert not plt.get_fignums()


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA])
def test_an_option_that_holds_nothing_is_as_if_it_were_not_given(nothing):
    assert make(what="dots", reference=nothing).svg == make(what="dots").svg


# Settings of a user's, as a matplotlibrc or a style of their own may hold them.
BENT = {
    "figure": {"figure.figsize": (3, 3), "figure.dpi": 50, "figure.facecolor": "red"},
    "fonts": {"font.size": 40, "font.family": "serif", "font.weight": "bold", "font.stretch": 100},
    "saving": {
        "savefig.dpi": 30, "savefig.transparent": True, "savefig.pad_inches": 3,
        "savefig.facecolor": "red", "savefig.bbox": "tight", "savefig.format": "pdf",
    },
    "usetex": {"text.usetex": True},
    "mathtext": {"mathtext.fontset": "cm", "axes.formatter.use_mathtext": True},
    "paths": {"path.sketch": (10, 100, 20), "path.simplify": False, "path.snap": False},
    "effects": {"lines.antialiased": False, "patch.force_edgecolor": True, "hatch.color": "red"},
    "axes": {"axes.grid": True, "axes.facecolor": "red", "axes.xmargin": 0.5, "axes.labelpad": 40},
    "ticks": {"xtick.direction": "in", "ytick.right": True, "ytick.labelsize": 30,
              "axes.formatter.limits": (0, 0), "axes.formatter.use_locale": True},
    "svg": {"svg.fonttype": "none", "svg.hashsalt": "mine", "svg.image_inline": False},
    "layout": {"figure.constrained_layout.use": True, "figure.subplot.left": 0.4},
    "legend": {"legend.fontsize": 40, "legend.frameon": True, "legend.loc": "center"},
    "lines": {"lines.linewidth": 20, "lines.marker": "o", "lines.linestyle": ":"},
}  # fmt: skip


@pytest.fixture(scope="module")
def plain():
    with plt.rc_context():
        plt.rcdefaults()
        return make()


@pytest.mark.parametrize("name", BENT)
def test_no_setting_of_the_user_changes_a_picture(plain, name):
    with plt.rc_context(BENT[name]):
        bent = make()
    assert bent.payload == plain.payload
    assert bent.svg == plain.svg
    assert bent.png == plain.png


@pytest.mark.parametrize("scale", ["log", "symlog", "logit"])
def test_powers_of_ten_on_an_axis_of_your_own_are_numbers_and_no_formulas(scale):
    with style.house():
        _, ax = plt.subplots()
        ax.plot([1, 2, 3], [0.1, 0.5, 0.9] if scale == "logit" else [1, 50, 2000])
        ax.set_yscale(scale)
    drawn = exhibit(ax, name="own", title="Own", subtitle="Percent").svg
    texts = re.findall(r"<!-- (.*?) -->", drawn)
    assert "0.1" in texts if scale == "logit" else {"1", "1,000"} <= set(texts)
    assert not any("$" in text for text in texts)
