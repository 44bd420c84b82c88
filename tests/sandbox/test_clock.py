"""The clock that a person may move, with programs that live through each moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import Clock

NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON, ticking=False)


async def test_a_pinned_clock_stands_still_until_it_is_moved(clock: Clock) -> None:
    assert clock.now() == clock.now() == NOON
    await clock.advance(timedelta(hours=2))
    assert clock.now() == NOON + timedelta(hours=2)


async def test_a_ticking_clock_runs_on_from_where_it_was_set() -> None:
    clock = Clock(NOON)
    first = clock.now()
    await clock.advance(timedelta(days=1))
    assert first >= NOON
    assert timedelta(days=1) <= clock.now() - first < timedelta(days=1, minutes=1)


async def test_a_move_halts_at_every_stop_between(clock: Clock) -> None:
    lived: list[datetime] = []

    async def follow(moment: datetime) -> None:
        assert clock.now() == moment
        lived.append(moment)

    async def next_hour() -> datetime:
        return clock.now().replace(minute=0) + timedelta(hours=1)

    async def never() -> None:
        return None

    clock.subscribe(follow)
    clock.add_stop("To the next hour", next_hour)
    clock.add_stop("To nothing", never)
    target = NOON + timedelta(hours=2, minutes=30)
    await clock.advance_to(target)
    assert lived == [NOON + timedelta(hours=1), NOON + timedelta(hours=2), target]


async def test_a_named_jump_lands_where_it_says(clock: Clock) -> None:
    stop = NOON + timedelta(days=3)

    async def once() -> datetime:
        return stop

    clock.add_stop("To the holiday", once)
    assert clock.stops == ["To the holiday"]
    assert await clock.advance_to_stop("To the holiday") == stop
    assert clock.now() == stop
    assert await clock.advance_to_stop("To the holiday") is None


async def test_who_leaves_is_no_longer_told(clock: Clock) -> None:
    lived: list[datetime] = []

    async def follow(moment: datetime) -> None:
        lived.append(moment)

    leave = clock.subscribe(follow)
    await clock.advance(timedelta(hours=1))
    leave()
    await clock.advance(timedelta(hours=1))
    assert len(lived) == 1


async def test_the_clock_does_not_run_backwards(clock: Clock) -> None:
    with pytest.raises(ValueError, match="only moves forward"):
        await clock.advance_to(NOON - timedelta(seconds=1))
    with pytest.raises(ValueError, match="only moves forward"):
        await clock.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="no time zone"):
        await clock.advance_to(datetime(2026, 3, 8))
