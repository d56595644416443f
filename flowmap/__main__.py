"""Run the command line with ``python -m flowmap``."""

import sys

from flowmap.cli import main

if __name__ == "__main__":
    sys.exit(main())
