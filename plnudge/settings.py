"""Settings, from the environment, a `.env` file in the working directory, and files of secrets.

A field is named as its setting is, in lower case. Entry points read them once and hand
them down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    SettingsConfigDict,
)

from domain.errors import BadInput
from storage.limits import Limits
from storage.sealing import Keys

_TAKES: Final = {
    "SLACK_API_URL": "a web address, such as https://slack.com/api/",
    "PLNUDGE_DATABASE_CONNECTIONS": "a number from 2 to 100, such as 8",
    "PLNUDGE_STATEMENT_SECONDS": "a number from 1 to 3600, such as 30",
    "PLNUDGE_KEEP_UNINSTALLED_DAYS": "a number from 0 to 3650, such as 30",
    "PLNUDGE_OTLP_ENDPOINT": "a web address, such as http://127.0.0.1:4318",
    "PLNUDGE_PORT": "a number from 0 to 65535, such as 3000",
    "PLNUDGE_POSTS_PER_MINUTE": "a number from 1 to 6000, such as 300",
}
"""What to write instead, for the settings that can't be any text."""

_WHERE: Final = "Both are on your app's page at https://api.slack.com/apps."


def _checked_address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError
    # Methods are joined to it, so it ends where their names begin.
    return text.rstrip("/") + "/"


def _checked_optional(text: str | None) -> str | None:
    return _checked_address(text) if text is not None else None


class Settings(BaseSettings):
    """What differs from one place to another. Secrets print as asterisks."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        str_strip_whitespace=True,
        # An error must never print a token.
        hide_input_in_errors=True,
    )

    slack_bot_token: SecretStr | None = Field(
        default=None,
        description="The bot token (xoxb-…) of the one workspace that is served.",
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="The app-level token (xapp-…). Where it is set, Slack is heard over Socket "
        "Mode; else over HTTP.",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        description="Proves that what comes over HTTP comes from Slack.",
    )
    slack_client_id: str | None = Field(
        default=None,
        description="With the client secret: many workspaces, each installed over OAuth.",
    )
    slack_client_secret: SecretStr | None = Field(
        default=None,
        description="The other half of the client id.",
    )
    plnudge_secret_keys: SecretStr | None = Field(
        default=None,
        description="The keys that seal the tokens of many workspaces, separated by commas, the "
        "newest first; “plnudge keys make” makes one.",
    )
    plnudge_secrets_folder: Path | None = Field(
        default=None,
        description="A folder with files that are named as settings and hold their values, such "
        "as a container's secrets. The environment and .env come before them.",
    )
    plnudge_keep_uninstalled_days: int = Field(
        default=30,
        ge=0,
        le=3650,
        description="How many days the records of a workspace are kept once it has removed the "
        "app.",
    )
    slack_api_url: Annotated[str, AfterValidator(_checked_address)] = Field(
        default="https://slack.com/api/",
        description="Another base of Slack's Web API, for a sandbox.",
    )
    database_url: str = Field(
        default="sqlite:///plnudge.sqlite3",
        description="Where records are kept: a SQLite file, or PostgreSQL "
        "(postgresql://name:password@host/database).",
        repr=False,  # it may hold a password
    )
    plnudge_database_connections: int = Field(
        default=8,
        ge=2,
        le=100,
        description="How many connections to PostgreSQL one process keeps at most.",
    )
    plnudge_statement_seconds: int = Field(
        default=30,
        ge=1,
        le=3600,
        description="How long PostgreSQL may work on one statement before it is broken off.",
    )
    plnudge_rubric: Path | None = Field(
        default=None,
        description="A district's own rubric file, in place of the one that comes along.",
    )
    plnudge_host: str = Field(
        default="127.0.0.1",
        description="The address to listen on: 127.0.0.1 for this machine alone, 0.0.0.0 for all.",
    )
    plnudge_port: int = Field(
        default=3000,
        ge=0,
        le=65535,
        description="The port to listen on; 0 takes any that is free.",
    )
    plnudge_sentry_dsn: SecretStr | None = Field(
        default=None,
        description="Where errors are reported to, without anybody's words: an address (DSN) of "
        "Sentry, with plnudge[sentry] installed.",
    )
    plnudge_otlp_endpoint: Annotated[str | None, AfterValidator(_checked_optional)] = Field(
        default=None,
        description="Where traces go, without anybody's words: a collector of OpenTelemetry over "
        "HTTP, with plnudge[otel] installed.",
    )
    plnudge_posts_per_minute: int = Field(
        default=300,
        ge=1,
        le=6000,
        description="How many messages a workspace gets in a minute at most.",
    )

    @model_validator(mode="before")
    @classmethod
    def _blank_is_absent(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value
            for name, value in given.items()
            if not (isinstance(value, str) and not value.strip())
        }

    @property
    def database_limits(self) -> Limits:
        return Limits(self.plnudge_database_connections, self.plnudge_statement_seconds)

    @property
    def secret_keys(self) -> list[str]:
        """The newest first; none where tokens are not sealed."""
        said = self.plnudge_secret_keys.get_secret_value() if self.plnudge_secret_keys else ""
        return [key.strip() for key in said.split(",") if key.strip()]

    @property
    def is_socket_mode(self) -> bool:
        return self.slack_app_token is not None

    @property
    def is_for_many_workspaces(self) -> bool:
        return self.slack_client_id is not None and self.slack_client_secret is not None


def read_settings() -> Settings:
    """Settings as they are now. Raises BadInput for one that can't be used or is unknown."""
    try:
        given = {**DotEnvSettingsSource(Settings).env_vars, **EnvSettingsSource(Settings).env_vars}
        folder = _secrets_folder(given)
        _refuse_unknown([*given, *(each.name for each in folder.iterdir())] if folder else given)
        return Settings(_secrets_dir=folder)  # type: ignore[call-arg]
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0]).upper()
        takes = _TAKES.get(name, "another value")
        raise BadInput(f"{name} can't be used as it is: it takes {takes}.") from None
    except (UnicodeDecodeError, OSError):
        raise BadInput(
            "A file of settings can't be read: write .env as plain text, one NAME=value a line, "
            "and let PLNudge read what is in PLNUDGE_SECRETS_FOLDER."
        ) from None


