"""Occurrences: what is planned for whom, and what the educator does with it.

The life of one: planned → claimed (`storage.deliveries`) → sent → answered. It may end as
skipped or failed, each with its reason. Every step is committed before the next begins and
is on record (`storage.steps`), which answers “why did I (not) get it?”.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.keys import Purpose, Rotation, SkipReason
from domain.words import later
from domain.zones import to_local
from storage.steps import keep_steps
from storage.tables import Occurrence

GONE = later("I can't find that prompt any more. `/pln reflect` brings a new one.")
SKIPPED = later("skipped by the educator")
_SKIPPED_BECAUSE: dict[SkipReason, str] = {
    "no-time": later("no time"),
    "not-relevant": later("not relevant"),
    "done-already": later("done already"),
}
HISTORY = 200
"""How many prompts back a choice looks, to avoid repeats."""


# Asked for now


def welcome_now(session: Session, person_id: int, zone: str, now: datetime) -> bool:
    """The first meeting: the welcome is due at once. False where they had it already."""
    welcome = session.scalar(
        select(Occurrence).where(Occurrence.person_id == person_id, Occurrence.purpose == "welcome")
    )
    if welcome is None:
        session.add(
            Occurrence(
                person_id=person_id,
                purpose="welcome",
                local_at=to_local(now, ZoneInfo(zone)),
                zone=zone,
                due_at=now,
                planned_at=now,
            )
        )
        return True
    if welcome.state == "planned" and welcome.due_at > now:
        welcome.due_at = now
        return True
    return False


def ask_now(
    session: Session,
    person_id: int,
    *,
    element: str,
    because: Rotation = "least-practised",
    prompt_id: str,
    prompt_text: str,
    zone: str,
    now: datetime,
    submission: str | None = None,
) -> Occurrence:
    """A prompt that the educator asked for; the answer to their command carries it."""
    occurrence = Occurrence(
        person_id=person_id,
        purpose="prompt",
        local_at=to_local(now, ZoneInfo(zone)),
        zone=zone,
        due_at=now,
        planned_at=now,
        element=element,
        element_because=because,
        prompt_id=prompt_id,
        prompt_text=prompt_text,
        state="sent",
        sent_at=now,
        submission=submission,
    )
    session.add(occurrence)
    session.flush()
    keep_steps(session, [occurrence.id], "sent", now, cause=later("asked for"))
    return occurrence


def find_asked(session: Session, person_id: int, submission: str) -> Occurrence | None:
    """What that same delivery asked for already."""
    return session.scalar(
        select(Occurrence).where(
            Occurrence.person_id == person_id, Occurrence.submission == submission
        )
    )


# Looking ahead


def next_due(session: Session, purpose: Purpose, *, after: datetime) -> datetime | None:
    """When the next one is due, later than that."""
    return session.scalar(
        select(func.min(Occurrence.due_at)).where(
            Occurrence.state == "planned",
            Occurrence.purpose == purpose,
            Occurrence.due_at > after,
        )
    )


# What the educator does with it


def own_occurrence(session: Session, person_id: int, occurrence_id: int) -> Occurrence:
    """Raises BadInput where it is gone or somebody else's."""
    occurrence = session.scalar(
        select(Occurrence).where(Occurrence.id == occurrence_id, Occurrence.person_id == person_id)
    )
    if occurrence is None:
        raise BadInput(GONE)
    return occurrence


def snooze(
    session: Session, person_id: int, occurrence_id: int, *, until: datetime, now: datetime
) -> Occurrence:
    """It comes again then. Raises BadInput where it was answered."""
    occurrence = _unanswered(session, person_id, occurrence_id)
    if occurrence.is_snoozed and occurrence.state == "planned" and occurrence.due_at == until:
        return occurrence
    occurrence.state = "planned"
    occurrence.due_at = until
    occurrence.is_snoozed = True
    occurrence.attempts = 0
    _let_go(occurrence)
    keep_steps(session, [occurrence.id], "snoozed", now, due_at=until)
    call_off_reminder(session, occurrence.id, later("the prompt was snoozed"), now)
    return occurrence


def skip(session: Session, person_id: int, occurrence_id: int, *, now: datetime) -> Occurrence:
    """The educator passes on it. Raises BadInput where it was answered."""
    occurrence = _unanswered(session, person_id, occurrence_id)
    if occurrence.state != "skipped":
        _leave_out(session, occurrence, SKIPPED, now)
        call_off_reminder(session, occurrence.id, later("the prompt was skipped"), now)
    return occurrence


