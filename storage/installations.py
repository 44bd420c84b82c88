"""What lets the app into each workspace: installed, renewed, taken away, and installed again.

Whoever changes tokens says which version they saw. So an uninstall that is told late, or twice,
undoes no newer installation, and of two processes that renew a token one does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import BadInput
from storage.inserting import insert
from storage.sealing import Keys
from storage.tables import Installation, SpentState, Workspace
from storage.workspaces import want_plan

RENEWAL: Final = timedelta(minutes=2)
"""How long one process has to renew a token before another tries."""


@dataclass(frozen=True)
class Grant:
    """What Slack gives when somebody installs the app; tokens are sealed."""

    slack_id: str
    name: str
    is_for_organisation: bool
    bot_slack_id: str
    scopes: Sequence[str]
    sealed_token: str = field(repr=False)
    sealed_refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


def keep_installation(session: Session, grant: Grant, now: datetime) -> Installation:
    """Installed, or installed again; its workspaces that are known have the app back."""
    installation = find_installation(session, grant.slack_id)
    if installation is None:
        installation = Installation(slack_id=grant.slack_id, version=0)
        session.add(installation)
    installation.name = grant.name
    installation.is_for_organisation = grant.is_for_organisation
    installation.bot_slack_id = grant.bot_slack_id
    installation.scopes = list(grant.scopes)
    installation.sealed_token = grant.sealed_token
    installation.sealed_refresh_token = grant.sealed_refresh_token
    installation.expires_at = grant.expires_at
    installation.version += 1
    installation.renewing_until = None
    installation.installed_at = now
    installation.removed_at = None
    session.flush()
    for workspace in _workspaces_under(session, installation):
        note_installed(session, workspace, now)
    return installation


def note_installed(session: Session, workspace: Workspace, now: datetime) -> None:
    """It has the app, whatever was before."""
    workspace.uninstalled_at = None
    workspace.refused_at = workspace.refused_since = workspace.refusal = None
    session.flush()
    want_plan(session, workspace.id, now)


def find_installation(session: Session, slack_id: str) -> Installation | None:
    """By Slack's id of the workspace or organisation."""
    return session.scalar(select(Installation).where(Installation.slack_id == slack_id))


def find_entry(
    session: Session, *, team: str | None, organisation: str | None
) -> tuple[Workspace | None, Installation | None]:
    """The workspace with that Slack id, and what lets the app into it.

    A workspace's own installation comes before its organisation's.
    """
    workspace = session.scalar(select(Workspace).where(Workspace.slack_id == team))
    if workspace is not None:
        organisation = organisation or workspace.organisation_slack_id
    installation = session.scalar(
        select(Installation)
        .where(
            Installation.removed_at.is_(None),
            or_(
                Installation.slack_id == team,
                Installation.is_for_organisation & (Installation.slack_id == organisation),
            ),
        )
        .order_by(Installation.is_for_organisation)
        .limit(1)
    )
    return workspace, installation


def note_uninstalled(
    session: Session, installation_id: int, *, version: int, now: datetime
) -> bool:
    """Its tokens are erased, and its workspaces get nothing any more.

    False, and nothing changed, where it is not as it was when that version was seen.
    """
    removed = session.scalar(
        update(Installation)
        .where(
            Installation.id == installation_id,
            Installation.version == version,
            Installation.removed_at.is_(None),
        )
        .values(
            removed_at=now,
            version=version + 1,
            sealed_token=None,
            sealed_refresh_token=None,
            expires_at=None,
            renewing_until=None,
        )
        .returning(Installation)
    )
    if removed is None:
        return False
    for workspace in _workspaces_under(session, removed):
        _, other = find_entry(session, team=workspace.slack_id, organisation=None)
        if other is None and workspace.uninstalled_at is None:
            workspace.uninstalled_at = now
    session.flush()
    return True


def organisations(session: Session) -> list[str]:
    """Slack's ids of those that have the app for their workspaces."""
    return list(
        session.scalars(
            select(Installation.slack_id)
            .where(Installation.removed_at.is_(None), Installation.is_for_organisation)
            .order_by(Installation.id)
        )
    )


def to_move_into(session: Session, teams: Iterable[str]) -> list[str]:
    """Of those workspaces, the ones that are not known or were without the app."""
    served = set(
        session.scalars(
            select(Workspace.slack_id).where(
                Workspace.slack_id.in_(teams), Workspace.uninstalled_at.is_(None)
            )
        )
    )
    return [team for team in teams if team not in served]


def note_access(
    session: Session, organisation: str, granted: Collection[str], now: datetime
) -> list[str]:
    """Which workspaces their organisation lets the app into now: others of it get nothing any
    more, save by an installation of their own. Gives Slack's ids of those."""
    ended = session.scalars(
        select(Workspace).where(
            Workspace.organisation_slack_id == organisation,
            Workspace.slack_id.not_in(granted),
            Workspace.uninstalled_at.is_(None),
            ~exists().where(
                Installation.slack_id == Workspace.slack_id, Installation.removed_at.is_(None)
            ),
        )
    ).all()
    for workspace in ended:
        workspace.uninstalled_at = now
    session.flush()
    return [workspace.slack_id for workspace in ended]


