"""Following up: the offer beside an entry, the question, and the indicator that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    OverflowMenuElement,
    SectionBlock,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import (
    MOST_OPTIONS,
    Origin,
    checks_input,
    choice_input,
    date_input,
    modal,
    number_input,
    options,
    search_input,
    text_input,
)
from bot.messages.labels import choices, day_in_words, label
from bot.messages.language import say, say_count
from bot.messages.message import (
    Message,
    context,
    escape,
    first_name,
    in_digits,
    quote,
    section,
    typed,
)
from bot.messages.pages import turning
from bot.messages.pieces import piece_in_words
from domain.follow_up import WEEKS, wants_follow_up
from domain.indicators import IndicatorDraft
from domain.words import later
from rubric_data import Rubric
from storage.indicators import IndicatorInContext
from storage.pages import Page
from storage.tables import Entry, Goal, Indicator, Occurrence

NEVER: Final = 0
"""The choice not to be asked, among numbers of weeks."""
_ONLY_YOU: Final = later("Only you see this. It can stand as evidence in your evaluation later.")


def follow_up_choices() -> list[tuple[str, str]]:
    """When to be asked, as the form of an entry takes it."""
    in_weeks = [
        (str(weeks), say_count("In {count} week", "In {count} weeks", weeks)) for weeks in WEEKS
    ]
    return [*in_weeks, (str(NEVER), say("Don't ask me"))]


def offer_blocks(
    entry: Entry, follow_up: Occurrence | None, rubric: Rubric, today: date
) -> list[Block]:
    """Whoever says that they will try it may be asked later what came of it."""
    if follow_up is not None and follow_up.state == "planned":
        return [
            section(
                say(
                    "I'll ask you {day} what came of it.",
                    day=day_in_words(follow_up.local_at.date(), today),
                ),
                block_id="follow_up",
                accessory=ButtonElement(
                    text=say("Don't ask"), action_id=Action.ASK_LATER, value=f"{entry.id}:{NEVER}"
                ),
            )
        ]
    if follow_up is not None or not wants_follow_up(entry.text, entry.classroom_note, rubric):
        return []
    buttons = [
        ButtonElement(
            text=words, action_id=f"{Action.ASK_LATER}_{weeks}", value=f"{entry.id}:{weeks}"
        )
        for weeks, words in follow_up_choices()
    ]
    return [
        section(say("Shall I ask you later what came of it in class?")),
        ActionsBlock(block_id="follow_up", elements=buttons),
    ]


def follow_up_message(occurrence: Occurrence, entry: Entry, today: date, name: str) -> Message:
    """Asks what happened with something that was logged to be tried."""
    number = str(occurrence.id)
    lines = [
        say(
            "Hi {name}, you logged this and meant to use it ({day}):",
            name=first_name(name),
            day=day_in_words(entry.happened_on, today),
        ),
        quote(entry.text),
    ]
    if entry.classroom_note:
        lines.append(say("*In class:* {note}", note=typed(entry.classroom_note)))
    return Message(
        say("What came of it? {text}", text=typed(entry.text)),
        [
            section("\n".join(lines)),
            section(say("*What came of it in class?* A sentence is plenty.")),
            ActionsBlock(
                block_id="follow_up",
                elements=[
                    ButtonElement(
                        text=say("Tell what happened"),
                        action_id=Action.TELL_OUTCOME,
                        value=number,
                        style="primary",
                    ),
                    ButtonElement(
                        text=say("Ask again in a week"), action_id=Action.ASK_AGAIN, value=number
                    ),
                    ButtonElement(
                        text=say("It didn't come to it"),
                        action_id=Action.NOTHING_CAME,
                        value=number,
                    ),
                ],
            ),
        ],
    )


def asked_again_message(entry: Entry, occurrence: Occurrence, today: date) -> Message:
    when = day_in_words(occurrence.local_at.date(), today)
    return _set_aside(
        entry, occurrence, say("I'll ask again {when}.", when=when), say("Tell it now")
    )


def nothing_came_message(entry: Entry, occurrence: Occurrence) -> Message:
    return _set_aside(
        entry, occurrence, say("That's fine: not everything fits at once."), say("Tell after all")
    )


@dataclass(frozen=True)
class Ties:
    """What an indicator may be tied to."""

    goals: Sequence[Goal]
    """Those to choose from."""
    goal_id: int | None = None
    entry: Entry | None = None
    is_for_evaluation: bool = False
    """It is noted from one's evaluation, where it may stand as evidence at once."""


