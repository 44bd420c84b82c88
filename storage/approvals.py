"""What awaits a leader's approval for credit, and what they decide.

`may_decide` is the one place that says whose: those who lead a group that the educator is in
now, never oneself; where nobody leads somebody, admins. Whoever reads what awaits them is on
record in the educator's own record, as with every look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from domain.credit import LONGEST_REASON, in_units
from domain.errors import BadInput
from domain.words import Words, later
from domain.zones import to_local
from storage.audit import note_looks
from storage.claims import Account, EntryCredit, keep_step, load_account, with_steps
from storage.groups import educators_within, led_by
from storage.nearest import nearest_leaders
from storage.pages import Page, find_rows
from storage.people import Caller
from storage.tables import CreditClaim, CreditStep, Entry, Occurrence, Person

Decision = Literal["approve", "return"]

NOT_A_LEADER: Final = later(
    "Approving credit is for those who lead a group. If you do, ask an admin to say so; "
    "`/pln credits` shows your own."
)
NOT_AWAITING: Final = later(
    "That does not await you, or no longer: it was withdrawn, deleted, or you don't lead them any "
    "more. `/pln approvals` shows what does."
)
_YOU_CREDITED: Final = later(
    "You have credited it already. `/pln approvals` shows what still awaits you."
)
_YOU_RETURNED: Final = later(
    "You have returned it already. `/pln approvals` shows what still awaits you."
)
_THEY_CREDITED: Final = later(
    "{name} has credited it already. `/pln approvals` shows what still awaits you."
)
_THEY_RETURNED: Final = later(
    "{name} has returned it already. `/pln approvals` shows what still awaits you."
)
WHAT: Final = later("what you handed in for credit")
BUNDLED: Final = timedelta(minutes=5)
"""So long an outcome waits for others, so that many decisions come as one message."""


@dataclass(frozen=True)
class Awaiting:
    """Something that awaits the reader's decision, with what it would add."""

    person: Person
    credit: EntryCredit

    @property
    def seen(self) -> str:
        """Says which state of it was looked at: `12.3`."""
        claim = self.credit.claim
        return f"{claim.id}.{claim.version}" if claim is not None else ""


@dataclass(frozen=True)
class BulkOutcome:
    """What came of a decision on several at once."""

    approved: Sequence[Awaiting] = field(default_factory=tuple)
    left: int = 0
    """Changed, withdrawn or decided meanwhile: they stay as they are."""


def may_decide(session: Session, reader: Caller) -> ColumnElement[bool]:
    """A condition on CreditClaim: whether this reader approves or returns it."""
    is_led: ColumnElement[bool] = CreditClaim.person_id.in_(
        educators_within(led_by(reader.person_id))
    )
    if reader.is_admin:
        is_led = or_(is_led, CreditClaim.person_id.in_(_led_by_nobody(session, reader)))
    return and_(is_led, CreditClaim.person_id != reader.person_id)


def check_may_decide(reader: Caller) -> None:
    """Raises BadInput for whoever approves nobody's."""
    if not (reader.is_leader or reader.is_admin):
        raise BadInput(NOT_A_LEADER)


def count_awaiting(session: Session, reader: Caller) -> int:
    """How many there are: a number is no look at anyone's record."""
    return (
        session.scalar(
            select(func.count())
            .select_from(CreditClaim)
            .join(Entry, Entry.id == CreditClaim.entry_id)
            .where(*_awaits(session, reader))
        )
        or 0
    )


def read_awaiting(
    session: Session, reader: Caller, *, first: int, most: int, now: datetime
) -> Page[Awaiting]:
    """What awaits them, whoever waits longest first; the look is written down."""
    check_may_decide(reader)
    page = find_rows(
        session,
        select(CreditClaim, Entry, Person)
        .join(Entry, Entry.id == CreditClaim.entry_id)
        .join(Person, Person.id == CreditClaim.person_id)
        .where(*_awaits(session, reader))
        .order_by(CreditClaim.handed_in_at, CreditClaim.id),
        first=first,
        most=most,
    )
    people = {person.id: person for _, _, person in page.rows}
    _note_looks(session, reader, list(people), now)
    accounts = {person_id: load_account(session, person_id) for person_id in people}
    found = [_awaiting(accounts[person.id], entry, person) for _, entry, person in page.rows]
    return page.of(_with_steps(session, found))


