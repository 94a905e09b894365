"""Write docs/data-dictionary.md from the codebook: ``make docs``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xiaoyi_data.findings.helpers import HELPERS
from xiaoyi_data.report import codebook, descriptor

TARGET = Path(__file__).parents[1] / "docs" / "data-dictionary.md"
HEAD = """# Data dictionary · 数据字典

Made by `make docs` from `xiaoyi_data/data/datapackage.json`; change that, not this page.
In Python, `describe("figures")` is the same for one table. The columns of a file come first, then
those that loading adds, in the language asked for.

本页由 `make docs` 生成。含义为英文；取值附中文名称。
"""


def text() -> str:
    """Return the page."""
    parts, seen = [HEAD], dict[str, str]()
    beside = [descriptor.tables()[entry["name"]] for entry in codebook.package()["beside"]]
    for table in (*codebook.datasets(), *beside):
        name = table["name"]
        parts.append(_table(table))
        for field in codebook.columns(name):
            if "categories" in field:
                parts.append(_values(f"{name}.{field['name']}", field, seen))
        if name == "derived":
            parts.append(_helpers())
    return "\n".join(parts)


def _table(table: dict[str, Any]) -> str:
    schema = table.get("schema", {"fields": [], "foreignKeys": [], "primaryKey": []})
    links = {link["fields"][0]: link["reference"]["resource"] for link in schema["foreignKeys"]}
    own = [field["name"] for field in schema["fields"]]
    about = "Computed."
    if own:
        key = ", ".join(f"`{name}`" for name in schema["primaryKey"])
        rows = len(codebook.rows(table["name"]))
        many = f"{rows} row{'s' * (rows != 1)}" if rows else "not in ours"
        about = f"`{descriptor.file(table['name'])}`, {many}, key: {key}."
    lines = [
        f"## {table['name']} · {table['title_zh']}",
        "",
        f"{table['description']} {about}",
        "",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    for field in codebook.columns(table["name"]):
        kind = [field["type"]]
        if field["name"] not in own:
            kind += ["added"] if own else []
        elif field.get("constraints", {}).get("required"):
            kind.append("required")
        if field["name"] in links:
            kind.append(f"key of [{links[field['name']]}](#{links[field['name']]})")
        lines.append(f"| `{field['name']}` | {', '.join(kind)} | {field['description']} |")
    # An anchor of its own: the heading's holds Chinese, which renderers spell differently.
    return "\n".join([f'<a id="{table["name"]}"></a>', "", *lines, ""])


def _helpers() -> str:
    """Return the helpers of expressions, one row each."""
    lines = [
        "Helpers of `derived.expression`:",
        "",
        "| helper | meaning | formula |",
        "|---|---|---|",
    ]
    for name, helper in HELPERS.items():
        takes = ", ".join(helper.arguments)
        formula = helper.formula.format(*helper.arguments)
        lines.append(f"| `{name}({takes})` | {helper.meaning} | {formula} |")
    return "\n".join([*lines, ""])


def _values(name: str, field: dict[str, Any], seen: dict[str, str]) -> str:
    rows = "\n".join(
        f"| `{value['value']}` | {value['label']} | {value['label_zh']} |"
        for value in field["categories"]
    )
    if rows in seen:
        return f"Values of `{name}`: as of `{seen[rows]}`.\n"
    seen[rows] = name
    order = ", in this order" if field.get("categoriesOrdered") else ""
    return f"Values of `{name}`{order}:\n\n| value | English | 中文 |\n|---|---|---|\n{rows}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