def indicator_form(
    draft: IndicatorDraft,
    rubric: Rubric,
    origin: Origin,
    *,
    form: Form,
    ties: Ties | None = None,
) -> dict[str, Any]:
    """What happened, what it shows, numbers where there are, and what it is tied to.

    The answer to a follow-up has no `ties`: it is tied to the entry that was asked about.
    """
    return modal(
        form,
        title=say("An indicator") if ties else say("What came of it"),
        submit=say("Save"),
        blocks=[
            text_input(
                "text",
                say("What happened?"),
                value=draft.text,
                placeholder=say("Everyone had something to say, even the quiet ones."),
                hint=say("Only you see it, until you choose it as evidence and submit."),
                is_multiline=True,
                is_focused=True,
            ),
            choice_input(
                "kind",
                say("What does it show?"),
                [(each.key, f"{each.label}: {each.question}") for each in rubric.indicator_kinds],
                value=draft.kind or None,
            ),
            choice_input(
                "skill",
                say("Which skill?"),
                choices(rubric.skills),
                value=draft.skill,
                hint=say("For the kind “21st-century skill”."),
                is_optional=True,
            ),
            text_input(
                "measure",
                say("Did you count something?"),
                value=draft.measure,
                placeholder=say("students who spoke up"),
                is_optional=True,
            ),
            number_input("before", say("Before"), value=draft.before),
            number_input("after", say("Now"), value=draft.after),
            number_input("target", say("Hoped for"), value=draft.target),
            date_input("measured_on", say("Counted on"), value=draft.measured_on, is_optional=True),
            *(_tie_inputs(draft, ties, rubric) if ties else []),
        ],
        origin=origin,
    )


def _tie_inputs(draft: IndicatorDraft, ties: Ties, rubric: Rubric) -> list[Block]:
    entry = ties.entry
    inputs: list[Block] = []
    goals = ties.goals[:MOST_OPTIONS]
    if goals:
        inputs.append(
            choice_input(
                "goal",
                say("For which goal?"),
                [
                    (str(goal.id), f"{goal.number}. {goal.text}")
                    for goal in ties.goals[:MOST_OPTIONS]
                ],
                value=str(ties.goal_id) if ties.goal_id else None,
                is_optional=True,
            )
        )
    inputs += [
        choice_input(
            "element",
            say("For which element?"),
            choices(rubric.elements),
            value=draft.element,
            is_optional=True,
        ),
        search_input(
            Action.FIND_CAME_OF,
            say("Did it come of something that you logged?"),
            value=(str(entry.id), piece_in_words(entry, rubric)) if entry is not None else None,
            is_optional=True,
        ),
    ]
    if ties.is_for_evaluation:
        inputs.append(
            checks_input(
                "stands",
                say("In your evaluation"),
                [("yes", say("Let it stand as evidence"))],
                values=("yes",),
            )
        )
    return inputs


def indicator_message(
    shown: IndicatorInContext, rubric: Rubric, today: date, *, is_edited: bool = False
) -> Message:
    """What was kept, with Edit and Undo."""
    indicator = shown.indicator
    kind = _kind(indicator, rubric)
    opening = say("Saved.") if is_edited else say("Kept as an indicator: {kind}.", kind=kind)
    return Message(
        f"{opening} {typed(indicator.text)}",
        [
            section(f":seedling: *{escape(opening)}*\n{quote(indicator.text, 1000)}"),
            section("\n".join(_facts(shown, rubric, today))),
            context(say(_ONLY_YOU)),
            ActionsBlock(
                block_id="indicator",
                elements=[
                    ButtonElement(
                        text=say("Edit"), action_id=Action.EDIT_INDICATOR, value=str(indicator.id)
                    ),
                    ButtonElement(
                        text=say("Undo"),
                        action_id=Action.TAKE_BACK_INDICATOR,
                        value=str(indicator.id),
                    ),
                ],
            ),
        ],
    )


