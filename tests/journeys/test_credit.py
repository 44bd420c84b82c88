"""A school year of credit: a policy, what is handed in and decided, and the transcript."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from io import BytesIO

import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from plnudge.house import House
from sandbox.server import LocalSlack
from sandbox.state import Message, View
from storage.groups import find_group, keep_membership
from storage.people import get_person
from storage.tables import Schedule
from tests.domain.test_credit import WORKED
from tests.journeys.conftest import Seen, home_page


@pytest.fixture
def transport() -> str:
    return "http"


async def admin_page(slack: LocalSlack, words: str) -> View:
    """The admin's page, once it says this."""
    priya = slack.person("priya")
    return await slack.workspace.wait_until(
        lambda: priya.home if priya.home and words in priya.home.plain() else None,
        what=f"{words!r} on the admin's page",
    )


async def set_rule(slack: LocalSlack, home: View, **fields: object) -> View:
    """An admin makes a rule, and sees what it does before it is kept; gives that preview."""
    priya = slack.person("priya")
    await (await priya.press(home, "credit_rule_add")).opened()
    usual = {"evidence": "none", "approval": "leader"}
    submitted = await priya.submit(usual | fields)
    assert not submitted.errors
    preview = priya.view
    assert preview is not None
    assert (await priya.submit()).closed
    return preview


async def with_policy(slack: LocalSlack, house: House, **fields: object) -> None:
    home = await home_page(slack, house, "priya", "admin")
    rule = {"kind": "webinar", "rate": "0.5", "cap": "2", "from_on": "2026-07-01"}
    await set_rule(slack, home, **(rule | fields))
    home = await admin_page(slack, "for each hour")
    priya = slack.person("priya")
    await (await priya.press(home, "credit_terms_set")).opened()
    terms = {"expected": "12", "unit": "CEU", "year_begins": "July 1", "from_on": "2026-07-01"}
    assert (await priya.submit(terms)).closed
    await admin_page(slack, "12 CEU are expected")


async def log(slack: LocalSlack, line: str, who: str = "maya") -> Message:
    return await (await slack.person(who).command(f"/pln log {line}")).message()


async def credits_of(slack: LocalSlack, who: str = "maya") -> Message:
    return await (await slack.person(who).command("/pln credits")).message()


async def approvals_of(slack: LocalSlack, who: str = "ruth") -> Message:
    return await (await slack.person(who).command("/pln approvals")).message()


async def test_without_a_policy_no_educator_reads_a_word_of_credit(
    slack: LocalSlack, house: House
) -> None:
    maya = slack.person("maya")
    logged = await log(slack, "45m webinar on rubrics")
    helped = await (await maya.command("/pln help")).message()
    listed = await (await maya.command("/pln list")).message()
    home = await maya.open_home()
    for shown in (logged, helped, listed, home):
        assert "credit" not in shown.plain().lower()
    assert "set no policy" in (await credits_of(slack)).plain()
    page = await home_page(slack, house, "priya", "admin")
    assert "No policy gives credit, so educators read no word of it." in page.plain()


async def hand_in_the_autumn(slack: LocalSlack, house: House, seen: Seen) -> None:
    """What was logged before December, and handed in from its answer or all at once."""
    maya = slack.person("maya")
    answer = await log(slack, "45m webinar on rubrics on Sep 3")
    assert "It earns 0.38 CEU once it is handed in and approved." in answer.plain()
    await maya.press(answer, "entry_hand_in")
    handed_in = await seen("maya", "Handed in: 0.38 CEU")
    assert "You, and those who decide on its credit, see this" in handed_in.plain()
    for day, minutes, *_ in WORKED[1:3]:
        await log(slack, f"{minutes}m webinar on rubrics on {day:%b} {day.day}")
    shown = await credits_of(slack)
    assert "2 more could be handed in" in shown.plain()
    await maya.press(shown, "credit_hand_in_all")
    assert "2 entries are handed in." in (await seen("maya", "are handed in")).plain()


async def change_from_january(slack: LocalSlack, house: House, seen: Seen) -> None:
    """Another rate and another cap from January on."""
    home = await home_page(slack, house, "priya", "admin")
    menu = next(
        block["accessory"] for block in home.blocks if "credit-rule-" in block.get("block_id", "")
    )
    change = next(each["value"] for each in menu["options"] if each["value"].startswith("change"))
    priya = slack.person("priya")
    await (await priya.press(home, "credit_rule_menu", change)).opened()
    await priya.submit({"rate": "0.25", "cap": "2.5", "from_on": "2027-01-01"})
    assert priya.view is not None
    assert "Until then it is: 0.5 CEU for each hour, at most 2 CEU" in priya.view.plain()
    assert "• 45 min: 0.19 CEU" in priya.view.plain()
    assert (await priya.submit()).closed
    await admin_page(slack, "From January 1, 2027")


