"""The fields and buttons of the row that is decided, by ipywidgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as w

from xiaoyi_data.drafting import sheet

if TYPE_CHECKING:
    from xiaoyi_data.drafting.desk import Desk

_WIDE = ("indicator", "quote", "quote_en", "note", "figure")
_BUTTONS = (("accept", "success"), ("reject", "warning"), ("later", ""))


class Fields:
    """What shows the first open row of a desk and asks for its answer; ``box`` is displayed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._state, self._sentence, self._told = w.HTML(), w.HTML(), w.Label()
        heads = desk.said["heads"]
        words = sheet.words_of(desk.look(), desk.lang)
        self._fields: dict[str, Any] = {}
        for column in sheet.COLUMNS:
            if column.kind not in ("text", "code", "name", "other"):
                continue
            about: dict[str, Any] = {"description": heads[column.name]}
            about["style"] = {"description_width": "9em"}
            about["layout"] = w.Layout(width="99%" if column.name in _WIDE else "32%")
            options = list(words.get(column.name, {}).values())
            if column.kind == "name":
                self._fields[column.name] = w.Combobox(options=options, **about)
            elif options:
                self._fields[column.name] = w.Dropdown(options=["", *options], **about)
            else:
                self._fields[column.name] = w.Text(**about)
        buttons = []
        for decision, style in _BUTTONS:
            button = w.Button(description=desk.said["decisions"][decision], button_style=style)
            button.on_click(lambda _, decision=decision: self.decide(decision))
            buttons.append(button)
        self._back = back = w.Button(description=desk.words["undo"], icon="undo")
        back.on_click(lambda _: self.undo())
        grid = w.Box(list(self._fields.values()), layout=w.Layout(flex_flow="row wrap"))
        self._whole = [self._state, self._sentence, grid, w.HBox(buttons), back, self._told]
        self.box = w.VBox()
        self.fill()

    def decide(self, decision: str) -> None:
        """Take what stands in the fields as the answer."""
        desk, printed = self._desk, self._fields["printed"].value
        cells = {name: field.value for name, field in self._fields.items()}
        wrong = desk.decide(decision, **(cells if decision != "later" else {}))
        told = {"printed": printed, "decision": desk.said["decisions"][decision]}
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
            if isinstance(field, w.Combobox):
                field.options = list(words[name].values())  # with those that were added
            field.value = texts[name]
