"""A prompt in its states: asked, answered, snoozed, skipped; and the modal that answers it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    Option,
    StaticSelectElement,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import Origin, modal, text_input
from bot.messages.labels import label, time_in_words
from bot.messages.message import Message, context, first_name, quote, section, typed
from rubric_data import Rubric
from storage.tables import Goal, Occurrence, Reflection

QUESTION = 700
_BECAUSE: Final = {
    "least-practised": "you have logged little about it lately",
    "own-focus": "one of your focus elements",
}
"""Why it is about that element, where it is not simply the turn of it."""
SNOOZES = (("hour", "In an hour"), ("tomorrow", "Tomorrow"), ("week", "Next week"))


def prompt_message(
    occurrence: Occurrence, rubric: Rubric, *, goal: Goal | None = None, name: str | None = None
) -> Message:
    """The question, with Reflect, Log activity, Snooze and Skip; `goal` reminds of an open one."""
    question = occurrence.prompt_text or ""
    number = str(occurrence.id)
    greeting = f"Hi {first_name(name)}, a thought for this week:" if name else "Here it is:"
    if occurrence.is_test:
        greeting = "A test, to you alone; it counts nowhere:"
    blocks: list[Block] = [
        section(f"{greeting}\n*{typed(question, QUESTION)}*"),
        context(_small_print(occurrence, rubric, goal)),
        ActionsBlock(
            block_id="prompt",
            elements=[
                ButtonElement(
                    text="Reflect", action_id=Action.REFLECT, value=number, style="primary"
                ),
                ButtonElement(text="Log activity", action_id=Action.LOG_FROM_PROMPT, value=number),
                StaticSelectElement(
                    action_id=Action.SNOOZE,
                    placeholder="Snooze",
                    options=[Option(value=f"{key}:{number}", text=words) for key, words in SNOOZES],
                ),
                ButtonElement(text="Skip", action_id=Action.SKIP, value=number),
            ],
        ),
    ]
    return Message(typed(question, QUESTION), blocks)


def reminder_message(occurrence: Occurrence) -> Message:
    """A prompt that waits for an answer, once more and in brief."""
    question = typed(occurrence.prompt_text or "", QUESTION)
    number = str(occurrence.id)
    return Message(
        f"Still open, if you like: {question}",
        [
            section(f"Still open, if you like:\n*{question}*"),
            context("I remind you once. Leave it, or skip it, if it isn't for you."),
            ActionsBlock(
                block_id="prompt",
                elements=[
                    ButtonElement(
                        text="Reflect", action_id=Action.REFLECT, value=number, style="primary"
                    ),
                    ButtonElement(text="Skip", action_id=Action.SKIP, value=number),
                ],
            ),
        ],
    )


def answered_message(occurrence: Occurrence, reflection: Reflection, rubric: Rubric) -> Message:
    """The message once it is answered: the question, the answer, and a way to mend it."""
    return Message(
        f"Answered: {typed(occurrence.prompt_text or '', QUESTION)}",
        [
            section(
                f"*{typed(occurrence.prompt_text or '', QUESTION)}*\n{quote(reflection.text, 1000)}"
            ),
            context(
                f":white_check_mark: Answered. {_small_print(occurrence, rubric, None)}. "
                "Only you see your words."
            ),
            ActionsBlock(
                block_id="prompt",
                elements=[
                    ButtonElement(
                        text="Edit answer", action_id=Action.REFLECT, value=str(occurrence.id)
                    ),
                    ButtonElement(
                        text="Log activity",
                        action_id=Action.LOG_FROM_PROMPT,
                        value=str(occurrence.id),
                    ),
                ],
            ),
        ],
    )


def snoozed_message(occurrence: Occurrence, local_until: datetime, today: date) -> Message:
    when = time_in_words(local_until, today)
    return _set_aside(occurrence, f":zzz: Snoozed: it comes again {when}.", "Reflect now")


def skipped_message(occurrence: Occurrence) -> Message:
    return _set_aside(occurrence, "Skipped. That's fine.", "Reflect after all")


def reflection_form(occurrence: Occurrence, answer: str | None, origin: Origin) -> dict[str, Any]:
    return modal(
        Form.REFLECTION,
        title="Reflect",
        submit="Save",
        blocks=[
            section(f"*{typed(occurrence.prompt_text or '', QUESTION)}*"),
            text_input(
                "text",
                "Your thoughts",
                value=answer,
                placeholder="A sentence or two is plenty.",
                hint="Only you see your words; that you answered counts in totals.",
                is_multiline=True,
                is_focused=True,
            ),
        ],
        origin=origin,
    )


def _small_print(occurrence: Occurrence, rubric: Rubric, goal: Goal | None) -> str:
    about = label(rubric.elements, occurrence.element or "")
    because = _BECAUSE.get(occurrence.element_because or "")
    parts = [about, because, f"your goal: {typed(goal.text, 100)}" if goal else None]
    return " · ".join(part for part in parts if part)


def _set_aside(occurrence: Occurrence, words: str, button: str) -> Message:
    return Message(
        words,
        [
            section(f"~{typed(occurrence.prompt_text or '', QUESTION)}~\n{words}"),
            ActionsBlock(
                block_id="prompt",
                elements=[
                    ButtonElement(text=button, action_id=Action.REFLECT, value=str(occurrence.id))
                ],
            ),
        ],
    )
