"""What the demo's district has behind it: groups, policies, and some weeks of learning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy.orm import Session

from domain.catalogue import OptionDraft
from domain.credit import USUAL_BEGINS, Rule, Terms
from domain.cycles import CycleDraft, usual_terms
from domain.drafts import GoalDraft, draft_of_quick, draft_of_quick_goal
from domain.indicators import IndicatorDraft
from domain.quick_entry import read_quick_entry, read_quick_goal
from domain.weeks import Week
from domain.zones import local_date
from rubric_data import Rubric
from sandbox.district import PEOPLE, SCHOOL_MEMBERS, SCHOOLS
from storage.catalogue import add_option
from storage.check_ins import check_in
from storage.credit import hand_in_all
from storage.credit_policy import set_rule, set_terms
from storage.cycles import add_cycle
from storage.entries import keep_entry
from storage.evaluations import begin, choose_evidence, move, rate_self, set_goals
from storage.goals import find_goal, keep_goal, open_goals
from storage.groups import keep_group, keep_membership
from storage.indicators import keep_indicator
from storage.people import get_person
from storage.questions import ask_later
from storage.tables import Cycle, Indicator, Person, Workspace

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
SUBMITTING = "fatima"
"""Whose principal finds an evaluation that awaits an answer."""
SUBMITTED_GOAL = "Get every newcomer to speak in each lesson"
OUTCOME = "Nine of eleven newcomers now open the class discussion; in September it was two."
SUBMITTED_RATINGS = {
    "ownership": ("Practising", "I found my own people: a chat for teachers of newcomers."),
    "skills": ("Leading others", "My students' podcasts run on what I learned at EdCamp."),
    "opportunities": ("Growing", "I tried two courses. Next I want to learn in somebody's class."),
    "evaluation": ("Practising", "I kept count this year, and the count changed what I did."),
}
CYCLE = "This school year"
EXPECTATION = (
    "A goal of your own that students will notice, and a talk with your principal in spring."
)
CYCLE_WEEKS = 1
WEEKS = 5


def people_the_district(session: Session, workspace_id: int, rubric: Rubric, now: datetime) -> None:
    """Groups and leaders from the district's schools, and some weeks of learning.

    Its people are on the roster already.
    """
    by_key = {
        key: get_person(session, workspace_id, PEOPLE[key].id)
        for members in SCHOOL_MEMBERS.values()
        for key in members
    }
    name = session.get_one(Workspace, workspace_id).name
    district = keep_group(session, workspace_id, name)
    for school, members in SCHOOL_MEMBERS.items():
        group = keep_group(session, workspace_id, SCHOOLS[school], parent=name)
        for key in members:
            keep_membership(session, group.id, by_key[key].id, "member")
        leads = district if school == "district" else group
        keep_membership(session, leads.id, by_key[members[0]].id, "leader")
    for number, (key, draft) in enumerate(WAYS_TO_LEARN):
        add_option(session, by_key[key].id, draft, submission=f"demo-{number}", now=now)
    for person in by_key.values():
        _live_through_weeks(session, rubric, person, now)
    _give_credit(session, workspace_id, rubric, now)
    for key in HANDING_IN:
        year_on = USUAL_BEGINS.year_of(local_date(now, by_key[key].zone))
        hand_in_all(session, by_key[key].id, year_on, now=now)
    _aim(session, rubric, by_key["maya"], now)
    submitting = by_key[SUBMITTING]
    indicator = _note_progress(session, submitting, now)
    cycle = _begin_year(session, workspace_id, rubric, by_key, now)
    _submit(session, submitting, cycle, indicator, now)


def _give_credit(session: Session, workspace_id: int, rubric: Rubric, now: datetime) -> None:
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
            session, workspace_id, rule, kinds=[each.key for each in rubric.kinds],
            modes=[each.key for each in rubric.modes], today=today, now=now,
        )  # fmt: skip
    terms = Terms(year_on, "clock hours", USUAL_BEGINS, Decimal(15))
    set_terms(session, workspace_id, terms, today=today, now=now)


def _live_through_weeks(session: Session, rubric: Rubric, person: Person, now: datetime) -> None:
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
            quick = read_quick_entry(chance.choice(EXAMPLES), rubric=rubric, today=day)
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


def _aim(session: Session, rubric: Rubric, person: Person, now: datetime) -> None:
    """One educator's goals: one that moves, and one that has stood still for a while."""
    today = local_date(now, person.zone)
    for weeks_ago, line in AIMS:
        set_at = now - timedelta(weeks=weeks_ago)
        set_on = local_date(set_at, person.zone)
        quick = read_quick_goal(line, rubric=rubric, today=set_on)
        keep_goal(
            session, person.id, draft_of_quick_goal(quick),
            submission=None, now=set_at, today=set_on,
        )  # fmt: skip
    moving = find_goal(session, person.id, "conferences")
    check_in(
        session, person.id, moving.id, amount=1, note="Seven families came, and they stayed.",
        kinds=rubric.kinds_by_every_name, submission=None, now=now - timedelta(days=6),
        today=today - timedelta(days=6),
    )  # fmt: skip
    webinar = read_quick_entry(
        "30m webinar on exit tickets, will try them with 7B", rubric=rubric, today=today
    )
    entry = keep_entry(
        session,
        person.id,
        replace(draft_of_quick(webinar), happened_on=today - timedelta(days=3)),
        submission=None,
        now=now - timedelta(days=3),
    )
    ask_later(session, person.id, entry.id, weeks=1, now=now - timedelta(days=3))


