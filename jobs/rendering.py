"""What an occurrence brings: its message, drawn when it goes out and not before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from slack_sdk.models.blocks import Block
from sqlalchemy.orm import Session

from bot.dashboards import choices_of
from bot.messages.approvals import awaiting_blocks
from bot.messages.credit import outcome_message
from bot.messages.cycle_reminder import cycle_reminder_message
from bot.messages.digest import digest_message
from bot.messages.evaluation_news import evaluation_news_message
from bot.messages.follow_up import follow_up_message
from bot.messages.goal import goal_question_message
from bot.messages.greeting import welcome_message
from bot.messages.language import language, reading_in
from bot.messages.message import Message
from bot.messages.prompt import prompt_message, reminder_message
from domain.errors import BadInput
from domain.keys import Rotation
from domain.periods import Period
from domain.weeks import Week
from domain.zones import local_date
from rubric_data import Rubric
from storage.approvals import count_awaiting, outcomes_to_tell
from storage.asking import Asking, elements_to_ask
from storage.deliveries import Claim
from storage.digest_settings import forget_small, groups_to_tell, had_digest, tell_small_once
from storage.digests import load_digest
from storage.figures import Published
from storage.fresh_news import fresh_news
from storage.groups import groups_led_by
from storage.people import find_caller
from storage.progress import goal_progress
from storage.prompts import text_in
from storage.questions import last_moved_at
from storage.reminders import reminding
from storage.tables import Entry


@dataclass(frozen=True)
class Moment:
    """When something is drawn, and in whose terms; `today` is the date where they are."""

    session: Session
    rubric: Rubric
    now: datetime
    today: date
    shared: Shared


@dataclass(frozen=True)
class Shared:
    """What goes out together shares what it rests on, each read once."""

    published: Published
    asking: Asking


def render(
    session: Session, claim: Claim, rubric: Rubric, now: datetime, shared: Shared
) -> Message:
    """Raises BadInput where there is nothing to send any more; its sentence is the reason."""
    rubric, today = rubric.in_language(claim.language), local_date(now, claim.person.zone)
    moment = Moment(session, rubric, now, today, shared)
    with reading_in(language(claim.language)):
        return _RENDERINGS[claim.occurrence.purpose](claim, moment)


def _welcome(claim: Claim, _moment: Moment) -> Message:
    return welcome_message(claim.person.name)


def _digest(claim: Claim, moment: Moment) -> Message:
    session, person, occurrence = moment.session, claim.person, claim.occurrence
    if had_digest(session, occurrence):
        raise BadInput("another digest came in the same week")
    groups = groups_to_tell(session, person.id)
    if not groups:
        raise BadInput("leads no group any more")
    digest = load_digest(
        session,
        groups,
        Period(Week.of(moment.today).before(1)),
        today=moment.today,
        reader_id=person.id,
        published=moment.shared.published,
    )
    if not digest.is_small:
        forget_small(session, person.id)
    elif not tell_small_once(session, occurrence):
        raise BadInput("all their groups are too small for figures, which they know")
    return digest_message(
        digest,
        moment.rubric,
        has_charts=not claim.workspace.refuses_charts,
        choices=choices_of(groups_led_by(session, person.id)),
        is_last_of_small=digest.is_small,
        awaiting=_awaiting(claim, moment),
    )


def _awaiting(claim: Claim, moment: Moment) -> list[Block]:
    """What waits for a leader's approval, as a number."""
    leader = find_caller(
        moment.session,
        workspace=claim.workspace.slack_id,
        slack_id=claim.person.slack_id,
        now=moment.now,
    )
    return awaiting_blocks(count_awaiting(moment.session, leader)) if leader is not None else []


def _prompt(claim: Claim, moment: Moment) -> Message:
    occurrence, person = claim.occurrence, claim.person
    if occurrence.prompt_id is None:
        _choose_prompt(claim, moment)
    goal = moment.shared.asking.goal_asked_about(occurrence)
    return prompt_message(occurrence, moment.rubric, goal=goal, name=person.name)


def _choose_prompt(claim: Claim, moment: Moment) -> None:
    """What is asked, and why, is in the row from now on."""
    occurrence, person, schedule = claim.occurrence, claim.person, claim.schedule
    if occurrence.element is None:
        occurrence.element, occurrence.element_because = moment.shared.asking.choose_element(
            person,
            elements_to_ask(moment.rubric, schedule.elements if schedule else []),
            cast(Rotation, schedule.rotation) if schedule else "own-focus",
            moment.today,
        )
    prompt = moment.shared.asking.choose_prompt(
        person,
        element=occurrence.element,
        among=schedule.prompts if schedule else (),
        seed=f"{person.slack_id}/{occurrence.id}",
    )
    occurrence.prompt_id = prompt.id
    occurrence.prompt_text = text_in(moment.rubric, prompt)


def _reminder(claim: Claim, _moment: Moment) -> Message:
    if claim.about is None:
        raise BadInput("the prompt that it reminds of is gone")
    return reminder_message(claim.about)


def _goal_question(claim: Claim, moment: Moment) -> Message:
    session, occurrence, person = moment.session, claim.occurrence, claim.person
    progress = goal_progress(
        session, person.id, occurrence.goal_id or 0, moment.rubric.kinds_by_every_name
    )
    moved_at = last_moved_at(session, progress.goal.id) or progress.goal.set_at
    if progress.goal.state != "open":
        raise BadInput("the goal is closed")
    if occurrence.planned_at is None or moved_at >= occurrence.planned_at:
        raise BadInput("the goal has moved meanwhile")
    moved_on = local_date(moved_at, person.zone)
    return goal_question_message(occurrence, progress, moved_on, moment.today, person.name)


def _follow_up(claim: Claim, moment: Moment) -> Message:
    occurrence, person = claim.occurrence, claim.person
    entry = moment.session.get(Entry, occurrence.entry_id)
    if entry is None or entry.deleted_at is not None:
        raise BadInput("the entry was taken back")
    return follow_up_message(occurrence, entry, moment.today, person.name)


def _cycle_reminder(claim: Claim, moment: Moment) -> Message:
    told = reminding(moment.session, claim.occurrence, moment.today)
    return cycle_reminder_message(told, moment.today, claim.person.name)


def _credit(claim: Claim, moment: Moment) -> Message:
    outcomes = outcomes_to_tell(moment.session, claim.occurrence)
    if not outcomes:
        raise BadInput("what was decided does not stand any more")
    return outcome_message(outcomes, claim.person.name)


def _evaluation_news(claim: Claim, moment: Moment) -> Message:
    return evaluation_news_message(fresh_news(moment.session, claim.occurrence), moment.today)


_RENDERINGS: Final[Mapping[str, Callable[[Claim, Moment], Message]]] = {
    "welcome": _welcome,
    "digest": _digest,
    "prompt": _prompt,
    "reminder": _reminder,
    "goal": _goal_question,
    "follow-up": _follow_up,
    "cycle": _cycle_reminder,
    "credit": _credit,
    "evaluation": _evaluation_news,
}
"""By what an occurrence is for (`domain.keys.Purpose`)."""
