"""Who in a workspace is an educator."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """What Slack says of somebody in a workspace (`users.list`, `users.info`)."""

    slack_id: str
    name: str
    zone: str
    email: str | None = None
    locale: str | None = None
    """What they read Slack in, such as `es-LA`; None where it was not said."""
    is_deactivated: bool = False
    is_bot: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    """Of another organisation, here through a shared channel."""
    is_slack_admin: bool = False
    """Owner or admin of the Slack workspace."""

    @property
    def is_educator(self) -> bool:
        """Everyone who is here for good and is a person."""
        return not (self.is_deactivated or self.is_bot or self.is_guest or self.is_stranger)
