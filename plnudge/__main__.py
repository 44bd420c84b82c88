"""`python -m plnudge` is `plnudge`."""

from __future__ import annotations

from plnudge.cli import main

if __name__ == "__main__":
    main()
