"""The tour beside the page, a week with the district at work, and starting over."""

from __future__ import annotations

import asyncio
import re
import shutil
from datetime import timedelta
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from plnudge.demo import open_demo
from plnudge.demo.opening import Word, keep_open
from sandbox.district import PEOPLE, SCHOOL_MEMBERS
from sandbox.server import LocalSlack
from storage.tables import Entry, Person, Reflection
from tests.conftest import NOW
from tests.page.people import ON_ITS_LOOP, open_as, type_line

pytestmark = ON_ITS_LOOP

Row = tuple[str, ...]
PLAYED = {PEOPLE[key].id for key in SCHOOL_MEMBERS["harbor"]}


async def test_steps_are_ticked_off_in_any_order_as_they_really_happen(
    browser: Browser, address: str
) -> None:
    page = await open_as(browser, address, "priya", "home")
    await expect(page.locator("#toured")).to_contain_text("0 of 5")
    await page.get_by_role("button", name="Admin").click()
    await page.get_by_role("button", name="New schedule").click()
    await page.fill("dialog [name=name]", "Fridays")
    await page.get_by_role("button", name="Add it").click()
    await expect(page.locator("#tour .taken")).to_contain_text("Make a schedule")

    await page.get_by_role("link", name="As Maya: Log something that you learned").click()
    await expect(page.locator("#words")).to_have_value(re.compile("^/pln log 45m"))
    await expect(page.locator("#words")).to_be_focused()
    await expect(page.locator("#tour .taken")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator("#tour .taken")).to_have_count(2)
    await page.get_by_role("button", name="To the next prompt").click()
    await page.get_by_role("button", name="Reflect", exact=True).last.click()
    await page.fill("dialog [name=text]", "They asked for one more.")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#tour .taken")).to_have_count(3)

    await page.get_by_role("link", name="As Ruth: Answer an evaluation").click()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Read it").last.click()
    await page.locator("dialog").get_by_role("button", name="Respond").click()
    await page.fill("dialog [name=words]", "Your count convinced me.")
    await page.get_by_role("button", name="Send it").click()
    await expect(page.locator("#tour .taken")).to_have_count(4)


async def test_the_tour_stays_closed_from_page_to_page_and_opens_again(
    browser: Browser, address: str
) -> None:
    page = await open_as(browser, address, "maya")
    summary = page.locator(".tour > summary")
    await expect(page.locator("#toured")).to_be_visible()
    await summary.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#toured")).to_be_hidden()
    await page.reload()
    await expect(page.locator("#toured")).to_be_hidden()
    await summary.click()
    await expect(page.locator("#toured")).to_be_visible()


async def test_the_digest_that_comes_is_read_where_it_is_shown(
    browser: Browser, district_file: Path, tmp_path: Path
) -> None:
    shutil.copy(district_file, tmp_path)
    friday = NOW + timedelta(days=3)
    async with open_demo(0, tmp_path, friday) as (slack, _):
        page = await open_as(browser, slack.url, "ruth")
        await expect(page.locator("#tour .taken")).to_have_count(0)
        await page.get_by_role("button", name="To the next digest").click()
        await expect(page.locator("#now")).to_contain_text("Monday 30 November")
        await expect(page.get_by_role("button", name="Excel workbook")).to_be_visible()
        await expect(page.locator("#tour .taken")).to_contain_text("Read the digest")


async def test_colleagues_do_the_same_in_every_run_and_whoever_is_played_is_left_alone(
    district_file: Path, tmp_path: Path
) -> None:
    first, second = [await two_days_of(district_file, tmp_path / name) for name in ("a", "b")]
    assert first == second
    entries, reflections = first
    assert len(entries) > 10
    assert len(reflections) > 10
    assert len({who for who, _ in entries}) > 10
    assert not {who for who, _ in entries + reflections} & PLAYED


async def two_days_of(district_file: Path, folder: Path) -> tuple[list[Row], list[Row]]:
    """What people logged and answered from one noon to the next but one, with a prompt between."""
    await asyncio.to_thread(folder.mkdir)
    shutil.copy(district_file, folder)
    async with open_demo(0, folder, NOW) as (slack, house):
        async with aiohttp.ClientSession() as browser:
            for each in PLAYED:
                async with browser.get(f"{slack.url}/as/{each}/dm") as page:
                    assert page.status == 200
        await slack.clock.advance(timedelta(days=2))

        def read(session: Session) -> tuple[list[Row], list[Row]]:
            logged = select(Person.slack_id, Entry.text).join(Person).where(Entry.logged_at > NOW)
            said = select(Person.slack_id, Reflection.text).join(Person)
            return (
                sorted(tuple(row) for row in session.execute(logged)),
                sorted(tuple(row) for row in session.execute(said)),
            )

        return await house.database.read(read)


async def test_starting_over_brings_the_beginning_back_where_it_was(browser: Browser) -> None:
    beginnings: asyncio.Queue[LocalSlack] = asyncio.Queue()
    said: asyncio.Queue[Word] = asyncio.Queue()
    running = asyncio.create_task(keep_open(0, said, beginnings.put_nowait))
    first = await beginnings.get()
    page = await open_as(browser, first.url, "maya")
    await type_line(page, "/pln log 20m read a blog #skills")
    await expect(page.get_by_text("Logged.")).to_be_visible()
    await expect(page.locator("#tour .taken")).to_have_count(1)
    await page.get_by_role("button", name="Start over").click()
    await page.locator("dialog").get_by_role("button", name="Start over").click()
    second = await beginnings.get()
    assert second.url == first.url
    await expect(page.locator("#tour .taken")).to_have_count(0)
    await expect(page.get_by_text("Logged.")).to_have_count(0)
    said.put_nowait(Word.STOP)
    await running
