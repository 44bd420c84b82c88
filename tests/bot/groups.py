"""Messages and modals about people and groups, with the worst that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block

from bot.messages.look import led_message, sight_message
from bot.messages.message import Message
from bot.messages.roster import (
    admins_form,
    group_form,
    joining_form,
    leaving_form,
    not_read_message,
    people_blocks,
    removal_form,
    roster_done_message,
    roster_file_form,
    roster_left_message,
    roster_plan_message,
    staff_form,
)
from domain.roster import Fault, RosterFile
from domain.words import Words
from rubric_data import Rubric
from storage.groups import GroupLine
from storage.pages import Page
from storage.roster import RosterPlan
from storage.sight import InSight, Sight
from storage.tables import Group, Person
from tests.bot.entries import an_entry
from tests.bot.goals import a_goal

TODAY = date(2026, 11, 24)
ROW = 10**15


def a_group(text: str, row: int = ROW, user_group: str | None = None) -> Group:
    return Group(id=row, name=f"{row % 100} {text}"[:100], parent_id=None, user_group=user_group)


def group_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    groups = [a_group(text, place) for place in range(40)]
    led = [InSight(place, text[:200], 999, 999 if place else 0) for place in range(100)]
    yield led_message(groups[0], groups, Page(led, 0, 1000, 100))
    yield led_message(groups[0], [], Page([InSight(1, text[:200], 0, 0)], 0, 1, 100))
    entries = [an_entry(text, rubric, place) for place in range(20)]
    goals = [a_goal(text, rubric, place) for place in range(20)]
    goals[0].state = "met"
    yield sight_message(Sight(text[:200], entries, goals, 99), TODAY)
    yield sight_message(Sight(text[:200], [], [], 0), TODAY)
    faults = tuple(Fault(place, Words("{text}", text=text)) for place in range(200))
    roster = RosterFile((), faults, tuple(text[:300] for _ in range(20)))
    plan = RosterPlan(
        groups_to_add=tuple(text[:100] for _ in range(100)),
        parents_to_set={},
        to_join=((1, text, "leader"), (1, text, "member")),
        to_end=(1,),
        admins_to_name=(1,),
        staff_to_set={1: "teacher"},
        skipped=faults,
    )
    yield roster_plan_message(roster, plan, file_id="F" * 20, is_skipping_bad=True)
    nothing = RosterPlan((), {}, (), (), (), {})
    yield roster_plan_message(RosterFile((), (), ()), nothing, file_id="F1", is_skipping_bad=False)
    yield roster_done_message(roster, plan)
    yield roster_left_message()
    yield not_read_message(text * 20)


def group_views(text: str) -> Iterator[dict[str, Any]]:
    people = [Person(id=place, name=text[:200]) for place in range(60)]
    others = [a_group(text, place) for place in range(150)]
    user_groups = [(f"S{place}", text[:200]) for place in range(150)]
    yield group_form(None, [], [])
    yield group_form(a_group(text, user_group="S3"), others, user_groups)
    for group in (a_group(text), a_group(text, user_group="S3")):
        yield joining_form(group)
        yield leaving_form(group)
    yield removal_form(a_line(text, 1))
    yield removal_form(GroupLine(a_group(text), 0, 0, 0, ()))
    yield admins_form([])
    yield admins_form(people)
    yield staff_form()
    yield roster_file_form()


def a_line(text: str, row: int) -> GroupLine:
    names = tuple(text[:200] for _ in range(30))
    return GroupLine(a_group(text, row, "S3"), depth=30, members=999, people=9999, leaders=names)


def group_home(text: str) -> list[Block]:
    people = [Person(id=place, name=text[:200]) for place in range(60)]
    return people_blocks([a_line(text, place) for place in range(60)], people)
