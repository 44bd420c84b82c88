from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rubric_data import Rubric, load_rubric

SEED = Path(__file__).with_name("seed.txt").read_text(encoding="utf-8")


@pytest.fixture
def rubric() -> Rubric:
    return load_rubric()


def test_the_framework_s_words_are_kept_letter_for_letter(rubric: Rubric) -> None:
    lines = [f"{rubric.title} – {rubric.stage}", f"({rubric.share})"]
    for element in rubric.elements:
        lines += [
            f"Element: {element.name}",
            f"Description: {' '.join(sentence.text for sentence in element.description)}",
            f"Possible Next Step: {' '.join(sentence.text for sentence in element.next_step)}",
        ]
    assert lines == SEED.splitlines()


def test_keys_are_those_that_exports_promise(rubric: Rubric) -> None:
    assert [each.key for each in rubric.elements] == [
        "ownership", "skills", "opportunities", "evaluation",
    ]  # fmt: skip
    assert [each.key for each in rubric.skills] == [
        "critical-thinking", "collaboration", "creativity", "communication", "technology",
        "self-direction", "information-literacy",
    ]  # fmt: skip
    assert [each.key for each in rubric.kinds] == [
        "social-feed", "edcamp", "blog-written", "blog-followed", "on-demand-video", "webinar",
        "online-course", "community-of-practice", "book-study", "peer-observation", "coaching",
        "conference", "workshop", "micro-credential", "other",
    ]  # fmt: skip
    assert [each.key for each in rubric.modes] == [
        "in-person", "live-online", "on-demand", "social-media", "blended",
    ]  # fmt: skip
    assert [each.key for each in rubric.network_acts] == ["created", "joined", "sustained"]
    assert [each.key for each in rubric.reaches] == ["within", "outside"]
    assert [each.key for each in rubric.visibilities] == ["private", "leaders", "colleagues"]


@pytest.mark.parametrize(
    ("score", "stage"),
    [(0, "Investigating"), (3, "Investigating"), (3.9, "Investigating"), (4, "Envisioning"),
     (5, "Envisioning"), (6, "Planning"), (7.5, "Planning"), (8, "Staging"), (10, "Staging")],
)  # fmt: skip
def test_a_score_has_its_stage(rubric: Rubric, score: float, stage: str) -> None:
    assert rubric.stage_at(score).name == stage


@pytest.mark.parametrize("score", [-1, 10.5, 11])
def test_a_score_beyond_the_scale_has_none(rubric: Rubric, score: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 10"):
        rubric.stage_at(score)


def test_every_element_has_enough_to_ask_educators_and_leaders(rubric: Rubric) -> None:
    for element in rubric.elements:
        audiences = Counter(
            prompt.audience for prompt in rubric.prompts if prompt.element == element.key
        )
        assert audiences.total() >= 14
        assert audiences["educators"] + audiences["both"] >= 10
        assert audiences["leaders"] >= 3


def test_a_prompt_asks_one_short_open_question(rubric: Rubric) -> None:
    closed = ("do ", "does ", "did ", "is ", "are ", "have ", "has ", "can ", "could ", "will ")
    for prompt in rubric.prompts:
        assert len(prompt.text) <= 120, prompt.id
        assert prompt.text.count("?") == 1, prompt.id
        assert not prompt.text.lower().startswith(closed), prompt.id


def test_prompts_for_leaders_stem_from_next_steps(rubric: Rubric) -> None:
    for prompt in rubric.prompts:
        next_steps = {sentence.id for sentence in rubric.element(prompt.element).next_step}
        if prompt.audience == "leaders":
            assert prompt.sentence in next_steps, prompt.id


def test_every_sentence_that_describes_an_element_is_served_by_a_prompt(rubric: Rubric) -> None:
    served = {prompt.sentence for prompt in rubric.prompts}
    for element in rubric.elements:
        assert served >= {sentence.id for sentence in element.sentences}


def test_every_skill_is_asked_about(rubric: Rubric) -> None:
    asked = {prompt.skill for prompt in rubric.prompts}
    assert asked >= {skill.key for skill in rubric.skills}


def test_parts_are_found_by_their_keys(rubric: Rubric) -> None:
    assert rubric.element("skills").name == "21st Century Skill Set"
    assert rubric.skill("technology").label == "Technology"
    assert rubric.kind("webinar").mode == "live-online"
    assert rubric.prompt("skills-01").element == "skills"
    assert rubric.sentence("skills.d4").text.startswith("In doing so")
    for find in (rubric.element, rubric.skill, rubric.kind, rubric.prompt, rubric.sentence):
        with pytest.raises(KeyError):
            find("nothing")


def test_every_element_has_several_ideas_for_leaders(rubric: Rubric) -> None:
    ideas = [idea for element in rubric.elements for idea in element.ideas]
    assert all(len(element.ideas) >= 5 for element in rubric.elements)
    assert len(set(ideas)) == len(ideas)
