"""The portfolio: what is to go into it, and what is said while it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action, Form
from bot.messages.figures import days_in_words
from bot.messages.forms import (
    MOST_OPTIONS,
    Origin,
    checks_input,
    choice_input,
    grouped_choices_input,
    modal,
    text_input,
)
from bot.messages.labels import capitalized, said
from bot.messages.language import say, say_date, say_words
from bot.messages.message import Message, context, section, typed
from domain.portfolio import Part, ReflectionChoice, Stretch
from domain.words import later
from storage.tables import Reflection

MOST_REFLECTIONS: Final = 400
"""That one may choose from, one by one: a menu of more is none that anybody reads."""
LONGEST_PERIOD: Final = 100
PART_LABELS: Final[Mapping[Part, str]] = {
    "goals": later("Goals, check-ins and what came of them"),
    "entries": later("What I logged, with links"),
    "private": later("Entries and goals that only I see"),
    "indicators": later("What came of it in class"),
    "credit": later("Credit that it earned"),
    "evaluation": later("My evaluation, with my leader's response"),
}
REFLECTION_LABELS: Final[Mapping[ReflectionChoice, str]] = {
    "evidence": later("Those that stand as evidence"),
    "chosen": later("Those that I choose in the next step"),
    "all": later("All of that time"),
    "none": later("None"),
}
PORTFOLIO_WORDS: Final = later(
    "Here is your portfolio: a PDF to read and hand on, and the same as a workbook. Only you see "
    "this conversation; who else gets the files is up to you."
)
STILL_MAKING: Final = later(
    "I'm still making the portfolio that you asked for: it comes in a moment. Then make this one."
)
NO_PDF_WORDS: Final = later(
    "Here is your portfolio as a workbook, with all that the PDF would hold."
)


def stretch_in_words(stretch: Stretch, today: date) -> str:
    """`the school year 2026-27 so far (3 Aug 2026 to 1 Aug 2027)`."""
    days = days_in_words(stretch.first, stretch.last, today)
    is_running = stretch.is_running(today)
    if stretch.name is None:
        return say("{time} so far", time=days) if is_running else days
    name = say_words(stretch.name)
    name = name if stretch.cycle_id is None else f"“{name}”"
    name = say("{time} so far", time=name) if is_running else name
    return f"{name} ({days})"


def portfolio_form(
    offered: Mapping[str, Stretch], today: date, origin: Origin, *, gives_credit: bool
) -> dict[str, Any]:
    """`offered` are periods by the words that stand for them, the chosen one first."""
    parts = [
        (part, say(words))
        for part, words in PART_LABELS.items()
        if gives_credit or part != "credit"
    ]
    periods = [
        (words, capitalized(stretch_in_words(stretch, today))) for words, stretch in offered.items()
    ]
    return modal(
        Form.PORTFOLIO,
        title=say("Make a portfolio"),
        submit=say("Go on"),
        blocks=[
            section(say("A PDF and a workbook, in our direct message. Only you get them.")),
            choice_input(
                "period", say("Which time?"), periods[:MOST_OPTIONS], value=next(iter(offered))
            ),
            text_input(
                "other_period",
                say("Or another time"),
                placeholder=say("2025-26, October, last 4 weeks, 2026-W36 to 2026-W47"),
                is_optional=True,
                most=LONGEST_PERIOD,
            ),
            checks_input("parts", say("What goes in?"), parts, values=[part for part, _ in parts]),
            choice_input(
                "reflections",
                say("Which reflections?"),
                said(REFLECTION_LABELS.items()),
                value="evidence",
            ),
            context(say("Totals and charts are always in it, and count everything you logged.")),
        ],
        origin=origin,
    )


def reflections_form(
    reflections: Sequence[Reflection], chosen: Collection[int], origin: Origin
) -> dict[str, Any]:
    """One by one, under their months."""
    months = defaultdict[str, list[tuple[str, str]]](list)
    for each in reflections:
        day = each.answered_on
        words = " ".join(each.text.split())
        month = capitalized(say_date(day, "yMMMM"))
        months[month].append((str(each.id), f"{say_date(day, 'MMMd')}: {words}"))
    # A menu takes a hundred in a group; whoever has more in a month finds them in a second one.
    groups = {
        name if not first else f"{name} ({first // MOST_OPTIONS + 1})": several[
            first : first + MOST_OPTIONS
        ]
        for name, several in months.items()
        for first in range(0, len(several), MOST_OPTIONS)
    }
    blocks: list[Block] = [
        grouped_choices_input(
            "picked",
            say("Which reflections go in?"),
            groups,
            values=[str(each.id) for each in reflections if each.id in chosen][:MOST_OPTIONS],
            hint=say("Those that stand as evidence are chosen already."),
        )
    ]
    if len(reflections) == MOST_REFLECTIONS:
        blocks.append(context(say("These are the newest {count}.", count=MOST_REFLECTIONS)))
    return modal(
        Form.PORTFOLIO_REFLECTIONS,
        title=say("Your reflections"),
        submit=say("Make it"),
        close=say("Back"),
        blocks=blocks,
        origin=origin,
    )


def making_message() -> Message:
    words = say("I'm making your portfolio. It comes in our direct message, in a minute or so.")
    return Message(words, [section(words)])


def portfolio_failed_message(reason: str, period: str) -> Message:
    """`reason` is Slack's word for why the files did not go."""
    if reason == "missing_scope":
        words = say(
            "I may not send files in this workspace. Ask whoever installed PLNudge to give it the "
            "right “files:write”; `plnudge portfolio --user` on its server makes them too."
        )
    else:
        words = say(
            "Your portfolio did not reach Slack ({reason}). Nothing is lost: try again.",
            reason=typed(reason, 60),
        )
    return Message(words, [section(words), _again(period)])


def no_pdf_message(reason: str, period: str) -> Message:
    """The workbook came all the same; `reason` says what became of the PDF."""
    words = say(
        "The PDF could not be made: {reason}. The workbook has all of it. A "
        "shorter time, or the same once more in a while, may do.",
        reason=typed(reason, 100),
    )
    return Message(words, [section(words), _again(period)])


def nothing_sentence(stretch: Stretch, today: date) -> str:
    """For whoever did nothing in that time."""
    return say(
        "Nothing of yours is in {stretch} yet, so there is nothing to put "
        "together. Choose another time, or log something first: `/pln log 20m` and "
        "what it was.",
        stretch=stretch_in_words(stretch, today),
    )


def no_reflections_sentence(stretch: Stretch, today: date) -> str:
    return say(
        "You wrote no reflection in {stretch}: choose “None”, or another time.",
        stretch=stretch_in_words(stretch, today),
    )


def _again(period: str) -> ActionsBlock:
    return ActionsBlock(
        block_id="portfolio",
        elements=[ButtonElement(text=say("Try again"), action_id=Action.PORTFOLIO, value=period)],
    )
