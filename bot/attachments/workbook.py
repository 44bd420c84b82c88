"""An XLSX workbook, with dates and numbers as such and every text as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from bot.attachments.sheets import Sheet, as_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST_CELL: Final = 32_767
"""What Excel takes, in characters; XlsxWriter silently leaves out what is longer."""
FIRST_YEAR: Final = 1900
"""Excel knows no earlier date."""
WIDEST: Final = 60


def render_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The workbook's file."""
    from xlsxwriter import Workbook  # noqa: PLC0415 (loaded where it is wanted: seldom)

    file = BytesIO()
    with Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as workbook:
        bold = workbook.add_format({"bold": True})
        formats: dict[type, Format] = {
            date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        for sheet in _apart(sheets):
            worksheet = workbook.add_worksheet(sheet.title)
            for column, title in enumerate(sheet.columns):
                worksheet.write_string(0, column, title, bold)
                worksheet.set_column(column, column, _width(sheet, column))
            for number, row in enumerate(sheet.rows, start=1):
                for column, value in enumerate(row):
                    _write_cell(worksheet, number, column, value, formats)
            worksheet.freeze_panes(1, 0)
            # On paper: as wide as a page, and the titles on each.
            worksheet.set_landscape()
            worksheet.fit_to_pages(1, 0)
            worksheet.repeat_rows(0)
            if sheet.rows:
                worksheet.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    return file.getvalue()


def _write_cell(
    worksheet: Worksheet, row: int, column: int, value: Any, formats: dict[type, Format]
) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        worksheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        worksheet.write_number(row, column, value)
    elif isinstance(value, date) and value.year >= FIRST_YEAR:
        # Excel's times have no zone: instants are written as UTC, local times as they are.
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
        worksheet.write_datetime(row, column, value, formats[type(value)])
    else:
        text = as_text(value)
        if len(text) > LONGEST_CELL:
            text = text[: LONGEST_CELL - 1] + "…"
        worksheet.write_string(row, column, text)


def _width(sheet: Sheet, column: int) -> int:
    lengths = [len(as_text(row[column])) for row in sheet.rows]
    return min(WIDEST, max([len(sheet.columns[column]), *lengths]) + 2)


def _apart(sheets: Sequence[Sheet]) -> list[Sheet]:
    """With names that Excel takes: at most 31 characters, no two the same, no brackets."""
    names = set[str]()
    named = []
    for sheet in sheets:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", sheet.title).strip("' ")[:31].strip("' ")
        name, number = plain, 2
        while name.casefold() in names:
            name, number = f"{plain[:27]} {number}", number + 1
        names.add(name.casefold())
        named.append(Sheet(name, sheet.columns, sheet.rows))
    return named
