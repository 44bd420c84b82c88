"""What the page offers to try, and how it is seen that it was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from bot.messages.actions import Action
from plnudge.house import House
from sandbox.district import PEOPLE
from sandbox.page import Doings, Step
from storage.tables import Entry, Person, Reflection, Response, Schedule

STEPS = (
    Step(
        "log",
        "Log something that you learned",
        "Send the line below. Then press Edit: it shows what was understood.",
        PEOPLE["maya"].id,
        words="/pln log 45m EdCamp session on student podcasting #ownership",
    ),
    Step(
        "answer",
        "Answer a prompt",
        "Press “To the next prompt” on the clock, then Reflect in the message that comes.",
        PEOPLE["maya"].id,
    ),
    Step(
        "digest",
        "Read the digest",
        "Press “To the next digest”: a week passes, colleagues log and answer, and on Monday "
        "it comes.",
        PEOPLE["ruth"].id,
    ),
    Step(
        "evaluation",
        "Answer an evaluation",
        "Fatima has rated herself, in words and with evidence. Read it and respond.",
        PEOPLE["ruth"].id,
        words="/pln evaluations",
    ),
    Step(
        "schedule",
        "Make a schedule",
        "Press Admin, then New schedule: say when a prompt goes out, and to whom.",
        PEOPLE["priya"].id,
        place="home",
    ),
)


def look_for_steps(
    house: House, began_at: datetime
) -> Callable[[Doings], Awaitable[Collection[str]]]:
    """Which of the steps were taken since then by the people that somebody was on the page."""

    def made_by(doings: Doings) -> dict[str, Select[bool]]:
        played = select(Person.id).where(
            Person.workspace_id == house.workspace_id, Person.slack_id.in_(doings.people)
        )

        made = {
            "log": exists().where(Entry.person_id.in_(played), Entry.logged_at >= began_at),
            "answer": exists().where(
                Reflection.person_id.in_(played), Reflection.answered_at >= began_at
            ),
            "evaluation": exists().where(
                Response.person_id.in_(played), Response.responded_at >= began_at
            ),
            # Colleagues make none.
            "schedule": exists().where(Schedule.created_at >= began_at),
        }
        return {key: select(each) for key, each in made.items()}

    async def look(doings: Doings) -> Collection[str]:
        def taken(session: Session) -> set[str]:
            return {key for key, made in made_by(doings).items() if session.scalar(made)}

        # Nothing is kept of what is read, so the page says what it has shown.
        read = {"digest"} if Action.SEND_WORKBOOK in doings.shown else set()
        return await house.database.read(taken) | read

    return look
