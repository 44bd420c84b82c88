"""What an admin sees of schedules: the list on App Home, the form, the preview, the removal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    OverflowMenuElement,
    UserSelectElement,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import (
    Origin,
    checks_input,
    choice_input,
    choices_input,
    date_input,
    grouped_choices_input,
    modal,
    number_input,
    options,
    reading_modal,
    search_input,
    text_input,
    time_input,
)
from bot.messages.home import HomePage
from bot.messages.labels import (
    capitalized,
    choices,
    day_in_words,
    label,
    said,
    time_in_words,
    weekday_choices,
)
from bot.messages.language import say, say_date, say_holiday
from bot.messages.message import context, escape, header, section, typed
from bot.messages.schedule_words import (
    ROTATION_CHOICES,
    audience_in_words,
    days_in_words,
    shifts_in_words,
    when_in_words,
)
from domain.cadence import Way
from domain.reminders import LONGEST_HOURS
from domain.replanning import Shift
from domain.words import later
from rubric_data import Rubric
from storage.prompts import BankPrompt
from storage.schedules import ComingTime, ScheduleDraft
from storage.tables import Calendar, Group, Schedule

HOME_SCHEDULES: Final = 14
MOST_CHOICES: Final = 100
EDUCATOR_ZONE: Final = "educator"
"""The choice of each educator's own clock."""
WAYS: Final[tuple[tuple[Way, str], ...]] = (
    ("weekly", later("Every week")),
    ("every-weeks", later("Every few weeks")),
    ("monthly", later("Every month")),
    ("cron", later("By a crontab line")),
)
_ROLES: Final = (
    ("member", later("Members (neither leaders nor admins)")),
    ("leader", later("Leaders")),
    ("admin", later("Admins")),
)
_MENU: Final = (
    ("preview", later("See the next times")),
    ("change", later("Change")),
    ("test", later("Send me a test")),
    ("pause", later("Pause")),
    ("remove", later("Remove")),
)


_ORDINALS: Final = (
    ("first", later("First {weekday}")),
    ("2nd", later("Second {weekday}")),
    ("3rd", later("Third {weekday}")),
    ("4th", later("Fourth {weekday}")),
    ("last", later("Last {weekday}")),
)


@dataclass(frozen=True)
class Offers:
    """What a schedule's form offers to choose from."""

    groups: Sequence[Group]
    calendars: Sequence[Calendar]
    prompts: Sequence[BankPrompt]


def schedule_blocks(
    schedules: Sequence[tuple[Schedule, ScheduleDraft]], today: date
) -> list[Block]:
    """The schedules, each with what can be done with it."""
    blocks: list[Block] = [
        header(say("When things go out")),
        ActionsBlock(
            block_id="admin",
            elements=[
                ButtonElement(text=say("New schedule"), action_id=Action.ADD_SCHEDULE),
                ButtonElement(text=say("Prompt bank"), action_id=Action.OPEN_BANK),
                ButtonElement(text=say("Add days off"), action_id=Action.ADD_CALENDAR),
            ],
        ),
    ]
    if not schedules:
        blocks.append(section(say("Nothing goes out by itself yet. “New schedule” changes that.")))
    for schedule, draft in schedules[:HOME_SCHEDULES]:
        blocks.append(
            section(
                _lines(schedule, draft, today),
                block_id=f"schedule-{schedule.id}",
                accessory=_menu(schedule),
            )
        )
    if len(schedules) > HOME_SCHEDULES:
        blocks.append(context(say("“plnudge schedule list” shows the older ones, too.")))
    return blocks


def _lines(schedule: Schedule, draft: ScheduleDraft, today: date) -> str:
    title = f"*{typed(schedule.name, 100)}*"
    if schedule.paused_at is not None:
        title = f"{title} · {say('paused')}"
    elif draft.until_on is not None and draft.until_on < today:
        title = f"{title} · {say('over')}"
    elif draft.from_on > today:
        title = f"{title} · {say('from {day}', day=day_in_words(draft.from_on, today))}"
    who = typed(audience_in_words(draft), 400)
    sends = (
        say("The digest, to {who}", who=who)
        if draft.purpose == "digest"
        else say("To {who}", who=who)
    )
    return f"{title}\n{_when(draft)}\n{sends}"


def _when(draft: ScheduleDraft) -> str:
    words = when_in_words(draft)
    return typed(capitalized(words), 300)


