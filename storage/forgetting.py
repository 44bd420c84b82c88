"""Erasing all that is kept of somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from storage.tables import (
    CreditClaim,
    Entry,
    Evaluation,
    Goal,
    LearningOption,
    Look,
    Membership,
    Person,
    Recommendation,
    Reflection,
    Share,
)
from storage.workspaces import want_plan


@dataclass(frozen=True)
class Holdings:
    """How much there is of somebody's."""

    entries: int
    goals: int
    reflections: int
    evaluations: int
    shared_posts: int
    claims: int
    """What they handed in for credit."""


def holdings(session: Session, person_id: int) -> Holdings:
    """What would go, taken-back entries and goals as well."""

    def count(table: type[Entry | Goal | Reflection | Evaluation | Share | CreditClaim]) -> int:
        return session.scalar(select(func.count()).where(table.person_id == person_id)) or 0

    return Holdings(
        entries=count(Entry),
        goals=count(Goal),
        reflections=count(Reflection),
        evaluations=count(Evaluation),
        shared_posts=count(Share),
        claims=count(CreditClaim),
    )


def forget(session: Session, person_id: int, now: datetime) -> None:
    """Erases every row that is theirs; they are met anew, and have opted out.

    What stays: their name and id as Slack has them, with the groups and the role that an admin
    gave them; that they looked at others' records, which those others may see; what they wrote
    in others' evaluations and decided on their credit, which is those others' record, nameless;
    where their shared posts are, nameless, until Slack has deleted them; and learning options
    that colleagues recommend too, without their name and note.
    """
    before = session.get_one(Person, person_id)
    after = Person(
        workspace_id=before.workspace_id,
        slack_id=before.slack_id,
        name=before.name,
        email=before.email,
        slack_zone=before.slack_zone,
        own_zone=None,
        is_educator=before.is_educator,
        is_slack_admin=before.is_slack_admin,
        is_admin=before.is_admin,
        is_opted_out=True,
        dm_channel=None,
        met_at=now,
    )
    # The database itself erases what hangs on the old row, also in tables that come later.
    before.slack_id = f"{before.slack_id}, forgotten"
    session.flush()
    session.add(after)
    session.flush()
    for column in (Membership.person_id, Look.reader_id):
        session.execute(
            update(column.class_).where(column == person_id).values({column.key: after.id})
        )
    session.execute(delete(Share).where(Share.person_id == person_id, Share.ts.is_(None)))
    session.execute(update(Share).where(Share.person_id == person_id).values(words=None))
    _leave_catalogue(session, person_id)
    session.execute(delete(Person).where(Person.id == person_id))
    want_plan(session, after.workspace_id, now)


def _leave_catalogue(session: Session, person_id: int) -> None:
    is_recommended = exists().where(
        Recommendation.option_id == LearningOption.id, Recommendation.person_id != person_id
    )
    theirs = LearningOption.added_by_id == person_id
    session.execute(delete(LearningOption).where(theirs, ~is_recommended))
    session.execute(update(LearningOption).where(theirs).values(note=None))
