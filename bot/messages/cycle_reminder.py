"""A reminder of a cycle of evaluations, as it comes by direct message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action
from bot.messages.labels import day_in_words
from bot.messages.message import (
    Message,
    context,
    counted,
    first_name,
    quote,
    section,
    typed,
    unstyled,
)
from domain.cycles import LONGEST_NAME
from domain.keys import EvaluationState
from storage.reminders import Reminding

_STEPS: Final[Mapping[EvaluationState, str]] = {
    "goal-setting": "Your goals come first: choose them, and the rest follows.",
    "collecting": "Choose what shows your growth, then rate yourself in a few words.",
    "self-evaluation": "You have begun to rate yourself: finish it, and submit it.",
    "responded": "You have a response. Once you have talked about it, say so, and say whether you "
    "agree or see it otherwise.",
    "discussed": "You have talked about it. Say whether you agree, or how you see it otherwise.",
}
"""What is next, by where they are."""


def cycle_reminder_message(told: Reminding, today: date, name: str) -> Message:
    """What a cycle has to say to somebody now; `name` is theirs."""
    title = _title(told, today)
    blocks: list[Block] = [section(f"{title}\n{_words(told, today, name)}")]
    if told.reminder == "opens" and told.cycle.expectation:
        blocks.append(section(f"*What is expected*\n{quote(told.cycle.expectation, 1200)}"))
    blocks += [_button(told), context(_small_print(told))]
    return Message(unstyled(title), blocks)


def _title(told: Reminding, today: date) -> str:
    name, by = f"*{typed(told.cycle.name, LONGEST_NAME)}*", f"*{day_in_words(told.by, today)}*"
    if told.reminder == "respond":
        verb = "awaits" if told.awaiting == 1 else "await"
        return f"{counted(told.awaiting, 'evaluation')} {verb} your response in {name}, by {by}."
    return {
        "opens": f"A new evaluation cycle has begun: {name}.",
        "goals": f"Goals for your evaluation in {name} are set by {by}.",
        "submit": f"Your evaluation in {name} is submitted by {by}.",
        "submit-last": f"Still open: your evaluation in {name} is submitted by {by}.",
        "decide": f"Your evaluation in {name} ends with a word of yours, by {by}.",
    }[told.reminder]


def _words(told: Reminding, today: date, name: str) -> str:
    terms = told.cycle.terms
    if told.reminder == "opens":
        steps = (
            (terms.goals_by, "you set your goals"),
            (terms.submit_by, "you choose what shows your growth, rate yourself, and submit it"),
            (terms.respond_by, "a leader of yours responds"),
            (terms.agree_by, "you have talked, and say whether you agree"),
        )
        dates = "\n".join(f"• By {day_in_words(day, today)}: {words}" for day, words in steps)
        return (
            f"Hi {first_name(name)}, nothing about you is rated without you. This is how it "
            f"goes:\n{dates}\nBegin whenever it suits you: `/pln evaluation` is the way back to it."
        )
    if told.reminder == "respond":
        return "The one that has waited longest comes first."
    if told.reminder == "goals":
        asked = counted(max(1, terms.goals_expected), "goal")
        return f"It asks for {asked} that you choose yourself."
    return _STEPS[told.state]


def _button(told: Reminding) -> ActionsBlock:
    if told.reminder == "respond":
        button = ButtonElement(
            text="Show them", action_id=Action.TURN_AWAITING, value="0", style="primary"
        )
    else:
        button = ButtonElement(
            text="Begin" if told.reminder == "opens" else "Open my evaluation",
            action_id=Action.OPEN_EVALUATION,
            value=str(told.cycle.id),
            style="primary",
        )
    return ActionsBlock(block_id="cycle-reminder", elements=[button])


def _small_print(told: Reminding) -> str:
    if told.reminder == "respond":
        return "I remind you of these once in a cycle."
    return (
        "I remind you five times in a cycle at most, and never of a step that is behind you. "
        "`/pln settings` says when things come."
    )
