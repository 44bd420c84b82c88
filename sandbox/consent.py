"""The page on which somebody lets an app into their workspace, or does not.

docs.slack.dev/authentication/installing-with-oauth
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from aiohttp import web

from sandbox.grants import CLIENT_ID
from sandbox.platform import Platform

AUTHORIZE_PATH = "/oauth/v2/authorize"


class Consent:
    """Shown at AUTHORIZE_PATH; the answer is posted there, with the team and who gives it."""

    def __init__(self, platforms: dict[str, Platform]) -> None:
        self._platforms = platforms

    async def ask(self, request: web.Request) -> web.Response:
        if request.query.get("client_id") != CLIENT_ID:
            return web.Response(status=400, text="invalid_client_id")
        kept = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in request.query.items()
            if name in {"state", "scope", "redirect_uri"}
        )
        teams = "".join(
            f'<option value="{team}">{escape(platform.workspace.name)}</option>'
            for team, platform in self._platforms.items()
        )
        form = (
            f'<form method="post">{kept}<select name="team">{teams}</select><input name="user">'
            '<button name="answer" value="allow">Allow</button>'
            '<button name="answer" value="cancel">Cancel</button></form>'
        )
        return web.Response(text=f"<!DOCTYPE html>{form}", content_type="text/html")

    async def answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        first = next(iter(self._platforms.values()))
        platform = self._platforms.get(form["team"], first)  # or the organisation's
        back = form.get("redirect_uri") or next(iter(platform.manifest.redirect_urls), None)
        if back is None:
            return web.Response(status=400, text="bad_redirect_uri")
        said = {"error": "access_denied"}
        if form["answer"] == "allow":
            installer = platform.workspace.person(form["user"]).id
            said = {"code": platform.grants.consent(form["team"], installer, form["scope"])}
        raise web.HTTPFound(f"{back}?{urlencode({**said, 'state': form['state']})}")
