"""The district's stage on the command line."""

from __future__ import annotations

from collections.abc import Callable

from rubric_data import Rubric
from storage.database import Database
from storage.stages import RatingDraft, rate_stage
from storage.tables import Person
from tests.conftest import NOW
from tests.plnudge.conftest import Call


def rate(database: Database, person: Person, score: int, rubric: Rubric) -> None:
    database.write_now(
        lambda session: rate_stage(
            session,
            person.id,
            RatingDraft("evaluation", score, "Teachers set their own goals", "https://x.example"),
            elements=[element.key for element in rubric.elements],
            submission=None,
            now=NOW,
            today=NOW.date(),
        )
    )


def test_it_says_how_far_where_raters_differ_and_the_next_step(
    call: Call, database: Database, person: Callable[[str], Person], rubric: Rubric
) -> None:
    rate(database, person("Ana"), 4, rubric)
    rate(database, person("Gil"), 7, rubric)
    found = call("stage", "--json").value
    assert (found["score"], found["share"], found["stage"]) == (5.5, 55, "Envisioning")
    assert [each["element"] for each in found["elements"]] == [
        element.key for element in rubric.elements
    ]
    evaluation = found["elements"][-1]
    assert (evaluation["lowest"], evaluation["highest"], evaluation["differs"]) == (4, 7, True)
    assert evaluation["history"] == [{"month": "2026-11", "score": 5.5, "raters": 2}]
    assert evaluation["ratings"][0]["reason"] == "Teachers set their own goals"
    assert evaluation["next_step"].startswith("District and school leaders make initial changes")
    assert found["elements"][0]["score"] is None
    told = call("stage").stdout
    assert "55% of the way: 5.5 of 10 (Envisioning)." in told
    assert "4 to 7 (they differ)" in told


def test_before_anybody_rates_it_says_how(call: Call, lakeview: int) -> None:
    assert "Nobody has rated the district yet" in call("stage").stdout
    assert call("stage", "--json").value["score"] is None
