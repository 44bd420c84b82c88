"""Whoever knows everything that is shown can work out no few people's share of it."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.privacy import (
    is_crowd,
    places,
    shown_together,
    told_apart,
    without_a_small_rest,
)
from tests.attack import few_who_stand_out

PEOPLE = range(11)
crowds = st.lists(
    st.frozensets(st.sampled_from(PEOPLE), min_size=0, max_size=len(PEOPLE)), max_size=7
)


def widest_first(*sets: set[int] | frozenset[int]) -> dict[int, frozenset[int]]:
    ordered = sorted(enumerate(sets), key=lambda each: (-len(each[1]), each[0]))
    return {place: frozenset(crowd) for place, crowd in ordered}


@settings(max_examples=150, deadline=None)
@given(sets=crowds, floor=st.integers(3, 5), data=st.data())
def test_no_sum_of_what_is_shown_rests_on_a_few(
    sets: list[frozenset[int]], floor: int, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(list(enumerate(sets))))
    shown = shown_together(dict(order), floor)
    assert few_who_stand_out([sets[key] for key in shown], floor) is None


@given(sets=crowds, floor=st.integers(3, 5))
def test_a_group_that_stands_alone_shows_from_the_floor_on(
    sets: list[frozenset[int]], floor: int
) -> None:
    for crowd in sets:
        assert bool(shown_together({0: crowd}, floor)) == (not crowd or len(crowd) >= floor)


def test_a_school_and_its_teams_all_show() -> None:
    teams = [set(range(start, start + 8)) for start in (0, 8, 16)]
    assert shown_together(widest_first(set(range(24)), *teams), 5) == {0, 1, 2, 3}


def test_a_principal_outside_the_teams_costs_one_team_its_figures() -> None:
    teams = [set(range(start, start + 8)) for start in (0, 8, 16)]
    assert shown_together(widest_first(set(range(25)), *teams), 5) == {0, 1, 2}


def test_two_groups_that_differ_by_a_few_do_not_both_show() -> None:
    assert shown_together(widest_first(set(range(10)), set(range(8))), 5) == {0}


def test_a_committee_across_schools_shows_though_it_shares_few_with_each() -> None:
    schools = [set(range(0, 24)), set(range(24, 44)), set(range(44, 59))]
    committee = {0, 1, 2, 24, 25, 26, 44, 45}
    everyone = set(range(65))
    assert shown_together(widest_first(everyone, *schools, committee), 5) == {0, 1, 2, 3, 4}


def test_a_group_that_is_all_of_another_shows_with_it() -> None:
    assert shown_together(widest_first(set(range(6)), set(range(6)), set()), 5) == {0, 1, 2}


entry_sets = st.lists(st.integers(0, 2**12 - 1), max_size=8)


def authors(entries: int) -> list[int]:
    """Entry 0 and 1 are of one person, 2 and 3 of the next."""
    return [place // 2 for place in range(12) if entries >> place & 1]


@given(figures=entry_sets, floor=st.integers(3, 5))
def test_no_two_figures_differ_by_a_few(figures: list[int], floor: int) -> None:
    shown = told_apart(dict(enumerate(figures)), authors, floor, most_of_one=2)
    for one, other in combinations(shown, 2):
        assert is_crowd(authors(figures[one] ^ figures[other]), floor)
    if figures:
        assert 0 in shown


@given(st.sets(st.integers(0, 500)))
def test_the_places_of_a_set_are_told_in_order_however_full_it_is(members: set[int]) -> None:
    assert list(places(sum(1 << member for member in members))) == sorted(members)


@given(figures=entry_sets, floor=st.integers(3, 5))
def test_a_figure_is_held_back_only_where_it_differs_by_a_few_from_one_that_is_shown(
    figures: list[int], floor: int
) -> None:
    shown: list[int] = []
    for place, entries in enumerate(figures):
        if all(is_crowd(authors(entries ^ figures[other]), floor) for other in shown):
            shown.append(place)
    assert told_apart(dict(enumerate(figures)), authors, floor, most_of_one=2) == set(shown)


@given(parts=entry_sets, whole=st.integers(0, 2**12 - 1), floor=st.integers(3, 5))
def test_what_is_left_of_a_whole_is_no_few_people_s(
    parts: list[int], whole: int, floor: int
) -> None:
    kept = without_a_small_rest(whole, list(enumerate(parts)), authors, floor)
    rest = whole
    for place in kept:
        rest &= ~parts[place]
    assert not kept or is_crowd(authors(rest), floor)
