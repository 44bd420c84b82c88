"""Whoever is of another workspace sends everything, with ids of things that Maya owns.

What came of it must be what would have come of it had her workspace never been: the same
answers, no row of hers changed, and no row of theirs that hangs on one of hers.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session

from sandbox.district import OAKDALE_ID, PEOPLE, TEAM_ID
from tests.access.cast import SECRET, SHOWN, Stage, give_roles, lay_out_elsewhere
from tests.access.records import Records
from tests.access.table import ELSEWHERE
from tests.access.test_matrix import Ids, tries
from tests.journeys.conftest import begun, furnish
from tests.journeys.installs import Browser, house_of_many, two_districts

HERS: Final = (SECRET, SHOWN, "Castellanos", PEOPLE["maya"].id)
"""Words that only her workspace has."""


@pytest.fixture
async def stage(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Stage]:
    async with two_districts() as slack:
        own = SecretStr(slack.bot_token)
        async with house_of_many(
            slack, begun(tmp_path, migrated_file), slack_bot_token=own
        ) as house:
            browser = Browser(house.server.address)
            status, page = await browser.install(OAKDALE_ID, ELSEWHERE["admin elsewhere"])
            assert status == 200, page
            await browser.close()
            await house.bots.afterwards.drain()

            records = Records(tmp_path / "journey.sqlite3")
            oakdale_id = records.workspace(OAKDALE_ID)

            def lay_out(session: Session) -> None:
                furnish(session, house)
                give_roles(session, house)
                lay_out_elsewhere(session, oakdale_id)

            await house.database.write(lay_out)
            await house.jobs.close()
            yield Stage(slack, house, records)
            records.close()


@pytest.mark.parametrize("role", ELSEWHERE)
async def test_another_workspace_might_as_well_not_be(stage: Stage, role: str) -> None:
    ids = await stage.lay_out()
    await stage.command(role, "help", ids)  # so that they have been met
    ours, theirs = stage.records.workspace(TEAM_ID), stage.records.workspace(OAKDALE_ID)
    stage.records.keep()
    before = stage.records.rows_beyond(theirs)
    assert len(before["entry"]) > 5 and not stage.records.crossings()
    wrong: list[str] = []
    answers: dict[str, str] = {}
    for each in tries(stage, role):
        outcome = await each.act(ids)
        answers[each.what] = outcome.seen
        seen_words = [word for word in HERS if word in outcome.seen and word not in outcome.said]
        if seen_words:
            wrong.append(f"{each.what}: saw {seen_words} in {outcome.seen[:300]}")
        if outcome.attempt.status != 200:
            wrong.append(f"{each.what}: got {outcome.attempt.status}")
        if stage.records.is_changed():
            after = stage.records.rows_beyond(theirs)
            touched = [name for name in after if after[name] != before[name]]
            if touched:
                wrong.append(f"{each.what}: changed others' {touched}")
            wrong += [f"{each.what}: made {row} hang on both" for row in stage.records.crossings()]
            stage.records.restore()
    wrong += await alone(stage, role, ours, ids, answers)
    assert not wrong, "\n".join(wrong)


async def alone(
    stage: Stage, role: str, ours: int, ids: Ids, answers: Mapping[str, str]
) -> list[str]:
    """What they are answered otherwise once there is no other workspace."""
    stage.records.erase_workspace(ours)
    stage.records.keep()
    wrong = []
    for each in tries(stage, role):
        outcome = await each.act(ids)
        then, now = lasting(answers[each.what]), lasting(outcome.seen)
        if then != now:
            at = next(
                (
                    place
                    for place, pair in enumerate(zip(then, now, strict=False))
                    if len({*pair}) > 1
                ),
                0,
            )
            wrong.append(
                f"{each.what}: told apart by “{then[max(0, at - 60) : at + 60]}”, which is "
                f"“{now[max(0, at - 60) : at + 60]}” where there is no other workspace"
            )
        if stage.records.is_changed():
            stage.records.restore()
    return wrong


def lasting(seen: str) -> str:
    """Without what Slack and the database number anew each time, and in which order it came."""
    plain = re.sub(r"/commands/[^\"\\\\]+|\b[A-Z][A-Z0-9]{8,}\b|[0-9a-f]{6,}|\d+", "#", seen)
    return "\n".join(sorted(plain.splitlines()))
