"""What educators posted to channels: their own to post, and to take down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.words import later
from domain.zones import local_date
from storage.entries import own_entry, recent_entries
from storage.goals import let_colleagues_see, own_goal
from storage.pages import Page, find_rows
from storage.tables import Entry, Goal, Person, Share

GONE = later("That post is not on record any more. `/pln share list` shows what you have shared.")


@dataclass(frozen=True)
class Work:
    """What can be shared: an entry or a goal, by its id."""

    what: str
    """`entry` or `goal`."""
    row: int

    def dump(self) -> str:
        return f"{self.what}:{self.row}"

    @classmethod
    def load(cls, text: str) -> Work:
        """Raises BadInput for what is neither."""
        what, _, row = text.partition(":")
        if what not in {"entry", "goal"} or not row.isdecimal():
            raise BadInput("Choose an activity or a goal of yours to share.", field="work")
        return cls(what, int(row))


@dataclass(frozen=True)
class Shared:
    """A post with what it shows, as far as that is still there."""

    share: Share
    work: Entry | Goal | None


def own_work(session: Session, person_id: int, work: Work) -> Entry | Goal:
    """Raises BadInput where it is gone or somebody else's."""
    find = own_entry if work.what == "entry" else own_goal
    return find(session, person_id, work.row)


def work_to_share(
    session: Session, person_id: int, *, limit: int, chosen: Work | None = None
) -> tuple[list[Entry], list[Goal]]:
    """Their latest entries, and goals that were not let go; `chosen` is among them.

    Raises BadInput as `own_work` does.
    """
    entries = list(recent_entries(session, person_id, limit=limit))
    goals = list(
        session.scalars(
            select(Goal)
            .where(Goal.person_id == person_id, Goal.state != "let-go", Goal.deleted_at.is_(None))
            .order_by(Goal.number.desc())
            .limit(limit)
        )
    )
    if chosen is not None:
        work = own_work(session, person_id, chosen)
        if isinstance(work, Entry) and work not in entries:
            entries = [work, *entries[: limit - 1]]
        elif isinstance(work, Goal) and work not in goals:
            goals = [work, *goals[: limit - 1]]
    return entries, goals


def begin_share(
    session: Session,
    person_id: int,
    work: Work,
    *,
    channel: str,
    words: str | None,
    is_for_colleagues: bool,
    submission: str,
    now: datetime,
) -> tuple[Share, Entry | Goal, bool]:
    """The post that is to be made, what it shows, and whether it is new.

    The same submission again gives the post that it began. `is_for_colleagues` lets all
    colleagues see it from now on. Raises BadInput as `own_work` does.
    """
    shown = own_work(session, person_id, work)
    begun = session.scalar(
        select(Share).where(Share.person_id == person_id, Share.submission == submission)
    )
    if begun is not None:
        return begun, shown, False
    person = session.get_one(Person, person_id)
    if is_for_colleagues and isinstance(shown, Goal):
        today = local_date(now, person.zone)
        let_colleagues_see(session, person_id, shown.id, now=now, today=today)
    elif is_for_colleagues:
        shown.visibility = "colleagues"
    share = Share(
        workspace_id=person.workspace_id,
        person_id=person_id,
        entry_id=work.row if work.what == "entry" else None,
        goal_id=work.row if work.what == "goal" else None,
        words=words,
        channel=channel,
        shared_at=now,
        submission=submission,
    )
    session.add(share)
    session.flush()
    return share, shown, True


def mark_shared(session: Session, share_id: int, *, channel: str, ts: str) -> bool:
    """Slack has it. False where its author had everything erased meanwhile."""
    share = session.get(Share, share_id)
    if share is None:
        return False
    share.channel, share.ts = channel, ts
    return True


def drop_share(session: Session, share_id: int) -> None:
    """Slack has it no more, or never had it."""
    share = session.get(Share, share_id)
    if share is not None:
        session.delete(share)


def own_share(session: Session, person_id: int, share_id: int) -> Share:
    """Raises BadInput where it is gone, was never posted, or is somebody else's."""
    share = session.scalar(
        select(Share).where(
            Share.id == share_id, Share.person_id == person_id, Share.ts.is_not(None)
        )
    )
    if share is None:
        raise BadInput(GONE)
    return share


def shares_of(session: Session, person_id: int, *, first: int, most: int) -> Page[Shared]:
    """The latest first."""
    page = find_rows(
        session,
        select(Share, Entry, Goal)
        .outerjoin(Entry, Entry.id == Share.entry_id)
        .outerjoin(Goal, Goal.id == Share.goal_id)
        .where(Share.person_id == person_id, Share.ts.is_not(None))
        .order_by(Share.shared_at.desc(), Share.id.desc()),
        first=first,
        most=most,
    )
    return page.of([Shared(share, entry or goal) for share, entry, goal in page.rows])


def abandoned_shares(session: Session, workspace_id: int) -> Sequence[Share]:
    """Posts there whose authors had everything erased: they are still to be taken down."""
    return session.scalars(
        select(Share)
        .where(Share.workspace_id == workspace_id, Share.person_id.is_(None), Share.ts.is_not(None))
        .order_by(Share.id)
    ).all()
