"""What an app asks of its own installation: tokens, workspace, Socket Mode."""

from __future__ import annotations

from typing import Any

from sandbox import events
from sandbox.arguments import Arguments
from sandbox.grants import CLIENT_ID, CLIENT_SECRET, TOKEN_LIFE, Issued
from sandbox.platform import Platform
from sandbox.refusal import Refusal
from sandbox.web_api.method import method

Json = dict[str, Any]


@method("api.test", takes_no_token=True)
def api_test(_platform: Platform, _arguments: Arguments) -> Json:
    return {}


@method("auth.test")
def auth_test(platform: Platform, _arguments: Arguments) -> Json:
    workspace = platform.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.app.name,
        "team_id": workspace.id,
        "user_id": workspace.app.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


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
    there = platform.platforms[issued.code.team]
    there.is_installed = True
    return {
        **_granted(there, issued),
        "authed_user": {"id": issued.code.installer},
        "scope": issued.code.scopes,
    }


def _granted(platform: Platform, issued: Issued) -> Json:
    team = platform.platforms[platform.grants.tokens[issued.token].team].workspace
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
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
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
        platform.grants.revoke_all(platform.workspace.id)
        events.tokens_revoked(platform)
    return {"revoked": not arguments.flag("test")}


def _check_client(arguments: Arguments) -> None:
    if arguments.text("client_id") != CLIENT_ID:
        raise Refusal("invalid_client_id")
    if arguments.text("client_secret") != CLIENT_SECRET:
        raise Refusal("bad_client_secret")
