"""What the app writes down about itself: for people at a terminal, for machines as JSON.

Nobody's words and no token may be in it. So an exception is told by its kind and the lines that
it came through; what it says is left out, but where only Slack, the system or a database's engine
can have said it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final, TextIO

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError

ROOMS: Final = ("plnudge", "jobs", "bot", "storage", "domain", "rubric_data")
_HOUSE: Final = Path(__file__).parent.parent
"""Files of ours are named from here, and those of libraries from where they are installed."""


def write_logs(stream: TextIO, *, level: int = logging.INFO) -> None:
    """Everything of ours from that level on goes to `stream`.

    Where that is a terminal, as words; else as one JSON object a line, with the ids of the
    request, the workspace and the occurrence that it is about.
    """
    is_terminal = stream.isatty()
    drawn: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if is_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                _tell_exception,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                drawn,
            ],
        )
    )
    # Libraries tell too much below that: what people wrote, and what lets us in.
    logging.basicConfig(handlers=[handler], level=max(level, logging.INFO), force=True)
    for room in ROOMS:
        logging.getLogger(room).setLevel(level)


def _tell_exception(
    _logger: object, _method: str, told: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    raised = told.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        told["error"] = " from ".join(_named(each) for each in chain(error))
        told["trace"] = [
            f"{_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in extract_tb(error.__traceback__)
        ]
    return told


def chain(error: BaseException) -> Iterator[BaseException]:
    """It and what it came of, first of all what was caught last."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        hidden = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or hidden


def _named(error: BaseException) -> str:
    name, said = type(error).__name__, said_by_machines(error)
    return f"{name} ({said})" if said else name


def said_by_machines(error: BaseException) -> str:
    """What it says, where nobody's words can be in it; else nothing."""
    match error:
        case SlackApiError():
            return str(error.response.get("error")) if error.response is not None else ""
        case OperationalError():
            return str(error.orig).partition("\n")[0]
        case OSError() | ClientError():
            return str(error)
        case _:
            return ""


def _place(file: str) -> str:
    _, _, within = file.removeprefix(f"{_HOUSE}/").rpartition("site-packages/")
    return within
