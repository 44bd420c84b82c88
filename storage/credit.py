"""An educator's own credit: handing in, withdrawing, and where they stand in a school year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.credit import Earning, Missing, Rule, Terms, in_units, is_lapsed, lapses_soon
from domain.errors import BadInput
from domain.school_years import last_day, year_name
from domain.words import Words, later
from storage.claims import (
    Account,
    EntryCredit,
    keep_claim,
    load_account,
    with_steps,
    withdraw_claim,
)
from storage.entries import own_entry
from storage.pages import Page
from storage.tables import CreditClaim, Entry, Person

NO_POLICY: Final = later(
    "Nothing gives credit here: your district has set no policy for it in PLNudge. What you log "
    "counts for you all the same."
)
LACKING: Final[Mapping[Missing, str]] = {
    "minutes": later("how long it took"),
    "any": later("a link, a file or a note on classroom use"),
    "link": later("a link"),
    "file": later("a file"),
    "note": later("a note on classroom use"),
}
_FIRST: Final = {"returned": 0, None: 1, "awaiting": 3, "granted": 4}
"""What their educator can do something about comes first."""
_LACKING: Final = 2


@dataclass(frozen=True)
class RuleSum:
    """What one rule gave in a school year, by its version that holds last."""

    rule: Rule
    earned: Decimal
    """Lapsed credit too: a cap counts it."""
    awaiting: Decimal
    versions: Sequence[Rule] = ()
    """All that gave something in that year, in their order."""


@dataclass(frozen=True)
class Standing:
    """Where an educator stands in a school year, at a moment."""

    year_on: date
    terms: Terms
    """Of that year: where it is over, those of its last day."""
    unit: str
    earned: Decimal
    """Granted and not lapsed."""
    awaiting: Decimal
    """What the leaders have before them would add."""
    awaiting_count: int
    returned_count: int
    open_count: int
    """Entries that would earn and were not handed in."""
    lapsed: Decimal
    lapsing: Decimal
    """Lapses within two months, of whatever year it is."""
    lapsing_on: date | None
    """The first day on which some of it does."""
    by_rule: Sequence[RuleSum]
    years: Sequence[date]
    """Those in which they earned something, and this one; the last first."""

    @property
    def name(self) -> str:
        return year_name(self.year_on)

    @property
    def expected(self) -> Decimal | None:
        return self.terms.expected


@dataclass(frozen=True)
class OwnCredit:
    """A school year of an educator's, with some of its entries."""

    standing: Standing
    page: Page[EntryCredit]


def hand_in(session: Session, person_id: int, entry_id: int, *, now: datetime) -> EntryCredit:
    """Hands an entry in for credit; one that is handed in already stays as it is.

    Raises BadInput where it is gone, earns nothing, or lacks something.
    """
    # Two presses at once are one claim.
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    entry = own_entry(session, person_id, entry_id)
    credit = _account(session, person_id).credit_of(entry)
    if credit is None:
        raise BadInput("Your district's policy gives no credit for this kind of activity.")
    if credit.state in ("awaiting", "granted"):
        return credit
    check_can_be_handed_in(credit)
    keep_claim(session, _account(session, person_id), credit, by_id=person_id, now=now)
    return credit_of_entry(session, person_id, entry_id)


def hand_in_all(
    session: Session, person_id: int, year_on: date, *, now: datetime
) -> list[EntryCredit]:
    """Hands in all that would earn in that year and was not handed in yet, by its days.

    What came back from a leader is left: that wants a look first.
    """
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    account = _account(session, person_id)
    handed_in, earnings = [], list[Earning]()
    for each in reversed(_open(session, account, year_on)):
        credit = account.credit_of(each.entry, earnings)  # a cap may be full by now
        if credit is not None and credit.state is None and credit.can_be_handed_in:
            keep_claim(session, account, credit, by_id=person_id, now=now)
            handed_in.append(each.entry)
            earnings.append(account.earning_of(credit))
    account = _account(session, person_id)
    found = [account.credit_of(entry) for entry in handed_in]
    return [each for each in found if each is not None]


