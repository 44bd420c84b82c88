"""Deliveries: what is due is claimed, weighed, and marked with what came of it.

A claim is a lease with a token. Whoever marks must hold the token still: a reply that comes
after the lease ran out and another took over overwrites nothing. Every step is committed
before the next begins.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session, aliased

from domain.courtesy import (
    EVERY_OTHER,
    LONGEST_WAIT,
    NEWS,
    NUDGES,
    Due,
    LeaveOut,
    Verdict,
    weigh,
)
from domain.keys import ENGLISH, Purpose, Stage
from domain.preferences import Preferences
from domain.words import later
from domain.zones import local_date, to_instant, to_local, zone_called
from storage.calendars import all_calendars, calendars_of, days_off
from storage.inserting import insert
from storage.people import keep_dm_channel
from storage.preferences import preferences_of
from storage.schedules import in_audience
from storage.steps import keep_steps
from storage.tables import Occurrence, Person, Schedule, Workspace
from storage.workspaces import most_nudges_a_day

MOST_ATTEMPTS: Final = 20
ASK_AGAIN: Final = timedelta(minutes=15)
"""After that long, a workspace that refused the app is asked whether it still does."""

LONGEST_DAY: Final = timedelta(hours=26)
"""A little more than the one on which clocks go back."""


@dataclass(frozen=True)
class Claim:
    """One occurrence that is ours to send until the lease ends."""

    occurrence: Occurrence
    person: Person
    workspace: Workspace
    schedule: Schedule | None
    """Its own, or that of the prompt that it reminds of."""
    about: Occurrence | None
    """The prompt that it reminds of."""
    was_unsettled: bool
    """An earlier attempt may have reached Slack: look there first."""

    @property
    def language(self) -> str:
        """What whoever gets it reads in."""
        return self.person.language or self.workspace.language or ENGLISH


IS_PLANNED: Final = Occurrence.state == literal_column("'planned'")
"""Written out: SQLite reads the index of what is planned where the statement itself says so."""
_PEOPLE: Final[BindParameter[int]] = bindparam("people", expanding=True)
_CLAIMABLE: Final = (
    IS_PLANNED,
    Occurrence.due_at <= bindparam("now"),
    or_(Occurrence.claimed_until.is_(None), Occurrence.claimed_until <= bindparam("now")),
)


def workspaces_due(session: Session, now: datetime) -> Sequence[int]:
    """Those in which something may go out now.

    A workspace whose plan is out of date waits until it is planned anew, so that nothing
    goes out that a change has just called off.
    """
    return session.scalars(
        select(Workspace.id)
        .where(
            Workspace.planned_at >= Workspace.plan_wanted_at,
            Workspace.uninstalled_at.is_(None),
            or_(Workspace.refused_at.is_(None), Workspace.refused_at <= now - ASK_AGAIN),
            Workspace.id.in_(
                select(Person.workspace_id)
                .join(Occurrence, Occurrence.person_id == Person.id)
                .where(*_CLAIMABLE)
            ),
        )
        .order_by(Workspace.id),
        {"now": now},
    ).all()


def next_due_at(session: Session, after: datetime, *, until: datetime) -> datetime | None:
    """When something comes due next, in that time."""
    return session.scalar(
        select(func.min(Occurrence.due_at)).where(
            IS_PLANNED, Occurrence.due_at > after, Occurrence.due_at <= until
        )
    )


def _people_waiting() -> Select[int]:
    """Of one workspace only: how much else is due, and ever was, makes no claim slower."""
    waiting = (
        select(Occurrence.person_id, func.min(Occurrence.due_at).label("since"))
        .join(Person, Person.id == Occurrence.person_id)
        .where(Person.workspace_id == bindparam("workspace"), *_CLAIMABLE)
        .group_by(Occurrence.person_id)
        .subquery()
    )
    return (
        select(Person.id)
        .join(waiting, waiting.c.person_id == Person.id)
        .join(Workspace, Workspace.id == Person.workspace_id)
        .where(Workspace.planned_at >= Workspace.plan_wanted_at, Workspace.uninstalled_at.is_(None))
        .order_by(waiting.c.since, Person.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=Person, skip_locked=True, key_share=True)
    )


_About: Final = aliased(Occurrence)
_PEOPLE_WAITING: Final = _people_waiting()
_DUE_FOR_THEM: Final = (
    select(Occurrence, Person, Workspace, Schedule, _About)
    .join(Person, Person.id == Occurrence.person_id)
    .join(Workspace, Workspace.id == Person.workspace_id)
    .outerjoin(_About, _About.id == Occurrence.about_id)
    .outerjoin(Schedule, Schedule.id == func.coalesce(Occurrence.schedule_id, _About.schedule_id))
    .where(Occurrence.person_id.in_(_PEOPLE), *_CLAIMABLE)
    .order_by(Occurrence.due_at, Occurrence.purpose != "welcome", Occurrence.id)
    # One whose holder is late, and writes just now what became of it, is passed over too:
    # that holder comes to the person next, whom this has locked.
    .with_for_update(of=Occurrence, skip_locked=True, key_share=True)
)


def claim_due(
    session: Session,
    workspace_id: int,
    now: datetime,
    *,
    token: str,
    lease: timedelta,
    most_people: int,
) -> list[Claim]:
    """Takes all that is due for some people, whoever has waited longest first.

    A person's welcome comes before the rest. Nothing is taken that another holds, nor anything
    of people for whom another claims just now: what is due for one goes out in its order.
    """
    wanted = {"workspace": workspace_id, "now": now, "most": most_people}
    people = session.scalars(_PEOPLE_WAITING, wanted).all()
    rows = session.execute(_DUE_FOR_THEM, {"people": people, "now": now}).all()
    claims = []
    for occurrence, person, workspace, schedule, reminded in rows:
        claims.append(
            Claim(occurrence, person, workspace, schedule, reminded, occurrence.is_unsettled)
        )
        occurrence.claim = token
        occurrence.claimed_until = now + lease
        occurrence.attempts += 1
        occurrence.is_unsettled = True
    session.flush()
    return claims


@dataclass(frozen=True)
class Backlog:
    """What is due and has not been sent."""

    count: int
    longest: timedelta
    """For how long the one of them has been due that has been so for longest."""


def backlog_at(session: Session, now: datetime) -> Backlog:
    """Of all workspaces that have the app."""
    is_due = (IS_PLANNED, Occurrence.due_at <= now, _is_served())
    count = session.scalar(select(func.count()).where(*is_due)) or 0
    oldest = session.scalar(select(func.min(Occurrence.due_at)).where(*is_due))
    return Backlog(count, now - oldest if oldest is not None else timedelta())


def weigh_claims(session: Session, claims: Sequence[Claim], now: datetime) -> dict[int, Verdict]:
    """What is to become of each, by occurrence id: as the world is now, not as it was planned."""
    verdicts: dict[int, Verdict] = {}
    open_claims: dict[int, list[Claim]] = {}
    wanted = _still_wanted(session, claims)
    for claim in claims:
        cause = _cause_to_leave_out(claim, wanted)
        if cause is not None:
            verdicts[claim.occurrence.id] = LeaveOut(cause)
        else:
            open_claims.setdefault(claim.person.id, []).append(claim)
    preferences = preferences_of(session, open_claims)
    surroundings = _Surroundings.of(session, open_claims, preferences, now)
    for person_id, theirs in open_claims.items():
        person = theirs[0].person
        answers = weigh(
            [surroundings.due(claim) for claim in theirs],
            preferences[person_id],
            zone=zone_called(person.zone),
            now=now,
            had_today=surroundings.had_today(person, now),
            most_a_day=most_nudges_a_day(theirs[0].workspace),
        )
        verdicts.update(
            (claim.occurrence.id, answer) for claim, answer in zip(theirs, answers, strict=True)
        )
    return verdicts


@dataclass(frozen=True)
class Mark:
    """What Slack took, to be written down."""

    occurrence_id: int
    token: str
    channel: str
    ts: str
    known_channel: str | None = None
    """Where it was sent to, if that was known."""
    cause: str | None = None


def mark_sent(session: Session, marks: Collection[Mark], now: datetime) -> set[Mark]:
    """Slack has them. Gives those whose claim was still ours; of others nothing is written.

    Somebody quick may have answered before this: then it stays answered.
    """
    held = session.execute(_HELD, {"ids": sorted(mark.occurrence_id for mark in marks)}).all()
    rows = {(row.id, row.claim): row for row in held}
    ours = {mark: rows[key] for mark in marks if (key := (mark.occurrence_id, mark.token)) in rows}
    if not ours:
        return set()
    session.execute(
        update(Occurrence),
        [
            {
                "id": row.id,
                "state": "sent" if row.state == "planned" else row.state,
                "channel": mark.channel,
                "ts": mark.ts,
                "sent_at": now,
                "reason": None,
                **_LET_GO,
            }
            for mark, row in ours.items()
        ],
    )
    for cause in {mark.cause for mark in ours}:
        of_that = [mark.occurrence_id for mark in ours if mark.cause == cause]
        keep_steps(session, of_that, "sent", now, cause=cause)
    for mark, row in ours.items():
        if mark.channel != mark.known_channel:
            keep_dm_channel(session, row.person_id, mark.channel)
    _plan_reminders(session, ours.values(), now)
    return set(ours)


def put_back(
    session: Session,
    occurrence_id: int,
    *,
    token: str,
    again_at: datetime,
    cause: str,
    now: datetime,
    is_unsettled: bool,
    is_counted: bool = True,
) -> bool:
    """It did not go this time and is tried again then; `is_counted` where it was its own fault."""
    return _end_claim(
        session,
        occurrence_id,
        token,
        "put-back",
        now,
        cause=cause,
        next_at=again_at,
        claimed_until=again_at,
        is_unsettled=is_unsettled,
        attempts=Occurrence.attempts - (0 if is_counted else 1),
    )


def let_wait(
    session: Session, occurrence_id: int, *, token: str, until: datetime, cause: str, now: datetime
) -> bool:
    """It comes later, as the one whom it is for would have it."""
    return _end_claim(
        session,
        occurrence_id,
        token,
        "waiting",
        now,
        cause=cause,
        next_at=until,
        due_at=until,
        reason=cause,
        attempts=0,
    )


def leave_out(
    session: Session, occurrence_id: int, *, token: str, cause: str, now: datetime
) -> bool:
    """It does not come."""
    return _end_claim(
        session, occurrence_id, token, "skipped", now, cause=cause, state="skipped", reason=cause
    )


def mark_failed(
    session: Session, occurrence_id: int, *, token: str, cause: str, now: datetime
) -> bool:
    """It can't come: trying again would not help."""
    return _end_claim(
        session, occurrence_id, token, "failed", now, cause=cause, state="failed", reason=cause
    )


