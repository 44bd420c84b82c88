"""A whole district moves to PostgreSQL, and goes on there as if nothing had been."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from plnudge.cli import app
from plnudge.demo.district import people_the_district
from sandbox.server import LocalSlack
from storage.tables import Entry, Occurrence
from tests.journeys.conftest import house_beside, prompts_of

LINE = "/pln log 45m EdCamp session on podcasting #ownership #collaboration"


async def test_the_demo_s_district_moves_and_goes_on(
    slack: LocalSlack, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = slack.person("maya")
    async with house_beside(slack, tmp_path, transport="socket") as house:
        await house.database.write(
            lambda session: people_the_district(
                session, house.workspace_id, house.rubric, slack.clock.now()
            )
        )
        await (await maya.command(LINE)).message()
        await slack.clock.advance(timedelta(days=3))
        before = await house.database.read(
            lambda session: session.execute(select(func.count(), func.max(Entry.id))).one()
        )
        answered_in = prompts_of(slack, "maya")[-1]
    assert before[0] > 100
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'journey.sqlite3'}")
    moved = await asyncio.to_thread(
        CliRunner().invoke, app, ["move", "--to", postgres_url], prog_name="plnudge"
    )
    assert moved.exit_code == 0, moved.stderr
    moved_at = slack.clock.now()
    async with house_beside(slack, postgres_url, transport="socket") as house:
        shown = await (await maya.command(LINE)).message()
        assert "EdCamp session on podcasting" in shown.plain()
        await maya.press(answered_in, "prompt_skip")
        await slack.clock.advance(timedelta(days=7))
        made, sent, skipped = await house.database.read(
            lambda session: (
                session.scalars(select(Entry.id).where(Entry.id > before[1])).all(),
                session.scalars(select(Occurrence.id).where(Occurrence.sent_at > moved_at)).all(),
                session.scalars(select(Occurrence.id).where(Occurrence.state == "skipped")).all(),
            )
        )
    assert list(made) == [before[1] + 1]
    assert len(sent) > 30
    assert skipped
