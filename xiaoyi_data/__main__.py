"""``python -m xiaoyi_data`` is ``xiaoyi``."""

import os
import sys

from xiaoyi_data.cli import start

if not sys.flags.safe_path:
    # The folder the command is given in comes last, and only where this package lies in it.
    here = sys.path.pop(0)
    if os.path.samefile(os.path.dirname(os.path.dirname(__file__)), here or os.curdir):
        sys.path.append(here)
sys.exit(start.main())
