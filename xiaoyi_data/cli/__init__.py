"""The command ``xiaoyi``.

What is imported after this comes from the standard library and what is installed: a module of
PYTHONPATH hides none of it, and one in the folder where the command is given is not seen at all.
"""

from __future__ import annotations

import os
import sys

_given = [os.path.abspath(p) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
_last = [place for place in sys.path if place in _given]
sys.path[:] = [place for place in sys.path if place not in _given] + _last
