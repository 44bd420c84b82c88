"""What leaders get: the digest, the dashboard, and where the district stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from domain.weeks import Week
from plnudge.house import House
from sandbox.district import PEOPLE, SCHOOL_MEMBERS
from sandbox.server import LocalSlack
from sandbox.state import Message
from storage.entries import keep_entry
from storage.groups import find_group, set_people, take_out
from storage.people import get_person
from tests.conftest import NOW
from tests.journeys.conftest import Seen, home_page

THIS_WEEK = Week.of(NOW.date())
HARBOR = SCHOOL_MEMBERS["harbor"]


async def log_for_all(
    house: House,
    minutes: int,
    *,
    weeks_ago: int = 1,
    who: list[str] = HARBOR,
    elements: tuple[str, ...] = ("skills",),
    **more: Any,
) -> None:
    """Each of them logs one entry on the Tuesday of that week."""
    day = THIS_WEEK.before(weeks_ago).monday + timedelta(days=1)

    def keep(session: Session) -> None:
        for key in who:
            person = get_person(session, house.workspace_id, PEOPLE[key].id)
            draft = EntryDraft(
                text="Peer <observation>", happened_on=day, minutes=minutes, elements=elements,
                mode="in-person", skills=("collaboration",), reach="within", **more,
            )  # fmt: skip
            keep_entry(session, person.id, draft, submission=None, now=NOW)

    await house.database.write(keep)


async def let_lead(house: House, key: str, group: str) -> None:
    def keep(session: Session) -> None:
        found = find_group(session, house.workspace_id, group)
        set_people(session, house.workspace_id, found.id, [PEOPLE[key].id], "leader", now=NOW)

    await house.database.write(keep)


async def let_lead_no_more(house: House, key: str, group: str) -> None:
    def keep(session: Session) -> None:
        found = find_group(session, house.workspace_id, group)
        take_out(session, house.workspace_id, found.id, [PEOPLE[key].id], "leader", now=NOW)

    await house.database.write(keep)


def blocks_of(message: Message, kind: str) -> list[dict[str, Any]]:
    return [block for block in message.blocks if block["type"] == kind]


def digests_of(slack: LocalSlack, who: str) -> list[Message]:
    """Those that came by themselves."""
    return [
        each
        for each in slack.person(who).messages()
        if each.ephemeral_to is None and "digest_settings" in each.actions()
    ]


async def test_monday_s_digest_says_it_plainly_and_sets_each_number_against_four_weeks(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    for weeks_ago in (1, 2, 3, 4):
        await log_for_all(house, 20, weeks_ago=weeks_ago, elements=("ownership",))
    await log_for_all(house, 60, weeks_ago=0, visibility="colleagues")
    await slack.clock.advance(timedelta(days=7))
    (digest,) = digests_of(slack, "ruth")
    shown = digest.plain()
    assert "Harbor Elementary: 23 to 29 Nov" in shown
    assert "9 of 9 took part: 9 entries, 9 h." in shown
    assert "That is 6 h more than in a usual week (3 h)." in shown
    assert "grew most (9 h more than usual); Diverse learning got least." in shown
    by_element, by_week = blocks_of(digest, "data_visualization")
    assert [series["name"] for series in by_element["chart"]["series"]] == [
        "The week",
        "A usual week",
    ]
    assert by_week["chart"]["axis_config"]["categories"] == [
        "26 Oct", "2 Nov", "9 Nov", "16 Nov", "23 Nov",
    ]  # fmt: skip
    (table,) = blocks_of(digest, "table")
    rows = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in table["rows"]}
    assert rows["Figure"] == ["The week", "A usual week"]
    assert rows["Took part"] == ["9", "9"]
    assert rows["Time"] == ["9 h", "3 h"]
    assert rows["Collaboration"] == ["9", "9"]
    assert "Worth celebrating" in shown
    assert "Peer <observation>" in shown
    assert "You logged 1 h in 1 entry; colleagues can read it." in shown
    assert "possible next step" in shown
    assert "One thing to do this week" in shown


async def test_a_running_week_is_not_set_against_whole_ones(
    slack: LocalSlack, house: House
) -> None:
    await log_for_all(house, 60)
    await slack.clock.advance_to(datetime(2026, 11, 30, 14, 0, tzinfo=NOW.tzinfo))
    answer = await (await slack.person("ruth").command("/pln digest")).message()
    shown = answer.plain()
    assert "this week so far (30 Nov to 6 Dec)" in shown
    assert "Nobody has logged anything yet." in shown
    assert "A whole week usually has" in shown
    for words in ("less than", "more than", "got least", "that week"):
        assert words not in shown
    assert "You have logged nothing yet yourself." in shown


async def test_a_digest_is_for_any_group_and_period_that_a_leader_names(
    slack: LocalSlack, house: House
) -> None:
    await log_for_all(house, 60, weeks_ago=1)
    await log_for_all(house, 30, weeks_ago=6)
    ruth = slack.person("ruth")
    for typed, title in (
        ("harbor last week", "Harbor Elementary: 16 to 22 Nov"),
        ("October", "October 2026 (28 Sep to 1 Nov)"),
        ("Harbor Elementary last 4 weeks", "4 weeks (26 Oct to 22 Nov)"),
        ("this term", "so far (3 Aug 2026 to 3 Jan 2027)"),
        ("2026-W47", "16 to 22 Nov"),
    ):
        shown = (await (await ruth.command(f"/pln digest {typed}")).message()).plain()
        assert title in shown, typed
    refused = (await (await ruth.command("/pln digest 2027-W10")).message()).plain()
    assert "has not begun yet" in refused


async def test_the_week_before_and_other_groups_are_a_press_away(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await log_for_all(house, 60, weeks_ago=2)

    await let_lead(house, "ruth", "Cedar Ridge Middle School")
    ruth = slack.person("ruth")
    digest = await (await ruth.command("/pln digest Harbor last week")).message()
    await ruth.press(digest, "digest_turn")
    await seen("ruth", "9 to 15 Nov")
    assert "16 to 22 Nov" not in digest.plain()
    option = next(
        option["value"]
        for block in digest.blocks
        for element in block.get("elements", ())
        for option in element.get("options", ())
        if option["text"]["text"] == "Cedar Ridge Middle School"
    )
    await ruth.press(digest, "digest_turn_1", option)
    await seen("ruth", "Cedar Ridge Middle School: 9 to 15 Nov")


async def test_whoever_leads_a_group_no_more_is_refused_by_old_buttons(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await log_for_all(house, 60)
    ruth = slack.person("ruth")
    digest = await (await ruth.command("/pln digest last week")).message()

    await let_lead_no_more(house, "ruth", "Harbor Elementary")
    for action in ("digest_turn", "digest_workbook", "dashboard_open", "digest_settings"):
        await ruth.press(digest, action)
        await seen("ruth", "The digest is for those who lead a group")
    assert not slack.workspace.files
    assert ruth.view is None


async def test_the_workbook_comes_into_the_direct_message_with_real_types(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await log_for_all(house, 60, visibility="colleagues")
    ruth = slack.person("ruth")
    digest = await (await ruth.command("/pln digest last week")).message()
    await ruth.press(digest, "digest_workbook")
    sent = await slack.workspace.wait_until(
        lambda: next((each for each in ruth.messages() if each.files), None)
    )
    (stored,) = sent.files
    assert stored.name == "Harbor Elementary 2026-W47.xlsx"
    assert stored.content is not None
    book = openpyxl.load_workbook(BytesIO(stored.content))
    assert book.sheetnames == [
        "Figures", "Weeks", "Groups", "Shared with colleagues", "What each figure means",
    ]  # fmt: skip
    figures = {row[1]: row for row in book["Figures"].iter_rows(values_only=True)}
    assert figures["Time"][3:] == (540, 540, 0, 540)
    assert figures["Took part"][3] == 9
    weeks = list(book["Weeks"].iter_rows(values_only=True))
    assert weeks[-1][:6] == (datetime(2026, 11, 16), datetime(2026, 11, 22), "in it", 9, 9, 540)
    assert book["Weeks"].freeze_panes == "A2"
    assert book["Weeks"].auto_filter.ref
    meanings = dict(book["What each figure means"].iter_rows(values_only=True))
    assert {row[1] for row in list(figures.values())[1:]} <= set(meanings)


async def test_the_dashboard_opens_beside_a_digest_and_on_app_home(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    for weeks_ago in range(9):
        await log_for_all(house, 30 + weeks_ago, weeks_ago=weeks_ago)
    ruth = slack.person("ruth")
    digest = await (await ruth.command("/pln digest last week")).message()
    modal = await (await ruth.press(digest, "dashboard_open")).opened()
    for words in (
        "This week so far: 9 of 9 took part, 4 h 30 min",
        "4 weeks (26 Oct to 22 Nov): In a week 9 of 9 took part.",
        "Minutes by week", "Elements, a week", "How they learned", "Networks", "Skills",
        "Within the district", "Where the district stands", "Nobody has rated the district yet",
    ):  # fmt: skip
        assert words in modal.plain(), words
    home = await home_page(slack, house, "ruth", "groups")
    assert "4 weeks (26 Oct to 22 Nov)" in home.plain()
    await ruth.press(home, "digest_show")
    await seen("ruth", "Harbor Elementary: 16 to 22 Nov")
    await ruth.press(home, "look_group")
    assert "keep theirs private" not in (await seen("ruth", "People of Harbor Elementary")).plain()


async def test_the_dashboard_of_a_superintendent_turns_to_each_school(
    slack: LocalSlack, house: House
) -> None:
    await let_lead(house, "dana", "Lakeview Unified")
    dana = slack.person("dana")
    home = await home_page(slack, house, "dana", "groups")
    assert "Lakeview Unified" in home.plain().splitlines()[2]
    chooser = next(
        element for block in home.blocks for element in block.get("elements", ())
        if element["type"] == "static_select"
    )  # fmt: skip
    harbor = next(
        option["value"]
        for option in chooser["options"]
        if option["text"]["text"] == "Harbor Elementary"
    )
    await dana.press(home, chooser["action_id"], harbor)
    turned = await slack.workspace.wait_until(
        lambda: dana.home if dana.home and dana.home.private_metadata == harbor else None
    )
    assert any(
        block["type"] == "header" and block["text"]["text"] == "Harbor Elementary"
        for block in turned.blocks
    )


async def test_a_leader_chooses_when_it_comes_and_what_it_is_about(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await log_for_all(house, 60)
    ruth = slack.person("ruth")
    home = await home_page(slack, house, "ruth", "groups")
    assert "Your digest comes every Monday at 07:30." in home.plain()
    await (await ruth.press(home, "digest_settings")).opened()
    assert (await ruth.submit({"weekday": "fri", "at": "16:15"})).closed
    again = await slack.workspace.wait_until(
        lambda: ruth.home if ruth.home and "every Friday at 16:15" in ruth.home.plain() else None
    )
    await slack.clock.advance(timedelta(days=10))
    (digest,) = digests_of(slack, "ruth")
    assert "16 to 22 Nov" in digest.plain()
    assert len(digests_of(slack, "edwin")) == 1

    await (await ruth.press(again, "digest_settings")).opened()
    await ruth.submit({"weekday": "off"})
    await slack.workspace.wait_until(
        lambda: ruth.home and "No digest comes by itself" in ruth.home.plain()
    )
    await slack.clock.advance(timedelta(days=14))
    assert digests_of(slack, "ruth") == [digest]


async def test_the_leader_of_a_small_group_is_told_once_and_then_left_in_peace(
    slack: LocalSlack, house: House
) -> None:
    await log_for_all(house, 60, who=["erik"], weeks_ago=0, visibility="colleagues")
    await slack.clock.advance(timedelta(days=22))
    (digest,) = digests_of(slack, "nani")
    shown = digest.plain()
    assert "This group is small: 4 educators belong to it." in shown
    assert "I won't send this by myself again" in shown
    assert "Erik Tulimak: Peer <observation>" in shown
    assert "60" not in shown
    asked = await (await slack.person("nani").command("/pln digest last week")).message()
    assert "This group is small" in asked.plain()
    assert "I won't send" not in asked.plain()


async def test_where_slack_draws_no_charts_they_come_as_pictures_with_their_words(
    slack: LocalSlack, house: House
) -> None:
    await log_for_all(house, 60, weeks_ago=0)
    slack.workspace.unknown_blocks.add("data_visualization")
    await slack.clock.advance(timedelta(days=7))
    (digest,) = digests_of(slack, "ruth")
    first, second = blocks_of(digest, "image")
    assert "Minutes by element, in minutes." in first["alt_text"]
    assert "21st-century skills: The week 540" in first["alt_text"]
    assert "23 Nov: 540" in second["alt_text"]
    assert slack.workspace.files[first["slack_file"]["id"]].content
    answer = await (await slack.person("ruth").command("/pln digest last week")).message()
    assert len(blocks_of(answer, "image")) == 2


async def test_leaders_rate_the_district_and_read_where_they_differ(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    ruth, edwin = slack.person("ruth"), slack.person("edwin")
    report = await (await ruth.command("/pln stage")).message()
    assert "Nobody has rated the district yet" in report.plain()
    assert "evaluation is participative" in report.plain()
    opened = await ruth.press(report, "stage_rate", "evaluation")
    assert "Possible next step" in (await opened.opened()).plain()
    refused = await ruth.submit({"score": "3", "reason": " "})
    assert "why" in refused.errors["reason"]
    assert (
        await ruth.submit({"reason": "Goals are set *for* teachers", "evidence": "Our policy"})
    ).closed
    saved = await seen("ruth", "Saved:")
    assert "Investigating" in saved.plain()

    again = await (await edwin.command("/pln stage")).message()
    await (await edwin.press(again, "stage_rate", "evaluation")).opened()
    assert edwin.view is not None
    assert "Goals are set" in edwin.view.plain()
    await edwin.submit({"score": "8", "reason": "Our school began self-evaluation"})
    await seen("edwin", "Saved:")
    told = (await (await slack.person("priya").command("/pln stage")).message()).plain()
    assert "55% of the way" in told
    assert "Raters differ: from 3 (Investigating) to 8 (Staging)" in told

    await ruth.press(saved, "stage_take_back")
    assert "80% of the way" in (await seen("ruth", "Taken back")).plain()


async def test_a_teacher_neither_rates_the_district_nor_reads_of_it(
    slack: LocalSlack, house: House
) -> None:
    answer = await slack.person("maya").command("/pln stage")
    assert "for those who lead a group" in (await answer.message()).plain()
    assert (
        "/pln stage"
        not in (await (await slack.person("maya").command("/pln help")).message()).plain()
    )
