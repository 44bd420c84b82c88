"""What is counted while the app runs, for Prometheus.

Labels are words of ours and of Slack's, never of a person: they end up on other people's screens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from domain.courtesy import CAUSES

_SLACK_WAITS: Final = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 3)
"""Seconds; after three, Slack tells the person that the app did not answer."""
_LATE: Final = (0.5, 1, 2, 5, 15, 60, 300, 900, 3600, 21600, 86400)
_WORK: Final = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300)


Trace = Callable[[str, str], AbstractContextManager[object]]
"""Follows a piece of work from begin to end, by its sort (`slack` or `job`) and its name."""


class Metrics:
    """One set for one running house."""

    def __init__(self, trace: Trace = lambda _sort, _name: nullcontext()) -> None:
        self._trace = trace
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.deliveries = Counter(
            "plnudge_deliveries",
            "What became of messages that were due, by state and cause.",
            ["state", "cause"],
            registry=registry,
        )
        self.lateness = Histogram(
            "plnudge_lateness_seconds",
            "From the moment when a message was due to the one when Slack had it.",
            buckets=_LATE,
            registry=registry,
        )
        self.due = Gauge(
            "plnudge_due", "Messages that are due and have not been sent.", registry=registry
        )
        self.longest_due = Gauge(
            "plnudge_longest_due_seconds",
            "How long the one of them has been due that has been so for longest.",
            registry=registry,
        )
        self._acknowledgement = Histogram(
            "plnudge_acknowledgement_seconds",
            "From a delivery of Slack's to our answer, by its kind.",
            ["kind"],
            buckets=_SLACK_WAITS,
            registry=registry,
        )
        self._holds = Counter(
            "plnudge_rate_limit_holds",
            "How often Slack asked to wait, by method.",
            ["method"],
            registry=registry,
        )
        self._hold_seconds = Counter(
            "plnudge_rate_limit_hold_seconds",
            "For how long Slack asked to wait in all, by method.",
            ["method"],
            registry=registry,
        )
        self._jobs = Histogram(
            "plnudge_job_seconds",
            "How long a scheduled job took, by its name and whether it failed.",
            ["job", "failed"],
            buckets=_WORK,
            registry=registry,
        )

    def count_delivery(self, state: str, cause: str | None = None) -> None:
        """`cause` may be a whole sentence with names in it: what is not a known one is “other”."""
        known = (cause or "").partition(":")[0]
        label = known if not known or known in CAUSES else "other"
        self.deliveries.labels(state, label).inc()

    def count_refusal(self, state: str, reason: str) -> None:
        """`reason` is Slack's own word."""
        self.deliveries.labels(state, reason).inc()

    def count_hold(self, method: str, seconds: float) -> None:
        self._holds.labels(method).inc()
        self._hold_seconds.labels(method).inc(seconds)

    @contextmanager
    def time_acknowledgement(self, kind: str) -> Iterator[None]:
        with self._trace("slack", kind), self._acknowledgement.labels(kind).time():
            yield

    @contextmanager
    def time_job(self, job: str) -> Iterator[None]:
        began, failed = perf_counter(), "yes"
        try:
            with self._trace("job", job):
                yield
            failed = "no"
        finally:
            self._jobs.labels(job, failed).observe(perf_counter() - began)

    def as_text(self) -> bytes:
        """In Prometheus's own format."""
        return generate_latest(self._registry)
