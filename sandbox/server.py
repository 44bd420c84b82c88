"""The local Slack: one server that an app can talk to as it would to slack.com."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Self
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from sandbox import district as lakeview
from sandbox import events
from sandbox.arguments import Arguments
from sandbox.client import Actor
from sandbox.clock import Clock
from sandbox.consent import AUTHORIZE_PATH, Consent
from sandbox.faults import Faults
from sandbox.limits import RateLimits
from sandbox.manifest import Manifest, SlashCommand
from sandbox.platform import Organisation, Platform
from sandbox.record import ApiCall, Attempt, Delivery
from sandbox.refusal import Refusal
from sandbox.response_urls import GONE
from sandbox.state import Change, Person, Workspace
from sandbox.web_api import endpoint
from sandbox.web_api.files import PRIVATE_FILES

LARGEST_BODY = 64 * 1024 * 1024  # bytes


class LocalSlack:
    """Serves the Web API, Socket Mode, response URLs and uploads while it is entered.

    Args:
        clock: that everybody here lives by; real time if it is left out.
        district: the workspace; Lakeview Unified School District if it is left out.
        neighbours: other workspaces, in which the app is not installed yet.
        organisation: that all of these workspaces are part of, if any.
        port: 0 takes any that is free; `url` then says which.
        host: to listen on.
        limits: Slack's own if left out; `RateLimits.off()` for none.
        faults: what is to go wrong; more can be added while it runs.
        retry_delays: seconds before each new try of an event.
        scopes: what the app's token may do; all that the sandbox knows if left out.
        trigger_seconds: how long a trigger_id lives.
        ack_seconds: how long the app has to acknowledge.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        district: Workspace | None = None,
        neighbours: Sequence[Workspace] = (),
        organisation: Organisation | None = None,
        port: int = 0,
        host: str = "127.0.0.1",
        limits: RateLimits | None = None,
        faults: Faults | None = None,
        retry_delays: Sequence[float] = (0.0, 60.0, 300.0),
        scopes: Collection[str] | None = None,
        trigger_seconds: float = 3.0,
        ack_seconds: float = 3.0,
    ) -> None:
        self.workspace = district or lakeview.workspace()
        self.clock = clock or Clock()
        build = partial(
            Platform,
            clock=self.clock,
            limits=limits or RateLimits(),
            faults=faults or Faults(),
            scopes=scopes,
            retry_delays=retry_delays,
            trigger_seconds=trigger_seconds,
            ack_seconds=ack_seconds,
            organisation=organisation,
        )
        self.platform = build(self.workspace)
        for neighbour in neighbours:
            build(neighbour, beside=self.platform)
        self.platforms = self.platform.platforms
        consent = Consent(self.platforms)
        self.bot_token = self.platform.bot_token
        self.app_token = self.platform.app_token
        self.signing_secret = self.platform.signing_secret
        # The page adds its routes to this before the server is entered.
        self.application = web.Application(client_max_size=LARGEST_BODY)
        self.application.add_routes(
            [
                web.route("*", "/api/{method}", self._web_api),
                web.get(AUTHORIZE_PATH, consent.ask),
                web.post(AUTHORIZE_PATH, consent.answer),
                web.get("/link/", self.platform.links.serve),
                web.post("/commands/{path:.+}", self._response_url),
                web.post("/upload/v1/{file_id}", self._upload),
                web.get("/files/{file_id}", self._file),
                web.get(f"{PRIVATE_FILES}{{file_id}}", self._private_file),
            ]
        )
        self._host = host
        self._port = port
        self._actors: dict[tuple[str, str], Actor] = {}
        self._runner: web.AppRunner | None = None
        self.clock.subscribe(self._announce_clock)

    async def __aenter__(self) -> Self:
        runner = web.AppRunner(self.application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port)
        await site.start()
        self._runner = runner
        port = runner.addresses[0][1]
        for platform in self.platforms.values():
            platform.url = f"http://{self._host}:{port}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        for platform in self.platforms.values():
            await platform.courier.close()
        self.platform.links.drop()
        if self._runner:
            await self._runner.cleanup()

    # Where it is, and what it has seen

    @property
    def url(self) -> str:
        return self.platform.url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def limits(self) -> RateLimits:
        return self.platform.limits

    @property
    def faults(self) -> Faults:
        return self.platform.faults

    @property
    def calls(self) -> list[ApiCall]:
        return self.platform.calls

    @property
    def deliveries(self) -> list[Delivery]:
        return self.platform.courier.deliveries

    @property
    def commands(self) -> list[SlashCommand]:
        return list(self.platform.manifest.commands)

    @property
    def manifest(self) -> Manifest:
        return self.platform.manifest

    def calls_of(self, method: str) -> list[ApiCall]:
        return [call for call in self.calls if call.method == method]

    # The app

    def apply_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Commands, shortcuts, scopes, events and tabs from the app's manifest.

        Raises:
            ValueError: Slack would not take it; the text names the field.
        """
        for platform in self.platforms.values():
            platform.manifest = Manifest.read(manifest)
        self.platform.links.is_enabled = self.platform.manifest.socket_mode_enabled

    def deliver_by_http(self, url: str) -> None:
        """Signed POSTs to this URL from now on, in place of Socket Mode."""
        for platform in self.platforms.values():
            platform.courier.request_url = url

    def deliver_by_socket(self) -> None:
        for platform in self.platforms.values():
            platform.courier.request_url = None

    async def verify_request_url(self) -> bool:
        """Slack's url_verification handshake: docs.slack.dev/reference/events/url_verification."""
        challenge = secrets.token_urlsafe(24)
        delivery = self.platform.courier.draft("events_api", "url_verification")
        payload = {
            "type": "url_verification",
            "token": self.platform.verification_token,
            "challenge": challenge,
        }
        attempt = await self.platform.courier.hand_over(delivery, payload)
        body = attempt.body
        return body == challenge or (isinstance(body, dict) and body.get("challenge") == challenge)

    def uninstall(self, team: str | None = None) -> None:
        """Remove the app there: its tokens are dead, and it is told so if it asked."""
        events.uninstalled(self.platforms[team or self.workspace.id])

    def grant_access(self, team: str) -> None:
        """The organisation that installed the app lets it into that workspace."""
        events.access_changed(self.platforms[team], is_granted=True)

    def revoke_access(self, team: str) -> None:
        events.access_changed(self.platforms[team], is_granted=False)

    def install_again(self) -> None:
        """As on the app's own page at Slack: the token that it had works again."""
        self.platform.is_installed = True
        self.platform.grants.add(self.bot_token, self.workspace.id)

    async def connected(
        self,
        links: int = 1,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109 - with it, the error names what was waited for
    ) -> None:
        """Wait until the app holds this many Socket Mode connections."""
        await self.workspace.wait_until(
            lambda: self.platform.links.count >= links,
            timeout=timeout,
            what=f"{links} Socket Mode connections",
        )

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send `disconnect` on every Socket Mode connection, as Slack does now and then."""
        await self.platform.links.disconnect(reason)

    def drop_connections(self) -> None:
        """Break every Socket Mode connection without a word."""
        self.platform.links.drop()

    async def settled(self) -> None:
        """Wait until every delivery under way is acknowledged or has failed.

        Retries that are due later than within a second are not waited for.
        """
        for platform in self.platforms.values():
            await platform.courier.settled()

    def repeat_deliveries(self) -> None:
        """From now on whatever the app acknowledges is handed over once more, as Slack does
        when an answer gets lost; people see what came of the first."""
        self.platform.courier.repeats = True

    async def deliver_again(self, delivery: Delivery) -> Attempt:
        """Hand the same payload over once more, as Slack does when an answer got lost."""
        return await self.platform.courier.hand_over_again(delivery)

    # The people

    def person(self, who: str, team: str | None = None) -> Actor:
        """One person with Slack open, by id, easy name or email; the same Actor each time.
        `team` is the workspace that they are in.

        Raises:
            LookupError: nobody here is called that.
        """
        platform = self.platforms[team or self.workspace.id]
        person_id = platform.workspace.person(who).id
        key = (platform.workspace.id, person_id)
        return self._actors.setdefault(key, Actor(platform, person_id))

    def change_person(self, who: str, **changes: Any) -> Person:
        """Change an account (``tz="Asia/Tokyo"``, ``deleted=True``); sends user_change."""
        person = self.workspace.change_person(self.workspace.person(who).id, **changes)
        events.person_changed(self.platform, person)
        return person

    def join(self, person: Person) -> Actor:
        """Add an account; sends team_join."""
        self.workspace.add_person(person)
        events.person_joined(self.platform, person)
        return self.person(person.id)

    # The routes

    async def _announce_clock(self, moment: datetime) -> None:
        self.workspace.announce(Change("clock", subject=moment))

    async def _web_api(self, request: web.Request) -> web.StreamResponse:
        return await endpoint.answer(self.platforms, request)

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        if not isinstance(body, dict):
            return web.Response(status=400, text="invalid_payload")
        team = request.match_info["path"].partition("/")[0]
        platform = self.platforms.get(team, self.platform)
        call = ApiCall("response_url", body, self.clock.now(), answer={"ok": True})

        def take() -> web.Response:
            try:
                platform.response_urls.answer(request.path, Arguments(body))
            except Refusal as refusal:
                call.status, call.answer = (404 if refusal.error in GONE else 400), refusal.answer
                return web.json_response(refusal.answer, status=call.status)
            return web.Response(text="ok")

        return await endpoint.with_faults(self.platform, request, call, take)

    async def _upload(self, request: web.Request) -> web.Response:
        """The second step of an upload: the bytes themselves, bare or as a form's part."""
        stored = self.workspace.files.get(request.match_info["file_id"])
        if stored is None or stored.is_complete:
            return web.Response(status=404, text="file_not_found")
        content = await _first_part(request)
        if len(content) != stored.length:
            return web.Response(status=400, text=f"expected {stored.length} bytes")
        stored.content = content
        self.workspace.announce(Change("file", subject=stored))
        return web.Response(text=f"OK - {len(content)}")

    async def _private_file(self, request: web.Request) -> web.Response:
        """A file's bytes, for the app; without its token, Slack's page for signing in.

        docs.slack.dev/reference/objects/file-object#authentication
        """
        is_ours = request.headers.get("Authorization") == f"Bearer {self.bot_token}"
        if not is_ours or "files:read" not in self.platform.manifest.scopes:
            return web.Response(
                text="<!DOCTYPE html><title>Slack</title>", content_type="text/html"
            )
        return await self._file(request)

    async def _file(self, request: web.Request) -> web.Response:
        """A file's bytes, for the page."""
        stored = self.workspace.files.get(request.match_info["file_id"])
        if stored is None or stored.content is None:
            return web.Response(status=404)
        kind = mimetypes.guess_type(stored.name)[0] or "application/octet-stream"
        named = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.name)}"}
        return web.Response(body=stored.content, content_type=kind, headers=named)


async def _first_part(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    part = await (await request.multipart()).next()
    return bytes(await part.read()) if isinstance(part, BodyPartReader) else b""
