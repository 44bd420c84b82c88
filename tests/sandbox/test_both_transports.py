"""A real Bolt app talks to the local Slack, over Socket Mode and over HTTP."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Running


async def test_a_command_is_answered_in_its_acknowledgement(running: Running) -> None:
    maya = running.slack.person("maya")
    answer = await maya.command("/small hello")
    assert answer.error is None
    assert answer.status == 200
    assert "You said hello" in answer.plain()
    assert answer.messages == maya.messages()
    assert running.slack.person("ben").messages() == []


async def test_a_button_on_an_ephemeral_message_replaces_it(running: Running) -> None:
    maya = running.slack.person("maya")
    answer = await maya.command("/small hello")
    (message,) = answer.messages
    await maya.press(message, "undo", "7")
    await running.slack.settled()
    assert message.plain() == "Undone"
    body = running.seen["bodies"]["undo"]
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body
    assert body["actions"][0]["value"] == "7"


async def test_a_command_in_a_channel_reaches_names_as_ids(running: Running) -> None:
    maya, ben = running.slack.person("maya"), running.slack.person("ben")
    await maya.command("/small hello @ben.lindqvist in #harbor", channel="harbor")
    command = running.seen["command"]
    assert command["channel_name"] == "harbor"
    assert f"<@{ben.person.id}|ben.lindqvist>" in command["text"]
    assert "<#C0HARBOR00|harbor>" in command["text"]


async def test_what_is_not_acknowledged_in_time_shows_slacks_error(running: Running) -> None:
    running.hurry()
    answer = await running.slack.person("maya").command("/small slow")
    assert answer.error == '/small failed with the error "operation_timeout"'
    assert answer.status is None


async def test_a_listener_that_breaks_shows_an_error(running: Running) -> None:
    running.hurry()
    answer = await running.slack.person("maya").command("/small break")
    assert answer.error is not None
    assert "failed with the error" in answer.error


async def test_a_later_answer_comes_over_the_response_url(running: Running) -> None:
    maya = running.slack.person("maya")
    answer = await maya.command("/small late")
    message = await answer.message()
    assert message.plain() == "here it is"
    assert message.ephemeral_to == maya.person.id


async def test_an_unknown_command_never_reaches_the_app(running: Running) -> None:
    answer = await running.slack.person("maya").command("/nothing")
    assert answer.error == "/nothing is not a valid command."
    assert running.slack.deliveries == []


async def test_a_modal_is_filled_refused_and_submitted(running: Running) -> None:
    maya = running.slack.person("maya")
    await maya.command("/small form")
    view = maya.view
    assert view is not None

    refused = await maya.submit({"what": ""})
    assert refused.errors == {"what": "Please complete this required field."}
    assert refused.delivery is None

    refused = await maya.submit({"typed": "bad", "colour": "Blue"})
    assert refused.errors == {"what": "Not that one."}
    assert "Not that one." in view.plain()

    done = await maya.submit({"typed": "good", "town": "oslo"})
    assert done.closed
    assert maya.view is None
    values = running.seen["bodies"]["form"]["view"]["state"]["values"]
    assert values["colour"]["colour"]["selected_option"]["value"] == "blue"
    assert values["town"]["town"]["selected_option"]["text"]["text"] == "Oslo"


async def test_a_submission_may_update_the_view_or_push_one(running: Running) -> None:
    maya = running.slack.person("maya")
    await maya.command("/small form")
    pushed = await maya.submit({"what": "push"})
    assert pushed.view is not None
    assert "On top" in pushed.view.plain()
    assert len(maya.views) == 2

    cleared = await maya.submit()
    assert cleared.closed
    assert maya.views == ()

    await maya.command("/small form")
    updated = await maya.submit({"what": "more"})
    assert updated.view is not None
    assert "And now?" in updated.view.plain()
    assert not updated.closed


async def test_a_pushed_view_goes_back_to_the_one_below(running: Running) -> None:
    maya = running.slack.person("maya")
    below = await (await maya.shortcut("note")).opened()
    await maya.fill(what="kept while I look")
    answer = await maya.press(below, "deeper")
    assert answer.view is not None
    assert maya.view is answer.view
    await maya.close_view()
    assert maya.view is below
    assert "kept while I look" in below.plain()
    assert running.seen["bodies"]["closed"]["view"]["callback_id"] == "deep"


async def test_a_message_shortcut_carries_the_message(running: Running) -> None:
    ben, maya = running.slack.person("ben"), running.slack.person("maya")
    message = await ben.say("Try jigsaw groups", "harbor")
    answer = await maya.message_shortcut("keep", message)
    assert (await answer.message()).plain() == "Kept: Try jigsaw groups"
    assert ben.messages("harbor") == [message]


async def test_home_is_published_when_it_is_opened(running: Running) -> None:
    maya = running.slack.person("maya")
    home = await maya.open_home()
    assert maya.person.id in home.plain()
    assert running.slack.person("ben").home is None


async def test_an_event_that_fails_is_tried_again_with_its_reason(running: Running) -> None:
    running.hurry()
    maya = running.slack.person("maya")
    await maya.say("fail twice")
    await running.slack.settled()
    assert [event["text"] for event in running.seen["events"]] == ["fail twice"]
    assert [number for number, _ in running.seen["retries"]] == ["0", "1", "2"]
    (delivery,) = running.slack.deliveries
    assert delivery.retries == 2
    assert delivery.is_acknowledged
    reason = running.seen["retries"][1][1]
    assert reason == delivery.attempts[0].reason


async def test_a_mention_in_a_channel_reaches_the_app(running: Running) -> None:
    slack = running.slack
    await slack.person("maya").say(f"<@{slack.workspace.app.id}> hello", "general")
    await slack.settled()
    assert [event["channel"] for event in running.seen["events"]] == ["C0GENERAL1"]


async def test_events_nobody_subscribed_to_stay_away(running: Running) -> None:
    await running.slack.person("maya").say("just us", "general")
    running.slack.change_person("maya", tz="Asia/Tokyo")
    assert running.slack.deliveries == []


async def test_nobody_uses_what_they_cannot_see(running: Running) -> None:
    slack = running.slack
    answer = await slack.person("maya").command("/small hello")
    with pytest.raises(LookupError):
        await slack.person("ben").press(answer.messages[0], "undo")
    with pytest.raises(LookupError, match="undo"):
        await slack.person("maya").press(answer.messages[0], "redo")


async def test_a_delivery_may_come_twice(running: Running) -> None:
    maya = running.slack.person("maya")
    answer = await maya.command("/small late")
    await answer.message()
    assert answer.delivery is not None
    again = await running.slack.deliver_again(answer.delivery)
    assert again.status == 200
    await running.slack.workspace.wait_until(lambda: len(answer.messages) == 2)


async def test_a_response_url_may_break_as_well(running: Running) -> None:
    maya = running.slack.person("maya")
    running.slack.faults.add("server_error", "response_url")
    answer = await maya.command("/small late")
    await running.slack.workspace.wait_until(lambda: running.slack.calls_of("response_url"))
    assert answer.messages == []
