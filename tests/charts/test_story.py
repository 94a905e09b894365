"""A story says, shows and sources in one language, and states nothing but what was drawn."""

import inspect
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pandas as pd
import pytest
import seaborn as sns
from conftest import LANGUAGES
from matplotlib.figure import Figure
from rules import every
from texts import boxes, check_canvas

import xiaoyi_data as xd
from xiaoyi_data.canvas import style
from xiaoyi_data.charts import exhibit, forms, shown
from xiaoyi_data.charts.story import Story

TEXTS = {"title": ("Found", "发现"), "subtitle": ("Percent, 2020", "%，2020年")}
HOUSE = {"Found", "发现", "Percent, 2020", "%，2020年", "Mind.", "注意。"}
RATES = xd.load_figures().query("theme == 'environment' and unit == 'percent'")

TOLD = Story("zh")


@pytest.fixture(params=LANGUAGES)
def painting(request):
    """A story whose pictures are looked at."""
    return xd.story(request.param)


@pytest.fixture
def story(painting, unpainted):
    return painting


def test_show_states_the_kind_the_data_and_the_options_that_were_drawn(story):
    made = story.show("dots", RATES, name="rates", reference=90, **TEXTS)
    assert made.payload["kind"] == "dots"
    assert made.payload["reference"] == 90
    assert [row["value"] for row in made.payload["data"]] == RATES["value"].tolist()
    assert made.figures == RATES["figure"].tolist()


@pytest.mark.parametrize("kind", ["bars", "dots"])
def test_an_option_not_given_is_stated_as_its_default(story, kind):
    default = inspect.signature(getattr(forms, kind)).parameters["reference"].default
    assert story.show(kind, RATES, name="rates", **TEXTS).payload["reference"] == default


def test_texts_are_those_of_the_language(story):
    shown = story.show("bars", RATES, name="rates", caveat=("Mind.", "注意。"), **TEXTS).payload
    place = LANGUAGES.index(story.lang)
    assert shown["title"] == TEXTS["title"][place]
    assert shown["subtitle"] == TEXTS["subtitle"][place]
    assert shown["caveat"] == ("Mind.", "注意。")[place]


def test_a_title_begins_with_a_capital():
    made = xd.story().show("bars", RATES, name="rates", title=("at least", ""), subtitle=("x", "x"))
    assert made.payload["title"] == "At least"


@pytest.mark.parametrize("key", RATES["figure"])
def test_a_figure_is_handed_out_with_its_words(story, key):
    row = story.figure(key)
    assert (row.figure, row.text) == (key, xd.phrases.figure(row, story.lang))


@every(xd.load_derived()["derived"])
def test_every_derived_value_is_handed_out(key):
    assert TOLD.derived(key).derived == key


TARGETS = xd.load_targets()


@every(TARGETS["figure"])
def test_every_target_is_handed_out_beside_its_verdict(key):
    assert TOLD.target(key).verdict in TARGETS["verdict"].cat.categories


@pytest.mark.parametrize(
    ("ask", "nearest"),
    [
        (lambda s: s.figure("forest-cover-2021"), "did you mean 'forest-cover-2020'"),
        (lambda s: s.derived("income-ration"), "did you mean 'income-ratio'"),
        (lambda s: s.target("gdp-growth-2021"), "did you mean 'gdp-growth-target-2021'"),
        (lambda s: s.rows("forest-cover-2020", "gdp-grwth-2020"), "did you mean 'gdp-growth-2020'"),
        (lambda s: s.rows("income-ratio", "income-ration"), "did you mean 'income-ratio'"),
        (lambda s: s.show("dot", RATES, name="a", **TEXTS), "unknown form 'dot': did you mean"),
        (
            lambda s: s.show("dots", RATES, name="a", refrence=1, **TEXTS),
            "unknown option of dots 'refrence': did you mean 'reference'",
        ),
        (lambda s: s.show(3, RATES, name="a", **TEXTS), "a grid of seaborn, not int"),
        (lambda s: s.show("dots", [1], name="a", **TEXTS), "drawn of a frame, not list"),
        (lambda s: s.scale(xd.load_figures(theme="rural")), "rows of one unit"),
        (lambda s: xd.story("fr"), "unknown language 'fr'"),
    ],
)
def test_wrong_use_is_one_line_with_the_nearest(ask, nearest):
    with pytest.raises(ValueError, match=nearest) as error:
        ask(Story())
    assert "\n" not in str(error.value)


