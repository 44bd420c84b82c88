"""What operators measure it by."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session

from plnudge.house import House
from sandbox.district import PEOPLE
from sandbox.faults import Fault
from sandbox.server import LocalSlack
from storage.people import get_person
from tests.conftest import due_prompt
from tests.journeys.conftest import Seen
from tests.journeys.test_entries import busy_database, set_pragma

TO_WEDNESDAY = timedelta(hours=27, minutes=30)
"""From the clock's noon in Chicago to 15:30 of the day after."""

LABELS = ("state", "cause", "method", "kind", "job", "failed")


@pytest.fixture
def transport() -> str:
    return "http"


async def measured(house: House) -> dict[str, float]:
    """By name with its labels, as Prometheus reads them."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{house.server.address}/metrics") as response,
    ):
        assert response.content_type == "text/plain"
        text = await response.text()
    samples = [
        sample for family in text_string_to_metric_families(text) for sample in family.samples
    ]
    return {
        " ".join([each.name, *filter(None, map(each.labels.get, LABELS))]): each.value
        for each in samples
    }


async def test_a_prompt_that_came_counts_with_its_lateness_and_the_wait_that_slack_asked_for(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    before = await measured(house)
    assert before["plnudge_due"] == 0
    slack.faults.active.append(Fault("rate_limited", "chat.postMessage", retry_after=1))
    await slack.clock.advance(TO_WEDNESDAY)
    await seen("maya", "prompt_reflect")
    after = await measured(house)
    sent = after["plnudge_deliveries_total sent"]
    assert sent >= 9
    assert after["plnudge_lateness_seconds_count"] == sent
    assert after["plnudge_rate_limit_holds_total chat.postMessage"] == 1
    assert after["plnudge_rate_limit_hold_seconds_total chat.postMessage"] == 1
    assert after["plnudge_deliveries_total put-back ratelimited"] >= 1
    assert after["process_resident_memory_bytes"] > 10**6


async def test_what_waits_counts_as_due_and_for_how_long(slack: LocalSlack, house: House) -> None:
    await house.jobs.close()
    now = slack.clock.now()

    def fall_due(session: Session) -> None:
        maya = get_person(session, house.workspace_id, PEOPLE["maya"].id)
        for seconds in (90, 30, -60):
            session.add(due_prompt(maya.id, now - timedelta(seconds=seconds)))

    await house.database.write(fall_due)
    told = await measured(house)
    assert (told["plnudge_due"], told["plnudge_longest_due_seconds"]) == (2, 90)


async def test_each_delivery_of_slack_s_is_timed_by_its_kind(
    slack: LocalSlack, house: House
) -> None:
    maya = slack.person("maya")
    await (await maya.command("/pln log")).opened()
    assert (await maya.submit({"text": "A webinar", "minutes": "20"})).closed
    await maya.open_home()
    told = await measured(house)
    for kind in ("command", "view_submission", "event_callback"):
        assert told[f"plnudge_acknowledgement_seconds_count {kind}"] >= 1
    await set_pragma(house, "busy_timeout=900")
    with busy_database(house):
        await maya.command("/pln log 20m webinar")
    slow = await measured(house)
    began, ended = (each["plnudge_acknowledgement_seconds_sum command"] for each in (told, slow))
    assert ended - began > 0.5


async def test_no_label_holds_a_word_of_a_person(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 20m Xylophone webinar")
    await maya.command("/pln goal Zanzibar by Friday")
    await slack.clock.advance(timedelta(days=15))
    labels = " ".join(await measured(house))
    assert not re.search("xylophone|zanzibar|maya|U0EDU", labels, re.IGNORECASE)
