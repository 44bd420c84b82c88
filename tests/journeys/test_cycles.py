"""A cycle of evaluations as an admin runs it, as it reminds people, and as leaders follow it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cycles import CycleDraft, Terms
from plnudge.house import House
from sandbox.client import Answer
from sandbox.district import PEOPLE, SCHOOL_MEMBERS
from sandbox.server import LocalSlack
from sandbox.state import View
from storage.calendars import add_calendar
from storage.cycles import add_cycle, find_cycle
from storage.evaluations import begin
from storage.groups import find_group, set_people, take_out
from storage.people import get_person, set_opted_out
from storage.tables import Cycle, Evaluation
from tests.journeys.conftest import Seen, home_page

Found = TypeVar("Found")

HARBOR = "Harbor Elementary"
ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")
TERMS = Terms(
    elements=ELEMENTS,
    opens_on=date(2026, 11, 24),
    goals_by=date(2026, 12, 18),
    submit_by=date(2027, 4, 16),
    respond_by=date(2027, 5, 7),
    agree_by=date(2027, 5, 28),
    closes_on=date(2027, 6, 11),
)
BEGUN = "A new evaluation cycle has begun"


@pytest.fixture
def transport() -> str:
    return "socket"


async def find(house: House, work: Callable[[Session], Found]) -> Found:
    return await house.database.read(work)


async def admin_page(slack: LocalSlack, words: str) -> View:
    """The admin's page, once it says this."""
    priya = slack.person("priya")
    return await slack.workspace.wait_until(
        lambda: priya.home if priya.home and words in priya.home.plain() else None,
        what=f"{words!r} on the admin's page",
    )


async def open_form(slack: LocalSlack, house: House) -> View:
    home = await home_page(slack, house, "priya", "admin")
    return await (await slack.person("priya").press(home, "cycle_add")).opened()


async def choose(slack: LocalSlack, house: House, choice: str, name: str = "Year") -> Answer:
    """In the menu beside a cycle."""
    row = await find(house, lambda session: find_cycle(session, house.workspace_id, name).id)
    page = await admin_page(slack, name)
    return await slack.person("priya").select(page, "cycle_menu", f"{choice}:{row}")


async def keep_cycle(house: House, name: str = "Year", **terms: Any) -> None:
    """A cycle for Harbor Elementary."""

    def keep(session: Session) -> None:
        draft = CycleDraft(name, replace(TERMS, **terms), groups=(HARBOR,))
        add_cycle(
            session, house.workspace_id, draft, elements=ELEMENTS, submission=None,
            now=house.bot.clock(),
        )  # fmt: skip

    await house.database.write(keep)
    await house.jobs.run_due()


async def reach(house: House, who: list[str], state: str, name: str = "Year") -> None:
    """Their evaluations are that far."""

    def keep(session: Session) -> None:
        now = house.bot.clock()
        cycle = find_cycle(session, house.workspace_id, name)
        for each in who:
            person = get_person(session, house.workspace_id, PEOPLE[each].id)
            begun = begin(session, person.id, cycle.id, now=now, today=now.date()).evaluation
            begun.state = state
            begun.submitted_at = now if state not in {"goal-setting", "collecting"} else None

    await house.database.write(keep)


def told(slack: LocalSlack, words: str) -> set[str]:
    """Those in front of whom a message says this."""
    return {
        key
        for key, person in PEOPLE.items()
        if not person.deleted
        and any(words in each.plain() for each in slack.person(key).messages())
    }


# What an admin does