def open_credit(session: Session, person_id: int, year_on: date) -> list[EntryCredit]:
    """What `hand_in_all` would hand in, as far as caps let it; newest first."""
    account = _account(session, person_id)
    return [each for each in _open(session, account, year_on) if each.can_be_handed_in]


def withdraw(session: Session, person_id: int, entry_id: int, *, now: datetime) -> EntryCredit:
    """It is not handed in any more. Raises BadInput for what is credited already."""
    entry = own_entry(session, person_id, entry_id)
    claim = session.scalar(
        select(CreditClaim)
        .where(CreditClaim.entry_id == entry.id, CreditClaim.person_id == person_id)
        .with_for_update()
    )
    if claim is None:
        raise BadInput("That entry was not handed in for credit. `/pln credits` shows what was.")
    if claim.state == "granted":
        raise BadInput(
            "That entry is credited already. Where you delete it, its credit goes with it."
        )
    if claim.state != "withdrawn":
        withdraw_claim(session, claim, by_id=person_id, now=now)
    return credit_of_entry(session, person_id, entry_id)


def check_can_be_handed_in(credit: EntryCredit) -> None:
    """Raises BadInput with what it lacks."""
    if credit.lacks is not None:
        raise BadInput(
            "It earns credit once it has {lacking}: press Edit and add that.",
            lacking=Words(LACKING[credit.lacks]),
        )
    if not credit.can_be_handed_in:
        raise BadInput(
            "It would add nothing: what you handed in already reaches the most that this "
            "gives in {year}.",
            year=year_name(credit.year_on),
        )


def credit_of_entry(session: Session, person_id: int, entry_id: int) -> EntryCredit:
    """Raises BadInput where it is gone, or earns nothing."""
    entry = own_entry(session, person_id, entry_id)
    credit = _account(session, person_id).credit_of(entry)
    if credit is None:
        raise BadInput("Your district's policy gives no credit for this kind of activity.")
    return with_steps(session, [credit])[entry_id]


def credit_held(session: Session, person_id: int, entry_id: int) -> str | None:
    """What an entry adds now, in words: gone with it where it is deleted. None for nothing."""
    account = load_account(session, person_id)
    claim = account.claims.get(entry_id) if account is not None else None
    if account is None or claim is None or claim.state != "granted":
        return None
    return in_units(account.granted[entry_id], claim.unit)


def own_credit(
    session: Session,
    person_id: int,
    *,
    today: date,
    year_on: date | None = None,
    first: int = 0,
    most: int = 6,
) -> OwnCredit:
    """A school year, this one if not said. Raises BadInput where nothing gives credit."""
    account = _account(session, person_id)
    year_on = year_on or account.policy.terms_on(today).begins.year_of(today)
    listed = _listed(session, account, year_on)
    first = max(0, min(first, len(listed) - 1)) // most * most
    shown = with_steps(session, listed[first : first + most])
    return OwnCredit(
        standing=_standing(account, year_on, listed, today),
        page=Page(
            [shown[each.entry.id] for each in listed[first : first + most]],
            first,
            len(listed),
            most,
        ),
    )


def own_standing(session: Session, person_id: int, *, today: date) -> Standing | None:
    """This school year; None where nothing gives credit, or none has yet."""
    account = load_account(session, person_id)
    if account is None or not account.policy.has_begun(today):
        return None
    year_on = account.policy.terms_on(today).begins.year_of(today)
    return standing_in(session, account, year_on, today)


def standing_in(session: Session, account: Account, year_on: date, today: date) -> Standing:
    """Where somebody stands in that school year."""
    return _standing(account, year_on, _listed(session, account, year_on), today)


def _account(session: Session, person_id: int) -> Account:
    account = load_account(session, person_id)
    if account is None:
        raise BadInput(NO_POLICY)
    return account