def note_own_uninstalled(session: Session, workspace_id: int, now: datetime) -> bool:
    """The workspace whose token is in the settings gets nothing any more."""
    workspace = session.get(Workspace, workspace_id)
    if workspace is None or workspace.uninstalled_at is not None:
        return False
    workspace.uninstalled_at = now
    session.flush()
    return True


def _workspaces_under(session: Session, installation: Installation) -> Sequence[Workspace]:
    return session.scalars(
        select(Workspace).where(
            or_(
                Workspace.slack_id == installation.slack_id,
                Workspace.organisation_slack_id == installation.slack_id,
            )
        )
    ).all()


def expiring(session: Session, *, before: datetime) -> list[Installation]:
    """Those whose token ends before that, and can be renewed."""
    return list(
        session.scalars(
            select(Installation)
            .where(
                Installation.removed_at.is_(None),
                Installation.sealed_refresh_token.is_not(None),
                Installation.expires_at < before,
            )
            .order_by(Installation.expires_at)
        )
    )


def begin_renewal(session: Session, installation_id: int, *, version: int, now: datetime) -> bool:
    """Whether it is ours to renew. Slack takes each refresh token once, so only one may ask."""
    begun = session.scalar(
        update(Installation)
        .where(
            Installation.id == installation_id,
            Installation.version == version,
            Installation.removed_at.is_(None),
            or_(Installation.renewing_until.is_(None), Installation.renewing_until <= now),
        )
        .values(renewing_until=now + RENEWAL)
        .returning(Installation.id)
    )
    return begun is not None


def keep_renewed(
    session: Session,
    installation_id: int,
    *,
    version: int,
    sealed_token: str,
    sealed_refresh_token: str | None,
    expires_at: datetime,
) -> bool:
    """False, and nothing kept, where it was installed anew or taken away meanwhile."""
    kept = session.scalar(
        update(Installation)
        .where(Installation.id == installation_id, Installation.version == version)
        .values(
            sealed_token=sealed_token,
            sealed_refresh_token=sealed_refresh_token,
            expires_at=expires_at,
            version=version + 1,
            renewing_until=None,
        )
        .returning(Installation.id)
    )
    return kept is not None


def all_installations(session: Session) -> list[Installation]:
    """Those that hold tokens."""
    return list(
        session.scalars(
            select(Installation)
            .where(Installation.sealed_token.is_not(None))
            .order_by(Installation.id)
        )
    )


def seal_all_anew(session: Session, keys: Keys) -> int:
    """All tokens under the newest key; gives how many installations hold some.

    Raises CannotOpen where one is sealed with a key that is not there.
    """
    installations = all_installations(session)
    for installation in installations:
        if installation.sealed_token is not None:
            installation.sealed_token = keys.seal_anew(installation.sealed_token)
        if installation.sealed_refresh_token is not None:
            installation.sealed_refresh_token = keys.seal_anew(installation.sealed_refresh_token)
    session.flush()
    return len(installations)


def spend_state(session: Session, digest: str, *, ends_at: datetime, now: datetime) -> bool:
    """False where it has been used before."""
    session.execute(delete(SpentState).where(SpentState.ends_at < now))
    spent = session.scalar(
        insert(SpentState)
        .values(digest=digest, ends_at=ends_at)
        .on_conflict_do_nothing()
        .returning(SpentState.id)
    )
    return spent is not None


def due_for_erasing(session: Session, *, uninstalled_before: datetime) -> list[Workspace]:
    return list(
        session.scalars(
            select(Workspace)
            .where(Workspace.uninstalled_at <= uninstalled_before)
            .order_by(Workspace.id)
        )
    )


def erase_uninstalled(session: Session, slack_id: str, *, uninstalled_before: datetime) -> bool:
    """Erases all that is kept of it; False where it has the app back, or is gone already."""
    workspace = session.scalar(
        select(Workspace).where(
            Workspace.slack_id == slack_id, Workspace.uninstalled_at <= uninstalled_before
        )
    )
    if workspace is None:
        return False
    _erase(session, workspace)
    return True


def erase_now(session: Session, slack_id: str) -> None:
    """Erases all that is kept of a workspace that does not have the app any more.

    Raises BadInput where there is none, or where it still has the app.
    """
    workspace = session.scalar(select(Workspace).where(Workspace.slack_id == slack_id))
    if workspace is None:
        raise BadInput(
            "No workspace {slack_id} is known here.", slack_id=slack_id, field="workspace"
        )
    if workspace.uninstalled_at is None:
        raise BadInput(
            "{name} still has PLNudge: let an admin of Slack remove the app there first, "
            "so that nothing new comes in.",
            name=workspace.name,
            field="workspace",
        )
    _erase(session, workspace)


def _erase(session: Session, workspace: Workspace) -> None:
    # The database itself erases what hangs on the row, also in tables that come later.
    session.execute(delete(Installation).where(Installation.slack_id == workspace.slack_id))
    session.execute(delete(Workspace).where(Workspace.id == workspace.id))
    session.expire_all()
