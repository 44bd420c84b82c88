"""Reports of errors to Sentry, where settings name one.

What goes out is built anew from the little that is known to be safe: kinds of errors, the lines
that they came through, the fixed words of our own log, and the ids that a log line has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from structlog.contextvars import get_contextvars

from domain.errors import BadInput
from plnudge.logs import ROOMS, chain, said_by_machines
from plnudge.settings import Settings

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

FLUSH_SECONDS: Final = 2.0
"""How long a stop waits for what is still to be told."""
_OF_EVENT: Final = ("event_id", "timestamp", "platform", "level", "logger", "release", "sdk")
_OF_FRAME: Final = ("abs_path", "filename", "function", "module", "lineno", "in_app",
                    "pre_context", "context_line", "post_context")  # fmt: skip
"""Lines of code may come along, and what variables held may not."""
_IDS: Final = ("request", "workspace", "occurrence", "kind")


@contextmanager
def reporting_errors(settings: Settings) -> Iterator[None]:
    """Errors of ours are reported meanwhile, if there is somewhere to report them to.

    Raises BadInput for an address that is none, and where nothing is installed that reports.
    """
    if settings.plnudge_sentry_dsn is None:
        yield
        return
    try:
        # Only here: most have no use for it.
        import sentry_sdk  # noqa: PLC0415
        from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415
        from sentry_sdk.utils import BadDsn  # noqa: PLC0415
    except ImportError:
        raise BadInput(
            "PLNUDGE_SENTRY_DSN is set, and Sentry's client is not installed: install "
            "“plnudge[sentry]”, or unset it."
        ) from None
    try:
        sentry_sdk.init(
            dsn=settings.plnudge_sentry_dsn.get_secret_value(),
            release=version("plnudge"),
            before_send=keep_safe,
            data_collection={
                "user_info": False,
                "http_bodies": [],
                "database_query_data": False,
                "stack_frame_variables": False,
            },
            max_breadcrumbs=0,
            auto_session_tracking=False,
            send_client_reports=False,
            # Others would look into requests, queries and what people run.
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[LoggingIntegration(level=None)],
        )
    except BadDsn:
        raise BadInput(
            "PLNUDGE_SENTRY_DSN can't be used as it is: copy it whole from the project's settings."
        ) from None
    try:
        yield
    finally:
        sentry_sdk.flush(FLUSH_SECONDS)
        sentry_sdk.init()


def keep_safe(event: Event, hint: Hint) -> Event | None:
    """What of it may leave; None where it is not ours to tell."""
    given: Mapping[str, Any] = event
    if str(given.get("logger", "")).partition(".")[0] not in ROOMS:
        return None  # a library may have put anything into its words
    kept: dict[str, Any] = {name: given[name] for name in _OF_EVENT if name in given}
    # The words as they stand in the code, without what was put into them.
    if template := given.get("logentry", {}).get("message"):
        kept["logentry"] = {"message": template}
    kept["tags"] = {name: str(value) for name, value in get_contextvars().items() if name in _IDS}
    if "exception" in given:
        kept["exception"] = {"values": _exceptions(given["exception"]["values"], hint)}
    return kept  # type: ignore[return-value]


def _exceptions(values: list[dict[str, Any]], hint: Hint) -> list[dict[str, Any]]:
    error = (hint.get("exc_info") or (None, None, None))[1]
    known = list(chain(error))[::-1] if error is not None else []
    said = [said_by_machines(each) for each in known]
    if len(said) != len(values):  # a group of several
        said = [""] * len(values)
    return [
        {
            "type": value.get("type"),
            "module": value.get("module"),
            "value": words,
            "stacktrace": {
                "frames": [
                    {name: frame[name] for name in _OF_FRAME if name in frame}
                    for frame in (value.get("stacktrace") or {}).get("frames", [])
                ]
            },
        }
        for value, words in zip(values, said, strict=True)
    ]
