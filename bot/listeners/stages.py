"""Leaders and admins say where they see the district, and read where it stands."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.language import say
from bot.messages.stage import rated_message, stage_form, stage_message
from domain.errors import BadInput
from storage.stages import (
    RatingDraft,
    StageReport,
    own_rating,
    rate_stage,
    stage_report_for,
    take_back_rating,
)
from storage.tables import StageRating


async def stage(command: Command) -> None:
    """`/pln stage`."""
    await _show_report(command, command.beside)


async def show_stage(press: Press) -> None:
    await _show_report(press, press.beside)


async def open_form(press: Press) -> None:
    keys = _elements(press)
    if press.value not in keys:
        raise BadInput("That button is from an older rubric. `/pln stage` shows today's.")

    def look(session: Session) -> tuple[StageReport, StageRating | None]:
        report = stage_report_for(session, press.caller.person_id, keys)
        return report, own_rating(session, press.caller.person_id, press.value)

    report, own = await press.find(look)
    press.open_modal(
        stage_form(
            report.of(press.value),
            own,
            press.bot.rubric,
            press.today,
            replace(press.origin(), about=press.value),
        )
    )


async def submit(submission: Submission) -> None:
    draft = RatingDraft(
        element=submission.origin.about or "",
        score=int(submission.choice("score") or 0),
        reason=submission.text("reason"),
        evidence=submission.text("evidence"),
    )
    keys = _elements(submission)

    def keep(session: Session) -> tuple[StageRating, StageReport]:
        rating = rate_stage(
            session,
            submission.caller.person_id,
            draft,
            elements=keys,
            submission=submission.submission,
            now=submission.now,
            today=submission.today,
        )
        return rating, stage_report_for(session, submission.caller.person_id, keys)

    rating, report = await submission.keep(keep)
    submission.answer_at(
        submission.origin,
        rated_message(rating, report, submission.bot.rubric, submission.today),
    )


async def take_back(press: Press) -> None:
    def keep(session: Session) -> StageReport:
        take_back_rating(session, press.caller.person_id, press.row, press.now)
        return stage_report_for(session, press.caller.person_id, _elements(press))

    _show(
        press,
        replace(press.origin(), is_replacing=True),
        await press.keep(keep),
        say("Taken back: it counts no more."),
    )


async def _show_report(gesture: Gesture, origin: Origin) -> None:
    report = await gesture.find(
        lambda session: stage_report_for(session, gesture.caller.person_id, _elements(gesture))
    )
    _show(gesture, origin, report)


def _show(
    gesture: Gesture, origin: Origin, report: StageReport, opening: str | None = None
) -> None:
    rubric, today = gesture.bot.rubric, gesture.today
    gesture.answer_with_charts(
        origin,
        lambda has_charts: stage_message(
            report, rubric, today, opening=opening, has_charts=has_charts
        ),
    )


def _elements(gesture: Gesture) -> list[str]:
    return [element.key for element in gesture.bot.rubric.elements]


LISTENERS = Listeners(
    presses={
        Action.SHOW_STAGE: show_stage,
        Action.RATE_STAGE: open_form,
        Action.TAKE_BACK_RATING: take_back,
    },
    submissions={Form.STAGE: submit},
)
