"""What an app has told Slack of itself: docs.slack.dev/reference/app-manifest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

ALL_SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
)

# An app that told nothing still gets this one: it needs no scope.
EVENTS_UNASKED = frozenset({"app_home_opened"})


@dataclass(frozen=True)
class SlashCommand:
    command: str  # with its slash
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    callback_id: str
    name: str
    type: str  # "global" or "message"
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    """An app that has told nothing has every scope, tab and command that it tries."""

    name: str = ""
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] = field(default=frozenset(ALL_SCOPES))
    bot_events: frozenset[str] = EVENTS_UNASKED
    home_tab_enabled: bool = True
    messages_tab_enabled: bool = True
    messages_tab_read_only: bool = False
    socket_mode_enabled: bool = True
    is_declared: bool = False
    redirect_urls: tuple[str, ...] = ()

    @classmethod
    def of_scopes(cls, scopes: Collection[str] | None) -> Manifest:
        return cls() if scopes is None else cls(scopes=frozenset(scopes))

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> Manifest:
        """Read an app manifest (as parsed JSON or YAML).

        Raises:
            ValueError: Slack would not take it; the text names the field.
        """
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        home = features.get("app_home", {})
        commands = features.get("slash_commands", [])
        shortcuts = features.get("shortcuts", [])
        _refuse_long(manifest.get("display_information", {}), commands, shortcuts)
        return cls(
            name=str(manifest.get("display_information", {}).get("name", "")),
            commands=tuple(
                SlashCommand(
                    one["command"],
                    one.get("description", ""),
                    one.get("usage_hint", ""),
                    bool(one.get("should_escape")),
                )
                for one in commands
            ),
            shortcuts=tuple(
                Shortcut(one["callback_id"], one["name"], one["type"], one.get("description", ""))
                for one in shortcuts
            ),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            bot_events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            home_tab_enabled=bool(home.get("home_tab_enabled")),
            messages_tab_enabled=bool(home.get("messages_tab_enabled")),
            messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled")),
            socket_mode_enabled=bool(settings.get("socket_mode_enabled", True)),
            is_declared=True,
            redirect_urls=tuple(manifest.get("oauth_config", {}).get("redirect_urls", [])),
        )

    def command(self, command: str) -> SlashCommand | None:
        for one in self.commands:
            if one.command == command:
                return one
        return None if self.commands else SlashCommand(command)


def _refuse_long(
    display: Mapping[str, Any],
    commands: list[dict[str, Any]],
    shortcuts: list[dict[str, Any]],
) -> None:
    limits: list[tuple[str, str, int]] = [
        ("display_information.name", display.get("name", ""), 35),
        ("display_information.description", display.get("description", ""), 140),
    ]
    for one in commands:
        if not str(one.get("command", "")).startswith("/"):
            raise ValueError(f"slash_commands.command must begin with a slash: {one}")
        limits += [
            ("slash_commands.command", one["command"], 32),
            ("slash_commands.description", one.get("description", ""), 2000),
            ("slash_commands.usage_hint", one.get("usage_hint", ""), 1000),
        ]
    for one in shortcuts:
        if one.get("type") not in ("global", "message"):
            raise ValueError(f"shortcuts.type must be global or message: {one}")
        limits += [
            ("shortcuts.name", one.get("name", ""), 24),
            ("shortcuts.callback_id", one.get("callback_id", ""), 255),
            ("shortcuts.description", one.get("description", ""), 150),
        ]
    for place, words, most in limits:
        if len(words) > most:
            raise ValueError(f"{place} must be at most {most} characters, not {len(words)}.")
    long_description = display.get("long_description")
    if long_description is not None and not 174 <= len(long_description) <= 4000:
        raise ValueError("display_information.long_description must be 174 to 4000 characters.")