def release_claims(
    session: Session, now: datetime, *, after: timedelta, workspace_id: int | None = None
) -> int:
    """Ends the leases of a process that died, where no other can hold one; gives how many.

    Each lasts for `after` still: Slack may be taking what that process sent last. Those of one
    workspace, or of all.
    """
    people = select(Person.id)
    if workspace_id is not None:
        people = people.where(Person.workspace_id == workspace_id)
    released = session.scalars(
        update(Occurrence)
        .where(
            Occurrence.claim.is_not(None),
            Occurrence.claimed_until > now + after,
            Occurrence.person_id.in_(people),
        )
        .values(claimed_until=now + after)
        .returning(Occurrence.id)
    ).all()
    return len(released)


def end_left_tasks(session: Session) -> None:
    """Tasks that were running when every process died hold their locks still, on PostgreSQL.

    Only for whoever is the only one. What they were to do is asked for anew by the next look.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("DELETE FROM procrastinate_jobs WHERE status = 'doing'"))


def note_refusal(session: Session, workspace_id: int, refusal: str, now: datetime) -> None:
    """Slack lets the app do nothing in that workspace; nothing goes out there for a while."""
    session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id)
        .values(
            refused_at=now,
            refused_since=func.coalesce(Workspace.refused_since, now),
            refusal=refusal,
        )
    )


def note_welcome_back(session: Session, workspace_id: int) -> None:
    """Slack lets the app in again."""
    session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id)
        .values(refused_at=None, refused_since=None, refusal=None)
    )


_HELD: Final = (
    select(
        Occurrence.id,
        Occurrence.claim,
        Occurrence.person_id,
        Occurrence.purpose,
        Occurrence.state,
        Occurrence.zone,
        Occurrence.element,
        Schedule.remind_after_hours,
    )
    .outerjoin(Schedule, Schedule.id == Occurrence.schedule_id)
    .where(Occurrence.id.in_(bindparam("ids", expanding=True)))
    .order_by(Occurrence.id)
    .with_for_update(of=Occurrence, key_share=True)
)


def _plan_reminders(session: Session, sent: Iterable[Row[*tuple[Any, ...]]], now: datetime) -> None:
    """One to each prompt, however often that was snoozed and came again."""
    reminders = []
    for prompt in sent:
        if prompt.purpose == "prompt" and prompt.state == "planned" and prompt.remind_after_hours:
            due_at = now + timedelta(hours=prompt.remind_after_hours)
            reminders.append(
                {
                    "person_id": prompt.person_id,
                    "purpose": "reminder",
                    "about_id": prompt.id,
                    "local_at": to_local(due_at, zone_called(prompt.zone)),
                    "zone": prompt.zone,
                    "due_at": due_at,
                    "planned_at": now,
                    "element": prompt.element,
                }
            )
    if reminders:
        session.execute(insert(Occurrence).values(reminders).on_conflict_do_nothing())


def refusals(session: Session) -> list[Workspace]:
    """The workspaces in which Slack lets the app do nothing."""
    return list(
        session.scalars(
            select(Workspace)
            .where(Workspace.refused_at.is_not(None), Workspace.uninstalled_at.is_(None))
            .order_by(Workspace.id)
        )
    )


def count_overdue(session: Session, due_before: datetime) -> int:
    """How many were due before that, and neither went out nor were left out."""
    return (
        session.scalar(
            select(func.count()).where(IS_PLANNED, Occurrence.due_at < due_before, _is_served())
        )
        or 0
    )


def _is_served() -> ColumnElement[bool]:
    """The workspace of that occurrence's person has the app."""
    return exists().where(
        Person.id == Occurrence.person_id,
        Workspace.id == Person.workspace_id,
        Workspace.uninstalled_at.is_(None),
    )


