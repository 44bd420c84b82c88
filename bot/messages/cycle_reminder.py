"""A reminder of a cycle of evaluations, as it comes by direct message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action
from bot.messages.labels import day_in_words
from bot.messages.language import say, say_count
from bot.messages.message import (
    Message,
    context,
    first_name,
    quote,
    section,
    typed,
    unstyled,
)
from domain.cycles import LONGEST_NAME
from domain.keys import EvaluationState
from domain.words import later
from storage.reminders import Reminding

_STEPS: Final[Mapping[EvaluationState, str]] = {
    "goal-setting": later("Your goals come first: choose them, and the rest follows."),
    "collecting": later("Choose what shows your growth, then rate yourself in a few words."),
    "self-evaluation": later("You have begun to rate yourself: finish it, and submit it."),
    "responded": later(
        "You have a response. Once you have talked about it, say so, and say whether "
        "you agree or see it otherwise."
    ),
    "discussed": later(
        "You have talked about it. Say whether you agree, or how you see it otherwise."
    ),
}
"""What is next, by where they are."""


def cycle_reminder_message(told: Reminding, today: date, name: str) -> Message:
    """What a cycle has to say to somebody now; `name` is theirs."""
    title = _title(told, today)
    blocks: list[Block] = [section(f"{title}\n{_words(told, today, name)}")]
    if told.reminder == "opens" and told.cycle.expectation:
        blocks.append(
            section(f"*{say('What is expected')}*\n{quote(told.cycle.expectation, 1200)}")
        )
    blocks += [_button(told), context(_small_print(told))]
    return Message(unstyled(title), blocks)


def _title(told: Reminding, today: date) -> str:
    name, by = f"*{typed(told.cycle.name, LONGEST_NAME)}*", f"*{day_in_words(told.by, today)}*"
    if told.reminder == "respond":
        return say_count(
            "{count} evaluation awaits your response in {name}, by {by}.",
            "{count} evaluations await your response in {name}, by {by}.",
            told.awaiting,
            name=name,
            by=by,
        )
    return {
        "opens": say("A new evaluation cycle has begun: {name}.", name=name),
        "goals": say("Goals for your evaluation in {name} are set by {by}.", name=name, by=by),
        "submit": say("Your evaluation in {name} is submitted by {by}.", name=name, by=by),
        "submit-last": say(
            "Still open: your evaluation in {name} is submitted by {by}.", name=name, by=by
        ),
        "decide": say(
            "Your evaluation in {name} ends with a word of yours, by {by}.", name=name, by=by
        ),
    }[told.reminder]


def _words(told: Reminding, today: date, name: str) -> str:
    terms = told.cycle.terms
    if told.reminder == "opens":
        steps = (
            (terms.goals_by, say("you set your goals")),
            (
                terms.submit_by,
                say("you choose what shows your growth, rate yourself, and submit it"),
            ),
            (terms.respond_by, say("a leader of yours responds")),
            (terms.agree_by, say("you have talked, and say whether you agree")),
        )
        dates = "\n".join(
            say("• By {day}: {words}", day=day_in_words(day, today), words=words)
            for day, words in steps
        )
        return say(
            "Hi {name}, nothing about you is rated without you. This is how it goes:\n"
            "{dates}\n"
            "Begin whenever it suits you: `/pln evaluation` is the way back to it.",
            name=first_name(name),
            dates=dates,
        )
    if told.reminder == "respond":
        return say("The one that has waited longest comes first.")
    if told.reminder == "goals":
        return say_count(
            "It asks for {count} goal that you choose yourself.",
            "It asks for {count} goals that you choose yourself.",
            max(1, terms.goals_expected),
        )
    return say(_STEPS[told.state])


def _button(told: Reminding) -> ActionsBlock:
    if told.reminder == "respond":
        button = ButtonElement(
            text=say("Show them"), action_id=Action.TURN_AWAITING, value="0", style="primary"
        )
    else:
        button = ButtonElement(
            text=say("Begin") if told.reminder == "opens" else say("Open my evaluation"),
            action_id=Action.OPEN_EVALUATION,
            value=str(told.cycle.id),
            style="primary",
        )
    return ActionsBlock(block_id="cycle-reminder", elements=[button])


def _small_print(told: Reminding) -> str:
    if told.reminder == "respond":
        return say("I remind you of these once in a cycle.")
    return say(
        "I remind you five times in a cycle at most, and never of a step that is "
        "behind you. `/pln settings` says when things come."
    )