async def decide(slack: LocalSlack, house: House, seen: Seen) -> None:
    """The leader returns one with a word, and approves the others at once."""
    ruth = slack.person("ruth")
    home = await home_page(slack, house, "ruth", "groups")
    assert "3 entries await your approval for credit." in home.plain()
    await ruth.press(home, "approvals_show")
    waiting = await seen("ruth", "approval_open")
    assert "Maya Castellanos" in waiting.plain()
    await (await ruth.press(waiting, "approval_open")).opened()
    refused = await ruth.submit({"decision": "return"})
    assert "Say what is missing" in str(refused.errors)
    assert (await ruth.submit({"decision": "return", "reason": "Which *webinar*?"})).closed
    waiting = await seen("ruth", "Returned to Maya Castellanos")
    await ruth.press(waiting, "approval_all")
    told = await seen("ruth", "Approved: 2 entries, 1.17 CEU")
    assert "Nothing awaits your approval" in told.plain()


async def hear_and_mend(slack: LocalSlack, house: House, seen: Seen) -> None:
    """The educator hears of all three in one message, and puts right what came back."""
    maya = slack.person("maya")
    await slack.clock.advance(timedelta(minutes=6))
    news = await seen("maya", "Of what you handed in")
    assert "2 entries are credited and 1 came back" in news.plain()
    assert "Which *webinar*?" in news.plain()
    await maya.press(news, "credit_show")
    shown = await seen("maya", "1 came back to you")
    menu = next(each["accessory"] for each in shown.blocks
                if each.get("accessory", {}).get("action_id") == "entry_menu")  # fmt: skip
    edit, again = (option["value"] for option in menu["options"])
    await (await maya.press(shown, "entry_menu", edit)).opened()
    assert (await maya.submit({"link": "https://talk.example"})).closed
    answer = await seen("maya", "Saved.")
    assert "Which *webinar*?" in answer.plain()
    await maya.press(answer, "entry_hand_in")
    await seen("maya", "Handed in: 0.38 CEU")
    assert again == edit.replace("edit", "credit")


async def live_on_to_february(slack: LocalSlack, house: House, seen: Seen) -> None:
    """The cap is reached in December, and January has its own rule."""
    maya = slack.person("maya")
    ruth = slack.person("ruth")
    await slack.clock.advance(date(2027, 2, 3) - date(2026, 11, 24))
    for day, minutes, *_ in WORKED[3:]:
        answer = await log(slack, f"{minutes}m webinar on rubrics on {day:%b} {day.day}")
        if day == date(2026, 12, 15):
            assert "entry_hand_in" in answer.actions()  # the cap is not full yet
    shown = await credits_of(slack)
    await maya.press(shown, "credit_hand_in_all")
    shown = await seen("maya", "3 entries are handed in.")
    await ruth.press(await approvals_of(slack), "approval_all")
    await seen("ruth", "Approved: 4 entries")
    shown = await credits_of(slack)
    assert "2.5 of 12 CEU" in shown.plain()
    assert "Webinar: 2.5 CEU of 2.5 at most" in shown.plain()
    home = await maya.open_home()
    assert "Credits, 2026-27" in home.plain()
    assert "2.5 of 12 CEU" in home.plain()


async def read_the_transcript(slack: LocalSlack, house: House, seen: Seen) -> None:
    """As its owner gets it, and nobody else."""
    maya = slack.person("maya")
    ruth = slack.person("ruth")
    shown = await credits_of(slack)
    lines = [row[-1] for row in WORKED if row[-1] != "0.00"]
    await maya.press(shown, "credit_transcript_1")
    workbook = load_workbook(BytesIO(await file_of(slack, "maya", "xlsx")))
    rows = list(workbook["Transcript"].iter_rows(min_row=2, values_only=True))
    assert [f"{row[6]:.2f}" for row in rows] == lines
    assert {row[7] for row in rows} == {"Ruth Okonkwo"}
    await maya.press(shown, "credit_transcript_0")
    pages = pypdfium2.PdfDocument(BytesIO(await file_of(slack, "maya", "pdf")))
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    for words in (*lines, "2.50", "Maya Castellanos", "2026-27", "Ruth Okonkwo"):
        assert words in text
    assert not [each for each in ruth.messages() if each.files]


