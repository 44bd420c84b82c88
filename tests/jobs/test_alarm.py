"""What comes due between two looks goes out on time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from jobs.work import LOOK_SECONDS, Work
from storage.database import Database
from tests.conftest import NOW, AddPerson
from tests.jobs.conftest import Owe


class Woken(Work):
    """Notes that it was woken, and never looks by itself."""

    def __init__(self, database: Database) -> None:
        nobody: Any = None
        super().__init__(database, nobody, nobody, lambda: NOW)
        self.woken = asyncio.Event()

    async def start(self) -> None:
        """There is nothing to begin."""

    def wake(self) -> None:
        self.woken.set()

    def ask_for_rosters(self) -> None:
        """Nobody is read here."""

    def trouble(self) -> str | None:
        return None

    async def close(self) -> None:
        self.drop_what_comes_anyway()


@pytest.fixture
async def work(database: Database) -> Woken:
    return Woken(database)


async def test_whatever_comes_due_before_the_next_look_wakes_the_jobs_by_then(
    session: Session, add_person: AddPerson, owe: Owe, work: Woken
) -> None:
    owe(add_person("ana"), NOW + timedelta(milliseconds=50))
    session.commit()
    await work.set_alarm()
    async with asyncio.timeout(30):
        await work.woken.wait()


async def test_what_comes_due_later_is_left_to_the_next_look(
    session: Session, add_person: AddPerson, owe: Owe, work: Woken
) -> None:
    owe(add_person("ana"), NOW + timedelta(seconds=LOOK_SECONDS + 1))
    session.commit()
    await work.set_alarm()
    assert not work.has_alarm


async def test_jobs_that_stop_are_not_woken_any_more(
    session: Session, add_person: AddPerson, owe: Owe, work: Woken
) -> None:
    owe(add_person("ana"), NOW + timedelta(milliseconds=50))
    session.commit()
    await work.set_alarm()
    assert work.has_alarm
    await work.close()
    assert not work.has_alarm
