"""People of a workspace, and what they are to PLNudge: educators, leaders, admins."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from domain.errors import BadInput
from domain.keys import ENGLISH, Staff, language_of
from domain.membership import Member
from domain.zones import local_date
from storage.belonging import belongs_now
from storage.inserting import insert
from storage.tables import CreditRule, Membership, Occurrence, Person, Workspace
from storage.workspaces import follow_day_order, want_plan


@dataclass(frozen=True)
class Caller:
    """Whoever acts, with what they may do: asked anew for each thing that they do."""

    person_id: int
    workspace_id: int
    slack_id: str
    name: str
    zone: str
    is_educator: bool
    is_leader: bool
    is_admin: bool
    is_opted_out: bool
    is_welcomed: bool
    """The welcome was sent, or is due at once."""
    is_day_first: bool
    """In their workspace, `3/4` is the 3rd of April."""
    language: str
    """What they read in (`domain.keys.LANGUAGES`)."""
    has_credit: bool
    """In their workspace a policy gives credit, or did; one that is still to begin does not."""


def find_caller(session: Session, *, workspace: str, slack_id: str, now: datetime) -> Caller | None:
    """By Slack's ids; None where they are not on the roster yet."""
    # Straight from the connection: the session would only look for what may be its own.
    found = (
        session.connection()
        .execute(
            _caller(),
            {"workspace": workspace, "slack_id": slack_id, "now": now, "today": now.date()},
        )
        .one_or_none()
    )
    if found is None:
        return None
    return Caller(
        person_id=found.id,
        workspace_id=found.workspace_id,
        slack_id=found.slack_id,
        name=found.name,
        zone=found.zone,
        is_educator=found.is_educator,
        is_leader=bool(found.is_leader),
        is_admin=bool(found.is_admin),
        is_opted_out=found.is_opted_out,
        is_welcomed=bool(found.is_welcomed),
        is_day_first=found.day_order == "day-first",
        language=found.own_language or language_of(found.slack_locale) or found.language or ENGLISH,
        has_credit=bool(found.has_credit),
    )


@cache
def _caller() -> Select[*tuple[Any, ...]]:
    """Put together once: it is asked with everything that anybody does."""
    has_credit = exists().where(
        CreditRule.workspace_id == Workspace.id, CreditRule.from_on <= bindparam("today")
    )
    return (
        select(
            Person.id,
            Person.workspace_id,
            Person.slack_id,
            Person.name,
            Person.zone.label("zone"),
            Person.is_educator,
            Person.is_opted_out,
            Person.own_language,
            Person.slack_locale,
            _leads_a_group().label("is_leader"),
            _is_admin().label("is_admin"),
            _is_welcomed(bindparam("now")).label("is_welcomed"),
            Workspace.day_order,
            Workspace.language,
            has_credit.label("has_credit"),
        )
        .join(Workspace, Workspace.id == Person.workspace_id)
        .where(
            Workspace.slack_id == bindparam("workspace"), Person.slack_id == bindparam("slack_id")
        )
    )


def keep_members(
    session: Session, workspace_id: int, members: Iterable[Member], now: datetime
) -> int:
    """Adds whoever is new and follows what changed; gives how many that were.

    Their zones and whether they are educators decide who is prompted when, so a change
    asks for a new plan. Whoever leaves keeps their place in the weeks that they were here,
    and finds their groups as they were should they come back.
    """
    given = {member.slack_id: member for member in members}
    known = {
        person.slack_id: person
        for person in session.scalars(
            select(Person).where(Person.workspace_id == workspace_id, Person.slack_id.in_(given))
        )
    }
    changed = 0
    newcomers: list[dict[str, object]] = []
    for member in given.values():
        facts: dict[str, object] = {
            "name": member.name,
            "email": member.email,
            "slack_zone": member.zone,
            "is_educator": member.is_educator,
            "is_slack_admin": member.is_slack_admin,
        }
        if member.locale is not None:
            facts["slack_locale"] = member.locale
        person = known.get(member.slack_id)
        if person is None:
            newcomers.append(
                {
                    "workspace_id": workspace_id,
                    "slack_id": member.slack_id,
                    "met_at": now,
                    "slack_locale": None,
                    **facts,
                }
            )
        elif all(getattr(person, name) == value for name, value in facts.items()):
            continue
        else:
            if person.is_educator != member.is_educator:
                leaves = not member.is_educator
                person.left_on = local_date(now, person.zone) if leaves else None
            for name, value in facts.items():
                setattr(person, name, value)
        changed += 1
    if newcomers:
        # They may be met meanwhile, by what they say or by somebody else who reads the roster.
        keep = insert(Person).on_conflict_do_nothing(index_elements=["workspace_id", "slack_id"])
        session.execute(keep, newcomers)
    session.flush()
    if changed:
        want_plan(session, workspace_id, now)
        follow_day_order(session, workspace_id)
    return changed


