"""The demo in a real browser, on a clock that always begins at the same noon."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect
from sqlalchemy.orm import Session

from plnudge.demo import open_demo
from rubric_data import Rubric
from storage.database import Database
from tests.conftest import NOW
from tests.demo_district import keep_demo_district

expect.set_options(timeout=60000)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def district_file(
    migrated_file: Path, rubric: Rubric, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What the demo has in it when it opens, made once a run; tests copy it."""
    path = tmp_path_factory.mktemp("district") / "demo.sqlite3"
    shutil.copyfile(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    with Session(database.writing) as session:
        keep_demo_district(session, rubric, NOW)
        session.commit()
    database.close()
    return path


@pytest_asyncio.fixture(loop_scope="session")
async def address(district_file: Path, tmp_path: Path) -> AsyncIterator[str]:
    """Of a demo in which nobody acts but the test."""
    shutil.copy(district_file, tmp_path)
    async with open_demo(0, tmp_path, NOW, with_colleagues=False) as (slack, _):
        yield slack.url


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One a run, since it takes longer to start than a test does to use it."""
    program = shutil.which("chromium")
    assert program, "make test installs Chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """Each page opened in it has cookies and storage of its own, and is closed with the test."""
    yield chromium
    for context in chromium.contexts:
        await context.close()
