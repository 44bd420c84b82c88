"""Districts to measure with: as many educators and entries as a row wants, in a few statements.

All is made inside the database, so that a million entries take seconds. Who does what is decided
by numbers alone: two districts of the same measures are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    Integer,
    SQLColumnExpression,
    String,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Session

from bench.records import ELEMENTS, KINDS, MODES
from domain.zones import to_local
from storage.database import Database
from storage.tables import (
    Entry,
    EntryElement,
    EntrySkill,
    Goal,
    Group,
    Membership,
    Occurrence,
    Person,
    Workspace,
)

ZONES: Final = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/Halifax",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Tokyo",
)
SKILLS: Final = ("collaboration", "creativity", "communication", "technology")
VISIBILITIES: Final = ("private", "leaders", "colleagues")
A_SCHOOL: Final = 50
"""People of each."""


def make_workspace(session: Session, now: datetime, slack_id: str = "T0BENCH") -> Workspace:
    workspace = Workspace(
        slack_id=slack_id,
        name=f"District {slack_id}",
        bot_slack_id="U0BOT",
        installed_at=now,
        plan_wanted_at=now,
    )
    session.add(workspace)
    session.flush()
    return workspace


def make_educators(
    session: Session,
    workspace: Workspace,
    count: int,
    now: datetime,
    *,
    zones: Sequence[str] = ZONES,
) -> None:
    """`UBENCH1` and on, the zones taken in turn; each has a channel `DBENCH1` and an email."""
    number = _numbers(count).c.number
    name = cast(number, String)
    values: dict[str, SQLColumnExpression[Any]] = {
        "workspace_id": literal(workspace.id),
        "slack_id": literal("UBENCH").concat(name),
        "name": literal("Educator ").concat(name),
        "email": literal("educator.").concat(name).concat("@lakeview.example"),
        "slack_zone": _in_turn(zones, number),
        "is_educator": literal(True),
        "is_slack_admin": number == 1,
        "is_admin": number == 1,
        "is_opted_out": literal(False),
        "dm_channel": literal("DBENCH").concat(name),
        "met_at": literal(now, Person.met_at.type),
    }
    session.execute(insert(Person).from_select(list(values), select(*values.values())))


def welcome_all(session: Session, workspace: Workspace, at: datetime) -> None:
    """Each educator had the welcome then."""
    values: dict[str, SQLColumnExpression[Any]] = {
        "person_id": Person.id,
        "purpose": literal("welcome"),
        "local_at": literal(at.replace(tzinfo=None), Occurrence.local_at.type),
        "zone": literal("UTC"),
        "due_at": literal(at, Occurrence.due_at.type),
        "planned_at": literal(at, Occurrence.planned_at.type),
        "state": literal("sent"),
        "sent_at": literal(at, Occurrence.sent_at.type),
    }
    met = select(*values.values()).where(Person.workspace_id == workspace.id)
    session.execute(insert(Occurrence).from_select(list(values), met))


def plan_prompts(session: Session, planned_at: datetime, dues: Sequence[datetime]) -> None:
    """A prompt for each educator, those times taken in turn; as if they had put it off till then,
    so that no plan moves it."""
    people = session.execute(
        select(Person.id, Person.zone).where(Person.is_educator).order_by(Person.id)
    ).all()
    session.execute(
        insert(Occurrence),
        [
            {
                "person_id": person_id,
                "purpose": "prompt",
                "local_at": to_local(due_at, ZoneInfo(zone)),
                "zone": zone,
                "due_at": due_at,
                "planned_at": planned_at,
                "is_snoozed": True,
                "element": ELEMENTS[place % len(ELEMENTS)],
            }
            for place, (person_id, zone) in enumerate(people)
            for due_at in [dues[place % len(dues)]]
        ],
    )


def make_schools(session: Session, workspace: Workspace) -> Group:
    """A district of schools; gives the district. The first of each school leads it, and the first
    of all leads the district."""
    district = Group(workspace_id=workspace.id, name="District")
    session.add(district)
    session.flush()
    people = (
        select(Person.id, (func.row_number().over(order_by=Person.id) - 1).label("place"))
        .where(Person.workspace_id == workspace.id)
        .subquery()
    )
    schools = 1 + (session.scalar(select(func.max(people.c.place))) or 0) // A_SCHOOL
    session.execute(
        insert(Group),
        [
            {"workspace_id": workspace.id, "name": f"School {number + 1}", "parent_id": district.id}
            for number in range(schools)
        ],
    )
    first = select(func.min(Group.id)).where(Group.parent_id == district.id).scalar_subquery()
    school = first + people.c.place // A_SCHOOL
    leads = people.c.place % A_SCHOOL == 0
    role = case((leads, "leader"), else_="member")
    columns = ["group_id", "person_id", "role"]
    session.execute(insert(Membership).from_select(columns, select(school, people.c.id, role)))
    leader = select(literal(district.id), people.c.id, literal("leader"))
    session.execute(insert(Membership).from_select(columns, leader.where(people.c.place == 0)))
    return district


def make_goals(session: Session, workspace: Workspace, now: datetime, *, set_on: date) -> None:
    """An open one of each educator, to which a part of the entries made after it belongs."""
    values: dict[str, SQLColumnExpression[Any]] = {
        "person_id": Person.id,
        "number": literal(1),
        "text": literal("Run two student-led conferences"),
        "element": _in_turn(ELEMENTS, Person.id),
        "state": literal("open"),
        "visibility": literal("leaders"),
        "set_at": literal(now, Goal.set_at.type),
        "set_on": literal(set_on, Goal.set_on.type),
    }
    theirs = select(*values.values()).where(Person.workspace_id == workspace.id)
    session.execute(insert(Goal).from_select(list(values), theirs))


def make_entries(
    session: Session, workspace: Workspace, now: datetime, *, until: date, weeks: int, a_week: int
) -> None:
    """Each educator's in the weeks up to that day, so many a week, on days of their own.

    Each has an element, every other one a skill, and every fifth is towards a goal of its author,
    where there is one.
    """
    last_id = session.scalar(select(func.max(Entry.id))) or 0
    for ago in range(weeks * 7):
        day = until - timedelta(days=ago)
        turn = Person.id * 3 + day.toordinal()
        values: dict[str, SQLColumnExpression[Any]] = {
            "person_id": Person.id,
            "text": literal("EdCamp session on student podcasting in class"),
            "minutes": 15 + 5 * (turn % 10),
            "happened_on": literal(day, Entry.happened_on.type),
            "kind": _in_turn(KINDS, turn),
            "mode": _in_turn(MODES, turn),
            "reach": case((turn % 3 == 0, "within"), (turn % 3 == 1, "outside"), else_=None),
            "network_act": case((turn % 10 == 0, "joined"), else_=None),
            "visibility": _in_turn(VISIBILITIES, turn),
            "goal_id": case((turn % 5 == 0, Goal.id), else_=None),
            "suggested": literal([], Entry.suggested.type),
            "logged_at": literal(now - timedelta(days=ago), Entry.logged_at.type),
            "version": literal(1),
            "searchable": literal("edcamp session on student podcasting in class"),
        }
        logs = (Person.workspace_id == workspace.id) & (turn % 7 < a_week)
        theirs = select(*values.values()).outerjoin(Goal, Goal.person_id == Person.id).where(logs)
        session.execute(insert(Entry).from_select(list(values), theirs))
    of_entry = Entry.id > last_id
    session.execute(
        insert(EntryElement).from_select(
            ["entry_id", "element"], select(Entry.id, _in_turn(ELEMENTS, Entry.id)).where(of_entry)
        )
    )
    session.execute(
        insert(EntrySkill).from_select(
            ["entry_id", "skill"],
            select(Entry.id, _in_turn(SKILLS, Entry.id // 2)).where(of_entry, Entry.id % 2 == 0),
        )
    )


def tidy(database: Database) -> None:
    """What a server does with its tables by itself in a while."""
    if database.writing.dialect.name == "postgresql":
        with database.writing.connect() as link:
            link.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _numbers(count: int) -> CTE:
    """1 and on, as many as that."""
    numbers = select(literal(1, Integer).label("number")).cte("numbers", recursive=True)
    following = select(numbers.c.number + 1).where(numbers.c.number < count)
    return numbers.union_all(following)


def _in_turn(choices: Sequence[str], number: SQLColumnExpression[int]) -> SQLColumnExpression[str]:
    picked = dict(enumerate(choices))
    return case(picked, value=number % len(choices), else_=choices[0])
