"""Public holidays of countries and states."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.public_holidays import (
    HOLIDAYS,
    OBSERVED,
    countries,
    holiday_on,
    names_in,
    public_holidays,
    read_region,
    region_name,
    states,
)


@pytest.mark.parametrize(
    ("text", "region"),
    [("US-CA", "US-CA"), ("us_ca", "US-CA"), (" us ", "US"), ("gb-eng", "GB-ENG")],
)
def test_a_region_is_read_however_it_is_joined(text: str, region: str) -> None:
    assert read_region(text) == region


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("XX", "no public holidays of “XX”"),
        ("", "such as US-CA"),
        ("US-ZZ", "no state “ZZ” of United States: use one of AL, AK"),
        ("IE-D", "use IE alone"),
        ("California", "such as US-CA"),
    ],
)
def test_what_is_no_region_is_refused_with_what_there_is(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_region(text)


def test_a_state_has_its_country_s_holidays_and_its_own() -> None:
    texas_only = date(2026, 3, 2)
    assert holiday_on("US-TX", texas_only) == "Texas Independence Day"
    assert holiday_on("US", texas_only) is None
    assert holiday_on("US-TX", date(2026, 11, 26)) == "Thanksgiving Day"


def test_a_holiday_s_day_off_may_lie_in_the_year_before() -> None:
    assert list(public_holidays("US", date(2027, 12, 27), date(2028, 1, 1))) == [
        date(2027, 12, 31),
        date(2028, 1, 1),
    ]


def test_a_holiday_has_its_name_in_the_languages_of_those_who_keep_it() -> None:
    kept = public_holidays("MX", date(2026, 1, 1), date(2026, 12, 31)).values()
    spanish = names_in("es")
    assert [name for name in kept if name not in spanish] == []
    assert spanish["Revolution Day"] == "Día de la Revolución"
    assert names_in("en") == {}


def test_what_several_states_keep_is_in_our_catalogues() -> None:
    """So that who reads in another language reads it so: the library has it in English only."""
    keeping = Counter[str]()
    for state in states("US"):
        kept = public_holidays(f"US-{state}", date(2026, 1, 1), date(2028, 12, 31)).values()
        keeping.update({each.removesuffix(OBSERVED) for name in kept for each in name.split("; ")})
    common = [name for name, count in keeping.items() if count > 4]
    assert [name for name in common if name not in HOLIDAYS] == []


def test_names_are_words() -> None:
    assert countries()["US"] == "United States"
    assert countries()["BA"] == "Bosnia and Herzegovina"
    assert region_name("US-CA") == "California, United States"
    assert region_name("FR") == "France"
    assert states("US")["TX"] == "Texas"


@given(country=st.sampled_from(list(countries())), year=st.integers(2020, 2046))
def test_every_country_that_is_offered_can_be_asked(country: str, year: int) -> None:
    days = public_holidays(country, date(year, 1, 1), date(year, 12, 31))
    assert all(day.year == year and name for day, name in days.items())
    assert all(
        read_region(f"{country}-{state}") == f"{country}-{state}" for state in states(country)
    )
