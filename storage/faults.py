"""What keeps a database from taking anything, whoever asks."""

from __future__ import annotations

BUSY_SECONDS = 2.0
"""How long a writer waits for another, such as a command beside a running app: what gives up
later than Slack's three seconds gives nobody their words back."""
LATE_SECONDS = 0.8
"""Who has waited for less may wait for `BUSY_SECONDS` once more, and is in time still."""


class CannotSave(Exception):
    """The database takes nothing at the moment, and nothing of this was kept.

    `is_full` where there is no room left; else somebody else writes, the disk fails or the
    server can't be reached. `may_be_kept` where it went away just as it was to commit, and
    can't be asked: only then is it unknown whether this was kept.
    """

    def __init__(self, *, is_full: bool = False, may_be_kept: bool = False) -> None:
        super().__init__("the disk is full" if is_full else "the database is busy")
        self.is_full = is_full
        self.may_be_kept = may_be_kept
