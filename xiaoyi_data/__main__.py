"""``python -m xiaoyi_data`` is ``xiaoyi``."""

import sys

from xiaoyi_data.cli import main

sys.exit(main())
