"""What a release says of itself: `python -m scripts.notes v1.2.0 > notes.md`.

Refuses a tag that is not the version of the package, or that the changelog says nothing of.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent


class Refused(Exception):
    """The tag is not one that could be released."""


def notes_for(tag: str, root: Path = ROOT) -> str:
    """Raises Refused where tag, package and changelog do not agree."""
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    if tag != f"v{version}":
        raise Refused(f"The tag is {tag}, and pyproject.toml says {version}.")
    log = (root / "CHANGELOG.md").read_text()
    part = re.search(rf"^## {re.escape(version)}\b[^\n]*\n(.+?)(?=^## |\Z)", log, re.DOTALL | re.M)
    if part is None or not part[1].strip():
        raise Refused(f"CHANGELOG.md has no part “## {version}” that says something.")
    return part[1].strip() + "\n"


if __name__ == "__main__":
    try:
        sys.stdout.write(notes_for(sys.argv[1]))
    except Refused as refused:
        sys.exit(str(refused))
