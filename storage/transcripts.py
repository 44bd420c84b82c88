"""Transcripts: what an educator was credited in a school year, line by line, and as records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from domain.credit import is_lapsed
from domain.errors import BadInput
from domain.school_years import last_day, read_year, year_name
from storage.audit import note_looks
from storage.claims import Account, load_account
from storage.credit import NO_POLICY, Standing, standing_in
from storage.people import get_person
from storage.tables import CreditClaim, CreditStep, Entry, Person


@dataclass(frozen=True)
class TranscriptLine:
    """An entry that was credited."""

    happened_on: date
    text: str
    kind: str
    mode: str | None
    minutes: int
    evidence: tuple[str, ...]
    """Its link, and the names of its files."""
    rate: Decimal
    """For an hour."""
    credit: Decimal
    is_automatic: bool
    approved_by: str | None
    """None where the policy credited it by itself, or the approver is not on record any more."""
    decided_at: datetime | None
    lapses_on: date | None
    is_lapsed: bool


@dataclass(frozen=True)
class Transcript:
    """Of one educator and one school year, as it stands on a day."""

    person: str
    slack_id: str
    workspace: str
    standing: Standing
    lines: Sequence[TranscriptLine]
    """By their days."""
    made_on: date

    @property
    def last_on(self) -> date:
        return last_day(self.standing.year_on)


def load_transcript(
    session: Session, person_id: int, *, year_on: date | None = None, today: date
) -> Transcript:
    """This school year if not said. Raises BadInput where nothing gives credit there."""
    account = load_account(session, person_id)
    if account is None:
        raise BadInput(NO_POLICY)
    if year_on is None:
        year_on = account.policy.terms_on(today).begins.year_of(today)
    return _transcript(session, account, year_on, today)


def read_transcript(
    session: Session,
    workspace_id: int,
    slack_id: str,
    period: str,
    *,
    why: str,
    today: date,
    now: datetime,
) -> Transcript:
    """Somebody's, for somebody at the command line: they can see that it was read, and why.

    Raises BadInput for one who is not known, and for what is no school year.
    """
    person = get_person(session, workspace_id, slack_id)
    account = load_account(session, person.id)
    if account is None:
        raise BadInput("Nothing gives credit here yet: “plnudge credit set” makes a rule.")
    year_on = read_year(period, account.policy.terms_on(today).begins, today=today)
    what = f"your credit transcript of {year_name(year_on)}"
    note_looks(session, [person.id], reader_id=None, what=what, why=why, now=now)
    return _transcript(session, account, year_on, today)


@dataclass(frozen=True)
class CreditRecord:
    """A claim, as it leaves the house."""

    id: int
    person: str
    entry: int
    state: str
    happened_on: date
    minutes: int
    rate: float
    credit: float | None
    """What it adds; None where it is not granted."""
    unit: str
    year: str
    lapses_on: date | None
    handed_in_at: datetime
    decided_at: datetime | None
    reason: str | None
    """What was said to it last."""


def credit_records(session: Session, whose: ColumnElement[bool]) -> tuple[CreditRecord, ...]:
    """`whose` is a condition on Person. What was withdrawn is left out."""
    people = session.execute(
        select(Person.id, Person.slack_id)
        .where(whose, Person.id.in_(select(CreditClaim.person_id)))
        .order_by(Person.id)
    ).all()
    records: list[CreditRecord] = []
    for person_id, slack_id in people:
        account = load_account(session, person_id)
        if account is not None:
            records += _records_of(session, account, slack_id)
    return tuple(sorted(records, key=lambda record: record.id))


def _records_of(session: Session, account: Account, slack_id: str) -> list[CreditRecord]:
    added = account.granted
    last = _last_decisions(session, account)
    return [
        CreditRecord(
            id=claim.id,
            person=slack_id,
            entry=claim.entry_id,
            state=claim.state,
            happened_on=claim.happened_on,
            minutes=claim.minutes,
            rate=float(account.rules[claim.rule_id].rate),
            credit=float(added[claim.entry_id]) if claim.state == "granted" else None,
            unit=claim.unit,
            year=year_name(claim.year_on),
            lapses_on=claim.lapses_on,
            handed_in_at=claim.handed_in_at,
            decided_at=claim.decided_at,
            reason=last[claim.id][0].reason if claim.id in last else None,
        )
        for claim in account.claims.values()
        if claim.state != "withdrawn"
    ]


def _transcript(session: Session, account: Account, year_on: date, today: date) -> Transcript:
    added = account.granted
    last = _last_decisions(session, account)
    claims = {
        entry_id: claim
        for entry_id, claim in account.claims.items()
        if claim.state == "granted" and claim.year_on == year_on
    }
    entries = session.scalars(
        select(Entry).where(Entry.id.in_(claims)).order_by(Entry.happened_on, Entry.id)
    )
    lines = []
    for entry in entries:
        claim = claims[entry.id]
        rule = account.rules[claim.rule_id]
        step, name = last.get(claim.id, (None, None))
        lines.append(
            TranscriptLine(
                happened_on=claim.happened_on,
                text=entry.text,
                kind=entry.kind,
                mode=entry.mode,
                minutes=claim.minutes,
                evidence=(*((entry.link,) if entry.link else ()),
                          *(file.name for file in entry.files)),
                rate=rule.rate,
                credit=added[entry.id],
                is_automatic=step is None,
                approved_by=name,
                decided_at=claim.decided_at,
                lapses_on=claim.lapses_on,
                is_lapsed=is_lapsed(claim.lapses_on, today),
            )
        )  # fmt: skip
    person = account.person
    return Transcript(
        person=person.name,
        slack_id=person.slack_id,
        workspace=account.workspace,
        standing=standing_in(session, account, year_on, today),
        lines=lines,
        made_on=today,
    )


def _last_decisions(
    session: Session, account: Account
) -> Mapping[int, tuple[CreditStep, str | None]]:
    """By claim, what a leader decided last, with their name."""
    rows = session.execute(
        select(CreditStep, Person.name)
        .outerjoin(Person, Person.id == CreditStep.by_id)
        .where(
            CreditStep.claim_id.in_([claim.id for claim in account.claims.values()]),
            CreditStep.act.in_(("approve", "return")),
        )
        .order_by(CreditStep.id)
    )
    return {step.claim_id: (step, name) for step, name in rows}
