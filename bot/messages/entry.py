"""An entry: the answer that shows what was understood, its line in a list, and its form."""

from __future__ import annotations

from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    Option,
    OverflowMenuElement,
    SectionBlock,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import (
    Origin,
    choice_input,
    choices_input,
    date_input,
    link_input,
    modal,
    text_input,
)
from bot.messages.labels import (
    VISIBILITY_SENTENCES,
    choices,
    day_in_words,
    label,
    visibility_choices,
)
from bot.messages.message import (
    Message,
    context,
    in_hours,
    listed,
    quote,
    section,
    typed,
)
from domain.drafts import EntryDraft
from rubric_data import Rubric
from storage.tables import Entry, Goal

SUGGESTED_NAMES = {
    "minutes": "time",
    "happened_on": "day",
    "kind": "kind",
    "mode": "mode",
    "elements": "elements",
    "skills": "skills",
    "network_act": "network",
    "reach": "reach",
}


def logged_message(
    entry: Entry, rubric: Rubric, today: date, *, goal: Goal | None = None, is_edited: bool = False
) -> Message:
    """What was understood, with Edit and Undo."""
    opening = "Saved." if is_edited else "Logged."
    blocks: list[Block] = [
        section(f":seedling: *{opening}*\n{quote(entry.text)}"),
        section("\n".join(_facts(entry, rubric, today, goal))),
    ]
    notes = [VISIBILITY_SENTENCES[entry.visibility]]
    suggested = [word for key, word in SUGGESTED_NAMES.items() if key in entry.suggested]
    if suggested:
        notes.insert(0, f"I suggested the {listed(suggested)} from your words: Edit puts it right.")
    blocks += [
        context("\n".join(notes)),
        ActionsBlock(
            block_id="entry",
            elements=[
                ButtonElement(
                    text="Edit" if entry.minutes else "Add how long",
                    action_id=Action.EDIT_ENTRY,
                    value=str(entry.id),
                ),
                ButtonElement(text="Undo", action_id=Action.TAKE_BACK_ENTRY, value=str(entry.id)),
            ],
        ),
    ]
    return Message(f"{opening} {typed(entry.text)}", blocks)


def taken_back_message(entry: Entry) -> Message:
    """It is gone, and can be brought back."""
    return Message(
        f"Taken back: {typed(entry.text)}",
        [
            section(f"Taken back, it counts no more:\n{quote(entry.text)}"),
            ActionsBlock(
                block_id="entry",
                elements=[
                    ButtonElement(
                        text="Bring it back",
                        action_id=Action.BRING_BACK_ENTRY,
                        value=str(entry.id),
                    )
                ],
            ),
        ],
    )


def entry_line(entry: Entry, rubric: Rubric, today: date) -> SectionBlock:
    """One entry in a list, with a menu to edit or delete it."""
    facts = [day_in_words(entry.happened_on, today), label(rubric.kinds, entry.kind)]
    if entry.minutes:
        facts.insert(1, in_hours(entry.minutes))
    return section(
        f"*{typed(entry.text, 150)}*\n{' · '.join(facts)}",
        block_id=f"entry-{entry.id}",
        accessory=OverflowMenuElement(
            action_id=Action.ENTRY_MENU,
            options=[
                Option(value=f"edit:{entry.id}", text="Edit"),
                Option(value=f"delete:{entry.id}", text="Delete"),
            ],
        ),
    )


def entry_form(
    draft: EntryDraft,
    rubric: Rubric,
    goals: list[tuple[str, str]],
    origin: Origin,
) -> dict[str, Any]:
    """The modal, filled from a draft; `goals` are the open ones as (id, text)."""
    blocks: list[Block] = [
        text_input(
            "text",
            "What did you do?",
            value=draft.text,
            placeholder="EdCamp session on student podcasting",
            is_multiline=True,
            is_focused=not draft.text,
        ),
        text_input(
            "minutes",
            "How long?",
            value=str(draft.minutes) if draft.minutes else None,
            placeholder="45, 1h30 or 1.5 hours",
            hint="In minutes, or as 1h30. Leave it empty if you don't know.",
            is_optional=True,
        ),
        date_input("happened_on", "When?", value=draft.happened_on),
        choice_input("kind", "Kind of activity", choices(rubric.kinds), value=draft.kind),
        choice_input(
            "mode", "How it took place", choices(rubric.modes), value=draft.mode, is_optional=True
        ),
        choices_input(
            "elements",
            "Elements of the rubric",
            choices(rubric.elements),
            values=draft.elements,
        ),
        choices_input("skills", "21st-century skills", choices(rubric.skills), values=draft.skills),
        choice_input(
            "network_act",
            "Did you build a network?",
            choices(rubric.network_acts),
            value=draft.network_act,
            is_optional=True,
        ),
        choice_input(
            "reach",
            "Within or outside the district?",
            choices(rubric.reaches),
            value=draft.reach,
            is_optional=True,
        ),
        link_input("link", "Link", value=draft.link),
        text_input(
            "classroom_note",
            "How will you use it in class?",
            value=draft.classroom_note,
            is_optional=True,
            is_multiline=True,
        ),
    ]
    if goals:
        blocks.append(
            choice_input(
                "goal",
                "Does it serve a goal of yours?",
                goals,
                value=str(draft.goal_id) if draft.goal_id else None,
                is_optional=True,
            )
        )
    blocks.append(
        choice_input("visibility", "Who sees it?", visibility_choices(), value=draft.visibility)
    )
    return modal(
        Form.ENTRY,
        title="Edit activity" if origin.row else "Log an activity",
        submit="Save" if origin.row else "Log it",
        blocks=blocks,
        origin=origin,
    )


def draft_of(entry: Entry) -> EntryDraft:
    """An entry as the form shows it."""
    return EntryDraft(
        text=entry.text,
        happened_on=entry.happened_on,
        minutes=entry.minutes,
        kind=entry.kind,
        mode=entry.mode,
        elements=entry.elements,
        skills=entry.skills,
        network_act=entry.network_act,
        reach=entry.reach,
        link=entry.link,
        classroom_note=entry.classroom_note,
        visibility=entry.visibility,
        goal_id=entry.goal_id,
        suggested=frozenset(entry.suggested),
    )


def _facts(entry: Entry, rubric: Rubric, today: date, goal: Goal | None) -> list[str]:
    first = [
        in_hours(entry.minutes) if entry.minutes else "time not said",
        day_in_words(entry.happened_on, today),
        label(rubric.kinds, entry.kind),
    ]
    if entry.mode:
        first.append(label(rubric.modes, entry.mode))
    facts = [" · ".join(first)]
    if entry.elements:
        names = listed([label(rubric.elements, element) for element in entry.elements])
        facts.append(f"*Elements:* {names}")
    if entry.skills:
        names = listed([label(rubric.skills, skill) for skill in entry.skills])
        facts.append(f"*Skills:* {names}")
    network = [
        label(rubric.network_acts, entry.network_act) if entry.network_act else "",
        label(rubric.reaches, entry.reach) if entry.reach else "",
    ]
    if any(network):
        facts.append(f"*Network:* {', '.join(word for word in network if word)}")
    if goal is not None:
        facts.append(f"*Goal:* {typed(goal.text, 150)}")
    if entry.link:
        facts.append(f"*Link:* {typed(entry.link, 1000)}")
    if entry.classroom_note:
        facts.append(f"*In class:* {typed(entry.classroom_note)}")
    return facts