def test_rows_come_in_the_order_asked_for(story):
    keys = ["urban-income-2020", "forest-cover-2020", "urban-income-2020"]
    assert story.rows(*keys)["figure"].tolist() == keys
    assert story.rows("income-ratio-change", "income-ratio")["derived"].tolist() == [
        "income-ratio-change",
        "income-ratio",
    ]


def test_an_exhibit_rests_on_the_figures_its_marks_name(story):
    shown = story.show(
        "bars", story.marks(story.rows("income-ratio", "rural-share")), name="a", **TEXTS
    )
    inputs = [story.derived(key).inputs.split() for key in ("income-ratio", "rural-share")]
    assert shown.figures == [key for keys in inputs for key in keys]


def test_a_table_has_the_headings_and_quotes_of_the_language(story):
    made = story.show("table", RATES, name="t", columns=["name", "text", "quote"], **TEXTS)
    heads = {
        "en": ["What", "Stated", "In the report, translated"],
        "zh": ["事项", "表述", "报告原文"],
    }
    assert made.payload["columns"] == heads[story.lang]
    quotes = RATES["quote_en" if story.lang == "en" else "quote"].tolist()
    assert [row[heads[story.lang][2]] for row in made.payload["data"]] == quotes


def _grid(data):
    return sns.catplot(data, x="value", y="figure", col="status", kind="strip", height=3)


def _titled(data):
    figure, axes = plt.subplots(2, 1, layout="constrained")
    for ax in axes:
        sns.scatterplot(data, x="value", y="figure", hue="status", ax=ax)
    figure.suptitle("whole")
    return figure


GUESTS = {
    "an axes": lambda data: sns.barplot(data, x="value", y="figure", hue="status"),
    "a heatmap with its bar": lambda data: sns.heatmap(data.set_index("figure")[["value"]]),
    "a grid": _grid,
    "a figure": _titled,
    "plain matplotlib": lambda data: plt.subplots()[1].pie(data["value"])[0][0].axes,
}


@pytest.fixture
def drawn(monkeypatch):
    """The figures that were framed, kept open."""
    kept: list[Figure] = []
    monkeypatch.setattr(exhibit.plt, "close", kept.append)
    yield kept
    monkeypatch.undo()


def unseen(figure):
    """Names of ticks beyond the ends of their axis, which are not drawn."""
    ticks = [(axis, tick) for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)
             for tick in axis.get_major_ticks()]  # fmt: skip
    ends = [(sorted(axis.get_view_interval()), tick) for axis, tick in ticks]
    return [tick.label1 for (low, high), tick in ends if not low <= tick.get_loc() <= high]


@pytest.mark.parametrize("guest", GUESTS)
def test_a_chart_of_ones_own_is_framed_whole_in_the_house_font(painting, drawn, guest):
    rates = xd.labels(RATES, painting.lang)
    with style.house():
        what = GUESTS[guest](rates)
    made = painting.show(what, RATES, name="own", caveat=("Mind.", "注意。"), **TEXTS)
    found = [(text, box) for text, box in boxes(drawn[-1]) if text not in unseen(drawn[-1])]
    check_canvas(drawn[-1], found)
    assert {text.get_fontname() for text, _ in found} == {style.FONT}
    title, subtitle, *foot = (box for text, box in found if text.get_text() in HOUSE)
    top, bottom = min(title.y0, subtitle.y0), max(box.y1 for box in foot)
    for text, box in found:
        own = text.get_text() not in HOUSE and "2021" not in text.get_text()
        assert not own or bottom <= box.y0 <= box.y1 <= top, text.get_text()
    assert made.payload["kind"] == "picture"
    assert made.figures == RATES["figure"].tolist()
    assert made.png.startswith(b"\x89PNG")


