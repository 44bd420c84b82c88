"""What is due comes when it suits, never in a heap, and is left out for a reason."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import courtesy
from domain.courtesy import Come, Due, LeaveOut, Verdict, Wait, first_suiting, weigh
from domain.keys import Purpose
from domain.preferences import Hours, Preferences
from domain.zones import to_instant, to_local
from tests.domain.strategies import TODAY, preferences

CHICAGO = ZoneInfo("America/Chicago")
ANY_TIME = Preferences()
AT_NIGHT = Preferences(quiet=Hours(time(20), time(7)))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """The instant of that local time in Chicago, in November 2026; the 25th is a Wednesday."""
    return to_instant(datetime(2026, 11, day, hour, minute), CHICAGO)


def due(day: int, hour: int, minute: int = 0, purpose: Purpose = "prompt", **more: object) -> Due:
    moment = at(day, hour, minute)
    return Due(**({"purpose": purpose, "due_at": moment, "meant_at": moment} | more))  # type: ignore[arg-type]


def verdict(
    one: Due,
    wishes: Preferences = ANY_TIME,
    *,
    now: datetime | None = None,
    had_today: int = 0,
) -> Verdict:
    return weigh([one], wishes, zone=CHICAGO, now=now or one.due_at, had_today=had_today)[0]


def test_without_a_choice_it_comes_when_it_is_due() -> None:
    assert verdict(due(25, 3)) == Come()


@pytest.mark.parametrize(
    ("wishes", "hour", "until"),
    [
        (AT_NIGHT, 5, at(25, 7)),
        (AT_NIGHT, 21, at(26, 7)),
        (Preferences(suits=Hours(time(9), time(11))), 8, at(25, 9)),
        (Preferences(suits=Hours(time(9), time(11))), 15, at(26, 9)),
        (Preferences(days=("thu",)), 15, at(26, 15)),
        (Preferences(days=("tue",)), 15, at(25, 15) + timedelta(days=6)),
    ],
    ids=["early", "late", "before", "after", "the day after", "next week"],
)
def test_what_does_not_suit_waits_for_the_next_time_that_does(
    wishes: Preferences, hour: int, until: datetime
) -> None:
    answer = verdict(due(25, hour), wishes)
    assert isinstance(answer, Wait)
    assert answer.until == until


def test_what_would_wait_beyond_the_next_one_is_left_out() -> None:
    tuesdays = Preferences(days=("tue",))
    assert verdict(due(25, 15, next_at=at(26, 15)), tuesdays) == LeaveOut(courtesy.UNSUITED)
    assert isinstance(verdict(due(30, 15, next_at=at(30, 15) + timedelta(days=7)), tuesdays), Wait)


def test_a_pause_leaves_out_even_what_was_snoozed_into_it() -> None:
    away = Preferences(paused_until_on=TODAY + timedelta(days=3))
    assert verdict(due(25, 15), away) == LeaveOut(courtesy.PAUSED)
    assert verdict(due(25, 15, is_snoozed=True), away) == LeaveOut(courtesy.PAUSED)
    assert verdict(due(27, 15), away) == Come()


def test_a_snoozed_one_comes_at_the_time_that_was_chosen() -> None:
    assert verdict(due(25, 21, is_snoozed=True), AT_NIGHT, had_today=9) == Come()


def test_a_digest_keeps_quiet_but_comes_on_any_day_and_beside_nudges() -> None:
    choosy = Preferences(days=("tue",), suits=Hours(time(9), time(10)), quiet=AT_NIGHT.quiet)
    assert verdict(due(25, 15, purpose="digest"), choosy, had_today=9) == Come()
    assert verdict(due(25, 6, purpose="digest"), choosy) == Wait(at(25, 7), courtesy.QUIET)


def test_the_third_nudge_of_a_day_waits_for_the_next() -> None:
    assert verdict(due(25, 15), had_today=1) == Come()
    assert verdict(due(25, 15), had_today=2) == Wait(at(26, 15), courtesy.ENOUGH)
    assert verdict(due(25, 15, next_at=at(26, 15)), had_today=2) == LeaveOut(courtesy.ENOUGH)


def test_a_reminder_gives_way_to_a_prompt() -> None:
    both = [due(25, 14, 50, purpose="reminder"), due(25, 15)]
    answers = weigh(both, ANY_TIME, zone=CHICAGO, now=at(25, 15), had_today=1)
    assert answers == [Wait(at(26, 14, 50), courtesy.ENOUGH), Come()]


def test_late_it_comes_on_the_same_day_and_not_on_another() -> None:
    assert verdict(due(25, 15), now=at(25, 22)) == Come()
    assert verdict(due(25, 5), AT_NIGHT, now=at(25, 6)) == Wait(at(25, 7), courtesy.QUIET)
    assert verdict(due(25, 15), AT_NIGHT, now=at(25, 22)) == LeaveOut(courtesy.TOO_LATE)
    assert verdict(due(25, 15), now=at(26, 1)) == LeaveOut(courtesy.TOO_LATE)


def test_midnight_alone_makes_nothing_useless() -> None:
    assert verdict(due(25, 23, 50), now=at(26, 0, 20)) == Come()


def test_of_all_that_is_late_one_comes() -> None:
    late = [due(25, hour) for hour in (9, 10, 11)]
    answers = weigh(late, ANY_TIME, zone=CHICAGO, now=at(25, 12))
    assert answers == [LeaveOut(courtesy.OVERTAKEN), LeaveOut(courtesy.OVERTAKEN), Come()]


def test_news_comes_late_after_a_pause_in_the_morning_and_beside_any_nudges() -> None:
    news = due(25, 15, purpose="evaluation")
    assert verdict(news, Preferences(days=("tue",)), had_today=9) == Come()
    assert verdict(news, now=at(28, 9)) == Come()
    away = Preferences(paused_until_on=TODAY + timedelta(days=20))
    assert verdict(news, away) == Wait(at(30, 8) + timedelta(days=14), courtesy.PAUSED)
    for purpose in courtesy.NEWS:
        assert verdict(due(25, 22, purpose=purpose), AT_NIGHT) == Wait(at(26, 7), courtesy.QUIET)


def test_a_late_reminder_of_a_cycle_is_overtaken_by_nothing() -> None:
    late = [due(25, 9), due(25, 10, purpose="cycle"), due(25, 11)]
    answers = weigh(late, ANY_TIME, zone=CHICAGO, now=at(25, 12))
    assert answers == [LeaveOut(courtesy.OVERTAKEN), Come(), Come()]


def test_what_is_left_out_anyway_overtakes_nothing() -> None:
    late = [due(25, 9), due(25, 10, is_other=True)]
    answers = weigh(late, ANY_TIME, zone=CHICAGO, now=at(25, 12))
    assert answers == [Come(), LeaveOut(courtesy.EVERY_OTHER)]


def test_in_the_repeated_hour_it_waits_for_the_second_and_not_for_the_past() -> None:
    second_one_ten = datetime(2026, 11, 1, 7, 10, tzinfo=UTC)
    early = Due("prompt", second_one_ten, second_one_ten)
    wishes = Preferences(quiet=Hours(time(0), time(1, 30)))
    assert verdict(early, wishes) == Wait(second_one_ten + timedelta(minutes=20), courtesy.QUIET)


zones = st.sampled_from(
    [
        "America/Chicago",
        "Pacific/Honolulu",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
    ]
).map(ZoneInfo)
moments = st.datetimes(datetime(2026, 10, 20), datetime(2027, 4, 10), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
purposes: st.SearchStrategy[Purpose] = st.sampled_from(get_args(Purpose))


@st.composite
def heaps(draw: st.DrawFn) -> tuple[list[Due], Preferences, ZoneInfo, datetime, int]:
    """What may be due for somebody at one moment."""
    now = draw(moments)
    dues = []
    for purpose in draw(st.lists(purposes, max_size=8)):
        late = timedelta(minutes=draw(st.integers(0, 3000)))
        ahead = draw(st.none() | st.integers(1, 15000))
        dues.append(
            Due(
                purpose,
                now - late,
                now - late - timedelta(minutes=draw(st.integers(0, 5000))),
                next_at=None if ahead is None else now + timedelta(minutes=ahead),
                is_snoozed=draw(st.booleans()),
                is_other=draw(st.booleans()),
            )
        )
    return dues, draw(preferences), draw(zones), now, draw(st.integers(0, 3))


@given(heaps())
def test_whatever_comes_by_itself_comes_when_it_suits(
    heap: tuple[list[Due], Preferences, ZoneInfo, datetime, int],
) -> None:
    dues, wishes, zone, now, had = heap
    for one, answer in zip(
        dues, weigh(dues, wishes, zone=zone, now=now, had_today=had), strict=True
    ):
        if isinstance(answer, Come) and one.purpose in courtesy.NUDGES and not one.is_snoozed:
            assert wishes.suit(to_local(now, zone))


@given(heaps())
def test_what_waits_comes_later_before_the_next_one_and_within_a_week(
    heap: tuple[list[Due], Preferences, ZoneInfo, datetime, int],
) -> None:
    dues, wishes, zone, now, had = heap
    for one, answer in zip(
        dues, weigh(dues, wishes, zone=zone, now=now, had_today=had), strict=True
    ):
        if isinstance(answer, Wait) and one.purpose not in courtesy.NEWS:
            assert now < answer.until <= one.meant_at + timedelta(days=7)
            assert one.next_at is None or answer.until < one.next_at


@given(heaps())
def test_nobody_gets_more_than_enough_nor_more_than_one_late_nudge(
    heap: tuple[list[Due], Preferences, ZoneInfo, datetime, int],
) -> None:
    dues, wishes, zone, now, had = heap
    answers = weigh(dues, wishes, zone=zone, now=now, had_today=had)
    coming = [
        one
        for one, answer in zip(dues, answers, strict=True)
        if isinstance(answer, Come) and one.purpose in courtesy.NUDGES and not one.is_snoozed
    ]
    assert len(coming) <= max(0, courtesy.NUDGES_A_DAY - had)
    overtaken = [one for one in coming if one.purpose not in courtesy.NEVER_OVERTAKEN]
    assert sum(now - one.due_at > courtesy.LATE for one in overtaken) <= 1


@given(heaps())
def test_news_is_never_left_out_and_keeps_quiet_and_pauses(
    heap: tuple[list[Due], Preferences, ZoneInfo, datetime, int],
) -> None:
    dues, wishes, zone, now, had = heap
    for one, answer in zip(
        dues, weigh(dues, wishes, zone=zone, now=now, had_today=had), strict=True
    ):
        if one.purpose not in courtesy.NEWS:
            continue
        quiet = Preferences(quiet=wishes.quiet, paused_until_on=wishes.paused_until_on)
        if quiet.suit(to_local(now, zone)):
            assert answer == Come()
        else:
            assert isinstance(answer, Wait)
            assert answer.until > now


@given(preferences, st.datetimes(datetime(2026, 11, 24), datetime(2026, 12, 24)))
def test_the_first_time_that_suits_is_the_first(wishes: Preferences, local: datetime) -> None:
    local = local.replace(second=0, microsecond=0)
    found = first_suiting(local, wishes, time(15, 30))
    minutes = (
        local + timedelta(minutes=minute)
        for minute in range(((8 * 24) - local.hour) * 60 - local.minute)
    )
    first = next((minute for minute in minutes if wishes.suit(minute)), None)
    if found is None or first is None:
        assert found is first
    elif found.date() == local.date():
        assert found == first
    else:
        assert wishes.suit(found)
        assert found.date() == first.date()
        usual = datetime.combine(first.date(), time(15, 30))
        assert found == (usual if wishes.suit(usual) else first)
