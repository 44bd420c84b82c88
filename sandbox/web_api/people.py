"""users.* and usergroups.*: docs.slack.dev/reference/methods?family=users."""

from __future__ import annotations

from typing import Any

from sandbox import wire
from sandbox.arguments import Arguments
from sandbox.platform import Platform
from sandbox.refusal import Refusal
from sandbox.state import Person
from sandbox.web_api.method import method
from sandbox.web_api.paging import page
from sandbox.web_api.places import known_person

Json = dict[str, Any]


def _draw(platform: Platform, person: Person, arguments: Arguments) -> Json:
    with_email = "users:read.email" in platform.manifest.scopes
    drawn = wire.person(person, platform.clock.now(), with_email=with_email)
    drawn |= platform.membership(person.id)
    return {**drawn, "locale": person.locale} if arguments.flag("include_locale") else drawn


@method("users.list", "users:read", is_of_one_workspace=True)
def list_(platform: Platform, arguments: Arguments) -> Json:
    """Everybody: bots, guests, deactivated accounts and known strangers among them."""
    people = list(platform.workspace.people.values())
    rows, cursor = page(people, arguments, default=1000)
    return {
        "members": [_draw(platform, person, arguments) for person in rows],
        "cache_ts": int(platform.clock.now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


@method("users.info", "users:read")
def info(platform: Platform, arguments: Arguments) -> Json:
    person = known_person(platform, arguments.required("user"))
    return {"user": _draw(platform, person, arguments)}


@method("users.lookupByEmail", "users:read.email")
def lookup_by_email(platform: Platform, arguments: Arguments) -> Json:
    email = arguments.required("email").casefold()
    for person in platform.workspace.people.values():
        if (person.email or "").casefold() == email and not person.deleted:
            return {"user": _draw(platform, person, arguments)}
    raise Refusal("users_not_found")


@method("usergroups.list", "usergroups:read", is_of_one_workspace=True)
def list_groups(platform: Platform, arguments: Arguments) -> Json:
    workspace = platform.workspace
    groups = []
    for group in workspace.user_groups.values():
        if group.is_disabled and not arguments.flag("include_disabled"):
            continue
        with_members = arguments.flag("include_users")
        drawn = wire.user_group(workspace, group, with_members=with_members)
        if not arguments.flag("include_count"):
            drawn.pop("user_count")
        groups.append(drawn)
    return {"usergroups": groups}


@method("usergroups.users.list", "usergroups:read", is_of_one_workspace=True)
def list_group_members(platform: Platform, arguments: Arguments) -> Json:
    group = platform.workspace.user_groups.get(arguments.required("usergroup"))
    if group is None or (group.is_disabled and not arguments.flag("include_disabled")):
        raise Refusal("no_such_subteam")
    return {"users": list(group.members)}
