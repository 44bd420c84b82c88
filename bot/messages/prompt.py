"""A prompt in its states: asked, answered, snoozed, skipped; and the modal that answers it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    Option,
    OverflowMenuElement,
    SectionBlock,
    StaticSelectElement,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import Origin, checks_input, choice_input, modal, options, text_input
from bot.messages.labels import day_in_words, label, said, time_in_words
from bot.messages.language import say, say_count
from bot.messages.message import (
    Message,
    context,
    escape,
    first_name,
    quote,
    section,
    typed,
)
from bot.messages.pages import turning
from domain.keys import SkipReason
from domain.words import later
from rubric_data import Rubric
from storage.pages import Page
from storage.tables import Goal, Occurrence, Reflection

QUESTION = 700
_BECAUSE: Final = {
    "least-practised": later("you have logged little about it lately"),
    "own-focus": later("one of your focus elements"),
}
"""Why it is about that element, where it is not simply the turn of it."""
ALSO_LOG: Final = "entry"
RATINGS: Final = {
    "5": later("It went very well"),
    "4": later("It went well"),
    "3": later("It went so-so"),
    "2": later("It was hard going"),
    "1": later("It didn't work this time"),
}
SKIP_REASONS: Final[dict[SkipReason, str]] = {
    "no-time": later("No time"),
    "not-relevant": later("Not relevant to me"),
    "done-already": later("I've done that already"),
}
SNOOZES = (
    ("hour", later("In an hour")),
    ("tomorrow", later("Tomorrow")),
    ("week", later("Next week")),
)


def prompt_message(
    occurrence: Occurrence, rubric: Rubric, *, goal: Goal | None = None, name: str | None = None
) -> Message:
    """The question, with Reflect, Log activity, Snooze and Skip; `goal` reminds of an open one."""
    question = occurrence.prompt_text or ""
    number = str(occurrence.id)
    greeting = (
        say("Hi {name}, a thought for this week:", name=first_name(name))
        if name
        else say("Here it is:")
    )
    if occurrence.is_test:
        greeting = say("A test, to you alone; it counts nowhere:")
    blocks: list[Block] = [
        section(f"{greeting}\n*{typed(question, QUESTION)}*"),
        context(_small_print(occurrence, rubric, goal)),
        ActionsBlock(
            block_id="prompt",
            elements=[
                ButtonElement(
                    text=say("Reflect"), action_id=Action.REFLECT, value=number, style="primary"
                ),
                ButtonElement(
                    text=say("Log activity"), action_id=Action.LOG_FROM_PROMPT, value=number
                ),
                StaticSelectElement(
                    action_id=Action.SNOOZE,
                    placeholder=say("Snooze"),
                    options=[
                        Option(value=f"{key}:{number}", text=words) for key, words in said(SNOOZES)
                    ],
                ),
                ButtonElement(text=say("Skip"), action_id=Action.SKIP, value=number),
            ],
        ),
    ]
    return Message(typed(question, QUESTION), blocks)


def reminder_message(occurrence: Occurrence) -> Message:
    """A prompt that waits for an answer, once more and in brief."""
    question = typed(occurrence.prompt_text or "", QUESTION)
    number = str(occurrence.id)
    return Message(
        say("Still open, if you like: {question}", question=question),
        [
            section(say("Still open, if you like:\n*{question}*", question=question)),
            context(say("I remind you once. Leave it, or skip it, if it isn't for you.")),
            ActionsBlock(
                block_id="prompt",
                elements=[
                    ButtonElement(
                        text=say("Reflect"), action_id=Action.REFLECT, value=number, style="primary"
                    ),
                    ButtonElement(text=say("Skip"), action_id=Action.SKIP, value=number),
                ],
            ),
        ],
    )


def answered_message(
    occurrence: Occurrence, reflection: Reflection, rubric: Rubric, *, is_logged: bool = False
) -> Message:
    """The message once it is answered: the question, the answer, and a way to mend it."""
    facts = [
        say(":white_check_mark: Answered"),
        _small_print(occurrence, rubric, None),
        *rating_facts(reflection),
    ]
    buttons = [
        ButtonElement(text=say("Edit answer"), action_id=Action.REFLECT, value=str(occurrence.id))
    ]
    if is_logged:
        facts.append(say("logged as an activity, too"))
    else:
        buttons.append(
            ButtonElement(
                text=say("Log activity"), action_id=Action.LOG_FROM_PROMPT, value=str(occurrence.id)
            )
        )
    return Message(
        say("Answered: {question}", question=typed(occurrence.prompt_text or "", QUESTION)),
        [
            section(
                f"*{typed(occurrence.prompt_text or '', QUESTION)}*\n{quote(reflection.text, 1000)}"
            ),
            context(say("{facts}. Only you see your words.", facts=" · ".join(facts))),
            ActionsBlock(block_id="prompt", elements=buttons),
        ],
    )


def snoozed_message(occurrence: Occurrence, local_until: datetime, today: date) -> Message:
    when = time_in_words(local_until, today)
    return _set_aside(
        occurrence, say(":zzz: Snoozed: it comes again {when}.", when=when), say("Reflect now")
    )


def skipped_message(occurrence: Occurrence) -> Message:
    """Skipped at once; why is for them to say, or not."""
    words = say("Skipped. That's fine.")
    return Message(
        words,
        [
            *_set_aside(occurrence, words, say("Reflect after all")).blocks,
            context(say("Would you say why? It helps to ask you better.")),
            ActionsBlock(
                block_id="why",
                elements=[
                    ButtonElement(
                        text=say(answer),
                        action_id=f"{Action.SAY_WHY_SKIPPED}_{place}",
                        value=f"{occurrence.id}:{key}",
                    )
                    for place, (key, answer) in enumerate(SKIP_REASONS.items())
                ],
            ),
        ],
    )


def said_why_message(occurrence: Occurrence, reason: SkipReason) -> Message:
    words = say(
        "Skipped: {reason}. Thank you, that helps.", reason=say(SKIP_REASONS[reason]).lower()
    )
    return _set_aside(occurrence, words, say("Reflect after all"))


def reflection_form(
    question: str, reflection: Reflection | None, origin: Origin, *, form: Form = Form.REFLECTION
) -> dict[str, Any]:
    """The question, the answer, how it went, and whether to log it as well."""
    rating = str(reflection.rating) if reflection and reflection.rating else None
    blocks: list[Block] = [
        section(f"*{typed(question, QUESTION)}*"),
        text_input(
            "text",
            say("Your thoughts"),
            value=reflection.text if reflection else None,
            placeholder=say("A sentence or two is plenty."),
            hint=say("Only you see your words; that you answered counts in totals."),
            is_multiline=True,
            is_focused=True,
        ),
        choice_input(
            "rating", say("How did it go?"), said(RATINGS.items()), value=rating, is_optional=True
        ),
    ]
    if form == Form.REFLECTION and (reflection is None or reflection.entry_id is None):
        blocks.append(
            checks_input(
                "log",
                say("Worth logging?"),
                [(ALSO_LOG, say("Log it as an activity, too"))],
            )
        )
    return modal(form, title=say("Reflect"), submit=say("Save"), blocks=blocks, origin=origin)


def reflections_message(page: Page[Reflection], rubric: Rubric, today: date) -> Message:
    """`/pln reflections`: what they were asked, and what they answered."""
    if not page.count:
        words = say("You have answered no question yet. `/pln reflect` brings one.")
        return Message(words, [section(words)])
    return Message(
        say_count(
            "You have answered {count} question.",
            "You have answered {count} questions.",
            page.count,
        ),
        [
            section(say("*What you thought*")),
            *(_reflection_line(each, rubric, today) for each in page.rows),
            *turning(page, Action.TURN_REFLECTIONS, back=say("Newer"), on=say("Older")),
            context(say("Only you see your words.")),
        ],
    )


def reflection_saved_message(reflection: Reflection, rubric: Rubric, today: date) -> Message:
    """An answer of before, once it is put right."""
    return Message(
        say("Saved."), [section(say("*Saved.*")), _reflection_line(reflection, rubric, today)]
    )


def reflection_deleted_message(reflection: Reflection) -> Message:
    """It is gone from the record, with a way back."""
    button = ButtonElement(
        text=say("Bring it back"), action_id=Action.BRING_BACK_REFLECTION, value=str(reflection.id)
    )
    return Message(
        say("Deleted: {text}", text=typed(reflection.text)),
        [
            section(
                say(
                    "Deleted, it stands for nothing any more:\n{text}",
                    text=quote(reflection.text, 1000),
                )
            ),
            ActionsBlock(block_id="reflection", elements=[button]),
        ],
    )


def answer_deleted_message(occurrence: Occurrence) -> Message:
    """In the place of the answer, where the question was asked."""
    return _set_aside(occurrence, say("You deleted your answer."), say("Answer again"))


def rating_facts(reflection: Reflection) -> list[str]:
    return [say(RATINGS[str(reflection.rating)]).lower()] if reflection.rating else []


def _reflection_line(reflection: Reflection, rubric: Rubric, today: date) -> SectionBlock:
    facts = [
        day_in_words(reflection.answered_on, today),
        escape(label(rubric.elements, reflection.element)),
        *rating_facts(reflection),
    ]
    return section(
        f"*{typed(reflection.prompt_text, QUESTION)}*\n{quote(reflection.text)}\n"
        f"{' · '.join(facts)}",
        block_id=f"reflection-{reflection.id}",
        accessory=OverflowMenuElement(
            action_id=Action.REFLECTION_MENU,
            options=options(
                [(f"edit:{reflection.id}", say("Edit")), (f"delete:{reflection.id}", say("Delete"))]
            ),
        ),
    )


def _small_print(occurrence: Occurrence, rubric: Rubric, goal: Goal | None) -> str:
    about = label(rubric.elements, occurrence.element or "")
    because = say(_BECAUSE.get(occurrence.element_because or "", ""))
    parts = [about, because, say("your goal: {text}", text=typed(goal.text, 100)) if goal else None]
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
