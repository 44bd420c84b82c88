"""Traces for a collector of OpenTelemetry, where settings name one: what Slack asked for and which
jobs ran, for how long, and whether they failed. No words of anybody's and no ids of people.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from importlib.metadata import version
from typing import Final

from structlog.contextvars import get_contextvars

from bot.metrics import Trace
from domain.errors import BadInput
from plnudge.settings import Settings

BATCH: Final = 512
FLUSH_SECONDS: Final = 2.0
"""How long the collector may take for a batch."""


@asynccontextmanager
async def tracing(settings: Settings) -> AsyncIterator[Trace]:
    """What follows a piece of work; what it saw has been handed on afterwards.

    Raises BadInput where a collector is named, and nothing is installed that talks with it.
    """
    if settings.plnudge_otlp_endpoint is None:
        yield lambda _sort, _name: nullcontext()
        return
    try:
        # Only here: most have no use for it.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.trace import StatusCode  # noqa: PLC0415
    except ImportError:
        raise BadInput(
            "PLNUDGE_OTLP_ENDPOINT is set, and OpenTelemetry is not installed: install "
            "“plnudge[otel]”, or unset it."
        ) from None
    provider = TracerProvider(
        resource=Resource.create({"service.name": "plnudge", "service.version": version("plnudge")})
    )
    exporter = OTLPSpanExporter(
        endpoint=f"{settings.plnudge_otlp_endpoint}v1/traces", timeout=FLUSH_SECONDS
    )
    # One batch on its way and one that waits: a collector that is gone holds up no stop.
    provider.add_span_processor(
        BatchSpanProcessor(exporter, max_queue_size=BATCH, max_export_batch_size=BATCH)
    )
    tracer = provider.get_tracer("plnudge")

    @contextmanager
    def trace(sort: str, name: str) -> Iterator[None]:
        known = {key: str(value) for key, value in get_contextvars().items() if key in _IDS}
        with tracer.start_as_current_span(
            f"{sort} {name}",
            attributes={"plnudge.sort": sort, "plnudge.name": name, **known},
            # What an exception says may be somebody's words.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield
            except BaseException:
                span.set_status(StatusCode.ERROR)
                raise

    try:
        yield trace
    finally:
        await asyncio.to_thread(provider.shutdown)


_IDS: Final = frozenset({"request", "workspace"})