async def test_an_admin_opens_a_cycle_and_it_reaches_all_it_is_for_and_nobody_else(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    form = await open_form(slack, house)
    assert "Elements that educators rate themselves on" in form.plain()
    values = {
        "name": "Year 2026-27",
        "groups": [HARBOR],
        "expectation": "Two goals, one of them about *students*.",
        "rules": ["needs_balance"],
    }
    assert (await slack.person("priya").submit(values)).closed
    page = await admin_page(slack, "Year 2026-27")
    assert "Tue 24 Nov" not in page.plain()
    assert "for Harbor Elementary" in page.plain()
    assert "nobody has begun yet" in page.plain()
    await slack.clock.advance(timedelta(hours=4))
    opening = await seen("maya", BEGUN)
    assert "Two goals, one of them about" in opening.plain()
    await slack.settled()
    assert told(slack, BEGUN) == set(SCHOOL_MEMBERS["harbor"])
    why = await (await slack.person("maya").command("/pln why")).message()
    assert "A reminder of an evaluation" in why.plain()
    await slack.person("maya").press(opening, "evaluation_open")
    await seen("maya", "Your evaluation")
    cycle = await find(house, lambda session: session.scalars(select(Cycle)).one())
    assert (cycle.needs_balance, cycle.leaders_rate) == (True, False)


async def test_what_can_t_be_is_said_beside_its_field(slack: LocalSlack, house: House) -> None:
    priya = slack.person("priya")
    await keep_cycle(house)
    await open_form(slack, house)
    for field, value, sentence in (
        ("name", "year", "There is a cycle “Year” already"),
        ("goals_by", "2020-01-01", "put the dates in order"),
        ("elements", [], "at least one element"),
        ("ratings", "Good", "Give 2 to 8 words"),
    ):
        before = priya.view
        assert before is not None
        answer = await priya.submit({"name": "Another", field: value})
        assert sentence in answer.errors[field], field
        await priya.close_view()
        await open_form(slack, house)


async def test_a_change_says_what_it_does_to_a_cycle_that_runs_before_it_is_kept(
    slack: LocalSlack, house: House
) -> None:
    priya = slack.person("priya")
    await keep_cycle(house)
    await reach(house, ["maya"], "collecting")
    await home_page(slack, house, "priya", "admin")
    form = await (await choose(slack, house, "change")).opened()
    answer = await priya.submit(
        {"submit_by": "2027-04-30", "goals_expected": "2", "groups": [HARBOR, "District Office"]}
    )
    assert not answer.closed
    shown = form.plain()
    assert "“Educators submit” moves from Fri 16 Apr 2027 to Fri 30 Apr 2027." in shown
    assert "whoever has settled theirs already stays where they are" in shown
    assert "more are in it, and told so" in shown
    assert (await priya.submit({})).closed
    await admin_page(slack, "District Office and Harbor Elementary")
    kept = await find(house, lambda session: find_cycle(session, house.workspace_id, "Year"))
    assert (kept.submit_by, kept.goals_expected) == (date(2027, 4, 30), 2)


async def test_a_cycle_that_has_not_begun_is_changed_at_once(
    slack: LocalSlack, house: House
) -> None:
    priya = slack.person("priya")
    await keep_cycle(house, opens_on=date(2026, 12, 1))
    await home_page(slack, house, "priya", "admin")
    await (await choose(slack, house, "change")).opened()
    assert (await priya.submit({"name": "School year"})).closed
    await admin_page(slack, "School year")
    await (await choose(slack, house, "change", "School year")).opened()
    assert (await priya.submit({})).closed


async def test_a_cycle_is_closed_after_a_question_and_reopened_until_a_day(
    slack: LocalSlack, house: House
) -> None:
    priya = slack.person("priya")
    await keep_cycle(house)
    await reach(house, ["maya"], "submitted")
    await home_page(slack, house, "priya", "admin")
    question = await (await choose(slack, house, "close")).opened()
    assert "silence is no agreement" in question.plain()
    await priya.submit({})
    await admin_page(slack, "Year · closed")
    states = await find(house, lambda session: session.scalars(select(Evaluation.state)).all())
    assert states == ["closed"]
    await (await choose(slack, house, "reopen")).opened()
    refused = await priya.submit({"closes_on": "2026-11-01"})
    assert "say until when it is open again" in refused.errors["closes_on"]
    assert (await priya.submit({"closes_on": "2027-07-01"})).closed
    await admin_page(slack, "Year · open")
    states = await find(house, lambda session: session.scalars(select(Evaluation.state)).all())
    assert states == ["submitted"]


async def test_only_a_cycle_that_nobody_has_begun_is_removed(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    await keep_cycle(house)
    await home_page(slack, house, "priya", "admin")
    await (await choose(slack, house, "remove")).opened()
    await reach(house, ["maya"], "goal-setting")
    await priya.submit({})
    await seen("priya", "has been begun, so its record stays: close it instead")
    assert (await choose(slack, house, "remove")).view is None
    await keep_cycle(house, "Mistake")
    await home_page(slack, house, "priya", "admin")
    await (await choose(slack, house, "remove", "Mistake")).opened()
    assert (await priya.submit({})).closed
    await slack.workspace.wait_until(lambda: priya.home and "Mistake" not in priya.home.plain())


async def test_many_cycles_are_reached_by_turning_pages(slack: LocalSlack, house: House) -> None:
    priya = slack.person("priya")
    for number in range(12):
        opens_on = TERMS.opens_on - timedelta(days=number)
        await keep_cycle(house, f"Cycle {number:02}", opens_on=opens_on)
    home = await home_page(slack, house, "priya", "admin")
    assert "Cycles 1 to 5 of 12" in home.plain()
    for older, newer in (("Cycle 05", "Cycle 04"), ("Cycle 10", "Cycle 09")):
        button = next(each for each in home.actions() if each == "home_page_8")
        await priya.press(home, button)
        home = await admin_page(slack, older)
        assert newer not in home.plain()
    assert "home_page_8" not in home.actions()


async def test_all_that_a_cycle_says_can_be_read(slack: LocalSlack, house: House) -> None:
    await keep_cycle(house, evidence_expected=3)
    await home_page(slack, house, "priya", "admin")
    shown = (await (await choose(slack, house, "see")).opened()).plain()
    assert "Educators submit: Fri 16 Apr 2027" in shown
    assert "Evidence: 3 pieces at least" in shown
    assert "Beginning, Growing, Practising, Leading others" in shown


# Reminders


async def test_over_a_fall_break_reminders_come_before_it_and_the_opening_after(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    def keep(session: Session) -> None:
        days = {date(2026, 11, day): "Fall break" for day in (24, 25, 26, 27)}
        days |= {date(2026, 12, day): "Conference week" for day in (9, 10, 11)}
        add_calendar(session, house.workspace_id, "Breaks", days=days, now=house.bot.clock())
        ben = get_person(session, house.workspace_id, PEOPLE["ben"].id)
        set_opted_out(session, ben.id, house.workspace_id, is_opted_out=True, now=house.bot.clock())

    await house.database.write(keep)
    await keep_cycle(house)
    reached = set(SCHOOL_MEMBERS["harbor"]) - {"ben"}
    await slack.clock.advance_to(datetime(2026, 11, 28, 12, tzinfo=UTC))
    assert told(slack, BEGUN) == set()
    await slack.clock.advance_to(datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert told(slack, BEGUN) == reached
    await reach(house, ["maya"], "collecting")
    await slack.clock.advance_to(datetime(2026, 12, 9, 12, tzinfo=UTC))
    assert told(slack, "Goals for your evaluation") == reached - {"maya"}
    await slack.clock.advance_to(datetime(2026, 12, 20, 12, tzinfo=UTC))
    goals = [each for each in slack.person("ruth").messages() if "Goals for your" in each.plain()]
    assert len(goals) == 1


async def test_whoever_joins_is_told_and_whoever_left_goes_on_with_what_they_began(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await keep_cycle(house)
    await slack.clock.advance(timedelta(hours=5))
    assert told(slack, BEGUN) == set(SCHOOL_MEMBERS["harbor"])
    begun, not_begun = SCHOOL_MEMBERS["harbor"][1:3]
    await reach(house, [begun], "goal-setting")

    def move(session: Session) -> None:
        now, workspace_id = house.bot.clock(), house.workspace_id
        harbor = find_group(session, workspace_id, HARBOR).id
        leaving = [PEOPLE[each].id for each in (begun, not_begun)]
        take_out(session, workspace_id, harbor, leaving, "member", now=now)
        set_people(session, workspace_id, harbor, [PEOPLE["edwin"].id], "member", now=now)

    await house.database.write(move)
    await slack.clock.advance(timedelta(days=2))
    assert "edwin" in told(slack, BEGUN)
    await slack.clock.advance_to(datetime(2026, 12, 13, 12, tzinfo=UTC))
    reminded = told(slack, "Goals for your evaluation")
    assert {begun, "edwin"} <= reminded
    assert not_begun not in reminded


async def test_the_leader_is_told_once_how_many_await_them(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await keep_cycle(
        house, goals_by=date(2026, 11, 25), submit_by=date(2026, 11, 30),
        respond_by=date(2026, 12, 10), agree_by=date(2026, 12, 20),
    )  # fmt: skip
    await reach(house, SCHOOL_MEMBERS["harbor"][1:4], "submitted")
    await slack.clock.advance_to(datetime(2026, 12, 12, 12, tzinfo=UTC))
    words = "3 evaluations await your response in Year"
    assert told(slack, words) == {"ruth"}
    reminders = [each for each in slack.person("ruth").messages() if words in each.plain()]
    assert len(reminders) == 1
    await slack.person("ruth").press(reminders[0], "evaluations_page")
    await seen("ruth", PEOPLE[SCHOOL_MEMBERS["harbor"][1]].real_name)


async def test_a_cycle_whose_last_day_is_past_closes_by_itself(
    slack: LocalSlack, house: House
) -> None:
    await keep_cycle(
        house, goals_by=date(2026, 11, 25), submit_by=date(2026, 11, 26),
        respond_by=date(2026, 11, 26), agree_by=date(2026, 11, 26), closes_on=date(2026, 11, 27),
    )  # fmt: skip
    await reach(house, ["maya"], "collecting")
    await slack.clock.advance_to(datetime(2026, 11, 29, 18, tzinfo=UTC))
    await home_page(slack, house, "priya", "admin")
    await admin_page(slack, "Year · closed")


# Reports


async def test_a_leader_sees_how_far_a_group_is_and_nothing_of_a_few(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    harbor = SCHOOL_MEMBERS["harbor"]
    await keep_cycle(house)
    await reach(house, harbor[:3], "submitted")
    ruth = slack.person("ruth")
    home = await home_page(slack, house, "ruth", "groups")
    await ruth.press(home, "cycle_report")
    report = await seen("ruth", "How far evaluations are")
    assert "Have submitted: –" in report.plain().replace("*", "")
    assert f"of {len(harbor)} (0%)" in report.plain()
    assert not any(PEOPLE[each].real_name in report.plain() for each in harbor[1:])
    await ruth.press(report, "cycle_workbook")
    await seen("ruth", "The workbook comes")
    await slack.workspace.wait_until(
        lambda: [each for each in slack.workspace.files.values() if each.name.endswith(".xlsx")]
    )


async def test_an_admin_s_report_has_the_stages_and_is_for_admins_alone(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await keep_cycle(house)
    await keep_cycle(house, "Last year", opens_on=date(2026, 9, 1))
    await home_page(slack, house, "priya", "admin")
    await choose(slack, house, "report", "Year")
    report = await seen("priya", "How far evaluations are")
    assert "Where the district stands" in report.plain()
    assert "Indicators that stand as evidence" in report.plain()
    other = await find(
        house, lambda session: find_cycle(session, house.workspace_id, "Last year").id
    )
    await slack.person("priya").select(report, "cycle_report", f"{other}:")
    await slack.workspace.wait_until(lambda: "Last year, all it is for" in report.plain() or None)
    slack.change_person("priya", is_admin=False, is_owner=False)
    await slack.settled()
    await slack.person("priya").press(report, "cycle_workbook")
    await seen("priya", "Only admins of PLNudge see how far a whole cycle is")
