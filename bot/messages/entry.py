"""An entry: the answer that shows what was understood, its line in a list, and its form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    Option,
    OverflowMenuElement,
    SectionBlock,
)

from bot.messages.actions import Action
from bot.messages.corrections import suggestion_blocks
from bot.messages.credit import credit_blocks, credit_in_brief, lost_words
from bot.messages.files import files_blocks
from bot.messages.follow_up import offer_blocks
from bot.messages.goal import reached_blocks, so_far_in_words
from bot.messages.labels import (
    VISIBILITY_SENTENCES,
    day_in_words,
    label,
)
from bot.messages.language import say, say_count
from bot.messages.message import (
    Message,
    context,
    in_hours,
    listed,
    quote,
    section,
    spoken,
    typed,
)
from bot.messages.sharing import share_button
from rubric_data import Rubric
from storage.claims import EntryCredit
from storage.entries import EntryInContext
from storage.progress import GoalProgress
from storage.tables import Entry, Goal

USUAL_ENTRIES: Final = 5


def logged_message(
    shown: EntryInContext,
    rubric: Rubric,
    today: date,
    *,
    served: GoalProgress | None = None,
    is_edited: bool = False,
) -> Message:
    """What was understood, with Edit and Undo; what was suggested is put right in one press.

    `served` is its goal with how far it is now.
    """
    entry = shown.entry
    opening = say("Saved.") if is_edited else say("Logged.")
    return Message(
        f"{opening} {typed(entry.text)}",
        [
            section(f":seedling: *{opening}*\n{quote(entry.text)}"),
            section("\n".join(_facts(entry, rubric, today, shown.goal, served))),
            *files_blocks(entry.files),
            *suggestion_blocks(entry, rubric, today),
            *_beside(shown, rubric, today),
            *(reached_blocks(served) if served else []),
            *offer_blocks(entry, shown.follow_up, rubric, today),
            *credit_blocks(shown.credit),
            context(_who_sees(shown)),
            ActionsBlock(
                block_id="entry",
                elements=[
                    ButtonElement(
                        text=say("Edit"), action_id=Action.EDIT_ENTRY, value=str(entry.id)
                    ),
                    ButtonElement(
                        text=say("Undo"), action_id=Action.TAKE_BACK_ENTRY, value=str(entry.id)
                    ),
                    share_button(entry),
                ],
            ),
        ],
    )


def _who_sees(shown: EntryInContext) -> str:
    """What is private, and was handed in, is shown to those who decide on its credit."""
    credit, visibility = shown.credit, shown.entry.visibility
    is_handed_in = credit is not None and credit.state is not None
    if visibility == "private" and credit is not None and is_handed_in:
        if not credit.rule.is_automatic:
            return say("You, and those who decide on its credit, see this; others only in totals.")
        return say("Only you see this, and whoever may ask for your transcript.")
    return say(VISIBILITY_SENTENCES[visibility])


def _beside(shown: EntryInContext, rubric: Rubric, today: date) -> list[Block]:
    """A goal that it may serve, and the last time that they logged the same."""
    entry, blocks = shown.entry, list[Block]()
    if shown.fitting_goal is not None:
        blocks.append(
            section(
                say("Does it serve your goal *{text}*?", text=typed(shown.fitting_goal.text, 150)),
                block_id="goal",
                accessory=ButtonElement(
                    text=say("Link them"),
                    action_id=Action.LINK_ENTRY,
                    value=f"{entry.id}:{shown.fitting_goal.id}",
                ),
            )
        )
    before = shown.before
    if before is not None and before.happened_on == entry.happened_on:
        blocks.append(
            context(say("You have logged this for the same day before: Undo takes this one back."))
        )
    elif before is not None:
        day = day_in_words(before.happened_on, today)
        blocks.append(
            section(
                say(
                    "Again? Last time, {day}, it was {facts}.",
                    day=day,
                    facts=_length_and_kind(before, rubric),
                ),
                block_id="before",
                accessory=ButtonElement(
                    text=say("Same as then"),
                    action_id=Action.FILL_ENTRY,
                    value=f"{entry.id}:{before.id}",
                ),
            )
        )
    return blocks


def again_message(entries: Sequence[Entry], rubric: Rubric) -> Message:
    """What they log most often, each with a button that begins a new one."""
    if not entries:
        return Message(
            say("There is nothing to log again yet."),
            [
                section(
                    say("There is nothing to log again yet: `/pln log 20m` and what it was begins.")
                )
            ],
        )
    blocks: list[Block] = [
        section(say("*Log which one again?* It opens for today, and you can change it."))
    ]
    for entry in entries[:USUAL_ENTRIES]:
        blocks.append(
            section(
                f"*{typed(entry.text, 150)}*\n{_length_and_kind(entry, rubric)}",
                block_id=f"again-{entry.id}",
                accessory=ButtonElement(
                    text=say("Log again"),
                    action_id=Action.LOG_AGAIN,
                    value=str(entry.id),
                    accessibility_label=spoken(say("Log again"), entry.text),
                ),
            )
        )
    return Message(say("Log which one again?"), blocks)


def _length_and_kind(entry: Entry, rubric: Rubric) -> str:
    kind = label(rubric.kinds, entry.kind)
    return f"{in_hours(entry.minutes)} · {kind}" if entry.minutes else kind


def taken_back_message(entry: Entry, *, lost: str | None = None) -> Message:
    """It is gone, and can be brought back; `lost` is the credit that went with it."""
    return Message(
        say("Taken back: {text}", text=typed(entry.text)),
        [
            section(
                say(
                    "Taken back, it counts no more.{lost}\n{text}",
                    lost=lost_words(lost),
                    text=quote(entry.text),
                )
            ),
            ActionsBlock(
                block_id="entry",
                elements=[
                    ButtonElement(
                        text=say("Bring it back"),
                        action_id=Action.BRING_BACK_ENTRY,
                        value=str(entry.id),
                    )
                ],
            ),
        ],
    )


def taken_back_line(entry: Entry, listing: str = "") -> SectionBlock:
    """What was deleted just now, with the way back; `listing` is the list that it was in."""
    return section(
        say("Deleted: *{text}*", text=typed(entry.text, 150)),
        block_id=f"deleted-{entry.id}|{listing}",
        accessory=ButtonElement(
            text=say("Bring it back"),
            action_id=Action.BRING_BACK_ENTRY,
            value=str(entry.id),
            accessibility_label=spoken(say("Bring it back"), entry.text),
        ),
    )


def entry_line(
    entry: Entry,
    rubric: Rubric,
    today: date,
    listing: str = "",
    *,
    credit: EntryCredit | None = None,
) -> SectionBlock:
    """One entry in a list, with what can be done with it; `listing` is the list, if it is one.

    `credit` is what it earns.
    """
    facts = [day_in_words(entry.happened_on, today), _length_and_kind(entry, rubric)]
    if entry.files:
        facts.append(say_count("{count} file", "{count} files", len(entry.files)))
    choices = [
        ("edit", say("Edit")),
        ("again", say("Log again")),
        ("came_of", say("Note what came of it")),
        ("delete", say("Delete")),
    ]
    if credit is not None:
        facts += [words] if (words := credit_in_brief(credit)) else []
        if credit.can_be_handed_in:
            choices.insert(2, ("credit", say("Hand in for credit")))
    return section(
        f"*{typed(entry.text, 150)}*\n{' · '.join(facts)}",
        block_id=f"entry-{entry.id}|{listing}",
        accessory=OverflowMenuElement(
            action_id=Action.ENTRY_MENU,
            options=[Option(value=f"{choice}:{entry.id}", text=words) for choice, words in choices],
        ),
    )


def _facts(
    entry: Entry,
    rubric: Rubric,
    today: date,
    goal: Goal | None,
    served: GoalProgress | None = None,
) -> list[str]:
    first = [
        in_hours(entry.minutes) if entry.minutes else say("time not said"),
        day_in_words(entry.happened_on, today),
        label(rubric.kinds, entry.kind),
    ]
    if entry.mode:
        first.append(label(rubric.modes, entry.mode))
    facts = [" · ".join(first)]
    if entry.elements:
        names = listed([label(rubric.elements, element) for element in entry.elements])
        facts.append(say("*Elements:* {names}", names=names))
    if entry.skills:
        names = listed([label(rubric.skills, skill) for skill in entry.skills])
        facts.append(say("*Skills:* {names}", names=names))
    network = [
        label(rubric.network_acts, entry.network_act) if entry.network_act else "",
        label(rubric.reaches, entry.reach) if entry.reach else "",
    ]
    if any(network):
        facts.append(say("*Network:* {names}", names=", ".join(word for word in network if word)))
    if goal is not None:
        so_far = so_far_in_words(served) if served else ""
        facts.append(
            say("*Goal:* {text}", text=typed(goal.text, 150)) + (f" ({so_far})" if so_far else "")
        )
    if entry.link:
        facts.append(say("*Link:* {link}", link=typed(entry.link, 1000)))
    if entry.classroom_note:
        facts.append(say("*In class:* {note}", note=typed(entry.classroom_note)))
    return facts