def _listed(session: Session, account: Account, year_on: date) -> list[EntryCredit]:
    """All of a year that earns, would earn, or was handed in."""
    claimed = {
        entry_id
        for entry_id, claim in account.claims.items()
        if claim.year_on == year_on and claim.state != "withdrawn"
    }
    entries = session.scalars(
        select(Entry)
        .where(Entry.id.in_(claimed))
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
    )
    found = [account.credit_of(entry) for entry in entries]
    listed = [each for each in found if each is not None] + _open(session, account, year_on)
    return sorted(
        listed,
        key=lambda each: _LACKING if each.state is None and each.lacks else _FIRST[each.state],
    )


def _open(session: Session, account: Account, year_on: date) -> list[EntryCredit]:
    """Entries of a year that would earn, or lack something to, and are not handed in."""
    claimed = {entry_id for entry_id, claim in account.claims.items() if claim.state != "withdrawn"}
    entries = session.scalars(
        select(Entry)
        .where(
            Entry.person_id == account.person.id,
            Entry.deleted_at.is_(None),
            Entry.happened_on.between(year_on, last_day(year_on)),
        )
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
    )
    found = [account.credit_of(entry) for entry in entries if entry.id not in claimed]
    return [
        each
        for each in found
        if each is not None and each.year_on == year_on and (each.lacks or each.amount > 0)
    ]


def _standing(
    account: Account, year_on: date, listed: Sequence[EntryCredit], today: date
) -> Standing:
    policy = account.policy
    terms = policy.terms_on(min(today, last_day(year_on)))
    added = account.granted
    granted = [claim for claim in account.claims.values() if claim.state == "granted"]
    own = [claim for claim in granted if claim.year_on == year_on]
    lapsed = [claim for claim in own if is_lapsed(claim.lapses_on, today)]
    lapsing = [claim for claim in granted if lapses_soon(claim.lapses_on, today)]
    by_rule = _by_rule(account, year_on)
    years = {claim.year_on for claim in granted}
    states = [each.state for each in listed]
    earned = _sum(added[claim.entry_id] for claim in own)
    gone = _sum(added[claim.entry_id] for claim in lapsed)
    return Standing(
        year_on=year_on,
        terms=terms,
        unit=next((claim.unit for claim in own), terms.unit),
        earned=earned - gone,
        awaiting=_sum(each.awaiting for each in by_rule),
        awaiting_count=states.count("awaiting"),
        returned_count=states.count("returned"),
        open_count=sum(each.state is None and each.can_be_handed_in for each in listed),
        lapsed=gone,
        lapsing=_sum(added[claim.entry_id] for claim in lapsing),
        lapsing_on=min((claim.lapses_on for claim in lapsing if claim.lapses_on), default=None),
        by_rule=by_rule,
        years=sorted({*years, policy.terms_on(today).begins.year_of(today)}, reverse=True),
    )


def _by_rule(account: Account, year_on: date) -> list[RuleSum]:
    """Those that gave credit in that year, or will where a leader approves; the most first."""
    versions: dict[object, dict[int, Rule]] = {}
    earned: dict[object, Decimal] = {}
    hoped: dict[object, Decimal] = {}
    for claim in account.claims.values():
        if claim.year_on != year_on or claim.state not in ("granted", "awaiting"):
            continue
        rule = account.rules[claim.rule_id]
        versions.setdefault(rule.key, {})[rule.number] = rule
        earned[rule.key] = earned.get(rule.key, Decimal(0)) + account.granted.get(
            claim.entry_id, Decimal(0)
        )
        hoped[rule.key] = hoped.get(rule.key, Decimal(0)) + account.hoped[claim.entry_id]
    sums = []
    for key, found in versions.items():
        in_order = sorted(found.values(), key=lambda rule: (rule.from_on, rule.number))
        awaiting = max(Decimal(0), hoped[key] - earned[key])
        sums.append(RuleSum(in_order[-1], earned[key], awaiting, in_order))
    return sorted(sums, key=lambda each: (-each.earned, -each.awaiting, str(each.rule.key)))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
