"""What an admin decides about credit: the list on App Home, the forms, and a preview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    OverflowMenuElement,
)

from bot.messages.actions import Action, Form
from bot.messages.credit_words import STAFF_NAMES, rule_in_words, rule_name, terms_in_words
from bot.messages.forms import (
    Origin,
    choice_input,
    date_input,
    modal,
    options,
    reading_modal,
    text_input,
)
from bot.messages.labels import choices
from bot.messages.message import context, counted, header, section, typed
from domain.credit import (
    LONGEST_UNIT,
    Earning,
    Evidence,
    Rule,
    Terms,
    in_figures,
    in_units,
    spoken,
    tally,
)
from domain.keys import STAFF
from rubric_data import Rubric
from storage.credit_policy import CreditPolicy, PolicyChange

HOME_RULES: Final = 10
HOME_COMING: Final = 5
SHOWN_CHANGES: Final = 40
ANY: Final = "any"
APPROVALS: Final = (("leader", "A leader approves"), ("automatic", "Credited at once"))
EVIDENCE: Final[tuple[tuple[Evidence, str], ...]] = (
    ("none", "Nothing"),
    ("any", "A link, a file or a note"),
    ("link", "A link"),
    ("file", "A file"),
    ("note", "A note on classroom use"),
)
_EXAMPLES: Final = (20, 45, 60, 90, 480)
"""Minutes."""


def credit_policy_blocks(
    policy: CreditPolicy, rubric: Rubric, today: date, *, awaiting: int
) -> list[Block]:
    """On App Home: what holds, what is to change, and the way to change it.

    `awaiting` counts what educators handed in whom nobody leads.
    """
    rules, coming = list(policy.rules_on(today).values()), policy.coming(today)
    blocks: list[Block] = [DividerBlock(), header("Credit")]
    if not rules and not coming:
        blocks.append(
            section(
                "No policy gives credit, so educators read no word of it. With a rule, each "
                "activity shows what it earns, and can be handed in for credit."
            )
        )
        return [*blocks, _buttons(has_policy=bool(policy.rules))]
    terms = policy.terms_on(today)
    blocks.append(section(f"{typed(terms_in_words(terms), 300)}."))
    blocks += [_rule_block(rule, terms.unit, rubric) for rule in rules[:HOME_RULES]]
    if len(rules) > HOME_RULES:
        blocks.append(
            context(f"{len(rules) - HOME_RULES} more: “plnudge credit show” lists them all.")
        )
    if coming:
        lines = [
            f"From {spoken(rule.from_on)}: {_version_in_words(rule, policy, rubric)}"
            for rule in coming[:HOME_COMING]
        ]
        blocks.append(context("\n".join(lines)))
    if awaiting:
        blocks.append(
            section(
                f"*{counted(awaiting, 'entry awaits', 'entries await')} your approval*, since "
                "nobody leads those who handed them in.",
                block_id="unled",
                accessory=ButtonElement(
                    text="Look at them", action_id=Action.SHOW_APPROVALS, value="0"
                ),
            )
        )
    return [*blocks, _buttons(has_policy=True)]


def credit_rule_form(rule: Rule, rubric: Rubric, origin: Origin, *, is_new: bool) -> dict[str, Any]:
    """A new rule, or the next version of one."""
    any_kind, any_mode = (ANY, "Any kind without a rule of its own"), (ANY, "Any mode")
    return modal(
        Form.CREDIT_RULE,
        title="A rule for credit",
        submit="See what it does",
        blocks=[
            choice_input(
                "kind", "For which kind", [any_kind, *choices(rubric.kinds)],
                value=rule.kind or ANY,
                hint="Where several rules fit an activity, the one that says more counts.",
            ),
            choice_input("mode", "In which mode", [any_mode, *choices(rubric.modes)],
                         value=rule.mode or ANY),
            choice_input(
                "staff", "For whom",
                [(ANY, "Everybody"), *((each, STAFF_NAMES[each].capitalize()) for each in STAFF)],
                value=rule.staff or ANY,
                hint="“Kinds of staff”, on this page, says who is what at work.",
            ),
            text_input(
                "rate", "Credit for an hour", value=None if is_new else in_figures(rule.rate),
                placeholder="Such as 1 or 0.1", hint="0 makes an exception: no credit.", most=12,
            ),
            text_input(
                "cap", "The most in a school year", value=_figures(rule.cap), is_optional=True,
                placeholder="No cap", most=12,
            ),
            choice_input("evidence", "What an entry needs", EVIDENCE, value=rule.evidence),
            choice_input("approval", "Who approves", APPROVALS,
                         value="automatic" if rule.is_automatic else "leader"),
            text_input(
                "lapse_months", "Lapses after so many months", is_optional=True, most=3,
                value=str(rule.lapse_months) if rule.lapse_months else None,
                placeholder="Never", hint="Counted from the activity.",
            ),
            date_input(
                "from_on", "From which day on", value=rule.from_on,
                hint="An activity earns by what holds on its own day. What was handed in stays.",
            ),
        ],
        origin=origin,
    )  # fmt: skip


def credit_rule_preview(
    rule: Rule, before: Rule | None, terms: Terms, rubric: Rubric, origin: Origin
) -> dict[str, Any]:
    """What it does, in words and examples, before it is kept.

    `before` is what such activities earn by without it, be it a wider rule.
    """
    if before is None:
        changed = "Without it, such activities earn nothing."
    elif before.key == rule.key:
        changed = f"Until then it is: {rule_in_words(before, terms.unit)}."
    else:
        name = rule_name(before, rubric)
        changed = f"Without it, “{name}” counts: {rule_in_words(before, terms.unit)}."
    blocks: list[Block] = [
        section(
            f"*{typed(rule_name(rule, rubric), 200)}*\n"
            f"From {spoken(rule.from_on)}: {typed(rule_in_words(rule, terms.unit), 300)}."
        ),
        section(typed(changed, 400)),
    ]
    if rule.rate:
        blocks.append(section("\n".join(_examples(rule, terms))))
    blocks.append(
        context(
            "What was handed in or credited already stays as it was. Caps count all that the "
            "same rule gave in a school year."
        )
    )
    return modal(
        Form.CREDIT_RULE_PREVIEW,
        title="What this does",
        submit="Keep this rule",
        close="Back",
        blocks=blocks,
        origin=origin,
    )


def end_rule_form(rule: Rule, rubric: Rubric, today: date, origin: Origin) -> dict[str, Any]:
    """Asks before a rule ends, and from when on."""
    return modal(
        Form.END_CREDIT_RULE,
        title="End this rule?",
        submit="End it",
        close="Keep it",
        blocks=[
            section(
                f"*{typed(rule_name(rule, rubric), 200)}*\nWhat was handed in under it stays. "
                "Later activities earn by a wider rule, where there is one."
            ),
            date_input("from_on", "From which day on", value=today),
        ],
        origin=origin,
    )


def credit_terms_form(terms: Terms, today: date, origin: Origin) -> dict[str, Any]:
    """What is expected, in which unit, and when a school year begins."""
    return modal(
        Form.CREDIT_TERMS,
        title="What is expected",
        submit="Save",
        blocks=[
            text_input(
                "expected", "Expected in a school year", value=_figures(terms.expected),
                is_optional=True, placeholder="Nothing in particular", most=12,
            ),
            text_input("unit", "Counted in", value=terms.unit, most=LONGEST_UNIT,
                       hint="Such as CEU, clock hours, or your own word."),
            text_input("year_begins", "The school year begins on", value=terms.begins.in_words(),
                       most=20, hint="Such as July 1 or August 15."),
            date_input("from_on", "From which day on", value=today),
        ],
        origin=origin,
    )  # fmt: skip


def credit_history_modal(
    changes: Sequence[PolicyChange], policy: CreditPolicy, rubric: Rubric
) -> dict[str, Any]:
    """Every version, the last made first."""
    lines = []
    for change in list(reversed(changes))[:SHOWN_CHANGES]:
        by = typed(change.by or "the command line", 60)
        lines.append(
            f"*{spoken(change.what.from_on)}* {_version_in_words(change.what, policy, rubric)}\n"
            f"made {change.added_at:%Y-%m-%d} by {by}"
        )
    blocks: list[Block] = [section(line) for line in lines] or [section("Nothing was set yet.")]
    if len(changes) > SHOWN_CHANGES:
        blocks.append(context("“plnudge credit history” shows all of them."))
    return reading_modal("Every version", blocks)


def as_said(rule: Rule) -> dict[str, Any]:
    """As a modal carries it along."""
    return {
        "key": list(rule.key),
        "rate": str(rule.rate),
        "cap": None if rule.cap is None else str(rule.cap),
        "evidence": rule.evidence,
        "is_automatic": rule.is_automatic,
        "lapse_months": rule.lapse_months,
        "from_on": rule.from_on.isoformat(),
    }


def rule_said(said: dict[str, Any]) -> Rule:
    kind, mode, staff = said["key"]
    return Rule(
        from_on=date.fromisoformat(said["from_on"]),
        rate=Decimal(said["rate"]),
        kind=kind,
        mode=mode,
        staff=staff,
        cap=None if said["cap"] is None else Decimal(said["cap"]),
        evidence=said["evidence"],
        is_automatic=said["is_automatic"],
        lapse_months=said["lapse_months"],
    )


def _rule_block(rule: Rule, unit: str, rubric: Rubric) -> Block:
    return section(
        f"*{typed(rule_name(rule, rubric), 200)}*\n{typed(rule_in_words(rule, unit), 300)}",
        block_id=f"credit-rule-{rule.number}",
        accessory=OverflowMenuElement(
            action_id=Action.CREDIT_RULE_MENU,
            options=options(
                [(f"change:{rule.number}", "Change"), (f"end:{rule.number}", "End it")]
            ),
        ),
    )


def _figures(amount: Decimal | None) -> str | None:
    return None if amount is None else in_figures(amount)


def _examples(rule: Rule, terms: Terms) -> list[str]:
    lines = []
    for minutes in _EXAMPLES:
        year_on = terms.begins.year_of(rule.from_on)
        amount = tally([Earning(1, rule.from_on, minutes, rule, year_on)])[1]
        length = f"{minutes} min" if minutes < 60 else f"{in_figures(Decimal(minutes) / 60)} h"
        lines.append(f"• {length}: {typed(in_units(amount, terms.unit), 60)}")
    return lines


def _version_in_words(what: Rule | Terms, policy: CreditPolicy, rubric: Rubric) -> str:
    if isinstance(what, Terms):
        return f"{typed(terms_in_words(what), 300)}."
    unit = policy.terms_on(what.from_on).unit
    return f"{typed(f'{rule_name(what, rubric)}: {rule_in_words(what, unit)}', 400)}."


def _buttons(*, has_policy: bool) -> Block:
    elements: list[ButtonElement] = [
        ButtonElement(text="Add a rule", action_id=Action.ADD_CREDIT_RULE),
        ButtonElement(text="What is expected", action_id=Action.SET_CREDIT_TERMS),
    ]
    if has_policy:
        elements.append(ButtonElement(text="Every version", action_id=Action.SHOW_CREDIT_HISTORY))
    return ActionsBlock(block_id="credit-policy", elements=elements)
