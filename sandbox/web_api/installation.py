"""What an app asks of its own installation: tokens, workspace, Socket Mode."""

from __future__ import annotations

from typing import Any

from sandbox.arguments import Arguments
from sandbox.platform import Platform
from sandbox.web_api.method import method

Json = dict[str, Any]


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
