"""Each workspace is served by itself, and a lease that is about to end sends nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.sender import Sender
from domain.membership import Member
from jobs.delivery import LEASE, Deliverer
from rubric_data import Rubric
from sandbox.clock import Clock
from sandbox.district import PEOPLE
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from storage.database import Database
from storage.deliveries import ASK_AGAIN, claim_due
from storage.people import keep_members
from storage.tables import Occurrence, OccurrenceStep, Person, Workspace
from storage.workspaces import keep_workspace
from tests.conftest import NOW, PatientSlack, due_prompt


@dataclass
class Two:
    """Two workspaces on one database, each with its own Slack; both live by one clock."""

    slacks: dict[int, LocalSlack]
    clock: Clock
    database: Database
    deliverer: Deliverer

    def states(self, workspace_id: int) -> set[str]:
        return self.database.read_now(
            lambda session: set(
                session.scalars(
                    select(Occurrence.state)
                    .join(Person, Person.id == Occurrence.person_id)
                    .where(Person.workspace_id == workspace_id)
                )
            )
        )

    def posts(self, workspace_id: int) -> int:
        slack = self.slacks[workspace_id]
        return sum(each.author == slack.workspace.app.id for each in slack.workspace.messages)


@pytest.fixture
async def two(database: Database, rubric: Rubric) -> AsyncIterator[Two]:
    clock = Clock(start=NOW, ticking=False)
    slacks: dict[int, LocalSlack] = {}
    senders: dict[int, Sender] = {}
    async with AsyncExitStack() as stack:
        for name in ("T0ONE", "T0TWO"):
            slack = PatientSlack(clock=clock, limits=RateLimits.off())
            await stack.enter_async_context(slack)
            workspace_id = await database.write(partial(furnish, name=name))
            slacks[workspace_id] = slack
            client = AsyncWebClient(
                token=slack.bot_token, base_url=slack.api_url, retry_handlers=[]
            )
            senders[workspace_id] = Sender(client, posts_per_minute=6000)

        async def sender_of(workspace_id: int) -> Sender:
            return senders[workspace_id]

        deliverer = Deliverer(database, rubric, sender_of, clock.now)
        yield Two(slacks, clock, database, deliverer)
        await deliverer.close()


def furnish(session: Session, name: str) -> int:
    """A workspace whose educators are each owed a prompt now."""
    workspace, _ = keep_workspace(session, slack_id=name, name=name, bot_slack_id="U0BOT", now=NOW)
    workspace.planned_at = NOW
    educators = [each for each in PEOPLE.values() if each.id.startswith("U0EDU")]
    members = [Member(each.id, each.real_name, each.tz) for each in educators]
    keep_members(session, workspace.id, members, NOW)
    people = session.scalars(select(Person).where(Person.workspace_id == workspace.id))
    session.add_all(due_prompt(person.id, NOW, planned_at=NOW) for person in people)
    return workspace.id


async def test_one_workspaces_trouble_holds_up_no_other(two: Two) -> None:
    held, other = two.slacks
    two.slacks[held].faults.add("latency", "chat.postMessage", count=None, latency_ms=20000)
    lanes = await two.deliverer.open_lanes()
    assert len(lanes) == 2
    await two.slacks[other].workspace.wait_until(
        lambda: two.posts(other) == 39, timeout=19, what="the other's prompts"
    )
    assert two.posts(held) == 0
    two.slacks[held].faults.clear()
    await two.deliverer.deliver_due()
    assert {two.posts(held), two.posts(other)} == {39}


async def test_a_workspace_whose_token_was_revoked_is_left_alone_and_asked_again(two: Two) -> None:
    revoked, other = two.slacks
    two.slacks[revoked].uninstall()
    await two.deliverer.deliver_due()
    assert (two.posts(revoked), two.posts(other)) == (0, 39)
    assert two.states(revoked) == {"planned"}
    workspace = two.database.read_now(lambda session: session.get_one(Workspace, revoked))
    assert (workspace.refusal, workspace.refused_since) == ("token_revoked", NOW)
    calls = len(two.slacks[revoked].calls)
    assert calls <= 10  # what was on its way together, and not each of the 39
    await two.deliverer.deliver_due()
    assert len(two.slacks[revoked].calls) == calls
    await two.clock.advance(ASK_AGAIN)
    await two.deliverer.deliver_due()
    assert [call.method for call in two.slacks[revoked].calls[calls:]] == ["auth.test"]
    two.slacks[revoked].install_again()
    await two.clock.advance(ASK_AGAIN)
    await two.deliverer.deliver_due()
    assert two.posts(revoked) == 39
    workspace = two.database.read_now(lambda session: session.get_one(Workspace, revoked))
    assert (workspace.refusal, workspace.refused_since, workspace.refused_at) == (None, None, None)


async def test_each_is_asked_in_their_own_language(two: Two, rubric: Rubric) -> None:
    one = next(iter(two.slacks))
    await two.database.write(
        lambda session: session.execute(
            update(Person)
            .where(Person.workspace_id == one, Person.id % 2 == 0)
            .values(own_language="es")
        )
    )
    await two.deliverer.deliver_due()
    asked = two.database.read_now(
        lambda session: session.execute(
            select(Person.own_language, Occurrence.prompt_text)
            .join(Occurrence, Occurrence.person_id == Person.id)
            .where(Occurrence.prompt_text.is_not(None))
        ).all()
    )
    assert {language for language, _ in asked} == {None, "es"}
    for language, question in asked:
        words = rubric.in_language(language or "en")
        assert question in {prompt.text for prompt in words.prompts}


async def test_nothing_is_sent_on_a_lease_that_is_about_to_end(two: Two) -> None:
    """The sender was held up for as long as the lease; another may take over any moment."""
    workspace_id = next(iter(two.slacks))
    slack = two.slacks[workspace_id]
    slack.faults.add("rate_limited", "chat.postMessage", count=1, retry_after=1)
    lanes = await two.deliverer.open_lanes()
    await slack.workspace.wait_until(lambda: slack.calls_of("chat.postMessage"), what="a refusal")
    await two.clock.advance(LEASE)
    taken = await two.database.claim(
        lambda session: claim_due(
            session, workspace_id, two.clock.now(), token="other", lease=LEASE, most_people=50
        )
    )
    for lane in lanes:
        await lane
    tokens = two.database.read_now(
        lambda session: set(
            session.scalars(
                select(Occurrence.claim).where(
                    Occurrence.id.in_([each.occurrence.id for each in taken])
                )
            )
        )
    )
    assert tokens == {"other"}
    in_time = [
        call for call in slack.calls_of("chat.postMessage") if call.at < NOW + LEASE and call.ok
    ]
    assert two.posts(workspace_id) == len(in_time)


async def test_what_is_not_on_its_way_yet_is_given_back_when_the_app_stops(two: Two) -> None:
    for slack in two.slacks.values():
        slack.faults.add("latency", "chat.postMessage", count=None, latency_ms=50)
    await two.deliverer.open_lanes()
    first = next(iter(two.slacks.values()))
    await first.workspace.wait_until(lambda: first.calls_of("chat.postMessage"), what="a post")
    await two.deliverer.close()
    sent = sum(two.posts(each) for each in two.slacks)
    held, unsettled, marked = two.database.read_now(
        lambda session: (
            session.scalars(select(Occurrence.id).where(Occurrence.claim.is_not(None))).all(),
            session.scalars(select(Occurrence.id).where(Occurrence.is_unsettled)).all(),
            session.scalars(select(Occurrence.id).where(Occurrence.state == "sent")).all(),
        )
    )
    assert 0 < sent < 78
    assert (list(held), list(unsettled), len(marked)) == ([], [], sent)


async def test_one_that_cannot_be_drawn_holds_up_nobody(two: Two) -> None:
    workspace_id = next(iter(two.slacks))

    def spoil(session: Session) -> None:
        one = session.scalars(
            select(Occurrence)
            .join(Person, Person.id == Occurrence.person_id)
            .where(Person.workspace_id == workspace_id)
            .limit(1)
        ).one()
        one.purpose = "puzzle"

    await two.database.write(spoil)
    await two.deliverer.deliver_due()
    assert two.posts(workspace_id) == 38
    steps = two.database.read_now(
        lambda session: session.execute(
            select(OccurrenceStep.stage, OccurrenceStep.cause, OccurrenceStep.due_at).where(
                OccurrenceStep.stage == "waiting"
            )
        ).all()
    )
    assert [tuple(step) for step in steps] == [
        ("waiting", "PLNudge could not draw it", NOW + timedelta(minutes=15))
    ]
