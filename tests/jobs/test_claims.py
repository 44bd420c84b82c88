"""Who may send what, when: leases that fence each other off, and the world as it is by then."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from domain import courtesy
from domain.courtesy import Come, LeaveOut, Verdict, Wait
from domain.membership import Member
from domain.preferences import Hours, Preferences
from storage.calendars import add_calendar, attach_calendars
from storage.deliveries import (
    ASK_AGAIN,
    Claim,
    Mark,
    claim_due,
    leave_out,
    let_wait,
    mark_failed,
    mark_sent,
    note_refusal,
    note_welcome_back,
    put_back,
    release_claims,
    weigh_claims,
    workspaces_due,
)
from storage.groups import keep_group, keep_membership
from storage.occurrences import skip, snooze
from storage.people import keep_members, set_opted_out
from storage.policies import set_policy
from storage.preferences import keep_preferences
from storage.reflections import keep_reflection
from storage.schedules import pause_schedule, remove_schedule
from storage.tables import Occurrence, OccurrenceStep, Person, Schedule, Workspace
from storage.workspaces import want_plan
from tests.conftest import NOW, AddPerson
from tests.jobs.conftest import Owe

LEASE = timedelta(minutes=5)


def claim(
    session: Session, workspace_id: int, by: str = "a", *, now: datetime = NOW, people: int = 50
) -> list[Claim]:
    return claim_due(session, workspace_id, now, token=by, lease=LEASE, most_people=people)


def verdicts(session: Session, workspace_id: int, *, now: datetime = NOW) -> list[Verdict]:
    session.get_one(Workspace, workspace_id).planned_at = now
    claims = claim(session, workspace_id, now=now)
    answers = weigh_claims(session, claims, now)
    return [answers[each.occurrence.id] for each in claims]


def sent(session: Session, occurrence: Occurrence, token: str, now: datetime = NOW) -> bool:
    return bool(mark_sent(session, [Mark(occurrence.id, token, "D1", "1.0")], now))


def stages(session: Session, occurrence: Occurrence) -> list[str]:
    return list(
        session.scalars(
            select(OccurrenceStep.stage)
            .where(OccurrenceStep.occurrence_id == occurrence.id)
            .order_by(OccurrenceStep.id)
        )
    )


def wish(session: Session, person: Person, **wishes: object) -> None:
    keep_preferences(
        session,
        person.id,
        Preferences(**wishes),  # type: ignore[arg-type]
        elements=("ownership",),
        today=date(2026, 11, 24),
        now=NOW - timedelta(days=1),
    )


@pytest.fixture
def ana(add_person: AddPerson) -> Person:
    return add_person("Ana")


# Leases


def test_what_one_holds_another_does_not_get(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    owe(ana)
    assert len(claim(session, workspace_id, "a")) == 1
    assert claim(session, workspace_id, "b", now=NOW + LEASE - timedelta(seconds=1)) == []
    assert len(claim(session, workspace_id, "b", now=NOW + LEASE)) == 1


def test_a_lease_that_ran_out_is_taken_over_as_unsettled(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    owe(ana)
    assert [each.was_unsettled for each in claim(session, workspace_id, "a")] == [False]
    later = claim(session, workspace_id, "b", now=NOW + LEASE)
    assert [each.was_unsettled for each in later] == [True]


@pytest.mark.parametrize("end", ["sent", "put-back", "waiting", "skipped", "failed"])
def test_a_reply_that_comes_after_another_took_over_writes_nothing(
    session: Session, workspace_id: int, ana: Person, owe: Owe, end: str
) -> None:
    occurrence = owe(ana)
    claim(session, workspace_id, "a")
    claim(session, workspace_id, "b", now=NOW + LEASE)
    about: dict[str, Any] = {"token": "a", "cause": "late", "now": NOW + LEASE}
    done = {
        "sent": lambda: sent(session, occurrence, "a"),
        "put-back": lambda: put_back(
            session, occurrence.id, again_at=NOW, is_unsettled=False, **about
        ),
        "waiting": lambda: let_wait(session, occurrence.id, until=NOW, **about),
        "skipped": lambda: leave_out(session, occurrence.id, **about),
        "failed": lambda: mark_failed(session, occurrence.id, **about),
    }[end]()
    session.refresh(occurrence)
    assert not done
    assert (occurrence.state, occurrence.claim, occurrence.is_unsettled) == ("planned", "b", True)
    assert stages(session, occurrence) == []
    assert sent(session, occurrence, "b")


def test_a_late_reply_counts_where_nobody_took_over(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    occurrence = owe(ana)
    claim(session, workspace_id, "a")
    assert sent(session, occurrence, "a", NOW + 2 * LEASE)
    assert claim(session, workspace_id, "b", now=NOW + 2 * LEASE) == []


def test_an_answer_that_is_quicker_than_the_mark_stays(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    occurrence = owe(ana, prompt_id="p", prompt_text="What?", element="skills")
    claim(session, workspace_id, "a")
    keep_reflection(session, ana.id, occurrence.id, "This.", now=NOW, today=NOW.date())
    assert sent(session, occurrence, "a")
    session.refresh(occurrence)
    assert (occurrence.state, occurrence.ts) == ("answered", "1.0")
    assert stages(session, occurrence) == ["answered", "sent"]


def test_of_marks_that_are_written_together_only_those_count_whose_claim_is_still_ours(
    session: Session, workspace_id: int, ana: Person, add_person: AddPerson, owe: Owe
) -> None:
    held, lost = owe(ana), owe(add_person("U0BEN"))
    claim(session, workspace_id, "a")
    lost.claim = "b"
    session.flush()
    marks = [Mark(each.id, "a", "D9", "1.0", known_channel="D1") for each in (held, lost)]
    assert mark_sent(session, marks, NOW) == {marks[0]}
    session.expire_all()
    assert (held.state, held.ts, held.claim) == ("sent", "1.0", None)
    assert (lost.state, lost.ts, lost.claim, lost.is_unsettled) == ("planned", None, "b", True)
    assert (stages(session, held), stages(session, lost)) == (["sent"], [])
    assert ana.dm_channel == "D9"


def test_a_claim_reads_nothing_of_what_is_due_or_was_elsewhere(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    """On SQLite, which says so: a backlog of others, or years of history, make it no slower."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL decides by how much there is")
    asked: list[tuple[str, Any]] = []
    event.listen(
        session.get_bind(),
        "before_cursor_execute",
        lambda _link, _cursor, statement, parameters, *_: asked.append((statement, parameters)),
    )
    owe(ana)
    asked.clear()
    weigh_claims(session, claim(session, workspace_id), NOW)
    selects = [each for each in asked if each[0].startswith("SELECT")]
    steps = [
        step
        for statement, parameters in selects
        for *_, step in session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", parameters
        )
    ]
    assert steps
    assert not [step for step in steps if step.startswith("SCAN occurrence")]
    assert any("ix_occurrence_planned" in step for step in steps)


