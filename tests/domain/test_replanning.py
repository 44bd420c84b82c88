"""What a change does to what is planned."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.replanning import Shift, shifts

WED, THU, FRI = (datetime(2026, 12, day, 15, 30) for day in (2, 3, 4))


def test_what_moves_is_counted_together() -> None:
    assert shifts({1: [WED], 2: [WED], 3: [FRI]}, {1: [THU], 2: [THU], 3: [FRI]}) == [
        Shift(2, WED, THU)
    ]


def test_what_is_left_out_and_what_is_new_is_told_apart() -> None:
    assert shifts({1: [WED, FRI], 2: []}, {1: [WED], 2: [THU]}) == [
        Shift(1, None, THU),
        Shift(1, FRI, None),
    ]


def test_a_time_moves_to_the_nearest_new_one_even_beyond_what_is_planned() -> None:
    week = timedelta(days=7)
    moved = shifts(
        {1: [WED], 2: []},
        {1: [THU], 2: [THU]},
        later_before={1: [WED + week], 2: [WED + week]},
        later_after={1: [THU + week], 2: [THU + week]},
    )
    assert moved == [Shift(1, WED, THU), Shift(1, None, THU)]
    beyond = shifts({1: [WED]}, {}, later_before={1: [WED + week]}, later_after={1: [THU + week]})
    assert beyond == [Shift(1, WED, None)]


TIMES = st.sets(
    st.integers(0, 9).map(lambda days: WED + timedelta(days)),
    max_size=5,
)
PLANS = st.dictionaries(st.integers(1, 4), TIMES, max_size=4)


@given(before=PLANS, after=PLANS)
def test_nothing_is_lost_in_the_count(
    before: dict[int, set[datetime]], after: dict[int, set[datetime]]
) -> None:
    found = shifts(before, after)
    gone = sum(each.count for each in found if each.before)
    new = sum(each.count for each in found if each.after)
    people = before.keys() | after.keys()
    assert gone == sum(len(before.get(who, set()) - after.get(who, set())) for who in people)
    assert new == sum(len(after.get(who, set()) - before.get(who, set())) for who in people)
    assert all(each.before != each.after for each in found)
    assert (found == []) == all(before.get(who, set()) == after.get(who, set()) for who in people)