def test_a_chart_without_room_is_refused():
    _, ax = plt.subplots()
    ax.set_yticks([0], ["very long " * 40])
    with pytest.raises(ValueError, match="leave no room"):
        xd.story().show(ax, name="own", **TEXTS)


@pytest.fixture
def displayed(monkeypatch):
    """What is displayed, as in a notebook."""
    kept: list = []
    monkeypatch.setattr(shown, "get_ipython", lambda: SimpleNamespace(execution_count=1))
    monkeypatch.setattr("IPython.display.display", lambda thing, **_: kept.append(thing))
    return kept


def test_sources_are_those_of_all_that_was_shown(story, displayed):
    story.show("bars", RATES.head(2), name="a", **TEXTS)
    story.show("bars", RATES.tail(1), name="b", **TEXTS)
    story.sources()
    html = displayed[-1]["text/html"]
    used = {*RATES["figure"].head(2), *RATES["figure"].tail(1)}
    assert {key for key in xd.load_figures()["figure"] if f"<th>{key}</th>" in html} == used
    assert ("quote_en" in html) == (story.lang == "en")
    assert all(row.quote in html for row in RATES.itertuples() if row.figure in used)


def test_a_cell_that_ends_with_an_exhibit_shows_it_once(story, displayed):
    made = story.show("bars", RATES, name="a", **TEXTS)
    made._ipython_display_()
    assert len(displayed) == 1


def test_another_cell_shows_it_again(story, displayed, monkeypatch):
    made = story.show("bars", RATES, name="a", **TEXTS)
    monkeypatch.setattr(shown, "get_ipython", lambda: SimpleNamespace(execution_count=2))
    made._ipython_display_()
    assert len(displayed) == 2


@pytest.mark.parametrize("load", [xd.load_derived, xd.load_targets, xd.load_observations])
def test_rows_of_every_table_of_values_become_marks(story, load):
    rows = load(lang=story.lang).query("unit == 'percent'").head(3)
    made = story.show("bars", rows, name="a", **TEXTS)
    assert [row["value"] for row in made.payload["data"]] == pytest.approx(rows["value"].tolist())


def test_a_cell_that_runs_again_counts_once(story):
    for _ in range(2):
        story.show("bars", RATES, name="a", **TEXTS)
    assert len(story.shown) == 1


def test_outside_a_notebook_nothing_is_displayed(story, capsys):
    story.say("said", "说过")
    story.show("bars", RATES, name="a", **TEXTS)
    assert capsys.readouterr().out == ""


def test_the_frame_handed_in_is_left_as_it_was(story):
    before = RATES.copy()
    story.show("dots", RATES, name="a", **TEXTS)
    pd.testing.assert_frame_equal(RATES, before)


def test_a_chart_shown_again_is_the_same_picture_framed_once(painting):
    ax = sns.scatterplot(RATES, x="value", y="name")
    first, again = (painting.show(ax, RATES, name="mine", **TEXTS) for _ in range(2))
    assert again.svg.count('<g id="text_') == first.svg.count('<g id="text_')
    assert again.payload == first.payload


def test_a_figure_made_without_pyplot_is_shown(story):
    figure = Figure()
    figure.subplots().plot([1, 2])
    assert story.show(figure, RATES, name="mine", **TEXTS).payload["kind"] == "picture"


@pytest.mark.parametrize("wrong", ["AB", "Alone", ("One",), ("a", "b", "c")])
@pytest.mark.parametrize("what", ["title", "subtitle", "caveat"])
def test_a_text_not_given_in_both_languages_is_refused_by_its_name(story, what, wrong):
    with pytest.raises(ValueError, match=rf"^{what} .* is not a pair: \(English, Chinese\)$"):
        story.show("dots", RATES, name="mine", **TEXTS | {what: wrong})


def test_an_unknown_column_of_a_table_is_answered_with_the_nearest(story):
    with pytest.raises(ValueError, match="unknown column 'nam': did you mean 'name'"):
        story.show("table", RATES, columns=["nam"], name="mine", **TEXTS)
