"""An educator's own overview: loaded in one transaction, shown by `/pln me` and App Home."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.bot import Bot
from bot.messages.overview import HOME_ENTRIES, Overview, home_view
from domain.balance import count_streak
from domain.weeks import Week
from domain.zones import local_date, to_local
from storage.entries import active_weeks, own_totals, recent_entries
from storage.goals import goals_in_progress
from storage.groups import groups_led_by
from storage.occurrences import next_planned
from storage.people import Caller
from storage.schedules import all_schedules

BALANCE = timedelta(days=30)


def load_overview(session: Session, caller: Caller, now: datetime) -> Overview:
    """Everything that somebody sees of themselves at that moment."""
    today = local_date(now, caller.zone)
    week = Week.of(today)
    planned = next_planned(session, caller.person_id, now)
    this_week = own_totals(session, caller.person_id, first=week.monday, last=today)
    month = own_totals(session, caller.person_id, first=today - BALANCE, last=today)
    return Overview(
        name=caller.name,
        today=today,
        streak=count_streak(active_weeks(session, caller.person_id), week),
        week_entries=this_week.entries,
        week_minutes=this_week.minutes,
        minutes_by_element=month.minutes_by_element,
        skills=month.entries_by_skill,
        goals=goals_in_progress(session, caller.person_id),
        entries=recent_entries(session, caller.person_id, limit=HOME_ENTRIES),
        local_next_prompt_at=to_local(planned.due_at, ZoneInfo(caller.zone)) if planned else None,
        is_opted_out=caller.is_opted_out,
        groups_led=[group.name for group in groups_led_by(session, caller.person_id)],
        schedules=all_schedules(session, caller.workspace_id) if caller.is_admin else None,
    )


async def publish_home(bot: Bot, caller: Caller) -> None:
    """Brings their App Home up to date."""
    turn = bot.home_turns.setdefault(caller.slack_id, asyncio.Lock())
    async with turn:
        now = bot.clock()
        overview = await bot.database.read(lambda session: load_overview(session, caller, now))
        await bot.client.views_publish(
            user_id=caller.slack_id, view=home_view(overview, bot.rubric)
        )
