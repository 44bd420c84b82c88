"""An admin opens, changes, closes, reopens and removes cycles of evaluations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.listeners.cycle_reports import show
from bot.listeners.gestures import Gesture, Listeners, Press, Submission
from bot.listeners.schedules import show_admin_page
from bot.messages.actions import Action, Form
from bot.messages.cycle import (
    BALANCE,
    LEADERS,
    closing_form,
    cycle_form,
    cycle_modal,
    cycle_removal_form,
    reopening_form,
)
from bot.messages.cycle_words import change_in_words
from bot.messages.forms import Origin
from bot.messages.home import HomePage
from domain.cycles import CycleDraft, Terms, check_cycle, read_ratings, usual_terms
from domain.errors import BadInput
from domain.words import later
from storage.cycles import (
    add_cycle,
    change_cycle,
    close_cycle,
    draft_of,
    effect_of,
    get_cycle,
    has_begun,
    remove_cycle,
    reopen_cycle,
)
from storage.groups import all_groups
from storage.participation import cycle_line
from storage.tables import Cycle

NOT_AN_ADMIN: Final = later("Only admins of PLNudge open and close a cycle of evaluations.")
_SEEN: Final = "seen"
"""Which change the form has shown the effect of."""


async def open_new(press: Press) -> None:
    require_admin(press)
    await _open_form(press, None)


async def choose(press: Press) -> None:
    """The menu beside a cycle: `see:3`, `report:3`, `change:3`, `close:3`, `reopen:3`,
    `remove:3`."""
    require_admin(press)
    choice, _, row = press.value.partition(":")
    if choice not in _MENU or not row.isdecimal():
        raise BadInput("That menu is from an older App Home. Open it again.")
    await _MENU[choice](press, int(row))


async def submit(submission: Submission) -> dict[str, Any] | None:
    """Kept; what a change does to a cycle that runs is shown first, and kept when sent again."""
    require_admin(submission)
    origin = submission.origin
    held, groups = await submission.find(lambda session: _load(session, submission, origin.row))
    draft = _read(submission, held)
    if origin.row is not None:
        seen = sha256(repr(draft).encode()).hexdigest()[:16]
        effect = await submission.find(lambda session: _effect(session, submission, held, draft))
        if effect and (origin.said or {}).get(_SEEN) != seen:
            shown = replace(origin, said={_SEEN: seen})
            return cycle_form(draft, submission.bot.rubric, groups, origin=shown, effect=effect)
    await submission.keep(lambda session: _keep(session, submission, draft))
    show_admin_page(submission)
    return None


async def submit_closing(submission: Submission) -> None:
    def close(session: Session, cycle: Cycle) -> None:
        close_cycle(session, cycle, by=submission.caller.person_id, now=submission.now)

    await _act(submission, close)


async def submit_reopening(submission: Submission) -> None:
    def reopen(session: Session, cycle: Cycle) -> None:
        reopen_cycle(
            session,
            cycle,
            closes_on=submission.day("closes_on"),
            by=submission.caller.person_id,
            now=submission.now,
        )

    await _act(submission, reopen)


async def submit_removal(submission: Submission) -> None:
    await _act(submission, lambda session, cycle: remove_cycle(session, cycle, submission.now))


async def _act(submission: Submission, act: Callable[[Session, Cycle], None]) -> None:
    require_admin(submission)
    workspace_id, row = submission.caller.workspace_id, submission.origin.row or 0
    await submission.keep(lambda session: act(session, get_cycle(session, workspace_id, row)))
    show_admin_page(submission)


async def _open_form(press: Press, row: int | None) -> None:
    draft, groups = await press.find(lambda session: _load(session, press, row))
    origin = Origin(row=row, home_page=HomePage.ADMIN)
    press.open_modal(cycle_form(draft, press.bot.rubric, groups, origin=origin))


async def _see(press: Press, row: int) -> None:
    line = await press.find(
        lambda session: cycle_line(
            session, get_cycle(session, press.caller.workspace_id, row), press.now
        )
    )
    press.open_modal(cycle_modal(line, press.bot.rubric, press.today))


async def _open_closing(press: Press, row: int) -> None:
    press.open_modal(closing_form(await _find(press, row)))


async def _open_reopening(press: Press, row: int) -> None:
    press.open_modal(reopening_form(await _find(press, row), press.today))


async def _open_removal(press: Press, row: int) -> None:
    def look(session: Session) -> Cycle:
        cycle = get_cycle(session, press.caller.workspace_id, row)
        if has_begun(session, cycle):
            raise BadInput(
                "“{name}” has been begun, so its record stays: close it instead.", name=cycle.name
            )
        return cycle

    press.open_modal(cycle_removal_form(await press.find(look)))


async def _send_report(press: Press, row: int) -> None:
    await show(press, press.beside, cycle_id=row)


_MENU: Final = {
    "see": _see,
    "report": _send_report,
    "change": _open_form,
    "close": _open_closing,
    "reopen": _open_reopening,
    "remove": _open_removal,
}


async def _find(press: Press, row: int) -> Cycle:
    return await press.find(lambda session: get_cycle(session, press.caller.workspace_id, row))


def _load(session: Session, gesture: Gesture, row: int | None) -> tuple[CycleDraft, list[str]]:
    """The cycle as it is kept, or a new one to begin with; and the groups that there are."""
    workspace_id = gesture.caller.workspace_id
    groups = [group.name for group in all_groups(session, workspace_id)]
    if row is not None:
        return draft_of(session, get_cycle(session, workspace_id, row)), groups
    elements = [element.key for element in gesture.bot.rubric.elements]
    return CycleDraft(name="", terms=usual_terms(elements, gesture.today)), groups


def _read(submission: Submission, held: CycleDraft) -> CycleDraft:
    """What the form says. Raises BadInput beside the field at fault."""
    was, rules = held.terms, submission.choices("rules")
    terms = Terms(
        elements=submission.choices("elements"),
        opens_on=submission.day("opens_on") or was.opens_on,
        goals_by=submission.day("goals_by") or was.goals_by,
        submit_by=submission.day("submit_by") or was.submit_by,
        respond_by=submission.day("respond_by") or was.respond_by,
        agree_by=submission.day("agree_by") or was.agree_by,
        closes_on=submission.day("closes_on") or was.closes_on,
        ratings=read_ratings(submission.text("ratings")),
        goals_expected=int(submission.number("goals_expected") or 0),
        evidence_expected=int(submission.number("evidence_expected") or 0),
        needs_balance=BALANCE in rules,
        leaders_rate=LEADERS in rules,
    )
    draft = CycleDraft(
        name=submission.text("name"),
        terms=terms,
        groups=submission.choices("groups"),
        expectation=submission.text("expectation"),
    )
    return check_cycle(draft, elements=_elements(submission, held), today=submission.today)


def _effect(
    session: Session, submission: Submission, held: CycleDraft, draft: CycleDraft
) -> list[str]:
    """What there is to say before a cycle that runs is changed."""
    cycle = get_cycle(session, submission.caller.workspace_id, submission.origin.row or 0)
    effect = effect_of(session, cycle, draft)
    if not effect.is_begun and cycle.opens_on > submission.today:
        return []
    return change_in_words(held, draft, effect, submission.today)


def _keep(session: Session, submission: Submission, draft: CycleDraft) -> None:
    workspace_id, row = submission.caller.workspace_id, submission.origin.row
    if row is None:
        add_cycle(
            session,
            workspace_id,
            draft,
            elements=draft.terms.elements,
            submission=submission.submission,
            now=submission.now,
        )
        return
    cycle = get_cycle(session, workspace_id, row)
    change_cycle(session, cycle, draft, elements=draft.terms.elements, now=submission.now)


def _elements(submission: Submission, held: CycleDraft) -> list[str]:
    """The rubric's, and those that a cycle has from an earlier one."""
    known = [element.key for element in submission.bot.rubric.elements]
    return list(dict.fromkeys([*known, *held.terms.elements]))


def require_admin(gesture: Gesture) -> None:
    """Raises BadInput for everyone else."""
    if not gesture.caller.is_admin:
        raise BadInput(NOT_AN_ADMIN)


LISTENERS = Listeners(
    presses={Action.ADD_CYCLE: open_new, Action.CYCLE_MENU: choose},
    submissions={
        Form.CYCLE: submit,
        Form.CLOSE_CYCLE: submit_closing,
        Form.REOPEN_CYCLE: submit_reopening,
        Form.REMOVE_CYCLE: submit_removal,
    },
)
