"""The rubric as data: what it says, what can be marked with it, and what is asked about it."""

from __future__ import annotations

from rubric_data.loading import RubricError, load_rubric
from rubric_data.rubric import (
    Element,
    Kind,
    Mode,
    Named,
    NetworkAct,
    Prompt,
    Reach,
    Rubric,
    Sentence,
    Skill,
    Stage,
    Visibility,
)

__all__ = [
    "Element",
    "Kind",
    "Mode",
    "Named",
    "NetworkAct",
    "Prompt",
    "Reach",
    "Rubric",
    "RubricError",
    "Sentence",
    "Skill",
    "Stage",
    "Visibility",
    "load_rubric",
]
