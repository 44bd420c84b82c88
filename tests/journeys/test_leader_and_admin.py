"""A leader reads the digest; an admin says when prompts go out."""

from __future__ import annotations

from datetime import timedelta

from plnudge.house import House
from sandbox.server import LocalSlack
from storage.tables import Workspace
from tests.journeys.conftest import Seen, home_page


async def test_what_teachers_log_is_in_the_digest_that_comes_on_monday(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    for who in ("maya", "ben", "aiko", "leroy", "fatima"):
        await slack.person(who).command("/pln log 45m EdCamp on podcasting #ownership in person")
    await slack.person("maya").command("/pln goal Run two student-led conferences by March 20")
    await slack.clock.advance(timedelta(days=7))
    digest = await seen("ruth", "took part")
    shown = digest.plain()
    for words in ("Harbor Elementary", "5 of 9", "3 h 45 min", "0 of 9 prompts"):
        assert words in shown
    assert "possible next step" in shown
    assert sum(block["type"] == "data_visualization" for block in digest.blocks) == 2
    assert not [each for each in slack.person("maya").messages() if "took part" in each.plain()]


async def test_a_digest_on_demand_shows_the_week_so_far(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await slack.person("maya").command("/pln log 45m EdCamp on podcasting #ownership")
    answer = await slack.person("ruth").command("/pln digest")
    assert "this week so far" in (await answer.message()).plain()
    earlier = await slack.person("ruth").command("/pln digest harbor last week")
    assert "nobody logged anything" in (await earlier.message()).plain()


async def test_what_a_few_logged_shows_no_figures(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await slack.person("maya").command("/pln log 45m EdCamp on podcasting #ownership in person")
    shown = (await (await slack.person("ruth").command("/pln digest")).message()).plain()
    assert "A few of the 9 took part" in shown
    assert "45" not in shown


async def test_a_small_group_shows_no_figures(slack: LocalSlack, house: House, seen: Seen) -> None:
    await slack.person("erik").command("/pln log 45m EdCamp on podcasting #ownership")
    answer = await slack.person("nani").command("/pln digest")
    shown = (await answer.message()).plain()
    assert "This group is small" in shown
    assert "45" not in shown


async def test_a_leader_does_not_see_sideways(slack: LocalSlack, house: House, seen: Seen) -> None:
    answer = await slack.person("ruth").command("/pln digest Cedar Ridge Middle School")
    shown = (await answer.message()).plain()
    assert "There is no group" in shown
    assert "Cedar Ridge" not in shown.split("The groups are")[1]


async def test_a_workspace_that_draws_no_charts_gets_words(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    for who in ("maya", "ben", "aiko", "leroy", "fatima"):
        await slack.person(who).command("/pln log 45m EdCamp on podcasting #ownership")
    workspace = house.workspace_id
    await house.database.write(
        lambda session: session.get_one(Workspace, workspace).__setattr__("refuses_charts", True)
    )
    await slack.clock.advance(timedelta(days=7))
    digest = await seen("ruth", "took part")
    assert "data_visualization" not in {block["type"] for block in digest.blocks}
    assert "Minutes by element" in digest.plain()


async def test_a_leader_s_home_shows_a_digest_in_the_direct_message(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    home = await home_page(slack, house, "ruth", "groups")
    assert "Harbor Elementary" in home.plain()
    await slack.person("ruth").press(home, "digest_show")
    assert "16 to 22 Nov" in (await seen("ruth", "quiet time")).plain()


async def test_a_teacher_cannot_press_what_is_for_admins(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    home = await slack.person("maya").open_home()
    assert "schedule_add" not in home.actions()


async def test_a_guest_s_home_says_whom_it_is_for(slack: LocalSlack, house: House) -> None:
    home = await slack.person("guest").open_home()
    assert "for the educators of this workspace" in home.plain()
    assert not home.actions()
