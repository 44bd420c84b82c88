"""How far a cycle is, of whom, and never of a few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from domain.cycles import CycleDraft, usual_terms
from domain.keys import EvaluationState, IndicatorKind
from storage.cycles import add_cycle, close_cycle
from storage.groups import find_group, keep_group, keep_membership, take_out
from storage.participation import CycleFigures, PublishedCycle, Standing
from storage.tables import Cycle, Evaluation, Evidence, Indicator, Person
from tests.conftest import NOW, AddPerson

TODAY = NOW.date()
ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")


class Town:
    """Maple of twelve and Cedar of six lie in the District; the cycle is for all of it."""

    def __init__(self, session: Session, workspace_id: int, add_person: AddPerson) -> None:
        self.session, self.workspace_id = session, workspace_id
        self.people: dict[str, Person] = {}
        for school, count in (("Maple", 12), ("Cedar", 6)):
            group = keep_group(session, workspace_id, school, parent="District")
            for number in range(count):
                person = add_person(f"{school}{number}")
                keep_membership(session, group.id, person.id, "member")
                self.people[person.name] = person
        self.people["Zoe"] = add_person("Zoe")
        self.cycle = self.open("Year", ("District",))

    def open(self, name: str, groups: tuple[str, ...] = ()) -> Cycle:
        draft = CycleDraft(name, usual_terms(ELEMENTS, TODAY), groups=groups)
        return add_cycle(
            self.session, self.workspace_id, draft, elements=ELEMENTS, submission=None, now=NOW
        )

    def reach(
        self, school: str, numbers: range, state: EvaluationState, *kinds: IndicatorKind
    ) -> None:
        is_shown = state not in {"goal-setting", "collecting", "self-evaluation"}
        for number in numbers:
            person = self.people[f"{school}{number}"]
            evaluation = Evaluation(
                cycle_id=self.cycle.id, person_id=person.id, state=state, began_at=NOW,
                submitted_at=NOW if is_shown else None,
            )  # fmt: skip
            self.session.add(evaluation)
            self.session.flush()
            for kind in kinds:
                indicator = Indicator(
                    person_id=person.id, kind=kind, text="They spoke more.", noted_at=NOW,
                    noted_on=TODAY,
                )  # fmt: skip
                self.session.add(indicator)
                self.session.flush()
                self.session.add(
                    Evidence(evaluation_id=evaluation.id, indicator_id=indicator.id, chosen_at=NOW)
                )
        self.session.flush()

    def figures(self, group: str | None = None, cycle: Cycle | None = None) -> CycleFigures:
        of = find_group(self.session, self.workspace_id, group) if group else None
        return PublishedCycle(self.session, cycle or self.cycle, NOW).of(of)

    def steps(self, group: str | None = None) -> list[int | None]:
        return list(self.figures(group).steps.values())


@pytest.fixture
def town(session: Session, workspace_id: int, add_person: AddPerson) -> Town:
    return Town(session, workspace_id, add_person)


def test_before_anyone_begins_nobody_has(town: Town) -> None:
    assert town.steps() == town.steps("Maple") == town.steps("Cedar") == [0] * 5
    assert [town.figures(each).people for each in (None, "Maple", "Cedar")] == [18, 12, 6]
    assert town.figures().balance() is None
    assert [town.figures().share(step) for step in ("begun", "decided")] == [0, 0]


def test_a_group_shows_how_many_came_how_far(town: Town) -> None:
    town.reach("Maple", range(6), "submitted", "student-engagement", "skill-attainment")
    figures = town.figures("Maple")
    assert list(figures.steps.values()) == [6, 6, 6, 0, 0]
    assert figures.share("submitted") == 50
    assert figures.kinds["student-engagement"] == Standing(people=6, indicators=6)
    assert figures.kinds["student-achievement"] == Standing(people=0, indicators=0)
    assert figures.balance() == {
        "student-achievement": 0,
        "improved-practice": 0,
        "student-engagement": 50,
        "skill-attainment": 50,
    }
    assert town.steps() == [6, 6, 6, 0, 0]


def test_fewer_than_the_floor_show_nothing_and_can_t_be_subtracted(town: Town) -> None:
    town.reach("Maple", range(6), "collecting")
    town.reach("Cedar", range(1), "collecting")
    assert town.steps("Cedar") == [None, None, 0, 0, 0]
    # Seven in all and six in Maple would tell of the one in Cedar: so one of the two is held back.
    assert (town.steps()[0], town.steps("Maple")[0]) == (7, None)


def test_that_all_but_one_have_is_held_back_too(town: Town) -> None:
    town.reach("Maple", range(11), "collecting")
    assert town.steps("Maple")[0] is None
    town.reach("Maple", range(11, 12), "collecting")
    assert town.steps("Maple")[0] == 12


def test_what_is_not_submitted_stands_nowhere(town: Town) -> None:
    town.reach("Maple", range(6), "self-evaluation", "student-engagement")
    assert town.figures().kinds["student-engagement"] == Standing(people=0, indicators=0)


def test_a_small_team_shows_nothing_at_all(town: Town) -> None:
    team = keep_group(town.session, town.workspace_id, "Team", parent="Maple")
    for number in range(4):
        keep_membership(town.session, team.id, town.people[f"Maple{number}"].id, "member")
    figures = town.figures("Team")
    assert figures.is_small
    assert set(figures.steps.values()) == {None}
    assert set(figures.kinds.values()) == {None}


def test_a_closed_cycle_tells_how_far_it_came(town: Town) -> None:
    town.reach("Maple", range(6), "submitted")
    close_cycle(town.session, town.cycle, by=None, now=NOW)
    town.session.expire_all()
    assert town.steps("Maple") == [6, 6, 6, 0, 0]


def test_whoever_left_counts_to_the_week_s_end_and_one_who_began_goes_on(town: Town) -> None:
    town.reach("Maple", range(6), "collecting")
    maple = find_group(town.session, town.workspace_id, "Maple").id
    for name in ("MAPLE0", "MAPLE7"):
        take_out(town.session, town.workspace_id, maple, [f"U{name}"], "member", now=NOW)
    assert town.figures("Maple").people == 12
    town.session.flush()
    later = PublishedCycle(town.session, town.cycle, NOW + timedelta(days=7))
    group = find_group(town.session, town.workspace_id, "Maple")
    assert later.of(group).people == 10
    assert later.of(None).people == 17


def test_a_cycle_for_everyone_counts_those_in_no_group(town: Town) -> None:
    assert town.figures(cycle=town.open("All")).people == 19


def test_it_takes_few_queries_however_many_there_are(town: Town) -> None:
    town.reach("Maple", range(6), "submitted", "student-engagement")
    asked: list[str] = []
    engine = town.session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    published = PublishedCycle(town.session, town.cycle, NOW)
    for name in ("District", "Maple", "Cedar"):
        published.of(find_group(town.session, town.workspace_id, name))
    assert len([each for each in asked if "FROM educator_group" not in each]) <= 7
