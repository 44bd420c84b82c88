"""A leader looks how far evaluations are in a group, an admin how far they are in all."""

from __future__ import annotations

from bot.attachments.cycle_report import report_sheets, workbook_name
from bot.cycle_reports import load_report
from bot.listeners.gestures import OLDER_MESSAGE, Listeners, Press
from bot.messages.actions import Action
from bot.messages.cycle_report import CycleReport, report_message, workbook_words
from bot.messages.forms import Origin
from bot.messages.language import say
from bot.messages.message import Message
from bot.workbooks import COMING, send_workbook
from domain.errors import BadInput


async def show_report(press: Press) -> None:
    """A message of its own where it is asked for on App Home; another cycle takes its place."""
    cycle_id, group_id = _value(press)
    is_turning = press.home_page is None
    origin = press.origin(is_replacing=True) if is_turning else press.beside
    await show(press, origin, cycle_id=cycle_id, group_id=group_id)


async def send_report_workbook(press: Press) -> Message:
    cycle_id, group_id = _value(press)
    report = await _find(press, cycle_id, group_id)
    sending = send_workbook(
        press.bot,
        press.caller.slack_id,
        report_sheets(report, press.bot.rubric),
        name=workbook_name(report),
        words=workbook_words(report),
    )
    press.bot.afterwards.start(sending, what="sending a workbook")
    return Message(say(COMING))


async def show(
    press: Press, origin: Origin, *, cycle_id: int | None = None, group_id: int | None = None
) -> None:
    """Raises BadInput as `load_report` does."""
    report, rubric = await _find(press, cycle_id, group_id), press.bot.rubric
    press.answer_with_charts(
        origin, lambda has_charts: report_message(report, rubric, has_charts=has_charts)
    )


async def _find(press: Press, cycle_id: int | None, group_id: int | None) -> CycleReport:
    return await press.find(
        lambda session: load_report(
            session,
            press.caller,
            press.bot.rubric,
            press.now,
            cycle_id=cycle_id,
            group_id=group_id,
        )
    )


def _value(press: Press) -> tuple[int | None, int | None]:
    """`3:12`, a cycle and a group; without a cycle the newest, without a group all it is for."""
    parts = press.value.split(":")
    if len(parts) != 2 or not all(part.isdecimal() or not part for part in parts):
        raise BadInput(OLDER_MESSAGE)
    cycle_id, group_id = (int(part) if part else None for part in parts)
    return cycle_id, group_id


LISTENERS = Listeners(
    presses={
        Action.SHOW_CYCLE_REPORT: show_report,
        Action.SEND_CYCLE_WORKBOOK: send_report_workbook,
    },
)
