"""What every try of the access matrix needs."""

from __future__ import annotations

import pytest

from bot.pace import Channels


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of answers go to one conversation here, and none is to wait for the one before."""
    monkeypatch.setattr(Channels, "AT_ONCE", 10_000)
