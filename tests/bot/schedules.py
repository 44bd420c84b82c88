"""Schedules, days off and prompts with the worst that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from slack_sdk.models.blocks import Block

from bot.messages.calendar import (
    KINDS,
    calendar_blocks,
    calendar_form,
    calendar_kept_message,
    calendar_refused_message,
    calendar_removal_form,
    calendar_taken_back_message,
    change_calendar_form,
    days_modal,
)
from bot.messages.forms import Origin
from bot.messages.message import Message
from bot.messages.prompt_bank import bank_modal, prompt_form
from bot.messages.schedule import (
    WAYS,
    Offers,
    preview_modal,
    removal_form,
    schedule_blocks,
    schedule_form,
)
from domain.cadence import WEEKDAYS, crontab, monthly, weekly
from domain.public_holidays import countries, states
from domain.replanning import Shift
from rubric_data import Rubric
from storage.calendars import CalendarLine
from storage.prompts import LONGEST, BankPrompt
from storage.schedules import MOST_PROMPTS, ComingTime, ScheduleDraft
from storage.tables import Calendar, Group, Schedule

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12)
HARD_CRON = "1,3,5,7,9,11 1-23/2 1,3,5,7,9,11,13,15,17,19 1-11/2 1,3,5"


def drafts(text: str, rubric: Rubric) -> Iterator[ScheduleDraft]:
    names = tuple(f"{place} {text}"[:100] for place in range(100))
    for cadence in (
        weekly(WEEKDAYS, time(15, 30), every=52),
        monthly([*map(str, range(1, 32)), "last", "last-fri", "first-weekday"], time(9)),
        crontab(HARD_CRON),
    ):
        yield ScheduleDraft(
            name=text[:100],
            cadence=cadence,
            from_on=TODAY,
            elements=tuple(element.key for element in rubric.elements),
            zone="America/Argentina/ComodRivadavia",
            prompts=tuple(prompt.id for prompt in bank(text, rubric)[:MOST_PROMPTS]),
            groups=names,
            roles=("member", "leader", "admin"),
            until_on=TODAY,
            calendars=names,
            remind_after_hours=168,
        )


def bank(text: str, rubric: Rubric) -> list[BankPrompt]:
    return [
        BankPrompt(
            id=f"own-{10**6 + place}",
            element=rubric.elements[place % 4].key,
            text=(text.strip() or "x")[:LONGEST],
            audience="leaders",
            is_built_in=False,
            retired_at=datetime(2026, 1, 1, tzinfo=UTC) if place % 3 else None,
        )
        for place in range(600)
    ]


def a_schedule(place: int, draft: ScheduleDraft) -> Schedule:
    return Schedule(
        id=10**15 + place,
        name=draft.name,
        purpose="prompt",
        paused_at=datetime(2026, 1, 1, tzinfo=UTC) if place % 2 else None,
    )


def schedule_home(text: str, rubric: Rubric) -> list[Block]:
    each = list(drafts(text, rubric)) * 10
    schedules = [(a_schedule(place, draft), draft) for place, draft in enumerate(each)]
    lines = [calendar_line(text, place) for place in range(30)]
    return [*schedule_blocks(schedules, TODAY), *calendar_blocks(lines, TODAY)]


def calendar_line(text: str, place: int = 0) -> CalendarLine:
    days = {TODAY + timedelta(days=2 * count): (text.strip() or "x")[:100] for count in range(180)}
    return CalendarLine(
        Calendar(id=10**15 + place, name=text[:100], region=None if place % 2 else "US-CA"),
        group=text[:100],
        coming=days if place % 3 else {},
        schedules=[text[:100]] * (20 if place % 2 else 0),
    )


def shifts() -> list[Shift]:
    later = [NOON + timedelta(days=count) for count in range(30)]
    return [
        Shift(10**6, at, other)
        for at in (None, *later)
        for other in (None, NOON)
        if at is not None or other is not None
    ]


def schedule_views(text: str, rubric: Rubric) -> Iterator[dict[str, Any]]:
    groups = [Group(id=place, name=f"{place} {text}"[:100]) for place in range(150)]
    calendars = [Calendar(id=place, name=f"{place} {text}"[:100]) for place in range(150)]
    full = Offers(groups, calendars, bank(text, rubric))
    origin = Origin(row=10**15, home_page="admin", said={"seen": "x" * 16})
    for draft in drafts(text, rubric):
        for way, _ in WAYS:
            for offers, moved in ((full, shifts()), (Offers([], [], []), None)):
                yield schedule_form(
                    draft, rubric, offers, way=way, origin=origin, shifts=moved, today=TODAY
                )
        times = [ComingTime(NOON, datetime(2026, 11, 24, tzinfo=UTC), "skills")] * 10
        left_out = {TODAY + timedelta(days=count): text[:100] for count in range(60)}
        schedule = a_schedule(1, draft)
        yield preview_modal(
            schedule, draft, rubric, times, left_out, who="U0123456789", today=TODAY
        )
        yield preview_modal(schedule, draft, rubric, [], {}, who="U0123456789", today=TODAY)
        yield removal_form(schedule, shifts(), TODAY)
        yield removal_form(schedule, [], TODAY)
    yield from calendar_views(text, groups, origin)
    for element in rubric.elements:
        yield bank_modal(bank(text, rubric), rubric, element.key)
        yield bank_modal([], rubric, element.key)
    yield prompt_form(bank(text, rubric)[0], "skills", rubric)
    yield prompt_form(None, "skills", rubric)


def calendar_views(text: str, groups: list[Group], origin: Origin) -> Iterator[dict[str, Any]]:
    schedules = [(str(place), text[:100]) for place in range(150)]
    largest = max(countries(), key=lambda country: len(states(country)))
    for kind, _ in KINDS:
        for country in ("US", "IE", largest):
            yield calendar_form(
                kind, country=country, groups=groups, schedules=schedules, origin=origin
            )
    yield calendar_form("typed", country="US", groups=[], schedules=[], origin=Origin())
    line = calendar_line(text, 1)
    for lines in ("2026-12-21: x", text[:3000], text + "x" * 3000):
        yield change_calendar_form(line.calendar, lines, origin)
    yield days_modal(line.calendar, line.coming, TODAY)
    yield days_modal(line.calendar, {}, TODAY)
    yield calendar_removal_form(line)
    yield calendar_removal_form(calendar_line(text))


def calendar_messages(text: str) -> Iterator[Message]:
    for place in range(4):
        yield calendar_kept_message(calendar_line(text, place), [text] * 30, place, TODAY)
    yield calendar_taken_back_message(text)
    yield calendar_refused_message(text)
