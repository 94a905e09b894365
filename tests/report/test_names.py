"""Keys and names: filters understand either, and frames show words in place of codes."""

import pandas as pd
import pytest

import xiaoyi_data as xd
from xiaoyi_data import choices
from xiaoyi_data.report import codebook, names

LOADERS = {
    xd.load_figures: ["theme", "status", "period", "indicator", "entity"],
    xd.load_indicators: ["theme"],
    xd.load_other_numerals: ["reason"],
    xd.load_observations: ["theme", "period", "indicator", "entity", "grade"],
    xd.load_targets: ["theme", "period", "indicator", "entity", "verdict"],
}
FRAMES = {load: load() for load in LOADERS}
FILTERS = [(load, column) for load, columns in LOADERS.items() for column in columns
           if (FRAMES[load][column] != "").any()]  # fmt: skip
DATES = {
    "2010-11-01": ["1 November 2010", "2010年11月1日"],
    "2020-11-01": ["1 November 2020", "2020年11月1日"],
    "2021-11": ["November 2021", "2021年11月"],
    "2024-01/2024-10": ["January–October 2024", "2024年1—10月"],
    "2025-04": ["April 2025", "2025年4月"],
}
NAMED = {"indicator": "indicators", "entity": "entities"}


def called(load, column, frame):
    """Yield each key that the frame holds, with its names in both languages."""
    table, words = load.__name__.removeprefix("load_"), {}
    if column in NAMED:
        named = codebook.rows(NAMED[column])
        words = {row[column]: [row["name_en"], row["name_zh"]] for row in named}
    elif column != "period":
        fields = [xd.describe(table, lang).set_index("column") for lang in ("en", "zh")]
        rows = [field.loc[column] for field in fields]
        labels = [row["labels"].split(", ") for row in rows]
        words = dict(zip(rows[0]["values"].split(", "), zip(*labels, strict=True), strict=True))
    for key in sorted({str(value) for value in frame[column]} - {""}):
        if column == "period":
            years = [key.replace("/", "–"), key.replace("/", "—") + "年"]
            yield key, DATES.get(key, years)
        else:
            yield key, words[key]


@pytest.mark.parametrize(("load", "column"), FILTERS)
def test_a_filter_keeps_the_rows_of_a_key_and_of_its_names_alike(load, column):
    frame = FRAMES[load]
    slim = frame[[column]]  # the loaders filter by this function; one call of each is enough
    for place, (key, words) in enumerate(called(load, column, frame)):
        kept = frame[frame[column].astype(str) == key].reset_index(drop=True)
        assert len(kept) > 0
        for word in (key, key.upper(), words[0].upper(), words[1]):
            assert names.filtered(slim, **{column: word})[column].tolist() == kept[column].tolist()
        if place == 0:
            pd.testing.assert_frame_equal(load(**{column: words[1]}), kept)


@pytest.mark.parametrize(("load", "column"), FILTERS)
def test_a_filter_takes_several_values_keys_and_names_mixed(load, column):
    frame = FRAMES[load]
    known = list(called(load, column, frame))[:2]
    wanted = [known[0][0], known[-1][1][1]]
    keys = {key for key, _ in known}
    assert len(load(**{column: wanted})) == frame[column].astype(str).isin(keys).sum()


@pytest.mark.parametrize(("load", "column"), FILTERS)
def test_an_unknown_value_is_named_with_the_nearest_and_valid_keys(load, column):
    valid = str(next(value for value in FRAMES[load][column] if value))
    with pytest.raises(ValueError, match=f"did you mean {valid!r}.*valid:") as error:
        load(**{column: valid + "x"})
    assert "\n" not in str(error.value)


def test_a_name_almost_right_is_answered_with_its_key():
    with pytest.raises(ValueError, match=r"did you mean 'gdp' \(地区生产总值\)\?.*valid: gdp"):
        xd.load_figures(indicator="地区生产总植")
    with pytest.raises(ValueError, match=r"did you mean 'rural' \(Countryside\)\?"):
        xd.load_figures(theme="contryside")


