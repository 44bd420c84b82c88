"""What an app asks of its own installation: tokens, workspace, Socket Mode."""

from __future__ import annotations

from typing import Any

from sandbox import events
from sandbox.arguments import Arguments
from sandbox.grants import CLIENT_ID, CLIENT_SECRET, TOKEN_LIFE, Issued
from sandbox.platform import Platform
from sandbox.refusal import Refusal
from sandbox.web_api.method import method
from sandbox.web_api.paging import page

Json = dict[str, Any]


@method("api.test", takes_no_token=True)
def api_test(_platform: Platform, _arguments: Arguments) -> Json:
    return {}


@method("auth.test", is_of_organisation=True)
def auth_test(platform: Platform, _arguments: Arguments) -> Json:
    workspace, there = platform.workspace, platform.organisation
    if there is not None and platform.is_of_organisation:
        return {
            "url": f"https://{there.id.lower()}.enterprise.slack.com/",
            "team": there.name,
            "user": workspace.app.name,
            "team_id": there.id,
            "enterprise_id": there.id,
            "user_id": workspace.app.id,
            "bot_id": workspace.bot_id,
            "is_enterprise_install": True,
        }
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.app.name,
        "team_id": workspace.id,
        "user_id": workspace.app.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.teams.list", is_of_organisation=True)
def list_granted(platform: Platform, arguments: Arguments) -> Json:
    """docs.slack.dev/reference/methods/auth.teams.list"""
    installed_for = platform.workspace.installed_for
    granted = [
        {"id": each.workspace.id, "name": each.workspace.name}
        for each in platform.platforms.values()
        if each.is_installed and each.workspace.installed_for == installed_for
    ]
    rows, cursor = page(granted, arguments, default=100)
    return {"teams": rows, "response_metadata": {"next_cursor": cursor}}


@method("team.info", "team:read")
def team_info(platform: Platform, _arguments: Arguments) -> Json:
    workspace = platform.workspace
    return {
        "team": {
            "id": workspace.id,
            "name": workspace.name,
            "domain": workspace.domain,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


@method("apps.connections.open", takes_app_token=True)
def open_connection(platform: Platform, _arguments: Arguments) -> Json:
    link = f"{platform.url}/link/?ticket={platform.links.ticket()}"
    return {"url": link.replace("http://", "ws://", 1)}


@method("oauth.v2.access", takes_no_token=True)
def oauth_access(platform: Platform, arguments: Arguments) -> Json:
    """docs.slack.dev/reference/methods/oauth.v2.access"""
    _check_client(arguments)
    grants = platform.grants
    if arguments.text("grant_type") == "refresh_token":
        return _granted(platform, grants.refresh(arguments.required("refresh_token")))
    issued = grants.exchange(arguments.required("code"))
    if issued.code is None:
        raise Refusal("invalid_code")
    there = _installed(platform, issued.code.team)
    return {
        **_granted(there, issued),
        "authed_user": {"id": issued.code.installer},
        "scope": issued.code.scopes,
    }


def _installed(platform: Platform, team: str) -> Platform:
    """The app comes into a workspace, or for an organisation: that lets it in one by one."""
    there = platform.platforms.get(team)
    if there is not None:
        there.is_installed, there.workspace.installed_for = True, team
        return there
    for each in platform.platforms.values():
        if not each.is_installed:
            each.workspace.installed_for = team
    return _of(platform, team)


def _of(platform: Platform, team: str) -> Platform:
    return next(
        each for each in platform.platforms.values() if each.workspace.installed_for == team
    )


def _granted(platform: Platform, issued: Issued) -> Json:
    there = _of(platform, platform.grants.tokens[issued.token].team)
    team = there.workspace
    ends: Json = {}
    if issued.refresh_token is not None:
        ends = {
            "refresh_token": issued.refresh_token,
            "expires_in": int(TOKEN_LIFE.total_seconds()),
        }
    return {
        "app_id": team.app_id,
        "access_token": issued.token,
        "token_type": "bot",
        "scope": ",".join(sorted(platform.manifest.scopes)),
        "bot_user_id": team.app.id,
        "team": None if there.is_of_organisation else {"id": team.id, "name": team.name},
        "enterprise": there.enterprise,
        "is_enterprise_install": there.is_of_organisation,
        **ends,
    }


@method("apps.uninstall")
def uninstall(platform: Platform, arguments: Arguments) -> Json:
    """docs.slack.dev/reference/methods/apps.uninstall"""
    _check_client(arguments)
    events.uninstalled(platform)
    return {}


@method("auth.revoke")
def revoke(platform: Platform, arguments: Arguments) -> Json:
    """docs.slack.dev/reference/methods/auth.revoke"""
    if not arguments.flag("test"):
        platform.grants.revoke_all(platform.workspace.installed_for)
        events.tokens_revoked(platform)
    return {"revoked": not arguments.flag("test")}


def _check_client(arguments: Arguments) -> None:
    if arguments.text("client_id") != CLIENT_ID:
        raise Refusal("invalid_client_id")
    if arguments.text("client_secret") != CLIENT_SECRET:
        raise Refusal("bad_client_secret")
