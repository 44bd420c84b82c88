"""`plnudge credit`: the policy, and what was credited under it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from storage.approvals import approve_all, read_awaiting
from storage.audit import looks_at
from storage.credit import hand_in
from storage.database import Database
from storage.entries import draft_of, edit_entry, keep_entry
from storage.people import find_caller
from storage.tables import Person
from tests.conftest import NOW, TEAM
from tests.domain.test_credit import WORKED
from tests.plnudge.conftest import Call, contents

PersonOf = Callable[[str], Person]


@pytest.fixture
def credited(call: Call, database: Database, lakeview: int, person: PersonOf) -> Person:
    """Ben, whose leader approved all of the worked table but the line that adds nothing."""
    call("credit", "set", "--kind", "webinar", "--rate", "0.5", "--cap", "2",
         "--from", "2026-07-01")  # fmt: skip
    call("credit", "set", "--kind", "webinar", "--rate", "0.25", "--cap", "2.5",
         "--from", "2027-01-01")  # fmt: skip
    call("credit", "expect", "12", "--unit", "CEU", "--from", "2026-07-01")
    ben = person("Ben")

    def earn(session: Session) -> None:
        for day, minutes, *_ in WORKED[:4] + WORKED[5:]:
            draft = EntryDraft("=A webinar", day, minutes, kind="webinar")
            entry = keep_entry(session, ben.id, draft, submission=None, now=NOW)
            draft = replace(draft_of(entry), link="https://talk.example")
            edit_entry(session, ben.id, entry.id, draft, NOW)
            hand_in(session, ben.id, entry.id, now=NOW)
        ana = find_caller(session, workspace=TEAM, slack_id="UANA", now=NOW)
        assert ana is not None
        page = read_awaiting(session, ana, first=0, most=50, now=NOW)
        approve_all(session, ana, [each.seen for each in page.rows], now=NOW)

    database.write_now(earn)
    return ben


def test_before_there_is_a_rule_it_says_how_to_make_one(call: Call, lakeview: int) -> None:
    assert "“plnudge credit set” makes a rule" in call("credit", "show").stdout
    assert "“plnudge credit set” makes a rule" in call("credit", "history").stdout
    shown = call("credit", "show", "--json").value
    assert (shown["rules"], shown["coming"], shown["unit"]) == ([], [], "credits")


def test_a_rule_is_made_changed_from_a_day_on_and_ended(call: Call, lakeview: int) -> None:
    made = call(
        "credit", "set", "--kind", "webinar", "--rate", "1", "--cap", "15", "--evidence", "link",
        "--approval", "automatic", "--lapses-after", "24", "--from", "2026-07-01", "--json",
    ).value  # fmt: skip
    assert made == {
        "kind": "webinar", "mode": None, "staff": None, "from": "2026-07-01", "rate": 1,
        "cap": 15, "evidence": "link", "approval": "automatic", "lapse_months": 24,
        "is_ended": False,
    }  # fmt: skip
    # What is not said stays as it was.
    changed = call(
        "credit", "set", "--kind", "webinar", "--rate", "0.5", "--from", "2120-07-01", "--json"
    ).value
    assert changed == {**made, "from": "2120-07-01", "rate": 0.5}
    call("credit", "set", "--kind", "webinar", "--cap", "none", "--lapses-after", "never",
         "--approval", "leader", "--from", "2120-08-01")  # fmt: skip
    call("credit", "end", "--kind", "webinar", "--from", "2121-07-01")
    call("credit", "set", "--mode", "in-person", "--staff", "teacher", "--rate", "0.1")
    words = call("credit", "show", "--on", "2120-01-01").stdout
    assert (
        "Webinar: 1 credit for each hour, at most 15 credits a school year, with a link; "
        "credited at once; lapses after 24 months." in words
    )
    assert "Any activity, in person (teachers): 0.1 credits for each hour" in words
    assert "From July 1, 2121, Webinar: no rule of its own any more." in words
    assert [rule["from"] for rule in call("credit", "show", "--json").value["coming"]] == [
        "2120-07-01",
        "2120-08-01",
        "2121-07-01",
    ]
    found = call("credit", "history", "--json").value
    assert [change["by"] for change in found] == [None] * 5
    assert found[2]["rule"]["cap"] is None
    assert "the command line" in call("credit", "history").stdout


def test_what_is_expected_is_said(call: Call, lakeview: int) -> None:
    words = call("credit", "expect", "12", "--unit", "CEU", "--year-begins", "August 15",
                 "--from", "2026-08-15").stdout  # fmt: skip
    assert words == (
        "From August 15, 2026: 12 CEU are expected in a school year, which begins on August 15.\n"
    )
    assert call("credit", "expect", "none", "--json").value["expected"] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("set", "--kind", "seance", "--rate", "1"), "“seance” is no kind: use social-feed"),
        (("set", "--mode", "asleep", "--rate", "1"), "“asleep” is no mode: use in-person"),
        (("set", "--staff", "pupil", "--rate", "1"), "“pupil” is no staff: use teacher"),
        (("set", "--kind", "webinar"), "Say what an hour gives"),
        (("set", "--rate", "a lot"), "I can't read “a lot” as an amount"),
        (("set", "--rate", "1", "--lapses-after", "soon"), "I can't read “soon” as months"),
        (("set", "--rate", "1", "--from", "soon"), "I can't read “soon” as the date of --from"),
        (("end", "--kind", "webinar"), "There is no such rule"),
        (("expect", "--year-begins", "02-29"), "as the first day of the school year"),
        (("transcript", "--user", "UNOBODY"), "UNOBODY"),
        (("transcript", "--user", "UBEN"), "Nothing gives credit here yet"),
    ],
)
def test_what_can_t_be_is_refused_and_nothing_is_written(
    call: Call, lakeview: int, database_file: Path, words: tuple[str, ...], sentence: str
) -> None:
    before = contents(database_file)
    answer = call("credit", *words)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert sentence in answer.stderr
    assert contents(database_file) == before


@pytest.mark.parametrize(
    "words",
    [
        ("expect",),
        ("transcript", "--user", "UBEN", "--format", "pdf"),
        ("set", "--rate", "1", "--evidence", "oath"),
    ],
)
def test_wrong_usage_is_two(call: Call, lakeview: int, words: tuple[str, ...]) -> None:
    assert call("credit", *words).exit_code == 2


def test_a_transcript_is_the_table_that_was_worked_by_hand(call: Call, credited: Person) -> None:
    found = call("credit", "transcript", "--user", "UBEN", "--period", "2026-27", "--json").value
    lines = [f"{line['credit']:.2f}" for line in found["lines"]]
    assert lines == [row[-1] for row in WORKED if row[-1] != "0.00"]
    assert (found["earned"], found["expected"], found["unit"]) == (2.5, 12, "CEU")
    assert {line["approved_by"] for line in found["lines"]} == {"Ana"}
    [rule] = found["by_rule"]
    assert (rule["kind"], rule["cap"], rule["earned"]) == ("webinar", 2.5, 2.5)
    words = call("credit", "transcript", "--user", "UBEN", "--period", "2026-27").stdout
    assert "Ben, 2026-27: 2.5 CEU of 12 CEU expected." in words


def test_a_transcript_comes_as_a_workbook_and_as_a_pdf(call: Call, credited: Person) -> None:
    who = ("credit", "transcript", "--user", "UBEN", "--period", "2026-27")
    assert call(*who, "--out", "ben.xlsx").stdout == "Wrote ben.xlsx (6 lines, 2.5 CEU).\n"
    workbook = load_workbook(Path("ben.xlsx"))
    sheet, grounds = workbook["Transcript"], workbook["What it rests on"]
    [versions] = [row[1] for row in grounds.iter_rows(values_only=True) if row[0] == "Webinar"]
    assert [line.partition(",")[0] for line in str(versions).splitlines()] == [
        "From 1 Jul 2026: 0.5 CEU for each hour",
        "From 1 Jan 2027: 0.25 CEU for each hour",
    ]
    rows = list(sheet.iter_rows(values_only=True))[1:]
    assert [row[6] for row in rows] == [0.38, 0.16, 1, 0.46, 0.25, 0.25]
    assert rows[0][0].date() == date(2026, 9, 3)
    assert rows[0][1] == "=A webinar"  # as text, not as a formula
    assert call(*who, "--out", "ben.pdf", "--json").value == {
        "out": "ben.pdf",
        "lines": 6,
        "earned": 2.5,
    }
    pages = pypdfium2.PdfDocument(BytesIO(Path("ben.pdf").read_bytes()))
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    for words in ("Ben", "2026-27", "0.46", "2.50", "Ana", "rounded half up"):
        assert words in text
    call(*who, "--format", "json", "--out", "ben.json")
    assert json.loads(Path("ben.json").read_text())["person"] == "UBEN"


def test_whoever_s_transcript_is_read_can_see_that_and_why(
    call: Call, database: Database, credited: Person
) -> None:
    call("credit", "transcript", "--user", "UBEN", "--period", "2026-27", "--why", "renewal")
    looks = database.read_now(lambda session: looks_at(session, credited.id, first=0, most=9)).rows
    assert ("your credit transcript of 2026-27", "renewal") in {
        (look.what, look.why) for look in looks
    }


def test_no_change_touches_what_was_handed_in(call: Call, credited: Person) -> None:
    refused = call("credit", "set", "--kind", "webinar", "--rate", "9", "--from", "2026-09-01")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "were handed in under the policy as it was" in refused.stderr
    refused = call("credit", "expect", "--unit", "hours", "--from", "2121-01-01")
    assert "let this begin on a July 1" in refused.stderr


def test_records_carry_what_was_credited(call: Call, credited: Person) -> None:
    found = call("export", "--user", "UBEN").value["credits"]
    assert [record["credit"] for record in found] == [0.38, 0.16, 1.0, 0.46, 0.25, 0.25]
    assert {(record["state"], record["unit"], record["year"]) for record in found} == {
        ("granted", "CEU", "2026-27")
    }
