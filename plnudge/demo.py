"""The whole of it on one machine: the app against the local Slack, with a district in it."""

from __future__ import annotations

import asyncio
import errno
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from pydantic import SecretStr
from sqlalchemy.orm import Session

from domain.catalogue import OptionDraft
from domain.credit import USUAL_BEGINS, Rule, Terms
from domain.cycles import CycleDraft, usual_terms
from domain.drafts import GoalDraft, draft_of_quick, draft_of_quick_goal
from domain.errors import BadInput
from domain.keys import Purpose
from domain.quick_entry import read_quick_entry, read_quick_goal
from domain.weeks import Week
from domain.zones import local_date
from plnudge.house import House, open_house
from plnudge.manifest import build_manifest
from plnudge.settings import Settings
from sandbox.clock import Clock
from sandbox.district import PEOPLE, SCHOOL_MEMBERS, SCHOOLS
from sandbox.limits import RateLimits
from sandbox.page import Suggestion, add_page
from sandbox.server import LocalSlack
from storage.catalogue import add_option
from storage.check_ins import check_in
from storage.credit import hand_in_all
from storage.credit_policy import set_rule, set_terms
from storage.cycles import add_cycle
from storage.entries import keep_entry
from storage.evaluations import begin, set_goals
from storage.goals import find_goal, keep_goal, open_goals
from storage.groups import keep_group, keep_membership
from storage.occurrences import next_due
from storage.people import get_person
from storage.questions import ask_later
from storage.tables import Person

EXAMPLES = (
    "45m EdCamp session on student podcasting #ownership #communication outside",
    "30 min webinar on student-led conferences #evaluation",
    "20m read a blog about project-based learning #skills #creativity",
    "1h book study with the science team #opportunities #collaboration",
    "25 min watched a video on formative assessment #skills",
    "1h30 peer observation in a colleague's class #evaluation #critical-thinking",
    "15m followed an education chat #ownership joined",
    "40 min online course on media literacy #information-literacy #opportunities",
)
WAYS_TO_LEARN = (
    ("gwen", OptionDraft(
        title="Free course on student podcasting", kind="online-course", mode="on-demand",
        link="https://podcasting.example/course", minutes=360, elements=("skills",),
        skill="communication", note="My ninth graders made six episodes with it.",
    )),
    ("tomas", OptionDraft(
        title="Thursday chat of science teachers", kind="social-feed", mode="social-media",
        link="https://chat.example/scied", minutes=60, elements=("ownership",),
        skill="collaboration", note="Lurk once, then bring a question.",
    )),
    ("mei", OptionDraft(
        title="Media literacy workshop at the library", kind="workshop", mode="in-person",
        cost="covered", minutes=180, elements=("opportunities", "skills"),
        skill="information-literacy", note="The district pays for a substitute.",
    )),
)  # fmt: skip
AIMS = (
    (5, "Run two student-led conferences in 20 weeks #skills #collaboration "
        "when a unit ends, I will plan one with my class"),
    (3, "Do 6 hours of online courses on media literacy in 8 weeks #information-literacy"),
)  # fmt: skip
HANDING_IN = ("ben", "aiko")
"""Whose principal finds something to approve."""
CYCLE = "This school year"
EXPECTATION = (
    "A goal of your own that students will notice, and a talk with your principal in spring."
)
CYCLE_WEEKS = 1
WEEKS = 5
PATIENCE_SECONDS = 15.0
SUGGESTIONS = (
    Suggestion(PEOPLE["maya"].id, "A teacher", "Log something, then move the clock to a prompt."),
    Suggestion(
        PEOPLE["ruth"].id, "Her principal", "Type /pln digest last week; Monday brings one."
    ),
    Suggestion(PEOPLE["priya"].id, "An admin", "Open Home: say when prompts go out."),
)


