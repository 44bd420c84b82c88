"""`plnudge calendar`."""

from __future__ import annotations

from pathlib import Path

import pytest
from freezegun import freeze_time

from tests.conftest import NOW
from tests.plnudge.conftest import Call, contents
from tests.plnudge.test_schedule import breaks_file


def test_days_off_are_added_listed_left_out_and_removed(call: Call, lakeview: int) -> None:
    breaks_file()
    with freeze_time(NOW, real_asyncio=True):
        holidays = call("calendar", "add", "us-tx", "--json").value
        assert (holidays["name"], holidays["region"]) == ("Texas, United States", "US-TX")
        assert holidays["days"]["2026-11-26"] == "Thanksgiving Day"
        school = call("calendar", "add", "breaks.ics", "--group", "maple school", "--json").value
        assert (school["name"], school["group"]) == ("Maple breaks", "Maple School")
        assert len(school["days"]) == 14
        typed = ("--day", "2026-12-03 Snow day", "--day", "Dec 4", "--name", "Snow")
        assert list(call("calendar", "add", *typed, "--json").value["days"].values()) == [
            "Snow day", "Day off"
        ]  # fmt: skip
        call("schedule", "add", "Thought", "--weekly", "thu", "--holidays", "snow")
        names = [each["name"] for each in call("calendar", "list", "--json").value]
        assert names == ["Maple breaks", "Snow", "Texas, United States"]
        listed = call("calendar", "list").stdout
    assert "2026-12-21 to 2027-01-03: Winter break" in listed
    assert "Thought" in listed
    assert call("calendar", "remove", "SNOW").stdout == "“Snow” is removed.\n"
    assert call("schedule", "list", "--json").value[0]["holidays"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add",), "give US-CA or FILE.ics"),
        (("add", "--day", "2026-12-03"), "give US-CA or FILE.ics"),
        (("add", "US", "--day", "2026-12-03", "--name", "x"), "give US-CA or FILE.ics"),
        (("add", "--day", "sometime", "--name", "x"), "can't read the day"),
        (("add", "gone.ics"), "can't read gone.ics"),
        (("add", "US", "--group", "Nowhere"), "no group “Nowhere”"),
        (("remove", "Snow"), "There are: none yet"),
    ],
)
def test_what_can_t_be_is_refused_and_nothing_is_written(
    call: Call, lakeview: int, database_file: Path, words: tuple[str, ...], sentence: str
) -> None:
    before = contents(database_file)
    answer = call("calendar", *words)
    assert answer.exit_code == (2 if sentence.startswith("give") else 1)
    assert answer.stdout == ""
    assert sentence in answer.stderr
    assert contents(database_file) == before
