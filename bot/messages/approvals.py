"""What awaits a leader's approval for credit: the list, one of them in full, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    DividerBlock,
)

from bot.messages.actions import Action, Form
from bot.messages.credit_words import rule_in_words, rule_name
from bot.messages.files import files_blocks
from bot.messages.forms import Origin, choice_input, confirm, modal, text_input
from bot.messages.labels import day_in_words, label, said
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
from bot.messages.pages import turning
from domain.credit import LONGEST_REASON, in_units
from domain.school_years import year_name
from domain.words import later
from rubric_data import Rubric
from storage.approvals import Awaiting, BulkOutcome, Decision, total
from storage.pages import Page

PAGE: Final = 8
MOST_NAMED: Final = 3
DECISIONS: Final[tuple[tuple[Decision, str], ...]] = (
    ("approve", later("Approve: it is credited")),
    ("return", later("Return: something is missing")),
)
OWNERS_FILES: Final = later(
    "Slack opens a file to its owner alone, unless they share it: ask them to, where you need it."
)
THEY_SEE: Final = later("Those whose entries these are can see that you looked.")


def approvals_message(
    page: Page[Awaiting], rubric: Rubric, today: date, *, told: str | None = None
) -> Message:
    """A page of what awaits them; `told` says what was done just now."""
    blocks: list[Block] = [section(told)] if told else []
    if not page.count:
        words = say("Nothing awaits your approval for credit.")
        return Message(told or words, [*blocks, section(words)])
    title = say_count(
        "{count} entry awaits your approval for credit",
        "{count} entries await your approval for credit",
        page.count,
    )
    blocks.append(section(f"*{title}*"))
    blocks += [_line(each, rubric, today) for each in page.rows]
    blocks += turning(page, Action.TURN_APPROVALS, back=say("Back"), on=say("More"))
    if len(page.rows) > 1:
        blocks.append(_approve_all(page))
    blocks.append(context(say(THEY_SEE)))
    return Message(title, blocks)


def awaiting_blocks(count: int) -> list[Block]:
    """On App Home; nothing where nothing awaits them."""
    if not count:
        return []
    return [
        section(
            say_count(
                "*{count} entry awaits your approval for credit.*",
                "*{count} entries await your approval for credit.*",
                count,
            ),
            block_id="approvals",
            accessory=ButtonElement(
                text=say("Look at them"), action_id=Action.SHOW_APPROVALS, value="0"
            ),
        ),
        DividerBlock(),
    ]


def claim_form(awaiting: Awaiting, rubric: Rubric, today: date, origin: Origin) -> dict[str, Any]:
    """One in full, to approve or return with a word."""
    credit, entry = awaiting.credit, awaiting.credit.entry
    facts = [
        in_hours(entry.minutes) if entry.minutes else "",
        day_in_words(entry.happened_on, today),
        label(rubric.kinds, entry.kind),
        label(rubric.modes, entry.mode) if entry.mode else "",
    ]
    lines = [
        f"*{typed(awaiting.person.name, 80)}*",
        quote(entry.text, 1000),
        " · ".join(fact for fact in facts if fact),
    ]
    if entry.link:
        lines.append(say("*Link:* {link}", link=typed(entry.link, 800)))
    if entry.classroom_note:
        lines.append(say("*In class:* {note}", note=typed(entry.classroom_note, 500)))
    rule = f"{rule_name(credit.rule, rubric)}: {rule_in_words(credit.rule, credit.unit)}."
    before = (
        [section(say("*Said to it before:*\n{reason}", reason=quote(credit.reason)))]
        if credit.reason
        else []
    )
    return modal(
        Form.CLAIM,
        title=say("Credit this?"),
        submit=say("Decide"),
        blocks=[
            section("\n".join(lines)),
            *files_blocks(entry.files),
            *([context(say(OWNERS_FILES))] if entry.files else []),
            section(
                say(
                    "It adds *{units}* to {year}.",
                    units=typed(in_units(credit.amount, credit.unit), 60),
                    year=year_name(credit.year_on),
                )
            ),
            context(typed(rule, 500)),
            *before,
            choice_input("decision", say("What do you decide?"), said(DECISIONS), value="approve"),
            text_input(
                "reason",
                say("A word to them"),
                is_optional=True,
                is_multiline=True,
                most=LONGEST_REASON,
                hint=say("They read it. Where you return it, say what is missing."),
            ),
        ],
        origin=origin,
    )


def decided_words(awaiting: Awaiting) -> str:
    """What was decided just now."""
    credit, name = awaiting.credit, typed(awaiting.person.name, 80)
    if credit.state == "granted":
        return say(
            "Approved: {units} for {name}.",
            units=typed(in_units(credit.amount, credit.unit), 60),
            name=name,
        )
    return say("Returned to {name}, with your word. It can be handed in again.", name=name)


def bulk_words(outcome: BulkOutcome) -> str:
    """What came of approving several at once."""
    approved = say_count(
        "Approved: {count} entry, {total}.",
        "Approved: {count} entries, {total}.",
        len(outcome.approved),
        total=typed(total(outcome.approved), 100),
    )
    if not outcome.left:
        return approved
    left = say("{left} changed or was decided meanwhile, and stays as it is.", left=outcome.left)
    return f"{approved} {left}"


def _line(awaiting: Awaiting, rubric: Rubric, today: date) -> Block:
    credit, entry = awaiting.credit, awaiting.credit.entry
    facts = [
        day_in_words(entry.happened_on, today),
        in_hours(entry.minutes) if entry.minutes else "",
        label(rubric.kinds, entry.kind),
        f"*{typed(in_units(credit.amount, credit.unit), 60)}*",
    ]
    link = f"\n{typed(entry.link, 200)}" if entry.link else ""
    again = f"\n{say('Handed in again or changed.')}" if credit.reason or credit.is_changed else ""
    return section(
        f"*{typed(awaiting.person.name, 80)}*: {typed(entry.text, 200)}\n"
        f"{' · '.join(fact for fact in facts if fact)}{link}{again}",
        block_id=f"claim-{awaiting.seen}",
        accessory=ButtonElement(
            text=say("Look and decide"),
            action_id=Action.OPEN_CLAIM,
            value=awaiting.seen,
            accessibility_label=spoken(
                say("Look and decide"), f"{awaiting.person.name}, {entry.text}"
            ),
        ),
    )


def _approve_all(page: Page[Awaiting]) -> Block:
    return ActionsBlock(
        block_id="approve-all",
        elements=[
            ButtonElement(
                text=say("Approve these {count}", count=len(page.rows)),
                action_id=Action.APPROVE_ALL,
                value=",".join(each.seen for each in page.rows),
                confirm=_asking(page.rows),
            )
        ],
    )


def _asking(rows: Sequence[Awaiting]) -> ConfirmObject:
    """How many, whose, and what it adds."""
    counts: dict[str, int] = {}
    for each in rows:
        counts[each.person.name] = counts.get(each.person.name, 0) + 1
    named = [f"{typed(name, 30)} ({count})" for name, count in counts.items()][:MOST_NAMED]
    if len(counts) > MOST_NAMED:
        others = len(rows) - sum(list(counts.values())[:MOST_NAMED])
        named.append(say("others ({others})", others=others))
    return confirm(
        say_count("Approve {count} entry?", "Approve {count} entries?", len(rows)),
        say("{named}: {total} in all.", named=listed(named), total=typed(total(rows), 60)),
        yes=say("Approve them"),
        no=say("Not now"),
    )
