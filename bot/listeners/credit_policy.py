"""An admin decides what gives credit, and sees what that does before it is kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from sqlalchemy.orm import Session

from bot.listeners.gestures import Gesture, Listeners, Press, Submission
from bot.listeners.schedules import require_admin, show_admin_page
from bot.messages.actions import Action, Form
from bot.messages.credit_policy import (
    ANY,
    as_said,
    credit_history_modal,
    credit_rule_form,
    credit_rule_preview,
    credit_terms_form,
    end_rule_form,
    rule_said,
)
from bot.messages.forms import Origin
from bot.messages.home import HomePage
from domain.credit import Evidence, Rule, Terms, read_amount, rule_before
from domain.errors import BadInput
from domain.keys import Staff
from domain.school_years import read_year_begins
from domain.words import later
from storage.credit_policy import (
    CreditPolicy,
    PolicyChange,
    check_version,
    end_rule,
    history,
    load_policy,
    rule_by_number,
    set_rule,
    set_terms,
)
from storage.workspaces import today_in

OLDER_HOME = later("That menu is from an older App Home. Open it again.")


async def open_new(press: Press) -> None:
    require_admin(press)
    empty = Rule(press.today, Decimal(0))
    press.open_modal(credit_rule_form(empty, press.bot.rubric, _from_home(), is_new=True))


async def choose(press: Press) -> None:
    """The menu beside a rule: `change:3`, `end:3`."""
    require_admin(press)
    choice, _, number = press.value.partition(":")
    if choice not in ("change", "end") or not number.isdecimal():
        raise BadInput(OLDER_HOME)
    workspace_id, rubric, today = press.caller.workspace_id, press.bot.rubric, press.today
    rule = await press.find(lambda session: rule_by_number(session, workspace_id, int(number)))
    origin = replace(_from_home(), row=rule.number)
    if choice == "end":
        press.open_modal(end_rule_form(rule, rubric, today, origin))
    else:
        changed = replace(rule, from_on=max(today, rule.from_on))
        press.open_modal(credit_rule_form(changed, rubric, origin, is_new=False))


async def preview(submission: Submission) -> dict[str, Any]:
    """Nothing is kept before what it does was seen."""
    require_admin(submission)
    rule = _read_rule(submission)

    def look(session: Session) -> CreditPolicy:
        check_version(
            session,
            submission.caller.workspace_id,
            rule,
            **_keys(submission),
            today=today_in(session, submission.caller.workspace_id, submission.now),
        )
        return load_policy(session, submission.caller.workspace_id)

    policy = await submission.find(look)
    before = rule_before(policy.rules, rule)
    origin = Origin(home_page=HomePage.ADMIN, said=as_said(rule))
    return credit_rule_preview(
        rule, before, policy.terms_on(rule.from_on), submission.bot.rubric, origin
    )


async def keep_rule(submission: Submission) -> None:
    require_admin(submission)
    if submission.origin.said is None:
        raise BadInput(OLDER_HOME)
    rule, workspace_id = rule_said(submission.origin.said), submission.caller.workspace_id
    await submission.keep(
        lambda session: set_rule(
            session,
            workspace_id,
            rule,
            **_keys(submission),
            today=today_in(session, workspace_id, submission.now),
            now=submission.now,
            by_id=submission.caller.person_id,
            submission=submission.submission,
        )
    )
    show_admin_page(submission)


async def submit_end(submission: Submission) -> None:
    require_admin(submission)
    workspace_id, number = submission.caller.workspace_id, submission.origin.row or 0
    from_on = submission.day("from_on") or submission.today

    def keep(session: Session) -> Rule:
        return end_rule(
            session,
            workspace_id,
            rule_by_number(session, workspace_id, number).key,
            from_on=from_on,
            today=today_in(session, workspace_id, submission.now),
            now=submission.now,
            by_id=submission.caller.person_id,
            submission=submission.submission,
        )

    await submission.keep(keep)
    show_admin_page(submission)


async def open_terms(press: Press) -> None:
    require_admin(press)
    policy = await press.find(lambda session: load_policy(session, press.caller.workspace_id))
    terms = policy.terms_on(press.today)
    press.open_modal(credit_terms_form(terms, press.today, _from_home()))


async def submit_terms(submission: Submission) -> None:
    require_admin(submission)
    expected = submission.text("expected").strip()
    terms = Terms(
        from_on=submission.day("from_on") or submission.today,
        unit=submission.text("unit"),
        begins=read_year_begins(submission.text("year_begins")),
        expected=read_amount(expected, "expected") if expected else None,
    )
    workspace_id = submission.caller.workspace_id
    await submission.keep(
        lambda session: set_terms(
            session,
            workspace_id,
            terms,
            today=today_in(session, workspace_id, submission.now),
            now=submission.now,
            by_id=submission.caller.person_id,
            submission=submission.submission,
        )
    )
    show_admin_page(submission)


async def show_history(press: Press) -> None:
    require_admin(press)
    workspace_id = press.caller.workspace_id

    def look(session: Session) -> tuple[list[PolicyChange], CreditPolicy]:
        return history(session, workspace_id), load_policy(session, workspace_id)

    changes, policy = await press.find(look)
    press.open_modal(credit_history_modal(changes, policy, press.bot.rubric))


def _read_rule(submission: Submission) -> Rule:
    cap, months = submission.text("cap").strip(), submission.text("lapse_months").strip()
    if months and not months.isdecimal():
        raise BadInput("Write a number of months, such as 24.", field="lapse_months")
    return Rule(
        from_on=submission.day("from_on") or submission.today,
        rate=read_amount(submission.text("rate"), "rate"),
        kind=_said(submission, "kind"),
        mode=_said(submission, "mode"),
        staff=cast(Staff | None, _said(submission, "staff")),
        cap=read_amount(cap, "cap") if cap else None,
        evidence=cast(Evidence, submission.choice("evidence") or "none"),
        is_automatic=submission.choice("approval") == "automatic",
        lapse_months=int(months) if months else None,
    )


def _said(submission: Submission, name: str) -> str | None:
    chosen = submission.choice(name)
    return None if chosen == ANY else chosen


def _keys(gesture: Gesture) -> dict[str, list[str]]:
    rubric = gesture.bot.rubric
    return {
        "kinds": [each.key for each in rubric.kinds],
        "modes": [each.key for each in rubric.modes],
    }


def _from_home() -> Origin:
    return Origin(home_page=HomePage.ADMIN)


LISTENERS = Listeners(
    presses={
        Action.ADD_CREDIT_RULE: open_new,
        Action.CREDIT_RULE_MENU: choose,
        Action.SET_CREDIT_TERMS: open_terms,
        Action.SHOW_CREDIT_HISTORY: show_history,
    },
    submissions={
        Form.CREDIT_RULE: preview,
        Form.CREDIT_RULE_PREVIEW: keep_rule,
        Form.END_CREDIT_RULE: submit_end,
        Form.CREDIT_TERMS: submit_terms,
    },
    clearing={Form.CREDIT_RULE_PREVIEW},
)
