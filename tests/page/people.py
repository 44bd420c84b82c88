"""Somebody's Slack in the browser."""

from __future__ import annotations

from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page

from sandbox.district import PEOPLE

ON_ITS_LOOP: Final = pytest.mark.asyncio(loop_scope="session")
"""For tests with the browser, which stays on the event loop that it was started on."""


async def open_as(
    browser: Browser, address: str, who: str, place: str = "dm", **screen: Any
) -> Page:
    """That person's Slack; an error in the page's script fails the test."""
    screen.setdefault("viewport", {"width": 1180, "height": 820})
    page = await browser.new_page(**screen)
    page.set_default_timeout(60000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    await page.goto(f"{address}/as/{PEOPLE[who].id}/{place}")
    return page


async def type_line(page: Page, line: str) -> None:
    """A line into the composer, and Enter."""
    await page.fill("#words", line)
    await page.keyboard.press("Enter")
