"""What colleagues find each other by: an element of the rubric, or a skill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.errors import BadInput
from domain.tags import find_tags
from domain.typed_line import plain_copy
from rubric_data import Rubric

_SECTIONS: Final = ("elements", "skills")


@dataclass(frozen=True)
class Topic:
    """A key of the rubric's `elements` or `skills`."""

    section: str
    key: str

    def dump(self) -> str:
        return f"{self.section}:{self.key}"

    @classmethod
    def load(cls, text: str) -> Topic:
        section, _, key = text.partition(":")
        return cls(section, key)


def topics_of(rubric: Rubric) -> list[Topic]:
    """All that there are, elements first."""
    return [Topic("elements", element.key) for element in rubric.elements] + [
        Topic("skills", skill.key) for skill in rubric.skills
    ]


def read_topic(text: str, rubric: Rubric) -> Topic | None:
    """`#skills`, `collab` or `Critical thinking`; None where nothing was typed.

    Raises BadInput for anything else.
    """
    words = text.strip()
    if not words:
        return None
    tag = "#" + "-".join(words.removeprefix("#").split())
    known, unknown = find_tags(tag, plain_copy(tag), rubric)
    for found in known:
        if found.section in _SECTIONS:
            return Topic(found.section, found.key)
    if unknown and words.startswith("#"):
        raise unknown[0].refusal
    tags = " ".join(f"#{rubric.tag_of(part)}" for part in (*rubric.elements, *rubric.skills))
    raise BadInput(
        "“{words}” is no element and no skill: choose one of {tags}.", words=words[:60], tags=tags
    )
