"""The rest of the district at work: they log and answer in their own Slack as the clock moves.

What each does on a day is the same in every run. Whoever is played on the page is left alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.messages.actions import Action
from domain.balance import WORKING_DAYS
from plnudge.demo.district import EXAMPLES
from sandbox.client import Actor
from sandbox.district import PEOPLE, SCHOOL_MEMBERS
from sandbox.server import LocalSlack

log = logging.getLogger(__name__)

LOOKS_AT = time(16, 10)
"""When they open Slack after school, where they are."""
LOGS, SETS_GOAL, ANSWERS, SKIPS = 0.25, 0.02, 0.6, 0.1
"""How likely each is on a day; the last two where a prompt is open."""
SHOWN_TO = ("private", "leaders", "leaders", "colleagues")
GOALS = (
    "Try one new protocol for peer feedback #skills #collaboration",
    "Learn from two colleagues' classes this term #opportunities",
    "Keep a weekly note of what my students noticed #evaluation",
)
ANSWERED = (
    "I asked the class first, and their answer changed my plan for the day.",
    "A colleague's idea from our group saved me an evening, so I sent one back.",
    "Shorter turns, more voices. I want to see whether it lasts.",
    "I watched one lesson of a colleague's, and saw how long she waits.",
    "It did not work as I had planned. Next time I begin with an example.",
)


class Colleagues:
    """Everybody of the district but those who are `played`, by Slack's ids."""

    def __init__(self, slack: LocalSlack, played: Collection[str]) -> None:
        self._slack = slack
        self._played = played
        self._lived_until = slack.clock.now()
        self._by_zone: dict[str, list[str]] = {}
        for members in SCHOOL_MEMBERS.values():
            for key in members:
                self._by_zone.setdefault(PEOPLE[key].tz, []).append(key)

    async def next_look(self) -> datetime | None:
        """When somebody opens Slack next; the clock halts there."""
        now = self._slack.clock.now()
        return min(next(_looks(zone, after=now)) for zone in self._by_zone)

    async def live(self, moment: datetime) -> None:
        """All that they do up to that moment."""
        since, self._lived_until = self._lived_until, moment
        for zone, keys in self._by_zone.items():
            for look_at in _looks(zone, after=since):
                if look_at > moment:
                    break
                await asyncio.gather(*(self._open_slack(key, look_at.date()) for key in keys))

    async def _open_slack(self, key: str, day: date) -> None:
        actor = self._slack.person(key)
        if actor.person.id in self._played:
            return
        try:
            await _do_as_on(actor, day)
        except (LookupError, TimeoutError, ValueError) as trouble:
            # One who gets stuck keeps nobody's clock from moving.
            log.warning("%s could not go on: %s", actor, trouble)


def _looks(zone: str, *, after: datetime) -> Iterator[datetime]:
    """When people there open Slack on working days, local and without end."""
    here = ZoneInfo(zone)
    day = after.astimezone(here).date()
    while True:
        look_at = datetime.combine(day, LOOKS_AT, here)
        if look_at > after and day.weekday() < WORKING_DAYS:
            yield look_at
        day += timedelta(days=1)


async def _do_as_on(actor: Actor, day: date) -> None:
    chance = Random(f"{actor.person.id} {day}")  # noqa: S311 (an example, not a secret)
    logs, sets_goal, answers = chance.random(), chance.random(), chance.random()
    line, shown_to = chance.choice(EXAMPLES), chance.choice(SHOWN_TO)
    goal, words = chance.choice(GOALS), chance.choice(ANSWERED)
    if logs < LOGS:
        await actor.command(f"/pln log {line} #{shown_to}")
    if sets_goal < SETS_GOAL:
        await actor.command(f"/pln goal {goal}")
    for message in actor.messages():
        if Action.SKIP not in message.actions():
            continue
        if answers < ANSWERS:
            form = await (await actor.press(message, Action.REFLECT)).opened()
            await actor.submit({"text": words})
            if form.is_open:
                await actor.close_view()
        elif answers < ANSWERS + SKIPS:
            await actor.press(message, Action.SKIP)
