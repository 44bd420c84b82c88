"""Which rows go for being old, and which stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.membership import Member
from domain.retention import NOTICE, Limits, years_before
from storage.people import get_person, keep_members
from storage.retention import (
    BATCH,
    Due,
    count_due,
    erase_aged,
    limited_workspaces,
    preview_limits,
    retention_of,
    set_limits,
)
from storage.tables import (
    CreditClaim,
    CreditRule,
    Cycle,
    Entry,
    Evaluation,
    EvaluationGoal,
    Evidence,
    Goal,
    Indicator,
    Look,
    Occurrence,
    Reflection,
    Share,
)
from storage.workspaces import keep_workspace
from tests.conftest import NOW, AddPerson

TODAY: Final = NOW.date()
BEGUN: Final = TODAY - NOTICE
"""When limits were set that begin today."""
THREE: Final = years_before(TODAY, 3)
TIES: Final = (
    "none", "none", "none", "met goal", "share", "evidence", "indicator", "rated goal",
    "open goal", "claim",
)  # fmt: skip
HOLDING: Final = frozenset({"evidence", "indicator", "rated goal", "open goal", "claim"})


class Record:
    """Somebody's rows, each made with what it is part of."""

    def __init__(self, session: Session, workspace_id: int, person_id: int) -> None:
        self._session, self._workspace_id, self._person_id = session, workspace_id, person_id
        self._numbers = count(1)
        self._rule = CreditRule(
            workspace_id=workspace_id, from_on=date(2020, 1, 1), kind="webinar", rate=Decimal(1),
            evidence="none", is_automatic=False, added_at=NOW,
        )  # fmt: skip
        self._add(self._rule)
        closed = self.cycle(date(2021, 7, 1), is_closed=True)
        self._evaluation = Evaluation(cycle_id=closed, person_id=person_id, began_at=NOW)
        self._add(self._evaluation)

    def _add(self, row: Any) -> int:
        self._session.add(row)
        self._session.flush()
        return int(row.id)

    def cycle(self, opens_on: date, *, is_closed: bool = False) -> int:
        days = {
            name: opens_on + timedelta(days=30 * place)
            for place, name in enumerate(
                ("opens_on", "goals_by", "submit_by", "respond_by", "agree_by", "closes_on")
            )
        }
        return self._add(
            Cycle(
                workspace_id=self._workspace_id, name=f"Cycle {next(self._numbers)}", elements=[],
                ratings=["Growing"], goals_expected=0, evidence_expected=0, needs_balance=False,
                leaders_rate=False, added_at=NOW, closed_at=NOW if is_closed else None, **days,
            )
        )  # fmt: skip

    def goal(self, *, is_open: bool) -> int:
        return self._add(
            Goal(
                person_id=self._person_id, number=next(self._numbers), text="Try it",
                state="open" if is_open else "met", visibility="private", set_at=NOW,
                set_on=TODAY, closed_on=None if is_open else TODAY,
            )
        )  # fmt: skip

    def entry(self, happened_on: date, tie: str = "none") -> int:
        goal = self.goal(is_open=tie == "open goal") if tie.endswith("goal") else None
        number = next(self._numbers)
        entry = self._add(
            Entry(
                person_id=self._person_id, text="A webinar", happened_on=happened_on,
                kind="webinar", visibility="private", goal_id=goal, logged_at=NOW, searchable="",
                deleted_at=NOW if number % 7 == 0 else None,
            )
        )  # fmt: skip
        if tie == "evidence":
            self._stand(entry_id=entry)
        elif tie == "indicator":
            indicator = Indicator(
                person_id=self._person_id, kind="student-engagement", text="They asked",
                entry_id=entry, noted_at=NOW, noted_on=TODAY,
            )  # fmt: skip
            self._stand(indicator_id=self._add(indicator))
        elif tie == "rated goal":
            self._add(EvaluationGoal(evaluation_id=self._evaluation.id, goal_id=goal))
        elif tie == "claim":
            self._add(
                CreditClaim(
                    person_id=self._person_id, entry_id=entry, rule_id=self._rule.id,
                    state="granted", happened_on=happened_on, minutes=60, facts="", unit="hours",
                    year_on=happened_on, handed_in_at=NOW,
                )
            )  # fmt: skip
        elif tie == "share":
            self.share(entry, ts=f"{number}.1")
        return entry

    def share(self, entry: int, ts: str | None) -> int:
        return self._add(
            Share(
                workspace_id=self._workspace_id, person_id=self._person_id, entry_id=entry,
                words="Look", channel="C1", ts=ts, shared_at=NOW,
                submission=f"share {next(self._numbers)}",
            )
        )  # fmt: skip

    def reflection(self, answered_on: date, *, is_evidence: bool = False) -> int:
        at = datetime.combine(answered_on, NOW.timetz())
        asked = Occurrence(
            person_id=self._person_id, purpose="prompt", state="answered", zone="UTC", due_at=at,
            local_at=(at + timedelta(minutes=next(self._numbers))).replace(tzinfo=None),
        )  # fmt: skip
        reflection = self._add(
            Reflection(
                person_id=self._person_id, occurrence_id=self._add(asked), prompt_id="p",
                prompt_text="What went well?", element="skills", text="This",
                answered_at=at, answered_on=answered_on,
            )
        )  # fmt: skip
        if is_evidence:
            self._stand(reflection_id=reflection)
        return reflection

    def look(self, looked_on: date) -> int:
        at = datetime.combine(looked_on, NOW.timetz())
        return self._add(Look(person_id=self._person_id, what="all", why="asked", looked_at=at))

    def _stand(self, **piece: int) -> None:
        self._add(Evidence(evaluation_id=self._evaluation.id, chosen_at=NOW, **piece))


