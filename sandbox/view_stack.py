"""Modals and Home tabs: opened, pushed, updated, published, closed.

docs.slack.dev/surfaces/modals says how views stack; at most three deep.
"""

from __future__ import annotations

from typing import Any

from sandbox import elements
from sandbox.block_kit import LARGEST_VIEW, view_problems, view_size
from sandbox.posting import file_problems
from sandbox.refusal import Refusal
from sandbox.state import Change, View, Workspace

Json = dict[str, Any]

MOST_STACKED = 3


def _checked(workspace: Workspace, payload: Any, kind: str, *, replaces: View | None) -> Json:
    found = view_problems(payload)
    if not found and payload["type"] != kind:
        found = [f"[ERROR] must be a {kind} view [json-pointer:/view/type]"]
    if not found:
        found = file_problems(workspace, payload["blocks"], "/view/blocks")
    if found:
        raise Refusal("invalid_arguments", messages=found)
    if view_size(payload) > LARGEST_VIEW:
        raise Refusal("view_too_large")
    external_id = payload.get("external_id")
    if external_id and any(
        view.external_id == external_id and view.is_open and view is not replaces
        for view in workspace.views.values()
    ):
        raise Refusal("duplicate_external_id")
    return dict(payload)


def _fields(workspace: Workspace, payload: Json) -> Json:
    shown: Json = {
        "blocks": elements.with_ids(payload["blocks"], lambda: workspace.new_id("b")),
        "hash": f"{int(workspace.clock.now().timestamp())}.{workspace.new_id('h')[-8:]}",
    }
    for name in ("callback_id", "private_metadata", "external_id"):
        shown[name] = payload.get(name, "")
    for name in ("title", "submit", "close"):
        shown[name] = payload.get(name)
    for name in ("clear_on_close", "notify_on_close", "submit_disabled"):
        shown[name] = payload.get(name, False)
    return shown


def _add(workspace: Workspace, person: str, kind: Any, payload: Json, **more: Any) -> View:
    view_id = workspace.new_id("V")
    view = View(
        id=view_id,
        person=person,
        type=kind,
        **{"root_view_id": view_id, **_fields(workspace, payload), **more},
    )
    workspace.views[view_id] = view
    return view


def open_modal(workspace: Workspace, person: str, payload: Any, came_of: int) -> View:
    """Show a modal; it takes the place of any that this person had open."""
    payload = _checked(workspace, payload, "modal", replaces=None)
    for old in workspace.stacks.get(person, []):
        old.is_open = False
    view = _add(workspace, person, "modal", payload, came_of=came_of)
    workspace.stacks[person] = [view]
    workspace.announce(Change("view", person, subject=view))
    return view


def push_modal(workspace: Workspace, person: str, payload: Any, came_of: int) -> View:
    stack = workspace.stacks.get(person) or []
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= MOST_STACKED:
        raise Refusal("push_limit_reached")
    payload = _checked(workspace, payload, "modal", replaces=None)
    view = _add(
        workspace,
        person,
        "modal",
        payload,
        came_of=came_of,
        root_view_id=stack[0].id,
        previous_view_id=stack[-1].id,
    )
    stack.append(view)
    workspace.announce(Change("view", person, subject=view))
    return view


def update_view(
    workspace: Workspace, view: View, payload: Any, expected_hash: str | None = None
) -> View:
    """Replace what a view shows. What was typed stays where block_id and action_id stay."""
    if not view.is_open:
        raise Refusal("not_found")
    payload = _checked(workspace, payload, view.type, replaces=view)
    if expected_hash and expected_hash != view.hash:
        raise Refusal("hash_conflict")
    for name, value in _fields(workspace, payload).items():
        setattr(view, name, value)
    view.chosen = elements.still_there(view.blocks, view.chosen)
    view.errors = {}
    workspace.announce(Change("home" if view.type == "home" else "view", view.person, subject=view))
    return view


def publish_home(
    workspace: Workspace, person: str, payload: Any, expected_hash: str | None = None
) -> View:
    """Show a Home tab to one person: docs.slack.dev/reference/methods/views.publish."""
    shown = workspace.homes.get(person)
    if shown:
        return update_view(workspace, shown, payload, expected_hash)
    payload = _checked(workspace, payload, "home", replaces=None)
    if expected_hash:
        raise Refusal("hash_conflict")
    view = workspace.homes[person] = _add(workspace, person, "home", payload)
    workspace.announce(Change("home", person, subject=view))
    return view


def find_view(workspace: Workspace, view_id: str, external_id: str) -> View:
    """An open view by either of its ids."""
    view = workspace.views.get(view_id)
    if not view_id:
        named = (one for one in workspace.views.values() if one.external_id == external_id)
        view = next((one for one in named if one.is_open), None)
    if view is None or not view.is_open:
        raise Refusal("not_found")
    return view
