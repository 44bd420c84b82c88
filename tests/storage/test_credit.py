"""Credit, from what is handed in to what counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.credit import Rule, Terms
from domain.drafts import EntryDraft, EvidenceFile
from domain.errors import BadInput
from domain.school_years import YearBegins
from rubric_data import Rubric
from storage.approvals import (
    approve_all,
    count_awaiting,
    decide,
    outcomes_to_tell,
    read_awaiting,
    read_one,
)
from storage.audit import looks_at
from storage.claims import load_account
from storage.credit import (
    credit_of_entry,
    hand_in,
    hand_in_all,
    open_credit,
    own_credit,
    own_standing,
    withdraw,
)
from storage.credit_policy import end_rule, history, load_policy, set_rule, set_terms
from storage.entries import (
    bring_back_entry,
    draft_of,
    edit_entry,
    in_context,
    keep_entry,
    take_back_entry,
)
from storage.exports import export_records
from storage.forgetting import forget
from storage.groups import keep_group, keep_membership
from storage.ownership import rows_of
from storage.people import Caller, find_caller, set_admin
from storage.tables import CreditStep, Entry, Look, Occurrence, Person
from storage.transcripts import load_transcript, read_transcript
from tests.conftest import NOW, TEAM, AddPerson
from tests.domain.test_credit import WORKED

TODAY: Final = NOW.date()
YEAR: Final = date(2026, 7, 1)
WEBINARS: Final = Rule(YEAR, Decimal("0.5"), kind="webinar", cap=Decimal(2))

SetRule = Callable[..., Rule]
Log = Callable[..., Entry]


@pytest.fixture
def set_one(session: Session, workspace_id: int, rubric: Rubric) -> SetRule:
    def set_one(rule: Rule = WEBINARS, *, today: date = TODAY, **more: Any) -> Rule:
        return set_rule(
            session, workspace_id, rule, kinds=[kind.key for kind in rubric.kinds],
            modes=[mode.key for mode in rubric.modes], today=today, now=NOW, **more,
        )  # fmt: skip

    return set_one


@pytest.fixture
def maya(add_person: AddPerson) -> Person:
    return add_person("Maya")


@pytest.fixture
def ruth(session: Session, workspace_id: int, add_person: AddPerson, maya: Person) -> Caller:
    """Leads Maya's school, with Omar beside her."""
    school = keep_group(session, workspace_id, "Harbor", parent="District")
    for name in ("Ruth", "Omar"):
        keep_membership(session, school.id, add_person(name).id, "leader")
    keep_membership(session, school.id, maya.id, "member")
    return caller(session, "Ruth")


def caller(session: Session, name: str) -> Caller:
    found = find_caller(session, workspace=TEAM, slack_id=f"U{name.upper()}", now=NOW)
    assert found is not None
    return found


@pytest.fixture
def log(session: Session, maya: Person) -> Log:
    def log(day: date = TODAY, minutes: int | None = 60, **more: Any) -> Entry:
        who = more.pop("person", maya)
        draft = EntryDraft("A webinar", day, minutes, **({"kind": "webinar"} | more))
        return keep_entry(session, who.id, draft, submission=None, now=NOW)

    return log


def seen(session: Session, reader: Caller) -> list[str]:
    page = read_awaiting(session, reader, first=0, most=50, now=NOW)
    return [each.seen for each in page.rows]


def earned(session: Session, person: Person, today: date = TODAY) -> Decimal:
    standing = own_standing(session, person.id, today=today)
    assert standing is not None
    return standing.earned


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(CreditStep.act).order_by(CreditStep.id)))


# What is handed in


def test_without_a_policy_nothing_is_said_of_credit(
    session: Session, maya: Person, log: Log
) -> None:
    entry = log()
    assert load_account(session, maya.id) is None
    assert own_standing(session, maya.id, today=TODAY) is None
    assert open_credit_of(session, maya) == "Nothing gives credit here"
    with pytest.raises(BadInput, match="Nothing gives credit here"):
        hand_in(session, maya.id, entry.id, now=NOW)


