"""What reads a command line: wrong use is one line that names the nearest right one."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

from xiaoyi_data import choices


class Parser(argparse.ArgumentParser):
    """Answers wrong use in one line."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Parse what a command knows; raise ValueError naming the nearest for another option."""
        options, rest = super().parse_known_args(args, namespace)
        valid = [name for action in self._actions for name in action.option_strings]
        if unknown := [word for word in rest if word.startswith("-")]:
            raise choices.unknown("option", unknown[0].partition("=")[0], valid)
        return options, rest

    def error(self, message: str) -> NoReturn:
        said = re.sub("^argument ([^:]+): is ", r"\1 is ", message)
        raise ValueError(f"{said}; {self.prog} --help shows what is valid")

    def _print_message(self, message: str, file: Any = None) -> None:
        (file or sys.stderr).write(message)  # argparse would pass over a disk that is full
