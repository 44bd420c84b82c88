"""The way from a command to the records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    ProgrammingError,
)

from domain.errors import BadInput
from plnudge.settings import Settings
from plnudge.unreachable import in_one_line, may_not
from rubric_data import Rubric, RubricError, load_rubric
from storage.database import Database
from storage.faults import CannotSave
from storage.revisions import SchemaState, schema_state


@contextmanager
def open_records(settings: Settings) -> Iterator[Database]:
    """The database at this version's schema; closed afterwards.

    Raises BadInput where there is none yet, where its schema is not this version's, and where
    it can't be reached. Makes nothing.
    """
    if database_file(settings.database_url) is not None:
        sqlite_file(settings)
    with reaching_database(settings) as database:
        refuse_newer_schema(database)
        if schema_state(database.reading) is SchemaState.BEHIND:
            raise BadInput(
                "The database is at an older schema than this version needs: run “plnudge migrate”."
            )
        yield database


def refuse_newer_schema(database: Database) -> None:
    """Raises BadInput for a schema that this version doesn't know."""
    if schema_state(database.reading) is SchemaState.AHEAD:
        raise BadInput("The database is at a newer schema than this version knows: update PLNudge.")


@contextmanager
def reaching_database(settings: Settings) -> Iterator[Database]:
    """The database as it is, closed afterwards. Raises BadInput where it can't be reached."""
    database = Database(settings.database_url, settings.database_limits)
    try:
        with naming_database_faults(settings):
            yield database
    finally:
        database.close()


@contextmanager
def naming_database_faults(settings: Settings) -> Iterator[None]:
    """Raises BadInput where the database can't be used."""
    try:
        yield
    except DatabaseError as error:
        if isinstance(error, DataError | IntegrityError | ProgrammingError) and not may_not(error):
            raise  # not the database's fault but ours
        words = in_one_line(error, settings.database_url)
        raise BadInput(
            f"The database can't be used ({words}): “plnudge doctor” shows what is amiss."
        ) from error
    except CannotSave as error:
        whether = "It may have been kept all the same" if error.may_be_kept else "Nothing was kept"
        raise BadInput(
            f"The database went away. {whether}: “plnudge doctor” tells more."
        ) from error


def read_rubric(settings: Settings) -> Rubric:
    """The district's rubric, or the one that comes along. Raises BadInput for a wrong file."""
    try:
        return load_rubric(settings.plnudge_rubric)
    except RubricError as error:
        raise BadInput(str(error)) from None


def known_element(rubric: Rubric, key: str) -> str:
    """The element's key. Raises BadInput with the keys that there are."""
    keys = [element.key for element in rubric.elements]
    if key.strip().lower() not in keys:
        raise BadInput(f"“{key}” is no element: use {', '.join(keys)}.", field="element")
    return key.strip().lower()


def read_date(text: str, option: str) -> date:
    """Raises BadInput for anything but a date such as 2026-03-08."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(
            f"I can't read “{text}” as the date of {option}: write it as 2026-03-08."
        ) from None


def sqlite_file(settings: Settings, *, may_be_absent: bool = False) -> Path:
    """The file that holds the records. Raises BadInput where a server keeps them, or nobody yet."""
    file = database_file(settings.database_url)
    if file is None:
        raise BadInput(
            "PostgreSQL keeps these records: pg_dump and pg_restore copy them, as the page for "
            "operators shows."
        )
    if not may_be_absent and not file.is_file():
        raise BadInput(f"There is no database at {file} yet: “plnudge migrate” makes it.")
    return file


def database_file(url: str) -> Path | None:
    """The SQLite file that a database URL names; None where it names none."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)