def _menu(schedule: Schedule) -> OverflowMenuElement:
    is_paused = schedule.paused_at is not None
    resuming = {"pause": ("resume", say("Resume"))} if is_paused else {}
    return OverflowMenuElement(
        action_id=Action.SCHEDULE_MENU,
        options=options(
            (f"{choice}:{schedule.id}", words)
            for choice, words in (resuming.get(each, (each, words)) for each, words in said(_MENU))
        ),
    )


def schedule_form(
    draft: ScheduleDraft,
    rubric: Rubric,
    offers: Offers,
    *,
    way: Way,
    origin: Origin,
    shifts: Sequence[Shift] | None = None,
    today: date,
) -> dict[str, Any]:
    """A new schedule, or one to be changed (its id is the origin's row).

    `shifts` is what the change does to what is planned: shown before it is kept.
    """
    is_new = origin.row is None
    blocks: list[Block] = []
    if shifts is not None:
        told = shifts_in_words(shifts, draft.purpose, today)
        words = "\n".join(f"• {escape(line)}" for line in told)
        blocks += [section(f"*{say('Once you keep it:')}*\n{words}"), DividerBlock()]
    blocks += [
        text_input(
            "name", say("Name"), value=draft.name, placeholder=say("Friday thought"), most=100
        ),
        choice_input(Action.SCHEDULE_WAY, say("How often"), said(WAYS), value=way, is_heard=True),
        *_how_often(draft, way),
        search_input(
            Action.SCHEDULE_ZONE,
            say("By which clock"),
            value=zone_offer(draft.zone),
            hint=say("Type a city or a country for one clock for all."),
        ),
    ]
    blocks += _to_whom(draft, offers)
    if draft.purpose == "prompt":
        blocks += _about_what(draft, rubric, offers)
    blocks += _on_which_days(draft, offers)
    return modal(
        Form.SCHEDULE,
        title=say("New schedule") if is_new else say("Change a schedule"),
        submit=say("Add it") if is_new else say("Keep it") if shifts is not None else say("Save"),
        blocks=blocks,
        origin=origin,
    )


def zone_offer(zone: str | None) -> tuple[str, str]:
    """As the menu of zones shows what is chosen."""
    return (zone, zone) if zone else (EDUCATOR_ZONE, say("Each educator's own clock"))


def _how_often(draft: ScheduleDraft, way: Way) -> list[Block]:
    cadence = draft.cadence
    if way == "cron":
        line = cadence.crontab_line if cadence.is_crontab else "30 15 * * 1"
        hint = say("Minute, hour, day of the month, month, day of the week; 0 and 7 are Sunday.")
        return [text_input("cron", say("Crontab line"), value=line, hint=hint, most=200)]
    at = time_input("at", say("Time"), value=cadence.at, is_optional=False)
    if way == "monthly":
        days = choices_input(
            "monthly",
            say("Days of the month"),
            month_day_choices(),
            values=cadence.month_days,
            is_optional=False,
        )
        return [days, at]
    days = checks_input("weekly", say("Days"), weekday_choices(), values=cadence.weekdays)
    if way == "weekly":
        return [days, at]
    weeks = number_input(
        "every_weeks",
        say("Every how many weeks"),
        value=max(cadence.every_weeks, 2),
        least=1,
        most=52,
        is_whole=True,
        is_optional=False,
    )
    return [weeks, days, at]


def month_day_choices() -> list[tuple[str, str]]:
    """What a day of the month may be, as (key, words)."""
    return [
        *((str(day), f"{day}.") for day in range(1, 32)),
        ("last", say("Last day")),
        ("first-weekday", say("First weekday (Monday to Friday)")),
        ("last-weekday", say("Last weekday (Monday to Friday)")),
        *(
            (f"{which}-{day}", say(words, weekday=name))
            for which, words in _ORDINALS
            for day, name in weekday_choices()
        ),
    ]


def _to_whom(draft: ScheduleDraft, offers: Offers) -> list[Block]:
    blocks: list[Block] = []
    names = _chosen_first([group.name for group in offers.groups], draft.groups)
    if names:
        blocks.append(
            choices_input(
                "groups",
                say("Groups"),
                [(name, name) for name in names],
                values=draft.groups,
                hint=say("With all groups in them. Leave it empty for everyone."),
            )
        )
    blocks.append(
        checks_input(
            "roles",
            say("Roles"),
            said(_ROLES),
            values=draft.roles,
            hint=say("Leave all empty for everyone."),
        )
    )
    return blocks


