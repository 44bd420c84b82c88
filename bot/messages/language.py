"""The language of whoever reads: every text of ours is said through here.

A text is written in English where it is shown, with named places for its values, and looked
up in the reader's catalogue (`bot/locales`). Dates, lists and numbers follow Unicode's CLDR,
by Babel.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from domain.keys import ENGLISH, LANGUAGES
from domain.public_holidays import HOLIDAYS, OBSERVED, names_in
from domain.words import Holiday, Lines, LongDay, Month, Words, YearlyDay

CATALOGUES: Final = Path(__file__).parent.parent / "locales"
_LOCALES: Final = {ENGLISH: "en_US", "es": "es_419"}
"""Whose habits of dates, lists and numbers are followed."""
_ENGLISH_DATES: Final = {
    "MMMd": "d MMM",
    "yMMMd": "d MMM y",
    "MMMEd": "EEE d MMM",
    "yMMMEd": "EEE d MMM y",
}
"""Our own order, short as it is, can't be misread on either side of the Atlantic."""
_ENGLISH_LISTS: Final = "en_GB"
"""They put no comma before the last `and`."""


_SOUNDS_LIKE_Y: Final = re.compile(r"[\W_]*(?:[ií]|h[ií](?![ae]))", re.IGNORECASE)
"""Before such a word Spanish says `e` for `and`; CLDR's patterns of lists don't."""

NAMES: Final = {ENGLISH: "English", "es": "Español"}
"""As those who speak them say."""


@dataclass(frozen=True)
class Language:
    """What is needed to speak one."""

    code: str
    locale: Locale
    texts: gettext.NullTranslations
    lists: Locale
    dates: dict[str, str] = field(default_factory=dict)
    """Patterns by CLDR's skeleton, where they are not those of the locale."""


@lru_cache
def language(code: str) -> Language:
    """By its key; English for one that there is no catalogue of."""
    if code not in LANGUAGES or code == ENGLISH:
        locale = Locale.parse(_LOCALES[ENGLISH])
        lists = Locale.parse(_ENGLISH_LISTS)
        return Language(ENGLISH, locale, gettext.NullTranslations(), lists, _ENGLISH_DATES)
    # Compiled here and not when it is built, so that what is edited is what is spoken.
    compiled = BytesIO()
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code, abort_invalid=True))
    compiled.seek(0)
    locale = Locale.parse(_LOCALES[code])
    return Language(code, locale, gettext.GNUTranslations(compiled), locale)


_READER: ContextVar[Language | None] = ContextVar("reader", default=None)


def read_in(spoken: Language) -> None:
    """From here on in this task, whoever reads does so in that language."""
    _READER.set(spoken)


@contextmanager
def reading_in(spoken: Language) -> Iterator[None]:
    """Within this, whoever reads does so in that language."""
    before = _READER.set(spoken)
    try:
        yield
    finally:
        _READER.reset(before)


def reader() -> Language:
    """The language of whoever reads; English where nobody is known to."""
    return _READER.get() or language(ENGLISH)


def say(text: str, /, **values: object) -> str:
    """That text in the reader's language, with its values in their places."""
    # The catalogue of nothing is its own header.
    return _filled(reader().texts.gettext(text), values) if text else text


def say_count(one: str, many: str, count: int, /, **values: object) -> str:
    """`{count} entry` or `{count} entries`, whichever that number asks for."""
    text = reader().texts.ngettext(one, many, count)
    return _filled(text, {"count": count, **values})


def say_in(context: str, text: str, /, **values: object) -> str:
    """A text that other languages put differently from place to place, such as a lone “Open”."""
    return _filled(reader().texts.pgettext(context, text), values)


def say_words(words: str | Words) -> str:
    """What another room worded; a plain text is looked up as it is."""
    if isinstance(words, str):
        return say(words)
    values = {name: _said(value) for name, value in words.values.items()}
    if words.many is None:
        return say(words.text, **values)
    return say_count(words.text, words.many, words.values["count"], **values)


def _said(value: object) -> object:
    match value:
        case Words():
            return say_words(value)
        case LongDay() | YearlyDay() | Month():
            return _said_day(value)
        case Holiday(name):
            return say_holiday(name)
        case Lines(lines):
            return Lines.joined(map(say_words, lines))
        case list():
            return ", ".join(str(_said(each)) for each in value)
        case _:
            return value


def _said_day(day: LongDay | YearlyDay | Month) -> str:
    match day:
        case LongDay(on):
            return say_date(on, "yMMMMd")
        case YearlyDay(on):
            return say_date(on, "MMMMd")
        case Month(on, has_year):
            return say_date(on, "yMMMM") if has_year else say_month(on)


def _filled(text: str, values: dict[str, object]) -> str:
    return text.format(**values) if values else text


def say_date(day: date, skeleton: str) -> str:
    """A day, as CLDR's skeleton says what is shown of it: `MMMEd` is `Tue 3 Nov`.

    https://unicode.org/reports/tr35/tr35-dates.html#availableFormats_appendItems
    """
    spoken = reader()
    pattern = spoken.dates.get(skeleton)
    if pattern is not None:
        return format_date(day, pattern, locale=spoken.locale)
    if skeleton not in spoken.locale.datetime_skeletons:  # a name by itself, such as LLLL
        return format_date(day, skeleton, locale=spoken.locale)
    return format_skeleton(skeleton, day, locale=spoken.locale)


def say_day(day: date) -> str:
    """`16`, where its month stands elsewhere."""
    return format_date(day, "d", locale=reader().locale)


def say_month(day: date) -> str:
    """`November`, standing by itself."""
    return format_date(day, "LLLL", locale=reader().locale)


def say_holiday(name: str) -> str:
    """A public holiday that is kept by its English name; what people called a day off stays."""
    if reader().code == ENGLISH:
        return name
    if "; " in name:  # several on one day
        return "; ".join(map(say_holiday, name.split("; ")))
    holiday = name.removesuffix(OBSERVED)
    if holiday != name:
        return say("{holiday} (observed)", holiday=say_holiday(holiday))
    return say(name) if name in HOLIDAYS else names_in(reader().code).get(name, name)


def say_weekday(number: int, width: Literal["abbreviated", "wide"]) -> str:
    """Of Monday, 0, and so on."""
    return str(reader().locale.days["format"][width][number])


def say_ordinal(number: int) -> str:
    """`1st`, `2nd`, `15th`, of a day of the month; elsewhere the number is enough."""
    if reader().code != ENGLISH:
        return str(number)
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}th" if 10 <= number % 100 <= 20 else f"{number}{suffix}"


def say_number(number: float | Decimal, pattern: str = "0.####") -> str:
    """`12`, `12.5`: four places at most, and none that say nothing; else by CLDR's pattern."""
    return format_decimal(number, pattern, locale=reader().locale)


def say_list(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    told = format_list(words, locale=reader().lists)
    if reader().code == "es" and len(words) > 1 and _SOUNDS_LIKE_Y.match(words[-1]):
        told = f"{told.removesuffix(f' y {words[-1]}')} e {words[-1]}"
    return told
