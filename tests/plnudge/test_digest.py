"""`plnudge digest`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, GoalDraft
from rubric_data import Rubric
from storage.database import Database
from storage.entries import keep_entry
from storage.goals import keep_goal
from storage.occurrences import ask_now
from storage.reflections import keep_reflection
from storage.tables import Person
from tests.conftest import NOW
from tests.plnudge.conftest import MEMBERS, Call

KEYS = {
    "group", "week", "people", "participants", "minutes", "entries", "by_element", "by_mode",
    "by_skill", "by_network_act", "by_reach", "goals", "prompts", "previous", "lagging",
    "withheld",
}  # fmt: skip
NOTHING = {"entries": 0, "minutes": 0}


@pytest.fixture
def learning(database: Database, person: Callable[[str], Person]) -> None:
    """All six of Maple School went to a webinar on 16 November, and to a talk a week before;
    each set a goal and answered a prompt. Ben alone read a blog besides."""
    people = [person(name) for name in MEMBERS]

    def keep(session: Session) -> None:
        for each in people:
            webinar = EntryDraft(
                text="A webinar on portfolios",
                happened_on=date(2026, 11, 16),
                minutes=45,
                mode="live-online",
                elements=("ownership", "skills"),
                skills=("technology",),
                network_act="joined",
                reach="outside",
            )
            keep_entry(session, each.id, webinar, submission=None, now=NOW)
            earlier = EntryDraft(
                text="A talk", happened_on=date(2026, 11, 9), minutes=30, elements=("evaluation",)
            )
            keep_entry(session, each.id, earlier, submission=None, now=NOW)
            goal = GoalDraft(text="Two conferences")
            keep_goal(session, each.id, goal, submission=None, now=NOW, today=date(2026, 11, 17))
            asked = ask_now(
                session,
                each.id,
                element="skills",
                prompt_id="p1",
                prompt_text="What changed?",
                zone="America/Chicago",
                now=datetime(2026, 11, 18, 21, 30, tzinfo=UTC),
            )
            keep_reflection(session, each.id, asked.id, "A lot", now=NOW, today=NOW.date())
        blog = EntryDraft(text="A blog", happened_on=date(2026, 11, 8), elements=("skills",))
        keep_entry(session, people[1].id, blog, submission=None, now=NOW)

    database.write_now(keep)


def digest(call: Call, *options: str, group: str = "Maple School") -> dict[str, Any]:
    figures: dict[str, Any] = call("digest", "--group", group, *options, "--json").value
    return figures


@pytest.mark.usefixtures("learning")
def test_a_week_has_every_figure_under_every_key_of_the_rubric(call: Call, rubric: Rubric) -> None:
    figures = digest(call, "--week", "2026-W47")
    assert set(figures) == KEYS
    assert (figures["group"], figures["week"], figures["people"]) == ("Maple School", "2026-W47", 6)
    assert (figures["participants"], figures["minutes"], figures["entries"]) == (6, 270, 6)
    assert figures["by_element"] == {
        "ownership": {"entries": 6, "minutes": 270},
        "skills": {"entries": 6, "minutes": 270},
        "opportunities": NOTHING,
        "evaluation": NOTHING,
    }
    assert set(figures["by_mode"]) == {mode.key for mode in rubric.modes}
    assert figures["by_mode"]["live-online"] == {"entries": 6, "minutes": 270}
    assert set(figures["by_skill"]) == {skill.key for skill in rubric.skills}
    assert figures["by_network_act"]["joined"] == {"entries": 6, "minutes": 270}
    assert figures["by_reach"] == {"within": NOTHING, "outside": {"entries": 6, "minutes": 270}}
    assert figures["goals"] == {"set": 6, "moved": 0, "met": 0}
    assert figures["prompts"] == {"sent": 6, "answered": 6}
    assert [week["week"] for week in figures["previous"]] == [
        "2026-W43",
        "2026-W44",
        "2026-W45",
        "2026-W46",
    ]
    assert figures["previous"][-1] == {
        "week": "2026-W46",
        "participants": 6,
        "minutes": 180,
        "entries": 6,
        "by_element": {"ownership": 0, "skills": 0, "opportunities": 0, "evaluation": 180},
    }
    assert figures["previous"][-2] == {
        "week": "2026-W45",
        "participants": None,
        "minutes": None,
        "entries": None,
        "by_element": {"ownership": 0, "skills": None, "opportunities": 0, "evaluation": 0},
    }
    step = " ".join(sentence.text for sentence in rubric.element("opportunities").next_step)
    assert figures["lagging"] == {"element": "opportunities", "next_step": step}
    assert figures["withheld"] is False


@pytest.mark.usefixtures("learning")
def test_a_group_holds_all_that_is_nested_in_it(call: Call) -> None:
    assert digest(call, "--week", "2026-W47", group="district")["minutes"] == 270


@pytest.mark.usefixtures("learning")
def test_a_small_group_shows_nothing_at_all(call: Call) -> None:
    Path("band.csv").write_text("slack_id,group\nUANA,Band\nUBEN,Band\nUCY,Band\nUDOT,Band\n")
    call("roster", "import", "band.csv")
    figures = digest(call, "--week", "2026-W47", group="Band")
    assert figures["withheld"] is True
    assert {key for key, value in figures.items() if value is not None} == {
        "group",
        "week",
        "withheld",
    }
    assert "This group is small" in call("digest", "--group", "Band").stdout


@pytest.mark.usefixtures("learning")
def test_what_a_few_did_is_null_and_told_kindly(call: Call) -> None:
    figures = digest(call, "--week", "2026-W45")
    assert (figures["people"], figures["withheld"], figures["lagging"]) == (6, False, None)
    assert (figures["participants"], figures["minutes"], figures["entries"]) == (None, None, None)
    assert figures["by_element"]["skills"] == {"entries": None, "minutes": None}
    told = call("digest", "--group", "Maple School", "--week", "2026-W45").stdout
    assert "A few of the 6 took part" in told


@pytest.mark.usefixtures("learning")
def test_the_week_is_this_one_where_the_district_is(call: Call) -> None:
    # Monday in UTC, Sunday in Chicago.
    with freeze_time(datetime(2026, 11, 23, 3, 0, tzinfo=UTC), real_asyncio=True):
        assert digest(call)["week"] == "2026-W47"
        assert digest(call, "--week", "last week")["week"] == "2026-W46"


@pytest.mark.usefixtures("learning")
def test_in_words_it_says_the_same(call: Call, rubric: Rubric) -> None:
    told = call("digest", "--group", "Maple School", "--week", "2026-W47").stdout
    assert "6 of 6 took part: 6 entries, 4 h 30 min." in told
    assert "6 of 6 prompts answered (100%)." in told
    assert f"Could use more: {rubric.element('opportunities').label}." in told
