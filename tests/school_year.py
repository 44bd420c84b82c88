"""A school year of somebody's learning, with something of everything that a portfolio tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from domain.cycles import CycleDraft, usual_terms
from domain.drafts import EntryDraft, EvidenceFile, GoalDraft
from domain.indicators import IndicatorDraft
from rubric_data import Rubric
from storage.check_ins import check_in
from storage.cycles import add_cycle
from storage.entries import keep_entry
from storage.evaluations import (
    begin,
    choose_evidence,
    comment,
    differ,
    move,
    rate_self,
    rate_skills,
    respond,
    set_goals,
)
from storage.evidence import Sort
from storage.goals import keep_goal, move_goal
from storage.indicators import keep_indicator
from storage.tables import Person, Reflection
from tests.conftest import NOW

TODAY: Final = NOW.date()
LOGGED: Final = (
    (date(2026, 8, 12), 180, "Workshop: project-based learning in grade 8", "workshop",
     "in-person", "opportunities", "collaboration", None, None),
    (date(2026, 8, 27), 45, "Set up a shared folder of lesson plans with the grade team",
     "community-of-practice", "blended", "ownership", "collaboration", "created", "within"),
    (date(2026, 9, 3), 60, "EdCamp session on student podcasting", "edcamp", "in-person", "skills",
     "communication", "joined", "outside"),
    (date(2026, 9, 9), 25, "Followed two science teachers' feeds on inquiry", "social-feed",
     "social-media", "ownership", "information-literacy", "sustained", "outside"),
    (date(2026, 9, 18), 50, "Watched a colleague's fourth period and talked about questioning",
     "peer-observation", "in-person", "evaluation", "critical-thinking", None, None),
    (date(2026, 9, 30), 90, "Webinar on formative assessment without grades", "webinar",
     "live-online", "evaluation", "self-direction", None, None),
    (date(2026, 10, 7), 40, "Book study, chapters 3 and 4", "book-study", "in-person",
     "ownership", "critical-thinking", "sustained", "within"),
    (date(2026, 10, 15), 120, "Built a podcast studio corner with three students", "other",
     "in-person", "skills", "creativity", None, None),
    (date(2026, 10, 22), 35, "Short course on audio editing, module 1", "online-course",
     "on-demand", "skills", "technology", None, None),
    (date(2026, 11, 4), 55, "Coaching talk about wait time", "coaching", "in-person",
     "evaluation", "communication", None, None),
    (date(2026, 11, 13), 75, "Wrote a post on what our podcasters learned", "blog-written",
     "social-media", "opportunities", "communication", "sustained", "outside"),
    (date(2026, 11, 20), 30, "Short course on audio editing, module 2", "online-course",
     "on-demand", "skills", "technology", None, None),
)  # fmt: skip
OUTCOMES: Final = (
    IndicatorDraft(
        "student-engagement", "Everyone wanted to record, even the quiet ones.", element="skills",
        measure="students who spoke up", before=11, after=24, target=25,
    ),
    IndicatorDraft(
        "improved-practice", "I wait five seconds now before I call on anybody.",
        element="evaluation", measure="seconds of wait time", before=1.5, after=5,
    ),
    IndicatorDraft(
        "student-achievement", "Scripts were clearer than last year's essays.", element="skills",
        measure="% at standard in writing", before=58, after=71,
    ),
    IndicatorDraft(
        "skill-attainment", "Two pairs taught the others how to cut audio.", element="skills",
        skill="technology",
    ),
)  # fmt: skip
REFLECTIONS: Final = (
    ("What did a colleague say lately that changed a lesson of yours?", "ownership", 4,
     "Ben asked why my students never hear their own drafts.\n\nSo we recorded them. They heard "
     "what was missing before I said a word."),
    ("What did students do differently because of something you learned?", "skills", 5,
     "They planned who speaks when. I only kept the time."),
    ("What will you leave out, now that you know what works?", "evaluation", None,
     "The worksheet on citations. Nobody misses it."),
)  # fmt: skip


def live_a_year(
    session: Session,
    workspace_id: int,
    person: Person,
    leader: Person,
    rubric: Rubric,
    *,
    visibility: str = "leaders",
) -> int:
    """The id of the evaluation: the leader responded to it, and its educator differed."""
    moment: dict[str, Any] = {"now": NOW, "today": TODAY}
    goals = [
        keep_goal(
            session, person.id,
            GoalDraft(
                "Run two student-led conferences", element="skills", skill="communication",
                indicator="Students lead the talk and name their next step", target="2",
                plan_when="report cards are due", plan_then="ask two families",
                due_on=date(2027, 3, 20), visibility=visibility,
            ),
            submission=None, **moment,
        ),
        keep_goal(
            session, person.id,
            GoalDraft("Ten hours on student podcasting", element="opportunities",
                      target="10 hours", visibility="private"),
            submission=None, **moment,
        ),
        keep_goal(
            session, person.id,
            GoalDraft("Read one journal a month", element="ownership", visibility=visibility),
            submission=None, **moment,
        ),
    ]  # fmt: skip
    for goal, day in zip(goals, (date(2026, 8, 20), date(2026, 9, 1), date(2026, 9, 2)),
                         strict=True):  # fmt: skip
        goal.set_on = day
    entries = [
        keep_entry(
            session, person.id,
            EntryDraft(
                text=text, happened_on=day, minutes=minutes, kind=kind, mode=mode,
                elements=(element,), skills=(skill,), network_act=act, reach=reach,
                link="https://example.org/podcasting/first-steps" if place % 3 == 2 else None,
                classroom_note="Third period tries it on Monday" if place == 2 else None,
                visibility="private" if place % 4 == 3 else visibility,
                goal_id=goals[1].id if "odcast" in text or "audio" in text else None,
                files=(EvidenceFile("F1", "studio.jpg", "https://slack.example/F1"),)
                if place == 7 else (),
            ),
            submission=None, now=NOW,
        )
        for place, (day, minutes, text, kind, mode, element, skill, act, reach) in enumerate(LOGGED)
    ]  # fmt: skip
    for progress, note in (
        (0, None),
        (50, "The first one went well: Ana's family stayed an hour."),
    ):
        check_in(session, person.id, goals[0].id, progress=progress, note=note, submission=None,
                 **moment)  # fmt: skip
    move_goal(session, person.id, goals[2].id, "let-go",
              reason="the book study took its place", **moment)  # fmt: skip
    indicators = [
        keep_indicator(session, person.id, draft, goal_id=goals[0].id if not place else None,
                       submission=None, **moment)
        for place, draft in enumerate(OUTCOMES)
    ]  # fmt: skip
    reflections = [
        keep_answer(
            session, person, asked=asked, element=element, rating=rating, text=text,
            on=TODAY - timedelta(days=20 * place),
        )
        for place, (asked, element, rating, text) in enumerate(REFLECTIONS)
    ]  # fmt: skip
    return _evaluate(
        session, workspace_id, person, leader, goal_id=goals[0].id,
        elements=[each.key for each in rubric.elements],
        chosen={
            "entry": [entries[2].id, entries[3].id],
            "indicator": [each.id for each in indicators[:2]],
            "reflection": [each.id for each in reflections[:2]],
        },
    )  # fmt: skip


def keep_answer(
    session: Session,
    person: Person,
    *,
    asked: str,
    element: str,
    rating: int | None,
    text: str,
    on: date,
) -> Reflection:
    """A reflection as it is in the database, without the prompt that asked for it."""
    reflection = Reflection(
        person_id=person.id, prompt_id="p", prompt_text=asked, element=element, text=text,
        rating=rating, answered_at=NOW, answered_on=on,
    )  # fmt: skip
    session.add(reflection)
    session.flush()
    return reflection


def _evaluate(
    session: Session,
    workspace_id: int,
    person: Person,
    leader: Person,
    *,
    goal_id: int,
    elements: list[str],
    chosen: dict[Sort, list[int]],
) -> int:
    terms = replace(usual_terms(elements, TODAY), leaders_rate=True, opens_on=date(2026, 8, 17))
    cycle = add_cycle(session, workspace_id, CycleDraft("Growth 2026-27", terms),
                      elements=elements, submission=None, now=NOW)  # fmt: skip
    moment: dict[str, Any] = {"now": NOW, "today": TODAY}
    evaluation_id = begin(session, person.id, cycle.id, **moment).evaluation.id
    rate_skills(session, person.id, evaluation_id, {"communication": 2, "technology": 3}, **moment)
    set_goals(session, person.id, evaluation_id, [goal_id], **moment)
    for sort, ids in chosen.items():
        choose_evidence(session, person.id, evaluation_id, sort, among=ids, chosen=ids, **moment)
    move(session, person.id, evaluation_id, "begin-rating", **moment)
    rate_skills(session, person.id, evaluation_id, {"communication": 4, "technology": 4}, **moment)
    own = {
        "ownership": ("Growing", "I plan with my colleagues and choose what I learn."),
        "skills": ("Practising", "Students speak more than I do."),
        "opportunities": ("Growing", "I tried four modes this autumn."),
        "evaluation": ("Beginning", "I am still finding out how to measure wait time."),
    }
    rate_self(session, person.id, evaluation_id, own, **moment)
    move(session, person.id, evaluation_id, "submit", **moment)
    respond(session, leader.id, evaluation_id,
            "I saw your students lead two conferences, and heard them name a next step.",
            {"skills": "Leading others"}, submission=None, **moment)  # fmt: skip
    comment(session, person.id, evaluation_id, "Thank you for coming by.", submission=None,
            **moment)  # fmt: skip
    move(session, person.id, evaluation_id, "discuss", **moment)
    differ(session, person.id, evaluation_id,
           "I would not say that I lead others yet: that was the grade team.",
           submission=None, **moment)  # fmt: skip
    return evaluation_id
