"""Trying a schedule: what it would send somebody, sent now, and counted nowhere."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.keys import ENGLISH, Rotation
from domain.zones import local_date, to_local
from rubric_data import Rubric
from storage.asking import Asking, elements_to_ask
from storage.groups import groups_led_by
from storage.prompts import text_in
from storage.schedules import coming_times
from storage.tables import Occurrence, Person, Schedule, Workspace


def try_schedule(
    session: Session, schedule: Schedule, person: Person, rubric: Rubric, now: datetime
) -> Occurrence:
    """Plans it for that person at once: the element whose turn is next, asked as it would be.

    Raises BadInput where they would get nothing.
    """
    if not person.is_educator or person.is_opted_out:
        raise BadInput(
            "{name} gets no prompts, so no test either: they have turned them off, or are "
            "no educator here.",
            name=person.name,
        )
    zone = ZoneInfo(person.zone)
    trial = Occurrence(
        person_id=person.id,
        purpose=schedule.purpose,
        local_at=to_local(now, zone),
        zone=person.zone,
        due_at=now,
        planned_at=now,
        is_test=True,
    )
    if schedule.purpose == "prompt":
        asking = Asking(session, rubric, [person])
        coming = next(coming_times(session, schedule, zone, since=now, person=person), None)
        trial.element, trial.element_because = (
            (coming.element, schedule.rotation)
            if coming and coming.element
            else asking.choose_element(
                person,
                elements_to_ask(rubric, schedule.elements),
                cast(Rotation, schedule.rotation),
                local_date(now, person.zone),
            )
        )
        prompt = asking.choose_prompt(
            person,
            element=trial.element,
            among=schedule.prompts,
            seed=f"{person.slack_id}/{now.isoformat()}",
        )
        workspace = session.get_one(Workspace, person.workspace_id)
        words = rubric.in_language(person.language or workspace.language or ENGLISH)
        trial.prompt_id, trial.prompt_text = prompt.id, text_in(words, prompt)
    elif not groups_led_by(session, person.id):
        raise BadInput(
            "{name} leads no group, so a digest would have nothing to tell.", name=person.name
        )
    session.add(trial)
    session.flush()
    return trial
