"""A copy of a SQLite file while it is in use, and the way back to one.

SQLite's own online backup copies one moment, whatever is written meanwhile:
https://www.sqlite.org/backup.html
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.errors import BadInput
from storage.revisions import known_revisions
from storage.tables import Occurrence


def copy_file(source: Path, target: Path) -> str:
    """Copies the records of one file over those of another; gives the copy's revision.

    Raises BadInput where the source holds no records of ours that this version can read, and
    where the target takes nothing. A new file is for its owner's eyes alone.
    """
    is_new = not target.exists()
    try:
        revision = _checked_revision(source)
        if is_new:
            target.touch(mode=0o600)
        with closing(_open(source)) as original, closing(sqlite3.connect(target)) as copy:
            original.backup(copy)
    except (sqlite3.Error, OSError) as error:
        if is_new:
            target.unlink(missing_ok=True)
        raise BadInput(f"{target} could not be written: {error}.") from error
    return revision


def look_before_sending(session: Session, now: datetime) -> int:
    """Of what was due by now nobody knows any more whether it was sent: Slack is asked first.

    Gives how many that are.
    """
    return len(
        session.scalars(
            update(Occurrence)
            .where(Occurrence.state == "planned", Occurrence.due_at <= now)
            .values(is_unsettled=True, claim=None, claimed_until=None)
            .returning(Occurrence.id)
        ).all()
    )


def _checked_revision(file: Path) -> str:
    if not file.is_file():
        raise BadInput(f"There is no file {file}.")
    try:
        with closing(_open(file)) as connection:
            (soundness,) = connection.execute("PRAGMA integrity_check").fetchone()
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.DatabaseError, TypeError) as error:
        raise BadInput(f"{file} holds no records of PLNudge.") from error
    if soundness != "ok":
        raise BadInput(f"{file} is damaged ({soundness}).")
    if revision not in known_revisions():
        raise BadInput(f"{file} is of a newer version than this one: update PLNudge first.")
    return str(revision)


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
