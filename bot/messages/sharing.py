"""Sharing one's own entry or goal with a channel: the form, the preview, the post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import (
    Origin,
    channel_input,
    checks_input,
    grouped_choice_input,
    modal,
    text_input,
)
from bot.messages.labels import day_in_words, label
from bot.messages.language import say
from bot.messages.message import (
    Message,
    context,
    escape,
    in_hours,
    listed,
    quote,
    section,
    spoken,
    typed,
    unstyled,
)
from bot.messages.pages import turning
from domain.zones import local_date
from rubric_data import Rubric
from storage.pages import Page
from storage.shares import Shared, Work
from storage.tables import Entry, Goal

LONGEST_WORDS: Final = 400
"""They travel in the preview, where Slack has room for 3000 characters of JSON."""
FOR_COLLEAGUES: Final = "colleagues"
PAGE: Final = 5


@dataclass(frozen=True)
class Wish:
    """What somebody wants to share, from the form to the preview and on."""

    work: str
    """As `storage.shares.Work` writes it."""
    channel: str
    words: str | None
    is_for_colleagues: bool

    def dump(self) -> dict[str, Any]:
        return asdict(self)


def share_button(work: Entry | Goal) -> ButtonElement:
    """For whatever shows an entry or a goal to its author."""
    return ButtonElement(text=say("Share"), action_id=Action.SHARE, value=_key(work))


def share_form(
    entries: Sequence[Entry],
    goals: Sequence[Goal],
    today: date,
    origin: Origin,
    *,
    chosen: str | None,
    words: str | None = None,
) -> dict[str, Any]:
    """The modal; there is at least one entry or goal to choose."""
    groups = {
        say("Activities"): [
            (_key(entry), f"{day_in_words(entry.happened_on, today)}: {entry.text}")
            for entry in entries
        ],
        say("Goals"): [(_key(goal), f"{goal.number}. {goal.text}") for goal in goals],
    }
    blocks: list[Block] = [
        grouped_choice_input("work", say("What do you want to share?"), groups, value=chosen),
        channel_input(
            "channel", say("Where?"), hint=say("You see how it will look before it is posted.")
        ),
        text_input(
            "words",
            say("A few words of yours"),
            value=words,
            placeholder=say("What was worth it? Who might like it?"),
            is_optional=True,
            is_multiline=True,
            most=LONGEST_WORDS,
        ),
        checks_input(
            "visibility",
            say("Who else may see it?"),
            [(FOR_COLLEAGUES, say("All colleagues, in /pln people and in highlights"))],
            hint=say("Sharing it here changes nothing else, unless you tick this."),
        ),
        context(say("`/pln share list` shows what you have shared, and takes it back.")),
    ]
    return modal(
        Form.SHARE,
        title=say("Share your learning"),
        submit=say("Preview"),
        blocks=blocks,
        origin=origin,
    )


def share_preview(post: Message, wish: Wish, origin: Origin) -> dict[str, Any]:
    """The post as the channel will see it."""
    blocks = [
        section(say("This is what everyone in <#{channel}> will see:", channel=wish.channel)),
        DividerBlock(),
        *post.blocks,
        DividerBlock(),
        context(say("From then on all colleagues can find it in `/pln people`."))
        if wish.is_for_colleagues
        else context(say("It shows nowhere else: who sees your own entry stays as it was.")),
    ]
    return modal(
        Form.SHARE_PREVIEW,
        title=say("Share it?"),
        submit=say("Post it"),
        close=say("Back"),
        blocks=blocks,
        origin=origin,
    )


def share_post(name: str, work: Entry | Goal, words: str | None, rubric: Rubric) -> Message:
    """What the channel sees; nothing in it calls anybody."""
    author = typed(name, 80)
    if isinstance(work, Entry):
        emoji, opening = ":seedling:", say("*{name}* shares", name=author)
        facts = _entry_facts(work, rubric)
    elif work.state == "met":
        emoji, opening = ":tada:", say("*{name}* met a goal", name=author)
        facts = _goal_facts(work, rubric)
    else:
        emoji, opening = ":dart:", say("*{name}* shares a goal", name=author)
        facts = _goal_facts(work, rubric)
    blocks: list[Block] = [section(f"{emoji} {opening}\n{quote(work.text, 1000)}")]
    if words:
        blocks.insert(1, section(escape(words)))
    if isinstance(work, Entry) and work.link:
        blocks.append(section(typed(work.link, 2900)))
    blocks.append(context(" · ".join([*facts, say("shared with `/pln share`")])))
    return Message(f"{unstyled(opening)}: {typed(work.text)}", blocks)


def shared_message(share_id: int, channel: str) -> Message:
    """It is out, and can be taken back."""
    return Message(
        say("Shared in <#{channel}>.", channel=channel),
        [
            section(say("*Shared in <#{channel}>.* Thank you for passing it on.", channel=channel)),
            ActionsBlock(
                block_id="shared",
                elements=[
                    ButtonElement(
                        text=say("Take it back"), action_id=Action.UNSHARE, value=str(share_id)
                    )
                ],
            ),
        ],
    )


def not_shared_message(sentence: str, work: str) -> Message:
    """It did not go out, why, and the way to try again."""
    return Message(
        sentence,
        [
            section(sentence),
            ActionsBlock(
                block_id="shared",
                elements=[
                    ButtonElement(text=say("Share again"), action_id=Action.SHARE, value=work)
                ],
            ),
        ],
    )


def unshared_message(channel: str) -> Message:
    words = say(
        "Taken back: the post in <#{channel}> is gone. Your record keeps it as it was.",
        channel=channel,
    )
    return Message(words, [section(words)])


def nothing_to_share_message() -> Message:
    words = say("There is nothing to share yet. Log something first: a video or a chat counts.")
    return Message(
        words,
        [
            section(words),
            ActionsBlock(
                block_id="invitation",
                elements=[
                    ButtonElement(text=say("Log activity"), action_id=Action.LOG, style="primary")
                ],
            ),
        ],
    )


def shares_message(page: Page[Shared], today: date, zone: str) -> Message:
    """What they have shared, each with a way to take it back."""
    if not page.rows:
        words = say(
            "You have shared nothing in a channel. `/pln share` does it, with a preview first."
        )
        return Message(words, [section(words)])
    blocks: list[Block] = [section(say("*What you have shared*"))]
    blocks += [
        section(
            _share_line(shared, today, zone),
            block_id=f"share-{shared.share.id}",
            accessory=ButtonElement(
                text=say("Take it back"),
                action_id=Action.UNSHARE,
                value=str(shared.share.id),
                accessibility_label=spoken(
                    say("Take it back"),
                    shared.work.text if shared.work is not None else say("(no longer on record)"),
                ),
            ),
        )
        for shared in page.rows
    ]
    blocks += turning(page, Action.SHARES, back=say("Back"), on=say("More"))
    return Message(say("What you have shared"), blocks)


def _share_line(shared: Shared, today: date, zone: str) -> str:
    day = day_in_words(local_date(shared.share.shared_at, zone), today)
    text = typed(shared.work.text, 150) if shared.work is not None else say("(no longer on record)")
    return f"*{text}*\n<#{shared.share.channel}> · {day}"


def _key(work: Entry | Goal) -> str:
    return Work("entry" if isinstance(work, Entry) else "goal", work.id).dump()


def _entry_facts(entry: Entry, rubric: Rubric) -> list[str]:
    facts = [label(rubric.kinds, entry.kind)]
    if entry.minutes:
        facts.insert(0, in_hours(entry.minutes))
    topics = [label(rubric.elements, element) for element in entry.elements]
    topics += [label(rubric.skills, skill) for skill in entry.skills]
    return [*facts, escape(listed(topics))] if topics else facts


def _goal_facts(goal: Goal, rubric: Rubric) -> list[str]:
    topics = [label(rubric.elements, goal.element)] if goal.element else []
    topics += [label(rubric.skills, goal.skill)] if goal.skill else []
    return [escape(listed(topics))] if topics else []
