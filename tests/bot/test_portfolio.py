"""A portfolio reads well, whatever its owner is called and wrote, and however much it was."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from bot.attachments.pdf import BarChart, render_pdf
from bot.attachments.portfolio import file_name, portfolio_document
from bot.attachments.portfolio_sheets import portfolio_sheets
from bot.attachments.workbook import render_workbook
from bot.messages.language import reading_in
from domain.drafts import EntryDraft
from domain.portfolio import Contents, Stretch
from domain.words import Words
from rubric_data import Rubric
from storage.entries import keep_entry
from storage.groups import keep_group, keep_membership
from storage.portfolio import Credited, Portfolio, read_portfolio
from storage.tables import Person
from storage.tables.base import Table
from tests.bot.pseudo import PSEUDO, escaped_on_paper, without_letters
from tests.conftest import NOW, AddPerson
from tests.school_year import TODAY, keep_answer, live_a_year

SCHOOL_YEAR = Words("the school year {year}", year="2026-27")
YEAR = Stretch(date(2026, 8, 3), date(2027, 8, 1), SCHOOL_YEAR)
EVERYTHING = Contents(reflections="all")

Read = Callable[..., Portfolio]


@pytest.fixture
def maya(session: Session, workspace_id: int, rubric: Rubric, add_person: AddPerson) -> Person:
    """Lived a year; Ruth leads her."""
    maya, ruth = add_person("Maya"), add_person("Ruth")
    harbor = keep_group(session, workspace_id, "Harbor", parent=None)
    for person, role in ((maya, "member"), (ruth, "leader")):
        keep_membership(session, harbor.id, person.id, role)
    session.flush()
    live_a_year(session, workspace_id, maya, ruth, rubric)
    return maya


@pytest.fixture
def read(session: Session, rubric: Rubric, maya: Person) -> Read:
    def read(stretch: Stretch = YEAR, contents: Contents = EVERYTHING) -> Portfolio:
        return read_portfolio(
            session, maya.id, stretch, contents, kinds=rubric.kinds, today=TODAY, now=NOW
        )

    return read


def words_of(made: bytes) -> str:
    return " ".join(
        " ".join(page.get_textpage().get_text_range().replace("\u200b", "").split())
        for page in pypdfium2.PdfDocument(made)
    )


def test_it_reads_from_goals_to_what_was_logged(read: Read, rubric: Rubric) -> None:
    words = words_of(render_pdf(portfolio_document(read(), rubric)))
    at = words.rindex("Contents")
    for heading in (
        "Goals", "Growth over time", "Balance", "Professional networks", "Evidence",
        "Indicators of progress", "Reflections", "Evaluation: Growth 2026-27",
        "Everything that was logged",
    ):  # fmt: skip
        assert heading in words[at:], heading
        at = words.index(heading, at)


def _typed_by_people(part: Any) -> Iterator[str]:
    """Texts of a portfolio but for keys."""
    if isinstance(part, Mapping):
        part = part.values()
    elif is_dataclass(part):
        part = [getattr(part, each.name) for each in fields(part)]
    elif isinstance(part, Table):
        part = [getattr(part, each.key) for each in inspect(type(part)).column_attrs]
    if isinstance(part, str):
        if not re.fullmatch("[a-z0-9-]*", part):
            yield from (re.sub("^https?://", "", part), " ".join(part.split()))
    elif isinstance(part, Iterable):
        for each in part:
            yield from _typed_by_people(each)


def test_no_word_of_ours_in_it_escapes_translation(read: Read, rubric: Rubric) -> None:
    day, entry = date(2026, 9, 30), read().entries[5]
    credited = [
        Credited(day, entry, Decimal("1.5"), "CEU", day, True),
        Credited(day, None, Decimal("1.5"), "CEU", day, False),
    ]
    for told in (read(), read(Stretch(date(2026, 10, 5), date(2026, 10, 25)))):
        full = replace(told, credited=credited, entries=told.entries[1:])
        typed = {*_typed_by_people(told), "CEU", entry.text}
        with reading_in(PSEUDO):
            bare = without_letters(rubric)
            for paper in (portfolio_document(full, bare), portfolio_sheets(full, bare)):
                assert escaped_on_paper(paper, typed) == []


def test_charts_are_told_in_words_with_their_values(read: Read, rubric: Rubric) -> None:
    document = portfolio_document(read(), rubric)
    charts = [block for block in document.blocks if isinstance(block, BarChart)]
    assert [chart.title for chart in charts] == [
        "Hours by month",
        "Hours by element of the framework",
        "Activities by 21st-century skill",
        "Activities by mode of learning",
    ]
    assert charts[0].alt == (
        "Hours by month: Aug 2026 3 h 45 min, Sep 2026 3 h 45 min, Oct 2026 3 h 15 min "
        "and Nov 2026 2 h 40 min."
    )
    assert all(chart.alt.startswith(chart.title) for chart in charts)


def test_a_short_time_is_charted_by_its_weeks(read: Read, rubric: Rubric) -> None:
    document = portfolio_document(read(Stretch(date(2026, 10, 5), date(2026, 10, 25))), rubric)
    chart = next(block for block in document.blocks if isinstance(block, BarChart))
    assert [(bar.label, bar.words) for bar in chart.bars] == [
        ("5 Oct", "0.7 h"),
        ("12 Oct", "2 h"),
        ("19 Oct", "0.6 h"),
    ]


def test_a_time_with_little_in_it_has_no_empty_parts(read: Read, rubric: Rubric) -> None:
    told = read(Stretch(date(2026, 8, 10), date(2026, 8, 13)), Contents(reflections="none"))
    words = words_of(render_pdf(portfolio_document(told, rubric)))
    assert "Workshop: project-based learning" in words
    for heading in ("Professional networks", "Indicators of progress", "Reflections"):
        assert heading not in words


@pytest.mark.parametrize(
    "name",
    ["محمد العلي", "李娜", "Żółć Ðorđević", "O'Brien & <Sons> #1", "*_`$\\", "🎉", "x" * 200, " "],
)
def test_a_name_in_any_script_is_on_the_title_page(
    read: Read, rubric: Rubric, maya: Person, name: str
) -> None:
    maya.name = name
    made = render_pdf(portfolio_document(read(), rubric))
    assert b"pdfuaid" in PdfReader(BytesIO(made)).xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    if name.isascii():
        assert name.replace(" ", "") in words_of(made).replace(" ", "")


def test_paper_is_that_of_the_country(read: Read, rubric: Rubric) -> None:
    told = read()
    for zone, paper in (
        ("America/Chicago", "us-letter"), ("Pacific/Honolulu", "us-letter"),
        ("Europe/Berlin", "a4"), ("Asia/Tokyo", "a4"),
    ):  # fmt: skip
        assert portfolio_document(replace(told, zone=zone), rubric).paper == paper


def test_files_are_named_by_their_days(read: Read) -> None:
    assert file_name(read(), "pdf") == "portfolio 2026-08-03 to 2027-08-01.pdf"


def test_credit_is_told_by_its_unit_without_what_has_lapsed(read: Read, rubric: Rubric) -> None:
    told = read()
    day = date(2026, 9, 30)
    told = replace(
        told,
        credited=[
            Credited(day, told.entries[5], Decimal("1.50"), "CEU", None, False),
            Credited(day, None, Decimal("0.75"), "CEU", date(2027, 9, 30), False),
            Credited(day, None, Decimal("2"), "CEU", date(2026, 10, 1), True),
        ],
    )
    words = words_of(render_pdf(portfolio_document(told, rubric)))
    assert "Granted for what was done in this time: 2.25 CEU." in words
    assert "An activity that is not listed" in words
    assert "lapsed on 1 Oct 2026" in words
    assert "lapses on 30 Sep 2027" in words
    sheet = next(sheet for sheet in portfolio_sheets(told, rubric) if sheet.title == "Credit")
    assert [row[2:4] for row in sheet.rows] == [(1.5, "CEU"), (0.75, "CEU"), (2.0, "CEU")]


@pytest.mark.parametrize(
    "name", ["[Growth]: 2026/27 *?", "'quoted'", "x" * 100, "Goals", "漢" * 40]
)
def test_sheets_have_names_that_excel_takes(read: Read, rubric: Rubric, name: str) -> None:
    told = read()
    told.evaluations[0].cycle.name = name
    both = replace(told, evaluations=[told.evaluations[0], told.evaluations[0]])
    workbook = load_workbook(BytesIO(render_workbook(portfolio_sheets(both, rubric))))
    assert len(workbook.sheetnames) == 10
    assert all(len(each) <= 31 for each in workbook.sheetnames)


def test_a_year_of_five_hundred_activities_is_made_while_one_waits(
    session: Session, read: Read, rubric: Rubric, maya: Person, at_full_size: bool
) -> None:
    entries, answers = (2000, 300) if at_full_size else (500, 60)
    for place in range(entries):
        draft = EntryDraft(
            f"Activity {place}: what students ask, and what we answer " * 2,
            TODAY - timedelta(days=place % 110), 30, kind="webinar", mode="live-online",
            elements=("skills", "ownership"), skills=("creativity",),
            link=f"https://example.org/{place}",
        )  # fmt: skip
        keep_entry(session, maya.id, draft, submission=None, now=NOW)
    for place in range(answers):
        keep_answer(
            session, maya, asked=f"What did you learn, {place}?", element="skills", rating=3,
            text="A thought of mine. " * 40, on=TODAY - timedelta(days=place % 110),
        )  # fmt: skip
    begun = time.monotonic()
    told = read()
    made = render_pdf(portfolio_document(told, rubric))
    render_workbook(portfolio_sheets(told, rubric))
    seconds = time.monotonic() - begun
    if at_full_size:
        print(f"{entries} entries, {answers} reflections: {seconds:.1f} s")  # noqa: T201
    # Ten times what it takes on a machine with nothing else to do.
    assert seconds < (60 if at_full_size else 20)
    words = words_of(made)
    assert f"Activity {entries - 1}:" in words
    assert f"What did you learn, {answers - 1}?" in words
