"""The command line is for whoever runs the house; it gives no role to whom none is due.

Each command has a row: with the people that it may be told of, and what of one workspace it
must not find in another. To add a command, add its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
import typer
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from domain.membership import Member
from plnudge.cli import COMMANDS
from storage.audit import looks_at
from storage.database import Database
from storage.entries import keep_entry
from storage.people import get_person, keep_members
from storage.tables import Person
from tests.conftest import NOW
from tests.plnudge.conftest import Call, contents

PEOPLE: Final = {
    "educator": "UBEN",
    "leader": "UANA",
    "admin": "UGIL",
    "guest": "UGUEST",
    "bot": "UBOT",
    "deactivated": "UGONE",
    "stranger": "UHAL",  # of the workspace Harbor
}
EDUCATORS: Final = frozenset({"educator", "leader", "admin"})
KNOWN: Final = frozenset(PEOPLE) - {"stranger"}


@dataclass(frozen=True)
class Row:
    """A command that names a person, and the roles of those whom it may name."""

    words: tuple[str, ...]
    may: frozenset[str]


HERE: Final = ("--workspace", "T0LAKEVIEW")
PERSON: Final[dict[str, Row]] = {
    "group join": Row(("group", "join", "District", "{person}", *HERE), EDUCATORS),
    "group leave": Row(
        ("group", "leave", "Maple School", "{person}", *HERE), frozenset({"educator", "leader"})
    ),
    "role grant": Row(("role", "grant", "admin", "{person}", *HERE), EDUCATORS),
    "role grant leader": Row(
        ("role", "grant", "leader", "{person}", "--group", "District", *HERE), EDUCATORS
    ),
    "role revoke": Row(
        ("role", "revoke", "leader", "{person}", "--group", "Maple School", *HERE),
        frozenset({"leader"}),
    ),
    "roster staff": Row(("roster", "staff", "teacher", "{person}", *HERE), EDUCATORS),
    "roster import": Row(("roster", "import", "{person}.csv", *HERE), EDUCATORS),
    "schedule preview": Row(("schedule", "preview", "Nudge", "--user", "{person}", *HERE), KNOWN),
    "why": Row(("why", "{person}", *HERE), KNOWN),
    "export": Row(("export", "--user", "{person}", *HERE), KNOWN),
    "credit transcript": Row(("credit", "transcript", "--user", "{person}", *HERE), KNOWN),
    # Of the others, there is nothing that a portfolio could hold.
    "portfolio": Row(
        ("portfolio", "--user", "{person}", "--out", "portfolio.xlsx", *HERE),
        frozenset({"educator"}),
    ),
}
ELSEWHERE: Final = ("--workspace", "T0HARBOR")
OTHER_WORKSPACE: Final[dict[str, tuple[str, ...]]] = {
    "digest": ("digest", "--group", "Maple School", *ELSEWHERE),
    "group show": ("group", "show", "Maple School", *ELSEWHERE),
    "group add": ("group", "add", "Band", "--in", "Maple School", *ELSEWHERE),
    "group change": ("group", "change", "Maple School", "--top", *ELSEWHERE),
    "group remove": ("group", "remove", "Maple School", *ELSEWHERE),
    "group follow": ("group", "follow", "Maple School", "S1", *ELSEWHERE),
    "schedule add": (
        "schedule", "add", "X", "--weekly", "mon", "--group", "Maple School", *ELSEWHERE,
    ),
    "schedule change": ("schedule", "change", "Nudge", "--name", "X", *ELSEWHERE),
    "schedule test": ("schedule", "test", "Nudge", "--user", "UHAL", *ELSEWHERE),
    "schedule pause": ("schedule", "pause", "Nudge", *ELSEWHERE),
    "schedule resume": ("schedule", "resume", "Nudge", *ELSEWHERE),
    "schedule remove": ("schedule", "remove", "Nudge", *ELSEWHERE),
    "prompt retire": ("prompt", "retire", "own-1", *ELSEWHERE),
    "prompt edit": ("prompt", "edit", "own-1", "--text", "What went well?", *ELSEWHERE),
    "prompt bring-back": ("prompt", "bring-back", "own-1", *ELSEWHERE),
    "calendar add": ("calendar", "add", "US", "--group", "Maple School", *ELSEWHERE),
    "credit end": ("credit", "end", "--kind", "webinar", *ELSEWHERE),
    "calendar remove": ("calendar", "remove", "Nudge days", *ELSEWHERE),
    "cycle open": ("cycle", "open", "X", "--group", "Maple School", *ELSEWHERE),
    "cycle show": ("cycle", "show", "Nudge year", *ELSEWHERE),
    "cycle change": ("cycle", "change", "Nudge year", "--name", "X", *ELSEWHERE),
    "cycle close": ("cycle", "close", "Nudge year", *ELSEWHERE),
    "cycle reopen": ("cycle", "reopen", "Nudge year", *ELSEWHERE),
    "cycle remove": ("cycle", "remove", "Nudge year", *ELSEWHERE),
    "cycle report": ("cycle", "report", "Nudge year", *ELSEWHERE),
}  # fmt: skip
"""What names something of Lakeview, asked of Harbor: refused."""
LISTS: Final = {
    "group list": ("group", "list", *ELSEWHERE),
    "role list": ("role", "list", *ELSEWHERE),
    "schedule list": ("schedule", "list", *ELSEWHERE),
    "prompt list": ("prompt", "list", *ELSEWHERE),
    "calendar list": ("calendar", "list", *ELSEWHERE),
    "policy show": ("policy", "show", *ELSEWHERE),
    "retention": ("retention", *ELSEWHERE),
    "credit show": ("credit", "show", *ELSEWHERE),
    "credit history": ("credit", "history", *ELSEWHERE),
    "cycle list": ("cycle", "list", *ELSEWHERE),
    "stage": ("stage", *ELSEWHERE),
    "export": ("export", *ELSEWHERE),
}
"""What lists one workspace and nothing of the other."""
NOBODY_S: Final = frozenset(
    {
        "run",
        "demo",
        "migrate",
        "backup",
        "restore",
        "move",
        "doctor",
        "manifest",
        "roster sync",
        "prompt add",
        "policy set",
        "credit set",
        "credit expect",
        "keys make",
        "keys rotate",
        "workspace list",
        "workspace erase",
    }
)
"""Commands that name no person and read nobody's."""


