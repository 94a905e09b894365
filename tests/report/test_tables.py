"""The tables keep to their codebook, and loading them gives frames that can be trusted."""

import subprocess
import sys
from functools import partial

import pandas as pd
import pytest

import xiaoyi_data as xd
from xiaoyi_data import choices
from xiaoyi_data.report import codebook, descriptor, reports, tables, wording

DATASETS = [resource["name"] for resource in codebook.package()["resources"]]
# Of one report; links and panels are of several.
LOADERS = {
    name.removeprefix("load_"): getattr(xd, name)
    for name in dir(xd)
    if "load_" in name and name not in ("load_links", "load_reports")
}
# A table whose columns no function adds to is handed out as it is.
ALL = {d["name"]: LOADERS.get(d["name"], partial(tables.table, d["name"]))
       for d in codebook.datasets()}  # fmt: skip


def test_there_are_well_over_150_figures_and_the_rest_is_not_small():
    assert len(xd.load_figures()) > 180


def test_the_outside_validator_finds_the_package_valid():
    import frictionless

    frictionless.system.trusted = True
    report = frictionless.validate(str(descriptor.DATA / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])


@pytest.mark.parametrize("name", DATASETS)
def test_descriptor_and_header_name_the_same_columns(name):
    header = (
        (descriptor.DATA / codebook.resource(name)["path"])
        .read_text(encoding="utf-8")
        .splitlines()[0]
    )
    named = [field["name"] for field in codebook.fields(name)]
    left_out = codebook.optional(name) - set(header.split(","))
    assert header.split(",") == [column for column in named if column not in left_out]


@pytest.mark.parametrize("name", DATASETS)
def test_every_table_is_utf8_without_bom_and_ends_lines_with_newline(name):
    raw = (descriptor.DATA / codebook.resource(name)["path"]).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


@pytest.mark.parametrize("name", ALL)
def test_every_column_is_described_and_every_category_is_in_the_enum(name):
    for field in codebook.columns(name):
        assert field["description"].endswith("."), field["name"]
        if "categories" in field:
            values = [category["value"] for category in field["categories"]]
            assert values == field["constraints"]["enum"]
            assert all(c["label"] and c["label_zh"] for c in field["categories"])


@pytest.mark.parametrize("name", ALL)
def test_describe_has_a_row_for_each_column_that_loading_gives_and_for_no_other(name):
    described = xd.describe(name)["column"].tolist()
    assert sorted(described) == sorted(ALL[name]().columns)


@pytest.mark.parametrize("name", ALL)
def test_columns_hold_what_their_description_says(name):
    frame = ALL[name]()
    for row in xd.describe(name).itertuples(index=False):
        kind = {"number": "Float64", "integer": "Int64", "year": "Int64"}.get(row.type)
        values = row.values.split(", ") if row.values else None
        if kind is not None:
            assert str(frame[row.column].dtype) == kind, row.column
        elif values and isinstance(frame[row.column].dtype, pd.CategoricalDtype):
            assert list(frame[row.column].cat.categories) == values, row.column


def test_values_are_described_in_both_languages():
    for lang, words in (("en", "achieved, under way"), ("zh", "已实现, 推进中")):
        row = xd.describe("figures", lang).set_index("column").loc["status"]
        assert row["labels"].startswith(words)
        assert row["values"].startswith("achieved, under_way")


@pytest.mark.parametrize("name", ALL)
def test_the_list_of_tables_counts_the_rows_that_loading_gives(name):
    listed = xd.list_datasets().set_index("dataset")
    assert listed.loc[name, "rows"] == len(ALL[name]())


def test_what_can_be_loaded_is_listed():
    assert set(LOADERS) <= set(xd.list_datasets()["dataset"])


@pytest.mark.parametrize(
    ("column", "table"),
    [("indicator", "indicators"), ("entity", "entities"), ("section", "sections")],
)
def test_no_key_is_an_orphan(column, table):
    rows = [
        *codebook.rows("figures"),
        *(codebook.rows("observations") if column != "section" else ()),
    ]
    used = {row[column] for row in rows} - {""}
    listed = {row[column] for row in codebook.rows(table)}
    assert used <= listed
    assert column == "section" or used == listed


@pytest.mark.parametrize("load", [*LOADERS.values(), xd.list_datasets])
def test_each_call_gives_a_fresh_frame(load):
    first = load()
    first.iloc[0, 0] = "changed"
    assert load().iloc[0, 0] != "changed"


@pytest.mark.parametrize("lang", choices.LANGUAGES)
def test_names_are_given_in_the_language(lang):
    frame = xd.load_figures(lang=lang)
    chinese = frame["name"].str.contains(r"[\u4e00-\u9fff]")
    assert chinese.all() if lang == "zh" else not chinese.any()


def test_frames_have_proper_types():
    frame = xd.load_figures()
    assert frame["status"].cat.ordered
    assert str(frame["value"].dtype) == "Float64"
    assert str(frame["baseline"].dtype) == "Int64"
    assert frame["value"].isna().equals(frame["qualifier"] == "range")