def _about_what(draft: ScheduleDraft, rubric: Rubric, offers: Offers) -> list[Block]:
    text_of = {prompt.id: prompt.text for prompt in offers.prompts}
    by_element = {
        element.label: [
            (prompt_id, text_of[prompt_id])
            for prompt_id in _chosen_first(
                [prompt.id for prompt in offers.prompts if prompt.element == element.key],
                draft.prompts,
            )
        ]
        for element in rubric.elements
    }
    blocks: list[Block] = [
        checks_input("elements", say("Elements"), choices(rubric.elements), values=draft.elements),
        choice_input(
            "rotation", say("Whose turn it is"), said(ROTATION_CHOICES), value=draft.rotation
        ),
    ]
    if offers.prompts:
        blocks.append(
            grouped_choices_input(
                "prompts",
                say("Only these prompts"),
                by_element,
                values=draft.prompts,
                hint=say("Leave it empty for the whole prompt bank."),
            )
        )
    return blocks


def _chosen_first(names: Sequence[str], chosen: Collection[str]) -> list[str]:
    """As many as a menu holds; what is chosen is among them, or it would be lost on saving."""
    return sorted(names, key=lambda name: name not in chosen)[:MOST_CHOICES]


def _on_which_days(draft: ScheduleDraft, offers: Offers) -> list[Block]:
    blocks: list[Block] = [
        date_input("from_on", say("First day"), value=draft.from_on),
        date_input("until_on", say("Last day"), value=draft.until_on, is_optional=True),
    ]
    if offers.calendars:
        names = _chosen_first([each.name for each in offers.calendars], draft.calendars)
        blocks.append(
            choices_input(
                "calendars",
                say("Not on the days off of"),
                [(name, name) for name in names],
                values=draft.calendars,
            )
        )
    if draft.purpose == "prompt":
        blocks.append(
            number_input(
                "remind_after_hours",
                say("Remind after so many hours"),
                value=draft.remind_after_hours,
                least=1,
                most=LONGEST_HOURS,
                is_whole=True,
                hint=say(
                    "Once, and only whoever has not answered. Leave it empty for no reminder."
                ),
            )
        )
    return blocks


def preview_modal(
    schedule: Schedule,
    draft: ScheduleDraft,
    rubric: Rubric,
    times: Sequence[ComingTime],
    left_out: Mapping[date, str],
    *,
    who: str,
    today: date,
) -> dict[str, Any]:
    """The next times as somebody meets them (`who` is their Slack id), and what is left out."""
    lines = [
        (each.local_at.date(), f"• {time_in_words(each.local_at, today)}{_about(each, rubric)}")
        for each in times
    ]
    lines += [
        (day, f"• ~{say_date(day, 'MMMEd')}~ {typed(say_holiday(name), 60)}")
        for day, name in list(left_out.items())[:20]
    ]
    words = "\n".join(line for _, line in sorted(lines, key=lambda pair: pair[0]))
    words = words or say("No time is to come.")
    if schedule.paused_at:
        words = f"{say('It is paused, so none of these goes out.')}\n{words}"
    return reading_modal(
        say("The next times"),
        [
            section(
                f"*{typed(schedule.name, 100)}*\n{_when(draft)}.\n"
                f"{typed(days_in_words(draft), 600)}"
            ),
            ActionsBlock(
                block_id=f"preview|{schedule.id}",
                elements=[
                    UserSelectElement(
                        action_id=Action.PREVIEW_FOR,
                        initial_user=who,
                        placeholder=say("As somebody gets it"),
                    )
                ],
            ),
            section(words),
            context(say("As it comes to the person above, by their own clock and days off.")),
        ],
    )


def _about(each: ComingTime, rubric: Rubric) -> str:
    return f": {escape(label(rubric.elements, each.element))}" if each.element else ""


def removal_form(schedule: Schedule, shifts: Sequence[Shift], today: date) -> dict[str, Any]:
    """Asked before a schedule is removed, with what that takes back."""
    told = (
        shifts_in_words(shifts, schedule.purpose, today) if shifts else [say("Nothing is planned.")]
    )
    return modal(
        Form.REMOVE_SCHEDULE,
        title=say("Remove a schedule"),
        submit=say("Remove it"),
        close=say("Keep it"),
        blocks=[
            section(
                say(
                    "Remove *{name}* for good? {changes} What it sent stays, and can still be "
                    "answered.",
                    name=typed(schedule.name, 100),
                    changes=escape(" ".join(told)),
                )
            )
        ],
        origin=Origin(row=schedule.id, home_page=HomePage.ADMIN),
    )