def leaves() -> set[str]:
    """Every command, as it is typed after `plnudge`."""
    found = set()
    for name in COMMANDS:
        command = typer.main.get_command(import_module(f"plnudge.commands.{name}").app)
        below = getattr(command, "commands", {})
        found |= {f"{name} {each}" for each in below} if below else {name}
    return found


def test_every_command_has_its_row() -> None:
    rows = {*PERSON, *OTHER_WORKSPACE, *LISTS, *NOBODY_S} - {"role grant leader"}
    assert leaves() - rows == set(), "tests/plnudge/test_access.py wants rows for these"
    assert rows - leaves() == set(), "these are gone"


@pytest.fixture
def two_workspaces(database: Database, lakeview: int, harbor: int, call: Call) -> int:
    """Lakeview with somebody of every kind in it, and Harbor with Hal."""
    more = [
        Member("UBOT", "Bot", "America/Chicago", is_bot=True),
        Member("UGONE", "Gone", "America/Chicago", is_deactivated=True),
    ]

    def keep(session: Session) -> None:
        keep_members(session, lakeview, more, NOW)
        ben = get_person(session, lakeview, PEOPLE["educator"])
        draft = EntryDraft("A webinar", datetime.now(UTC).date())
        keep_entry(session, ben.id, draft, submission=None, now=NOW)

    database.write_now(keep)
    call("schedule", "add", "Nudge", "--weekly", "mon", *HERE)
    call("credit", "set", "--kind", "webinar", "--rate", "1", *HERE)
    call("calendar", "add", "--day", "2026-12-24", "--name", "Nudge days", *HERE)
    call("cycle", "open", "Nudge year", *HERE)
    for slack_id in PEOPLE.values():
        Path(f"{slack_id}.csv").write_text(f"slack_id,group\n{slack_id},District\n")
    return lakeview


@pytest.mark.usefixtures("two_workspaces")
@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", PERSON)
def test_a_command_takes_those_whom_it_may_and_writes_nothing_of_others(
    call: Call, database_file: Path, name: str, role: str
) -> None:
    row = PERSON[name]
    words = tuple(word.format(person=PEOPLE[role]) for word in row.words)
    before = contents(database_file)
    answer = call(*words)
    if role in row.may:
        assert answer.exit_code == 0, answer.stderr
    else:
        assert (answer.exit_code, answer.stdout) == (1, "")
        assert answer.stderr
        assert contents(database_file) == before


@pytest.mark.usefixtures("two_workspaces")
@pytest.mark.parametrize("name", OTHER_WORKSPACE)
def test_one_workspace_does_not_reach_into_another(
    call: Call, database_file: Path, name: str
) -> None:
    before = contents(database_file)
    answer = call(*OTHER_WORKSPACE[name])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert contents(database_file) == before


@pytest.mark.usefixtures("two_workspaces")
@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_one_workspace_names_nothing_of_another(call: Call, name: str) -> None:
    answer = call(*LISTS[name])
    assert answer.exit_code == 0, answer.stderr
    for words in ("Ana", "UANA", "Maple School", "Nudge"):
        assert words not in answer.stdout


@pytest.mark.parametrize("role", sorted(KNOWN))
def test_whoever_is_read_on_the_command_line_can_see_that(
    call: Call, two_workspaces: int, database: Database, role: str
) -> None:
    call("export", "--user", PEOPLE[role], *HERE)

    def looks(session: Session) -> dict[str, int]:
        return {
            person.slack_id: looks_at(session, person.id, first=0, most=9).count
            for person in session.query(Person).filter(Person.workspace_id == two_workspaces)
        }

    found = database.read_now(looks)
    assert {slack_id for slack_id, count in found.items() if count} == {PEOPLE[role]}
