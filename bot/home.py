"""App Home and `/pln me`: each page is loaded in one transaction, for whoever may see it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block
from sqlalchemy.orm import Session

from bot.bot import Bot
from bot.dashboards import load_dashboard
from bot.messages.calendar import calendar_blocks
from bot.messages.credit_policy import credit_policy_blocks
from bot.messages.cycle import HOME_CYCLES, cycle_blocks
from bot.messages.dashboard import dashboard_blocks
from bot.messages.home import HomePage, home_view
from bot.messages.message import section
from bot.messages.overview import HOME_ENTRIES, HOME_TAKEN_BACK, Overview, overview_blocks
from bot.messages.policy import policy_blocks
from bot.messages.retention import retention_block
from bot.messages.roster import people_blocks
from bot.messages.schedule import schedule_blocks
from bot.messages.story import why_blocks
from domain.weeks import Week
from domain.zones import local_date, to_local
from rubric_data import Rubric
from storage.approvals import count_awaiting
from storage.calendars import calendar_lines
from storage.claims import credits_of
from storage.credit import own_standing
from storage.credit_policy import load_policy
from storage.entries import minutes_by_week, own_totals, recent_entries, taken_back_entries
from storage.groups import group_lines, groups_led_by
from storage.occurrences import next_planned
from storage.participation import cycle_lines
from storage.people import Caller, admins
from storage.policies import policies
from storage.preferences import load_settings
from storage.progress import goals_in_progress
from storage.readings import running_course
from storage.retention import retention_of
from storage.schedules import all_schedules, draft_of
from storage.streaks import streak_of
from storage.workspaces import today_in

BALANCE = timedelta(days=30)
JUST_NOW = timedelta(hours=1)
"""For so long, App Home offers to bring back what was deleted."""
WEEKS = 8


def load_overview(session: Session, caller: Caller, rubric: Rubric, now: datetime) -> Overview:
    """Everything that somebody sees of themselves at that moment."""
    today = local_date(now, caller.zone)
    week = Week.of(today)
    planned = next_planned(session, caller.person_id, now)
    this_week = own_totals(session, caller.person_id, first=week.monday, last=today)
    month = own_totals(session, caller.person_id, first=today - BALANCE, last=today)
    entries = recent_entries(session, caller.person_id, limit=HOME_ENTRIES)
    return Overview(
        name=caller.name,
        today=today,
        streak=streak_of(session, caller.person_id, today),
        week_entries=this_week.entries,
        week_minutes=this_week.minutes,
        minutes_by_week=minutes_by_week(
            session, caller.person_id, first=week.before(WEEKS - 1), last=week
        ),
        minutes_by_element=month.minutes_by_element,
        skills=month.entries_by_skill,
        goals=goals_in_progress(session, caller.person_id, rubric.kinds_by_every_name),
        entries=entries,
        local_next_prompt_at=to_local(planned.due_at, ZoneInfo(caller.zone)) if planned else None,
        settings=load_settings(session, caller.person_id),
        groups_led=[group.name for group in groups_led_by(session, caller.person_id)],
        taken_back=taken_back_entries(
            session, caller.person_id, since=now - JUST_NOW, limit=HOME_TAKEN_BACK
        ),
        standing=own_standing(session, caller.person_id, today=today),
        credit=credits_of(session, caller.person_id, entries),
        evaluation=running_course(session, caller.person_id, today),
        retention=retention_of(session, caller.workspace_id),
    )


def pages_of(caller: Caller) -> list[HomePage]:
    """The pages of App Home that this person may open."""
    pages = {
        HomePage.MINE: True,
        HomePage.GROUPS: caller.is_leader,
        HomePage.ADMIN: caller.is_admin,
    }
    return [page for page, may_open in pages.items() if may_open]


async def publish_home(bot: Bot, caller: Caller, page: str | None = None) -> None:
    """Brings their App Home up to date, on that page if they may open it, else on their own.

    A page may say what it is about (`groups/12`, or `admin/5` for cycles from the sixth on).
    """
    pages = pages_of(caller)
    wanted, _, about = (page or "").partition("/")
    opened = next((each for each in pages if each == wanted), HomePage.MINE)
    turn = bot.home_turns.setdefault(caller.slack_id, asyncio.Lock())
    async with turn:
        now = bot.clock()
        blocks = await bot.database.read(
            lambda session: _PAGES[opened](session, caller, bot.rubric, now, about)
        )
        await bot.client.views_publish(
            user_id=caller.slack_id, view=home_view(opened, pages, blocks, about=about)
        )


async def publish_refusal(bot: Bot, slack_id: str, sentence: str) -> None:
    """App Home of somebody whom it is not for: the sentence that says why."""
    await bot.client.views_publish(
        user_id=slack_id, view=home_view(HomePage.MINE, (), [section(sentence)])
    )


def _mine(
    session: Session, caller: Caller, rubric: Rubric, now: datetime, _about: str
) -> list[Block]:
    return overview_blocks(load_overview(session, caller, rubric, now), rubric)


def _groups(
    session: Session, caller: Caller, rubric: Rubric, now: datetime, about: str
) -> list[Block]:
    today = local_date(now, caller.zone)
    led = {str(group.id): group.id for group in groups_led_by(session, caller.person_id)}
    # A page that was open while its group was taken from them turns to one that they have.
    return dashboard_blocks(load_dashboard(session, caller, rubric, today, led.get(about)), rubric)


def _admin(
    session: Session, caller: Caller, rubric: Rubric, now: datetime, about: str
) -> list[Block]:
    workspace_id, today = caller.workspace_id, local_date(now, caller.zone)
    schedules = all_schedules(session, workspace_id)
    first = int(about) if about.isdecimal() else 0
    cycles = cycle_lines(session, workspace_id, now, first=first, most=HOME_CYCLES)
    return [
        *schedule_blocks([(each, draft_of(session, each)) for each in schedules], today),
        *calendar_blocks(calendar_lines(session, workspace_id, today), today),
        *cycle_blocks(cycles, today),
        *why_blocks(),
        *policy_blocks(policies(session, workspace_id)),
        retention_block(retention_of(session, workspace_id), today_in(session, workspace_id, now)),
        *credit_policy_blocks(
            load_policy(session, workspace_id),
            rubric,
            today,
            awaiting=count_awaiting(session, caller) if not caller.is_leader else 0,
        ),
        *people_blocks(group_lines(session, workspace_id), admins(session, workspace_id)),
    ]


_Page = Callable[[Session, Caller, Rubric, datetime, str], list[Block]]
_PAGES: Final[Mapping[HomePage, _Page]] = {
    HomePage.MINE: _mine,
    HomePage.GROUPS: _groups,
    HomePage.ADMIN: _admin,
}