def _note_progress(session: Session, person: Person, now: datetime) -> Indicator:
    """A goal and what came of it, for an evaluation to be about."""
    set_at, seen_at = now - timedelta(weeks=2), now - timedelta(days=2)
    goal = keep_goal(
        session,
        person.id,
        GoalDraft(text=SUBMITTED_GOAL, element="skills", skill="communication"),
        submission=None,
        now=set_at,
        today=local_date(set_at, person.zone),
    )
    return keep_indicator(
        session,
        person.id,
        IndicatorDraft("student-engagement", OUTCOME, element="skills", skill="communication"),
        goal_id=goal.id,
        submission=None,
        now=seen_at,
        today=local_date(seen_at, person.zone),
    )


def _begin_year(
    session: Session,
    workspace_id: int,
    rubric: Rubric,
    people: Mapping[str, Person],
    now: datetime,
) -> Cycle:
    """A cycle of evaluations that runs: whoever has a goal has begun with it."""
    began_at = now - timedelta(weeks=CYCLE_WEEKS)
    elements = [element.key for element in rubric.elements]
    # A day before, so that it is open wherever it is still the evening before.
    opens_on = began_at.date() - timedelta(days=1)
    terms = replace(usual_terms(elements, now.date()), opens_on=opens_on)
    cycle = add_cycle(
        session, workspace_id, CycleDraft(CYCLE, terms, expectation=EXPECTATION),
        elements=elements, submission=None, now=now,
    )  # fmt: skip
    for person in people.values():
        goals = [goal.id for goal in open_goals(session, person.id)]
        if goals:
            today = local_date(began_at, person.zone)
            begun = begin(session, person.id, cycle.id, now=began_at, today=today).evaluation
            set_goals(session, person.id, begun.id, goals, now=began_at, today=today)
    return cycle


def _submit(
    session: Session, person: Person, cycle: Cycle, indicator: Indicator, now: datetime
) -> None:
    """Their evaluation, in their own words and with evidence, for their leader to answer."""
    today = local_date(now, person.zone)
    own_id = begin(session, person.id, cycle.id, now=now, today=today).evaluation.id
    ids = [indicator.id]
    choose_evidence(
        session, person.id, own_id, "indicator", among=ids, chosen=ids, now=now, today=today
    )
    move(session, person.id, own_id, "begin-rating", now=now, today=today)
    rate_self(session, person.id, own_id, SUBMITTED_RATINGS, now=now, today=today)
    move(session, person.id, own_id, "submit", now=now, today=today)
