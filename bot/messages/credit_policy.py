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
from bot.messages.labels import capitalized, choices, said
from bot.messages.language import say, say_count, say_date
from bot.messages.message import context, header, section, typed
from domain.credit import (
    LONGEST_UNIT,
    Earning,
    Evidence,
    Rule,
    Terms,
    in_figures,
    in_units,
    tally,
)
from domain.keys import STAFF
from domain.words import later
from rubric_data import Rubric
from storage.credit_policy import CreditPolicy, PolicyChange

HOME_RULES: Final = 10
HOME_COMING: Final = 5
SHOWN_CHANGES: Final = 40
ANY: Final = "any"
APPROVALS: Final = (
    ("leader", later("A leader approves")),
    ("automatic", later("Credited at once")),
)
EVIDENCE: Final[tuple[tuple[Evidence, str], ...]] = (
    ("none", later("Nothing")),
    ("any", later("A link, a file or a note")),
    ("link", later("A link")),
    ("file", later("A file")),
    ("note", later("A note on classroom use")),
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
    blocks: list[Block] = [DividerBlock(), header(say("Credit"))]
    if not rules and not coming:
        blocks.append(
            section(
                say(
                    "No policy gives credit, so educators read no word of it. With a rule, each "
                    "activity shows what it earns, and can be handed in for credit."
                )
            )
        )
        return [*blocks, _buttons(has_policy=bool(policy.rules))]
    terms = policy.terms_on(today)
    blocks.append(section(f"{typed(terms_in_words(terms), 300)}."))
    blocks += [_rule_block(rule, terms.unit, rubric) for rule in rules[:HOME_RULES]]
    if len(rules) > HOME_RULES:
        blocks.append(
            context(
                say(
                    "{count} more: “plnudge credit show” lists them all.",
                    count=len(rules) - HOME_RULES,
                )
            )
        )
    if coming:
        lines = [
            say(
                "From {day}: {version}",
                day=_spoken(rule.from_on),
                version=_version_in_words(rule, policy, rubric),
            )
            for rule in coming[:HOME_COMING]
        ]
        blocks.append(context("\n".join(lines)))
    if awaiting:
        blocks.append(
            section(
                say_count(
                    "*{count} entry awaits your approval*, since nobody leads those who "
                    "handed them in.",
                    "*{count} entries await your approval*, since nobody leads those who "
                    "handed them in.",
                    awaiting,
                ),
                block_id="unled",
                accessory=ButtonElement(
                    text=say("Look at them"), action_id=Action.SHOW_APPROVALS, value="0"
                ),
            )
        )
    return [*blocks, _buttons(has_policy=True)]


def credit_rule_form(rule: Rule, rubric: Rubric, origin: Origin, *, is_new: bool) -> dict[str, Any]:
    """A new rule, or the next version of one."""
    any_kind, any_mode = (ANY, say("Any kind without a rule of its own")), (ANY, say("Any mode"))
    return modal(
        Form.CREDIT_RULE,
        title=say("A rule for credit"),
        submit=say("See what it does"),
        blocks=[
            choice_input(
                "kind",
                say("For which kind"),
                [any_kind, *choices(rubric.kinds)],
                value=rule.kind or ANY,
                hint=say("Where several rules fit an activity, the one that says more counts."),
            ),
            choice_input(
                "mode",
                say("In which mode"),
                [any_mode, *choices(rubric.modes)],
                value=rule.mode or ANY,
            ),
            choice_input(
                "staff",
                say("For whom"),
                [
                    (ANY, say("Everybody")),
                    *((each, capitalized(say(STAFF_NAMES[each]))) for each in STAFF),
                ],
                value=rule.staff or ANY,
                hint=say("“Kinds of staff”, on this page, says who is what at work."),
            ),
            text_input(
                "rate",
                say("Credit for an hour"),
                value=None if is_new else in_figures(rule.rate),
                placeholder=say("Such as 1 or 0.1"),
                hint=say("0 makes an exception: no credit."),
                most=12,
            ),
            text_input(
                "cap",
                say("The most in a school year"),
                value=_figures(rule.cap),
                is_optional=True,
                placeholder=say("No cap"),
                most=12,
            ),
            choice_input(
                "evidence", say("What an entry needs"), said(EVIDENCE), value=rule.evidence
            ),
            choice_input(
                "approval",
                say("Who approves"),
                said(APPROVALS),
                value="automatic" if rule.is_automatic else "leader",
            ),
            text_input(
                "lapse_months",
                say("Lapses after so many months"),
                is_optional=True,
                most=3,
                value=str(rule.lapse_months) if rule.lapse_months else None,
                placeholder=say("Never"),
                hint=say("Counted from the activity."),
            ),
            date_input(
                "from_on",
                say("From which day on"),
                value=rule.from_on,
                hint=say(
                    "An activity earns by what holds on its own day. What was handed in stays."
                ),
            ),
        ],
        origin=origin,
    )


def credit_rule_preview(
    rule: Rule, before: Rule | None, terms: Terms, rubric: Rubric, origin: Origin
) -> dict[str, Any]:
    """What it does, in words and examples, before it is kept.

    `before` is what such activities earn by without it, be it a wider rule.
    """
    if before is None:
        changed = say("Without it, such activities earn nothing.")
    elif before.key == rule.key:
        changed = say("Until then it is: {rule}.", rule=rule_in_words(before, terms.unit))
    else:
        name = rule_name(before, rubric)
        changed = say(
            "Without it, “{name}” counts: {rule}.",
            name=name,
            rule=rule_in_words(before, terms.unit),
        )
    blocks: list[Block] = [
        section(
            say(
                "*{name}*\nFrom {day}: {rule}.",
                name=typed(rule_name(rule, rubric), 200),
                day=_spoken(rule.from_on),
                rule=typed(rule_in_words(rule, terms.unit), 300),
            )
        ),
        section(typed(changed, 400)),
    ]
    if rule.rate:
        blocks.append(section("\n".join(_examples(rule, terms))))
    blocks.append(
        context(
            say(
                "What was handed in or credited already stays as it was. Caps count all that "
                "the same rule gave in a school year."
            )
        )
    )
    return modal(
        Form.CREDIT_RULE_PREVIEW,
        title=say("What this does"),
        submit=say("Keep this rule"),
        close=say("Back"),
        blocks=blocks,
        origin=origin,
    )


def end_rule_form(rule: Rule, rubric: Rubric, today: date, origin: Origin) -> dict[str, Any]:
    """Asks before a rule ends, and from when on."""
    return modal(
        Form.END_CREDIT_RULE,
        title=say("End this rule?"),
        submit=say("End it"),
        close=say("Keep it"),
        blocks=[
            section(
                say(
                    "*{name}*\n"
                    "What was handed in under it stays. Later activities earn by a wider rule, "
                    "where there is one.",
                    name=typed(rule_name(rule, rubric), 200),
                )
            ),
            date_input("from_on", say("From which day on"), value=today),
        ],
        origin=origin,
    )


def credit_terms_form(terms: Terms, today: date, origin: Origin) -> dict[str, Any]:
    """What is expected, in which unit, and when a school year begins."""
    return modal(
        Form.CREDIT_TERMS,
        title=say("What is expected"),
        submit=say("Save"),
        blocks=[
            text_input(
                "expected",
                say("Expected in a school year"),
                value=_figures(terms.expected),
                is_optional=True,
                placeholder=say("Nothing in particular"),
                most=12,
            ),
            text_input(
                "unit",
                say("Counted in"),
                value=terms.unit,
                most=LONGEST_UNIT,
                hint=say("Such as CEU, clock hours, or your own word."),
            ),
            text_input(
                "year_begins",
                say("The school year begins on"),
                value=terms.begins.in_words(),
                most=20,
                hint=say("Such as July 1 or August 15."),
            ),
            date_input("from_on", say("From which day on"), value=today),
        ],
        origin=origin,
    )


def credit_history_modal(
    changes: Sequence[PolicyChange], policy: CreditPolicy, rubric: Rubric
) -> dict[str, Any]:
    """Every version, the last made first."""
    lines = []
    for change in list(reversed(changes))[:SHOWN_CHANGES]:
        by = typed(change.by or say("the command line"), 60)
        lines.append(
            say(
                "*{day}* {version}\nmade {day_made} by {by}",
                day=_spoken(change.what.from_on),
                version=_version_in_words(change.what, policy, rubric),
                day_made=f"{change.added_at:%Y-%m-%d}",
                by=by,
            )
        )
    blocks: list[Block] = [section(line) for line in lines] or [
        section(say("Nothing was set yet."))
    ]
    if len(changes) > SHOWN_CHANGES:
        blocks.append(context(say("“plnudge credit history” shows all of them.")))
    return reading_modal(say("Every version"), blocks)


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
                [(f"change:{rule.number}", say("Change")), (f"end:{rule.number}", say("End it"))]
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
        length = (
            say("{minutes} min", minutes=minutes)
            if minutes < 60
            else say("{hours} h", hours=in_figures(Decimal(minutes) / 60))
        )
        lines.append(f"• {length}: {typed(in_units(amount, terms.unit), 60)}")
    return lines


def _spoken(day: date) -> str:
    return say_date(day, "yMMMMd")


def _version_in_words(what: Rule | Terms, policy: CreditPolicy, rubric: Rubric) -> str:
    if isinstance(what, Terms):
        return f"{typed(terms_in_words(what), 300)}."
    unit = policy.terms_on(what.from_on).unit
    return f"{typed(f'{rule_name(what, rubric)}: {rule_in_words(what, unit)}', 400)}."


def _buttons(*, has_policy: bool) -> Block:
    elements: list[ButtonElement] = [
        ButtonElement(text=say("Add a rule"), action_id=Action.ADD_CREDIT_RULE),
        ButtonElement(text=say("What is expected"), action_id=Action.SET_CREDIT_TERMS),
    ]
    if has_policy:
        elements.append(
            ButtonElement(text=say("Every version"), action_id=Action.SHOW_CREDIT_HISTORY)
        )
    return ActionsBlock(block_id="credit-policy", elements=elements)
