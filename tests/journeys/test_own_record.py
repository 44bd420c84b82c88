"""An educator's record is their own: to have, to have erased, and to know who read it."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plnudge.house import House
from plnudge.manifest import build_manifest
from sandbox.server import LocalSlack
from sandbox.state import Message
from storage.ownership import owned_tables
from storage.people import get_person
from storage.tables import Entry, Look, Membership, Person, Share
from tests.conftest import NOW
from tests.journeys.conftest import Seen, prompts_of

FORMULA = "=HYPERLINK(1)"


async def person_id(house: House, slack: LocalSlack, who: str) -> int:
    slack_id = slack.workspace.person(who).id
    return await house.database.read(
        lambda session: get_person(session, house.workspace_id, slack_id).id
    )


async def files_of(slack: LocalSlack, who: str) -> dict[str, bytes]:
    """What came into their direct message, by the ending of its name."""
    person = slack.person(who)

    def found() -> Message | None:
        return next((each for each in person.messages() if each.files), None)

    message = await slack.workspace.wait_until(found, what=f"files for {who}")
    return {
        stored.name.rpartition(".")[2]: stored.content
        for stored in message.files
        if stored.content is not None
    }


async def live(slack: LocalSlack, who: str) -> None:
    """Something of everything."""
    person = slack.person(who)
    await person.command(f"/pln log 45m {FORMULA} of {who} #skills")
    undone = await (await person.command(f"/pln log 5m taken back by {who}")).message()
    await person.press(undone, "entry_take_back")
    await person.command("/pln goal Run two conferences by March 20")
    asked = await (await person.command("/pln reflect")).message()
    await (await person.press(asked, "prompt_reflect")).opened()
    assert (await person.submit({"text": f"I thought, said {who}"})).closed
    await (await person.command("/pln settings")).opened()
    assert (await person.submit({"days": ["mon"]})).closed
    await (await person.command("/pln share")).opened()
    await person.submit({"channel": "general", "work": "entry:1" if who == "maya" else None})
    await person.submit()


async def test_all_that_is_kept_comes_as_files_to_its_owner_alone(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await live(slack, "maya")
    await seen("maya", "Shared in")
    await slack.person("ben").command("/pln log 20m a secret of ben")
    answer = await slack.person("maya").command("/pln export", channel="general")
    assert "direct message" in (await answer.message()).plain()
    files = await files_of(slack, "maya")
    record: dict[str, Any] = json.loads(files["json"])
    assert [person["name"] for person in record["people"]] == ["Maya Castellanos"]
    assert [entry["text"] for entry in record["entries"]] == [f"{FORMULA} of maya"]
    assert [entry["text"] for entry in record["taken_back_entries"]] == ["taken back by maya"]
    assert [goal["text"] for goal in record["goals"]] == ["Run two conferences"]
    assert [each["text"] for each in record["reflections"]] == ["I thought, said maya"]
    assert [each["days"] for each in record["preferences"]] == [["mon"]]
    assert [each["channel"] for each in record["shares"]] == [slack.workspace.channel("general").id]
    assert "secret of ben" not in files["json"].decode()
    workbook = load_workbook(BytesIO(files["xlsx"]))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert f"{FORMULA} of maya" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}
    assert [cell.value for cell in workbook["Activities"][1]][:4] == [
        "Number", "Slack id", "Text", "Minutes",
    ]  # fmt: skip
    everyone_else = [who for who in slack.workspace.people.values() if who.key != "maya"]
    for person in everyone_else:
        assert not any(
            message.files for message in slack.workspace.messages
            if person.id in slack.workspace.channels[message.channel].members
            and message.channel != slack.workspace.dm(slack.workspace.person("maya").id).id
        )  # fmt: skip


async def test_where_files_may_not_be_sent_a_sentence_says_what_to_do(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    manifest = build_manifest(url=None, socket_mode=True)
    manifest["oauth_config"]["scopes"]["bot"].remove("files:write")
    slack.apply_manifest(manifest)
    await slack.person("maya").command("/pln export")
    told = await seen("maya", "files:write")
    assert "own_export" in told.actions()
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    await slack.person("maya").press(told, "own_export")
    assert set(await files_of(slack, "maya")) == {"json", "xlsx"}


async def test_a_record_is_erased_after_two_questions_and_begun_anew(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await live(slack, "maya")
    await seen("maya", "Shared in")
    before = await person_id(house, slack, "maya")
    asked = await (await maya.command("/pln forget")).opened()
    assert "2 entries, 1 goal, 1 reflection and 1 shared post" in asked.plain()
    await maya.submit()
    sure = maya.view
    assert sure is not None
    assert sure.callback_id == "forget_sure_form"
    refused = await maya.submit({"word": "yes"})
    assert "type the word forget" in refused.errors["word"]
    assert (await maya.submit({"word": " Forget "})).closed
    assert maya.view is None
    erased = await seen("maya", "Your record is erased")
    after = await person_id(house, slack, "maya")

    def left(session: Session) -> dict[str, int]:
        return {
            table.name: session.scalar(select(func.count()).select_from(table).where(is_theirs))
            or 0
            for person in (before, after)
            for table, is_theirs in owned_tables(person)
            if table.name != "membership"
        }

    await slack.workspace.wait_until(
        lambda: not [each for each in maya.messages("general") if each.by_app], what="no post"
    )
    await house.bot.afterwards.drain()
    assert set((await house.database.read(left)).values()) == {0}
    assert (
        await house.database.read(lambda session: session.scalar(select(func.count(Share.id)))) == 0
    )
    shown = await (await maya.command("/pln me")).message()
    assert "Nothing logged this week" in shown.plain()
    assert "Prompts are off" in shown.plain()
    await slack.clock.advance(timedelta(days=8))
    assert not prompts_of(slack, "maya")
    assert prompts_of(slack, "ben")
    await maya.press(erased, "prompts_start")
    await seen("maya", "Prompts are on again")
    await maya.command("/pln log 20m a new beginning")
    anew = await (await maya.command("/pln me")).message()
    assert "1 entry" in anew.plain()
    await slack.clock.advance(timedelta(days=8))
    assert prompts_of(slack, "maya")


async def test_home_leads_to_ones_own_record_and_shows_it_no_more_once_it_is_erased(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 45m webinar on rubrics")
    home = await maya.open_home()
    assert "webinar on rubrics" in home.plain()
    await maya.press(home, "own_looks")
    await seen("maya", "Nobody has looked at your record")
    await maya.press(home, "own_export")
    assert set(await files_of(slack, "maya")) == {"json", "xlsx"}
    await (await maya.press(home, "own_forget")).opened()
    await maya.submit()
    await maya.submit({"word": "forget"})
    await seen("maya", "Your record is erased")

    def is_empty() -> bool:
        return maya.home is not None and "webinar on rubrics" not in maya.home.plain()

    await slack.workspace.wait_until(is_empty, what="an empty App Home")


async def test_what_was_erased_is_gone_from_the_groups_figures_and_roles_stay(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    ruth = slack.person("ruth")
    for who in ("ruth", "maya", "ben", "aiko", "leroy", "fatima"):
        await slack.person(who).command("/pln log 45m webinar #skills")
    digest = await (await ruth.command("/pln digest Harbor this week")).message()
    assert "6 of 9" in digest.plain()
    await (await ruth.command("/pln forget")).opened()
    await ruth.submit()
    await ruth.submit({"word": "forget"})
    await seen("ruth", "Your record is erased")
    digest = await (await ruth.command("/pln digest Harbor this week")).message()
    assert "5 of 9" in digest.plain()


async def test_who_looked_at_others_stays_on_those_others_records(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya, ruth = await person_id(house, slack, "maya"), await person_id(house, slack, "ruth")

    def look(session: Session) -> None:
        for count in range(12):
            session.add(
                Look(
                    person_id=maya,
                    reader_id=ruth,
                    what=f"evaluation {count}",
                    why="<!channel> to answer it",
                    looked_at=NOW - timedelta(hours=count),
                )
            )
        session.add(
            Look(person_id=ruth, reader_id=None, what="record", why="export", looked_at=NOW)
        )

    await house.database.write(look)
    await (await slack.person("ruth").command("/pln forget")).opened()
    await slack.person("ruth").submit()
    await slack.person("ruth").submit({"word": "forget"})
    await seen("ruth", "Your record is erased")
    shown = await (await slack.person("maya").command("/pln who")).message()
    assert (
        "Today at 12:00: Ruth Okonkwo read evaluation 0 (<!channel> to answer it)" in shown.plain()
    )
    assert "1 to 10 of 12" in shown.plain()
    assert not shown.pings
    await slack.person("maya").press(shown, "own_looks_1")
    await seen("maya", "evaluation 11")
    none = await (await slack.person("ruth").command("/pln who")).message()
    assert "Nobody has looked at your record" in none.plain()


async def test_a_post_that_slack_would_not_delete_is_taken_down_later(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await live(slack, "maya")
    await seen("maya", "Shared in")
    general = slack.workspace.channel("general")
    general.kind = "private"
    general.members.remove(slack.workspace.app.id)
    await (await maya.command("/pln forget")).opened()
    await maya.submit()
    await maya.submit({"word": "forget"})
    await seen("maya", "Your record is erased")
    await house.bot.afterwards.drain()
    [share] = await house.database.read(lambda session: session.scalars(select(Share)).all())
    assert (share.person_id, share.entry_id, share.words) == (None, None, None)
    general.members.append(slack.workspace.app.id)
    await house.jobs.take_down_abandoned()
    assert not [each for each in maya.messages("general") if each.by_app]
    assert not await house.database.read(lambda session: session.scalars(select(Share)).all())


async def test_what_is_on_its_way_to_a_channel_while_all_is_erased_does_not_stay_there(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 20m webinar")
    await house.jobs.run_due()
    slack.faults.add("latency", "chat.postMessage", latency_ms=3000)
    await (await maya.command("/pln share")).opened()
    await maya.submit({"channel": "general"})
    await maya.submit()
    await (await maya.command("/pln forget")).opened()
    await maya.submit()
    await maya.submit({"word": "forget"})
    await seen("maya", "Your record is erased")
    await house.bot.afterwards.drain(timeout_seconds=20)
    assert slack.calls_of("chat.delete")
    assert not [each for each in maya.messages("general") if each.by_app]


async def test_only_whoever_asks_is_erased(slack: LocalSlack, house: House, seen: Seen) -> None:
    await live(slack, "maya")
    await slack.person("ben").command("/pln log 20m of ben")
    await (await slack.person("ben").command("/pln forget")).opened()
    await slack.person("ben").submit()
    await slack.person("ben").submit({"word": "forget"})
    await seen("ben", "Your record is erased")
    texts = await house.database.read(lambda session: session.scalars(select(Entry.text)).all())
    assert texts == [f"{FORMULA} of maya", "taken back by maya"]
    roles = await house.database.read(
        lambda session: session.scalars(
            select(Membership.role)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.slack_id == slack.workspace.person("ben").id)
        ).all()
    )
    assert roles == ["member"]
