"""A roster file is read however a spreadsheet wrote it."""

from __future__ import annotations

import codecs
import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.roster import COLUMNS, RosterFile, RosterLine, read_roster

ANA = RosterLine(2, "ana@x.example", "", "École", "District", "leader")
TEXT = "email,group,parent,role\nana@x.example,École,District,leader\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace("ana@", ' "ANA@').replace(".example", '.example"').encode(),
        b"E-Mail ,Group,PARENT,Role,\n".replace(b"E-Mail", b"email")
        + " ana@x.example , École, District, Leader ,\n\n,,,\n".encode(),
    ],
    ids=[
        "utf-8", "byte order mark", "utf-16", "windows", "crlf", "cr", "semicolons", "tabs",
        "quotes", "spaces and empty cells",
    ],
)  # fmt: skip
def test_a_file_reads_the_same_however_it_was_written(content: bytes) -> None:
    roster = read_roster(content)
    assert [line.email.lower() for line in roster.lines] == ["ana@x.example"]
    assert [(line.group, line.parent, line.role) for line in roster.lines] == [
        (ANA.group, ANA.parent, ANA.role)
    ]
    assert roster.faults == ()


def test_a_line_is_numbered_where_it_begins() -> None:
    roster = read_roster(b'slack_id,group\nU1,"Maple\nSchool"\nU2,\n\nU3,Band\n')
    assert [(line.number, line.group) for line in roster.lines] == [
        (2, "Maple School"),
        (6, "Band"),
    ]
    assert [fault.number for fault in roster.faults] == [4]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",,Maple,,", "names nobody"),
        ("a@x,,,,", "names no group"),
        ("a@x,,,District,", "names no group"),
        ("a@x,,,District,admin", "names no group"),
        ("a@x,,Maple,,boss", "“boss” is no role"),
        ("a@x,,Maple,MAPLE,", "its own parent"),
        (f"a@x,,{'M' * 101},,", "at most 100 characters, and this has 101"),
        ("a@x,,Maple,,,,extra", "it has 7 cells"),
        ('a@x,,"Maple,,', "quotation mark"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(line: str, reason: str) -> None:
    roster = read_roster(f"{','.join(COLUMNS)}\nU0,U0,Band,,\n{line}\n".encode())
    assert [fault.number for fault in roster.faults] == [3]
    assert reason in str(roster.faults[0].reason)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "email,group,parent,role"),
        (b"\n\n", "email,group,parent,role"),
        (b"email,role\na@x,member\n", "column “group”"),
        (b"group\nMaple\n", "column “group”"),
        (b"email,group,rol\na@x,Maple,leader\n", "did you mean “role”"),
        (b"email,group,Group\n", "there twice"),
        (b"email,group\n", "names nobody"),
        (b'email,"group\n', "first line can't be read"),
        (b"PK\x03\x04rest", "save it as CSV"),
        (b"email,group\na\0b,Maple\n", "can't be read as text"),
        (b"email,group\n\x81\x8d,Maple\n", "can't be read as text"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_roster(content)
    assert words in refused.value.sentence


def test_columns_that_are_not_used_are_told() -> None:
    assert read_roster(b"Name,email,group\nAna,a@x,Maple\n").unused_columns == ("name",)


cells = st.text(max_size=12) | st.sampled_from(['"', '""', "\n", "\r", ",", ";", "leader", "U1"])


@given(header=st.permutations(COLUMNS), rows=st.lists(st.lists(cells, max_size=7), max_size=6))
def test_no_table_breaks_the_reader(header: list[str], rows: list[list[str]]) -> None:
    text = StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    try:
        roster = read_roster(text.getvalue().encode("utf-8", "surrogatepass"))
    except BadInput:
        return
    assert isinstance(roster, RosterFile)
    numbers = [line.number for line in roster.lines] + [fault.number for fault in roster.faults]
    assert len(numbers) == len(set(numbers))


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for begin in (b"", b"email,group\n", b"slack_id;group;role\r\n"):
        try:
            read_roster(begin + content)
        except BadInput as refused:
            assert refused.sentence
