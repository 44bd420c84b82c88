"""An admin looks after people and groups; leaders read what those they lead show them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from plnudge.house import House
from sandbox.client import Upload
from sandbox.district import PEOPLE
from sandbox.server import LocalSlack
from sandbox.state import View
from storage.audit import looks_at
from storage.groups import all_groups, find_group, people_of
from storage.people import get_person
from storage.tables import Look, Person
from tests.journeys.conftest import Seen, home_page


async def names_in(house: House, group: str) -> dict[str, str]:
    """Who is in a group itself, by name, with the role."""

    def find(session):  # type: ignore[no-untyped-def]
        found = find_group(session, house.workspace_id, group)
        return {person.name: role for person, role in people_of(session, found.id)}

    roles: dict[str, str] = await house.database.read(find)
    return roles


async def home_says(slack: LocalSlack, words: str) -> None:
    """Waits until the admin's App Home says so."""
    priya = slack.person("priya")
    await slack.workspace.wait_until(
        lambda: priya.home if priya.home and words in priya.home.plain() else None, what=words
    )


async def menu(slack: LocalSlack, house: House, group: str, choice: str) -> View:
    """Opens what the menu beside that group offers."""
    home = await home_page(slack, house, "priya", "admin")
    found = await house.database.read(
        lambda session: find_group(session, house.workspace_id, group).id
    )
    return await (
        await slack.person("priya").select(home, "group_menu", f"{choice}:{found}")
    ).opened()


