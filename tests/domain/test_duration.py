from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duration import MOST_MINUTES, find_durations
from domain.errors import BadInput
from domain.typed_length import read_minutes
from domain.typed_line import plain_copy

FORMS = {
    "45": 45,
    "45m": 45,
    "45 min": 45,
    "45 mins.": 45,
    "45-minute": 45,
    "1h30": 90,
    "1h 30m": 90,
    "1 hr 30": 90,
    "1:30": 90,
    "1:30h": 90,
    "2+ hours": 120,
    "45 min x 2": 90,
    "45min×2": 90,
    "1 hour, 15 minutes": 75,
    "1 hr and 15 min": 75,
    "1.5 hours": 90,
    "1,5 h": 90,
    "1½ hours": 90,
    "1 1/2 hrs": 90,
    "3/4 hour": 45,
    "½ hour": 30,
    "90 minutes": 90,
    "an hour": 60,
    "half an hour": 30,
    "half-hour": 30,
    "a quarter of an hour": 15,
    "three quarters of an hour": 45,
    "an hour and a half": 90,
    "hour and a half": 90,
    "two and a half hours": 150,
    "a couple of hours": 120,
    "forty-five minutes": 45,
    "hour-long": 60,
    "2 x 45 min": 90,
    "about 45 min": 45,
    "45\u00a0min": 45,
    "45‑minute": 45,
    "24h": 1440,
    "1": 1,
}


@pytest.mark.parametrize(("typed", "minutes"), FORMS.items())
def test_every_form_of_a_length_is_read(typed: str, minutes: int) -> None:
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["abc", "abcm", "", "  ", "1.5", "45 min or so", "30-45 min"])
def test_what_is_no_single_length_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_minutes(typed)
    assert refusal.value.field == "minutes"
    assert refusal.value.sentence == (
        f"I can't read “{typed.strip()}” as a length of time: write it like 45, 1h30 or 1.5 hours."
    )


@pytest.mark.parametrize(("typed", "minutes"), [("0", 0), ("0m", 0), ("-5", -5), ("-5m", -5)])
def test_less_than_a_minute_is_refused(typed: str, minutes: int) -> None:
    with pytest.raises(BadInput) as refusal:
        read_minutes(typed)
    assert refusal.value.sentence == (
        f"It can't have taken {minutes} minutes: write how long it took, such as 45m or 1h30."
    )


@pytest.mark.parametrize(("typed", "minutes"), [("2000", 2000), ("2000m", 2000), ("25h", 1500)])
def test_more_than_a_day_is_refused(typed: str, minutes: int) -> None:
    with pytest.raises(BadInput) as refusal:
        read_minutes(typed)
    assert refusal.value.sentence == (
        f"{minutes} minutes is more than a day: log each day on its own, with 24h at most."
    )


@given(st.integers(1, MOST_MINUTES))
def test_minutes_written_in_any_form_come_back(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    forms = [f"{minutes}", f"{minutes}m", f"{minutes} min", f"{minutes} minutes", f"{minutes}mins"]
    forms += [f"{hours}h{rest:02}", f"{hours}h {rest}m", f"{hours}:{rest:02}h"]
    forms += [f"{hours} hours and {rest} minutes", f"{hours} hr {rest} min"]
    if minutes % 15 == 0:
        forms += [f"{minutes / 60:g} hours", f"{minutes / 60:g}h".replace(".", ",")]
    for form in forms:
        assert read_minutes(form) == minutes, form
        assert read_minutes(f" {form.upper()} ") == minutes, form


@given(st.text(alphabet="0123456789.,:/½-x hminours anof", max_size=40))
def test_any_text_is_a_length_or_is_refused(typed: str) -> None:
    try:
        assert 1 <= read_minutes(typed) <= MOST_MINUTES
    except BadInput as refusal:
        assert refusal.field == "minutes"


@given(st.text(max_size=200))
def test_found_lengths_lie_in_order_and_do_not_overlap(typed: str) -> None:
    spans = [duration.span for duration in find_durations(plain_copy(typed))]
    assert spans == sorted(spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
