"""What an admin sees of cycles of evaluations: the list on App Home, and each form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    OverflowMenuElement,
)

from bot.messages.actions import Action, Form
from bot.messages.cycle_words import (
    audience_in_words,
    dates_in_words,
    figures_in_brief,
    hidden_means,
    is_anything_hidden,
    phase_in_words,
    terms_in_words,
)
from bot.messages.forms import (
    MOST_OPTIONS,
    Origin,
    checks_input,
    choices_input,
    date_input,
    modal,
    number_input,
    options,
    reading_modal,
    text_input,
)
from bot.messages.home import HomePage
from bot.messages.labels import choices, day_in_words, label, said
from bot.messages.language import say
from bot.messages.message import context, header, quote, section, typed
from domain.cycles import LONGEST_NAME, LONGEST_WORDS, STEP_NAMES, CycleDraft
from domain.words import later
from rubric_data import Rubric
from storage.pages import Page
from storage.participation import CycleLine
from storage.tables import Cycle

HOME_CYCLES: Final = 5
"""How many of them a page of App Home lists."""
MOST_ASKED: Final = 20
BALANCE: Final = "needs_balance"
LEADERS: Final = "leaders_rate"
_RULES: Final = (
    (BALANCE, later("Evidence of all four kinds of indicators is needed to submit")),
    (LEADERS, later("Leaders may rate beside the educator's own rating")),
)
_HINTS: Final = {
    "opens_on": later("Those it is for are told on that day, or the next one that is not off."),
    "closes_on": later("After that day it closes by itself. Nothing is decided for anybody."),
}
_OLDER: Final = (f"{Action.HOME_PAGE}_7", f"{Action.HOME_PAGE}_8")
"""They turn App Home to the admin's page with other cycles on it."""


def cycle_blocks(page: Page[CycleLine], today: date) -> list[Block]:
    """The cycles, open ones first, each with what can be done with it."""
    blocks: list[Block] = [
        header(say("Evaluation cycles")),
        ActionsBlock(
            block_id="cycles",
            elements=[ButtonElement(text=say("Open a cycle"), action_id=Action.ADD_CYCLE)],
        ),
    ]
    if not page.rows:
        blocks.append(
            section(
                say(
                    "There is none yet. A cycle asks educators to set goals, to collect what shows "
                    "their growth, and to rate themselves first; leaders respond."
                )
            )
        )
    for line in page.rows:
        blocks.append(
            section(
                _lines(line, today),
                block_id=f"cycle-{line.cycle.id}",
                accessory=_menu(line.cycle),
            )
        )
    hidden = [line.figures for line in page.rows if is_anything_hidden(line.figures)]
    if hidden:
        blocks.append(context(hidden_means(hidden[0].floor)))
    return [*blocks, *_turning(page)]


def _lines(line: CycleLine, today: date) -> str:
    cycle = line.cycle
    when = say(
        "{first} to {last}, for {audience}",
        first=day_in_words(cycle.opens_on, today),
        last=day_in_words(cycle.closes_on, today),
        audience=typed(audience_in_words(line.groups), 400),
    )
    title = f"*{typed(cycle.name, LONGEST_NAME)}* · {phase_in_words(cycle, today)}"
    return f"{title}\n{when}\n{figures_in_brief(line.figures)}"


def _menu(cycle: Cycle) -> OverflowMenuElement:
    is_closed = cycle.closed_at is not None
    offered = [
        ("see", say("See all of it")),
        ("report", say("Send me the report")),
        *([] if is_closed else [("change", say("Change"))]),
        ("reopen", say("Reopen")) if is_closed else ("close", say("Close")),
        ("remove", say("Remove")),
    ]
    return OverflowMenuElement(
        action_id=Action.CYCLE_MENU,
        options=options((f"{choice}:{cycle.id}", words) for choice, words in offered),
    )


def _turning(page: Page[CycleLine]) -> list[Block]:
    if page.count <= page.most:
        return []
    places = (
        (say("Newer cycles"), page.first - page.most, page.first > 0),
        (say("Older cycles"), page.first + page.most, page.first + page.most < page.count),
    )
    buttons = [
        ButtonElement(text=words, action_id=action, value=f"{HomePage.ADMIN}/{max(0, first)}")
        for action, (words, first, is_there) in zip(_OLDER, places, strict=True)
        if is_there
    ]
    last = page.first + len(page.rows)
    return [
        context(
            say(
                "Cycles {first} to {last} of {count}",
                first=page.first + 1,
                last=last,
                count=page.count,
            )
        ),
        ActionsBlock(block_id="cycle-pages", elements=buttons),
    ]


# Forms


def cycle_form(
    draft: CycleDraft,
    rubric: Rubric,
    groups: Sequence[str],
    *,
    origin: Origin,
    effect: Sequence[str] = (),
) -> dict[str, Any]:
    """A new cycle, or one to be changed (its id is the origin's row).

    `groups` are those that may be chosen; `effect` is what the change does, shown before it is
    kept.
    """
    is_new = origin.row is None
    blocks: list[Block] = []
    if effect:
        told = "\n".join(f"• {typed(line, 200)}" for line in effect)
        blocks += [section(f"*{say('Once you keep it:')}*\n{told}"), DividerBlock()]
    blocks.append(
        text_input(
            "name",
            say("Name"),
            value=draft.name,
            placeholder=say("School year 2026-27"),
            most=LONGEST_NAME,
        )
    )
    names = _chosen_first(groups, draft.groups)
    if names:
        blocks.append(
            choices_input(
                "groups",
                say("For which groups"),
                [(name, name) for name in names],
                values=draft.groups,
                hint=say("With all groups in them. Leave it empty for everyone."),
            )
        )
    blocks += [
        date_input(
            field,
            say(words),
            value=getattr(draft.terms, field),
            hint=say(_HINTS[field]) if field in _HINTS else None,
        )
        for field, words in STEP_NAMES.items()
    ]
    return modal(
        Form.CYCLE,
        title=say("Open a cycle") if is_new else say("Change a cycle"),
        submit=say("Open it") if is_new else say("Keep it") if effect else say("Save"),
        blocks=[*blocks, *_asking(draft, rubric)],
        origin=origin,
    )


