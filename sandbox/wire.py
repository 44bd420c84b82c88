"""The workspace in Slack's JSON: docs.slack.dev/reference/objects."""

from __future__ import annotations

import mimetypes
from datetime import datetime
from typing import Any

from sandbox.state import Channel, Message, Person, StoredFile, UserGroup, View, Workspace

Json = dict[str, Any]


def person(someone: Person, at: datetime, *, with_email: bool = True) -> Json:
    first, _, last = someone.real_name.partition(" ")
    profile: Json = {
        "real_name": someone.real_name,
        "real_name_normalized": someone.real_name,
        "display_name": "" if someone.is_bot else someone.real_name,
        "display_name_normalized": "" if someone.is_bot else someone.real_name,
        "first_name": first,
        "last_name": last,
        "title": someone.title,
        "pronouns": someone.pronouns,
        "team": someone.team_id,
    }
    if with_email and someone.email:
        profile["email"] = someone.email
    drawn: Json = {
        "id": someone.id,
        "team_id": someone.team_id,
        "name": someone.name,
        "real_name": someone.real_name,
        "deleted": someone.deleted,
        "profile": profile,
        "is_bot": someone.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    if someone.is_stranger:
        drawn["is_stranger"] = True
    if someone.deleted:  # Slack leaves zone and roles out of deactivated accounts
        return drawn
    return {
        **drawn,
        "tz": someone.tz,
        "tz_label": someone.tz,
        "tz_offset": someone.tz_offset_at(at),
        "is_admin": someone.is_admin,
        "is_owner": someone.is_owner,
        "is_primary_owner": someone.is_primary_owner,
        "is_restricted": someone.is_restricted,
        "is_ultra_restricted": someone.is_ultra_restricted,
        "is_email_confirmed": True,
    }


def channel(workspace: Workspace, place: Channel) -> Json:
    if place.kind == "im":
        other = next(member for member in place.members if member != workspace.app.id)
        return {
            "id": place.id,
            "created": place.created_at,
            "is_im": True,
            "is_archived": False,
            "user": other,
            "is_user_deleted": workspace.people[other].deleted,
        }
    return {
        "id": place.id,
        "name": place.name,
        "name_normalized": place.name,
        "created": place.created_at,
        "is_channel": place.kind == "public",
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": place.kind == "private",
        "is_archived": place.is_archived,
        "is_general": place.name == "general",
        "is_member": workspace.app.id in place.members,
        "num_members": len(place.members),
        "topic": {"value": place.topic, "creator": "", "last_set": 0},
        "purpose": {"value": place.purpose, "creator": "", "last_set": 0},
    }


def user_group(workspace: Workspace, group: UserGroup, *, with_members: bool = False) -> Json:
    drawn: Json = {
        "id": group.id,
        "team_id": workspace.id,
        "is_usergroup": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 1 if group.is_disabled else 0,
        "user_count": len(group.members),
    }
    return {**drawn, "users": list(group.members)} if with_members else drawn


def message(workspace: Workspace, post: Message, *, with_metadata: bool = True) -> Json:
    drawn: Json = {
        "type": "message",
        "user": post.author,
        "ts": post.ts,
        "text": post.text,
        "team": workspace.id,
    }
    if post.by_app:
        drawn |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
    if post.blocks:
        drawn["blocks"] = post.blocks
    if post.attachments:
        drawn["attachments"] = post.attachments
    if post.files:
        drawn["files"] = [stored_file(workspace, one) for one in post.files]
    if post.thread_ts:
        drawn["thread_ts"] = post.thread_ts
    if post.edited:
        drawn["edited"] = {"user": post.author, "ts": post.edited}
    if post.metadata and with_metadata:
        drawn["metadata"] = post.metadata
    return drawn


def view(workspace: Workspace, shown: View) -> Json:
    return {
        "id": shown.id,
        "team_id": workspace.id,
        "type": shown.type,
        "blocks": shown.blocks,
        "private_metadata": shown.private_metadata,
        "callback_id": shown.callback_id,
        "state": shown.state,
        "hash": shown.hash,
        "title": shown.title,
        "submit": shown.submit,
        "close": shown.close,
        "clear_on_close": shown.clear_on_close,
        "notify_on_close": shown.notify_on_close,
        "submit_disabled": shown.submit_disabled,
        "previous_view_id": shown.previous_view_id,
        "root_view_id": shown.root_view_id,
        "external_id": shown.external_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.installed_for,
        "bot_id": workspace.bot_id,
    }


def stored_file(workspace: Workspace, stored: StoredFile) -> Json:
    page = f"https://{workspace.domain}.slack.com/files/{stored.uploader}/{stored.id}"
    return {
        "id": stored.id,
        "name": stored.name,
        "title": stored.title or stored.name,
        "alt_txt": stored.alt_text,
        "user": stored.uploader,
        "size": stored.length,
        "filetype": stored.name.rpartition(".")[2].lower(),
        "mimetype": mimetypes.guess_type(stored.name)[0] or "application/octet-stream",
        "url_private": f"{page}/{stored.name}",
        "permalink": page,
        "channels": [one for one in stored.channels if not one.startswith("D")],
        "ims": [one for one in stored.channels if one.startswith("D")],
    }
