"""The catalogue of learning options: a part of it, one option's form, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    Option,
    OptionGroup,
    OverflowMenuElement,
    StaticSelectElement,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import (
    Origin,
    choice_input,
    choices_input,
    link_input,
    modal,
    options,
    text_input,
)
from bot.messages.labels import choices, label, said
from bot.messages.language import say, say_count
from bot.messages.message import (
    Message,
    escape,
    in_hours,
    listed,
    section,
    spoken,
    typed,
)
from bot.messages.pages import turning
from domain.catalogue import LONGEST_NOTE, LONGEST_TITLE, Cost, OptionDraft, Shelf
from domain.topics import topics_of
from domain.words import later
from rubric_data import Rubric
from storage.catalogue import OptionInSight
from storage.pages import Page
from storage.tables import LearningOption

PAGE: Final = 5
SHORT_LINK: Final = 1000
COST_LABELS: Final[dict[Cost, str]] = {
    "free": later("Free"),
    "covered": later("The district or school pays"),
    "paid": later("Paid by oneself"),
}
_COSTS: Final = (
    ("", later("Any cost")),
    ("free", later("Free")),
    ("free-to-me", later("Free to me")),
)
_LENGTHS: Final = (
    ("", later("Any length")),
    ("short", later("Up to half an hour")),
    ("hour", later("Up to an hour")),
    ("half-day", later("Up to half a day")),
    ("long", later("Longer")),
)


def catalogue_message(shelf: Shelf, page: Page[OptionInSight], rubric: Rubric) -> Message:
    """Some learning options, each with what can be done with it."""
    title = say("Ways to learn")
    if shelf.words:
        title = say("Ways to learn with “{words}”", words=typed(shelf.words, 60))
    blocks: list[Block] = [section(f"*{title}*"), _menus(shelf, rubric)]
    if not page.rows:
        blocks.append(
            section(say("Nothing fits that yet. Choose less above, or add what you know of."))
        )
    for shown in page.rows:
        blocks += [
            section(_card(shown, rubric)),
            *_long_link(shown.option),
            _buttons(shown, shelf, draft_of_option(shown.option, rubric).title),
            DividerBlock(),
        ]
    blocks += turning(
        page,
        Action.DISCOVER,
        back=say("Back"),
        on=say("More"),
        value=lambda first: replace(shelf, first=first).dump(),
    )
    titles = [typed(draft_of_option(shown.option, rubric).title, 100) for shown in page.rows]
    return Message(f"{title}: {listed(titles) if titles else say('nothing yet')}.", blocks)


def option_form(draft: OptionDraft | None, rubric: Rubric, origin: Origin) -> dict[str, Any]:
    """The modal, empty or filled; `origin.row` names the one that is edited."""
    blank = draft or OptionDraft(title="", kind="other")
    return modal(
        Form.OPTION,
        title=say("Edit it") if origin.row else say("Add a way to learn"),
        submit=say("Save") if origin.row else say("Add it"),
        blocks=[
            text_input(
                "title",
                say("What is it?"),
                value=blank.title,
                placeholder=say("Free course on student podcasting"),
                most=LONGEST_TITLE,
            ),
            link_input("link", say("Link"), value=blank.link),
            choice_input(
                "kind", say("Kind"), choices(rubric.kinds), value=draft.kind if draft else None
            ),
            choice_input(
                "mode",
                say("How it takes place"),
                choices(rubric.modes),
                value=blank.mode,
                is_optional=True,
            ),
            choice_input("cost", say("Cost"), said(COST_LABELS.items()), value=blank.cost),
            text_input(
                "minutes",
                say("How long does it take?"),
                value=str(blank.minutes) if blank.minutes else None,
                placeholder=say("45, 1h30 or 20 hours"),
                is_optional=True,
            ),
            choices_input(
                "elements",
                say("Elements of the rubric"),
                choices(rubric.elements),
                values=blank.elements,
                is_optional=False,
            ),
            choice_input(
                "skill",
                say("Skill that it practises"),
                choices(rubric.skills),
                value=blank.skill,
                is_optional=True,
            ),
            text_input(
                "note",
                say("Why is it worth it?"),
                value=blank.note,
                hint=say("Colleagues see this with your name."),
                is_optional=True,
                is_multiline=True,
                most=LONGEST_NOTE,
            ),
        ],
        origin=origin,
    )


def draft_of_option(option: LearningOption, rubric: Rubric) -> OptionDraft:
    """A learning option as it is shown: one that came along in the rubric's words, unless
    somebody changed them."""
    as_it_came = rubric.starter(option.starter) if option.edited_at is None else None
    return OptionDraft(
        title=as_it_came.title if as_it_came else option.title,
        kind=option.kind,
        link=option.link,
        mode=option.mode,
        cost=_known_cost(option.cost),
        minutes=option.minutes,
        elements=option.elements,
        skill=option.skill,
        note=as_it_came.note if as_it_came else option.note,
    )


def option_kept_message(option: LearningOption, rubric: Rubric, *, is_edited: bool) -> Message:
    """It is in the catalogue."""
    opening = say("Saved.") if is_edited else say("Added, and recommended by you. Thank you!")
    return Message(
        f"{opening} {typed(draft_of_option(option, rubric).title)}",
        [
            section(f"*{opening}*\n{_facts(option, rubric)}"),
            *_long_link(option),
            ActionsBlock(
                block_id="option", elements=[_menu(option), _to_catalogue(say("See the catalogue"))]
            ),
        ],
    )


def option_removed_message(option: LearningOption, rubric: Rubric) -> Message:
    title = typed(draft_of_option(option, rubric).title)
    words = say("Removed from the catalogue: {title}", title=title)
    return Message(
        words,
        [
            section(words),
            ActionsBlock(
                block_id="option",
                elements=[
                    ButtonElement(
                        text=say("Bring it back"),
                        action_id=Action.BRING_BACK_OPTION,
                        value=str(option.id),
                    ),
                    _to_catalogue(say("See the catalogue")),
                ],
            ),
        ],
    )


def _menus(shelf: Shelf, rubric: Rubric) -> Block:
    whole = replace(shelf, first=0)
    labels = {part.key: part.label for part in (*rubric.elements, *rubric.skills)}
    topics = {
        section_name: [
            (replace(whole, topic=topic.dump()), labels[topic.key])
            for topic in topics_of(rubric)
            if topic.section == section_name
        ]
        for section_name in ("elements", "skills")
    }
    return ActionsBlock(
        block_id="shelf",
        elements=[
            _select(
                0,
                [(replace(whole, mode=""), say("Any way"))]
                + [(replace(whole, mode=mode.key), mode.label) for mode in rubric.modes],
                whole,
            ),
            _grouped_select(
                1,
                {
                    say("All"): [(replace(whole, topic=""), say("Any element or skill"))],
                    say("Elements"): topics["elements"],
                    say("Skills"): topics["skills"],
                },
                whole,
            ),
            _select(2, [(replace(whole, cost=key), words) for key, words in said(_COSTS)], whole),
            _select(
                3, [(replace(whole, length=key), words) for key, words in said(_LENGTHS)], whole
            ),
            ButtonElement(text=say("Add one"), action_id=Action.ADD_OPTION, style="primary"),
        ],
    )


def _select(
    place: int, choices_there: Sequence[tuple[Shelf, str]], chosen: Shelf
) -> StaticSelectElement:
    offered = options((shelf.dump(), words) for shelf, words in choices_there)
    return StaticSelectElement(
        action_id=f"{Action.DISCOVER}_1{place}",
        options=offered,
        initial_option=_chosen(offered, chosen),
    )


def _grouped_select(
    place: int, groups: dict[str, list[tuple[Shelf, str]]], chosen: Shelf
) -> StaticSelectElement:
    offered = {
        name: options((shelf.dump(), words) for shelf, words in group)
        for name, group in groups.items()
    }
    return StaticSelectElement(
        action_id=f"{Action.DISCOVER}_1{place}",
        option_groups=[OptionGroup(label=name, options=group) for name, group in offered.items()],
        initial_option=_chosen([each for group in offered.values() for each in group], chosen),
    )


def _chosen(offered: Sequence[Option], chosen: Shelf) -> Option | None:
    return next((option for option in offered if option.value == chosen.dump()), None)


def _card(shown: OptionInSight, rubric: Rubric) -> str:
    lines = [_facts(shown.option, rubric)]
    if shown.recommendations:
        others = shown.recommendations - len(shown.recommended_by)
        names = [typed(name, 60) for name in shown.recommended_by]
        lines.append(
            say(
                "Recommended by {names}",
                names=listed(
                    [*names, say_count("{count} other", "{count} others", others)]
                    if others
                    else names
                ),
            )
        )
    elif shown.added_by:
        lines.append(say("Added by {name}", name=typed(shown.added_by, 60)))
    return "\n".join(lines)


def _facts(option: LearningOption, rubric: Rubric) -> str:
    shown = draft_of_option(option, rubric)
    facts = [label(rubric.kinds, shown.kind), say(COST_LABELS[shown.cost])]
    if shown.mode:
        facts.insert(1, label(rubric.modes, shown.mode))
    if shown.minutes:
        facts.append(in_hours(shown.minutes))
    if shown.link and len(_address(shown.link)) <= SHORT_LINK:
        facts.append(f"<{_address(shown.link)}|{say('Open it')}>")
    topics = [label(rubric.elements, element) for element in shown.elements]
    topics += [label(rubric.skills, shown.skill)] if shown.skill else []
    lines = [f"*{typed(shown.title, LONGEST_TITLE)}*", " · ".join(facts)]
    if topics:
        lines.append(escape(listed(topics)))
    if shown.note:
        lines.append(f"_{typed(shown.note, 500)}_")
    return "\n".join(lines)


def _address(link: str) -> str:
    # A bar would end the address, and begin what is shown of it.
    return escape(link).replace("|", "%7C")


def _long_link(option: LearningOption) -> list[Block]:
    """Beside a title there is no room for an address that is longer than most."""
    if not option.link or len(_address(option.link)) <= SHORT_LINK:
        return []
    return [section(typed(option.link, 2900))]


def _buttons(shown: OptionInSight, shelf: Shelf, title: str) -> Block:
    option = shown.option
    count = f" ({shown.recommendations})" if shown.recommendations else ""
    elements: list[ButtonElement | OverflowMenuElement] = [
        ButtonElement(
            text=say("I did this"),
            action_id=Action.DID_OPTION,
            value=str(option.id),
            accessibility_label=spoken(say("I did this"), title),
        ),
        ButtonElement(
            text=(say("Recommended") if shown.is_mine else say("Recommend")) + count,
            action_id=Action.RECOMMEND,
            value=f"{option.id}|{shelf.dump()}",
            style="primary" if shown.is_mine else None,
            accessibility_label=spoken(
                say("Take your recommendation back") if shown.is_mine else say("Recommend"),
                title,
            ),
        ),
    ]
    if shown.may_change:
        elements.append(_menu(option))
    return ActionsBlock(block_id=f"option-{option.id}", elements=elements)


def _menu(option: LearningOption) -> OverflowMenuElement:
    return OverflowMenuElement(
        action_id=Action.OPTION_MENU,
        options=[
            Option(value=f"edit:{option.id}", text=say("Edit")),
            Option(value=f"remove:{option.id}", text=say("Remove")),
        ],
    )


def _to_catalogue(words: str) -> ButtonElement:
    return ButtonElement(text=words, action_id=Action.DISCOVER, value=Shelf().dump())


def _known_cost(cost: str) -> Cost:
    return next(each for each in COST_LABELS if each == cost)
