"""The local Slack's page in the browser: a person with Slack open, drawn on the server."""

from __future__ import annotations

from sandbox.page.routes import Suggestion, add_page

__all__ = ["Suggestion", "add_page"]