def get_person(
    session: Session, workspace_id: int, slack_id: str, *, field: str = "person"
) -> Person:
    """Raises BadInput where nobody has that id."""
    person = session.scalar(
        select(Person).where(Person.workspace_id == workspace_id, Person.slack_id == slack_id)
    )
    if person is None:
        raise BadInput(
            "I know nobody with the id {slack_id}: run “plnudge roster sync” to meet them.",
            slack_id=slack_id,
            field=field,
        )
    return person


def names_of(session: Session, workspace_id: int, slack_ids: Collection[str]) -> dict[str, str]:
    """The names of those people, by their Slack ids; nobody whom the roster doesn't know."""
    rows = session.execute(
        select(Person.slack_id, Person.name).where(
            Person.workspace_id == workspace_id, Person.slack_id.in_(slack_ids)
        )
    )
    return dict(rows.all())


def set_opted_out(
    session: Session, person_id: int, workspace_id: int, *, is_opted_out: bool, now: datetime
) -> None:
    """An opt-out holds until they say otherwise."""
    session.execute(update(Person).where(Person.id == person_id).values(is_opted_out=is_opted_out))
    want_plan(session, workspace_id, now)


def keep_dm_channel(session: Session, person_id: int, channel: str) -> None:
    session.execute(update(Person).where(Person.id == person_id).values(dm_channel=channel))


def set_admin(
    session: Session, workspace_id: int, slack_id: str, *, is_admin: bool, now: datetime
) -> None:
    """Names an admin, or takes it back. Raises BadInput for one who is no educator."""
    person = get_person(session, workspace_id, slack_id)
    if is_admin and not person.is_educator:
        raise BadInput("{name} can't be an admin: guests and bots have no roles.", name=person.name)
    if not is_admin and not person.is_admin:
        raise BadInput("{name} was not named as an admin.", name=person.name)
    person.is_admin = is_admin
    want_plan(session, workspace_id, now)


def set_staff(
    session: Session, workspace_id: int, slack_ids: Iterable[str], staff: Staff | None
) -> list[Person]:
    """What they are at work. Raises BadInput for one who is no educator here."""
    people = [get_person(session, workspace_id, slack_id) for slack_id in slack_ids]
    for person in people:
        if not person.is_educator:
            raise BadInput(
                "{name} is a guest, a bot or no longer here, and so no staff.",
                name=person.name,
                field="person",
            )
        person.staff = staff
    session.flush()
    return people


def named_admins(session: Session, workspace_id: int) -> list[Person]:
    """Those whom somebody named, without Slack's own admins who stand in."""
    return list(
        session.scalars(
            select(Person)
            .where(Person.workspace_id == workspace_id, Person.is_educator, Person.is_admin)
            .order_by(Person.name)
        )
    )


def admins(session: Session, workspace_id: int) -> list[Person]:
    """Those named; where nobody is, Slack's own owners and admins."""
    return list(
        session.scalars(
            select(Person)
            .where(Person.workspace_id == workspace_id, Person.is_educator, _is_admin())
            .order_by(Person.name)
        )
    )


def leaders_among(session: Session, person_ids: Iterable[int]) -> frozenset[int]:
    """Those of them who lead a group."""
    return frozenset(session.scalars(_LEADERS, {"people": list(person_ids)}))


def _leads_a_group() -> ColumnElement[bool]:
    return exists().where(
        Membership.person_id == Person.id, Membership.role == "leader", belongs_now()
    )


_LEADERS: Final = select(Person.id).where(
    Person.id.in_(bindparam("people", expanding=True)), _leads_a_group()
)


def _is_welcomed(now: BindParameter[datetime]) -> ColumnElement[bool]:
    return exists().where(
        Occurrence.person_id == Person.id,
        Occurrence.purpose == "welcome",
        or_(Occurrence.state != "planned", Occurrence.due_at <= now),
    )


def _is_admin() -> ColumnElement[bool]:
    named = aliased(Person)
    nobody_named = ~exists().where(
        named.workspace_id == Person.workspace_id, named.is_admin, named.is_educator
    )
    return and_(Person.is_educator, or_(Person.is_admin, and_(Person.is_slack_admin, nobody_named)))


def has_role(role: str) -> ColumnElement[bool]:
    """A condition on Person: `admin`, `leader`, or `member` for those who are neither."""
    if role == "admin":
        return _is_admin()
    if role == "leader":
        return _leads_a_group()
    return and_(~_is_admin(), ~_leads_a_group())
