"""Errors and traces that go elsewhere say what happened, and nothing that anybody wrote."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from pydantic import SecretStr

from domain.errors import BadInput
from plnudge.house import open_house
from plnudge.reports import reporting_errors
from plnudge.settings import Settings
from plnudge.traces import tracing
from sandbox.server import LocalSlack
from tests.journeys.test_logs import PLANTED, fail_with_words


@dataclass
class Collector:
    """Takes what is sent to it, as Sentry and OpenTelemetry's collector do."""

    address: str = ""
    reports: list[bytes] = field(default_factory=list)
    traces: list[bytes] = field(default_factory=list)

    async def take_report(self, request: web.Request) -> web.Response:
        self.reports.append(_unpacked(request, await request.read()))
        return web.json_response({})

    async def take_trace(self, request: web.Request) -> web.Response:
        self.traces.append(_unpacked(request, await request.read()))
        return web.Response()

    @property
    def events(self) -> list[dict[str, Any]]:
        found = [json.loads(line) for each in self.reports for line in each.splitlines()]
        return [each for each in found if "event_id" in each and "level" in each]


def _unpacked(request: web.Request, body: bytes) -> bytes:
    # aiohttp unpacks what says that it is packed.
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    collector = Collector()
    application = web.Application()
    application.router.add_post("/api/1/envelope/", collector.take_report)
    application.router.add_post("/v1/traces", collector.take_trace)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    collector.address = f"127.0.0.1:{runner.addresses[0][1]}"
    yield collector
    await runner.cleanup()


def settings_for(slack: LocalSlack, folder: Path, **more: Any) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_api_url=slack.api_url,
        database_url=f"sqlite:///{folder / 'reports.sqlite3'}",
        plnudge_port=0,
        **more,
    )


def spans_in(collector: Collector) -> list[Span]:
    return [
        span
        for each in collector.traces
        for resource in ExportTraceServiceRequest.FromString(each).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


async def test_an_error_is_reported_with_its_place_and_its_ids_and_without_anybody_s_words(
    slack: LocalSlack, tmp_path: Path, collector: Collector
) -> None:
    dsn = SecretStr(f"http://key@{collector.address}/1")
    settings = settings_for(slack, tmp_path, plnudge_sentry_dsn=dsn)
    reporting = reporting_errors(settings)
    reporting.__enter__()
    async with open_house(settings, slack.clock.now) as house:
        await slack.person("maya").command(f"/pln log 20m {PLANTED} webinar")
        held = f"{PLANTED} in a variable"
        house.bot.afterwards.start(house.database.write(fail_with_words), what="a bug")
        logging.getLogger("plnudge.test").error("it failed with %s", held, extra={"held": held})
        logging.getLogger("slack_bolt.AsyncApp").error("a library says %s", held)
        await house.bot.afterwards.drain()
    # It waits until all is sent, and the collector answers from this loop.
    await asyncio.to_thread(reporting.__exit__, None, None, None)
    everything = b"\n".join(collector.reports).decode()
    assert PLANTED not in everything
    assert slack.bot_token not in everything
    said, bug = sorted(collector.events, key=lambda event: event["logger"], reverse=True)
    assert said["logentry"] == {"message": "it failed with %s"}
    assert bug["logentry"] == {"message": "%s failed"}
    (*_, raised) = bug["exception"]["values"]
    assert (raised["type"], raised["value"]) == ("IntegrityError", "")
    functions = [frame["function"] for frame in raised["stacktrace"]["frames"]]
    assert "fail_with_words" in functions
    assert not any("vars" in frame for frame in raised["stacktrace"]["frames"])


async def test_traces_tell_what_was_asked_and_which_jobs_ran_and_no_words(
    slack: LocalSlack, tmp_path: Path, collector: Collector
) -> None:
    settings = settings_for(slack, tmp_path, plnudge_otlp_endpoint=f"http://{collector.address}")
    async with open_house(settings, slack.clock.now):
        await slack.connected()
        await slack.person("maya").command(f"/pln log 20m {PLANTED} webinar")
        await slack.settled()
    everything = b"\n".join(collector.traces)
    assert PLANTED.encode() not in everything
    assert slack.bot_token.encode() not in everything
    spans = spans_in(collector)
    (command,) = [span for span in spans if span.name == "slack command"]
    attributes = {each.key: each.value.string_value for each in command.attributes}
    assert attributes["workspace"] == slack.workspace.id
    assert len(attributes["request"]) == 6
    assert [span for span in spans if span.name.startswith("job ")]


async def test_a_failed_job_is_marked_and_what_the_error_said_stays_here(
    collector: Collector,
) -> None:
    async with tracing(Settings(plnudge_otlp_endpoint=f"http://{collector.address}")) as trace:
        with pytest.raises(ValueError, match=PLANTED), trace("job", "look"):
            raise ValueError(PLANTED)
    (span,) = spans_in(collector)
    assert (span.name, span.status.code, span.status.message) == ("job look", 2, "")
    assert PLANTED.encode() not in collector.traces[0]


async def test_nothing_is_loaded_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sentry_sdk", "opentelemetry"):
        monkeypatch.setitem(sys.modules, name, None)
    with reporting_errors(Settings()):
        async with tracing(Settings()) as trace:
            with trace("job", "look"):
                pass


@pytest.mark.parametrize(
    ("missing", "setting", "value", "extra"),
    [
        ("sentry_sdk", "plnudge_sentry_dsn", "http://key@127.0.0.1:9/1", r"plnudge\[sentry\]"),
        ("opentelemetry.sdk.trace", "plnudge_otlp_endpoint", "http://127.0.0.1:9",
         r"plnudge\[otel\]"),
    ],
)  # fmt: skip
async def test_what_is_set_and_not_installed_is_said(
    monkeypatch: pytest.MonkeyPatch, missing: str, setting: str, value: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    settings = Settings.model_validate({setting: value})
    with pytest.raises(BadInput, match=extra), reporting_errors(settings):
        async with tracing(settings):
            pass


def test_an_address_that_is_none_is_refused_without_being_told() -> None:
    settings = Settings(plnudge_sentry_dsn=SecretStr(f"http://{PLANTED}"))
    with pytest.raises(BadInput) as refused, reporting_errors(settings):
        pass
    assert "PLNUDGE_SENTRY_DSN" in refused.value.sentence
    assert PLANTED not in refused.value.sentence