def _asking(draft: CycleDraft, rubric: Rubric) -> list[Block]:
    terms = draft.terms
    known = choices(rubric.elements)
    dropped = [(key, key) for key in terms.elements if key not in dict(known)]
    rules = [
        key
        for key, holds in ((BALANCE, terms.needs_balance), (LEADERS, terms.leaders_rate))
        if holds
    ]
    return [
        checks_input(
            "elements",
            say("Elements that educators rate themselves on"),
            [*known, *dropped][:10],
            values=terms.elements,
            hint=say("At least one."),
        ),
        text_input(
            "ratings",
            say("Words to rate with"),
            value="\n".join(terms.ratings),
            hint=say("One a line, lowest first."),
            is_multiline=True,
        ),
        text_input(
            "expectation",
            say("What is expected"),
            value=draft.expectation,
            hint=say(
                "In your district's words. Educators read it in the message that opens the cycle."
            ),
            is_optional=True,
            is_multiline=True,
            most=LONGEST_WORDS,
        ),
        number_input(
            "goals_expected",
            say("Goals, at least"),
            value=terms.goals_expected,
            least=0,
            most=MOST_ASKED,
            is_whole=True,
            is_optional=False,
        ),
        number_input(
            "evidence_expected",
            say("Pieces of evidence, at least"),
            value=terms.evidence_expected,
            least=0,
            most=MOST_ASKED,
            is_whole=True,
            is_optional=False,
        ),
        checks_input("rules", say("Rules"), said(_RULES), values=rules),
    ]


def _chosen_first(names: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """As many as a menu holds; what is chosen is among them, or it would be lost on saving."""
    offered = dict.fromkeys([*chosen, *names])
    return list(offered)[:MOST_OPTIONS]


def cycle_modal(line: CycleLine, rubric: Rubric, today: date) -> dict[str, Any]:
    """All that a cycle says, to read."""
    cycle = line.cycle
    elements = ", ".join(label(rubric.elements, key) for key in cycle.elements)
    words = [
        *dates_in_words(cycle.terms, today),
        say("Elements: {elements}", elements=elements),
        *terms_in_words(cycle.terms),
    ]
    blocks: list[Block] = [
        section(
            f"*{typed(cycle.name, LONGEST_NAME)}* · {phase_in_words(cycle, today)}\n"
            + say("For {audience}", audience=typed(audience_in_words(line.groups), 1500))
        ),
        section("\n".join(f"• {typed(each, 700)}" for each in words)),
    ]
    if cycle.expectation:
        blocks.append(section(f"*{say('What is expected')}*\n{quote(cycle.expectation, 1400)}"))
    blocks.append(section(f"{figures_in_brief(line.figures)}."))
    if is_anything_hidden(line.figures):
        blocks.append(context(hidden_means(line.figures.floor)))
    return reading_modal(say("Evaluation cycle"), blocks)


def closing_form(cycle: Cycle) -> dict[str, Any]:
    """Asked before a cycle is closed."""
    return modal(
        Form.CLOSE_CYCLE,
        title=say("Close a cycle"),
        submit=say("Close it"),
        close=say("Keep it open"),
        blocks=[
            section(
                say(
                    "Close *{name}* now? Every evaluation stays as it stands, can be read, and "
                    "moves no more. Nothing is decided for anybody: silence is no agreement. "
                    "Reminders that are planned don't come. You can reopen it.",
                    name=typed(cycle.name, LONGEST_NAME),
                )
            )
        ],
        origin=Origin(row=cycle.id, home_page=HomePage.ADMIN),
    )


def reopening_form(cycle: Cycle, today: date) -> dict[str, Any]:
    """Until when a closed cycle is open again."""
    is_over = cycle.closes_on <= today
    until = today + timedelta(weeks=2) if is_over else cycle.closes_on
    return modal(
        Form.REOPEN_CYCLE,
        title=say("Reopen a cycle"),
        submit=say("Reopen it"),
        blocks=[
            section(
                say(
                    "*{name}*: every evaluation goes on from where it was, and whoever has not "
                    "begun can begin.",
                    name=typed(cycle.name, LONGEST_NAME),
                )
            ),
            date_input("closes_on", say("It ends on"), value=until),
        ],
        origin=Origin(row=cycle.id, home_page=HomePage.ADMIN),
    )


def cycle_removal_form(cycle: Cycle) -> dict[str, Any]:
    """Asked before a cycle that nobody has begun is removed."""
    return modal(
        Form.REMOVE_CYCLE,
        title=say("Remove a cycle"),
        submit=say("Remove it"),
        close=say("Keep it"),
        blocks=[
            section(
                say(
                    "Remove *{name}* for good? Nobody has begun it. If its opening came already, "
                    "that message stays, and says that it is gone.",
                    name=typed(cycle.name, LONGEST_NAME),
                )
            )
        ],
        origin=Origin(row=cycle.id, home_page=HomePage.ADMIN),
    )
