"""`plnudge portfolio`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy.orm import Session

from bot.attachments import pdf
from rubric_data import Rubric
from storage.audit import LookSeen, looks_at
from storage.database import Database
from storage.pages import Page
from storage.people import get_person
from storage.workspaces import pick_workspace
from tests.plnudge.conftest import Call
from tests.school_year import live_a_year

YEAR = ("--period", "school year 2026-27")


@pytest.fixture
def year(database: Database, lakeview: int, rubric: Rubric) -> None:
    """Ben's; Ana leads him."""
    database.write_now(
        lambda session: live_a_year(
            session,
            lakeview,
            get_person(session, lakeview, "UBEN"),
            get_person(session, lakeview, "UANA"),
            rubric,
        )
    )


def looks_at_ben(database: Database) -> list[tuple[str | None, str, str]]:
    def look(session: Session) -> Page[LookSeen]:
        ben = get_person(session, pick_workspace(session).id, "UBEN")
        return looks_at(session, ben.id, first=0, most=9)

    page = database.read_now(look)
    return [(look.reader, look.what, look.why) for look in page.rows]


def words_of(file: Path) -> str:
    return " ".join(
        " ".join(page.get_textpage().get_text_range().split())
        for page in pypdfium2.PdfDocument(file)
    )


@pytest.mark.usefixtures("year")
def test_it_writes_a_pdf_and_whoever_it_is_about_can_see_that(
    call: Call, database: Database
) -> None:
    answer = call("portfolio", "--user", "UBEN", *YEAR, "--out", "ben.pdf", "--why", "he asked",
                  "--json").value  # fmt: skip
    assert answer == {
        "out": "ben.pdf", "format": "pdf", "from": "2026-07-01", "to": "2027-06-30",
        "entries": 12, "goals": 3, "reflections": 2,
    }  # fmt: skip
    words = words_of(Path("ben.pdf"))
    assert "Ben" in words
    assert "Run two student-led conferences" in words
    assert Path("ben.pdf").stat().st_mode & 0o077 == 0, "for the eyes of whoever made it"
    assert looks_at_ben(database) == [(None, "your portfolio", "he asked")]


@pytest.mark.usefixtures("year")
def test_it_writes_a_workbook_where_the_file_is_named_so(call: Call) -> None:
    answer = call("portfolio", "--user", "UBEN", *YEAR, "--out", "ben.xlsx")
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout == "Wrote ben.xlsx (2026-07-01 to 2027-06-30).\n"
    assert load_workbook("ben.xlsx")["Goals"].max_row == 4


@pytest.mark.usefixtures("year")
def test_it_is_in_the_language_of_whoever_s_it_is(call: Call, database: Database) -> None:
    def speak_spanish(session: Session) -> None:
        get_person(session, pick_workspace(session).id, "UBEN").own_language = "es"

    database.write_now(speak_spanish)
    for ending in ("pdf", "xlsx"):
        answer = call("portfolio", "--user", "UBEN", *YEAR, "--out", f"ben.{ending}")
        assert answer.stdout == f"Wrote ben.{ending} (2026-07-01 to 2027-06-30).\n"
    words = words_of(Path("ben.pdf"))
    assert "Portafolio de aprendizaje profesional" in words
    assert "Corresponsabilidad" in words
    assert str(PdfReader("ben.pdf").root_object["/Lang"]) == "es"
    assert load_workbook("ben.xlsx").sheetnames[:2] == ["Panorama", "Meses"]


@pytest.mark.usefixtures("year")
def test_parts_can_be_left_out(call: Call) -> None:
    answer = call("portfolio", "--user", "UBEN", *YEAR, "--out", "ben.xlsx", "--without",
                  "goals, evaluation", "--reflections", "none", "--json").value  # fmt: skip
    assert (answer["goals"], answer["reflections"]) == (0, 0)
    assert load_workbook("ben.xlsx").sheetnames == ["Overview", "Months", "Activities",
                                                    "Indicators"]  # fmt: skip


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (("--user", "UNOBODY", "--out", "x.pdf"), 1, "I know nobody with the id UNOBODY"),
        (("--user", "UFAY", *YEAR, "--out", "x.pdf"), 1, "Nothing of Fay's is in the school year"),
        (("--user", "UBEN", "--period", "soon", "--out", "x.pdf"), 1, "can't read “soon”"),
        (("--user", "UBEN", *YEAR, "--out", "no/x.pdf"), 1, "can't write no/x.pdf"),
        (
            ("--user", "UBEN", *YEAR, "--out", "x.pdf", "--reflections", "none", "--without",
             "goals,entries,indicators,credit,evaluation"),
            1,
            "Tick at least one thing",
        ),
        (("--user", "UBEN", "--out", "x.pdf", "--format", "xlsx"), 2, "FILE ends in .pdf"),
        (("--user", "UBEN", "--out", "x.pdf", "--without", "goal"), 2, "no such part: goal"),
        (("--user", "UBEN"), 2, "--out"),
        (("--out", "x.pdf"), 2, "--user"),
    ],
)  # fmt: skip
def test_what_can_not_be_done_is_a_sentence_and_leaves_nothing_behind(
    call: Call, database: Database, words: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    answer = call("portfolio", *words)
    assert answer.exit_code == exit_code
    assert sentence in " ".join(answer.stderr.replace("│", " ").split())
    assert not list(Path().iterdir())
    assert looks_at_ben(database) == []


@pytest.mark.usefixtures("year")
def test_a_typesetter_that_fails_is_a_sentence_with_the_way_round_it(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "typesetter.py"
    program.write_text("raise SystemExit(1)")
    monkeypatch.setattr(pdf, "_TYPESETTER", str(program))
    answer = call("portfolio", "--user", "UBEN", *YEAR, "--out", "ben.pdf")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "“--format xlsx” gives the same" in answer.stderr
    assert not list(Path().iterdir())


@pytest.mark.usefixtures("year")
def test_an_evaluation_names_its_own_time(call: Call, database: Database) -> None:
    answer = call("portfolio", "--user", "UBEN", "--period", "growth 2026-27", "--out", "x.xlsx",
                  "--json").value  # fmt: skip
    assert answer["from"] == date(2026, 8, 17).isoformat()
