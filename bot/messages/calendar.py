"""What an admin sees of days off: the list on App Home, the forms, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final, Literal
from unicodedata import combining, normalize

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    OverflowMenuElement,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import (
    Origin,
    choice_input,
    choices_input,
    file_input,
    grouped_choice_input,
    modal,
    options,
    reading_modal,
    text_input,
)
from bot.messages.home import HomePage
from bot.messages.labels import said
from bot.messages.language import reader, say, say_count, say_date, say_holiday
from bot.messages.message import (
    Message,
    context,
    header,
    listed,
    quote,
    section,
    typed,
)
from domain.days_off import Break, breaks_of
from domain.keys import ENGLISH
from domain.public_holidays import countries, states
from domain.words import later
from storage.calendars import LONGEST_NAME, CalendarLine
from storage.tables import Calendar, Group

Kind = Literal["public", "file", "typed"]
"""How days off are brought in."""

HOME_CALENDARS: Final = 10
MOST_CHOICES: Final = 100
ROOM: Final = 2700
"""Of a section, in characters, for days off one below the other."""
TYPED_DAYS: Final = 3000
WHOLE_COUNTRY: Final = "whole"
EVERYONE: Final = "everyone"
KINDS: Final[tuple[tuple[Kind, str], ...]] = (
    ("public", later("Public holidays of a country or state")),
    ("file", later("A calendar file (.ics)")),
    ("typed", later("Days that you type")),
)
_EXAMPLE: Final = later("2026-12-21 to 2027-01-03 Winter break\n2027-02-15 Presidents' Day")


def calendar_blocks(lines: Sequence[CalendarLine], today: date) -> list[Block]:
    """The calendars, each with what can be done with it; nothing where there are none."""
    if not lines:
        return []
    blocks: list[Block] = [DividerBlock(), header(say("Days off"))]
    for line in lines[:HOME_CALENDARS]:
        blocks.append(
            section(
                f"*{typed(line.calendar.name, 100)}*{_whose(line)}\n{_summary(line, today)}",
                block_id=f"calendar-{line.calendar.id}",
                accessory=_menu(line.calendar),
            )
        )
    if len(lines) > HOME_CALENDARS:
        blocks.append(context(say("“plnudge calendar list” shows them all.")))
    return blocks


def _menu(calendar: Calendar) -> OverflowMenuElement:
    choices = [("days", say("See the days")), ("change", say("Change")), ("remove", say("Remove"))]
    if calendar.region is not None:
        del choices[1]
    return OverflowMenuElement(
        action_id=Action.CALENDAR_MENU,
        options=options((f"{choice}:{calendar.id}", words) for choice, words in choices),
    )


def _whose(line: CalendarLine) -> str:
    return say(" · only for {group}", group=typed(line.group, 100)) if line.group else ""


def _summary(line: CalendarLine, today: date) -> str:
    breaks = breaks_of(line.coming)
    heed = (
        say("Left out by {schedules}.", schedules=typed(listed(line.schedules[:5]), 400))
        if line.schedules
        else say("No schedule leaves them out yet.")
    )
    if not breaks:
        return say("No day off is to come. {heed}", heed=heed)
    return say_count(
        "{count} day in the next year; next: {next_one}. {heed}",
        "{count} days in the next year; next: {next_one}. {heed}",
        len(line.coming),
        next_one=break_in_words(breaks[0], today),
        heed=heed,
    )


def break_in_words(each: Break, today: date) -> str:
    """`Mon 21 Dec to Sun 3 Jan 2027, Winter break`."""
    days = _day(each.first, today)
    if each.last > each.first:
        days = say("{first} to {last}", first=days, last=_day(each.last, today))
    return f"{days}, {typed(say_holiday(each.name), 100)}"


def _day(day: date, today: date) -> str:
    return say_date(day, "MMMEd" if day.year == today.year else "yMMMEd")


def _bullets(breaks: Iterable[Break], today: date, *, most: int = 60) -> str:
    """As many as there is room for."""
    lines = [f"• {break_in_words(each, today)}" for each in breaks]
    shown: list[str] = []
    while lines and len(shown) < most and len("\n".join([*shown, lines[0]])) <= ROOM:
        shown.append(lines.pop(0))
    return "\n".join([*shown, say("• and {count} more", count=len(lines))] if lines else shown)


def calendar_form(
    kind: Kind,
    *,
    country: str,
    groups: Sequence[Group],
    schedules: Sequence[tuple[str, str]],
    origin: Origin,
) -> dict[str, Any]:
    """New days off; `schedules` are those that may leave them out, as (id, name)."""
    blocks: list[Block] = [
        choice_input(
            Action.CALENDAR_KIND, say("Which days"), said(KINDS), value=kind, is_heard=True
        )
    ]
    if kind == "public":
        blocks += _where(country)
    else:
        blocks.append(
            text_input(
                "name", say("Name"), placeholder=say("School year 2026-27"), most=LONGEST_NAME,
                is_optional=kind == "file",
                hint=say("Left empty, it is called as the file says.") if kind == "file" else None,
            )
        )  # fmt: skip
        blocks.append(_file() if kind == "file" else _days(None))
    if groups:
        names = [(str(group.id), group.name) for group in groups[: MOST_CHOICES - 1]]
        everyone = (EVERYONE, say("Everyone"))
        blocks.append(
            choice_input("group", say("Whose days off"), [everyone, *names], value=EVERYONE)
        )
    if schedules:
        offered = schedules[:MOST_CHOICES]
        blocks.append(
            choices_input(
                "schedules",
                say("Left out by"),
                offered,
                values=[key for key, _ in offered],
                hint=say("These schedules send nothing on those days."),
            )
        )
    return modal(
        Form.CALENDAR,
        title=say("Add days off"),
        submit=say("Add them"),
        blocks=blocks,
        origin=origin,
    )


def _where(country: str) -> list[Block]:
    by_letter = {
        letter: list(pairs) for letter, pairs in groupby(_countries().items(), key=_initial)
    }
    blocks: list[Block] = [
        grouped_choice_input(
            Action.CALENDAR_COUNTRY, say("Country"), by_letter, value=country, is_heard=True
        )
    ]
    if states(country):
        by_letter = {
            letter: list(pairs)[:MOST_CHOICES]
            for letter, pairs in groupby(states(country).items(), key=_initial)
        }
        whole = [(WHOLE_COUNTRY, say("The whole country"))]
        blocks.append(
            grouped_choice_input(
                # Another country has other states: what was chosen must not stay.
                f"state_{country}",
                say("State or region"),
                {say("All"): whole} | by_letter,
                value=WHOLE_COUNTRY,
            )
        )
    return blocks


def _countries() -> Mapping[str, str]:
    """By code, as the reader calls them and in that order."""
    spoken = reader()
    if spoken.code == ENGLISH:
        return countries()
    named = {code: spoken.locale.territories.get(code, name) for code, name in countries().items()}
    return dict(sorted(named.items(), key=lambda pair: _unaccented(pair[1])))


def _initial(pair: tuple[str, str]) -> str:
    return _unaccented(pair[1])[:1]


def _unaccented(name: str) -> str:
    """As the alphabet orders it: `Á` is an `A`."""
    return "".join(each for each in normalize("NFD", name) if not combining(each))


def _file() -> Block:
    return file_input(
        "file",
        say("Calendar file"),
        most=1,
        file_types=["ics"],
        hint=say("Exported from your school's calendar. Each event that lasts whole days is off."),
    )


def _days(value: str | None) -> Block:
    return text_input(
        "days",
        say("Days off"),
        value=value,
        placeholder=say(_EXAMPLE),
        hint=say("One line each: a day, or a day to a day, and what it is called."),
        is_multiline=True,
    )


def change_calendar_form(calendar: Calendar, lines: str, origin: Origin) -> dict[str, Any]:
    """The days as they are typed; where they don't fit, only a new file can take their place."""
    blocks = (
        [_days(lines)]
        if len(lines) <= TYPED_DAYS
        else [section(say("These days came from a file. A new one takes their place.")), _file()]
    )
    return modal(
        Form.CHANGE_CALENDAR,
        title=say("Change days off"),
        submit=say("Keep them"),
        blocks=[section(f"*{typed(calendar.name, 100)}*"), *blocks],
        origin=origin,
    )


