"""How long things are kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.retention import KEPT, LONGEST_YEARS, NOTICE, Limits, Retention, change, years_before

years = st.none() | st.integers(1, LONGEST_YEARS)
limits = st.builds(Limits, years, years, years)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
held = st.none() | st.builds(Retention, limits.filter(lambda each: each.is_any), days)


@given(before=held, after=limits, today=days)
def test_whoever_loses_something_has_time_to_export_it(
    before: Retention | None, after: Limits, today: date
) -> None:
    changed = change(before, after, today)
    if changed is None:
        assert not after.is_any
        return
    for kept in KEPT:
        was = before.oldest_kept(kept, today) if before else None
        now = changed.oldest_kept(kept, today)
        if now is not None and (was is None or now > was):
            assert changed.begins_on - today >= NOTICE


@given(before=held.filter(bool), today=days)
def test_what_is_set_again_as_it_is_changes_nothing(before: Retention, today: date) -> None:
    assert change(before, before.limits, today) == before


@given(day=days, ago=st.integers(1, LONGEST_YEARS))
def test_a_later_day_keeps_no_more_of_what_is_old(day: date, ago: int) -> None:
    before = years_before(day, ago)
    assert before.year == day.year - ago
    assert (before.month, before.day) in {(day.month, day.day), (2, 28)}
    if day > date.min:
        assert years_before(day, ago) >= years_before(day.replace(day=1), ago)


@pytest.mark.parametrize("wrong", [0, -1, LONGEST_YEARS + 1])
@pytest.mark.parametrize("kept", KEPT)
def test_no_limit_is_shorter_than_a_year(kept: str, wrong: int) -> None:
    with pytest.raises(BadInput, match="1 to 50 years") as refused:
        change(None, Limits(**{kept: wrong}), date(2026, 11, 24))
    assert refused.value.field == kept
