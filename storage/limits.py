"""What one process takes of a PostgreSQL server; told apart from its driver, which is loaded only
where there is such a server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one process takes of a server at most."""

    connections: int = 8
    """Half of them read, half of them write."""
    statement_seconds: int = 30
    """A statement that takes longer is broken off."""