def _secrets_folder(given: Mapping[str, str | None]) -> Path | None:
    named = (given.get("plnudge_secrets_folder") or "").strip()
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise BadInput(f"PLNUDGE_SECRETS_FOLDER says {named}, and there is no folder there.")
    return folder


_OF_CLUSTER: Final = re.compile(r"plnudge_(?:service_|port_\d+_)")
"""What Kubernetes tells every container about a service that is named “plnudge”."""


def _refuse_unknown(given: Iterable[str]) -> None:
    """A slip in a name would go unseen: the setting would be what it is without one."""
    ours = [name for name in Settings.model_fields if name.startswith("plnudge_")]
    for name in sorted(each.lower() for each in given):
        if name.startswith("plnudge_") and name not in ours and not _OF_CLUSTER.match(name):
            nearest = get_close_matches(name, ours, n=1, cutoff=0)[0].upper()
            raise BadInput(f"There is no setting {name.upper()}. Did you mean {nearest}?")


def check_for_running(settings: Settings) -> None:
    """Raises BadInput where the app could not talk with Slack by these settings."""
    if (settings.slack_client_id is None) != (settings.slack_client_secret is None):
        missing = "SLACK_CLIENT_SECRET" if settings.slack_client_id else "SLACK_CLIENT_ID"
        raise BadInput(
            f"{missing} is missing: SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together. {_WHERE}"
        )
    if settings.is_for_many_workspaces:
        read_keys(settings)
    elif settings.slack_bot_token is None:
        raise BadInput(
            "SLACK_BOT_TOKEN is missing: set it to the token that begins with xoxb-, from "
            "“OAuth & Permissions” on your app's page; or SLACK_CLIENT_ID and "
            "SLACK_CLIENT_SECRET to serve many workspaces. Without a Slack account, “plnudge "
            "demo” shows everything."
        )
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise BadInput(
            "Set SLACK_APP_TOKEN (begins with xapp-) to hear Slack over Socket Mode, or "
            f"SLACK_SIGNING_SECRET to hear it over HTTP. {_WHERE}"
        )
    _check_beginning("SLACK_BOT_TOKEN", settings.slack_bot_token, "xoxb-", not_="xapp-")
    _check_beginning("SLACK_APP_TOKEN", settings.slack_app_token, "xapp-", not_="xoxb-")


def read_keys(settings: Settings) -> Keys:
    """What seals tokens. Raises BadInput where there is none, or one that is no key."""
    if not settings.secret_keys:
        raise BadInput(
            "PLNUDGE_SECRET_KEYS is missing: the tokens of many workspaces are kept sealed. "
            "“plnudge keys make” makes a key; keep it where you keep your other secrets."
        )
    return Keys(settings.secret_keys)


def _check_beginning(name: str, token: SecretStr | None, wanted: str, *, not_: str) -> None:
    """Names the usual slip: the two tokens in each other's place."""
    if token is not None and token.get_secret_value().startswith(not_):
        raise BadInput(
            f"{name} holds a token that begins with {not_}, and takes the one that begins with "
            f"{wanted}."
        )
