"""Events that the app subscribed to: docs.slack.dev/reference/events."""

from __future__ import annotations

from typing import Any

from sandbox import wire
from sandbox.platform import Platform
from sandbox.record import Delivery
from sandbox.state import Message, Person

Json = dict[str, Any]

OF_NO_WORKSPACE = frozenset(
    {"app_uninstalled", "tokens_revoked", "team_access_granted", "team_access_revoked"}
)
"""What an app that an organisation installed is told of the organisation, not of a workspace."""
_MESSAGE_EVENTS = {"im": "message.im", "public": "message.channels", "private": "message.groups"}
_CHANNEL_TYPES = {"im": "im", "public": "channel", "private": "group"}


def emit(platform: Platform, event: Json, *, subscribed_as: str = "") -> Delivery | None:
    """Deliver this event if the app asked for its kind; None if it did not."""
    kind = subscribed_as or event["type"]
    if kind not in platform.manifest.bot_events:
        return None
    workspace = platform.workspace
    organisation = platform.organisation.id if platform.organisation else None
    by_organisation = platform.is_of_organisation
    of_none = event["type"] in OF_NO_WORKSPACE and by_organisation
    payload: Json = {
        "token": platform.verification_token,
        "team_id": organisation if of_none else workspace.id,
        "enterprise_id": organisation,
        "context_team_id": None if of_none else workspace.id,
        "context_enterprise_id": organisation,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(workspace.clock.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": organisation,
                "team_id": None if by_organisation else workspace.id,
                "user_id": workspace.app.id,
                "is_bot": True,
                "is_enterprise_install": by_organisation,
            }
        ],
        "is_ext_shared_channel": False,
    }
    return platform.courier.send_event(event["type"], payload)


def message_posted(platform: Platform, message: Message) -> None:
    """A message in a conversation that the app is in; its own messages come back to it too."""
    workspace = platform.workspace
    place = workspace.channels[message.channel]
    if message.ephemeral_to or workspace.app.id not in place.members:
        return
    event = {
        **wire.message(workspace, message),
        "channel": place.id,
        "event_ts": message.ts,
        "channel_type": _CHANNEL_TYPES[place.kind],
    }
    emit(platform, event, subscribed_as=_MESSAGE_EVENTS[place.kind])
    if place.kind != "im" and f"<@{workspace.app.id}" in message.text and not message.by_app:
        emit(platform, {**event, "type": "app_mention"})


def app_home_opened(platform: Platform, person: Person, tab: str) -> Delivery | None:
    workspace = platform.workspace
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": workspace.dm(person.id).id,
        "tab": tab,
        "event_ts": workspace.next_ts(),
    }
    home = workspace.homes.get(person.id)
    if tab == "home" and home:
        event["view"] = wire.view(workspace, home)
    return emit(platform, event)


def _about(platform: Platform, kind: str, person: Person) -> None:
    workspace = platform.workspace
    with_email = "users:read.email" in platform.manifest.scopes
    drawn = wire.person(person, workspace.clock.now(), with_email=with_email)
    drawn["locale"] = person.locale  # unlike the methods, events say it unasked
    emit(platform, {"type": kind, "user": drawn, "event_ts": workspace.next_ts()})


def person_changed(platform: Platform, person: Person) -> None:
    _about(platform, "user_change", person)


def person_joined(platform: Platform, person: Person) -> None:
    _about(platform, "team_join", person)


def uninstalled(platform: Platform) -> None:
    """The app is removed: its tokens are dead, and Slack says both, in either order."""
    tokens_revoked(platform)
    emit(platform, {"type": "app_uninstalled"})
    platform.grants.revoke_all(platform.workspace.installed_for)
    for each in _installed_with(platform):
        each.is_installed = False


def access_changed(platform: Platform, *, is_granted: bool) -> None:
    """The organisation that installed the app lets it into this workspace, or no longer."""
    kind = "team_access_granted" if is_granted else "team_access_revoked"
    platform.is_installed = is_granted
    event = {"type": kind, "team_ids": [platform.workspace.id]}
    emit(platform, {**event, "event_ts": platform.workspace.next_ts()})


def _installed_with(platform: Platform) -> list[Platform]:
    installed_for = platform.workspace.installed_for
    return [
        each
        for each in platform.platforms.values()
        if each.workspace.installed_for == installed_for
    ]


def tokens_revoked(platform: Platform) -> None:
    revoked = {"oauth": [], "bot": [platform.workspace.app.id]}
    emit(platform, {"type": "tokens_revoked", "tokens": revoked})
