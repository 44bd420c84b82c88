"""What gives credit in a workspace: its rules and terms, every version of them.

Versions are only ever added. What was handed in holds on to the version that it was handed in
under, so no change touches it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.credit import (
    Rule,
    RuleKey,
    Terms,
    check_first_day,
    check_rule,
    check_terms,
    check_year,
    rules_on,
    terms_on,
    version_on,
)
from domain.errors import BadInput
from domain.words import LongDay
from storage.tables import CreditClaim, CreditRule, CreditTerms, Person


@dataclass(frozen=True)
class CreditPolicy:
    """Every version of what gives credit in a workspace."""

    rules: tuple[Rule, ...]
    terms: tuple[Terms, ...]

    def rules_on(self, day: date) -> dict[RuleKey, Rule]:
        """By key, the widest first."""
        held = rules_on(self.rules, day)
        return dict(sorted(held.items(), key=lambda item: tuple(map(str, item[0]))))

    def terms_on(self, day: date) -> Terms:
        return terms_on(self.terms, day)

    def has_begun(self, day: date) -> bool:
        """Some rule gives credit by then, or did."""
        return any(rule.from_on <= day for rule in self.rules)

    def coming(self, day: date) -> list[Rule]:
        """Versions that begin after that day, the next one first."""
        later = [rule for rule in self.rules if rule.from_on > day]
        return sorted(later, key=lambda rule: (rule.from_on, rule.number))


def load_policy(session: Session, workspace_id: int) -> CreditPolicy:
    rules = session.scalars(
        select(CreditRule).where(CreditRule.workspace_id == workspace_id).order_by(CreditRule.id)
    ).all()
    terms = session.scalars(
        select(CreditTerms).where(CreditTerms.workspace_id == workspace_id).order_by(CreditTerms.id)
    )
    return CreditPolicy(tuple(row.rule for row in rules), tuple(row.terms for row in terms))


def set_rule(
    session: Session,
    workspace_id: int,
    rule: Rule,
    *,
    kinds: Collection[str],
    modes: Collection[str],
    today: date,
    now: datetime,
    by_id: int | None = None,
    submission: str | None = None,
) -> Rule:
    """That rule holds from its first day on, until its next version; the same again is none.

    Raises BadInput for what no rule can be, and for a first day before which something was
    handed in.
    """
    kept = _known(session, workspace_id, submission)
    if kept is not None:
        return kept
    check_version(session, workspace_id, rule, kinds=kinds, modes=modes, today=today)
    held = _held(session, workspace_id, rule.key, rule.from_on)
    if held is not None and replace(rule, from_on=held.from_on, number=held.number) == held:
        return held
    return _add(session, workspace_id, rule, by_id=by_id, submission=submission, now=now)


def check_version(
    session: Session,
    workspace_id: int,
    rule: Rule,
    *,
    kinds: Collection[str],
    modes: Collection[str],
    today: date,
) -> None:
    """Raises BadInput where `set_rule` would."""
    check_rule(rule, kinds=kinds, modes=modes)
    check_first_day(rule.from_on, rests_on=_rests_on(session, workspace_id), today=today)


def rule_by_number(session: Session, workspace_id: int, number: int) -> Rule:
    """One version. Raises BadInput where that workspace has none of that number."""
    row = session.scalar(
        select(CreditRule).where(CreditRule.id == number, CreditRule.workspace_id == workspace_id)
    )
    if row is None:
        raise BadInput("That rule is no longer there. App Home shows those that there are.")
    return row.rule


def end_rule(
    session: Session,
    workspace_id: int,
    key: RuleKey,
    *,
    from_on: date,
    today: date,
    now: datetime,
    by_id: int | None = None,
    submission: str | None = None,
) -> Rule:
    """From that day on there is no such rule. Raises BadInput where there is none then anyway."""
    kept = _known(session, workspace_id, submission)
    if kept is not None:
        return kept
    held = _held(session, workspace_id, key, from_on)
    if held is None or held.is_ended:
        raise BadInput(
            "There is no such rule on {day}: “plnudge credit show” lists what holds.",
            day=LongDay(from_on),
        )
    check_first_day(from_on, rests_on=_rests_on(session, workspace_id), today=today)
    ended = replace(held, from_on=from_on, is_ended=True)
    return _add(session, workspace_id, ended, by_id=by_id, submission=submission, now=now)


def set_terms(
    session: Session,
    workspace_id: int,
    terms: Terms,
    *,
    today: date,
    now: datetime,
    by_id: int | None = None,
    submission: str | None = None,
) -> Terms:
    """They hold from their first day on; the same again is no version.

    Raises BadInput for what no terms can be, for a first day before which something was handed
    in, and for another unit in the middle of a year in which something was.
    """
    terms = check_terms(terms)
    if submission is not None:
        kept = session.scalar(
            select(CreditTerms).where(
                CreditTerms.workspace_id == workspace_id, CreditTerms.submission == submission
            )
        )
        if kept is not None:
            return kept.terms
    policy = load_policy(session, workspace_id)
    held = policy.terms_on(terms.from_on)
    if policy.terms and replace(terms, from_on=held.from_on, number=held.number) == held:
        return held
    rests_on = _rests_on(session, workspace_id)
    check_first_day(terms.from_on, rests_on=rests_on, today=today)
    if rests_on is not None:
        check_year(terms, held)
    row = CreditTerms(
        workspace_id=workspace_id,
        from_on=terms.from_on,
        unit=terms.unit,
        year_month=terms.begins.month,
        year_day=terms.begins.day,
        expected=terms.expected,
        added_at=now,
        added_by_id=by_id,
        submission=submission,
    )
    session.add(row)
    session.flush()
    return row.terms


@dataclass(frozen=True)
class PolicyChange:
    """A version as it was added; `by` is None where that was on the command line."""

    what: Rule | Terms
    added_at: datetime
    by: str | None


def history(session: Session, workspace_id: int) -> list[PolicyChange]:
    """Every version, as they were added."""
    rules = session.execute(
        select(CreditRule, Person.name)
        .outerjoin(Person, Person.id == CreditRule.added_by_id)
        .where(CreditRule.workspace_id == workspace_id)
    )
    terms = session.execute(
        select(CreditTerms, Person.name)
        .outerjoin(Person, Person.id == CreditTerms.added_by_id)
        .where(CreditTerms.workspace_id == workspace_id)
    )
    changes = [PolicyChange(row.rule, row.added_at, name) for row, name in rules]
    changes += [PolicyChange(row.terms, row.added_at, name) for row, name in terms]
    return sorted(changes, key=lambda each: (each.added_at, each.what.number))


def _held(session: Session, workspace_id: int, key: RuleKey, day: date) -> Rule | None:
    rules: Iterable[Rule] = load_policy(session, workspace_id).rules
    return version_on([rule for rule in rules if rule.key == key], day)


def _known(session: Session, workspace_id: int, submission: str | None) -> Rule | None:
    """What that modal brought before."""
    if submission is None:
        return None
    row = session.scalar(
        select(CreditRule).where(
            CreditRule.workspace_id == workspace_id, CreditRule.submission == submission
        )
    )
    return None if row is None else row.rule


def _rests_on(session: Session, workspace_id: int) -> date | None:
    """The last day of an entry that was handed in and not withdrawn."""
    return session.scalar(
        select(func.max(CreditClaim.happened_on))
        .join(Person, Person.id == CreditClaim.person_id)
        .where(Person.workspace_id == workspace_id, CreditClaim.state != "withdrawn")
    )


def _add(
    session: Session,
    workspace_id: int,
    rule: Rule,
    *,
    by_id: int | None,
    submission: str | None,
    now: datetime,
) -> Rule:
    row = CreditRule(
        workspace_id=workspace_id,
        from_on=rule.from_on,
        kind=rule.kind,
        mode=rule.mode,
        staff=rule.staff,
        rate=rule.rate,
        cap=rule.cap,
        evidence=rule.evidence,
        is_automatic=rule.is_automatic,
        lapse_months=rule.lapse_months,
        is_ended=rule.is_ended,
        added_at=now,
        added_by_id=by_id,
        submission=submission,
    )
    session.add(row)
    session.flush()
    return row.rule