@pytest.fixture
def record(session: Session, workspace_id: int, add_person: AddPerson) -> Record:
    return Record(session, workspace_id, add_person("Maya").id)


@pytest.fixture
def elsewhere(session: Session) -> Record:
    """Of somebody in a workspace that keeps everything."""
    other, _ = keep_workspace(
        session, slack_id="T0HARBOR", name="Harbor", bot_slack_id="U0BOT", now=NOW
    )
    keep_members(session, other.id, [Member("UHAL", "Hal", "UTC", "hal@harbor.example")], NOW)
    return Record(session, other.id, get_person(session, other.id, "UHAL").id)


def ids(session: Session, table: Any) -> set[int]:
    return set(session.scalars(select(table.id)))


def erase_all(session: Session, workspace_id: int) -> int:
    erased = 0
    while batch := erase_aged(session, workspace_id, today=TODAY):
        assert batch <= BATCH
        erased += batch
    return erased


@pytest.mark.parametrize("seed", range(6))
def test_what_is_too_old_goes_save_what_something_rests_on(
    session: Session, workspace_id: int, record: Record, elsewhere: Record, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 (repeatable, not secret)
    open_since = None
    if chance.random() < 0.5:
        open_since = TODAY - timedelta(days=chance.randrange(900, 1300))
        record.cycle(open_since)
    kept_from = min(THREE, open_since or THREE)
    entries, answers, looks = set[int](), set[int](), set[int]()
    older = 0
    for _ in range(60):
        day = THREE + timedelta(days=chance.choice((-1, 0, 1, chance.randrange(-800, 800))))
        tie, is_evidence = chance.choice(TIES), chance.random() < 0.3
        entry, answer, look = (
            record.entry(day, tie),
            record.reflection(day, is_evidence=is_evidence),
            record.look(day),
        )
        older += day < THREE
        entries |= {entry} if day >= kept_from or tie in HOLDING else set()
        answers |= {answer} if day >= kept_from or is_evidence else set()
        looks |= {look} if day >= THREE else set()
        theirs = elsewhere.entry(day, tie), elsewhere.reflection(day), elsewhere.look(day)
        for kept, row in zip((entries, answers, looks), theirs, strict=True):
            kept.add(row)
    asked = ids(session, Occurrence)
    retention = set_limits(session, workspace_id, Limits(3, 3, 3), today=BEGUN)
    assert retention is not None
    due = count_due(session, workspace_id, retention, today=TODAY)
    before = len(ids(session, Entry)), len(ids(session, Reflection)), len(ids(session, Look))
    assert erase_all(session, workspace_id) == sum(each.goes for each in due.values())
    assert (ids(session, Entry), ids(session, Reflection), ids(session, Look)) == (
        entries, answers, looks,
    )  # fmt: skip
    after = len(entries), len(answers), len(looks)
    assert [each.goes for each in due.values()] == [
        was - now for was, now in zip(before, after, strict=True)
    ]
    assert all(each.goes + each.stays == older for each in due.values())
    # What was asked and when is no words of theirs: what counts prompts goes on counting them.
    assert ids(session, Occurrence) == asked


def test_posts_of_what_goes_are_left_to_be_taken_down(
    session: Session, workspace_id: int, record: Record
) -> None:
    old, new = record.entry(THREE - timedelta(days=1)), record.entry(THREE)
    posted, unposted, kept = (
        record.share(old, "1.1"),
        record.share(old, None),
        record.share(new, "2.1"),
    )
    set_limits(session, workspace_id, Limits(entries=3), today=BEGUN)
    assert erase_all(session, workspace_id) == 1
    shares = {each.id: each for each in session.scalars(select(Share))}
    assert unposted not in shares
    assert (shares[posted].person_id, shares[posted].words) == (None, None)
    assert shares[kept].person_id is not None and shares[kept].entry_id == new


def test_nothing_goes_before_people_had_their_time(
    session: Session, workspace_id: int, record: Record
) -> None:
    record.entry(THREE - timedelta(days=1))
    retention, due = preview_limits(session, workspace_id, Limits(entries=3), today=TODAY)
    assert due == {"entries": Due(goes=1, stays=0)} and retention_of(session, workspace_id) is None
    assert set_limits(session, workspace_id, Limits(entries=3), today=TODAY) == retention
    for days in range(NOTICE.days):
        assert erase_aged(session, workspace_id, today=TODAY + timedelta(days=days)) == 0
    assert erase_aged(session, workspace_id, today=TODAY + NOTICE) == 1


def test_keeping_longer_holds_at_once(session: Session, workspace_id: int, record: Record) -> None:
    record.entry(THREE - timedelta(days=1))
    set_limits(session, workspace_id, Limits(entries=3), today=BEGUN)
    set_limits(session, workspace_id, Limits(entries=5), today=TODAY)
    assert erase_aged(session, workspace_id, today=TODAY) == 0
    assert set_limits(session, workspace_id, Limits(), today=TODAY) is None
    assert limited_workspaces(session) == []


def test_much_goes_a_batch_at_a_time(session: Session, workspace_id: int, record: Record) -> None:
    for place in range(2 * BATCH + 1):
        record.look(THREE - timedelta(days=1 + place % 50))
    set_limits(session, workspace_id, Limits(looks=3), today=BEGUN)
    batches = [erase_aged(session, workspace_id, today=TODAY) for _ in range(4)]
    assert batches == [BATCH, BATCH, 1, 0]
