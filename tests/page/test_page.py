"""The demo in a real browser: a teacher, her principal and an admin, by mouse and by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from sandbox.district import PEOPLE
from tests.page.people import ON_ITS_LOOP, open_as, type_line

pytestmark = ON_ITS_LOOP

LINE = "/pln log 45m EdCamp session on podcasting #ownership #collaboration https://edcamp.example"


async def test_a_teacher_logs_edits_reflects_and_finds_it_at_home(
    browser: Browser, address: str
) -> None:
    page = await open_as(browser, address, "maya")
    await type_line(page, LINE)
    await expect(page.get_by_text("Logged.")).to_be_visible()
    await page.get_by_role("button", name="Edit", exact=True).click()
    await page.fill("[name=minutes]", "abc")
    await page.get_by_role("button", name="Save").click()
    error = page.locator(".error")
    await expect(error).to_contain_text("abc")
    await expect(page.locator("[name=minutes]")).to_be_focused()
    await page.fill("[name=minutes]", "1h30")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.get_by_text("1 h 30 min").first).to_be_visible()

    await page.get_by_role("button", name="To the next prompt").click()
    await page.get_by_role("button", name="Reflect", exact=True).click()
    await page.fill("dialog [name=text]", "I asked <b>two</b> students to record theirs.")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Answered ·")).to_be_visible()
    await expect(page.get_by_text("I asked <b>two</b> students")).to_be_visible()

    await page.get_by_role("link", name="PLNudge · Home").click()
    await expect(page.get_by_text("EdCamp session on podcasting")).to_be_visible()


async def test_the_week_is_in_the_principals_digest(browser: Browser, address: str) -> None:
    maya = await open_as(browser, address, "maya")
    await type_line(maya, LINE)
    await expect(maya.get_by_text("Logged.")).to_be_visible()
    ruth = await open_as(browser, address, "ruth")
    await ruth.get_by_role("button", name="To the next digest").click()
    # Of so few entries only the weeks before may be shown: one of nine is not told apart.
    await expect(ruth.locator("figure.chart")).to_have_count(1)
    await expect(ruth.get_by_text("took part", exact=False).first).to_be_visible()
    await ruth.locator("figure.chart summary").first.click()
    await expect(ruth.get_by_role("row", name="Minutes").first).to_be_visible()


async def test_what_a_teacher_hands_in_for_credit_her_principal_approves(
    browser: Browser, address: str
) -> None:
    maya = await open_as(browser, address, "maya")
    await type_line(maya, "/pln log 45m book study with the science team #ownership")
    await maya.get_by_role("button", name="Hand in for credit").click()
    await expect(maya.get_by_text("You keep it private. Handed in, it is shown")).to_be_visible()
    await maya.get_by_role("button", name="Hand it in", exact=True).click()
    await expect(maya.get_by_text("Handed in: 0.75 clock hours")).to_be_visible()

    ruth = await open_as(browser, address, "ruth", "home")
    await ruth.get_by_role("button", name="My groups").click()
    await ruth.get_by_role("button", name="Look at them").click()
    await ruth.goto(f"{address}/as/{PEOPLE['ruth'].id}/dm")
    await ruth.get_by_role("button", name="Look and decide").first.click()
    await expect(ruth.locator("dialog")).to_contain_text("Ben Lindqvist")
    await ruth.fill("dialog [name=reason]", "Well chosen")
    await ruth.get_by_role("button", name="Decide", exact=True).click()
    await expect(ruth.get_by_text("Approved: 1 clock hour for Ben Lindqvist.")).to_be_visible()
    await ruth.get_by_role("button", name="Approve these").last.click()
    await expect(ruth.get_by_text("Maya Castellanos (1)", exact=False)).to_be_visible()
    await ruth.get_by_role("button", name="Approve them", exact=True).click()
    await expect(ruth.get_by_text("Approved: 8 entries", exact=False)).to_be_visible()


async def test_an_admin_pauses_changes_and_adds_a_schedule(browser: Browser, address: str) -> None:
    page = await open_as(browser, address, "priya", "home")
    await page.get_by_role("button", name="Admin").click()
    reflection = page.locator(".section", has_text="Weekly reflection")
    await reflection.locator("summary").click()
    await page.get_by_role("button", name="Pause").click()
    await expect(reflection.get_by_text("paused")).to_be_visible()
    await reflection.locator("summary").click()
    await page.get_by_role("button", name="Resume").click()
    await expect(reflection.get_by_text("paused")).to_have_count(0)

    await reflection.locator("summary").click()
    await reflection.get_by_role("button", name="Change").click()
    await page.get_by_role("checkbox", name="Wednesday").uncheck()
    await page.get_by_role("checkbox", name="Thursday").check()
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("dialog").get_by_text("Once you keep it:")).to_be_visible()
    await page.get_by_role("button", name="Keep it").click()
    await expect(reflection.get_by_text("Every Thursday at 15:30")).to_be_visible()

    await page.get_by_role("button", name="New schedule").click()
    await page.fill("dialog [name=name]", "Month's end")
    await page.locator("dialog [name=way]").select_option("monthly")
    await page.get_by_role("checkbox", name="Last Friday").check()
    await expect(page.locator("dialog [name=name]")).to_have_value("Month's end")
    await page.get_by_role("button", name="Add it").click()
    await expect(page.get_by_text("On the last Friday of the month at 15:30")).to_be_visible()


async def test_each_wrong_value_gets_its_own_sentence_and_reloading_keeps_the_form(
    browser: Browser, address: str
) -> None:
    page = await open_as(browser, address, "maya")
    await type_line(page, "/PLN\u00a0log")
    await page.fill("dialog [name=text]", "Read about podcasting")
    for wrong in ("abc", "2000"):
        await page.fill("dialog [name=minutes]", wrong)
        await page.get_by_role("button", name="Log it").click()
        await expect(page.locator("dialog .error")).to_contain_text(wrong)
    await page.reload()
    await expect(page.locator("dialog [name=minutes]")).to_have_value("2000")
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.locator("dialog")).to_have_count(0)


async def test_what_is_refused_stays_in_the_composer(browser: Browser, address: str) -> None:
    page = await open_as(browser, address, "maya")
    await type_line(page, "/plm log a long sentence")
    await expect(page.get_by_role("alert")).to_have_text("/plm is not a command here.")
    await expect(page.locator("#words")).to_have_value("/plm log a long sentence")


async def test_one_may_write_on_while_the_last_line_is_on_its_way(
    browser: Browser, address: str
) -> None:
    page = await open_as(browser, address, "maya")
    for line in ("/pln log 20m read a blog #skills", "/pln log 30m webinar on exit tickets"):
        await type_line(page, line)
    await expect(page.get_by_text("Logged.")).to_have_count(2)
    await expect(page.locator("#words")).to_have_value("")


async def test_home_opens_at_its_beginning(browser: Browser, address: str) -> None:
    page = await open_as(browser, address, "maya", "home")
    await expect(page.get_by_text("Hi Maya")).to_be_in_viewport()


async def test_the_focus_stays_where_the_keyboard_pressed(browser: Browser, address: str) -> None:
    page = await open_as(browser, address, "maya")
    await type_line(page, LINE)
    undo = page.get_by_role("button", name="Undo")
    await undo.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Bring it back")).to_be_visible()
    assert await page.evaluate("document.activeElement.closest('.message') !== null")


async def test_a_keyboard_is_enough(browser: Browser, address: str) -> None:
    page = await open_as(browser, address, "ben")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to messages")).to_be_focused()
    await page.locator("#words").focus()
    await page.keyboard.type("/pln goal")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog [name=text]")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.locator("#words")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_it_without_scrolling_sideways(
    browser: Browser, address: str, scheme: str
) -> None:
    page = await browser.new_page(
        viewport={"width": 380, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    for place in ("", f"/as/{PEOPLE['ruth'].id}/dm", f"/as/{PEOPLE['priya'].id}/home"):
        await page.goto(address + place)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= 380
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(22, 25, 28)" if scheme == "dark" else "rgb(255, 253, 249)")


async def test_what_others_write_appears_by_itself_and_a_slash_shows_hints(
    browser: Browser, address: str
) -> None:
    maya = await open_as(browser, address, "maya", "C0GENERAL1")
    ben = await open_as(browser, address, "ben", "C0GENERAL1")
    await ben.fill("#words", "<i>Anyone</i> at EdCamp on Saturday?")
    await ben.get_by_role("button", name="Send").click()
    await expect(maya.get_by_text("<i>Anyone</i> at EdCamp on Saturday?")).to_be_visible()
    await maya.locator("#words").press_sequentially("/")
    await maya.get_by_role("button", name="/pln").click()
    await expect(maya.locator("#words")).to_have_value("/pln ")
    await maya.get_by_label("More actions").first.click()
    await maya.get_by_role("button", name="Log as PLN activity").click()
    await expect(maya.locator("dialog [name=text]")).to_have_value(re.compile("Anyone.*EdCamp"))


async def test_a_teacher_finds_her_zone_shares_in_a_channel_and_takes_her_record_along(
    browser: Browser, address: str
) -> None:
    page = await open_as(browser, address, "maya")
    await type_line(page, "/pln settings")
    await page.fill("dialog [name=zone]", "hawaii")
    await expect(page.locator("datalist option[value='Pacific/Honolulu']")).to_have_count(1)
    await page.fill("dialog [name=zone]", "Pacific/Honolulu")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("(Honolulu time)")).to_be_visible()

    await type_line(page, "/pln share")
    await page.select_option("dialog [name=channel]", label="# general")
    await page.fill("dialog [name=words]", "Good for <everyone>")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.locator("dialog").get_by_text("Good for <everyone>")).to_be_visible()
    await page.get_by_role("button", name="Post it").click()
    await expect(page.get_by_text("Thank you for passing it on")).to_be_visible()

    await type_line(page, "/pln export")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Your record as JSON").click()
    assert (await download.value).suggested_filename.endswith(".json")


async def test_a_file_is_put_into_a_form_and_found_beside_the_entry(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    plan = tmp_path / "Lesson <b>plan & more.pdf"
    plan.write_bytes(b"%PDF-1.7")
    page = await open_as(browser, address, "maya")
    await type_line(page, "/pln log")
    await page.fill("dialog [name=text]", "Sorted exit tickets")
    await page.fill("dialog [name=minutes]", "abc")
    await page.set_input_files("dialog [name=files]", plan)
    await page.get_by_role("button", name="Log it").click()
    await expect(page.get_by_text("Chosen: Lesson <b>plan & more.pdf")).to_be_visible()
    await page.fill("dialog [name=minutes]", "20")
    await page.get_by_role("button", name="Log it").click()
    await expect(page.get_by_text("Lesson <b>plan & more.pdf (")).to_be_visible()
    await type_line(page, "/pln list tickets")
    await expect(page.get_by_text("20 min · Something else · 1 file")).to_be_visible()


async def test_a_teacher_notes_an_indicator_and_searches_for_her_evidence(
    browser: Browser, address: str
) -> None:
    page = await open_as(browser, address, "maya")
    await type_line(page, "/pln log 20m webinar on clay tablets")
    await expect(page.get_by_text("Logged.")).to_be_visible()
    await type_line(page, "/pln evaluation")
    await page.get_by_role("button", name="Note an indicator").click()
    await page.fill("dialog [name=text]", "Everyone spoke")
    await page.locator("dialog [name=kind]").select_option("student-engagement")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Student engagement 1")).to_be_visible()

    await page.get_by_role("button", name="Choose evidence").click()
    search = page.locator("dialog input[name=evidence_entry][list]")
    await search.press_sequentially("clay tablets")
    offered = page.locator("#f-evidence_entry-list option")
    await expect(offered).to_have_count(1)
    await search.fill(await offered.get_attribute("value") or "")
    await search.press("Tab")
    await expect(page.get_by_role("checkbox", name=re.compile("clay tablets"))).to_be_checked()
    await page.get_by_role("checkbox", name=re.compile("Everyone spoke")).uncheck()
    await expect(page.locator("dialog").get_by_text("Student engagement 0")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("0 indicators, 1 entry and 0 reflections")).to_be_visible()
