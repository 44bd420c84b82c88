"""How far the educators of a cycle are, step by step; each step counts who came that far or on.

And what of it may be shown. A figure of an evaluation tells of those who are behind it and of
those who are not: that all of a team but one have submitted says something of the one. So the
rule of `domain.privacy` holds for both sides: over all steps, kinds of indicators and groups at
once for those who did something, and over all groups, step by step, for those who did not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from domain.keys import EvaluationState, IndicatorKind
from domain.privacy import shown_together

Step = Literal["begun", "goals-set", "submitted", "responded", "decided"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)
"""In their order. “decided” is agreed or a difference stated: which of them is nobody's figure."""

_REACHED: Final[Mapping[EvaluationState, int]] = {
    "goal-setting": 1,
    "collecting": 2,
    "self-evaluation": 2,
    "submitted": 3,
    "responded": 4,
    "discussed": 4,
    "agreed": 5,
    "difference-stated": 5,
    "closed": 1,
}


def steps_reached(state: EvaluationState) -> tuple[Step, ...]:
    """Those that lie at or behind an evaluation in that state; of a closed one, hand in the
    state that it was closed from."""
    return STEPS[: _REACHED[state]]


Figure = tuple[int, Step | IndicatorKind]
"""Of a group, by its id."""
NOBODY: Final[frozenset[int]] = frozenset()


def figures_to_show(
    crowds: Mapping[int, frozenset[int]],
    reached: Mapping[Step, frozenset[int]],
    noted: Mapping[IndicatorKind, frozenset[int]],
    floor: int,
) -> frozenset[Figure]:
    """Which figures may be shown of all those groups, so that nobody is to be worked out.

    `crowds` are the groups' people, wide ones first; `reached` who came to a step, `noted` in
    whose submitted evaluations an indicator of a kind stands. What a sum of shown figures rests
    on is nobody or at least `floor` people, and so is what it leaves out.
    """
    submitted = reached.get("submitted", NOBODY)
    wide = {group: crowd for group, crowd in crowds.items() if len(crowd) >= floor}
    behind: dict[Step | IndicatorKind, frozenset[int]] = {
        step: reached.get(step, NOBODY) for step in STEPS
    }
    for kind, people in noted.items():
        behind[kind] = people
    of = {
        (group, what): crowd & submitted if what in noted else crowd
        for group, crowd in wide.items()
        for what in behind
    }
    did = {(group, what): crowd & behind[what] for (group, what), crowd in of.items()}
    did_not: set[Figure] = set()
    for what, people in behind.items():
        missing = {(group, what): of[group, what] - people for group in wide}
        did_not |= shown_together(missing, floor)
    return shown_together(did, floor) & did_not
