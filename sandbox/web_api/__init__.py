"""The Web API: one module a family of methods, each method registered under Slack's name."""

from __future__ import annotations

from sandbox.web_api import chat, conversations, files, installation, people, views
from sandbox.web_api.method import METHODS, Method

__all__ = [
    "METHODS",
    "Method",
    "chat",
    "conversations",
    "files",
    "installation",
    "people",
    "views",
]
