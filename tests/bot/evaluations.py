"""Every message and form of evaluations, with the worst words that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args

from slack_sdk.models.blocks import Block

from bot.messages.actions import Form
from bot.messages.evaluation import (
    evaluation_home_blocks,
    evaluation_message,
    no_evaluation_message,
)
from bot.messages.evaluation_forms import (
    comment_form,
    difference_form,
    evidence_form,
    goals_form,
    peer_form,
    response_form,
    self_rating_form,
    skills_form,
)
from bot.messages.evaluation_news import evaluation_news_message
from bot.messages.evaluation_reading import (
    ANSWERS,
    EVIDENCE,
    STEPS,
    WHOLE,
    Reader,
    awaiting_home_blocks,
    awaiting_message,
    commented_message,
    moved_message,
    reading_view,
    responded_message,
    words_back_message,
)
from bot.messages.follow_up import Ties, indicator_form
from bot.messages.forms import Origin
from bot.messages.language import say
from bot.messages.message import Message
from domain.cycles import LONGEST_NAME, Terms
from domain.evaluation import STATES, Answered, Course, next_for_educator, parts_in
from domain.indicators import IndicatorDraft
from domain.keys import News
from rubric_data import Rubric
from storage.evidence import Pieces
from storage.fresh_news import FreshNews
from storage.pages import Page
from storage.readings import Answer, Awaiting, OwnCourse, Rated, Reading, Remark, Taken
from storage.tables import (
    Cycle,
    Difference,
    Evaluation,
    EvaluationComment,
    EvaluationStep,
    Reflection,
    Response,
)
from tests.bot.cycles import a_cycle
from tests.bot.entries import an_entry
from tests.bot.follow_ups import an_indicator
from tests.bot.goals import ROW, TODAY, a_goal
from tests.conftest import NOW


def a_named_cycle(text: str, rubric: Rubric) -> Cycle:
    """Names that a cycle may have are words on one line."""
    cycle = a_cycle(text, rubric)
    cycle.name = _name(text)
    return cycle


def _name(text: str) -> str:
    return " ".join(text[-LONGEST_NAME:].split()) or "x"


def some_pieces(text: str, rubric: Rubric) -> Pieces:
    reflection = Reflection(id=ROW, prompt_text=text, text=text, answered_on=TODAY, answered_at=NOW)
    return Pieces(
        [an_indicator(text, rubric, row) for row in range(100)],
        [an_entry(text, rubric)] * 100,
        [reflection] * 100,
    )


def a_course(text: str, rubric: Rubric, state: Any, **traits: Any) -> OwnCourse:
    cycle = a_named_cycle(text, rubric)
    rated = [Rated(key, cycle.ratings[0], text, cycle.ratings[1]) for key in cycle.elements]
    terms: Terms = cycle.terms
    course = Course(
        state=state,
        rated=frozenset(cycle.elements),
        evidence=300,
        response=Answered(1),
        closed_from="agreed" if state == "closed" else None,
    )
    levels = {skill.key: 5 for skill in rubric.skills}
    made: dict[str, Any] = {
        "cycle": cycle,
        "is_still_in": True,
        "evaluation": Evaluation(id=ROW, submitted_at=NOW, began_at=NOW, state=state),
        "course": course,
        "next": next_for_educator(course, terms, has_start=True, has_end=True),
        "goals": [a_goal(text, rubric)] * 20,
        "pieces": some_pieces(text, rubric),
        "indicators": 999,
        "rated": rated,
        "skills_at_start": levels,
        "skills_at_end": levels,
        "answered_by": text,
        "peer": text,
        "leaders": [text] * 30,
    }
    return OwnCourse(**made | traits)


def a_reading(text: str, rubric: Rubric, *, is_own: bool, leads: bool) -> Reading:
    own = a_course(text, rubric, "responded")
    response = Response(
        id=ROW, person_id=2, words=text, responded_at=NOW, edited_at=NOW, rating_rows=[]
    )
    remark = EvaluationComment(id=ROW, part="peer", words=text, written_at=NOW)
    step = EvaluationStep(id=ROW, act="take-back-response", state="submitted", at=NOW, is_late=True)
    return Reading(
        reader_id=2,
        evaluation=own.evaluation or Evaluation(),
        cycle=own.cycle,
        name=text,
        parts=parts_in(is_own=is_own, leads=leads, is_peer=True),
        course=own.course,
        goals=own.goals,
        rated=own.rated,
        skills_at_start=own.skills_at_start,
        skills_at_end=own.skills_at_end,
        pieces=own.pieces,
        answer=Answer(response, text),
        differences=[Difference(id=ROW, words=text, stated_at=NOW)] * 20,
        remarks=[Remark(remark, text)] * 60,
        steps=[Taken(step, text)] * 90,
        peer=text,
    )


def evaluation_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    reader = Reader(rubric, TODAY, "America/Chicago")
    awaiting = [
        Awaiting(place, text, _name(text), NOW, TODAY - timedelta(days=place % 2),
                 state=state, is_peer=place == 5)
        for place, state in enumerate([*STATES[3:8], "submitted", "submitted", "submitted"])
    ]  # fmt: skip
    for place, state in enumerate(STATES):
        yield evaluation_message(
            a_course(text, rubric, state), rubric, TODAY + timedelta(days=70 * place),
            opening=say("Saved."), others=[a_named_cycle(text, rubric)] * 9, asked=awaiting,
            awaiting=999,
        )  # fmt: skip
        bare = a_course(
            text, rubric, state, goals=(), pieces=Pieces((), (), ()), skills_at_start={},
            skills_at_end={}, leaders=(), peer=None, answered_by=None,
            rated=[Rated(element.key, None, None, None) for element in rubric.elements],
        )  # fmt: skip
        yield evaluation_message(bare, rubric, TODAY)
    yield no_evaluation_message(awaiting, 1)
    yield awaiting_message(Page(awaiting, 0, 99, 8), reader)
    yield awaiting_message(Page([], 0, 0, 8), reader)
    for news in get_args(News):
        for is_own in (True, False):
            yield evaluation_news_message(
                FreshNews(news, ROW, ROW, _name(text), text, is_own, text, text,
                          "difference-stated", TODAY),
                TODAY,
            )  # fmt: skip
    reading = a_reading(text, rubric, is_own=False, leads=True)
    yield responded_message(reading)
    yield commented_message(reading, text)
    yield moved_message(reading, say("Noted."))
    yield words_back_message("It was withdrawn meanwhile.", text)


def evaluation_views(text: str, rubric: Rubric, origin: Origin) -> Iterator[dict[str, Any]]:
    reader = Reader(rubric, TODAY, "America/Chicago")
    for is_own, leads in ((True, False), (False, True), (False, False)):
        reading = a_reading(text, rubric, is_own=is_own, leads=leads)
        for part in (WHOLE, EVIDENCE, ANSWERS, *([STEPS] if is_own or leads else [])):
            yield reading_view(reading, part, 10**6 if is_own else 8, reader, origin)
        yield comment_form(reading, origin)
        yield response_form(reading, rubric, origin)
    own = a_course(text, rubric, "self-evaluation")
    yield goals_form(own.goals[:1], [ROW], own.cycle.terms, origin)
    yield goals_form((), (), own.cycle.terms, Origin())
    yield skills_form(own, rubric, origin)
    yield evidence_form(own.pieces, own.pieces.kinds, rubric, origin, is_balance_needed=True)
    empty = Pieces((), (), ())
    yield evidence_form(empty, {}, rubric, Origin(), is_balance_needed=False)
    for element in rubric.elements:
        yield self_rating_form(own, element.key, rubric, TODAY, origin)
    yield peer_form(own, "U0MAYA", origin)
    yield difference_form(own, origin)
    draft = IndicatorDraft(
        "skill-attainment", text, skill=rubric.skills[0].key, measure=text, before=-1.5,
        after=1e9, target=2e9, measured_on=TODAY,
    )  # fmt: skip
    ties = Ties([a_goal(text, rubric)], ROW, an_entry(text, rubric), is_for_evaluation=True)
    yield indicator_form(draft, rubric, origin, form=Form.NEW_INDICATOR, ties=ties)


def evaluation_home(text: str, rubric: Rubric) -> list[Block]:
    """The parts of App Home, of an educator and of a leader."""
    reader = Reader(rubric, TODAY, "America/Chicago")
    awaiting = [Awaiting(row, text, _name(text), NOW, TODAY) for row in range(99)]
    return [
        *evaluation_home_blocks(a_course(text, rubric, "submitted"), rubric, TODAY),
        *awaiting_home_blocks(awaiting, reader, most=3),
    ]
