"""The tables keep to their codebook, and loading them gives frames that can be trusted."""

import subprocess
import sys

import pandas as pd
import pytest

import xiaoyi_data as xd
from xiaoyi_data import choices
from xiaoyi_data.report import codebook

DATASETS = [resource["name"] for resource in codebook.package()["resources"]]
LOADERS = [
    xd.load_figures,
    xd.load_indicators,
    xd.load_other_numerals,
    xd.load_derived,
    xd.load_observations,
    xd.load_targets,
    xd.list_datasets,
]


def test_there_are_well_over_150_figures_and_the_rest_is_not_small():
    assert len(xd.load_figures()) > 180


def test_the_outside_validator_finds_the_package_valid():
    import frictionless

    frictionless.system.trusted = True
    report = frictionless.validate(str(codebook.DATA / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])


@pytest.mark.parametrize("name", DATASETS)
def test_descriptor_and_header_name_the_same_columns(name):
    header = (codebook.DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.split(",") == [field["name"] for field in codebook.fields(name)]


@pytest.mark.parametrize("name", DATASETS)
def test_every_table_is_utf8_without_bom_and_ends_lines_with_newline(name):
    raw = (codebook.DATA / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


@pytest.mark.parametrize("name", DATASETS)
def test_every_column_is_described_and_every_category_is_in_the_enum(name):
    for field in codebook.fields(name):
        assert field["description"].endswith("."), field["name"]
        if "categories" in field:
            values = [category["value"] for category in field["categories"]]
            assert values == field["constraints"]["enum"]
            assert all(c["label"] and c["label_zh"] for c in field["categories"])


@pytest.mark.parametrize("name", DATASETS)
def test_describe_has_a_row_per_column(name):
    assert len(xd.describe(name)) == len(codebook.fields(name))


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


@pytest.mark.parametrize("load", LOADERS)
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


FILTERS = ["theme", "status", "period", "indicator", "entity"]


@pytest.mark.parametrize("column", FILTERS)
def test_a_filter_keeps_the_rows_with_that_value(column):
    frame = xd.load_figures()
    for value in {str(v) for v in frame[column]} - {""}:
        found = xd.load_figures(**{column: value})
        assert len(found) == (frame[column].astype(str) == value).sum() > 0


def test_filters_take_several_values():
    both = xd.load_figures(theme=["environment", "rural"])
    assert set(both["theme"]) == {"environment", "rural"}


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


@pytest.mark.parametrize("column", FILTERS)
def test_an_unknown_filter_value_is_named_with_the_valid_ones_and_the_nearest(column):
    valid = str(next(v for v in xd.load_figures()[column] if v))
    with pytest.raises(ValueError, match=f"did you mean {valid!r}.*valid:") as error:
        xd.load_figures(**{column: valid + "x"})
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("load", [xd.load_figures, xd.load_derived, xd.cite])
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
    text = (codebook.DATA / "figures.csv").read_text(encoding="utf-8")
    header, first = text.splitlines()[:2]
    path = tmp_path / "own.csv"
    path.write_bytes(f"{header}\nown-{first}\n".encode(encoding))
    assert xd.load_figures(extra=path)["figure"].iloc[-1] == "own-gdp-growth-2016-2020"
    path.write_bytes(f"{header}\n{first}\n".encode(encoding))
    with pytest.raises(
        codebook.DataError, match="line 2: gdp-growth-2016-2020 is already in figures"
    ):
        xd.load_figures(extra=path)


def test_citing_frames_gives_their_quotes():
    frame = xd.load_figures(indicator="forest_cover")
    assert frame["quote"].iloc[0] in xd.cite(frame)
    assert "孝义" in xd.cite(lang="zh")


@pytest.mark.parametrize("load", [xd.load_figures, xd.load_targets, xd.load_derived])
def test_whatever_is_made_of_figures_can_be_cited(load):
    rows = load().iloc[[3, 5]]
    keys = rows["figure"] if "figure" in rows else " ".join(rows["inputs"]).split()
    for key in keys:
        assert f"[{key}] §" in xd.cite(rows)


def test_observations_cite_their_sources_once_each():
    lines = xd.cite(xd.load_observations()).splitlines()[2:]
    assert len(lines) == len(set(lines)) == xd.load_observations()["source"].nunique()


def test_a_frame_that_cannot_be_cited_is_told_what_it_lacks():
    with pytest.raises(ValueError, match=r"column figure, inputs or source, not name, value"):
        xd.cite(xd.load_figures()[["name", "value"]])


def test_importing_does_no_work_and_pulls_in_no_plotting_or_jupyter():
    code = (
        "import sys, builtins; real = builtins.open; import xiaoyi_data; "
        "heavy = [m for m in ('matplotlib', 'papermill', 'IPython', 'pptx') if m in sys.modules]; "
        "from xiaoyi_data.report import codebook; "
        "print(heavy, codebook.package.cache_info().currsize, codebook.read.cache_info().currsize)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[] 0 0"


def test_a_frame_reads_well_by_itself():
    columns = list(xd.load_figures(theme="environment").columns[:5])
    assert columns == ["name", "printed", "value", "unit", "figure"]
    assert isinstance(xd.list_datasets(), pd.DataFrame)
