"""views.*: docs.slack.dev/reference/methods?family=views."""

from __future__ import annotations

from typing import Any

from sandbox import view_stack, wire
from sandbox.arguments import Arguments
from sandbox.platform import Platform
from sandbox.refusal import Refusal
from sandbox.web_api.method import method
from sandbox.web_api.places import known_person

Json = dict[str, Any]


def _payload(platform: Platform, arguments: Arguments) -> Any:
    arguments.required("view")
    payload = arguments.json("view")
    platform.need_view_scopes(payload)
    return payload


@method("views.open")
def open_(platform: Platform, arguments: Arguments) -> Json:
    payload = _payload(platform, arguments)
    trigger = platform.triggers.exchange(arguments.required("trigger_id"))
    workspace = platform.workspace
    view = view_stack.open_modal(workspace, trigger.person, payload, trigger.delivery)
    return {"view": wire.view(workspace, view)}


@method("views.push")
def push(platform: Platform, arguments: Arguments) -> Json:
    payload = _payload(platform, arguments)
    trigger = platform.triggers.exchange(arguments.required("trigger_id"))
    workspace = platform.workspace
    view = view_stack.push_modal(workspace, trigger.person, payload, trigger.delivery)
    return {"view": wire.view(workspace, view)}


@method("views.update")
def update(platform: Platform, arguments: Arguments) -> Json:
    workspace = platform.workspace
    payload = _payload(platform, arguments)
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise Refusal("invalid_arguments", messages=["[ERROR] missing required field: view_id"])
    view = view_stack.find_view(workspace, view_id, external_id)
    view_stack.update_view(workspace, view, payload, arguments.text("hash") or None)
    return {"view": wire.view(workspace, view)}


@method("views.publish")
def publish(platform: Platform, arguments: Arguments) -> Json:
    workspace = platform.workspace
    payload = _payload(platform, arguments)
    if not platform.manifest.home_tab_enabled:
        raise Refusal("not_enabled")
    person = known_person(platform, arguments.required("user_id"))
    expected_hash = arguments.text("hash") or None
    view = view_stack.publish_home(workspace, person.id, payload, expected_hash)
    return {"view": wire.view(workspace, view)}
