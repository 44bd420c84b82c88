"""Claims: entries that were handed in for credit, and what each adds.

An entry that is edited takes its claim along (`follow_entry`): where that changes what its
credit rests on, it awaits approval anew. An entry that is taken back takes its credit along,
since a claim counts only while its entry is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Final

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from domain.credit import Activity, ClaimAct, Earning, Missing, Rule, RuleKey, rule_for, tally
from storage.credit_policy import CreditPolicy, load_policy
from storage.tables import CreditClaim, CreditRule, CreditStep, Entry, Person, Workspace


@dataclass(frozen=True)
class EntryCredit:
    """What an entry earns, as its author sees it."""

    entry: Entry
    rule: Rule
    unit: str
    year_on: date
    amount: Decimal
    """What it adds, or would add if it were handed in now."""
    lacks: Missing | None = None
    claim: CreditClaim | None = None
    reason: str | None = None
    """What a leader said to it last."""
    is_changed: bool = False
    """An edit of the entry was the last that became of its claim."""

    @property
    def state(self) -> str | None:
        """None where it was not handed in, or was withdrawn."""
        if self.claim is None or self.claim.state == "withdrawn":
            return None
        return self.claim.state

    @property
    def can_be_handed_in(self) -> bool:
        return self.state in (None, "returned") and self.lacks is None and self.amount > 0


@dataclass(frozen=True)
class Account:
    """Somebody's claims, with the policy that they are under: all that is needed to add up."""

    person: Person
    policy: CreditPolicy
    claims: Mapping[int, CreditClaim]
    """By entry; without those whose entries were taken back."""
    rules: Mapping[int, Rule]
    """The versions, by number."""
    workspace: str
    """Its name."""

    def earnings(self, *states: str) -> list[Earning]:
        return [
            Earning(
                claim.entry_id,
                claim.happened_on,
                claim.minutes,
                self.rules[claim.rule_id],
                claim.year_on,
            )
            for claim in self.claims.values()
            if claim.state in states
        ]

    @cached_property
    def granted(self) -> Mapping[int, Decimal]:
        """What each credited entry adds."""
        return tally(self.earnings("granted"))

    @cached_property
    def hoped(self) -> Mapping[int, Decimal]:
        """What each adds once all that awaits approval is credited."""
        return tally(self.earnings("granted", "awaiting"))

    @cached_property
    def _taken(self) -> Mapping[tuple[RuleKey, date], list[Earning]]:
        """What fills the caps, by rule and school year."""
        taken: dict[tuple[RuleKey, date], list[Earning]] = {}
        for each in self.earnings("granted", "awaiting"):
            taken.setdefault((each.rule.key, each.year_on), []).append(each)
        return taken

    def credit_of(self, entry: Entry, also: Iterable[Earning] = ()) -> EntryCredit | None:
        """None where it earns nothing and was not handed in either.

        `also` is what was handed in since the account was loaded.
        """
        claim = self.claims.get(entry.id)
        if claim is not None and claim.state in ("granted", "awaiting"):
            lines = self.granted if claim.state == "granted" else self.hoped
            return EntryCredit(
                entry,
                self.rules[claim.rule_id],
                claim.unit,
                claim.year_on,
                lines[entry.id],
                claim=claim,
            )
        activity = activity_of(entry)
        rule = self.rule_of(activity)
        if rule is None and claim is not None and claim.state == "returned":
            # What came back is told, though nothing gives credit for it any more.
            rule = replace(self.rules[claim.rule_id], rate=Decimal(0))
        if rule is None:
            return None
        terms = self.policy.terms_on(entry.happened_on)
        year_on = terms.begins.year_of(entry.happened_on)
        place = (rule.key, year_on)
        taken = [
            *self._taken.get(place, ()),
            *(each for each in also if (each.rule.key, each.year_on) == place),
        ]
        more = Earning(entry.id, entry.happened_on, entry.minutes or 0, rule, year_on)
        # By how much it would move the sum: it may fill a cap before others of later days.
        added = sum(tally([*taken, more]).values()) - sum(tally(taken).values())
        return EntryCredit(
            entry, rule, terms.unit, year_on, Decimal(added), activity.lacks(rule), claim
        )

    def earning_of(self, credit: EntryCredit) -> Earning:
        """An entry as it earns once it is handed in."""
        entry = credit.entry
        minutes = entry.minutes or 0
        return Earning(entry.id, entry.happened_on, minutes, credit.rule, credit.year_on)

    def rule_of(self, activity: Activity) -> Rule | None:
        """The rule by which it would earn."""
        return rule_for(
            self.policy.rules,
            activity.happened_on,
            kind=activity.kind,
            mode=activity.mode,
            staff=self.person.staff,
        )


def load_account(session: Session, person_id: int) -> Account | None:
    """None where nothing gives credit in their workspace."""
    if not has_rules(session, person_id):
        return None
    person = session.get_one(Person, person_id)
    policy = load_policy(session, person.workspace_id)
    claims = session.scalars(
        select(CreditClaim)
        .join(Entry, Entry.id == CreditClaim.entry_id)
        .where(CreditClaim.person_id == person_id, Entry.deleted_at.is_(None))
    )
    return Account(
        person,
        policy,
        {claim.entry_id: claim for claim in claims},
        {rule.number: rule for rule in policy.rules},
        session.get_one(Workspace, person.workspace_id).name,
    )


