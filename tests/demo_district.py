"""The demo's district as records alone, without a Slack beside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.roster import read_member
from plnudge.demo.district import people_the_district
from plnudge.moving_in import Newcomer, keep_house
from rubric_data import Rubric
from sandbox import district, wire
from sandbox.clock import Clock
from storage.people import keep_members


def keep_demo_district(session: Session, rubric: Rubric, now: datetime) -> int:
    """As the demo has it when it opens then; gives the workspace's id."""
    slack = district.workspace(Clock(now))
    newcomer = Newcomer(slack.id, slack.name, slack.app.id)
    workspace_id = keep_house(session, newcomer, rubric, now)
    profiles = [wire.person(each, now) for each in slack.people.values()]
    members = [read_member(each, slack.id) for each in profiles]
    keep_members(session, workspace_id, members, now)
    people_the_district(session, workspace_id, rubric, now)
    return workspace_id
