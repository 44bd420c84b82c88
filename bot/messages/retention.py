"""How long what people wrote is kept, in words: for admins, who decide it, and for educators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from bot.messages.actions import Action, Form
from bot.messages.forms import Origin, choice_input, modal
from bot.messages.labels import capitalized
from bot.messages.language import say, say_count, say_date, say_number
from bot.messages.message import context, listed, section
from domain.retention import KEPT, NOTICE, Kept, Limits, Retention
from domain.words import later
from storage.retention import Due

FOR_EVER: Final = "ever"
"""The choice of no limit."""
YEARS: Final = (1, 2, 3, 5, 7, 10, 15, 20)
STAYS: Final = later(
    "However old it is, this stays: what an evaluation rests on, what was handed in for credit, "
    "what counts toward a goal that is still open, and all from the first day of a cycle of "
    "evaluations that is not closed yet."
)
GOES: Final = later(
    "What goes is erased for good, posts of it in channels too. Past weeks then count without it; "
    "digests that leaders have already stay as they were sent."
)
_NAMES: Final[Mapping[Kept, str]] = {
    "entries": later("entries"),
    "reflections": later("answers to prompts"),
    "looks": later("notes of who looked at whose record"),
}


def limits_in_words(limits: Limits) -> str:
    """All three, in one sentence."""
    if not limits.is_any:
        return say("Everything is kept for ever.")
    parts = [_how_long(kept, limits.years(kept)) for kept in KEPT]
    return say("Kept are {parts}.", parts=listed(parts))


def notice_in_words(retention: Retention, today: date) -> str:
    """What an educator is told of it, wherever they see their record."""
    entries, reflections = retention.limits.entries, retention.limits.reflections
    old: list[str] = []
    if entries is not None:
        old.append(
            say_count(
                "entries older than {count} year", "entries older than {count} years", entries
            )
        )
    if reflections is not None:
        old.append(
            say_count(
                "answers to prompts older than {count} year",
                "answers to prompts older than {count} years",
                reflections,
            )
        )
    if not old:
        return ""
    if retention.begins_on <= today:
        return say(
            "What is erased here: {old}. `/pln export` gives you all of it before.",
            old=listed(old),
        )
    return say(
        "From {day} on this is erased here: {old}. `/pln export` gives you all of it before.",
        day=say_date(retention.begins_on, "yMMMMd"),
        old=listed(old),
    )


def retention_block(retention: Retention | None, today: date) -> Block:
    """On the admins' page, among what holds for everybody."""
    words = limits_in_words(retention.limits if retention else Limits())
    if retention is not None and retention.begins_on > today:
        day = say_date(retention.begins_on, "yMMMMd")
        words = f"{words} {say('Nothing is erased before {day}.', day=day)}"
    return section(
        f"*{say('How long it is kept')}*\n{words}",
        block_id="retention",
        accessory=ButtonElement(text=say("Change"), action_id=Action.SET_RETENTION),
    )


def retention_form(limits: Limits, origin: Origin) -> dict[str, Any]:
    return modal(
        Form.RETENTION,
        title=say("How long it is kept"),
        submit=say("See what goes"),
        blocks=[
            *(
                choice_input(
                    kept,
                    capitalized(say(_NAMES[kept])),
                    _choices(limits.years(kept)),
                    value=_value(limits.years(kept)),
                )
                for kept in KEPT
            ),
            context(f"{say(STAYS)} {say('You see what would go before anything is set.')}"),
        ],
        origin=origin,
    )


def retention_preview(
    retention: Retention | None, due: Mapping[Kept, Due], today: date, origin: Origin
) -> dict[str, Any]:
    """What those limits would erase, before they are set."""
    limits = retention.limits if retention else Limits()
    blocks: list[Block] = [section(limits_in_words(limits))]
    if retention is not None:
        blocks += [
            section(due_in_words(due)),
            section(begins_in_words(retention, today)),
            context(f"{say(STAYS)} {say(GOES)}"),
        ]
    return modal(
        Form.RETENTION_PREVIEW,
        title=say("What goes"),
        submit=say("Set it"),
        close=say("Back"),
        blocks=blocks,
        origin=origin,
    )


def due_in_words(due: Mapping[Kept, Due]) -> str:
    """How much is old enough to go today."""
    goes = [_counted(kept, each.goes) for kept, each in due.items() if each.goes]
    stays = sum(each.stays for each in due.values())
    words = (
        say("As of today that erases {parts}.", parts=listed(goes))
        if goes
        else say("As of today that erases nothing.")
    )
    if not stays:
        return words
    return f"{words} {say('{count} as old would stay.', count=say_number(stays, '#,##0'))}"


def begins_in_words(retention: Retention, today: date) -> str:
    if retention.begins_on <= today:
        return say("It is erased within the hour, and from then on as it grows older.")
    return say(
        "It begins on {day}: whoever loses something has {count} days to export it, and reads so "
        "on App Home.",
        day=say_date(retention.begins_on, "yMMMMd"),
        count=NOTICE.days,
    )


def as_said(limits: Limits) -> dict[str, Any]:
    return {kept: limits.years(kept) for kept in KEPT}


def read_limits(said: Mapping[str, str | None]) -> Limits:
    """Out of a form's choices; anything but a number is for ever."""
    return Limits(**{kept: _years(said.get(kept)) for kept in KEPT})


def _years(choice: str | None) -> int | None:
    return int(choice) if choice is not None and choice.isdecimal() else None


def _choices(chosen: int | None) -> list[tuple[str, str]]:
    years = sorted({*YEARS, *([] if chosen is None else [chosen])})
    return [
        (FOR_EVER, say("For ever")),
        *((str(each), say_count("{count} year", "{count} years", each)) for each in years),
    ]


def _value(years: int | None) -> str:
    return FOR_EVER if years is None else str(years)


def _how_long(kept: Kept, years: int | None) -> str:
    what = say(_NAMES[kept])
    if years is None:
        return say("{what} for ever", what=what)
    return say_count("{what} for {count} year", "{what} for {count} years", years, what=what)


def _counted(kept: Kept, count: int) -> str:
    match kept:
        case "entries":
            return say_count("{count} entry", "{count} entries", count)
        case "reflections":
            return say_count("{count} answer to a prompt", "{count} answers to prompts", count)
        case "looks":
            return say_count("{count} note of who looked", "{count} notes of who looked", count)
