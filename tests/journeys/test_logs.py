"""Logs say what happened to whom by id, and never what anybody wrote or what lets us in."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plnudge.house import House
from plnudge.logs import ROOMS, write_logs
from sandbox.faults import Fault
from sandbox.server import LocalSlack
from tests.journeys.conftest import Seen
from tests.journeys.test_entries import busy_database, set_pragma

PLANTED = "Zanzibar"
TO_WEDNESDAY = timedelta(hours=27, minutes=30)


@pytest.fixture
def transport() -> str:
    return "http"


@contextmanager
def writing_logs(stream: StringIO, level: int = logging.INFO) -> Iterator[None]:
    """As `plnudge run` does, until the end of a test."""
    root = logging.getLogger()
    handlers, before = root.handlers[:], root.level
    write_logs(stream, level=level)
    yield
    root.handlers[:] = handlers
    root.setLevel(before)
    for room in ROOMS:
        logging.getLogger(room).setLevel(logging.NOTSET)


@pytest.fixture(params=[logging.INFO, logging.DEBUG], ids=["usual", "verbose"])
def written(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What goes to standard error of a service."""
    stream = StringIO()
    with writing_logs(stream, request.param):
        yield stream


def lines(written: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def fail_with_words(session: Session) -> None:
    """As a bug would, with people's words in the statement and in what the engine says of it."""
    session.execute(
        text("INSERT INTO workspace (slack_id, name) VALUES (:words, :words)"),
        {"words": PLANTED},
    )


async def test_whatever_goes_wrong_no_word_of_a_person_and_no_token_is_in_the_log(
    written: StringIO, slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command(f"/pln log 20m {PLANTED} webinar")
    await maya.command(f"/pln goal {PLANTED} by Friday")
    await maya.command(f"/pln {PLANTED}")
    await set_pragma(house, "busy_timeout=900")
    with busy_database(house):
        told = await (await maya.command(f"/pln log 20m {PLANTED} again")).message()
    await (await maya.command("/pln log")).opened()
    await maya.submit({"text": PLANTED, "minutes": PLANTED})
    house.bot.afterwards.start(house.database.write(fail_with_words), what="a bug")
    await house.bot.afterwards.drain()
    for kind in ("server_error", "reset_after"):
        slack.faults.active.append(Fault(kind, count=3))
    await slack.clock.advance(TO_WEDNESDAY)
    logged = lines(written)
    everything = written.getvalue()
    assert PLANTED not in everything
    for secret in (slack.bot_token, slack.app_token, slack.signing_secret):
        assert secret not in everything
    (failed,) = [each for each in logged if each["event"] == "listener failed"]
    assert failed["request"] in told.plain()
    assert (failed["workspace"], failed["kind"]) == ("T0LAKEVIEW", "command")
    assert failed["error"].startswith("CannotSave")
    assert any(place.startswith("bot/app.py:") for place in failed["trace"])
    (bug,) = [each for each in logged if each["event"] == "a bug failed"]
    assert bug["error"].startswith(IntegrityError.__name__)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_at_a_terminal_it_is_words() -> None:
    with writing_logs(terminal := Terminal()):
        logging.getLogger("plnudge").info("ready: %s", "here")
    assert "ready: here" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
