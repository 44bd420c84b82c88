"""An admin decides how long what people wrote is kept, and sees what goes before it is set."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.listeners.gestures import Listeners, Press, Submission
from bot.listeners.schedules import require_admin, show_admin_page
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.home import HomePage
from bot.messages.retention import as_said, read_limits, retention_form, retention_preview
from domain.errors import BadInput
from domain.retention import KEPT, Limits
from storage.retention import preview_limits, retention_of, set_limits
from storage.workspaces import today_in


async def open_form(press: Press) -> None:
    require_admin(press)
    workspace_id = press.caller.workspace_id
    retention = await press.find(lambda session: retention_of(session, workspace_id))
    limits = retention.limits if retention else Limits()
    press.open_modal(retention_form(limits, Origin(home_page=HomePage.ADMIN)))


async def preview(submission: Submission) -> dict[str, Any]:
    """Nothing is set before what goes was seen."""
    require_admin(submission)
    limits = read_limits({kept: submission.choice(kept) for kept in KEPT})
    workspace_id, now = submission.caller.workspace_id, submission.now

    def look(session: Session) -> dict[str, Any]:
        today = today_in(session, workspace_id, now)
        retention, due = preview_limits(session, workspace_id, limits, today=today)
        origin = Origin(home_page=HomePage.ADMIN, said=as_said(limits))
        return retention_preview(retention, due, today, origin)

    return await submission.find(look)


async def keep(submission: Submission) -> None:
    require_admin(submission)
    said = submission.origin.said
    if said is None:
        raise BadInput("That form is from an older App Home. Open it again.")
    limits = Limits(**said)
    workspace_id, now = submission.caller.workspace_id, submission.now
    await submission.keep(
        lambda session: set_limits(
            session, workspace_id, limits, today=today_in(session, workspace_id, now)
        )
    )
    show_admin_page(submission)


LISTENERS = Listeners(
    presses={Action.SET_RETENTION: open_form},
    submissions={Form.RETENTION: preview, Form.RETENTION_PREVIEW: keep},
    clearing={Form.RETENTION_PREVIEW},
)
