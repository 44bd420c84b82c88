"""Which conversation and which person a call means, and whether the app may reach them."""

from __future__ import annotations

from sandbox.platform import Platform
from sandbox.refusal import Refusal
from sandbox.state import Channel, Person


def known_person(platform: Platform, person_id: str) -> Person:
    person = platform.workspace.people.get(person_id)
    if person is None:
        raise Refusal("user_not_found")
    return person


def reachable_person(platform: Platform, person_id: str) -> Person:
    """Somebody whom the app may write to directly."""
    person = known_person(platform, person_id)
    if person.deleted:
        raise Refusal("user_disabled")
    if person.is_bot or person.id == "USLACKBOT":
        raise Refusal("cannot_dm_bot")
    return person


def visible_channel(platform: Platform, channel_id: str) -> Channel:
    """A conversation by its id; private ones that the app isn't in don't exist for it."""
    place = platform.workspace.channels.get(channel_id)
    is_member = place is not None and platform.workspace.app.id in place.members
    if place is None or (place.kind != "public" and not is_member):
        raise Refusal("channel_not_found")
    return place


def postable_channel(platform: Platform, which: str) -> Channel:
    """Where a message to `which` goes: a conversation's id or name, or a person's id.

    docs.slack.dev/reference/methods/chat.postMessage#channels
    """
    workspace = platform.workspace
    if which[:1] in ("U", "W") and which in workspace.people:
        return _open_dm(platform, which)
    try:
        place = workspace.channel(which)
    except LookupError:
        raise Refusal("channel_not_found") from None
    if place.kind == "im":
        other = next(member for member in place.members if member != workspace.app.id)
        return _open_dm(platform, other)
    place = visible_channel(platform, place.id)
    if place.is_archived:
        raise Refusal("is_archived")
    is_member = workspace.app.id in place.members
    if not is_member and "chat:write.public" not in platform.manifest.scopes:
        raise Refusal("not_in_channel")
    return place


def _open_dm(platform: Platform, person_id: str) -> Channel:
    person = reachable_person(platform, person_id)
    if not platform.manifest.messages_tab_enabled:
        raise Refusal("messages_tab_disabled")
    return platform.workspace.dm(person.id)
