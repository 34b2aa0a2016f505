"""`python -m nacre` is `nacre`."""

import sys

from nacre.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
