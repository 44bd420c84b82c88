"""Databases with as much in them as a row wants, made quickly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from domain.wording import fold
from sandbox.state import Person as SlackPerson
from sandbox.state import Workspace as SlackWorkspace
from storage.database import Database
from storage.schema import migrate
from storage.tables import Entry, EntryElement, Occurrence, Person
from storage.workspaces import keep_workspace

ELEMENTS: Final = ("ownership", "skills", "opportunities", "evaluation")
KINDS: Final = ("edcamp", "webinar", "workshop", "book-study", "peer-observation", "coaching")
MODES: Final = ("in-person", "live-online", "on-demand", "social-media", "blended")
TOPICS: Final = (
    "student podcasting", "inquiry in science", "reading workshop", "number talks",
    "feedback that students use", "project-based learning", "restorative circles",
    "digital portfolios", "co-teaching", "data in the classroom", "universal design",
)  # fmt: skip
_BATCH: Final = 20_000


def furnish(url: str, district: SlackWorkspace) -> None:
    """The schema, and the district's people, who have all been welcomed; nothing is due."""
    database = Database(url)
    try:
        migrate(database.writing)
        database.write_now(lambda session: _move_in(session, district))
    finally:
        database.close()


def _move_in(session: Session, district: SlackWorkspace) -> None:
    now = datetime.now(UTC)
    met_at = now - timedelta(days=200)
    workspace, _ = keep_workspace(
        session,
        slack_id=district.id,
        name=district.name,
        bot_slack_id=district.app.id,
        now=met_at,
    )
    people = [
        _row_of(place, person, workspace.id, met_at)
        for place, person in enumerate(district.people.values(), start=1)
    ]
    session.execute(insert(Person), people)
    session.execute(
        insert(Occurrence),
        [
            {
                "person_id": person["id"],
                "purpose": "welcome",
                "local_at": met_at.replace(tzinfo=None),
                "zone": "UTC",
                "due_at": met_at,
                "planned_at": met_at,
                "state": "sent",
                "sent_at": met_at,
            }
            for person in people
        ],
    )


def _row_of(
    place: int, person: SlackPerson, workspace_id: int, met_at: datetime
) -> dict[str, object]:
    return {
        "id": place,
        "workspace_id": workspace_id,
        "slack_id": person.id,
        "name": person.real_name,
        "email": person.email,
        "slack_zone": person.tz,
        "is_educator": True,
        "is_slack_admin": person.is_admin,
        "is_admin": False,
        "is_opted_out": False,
        "met_at": met_at,
    }


def keep_entries(url: str, counts: Sequence[tuple[int, int]], *, days: int = 120) -> None:
    """So many entries of each of those people (by row), spread over the last `days` days.

    All of them are told apart, and each has an element.
    """
    database = Database(url)
    try:
        with Session(database.writing) as session, session.begin():
            entries: list[dict[str, object]] = []
            elements: list[dict[str, object]] = []
            now = datetime.now(UTC)
            number = 0
            for person_id, count in counts:
                for place in range(count):
                    number += 1
                    entries.append(_entry(number, person_id, place, now, days))
                    elements.append({"entry_id": number, "element": ELEMENTS[number % 4]})
                    if len(entries) == _BATCH:
                        _insert(session, entries, elements)
            _insert(session, entries, elements)
        _know_the_tables(database)
    finally:
        database.close()


def _entry(number: int, person_id: int, place: int, now: datetime, days: int) -> dict[str, object]:
    at = now - timedelta(days=number % days + 1, seconds=place)
    topic = TOPICS[number % len(TOPICS)]
    said = f"Session {place} on {topic}"
    return {
        "id": number,
        "person_id": person_id,
        "text": said,
        "minutes": 15 + number % 8 * 15,
        "happened_on": at.date(),
        "kind": KINDS[number % len(KINDS)],
        "mode": MODES[number % len(MODES)],
        "visibility": "leaders",
        "suggested": [],
        "logged_at": at,
        "version": 1,
        "searchable": fold(said),
    }


def _insert(
    session: Session, entries: list[dict[str, object]], elements: list[dict[str, object]]
) -> None:
    if entries:
        session.execute(insert(Entry), entries)
        session.execute(insert(EntryElement), elements)
        entries.clear()
        elements.clear()


def _know_the_tables(database: Database) -> None:
    """What was kept under ids of our own is counted on from, and its plans are of full tables."""
    if database.writing.dialect.name == "postgresql":
        with database.writing.execution_options(isolation_level="AUTOCOMMIT").connect() as link:
            for table in ("workspace", "person", "occurrence", "entry", "entry_element"):
                link.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608
                        f" (SELECT coalesce(max(id), 1) FROM {table}))"
                    )
                )
            link.execute(text("ANALYZE"))
