"""What people type pings nobody, leads nowhere it does not say, and is run by no program."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any, Final

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from bot.attachments.sheets import as_csv, sheets_of
from bot.attachments.workbook import render_workbook
from storage.exports import Records, export_records
from storage.workspaces import pick_workspace
from tests.access.cast import Stage
from tests.access.table import FORMS, PRESSES, ROLES, SUBCOMMANDS, Row

HOSTILE: Final = (
    "=1+1 <!channel> <!here|all> <@U0GHOST99> <!subteam^S0GHOST> <#C0GHOST99> "
    "<https://evil.example|Slack> *_~`> #read('/etc/passwd') &lt;!everyone&gt;"
)
MEANT: Final = re.compile(
    r"<(?:!channel|!here|!everyone|@U0GHOST|!subteam\^S0GHOST|#C0GHOST|https://evil\.example\|)"
)
"""What pings or leads astray, should Slack get it as typed."""
TYPED_BY: Final = ("educator", "leader", "admin")
SPREADSHEET_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


async def test_what_is_typed_into_any_field_pings_nobody_and_is_no_formula(
    stage: Stage,
) -> None:
    ids = await stage.lay_out()
    said: list[Any] = []
    for role in TYPED_BY:
        for words in ("log 20m", "goal", "reflect", "why", "people", "find"):
            said.append((await stage.command(role, f"{words} {HOSTILE}", ids)).attempt.body)
        for form, row in FORMS.items():
            if role in row.may:
                outcome = await stage.submit(role, form, hostile(row), ids)
                said.append(outcome.attempt.body)
        for name, row in SUBCOMMANDS.items():
            if role in row.may:
                said.append((await stage.command(role, f"{name} {row.value}", ids)).attempt.body)
        for action, row in PRESSES.items():
            if role in row.may and not row.is_in_modal:
                await stage.press(role, action, row, ids)
        await stage.slack.person(ROLES[role]).open_home()
        await stage.settle()
    said += [call.arguments for call in stage.slack.calls]
    pinging = {text for each in said for text in marked_up(each) if MEANT.search(text)}
    assert not pinging, "\n".join(sorted(pinging))
    # It was typed, kept and shown: else this would show nothing.
    shown = [text for each in said for text in marked_up(each) if "&lt;@U0GHOST99&gt;" in text]
    assert len(shown) > 20
    kept = await stage.house.database.read(records)
    check_csv(kept)
    check_workbook(kept)


def hostile(row: Row) -> Row:
    """The same with those words in each field into which words are typed."""
    state = {
        name: {"value": HOSTILE} if is_of_words(field) else field
        for name, field in row.state.items()
    }
    return replace(row, state=state)


def is_of_words(field: Any) -> bool:
    return isinstance(field, Mapping) and bool(re.search("[a-z]{4}", str(field.get("value") or "")))


def marked_up(sent: Any) -> Iterator[str]:
    """Texts in it that Slack reads as markup."""
    if isinstance(sent, list):
        for each in sent:
            yield from marked_up(each)
    elif isinstance(sent, Mapping):
        if sent.get("type") in {"mrkdwn", "markdown"} or "blocks" in sent:
            yield str(sent.get("text", ""))
        for each in sent.values():
            yield from marked_up(each)


def records(session: Session) -> Records:
    return export_records(session, pick_workspace(session).id)


def check_csv(kept: Records) -> None:
    found = 0
    for sheet in sheets_of(kept):
        for row in csv.reader(StringIO(as_csv(sheet), newline="")):
            for cell in row:
                is_number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
                assert is_number or not cell.startswith(SPREADSHEET_BEGINNINGS)
                found += cell.startswith("'=1+1")
    assert found > 3


def check_workbook(kept: Records) -> None:
    found = 0
    for sheet in load_workbook(BytesIO(render_workbook(sheets_of(kept)))):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                found += str(cell.value).startswith("=1+1")
    assert found > 3
