"""What is seldom wanted is loaded where it is wanted: all of it held 40 MB and took a second."""

from __future__ import annotations

import subprocess
import sys

SELDOM = (
    "PIL",
    "alembic",
    "cryptography",
    "fontTools",
    "holidays",
    "icalendar",
    "jinja2",
    "procrastinate",
    "psycopg",
    "recurring_ical_events",
    "typst",
    "xlsxwriter",
)


def test_a_start_on_a_file_that_is_up_to_date_loads_nothing_that_it_has_no_use_for() -> None:
    program = f"""
import sys
import plnudge.commands.run
from storage.database import Database
Database("sqlite:///unused.sqlite3").close()
print([name for name in {SELDOM} if name in sys.modules])
"""
    told = subprocess.run(  # noqa: S603 (this very program)
        [sys.executable, "-c", program], capture_output=True, check=True
    )
    assert told.stdout.decode().strip() == "[]"