async def test_a_school_year_from_the_policy_to_the_transcript(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await house.database.write(
        lambda session: session.execute(update(Schedule).values(removed_at=slack.clock.now()))
    )
    await with_policy(slack, house)
    for part in (
        hand_in_the_autumn,
        change_from_january,
        decide,
        hear_and_mend,
        live_on_to_february,
        read_the_transcript,
    ):
        await part(slack, house, seen)
    looks = await (await slack.person("maya").command("/pln who")).message()
    assert "Ruth Okonkwo read what you handed in for credit" in looks.plain()


async def file_of(slack: LocalSlack, who: str, ending: str) -> bytes:
    person = slack.person(who)

    def found() -> bytes | None:
        for message in reversed(person.messages()):
            for stored in message.files:
                if stored.name.endswith(f".{ending}"):
                    return stored.content
        return None

    return await slack.workspace.wait_until(found, what=f"a .{ending} for {who}")


async def test_a_private_entry_asks_before_it_is_shown(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await with_policy(slack, house, approval="automatic")
    maya = slack.person("maya")
    private = await log(slack, "45m webinar on rubrics private")
    asked = next(
        block["accessory"]["confirm"]["text"]["text"]
        for block in private.blocks
        if block.get("accessory", {}).get("action_id") == "entry_hand_in"
    )
    assert asked.startswith("You keep it private. Handed in, it is credited at once")
    await maya.press(private, "entry_hand_in", confirm=False)
    assert "It earns 0.38 CEU once you hand it in." in private.plain()
    await maya.press(private, "entry_hand_in")
    await seen("maya", "Credited: 0.38 CEU for 2026-27.")
    shown = await log(slack, "60m webinar on rubrics #leaders")
    assert "Credited: 0.5 CEU for 2026-27." in shown.plain()


async def test_a_leader_s_weekly_digest_says_what_awaits_them(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await with_policy(slack, house)
    for who in ("maya", "ben", "aiko", "leroy", "fatima"):
        answer = await log(slack, "45m webinar on rubrics", who)
        await slack.person(who).press(answer, "entry_hand_in")
    await slack.clock.advance(timedelta(days=7))
    digest = await seen("ruth", "took part")
    assert "5 entries await your approval for credit." in digest.plain()
    await slack.person("ruth").press(digest, "approvals_show")
    await seen("ruth", "approval_open")


async def test_from_a_list_it_is_handed_in_by_its_menu(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await with_policy(slack, house)
    maya = slack.person("maya")
    await log(slack, "45m webinar on rubrics")
    listed = await (await maya.command("/pln list")).message()
    menu = next(each for each in listed.blocks if each.get("block_id", "").startswith("entry-"))
    choice = next(
        each["value"] for each in menu["accessory"]["options"] if "credit" in each["value"]
    )
    opened = await (await maya.press(listed, "entry_menu", choice)).opened()
    assert "You keep it private. Handed in, it is shown" in opened.plain()
    assert (await maya.submit()).closed
    await seen("maya", "awaits approval")
    opened = await (await maya.command("/pln forget")).opened()
    assert "1 entry and 1 entry's credit" in opened.plain()
    await maya.close_view()
    last_year = await (await maya.command("/pln credits 2025-26")).message()
    assert "Your credits, 2025-26" in last_year.plain()
    waiting = await credits_of(slack)
    await maya.press(waiting, "credit_withdraw")
    assert "It is not handed in any more." in (await seen("maya", "not handed in")).plain()
    assert "Nothing awaits" in (await approvals_of(slack)).plain()


async def test_the_second_of_two_leaders_is_told_whose_decision_counts(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await with_policy(slack, house)
    maya, ruth, dana = (slack.person(who) for who in ("maya", "ruth", "dana"))
    await house.database.write(
        lambda session: keep_membership(
            session,
            find_group(session, house.workspace_id, "Lakeview Unified").id,
            get_person(session, house.workspace_id, dana.person.id).id,
            "leader",
        )
    )
    for _ in range(2):
        answer = await log(slack, "45m webinar on rubrics")
        await maya.press(answer, "entry_hand_in")
        await seen("maya", "Handed in")
    both = [await approvals_of(slack, who) for who in ("ruth", "dana")]
    await asyncio.gather(ruth.press(both[0], "approval_all"), dana.press(both[1], "approval_all"))
    await slack.settled()
    await house.bot.afterwards.drain()
    told = [
        [
            each.plain()
            for each in person.messages()
            if "Approved: 2" in each.plain() or "credited it already" in each.plain()
        ]
        for person in (ruth, dana)
    ]
    (first,), (second,) = sorted(told, key=lambda words: "already" in words[0])
    assert "Approved: 2 entries, 0.75 CEU." in first
    assert "has credited it already" in second
    shown = await credits_of(slack)
    assert "0.75 of 12 CEU" in shown.plain()


async def test_an_edit_awaits_approval_anew_and_a_deletion_takes_its_credit_along(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await with_policy(slack, house)
    maya, ruth = slack.person("maya"), slack.person("ruth")
    answer = await log(slack, "45m webinar on rubrics")
    await maya.press(answer, "entry_hand_in")
    await seen("maya", "Handed in")
    stale = await approvals_of(slack)
    await (await maya.press(answer, "entry_edit")).opened()
    assert (await maya.submit({"minutes": "90"})).closed
    await seen("maya", "0.75 CEU await approval anew")
    await ruth.press(stale, "approval_open")
    assert (
        "Maya Castellanos changed it after you looked"
        in (await seen("ruth", "changed it after you looked")).plain()
    )
    fresh = await approvals_of(slack)
    assert "Handed in again or changed." in fresh.plain()
    await (await ruth.press(fresh, "approval_open")).opened()
    assert (await ruth.submit({"decision": "approve", "reason": "Well chosen"})).closed
    await seen("ruth", "Approved: 0.75 CEU for Maya Castellanos.")
    await maya.press(answer, "entry_take_back")
    assert "Its credit, 0.75 CEU, goes with it." in (await seen("maya", "Taken back")).plain()
    assert "0 of 12 CEU" in (await credits_of(slack)).plain()
    await maya.press(await seen("maya", "Taken back"), "entry_bring_back")
    assert "0.75 of 12 CEU" in (await credits_of(slack)).plain()
