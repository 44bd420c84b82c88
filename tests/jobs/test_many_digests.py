"""Two hundred leaders: each one's digest is planned and sent once, whatever is repeated."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.sender import Sender
from domain.cadence import weekly
from domain.digest_settings import DigestSettings
from domain.membership import Member
from domain.weeks import Week
from jobs.delivery import Deliverer
from jobs.planning import plan_where_wanted
from rubric_data import Rubric
from sandbox.clock import Clock
from sandbox.limits import RateLimits
from sandbox.state import Person as SlackPerson
from storage.database import Database
from storage.digest_settings import keep_digest_settings
from storage.people import keep_members
from storage.schedules import ScheduleDraft, add_schedule
from storage.tables import Entry, EntryElement, Group, Membership, Occurrence, Person
from storage.workspaces import keep_workspace
from tests.conftest import NOW, TEAM, PatientSlack

pytestmark = pytest.mark.long

SCHOOLS = 200
MEMBERS = 6
SMALL = range(190, 200)
"""Schools of one: their leaders are told that figures don't show."""
FRIDAY = range(40)
"""Leaders who chose Friday afternoon."""


def furnish(session: Session) -> int:
    """A district of 200 schools, each with its leader and six members who all log each week."""
    workspace, _ = keep_workspace(
        session, slack_id=TEAM, name="Lakeview", bot_slack_id="U0BOT", now=NOW
    )
    zones = ("America/Chicago", "America/Denver", "Pacific/Honolulu")
    members = [
        Member(f"U{school:03}{place}", f"Person {school} {place}", zones[school % 3])
        for school in range(SCHOOLS)
        for place in range(1 if school in SMALL else 1 + MEMBERS)
    ]
    keep_members(session, workspace.id, members, NOW)
    ids = dict(session.execute(select(Person.slack_id, Person.id)).all())
    groups = [Group(workspace_id=workspace.id, name=f"School {place}") for place in range(SCHOOLS)]
    session.add_all(groups)
    session.flush()
    session.execute(
        insert(Membership),
        [
            {
                "group_id": groups[int(slack_id[1:4])].id,
                "person_id": person_id,
                "role": "leader" if slack_id.endswith("0") else "member",
            }
            for slack_id, person_id in ids.items()
        ],
    )
    _log(session, list(ids.values()))
    schedule = ScheduleDraft(
        name="Weekly digest",
        cadence=weekly(["mon"], time(7, 30)),
        from_on=date(2026, 11, 1),
        elements=("skills",),
        purpose="digest",
        roles=("leader",),
    )
    add_schedule(session, workspace.id, schedule, NOW)
    for school in FRIDAY:
        friday = DigestSettings(weekday="fri", at=time(16, 0))
        keep_digest_settings(session, ids[f"U{school:03}0"], friday, NOW)
    return workspace.id


def _log(session: Session, people: list[int]) -> None:
    week = Week.of(NOW.date())
    elements = ("ownership", "skills", "opportunities", "evaluation")
    # All at once: kept as a command keeps them, they would take most of the test's time.
    session.add_all(
        Entry(
            person_id=person,
            text="A webinar",
            searchable="a webinar",
            minutes=10 + person % 50,
            happened_on=week.before(weeks_ago).monday + timedelta(days=person % 5),
            kind="webinar",
            visibility="private",
            logged_at=NOW,
            element_rows=[EntryElement(element=elements[person % 4])],
        )
        for person in people
        for weeks_ago in range(5)
    )


def plan(database: Database, now: datetime) -> None:
    database.write_now(lambda session: plan_where_wanted(session, now))


async def test_each_of_two_hundred_leaders_gets_one_digest(
    database: Database, rubric: Rubric
) -> None:
    workspace_id = database.write_now(furnish)
    clock = Clock(start=NOW, ticking=False)
    async with PatientSlack(clock=clock, limits=RateLimits.off()) as slack:
        for school in range(SCHOOLS):
            leader = f"U{school:03}0"
            slack.workspace.people[leader] = SlackPerson(
                id=leader, key=leader, name=leader, real_name=f"Person {school}", team_id=TEAM
            )
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        sender = Sender(client, posts_per_minute=60_000)
        # Slack stumbles: it refuses some, and takes one of which the answer is lost.
        slack.faults.add("rate_limited", "chat.postMessage", count=3, after=20, retry_after=1)
        slack.faults.add("reset_after", "chat.postMessage", count=2, after=50)
        end = NOW + timedelta(days=7)

        async def sender_of(_workspace_id: int) -> Sender:
            return sender

        while clock.now() < end:
            plan(database, clock.now())
            # A new deliverer each time, as after a restart.
            deliverer = Deliverer(database, rubric, sender_of, clock.now)
            await deliverer.deliver_due()
            await clock.advance(timedelta(hours=2))
        came = Counter(
            next(
                member
                for member in slack.workspace.channels[message.channel].members
                if member != slack.workspace.app.id
            )
            for message in slack.workspace.messages
            if "digest_settings" in message.actions()
        )
        texts = [message.plain() for message in slack.workspace.messages]
    assert came == {f"U{school:03}0": 1 for school in range(SCHOOLS)}
    assert sum("This group is small" in text for text in texts) == len(SMALL)
    assert sum("7 of 7 took part" in text for text in texts) == SCHOOLS - len(SMALL)
    states = database.read_now(
        lambda session: Counter(
            (row.state, f"{row.local_at:%a %H:%M}")
            for row in session.scalars(
                select(Occurrence)
                .join(Person, Person.id == Occurrence.person_id)
                .where(
                    Person.workspace_id == workspace_id,
                    Occurrence.purpose == "digest",
                    Occurrence.local_at < datetime(2026, 12, 1),
                )
            )
        )
    )
    assert states == {("sent", "Mon 07:30"): 160, ("sent", "Fri 16:00"): 40}
