"""What the app tells Slack of itself.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from typing import Any, Final

from bot.messages.actions import Form

EVENTS_PATH: Final = "/slack/events"
"""Where Slack posts commands, presses and events."""
INSTALL_PATH: Final = "/slack/install"
"""Where an install over OAuth begins."""
REDIRECT_PATH: Final = "/slack/oauth_redirect"
"""Where Slack sends the browser back to."""

SCOPES: Final = {
    "chat:write": "prompts, digests and welcomes",
    "chat:write.public": "sharing an entry in a public channel that the app was not invited to",
    "commands": "/pln and both shortcuts",
    "files:read": "taking files as evidence of an activity, and reading roster files",
    "files:write": "one's own record as files, and charts as pictures",
    "im:history": "looking whether a message whose answer was lost has arrived",
    "im:write": "opening the direct message with each educator",
    "usergroups:read": "keeping groups in step with Slack's user groups",
    "users:read": "names, time zones, and who is a guest or has left",
    "users:read.email": "matching people with a roster file",
}
"""Each scope, with what it is for."""

BOT_EVENTS: Final = (
    "app_home_opened",
    "app_uninstalled",
    "team_access_granted",
    "team_access_revoked",
    "team_join",
    "tokens_revoked",
    "user_change",
)

_LONG_DESCRIPTION: Final = (
    "PLNudge helps educators own their professional learning. Log what you do in your "
    "professional learning network with /pln log, set goals, and answer short reflection "
    "questions that come at a time that suits you. Your App Home shows how your learning is "
    "spread and how steadily it goes on.\n\n"
    "Leaders get a weekly digest of their groups as numbers, never of single people, with the "
    "part of the rubric that could use more attention. What you log is private unless you share "
    "it, and you can stop the prompts at any time."
)


def build_manifest(*, url: str | None, socket_mode: bool) -> dict[str, Any]:
    """The app manifest, as Slack reads it.

    `url` is where Slack reaches the app over HTTP, such as https://plnudge.example.org; it may
    be absent in Socket Mode.
    """
    address = {} if url is None else {"request_url": f"{url}{EVENTS_PATH}"}
    menu_address = {} if url is None else {"message_menu_options_url": f"{url}{EVENTS_PATH}"}
    redirects = {} if url is None else {"redirect_urls": [f"{url}{REDIRECT_PATH}"]}
    command_address = {} if url is None else {"url": f"{url}{EVENTS_PATH}"}
    return {
        "display_information": {
            "name": "PLNudge",
            "description": "Nudges for self-directed professional learning",
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                # Else nobody could type /pln where the prompts are.
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "PLNudge", "always_online": True},
            "slash_commands": [
                {
                    "command": "/pln",
                    **command_address,
                    "description": "Log learning, set goals, reflect",
                    "usage_hint": "log 45m EdCamp session #own | list | goal | reflect | me | help",
                    "should_escape": False,
                }
            ],
            "shortcuts": [
                {
                    "name": "Log PLN activity",
                    "type": "global",
                    "callback_id": str(Form.LOG_SHORTCUT),
                    "description": "Log something you learned",
                },
                {
                    "name": "Log as PLN activity",
                    "type": "message",
                    "callback_id": str(Form.LOG_MESSAGE_SHORTCUT),
                    "description": "Log what this message is about",
                },
            ],
        },
        "oauth_config": {**redirects, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(BOT_EVENTS)},
            "interactivity": {"is_enabled": True, **address, **menu_address},
            # An organisation may install it for its workspaces together, over OAuth.
            "org_deploy_enabled": url is not None,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