@pytest.mark.parametrize("lang", choices.LANGUAGES)
def test_figures_are_worded_as_sentences_want_them(lang):
    for row in xd.load_figures(lang=lang).itertuples():
        assert row.text == wording.figure(row, lang)
        assert row.words == wording.figure(row, lang, words=True)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("lang", choices.LANGUAGES)
def test_the_words_of_a_code_stand_beside_it(name, lang):
    load = ALL[name]
    frame = load(lang=lang) if name in LOADERS else load()
    columns = {field["name"] for field in codebook.columns(name)}
    for column in columns:
        field = codebook.column(name, column)
        if "categories" in field and f"{column}_name" in frame:
            words = frame[column].astype(str).map(codebook.labels(name, column, lang))
            if column == "unit" and lang == "zh" and "measure_word" in frame:
                # What is counted goes by the measure word of its indicator.
                words = frame["measure_word"].where(frame["measure_word"] != "", words)
            assert frame[f"{column}_name"].tolist() == words.tolist()


@pytest.mark.parametrize("name", ["figures", "observations", "targets"])
def test_the_year_is_the_last_one_of_the_period(name):
    frame = LOADERS[name]()
    for period, year in zip(frame["period"], frame["year"], strict=True):
        assert period.split("/")[-1].startswith(str(year))


@pytest.mark.parametrize(
    ("load", "seen"),
    [
        (xd.load_figures, {"name", "printed", "value", "unit", "status", "period"}),
        (xd.load_targets, {"name", "text", "period", "verdict"}),
        (xd.load_derived, {"name", "text", "grade"}),
    ],
)
def test_a_printed_frame_shows_what_is_wanted_first(load, seen):
    frame = load().head(3)
    with pd.option_context("display.max_columns", 9, "display.width", 500):
        head = frame.to_string(max_cols=9).splitlines()[0].split()
    assert seen <= set(head)


def test_a_year_may_be_a_number():
    assert xd.load_figures(period=2025).equals(xd.load_figures(period="2025"))
    assert len(xd.load_figures(period=pd.Series([2020, 2025]))) > len(xd.load_figures(period=2020))


def test_filters_that_no_figure_passes_together_leave_an_empty_frame():
    found = xd.load_figures(theme="education_culture", period="2025")
    assert found.empty
    assert list(found.columns) == list(xd.load_figures().columns)


@pytest.mark.parametrize("load", [*LOADERS.values(), xd.list_datasets, xd.cite])
def test_an_unknown_language_is_named(load):
    with pytest.raises(ValueError, match=r"unknown language 'fr'.*valid: en, zh"):
        load(lang="fr")


def test_an_unknown_dataset_is_named():
    with pytest.raises(ValueError, match="did you mean 'figures'"):
        xd.describe("figure")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("figure,report", "figures,report", "column 'figures'"),
        ("achieved", "achived", "unknown status 'achived': did you mean 'achieved'"),
        (",gdp,", ",gpd,", "unknown indicator 'gpd': did you mean 'gdp'"),
        (",48.6,", ",48,6,", "values for"),
        (",48.6,", ",about,", "column value: 'about' is not a number"),
        ("retail-sales-growth-2016-2020", "gdp-growth-2016-2020", "stands already in line"),
    ],
)
def test_a_damaged_table_is_one_line_that_says_where(tables, old, new, message):
    path = tables / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(codebook.DataError, match=message) as error:
        xd.load_figures()
    assert "figures.csv" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_figures_of_ones_own_are_added(tmp_path, encoding):
    text = (reports.folder("xiaoyi-2021") / "figures.csv").read_text(encoding="utf-8")
    header, first = text.splitlines()[:2]
    path = tmp_path / "own.csv"
    path.write_bytes(f"{header}\nown-{first}\n".encode(encoding))
    assert xd.load_figures(extra=path)["figure"].iloc[-1] == "own-gdp-growth-2016-2020"
    path.write_bytes(f"{header}\n{first}\n".encode(encoding))
    assert len(xd.load_figures(extra=path)) == len(xd.load_figures())
    path.write_bytes(f"{header}\n{first.replace(',5.9,', ',6.9,')}\n".encode(encoding))
    with pytest.raises(
        codebook.DataError,
        match=r"line 2: gdp-growth-2016-2020 is already in figures, with value '5.9', not '6.9'",
    ):
        xd.load_figures(extra=path)


def test_importing_does_no_work_and_pulls_in_no_plotting_or_jupyter():
    code = (
        "import sys, builtins; real = builtins.open; import xiaoyi_data; "
        "heavy = [m for m in ('matplotlib', 'papermill', 'IPython', 'pptx') if m in sys.modules]; "
        "from xiaoyi_data.report import codebook; "
        "print(heavy, codebook.package.cache_info().currsize, codebook._read.cache_info().currsize)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[] 0 0"


def test_a_frame_reads_well_by_itself():
    columns = list(xd.load_figures(theme="environment").columns[:5])
    assert columns == ["name", "printed", "value", "unit", "figure"]
    assert isinstance(xd.list_datasets(), pd.DataFrame)
