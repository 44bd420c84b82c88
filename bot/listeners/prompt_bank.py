"""An admin looks after the prompt bank, in a modal that stays open."""

from __future__ import annotations

from typing import Any, Final, cast

from sqlalchemy.orm import Session

from bot.listeners.gestures import Gesture, Listeners, Press, Submission
from bot.listeners.schedules import require_admin
from bot.messages.actions import Action, Form
from bot.messages.prompt_bank import bank_modal, prompt_form
from domain.errors import BadInput
from domain.keys import Audience
from storage.prompts import (
    BankPrompt,
    add_prompt,
    bring_back_prompt,
    built_in,
    edit_prompt,
    find_prompt,
    prompt_bank,
    retire_prompt,
)


async def open_bank(press: Press) -> None:
    require_admin(press)
    press.open_modal(await _bank(press, press.bot.rubric.elements[0].key))


async def choose_element(press: Press) -> None:
    require_admin(press)
    press.update_modal(await _bank(press, press.value))


async def open_new(press: Press) -> None:
    require_admin(press)
    press.push_modal(prompt_form(None, press.value, press.bot.rubric))


async def choose(press: Press) -> None:
    """The menu beside a prompt: `edit:own-1`, `retire:own-1`, `back:own-1`."""
    require_admin(press)
    choice, _, prompt_id = press.value.partition(":")
    if choice not in _MENU:
        raise BadInput("That menu is from an older list. Open the prompt bank again.")
    await _MENU[choice](press, prompt_id)


async def submit(submission: Submission) -> None:
    """Kept, and the list under the form shows it."""
    require_admin(submission)
    workspace_id, bank = submission.caller.workspace_id, built_in(submission.bot.rubric)
    prompt_id = (submission.origin.said or {}).get("prompt")
    text, element = submission.text("text"), submission.choice("element") or ""
    audience = cast(Audience, submission.choice("audience") or "both")

    def keep(session: Session) -> None:
        said = {"element": element, "text": text, "audience": audience}
        if prompt_id is None:
            add_prompt(session, workspace_id, now=submission.now, **said)
            return
        before = find_prompt(session, workspace_id, prompt_id, bank)
        if audience == "both" and before.audience == "educators":
            # The same people, by the rubric's word for them.
            said["audience"] = before.audience
        edit_prompt(session, workspace_id, prompt_id, bank, now=submission.now, **said)

    await submission.keep(keep)
    view_id = submission.body["view"]["root_view_id"]
    view = await _bank(submission, element)
    submission.bot.afterwards.start(
        submission.bot.client.views_update(view_id=view_id, view=view), what="updating a modal"
    )


async def _open_edit(press: Press, prompt_id: str) -> None:
    prompt = await press.find(lambda session: _find(session, press, prompt_id))
    press.push_modal(prompt_form(prompt, prompt.element, press.bot.rubric))


async def _retire(press: Press, prompt_id: str) -> None:
    bank = built_in(press.bot.rubric)
    workspace_id = press.caller.workspace_id
    prompt = await press.keep(
        lambda session: retire_prompt(session, workspace_id, prompt_id, bank, press.now)
    )
    press.update_modal(await _bank(press, prompt.element))


async def _bring_back(press: Press, prompt_id: str) -> None:
    bank = built_in(press.bot.rubric)
    workspace_id = press.caller.workspace_id
    prompt = await press.keep(
        lambda session: bring_back_prompt(session, workspace_id, prompt_id, bank)
    )
    press.update_modal(await _bank(press, prompt.element))


_MENU: Final = {"edit": _open_edit, "retire": _retire, "back": _bring_back}


async def _bank(gesture: Gesture, element: str) -> dict[str, Any]:
    rubric, workspace_id = gesture.bot.rubric, gesture.caller.workspace_id
    bank = await gesture.find(
        lambda session: prompt_bank(session, workspace_id, built_in(rubric), is_retired_too=True)
    )
    known = [each.key for each in rubric.elements]
    return bank_modal(bank, rubric, element if element in known else known[0])


def _find(session: Session, press: Press, prompt_id: str) -> BankPrompt:
    return find_prompt(session, press.caller.workspace_id, prompt_id, built_in(press.bot.rubric))


LISTENERS = Listeners(
    presses={
        Action.OPEN_BANK: open_bank,
        Action.BANK_ELEMENT: choose_element,
        Action.ADD_PROMPT: open_new,
        Action.PROMPT_MENU: choose,
    },
    submissions={Form.PROMPT: submit},
)
