"""Hands payloads to the app, over Socket Mode or HTTP, and tries events again.

Slack tries an event three times more: at once, after a minute, after five minutes
(docs.slack.dev/apis/events-api). Commands and interactions go out once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import aiohttp

from sandbox import http_delivery
from sandbox.record import Attempt, Delivery, Kind
from sandbox.socket_mode import Links, NoLink
from sandbox.state import Change, Workspace

Json = dict[str, Any]

SOON_SECONDS = 1.0  # a retry that is due within this counts as under way


class Courier:
    """Every delivery there was, and the way by which the next one goes."""

    def __init__(
        self,
        workspace: Workspace,
        links: Links,
        *,
        signing_secret: str,
        ack_seconds: float,
        retry_delays: Sequence[float],
    ) -> None:
        self.request_url: str | None = None  # None: Socket Mode
        self.repeats = False  # hand over once more what was acknowledged: the answer got lost
        self.ack_seconds = ack_seconds
        self.retry_delays = tuple(retry_delays)
        self.deliveries: list[Delivery] = []
        self._workspace = workspace
        self._links = links
        self._secret = signing_secret
        self._under_way = 0
        self._retrying: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def draft(self, kind: Kind, type_: str) -> Delivery:
        """A delivery with its number, which triggers and response URLs refer to."""
        delivery = Delivery(len(self.deliveries) + 1, kind, type_, {}, self._workspace.clock.now())
        self.deliveries.append(delivery)
        return delivery

    async def hand_over(self, delivery: Delivery, payload: Json) -> Attempt:
        """One try; returns when the app acknowledged it, or has failed to."""
        delivery.payload = payload
        return await self._try_once(delivery, 0, None)

    async def hand_over_again(self, delivery: Delivery) -> Attempt:
        """The same payload once more; an event says then which try this is, and why."""
        return await self._try_once(delivery, len(delivery.attempts), "http_timeout")

    async def _try_once(self, delivery: Delivery, retry_num: int, reason: str | None) -> Attempt:
        self._under_way += 1
        try:
            attempt, _ = await self._try(delivery, retry_num, reason)
            if self.repeats and attempt.reason is None and not retry_num:
                await self._try(delivery, 1, "http_timeout")
        finally:
            self._under_way -= 1
            self._workspace.announce(Change("delivery", subject=delivery))
        return attempt

    def send_event(self, type_: str, payload: Json) -> Delivery:
        """Deliver in the background, with Slack's retries."""
        delivery = self.draft("events_api", type_)
        delivery.payload = payload
        self._under_way += 1
        task = asyncio.get_running_loop().create_task(self._try_until_taken(delivery))
        self._retrying.add(task)
        task.add_done_callback(self._retrying.discard)
        return delivery

    async def _try_until_taken(self, delivery: Delivery) -> None:
        """`_under_way` counts this delivery while it is tried or soon to be tried again."""
        retry_num, reason, counted = 0, None, True
        try:
            while True:
                attempt, no_retry = await self._try(delivery, retry_num, reason)
                self._workspace.announce(Change("delivery", subject=delivery))
                if self.repeats and attempt.reason is None and not retry_num:
                    retry_num, reason = 1, "http_timeout"
                    continue
                if attempt.reason is None or no_retry or retry_num >= len(self.retry_delays):
                    return
                delay = self.retry_delays[retry_num]
                retry_num, reason = retry_num + 1, attempt.reason
                if delay > SOON_SECONDS:
                    self._under_way, counted = self._under_way - 1, False
                    self._workspace.announce(Change("delivery", subject=delivery))
                await asyncio.sleep(delay)
                if not counted:
                    self._under_way, counted = self._under_way + 1, True
        finally:
            self._under_way -= counted
            self._workspace.announce(Change("delivery", subject=delivery))

    async def _try(
        self, delivery: Delivery, retry_num: int, reason: str | None
    ) -> tuple[Attempt, bool]:
        if self.request_url is None:
            attempt, no_retry = await self._over_socket(delivery, retry_num, reason), False
        else:
            self._session = self._session or aiohttp.ClientSession()
            attempt, no_retry = await http_delivery.post(
                self._session,
                self.request_url,
                self._secret,
                delivery,
                ack_seconds=self.ack_seconds,
                retry_num=retry_num,
                retry_reason=reason,
            )
        delivery.attempts.append(attempt)
        return attempt, no_retry

    async def _over_socket(self, delivery: Delivery, retry_num: int, reason: str | None) -> Attempt:
        envelope: Json = {
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": retry_num, "retry_reason": reason or ""}
        started = time.perf_counter()
        attempt = Attempt(ack_ms=0.0)
        try:
            attempt.body = await self._links.send(envelope, self.ack_seconds)
            attempt.status = 200
        except TimeoutError:
            attempt.reason = "timeout"
        except NoLink:
            attempt.reason = "connection_failed"
        attempt.ack_ms = (time.perf_counter() - started) * 1000
        return attempt

    async def settled(self) -> None:
        await self._workspace.wait_until(
            lambda: self._under_way == 0, timeout=60, what="the deliveries under way"
        )

    async def close(self) -> None:
        for task in list(self._retrying):
            task.cancel()
        await asyncio.gather(*self._retrying, return_exceptions=True)
        if self._session:
            await self._session.close()
