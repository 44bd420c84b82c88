"""Whatever waits to be sent, Slack's limits hold, and answers go first."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import PATIENCE_SECONDS, Channels, Held, Pace
from tests.bot.virtual_time import run

moments = st.lists(st.floats(0, 30), max_size=60)


async def turns(pace: Pace, bulk: list[float], answers: list[float]) -> list[tuple[float, bool]]:
    """When each turn came, and whether it was an answer's; given when each was asked for."""
    came: list[tuple[float, bool]] = []
    loop = asyncio.get_running_loop()

    async def ask(at: float, *, is_answer: bool) -> None:
        await asyncio.sleep(at)
        await (pace.turn() if is_answer else pace.turn_in_bulk())
        came.append((loop.time(), is_answer))

    await asyncio.gather(
        *(ask(at, is_answer=False) for at in bulk), *(ask(at, is_answer=True) for at in answers)
    )
    return came


@given(moments, moments, st.integers(30, 600))
def test_no_minute_holds_more_than_was_allowed(
    bulk: list[float], answers: list[float], per_minute: int
) -> None:
    pace = Pace(per_minute=per_minute, at_once=2)
    times = [at for at, _ in run(turns(pace, bulk, answers))]
    assert len(times) == len(bulk) + len(answers)
    for start in times:
        in_a_minute = sum(start <= at < start + 60 for at in times)
        assert in_a_minute <= per_minute + 2
        # Nor does any second hold more than its share and the few that may go together.
        assert sum(start <= at < start + 1 for at in times) <= per_minute / 60 + 2 + 1


@given(st.integers(1, 60), st.floats(0, 10))
def test_an_answer_waits_for_one_message_of_the_bulk_at_most(many: int, at: float) -> None:
    pace = Pace(per_minute=60, at_once=1)
    came = run(turns(pace, [0.0] * many, [at]))
    answered_at = next(moment for moment, is_answer in came if is_answer)
    between = [moment for moment, is_answer in came if not is_answer and at < moment < answered_at]
    assert len(between) <= 1


@given(st.floats(0, PATIENCE_SECONDS), st.integers(1, 20))
def test_while_slack_asks_to_wait_nobody_goes(seconds: float, many: int) -> None:
    async def hold() -> list[tuple[float, bool]]:
        pace = Pace(per_minute=600, at_once=5)
        pace.hold(seconds)
        return await turns(pace, [0.0] * many, [0.0])

    assert all(at >= seconds - 1e-6 for at, _ in run(hold()))


def test_the_bulk_comes_back_later_where_the_wait_is_long() -> None:
    async def hold() -> None:
        pace = Pace(per_minute=600, at_once=5)
        pace.hold(PATIENCE_SECONDS + 60)
        with pytest.raises(Held) as held:
            await pace.turn_in_bulk()
        assert held.value.seconds == pytest.approx(PATIENCE_SECONDS + 60)
        await pace.turn()
        assert asyncio.get_running_loop().time() >= PATIENCE_SECONDS + 60

    run(hold())


def test_one_conversation_gets_a_few_messages_and_then_one_a_second() -> None:
    async def write(channels: Channels, name: str) -> list[float]:
        times = []
        for _ in range(8):
            lock, a_second_apart = channels.line(name)
            async with lock, a_second_apart:
                times.append(asyncio.get_running_loop().time())
        return times

    async def write_to_many() -> list[list[float]]:
        channels = Channels()
        return await asyncio.gather(*(write(channels, f"D{place}") for place in range(1200)))

    for times in run(write_to_many()):
        assert times == pytest.approx([0, 0, 0, 1, 2, 3, 4, 5])