async def test_an_admin_makes_a_group_puts_people_in_and_takes_them_out(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    home = await home_page(slack, house, "priya", "admin")
    assert "Harbor Elementary" in home.plain()
    await (await priya.press(home, "group_add")).opened()
    taken = await priya.submit({"name": "harbor elementary"})
    assert "already" in taken.errors["name"]
    assert (await priya.submit({"name": "Reading team", "parent": "Harbor Elementary"})).closed
    await slack.settled()
    await menu(slack, house, "Reading team", "add")
    refused = await priya.submit({"member": ["maya", "guest"], "leader": ["ben"]})
    assert "guests" in refused.errors["member"]
    assert await names_in(house, "Reading team") == {}
    assert (await priya.submit({"member": ["maya", "aiko"], "leader": ["ben"]})).closed
    assert await names_in(house, "Reading team") == {
        "Ben Lindqvist": "leader",
        "Aiko Tanabe": "member",
        "Maya Castellanos": "member",
    }
    await menu(slack, house, "Reading team", "out")
    wrong = await priya.submit({"member": ["leroy"]})
    assert "does not belong" in wrong.errors["member"]
    assert (await priya.submit({"member": ["aiko"]})).closed
    assert "Aiko Tanabe" not in await names_in(house, "Reading team")
    await home_says(slack, "2 people · led by Ben Lindqvist")


async def test_a_group_changes_its_name_and_place_and_is_removed_only_when_that_is_sure(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    await menu(slack, house, "Harbor Elementary", "change")
    assert (await priya.submit({"name": "Harbor School"})).closed
    await slack.settled()
    assert (await names_in(house, "Harbor School"))["Ruth Okonkwo"]
    await menu(slack, house, "Harbor School", "remove")
    unsure = await priya.submit()
    assert "Tick the box" in unsure.errors["sure"]
    assert (await priya.submit({"sure": ["yes"]})).closed
    names = await house.database.read(
        lambda session: [each.name for each in all_groups(session, house.workspace_id)]
    )
    assert "Harbor School" not in names
    refused = await slack.person("ruth").command("/pln digest")
    assert "lead a group" in (await refused.message()).plain()


async def test_a_group_follows_a_slack_user_group(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    user_group = slack.workspace.user_groups["S0HARBOR00"]
    user_group.members.remove(PEOPLE["maya"].id)
    user_group.members += [PEOPLE["sofia"].id, PEOPLE["guest"].id]
    await menu(slack, house, "Harbor Elementary", "change")
    assert (await priya.submit({"user_group": "Harbor Elementary"})).closed
    await home_says(slack, "follows a Slack user group")
    members = await names_in(house, "Harbor Elementary")
    assert "Maya Castellanos" not in members
    assert members["Sofía Restrepo"] == "member"
    assert members["Ruth Okonkwo"] in {"leader", "member"}
    user_group.members.append(PEOPLE["maya"].id)
    await house.jobs.sync_rosters()
    assert "Maya Castellanos" in await names_in(house, "Harbor Elementary")
    user_group.is_disabled = True
    await house.jobs.sync_rosters()
    assert "Maya Castellanos" in await names_in(house, "Harbor Elementary")
    await menu(slack, house, "Harbor Elementary", "add")
    assert priya.view is not None
    assert "follow a Slack user group" in priya.view.plain()


async def test_a_roster_file_is_shown_before_it_changes_anything(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    content = (
        "\ufeffemail;group;parent;role;staff\r\n"
        '"maya.castellanos@lakeview.example";"Reading\r\nteam";Harbor Elementary;leader;teacher\r\n'
        "nobody@lakeview.example;Reading team;;;\r\n"
        "ben.lindqvist@lakeview.example;=HYPERLINK(1);;;\r\n"
    ).encode()
    home = await home_page(slack, house, "priya", "admin")
    await (await priya.press(home, "roster_open")).opened()
    assert "Choose a CSV file" in (await priya.submit()).errors["file"]
    assert (await priya.submit({"file": [Upload("staff.csv", content)]})).closed
    told = await seen("priya", "2 lines can't be used")
    assert "line 4: nobody here" in told.plain()
    assert "is a formula" in told.plain()
    home = await home_page(slack, house, "priya", "admin")
    await (await priya.press(home, "roster_open")).opened()
    sent = {"file": [Upload("staff.csv", content)], "skip": ["skip-bad"]}
    assert (await priya.submit(sent)).closed
    plan = await seen("priya", "roster_confirm")
    assert "New groups: 1" in plan.plain()
    assert "Left out, 2 lines" in plan.plain()
    groups = await house.database.read(
        lambda session: [each.name for each in all_groups(session, house.workspace_id)]
    )
    assert "Reading team" not in groups
    await priya.press(plan, "roster_confirm")
    await seen("priya", "The roster is in")
    assert await names_in(house, "Reading team") == {"Maya Castellanos": "leader"}
    staff = await house.database.read(
        lambda session: session.scalar(select(Person.staff).where(Person.name.like("Maya%")))
    )
    assert staff == "teacher"


async def test_whoever_leaves_the_workspace_leaves_their_groups_and_finds_them_again(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    slack.change_person("maya", deleted=True)
    await slack.settled()
    assert "Maya Castellanos" not in await names_in(house, "Harbor Elementary")
    slack.change_person("maya", deleted=False)
    await slack.settled()
    assert "Maya Castellanos" in await names_in(house, "Harbor Elementary")


async def test_a_leader_reads_what_is_shown_and_each_look_is_written_down(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    ruth, maya = slack.person("ruth"), slack.person("maya")
    await maya.command("/pln log 45m EdCamp on podcasting #ownership #leaders")
    await maya.command("/pln log 30m A thing of my own #private")
    await slack.person("ben").command("/pln log 30m Another private thing #private")
    listed = await (await ruth.command("/pln look")).message()
    assert "Maya Castellanos: 1 entry" in listed.plain()
    assert "Ben" not in listed.plain()
    await ruth.select(listed, "look_person", "Maya Castellanos: 1 entry")
    read = await seen("ruth", "EdCamp on podcasting")
    assert "A thing of my own" not in read.plain()
    await slack.clock.advance(timedelta(minutes=11))
    for _ in range(2):  # within minutes of each other, that is one look
        by_name = await (await ruth.command("/pln look @maya")).message()
        assert "EdCamp on podcasting" in by_name.plain()
    person = PEOPLE["maya"].id
    looks = await house.database.read(
        lambda session: looks_at(
            session, get_person(session, house.workspace_id, person).id, first=0, most=9
        )
    )
    assert [(each.reader, each.why) for each in looks.rows] == [
        ("Ruth Okonkwo", "leads Harbor Elementary")
    ] * 2


async def test_a_leader_looks_neither_up_nor_sideways_nor_after_the_role_is_gone(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    ruth = slack.person("ruth")
    for who in ("maya", "sofia"):
        await slack.person(who).command("/pln log 45m EdCamp on podcasting #leaders")
    sideways = await (await ruth.command("/pln look Sofía Restrepo")).message()
    assert "You lead nobody called" in sideways.plain()
    old = await (await ruth.command("/pln look")).message()
    await menu(slack, house, "Harbor Elementary", "out")
    assert (await slack.person("priya").submit({"leader": ["ruth"]})).closed
    await ruth.select(old, "look_person", "Maya Castellanos: 1 entry")
    await seen("ruth", "You don't lead them")
    assert "lead a group" in (await (await ruth.command("/pln look")).message()).plain()
    assert await house.database.read(lambda session: session.scalar(select(Look.id))) is None