def test_what_the_codebook_knows_is_no_mistake_where_there_is_none_of_it():
    assert xd.load_targets(verdict="missed").empty
    assert xd.load_targets(indicator="forest_cover").empty
    assert list(xd.load_targets(verdict="missed").columns) == list(xd.load_targets().columns)


def test_a_name_that_keys_share_stands_for_all_of_them_and_a_key_for_itself():
    frame = xd.load_figures()
    assert set(names.filtered(frame, unit="户")["unit"]) == {"household", "enterprise"}
    assert set(names.filtered(frame, unit="household")["unit"]) == {"household"}


def test_no_two_indicators_or_entities_share_a_name():
    for table in NAMED.values():
        for lang in choices.LANGUAGES:
            said = [row[f"name_{lang}"].casefold() for row in codebook.rows(table)]
            assert len(said) == len(set(said))


def test_any_column_can_be_filtered_and_an_unknown_one_is_answered():
    found = names.filtered(xd.load_figures(), section="2020年工作回顾", measure="growth")
    assert set(found["section"]) == {"1.2"}
    with pytest.raises(ValueError, match="unknown filter 'them': did you mean 'theme'"):
        names.filtered(xd.load_figures(), them="rural")


@pytest.mark.parametrize("lang", choices.LANGUAGES)
@pytest.mark.parametrize("load", LOADERS)
def test_labels_turn_every_code_into_its_word_and_drop_what_is_not_there(load, lang):
    frame = load().head(9)
    before = frame.copy()
    made = xd.labels(frame, lang)
    pd.testing.assert_frame_equal(frame, before)
    table = load.__name__.removeprefix("load_")
    for column in frame.columns:
        field = codebook.column(table, column)
        if "categories" not in field or frame[column].replace("", pd.NA).isna().all():
            pd.testing.assert_series_equal(
                made[column].astype(object), frame[column].astype(object)
            )
            continue
        words = codebook.labels(table, column, lang)
        assert made[column].dropna().tolist() == [words[v] for v in frame[column].dropna() if v]
        assert set(made[column].cat.categories) == set(made[column].dropna())


def test_labels_keep_the_order_of_categories():
    made = xd.labels(xd.load_figures(), "zh")["status"]
    assert made.cat.ordered
    assert made.cat.categories.tolist() == list(codebook.labels("figures", "status", "zh").values())
    own = xd.load_figures(theme="innovation")
    own["status"] = own["status"].cat.reorder_categories(
        ["target", "to_finish", "to_start", "under_way", "achieved"], ordered=False
    )
    assert xd.labels(own)["status"].cat.categories.tolist() == ["target", "achieved"]
    assert not xd.labels(own)["status"].cat.ordered


def test_codes_that_share_a_word_stay_apart():
    frame = pd.DataFrame({"unit": ["household", "enterprise", "t", "household"]})
    said = ["户（household）", "户（enterprise）", "吨", "户（household）"]
    assert xd.labels(frame, "zh")["unit"].tolist() == said
    assert xd.labels(frame[:1], "zh")["unit"].tolist() == ["户"]


def test_labels_leave_what_is_not_ours_and_what_is_words_already():
    frame = pd.DataFrame(
        {"status": ["open", "closed"], 3: [1, 2], "grade": ["A", None], "unit": [1.5, 2.5]}
    )
    made = xd.labels(frame, "zh")
    pd.testing.assert_frame_equal(made.drop(columns="grade"), frame.drop(columns="grade"))
    assert made["grade"].tolist()[:1] == ["官方发布"]
    pd.testing.assert_frame_equal(xd.labels(made, "zh"), made)


def test_labels_of_an_empty_frame_are_empty():
    made = xd.labels(xd.load_targets(verdict="missed"), "zh")
    assert made.empty
    assert made["verdict"].cat.categories.empty


def test_seaborn_keeps_no_place_for_a_status_that_is_not_there():
    import seaborn as sns

    rows = xd.labels(xd.load_figures(theme="innovation"))
    ax = sns.countplot(rows, x="status")
    assert [text.get_text() for text in ax.get_xticklabels()] == ["achieved", "target"]
