"""What lets the app into workspaces: codes of installs, and tokens that live, end or are revoked.

docs.slack.dev/authentication/installing-with-oauth,
docs.slack.dev/authentication/using-token-rotation
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.refusal import Refusal

# The same in each sandbox, so that an app's settings outlive it. They open nothing else.
CLIENT_ID = "1111111111.2222222222"
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105

TOKEN_LIFE = timedelta(hours=12)
CODE_LIFE = timedelta(minutes=10)


@dataclass
class Token:
    """`ends_at` is None where tokens don't end."""

    team: str
    ends_at: datetime | None = None
    is_revoked: bool = False


@dataclass(frozen=True)
class Code:
    """One consent, to be exchanged once."""

    team: str
    installer: str
    scopes: str
    ends_at: datetime


@dataclass(frozen=True)
class Issued:
    token: str
    refresh_token: str | None
    code: Code | None = None


class Grants:
    """All that were given out; `are_rotated` is Slack's switch for token rotation."""

    def __init__(self, clock: Clock) -> None:
        self.are_rotated = False
        self.tokens: dict[str, Token] = {}
        self._clock = clock
        self._codes: dict[str, Code] = {}
        self._refresh_tokens: dict[str, str] = {}

    def add(self, token: str, team: str) -> None:
        self.tokens[token] = Token(team)

    def consent(self, team: str, installer: str, scopes: str) -> str:
        """The code that the browser takes back to the app."""
        code = secrets.token_hex(12)
        self._codes[code] = Code(team, installer, scopes, self._clock.now() + CODE_LIFE)
        return code

    def exchange(self, code: str) -> Issued:
        given = self._codes.pop(code, None)
        if given is None:
            raise Refusal("invalid_code")
        if given.ends_at < self._clock.now():
            raise Refusal("code_expired")
        issued = self._issue(given.team)
        return Issued(issued.token, issued.refresh_token, given)

    def refresh(self, refresh_token: str) -> Issued:
        """The old refresh token is worth nothing afterwards; its access token lives on."""
        team = self._refresh_tokens.pop(refresh_token, None)
        if team is None:
            raise Refusal("invalid_refresh_token")
        return self._issue(team)

    def check(self, token: str) -> str:
        """The team that it lets in to."""
        known = self.tokens.get(token)
        if known is None:
            raise Refusal("invalid_auth")
        if known.is_revoked:
            raise Refusal("token_revoked")
        if known.ends_at is not None and known.ends_at <= self._clock.now():
            raise Refusal("token_expired")
        return known.team

    def revoke_all(self, team: str) -> None:
        for token in self.tokens.values():
            if token.team == team:
                token.is_revoked = True
        for refresh_token, its_team in list(self._refresh_tokens.items()):
            if its_team == team:
                del self._refresh_tokens[refresh_token]

    def team_of(self, token: str) -> str | None:
        known = self.tokens.get(token)
        return known.team if known else None

    def _issue(self, team: str) -> Issued:
        number = len(self.tokens)
        token = f"xoxb-sandbox-{number}-{secrets.token_hex(12)}"
        if not self.are_rotated:
            self.tokens[token] = Token(team)
            return Issued(token, None)
        token, refresh_token = f"xoxe.{token}", f"xoxe-1-{number}-{secrets.token_hex(12)}"
        self.tokens[token] = Token(team, self._clock.now() + TOKEN_LIFE)
        self._refresh_tokens[refresh_token] = team
        return Issued(token, refresh_token)