@asynccontextmanager
async def open_demo(port: int, folder: Path) -> AsyncIterator[tuple[LocalSlack, House]]:
    """The local Slack and the app in it; records live in `folder`."""
    async with AsyncExitStack() as stack:
        # A week passes in a second here, so what Slack allows in a minute can't be the measure,
        # and a machine that also draws the page may take longer than Slack's three seconds.
        slack = LocalSlack(
            clock=Clock(),
            port=port,
            limits=RateLimits.off(),
            trigger_seconds=PATIENCE_SECONDS,
            ack_seconds=PATIENCE_SECONDS,
        )
        add_page(slack, suggestions=SUGGESTIONS)
        try:
            await stack.enter_async_context(slack)
        except OSError as taken:
            if taken.errno != errno.EADDRINUSE:
                raise
            raise BadInput(
                f"Port {port} is taken by another program: choose one with “make demo PORT=3001”."
            ) from None
        slack.apply_manifest(build_manifest(url=None, socket_mode=True))
        settings = Settings(
            slack_bot_token=SecretStr(slack.bot_token),
            slack_app_token=SecretStr(slack.app_token),
            slack_api_url=slack.api_url,
            database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
            plnudge_port=0,
            plnudge_posts_per_minute=6000,
        )
        house = await stack.enter_async_context(open_house(settings, slack.clock.now))
        await house.database.write(lambda session: _people_the_house(session, house, slack))
        await stack.enter_async_context(following_clock(slack, house))
        yield slack, house


async def run_demo(port: int) -> None:
    """Serves until Ctrl-C, and tells what to try."""
    is_told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, is_told_to_stop.set)
    with tempfile.TemporaryDirectory(prefix="plnudge-") as folder:
        async with open_demo(port, Path(folder)) as (slack, _):
            print(_what_to_try(slack), flush=True)  # noqa: T201 (this is for the terminal)
            await is_told_to_stop.wait()


@asynccontextmanager
async def following_clock(slack: LocalSlack, house: House) -> AsyncIterator[None]:
    """The app lives through each moment that the clock is moved past."""

    def next_of(*purposes: Purpose) -> Callable[[], Awaitable[datetime | None]]:
        async def look() -> datetime | None:
            now = slack.clock.now()
            found = await house.database.read(
                lambda session: [next_due(session, each, after=now) for each in purposes]
            )
            return min(filter(None, found), default=None)

        return look

    async def live(_moment: datetime) -> None:
        await house.jobs.run_due()

    with ExitStack() as stack:
        stack.callback(slack.clock.subscribe(live))
        stack.callback(slack.clock.add_stop("To the next prompt", next_of("prompt", "reminder")))
        stack.callback(slack.clock.add_stop("To the next digest", next_of("digest")))
        questions = next_of("goal", "follow-up")
        stack.callback(slack.clock.add_stop("To the next question", questions))
        evaluation = next_of("cycle", "evaluation")
        stack.callback(slack.clock.add_stop("To the next word on evaluation", evaluation))
        await house.jobs.run_due()
        yield


def _people_the_house(session: Session, house: House, slack: LocalSlack) -> None:
    """Groups and leaders from the district's schools, and some weeks of learning."""
    now = slack.clock.now()
    by_key = {
        key: get_person(session, house.workspace_id, PEOPLE[key].id)
        for members in SCHOOL_MEMBERS.values()
        for key in members
    }
    district = keep_group(session, house.workspace_id, slack.workspace.name)
    for school, members in SCHOOL_MEMBERS.items():
        group = keep_group(
            session, house.workspace_id, SCHOOLS[school], parent=slack.workspace.name
        )
        for key in members:
            keep_membership(session, group.id, by_key[key].id, "member")
        leads = district if school == "district" else group
        keep_membership(session, leads.id, by_key[members[0]].id, "leader")
    for number, (key, draft) in enumerate(WAYS_TO_LEARN):
        add_option(session, by_key[key].id, draft, submission=f"demo-{number}", now=now)
    for person in by_key.values():
        _live_through_weeks(session, house, person, now)
    _give_credit(session, house, now)
    for key in HANDING_IN:
        year_on = USUAL_BEGINS.year_of(local_date(now, by_key[key].zone))
        hand_in_all(session, by_key[key].id, year_on, now=now)
    _aim(session, house, by_key["maya"], now)
    _begin_year(session, house, by_key, now)


