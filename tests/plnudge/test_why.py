"""`plnudge why`: why somebody got their prompts, or did not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from domain.courtesy import QUIET
from storage.audit import looks_at
from storage.database import Database
from storage.deliveries import Mark, claim_due, let_wait, mark_sent
from storage.people import get_person, set_opted_out
from storage.schedules import add_schedule, default_schedules
from storage.steps import keep_steps
from storage.tables import Occurrence, Person, Workspace
from tests.plnudge.conftest import Call, contents

DUE = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
"""A Wednesday, 15:30 in Chicago."""


@pytest.fixture
def history(database: Database, lakeview: int) -> None:
    """What came to Ana waited for the end of quiet hours; Ben opted out meanwhile."""

    def live(session: Session) -> None:
        made_at = DUE - timedelta(days=5)
        weekly = add_schedule(
            session, lakeview, default_schedules(("skills",), date(2026, 11, 13))[0], made_at
        )
        session.get_one(Workspace, lakeview).planned_at = made_at
        for name in ("ANA", "BEN"):
            session.add(
                Occurrence(
                    person_id=get_person(session, lakeview, f"U{name}").id,
                    schedule_id=weekly.id,
                    purpose="prompt",
                    local_at=datetime(2026, 11, 18, 15, 30),
                    zone="America/Chicago",
                    due_at=DUE,
                    planned_at=made_at,
                )
            )
        until = DUE + timedelta(hours=1)
        about = {"token": "a", "lease": timedelta(minutes=5), "most_people": 9}
        claims = claim_due(session, lakeview, DUE, **about)  # type: ignore[arg-type]
        ana = next(each.occurrence.id for each in claims if each.person.name == "Ana")
        let_wait(session, ana, token="a", until=until, cause=QUIET, now=DUE)
        session.expire_all()
        claim_due(session, lakeview, until, **about)  # type: ignore[arg-type]
        keep_steps(session, [ana], "claimed", until)
        mark_sent(session, [Mark(ana, "a", "D1", "1.2")], until)
        ben = get_person(session, lakeview, "UBEN")
        set_opted_out(session, ben.id, lakeview, is_opted_out=True, now=DUE)

    database.write_now(live)


@pytest.mark.usefixtures("history")
def test_it_tells_each_step_with_its_time_and_cause(call: Call) -> None:
    assert call("why", "UANA").stdout == (
        "Ana (UANA), times in America/Chicago\n\n"
        "Weekly reflection, meant for Wed 2026-11-18 15:30: came Wed 2026-11-18 16:30\n"
        "  Fri 2026-11-13 15:30  planned\n"
        "  Wed 2026-11-18 15:30  not then (quiet hours): it waits until Wed 2026-11-18 16:30\n"
        "  Wed 2026-11-18 16:30  on its way to Slack\n"
        "  Wed 2026-11-18 16:30  sent\n"
    )


@pytest.mark.usefixtures("history")
def test_scripts_get_the_same(call: Call) -> None:
    answer = call("why", "UANA", "--schedule", "weekly reflection", "--json").value
    (told,) = answer["occurrences"]
    assert answer["nothing_planned_because"] == []
    assert (told["state"], told["sent_at"], told["ts"]) == ("sent", "2026-11-18T22:30:00Z", "1.2")
    assert [step["stage"] for step in told["steps"]] == ["waiting", "claimed", "sent"]
    assert told["steps"][0] == {
        "stage": "waiting",
        "at": "2026-11-18T21:30:00Z",
        "cause": "quiet hours",
        "due_at": "2026-11-18T22:30:00Z",
    }


@pytest.mark.usefixtures("history")
def test_it_says_why_nothing_is_planned_as_things_stand(call: Call) -> None:
    assert "nothing is planned: opted out of prompts" in call("why", "UBEN").stdout
    assert (
        "Nothing was planned on 2026-11-19." in call("why", "UANA", "--date", "2026-11-19").stdout
    )
    assert len(call("why", "UANA", "--date", "2026-11-18", "--json").value["occurrences"]) == 1


@pytest.mark.usefixtures("history")
def test_the_person_can_see_that_it_was_looked_up(
    call: Call, database: Database, person: Callable[[str], Person]
) -> None:
    call("why", "UANA")
    looks = database.read_now(
        lambda session: looks_at(session, person("Ana").id, first=0, most=5).rows
    )
    assert [(look.reader, look.what) for look in looks] == [
        (None, "which of your prompts came, and why")
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("UNOBODY",), "I know nobody with the id UNOBODY"),
        (("UANA", "--schedule", "Nightly"), "There is no schedule “Nightly”"),
        (("UANA", "--date", "yesterday"), "write it as 2026-03-08"),
    ],
)
@pytest.mark.usefixtures("history")
def test_what_it_cannot_find_is_a_sentence_and_no_look(
    call: Call, database_file: Path, words: tuple[str, ...], sentence: str
) -> None:
    before = contents(database_file)
    answer = call("why", *words)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert sentence in answer.stderr
    assert contents(database_file) == before