_LET_GO: Final[dict[str, Any]] = {"claim": None, "claimed_until": None, "is_unsettled": False}


def _end_claim(
    session: Session,
    occurrence_id: int,
    token: str,
    stage: Stage,
    now: datetime,
    *,
    cause: str,
    next_at: datetime | None = None,
    **values: Any,
) -> bool:
    """False, and nothing written, where the claim is no longer ours."""
    ended = session.scalar(
        update(Occurrence)
        .where(
            Occurrence.id == occurrence_id,
            Occurrence.claim == token,
            Occurrence.state == "planned",
        )
        .values(**(_LET_GO | values))
        .returning(Occurrence.id)
    )
    if ended is None:
        return False
    keep_steps(session, [occurrence_id], stage, now, cause=cause, due_at=next_at)
    return True


def _cause_to_leave_out(claim: Claim, wanted: set[int]) -> str | None:
    """Why it may not come at all, whatever the hour."""
    occurrence, person, schedule, about = (
        claim.occurrence,
        claim.person,
        claim.schedule,
        claim.about,
    )
    causes = (
        (not person.is_educator, later("no educator of this workspace any more")),
        # Who wants no prompts hears all the same what somebody did about something of theirs.
        (person.is_opted_out and occurrence.purpose not in NEWS, later("opted out")),
        (
            schedule is not None and schedule.removed_at is not None,
            later("the schedule was removed"),
        ),
        (schedule is not None and schedule.paused_at is not None, later("the schedule was paused")),
        (occurrence.id not in wanted, later("no longer among those whom the schedule is for")),
        (
            occurrence.purpose == "reminder" and (about is None or about.state != "sent"),
            later("answered, snoozed or skipped meanwhile"),
        ),
        (occurrence.attempts > MOST_ATTEMPTS, later("tried too many times")),
    )
    return next((cause for holds, cause in causes if holds), None)