def _give_credit(session: Session, house: House, now: datetime) -> None:
    """A policy as a district may have it, since the school year began."""
    today = now.date()
    year_on = USUAL_BEGINS.year_of(today)
    for rule in (
        Rule(year_on, Decimal(1)),
        Rule(year_on, Decimal("0.5"), kind="social-feed", cap=Decimal(5)),
        Rule(year_on, Decimal(1), kind="webinar", cap=Decimal(10), evidence="link",
             is_automatic=True),
    ):  # fmt: skip
        set_rule(
            session, house.workspace_id, rule, kinds=[each.key for each in house.rubric.kinds],
            modes=[each.key for each in house.rubric.modes], today=today, now=now,
        )  # fmt: skip
    terms = Terms(year_on, "clock hours", USUAL_BEGINS, Decimal(15))
    set_terms(session, house.workspace_id, terms, today=today, now=now)


def _live_through_weeks(session: Session, house: House, person: Person, now: datetime) -> None:
    """What one educator logged lately: the same for each run, and different for each person."""
    chance = Random(person.slack_id)  # noqa: S311 (an example, not a secret)
    this_week = Week.of(now.date())
    if chance.random() < 0.5:
        keep_goal(
            session,
            person.id,
            GoalDraft(text="Try one new way to check understanding", element="skills"),
            submission=None,
            now=now - timedelta(weeks=2),
            today=this_week.before(2).monday,
        )
    for weeks_ago in range(1, WEEKS + 1):
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            day = this_week.before(weeks_ago).monday + timedelta(days=chance.randrange(5))
            quick = read_quick_entry(chance.choice(EXAMPLES), rubric=house.rubric, today=day)
            keep_entry(
                session,
                person.id,
                replace(
                    draft_of_quick(quick),
                    visibility=chance.choice(("private", "private", "leaders", "colleagues")),
                ),
                submission=None,
                now=now - timedelta(weeks=weeks_ago),
            )


def _aim(session: Session, house: House, person: Person, now: datetime) -> None:
    """One educator's goals: one that moves, and one that has stood still for a while."""
    today = local_date(now, person.zone)
    for weeks_ago, line in AIMS:
        set_at = now - timedelta(weeks=weeks_ago)
        set_on = local_date(set_at, person.zone)
        quick = read_quick_goal(line, rubric=house.rubric, today=set_on)
        keep_goal(
            session, person.id, draft_of_quick_goal(quick),
            submission=None, now=set_at, today=set_on,
        )  # fmt: skip
    moving = find_goal(session, person.id, "conferences")
    check_in(
        session, person.id, moving.id, amount=1, note="Seven families came, and they stayed.",
        kinds=house.rubric.kinds, submission=None, now=now - timedelta(days=6),
        today=today - timedelta(days=6),
    )  # fmt: skip
    webinar = read_quick_entry(
        "30m webinar on exit tickets, will try them with 7B", rubric=house.rubric, today=today
    )
    entry = keep_entry(
        session,
        person.id,
        replace(draft_of_quick(webinar), happened_on=today - timedelta(days=3)),
        submission=None,
        now=now - timedelta(days=3),
    )
    ask_later(session, person.id, entry.id, weeks=1, now=now - timedelta(days=3))


def _begin_year(
    session: Session, house: House, people: Mapping[str, Person], now: datetime
) -> None:
    """A cycle of evaluations that runs: whoever has a goal has begun with it."""
    began_at = now - timedelta(weeks=CYCLE_WEEKS)
    elements = [element.key for element in house.rubric.elements]
    # A day before, so that it is open wherever it is still the evening before.
    opens_on = began_at.date() - timedelta(days=1)
    terms = replace(usual_terms(elements, now.date()), opens_on=opens_on)
    cycle = add_cycle(
        session, house.workspace_id, CycleDraft(CYCLE, terms, expectation=EXPECTATION),
        elements=elements, submission=None, now=now,
    )  # fmt: skip
    for person in people.values():
        goals = [goal.id for goal in open_goals(session, person.id)]
        if goals:
            today = local_date(began_at, person.zone)
            begun = begin(session, person.id, cycle.id, now=began_at, today=today).evaluation
            set_goals(session, person.id, begun.id, goals, now=began_at, today=today)


def _what_to_try(slack: LocalSlack) -> str:
    return f"""
PLNudge runs at {slack.url}

Three things to try:
  1. As Maya, a teacher: type  /pln log 45m EdCamp session on student podcasting #ownership
  2. Press “To the next prompt” on the clock, then Reflect in the message that came.
  3. As Ruth, her principal: type  /pln digest last week  or move the clock “To the next digest”.

Priya is the admin: her App Home has the schedules. Ctrl-C ends it.
"""