def indicator_taken_back_message(indicator: Indicator) -> Message:
    return Message(
        say("Taken back: {text}", text=typed(indicator.text)),
        [
            section(
                say(
                    "Taken back, it stands for nothing any more:\n{text}",
                    text=quote(indicator.text, 1000),
                )
            ),
            ActionsBlock(
                block_id="indicator",
                elements=[
                    ButtonElement(
                        text=say("Bring it back"),
                        action_id=Action.BRING_BACK_INDICATOR,
                        value=str(indicator.id),
                    )
                ],
            ),
        ],
    )


def indicators_message(page: Page[IndicatorInContext], rubric: Rubric, today: date) -> Message:
    """`/pln indicators`: what they saw come of their learning."""
    if not page.count:
        words = say(
            "You have no indicator yet. Log something that you will try, and let me ask you "
            "later what came of it; check in on a goal and say what it shows; or note one now."
        )
        return Message(words, [section(words), _note_one()])
    return Message(
        say_count("You have {count} indicator.", "You have {count} indicators.", page.count),
        [
            section(say("*What came of your learning*")),
            *(_line(each, rubric, today) for each in page.rows),
            *turning(page, Action.TURN_INDICATORS, back=say("Newer"), on=say("Older")),
            _note_one(),
            context(say(_ONLY_YOU)),
        ],
    )


def _note_one() -> ActionsBlock:
    return ActionsBlock(
        block_id="indicators",
        elements=[
            ButtonElement(
                text=say("Note an indicator"), action_id=Action.ADD_INDICATOR, value="new"
            )
        ],
    )


def numbers_in_words(indicator: Indicator, today: date) -> str:
    """`12 → 18 of 25 students who spoke up (Tue 3 Nov)`; empty without a number."""
    numbers = [each for each in (indicator.before, indicator.after) if each is not None]
    words = " → ".join(map(in_digits, numbers))
    if indicator.target is not None:
        target = in_digits(indicator.target)
        words = (
            say("{so_far} of {amount}", so_far=words, amount=target)
            if words
            else say("hoped for: {amount}", amount=target)
        )
    if not words:
        return ""
    measure = f" {typed(indicator.measure, 150)}" if indicator.measure else ""
    day = f" ({day_in_words(indicator.measured_on, today)})" if indicator.measured_on else ""
    return f"{words}{measure}{day}"


def _line(shown: IndicatorInContext, rubric: Rubric, today: date) -> SectionBlock:
    indicator = shown.indicator
    facts = [_kind(indicator, rubric), day_in_words(indicator.noted_on, today)]
    if numbers := numbers_in_words(indicator, today):
        facts.append(numbers)
    return section(
        f"*{typed(indicator.text, 200)}*\n{' · '.join(facts)}",
        block_id=f"indicator-{indicator.id}",
        accessory=OverflowMenuElement(
            action_id=Action.INDICATOR_MENU,
            options=options(
                [
                    (f"edit:{indicator.id}", say("Edit")),
                    (f"delete:{indicator.id}", say("Delete")),
                ]
            ),
        ),
    )


def _facts(shown: IndicatorInContext, rubric: Rubric, today: date) -> list[str]:
    indicator = shown.indicator
    facts = [say("*Shows:* {kind}", kind=_kind(indicator, rubric))]
    if numbers := numbers_in_words(indicator, today):
        facts.append(say("*Counted:* {numbers}", numbers=numbers))
    if indicator.element:
        facts.append(
            say("*Element:* {element}", element=escape(label(rubric.elements, indicator.element)))
        )
    if shown.entry is not None:
        day = day_in_words(shown.entry.happened_on, today)
        facts.append(say("*Came of:* {text} ({day})", text=typed(shown.entry.text, 150), day=day))
    if shown.goal is not None:
        facts.append(say("*Goal:* {text}", text=typed(shown.goal.text, 150)))
    return facts


def _kind(indicator: Indicator, rubric: Rubric) -> str:
    kind = label(rubric.indicator_kinds, indicator.kind)
    skill = f" ({label(rubric.skills, indicator.skill)})" if indicator.skill else ""
    return escape(f"{kind}{skill}")


def _set_aside(entry: Entry, occurrence: Occurrence, words: str, button: str) -> Message:
    return Message(
        words,
        [
            section(f"{words}\n{quote(entry.text)}"),
            ActionsBlock(
                block_id="follow_up",
                elements=[
                    ButtonElement(
                        text=button, action_id=Action.TELL_OUTCOME, value=str(occurrence.id)
                    )
                ],
            ),
        ],
    )
