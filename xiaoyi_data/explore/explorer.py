"""Choose figures by menus: a table, the matching chart, and the card of one figure.

All is drawn from plain parameters, so an exported page says the same as the live one. In
JupyterLab menus stand above it, which draw it anew; they need ``xiaoyi-data[lab]``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from html import escape
from importlib.util import find_spec
from typing import Any

import pandas as pd
from IPython.display import HTML, Markdown, display

from xiaoyi_data import choices
from xiaoyi_data.explore import beside, comparison, facts, lookup
from xiaoyi_data.report import codebook, reports, tables, wording

FILTERS = ("theme", "status", "period")
_CARD = "border-left: 4px solid #0B5C8A; padding: 2px 16px; margin: 8px 0; max-width: 60em"
_LIST = "display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 8px 0"
_TERM = "font-weight: 600; margin: 0; float: none; width: auto; white-space: nowrap"


def _inside(method: Callable[[Explorer], Any]) -> Callable[[Explorer], Any]:
    """Let a method read the report of its explorer, whoever calls it: a cell, or a menu later."""

    @wraps(method)
    def inside(self: Explorer) -> Any:
        with reports.using(self.report):
            return method(self)

    return inside


class Explorer:
    """The figures chosen by parameters, and by menus where a JupyterLab is at the other end.

    ``show`` displays menus, a sentence, the card of one figure and the rows; ``beside`` what
    others measured of it, ``chart`` the chart. What the menus choose replaces what the cells
    display. Raises ValueError for a parameter that is unknown, or a choice that leaves no figure.
    """

    def __init__(
        self, *, lang: str = "en", figure: str = "", report: reports.Named = None, **chosen: str
    ) -> None:
        self.lang, self.figure, self.chosen = lang, figure, chosen
        self.words = choices.words("explorer", lang)
        with reports.using(report) as self.report:  # the one the menus go on with
            self.rows = tables.load_figures(
                lang=lang
            )  # of a report without figures nothing is left
            if len(self.rows):
                self.rows = lookup.select(lang=lang, **chosen)
        if figure and figure not in set(self.rows["figure"]):
            raise choices.unknown("figure", figure, self.rows["figure"])
        self.live = bool(os.environ.get("JPY_SESSION_NAME"))  # set by Jupyter's server alone
        self._shown: dict[str, Any] = {}

    def show(self) -> None:
        """Display the menus (in JupyterLab), how many rows there are, the card and the rows."""
        if find_spec("ipywidgets") is None or find_spec("itables") is None:
            self.live = False
            display(Markdown(self.words["install"]))  # type: ignore[no-untyped-call]
        if self.live:
            import itables

            itables.init_notebook_mode(all_interactive=False, connected=False)
            display(self._menus())  # type: ignore[no-untyped-call]
        for part in ("sentence", "card", "table"):
            self._display(part)

    def chart(self) -> None:
        """Display the chart of the rows."""
        self._display("comparison")

    def beside(self) -> None:
        """Display what the report says of the figure chosen beside what others measured."""
        self._display("neighbours")

    @_inside
    def sentence(self) -> Any:
        """Say how many figures the choice leaves, of how many."""
        count, known = len(self.rows), len(tables.load_figures())
        chosen = [self._label(name, value) for name, value in self.chosen.items() if value]
        zh, colon = self.lang == "zh", facts.COLON[self.lang] * bool(chosen)
        said = f"全部{known}项数据中的**{count}**项" if zh else f"**{count}** of {known} figures"
        said += colon + facts.COMMA[self.lang].join(chosen) + ("。" if zh else ".")
        return Markdown(said)  # type: ignore[no-untyped-call]

    @_inside
    def card(self) -> Any:
        """All that is known of the figure chosen, or of the first comparable one."""
        key = self.figure or comparison.first(self.rows)
        return HTML(card_html(key, self.lang))  # type: ignore[no-untyped-call]

    @_inside
    def table(self) -> Any:
        """The rows: a table that sorts and filters in JupyterLab, a plain one elsewhere."""
        rows = lookup.listing(self.rows, self.lang)
        with pd.option_context("display.float_format", "{:,.10g}".format):
            if self.live:
                import itables

                options = {"language": self.words["table"]} if self.words["table"] else {}
                options["columnDefs"] = [
                    {"className": "dt-left dt-nowrap", "targets": [2, 4, 5, 6]},
                    {"className": "dt-left", "targets": "_all"},
                ]
                html = itables.to_html_datatable(
                    rows, connected=False, showIndex=False, classes="display compact", **options
                )
            else:
                with pd.option_context("display.max_colwidth", None):
                    html = rows.to_html(index=False, na_rep="")
                html = f'<div class="rows" style="max-height: 26em; overflow: auto">{html}</div>'
        return HTML(html)  # type: ignore[no-untyped-call]

    @_inside
    def comparison(self) -> Any:
        """The exhibit that suits the choice."""
        return comparison.chart(self.rows, self.figure, self.lang)

    @_inside
    def neighbours(self) -> Any:
        """The exhibit of claim, target, outcomes and neighbours, or that there is none."""
        made = beside.chart(self.figure or beside.first(self.rows), self.lang)
        return made or Markdown(self.words["alone"])  # type: ignore[no-untyped-call]

    def _display(self, part: str) -> None:
        drawn: Any = Markdown(self.words["empty"])  # type: ignore[no-untyped-call]
        if len(self.rows) or part == "sentence":
            drawn = getattr(self, part)()
        self._shown[part] = display(drawn, display_id=True)  # type: ignore[no-untyped-call]

    def _label(self, name: str, value: str) -> str:
        if name in ("theme", "status"):
            table = "indicators" if name == "theme" else "figures"
            return codebook.labels(table, name, self.lang)[value]
        if name == "search":
            return f"“{value}”"
        return wording.period(value, self.lang)

    @_inside
    def _menus(self) -> Any:
        import ipywidgets

        words, whole, menus = self.words, tables.load_figures(), dict[str, Any]()
        for name in FILTERS:
            values = whole[name].astype(str)
            order = whole[name].cat.categories if name == "status" else sorted(set(values))
            options = [(self._label(name, value), value) for value in order if value in set(values)]
            menus[name] = ipywidgets.Dropdown(
                description=words[name], options=[(words["all"], ""), *options],
                value=self.chosen.get(name, ""),
            )  # fmt: skip
        menus["search"] = ipywidgets.Text(
            description=words["search"], value=self.chosen.get("search", ""),
            placeholder=words["hint"], continuous_update=False,
        )  # fmt: skip
        picker = ipywidgets.Dropdown(
            description=words["figure"], options=self._names(), value=self.figure,
            layout={"width": "616px"},
        )  # fmt: skip
        none = ipywidgets.Label()

        def choose(change: Any) -> None:
            chosen = {name: menu.value for name, menu in menus.items()}
            try:
                self.rows = lookup.select(lang=self.lang, report=self.report, **chosen)
                self.chosen = chosen
            except ValueError:
                none.value = words["none"]
                return
            none.value = ""
            if self.figure not in set(self.rows["figure"]):
                self.figure = ""
            picker.unobserve(pick, "value")
            picker.options = self._names()
            picker.value = self.figure
            picker.observe(pick, "value")
            self._update("sentence", "card", "table", "comparison", "neighbours")

        def pick(change: Any) -> None:
            self.figure = change["new"] or ""
            self._update("card", "comparison", "neighbours")

        for menu in menus.values():
            menu.observe(choose, "value")
        picker.observe(pick, "value")
        pairs = [ipywidgets.HBox([menus[a], menus[b]])
                 for a, b in (("theme", "status"), ("period", "search"))]  # fmt: skip
        return ipywidgets.VBox([*pairs, picker, none])

    def _names(self) -> list[tuple[str, str]]:
        listed = lookup.listing(self.rows, self.lang)
        what, text, period = (listed.iloc[:, column] for column in (0, 1, 4))
        names = what + facts.COLON[self.lang] + text + " · " + period
        return [(self.words["choose"], ""), *zip(names, self.rows["figure"], strict=True)]

    def _update(self, *parts: str) -> None:
        for part in parts:
            if self._shown.get(part) is not None:
                self._shown[part].update(getattr(self, part)())


@reports.within
def card_html(figure: str, lang: str = "en", *, report: reports.Named = None) -> str:
    """Return the card of a figure as HTML; ValueError for a key there is not.

    >>> "全市森林覆盖率达到33.3%" in card_html("forest-cover-2020")
    True
    """
    head, lines = facts.card(figure, lang)
    items = "".join(
        f'<dt style="{_TERM}">{escape(term)}</dt><dd style="margin: 0">{escape(text)}</dd>'
        for term, text in lines
    )
    return (
        f'<div class="known" style="{_CARD}"><p style="font-weight: 700; font-size: 1.2em; '
        f'margin: 4px 0">{escape(head)}</p><dl style="{_LIST}">{items}</dl></div>'
    )