def credits_of(
    session: Session, person_id: int, entries: Sequence[Entry]
) -> dict[int, EntryCredit]:
    """What those entries of theirs earn, by entry, where they earn anything."""
    account = load_account(session, person_id) if entries else None
    if account is None:
        return {}
    found = {entry.id: account.credit_of(entry) for entry in entries}
    return with_steps(session, (each for each in found.values() if each is not None))


def with_steps(session: Session, found: Iterable[EntryCredit]) -> dict[int, EntryCredit]:
    """The same by entry, each with what became of its claim last."""
    by_claim = {each.claim.id if each.claim else -each.entry.id: each for each in found}
    for claim_id, act, reason in session.execute(
        select(CreditStep.claim_id, CreditStep.act, CreditStep.reason)
        .where(CreditStep.claim_id.in_(by_claim))
        .order_by(CreditStep.id)
    ):
        said = reason if act in ("approve", "return") else by_claim[claim_id].reason
        is_changed = act == "change"
        by_claim[claim_id] = replace(by_claim[claim_id], reason=said, is_changed=is_changed)
    return {each.entry.id: each for each in by_claim.values()}


def follow_entry(session: Session, entry: Entry, now: datetime) -> None:
    """Brings the claim of an entry in step with it, in the transaction that changed it.

    What its credit rests on decides: its day, its length, its kind and mode, and the evidence
    where the rule asks for some. Where an automatic rule gives credit, an entry that is not
    private is credited by itself; a private one only once it is handed in.
    """
    account = load_account(session, entry.person_id)
    if account is None or entry.deleted_at is not None:
        return
    claim = account.claims.get(entry.id)
    activity = activity_of(entry)
    rule = account.rule_of(activity)
    if claim is None:
        if rule is not None and rule.is_automatic and entry.visibility != "private":
            credit = account.credit_of(entry)
            if credit is not None and credit.can_be_handed_in:
                keep_claim(session, account, credit, by_id=None, now=now)
        return
    if claim.state == "withdrawn" or activity.facts(account.rules[claim.rule_id]) == claim.facts:
        return
    if rule is None or activity.lacks(rule) is not None:
        _move(session, claim, "withdrawn", "change", now=now)
        return
    _pin(account, claim, activity, rule)
    if claim.state == "granted" and not rule.is_automatic:
        _move(session, claim, "awaiting", "change", now=now)
    elif claim.state == "awaiting" and rule.is_automatic:
        _move(session, claim, "granted", "credit", now=now)
    else:
        _move(session, claim, claim.state, "change", now=now)


def keep_claim(
    session: Session, account: Account, credit: EntryCredit, *, by_id: int | None, now: datetime
) -> CreditClaim:
    """It is handed in: credited at once where the rule is automatic, else it awaits a leader."""
    claim = account.claims.get(credit.entry.id)
    if claim is None:
        claim = CreditClaim(
            person_id=account.person.id, entry_id=credit.entry.id, state="awaiting", version=0
        )
        session.add(claim)
    _pin(account, claim, activity_of(credit.entry), credit.rule)
    claim.handed_in_at, claim.decided_at = now, None
    if by_id is not None:
        _move(session, claim, "awaiting", "hand-in", by_id=by_id, now=now)
    if credit.rule.is_automatic:
        _move(session, claim, "granted", "credit", now=now)
    return claim


def withdraw_claim(session: Session, claim: CreditClaim, *, by_id: int, now: datetime) -> None:
    _move(session, claim, "withdrawn", "withdraw", by_id=by_id, now=now)


def keep_step(
    session: Session,
    claim: CreditClaim,
    act: ClaimAct,
    *,
    now: datetime,
    by_id: int | None = None,
    reason: str | None = None,
) -> None:
    session.flush()
    session.add(CreditStep(claim_id=claim.id, act=act, by_id=by_id, reason=reason, at=now))
    session.flush()


def activity_of(entry: Entry) -> Activity:
    return Activity(
        happened_on=entry.happened_on,
        kind=entry.kind,
        mode=entry.mode,
        minutes=entry.minutes,
        link=entry.link,
        files=tuple(file.slack_id for file in entry.files),
        note=entry.classroom_note,
    )


def has_rules(session: Session, person_id: int) -> bool:
    """Asked with each entry that is kept, so it costs one small query."""
    return bool(session.scalar(_HAS_RULES, {"person": person_id}))


HAS_RULES: Final = exists().where(
    CreditRule.workspace_id == Person.workspace_id, Person.id == bindparam("person")
)
"""Something gives credit in the workspace of that `person`."""
_HAS_RULES: Final = select(HAS_RULES)


def _pin(account: Account, claim: CreditClaim, activity: Activity, rule: Rule) -> None:
    """What its credit rests on from now on, whatever the policy becomes."""
    terms = account.policy.terms_on(activity.happened_on)
    claim.rule_id = rule.number
    claim.happened_on = activity.happened_on
    claim.minutes = activity.minutes or 0
    claim.facts = activity.facts(rule)
    claim.unit = terms.unit
    claim.year_on = terms.begins.year_of(activity.happened_on)
    claim.lapses_on = rule.lapses_on(activity.happened_on)


def _move(
    session: Session,
    claim: CreditClaim,
    state: str,
    act: ClaimAct,
    *,
    now: datetime,
    by_id: int | None = None,
) -> None:
    claim.state = state
    claim.version += 1
    if act == "credit":
        claim.decided_at = now
    elif state == "awaiting":
        claim.decided_at = None
    keep_step(session, claim, act, by_id=by_id, now=now)
