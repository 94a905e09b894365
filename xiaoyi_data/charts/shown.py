"""What a notebook shows at once, and not again at the end of its cell."""

from __future__ import annotations

from typing import Any

from IPython import display as ipython
from IPython.core.getipython import get_ipython

from xiaoyi_data.charts.exhibit import Exhibit


class Shown(Exhibit):
    """An exhibit that has been displayed: the cell that ends with it does not do it again."""

    def __init__(self, made: Exhibit) -> None:
        super().__init__(made.png, made.svg, made.payload)
        bundle, shell = self._repr_mimebundle_(), get_ipython()
        self.__dict__["cell"] = shell and shell.execution_count
        display(bundle)

    def _ipython_display_(self) -> None:
        shell = get_ipython()
        if shell is None or shell.execution_count != self.__dict__["cell"]:
            display(self._repr_mimebundle_())


def display(thing: Any, about: dict[str, Any] | None = None) -> None:
    """Show a thing in a notebook; in a script or a test nobody looks."""
    if get_ipython() is not None:
        ipython.display(thing, raw=isinstance(thing, dict), metadata=about)  # type: ignore[no-untyped-call]
