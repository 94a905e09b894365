"""What a desk shows: fields and buttons in JupyterLab, the next rows anywhere else."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

import pandas as pd
from IPython.display import HTML, Markdown, display

from xiaoyi_data.drafting import sheet
from xiaoyi_data.drafting.desk import Desk

_NEXT = 10  # rows that are shown where none can be decided
_WIDE = 24  # characters of a column whose field goes over the whole width
_BUTTONS = (("accept", "success"), ("reject", "warning"), ("later", ""))


def show(desk: Desk) -> None:
    """Display the row to decide with its fields and buttons; where none work, the next rows."""
    if desk.folder is None:
        display(Markdown(desk.words["named"]))  # type: ignore[no-untyped-call]
        return
    live = bool(os.environ.get("JPY_SESSION_NAME"))  # set by Jupyter's server alone
    if live and find_spec("ipywidgets") is not None:
        display(Fields(desk).box)  # type: ignore[no-untyped-call]
        return
    if live:
        display(Markdown(desk.words["install"]))  # type: ignore[no-untyped-call]
    display(Markdown(desk.state()))  # type: ignore[no-untyped-call]
    heads = desk.said["heads"]
    columns = [column.name for column in sheet.columns(desk.folder.kind) if column.brief]
    words = sheet.words_of(desk.folder, desk.lang)
    texts = [sheet.texts(one, words, desk.lang) for one in desk.rows[:_NEXT]]
    frame = pd.DataFrame([{heads[name]: text[name] for name in columns} for text in texts])
    with pd.option_context("display.max_colwidth", None):
        display(HTML(frame.to_html(index=False)))  # type: ignore[no-untyped-call]


class Fields:
    """What shows the first open row of a desk and asks for its answer; ``box`` is displayed."""

    def __init__(self, desk: Desk) -> None:
        import ipywidgets as w  # here, since without the extra lab the next rows are shown

        self._desk, folder = desk, desk.look()
        self._state, self._sentence, self._told = w.HTML(), w.HTML(), w.Label()
        heads, words = desk.said["heads"], sheet.words_of(folder, desk.lang)
        self._fields: dict[str, Any] = {}
        for column in sheet.columns(folder.kind):
            about: dict[str, Any] = {"description": heads[column.name]}
            about["style"] = {"description_width": "9em"}
            about["layout"] = w.Layout(width="99%" if column.width >= _WIDE else "32%")
            options = list(words.get(column.name, {}).values())
            if column.kind == "name":
                self._fields[column.name] = w.Combobox(options=options, **about)
            elif column.kind in ("text", "code", "other"):
                about |= {"options": ["", *options]} if options else {}
                self._fields[column.name] = (w.Dropdown if options else w.Text)(**about)
        self._decisions, buttons = words["decision"], []
        for decision, style in _BUTTONS:
            button = w.Button(description=words["decision"][decision], button_style=style)
            button.on_click(lambda _, decision=decision: self.decide(decision))
            buttons.append(button)
        self._back = w.Button(description=desk.words["undo"], icon="undo")
        self._back.on_click(lambda _: self.undo())
        grid = w.Box(list(self._fields.values()), layout=w.Layout(flex_flow="row wrap"))
        self._whole = [self._state, self._sentence, grid, w.HBox(buttons), self._back, self._told]
        self.box = w.VBox()
        self.fill()

    def decide(self, decision: str) -> None:
        """Take what stands in the fields as the answer."""
        desk, number = self._desk, self._desk.rows[0].sentence[1]
        printed = self._fields["printed"].value if "printed" in self._fields else number
        cells = {name: field.value for name, field in self._fields.items()}
        wrong = desk.decide(decision, **(cells if decision != "later" else {}))
        told = {"printed": printed, "decision": self._decisions[decision]}
        self._told.value = wrong or desk.words["saved"].format(**told)
        if not wrong:
            self.fill()

    def undo(self) -> None:
        """Take the last answer back, and show its row again."""
        self._told.value = self._desk.undo()
        self.fill()

    def fill(self) -> None:
        """Show the first open row, or that there is none."""
        desk = self._desk
        words, rows = sheet.words_of(desk.look(), desk.lang), desk.rows
        self._state.value = f"<b>{desk.state()}</b>"
        self._sentence.value = desk.sentence() if rows else ""
        self.box.children = self._whole if rows else [self._state, self._back, self._told]
        if not rows:
            return
        texts = sheet.texts(rows[0], words, desk.lang)
        for name, field in self._fields.items():
            if name in ("indicator", "entity", "outcome"):
                field.options = list(words[name].values())  # with those that were added
            field.value = texts[name]
