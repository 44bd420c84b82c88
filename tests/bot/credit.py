"""Credit in messages and modals, with the worst that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from slack_sdk.models.blocks import Block

from bot.messages.approvals import (
    approvals_message,
    awaiting_blocks,
    bulk_words,
    claim_form,
    decided_words,
)
from bot.messages.credit import (
    PAGE,
    credits_message,
    hand_in_form,
    outcome_message,
    standing_blocks,
)
from bot.messages.credit_policy import (
    as_said,
    credit_history_modal,
    credit_policy_blocks,
    credit_rule_form,
    credit_rule_preview,
    credit_terms_form,
    end_rule_form,
)
from bot.messages.entry import entry_line, logged_message, taken_back_message
from bot.messages.entry_form import delete_form
from bot.messages.forms import Origin
from bot.messages.message import Message, escape
from domain.credit import LONGEST_REASON, LONGEST_UNIT, MOST_CREDIT, Rule, Terms
from domain.school_years import YearBegins
from rubric_data import Rubric
from storage.approvals import Awaiting, BulkOutcome, Outcome
from storage.claims import EntryCredit
from storage.credit import OwnCredit, RuleSum, Standing
from storage.credit_policy import CreditPolicy, PolicyChange
from storage.entries import EntryInContext
from storage.pages import Page
from storage.tables import CreditClaim, Person
from storage.transcripts import Transcript, TranscriptLine
from tests.bot.entries import an_entry

TODAY = date(2026, 11, 24)
DECIDED_AT = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
YEAR = date(2026, 7, 1)
ROW = 10**15
MOST = MOST_CREDIT - Decimal("0.01")


def a_unit(text: str) -> str:
    return text[:LONGEST_UNIT].strip() or "CEU"


def a_rule(rubric: Rubric, number: int = 1) -> Rule:
    return Rule(
        TODAY, Decimal("99.99"), rubric.kinds[number % len(rubric.kinds)].key,
        rubric.modes[0].key, "administrator", MOST, "any", False, 120, number=number,
    )  # fmt: skip


def a_credit(
    text: str, rubric: Rubric, row: int = ROW, state: str | None = None, **more: Any
) -> EntryCredit:
    entry = an_entry(text, rubric, row)
    entry.visibility = "private"
    claim = CreditClaim(
        id=row, person_id=1, entry_id=row, rule_id=1, state=state or "withdrawn", version=9999,
        lapses_on=TODAY, happened_on=TODAY, minutes=1440, unit=a_unit(text), year_on=YEAR,
    )  # fmt: skip
    facts: dict[str, Any] = {
        "amount": MOST, "claim": claim, "reason": text[:LONGEST_REASON], "is_changed": True,
    }  # fmt: skip
    return EntryCredit(entry, a_rule(rubric), a_unit(text), YEAR, **(facts | more))


def every_credit(text: str, rubric: Rubric) -> list[EntryCredit]:
    return [
        a_credit(text, rubric, ROW),
        a_credit(text, rubric, ROW + 1, "awaiting"),
        a_credit(text, rubric, ROW + 2, "returned"),
        a_credit(text, rubric, ROW + 3, "granted"),
        a_credit(text, rubric, ROW + 4, lacks="any"),
        a_credit(text, rubric, ROW + 5, "granted", amount=Decimal(0)),
        a_credit(text, rubric, ROW + 6, amount=Decimal(0)),
    ]


def a_standing(text: str, rubric: Rubric, expected: Decimal | None = MOST) -> Standing:
    rules = [RuleSum(a_rule(rubric, place), MOST, MOST) for place in range(60)]
    return Standing(
        year_on=YEAR,
        terms=Terms(YEAR, a_unit(text), YearBegins(12, 31), expected),
        unit=a_unit(text),
        earned=MOST,
        awaiting=MOST,
        awaiting_count=999,
        returned_count=999,
        open_count=999,
        lapsed=MOST,
        lapsing=MOST,
        lapsing_on=TODAY,
        by_rule=rules,
        years=[date(1970 + place, 7, 1) for place in range(120)],
    )


def transcripts(text: str, rubric: Rubric) -> Iterator[Transcript]:
    """With something of everything in its lines, and with none."""
    line = TranscriptLine(
        TODAY, text, rubric.kinds[0].key, rubric.modes[0].key, 90, (text,), MOST, MOST,
        is_automatic=False, approved_by=text, decided_at=DECIDED_AT, lapses_on=TODAY,
        is_lapsed=True,
    )  # fmt: skip
    lines = [
        line,
        replace(line, mode=None, evidence=(), is_lapsed=False),
        replace(line, is_automatic=True, lapses_on=None),
        replace(line, approved_by=None),
    ]
    for standing in (a_standing(text, rubric), a_standing(text, rubric, None)):
        for told in (lines, []):
            yield Transcript(text, "U1", text, standing, told, TODAY)


def credit_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    found = every_credit(text, rubric)
    for credit in found:
        yield logged_message(EntryInContext(credit.entry, credit=credit), rubric, TODAY)
    yield taken_back_message(found[0].entry, lost=f"{MOST} {a_unit(text)}")
    for expected in (MOST, None):
        own = OwnCredit(a_standing(text, rubric, expected), Page(found[:PAGE], 6, 999, PAGE))
        yield credits_message(own, found * 40, rubric, TODAY, told=escape(text[:200]))
    empty = OwnCredit(a_standing(text, rubric), Page([], 0, 0, PAGE))
    yield credits_message(empty, [], rubric, TODAY)
    outcomes = [
        Outcome(credit.entry, place % 2 == 0, text[:200], text[:LONGEST_REASON], "9 CEU")
        for place, credit in enumerate(found * 20)
    ]
    yield outcome_message(outcomes, text[:80] or "Maya")
    yield outcome_message(outcomes[:1], "Maya")
    yield outcome_message(outcomes[1:2], "Maya")
    waiting = [an_awaiting(text, rubric, place) for place in range(8)]
    yield approvals_message(Page(waiting, 8, 999, 8), rubric, TODAY, told=decided_words(waiting[0]))
    told = bulk_words(BulkOutcome(waiting * 10, 99))
    yield approvals_message(Page([], 0, 0, 8), rubric, TODAY, told=told)
    yield approvals_message(Page(waiting[:1], 0, 1, 8), rubric, TODAY)


def an_awaiting(text: str, rubric: Rubric, place: int = 0) -> Awaiting:
    person = Person(id=place, name=f"{place} {text}"[:200])
    return Awaiting(person, a_credit(text, rubric, ROW + place, "awaiting"))


def credit_views(text: str, rubric: Rubric, origin: Origin) -> Iterator[dict[str, Any]]:
    yield hand_in_form(a_credit(text, rubric), origin)
    yield delete_form(an_entry(text, rubric), origin, lost=f"{MOST} {a_unit(text)}")
    yield claim_form(an_awaiting(text, rubric), rubric, TODAY, origin)
    rule, terms = a_rule(rubric), Terms(TODAY, a_unit(text), YearBegins(12, 31), MOST)
    for is_new in (True, False):
        yield credit_rule_form(rule, rubric, origin, is_new=is_new)
    carried = Origin(home_page="admin", said=as_said(rule))
    for before in (rule, None):
        yield credit_rule_preview(rule, before, terms, rubric, carried)
    yield end_rule_form(rule, rubric, TODAY, origin)
    yield credit_terms_form(terms, TODAY, origin)
    made = datetime(2026, 11, 24, tzinfo=UTC)
    changes = [PolicyChange(each, made, text[:200]) for each in (rule, terms)] * 60
    yield credit_history_modal(changes, a_policy(text, rubric), rubric)
    yield credit_history_modal([], CreditPolicy((), ()), rubric)


def a_policy(text: str, rubric: Rubric) -> CreditPolicy:
    later = date(2027, 7, 1)
    rules = [a_rule(rubric, place) for place in range(len(rubric.kinds))]
    coming = [Rule(later, Decimal(1), each.kind, number=100 + place)
              for place, each in enumerate(rules)]  # fmt: skip
    return CreditPolicy((*rules, *coming), (Terms(YEAR, a_unit(text), YearBegins(12, 31), MOST),))


def credit_home(text: str, rubric: Rubric) -> list[Block]:
    """What an educator, a leader and an admin have of it on App Home, at most."""
    return [
        *standing_blocks(a_standing(text, rubric), TODAY),
        *awaiting_blocks(999),
        *credit_policy_blocks(a_policy(text, rubric), rubric, TODAY, awaiting=999),
    ]


def credit_lines(text: str, rubric: Rubric) -> list[Block]:
    return [
        entry_line(each.entry, rubric, TODAY, "x" * 200, credit=each)
        for each in every_credit(text, rubric)
    ]
