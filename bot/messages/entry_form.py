"""The form of an entry: every field of it, and what to do where two forms cross."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import Block

from bot.messages.actions import Form
from bot.messages.credit import lost_words
from bot.messages.files import files_input
from bot.messages.follow_up import follow_up_choices
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
    VISIBILITY_LABELS,
    choices,
    day_in_words,
    label,
    visibility_choices,
)
from bot.messages.language import say
from bot.messages.message import in_hours, listed, quote, section, typed
from domain.drafts import EntryDraft
from domain.words import later
from rubric_data import Rubric
from storage.entries import Crossed, draft_of
from storage.tables import Entry

Choice = tuple[str, str]

_FIELD_NAMES: Final = {
    "text": later("What you did"),
    "minutes": later("How long"),
    "happened_on": later("When"),
    "kind": later("Kind"),
    "mode": later("How it took place"),
    "elements": later("Elements"),
    "skills": later("Skills"),
    "network_act": later("Network"),
    "reach": later("Reach"),
    "link": later("Link"),
    "classroom_note": later("In class"),
    "visibility": later("Who sees it"),
    "goal_id": later("Goal"),
}
_SECTIONS: Final = {
    "kind": "kinds",
    "mode": "modes",
    "elements": "elements",
    "skills": "skills",
    "network_act": "network_acts",
    "reach": "reaches",
}


def entry_form(
    draft: EntryDraft, rubric: Rubric, goals: Sequence[Choice], origin: Origin
) -> dict[str, Any]:
    """The modal, filled from a draft; `goals` are the open ones as (id, text)."""
    return modal(
        Form.ENTRY,
        title=say("Edit activity") if origin.row else say("Log an activity"),
        submit=say("Save") if origin.row else say("Log it"),
        blocks=_fields(draft, rubric, goals),
        origin=origin,
    )


def delete_form(entry: Entry, origin: Origin, *, lost: str | None = None) -> dict[str, Any]:
    """Asks before an entry is deleted; `lost` is the credit that goes with it."""
    return modal(
        Form.DELETE_ENTRY,
        title=say("Delete this activity?"),
        submit=say("Delete it"),
        close=say("Keep it"),
        blocks=[
            section(
                say(
                    "{text}\nIt counts no more.{lost} You can bring it back right after.",
                    text=quote(entry.text),
                    lost=lost_words(lost),
                )
            ),
        ],
        origin=origin,
    )


def crossed_form(
    crossed: Crossed,
    draft: EntryDraft,
    rubric: Rubric,
    goals: Sequence[Choice],
    origin: Origin,
    *,
    today: date,
) -> dict[str, Any]:
    """The same form as it was sent, and above it what became of the entry meanwhile."""
    is_gone = crossed.entry.deleted_at is not None
    if is_gone:
        told = say(
            "*You deleted this activity somewhere else meanwhile.* What you have here is "
            "not lost: save it to bring the activity back, or leave it deleted."
        )
    else:
        theirs = draft_of(crossed.entry)
        lines = [
            say(
                "*{field}:* {there} (here: {here})",
                field=say(_FIELD_NAMES[field]),
                there=_in_words(theirs, field, rubric, goals, today),
                here=_in_words(draft, field, rubric, goals, today),
            )
            for field in crossed.differing
        ]
        told = say(
            "*You changed this activity somewhere else meanwhile.* What you have here is "
            "not lost: save it in place of the other, or keep the other."
        )
        told = "\n".join([told, *lines])
    return modal(
        Form.ENTRY,
        title=say("Edit activity"),
        submit=say("Save this one"),
        close=say("Leave it deleted") if is_gone else say("Keep the other"),
        blocks=[section(told, block_id="meanwhile"), *_fields(draft, rubric, goals)],
        origin=origin,
    )


def _in_words(
    draft: EntryDraft, field: str, rubric: Rubric, goals: Sequence[Choice], today: date
) -> str:
    held = getattr(draft, field)
    if not held:
        return say("nothing")
    if field in _SECTIONS:
        keys = held if isinstance(held, tuple) else (held,)
        return listed([label(getattr(rubric, _SECTIONS[field]), key) for key in keys])
    match field:
        case "minutes":
            return in_hours(held)
        case "happened_on":
            return day_in_words(held, today)
        case "visibility":
            return say(VISIBILITY_LABELS[held])
        case "goal_id":
            held = dict(goals).get(str(held), say("another goal"))
    return f"“{typed(held, 80)}”"


def _fields(draft: EntryDraft, rubric: Rubric, goals: Sequence[Choice]) -> list[Block]:
    blocks: list[Block] = [
        text_input(
            "text",
            say("What did you do?"),
            value=draft.text,
            placeholder=say("EdCamp session on student podcasting"),
            is_multiline=True,
            is_focused=not draft.text,
        ),
        text_input(
            "minutes",
            say("How long?"),
            value=str(draft.minutes) if draft.minutes else None,
            placeholder=say("45, 1h30 or 1.5 hours"),
            hint=say("In minutes, or as 1h30. Leave it empty if you don't know."),
            is_optional=True,
        ),
        date_input("happened_on", say("When?"), value=draft.happened_on),
        choice_input(
            "kind",
            say("Kind of activity"),
            choices(rubric.kinds),
            value=draft.kind if draft.text else None,
            hint=None
            if draft.text
            else say("What you leave open from here on, I suggest for you."),
            is_optional=True,
        ),
        choice_input(
            "mode",
            say("How it took place"),
            choices(rubric.modes),
            value=draft.mode,
            is_optional=True,
        ),
        choices_input(
            "elements",
            say("Elements of the rubric"),
            choices(rubric.elements),
            values=draft.elements,
        ),
        choices_input(
            "skills", say("21st-century skills"), choices(rubric.skills), values=draft.skills
        ),
        choice_input(
            "network_act",
            say("Did you build a network?"),
            choices(rubric.network_acts),
            value=draft.network_act,
            is_optional=True,
        ),
        choice_input(
            "reach",
            say("Within or outside the district?"),
            choices(rubric.reaches),
            value=draft.reach,
            is_optional=True,
        ),
        link_input("link", say("Link"), value=draft.link),
        *_file_fields(draft),
        text_input(
            "classroom_note",
            say("How will you use it in class?"),
            value=draft.classroom_note,
            is_optional=True,
            is_multiline=True,
        ),
    ]
    blocks.append(
        choice_input(
            "follow_up",
            say("Shall I ask you what came of it?"),
            follow_up_choices(),
            hint=say("Empty leaves it as it is."),
            is_optional=True,
        )
    )
    if goals:
        blocks.append(
            choice_input(
                "goal",
                say("Does it serve a goal of yours?"),
                goals,
                value=str(draft.goal_id) if draft.goal_id else None,
                is_optional=True,
            )
        )
    blocks.append(
        choice_input(
            "visibility", say("Who sees it?"), visibility_choices(), value=draft.visibility
        )
    )
    return blocks


def _file_fields(draft: EntryDraft) -> list[Block]:
    """Those that it has, to be kept or let go, and room for new ones."""
    blocks: list[Block] = []
    if draft.files:
        files = [(file.slack_id, file.name) for file in draft.files]
        blocks.append(
            choices_input(
                "kept_files",
                say("Files that belong to it"),
                files,
                values=[slack_id for slack_id, _ in files],
                hint=say("Take one out to let it go. Slack itself keeps the file."),
            )
        )
    blocks.append(files_input("files"))
    return blocks
