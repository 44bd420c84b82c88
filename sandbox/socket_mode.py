"""Socket Mode: docs.slack.dev/apis/events-api/using-socket-mode."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.state import Change, Workspace

Json = dict[str, Any]

MOST_LINKS = 10


class NoLink(Exception):
    """No Socket Mode connection is open to send on."""


class Links:
    """The app's open connections. Each payload goes out on one of them, taken in turn."""

    def __init__(self, workspace: Workspace) -> None:
        self.is_enabled = True
        """The switch in the app's settings."""
        self._workspace = workspace
        self._tickets: set[str] = set()
        self._links: list[web.WebSocketResponse] = []
        self._transports: dict[web.WebSocketResponse, asyncio.Transport | None] = {}
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    @property
    def count(self) -> int:
        return len(self._links)

    def ticket(self) -> str:
        """The right to open one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="invalid ticket")
        self._tickets.discard(ticket)
        link = web.WebSocketResponse()
        await link.prepare(request)
        if refusal := self._refusal():
            await link.send_json({"type": "disconnect", "reason": refusal})
            await link.close()
            return link
        self._links.append(link)
        self._transports[link] = request.transport
        try:
            await link.send_json(self._hello())
            self._workspace.announce(Change("link"))
            async for frame in link:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        finally:
            self._transports.pop(link, None)
            if link in self._links:
                self._links.remove(link)
            self._workspace.announce(Change("link"))
        return link

    def _refusal(self) -> str | None:
        if not self.is_enabled:
            return "link_disabled"
        return "too_many_websockets" if self.count >= MOST_LINKS else None

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._workspace.app_id},
        }

    def _acknowledge(self, frame: str) -> None:
        try:
            ack = json.loads(frame)
        except ValueError:
            return
        waiting = self._waiting.get(ack.get("envelope_id", "")) if isinstance(ack, dict) else None
        if waiting and not waiting.done():
            waiting.set_result(ack.get("payload"))

    async def send(self, envelope: Json, seconds: float) -> Any:
        """Send on one connection and wait for the acknowledgement; its payload comes back.

        The acknowledgement may come on any connection: apps replace theirs at any time.

        Raises:
            NoLink: nobody listens.
            TimeoutError: no acknowledgement in `seconds`.
        """
        envelope_id = str(uuid.uuid4())
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        try:
            await self._send_on_one({"envelope_id": envelope_id, **envelope})
            async with asyncio.timeout(seconds):
                return await waiting
        finally:
            del self._waiting[envelope_id]

    async def _send_on_one(self, envelope: Json) -> None:
        while self._links:
            link = self._links[next(self._turn) % len(self._links)]
            try:
                await link.send_json(envelope)
            except ConnectionError:
                self._links.remove(link)
            else:
                return
        raise NoLink

    async def disconnect(self, reason: str) -> None:
        """Ask the app to connect anew; "warning" leaves the connection open for a while."""
        for link in list(self._links):
            await link.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            if reason != "warning":
                self._links.remove(link)
                await link.close()

    def drop(self) -> None:
        """Break every connection without a word."""
        for link in list(self._links):
            self._links.remove(link)
            transport = self._transports.get(link)
            if transport:
                transport.abort()
