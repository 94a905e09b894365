"""What a choice shows: the same facts with menus and without, for every figure there is."""

import re
import sys

import pandas as pd
import pytest
from conftest import LANGUAGES, NOTEBOOKS
from texts import check_texts

from xiaoyi_data import evidence, load_figures, load_observations
from xiaoyi_data.charts import exhibit
from xiaoyi_data.explore import beside, comparison, explorer, facts, lookup
from xiaoyi_data.exports import pages

FIGURES = load_figures()
# What the rules look at is where things are drawn.
pytestmark = pytest.mark.usefixtures("unpainted")
KINDS = FIGURES.drop_duplicates(["unit", "measure", "basis"])["figure"].tolist()


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("FOREST cover", "forest-cover-2020"),
        ("森林覆盖率", "forest-cover-2020"),
        ("forest 全市", "forest-cover-2020"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_search_finds_words_of_either_language(words, key, lang):
    found = lookup.select(search=words, lang=lang)["figure"].tolist()
    assert found == [key]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"theme": "enviroment"}, "did you mean 'environment'"),
        ({"figure": "forest-cover"}, "did you mean 'forest-cover-2020'"),
        ({"search": "xyzzy"}, "no figure matches xyzzy"),
        ({"theme": "economy", "figure": "forest-cover-2020"}, "unknown figure"),
    ],
)
def test_a_choice_that_leaves_nothing_says_so(chosen, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        explorer.Explorer(**chosen)


def test_a_card_is_escaped(monkeypatch):
    monkeypatch.setattr(facts, "card", lambda *_: ("<b>", [("a", "<script>")]))
    assert "<script>" not in explorer.card_html("forest-cover-2020")
    assert "<b>" not in explorer.card_html("forest-cover-2020")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("figure", [*KINDS[::8], "senior-secondary-entrance-rank-2016-2020"])
def test_the_title_is_about_the_figure_chosen(figure, lang):
    rows = lookup.select(lang=lang)
    name = rows.set_index("figure")["name"][figure]
    assert name.casefold() in comparison.chart(rows, figure, lang).payload["title"].casefold()


def test_a_range_stands_among_values_by_its_middle_and_claims_no_place(monkeypatch):
    drawn = []
    monkeypatch.setattr(exhibit.plt, "close", drawn.append)
    made = comparison.chart(lookup.select(), "produce-markets-target-2021").payload
    assert made["title"] == "Neighbourhood produce markets: 4–5"
    sizes = [row["value"] or (row["low"] + row["high"]) / 2 for row in made["data"]]
    assert sizes == sorted(sizes, reverse=True)
    (span,) = [bar for bar in drawn[0].axes[0].patches if bar.get_x() == 4]
    assert span.get_width() == 1
    assert span.get_hatch()
    assert span.get_linewidth() > 0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("figure", ["", *KINDS])
def test_every_chart_has_room_and_one_unit(figure, lang, monkeypatch):
    drawn = []
    rows = lookup.select(lang=lang)
    with monkeypatch.context() as patch:
        patch.setattr(exhibit.plt, "close", drawn.append)
        payload = comparison.chart(rows, figure, lang).payload
    check_texts(drawn[0])
    shown = FIGURES[FIGURES["figure"].isin(row["figure"] for row in payload["figures"])]
    assert shown["unit"].nunique() == (1 if figure else 0)
    assert not figure or figure in set(shown["figure"])
    bold = [t.get_text() for t in drawn[0].axes[0].get_yticklabels() if t.get_weight() == "bold"]
    name = FIGURES.set_index("figure")["name"].get(figure, "")
    if figure and lang == "en" and len(shown) > 1 and payload["kind"] != "table":
        (label,) = bold
        assert name.casefold() in " ".join(label.split()).casefold()
    else:
        assert len(bold) <= 1


def test_without_the_menus_packages_the_rest_is_shown(monkeypatch, capsys):
    monkeypatch.setenv("JPY_SESSION_NAME", "explore.ipynb")
    monkeypatch.setattr(explorer, "find_spec", lambda name: None)
    view = explorer.Explorer(theme="environment")
    view.show()
    assert capsys.readouterr().out.count("\n") == 4
    assert "<td>Forest coverage rate</td>" in view.table().data


def test_importing_the_explorer_needs_no_widgets():
    import subprocess

    code = "import sys, xiaoyi_data.explore.explorer\n"
    code += "print({'ipywidgets', 'itables'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("live", [True, False])
def test_an_exported_page_says_the_same_with_menus_and_without(
    live, tmp_path, monkeypatch, template
):
    import papermill

    if live:
        monkeypatch.setenv("JPY_SESSION_NAME", "explore.ipynb")
    papermill.execute_notebook(
        str(NOTEBOOKS / "explore.ipynb"),
        str(tmp_path / "explore.ipynb"),
        parameters={"theme": "environment", "figure": "forest-cover-2020"},
        progress_bar=False,
    )
    pages.page(tmp_path / "explore.ipynb", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text("utf-8")
    assert text.count("<script") == 1
    assert "全市森林覆盖率达到33.3%" in text
    assert "Forest coverage rate: 33.3%, number" in text
    assert not re.search("VBox|Loading ITables", text)
    if live:  # the table leaves a shorter one to pages
        return
    for name in FIGURES[FIGURES["theme"] == "environment"]["quote_en"]:
        assert name in text.replace("&#x27;", "'")


@pytest.mark.parametrize("figure", KINDS)
def test_what_stands_beside_a_figure_is_of_its_kind_and_has_room(figure, monkeypatch):
    own = FIGURES.set_index("figure").loc[figure]
    for lang in LANGUAGES:
        drawn = []
        with monkeypatch.context() as patch:
            patch.setattr(exhibit.plt, "close", drawn.append)
            made = beside.chart(figure, lang)
        if made is None:
            continue
        check_texts(drawn[0])
        assert figure in made.figures
        assert lang == "zh" or own["name"].casefold() in made.payload["title"].casefold()
        shown = FIGURES[FIGURES["figure"].isin(made.figures)]
        kind = shown if own["basis"] != "since_baseline" else shown[shown["figure"].eq(figure)]
        assert set(kind["unit"]) == {own["unit"]}
        assert set(shown["indicator"]) == {own["indicator"]}


CLAIMED = FIGURES[FIGURES["basis"].eq("since_baseline") & FIGURES["measure"].ne("level")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_claim_of_growth_or_change_stands_among_the_levels_that_others_measured(
    lang, monkeypatch
):
    held = evidence(CLAIMED, load_observations())
    assert {"tertiary-sector-share-change-2016-2020", "gdp-growth-2016-2020"} <= {*held["figure"]}
    for figure, own in held.groupby("figure"):
        drawn = []
        with monkeypatch.context() as patch:
            patch.setattr(exhibit.plt, "close", drawn.append)
            made = beside.chart(figure, lang)
        check_texts(drawn[0])
        points = {
            row["x"]: row["value"] for row in made.payload["data"] if row["role"] == "achieved"
        }
        # What is drawn is what was measured, in one power of ten, and all that speaks against it.
        powers = {
            points[year] / value for year, value in zip(own["year"], own["value"], strict=True)
        }
        assert max(powers) == pytest.approx(min(powers))
        claim = next(row for row in made.payload["data"] if row["role"] == "claim")
        assert claim["low"] <= claim["value"] <= claim["high"]
        assert made.payload["caveat"]
        # Levels that the report aims at stand there too, and of rates what larger places have.
        indicator = FIGURES.set_index("figure")["indicator"][figure]
        aims = FIGURES[FIGURES["indicator"].eq(indicator) & FIGURES["measure"].eq("level")]
        assert {*made.figures} == {figure, *aims["figure"]}
        near = load_observations(indicator=indicator)
        near = near[
            near["entity"].ne("") & near["unit"].eq("percent") & near["measure"].eq("level")
        ]
        drawn_near = [row["x"] for row in made.payload["data"] if row["role"] == "context"]
        assert sorted(drawn_near) == sorted(near.groupby("entity")["year"].max())


def test_a_target_stands_beside_outcome_and_neighbours():
    made = beside.chart("gdp-growth-target-2021").payload
    labels = [row["label"] for row in made["data"]]
    assert labels[:2] == ["Report, 2020", "Report, 2021"]
    assert {"Observed, Shanxi, 2021", "Observed, China, 2021"} <= set(labels)


def counted(values, words, **more):
    """Figures of things counted, as the explorer gets them, each with its word of measure."""
    one = lookup.select().query("unit == 'item' and measure == 'level'").head(len(values)).copy()
    return one.assign(value=values, low=values, high=values, measure_word=words,
                      printed=[f"{value:.0f}" for value in values], **more)  # fmt: skip


def test_things_are_compared_where_one_word_counts_them():
    rows = counted([81_000_000.0, 300.0, 20.0], ["只", "场", "场"])
    first, *others = rows["figure"]
    assert list(comparison.comparable(rows, others[0])["figure"]) == others
    assert list(comparison.comparable(rows)["figure"]) == others
    assert list(comparison.comparable(rows, first)["figure"]) == [first]


def test_amounts_come_before_things_counted():
    counts = counted([3.0, 2.0, 1.0], ["场", "场", "场"])
    rates = lookup.select(theme="environment").query("unit == 'percent'").head(2)
    found = comparison.comparable(pd.concat([counts, rates]))
    assert set(found["unit"].astype(str)) == {"percent"}


def test_what_is_tiny_beside_the_largest_is_written_in_its_own_power_of_ten():
    rows = counted([850_000_000.0, 588.0, 17.0], ["件", "件", "件"])
    made = comparison.chart(rows, rows["figure"].iloc[1]).payload
    assert [row["text"] for row in made["data"]] == ["850 million", "588", "17"]
    assert not made["subtitle"].startswith("Million")
