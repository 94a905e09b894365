"""``python -m xiaoyi_data`` is ``xiaoyi``."""

import sys

from xiaoyi_data.cli.main import main

sys.exit(main())