def test_all_that_is_due_for_a_person_is_claimed_together_and_the_longest_wait_first(
    session: Session, workspace_id: int, ana: Person, add_person: AddPerson, owe: Owe
) -> None:
    ben = add_person("Ben")
    owe(ana, NOW - timedelta(minutes=1))
    owe(ben, NOW - timedelta(minutes=3))
    owe(ben, NOW - timedelta(minutes=2))
    first = claim(session, workspace_id, "a", people=1)
    assert [each.person.name for each in first] == ["Ben", "Ben"]
    assert [each.person.name for each in claim(session, workspace_id, "b")] == ["Ana"]


def test_nothing_goes_out_by_a_plan_that_a_change_has_overtaken(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    owe(ana)
    assert list(workspaces_due(session, NOW)) == [workspace_id]
    want_plan(session, workspace_id, NOW + timedelta(seconds=1))
    assert list(workspaces_due(session, NOW)) == []
    assert claim(session, workspace_id) == []


def test_a_process_that_died_holds_nothing_for_long(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    owe(ana)
    claim(session, workspace_id, "dead")
    soon = timedelta(seconds=10)
    assert release_claims(session, NOW, after=soon) == 1
    assert claim(session, workspace_id, now=NOW + soon - timedelta(seconds=1)) == []
    (taken,) = claim(session, workspace_id, now=NOW + soon)
    assert taken.was_unsettled


def test_a_workspace_that_refuses_is_left_alone_for_a_while(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    owe(ana)
    note_refusal(session, workspace_id, "token_revoked", NOW)
    session.flush()
    assert list(workspaces_due(session, NOW + timedelta(minutes=1))) == []
    assert list(workspaces_due(session, NOW + ASK_AGAIN)) == [workspace_id]
    note_refusal(session, workspace_id, "token_revoked", NOW + ASK_AGAIN)
    workspace = session.get_one(Workspace, workspace_id, populate_existing=True)
    assert workspace.refused_since == NOW
    note_welcome_back(session, workspace_id)
    assert list(workspaces_due(session, NOW)) == [workspace_id]


# The world as it is by then


def test_what_nobody_wants_any_more_is_left_out_with_its_cause(
    session: Session, workspace_id: int, ana: Person, add_person: AddPerson, owe: Owe
) -> None:
    team = keep_group(session, workspace_id, "Team")
    gone, quiet = add_person("Gone"), add_person("Quiet")
    keep_membership(session, team.id, ana.id, "member")
    for person in (ana, gone, quiet):
        owe(person)
    keep_members(
        session, workspace_id, [Member("UGONE", "Gone", gone.zone, is_deactivated=True)], NOW
    )
    set_opted_out(session, quiet.id, workspace_id, is_opted_out=True, now=NOW)
    assert verdicts(session, workspace_id) == [
        Come(),
        LeaveOut("no educator of this workspace any more"),
        LeaveOut("opted out"),
    ]


def test_a_schedule_that_was_stopped_sends_nothing(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    due = owe(ana)
    pause_schedule(session, workspace_id, "Daily", NOW)
    assert verdicts(session, workspace_id) == [LeaveOut("the schedule was paused")]
    due.claim = due.claimed_until = None
    remove_schedule(session, workspace_id, "Daily", NOW)
    assert verdicts(session, workspace_id) == [LeaveOut("the schedule was removed")]


def test_a_holiday_that_was_added_is_kept(
    session: Session, workspace_id: int, ana: Person, owe: Owe, schedule: Schedule
) -> None:
    owe(ana)
    calendar = add_calendar(
        session, workspace_id, "Breaks", days={date(2026, 11, 24): "Snow day"}, now=NOW
    )
    attach_calendars(session, schedule, [calendar])
    assert verdicts(session, workspace_id) == [LeaveOut("a day off: Snow day")]


def test_wishes_are_heeded_as_they_are_by_then(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    owe(ana)
    wish(session, ana, quiet=Hours(time(11), time(13)))
    assert verdicts(session, workspace_id) == [Wait(NOW + timedelta(hours=1), courtesy.QUIET)]


def test_whoever_wants_fewer_gets_every_other_one(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    wish(session, ana, frequency="fewer")
    came = []
    for week in range(6):
        now = NOW + timedelta(weeks=week)
        occurrence = owe(ana, now)
        (answer,) = verdicts(session, workspace_id, now=now)
        came.append(answer == Come())
        if answer == Come():
            sent(session, occurrence, "a", now)
        else:
            assert answer == LeaveOut(courtesy.EVERY_OTHER)
            leave_out(session, occurrence.id, token="a", cause=courtesy.EVERY_OTHER, now=now)
    assert came == [True, False, True, False, True, False]


def test_the_cap_counts_all_schedules_and_nothing_that_was_asked_for(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    for minutes, more in ((90, {}), (60, {}), (30, {"is_test": True})):
        had = owe(ana, NOW - timedelta(minutes=minutes), **more)
        had.state, had.ts, had.sent_at = "sent", "1.0", NOW - timedelta(minutes=minutes)
    asked = owe(ana, NOW - timedelta(minutes=20))
    asked.state, asked.sent_at = "sent", NOW
    due = owe(ana)
    assert verdicts(session, workspace_id) == [Wait(NOW + timedelta(days=1), courtesy.ENOUGH)]
    due.claim = due.claimed_until = None
    set_policy(session, workspace_id, "nudges-a-day", "3")
    assert verdicts(session, workspace_id) == [Come()]


# Reminders


def remind(session: Session, workspace_id: int, ana: Person, owe: Owe) -> Occurrence:
    """A prompt that has come, of a schedule that reminds after four hours."""
    session.scalars(select(Schedule)).one().remind_after_hours = 4
    prompt = owe(ana, prompt_id="p", prompt_text="What?", element="skills")
    claim(session, workspace_id)
    sent(session, prompt, "a")
    return prompt


def reminders(session: Session) -> list[Occurrence]:
    return list(session.scalars(select(Occurrence).where(Occurrence.purpose == "reminder")))


def test_a_prompt_is_followed_by_one_reminder(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    prompt = remind(session, workspace_id, ana, owe)
    (reminder,) = reminders(session)
    assert (reminder.about_id, reminder.due_at) == (prompt.id, NOW + timedelta(hours=4))
    assert verdicts(session, workspace_id, now=reminder.due_at) == [Come()]


@pytest.mark.parametrize("act", ["answered", "snoozed", "skipped"])
def test_nobody_is_reminded_of_what_is_settled(
    session: Session, workspace_id: int, ana: Person, owe: Owe, act: str
) -> None:
    prompt = remind(session, workspace_id, ana, owe)
    match act:
        case "answered":
            keep_reflection(session, ana.id, prompt.id, "This.", now=NOW, today=NOW.date())
        case "snoozed":
            snooze(session, ana.id, prompt.id, until=NOW + timedelta(hours=1), now=NOW)
        case _:
            skip(session, ana.id, prompt.id, now=NOW)
    (reminder,) = reminders(session)
    assert (reminder.state, reminder.reason) == ("skipped", f"the prompt was {act}")


def test_a_snoozed_prompt_that_came_again_brings_no_second_reminder(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    prompt = remind(session, workspace_id, ana, owe)
    later = NOW + timedelta(hours=1)
    snooze(session, ana.id, prompt.id, until=later, now=NOW)
    claim(session, workspace_id, "b", now=later)
    assert sent(session, prompt, "b", later)
    assert [each.state for each in reminders(session)] == ["skipped"]


# What an evaluation brings


def test_news_of_an_evaluation_reaches_who_opted_out_and_a_reminder_of_a_cycle_does_not(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    set_opted_out(session, ana.id, workspace_id, is_opted_out=True, now=NOW)
    owe(ana, purpose="evaluation", schedule_id=None, news="responded")
    owe(ana, purpose="cycle", schedule_id=None, news="goals")
    assert verdicts(session, workspace_id) == [Come(), LeaveOut("opted out")]


def test_news_waits_for_a_pause_to_end_and_is_never_too_late(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    news = owe(ana, NOW - timedelta(days=9), purpose="evaluation", schedule_id=None, news="decided")
    assert verdicts(session, workspace_id) == [Come()]
    release_claims(session, NOW, after=timedelta(0))
    wish(session, ana, paused_until_on=date(2026, 12, 7))
    later = NOW + timedelta(minutes=1)
    (answer,) = verdicts(session, workspace_id, now=later)
    assert answer == Wait(NOW.replace(month=12, day=7, hour=14), courtesy.PAUSED)
    assert news.state == "planned"


def test_a_reminder_of_a_cycle_counts_as_a_nudge_and_keeps_to_days_that_are_not_off(
    session: Session, workspace_id: int, ana: Person, owe: Owe
) -> None:
    add_calendar(session, workspace_id, "Break", days={date(2026, 11, 25): "Snow"}, now=NOW)
    set_policy(session, workspace_id, "nudges-a-day", "1")
    owe(ana)
    owe(ana, NOW, purpose="cycle", schedule_id=None, news="goals")
    answers = verdicts(session, workspace_id)
    assert answers == [Come(), Wait(NOW + timedelta(days=2), courtesy.ENOUGH)]
    wednesday = NOW + timedelta(days=1)
    owe(ana, wednesday, purpose="cycle", schedule_id=None, news="submit")
    assert verdicts(session, workspace_id, now=wednesday)[-1] == LeaveOut("a day off: Snow")
