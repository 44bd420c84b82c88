"""The catalogue: whose it is to change, what is found in it, and who recommends what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.catalogue import LENGTHS, OptionDraft, Shelf
from domain.errors import BadInput
from rubric_data import Rubric, load_rubric
from storage.catalogue import (
    OptionInSight,
    add_option,
    bring_back_option,
    edit_option,
    find_options,
    keep_starters,
    option_in_sight,
    option_to_change,
    recommend,
    remove_option,
)
from storage.forgetting import forget
from storage.tables import LearningOption, Person
from storage.workspaces import keep_workspace
from tests.conftest import NOW, AddPerson

PODCAST = OptionDraft(
    title="Free course on podcasting",
    kind="online-course",
    link="https://pod.example",
    mode="on-demand",
    minutes=1200,
    elements=("skills", "opportunities"),
    skill="technology",
    note="Ends with a 100% real episode",
)


def add(session: Session, person: Person, draft: OptionDraft, submission: str) -> LearningOption:
    return add_option(session, person.id, draft, submission=submission, now=NOW)


def find(
    session: Session, person: Person, shelf: Shelf | None = None, code: str = "en"
) -> list[OptionInSight]:
    rubric = load_rubric().in_language(code)
    page = find_options(session, person.id, shelf or Shelf(), rubric, is_admin=False, most=50)
    return list(page.rows)


def titles(found: list[OptionInSight]) -> list[str]:
    return [shown.option.title for shown in found]


def test_whoever_adds_one_recommends_it_and_the_same_form_twice_adds_one(
    session: Session, add_person: AddPerson
) -> None:
    maya = add_person("Maya")
    first = add(session, maya, PODCAST, "V1")
    assert add(session, maya, PODCAST, "V1").id == first.id
    [shown] = find(session, maya)
    assert (shown.added_by, shown.recommended_by) == ("Maya", ("Maya",))
    assert (shown.recommendations, shown.is_mine, shown.may_change) == (1, True, True)


def test_only_whoever_added_it_and_admins_may_change_it(
    session: Session, add_person: AddPerson
) -> None:
    maya, ben = add_person("Maya"), add_person("Ben")
    option = add(session, maya, PODCAST, "V1")
    with pytest.raises(BadInput):
        edit_option(session, ben.id, option.id, PODCAST, is_admin=False, now=NOW)
    with pytest.raises(BadInput):
        remove_option(session, ben.id, option.id, is_admin=False, now=NOW)
    with pytest.raises(BadInput):
        bring_back_option(session, ben.id, option.id, is_admin=False)
    assert not find(session, ben)[0].may_change
    edit_option(
        session, ben.id, option.id, OptionDraft("Renamed", "webinar"), is_admin=True, now=NOW
    )
    assert titles(find(session, maya)) == ["Renamed"]


def test_another_workspaces_catalogue_is_out_of_sight_for_admins_too(
    session: Session, add_person: AddPerson
) -> None:
    option = add(session, add_person("Maya"), PODCAST, "V1")
    elsewhere, _ = keep_workspace(
        session, slack_id="T0OTHER", name="Other", bot_slack_id="U0B", now=NOW
    )
    zoe = Person(
        workspace_id=elsewhere.id, slack_id="U1", name="Zoe", slack_zone="UTC", is_educator=True,
        is_slack_admin=True, met_at=NOW,
    )  # fmt: skip
    session.add(zoe)
    session.flush()
    assert find(session, zoe) == []
    with pytest.raises(BadInput):
        option_in_sight(session, zoe.id, option.id)
    with pytest.raises(BadInput):
        option_to_change(session, zoe.id, option.id, is_admin=True)
    with pytest.raises(BadInput):
        recommend(session, zoe.id, option.id, NOW)


def test_what_is_removed_is_in_no_list_until_it_is_brought_back(
    session: Session, add_person: AddPerson
) -> None:
    maya = add_person("Maya")
    option = add(session, maya, PODCAST, "V1")
    remove_option(session, maya.id, option.id, is_admin=False, now=NOW)
    assert find(session, maya) == []
    with pytest.raises(BadInput):
        option_in_sight(session, maya.id, option.id)
    bring_back_option(session, maya.id, option.id, is_admin=False)
    assert len(find(session, maya)) == 1


@pytest.mark.parametrize(
    ("shelf", "is_found"),
    [
        (Shelf(mode="on-demand"), True),
        (Shelf(mode="in-person"), False),
        (Shelf(topic="elements:skills"), True),
        (Shelf(topic="elements:evaluation"), False),
        (Shelf(topic="skills:technology"), True),
        (Shelf(topic="skills:creativity"), False),
        (Shelf(cost="free"), True),
        (Shelf(length="long"), True),
        (Shelf(length="short"), False),
        (Shelf(words="PODCAST"), True),
        (Shelf(words="100%"), True),
        (Shelf(words="10_%"), False),
        (Shelf(mode="on-demand", topic="skills:technology", cost="free", length="long"), True),
        (Shelf(mode="on-demand", topic="skills:creativity"), False),
    ],
)
def test_a_shelf_holds_what_fits_all_that_was_chosen(
    session: Session, add_person: AddPerson, shelf: Shelf, is_found: bool
) -> None:
    maya = add_person("Maya")
    add(session, maya, PODCAST, "V1")
    assert bool(find(session, maya, shelf)) == is_found


def test_free_to_me_holds_what_the_district_pays(session: Session, add_person: AddPerson) -> None:
    maya = add_person("Maya")
    for number, cost in enumerate(("free", "covered", "paid")):
        draft = OptionDraft(title=cost, kind="webinar", cost=cost)  # type: ignore[arg-type]
        add(session, maya, draft, f"V{number}")
    assert set(titles(find(session, maya, Shelf(cost="free-to-me")))) == {"free", "covered"}
    assert titles(find(session, maya, Shelf(cost="free"))) == ["free"]


def test_lengths_leave_no_minute_out_and_count_none_twice() -> None:
    covered = [minute for least, most in LENGTHS.values() for minute in range(least, most + 1)]
    assert covered == list(range(1, 12_001))


def test_what_most_recommend_comes_first_and_a_recommendation_can_be_taken_back(
    session: Session, add_person: AddPerson
) -> None:
    maya, ben, ana, leo = (add_person(name) for name in ("Maya", "Ben", "Ana", "Leo"))
    webinar = add(session, maya, OptionDraft("Webinar", "webinar"), "V1")
    add(session, maya, PODCAST, "V2")
    for person in (ben, ana, leo):
        assert recommend(session, person.id, webinar.id, NOW)
    first = find(session, ben)[0]
    assert first.option.id == webinar.id
    assert (first.recommendations, first.recommended_by) == (4, ("Maya", "Ben"))
    assert not recommend(session, ben.id, webinar.id, NOW)
    assert not find(session, ben)[0].is_mine


def test_the_built_in_ones_come_once_and_stay_away_where_they_were_removed(
    session: Session, add_person: AddPerson, rubric: Rubric
) -> None:
    maya = add_person("Maya")
    keep_starters(session, maya.workspace_id, rubric, NOW)
    found = find(session, maya)
    assert len(found) == len(rubric.starters) >= 10
    assert all(shown.option.elements for shown in found)
    remove_option(session, maya.id, found[0].option.id, is_admin=True, now=NOW)
    keep_starters(session, maya.workspace_id, rubric, NOW)
    assert len(find(session, maya)) == len(found) - 1


def test_a_districts_own_elements_leave_the_built_in_ones_without_those_they_lack(
    session: Session, add_person: AddPerson, rubric: Rubric
) -> None:
    maya = add_person("Maya")
    other = rubric.model_copy(update={"elements": rubric.elements[:1], "skills": ()})
    keep_starters(session, maya.workspace_id, other, NOW)
    for shown in find(session, maya):
        assert set(shown.option.elements) <= {rubric.elements[0].key}
        assert shown.option.skill is None


def test_what_somebody_added_who_had_all_erased_stays_nameless_where_colleagues_recommend_it(
    session: Session, add_person: AddPerson
) -> None:
    maya, ben = add_person("Maya"), add_person("Ben")
    add(session, maya, OptionDraft("Alone", "webinar"), "V1")
    shared = add(session, maya, PODCAST, "V2")
    recommend(session, ben.id, shared.id, NOW)
    forget(session, maya.id, NOW)
    session.expire_all()
    [left] = find(session, ben)
    assert left.option.title == PODCAST.title
    assert (left.added_by, left.option.note, left.recommended_by) == (None, None, ("Ben",))
    assert session.scalars(select(LearningOption.title)).all() == [PODCAST.title]


@given(
    st.builds(
        Shelf,
        mode=st.sampled_from(["", "on-demand"]),
        topic=st.sampled_from(["", "skills:creativity"]),
        cost=st.sampled_from(["", "free"]),
        length=st.sampled_from(["", *LENGTHS]),
        first=st.integers(0, 10**6),
        words=st.text(max_size=40),
    )
)
def test_a_shelf_comes_back_out_of_a_button_as_it_went_in(shelf: Shelf) -> None:
    assert Shelf.load(shelf.dump()) == shelf


@given(st.text())
def test_a_button_of_any_kind_gives_some_shelf(text: str) -> None:
    assert isinstance(Shelf.load(text), Shelf)


def test_built_in_ones_are_found_by_the_words_that_their_reader_sees(
    session: Session, add_person: AddPerson, rubric: Rubric
) -> None:
    maya = add_person("Maya")
    keep_starters(session, maya.workspace_id, rubric, NOW)
    (found,) = find(session, maya, Shelf(words="capítulo"), code="es")
    assert found.option.starter == "starter.short-book-circle"
    assert find(session, maya, Shelf(words="capítulo")) == []
    found.option.edited_at = NOW
    session.flush()
    assert find(session, maya, Shelf(words="capítulo"), code="es") == []
