"""Slack workspaces that have the app."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.orm import Session

from domain.courtesy import NUDGES_A_DAY
from domain.day_order import usual_day_order
from domain.errors import BadInput
from domain.keys import ENGLISH, DayOrder, language_of
from domain.zones import local_date
from storage.columns import UtcInstant
from storage.tables import Person, Workspace

UNCAPPED: Final = 0
"""Of nudges a day: as many as the schedules bring."""


def keep_workspace(
    session: Session,
    *,
    slack_id: str,
    name: str,
    bot_slack_id: str,
    now: datetime,
    organisation: str | None = None,
) -> tuple[Workspace, bool]:
    """The workspace, and whether it is new here."""
    workspace = session.scalar(select(Workspace).where(Workspace.slack_id == slack_id))
    if workspace is not None:
        workspace.name, workspace.bot_slack_id = name, bot_slack_id
        workspace.organisation_slack_id = organisation
        return workspace, False
    workspace = Workspace(
        slack_id=slack_id,
        name=name,
        bot_slack_id=bot_slack_id,
        organisation_slack_id=organisation,
        installed_at=now,
        plan_wanted_at=now,
    )
    session.add(workspace)
    session.flush()
    return workspace, True


def pick_workspace(session: Session, slack_id: str | None = None) -> Workspace:
    """The one with that id, or the only one there is.

    Raises BadInput where there is none, or where there are several and none is named.
    """
    workspaces = session.scalars(select(Workspace).order_by(Workspace.id)).all()
    if slack_id is not None:
        for workspace in workspaces:
            if workspace.slack_id == slack_id:
                return workspace
        raise BadInput(
            "No workspace {slack_id} has PLNudge here.", slack_id=slack_id, field="workspace"
        )
    if not workspaces:
        raise BadInput(
            "No workspace has PLNudge here yet: run “plnudge run” once, so that it meets Slack."
        )
    if len(workspaces) > 1:
        known = ", ".join(workspace.slack_id for workspace in workspaces)
        raise BadInput(
            "Say which workspace, with --workspace: {known}.", known=known, field="workspace"
        )
    return workspaces[0]


def all_workspaces(session: Session) -> list[Workspace]:
    """Also those that do not have the app any more."""
    return list(session.scalars(select(Workspace).order_by(Workspace.id)))


def served_workspaces(session: Session) -> list[Workspace]:
    """Those that have the app."""
    return list(
        session.scalars(
            select(Workspace).where(Workspace.uninstalled_at.is_(None)).order_by(Workspace.id)
        )
    )


def slack_id_of(session: Session, workspace_id: int) -> str:
    return session.get_one(Workspace, workspace_id).slack_id


def count_educators(session: Session, workspace_id: int) -> int:
    return (
        session.scalar(
            select(func.count()).where(Person.workspace_id == workspace_id, Person.is_educator)
        )
        or 0
    )


def want_plan(session: Session, workspace_id: int, now: datetime) -> None:
    """Notes that who gets what when has changed: the jobs look for this every few seconds.

    Whoever took `now` may have waited since, while a plan was made without the change; so
    it is never noted as older than that plan.
    """
    planned_at = func.coalesce(Workspace.planned_at, literal(now, UtcInstant()))
    session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id)
        .values(
            plan_wanted_at=case(
                (planned_at > literal(now, UtcInstant()), planned_at),
                else_=literal(now, UtcInstant()),
            )
        )
    )


def draws_charts(session: Session, workspace_id: int) -> bool:
    """Whether Slack draws charts there, as far as is known."""
    return not session.get_one(Workspace, workspace_id).refuses_charts


def note_no_charts(session: Session, workspace_id: int) -> None:
    """Slack refused a chart there: from now on figures go out as text."""
    session.execute(
        update(Workspace).where(Workspace.id == workspace_id).values(refuses_charts=True)
    )


def usual_zone(session: Session, workspace_id: int) -> str:
    """The zone that most of its educators live in; UTC where there is nobody yet."""
    zone = session.scalar(
        select(Person.zone)
        .where(Person.workspace_id == workspace_id, Person.is_educator)
        .group_by(Person.zone)
        .order_by(func.count().desc(), Person.zone)
        .limit(1)
    )
    return zone or "UTC"


def today_in(session: Session, workspace_id: int, now: datetime) -> date:
    """The date where most of its educators live: the one that groups' days are kept in."""
    return local_date(now, usual_zone(session, workspace_id))


def floor_in(session: Session, workspace_id: int) -> int:
    """How many people a figure must rest on there to be shown."""
    return session.get_one(Workspace, workspace_id).floor


def set_floor(session: Session, workspace_id: int, floor: int) -> None:
    session.get_one(Workspace, workspace_id).floor = floor
    session.flush()


def language_in(session: Session, workspace_id: int) -> str:
    """What it is spoken to in: channels, and whoever has no language of their own."""
    return session.get_one(Workspace, workspace_id).language or ENGLISH


def language_for(session: Session, person: Person) -> str:
    """What is made for them is written in."""
    return (
        person.own_language
        or language_of(person.slack_locale)
        or language_in(session, person.workspace_id)
    )


def set_language(session: Session, workspace_id: int, language: str | None) -> None:
    session.get_one(Workspace, workspace_id).language = language


def follow_day_order(session: Session, workspace_id: int) -> None:
    """Dates in numbers are read as most of its people write them, unless an admin chose."""
    workspace = session.get_one(Workspace, workspace_id)
    if not workspace.is_day_order_chosen:
        workspace.day_order = usual_day_order(usual_zone(session, workspace_id))
    session.flush()


def choose_day_order(session: Session, workspace_id: int, order: DayOrder | None) -> None:
    """From now on dates in numbers are read so; None follows the workspace's people again."""
    workspace = session.get_one(Workspace, workspace_id)
    workspace.is_day_order_chosen = order is not None
    if order is not None:
        workspace.day_order = order
    follow_day_order(session, workspace_id)


def choose_nudges_a_day(session: Session, workspace_id: int, most: int | None) -> None:
    """How many prompts and reminders come to one educator in a day; `UNCAPPED` is any
    number, None the usual."""
    session.get_one(Workspace, workspace_id).nudges_a_day = most


def most_nudges_a_day(workspace: Workspace) -> int:
    """How many it is there, chosen or as usual; `UNCAPPED` is any number."""
    chosen = workspace.nudges_a_day
    return NUDGES_A_DAY if chosen is None else chosen
