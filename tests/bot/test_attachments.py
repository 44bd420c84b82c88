"""Spreadsheets hold what was written, and run none of it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.attachments.cycle_report import report_sheets, workbook_name
from bot.attachments.own_record import own_files
from bot.attachments.sheets import KINDS, Sheet, as_csv, sheets_of
from bot.attachments.workbook import LONGEST_CELL, render_workbook
from bot.messages.cycle_words import HIDDEN
from bot.messages.language import language, reading_in
from rubric_data import Rubric
from storage.exports import EntryRecord, Records
from storage.ownership import owned_tables
from tests.bot.cycles import reports

NO_RECORDS = Records(**dict.fromkeys(KINDS, ()))
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
texts = st.one_of(
    st.text(max_size=20),
    st.tuples(st.sampled_from(BEGINNINGS), st.text(max_size=10)).map("".join),
    st.sampled_from(["=1+1", "https://x.example", "0012", "TRUE", "{=1}", "=HYPERLINK()"]),
)
# XML holds no control characters, and openpyxl reads line ends as XML does.
cell_texts = texts.filter(lambda text: text.isprintable() and "_x" not in text)


@given(rows=st.lists(st.tuples(texts, texts), max_size=5))
def test_no_cell_of_a_csv_begins_a_formula_and_none_is_lost(rows: list[tuple[str, str]]) -> None:
    text = as_csv(Sheet("entries", ("one", "two"), tuple(rows)))
    header, *read = csv.reader(StringIO(text, newline=""))
    assert header == ["one", "two"]
    assert len(read) == len(rows)
    for cells, given_cells in zip(read, rows, strict=True):
        for cell, given_cell in zip(cells, given_cells, strict=True):
            assert not cell.startswith(BEGINNINGS)
            assert cell in {given_cell, f"'{given_cell}"}


@given(row=st.lists(cell_texts, min_size=1, max_size=5))
def test_every_text_of_a_workbook_is_a_text(row: list[str]) -> None:
    columns = tuple(f"column {number}" for number in range(len(row)))
    sheet = load_workbook(BytesIO(render_workbook([Sheet("entries", columns, (tuple(row),))])))
    cells = next(sheet["entries"].iter_rows(min_row=2, max_row=2), ())
    assert [cell.value or "" for cell in cells] + [""] * (len(row) - len(cells)) == row
    assert all(cell.data_type in {"s", "n"} for cell in cells if cell.value)
    assert all(cell.hyperlink is None for cell in cells)


def test_values_keep_their_types() -> None:
    row = (
        7,
        True,
        date(2026, 3, 8),
        datetime(2026, 3, 8, 20, 30, tzinfo=UTC),
        datetime(2026, 3, 8, 15, 30),
        date(1850, 1, 1),
        ("skills", "ownership"),
        None,
    )
    sheet = Sheet("goals", tuple("abcdefgh"), (row,))
    cells = load_workbook(BytesIO(render_workbook([sheet])))["goals"][2]
    assert [cell.value for cell in cells] == [
        7,
        True,
        datetime(2026, 3, 8),
        datetime(2026, 3, 8, 20, 30),
        datetime(2026, 3, 8, 15, 30),
        "1850-01-01",
        "skills, ownership",
        None,
    ]
    assert as_csv(sheet).splitlines()[1] == (
        '7,true,2026-03-08,2026-03-08T20:30:00Z,2026-03-08T15:30,1850-01-01,"skills, ownership",'
    )


def test_a_text_that_excel_would_leave_out_is_cut_instead() -> None:
    sheet = Sheet("entries", ("text",), (("x" * 40_000,),))
    (cell,) = load_workbook(BytesIO(render_workbook([sheet])))["entries"][2]
    assert len(cell.value) == LONGEST_CELL
    assert cell.value.endswith("x…")


def test_sheets_have_their_columns_even_where_nothing_is_kept() -> None:
    workbook = load_workbook(BytesIO(render_workbook(sheets_of(NO_RECORDS))))
    assert workbook.sheetnames == list(KINDS)
    assert [cell.value for cell in workbook["check_ins"][1]] == [
        "id",
        "person",
        "goal",
        "progress",
        "note",
        "checked_at",
        "amount",
        "link",
    ]


def test_all_that_is_kept_of_somebody_has_headings_in_their_language(rubric: Rubric) -> None:
    rows = {table.name: [dict.fromkeys(table.c.keys())] for table, _ in owned_tables(1)}
    for table in ("entry", "goal", "reflection"):
        rows[table][0]["deleted_at"] = datetime(2026, 3, 8, tzinfo=UTC)
    entry = EntryRecord(1, "U1", "¤", 30, date(2026, 3, 8), datetime(2026, 3, 8, tzinfo=UTC),
                        "webinar", "live-online", ("skills",), ("creativity",), None, None, None,
                        None, "private", None)  # fmt: skip
    records = replace(NO_RECORDS, entries=(entry,))
    with reading_in(language("es")):
        spanish = rubric.in_language("es")
        workbook, as_json = own_files(records, rows, spanish, date(2026, 3, 8))
    assert (workbook.title, as_json.title) == (
        "Tu registro en una hoja de cálculo",
        "Tu registro en JSON",
    )
    sheet = load_workbook(BytesIO(workbook.content))["Actividades"]
    told = dict(zip(*sheet.iter_rows(max_row=2, values_only=True), strict=True))
    assert (told["Tipo"], told["Elementos"]) == ("Seminario web", "Habilidades siglo 21")
    assert json.loads(as_json.content)["entries"][0]["kind"] == "webinar", "as programs know it"


def test_a_report_of_a_cycle_holds_back_in_its_workbook_what_its_message_does(
    rubric: Rubric,
) -> None:
    for report in reports("Year", rubric):
        sheets = report_sheets(report, rubric)
        workbook = load_workbook(BytesIO(render_workbook(sheets)))
        assert workbook.sheetnames[:2] == ["How far", "Evidence"]
        assert ("Where the district stands" in workbook.sheetnames) == (report.stage is not None)
        figures = [row[1] for row in workbook["How far"].iter_rows(min_row=2, values_only=True)]
        hidden = [HIDDEN if each is None else each for each in report.figures.steps.values()]
        assert figures == hidden
    assert workbook_name(report).endswith(".xlsx")
