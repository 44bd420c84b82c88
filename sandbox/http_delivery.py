"""Deliveries over HTTP, signed: docs.slack.dev/authentication/verifying-requests-from-slack."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.record import Attempt, Delivery

Json = dict[str, Any]


def signature(secret: str, timestamp: str, body: bytes) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def signed_headers(secret: str, body: bytes, *, timestamp: int | None = None) -> dict[str, str]:
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(secret, stamp, body),
    }


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """The body and its content type: commands are forms, interactions JSON in a form."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    form = delivery.payload
    if delivery.kind == "interactive":
        form = {"payload": json.dumps(delivery.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


async def post(
    session: aiohttp.ClientSession,
    url: str,
    secret: str,
    delivery: Delivery,
    *,
    ack_seconds: float,
    retry_num: int = 0,
    retry_reason: str | None = None,
) -> tuple[Attempt, bool]:
    """Hand a payload over once; says also whether the app asked for no more tries."""
    body, content_type = encoded(delivery)
    headers = {"Content-Type": content_type, **signed_headers(secret, body)}
    if retry_num and delivery.kind == "events_api":
        headers |= {
            "X-Slack-Retry-Num": str(retry_num),
            "X-Slack-Retry-Reason": retry_reason or "unknown_error",
        }
    started = time.perf_counter()
    status: int | None = None
    answer: Any = None
    reason: str | None = None
    no_retry = False
    try:
        async with (
            asyncio.timeout(ack_seconds),
            session.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            status = response.status
            answer = _decoded(await response.text(errors="replace"))
            if not 200 <= status < 300:
                reason = "http_error"
                no_retry = response.headers.get("x-slack-no-retry") == "1"
    except TimeoutError:
        reason, status = "http_timeout", None
    except aiohttp.ClientError:
        reason, status = "connection_failed", None
    ack_ms = (time.perf_counter() - started) * 1000
    return Attempt(ack_ms=ack_ms, status=status, reason=reason, body=answer), no_retry


def _decoded(text: str) -> Any:
    """JSON where it is some; plain text, which a command may answer with, as it is."""
    try:
        return json.loads(text) if text.lstrip()[:1] in ("{", "[") else text or None
    except ValueError:
        return text
