"""A portfolio holds what its owner chose of a stretch of days, and nobody else's."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.credit import Rule, Terms
from domain.drafts import EntryDraft
from domain.errors import BadInput
from domain.portfolio import PARTS, Contents, Part, Stretch
from domain.school_years import YearBegins
from domain.words import Words
from rubric_data import Rubric
from storage.credit import hand_in
from storage.credit_policy import set_rule, set_terms
from storage.cycles import close_cycle
from storage.entries import keep_entry, take_back_entry
from storage.forgetting import forget
from storage.groups import keep_group, keep_membership
from storage.portfolio import (
    SCHOOL_YEAR,
    Portfolio,
    find_stretch,
    gives_credit,
    holds_anything,
    is_still_there,
    note_made,
    read_portfolio,
    reflections_to_choose,
    stretches_to_choose,
)
from storage.tables import CreditClaim, Cycle, CycleGroup, Entry, Look, Person
from tests.conftest import NOW, AddPerson
from tests.postgres import Server
from tests.school_year import LOGGED, TODAY, keep_answer, live_a_year

YEAR_NAME = Words("the school year {year}", year="2026-27")
AUTUMN = Stretch(date(2026, 8, 3), date(2027, 8, 1), YEAR_NAME)


@dataclass
class School:
    """Maya lived a year, Ben too; Ruth leads them."""

    session: Session
    rubric: Rubric
    workspace_id: int
    people: dict[str, Person]

    def read(
        self, contents: Contents | None = None, stretch: Stretch = AUTUMN, who: str = "Maya"
    ) -> Portfolio:
        return read_portfolio(
            self.session, self.people[who].id, stretch, contents or Contents(),
            kinds=self.rubric.kinds, today=TODAY, now=NOW,
        )  # fmt: skip

    def without(self, *parts: Part) -> Contents:
        return Contents(frozenset(PARTS) - set(parts))


@pytest.fixture(scope="module")
def addresses() -> dict[str, str]:
    """Of a database of each sort."""
    return {}


@pytest.fixture
def database_url(
    backend: str,
    addresses: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> str:
    """The same for all tests here, so that the year is lived but once."""
    if backend not in addresses and backend == "sqlite":
        file = tmp_path_factory.mktemp("year") / "year.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_file"), file)
        addresses[backend] = f"sqlite:///{file}"
    elif backend not in addresses:
        server: Server = request.getfixturevalue("postgres")
        migrated = request.getfixturevalue("migrated_postgres")
        addresses[backend] = server.url(server.make(template=migrated))
    return addresses[backend]


@pytest.fixture
def school(session: Session, workspace_id: int, rubric: Rubric, add_person: AddPerson) -> School:
    people = {name: add_person(name) for name in ("Maya", "Ruth", "Ben", "Noor")}
    if session.scalars(select(Entry.id)).first() is None:
        harbor = keep_group(session, workspace_id, "Harbor", parent=None)
        for name, person in people.items():
            keep_membership(session, harbor.id, person.id, "leader" if name == "Ruth" else "member")
        live_a_year(session, workspace_id, people["Maya"], people["Ruth"], rubric)
        session.commit()  # what a test adds to it ends with the test
    return School(session, rubric, workspace_id, people)


def test_it_holds_all_of_the_year(school: School) -> None:
    told = school.read()
    assert (told.name, list(told.groups)) == ("Maya", ["Harbor"])
    assert told.totals.entries == len(LOGGED) == len(told.entries)
    assert told.totals.minutes == sum(minutes for _, minutes, *_ in LOGGED)
    assert told.totals.minutes_by_element["skills"] == 60 + 120 + 35 + 30
    assert told.totals.acts["sustained", "outside"] == 2
    assert [goal.goal.state for goal in told.goals] == ["open", "open", "let-go"]
    assert [said.progress for said in told.goals[0].check_ins] == [0, 50]
    assert told.goals[2].let_go_because == "the book study took its place"
    assert [each.kind for each in told.goals[0].indicators] == ["student-engagement"]
    assert {each.kind for each in told.indicators} == {
        each.key for each in school.rubric.indicator_kinds
    }
    [reading] = told.evaluations
    assert reading.answer is not None
    assert len(reading.differences) == 1
    assert told.evidence.count == 2 + 2 + 2


def test_it_is_oldest_first(school: School) -> None:
    told = school.read()
    days = [entry.happened_on for entry in told.entries]
    assert days == sorted(days)


def test_reflections_are_those_that_stand_as_evidence_unless_others_are_chosen(
    school: School,
) -> None:
    assert len(school.read().reflections) == 2
    assert len(school.read(Contents(reflections="all")).reflections) == 3
    assert not school.read(Contents(reflections="none")).reflections
    reflections, standing = reflections_to_choose(
        school.session, school.people["Maya"].id, AUTUMN, most=10
    )
    assert len(reflections) == 3
    assert len(standing) == 2
    [other] = [each for each in reflections if each.id not in standing]
    chosen = Contents(reflections="chosen", picked=frozenset({other.id}))
    assert [each.id for each in school.read(chosen).reflections] == [other.id]


def test_nobody_can_pick_somebody_elses_reflection(school: School) -> None:
    hers = keep_answer(
        school.session, school.people["Ben"], asked="Asked", element="skills", rating=None,
        text="Ben's", on=TODAY,
    )  # fmt: skip
    picked = Contents(reflections="chosen", picked=frozenset({hers.id}))
    assert not school.read(picked).reflections


def test_private_entries_and_goals_only_count_where_they_are_left_out(school: School) -> None:
    told = school.read(school.without("private"))
    assert told.totals.entries == len(LOGGED)
    standing = {entry.id for entry in told.evidence.entries}
    private = [each for each in told.entries if each.visibility == "private"]
    assert {each.id for each in private} <= standing
    assert len(private) == 1, "what stands as evidence was chosen to be shown"
    assert told.unlisted == 2
    assert [goal.goal.text for goal in told.goals] == [
        "Run two student-led conferences",
        "Read one journal a month",
    ]


@pytest.mark.parametrize(
    ("part", "held"),
    [
        ("goals", "goals"),
        ("entries", "entries"),
        ("indicators", "indicators"),
        ("evaluation", "evaluations"),
    ],
)
def test_a_part_that_is_not_ticked_stays_out(school: School, part: Part, held: str) -> None:
    assert getattr(school.read(), held)
    assert not getattr(school.read(school.without(part)), held)


def test_what_was_taken_back_is_not_in_it(school: School) -> None:
    maya = school.people["Maya"].id
    entry = school.read().entries[0]
    take_back_entry(school.session, maya, entry.id, NOW)
    assert school.read().totals.entries == len(LOGGED) - 1


def test_only_those_days_are_in_it(school: School) -> None:
    october = Stretch(date(2026, 10, 1), date(2026, 10, 31))
    told = school.read(stretch=october)
    assert [entry.happened_on.month for entry in told.entries] == [10, 10, 10]
    assert not told.indicators
    # The evaluation ran in October, so what it rests on is told with it.
    assert len(told.evaluations) == 1


def test_nothing_of_anybody_else_is_in_it(school: School) -> None:
    ben = school.people["Ben"]
    keep_entry(school.session, ben.id, EntryDraft("Ben's webinar", TODAY, 20),
               submission=None, now=NOW)  # fmt: skip
    told = school.read(who="Ben")
    assert [entry.text for entry in told.entries] == ["Ben's webinar"]
    assert not told.goals
    assert not told.indicators
    assert not told.reflections
    assert not told.evaluations
    assert not told.evidence.count
    assert "Ben's webinar" not in [entry.text for entry in school.read().entries]


def test_reading_ones_own_is_no_look_and_the_command_line_is_one(school: School) -> None:
    maya = school.people["Maya"].id
    school.read()
    assert not school.session.scalars(select(Look).where(Look.person_id == maya)).all()
    note_made(school.session, maya, why="she asked", now=NOW)
    [look] = school.session.scalars(select(Look).where(Look.person_id == maya)).all()
    assert (look.reader_id, look.what, look.why) == (None, "your portfolio", "she asked")


def test_credit_is_that_of_what_was_done_in_those_days(
    school: School, session: Session, workspace_id: int
) -> None:
    maya = school.people["Maya"].id
    assert not gives_credit(session, maya)
    assert not school.read().credited
    set_rule(
        session, workspace_id, Rule(date(2026, 7, 1), Decimal(1), kind="webinar"),
        kinds=[each.key for each in school.rubric.kinds],
        modes=[each.key for each in school.rubric.modes], today=TODAY, now=NOW,
    )  # fmt: skip
    assert gives_credit(session, maya)
    private = keep_entry(session, maya, EntryDraft("A private webinar", TODAY, 30, kind="webinar"),
                         submission=None, now=NOW)  # fmt: skip
    logged = next(entry for entry in school.read().entries if entry.kind == "webinar")
    assert not school.read().credited, "nothing was handed in"
    for entry in (logged, private):
        hand_in(session, maya, entry.id, now=NOW)
    assert not school.read().credited, "nobody approved it"
    for claim in session.scalars(select(CreditClaim)):
        claim.state = "granted"
    session.flush()
    told = school.read().credited
    assert [(each.entry and each.entry.text, each.amount, each.unit) for each in told] == [
        (logged.text, Decimal("1.50"), told[0].unit),
        ("A private webinar", Decimal("0.50"), told[0].unit),
    ]
    # What is left out counts, and is not named.
    assert [each.entry for each in school.read(school.without("private")).credited][1] is None
    assert not school.read(school.without("credit")).credited
    assert not school.read(stretch=Stretch(date(2026, 10, 1), date(2026, 10, 31))).credited


def test_an_empty_time_is_known_to_be_empty(school: School) -> None:
    maya, noor = school.people["Maya"].id, school.people["Noor"].id
    years_ago = Stretch(date(2020, 1, 1), date(2020, 12, 31))
    assert holds_anything(school.session, maya, AUTUMN)
    assert not holds_anything(school.session, maya, years_ago)
    assert not holds_anything(school.session, noor, AUTUMN)
    told = school.read(stretch=years_ago)
    assert (told.totals.entries, told.totals.minutes, told.unlisted) == (0, 0, 0)


def test_the_usual_time_is_the_cycle_that_runs_else_the_school_year(school: School) -> None:
    maya = school.people["Maya"].id
    offered = stretches_to_choose(school.session, maya, TODAY)
    cycle = school.session.scalars(select(Cycle)).one()
    assert next(iter(offered)) == f"cycle:{cycle.id}"
    usual = find_stretch(school.session, maya, "", today=TODAY)
    assert (usual.first, usual.last, str(usual.name)) == (
        cycle.opens_on, cycle.closes_on, "Growth 2026-27",
    )  # fmt: skip
    for words in ("growth  2026-27", "cycle", f"cycle:{cycle.id}", "this evaluation"):
        assert find_stretch(school.session, maya, words, today=TODAY) == usual
    close_cycle(school.session, cycle, by=None, now=NOW)
    school.session.flush()
    assert find_stretch(school.session, maya, "", today=TODAY).name == YEAR_NAME
    # One that is closed can still be chosen.
    assert f"cycle:{cycle.id}" in stretches_to_choose(school.session, maya, TODAY)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("this school year", 2026),
        ("The School Year", 2026),
        ("last school year", 2025),
        ("school year 2024-25", 2024),
        ("academic year 2024/2025", 2024),
        ("2024-25", 2024),
        ("2023–24", 2023),
    ],
)
def test_a_school_year_has_many_names(school: School, words: str, first: int) -> None:
    stretch = find_stretch(school.session, school.people["Maya"].id, words, today=TODAY)
    assert stretch == Stretch(
        date(first, 7, 1),
        date(first + 1, 6, 30),
        Words("the school year {year}", year=f"{first}-{first - 1999:02}"),
    )


def test_a_school_year_begins_when_the_districts_policy_says(school: School) -> None:
    terms = Terms(date(2020, 1, 1), begins=YearBegins(8, 15))
    set_terms(school.session, school.workspace_id, terms, today=TODAY, now=NOW)
    stretch = find_stretch(school.session, school.people["Maya"].id, SCHOOL_YEAR, today=TODAY)
    assert (stretch.first, stretch.last) == (date(2026, 8, 15), date(2027, 8, 14))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("2027-28", "The school year 2027-28 has not begun yet"),
        ("school year 2026-29", "can't read “2026-29” as a school year"),
        ("soonish", "can't read “soonish” as a period"),
        ("2030-W10", "has not begun yet"),
        ("cycle:999", "no longer there"),
    ],
)
def test_what_is_no_time_is_refused_beside_its_field(
    school: School, words: str, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence) as refusal:
        find_stretch(school.session, school.people["Maya"].id, words, today=TODAY)
    assert refusal.value.field == "period"


def test_a_cycle_for_another_group_is_none_of_theirs(
    school: School, session: Session, workspace_id: int
) -> None:
    cycle = session.scalars(select(Cycle)).one()
    other = keep_group(session, workspace_id, "Summit", parent=None)
    cycle.group_rows.append(CycleGroup(group_id=other.id))
    session.flush()
    with pytest.raises(BadInput, match="no longer there"):
        find_stretch(session, school.people["Noor"].id, f"cycle:{cycle.id}", today=TODAY)
    # Whoever began it goes on with it.
    assert find_stretch(session, school.people["Maya"].id, f"cycle:{cycle.id}", today=TODAY)


def test_whoever_had_all_erased_is_no_longer_there(school: School) -> None:
    maya = school.people["Maya"].id
    assert is_still_there(school.session, maya)
    forget(school.session, maya, NOW)
    assert not is_still_there(school.session, maya)
    assert not school.session.scalars(select(Entry).where(Entry.person_id == maya)).all()