def _still_wanted(session: Session, claims: Iterable[Claim]) -> set[int]:
    """Ids of the occurrences whose person is still one their schedule is for."""
    by_schedule: dict[int, tuple[Schedule, list[Claim]]] = {}
    wanted: set[int] = set()
    for each in claims:
        if each.schedule is not None:
            by_schedule.setdefault(each.schedule.id, (each.schedule, []))[1].append(each)
        else:
            wanted.add(each.occurrence.id)
    for schedule, group in by_schedule.values():
        people = set(
            session.scalars(
                select(Person.id).where(
                    in_audience(schedule), Person.id.in_([each.person.id for each in group])
                )
            )
        )
        wanted |= {each.occurrence.id for each in group if each.person.id in people}
    return wanted


@dataclass(frozen=True)
class _Surroundings:
    """What else came and comes to the people of some claims, each found in one query."""

    next_at: dict[tuple[int, int], datetime]
    """When the next of a schedule is due for a person, by (schedule, person)."""
    came: set[tuple[int, int]]
    """(schedule, person) where the last one came, and was not left out for fewer."""
    sent_at: dict[int, list[datetime]]
    """Nudges that came by themselves within the last day or so, by person."""
    days_off: dict[tuple[int, int], dict[date, str]]
    """The week's days that a schedule leaves out for a person, by (schedule, person)."""
    all_days_off: dict[int, dict[date, str]]
    """All days off in the week of those whom a cycle is to remind, by person."""

    @classmethod
    def of(
        cls,
        session: Session,
        claims: Mapping[int, Sequence[Claim]],
        preferences: Mapping[int, Preferences],
        now: datetime,
    ) -> _Surroundings:
        schedules = {
            claim.schedule.id for each in claims.values() for claim in each if claim.schedule
        }
        fewer = [each for each in claims if preferences[each].frequency == "fewer"]
        return cls(
            next_at=_next_at(session, schedules, list(claims), now),
            came=_came_last(session, schedules, fewer),
            sent_at=_sent_lately(session, list(claims), now),
            days_off=_days_off(session, claims, now),
            all_days_off=_all_days_off(session, claims, now),
        )

    def due(self, claim: Claim) -> Due:
        occurrence = claim.occurrence
        key = (claim.schedule.id if claim.schedule else 0, claim.person.id)
        off = self.days_off.get(key, {})
        if occurrence.purpose == "cycle":
            off = self.all_days_off.get(claim.person.id, {})
        return Due(
            purpose=cast(Purpose, occurrence.purpose),
            due_at=occurrence.due_at,
            meant_at=to_instant(occurrence.local_at, zone_called(occurrence.zone)),
            usual=occurrence.local_at.time() if occurrence.zone == claim.person.zone else None,
            next_at=self.next_at.get(key),
            is_snoozed=occurrence.is_snoozed or occurrence.is_test,
            days_off=off,
            is_other=occurrence.purpose == "prompt" and key in self.came,
        )

    def had_today(self, person: Person, now: datetime) -> int:
        today = local_date(now, person.zone)
        times = self.sent_at.get(person.id, [])
        return sum(local_date(sent_at, person.zone) == today for sent_at in times)


