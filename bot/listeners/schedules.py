"""An admin says when prompts go out."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from bot.home import publish_home
from bot.listeners.gestures import Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.home import HomePage
from bot.messages.message import Message
from bot.messages.schedule import schedule_form
from domain.cadence import read_time, weekly
from domain.errors import BadInput
from domain.keys import Rotation
from storage.groups import all_groups
from storage.schedules import ScheduleDraft, add_schedule, pause_schedule, resume_schedule

NOT_AN_ADMIN = "Only admins of PLNudge decide when prompts go out."


async def open_form(press: Press) -> None:
    _require_admin(press)
    groups = await press.find(lambda session: all_groups(session, press.caller.workspace_id))
    press.open_modal(
        schedule_form(press.bot.rubric, [(group.name, group.name) for group in groups[:100]])
    )


async def submit(submission: Submission) -> None:
    _require_admin(submission)
    draft = ScheduleDraft(
        name=submission.text("name"),
        cadence=weekly(submission.choices("weekly"), read_time(submission.text("at"))),
        from_on=submission.today,
        elements=submission.choices("elements"),
        rotation=cast(Rotation, submission.choice("rotation") or "in-turn"),
        groups=submission.choices("groups"),
    )

    def keep(session: Session) -> None:
        add_schedule(session, submission.caller.workspace_id, draft, submission.now)

    await submission.keep(keep)
    submission.bot.wake_jobs()
    submission.bot.afterwards.start(
        publish_home(submission.bot, submission.caller, HomePage.ADMIN), what="publishing App Home"
    )


async def pause(press: Press) -> Message | None:
    _require_admin(press)
    await press.keep(
        lambda session: pause_schedule(session, press.caller.workspace_id, press.value, press.now)
    )
    return None


async def resume(press: Press) -> Message | None:
    _require_admin(press)
    await press.keep(
        lambda session: resume_schedule(session, press.caller.workspace_id, press.value, press.now)
    )
    press.bot.wake_jobs()
    return None


def _require_admin(gesture: Gesture) -> None:
    if not gesture.caller.is_admin:
        raise BadInput(NOT_AN_ADMIN)


LISTENERS = Listeners(
    presses={
        Action.ADD_SCHEDULE: open_form,
        Action.PAUSE_SCHEDULE: pause,
        Action.RESUME_SCHEDULE: resume,
    },
    submissions={Form.SCHEDULE: submit},
)