def open_credit_of(session: Session, person: Person) -> str:
    with pytest.raises(BadInput) as refused:
        open_credit(session, person.id, YEAR)
    return refused.value.sentence.partition(":")[0]


def test_nothing_is_said_of_a_policy_that_has_not_begun(
    session: Session, maya: Person, set_one: SetRule, log: Log
) -> None:
    set_one(replace(WEBINARS, from_on=TODAY + timedelta(days=1)))
    entry = log()
    assert own_standing(session, maya.id, today=TODAY) is None
    assert not caller(session, "Maya").has_credit
    assert in_context(session, maya.id, entry.id).credit is None
    assert own_standing(session, maya.id, today=TODAY + timedelta(days=1)) is not None


def test_the_worked_table_is_what_the_transcript_adds_up_to(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    set_one(replace(WEBINARS, from_on=date(2027, 1, 1), rate=Decimal("0.25"), cap=Decimal("2.5")))
    entries = [log(day, minutes) for day, minutes, *_ in WORKED]
    # The cap is full with the fourth; the fifth adds nothing and can't be handed in.
    for place, entry in enumerate(entries):
        if place == 4:
            with pytest.raises(BadInput, match="would add nothing"):
                hand_in(session, maya.id, entry.id, now=NOW)
        else:
            hand_in(session, maya.id, entry.id, now=NOW)
    approve_all(session, ruth, list(reversed(seen(session, ruth))), now=NOW)
    account = load_account(session, maya.id)
    assert account is not None
    found = [account.credit_of(entry) for entry in entries]
    lines = [str(credit.amount) for credit in found if credit is not None]
    assert lines == [row[-1] for row in WORKED[:4]] + ["0.00"] + [row[-1] for row in WORKED[5:]]
    assert earned(session, maya, date(2027, 6, 1)) == Decimal("2.50")


def test_what_a_leader_approves_is_credited_and_what_is_not_handed_in_is_not(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    entry, _ = log(), log()
    assert hand_in(session, maya.id, entry.id, now=NOW).state == "awaiting"
    assert hand_in(session, maya.id, entry.id, now=NOW).state == "awaiting"  # pressed twice
    standing = own_standing(session, maya.id, today=TODAY)
    assert standing is not None
    assert (standing.earned, standing.awaiting) == (Decimal(0), Decimal("0.50"))
    assert (standing.awaiting_count, standing.open_count) == (1, 1)
    [claim] = seen(session, ruth)
    decide(session, ruth, claim, "approve", "Well chosen", now=NOW)
    assert earned(session, maya) == Decimal("0.50")
    credit = credit_of_entry(session, maya.id, entry.id)
    assert (credit.state, credit.reason) == ("granted", "Well chosen")
    assert acts(session) == ["hand-in", "approve"]


def test_an_automatic_rule_credits_what_is_shown_and_leaves_what_is_private_until_handed_in(
    session: Session, maya: Person, set_one: SetRule, log: Log
) -> None:
    set_one(replace(WEBINARS, is_automatic=True))
    shown, private = log(visibility="leaders"), log(visibility="private")
    assert credit_of_entry(session, maya.id, shown.id).state == "granted"
    assert credit_of_entry(session, maya.id, private.id).state is None
    assert hand_in(session, maya.id, private.id, now=NOW).state == "granted"
    assert acts(session) == ["credit", "hand-in", "credit"]
    assert earned(session, maya) == Decimal("1.00")


@pytest.mark.parametrize(
    ("evidence", "change", "lacks"),
    [
        ("none", {"minutes": None}, "how long it took"),
        ("link", {}, "a link"),
        ("file", {"link": "https://x.example"}, "a file"),
        ("any", {}, "a link, a file or a note"),
    ],
)
def test_what_is_lacking_is_said(
    session: Session,
    set_one: SetRule,
    log: Log,
    *,
    evidence: Any,
    change: dict[str, Any],
    lacks: str,
) -> None:
    set_one(replace(WEBINARS, evidence=evidence))
    entry = log(**change)
    maya_id = entry.person_id
    with pytest.raises(BadInput, match=f"once it has {lacks}"):
        hand_in(session, maya_id, entry.id, now=NOW)
    file = EvidenceFile("F1", "notes.pdf", "https://files.example/1")
    draft = replace(draft_of(entry), minutes=60, link="https://x.example", files=(file,))
    edit_entry(session, maya_id, entry.id, draft, NOW)
    assert hand_in(session, maya_id, entry.id, now=NOW).state == "awaiting"


def test_a_rule_for_one_kind_of_staff_is_only_for_them(
    session: Session, maya: Person, set_one: SetRule, log: Log
) -> None:
    set_one(replace(WEBINARS, staff="teacher"))
    entry = log()
    with pytest.raises(BadInput, match="gives no credit for this kind"):
        hand_in(session, maya.id, entry.id, now=NOW)
    maya.staff = "teacher"
    assert hand_in(session, maya.id, entry.id, now=NOW).state == "awaiting"


def test_all_that_would_earn_is_handed_in_at_once_up_to_the_cap(
    session: Session, maya: Person, set_one: SetRule, log: Log
) -> None:
    set_one()
    for day in range(1, 8):
        log(date(2026, 9, day), 60)
    assert len(open_credit(session, maya.id, YEAR)) == 7
    handed_in = hand_in_all(session, maya.id, YEAR, now=NOW)
    assert [each.amount for each in handed_in] == [Decimal("0.50")] * 4
    assert hand_in_all(session, maya.id, YEAR, now=NOW) == []


def test_what_is_withdrawn_counts_no_more_and_can_be_handed_in_again(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    entry = log()
    hand_in(session, maya.id, entry.id, now=NOW)
    [claim] = seen(session, ruth)
    assert withdraw(session, maya.id, entry.id, now=NOW).state is None
    assert seen(session, ruth) == []
    with pytest.raises(BadInput, match="does not await you"):
        decide(session, ruth, claim, "approve", "", now=NOW)
    assert hand_in(session, maya.id, entry.id, now=NOW).state == "awaiting"
    approve_all(session, ruth, seen(session, ruth), now=NOW)
    with pytest.raises(BadInput, match="credited already"):
        withdraw(session, maya.id, entry.id, now=NOW)


def test_nobody_hands_in_for_another(
    session: Session, maya: Person, add_person: AddPerson, set_one: SetRule, log: Log
) -> None:
    set_one()
    entry, ben = log(), add_person("Ben")
    for act in (hand_in, withdraw):
        with pytest.raises(BadInput, match="no longer there"):
            act(session, ben.id, entry.id, now=NOW)


# What becomes of it when its entry or the policy changes


@pytest.fixture
def granted(session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log) -> Entry:
    """An entry of Maya's that Ruth approved."""
    set_one()
    entry = log()
    hand_in(session, maya.id, entry.id, now=NOW)
    approve_all(session, ruth, seen(session, ruth), now=NOW)
    return entry


def test_an_edit_of_what_credit_rests_on_awaits_approval_anew(
    session: Session, maya: Person, ruth: Caller, granted: Entry
) -> None:
    edit_entry(session, maya.id, granted.id, replace(draft_of(granted), text="A talk"), NOW)
    assert credit_of_entry(session, maya.id, granted.id).state == "granted"
    edit_entry(session, maya.id, granted.id, replace(draft_of(granted), minutes=90), NOW)
    assert credit_of_entry(session, maya.id, granted.id).state == "awaiting"
    assert earned(session, maya) == 0
    approve_all(session, ruth, seen(session, ruth), now=NOW)
    assert earned(session, maya) == Decimal("0.75")


def test_an_edit_after_which_it_earns_nothing_takes_its_credit(
    session: Session, maya: Person, granted: Entry
) -> None:
    edit_entry(session, maya.id, granted.id, replace(draft_of(granted), kind="workshop"), NOW)
    assert earned(session, maya) == 0
    assert acts(session) == ["hand-in", "approve", "change"]
    edit_entry(session, maya.id, granted.id, replace(draft_of(granted), kind="webinar"), NOW)
    assert credit_of_entry(session, maya.id, granted.id).can_be_handed_in


def test_a_deleted_entry_takes_its_credit_along_and_brings_it_back(
    session: Session, maya: Person, ruth: Caller, granted: Entry, log: Log
) -> None:
    waiting = log()
    hand_in(session, maya.id, waiting.id, now=NOW)
    take_back_entry(session, maya.id, granted.id, NOW)
    take_back_entry(session, maya.id, waiting.id, NOW)
    assert earned(session, maya) == 0
    assert count_awaiting(session, ruth) == 0
    bring_back_entry(session, maya.id, granted.id)
    assert earned(session, maya) == Decimal("0.50")


def test_what_was_granted_stays_when_the_policy_changes(
    session: Session, maya: Person, granted: Entry, set_one: SetRule, log: Log
) -> None:
    set_one(replace(WEBINARS, from_on=TODAY, rate=Decimal("0.1"), cap=Decimal("0.55")))
    assert earned(session, maya) == Decimal("0.50")
    later = log(TODAY, 60)
    # The new cap holds against what the old version gave: five hundredths are left.
    assert hand_in(session, maya.id, later.id, now=NOW).amount == Decimal("0.05")
    end_rule(session, maya.workspace_id, WEBINARS.key, from_on=TODAY, today=TODAY, now=NOW)
    assert earned(session, maya) == Decimal("0.50")
    none = log(TODAY, 60)
    with pytest.raises(BadInput, match="gives no credit for this kind"):
        hand_in(session, maya.id, none.id, now=NOW)


def test_an_entry_of_before_the_change_earns_by_what_held_then(
    session: Session, maya: Person, granted: Entry, set_one: SetRule, log: Log
) -> None:
    set_one(replace(WEBINARS, from_on=TODAY, rate=Decimal(1)))
    earlier = log(TODAY - timedelta(days=1), 60)
    assert hand_in(session, maya.id, earlier.id, now=NOW).rule.rate == Decimal("0.5")


def test_no_change_begins_where_something_was_handed_in(
    session: Session, workspace_id: int, granted: Entry, set_one: SetRule
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(BadInput, match="Let this begin today"):
        set_one(replace(WEBINARS, from_on=TODAY, rate=Decimal(9)), today=tomorrow)
    with pytest.raises(BadInput, match="Let this begin today"):
        end_rule(session, workspace_id, WEBINARS.key, from_on=YEAR, today=tomorrow, now=NOW)
    with pytest.raises(BadInput, match="changes with a school year"):
        set_terms(session, workspace_id, Terms(tomorrow, "hours"), today=TODAY, now=NOW)
    set_terms(session, workspace_id, Terms(date(2027, 7, 1), "hours"), today=TODAY, now=NOW)


def test_the_same_rule_again_is_no_version_and_a_modal_sent_twice_is_one(
    session: Session, workspace_id: int, set_one: SetRule
) -> None:
    first = set_one(submission="V1")
    assert set_one(replace(WEBINARS, rate=Decimal(9)), submission="V1") == first
    assert set_one(replace(WEBINARS, from_on=TODAY)) == first
    set_one(replace(WEBINARS, from_on=TODAY, rate=Decimal(1)))
    assert len(load_policy(session, workspace_id).rules) == 2
    assert [change.by for change in history(session, workspace_id)] == [None, None]


def test_there_is_no_end_of_what_is_not_there(session: Session, workspace_id: int) -> None:
    with pytest.raises(BadInput, match="There is no such rule"):
        end_rule(session, workspace_id, WEBINARS.key, from_on=TODAY, today=TODAY, now=NOW)


def test_lapsed_credit_counts_no_more_but_fills_its_cap(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one(replace(WEBINARS, lapse_months=3))
    entry = log(date(2026, 9, 1), 240)
    hand_in(session, maya.id, entry.id, now=NOW)
    approve_all(session, ruth, seen(session, ruth), now=NOW)
    standing = own_standing(session, maya.id, today=TODAY)
    assert standing is not None
    assert (standing.earned, standing.lapsing) == (Decimal(2), Decimal(2))
    assert standing.lapsing_on == date(2026, 12, 1)
    later = own_standing(session, maya.id, today=date(2026, 12, 1))
    assert later is not None
    assert (later.earned, later.lapsed, later.lapsing) == (Decimal(0), Decimal(2), Decimal(0))
    with pytest.raises(BadInput, match="would add nothing"):
        hand_in(session, maya.id, log().id, now=NOW)


def test_a_school_year_shows_what_is_expected_in_it(
    session: Session, workspace_id: int, maya: Person, set_one: SetRule, log: Log
) -> None:
    set_one(replace(WEBINARS, from_on=date(2025, 8, 15)))
    for from_on, expected in ((date(2025, 8, 15), 10), (date(2026, 8, 15), 12)):
        terms = Terms(from_on, "CEU", YearBegins(8, 15), Decimal(expected))
        set_terms(session, workspace_id, terms, today=TODAY, now=NOW)
    log(date(2026, 8, 14), 60)
    this = own_credit(session, maya.id, today=TODAY)
    assert (this.standing.name, this.page.count) == ("2026-27", 0)
    assert this.standing.expected == 12
    last = own_credit(session, maya.id, today=TODAY, year_on=date(2025, 8, 15))
    assert (last.page.count, last.standing.unit) == (1, "CEU")
    assert last.standing.expected == 10


def test_the_list_begins_with_what_wants_something_done(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    granted, returned, waiting = log(), log(), log()
    for entry in (granted, returned, waiting):
        hand_in(session, maya.id, entry.id, now=NOW)
    first, second, _ = seen(session, ruth)
    decide(session, ruth, first, "approve", "", now=NOW)
    decide(session, ruth, second, "return", "A link, please", now=NOW)
    fresh = log()
    shown = own_credit(session, maya.id, today=TODAY, most=3)
    assert [each.entry.id for each in shown.page.rows] == [returned.id, fresh.id, waiting.id]
    assert shown.page.rows[0].reason == "A link, please"
    more = own_credit(session, maya.id, today=TODAY, first=3, most=3)
    assert [each.entry.id for each in more.page.rows] == [granted.id]
    assert hand_in(session, maya.id, returned.id, now=NOW).state == "awaiting"


# Who decides


def test_the_second_of_two_leaders_is_told_who_was_first(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    hand_in(session, maya.id, log().id, now=NOW)
    omar = caller(session, "Omar")
    [claim] = seen(session, omar)
    decide(session, ruth, claim, "approve", "", now=NOW)
    decide(session, ruth, claim, "approve", "", now=NOW)  # pressed twice
    with pytest.raises(BadInput, match="Ruth has credited it already"):
        decide(session, omar, claim, "return", "Why?", now=NOW)
    with pytest.raises(BadInput, match="You have credited it already"):
        decide(session, ruth, claim, "return", "Why?", now=NOW)
    assert acts(session) == ["hand-in", "approve"]
    with pytest.raises(BadInput, match="Ruth has credited it already"):
        approve_all(session, omar, [claim], now=NOW)


def test_what_was_changed_after_it_was_seen_is_not_approved(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    entry, other = log(), log()
    for each in (entry, other):
        hand_in(session, maya.id, each.id, now=NOW)
    both = seen(session, ruth)
    edit_entry(session, maya.id, entry.id, replace(draft_of(entry), minutes=120), NOW)
    with pytest.raises(BadInput, match="changed it after you looked"):
        decide(session, ruth, both[0], "approve", "", now=NOW)
    outcome = approve_all(session, ruth, both, now=NOW)
    assert (len(outcome.approved), outcome.left) == (1, 1)
    assert earned(session, maya) == Decimal("0.50")


def test_a_return_needs_a_reason(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    hand_in(session, maya.id, log().id, now=NOW)
    [claim] = seen(session, ruth)
    with pytest.raises(BadInput, match="Say what is missing"):
        decide(session, ruth, claim, "return", "  ", now=NOW)


def test_what_nothing_gives_credit_for_any_more_can_still_come_back(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    entry = log()
    hand_in(session, maya.id, entry.id, now=NOW)
    end_rule(session, maya.workspace_id, WEBINARS.key, from_on=TODAY, today=TODAY, now=NOW)
    decide(session, ruth, seen(session, ruth)[0], "return", "A link, please", now=NOW)
    [shown] = own_credit(session, maya.id, today=TODAY).page.rows
    assert (shown.state, shown.reason) == ("returned", "A link, please")
    assert shown.amount == 0
    with pytest.raises(BadInput, match="would add nothing"):
        hand_in(session, maya.id, entry.id, now=NOW)


def test_only_those_who_lead_them_see_and_decide(
    session: Session, ruth: Caller, set_one: SetRule, log: Log, add_person: AddPerson
) -> None:
    set_one()
    maya = session.get_one(Person, log().person_id)
    hand_in(session, maya.id, log().id, now=NOW)
    [claim] = seen(session, ruth)
    beside = keep_group(session, ruth.workspace_id, "Cedar", parent="District")
    keep_membership(session, beside.id, add_person("Edwin").id, "leader")
    edwin = caller(session, "Edwin")
    assert seen(session, edwin) == []
    with pytest.raises(BadInput, match="does not await you"):
        decide(session, edwin, claim, "approve", "", now=NOW)
    with pytest.raises(BadInput, match="does not await you"):
        read_one(session, edwin, claim, now=NOW)
    add_person("Ben")
    with pytest.raises(BadInput, match="for those who lead a group"):
        read_awaiting(session, caller(session, "Ben"), first=0, most=9, now=NOW)


def test_a_leader_does_not_approve_their_own_and_admins_approve_those_of_nobody(
    session: Session, ruth: Caller, set_one: SetRule, log: Log, add_person: AddPerson
) -> None:
    set_one()
    add_person("Priya")
    set_admin(session, ruth.workspace_id, "UPRIYA", is_admin=True, now=NOW)
    lone, of_ruth = add_person("Lone"), session.get_one(Person, ruth.person_id)
    hand_in(session, lone.id, log(person=lone).id, now=NOW)
    hand_in(session, of_ruth.id, log(person=of_ruth).id, now=NOW)
    priya = caller(session, "Priya")
    assert len(seen(session, ruth)) == 0
    assert len(seen(session, caller(session, "Omar"))) == 1
    assert count_awaiting(session, priya) == 1
    [claim] = seen(session, priya)
    assert decide(session, priya, claim, "approve", "", now=NOW).person.id == lone.id


def test_each_look_is_on_record(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    count_awaiting(session, ruth)
    hand_in(session, maya.id, log().id, now=NOW)
    assert looks_at(session, maya.id, first=0, most=9).count == 0
    seen(session, ruth)
    [look] = looks_at(session, maya.id, first=0, most=9).rows
    assert (look.reader, look.what) == ("Ruth", "what you handed in for credit")
    assert session.scalars(select(Look.reader_id)).all() == [ruth.person_id]


# What the educator hears of it


def test_many_decisions_are_told_in_one_message_and_once(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    for _ in range(3):
        hand_in(session, maya.id, log().id, now=NOW)
    first, second, third = seen(session, ruth)
    decide(session, ruth, first, "approve", "", now=NOW)
    decide(session, ruth, second, "return", "A link, please", now=NOW)
    [told] = session.scalars(select(Occurrence).where(Occurrence.purpose == "credit")).all()
    outcomes = outcomes_to_tell(session, told)
    assert [each.is_approved for each in outcomes] == [True, False]
    assert outcomes_to_tell(session, told) == outcomes  # a second attempt tells the same
    told.state = "sent"
    decide(session, ruth, third, "approve", "", now=NOW)
    later = session.scalars(
        select(Occurrence).where(Occurrence.purpose == "credit", Occurrence.state == "planned")
    ).one()
    assert [each.entry.id for each in outcomes_to_tell(session, later)] == [
        credit.entry.id
        for credit in own_credit(session, maya.id, today=TODAY).page.rows
        if credit.state == "granted"
    ][:1]


def test_what_was_handed_in_again_meanwhile_is_no_news(
    session: Session, maya: Person, ruth: Caller, set_one: SetRule, log: Log
) -> None:
    set_one()
    entry = log()
    hand_in(session, maya.id, entry.id, now=NOW)
    decide(session, ruth, seen(session, ruth)[0], "return", "A link, please", now=NOW)
    hand_in(session, maya.id, entry.id, now=NOW)
    told = session.scalars(select(Occurrence).where(Occurrence.purpose == "credit")).one()
    assert outcomes_to_tell(session, told) == []


# What leaves the house


def test_a_transcript_keeps_its_lines_when_the_policy_changes(
    session: Session, maya: Person, granted: Entry, set_one: SetRule
) -> None:
    before = load_transcript(session, maya.id, today=TODAY)
    set_one(replace(WEBINARS, from_on=TODAY, rate=Decimal(9), lapse_months=1))
    after = load_transcript(session, maya.id, today=TODAY)
    assert after.lines == before.lines
    [line] = after.lines
    assert (line.text, line.credit, line.approved_by) == ("A webinar", Decimal("0.50"), "Ruth")
    assert (line.is_automatic, line.lapses_on) == (False, None)
    assert load_transcript(session, maya.id, year_on=date(2025, 7, 1), today=TODAY).lines == []


def test_whoever_s_transcript_is_read_on_the_command_line_can_see_that(
    session: Session, maya: Person, granted: Entry
) -> None:
    read = read_transcript(
        session, maya.workspace_id, maya.slack_id, "2026-27", why="renewal", today=TODAY, now=NOW
    )
    assert read.standing.earned == Decimal("0.50")
    looks = looks_at(session, maya.id, first=0, most=9).rows
    assert ("your credit transcript of 2026-27", "renewal") in {
        (look.what, look.why) for look in looks
    }


def test_all_of_it_leaves_with_one_s_record_and_is_erased_with_it(
    session: Session, maya: Person, ruth: Caller, granted: Entry, log: Log
) -> None:
    returned = log()
    hand_in(session, maya.id, returned.id, now=NOW)
    decide(session, ruth, seen(session, ruth)[0], "return", "A link, please", now=NOW)
    records = export_records(session, maya.workspace_id, person_id=maya.id).credits
    assert [(record.entry, record.state, record.credit, record.reason) for record in records] == [
        (granted.id, "granted", 0.5, None),
        (returned.id, "returned", None, "A link, please"),
    ]
    rows = rows_of(session, maya.id)
    assert len(rows["credit_claim"]) == 2
    assert [row["by_id"] for row in rows["credit_step"]] == ["UMAYA", "URUTH", "UMAYA", "URUTH"]
    assert len(rows_of(session, ruth.person_id)["credit_step"]) == 2
    # Who approved is erased with the one who did; that it is credited stays.
    forget(session, ruth.person_id, NOW)
    session.expire_all()
    [line] = load_transcript(session, maya.id, today=TODAY).lines
    assert (line.credit, line.approved_by, line.is_automatic) == (Decimal("0.50"), None, False)
    forget(session, maya.id, NOW)
    assert session.scalars(select(CreditStep)).all() == []