def _next_at(
    session: Session, schedules: Collection[int], people: Collection[int], now: datetime
) -> dict[tuple[int, int], datetime]:
    wanted = {"schedules": list(schedules), "people": list(people), "now": now}
    rows = session.execute(_NEXT_OF_SCHEDULES, wanted)
    return {(schedule_id or 0, person_id): due_at for schedule_id, person_id, due_at in rows}


_NEXT_OF_SCHEDULES: Final = (
    select(Occurrence.schedule_id, Occurrence.person_id, func.min(Occurrence.due_at))
    .where(
        Occurrence.schedule_id.in_(bindparam("schedules", expanding=True)),
        Occurrence.person_id.in_(_PEOPLE),
        IS_PLANNED,
        Occurrence.due_at > bindparam("now"),
        ~Occurrence.is_snoozed,
    )
    .group_by(Occurrence.schedule_id, Occurrence.person_id)
)


def _came_last(
    session: Session, schedules: Collection[int], people: Collection[int]
) -> set[tuple[int, int]]:
    if not people:
        return set()
    rows = session.execute(
        select(Occurrence.schedule_id, Occurrence.person_id, Occurrence.sent_at)
        .where(
            Occurrence.schedule_id.in_(schedules),
            Occurrence.person_id.in_(people),
            Occurrence.purpose == "prompt",
            or_(Occurrence.sent_at.is_not(None), Occurrence.reason == EVERY_OTHER),
        )
        .order_by(Occurrence.local_at)
    )
    last = {(schedule_id or 0, person_id): sent_at for schedule_id, person_id, sent_at in rows}
    return {key for key, sent_at in last.items() if sent_at is not None}


