"""Which data about time zones Python goes by here: the system's, or the package's own."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

_VERSIONS: Final = {
    "+VERSION": re.compile(r"(\d{4}[a-z]+)"),
    "tzdata.zi": re.compile(r"# version (\d{4}[a-z]+)"),
}
"""In the files that tell it, in folders of zones."""


@dataclass(frozen=True)
class ZoneData:
    """`version` is IANA's, such as 2026b, or the package's, such as 2026.2; None where nothing
    tells it."""

    source: str
    version: str | None
    is_system: bool

    @property
    def year(self) -> int | None:
        return int(self.version[:4]) if self.version else None


def zone_data() -> ZoneData:
    """As `zoneinfo` finds zones: the first folder of its path that has any, then the package."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "Europe/Berlin").is_file():
            return ZoneData(f"the system's, from {folder}", _told_in(folder), is_system=True)
    return ZoneData("PLNudge's own", version("tzdata"), is_system=False)


def _told_in(folder: Path) -> str | None:
    for name, pattern in _VERSIONS.items():
        if (folder / name).is_file() and (told := pattern.search((folder / name).read_text())):
            return told[1]
    return None
