"""Files of observations as a user writes them."""

import pandas as pd

from xiaoyi_data.report import codebook

COLUMNS = [field["name"] for field in codebook.fields("observations")]


def own(path, *rows, encoding="utf-8"):
    """Write an observations file of the user's."""
    base = dict.fromkeys(COLUMNS, "") | {"measure": "level", "source": "own", "grade": "A"}
    frame = pd.DataFrame([base | row for row in rows])[COLUMNS]
    if path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    else:
        path.write_bytes(frame.to_csv(index=False).encode(encoding))
    return path


def growth(indicator, value, period):
    return {
        "indicator": indicator,
        "measure": "growth",
        "basis": "year_on_year",
        "baseline": "2020",
        "period": period,
        "value": value,
        "unit": "percent",
    }
