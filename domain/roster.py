"""Reading a roster file: who belongs to which group, and in what role.

Spreadsheets write CSV in many ways: with a byte order mark, with semicolons or tabs, in
UTF-8, UTF-16 or the Windows encoding. All of them are read; what is in a cell counts.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO
from typing import Final, Literal, cast

from domain.errors import BadInput
from domain.keys import STAFF, Staff
from domain.words import Lines, Words, count_words, later

RosterRole = Literal["member", "leader", "admin"]
ROSTER_ROLES: Final[tuple[RosterRole, ...]] = ("member", "leader", "admin")
COLUMNS: Final = ("email", "slack_id", "group", "parent", "role", "staff")
LONGEST_NAME: Final = 100
"""Of a group, in characters."""

_DELIMITERS: Final = ",;\t"
_TEXT_AS_FORMULA: Final = re.compile(r'="(.*)"')
"""How spreadsheets are told that a cell is text, whatever it looks like."""
_HEADER_EXAMPLE: Final = later("Its first line should be “email,group,parent,role”.")


@dataclass(frozen=True)
class RosterLine:
    """Somebody in a group; `number` counts the file's lines from 1."""

    number: int
    email: str
    slack_id: str
    group: str
    parent: str
    role: RosterRole
    staff: Staff | None = None
    """What they are at work; None says nothing of it."""


@dataclass(frozen=True)
class Fault:
    """Why a line can't be used."""

    number: int
    reason: Words

    @property
    def in_words(self) -> Words:
        return Words("line {number}: {reason}", number=self.number, reason=self.reason)

    def __str__(self) -> str:
        return str(self.in_words)


@dataclass(frozen=True)
class RosterFile:
    """A roster file as it was read."""

    lines: tuple[RosterLine, ...]
    faults: tuple[Fault, ...]
    unused_columns: tuple[str, ...]


def refusal(faults: Sequence[Fault]) -> BadInput:
    """Names every line that can't be used."""
    return BadInput(
        count_words(
            "Nothing was imported, because {count} line can't be used:\n{lines}",
            "Nothing was imported, because {count} lines can't be used:\n{lines}",
            len(faults),
            lines=Lines(tuple(each.in_words for each in faults)),
        )
    )


def read_roster(content: bytes) -> RosterFile:
    """The lines of a file, and what is wrong with those that can't be used.

    Raises BadInput where the file as a whole is no roster.
    """
    text = _decode(content)
    rows = _rows(text, _find_delimiter(text))
    _, header = next(rows, (0, []))
    if isinstance(header, Fault):
        raise BadInput(
            "The first line can't be read: {reason}. {example}",
            reason=header.reason,
            example=Words(_HEADER_EXAMPLE),
        )
    columns = [_column(title) for title in header]
    _check_columns(columns)
    lines: list[RosterLine] = []
    faults: list[Fault] = []
    for number, row in rows:
        line = row if isinstance(row, Fault) else _read_line(number, columns, row)
        if isinstance(line, Fault):
            faults.append(line)
        else:
            lines.append(line)
    if not lines and not faults:
        raise BadInput("The file names nobody: below its first line, each line is one person.")
    unused = tuple(column for column in columns if column and column not in COLUMNS)
    return RosterFile(tuple(lines), tuple(faults), unused)


def _decode(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        raise BadInput("That is a workbook, not a CSV file: save it as CSV first.")
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput("That file can't be read as text: save it as CSV in UTF-8.")


def _find_delimiter(text: str) -> str:
    """The one that splits the first line into the most columns that are known."""
    header = next((line for line in text.splitlines() if line.strip()), "")

    def known_columns(delimiter: str) -> int:
        return sum(_column(title.strip('" ')) in COLUMNS for title in header.split(delimiter))

    return max(_DELIMITERS, key=known_columns)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | Fault]]:
    """Rows that hold something, each with the number of the line that it begins on."""
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    while True:
        number = reader.line_num + 1
        try:
            row = [_TEXT_AS_FORMULA.sub(r"\1", " ".join(cell.split())) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            # What follows can't be told apart any more.
            yield number, Fault(number, Words("a quotation mark is open or out of place"))
            return
        if any(row):
            yield number, row


def _column(title: str) -> str:
    return "_".join(title.casefold().replace("-", " ").replace("_", " ").split())


def _check_columns(columns: Sequence[str]) -> None:
    for column in columns:
        if column in COLUMNS and columns.count(column) > 1:
            raise BadInput("The column “{column}” is there twice: keep one of them.", column=column)
        missing = [known for known in COLUMNS if known not in columns]
        # A slip in a title would otherwise make members of those who are leaders.
        if column not in COLUMNS and (near := get_close_matches(column, missing, n=1, cutoff=0.75)):
            raise BadInput(
                "I don't know the column “{column}”: did you mean “{near}”?",
                column=column,
                near=near[0],
            )
    if "group" not in columns or not {"email", "slack_id"} & set(columns):
        raise BadInput(
            "A roster has a column “group”, and “email” or “slack_id”. {example}",
            example=Words(_HEADER_EXAMPLE),
        )


def _read_line(number: int, columns: Sequence[str], row: Sequence[str]) -> RosterLine | Fault:
    if any(row[len(columns) :]):
        return Fault(
            number,
            Words(
                "it has {count} cells, and the first line has {known}",
                count=len(row),
                known=len(columns),
            ),
        )
    cells = dict.fromkeys(COLUMNS, "") | dict(zip(columns, row, strict=False))
    for column in COLUMNS:
        if cells[column].startswith("="):
            return Fault(
                number,
                Words(
                    "“{cell}” is a formula; write what it comes to ({column})",
                    cell=cells[column],
                    column=column,
                ),
            )
    kind = cells["staff"].casefold()
    staff = next((each for each in STAFF if kind in {each, f"{each} professional"}), None)
    if kind and staff is None:
        return Fault(
            number,
            Words(
                "“{kind}” is no kind of staff; use {known}, or leave it empty",
                kind=kind,
                known=", ".join(STAFF),
            ),
        )
    line = RosterLine(
        number=number,
        email=cells["email"],
        slack_id=cells["slack_id"].upper(),
        group=cells["group"],
        parent=cells["parent"],
        role=cast(RosterRole, cells["role"].casefold() or "member"),
        staff=staff,
    )
    reason = _find_fault(line)
    return Fault(number, reason) if reason else line


def _find_fault(line: RosterLine) -> Words | None:
    if line.role not in ROSTER_ROLES:
        return Words(
            "“{role}” is no role; use {known}, or leave it empty",
            role=line.role,
            known=", ".join(ROSTER_ROLES),
        )
    if not line.email and not line.slack_id:
        return Words("it names nobody; give an email or a slack_id")
    says_something = line.role == "admin" or (line.role == "member" and line.staff)
    if not line.group and (line.parent or not says_something):
        return Words("it names no group")
    if line.group and line.group.casefold() == line.parent.casefold():
        return Words("“{group}” can't be its own parent", group=line.group)
    for name in (line.group, line.parent):
        if len(name) > LONGEST_NAME:
            return Words(
                "a group's name has at most {most} characters, and this has {count}",
                most=LONGEST_NAME,
                count=len(name),
            )
    return None
