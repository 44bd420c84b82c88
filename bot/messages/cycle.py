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
from bot.messages.labels import choices, day_in_words, label
from bot.messages.message import context, header, quote, section, typed
from domain.cycles import LONGEST_NAME, LONGEST_WORDS, STEP_NAMES, CycleDraft
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
    (BALANCE, "Evidence of all four kinds of indicators is needed to submit"),
    (LEADERS, "Leaders may rate beside the educator's own rating"),
)
_HINTS: Final = {
    "opens_on": "Those it is for are told on that day, or the next one that is not off.",
    "closes_on": "After that day it closes by itself. Nothing is decided for anybody.",
}
_OLDER: Final = (f"{Action.HOME_PAGE}_7", f"{Action.HOME_PAGE}_8")
"""They turn App Home to the admin's page with other cycles on it."""


def cycle_blocks(page: Page[CycleLine], today: date) -> list[Block]:
    """The cycles, open ones first, each with what can be done with it."""
    blocks: list[Block] = [
        header("Evaluation cycles"),
        ActionsBlock(
            block_id="cycles",
            elements=[ButtonElement(text="Open a cycle", action_id=Action.ADD_CYCLE)],
        ),
    ]
    if not page.rows:
        blocks.append(
            section(
                "There is none yet. A cycle asks educators to set goals, to collect what shows "
                "their growth, and to rate themselves first; leaders respond."
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
    return (
        f"*{typed(cycle.name, LONGEST_NAME)}* · {phase_in_words(cycle, today)}\n"
        f"{day_in_words(cycle.opens_on, today)} to {day_in_words(cycle.closes_on, today)}, "
        f"for {typed(audience_in_words(line.groups), 400)}\n"
        f"{figures_in_brief(line.figures)}"
    )


def _menu(cycle: Cycle) -> OverflowMenuElement:
    is_closed = cycle.closed_at is not None
    offered = [
        ("see", "See all of it"),
        ("report", "Send me the report"),
        *([] if is_closed else [("change", "Change")]),
        ("reopen", "Reopen") if is_closed else ("close", "Close"),
        ("remove", "Remove"),
    ]
    return OverflowMenuElement(
        action_id=Action.CYCLE_MENU,
        options=options((f"{choice}:{cycle.id}", words) for choice, words in offered),
    )


def _turning(page: Page[CycleLine]) -> list[Block]:
    if page.count <= page.most:
        return []
    places = (
        ("Newer cycles", page.first - page.most, page.first > 0),
        ("Older cycles", page.first + page.most, page.first + page.most < page.count),
    )
    buttons = [
        ButtonElement(text=words, action_id=action, value=f"{HomePage.ADMIN}/{max(0, first)}")
        for action, (words, first, is_there) in zip(_OLDER, places, strict=True)
        if is_there
    ]
    last = page.first + len(page.rows)
    return [
        context(f"Cycles {page.first + 1} to {last} of {page.count}"),
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
        blocks += [section(f"*Once you keep it:*\n{told}"), DividerBlock()]
    blocks.append(
        text_input(
            "name", "Name", value=draft.name, placeholder="School year 2026-27", most=LONGEST_NAME
        )
    )
    names = _chosen_first(groups, draft.groups)
    if names:
        blocks.append(
            choices_input(
                "groups",
                "For which groups",
                [(name, name) for name in names],
                values=draft.groups,
                hint="With all groups in them. Leave it empty for everyone.",
            )
        )
    blocks += [
        date_input(field, words, value=getattr(draft.terms, field), hint=_HINTS.get(field))
        for field, words in STEP_NAMES.items()
    ]
    return modal(
        Form.CYCLE,
        title="Open a cycle" if is_new else "Change a cycle",
        submit="Open it" if is_new else "Keep it" if effect else "Save",
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
            "Elements that educators rate themselves on",
            [*known, *dropped][:10],
            values=terms.elements,
            hint="At least one.",
        ),
        text_input(
            "ratings",
            "Words to rate with",
            value="\n".join(terms.ratings),
            hint="One a line, lowest first.",
            is_multiline=True,
        ),
        text_input(
            "expectation",
            "What is expected",
            value=draft.expectation,
            hint="In your district's words. Educators read it in the message that opens the cycle.",
            is_optional=True,
            is_multiline=True,
            most=LONGEST_WORDS,
        ),
        number_input(
            "goals_expected",
            "Goals, at least",
            value=terms.goals_expected,
            least=0,
            most=MOST_ASKED,
            is_whole=True,
            is_optional=False,
        ),
        number_input(
            "evidence_expected",
            "Pieces of evidence, at least",
            value=terms.evidence_expected,
            least=0,
            most=MOST_ASKED,
            is_whole=True,
            is_optional=False,
        ),
        checks_input("rules", "Rules", _RULES, values=rules),
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
        f"Elements: {elements}",
        *terms_in_words(cycle.terms),
    ]
    blocks: list[Block] = [
        section(
            f"*{typed(cycle.name, LONGEST_NAME)}* · {phase_in_words(cycle, today)}\n"
            f"For {typed(audience_in_words(line.groups), 1500)}"
        ),
        section("\n".join(f"• {typed(each, 700)}" for each in words)),
    ]
    if cycle.expectation:
        blocks.append(section(f"*What is expected*\n{quote(cycle.expectation, 1400)}"))
    blocks.append(section(f"{figures_in_brief(line.figures)}."))
    if is_anything_hidden(line.figures):
        blocks.append(context(hidden_means(line.figures.floor)))
    return reading_modal("Evaluation cycle", blocks)


def closing_form(cycle: Cycle) -> dict[str, Any]:
    """Asked before a cycle is closed."""
    return modal(
        Form.CLOSE_CYCLE,
        title="Close a cycle",
        submit="Close it",
        close="Keep it open",
        blocks=[
            section(
                f"Close *{typed(cycle.name, LONGEST_NAME)}* now? Every evaluation stays as it "
                "stands, can be read, and moves no more. Nothing is decided for anybody: silence "
                "is no agreement. Reminders that are planned don't come. You can reopen it."
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
        title="Reopen a cycle",
        submit="Reopen it",
        blocks=[
            section(
                f"*{typed(cycle.name, LONGEST_NAME)}*: every evaluation goes on from where it "
                "was, and whoever has not begun can begin."
            ),
            date_input("closes_on", "It ends on", value=until),
        ],
        origin=Origin(row=cycle.id, home_page=HomePage.ADMIN),
    )


def cycle_removal_form(cycle: Cycle) -> dict[str, Any]:
    """Asked before a cycle that nobody has begun is removed."""
    return modal(
        Form.REMOVE_CYCLE,
        title="Remove a cycle",
        submit="Remove it",
        close="Keep it",
        blocks=[
            section(
                f"Remove *{typed(cycle.name, LONGEST_NAME)}* for good? Nobody has begun it. If "
                "its opening came already, that message stays, and says that it is gone."
            )
        ],
        origin=Origin(row=cycle.id, home_page=HomePage.ADMIN),
    )