def next_planned(session: Session, person_id: int, now: datetime) -> Occurrence | None:
    """Their next prompt."""
    return session.scalar(
        select(Occurrence)
        .where(
            Occurrence.person_id == person_id,
            Occurrence.state == "planned",
            Occurrence.purpose == "prompt",
            Occurrence.due_at > now,
        )
        .order_by(Occurrence.due_at)
        .limit(1)
    )


def prompts_had(session: Session, person_ids: Iterable[int]) -> dict[int, list[str]]:
    """The ids of the prompts that each of them had, oldest first."""
    had: dict[int, list[str]] = {}
    for person_id, prompt_id in session.execute(_PROMPTS_HAD, {"people": list(person_ids)}):
        if prompt_id is not None:
            had.setdefault(person_id, []).append(prompt_id)
    return {person_id: ids[-HISTORY:] for person_id, ids in had.items()}


_PROMPTS_HAD: Final = (
    select(Occurrence.person_id, Occurrence.prompt_id)
    .where(
        Occurrence.person_id.in_(bindparam("people", expanding=True)),
        Occurrence.prompt_id.is_not(None),
    )
    .order_by(Occurrence.due_at, Occurrence.id)
)


def say_why_skipped(
    session: Session, person_id: int, occurrence_id: int, reason: SkipReason, now: datetime
) -> Occurrence:
    """Why they passed on it. Raises BadInput where they did not, or answered it since."""
    occurrence = _unanswered(session, person_id, occurrence_id)
    why = f"{SKIPPED}: {_SKIPPED_BECAUSE[reason]}"
    if not (occurrence.state == "skipped" and (occurrence.reason or "").startswith(SKIPPED)):
        raise BadInput("You did not skip that one, so there is no reason to give.")
    if occurrence.reason != why:
        occurrence.reason = why
        keep_steps(session, [occurrence.id], "skipped", now, cause=why)
    return occurrence


def follow_up_of(session: Session, entry_id: int) -> Occurrence | None:
    """What was settled about asking what came of that entry."""
    return session.scalar(_FOLLOW_UP, {"entry": entry_id})


_IS_FOLLOW_UP: Final = (
    Occurrence.purpose == "follow-up",
    Occurrence.entry_id == bindparam("entry"),
)
_FOLLOW_UP: Final = select(Occurrence).where(*_IS_FOLLOW_UP)
HAS_FOLLOW_UP: Final = exists().where(*_IS_FOLLOW_UP)
"""Something was settled about that `entry`."""


def shown_at(session: Session, occurrence: Occurrence) -> list[tuple[str, str]]:
    """Channel and `ts` of each message that asks this: the prompt's own, and the reminder's."""
    rows = session.execute(
        select(Occurrence.channel, Occurrence.ts)
        .where(
            or_(Occurrence.id == occurrence.id, Occurrence.about_id == occurrence.id),
            Occurrence.channel.is_not(None),
        )
        .order_by(Occurrence.id)
    )
    return [(channel, ts) for channel, ts in rows if channel and ts]


def call_off_reminder(session: Session, occurrence_id: int, cause: str, now: datetime) -> None:
    """Nobody is reminded of what they have answered, put off or passed on."""
    reminder = session.scalar(
        select(Occurrence).where(
            Occurrence.about_id == occurrence_id,
            Occurrence.purpose == "reminder",
            Occurrence.state == "planned",
        )
    )
    if reminder is not None:
        _leave_out(session, reminder, cause, now)


def _leave_out(session: Session, occurrence: Occurrence, cause: str, now: datetime) -> None:
    occurrence.state = "skipped"
    occurrence.reason = cause
    _let_go(occurrence)
    keep_steps(session, [occurrence.id], "skipped", now, cause=cause)


def _unanswered(session: Session, person_id: int, occurrence_id: int) -> Occurrence:
    occurrence = own_occurrence(session, person_id, occurrence_id)
    if occurrence.state == "answered":
        raise BadInput("You answered this one already. Thank you!")
    return occurrence


def _let_go(occurrence: Occurrence) -> None:
    occurrence.claim = None
    occurrence.claimed_until = None
    occurrence.is_unsettled = False
