"""How far a cycle is, told so that nobody is to be worked out."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation import KINDS, STATES
from domain.participation import STEPS, Figure, Step, figures_to_show, steps_reached

FLOOR = 3
PEOPLE = range(16)
people = st.frozensets(st.sampled_from(PEOPLE))


def test_each_step_counts_those_who_came_further_too() -> None:
    assert steps_reached("goal-setting") == ("begun",)
    assert steps_reached("self-evaluation") == ("begun", "goals-set")
    assert steps_reached("difference-stated") == steps_reached("agreed") == STEPS
    assert all(steps_reached(state) == STEPS[: len(steps_reached(state))] for state in STATES)


def crowd(first: int, last: int) -> frozenset[int]:
    return frozenset(range(first, last))


def test_all_but_one_is_held_back_and_all_and_nobody_are_shown() -> None:
    team = {1: crowd(0, 10)}
    for count, is_shown in ((0, True), (2, False), (5, True), (7, True), (9, False), (10, True)):
        shown = figures_to_show(team, {"begun": crowd(0, count)}, {}, FLOOR)
        assert ((1, "begun") in shown) is is_shown, count


def test_two_steps_that_differ_by_one_person_are_not_both_shown() -> None:
    reached: dict[Step, frozenset[int]] = {
        "begun": crowd(0, 6),
        "goals-set": crowd(0, 5),
        "submitted": crowd(0, 3),
    }
    shown = figures_to_show({1: crowd(0, 12)}, reached, {}, FLOOR)
    assert (1, "begun") in shown
    assert (1, "goals-set") not in shown
    assert (1, "submitted") in shown


def test_a_team_that_would_be_left_of_a_school_is_held_back() -> None:
    crowds = {1: crowd(0, 14), 2: crowd(0, 13), 3: crowd(13, 14)}
    shown = figures_to_show(crowds, {"begun": crowd(0, 7)}, {}, FLOOR)
    assert (1, "begun") in shown
    assert {key for key in shown if key[0] == 3} == set()


@given(st.lists(people, min_size=1, max_size=4), st.lists(people, min_size=5, max_size=5),
       st.lists(people, min_size=4, max_size=4))  # fmt: skip
def test_no_difference_of_two_figures_is_about_a_few(
    groups: list[frozenset[int]], falling: list[frozenset[int]], has: list[frozenset[int]]
) -> None:
    crowds = dict(enumerate(sorted(groups, key=len, reverse=True)))
    reached: dict[Step, frozenset[int]] = {}
    behind = frozenset(PEOPLE)
    for step, some in zip(STEPS, falling, strict=True):
        behind &= some
        reached[step] = behind
    noted = {kind: reached["submitted"] & some for kind, some in zip(KINDS, has, strict=True)}
    shown = figures_to_show(crowds, reached, noted, FLOOR)

    def is_few(rest: frozenset[int]) -> bool:
        return 0 < len(rest) < FLOOR

    def did(figure: Figure) -> frozenset[int]:
        group, what = figure
        return crowds[group] & next(each[what] for each in (reached, noted) if what in each)  # type: ignore[index]

    def did_not(figure: Figure) -> frozenset[int]:
        group, what = figure
        of = crowds[group] if what in reached else crowds[group] & reached["submitted"]
        return of - did(figure)

    for group, what in shown:
        assert not is_few(did((group, what)))
        assert not is_few(did_not((group, what)))
    for one, other in combinations(shown, 2):
        assert not is_few(did(one) ^ did(other))
        if one[1] == other[1]:
            assert not is_few(did_not(one) ^ did_not(other))
