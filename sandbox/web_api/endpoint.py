"""From an HTTP request to a method and back: tokens, faults, limits, scopes, the record."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from sandbox.arguments import Arguments
from sandbox.faults import Fault
from sandbox.platform import Platform
from sandbox.record import ApiCall
from sandbox.refusal import Refusal
from sandbox.state import Change
from sandbox.web_api import METHODS, Method

Json = dict[str, Any]

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER for no time: closing sends RST


async def answer(platforms: Mapping[str, Platform], request: web.Request) -> web.StreamResponse:
    """One call of /api/<method>, in the workspace that its token is of."""
    raw = await _raw_arguments(request)
    token = _token(request, raw)
    first = next(iter(platforms.values()))
    platform = _place(platforms, first.grants.team_of(token) or "", raw) or first
    call = ApiCall(request.match_info["method"], raw, platform.clock.now())
    return await with_faults(platform, request, call, lambda: _run(platform, call, token))


def _place(platforms: Mapping[str, Platform], team: str, raw: Json) -> Platform | None:
    """Where a call acts. A whole organisation's token is for all that it names: a workspace, or
    what there is in but one."""
    if team in platforms or not team:
        return platforms.get(team)
    by_it = [each for each in platforms.values() if each.workspace.installed_for == team]
    there = [each for each in by_it if each.is_installed] or by_it
    named = str(raw.get("team_id") or "")
    return next(
        (each for each in there if named and each.workspace.id == named),
        next((each for each in there if _holds(each, raw)), next(iter(there), None)),
    )


def _holds(platform: Platform, raw: Json) -> bool:
    workspace = platform.workspace
    people = [raw.get("user_id"), raw.get("user"), *str(raw.get("users") or "").split(",")]
    channel = str(raw.get("channel") or raw.get("channel_id") or "")
    return (
        any(each in workspace.people for each in people if each)
        or channel in workspace.channels
        or channel in workspace.people
        or raw.get("view_id") in workspace.views
        or platform.triggers.knows(str(raw.get("trigger_id") or ""))
    )


async def with_faults(
    platform: Platform, request: web.Request, call: ApiCall, run: Callable[[], web.Response]
) -> web.StreamResponse:
    """Put a call on record and run it, with whatever misfortune is switched on for it."""
    platform.calls.append(call)
    faults = {fault.kind: fault for fault in platform.faults.strike(call.method)}
    call.fault = next(iter(faults), None)
    try:
        if latency := faults.get("latency"):
            await asyncio.sleep(latency.latency_ms / 1000)
        if "reset_before" in faults:
            return _reset(request, call)
        if failure := _failure(call, faults):
            return failure
        response = run()
        if "reset_after" in faults:
            return _reset(request, call)
        return response
    finally:
        platform.workspace.announce(Change("call", subject=call))


async def _raw_arguments(request: web.Request) -> Json:
    """Slack takes arguments from the query, from a form, and from a JSON body."""
    raw: Json = dict(request.query)
    if request.method == "POST":
        if request.content_type == "application/json":
            body = await request.text()
            try:
                raw |= json.loads(body) if body else {}
            except (ValueError, TypeError):
                raw["invalid_json"] = body
        else:
            raw |= dict(await request.post())
    scheme, _, client = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Basic":
        name, _, secret = b64decode(client).decode().partition(":")
        raw |= {"client_id": name, "client_secret": secret}
    return raw


def _token(request: web.Request, raw: Json) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    in_body = raw.pop("token", "")
    return token if scheme == "Bearer" else str(in_body or "")


def _run(platform: Platform, call: ApiCall, token: str) -> web.Response:
    try:
        method = _method(platform, call, token)
        wait = platform.limits.refuse(call.method, _paced_channel(call))
        if wait is not None:
            return _rate_limited(call, wait)
        platform.need_scope(*method.scopes)
        call.answer = {"ok": True, **method.run(platform, Arguments(call.arguments))}
    except Refusal as refusal:
        call.answer = refusal.answer
    headers = {"X-OAuth-Scopes": ",".join(sorted(platform.manifest.scopes))}
    return web.json_response(call.answer, headers=headers)


def _method(platform: Platform, call: ApiCall, token: str) -> Method:
    method = METHODS.get(call.method)
    if method is None:
        raise Refusal("unknown_method", req_method=call.method)
    if "invalid_json" in call.arguments:
        raise Refusal("invalid_json")
    if method.takes_no_token:
        return method
    if not token:
        raise Refusal("not_authed")
    if token != platform.app_token:
        platform.grants.check(token)
    if (token == platform.app_token) != method.takes_app_token:
        raise Refusal("not_allowed_token_type")
    if method.is_of_organisation and platform.is_of_organisation:
        return method
    if not platform.is_installed:
        is_of_it = platform.is_of_organisation
        raise Refusal("team_access_not_granted" if is_of_it else "token_revoked")
    is_told = str(call.arguments.get("team_id") or "") == platform.workspace.id
    if method.is_of_one_workspace and platform.is_of_organisation and not is_told:
        raise Refusal("missing_argument")
    return method


def _paced_channel(call: ApiCall) -> str:
    """A message to a person's id goes at the pace of their direct messages."""
    channel = str(call.arguments.get("channel", ""))
    return "D" + channel[1:] if channel[:1] in ("U", "W") else channel


def _failure(call: ApiCall, faults: dict[Any, Fault]) -> web.Response | None:
    if limited := faults.get("rate_limited"):
        return _rate_limited(call, limited.retry_after)
    if broken := faults.get("server_error"):
        call.status, call.answer = broken.status, {"ok": False, "error": "internal_error"}
        return web.Response(status=broken.status, text="<html>upstream error</html>")
    return None


def _rate_limited(call: ApiCall, seconds: int) -> web.Response:
    call.status, call.answer = 429, {"ok": False, "error": "ratelimited"}
    return web.json_response(call.answer, status=429, headers={"Retry-After": str(seconds)})


def _reset(request: web.Request, call: ApiCall) -> web.Response:
    """Break the connection, so that the client can't know whether its call had effect."""
    call.status = 0
    transport = request.transport
    if transport is not None:
        link = transport.get_extra_info("socket")
        if link is not None:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()
    return web.Response()
