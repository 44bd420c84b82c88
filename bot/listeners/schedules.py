"""An admin says when prompts go out, to whom, and on which days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.home import publish_home
from bot.listeners.gestures import Gesture, Listeners, Press, Search, Submission
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.home import HomePage
from bot.messages.schedule import (
    EDUCATOR_ZONE,
    WAYS,
    Offers,
    preview_modal,
    removal_form,
    schedule_form,
    zone_offer,
)
from bot.messages.settings import zone_choice
from domain.cadence import DEFAULT_AT, Cadence, Way, crontab, monthly, weekly
from domain.errors import BadInput
from domain.keys import Rotation
from domain.replanning import Shift
from domain.words import later
from domain.zone_names import find_zones
from domain.zones import read_zone, to_local
from storage.calendars import all_calendars
from storage.groups import all_groups
from storage.people import get_person
from storage.planning import what_changes
from storage.prompts import built_in, elements_asked, find_prompts, prompt_bank
from storage.schedules import (
    ScheduleDraft,
    add_schedule,
    change_schedule,
    coming_times,
    draft_of,
    left_out_between,
    pause_schedule,
    remove_schedule,
    resume_schedule,
    schedule_by_id,
)
from storage.tables import Person, Schedule
from storage.trials import try_schedule

NOT_AN_ADMIN: Final = later("Only admins of PLNudge decide when prompts go out.")
PREVIEWED: Final = 10
_SEEN: Final = "seen"
"""Which change the form has shown the effect of."""


async def open_new(press: Press) -> None:
    require_admin(press)
    await _open_form(press, None)


async def choose(press: Press) -> None:
    """The menu beside a schedule: `preview:3`, `change:3`, `test:3`, `pause:3`, `remove:3`."""
    require_admin(press)
    choice, _, row = press.value.partition(":")
    if choice not in _MENU or not row.isdecimal():
        raise BadInput("That menu is from an older App Home. Open it again.")
    await _MENU[choice](press, int(row))


async def choose_way(press: Press) -> None:
    """The form asks for what belongs to that way of saying how often."""
    require_admin(press)
    row, way = press.modal_origin.row, cast(Way, press.value)
    draft, offers = await press.find(lambda session: _load(session, press, row))
    press.update_modal(_form(press, draft, offers, way=way, origin=press.modal_origin))


async def search_zone(search: Search) -> list[tuple[str, str]]:
    near = search.caller.zone
    found = find_zones(search.typed, near=near, at=search.now)
    zones = [zone_choice(each, to_local(search.now, ZoneInfo(each.name)).time()) for each in found]
    return zones if search.typed.strip() else [zone_offer(None), *zones]


async def submit(submission: Submission) -> dict[str, Any] | None:
    """Kept; a change that moves what is planned is shown first, and kept when sent again."""
    require_admin(submission)
    origin, workspace_id = submission.origin, submission.caller.workspace_id
    held, offers = await submission.find(lambda session: _load(session, submission, origin.row))
    draft = await submission.find(lambda session: _read(session, submission, held))
    seen = sha256(repr(draft).encode()).hexdigest()[:16]
    if origin.row is not None and (origin.said or {}).get(_SEEN) != seen:
        shifts = await submission.find(lambda session: _shifts(session, submission, draft))
        if shifts:
            shown = replace(origin, said={_SEEN: seen})
            return _form(
                submission, draft, offers, way=_way(submission), origin=shown, shifts=shifts
            )

    def keep(session: Session) -> None:
        if origin.row is None:
            add_schedule(session, workspace_id, draft, submission.now)
        else:
            schedule = schedule_by_id(session, workspace_id, origin.row)
            change_schedule(session, schedule, draft, submission.now)

    await submission.keep(keep)
    show_admin_page(submission)
    return None


async def preview_for(press: Press) -> None:
    """The preview as somebody else gets it."""
    require_admin(press)
    row = press.block_id.partition("|")[2]
    if not row.isdecimal():
        raise BadInput("That preview is an older one. Open it again from App Home.")
    press.update_modal(await _preview(press, int(row), press.value))


async def submit_removal(submission: Submission) -> None:
    require_admin(submission)
    await _act(submission, submission.origin.row or 0, remove_schedule)
    show_admin_page(submission)


async def _open_preview(press: Press, row: int) -> None:
    press.open_modal(await _preview(press, row, press.caller.slack_id))


async def _open_form(press: Press, row: int | None) -> None:
    draft, offers = await press.find(lambda session: _load(session, press, row))
    origin = Origin(row=row, home_page=HomePage.ADMIN)
    press.open_modal(_form(press, draft, offers, way=draft.cadence.way, origin=origin))


async def _send_test(press: Press, row: int) -> None:
    def keep(session: Session) -> None:
        schedule = schedule_by_id(session, press.caller.workspace_id, row)
        person = session.get_one(Person, press.caller.person_id)
        try_schedule(session, schedule, person, press.bot.rubric, press.now)

    await press.keep(keep)
    press.bot.wake_jobs()


async def _pause(press: Press, row: int) -> None:
    await _act(press, row, pause_schedule)


async def _resume(press: Press, row: int) -> None:
    await _act(press, row, resume_schedule)
    press.bot.wake_jobs()


async def _act(
    gesture: Gesture, row: int, act: Callable[[Session, int, str, datetime], Schedule]
) -> None:
    workspace_id = gesture.caller.workspace_id

    def keep(session: Session) -> None:
        act(session, workspace_id, schedule_by_id(session, workspace_id, row).name, gesture.now)

    await gesture.keep(keep)


async def _open_removal(press: Press, row: int) -> None:
    def look(session: Session) -> tuple[Schedule, list[Shift]]:
        schedule = schedule_by_id(session, press.caller.workspace_id, row)
        return schedule, what_changes(session, schedule, None, press.now)

    schedule, shifts = await press.find(look)
    press.open_modal(removal_form(schedule, shifts, press.today))


_MENU: Final = {
    "preview": _open_preview,
    "change": _open_form,
    "test": _send_test,
    "pause": _pause,
    "resume": _resume,
    "remove": _open_removal,
}


def _load(session: Session, gesture: Gesture, row: int | None) -> tuple[ScheduleDraft, Offers]:
    """The schedule as it is kept, or a new one to begin with; and what its form offers."""
    workspace_id, rubric = gesture.caller.workspace_id, gesture.bot.rubric
    offers = Offers(
        groups=all_groups(session, workspace_id),
        calendars=all_calendars(session, workspace_id),
        prompts=prompt_bank(session, workspace_id, built_in(rubric)),
    )
    if row is not None:
        return draft_of(session, schedule_by_id(session, workspace_id, row)), offers
    return (
        ScheduleDraft(
            name="",
            cadence=weekly(["wed"]),
            from_on=gesture.today,
            elements=tuple(element.key for element in rubric.elements),
            calendars=tuple(calendar.name for calendar in offers.calendars),
        ),
        offers,
    )


def _form(
    gesture: Gesture,
    draft: ScheduleDraft,
    offers: Offers,
    *,
    way: Way,
    origin: Origin,
    shifts: list[Shift] | None = None,
) -> dict[str, Any]:
    return schedule_form(
        draft,
        gesture.bot.rubric,
        offers,
        way=way,
        origin=origin,
        shifts=shifts,
        today=gesture.today,
    )


def _shifts(session: Session, submission: Submission, draft: ScheduleDraft) -> list[Shift]:
    row = submission.origin.row or 0
    schedule = schedule_by_id(session, submission.caller.workspace_id, row)
    return what_changes(session, schedule, draft, submission.now)


def _read(session: Session, submission: Submission, held: ScheduleDraft) -> ScheduleDraft:
    """What the form says. Raises BadInput beside the field at fault."""
    zone = submission.choice(Action.SCHEDULE_ZONE)
    hours = submission.number("remind_after_hours")
    draft = replace(
        held,
        name=submission.text("name"),
        cadence=_read_cadence(submission),
        zone=None if zone in {None, EDUCATOR_ZONE} else read_zone(zone or "").key,
        groups=submission.choices("groups"),
        roles=submission.choices("roles"),
        from_on=submission.day("from_on") or held.from_on,
        until_on=submission.day("until_on"),
        calendars=submission.choices("calendars"),
        remind_after_hours=int(hours) if hours else None,
    )
    if draft.purpose != "prompt":
        return draft
    rubric, ids = submission.bot.rubric, submission.choices("prompts")
    workspace_id = submission.caller.workspace_id
    known = [element.key for element in rubric.elements]
    chosen = submission.choices("elements")
    prompts = find_prompts(session, workspace_id, built_in(rubric), ids)
    return replace(
        draft,
        rotation=cast(Rotation, submission.choice("rotation") or "in-turn"),
        prompts=tuple(prompt.id for prompt in prompts),
        elements=elements_asked(known, chosen, prompts),
    )


def _read_cadence(submission: Submission) -> Cadence:
    way, at = _way(submission), submission.clock_time("at") or DEFAULT_AT
    if way == "cron":
        return crontab(submission.text("cron"))
    if way == "monthly":
        return monthly(submission.choices("monthly"), at)
    every = int(submission.number("every_weeks") or 1) if way == "every-weeks" else 1
    return weekly(submission.choices("weekly"), at, every=every)


def _way(submission: Submission) -> Way:
    chosen = submission.choice("way")
    return next((way for way, _ in WAYS if way == chosen), "weekly")


async def _preview(press: Press, row: int, who: str) -> dict[str, Any]:
    def look(session: Session) -> dict[str, Any]:
        workspace_id = press.caller.workspace_id
        schedule = schedule_by_id(session, workspace_id, row)
        person = get_person(session, workspace_id, who)
        coming = coming_times(
            session, schedule, ZoneInfo(person.zone), since=press.now, person=person
        )
        times = list(islice(coming, PREVIEWED))
        until = times[-1].at if times else press.now
        return preview_modal(
            schedule,
            draft_of(session, schedule),
            press.bot.rubric,
            times,
            left_out_between(session, schedule, press.now, until),
            who=who,
            today=press.today,
        )

    return await press.find(look)


def show_admin_page(gesture: Gesture) -> None:
    """Brings the admin's page of App Home up to date, and has what was kept acted on at once."""
    gesture.bot.wake_jobs()
    gesture.bot.afterwards.start(
        publish_home(gesture.bot, gesture.caller, HomePage.ADMIN), what="publishing App Home"
    )


def require_admin(gesture: Gesture) -> None:
    """Raises BadInput for everyone else."""
    if not gesture.caller.is_admin:
        raise BadInput(NOT_AN_ADMIN)


LISTENERS = Listeners(
    presses={
        Action.ADD_SCHEDULE: open_new,
        Action.SCHEDULE_MENU: choose,
        Action.SCHEDULE_WAY: choose_way,
        Action.PREVIEW_FOR: preview_for,
    },
    submissions={Form.SCHEDULE: submit, Form.REMOVE_SCHEDULE: submit_removal},
    searches={Action.SCHEDULE_ZONE: search_zone},
)