def days_modal(calendar: Calendar, days: Mapping[date, str], today: date) -> dict[str, Any]:
    """The days to come of a calendar."""
    words = _bullets(breaks_of(days), today) or say("No day off is to come.")
    return reading_modal(say("Days off"), [section(f"*{typed(calendar.name, 100)}*\n{words}")])


def calendar_removal_form(line: CalendarLine) -> dict[str, Any]:
    """Asked before a calendar is removed."""
    heed = (
        say(
            "Then {schedules} come on those days, too.",
            schedules=typed(listed(line.schedules[:5]), 400),
        )
        if line.schedules
        else say("No schedule leaves them out.")
    )
    return modal(
        Form.REMOVE_CALENDAR,
        title=say("Remove days off"),
        submit=say("Remove them"),
        close=say("Keep them"),
        blocks=[
            section(say("Remove *{name}*? {heed}", name=typed(line.calendar.name, 100), heed=heed))
        ],
        origin=Origin(row=line.calendar.id, home_page=HomePage.ADMIN),
    )


def calendar_kept_message(
    line: CalendarLine, shifts: Sequence[str], left_out: int, today: date
) -> Message:
    """What was read and kept, with a way to take it back. `shifts` tells what moved."""
    breaks = breaks_of(line.coming)
    opening = say(
        "Kept: *{name}*{whose}. {summary}",
        name=typed(line.calendar.name, 100),
        whose=_whose(line),
        summary=_summary(line, today),
    )
    blocks: list[Block] = [section(opening)]
    if breaks:
        blocks.append(section(_bullets(breaks, today, most=8)))
    small = [typed(each, 200) for each in shifts[:8]]
    if left_out:
        small.append(
            say_count(
                "{count} event lasts only part of a day, so it is no day off.",
                "{count} events last only part of a day, so they are no day off.",
                left_out,
            )
        )
    if small:
        blocks.append(context("\n".join(small)))
    blocks.append(
        ActionsBlock(
            block_id="calendar",
            elements=[
                ButtonElement(
                    text=say("Take it back"),
                    action_id=Action.TAKE_BACK_CALENDAR,
                    value=str(line.calendar.id),
                )
            ],
        )
    )
    return Message(say("Kept: {name}", name=typed(line.calendar.name, 100)), blocks)


def calendar_taken_back_message(name: str) -> Message:
    words = say(
        "Taken back: “{name}”. Those days are like any others again.", name=typed(name, 100)
    )
    return Message(words, [section(words)])


def calendar_refused_message(sentence: str) -> Message:
    """Why a file can't be used."""
    return Message(say("That file can't be used."), [section(quote(sentence, 1400))])


def region_of(country: str, state: str | None) -> str:
    """`US-CA` of what was chosen."""
    return country if state in {None, WHOLE_COUNTRY} else f"{country}-{state}"