def _sent_lately(
    session: Session, people: Collection[int], now: datetime
) -> dict[int, list[datetime]]:
    rows = session.execute(_NUDGES_SINCE, {"people": list(people), "since": now - LONGEST_DAY})
    lately: dict[int, list[datetime]] = {}
    for person_id, sent_at in rows:
        if sent_at is not None:
            lately.setdefault(person_id, []).append(sent_at)
    return lately


_NUDGES_SINCE: Final = select(Occurrence.person_id, Occurrence.sent_at).where(
    Occurrence.person_id.in_(_PEOPLE),
    Occurrence.purpose.in_(NUDGES),
    # What somebody asked for came with the answer to them, and is no nudge.
    Occurrence.ts.is_not(None),
    ~Occurrence.is_test,
    Occurrence.sent_at > bindparam("since"),
)


def _days_off(
    session: Session, claims: Mapping[int, Sequence[Claim]], now: datetime
) -> dict[tuple[int, int], dict[date, str]]:
    found: dict[tuple[int, int], dict[date, str]] = {}
    has_calendars: dict[int, bool] = {}
    for claim in (claim for theirs in claims.values() for claim in theirs):
        schedule, person = claim.schedule, claim.person
        if schedule is None or (schedule.id, person.id) in found:
            continue
        if schedule.id not in has_calendars:
            has_calendars[schedule.id] = bool(calendars_of(session, schedule.id))
        if has_calendars[schedule.id]:
            today = local_date(now, person.zone)
            found[schedule.id, person.id] = days_off(
                session, person, today, today + LONGEST_WAIT, schedule_id=schedule.id
            )
    return found


def _all_days_off(
    session: Session, claims: Mapping[int, Sequence[Claim]], now: datetime
) -> dict[int, dict[date, str]]:
    people = {
        claim.person.id: claim.person
        for theirs in claims.values()
        for claim in theirs
        if claim.occurrence.purpose == "cycle"
    }
    has_calendars = {
        workspace_id: bool(all_calendars(session, workspace_id))
        for workspace_id in {person.workspace_id for person in people.values()}
    }
    found = {}
    for person in people.values():
        if has_calendars[person.workspace_id]:
            today = local_date(now, person.zone)
            found[person.id] = days_off(session, person, today, today + LONGEST_WAIT)
    return found
