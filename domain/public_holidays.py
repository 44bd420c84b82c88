"""Public holidays of a country or of one of its states, by the `holidays` library.

The library is loaded where it is wanted: it holds more memory than all rules here together.

A region is `US` or `US-CA`: ISO 3166's country, and the code of the state within it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final
from warnings import catch_warnings, simplefilter

from domain.errors import BadInput
from domain.words import later

_ENGLISH: Final = ("en_US", "en_GB", "en")
OBSERVED: Final = " (observed)"
"""Ends the name of a day off that stands for a holiday on a weekend."""
HOLIDAYS: Final = frozenset(
    {
        later("American Indian Heritage Day"),
        later("Arbor Day"),
        later("Cesar Chavez Day"),
        later("Christmas Day"),
        later("Christmas Eve"),
        later("Columbus Day"),
        later("Confederate Memorial Day"),
        later("Constitution Day"),
        later("Day After Christmas"),
        later("Day After Thanksgiving"),
        later("Dr. Martin Luther King Jr. / Civil Rights Day"),
        later("Easter Monday"),
        later("Election Day"),
        later("Emancipation Day"),
        later("Epiphany"),
        later("Family Day"),
        later("Friday After Thanksgiving"),
        later("Good Friday"),
        later("Holy Thursday"),
        later("Inauguration Day"),
        later("Independence Day"),
        later("Indigenous Peoples' Day"),
        later("Indigenous Peoples' Day / Columbus Day"),
        later("Juneteenth National Independence Day"),
        later("Labor Day"),
        later("Lincoln's Birthday"),
        later("Mardi Gras"),
        later("Martin Luther King Jr. Day"),
        later("Memorial Day"),
        later("Native American Heritage Day"),
        later("Native Americans' Day"),
        later("New Year's Day"),
        later("New Year's Eve"),
        later("Patriots' Day"),
        later("Presidents' Day"),
        later("Primary Election Day"),
        later("Puerto Rican Identity Day"),
        later("Puerto Rico Constitution Day"),
        later("State Holiday"),
        later("Statehood Day"),
        later("Susan B. Anthony Day"),
        later("Texas Independence Day"),
        later("Thanksgiving Day"),
        later("Three Kings Day"),
        later("Veterans Day"),
        later("Victory Day"),
        later("Washington's Birthday"),
    }
)
"""Of the United States, whose names the library has in English only: all that are kept in several
states, and those of one that are no proper names. They are in our catalogues."""
_SPEAKING: Final[Mapping[str, tuple[str, ...]]] = {
    "es": (
        "MX", "ES", "CO", "AR", "PE", "VE", "CL", "EC", "GT", "CU", "BO", "DO", "HN", "SV", "NI",
        "CR", "PY", "PA", "UY",
    ),
}  # fmt: skip
"""Countries whose holidays the library calls by their own names, too. Those of the first win where
two countries have another name for what is one in English."""
_YEARS: Final = range(2024, 2030)
"""In which each holiday of theirs comes: some only in some of them."""
_SMALL_WORDS: Final = ("And", "Of", "The")


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """The name of each country by its code, in the order of names."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415

    named = {code: _in_words(name) for name, code, *_ in COUNTRIES.values()}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@lru_cache(maxsize=64)
def states(country: str) -> Mapping[str, str]:
    """The name of each state, province or territory of a country by its code."""
    from holidays import country_holidays  # noqa: PLC0415

    known = country_holidays(country)
    aliases = known.get_subdivision_aliases()
    named = {code: (aliases.get(code) or [code])[0] for code in known.subdivisions}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


def read_region(text: str) -> str:
    """`US-CA` of `us-ca`, `US_CA` or `US/CA`.

    Raises BadInput where no such country or state is known.
    """
    country, *rest = re.split(r"[-_/]", text.strip(), maxsplit=1)
    country = country.upper()
    if country not in countries():
        raise BadInput(
            "I know no public holidays of “{text}”: use the code of a country, such as "
            "US, or of a state in it, such as US-CA.",
            text=text.strip(),
            field="holidays",
        )
    if not rest:
        return country
    state = next((code for code in states(country) if code.upper() == rest[0].upper()), None)
    if state is None:
        known = ", ".join(states(country))
        if known:
            text = later("I know no state “{state}” of {country}: use one of {known}.")
        else:
            text = later("I know no state “{state}” of {country}: use {code} alone.")
        raise BadInput(
            text,
            state=rest[0],
            country=countries()[country],
            known=known,
            code=country,
            field="holidays",
        )
    return f"{country}-{state}"


def region_name(region: str) -> str:
    """`California, United States`."""
    country, _, state = region.partition("-")
    name = countries().get(country, country)
    return f"{states(country).get(state, state)}, {name}" if state else name


def public_holidays(region: str, first: date, last: date) -> dict[date, str]:
    """The days from `first` to `last`, both included, with what each is called."""
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _holidays_of(region, year).items()
        if first <= day <= last
    }


def holiday_on(region: str, day: date) -> str | None:
    """What that day is called there; None where it is an ordinary one."""
    return _holidays_of(region, day.year).get(day)


@lru_cache
def names_in(code: str) -> Mapping[str, str]:
    """What holidays are called in that language, by their English names.

    Of countries that speak it; it takes 0.1 s when it is first asked.
    """
    from holidays import country_holidays  # noqa: PLC0415

    names: dict[str, str] = {}
    for country in _SPEAKING.get(code, ()):
        both = [
            country_holidays(country, years=_YEARS, expand=False, language=language)
            for language in (_english_of(country), code)
        ]
        for day in both[0]:
            told = [found.get_list(day) for found in both]
            if len(told[0]) == len(told[1]) == 1:
                names.setdefault(told[0][0], told[1][0])
    return names


def _english_of(country: str) -> str | None:
    """How the library calls it; None where it has one language for that country."""
    from holidays import country_holidays  # noqa: PLC0415

    spoken = country_holidays(country).supported_languages
    return next((each for each in _ENGLISH if each in spoken), None)


@lru_cache(maxsize=512)
def _holidays_of(region: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # noqa: PLC0415

    country, _, state = region.partition("-")
    # The day off for a New Year's Day on a Saturday lies in the year before.
    years = [each for each in (year - 1, year, year + 1) if date.min.year <= each <= date.max.year]
    with catch_warnings():
        # Some countries announce a day only for the years to come next; it warns of all others.
        simplefilter("ignore", UserWarning)
        found = country_holidays(
            country,
            subdiv=state or None,
            years=years,
            expand=False,
            language=_english_of(country),
        )
    return {day: name for day, name in sorted(found.items()) if day.year == year}


def _in_words(name: str) -> str:
    """`United States` of `UnitedStates`."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", name)
    small = [word.lower() if word in _SMALL_WORDS else word for word in words]
    return " ".join([words[0], *small[1:]])
