"""What a leader reads of the people they lead: no further than those let them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, StaticSelectElement

from bot.messages.actions import Action
from bot.messages.forms import MOST_OPTIONS, confirm, options
from bot.messages.labels import day_in_words
from bot.messages.language import say, say_count
from bot.messages.message import (
    Message,
    context,
    escape,
    header,
    in_hours,
    listed,
    section,
    shorten,
    typed,
)
from storage.pages import Page
from storage.sight import InSight, Sight
from storage.tables import Entry, Goal, Group

MOST_GROUPS: Final = 10


def led_message(group: Group, others: Sequence[Group], page: Page[InSight]) -> Message:
    """Whom somebody leads in a group, with how much each lets be seen."""
    title = say("People of {name}", name=group.name)
    open_ones = [each for each in page.rows if each.entries + each.goals]
    blocks: list[Block] = [header(title)]
    if open_ones:
        blocks.append(context(say("What each shows to leaders, of the last three months.")))
        blocks += [
            section(
                "\n".join(f"• {typed(each.name, 60)}: {_how_much(each)}" for each in open_ones[:20])
            ),
            ActionsBlock(
                block_id="look",
                elements=[
                    StaticSelectElement(
                        action_id=Action.LOOK,
                        placeholder=say("Read what somebody shows you …"),
                        options=options(
                            (str(each.person_id), f"{each.name}: {_how_much(each)}")
                            for each in open_ones[:MOST_OPTIONS]
                        ),
                        confirm=confirm(
                            say("Read it?"),
                            say(
                                "They can see that you did, and when. It is theirs: ask, "
                                "encourage, learn from it."
                            ),
                            yes=say("Read it"),
                            no=say("Not now"),
                        ),
                    )
                ],
            ),
        ]
    else:
        blocks.append(
            section(
                say(
                    "Nobody here shows leaders anything of the last three months. Each educator "
                    "decides that; showing your own learning invites others."
                )
            )
        )
    closed = page.count - len(open_ones)
    if open_ones and closed:
        blocks.append(
            context(
                say_count(
                    "{count} other of this group keep theirs private.",
                    "{count} others of this group keep theirs private.",
                    closed,
                )
            )
        )
    if others:
        blocks.append(
            ActionsBlock(
                block_id="look-groups",
                elements=[
                    ButtonElement(
                        text=shorten(each.name, 70),
                        action_id=f"{Action.SHOW_LED}_{place}",
                        value=str(each.id),
                    )
                    for place, each in enumerate(others[:MOST_GROUPS])
                ],
            )
        )
    return Message(escape(title), blocks)


def sight_message(sight: Sight, today: date) -> Message:
    """What somebody lets their leaders see."""
    title = say("What {name} shows you", name=sight.name)
    if not sight.count:
        text = say(
            "{name} shows leaders nothing of the last three months.", name=typed(sight.name, 80)
        )
        return Message(text, [section(text)])
    blocks: list[Block] = [header(title)]
    if sight.entries:
        lines = [_entry_line(entry, today) for entry in sight.entries]
        blocks += [section("\n".join(part)) for part in _in_sections(lines)]
    if sight.goals:
        blocks.append(section(f"*{say('Goals')}*"))
        lines = [_goal_line(goal, today) for goal in sight.goals]
        blocks += [section("\n".join(part)) for part in _in_sections(lines)]
    left_out = sight.count - len(sight.entries) - len(sight.goals)
    notes = [say("Of the last three months.")]
    if left_out:
        notes.append(
            say_count("{count} older one not shown.", "{count} older ones not shown.", left_out)
        )
    notes.append(say("{name} can see that you read it.", name=typed(sight.name, 80)))
    blocks.append(context(" ".join(notes)))
    return Message(escape(title), blocks)


def _how_much(person: InSight) -> str:
    counts = [
        say_count("{count} entry", "{count} entries", person.entries) if person.entries else "",
        say_count("{count} goal", "{count} goals", person.goals) if person.goals else "",
    ]
    return listed([count for count in counts if count])


def _entry_line(entry: Entry, today: date) -> str:
    length = f", {in_hours(entry.minutes)}" if entry.minutes else ""
    link = f" {typed(entry.link, 200)}" if entry.link else ""
    return f"• {typed(entry.text, 200)} ({day_in_words(entry.happened_on, today)}{length}){link}"


def _goal_line(goal: Goal, today: date) -> str:
    text = typed(goal.text, 200)
    if goal.state == "met":
        return say("• {text}, met", text=text)
    if goal.due_on is None:
        return f"• {text}"
    return say("• {text}, due {day}", text=text, day=day_in_words(goal.due_on, today))


def _in_sections(lines: Sequence[str]) -> list[Sequence[str]]:
    """A few lines each, so that none is longer than Slack takes."""
    return [lines[place : place + 5] for place in range(0, len(lines), 5)]
