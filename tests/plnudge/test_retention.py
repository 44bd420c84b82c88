"""`plnudge retention`: what is kept how long, on the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from domain.retention import NOTICE
from storage.database import Database
from storage.entries import keep_entry
from storage.people import get_person
from tests.conftest import NOW
from tests.plnudge.conftest import Call, contents


@pytest.fixture
def old_entry(database: Database, lakeview: int) -> None:
    def keep(session: Session) -> None:
        ben = get_person(session, lakeview, "UBEN")
        draft = EntryDraft(text="A webinar", happened_on=date(2020, 5, 2), kind="webinar")
        keep_entry(session, ben.id, draft, submission=None, now=NOW)

    database.write_now(keep)


def test_everything_is_kept_until_somebody_says_otherwise(call: Call, lakeview: int) -> None:
    assert call("retention").stdout == "Everything is kept for ever.\n"
    assert call("retention", "--json").value == {
        "years": {"entries": None, "reflections": None, "looks": None},
        "begins_on": None, "erases": {}, "stays": {},
    }  # fmt: skip


@pytest.mark.usefixtures("old_entry")
def test_a_dry_run_counts_what_would_go_and_writes_nothing(call: Call, database_file: Path) -> None:
    before = contents(database_file)
    dry = call("retention", "--entries", "3", "--dry-run")
    assert "As of today that erases 1 entry." in dry.stdout
    assert "30 days to export it" in dry.stdout
    assert contents(database_file) == before


@pytest.mark.usefixtures("old_entry")
def test_a_limit_is_set_shown_and_taken_back(call: Call) -> None:
    done = call("retention", "--entries", "3", "--looks", "1", "--json").value
    assert done["years"] == {"entries": 3, "reflections": None, "looks": 1}
    assert (done["erases"], done["stays"]) == (
        {"entries": 1, "looks": 0},
        {"entries": 0, "looks": 0},
    )
    earliest = datetime.now(UTC).date() + NOTICE - timedelta(days=1)
    assert date.fromisoformat(done["begins_on"]) >= earliest
    assert call("retention", "--json").value == done
    assert call("retention", "--dry-run", "--json").value == done
    back = call("retention", "--entries", "ever", "--json").value
    assert back["years"] == {"entries": None, "reflections": None, "looks": 1}
    assert back["begins_on"] == done["begins_on"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--entries", "soon"), "“soon” is no number of years: say --entries 3"),
        (("--looks", "0"), "Choose 1 to 50 years, or to keep them for ever."),
        (("--reflections", "51"), "Choose 1 to 50 years"),
    ],
)
def test_what_no_limit_can_be_is_refused_and_nothing_is_written(
    call: Call, lakeview: int, database_file: Path, words: tuple[str, ...], sentence: str
) -> None:
    before = contents(database_file)
    answer = call("retention", *words)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert sentence in answer.stderr
    assert contents(database_file) == before
