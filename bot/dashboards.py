"""What leaders look at: digests and dashboards, loaded for whoever leads the group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from bot.messages.approvals import awaiting_blocks
from bot.messages.dashboard import Dashboard
from bot.messages.digest import Choice
from bot.messages.evaluation_reading import Reader, awaiting_home_blocks
from bot.messages.schedule_words import cadence_in_words
from domain.errors import BadInput
from domain.periods import Period
from domain.weeks import Week
from domain.words import later
from rubric_data import Rubric
from storage.approvals import count_awaiting
from storage.cycles import all_cycles
from storage.digest_settings import groups_to_tell, load_digest_settings
from storage.digests import Digest, load_digest, own_learning, period_figures
from storage.figures import Published
from storage.groups import groups_led_by
from storage.people import Caller
from storage.readings import awaiting_response
from storage.schedules import all_schedules, cadence_of
from storage.stages import stage_report_for
from storage.tables import Group

NOT_A_LEADER = later(
    "The digest is for those who lead a group. If you do, ask an admin to say so: "
    "`/pln me` shows your own week."
)
NOT_LED = later("You don't lead that group any more. `/pln digest` shows those that you do.")
LATELY_WEEKS = 4
AWAITING = 3
"""Evaluations that a leader's page shows; the others are one press away."""


def led_groups(session: Session, person_id: int) -> list[Group]:
    """Those that somebody leads, widest first. Raises BadInput where there are none."""
    groups = groups_led_by(session, person_id)
    if not groups:
        raise BadInput(NOT_A_LEADER)
    return groups


def led_group(session: Session, person_id: int, group_id: int) -> Group:
    """Raises BadInput where they don't lead it: what once was theirs, an old button still says."""
    group = next((each for each in led_groups(session, person_id) if each.id == group_id), None)
    if group is None:
        raise BadInput(NOT_LED)
    return group


def choices_of(groups: Sequence[Group]) -> tuple[Choice, ...]:
    return tuple(Choice(group.id, group.name) for group in groups)


def load_told(
    session: Session, person_id: int, period: Period, today: date, group: Group | None = None
) -> Digest:
    """A leader's digest: about that group, else about all that they want to be told of."""
    groups = [group] if group is not None else groups_to_tell(session, person_id)
    return load_digest(session, groups, period, today=today, reader_id=person_id)


def load_dashboard(
    session: Session, caller: Caller, rubric: Rubric, today: date, group_id: int | None = None
) -> Dashboard:
    """Of that group, else of the widest that they lead.

    Raises BadInput where they lead none, or not that one.
    """
    groups = led_groups(session, caller.person_id)
    group = groups[0] if group_id is None else led_group(session, caller.person_id, group_id)
    published = Published(session, caller.workspace_id)
    this_week = Period(Week.of(today))
    before = Period(this_week.first.before(LATELY_WEEKS), LATELY_WEEKS)
    lately = period_figures(session, group, before, today=today, published=published)
    weeks = (*before.weeks_before, *before.weeks, this_week.first)
    return Dashboard(
        choices=choices_of(groups),
        lately=lately,
        this_week=period_figures(session, group, this_week, today=today, published=published),
        trend=tuple(published.week(week).totals(group.id) for week in weeks),
        own=own_learning(session, caller.person_id, before),
        stage=stage_report_for(
            session, caller.person_id, [element.key for element in rubric.elements]
        ),
        settings=load_digest_settings(session, caller.person_id),
        usual=usual_digest_time(session, caller.workspace_id),
        today=today,
        has_cycles=bool(all_cycles(session, caller.workspace_id)),
        awaiting=(
            *awaiting_blocks(count_awaiting(session, caller)),
            *awaiting_home_blocks(
                awaiting_response(session, caller.person_id),
                Reader(rubric, today, caller.zone),
                most=AWAITING,
            ),
        ),
    )


def usual_digest_time(session: Session, workspace_id: int) -> str | None:
    """`every Monday at 07:30`, as the first digest schedule that is on says; None for none."""
    for schedule in all_schedules(session, workspace_id):
        if schedule.purpose == "digest" and schedule.paused_at is None:
            return cadence_in_words(cadence_of(schedule))
    return None
