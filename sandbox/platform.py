"""All that the parts of the sandbox share: the workspace, the app, and what connects them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox.clock import Clock
from sandbox.courier import Courier
from sandbox.faults import Faults
from sandbox.grants import Grants
from sandbox.limits import RateLimits
from sandbox.manifest import Manifest
from sandbox.record import ApiCall
from sandbox.refusal import Refusal
from sandbox.response_urls import ResponseUrls
from sandbox.socket_mode import Links
from sandbox.state import Workspace
from sandbox.triggers import Triggers

# The same in each sandbox, so that an app's settings outlive it. They open nothing else.
BOT_TOKEN = "xoxb-sandbox-0000000000-local"  # noqa: S105
APP_TOKEN = "xapp-1-sandbox-0000000000-local"  # noqa: S105
SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105

Json = dict[str, Any]


@dataclass(frozen=True)
class Organisation:
    """An Enterprise organisation, of which each workspace here is a part."""

    id: str
    name: str


class Platform:
    """One app in one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        clock: Clock,
        limits: RateLimits,
        faults: Faults,
        scopes: Collection[str] | None,
        retry_delays: Sequence[float],
        trigger_seconds: float,
        ack_seconds: float,
        beside: Platform | None = None,
        organisation: Organisation | None = None,
    ) -> None:
        """`beside` is the same app in another workspace: both hear over the same connections,
        and are reached with the same secrets."""
        self.workspace = workspace
        self.organisation = organisation
        self.clock = workspace.clock = clock
        # Slack counts by app and workspace: neighbours don't use up one another's.
        self.limits = limits if beside is None else replace(limits)
        self.faults = faults
        self.manifest = Manifest.of_scopes(scopes)
        self.calls: list[ApiCall] = []
        self.url = ""  # known once the server listens
        self.bot_token = BOT_TOKEN
        self.app_token = APP_TOKEN
        self.signing_secret = SIGNING_SECRET
        self.verification_token = secrets.token_hex(12)
        self.platforms: dict[str, Platform] = beside.platforms if beside else {}
        """The app in each workspace, by its id; the same wherever one asks."""
        self.platforms[workspace.id] = self
        self.is_installed = beside is None
        self.grants: Grants = beside.grants if beside else Grants(clock)
        if beside is None:
            self.grants.add(self.bot_token, workspace.id)
        self.links: Links = beside.links if beside else Links(workspace)
        self.triggers = Triggers(trigger_seconds)
        self.response_urls = ResponseUrls(workspace)
        self.courier = Courier(
            workspace,
            self.links,
            signing_secret=self.signing_secret,
            ack_seconds=ack_seconds,
            retry_delays=retry_delays,
        )

    @property
    def is_of_organisation(self) -> bool:
        """The app is here by what its organisation installed."""
        return self.organisation is not None and self.workspace.installed_for != self.workspace.id

    @property
    def enterprise(self) -> Json | None:
        """The organisation as payloads name it."""
        there = self.organisation
        return {"id": there.id, "name": there.name} if there else None

    def membership(self, person_id: str) -> Json:
        """What their account says of the organisation, where there is one."""
        there = self.organisation
        if there is None:
            return {}
        teams = [
            each.workspace.id
            for each in self.platforms.values()
            if person_id in each.workspace.people
        ]
        named = {"id": person_id, "enterprise_id": there.id, "enterprise_name": there.name}
        return {"enterprise_user": {**named, "teams": teams}}

    def need_scope(self, *sufficient: str) -> None:
        """Refuse unless the app holds one of these scopes; none named, none needed."""
        if sufficient and not self.manifest.scopes.intersection(sufficient):
            provided = ",".join(sorted(self.manifest.scopes))
            raise Refusal("missing_scope", needed=sufficient[0], provided=provided)

    def need_view_scopes(self, view: Any) -> None:
        """Refuse a view that shows what the app holds no scope for.

        docs.slack.dev/reference/block-kit/block-elements/file-input-element
        """
        blocks = view.get("blocks") if isinstance(view, dict) else None
        elements = (each.get("element") for each in blocks or () if isinstance(each, dict))
        if any(isinstance(each, dict) and each.get("type") == "file_input" for each in elements):
            self.need_scope("files:read")
