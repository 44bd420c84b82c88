"""The local Slack's page in the browser: a person with Slack open, drawn on the server."""

from __future__ import annotations

from sandbox.page.routes import Page, Suggestion, add_page
from sandbox.page.tour import Doings, Step

__all__ = ["Doings", "Page", "Step", "Suggestion", "add_page"]
