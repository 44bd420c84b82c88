"""Reports of cycles of evaluations, loaded for whoever may read them.

A leader reads of the groups that they lead, an admin of the whole cycle; neither of a person.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dashboards import led_group
from bot.messages.cycle_report import CycleReport
from domain.errors import BadInput
from domain.words import later
from domain.zones import local_date
from rubric_data import Rubric
from storage.cycles import all_cycles, get_cycle
from storage.groups import all_groups, within
from storage.participation import PublishedCycle
from storage.people import Caller
from storage.stages import stage_report
from storage.tables import Cycle, Group

NO_CYCLE = later("There is no evaluation cycle yet: admins open one on their page of App Home.")
NOT_FOR_ALL = later("Only admins of PLNudge see how far a whole cycle is.")


def load_report(
    session: Session,
    caller: Caller,
    rubric: Rubric,
    now: datetime,
    *,
    cycle_id: int | None = None,
    group_id: int | None = None,
) -> CycleReport:
    """Of that group, else of the whole cycle; the newest cycle where none is named.

    Raises BadInput where they don't lead that group, or are no admin.
    """
    if group_id is None and not caller.is_admin:
        raise BadInput(NOT_FOR_ALL)
    group = led_group(session, caller.person_id, group_id) if group_id is not None else None
    cycles = all_cycles(session, caller.workspace_id)
    if not cycles:
        raise BadInput(NO_CYCLE)
    cycle = get_cycle(session, caller.workspace_id, cycle_id) if cycle_id else cycles[0]
    return cycle_report(session, rubric, cycle, group, now, zone=caller.zone)


def cycle_report(
    session: Session,
    rubric: Rubric,
    cycle: Cycle,
    group: Group | None,
    now: datetime,
    *,
    zone: str,
) -> CycleReport:
    """Nobody is asked for: whoever calls this has looked who reads it, and lives in `zone`."""
    published = PublishedCycle(session, cycle, now)
    groups = all_groups(session, cycle.workspace_id)
    if group is not None:
        nested = set(session.scalars(within(select(Group.id).where(Group.id == group.id))))
        groups = [each for each in groups if each.id in nested - {group.id}]
    keys = [element.key for element in rubric.elements]
    inside = (published.of(each) for each in groups)
    return CycleReport(
        figures=published.of(group),
        group_id=None if group is None else group.id,
        inside=tuple(each for each in inside if each.people),
        stage=stage_report(session, cycle.workspace_id, keys) if group is None else None,
        cycles=tuple((each.id, each.name) for each in all_cycles(session, cycle.workspace_id)),
        today=local_date(now, zone),
    )
