"""Colleagues who work on the same, with what they let be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    OptionGroup,
    StaticSelectElement,
)

from bot.messages.actions import Action
from bot.messages.forms import options
from bot.messages.labels import day_in_words, label
from bot.messages.language import say, say_count
from bot.messages.message import Message, context, escape, listed, section, typed
from bot.messages.pages import turning
from domain.topics import Topic, topics_of
from rubric_data import Rubric
from storage.colleagues import Colleague, SharedWork
from storage.pages import Page

MINE, ALL = "mine", "all"
PAGE: Final = 5


@dataclass(frozen=True)
class Circle:
    """Which colleagues are looked for, and from which on; travels in buttons and menus."""

    which: str = MINE
    """`mine` is whoever works on what I work on; `all`; or a topic."""
    first: int = 0

    @property
    def topic(self) -> Topic | None:
        return None if self.which in {MINE, ALL} else Topic.load(self.which)

    def dump(self) -> str:
        return f"{self.which}/{self.first}"

    @classmethod
    def load(cls, text: str) -> Circle:
        which, _, first = text.partition("/")
        return cls(which, int(first) if first.isdecimal() else 0)


def people_message(
    circle: Circle,
    topics: Sequence[Topic],
    page: Page[Colleague],
    rubric: Rubric,
    today: date,
) -> Message:
    """A page of them. `topics` are those that were looked for; none is any."""
    title = say("Colleagues who work on {topics}", topics=_topics_in_words(topics, rubric))
    blocks: list[Block] = [section(f"*{escape(title)}*"), _menu(circle, rubric)]
    if not page.rows:
        return Message(say("{title}: nobody yet.", title=escape(title)), [*blocks, *_invitation()])
    blocks += [_card(colleague, today) for colleague in page.rows]
    blocks += turning(
        page,
        Action.PEOPLE,
        back=say("Back"),
        on=say("More"),
        value=lambda first: replace(circle, first=first).dump(),
    )
    blocks.append(
        context(
            say(
                "You see what each of them shows to all colleagues, and nothing else. To be found "
                "here yourself, choose “All colleagues” where an entry or goal asks who sees it."
            )
        )
    )
    names = listed([typed(colleague.name, 60) for colleague in page.rows])
    return Message(f"{escape(title)}: {names}.", blocks)


def _topics_in_words(topics: Sequence[Topic], rubric: Rubric) -> str:
    if not topics:
        return say("anything that they share")
    if len(topics) > 1:
        return say("what you work on")
    section_parts = rubric.elements if topics[0].section == "elements" else rubric.skills
    return label(section_parts, topics[0].key)


def _menu(circle: Circle, rubric: Rubric) -> Block:
    groups = [
        (say("Any"), [(MINE, say("What I work on")), (ALL, say("Everything that is shared"))]),
        (say("Elements"), _choices("elements", rubric)),
        (say("Skills"), _choices("skills", rubric)),
    ]
    offered = {
        name: options((Circle(which).dump(), words) for which, words in choices)
        for name, choices in groups
    }
    chosen = Circle(circle.which).dump()
    return ActionsBlock(
        block_id="people",
        elements=[
            StaticSelectElement(
                action_id=Action.PEOPLE,
                option_groups=[
                    OptionGroup(label=name, options=group) for name, group in offered.items()
                ],
                initial_option=next(
                    (each for group in offered.values() for each in group if each.value == chosen),
                    None,
                ),
                placeholder=say("Who works on …"),
            )
        ],
    )


def _choices(section_name: str, rubric: Rubric) -> list[tuple[str, str]]:
    parts = rubric.elements if section_name == "elements" else rubric.skills
    labels = {part.key: part.label for part in parts}
    return [
        (topic.dump(), labels[topic.key])
        for topic in topics_of(rubric)
        if topic.section == section_name
    ]


def _card(colleague: Colleague, today: date) -> Block:
    # Only the reader sees this, so that the name is a link and calls nobody.
    lines = [
        say_count(
            "{person} shares {count} activity",
            "{person} shares {count} activities",
            colleague.count,
            person=f"<@{colleague.slack_id}>",
        )
    ]
    lines += [_line(work, today) for work in colleague.latest]
    return section("\n".join(lines))


def _line(work: SharedWork, today: date) -> str:
    text = typed(work.text, 200)
    words = say("Goal: {text}", text=text) if work.what == "goal" else text
    link = f" {typed(work.link, 300)}" if work.link else ""
    return f"• {words} ({day_in_words(work.on, today)}){link}"


def _invitation() -> list[Block]:
    return [
        section(
            say(
                "Nobody shows anything of this yet. You could be the first: log what you "
                "learned, and choose “All colleagues” where it asks who sees it."
            )
        ),
        ActionsBlock(
            block_id="invitation",
            elements=[
                ButtonElement(text=say("Log activity"), action_id=Action.LOG, style="primary")
            ],
        ),
    ]
