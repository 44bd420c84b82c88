"""`plnudge export`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from domain.drafts import EntryDraft, GoalDraft
from storage.audit import looks_at
from storage.database import Database
from storage.entries import keep_entry
from storage.goals import keep_goal
from storage.tables import Person
from tests.conftest import NOW
from tests.plnudge.conftest import Call

# Word for word as PRODUCT.md promises them.
PROMISED = {
    "entries": "id, person, text, minutes, happened_on, logged_at, kind, mode, elements, skills, "
    "network_act, reach, link, classroom_note, visibility, goal",
    "goals": "id, person, text, element, skill, indicator, target, due_on, state, visibility",
    "reflections": "person, prompt, element, text, answered_at",
    "occurrences": "person, schedule, prompt, element, local, due_at, state, reason, sent_at, ts",
}
KINDS = [
    "people", "entries", "goals", "goal_revisions", "check_ins", "indicators", "reflections",
    "occurrences", "evaluations", "credits",
]  # fmt: skip


@pytest.fixture
def kept(database: Database, person: Callable[[str], Person]) -> None:
    """A goal of Ana's and an entry for it, an entry of Ben's that looks like a formula."""
    ana, ben = person("Ana"), person("Ben")
    goal = database.write_now(
        lambda session: keep_goal(
            session,
            ana.id,
            GoalDraft(text="Two conferences"),
            submission=None,
            now=NOW,
            today=date(2026, 11, 24),
        )
    )
    for author, text, goal_id in ((ana, "Crème, “brûlée”", goal.id), (ben, "=1+1", None)):
        draft = EntryDraft(text=text, happened_on=date(2026, 11, 23), goal_id=goal_id)
        database.write_now(
            lambda session, author=author, draft=draft: keep_entry(  # type: ignore[misc]
                session, author.id, draft, submission=None, now=NOW
            )
        )


def export(call: Call, *options: str) -> dict[str, Any]:
    records: dict[str, Any] = call("export", *options).value
    return records


@pytest.mark.usefixtures("kept")
def test_json_has_the_promised_kinds_and_keys(call: Call) -> None:
    records = export(call)
    assert list(records) == list(KINDS)
    assert records == export(call, "--json")
    for kind in ("entries", "goals"):
        promised = PROMISED[kind].split(", ")
        assert list(records[kind][0])[: len(promised)] == promised
    entry = records["entries"][0]
    assert (entry["person"], entry["text"]) == ("UANA", "Crème, “brûlée”")
    assert (entry["logged_at"], entry["happened_on"]) == ("2026-11-24T18:00:00Z", "2026-11-23")
    assert (entry["minutes"], entry["elements"]) == (None, [])
    assert entry["goal"] == records["goals"][0]["id"]
    assert records["evaluations"] == []
    assert len(records["people"]) == 8


@pytest.mark.usefixtures("kept")
def test_one_persons_records_are_theirs_alone(call: Call) -> None:
    records = export(call, "--user", "UBEN")
    assert {entry["person"] for entry in records["entries"]} == {"UBEN"}
    assert [person["id"] for person in records["people"]] == ["UBEN"]
    assert records["goals"] == []


@pytest.mark.usefixtures("kept")
def test_csv_on_standard_output_holds_the_entries(call: Call) -> None:
    answer = call("export", "--format", "csv")
    header, *rows = csv.reader(StringIO(answer.stdout, newline=""))
    assert header == PROMISED["entries"].split(", ")
    assert [row[2] for row in rows] == ["Crème, “brûlée”", "'=1+1"]


@pytest.mark.usefixtures("kept")
def test_a_file_gets_the_format_of_its_ending(call: Call) -> None:
    told = call("export", "--out", "all.csv", "--json").value
    assert told == {
        "out": "all.csv",
        "people": 8,
        "entries": 2,
        "goals": 1,
        "goal_revisions": 0,
        "check_ins": 0,
        "indicators": 0,
        "reflections": 0,
        "occurrences": 0,
        "evaluations": 0,
        "credits": 0,
    }
    assert Path("all.csv").read_bytes().startswith(b"\xef\xbb\xbfid,person,")
    assert "Wrote all.zip (people: 8, entries: 2" in call("export", "--out", "all.zip").stdout
    with ZipFile("all.zip") as archive:
        assert archive.namelist() == [f"{kind}.csv" for kind in KINDS]
        for kind, keys in PROMISED.items():
            first_line = archive.read(f"{kind}.csv").decode("utf-8-sig").splitlines()[0]
            assert first_line.startswith(keys.replace(", ", ","))
    call("export", "--out", "all.json")
    assert json.loads(Path("all.json").read_text()) == export(call)
    call("export", "--out", "all.xlsx")
    sheet = load_workbook(BytesIO(Path("all.xlsx").read_bytes()))["entries"]
    assert [cell.value for cell in sheet["C"]] == ["text", "Crème, “brûlée”", "=1+1"]
    assert sheet["C3"].data_type == "s"
    assert sheet["F2"].value == datetime(2026, 11, 24, 18, 0, tzinfo=UTC).replace(tzinfo=None)


@pytest.mark.usefixtures("kept")
def test_a_file_is_there_whole_or_as_it_was(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("all.json").write_text("as it was")

    def refuse(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        answer = call("export", "--out", "all.json")
    assert answer.exit_code == 1
    assert "No space left on device" in answer.stderr
    assert Path("all.json").read_text() == "as it was"
    assert [path.name for path in Path.cwd().iterdir()] == ["all.json"]
    assert call("export", "--out", "all.json").exit_code == 0
    # What educators wrote is for the eyes of whoever asked for it.
    assert Path("all.json").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("out", [".", "/dev/null", "nowhere/all.json"])
def test_a_place_that_takes_no_file_is_refused(call: Call, out: str) -> None:
    answer = call("export", "--out", out)
    assert answer.exit_code == 1
    assert "I can't write" in answer.stderr


def test_whoever_s_records_are_written_out_can_see_that_and_why(
    call: Call, lakeview: int, database: Database, person: Callable[[str], Person]
) -> None:
    call("export", "--user", "UANA", "--why", "asked for by Ana herself")
    call("export", "--out", "all.xlsx")
    assert call("export", "--out", "nowhere/all.xlsx").exit_code == 1

    def looks(name: str) -> list[tuple[str | None, str, str]]:
        found = database.read_now(
            lambda session: looks_at(session, person(name).id, first=0, most=9)
        )
        return [(each.reader, each.what, each.why) for each in found.rows]

    everyone = (None, "everyone's records", "no reason was given")
    assert looks("Ana") == [everyone, (None, "your whole record", "asked for by Ana herself")]
    assert looks("Ben") == [everyone]
