"""What lets the app into workspaces that install it over OAuth."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Table


class Installation(Table):
    """The app, installed in a workspace, or in an organisation for its workspaces together.

    The row outlives an uninstall, without its tokens, so that news that is late changes nothing.
    """

    __tablename__ = "installation"

    slack_id: Mapped[str] = mapped_column(unique=True)
    """Of the workspace (T…), or of the organisation (E…)."""
    name: Mapped[str]
    is_for_organisation: Mapped[bool]
    bot_slack_id: Mapped[str]
    scopes: Mapped[list[str]]
    sealed_token: Mapped[str | None]
    sealed_refresh_token: Mapped[str | None]
    """Only where Slack lets tokens expire."""
    expires_at: Mapped[datetime | None]
    """Of the token."""
    version: Mapped[int]
    """Another one whenever the tokens change, so that whoever saw an older one can tell."""
    renewing_until: Mapped[datetime | None]
    """Some process renews the token, and has so long for it."""
    installed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class SpentState(Table):
    """The state of an install that has been used: it is good for one install only."""

    __tablename__ = "spent_state"

    digest: Mapped[str] = mapped_column(unique=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    """After this the state is worth nothing anyway, and the row may go."""
