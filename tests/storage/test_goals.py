"""Goals keep all that ever changed in them, add up, and are their educator's alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, GoalDraft
from domain.errors import BadInput
from domain.goals import STILL
from domain.indicators import IndicatorDraft
from rubric_data import Rubric
from storage.check_ins import bring_back_check_in, check_in, take_back_check_in
from storage.entries import keep_entry, take_back_entry
from storage.goals import (
    bring_back_goal,
    draft_of,
    keep_goal,
    let_colleagues_see,
    move_goal,
    own_goal,
    redo_revision,
    revise_goal,
    take_back_goal,
    undo_revision,
)
from storage.indicators import keep_indicator, own_indicator, take_back_indicator
from storage.progress import goal_page, goal_progress, goal_story
from storage.questions import last_moved_at, plan_goal_questions
from storage.reflections import edit_reflection
from storage.tables import Goal, GoalRevision, Indicator, Occurrence, Person
from tests.conftest import NOW, AddPerson

TODAY = date(2026, 11, 24)
DRAFT = GoalDraft(text="Run two student-led conferences", element="skills", target="2")


@pytest.fixture
def ana(add_person: AddPerson) -> Person:
    return add_person("Ana")


@pytest.fixture
def goal(session: Session, ana: Person) -> Goal:
    return keep_goal(session, ana.id, DRAFT, submission=None, now=NOW, today=TODAY)


def revise(session: Session, goal: Goal, submission: str | None = None, **changes: object) -> int:
    draft = replace(draft_of(goal), **changes)  # type: ignore[arg-type]
    changed = revise_goal(
        session, goal.person_id, goal.id, draft, submission=submission, now=NOW, today=TODAY
    )
    assert changed.revision is not None
    return changed.revision.id


def test_a_revision_keeps_only_what_changed_and_is_kept_once(session: Session, goal: Goal) -> None:
    row = revise(session, goal, "V1", target="3", due_on=date(2027, 3, 20))
    assert revise(session, goal, "V1", target="4") == row
    revision = session.get_one(GoalRevision, row)
    assert revision.before == {"target": "2", "due_on": None}
    assert revision.after == {"target": "3", "due_on": "2027-03-20"}


def test_undoing_and_redoing_give_back_every_word(session: Session, goal: Goal) -> None:
    before = draft_of(goal)
    row = revise(session, goal, text="Run three", due_on=date(2027, 3, 20), plan_when="a unit ends")
    after = draft_of(goal)
    for _ in range(2):
        undo_revision(session, goal.person_id, row, NOW)
        undo_revision(session, goal.person_id, row, NOW)
        assert draft_of(goal) == before
        redo_revision(session, goal.person_id, row)
        assert draft_of(goal) == after


def test_undoing_leaves_other_fields_as_they_are_now(session: Session, goal: Goal) -> None:
    first = revise(session, goal, target="3")
    revise(session, goal, text="Run some")
    undo_revision(session, goal.person_id, first, NOW)
    assert (goal.text, goal.target) == ("Run some", "2")
    with pytest.raises(BadInput, match="has changed since"):
        second = revise(session, goal, target="5")
        revise(session, goal, target="6")
        undo_revision(session, goal.person_id, second, NOW)


def test_a_check_in_that_completes_a_goal_takes_that_back_with_it(
    session: Session, goal: Goal, ana: Person
) -> None:
    noted = check_in(session, ana.id, goal.id, amount=2, submission="C", now=NOW, today=TODAY)
    again = check_in(session, ana.id, goal.id, amount=2, submission="C", now=NOW, today=TODAY)
    assert again.check_in.id == noted.check_in.id
    assert (goal.state, goal.closed_on) == ("met", TODAY)
    draft = IndicatorDraft("student-engagement", "They led it")
    shown = keep_indicator(
        session, ana.id, draft, check_in_id=noted.check_in.id, submission=None, now=NOW, today=TODAY
    )
    take_back_check_in(session, ana.id, noted.check_in.id, NOW)
    session.flush()
    session.expire_all()
    assert (goal.state, goal.closed_on) == ("open", None)
    assert session.get_one(Indicator, shown.id).deleted_at is not None
    bring_back_check_in(session, ana.id, noted.check_in.id)
    session.flush()
    session.expire_all()
    assert goal.state == "met"
    assert session.get_one(Indicator, shown.id).deleted_at is None


def test_progress_is_counted_from_what_is_linked_and_not_taken_back(
    session: Session, goal: Goal, ana: Person, rubric: Rubric
) -> None:
    revise(session, goal, target="3 webinars", text="Learn on line")
    entries = [
        keep_entry(
            session,
            ana.id,
            EntryDraft(text=kind, happened_on=TODAY, minutes=30, kind=kind, goal_id=goal.id),
            submission=None,
            now=NOW,
        )
        for kind in ("webinar", "webinar", "book-study")
    ]
    progress = goal_progress(session, ana.id, goal.id, rubric.kinds)
    assert (progress.percent, progress.so_far) == (66, 2)
    assert (progress.entries, progress.minutes) == (3, 90)
    take_back_entry(session, ana.id, entries[0].id, NOW)
    session.flush()
    assert goal_progress(session, ana.id, goal.id, rubric.kinds).percent == 33
    check_in(session, ana.id, goal.id, note="Slowly", kinds=rubric.kinds, submission=None,
             now=NOW, today=TODAY)  # fmt: skip
    story = goal_story(session, ana.id, goal.id, rubric.kinds)
    assert [(each.progress, each.is_said) for each in story.check_ins] == [(33, False)]


def test_open_goals_come_first_and_then_what_was_closed_last(
    session: Session, ana: Person, rubric: Rubric
) -> None:
    for text, due_on in (
        ("a", None),
        ("b", date(2027, 5, 1)),
        ("c", date(2027, 1, 1)),
        ("d", None),
    ):
        draft = GoalDraft(text=text, due_on=due_on)
        keep_goal(session, ana.id, draft, submission=None, now=NOW, today=TODAY)
    for number, day in ((1, TODAY), (4, TODAY + timedelta(days=1))):
        move_goal(session, ana.id, number, "complete", submission=None, now=NOW, today=day)
    page = goal_page(session, ana.id, rubric.kinds, first=0, most=3)
    assert [each.goal.text for each in page.rows] == ["c", "b", "d"]
    assert (page.first, page.count) == (0, 4)
    last = goal_page(session, ana.id, rubric.kinds, first=99, most=3)
    assert [each.goal.text for each in last.rows] == ["a"]


def test_nobody_else_can_read_or_change_a_goal_or_what_hangs_on_it(
    session: Session, goal: Goal, ana: Person, add_person: AddPerson, rubric: Rubric
) -> None:
    """Not even where colleagues may see it: seeing goes its own way, in `storage.sight`."""
    let_colleagues_see(session, ana.id, goal.id, now=NOW, today=TODAY)
    row = revise(session, goal, target="3")
    noted = check_in(session, ana.id, goal.id, amount=1, submission=None, now=NOW, today=TODAY)
    draft = IndicatorDraft("improved-practice", "Mine")
    shown = keep_indicator(session, ana.id, draft, submission=None, now=NOW, today=TODAY)
    ben = add_person("Ben", is_slack_admin=True).id
    stamp = {"submission": None, "now": NOW, "today": TODAY}
    attempts: list[Callable[[], object]] = [
        lambda: own_goal(session, ben, goal.id),
        lambda: goal_story(session, ben, goal.id, rubric.kinds),
        lambda: revise_goal(session, ben, goal.id, DRAFT, **stamp),  # type: ignore[arg-type]
        lambda: move_goal(session, ben, goal.id, "complete", **stamp),  # type: ignore[arg-type]
        lambda: check_in(session, ben, goal.id, amount=2, **stamp),  # type: ignore[arg-type]
        lambda: take_back_goal(session, ben, goal.id, NOW),
        lambda: bring_back_goal(session, ben, goal.id),
        lambda: undo_revision(session, ben, row, NOW),
        lambda: redo_revision(session, ben, row),
        lambda: take_back_check_in(session, ben, noted.check_in.id, NOW),
        lambda: bring_back_check_in(session, ben, noted.check_in.id),
        lambda: own_indicator(session, ben, shown.id),
        lambda: take_back_indicator(session, ben, shown.id, NOW),
        lambda: edit_reflection(session, ben, 1, "Mine now", rating=None),
    ]
    for attempt in attempts:
        with pytest.raises(BadInput, match="no longer there"):
            attempt()
    assert goal_page(session, ben, rubric.kinds, first=0, most=9).count == 0
    assert (goal.state, goal.target) == ("open", "3")


def test_whatever_happens_to_a_goal_moves_it_and_what_is_undone_does_not(
    session: Session, goal: Goal, ana: Person
) -> None:
    def later(days: int) -> datetime:
        return NOW + timedelta(days=days)

    entry = keep_entry(
        session, ana.id, EntryDraft(text="Tried it", happened_on=TODAY, goal_id=goal.id),
        submission=None, now=later(1),
    )  # fmt: skip
    assert last_moved_at(session, goal.id) == later(1)
    noted = check_in(
        session, ana.id, goal.id, progress=25, submission=None, now=later(2), today=TODAY
    )
    assert last_moved_at(session, goal.id) == later(2)
    changed = move_goal(
        session, ana.id, goal.id, "let-go", submission=None, now=later(3), today=TODAY
    )
    assert last_moved_at(session, goal.id) == later(3)
    assert changed.revision is not None
    undo_revision(session, ana.id, changed.revision.id, later(4))
    take_back_check_in(session, ana.id, noted.check_in.id, later(4))
    take_back_entry(session, ana.id, entry.id, later(4))
    session.flush()
    assert last_moved_at(session, goal.id) == NOW


def test_planning_again_and_again_plans_one_question(
    session: Session, goal: Goal, workspace_id: int
) -> None:
    for days in (0, 13, 14, 15, 30, 60):
        now = NOW + timedelta(days=days)
        plan_goal_questions(session, workspace_id, now=now, until=now + timedelta(days=8))
    (question,) = session.scalars(select(Occurrence).where(Occurrence.goal_id == goal.id))
    assert question.due_at >= NOW + STILL
    assert question.local_at.weekday() < 5
