"""Educators find each other, and show what they choose to show."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from domain.catalogue import Shelf
from plnudge.house import House
from plnudge.manifest import build_manifest
from sandbox.server import LocalSlack
from sandbox.state import Message, View
from storage.tables import Entry, LearningOption, Recommendation
from tests.conftest import NOW
from tests.journeys.conftest import Seen


def posts(slack: LocalSlack, channel: str) -> list[Message]:
    """What the app posted there and nobody took down."""
    return [each for each in slack.person("maya").messages(channel) if each.by_app]


def values_of(message: Message, action: str) -> list[str]:
    """What its buttons and menus of that name stand for."""
    return [
        value
        for block in message.blocks
        for element in (*block.get("elements", ()), block.get("accessory") or {})
        if element.get("action_id") == action
        for value in (
            [option["value"] for option in element.get("options", ())] or [element["value"]]
        )
    ]


async def log(slack: LocalSlack, who: str, line: str, visibility: str) -> None:
    person = slack.person(who)
    message = await (await person.command(f"/pln log {line}")).message()
    await (await person.press(message, "entry_edit")).opened()
    assert (await person.submit({"visibility": visibility})).closed


async def test_colleagues_show_what_they_share_and_nothing_else(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 20m blog on rubrics #skills")
    await log(slack, "ben", "45m webinar on <!channel> podcasts #skills", "colleagues")
    await log(slack, "ben", "30m a secret of mine #skills", "private")
    await log(slack, "aiko", "30m for my leaders #skills", "leaders")
    await seen("aiko", "those who lead your groups")
    shown = await (await maya.command("/pln people")).message()
    assert "webinar on <!channel> podcasts" in shown.plain()
    assert "shares 1 activity" in shown.plain()
    assert "secret" not in shown.plain()
    assert "leaders" not in shown.plain()
    assert shown.pings == [f"<@{slack.workspace.person('ben').id}>"]
    assert shown.ephemeral_to == slack.workspace.person("maya").id
    assert "Ben Lindqvist" in shown.text


async def test_people_are_narrowed_by_a_menu_and_turned_page_by_page(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    for who in ("ben", "aiko", "leroy", "fatima", "chloe", "marcus"):
        await log(slack, who, "20m webinar #creativity", "colleagues")
        await seen(who, "All your colleagues")
    shown = await (await maya.command("/pln people #creativity")).message()

    async def cards(count: int) -> None:
        await slack.workspace.wait_until(
            lambda: shown.plain().count("shares 1 activity") == count, what=f"{count} colleagues"
        )

    await cards(5)
    assert "1 to 5 of 6" in shown.plain()
    await maya.press(shown, "people_show_1")
    await cards(1)
    await maya.press(shown, "people_show_0")
    await cards(5)
    await maya.select(shown, "people_show", "skills:technology/0")
    await seen("maya", "Nobody shows anything of this yet")
    assert "log" in shown.actions()
    await maya.select(shown, "people_show", "all/0")
    await seen("maya", "anything that they share")
    await cards(5)


async def test_people_of_no_topic_are_refused_with_what_there_is(
    slack: LocalSlack, house: House
) -> None:
    answer = await slack.person("maya").command("/pln people #nonsense")
    assert "I don't know the tag #nonsense" in (await answer.message()).plain()
    answer = await slack.person("maya").command("/pln people webinar")
    assert "no element and no skill" in (await answer.message()).plain()


async def share_form(slack: LocalSlack, who: str) -> View:
    return await (await slack.person(who).command("/pln share")).opened()


async def test_an_entry_is_shared_after_a_preview_and_taken_back(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 45m webinar on <!channel> & podcasts https://pod.example #skills")
    form = await share_form(slack, "maya")
    assert "webinar on <!channel> & podcasts" in form.plain()
    pushed = await maya.submit({"channel": "general", "words": "Good for <@U0EDU00009>, *really*"})
    assert not pushed.errors
    preview = maya.view
    assert preview is not None
    assert preview.callback_id == "share_preview"
    assert "Good for <@U0EDU00009>" in preview.plain()
    assert not posts(slack, "general")
    assert (await maya.submit()).closed
    assert maya.view is None
    told = await seen("maya", "Shared in")
    [post] = posts(slack, "general")
    assert "Maya Castellanos shares" in post.plain()
    assert "webinar on <!channel> & podcasts" in post.plain()
    assert post.pings == []
    call = slack.calls_of("chat.postMessage")[-1]
    assert call.arguments["unfurl_links"] is False
    assert call.arguments["unfurl_media"] is False
    await maya.press(told, "share_take_back")
    await seen("maya", "Taken back: the post in")
    assert post.deleted
    listed = await (await maya.command("/pln share list")).message()
    assert "You have shared nothing" in listed.plain()


async def test_sharing_shows_an_entry_to_colleagues_only_where_its_author_says_so(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 45m webinar on podcasts #skills")

    async def share(words: str, visibility: list[str]) -> str | None:
        await share_form(slack, "maya")
        await maya.submit({"channel": "general", "visibility": visibility, "words": words})
        await maya.submit()
        await slack.workspace.wait_until(
            lambda: [each for each in posts(slack, "general") if words in each.plain()], what=words
        )
        return await house.database.read(lambda session: session.scalar(select(Entry.visibility)))

    assert await share("only here", []) == "private"
    assert await share("for everybody", ["colleagues"]) == "colleagues"


async def test_a_goal_is_shared_from_the_same_form(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln goal Run two student-led conferences by March 20 #skills")
    await share_form(slack, "maya")
    await maya.submit({"work": "goal:1", "channel": "general"})
    await maya.submit()
    await seen("maya", "Shared in")
    [post] = posts(slack, "general")
    assert "Maya Castellanos shares a goal" in post.plain()
    assert "student-led conferences" in post.plain()


async def test_a_preview_that_is_left_posts_nothing(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 45m webinar")
    await share_form(slack, "maya")
    await maya.submit({"channel": "general"})
    await maya.close_view()
    back = maya.view
    assert back is not None
    assert back.callback_id == "share_form"
    await maya.close_view()
    await slack.settled()
    assert not posts(slack, "general")


async def test_a_preview_that_is_sent_twice_posts_once(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 45m webinar")
    await share_form(slack, "maya")
    await maya.submit({"channel": "general"})
    done = await maya.submit()
    assert done.delivery is not None
    await seen("maya", "Shared in")
    await slack.deliver_again(done.delivery)
    await slack.settled()
    await house.bot.afterwards.drain()
    assert len(posts(slack, "general")) == 1


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("private", "Type /invite @PLNudge in that channel"),
        ("archived", "is archived"),
        ("server_error", "can't tell whether it was posted"),
    ],
)
async def test_where_it_can_not_be_posted_a_sentence_says_what_to_do(
    slack: LocalSlack, house: House, seen: Seen, trouble: str, sentence: str
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 45m webinar")
    general = slack.workspace.channel("general")
    if trouble == "private":
        general.kind, general.members = "private", [slack.workspace.person("maya").id]
    elif trouble == "archived":
        general.is_archived = True
    else:
        slack.faults.add("server_error", "chat.postMessage", count=None)
    await share_form(slack, "maya")
    await maya.submit({"channel": "general"})
    await maya.submit()
    told = await seen("maya", sentence)
    assert "share_open" in told.actions()
    assert not posts(slack, "general")
    listed = await (await maya.command("/pln share list")).message()
    assert "You have shared nothing" in listed.plain()


async def test_a_channel_whose_app_was_not_invited_says_so_without_the_scope(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    """Workspaces may leave out `chat:write.public`."""
    manifest = build_manifest(url=None, socket_mode=True)
    manifest["oauth_config"]["scopes"]["bot"].remove("chat:write.public")
    slack.apply_manifest(manifest)
    slack.workspace.channel("general").members.remove(slack.workspace.app.id)
    maya = slack.person("maya")
    await maya.command("/pln log 45m webinar")
    await share_form(slack, "maya")
    await maya.submit({"channel": "general"})
    await maya.submit()
    await seen("maya", "I'm not in")


async def test_nobody_shares_or_takes_back_for_somebody_else(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya, ben = slack.person("maya"), slack.person("ben")
    await maya.command("/pln log 45m webinar of maya")
    await share_form(slack, "maya")
    await maya.submit({"channel": "general"})
    await maya.submit()
    told = await seen("maya", "Shared in")
    [share_id] = values_of(told, "share_take_back")
    await ben.command("/pln log 20m blog of ben")
    await share_form(slack, "ben")
    forged = ben.view
    assert forged is not None
    for option in forged.blocks[0]["element"]["option_groups"][0]["options"]:
        option["value"] = "entry:1"
    refused = await ben.submit({"work": "entry:1", "channel": "general"})
    assert "no longer there" in next(iter(refused.errors.values()))
    theirs = await (await ben.command("/pln log 20m blog")).message()
    for block in theirs.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "entry_take_back":
                element.update(action_id="share_take_back", value=share_id)
    await ben.press(theirs, "share_take_back")
    await seen("ben", "not on record any more")
    assert len(posts(slack, "general")) == 1


async def test_who_has_nothing_to_share_is_invited_to_log(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    answer = await (await slack.person("maya").command("/pln share")).message()
    assert "nothing to share yet" in answer.plain()
    assert "log" in answer.actions()


async def test_a_way_to_learn_is_found_done_and_logged(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    shown = await (await maya.command("/pln discover observe")).message()
    assert "Observe a colleague for one lesson" in shown.plain()
    await (await maya.press(shown, "option_did")).opened()
    assert (await maya.submit({"minutes": "40"})).closed
    logged = await seen("maya", "Logged.")
    for words in ("Observe a colleague for one lesson", "40 min", "Joint evaluation", "In person"):
        assert words in logged.plain()


async def test_the_catalogue_is_narrowed_by_menus_and_turned(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    shown = await (await maya.command("/pln discover")).message()
    assert "1 to 5 of 12" in shown.plain()
    await maya.press(shown, "discover_show_1")
    await seen("maya", "6 to 10 of 12")
    await maya.select(shown, "discover_show_10", Shelf(mode="social-media").dump())
    await slack.workspace.wait_until(
        lambda: shown.actions().count("option_did") == 1, what="one way to learn"
    )
    assert "Follow three educators" in shown.plain()
    narrower = Shelf(mode="social-media", length="long").dump()
    await maya.select(shown, "discover_show_13", narrower)
    await seen("maya", "Nothing fits that yet")
    tagged = await (await maya.command("/pln discover #creativity")).message()
    assert "Swap one unit plan" in tagged.plain()
    none = await (await maya.command("/pln discover <!channel>")).message()
    assert "Nothing fits that yet" in none.plain()
    assert not none.pings


async def test_a_colleague_adds_recommends_edits_and_removes(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya, ben = slack.person("maya"), slack.person("ben")
    await (await maya.command("/pln discover add")).opened()
    fields = {
        "title": "Podcasts for <!channel>",
        "link": "https://pod.example",
        "kind": "online-course",
        "elements": ["skills"],
        "minutes": "20 hours",
        "note": "Worth *every* minute",
    }
    refused = await maya.submit({**fields, "minutes": "500 hours"})
    assert "200 hours" in refused.errors["minutes"]
    done = await maya.submit(fields)
    assert done.closed, done.errors
    kept = await seen("maya", "Added, and recommended by you")
    assert not kept.pings
    theirs = await (await ben.command("/pln discover podcasts")).message()
    assert "Recommended by Maya Castellanos" in theirs.plain()
    assert "20 h" in theirs.plain()
    assert "option_menu" not in theirs.actions()
    await ben.press(theirs, "option_recommend")
    await seen("ben", "Maya Castellanos and Ben Lindqvist")
    edit = next(value for value in values_of(kept, "option_menu") if value.startswith("edit"))
    await (await maya.select(kept, "option_menu", edit)).opened()
    assert (await maya.submit({"title": "Podcasts, better"})).closed
    await seen("maya", "Saved.")
    priya = slack.person("priya")
    admins = await (await priya.command("/pln discover podcasts")).message()
    remove = next(value for value in values_of(admins, "option_menu") if value[0] == "r")
    await priya.select(admins, "option_menu", remove)
    removed = await seen("priya", "Removed from the catalogue: Podcasts, better")
    gone = await (await ben.command("/pln discover podcasts")).message()
    assert "Nothing fits that yet" in gone.plain()
    await priya.press(removed, "option_bring_back")
    await seen("priya", "Saved.")
    back = await (await ben.command("/pln discover podcasts")).message()
    assert "Podcasts, better" in back.plain()


async def test_what_was_removed_meanwhile_is_told_and_nothing_is_logged(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    shown = await (await maya.command("/pln discover observe")).message()
    await house.database.write(
        lambda session: session.execute(update(LearningOption).values(removed_at=NOW))
    )
    await maya.press(shown, "option_did")
    await seen("maya", "no longer in the catalogue")
    assert maya.view is None
    await maya.press(shown, "option_recommend")
    await slack.settled()
    assert not await house.database.read(
        lambda session: session.scalars(select(Recommendation)).all()
    )


async def test_home_leads_to_colleagues_ways_to_learn_and_sharing(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    home = await maya.open_home()
    await maya.press(home, "discover_show")
    await seen("maya", "Ways to learn")
    await maya.press(home, "people_show")
    await seen("maya", "Colleagues who work on")
    await maya.press(home, "share_open")
    await seen("maya", "There is nothing to share yet")
    await maya.command("/pln log 20m webinar")
    await (await maya.press(home, "share_open")).opened()
    await maya.submit({"channel": "general"})
    await maya.submit()
    await seen("maya", "Shared in")
