"""The Web API as slack_sdk calls it: what it answers, and what it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from sandbox.state import StoredFile
from tests.sandbox.conftest import client_of
from tests.sandbox.small_app import FORM, MANIFEST, button, section

Json = dict[str, Any]


async def refusal(call: Awaitable[Any]) -> Json:
    """What Slack answered in place of "ok"."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return dict(refused.value.response.data)


async def error(call: Awaitable[Any]) -> str:
    return str((await refusal(call))["error"])


@pytest.fixture
async def few_scopes() -> AsyncIterator[tuple[LocalSlack, AsyncWebClient]]:
    scopes = ["chat:write", "users:read"]
    async with (
        LocalSlack(limits=RateLimits.off(), scopes=scopes) as slack,
        aiohttp.ClientSession() as session,
    ):
        yield slack, client_of(slack, session)


async def test_a_bot_learns_who_it_is(slack: LocalSlack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert answer["team_id"] == slack.workspace.id
    assert answer["user_id"] == slack.workspace.app.id
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_tokens_are_told_apart(slack: LocalSlack, client: AsyncWebClient) -> None:
    assert await error(client.auth_test(token="xoxb-wrong")) == "invalid_auth"
    assert await error(client.auth_test(token=slack.app_token)) == "not_allowed_token_type"
    with_bot_token = client.apps_connections_open(app_token=slack.bot_token)
    assert await error(with_bot_token) == "not_allowed_token_type"
    async with aiohttp.ClientSession() as session:
        answer = await (await session.post(f"{slack.api_url}auth.test")).json()
    assert answer["error"] == "not_authed"


async def test_a_file_is_read_with_the_app_s_token_and_by_nobody_else(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    file = StoredFile("F0ROSTER01", "a.csv", "", "U0EDU00001", 3, content=b"a,b")
    file.is_complete = True
    slack.workspace.files[file.id] = file
    address = (await client.files_info(file=file.id))["file"]["url_private_download"]
    assert await error(client.files_info(file="F0NOTHING1")) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        token = {"Authorization": f"Bearer {slack.bot_token}"}
        assert await (await session.get(address, headers=token)).read() == b"a,b"
        without = await session.get(address)
        assert without.content_type == "text/html"


async def test_an_unknown_method_is_refused(client: AsyncWebClient) -> None:
    assert await error(client.api_call("chat.shout")) == "unknown_method"


async def test_a_missing_scope_is_named(few_scopes: tuple[LocalSlack, AsyncWebClient]) -> None:
    _, client = few_scopes
    answer = await refusal(client.usergroups_list())
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "usergroups:read"
    assert answer["provided"] == "chat:write,users:read"
    assert await error(client.conversations_history(channel="C0GENERAL1")) == "missing_scope"
    member = (await client.users_list())["members"][0]
    assert "email" not in member["profile"]


async def test_an_uninstalled_apps_token_is_dead(slack: LocalSlack, client: AsyncWebClient) -> None:
    slack.uninstall()
    assert await error(client.auth_test()) == "token_revoked"


async def test_a_message_reaches_its_reader_and_nobody_else(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    maya, ben = slack.person("maya"), slack.person("ben")
    posted = await client.chat_postMessage(
        channel=maya.person.id,
        text="Time to reflect",
        blocks=[
            section("*Time* to reflect"),
            {"type": "actions", "elements": [button("go", "Go")]},
        ],
        metadata={"event_type": "prompt", "event_payload": {"occurrence": "42"}},
    )
    message = await maya.wait_for_message()
    assert message.ts == posted["ts"]
    assert message.plain() == "Time to reflect\nGo"
    assert message.actions() == ["go"]
    assert ben.messages() == []


async def test_history_finds_a_message_by_its_metadata(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    channel = (await client.conversations_open(users=slack.person("maya").person.id))["channel"]
    metadata = {"event_type": "prompt", "event_payload": {"occurrence": "42"}}
    first = await client.chat_postMessage(channel=channel["id"], text="one", metadata=metadata)
    await client.chat_postMessage(channel=channel["id"], text="two")
    await client.chat_postEphemeral(
        channel=channel["id"], user=slack.person("maya").person.id, text="never kept"
    )

    newest = await client.conversations_history(channel=channel["id"], limit=1)
    assert [m["text"] for m in newest["messages"]] == ["two"]
    assert newest["has_more"]
    cursor = newest["response_metadata"]["next_cursor"]
    older = await client.conversations_history(
        channel=channel["id"], limit=1, cursor=cursor, include_all_metadata=True
    )
    assert older["messages"][0]["metadata"] == metadata
    plain_history = await client.conversations_history(channel=channel["id"])
    assert "metadata" not in plain_history["messages"][1]
    since = await client.conversations_history(channel=channel["id"], oldest=first["ts"])
    assert [m["text"] for m in since["messages"]] == ["two"]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": [{"type": "marquee"}], "text": "x"}, "invalid_blocks"),
        ({"blocks": "[{", "text": "x"}, "invalid_blocks_format"),
        ({"metadata": {"event_type": "x"}, "text": "x"}, "invalid_metadata_format"),
        ({"channel": "C0NOWHERE0", "text": "x"}, "channel_not_found"),
        ({"channel": "C0LEADERS1", "text": "x"}, "channel_not_found"),
        ({"channel": "C0OLDNEWS1", "text": "x"}, "is_archived"),
        ({"channel": "U0FORMER01", "text": "x"}, "user_disabled"),
        ({"channel": "U0CALBOT01", "text": "x"}, "cannot_dm_bot"),
        ({"channel": "USLACKBOT", "text": "x"}, "cannot_dm_bot"),
    ],
)
@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
async def test_what_cannot_be_posted_is_refused(
    client: AsyncWebClient, message: Json, expected: str
) -> None:
    sent = client.chat_postMessage(**{"channel": "C0GENERAL1", **message})
    assert await error(sent) == expected


async def test_bad_blocks_are_refused_with_their_places(client: AsyncWebClient) -> None:
    blocks = [{"type": "actions", "elements": [button("go", "x" * 76)]}]
    sent = client.chat_postMessage(channel="C0GENERAL1", text="x", blocks=blocks)
    (problem,) = (await refusal(sent))["response_metadata"]["messages"]
    assert problem.endswith("[json-pointer:/blocks/0/elements/0/text/text]")


async def test_a_channel_wants_its_members_without_the_public_scope(
    few_scopes: tuple[LocalSlack, AsyncWebClient],
) -> None:
    _, client = few_scopes
    sent = client.chat_postMessage(channel="#harbor", text="x")
    assert await error(sent) == "not_in_channel"
    assert (await client.chat_postMessage(channel="#general", text="x"))["ok"]


async def test_only_own_messages_are_edited_and_deleted(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    maya = slack.person("maya")
    theirs = await maya.say("mine")
    dm = theirs.channel
    edited = client.chat_update(channel=dm, ts=theirs.ts, text="x")
    assert await error(edited) == "cant_update_message"
    assert await error(client.chat_delete(channel=dm, ts=theirs.ts)) == "cant_delete_message"
    assert await error(client.chat_update(channel=dm, ts="1.000000", text="x")) == (
        "message_not_found"
    )


async def test_an_update_with_text_alone_takes_the_blocks_away(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    maya = slack.person("maya")
    blocks = [section("Old words", block_id="a")]
    posted = await client.chat_postMessage(channel=maya.person.id, text="Old", blocks=blocks)
    message = await maya.wait_for_message()
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="New")
    assert message.plain() == "New"
    assert message.edited
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert maya.messages() == []


async def test_an_ephemeral_message_wants_a_member(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    stranger = slack.person("stranger").person.id
    sent = client.chat_postEphemeral(channel="C0GENERAL1", user=stranger, text="x")
    assert await error(sent) == "user_not_in_channel"


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("U0NOBODY00", "user_not_found"),
        ("U0FORMER01", "user_disabled"),
        ("U0CALBOT01", "cannot_dm_bot"),
    ],
)
async def test_some_people_cannot_be_written_to(
    client: AsyncWebClient, person: str, expected: str
) -> None:
    assert await error(client.conversations_open(users=person)) == expected


async def test_people_come_in_pages_with_all_kinds_among_them(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    pages = [page["members"] async for page in await client.users_list(limit=20)]
    assert [len(page) for page in pages] == [20, 20, 6]
    everyone = {member["id"]: member for page in pages for member in page}
    assert everyone["U0FORMER01"]["deleted"]
    assert everyone["U0GUEST001"]["is_restricted"]
    assert everyone["U0STRANGE1"]["is_stranger"]
    assert not everyone["USLACKBOT"]["is_bot"]
    nani = everyone[slack.person("nani").person.id]
    assert (nani["tz"], nani["tz_offset"]) == ("Pacific/Honolulu", -36000)
    assert (await refusal(client.users_list(cursor="bogus")))["error"] == "invalid_cursor"


async def test_a_person_is_found_by_id_and_by_email(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    maya = slack.person("maya").person
    assert (await client.users_info(user=maya.id))["user"]["real_name"] == maya.real_name
    found = await client.users_lookupByEmail(email="Maya.Castellanos@lakeview.example")
    assert found["user"]["id"] == maya.id
    nobody = client.users_lookupByEmail(email="x@lakeview.example")
    assert await error(nobody) == "users_not_found"


async def test_user_groups_list_their_members(client: AsyncWebClient) -> None:
    groups = (await client.usergroups_list(include_users=True))["usergroups"]
    assert {group["handle"] for group in groups} == {
        "district", "harbor", "cedar", "high", "online",
    }  # fmt: skip
    harbor = next(group for group in groups if group["handle"] == "harbor")
    members = await client.usergroups_users_list(usergroup=harbor["id"])
    assert members["users"] == harbor["users"]
    assert await error(client.usergroups_users_list(usergroup="S0")) == "no_such_subteam"


async def test_channels_are_listed_as_far_as_the_app_may_see(client: AsyncWebClient) -> None:
    channels = (await client.conversations_list(exclude_archived=True))["channels"]
    assert {channel["name"] for channel in channels} >= {"general", "harbor"}
    assert "news-2023" not in {channel["name"] for channel in channels}
    general = await client.conversations_info(channel="C0GENERAL1")
    assert general["channel"]["is_member"]
    assert (await client.team_info())["team"]["domain"] == "lakeview-usd"


async def test_a_permalink_leads_to_the_message(slack: LocalSlack, client: AsyncWebClient) -> None:
    message = await slack.person("maya").say("Look", "general")
    link = await client.chat_getPermalink(channel="C0GENERAL1", message_ts=message.ts)
    assert link["permalink"].endswith("/C0GENERAL1/p" + message.ts.replace(".", ""))


async def test_a_closed_messages_tab_takes_no_messages(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    features = {**MANIFEST["features"], "app_home": {"home_tab_enabled": False}}
    slack.apply_manifest({**MANIFEST, "features": features})
    sent = client.chat_postMessage(channel=slack.person("maya").person.id, text="x")
    assert await error(sent) == "messages_tab_disabled"
    home = {"type": "home", "blocks": [section("x")]}
    published = client.views_publish(user_id=slack.person("maya").person.id, view=home)
    assert await error(published) == "not_enabled"


async def test_a_home_is_published_against_its_hash(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    maya = slack.person("maya").person.id
    home = {"type": "home", "blocks": [section("one")]}
    first = (await client.views_publish(user_id=maya, view=home))["view"]
    second = (await client.views_publish(user_id=maya, view=home, hash=first["hash"]))["view"]
    assert second["id"] == first["id"]
    stale = client.views_publish(user_id=maya, view=home, hash=first["hash"])
    assert await error(stale) == "hash_conflict"
    assert await error(client.views_publish(user_id=maya, view=FORM)) == "invalid_arguments"
    assert await error(client.views_publish(user_id="U0", view=home)) == "user_not_found"


async def test_a_message_of_ours_can_ping_by_accident(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    post = client.chat_postMessage
    await post(channel="#general", text="Read <!channel> and <@U0EDU00001>")
    await post(channel="#general", text="x", blocks=[section("All: <!here>")])
    await post(channel="#general", text="&lt;!channel&gt;", blocks=[section("&lt;!here&gt;")])
    header = {"type": "header", "text": {"type": "plain_text", "text": "<!everyone>"}}
    await post(channel="#general", text="x", blocks=[header])
    await post(channel="#general", text="@here", link_names=True)
    assert [message.pings for message in slack.workspace.messages] == [
        ["<!channel>", "<@U0EDU00001>"],
        ["<!here>"],
        [],
        [],
        ["@here"],
    ]


async def test_every_call_is_on_record(slack: LocalSlack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="#general", text="hello")
    await error(client.chat_postMessage(channel="#nowhere", text="hello"))
    first, second = slack.calls_of("chat.postMessage")
    assert first.ok
    assert first.arguments["text"] == "hello"
    assert second.answer["error"] == "channel_not_found"


async def test_a_file_is_uploaded_in_three_steps_and_shown(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    maya = slack.person("maya")
    dm = slack.workspace.dm(maya.person.id).id
    uploaded = await client.files_upload_v2(
        channel=dm, filename="week.png", content=b"\x89PNG", title="Week", alt_txt="Hours by day"
    )
    message = await maya.wait_for_message()
    (stored,) = message.files
    assert stored.content == b"\x89PNG"
    assert stored.alt_text == "Hours by day"
    image = {"type": "image", "slack_file": {"id": uploaded["file"]["id"]}, "alt_text": "Hours"}
    assert (await client.chat_postMessage(channel=dm, text="x", blocks=[image]))["ok"]
    unknown = {**image, "slack_file": {"id": "F0"}}
    sent = client.chat_postMessage(channel=dm, text="x", blocks=[unknown])
    assert await error(sent) == "invalid_blocks"


async def test_a_file_goes_to_no_person_and_to_no_foreign_channel(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    person = slack.person("maya").person.id
    to_person = client.files_upload_v2(channel=person, filename="a.pdf", content=b"x")
    assert await error(to_person) == "channel_not_found"
    to_channel = client.files_upload_v2(channel="C0HARBOR00", filename="a.pdf", content=b"x")
    assert await error(to_channel) == "not_in_channel"