def read_one(session: Session, reader: Caller, seen: str, *, now: datetime) -> Awaiting:
    """One of them in full. Raises BadInput where it does not await them as it was seen."""
    claim = _claim_to_decide(session, reader, seen)
    person, entry = session.get_one(Person, claim.person_id), session.get_one(Entry, claim.entry_id)
    _note_looks(session, reader, [person.id], now)
    awaiting = _awaiting(load_account(session, person.id), entry, person)
    return _with_steps(session, [awaiting])[0]


def decide(
    session: Session,
    reader: Caller,
    seen: str,
    decision: Decision,
    reason: str,
    *,
    now: datetime,
) -> Awaiting:
    """Credits it, or returns it with a reason; the same once more changes nothing.

    Raises BadInput for the second of two leaders, who is told what the first decided; where it
    was changed after it was seen; and for a return without a reason.
    """
    reason = reason.strip()
    if decision == "return" and not reason:
        raise BadInput("Say what is missing, so that it can be handed in again.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise BadInput("Keep it to {most} characters.", most=LONGEST_REASON, field="reason")
    claim = _claim_to_decide(session, reader, seen, decision)
    person, entry = session.get_one(Person, claim.person_id), session.get_one(Entry, claim.entry_id)
    if claim.state == "awaiting":
        claim.state = "granted" if decision == "approve" else "returned"
        claim.decided_at = now
        keep_step(session, claim, decision, by_id=reader.person_id, reason=reason or None, now=now)
        _plan_telling(session, person, now)
    return _awaiting(load_account(session, person.id), entry, person)


def approve_all(
    session: Session, reader: Caller, seen: Sequence[str], *, now: datetime
) -> BulkOutcome:
    """Credits those that are as they were seen; the others stay, and are counted.

    Raises BadInput where there is none such.
    """
    approved, refusals = [], list[BadInput]()
    for each in seen:
        try:
            approved.append(decide(session, reader, each, "approve", "", now=now))
        except BadInput as refusal:
            refusals.append(refusal)
    if not approved:
        raise refusals[-1] if refusals else BadInput(NOT_AWAITING)
    # What each adds is known once all of them are credited.
    accounts = {each.person.id: load_account(session, each.person.id) for each in approved}
    return BulkOutcome(
        tuple(
            _awaiting(accounts[each.person.id], each.credit.entry, each.person) for each in approved
        ),
        len(refusals),
    )


# Telling the educator


@dataclass(frozen=True)
class Outcome:
    """What a leader decided on something that somebody handed in."""

    entry: Entry
    is_approved: bool
    by: str | None
    reason: str | None
    amount: str
    """What it adds, in words."""


def outcomes_to_tell(session: Session, occurrence: Occurrence) -> list[Outcome]:
    """What was decided since they were told last, as it still stands; noted as told by this."""
    rows = session.execute(
        select(CreditStep, CreditClaim, Entry, Person.name)
        .join(CreditClaim, CreditClaim.id == CreditStep.claim_id)
        .join(Entry, Entry.id == CreditClaim.entry_id)
        .outerjoin(Person, Person.id == CreditStep.by_id)
        .where(
            CreditClaim.person_id == occurrence.person_id,
            CreditStep.act.in_(("approve", "return")),
            or_(CreditStep.told_id.is_(None), CreditStep.told_id == occurrence.id),
        )
        .order_by(CreditStep.id)
    ).all()
    account = load_account(session, occurrence.person_id)
    outcomes: dict[int, Outcome] = {}
    for step, claim, entry, name in rows:
        step.told_id = occurrence.id
        stands = claim.state == ("granted" if step.act == "approve" else "returned")
        credit = account.credit_of(entry) if account and entry.deleted_at is None else None
        if stands and credit is not None:
            amount = in_units(credit.amount, credit.unit)
            outcomes[claim.id] = Outcome(entry, step.act == "approve", name, step.reason, amount)
    session.flush()
    return list(outcomes.values())


def _plan_telling(session: Session, person: Person, now: datetime) -> None:
    """One message for all that is decided in the next minutes."""
    waiting = session.scalar(
        select(Occurrence.id).where(
            Occurrence.person_id == person.id,
            Occurrence.purpose == "credit",
            Occurrence.state == "planned",
        )
    )
    if waiting is None:
        due_at = now + BUNDLED
        session.add(
            Occurrence(
                person_id=person.id,
                purpose="credit",
                local_at=to_local(due_at, ZoneInfo(person.zone)),
                zone=person.zone,
                due_at=due_at,
                planned_at=now,
            )
        )
        session.flush()


# Who may


def _awaits(session: Session, reader: Caller) -> tuple[ColumnElement[bool], ...]:
    return (
        CreditClaim.state == "awaiting",
        Entry.deleted_at.is_(None),
        may_decide(session, reader),
    )


def _led_by_nobody(session: Session, reader: Caller) -> list[int]:
    """Ids of those in the reader's workspace who handed something in and have no leader."""
    waiting = session.scalars(
        select(CreditClaim.person_id)
        .join(Person, Person.id == CreditClaim.person_id)
        .where(Person.workspace_id == reader.workspace_id, Person.is_educator)
        .distinct()
    ).all()
    leaders = nearest_leaders(session, reader.workspace_id, waiting)
    return [person_id for person_id in waiting if not leaders[person_id]]


def _claim_to_decide(
    session: Session, reader: Caller, seen: str, decision: Decision | None = None
) -> CreditClaim:
    """Theirs to decide, and nobody else's until this transaction ends."""
    check_may_decide(reader)
    claim_id, _, version = seen.partition(".")
    if not (claim_id.isdecimal() and version.isdecimal()):
        raise BadInput(NOT_AWAITING)
    claim = session.scalar(
        select(CreditClaim)
        .join(Entry, Entry.id == CreditClaim.entry_id)
        .where(
            CreditClaim.id == int(claim_id),
            Entry.deleted_at.is_(None),
            may_decide(session, reader),
        )
        .with_for_update(of=CreditClaim)
    )
    if claim is None or claim.state == "withdrawn":
        raise BadInput(NOT_AWAITING)
    if claim.state != "awaiting":
        _refuse_second(session, reader, claim, decision)
    elif claim.version != int(version):
        name = session.get_one(Person, claim.person_id).name
        raise BadInput(
            "{name} changed it after you looked. `/pln approvals` shows it as it is now.", name=name
        )
    return claim


def _refuse_second(
    session: Session, reader: Caller, claim: CreditClaim, decision: Decision | None
) -> None:
    """Raises BadInput with who was first; the same decision by the same person is no other."""
    row = session.execute(
        select(CreditStep, Person.name)
        .outerjoin(Person, Person.id == CreditStep.by_id)
        .where(CreditStep.claim_id == claim.id)
        .order_by(CreditStep.id.desc())
        .limit(1)
    ).one()
    step, name = row
    if step.by_id == reader.person_id and step.act == decision:
        return
    is_granted = claim.state == "granted"
    if step.by_id == reader.person_id:
        raise BadInput(_YOU_CREDITED if is_granted else _YOU_RETURNED)
    raise BadInput(_THEY_CREDITED if is_granted else _THEY_RETURNED, name=name or Words("Somebody"))


def _awaiting(account: Account | None, entry: Entry, person: Person) -> Awaiting:
    credit = account.credit_of(entry) if account is not None else None
    if credit is None:
        raise BadInput(NOT_AWAITING)
    return Awaiting(person, credit)


def _with_steps(session: Session, found: Sequence[Awaiting]) -> list[Awaiting]:
    """The same, each with what became of it before."""
    steps = with_steps(session, (each.credit for each in found))
    return [replace(each, credit=steps[each.credit.entry.id]) for each in found]


def _note_looks(session: Session, reader: Caller, people: Sequence[int], now: datetime) -> None:
    led = set(session.scalars(educators_within(led_by(reader.person_id))))
    for why, whom in (
        (later("leads you and approves credit"), [each for each in people if each in led]),
        (
            later("approves credit where nobody leads you"),
            [each for each in people if each not in led],
        ),
    ):
        note_looks(session, whom, reader_id=reader.person_id, what=WHAT, why=why, now=now)


def total(awaiting: Sequence[Awaiting]) -> str:
    """What all of them add, in words: `2.25 CEU`; each unit for itself."""
    sums: dict[str, Decimal] = {}
    for each in awaiting:
        sums[each.credit.unit] = sums.get(each.credit.unit, Decimal(0)) + each.credit.amount
    return " and ".join(in_units(amount, unit) for unit, amount in sums.items())
