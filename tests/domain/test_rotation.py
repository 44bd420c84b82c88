"""Whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.rotation import choose_prompt, element_for_slot, least_practised

ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")


@dataclass(frozen=True)
class Asked:
    id: str


def test_elements_come_in_turn() -> None:
    turns = [element_for_slot("in-turn", ELEMENTS, number, seed="1") for number in range(5)]
    assert turns == [*ELEMENTS, "ownership"]


@given(seed=st.text(max_size=5), elements=st.lists(st.text(), min_size=1, max_size=6, unique=True))
def test_at_random_each_comes_once_a_round_and_never_twice_in_a_row(
    seed: str, elements: list[str]
) -> None:
    size = len(elements)
    turns = [element_for_slot("random", elements, number, seed=seed) for number in range(size * 6)]
    for start in range(0, len(turns), size):
        assert set(turns[start : start + size]) == set(elements)
    if size > 2:
        assert all(one != other for one, other in pairwise(turns))


def test_the_least_practised_element_is_left_to_each_record() -> None:
    assert element_for_slot("least-practised", ELEMENTS, 3, seed="1") is None
    assert least_practised(ELEMENTS, {"ownership": 2, "skills": 1}) == "opportunities"


def test_a_goal_decides_between_elements_that_were_practised_alike() -> None:
    counts = {"ownership": 2, "skills": 1}
    assert least_practised(ELEMENTS, counts, preferred=["evaluation"]) == "evaluation"
    assert least_practised(ELEMENTS, counts, preferred=["ownership"]) == "opportunities"


@given(
    bank=st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True),
    seen=st.lists(st.sampled_from("abcdefghxyz")),
    seed=st.text(max_size=4),
    preferred=st.lists(st.sampled_from("abcdefghxyz")),
)
def test_a_prompt_that_was_never_had_comes_before_any_that_was(
    bank: list[str], seen: list[str], seed: str, preferred: list[str]
) -> None:
    prompts = [Asked(prompt_id) for prompt_id in bank]
    chosen = choose_prompt(prompts, seen=seen, seed=seed, preferred=preferred)
    assert chosen is not None
    assert chosen == choose_prompt(prompts, seen=seen, seed=seed, preferred=preferred)
    if fresh := set(bank) - set(seen):
        assert chosen.id in (fresh & set(preferred) or fresh)
    else:
        longest_ago = min(bank, key=lambda each: max(i for i, s in enumerate(seen) if s == each))
        assert chosen.id == longest_ago


def test_an_empty_bank_asks_nothing() -> None:
    assert choose_prompt([], seen=[], seed="") is None
