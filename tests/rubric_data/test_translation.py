"""The rubric in other languages: the built-in translation is whole, and each mistake is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rubric_data import Rubric, RubricError, load_rubric

OWN = """\
title: Learning in Maple County
reaches:
  - {key: within, label: In our schools}
  - {key: outside, label: Elsewhere}
"""
OWN_IN_SPANISH = """\
title: Aprender en el condado de Maple
reaches:
  - {key: within, label: En nuestras escuelas, short: [aqui], hints: [nuestra escuela]}
  - {key: outside, label: En otra parte}
"""
FRENCH = """\
reaches:
  - {key: within, label: Dans nos écoles}
  - {key: outside, label: Ailleurs}
"""


@pytest.fixture
def spanish(rubric: Rubric) -> Rubric:
    return rubric.in_language("es")


def _shown(part: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each text that people read, with its place."""
    if isinstance(part, dict):
        for name, each in part.items():
            if name not in {"short", "hints", "faint_hints", "share"}:
                yield from _shown(each, f"{place}.{name}")
    elif isinstance(part, list | tuple):
        for number, each in enumerate(part):
            yield from _shown(each, f"{place}.{number}")
    elif isinstance(part, str):
        yield place, part


def _own(folder: Path, **texts: str) -> Rubric:
    """The rubric of `maple.yaml`, with a file for each language beside it."""
    path = folder / "maple.yaml"
    path.write_text(OWN, encoding="utf-8")
    for code, text in texts.items():
        (folder / f"maple.{code}.yaml").write_text(text, encoding="utf-8")
    return load_rubric(path)


def test_every_text_that_people_read_is_in_spanish(rubric: Rubric, spanish: Rubric) -> None:
    english, translated = dict(_shown(rubric.model_dump())), dict(_shown(spanish.model_dump()))
    same = [text for place, text in english.items() if translated[place] == text and " " in text]
    assert same == []


def test_a_translation_changes_nothing_but_words(rubric: Rubric, spanish: Rubric) -> None:
    assert [(each.key, each.mode) for each in spanish.kinds] == [
        (each.key, each.mode) for each in rubric.kinds
    ]
    assert [each.id for each in spanish.prompts] == [each.id for each in rubric.prompts]
    assert spanish.prompt("skills-01").skill == "critical-thinking"
    assert spanish.stage_at(8).name == "Puesta en marcha"


def test_words_to_read_by_are_those_of_both_languages(rubric: Rubric, spanish: Rubric) -> None:
    for section, parts in rubric.sections_with_keys():
        for part, translated in zip(parts, getattr(spanish, section), strict=True):
            assert {*part.short} <= {*translated.short}
            assert {*part.hints} <= {*translated.hints}


def test_a_question_in_spanish_is_one_short_question(spanish: Rubric) -> None:
    for prompt in spanish.prompts:
        assert len(prompt.text) <= 140, prompt.id
        assert prompt.text.count("¿") == prompt.text.count("?") == 1, prompt.id


def test_a_language_that_has_no_words_reads_what_there_is(rubric: Rubric) -> None:
    assert rubric.in_language("xx") is rubric
    assert rubric.languages == ("es",)


def test_a_district_s_own_words_are_shown_as_they_are_and_the_rest_in_spanish(
    tmp_path: Path, spanish: Rubric
) -> None:
    own = _own(tmp_path).in_language("es")
    assert own.title == "Learning in Maple County"
    assert own.reaches[0].label == "In our schools"
    assert own.kinds == spanish.kinds
    assert own.prompts == spanish.prompts


def test_a_copy_with_one_changed_prompt_keeps_the_other_translations(
    tmp_path: Path, rubric: Rubric, spanish: Rubric
) -> None:
    path = tmp_path / "copy.yaml"
    before = rubric.prompt("skills-01").text
    text = (Path(__file__).parents[2] / "rubric_data" / "rubric.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace(before, "What did a student ask?"), encoding="utf-8")
    own = load_rubric(path).in_language("es")
    assert own.prompt("skills-01").text == "What did a student ask?"
    assert own.prompt("skills-02") == spanish.prompt("skills-02")


def test_a_district_brings_its_own_languages(tmp_path: Path) -> None:
    own = _own(tmp_path, es=OWN_IN_SPANISH, fr=FRENCH)
    assert own.languages == ("es", "fr")
    in_spanish, in_french = own.in_language("es"), own.in_language("fr")
    assert in_spanish.title == "Aprender en el condado de Maple"
    assert [each.label for each in in_spanish.reaches] == ["En nuestras escuelas", "En otra parte"]
    assert in_spanish.reaches[0].hints == ("nuestra escuela",)
    assert in_french.reaches[1].label == "Ailleurs"
    assert in_french.title == own.title == "Learning in Maple County"


MISTAKES = {
    "one that is missing": (
        "reaches:\n  - {key: within, label: Aquí}\n",
        ", line 1: “outside” comes next in the rubric: put its translation here.",
    ),
    "another order": (
        "reaches:\n  - {key: outside, label: Allí}\n  - {key: within, label: Aquí}\n",
        ", line 2: “within” comes next in the rubric: put its translation here.",
    ),
    "one to spare": (
        "reaches:\n  - {key: within, label: Aquí}\n  - {key: outside, label: Allí}\n"
        "  - {key: beyond, label: Allá}\n",
        ", line 4: the rubric has 2 of these: take “beyond” out.",
    ),
    "no word for it": (
        "reaches:\n  - {key: within}\n  - {key: outside, label: Allí}\n",
        ", line 2: “label” is missing from this reach: add `label:`.",
    ),
    "what is no word": (
        "kinds:\n  - {key: social-feed, label: Red, mode: blended}\n",
        ", line 2: “mode” is no field of this kind: use key, label, short, hints, faint_hints.",
    ),
    "an unknown section": (
        "colores: rojo\n",
        ", line 1: “colores” is no field of the translation: use title, stage, share, stages, "
        "elements, skills, kinds, modes, network_acts, reaches, visibilities, indicator_kinds, "
        "follow_up, prompts, starters.",
    ),
    "another score": (
        "stages:\n  - {name: Indagar, low: 0, high: 4}\n",
        ", line 2: high is 3 in the rubric: put that.",
    ),
    "a tag of another": (
        "reaches:\n  - {key: within, label: Aquí}\n"
        "  - {key: outside, label: Allí, short: [afuera, webinar]}\n",
        ", line 3: the tag #webinar belongs to “Webinar” already: choose another word.",
    ),
    "a tag twice": (
        "reaches:\n  - {key: within, label: Aquí, short: [aqui]}\n"
        "  - {key: outside, label: Allí, short: [aqui]}\n",
        ", line 3: the tag #aqui belongs to “Aquí” already: choose another word.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_translation_is_named_with_its_line(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(RubricError) as error:
        _own(tmp_path, es=text)
    assert error.value.sentence == f"{tmp_path / 'maple.es.yaml'}{sentence}"


def test_help_names_tags_in_the_reader_s_language(rubric: Rubric, spanish: Rubric) -> None:
    assert rubric.tag_of(rubric.kind("workshop")) == "workshop"
    assert spanish.tag_of(spanish.kind("workshop")) == "taller"
