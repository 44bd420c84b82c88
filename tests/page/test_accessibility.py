"""What a machine can see of WCAG 2.2 AA, at every place of the page, and what keyboards need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.page.people import ON_ITS_LOOP, open_as, type_line

pytestmark = [ON_ITS_LOOP, pytest.mark.long]

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE = {"width": 1180, "height": 820}, {"width": 360, "height": 780}
AT_TWICE_THE_SIZE = {"width": 590, "height": 410}
"""As a browser lays out a window of 1180 by 820 at a zoom of 200 %."""


async def places(browser: Browser, address: str, **screen: Any) -> AsyncIterator[tuple[str, Page]]:
    """Each kind of place on the page, as each role, with much in it."""
    front = await browser.new_page(**screen)
    await front.goto(address)
    yield "the front", front
    await front.close()

    maya = await open_as(browser, address, "maya", **screen)
    for words, shown in (
        ("/pln log 45m EdCamp session on podcasting #ownership https://edcamp.example", "Logged."),
        ("/pln me", "Your learning"),
        ("/pln help", "Your goals"),
        ("/pln credits", "Your credits"),
    ):
        await say(maya, words, shown)
    yield "a teacher's messages", maya
    await say(maya, "/pln log")
    await expect(maya.locator("dialog")).to_be_visible()
    await maya.fill("dialog [name=minutes]", "abc")
    await maya.get_by_role("button", name="Log it").click()
    await expect(maya.locator("dialog .error").first).to_be_visible()
    yield "a form with errors", maya
    await maya.get_by_role("button", name="Cancel").click()
    await go(maya, "home")
    yield "a teacher's home", maya
    await go(maya, "C0GENERAL1")
    yield "a channel", maya
    await maya.close()

    ruth = await open_as(browser, address, "ruth", **screen)
    await say(ruth, "/pln digest last week", "took part")
    yield "a digest", ruth
    await say(ruth, "/pln evaluations", "Fatima")
    await ruth.get_by_role("button", name="Read it").last.click()
    await expect(ruth.locator("dialog")).to_contain_text("Self-rating")
    yield "an evaluation", ruth
    await ruth.locator("dialog").get_by_role("button", name="Respond").click()
    await expect(ruth.locator("dialog [name=words]")).to_be_visible()
    yield "a response", ruth
    for closed in ("Your response", "Evaluation"):
        await ruth.locator("dialog button[name=close]").click()
        await expect(ruth.get_by_role("heading", name=closed, exact=True)).to_have_count(0)
    await ruth.close()

    for who, page_of, shown in (
        ("ruth", "My groups", "Harbor Elementary"),
        ("priya", "Admin", "When things go out"),
    ):
        page = await open_as(browser, address, who, "home", **screen)
        await page.get_by_role("button", name=page_of).click()
        await expect(page.get_by_role("heading", name=shown)).to_be_visible()
        yield f"home, {page_of}", page
        await page.close()


async def say(page: Page, words: str, shown: str | None = None) -> None:
    # The welcome, which comes of itself, may come after the answer.
    told = page.locator(".message", has_text=shown)
    before = await told.count()
    await type_line(page, words)
    if shown is not None:
        await expect(told).to_have_count(before + 1)


async def go(page: Page, place: str) -> None:
    await page.goto(f"{page.url.rsplit('/', 1)[0]}/{place}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_that_axe_finds_is_wrong_anywhere(
    browser: Browser, address: str, scheme: str
) -> None:
    axe, wrong = Axe(), []
    options = {"runOnly": {"type": "tag", "values": STANDARD}}
    async for place, page in places(browser, address, viewport=WIDE, color_scheme=scheme):
        found = await axe.run(page, options=options)
        wrong += [
            f"{place}: {each['id']}: {each['nodes'][0]['html'][:200]}"
            for each in found.response["violations"]
        ]
    assert wrong == []


@pytest.mark.parametrize("viewport", [PHONE, AT_TWICE_THE_SIZE], ids=["phone", "zoomed"])
async def test_nothing_scrolls_sideways_and_nothing_moves_by_itself(
    browser: Browser, address: str, viewport: dict[str, int]
) -> None:
    screen = {"viewport": viewport, "reduced_motion": "reduce"}
    async for place, page in places(browser, address, **screen):
        width, moving = await page.evaluate(
            "[document.documentElement.scrollWidth, document.getAnimations().length]"
        )
        assert width <= viewport["width"], place
        assert moving == 0, place
