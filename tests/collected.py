"""The collection as it is tested: its notebooks, their cells, what their exhibits say."""

import json

import pandas as pd
from conftest import LANGUAGES, NOTEBOOKS

from xiaoyi_data import load_figures, stories
from xiaoyi_data.runs import plan

# What a run of all makes: a notebook in which a person works is passed over, and tested by itself.
NAMES = [job.notebook.stem for job in plan.jobs(NOTEBOOKS)]
# Those of one report; the others set several beside each other.
OF_ONE = [job.notebook.stem for job in plan.jobs(NOTEBOOKS) if "reports" not in job.parameters]
RUNS = [f"{name}.{lang}" for name in NAMES for lang in LANGUAGES]


def cells(name, kind="code"):
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def said(payload):
    """The words an exhibit shows, without the report's own."""
    yield from (payload[part] for part in ("title", "subtitle", "source", "caveat"))
    quotes = {row["quote"] for row in payload["figures"]}
    for row in payload["data"]:
        yield from (v for v in row.values() if isinstance(v, str) and v not in quotes)


def figures(lang="en"):
    """The figures that exhibits may name: of our report by their keys, of all with its key too."""
    return pd.concat([load_figures(lang=lang), stories(lang).figures], ignore_index=True)
