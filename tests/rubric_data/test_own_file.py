"""A district's own file: what it may change, and how each mistake is answered."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from rubric_data import RubricError, load_rubric
from rubric_data.loading import BUILT_IN

OWN_ELEMENTS = """\
elements:
  - key: inquiry
    name: Inquiry
    label: Inquiry
    description:
      - {id: inquiry.d1, text: We ask.}
    next_step:
      - {id: inquiry.n1, text: We ask more.}
prompts:
  - {id: inquiry-01, element: inquiry, sentence: inquiry.d1, audience: both, text: What now?}
"""


def _write(folder: Path, text: str | bytes) -> Path:
    path = folder / "own.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _refusal(folder: Path, text: str | bytes) -> str:
    path = _write(folder, text)
    with pytest.raises(RubricError) as error:
        load_rubric(path)
    assert error.value.sentence == str(error.value)
    assert error.value.path == path
    return error.value.sentence.removeprefix(f"{path}")


def test_a_copy_of_the_built_in_file_is_the_built_in_rubric(tmp_path: Path) -> None:
    path = _write(tmp_path, BUILT_IN.read_bytes())
    assert load_rubric(path) == load_rubric()


def test_sections_that_are_left_out_stay_as_they_are(tmp_path: Path) -> None:
    rubric = load_rubric(_write(tmp_path, "title: Learning in Maple County\n"))
    assert rubric.title == "Learning in Maple County"
    assert rubric.prompts == load_rubric().prompts


def test_a_district_may_have_elements_of_its_own(tmp_path: Path) -> None:
    rubric = load_rubric(_write(tmp_path, OWN_ELEMENTS))
    assert [element.key for element in rubric.elements] == ["inquiry"]
    assert rubric.kinds == load_rubric().kinds


def test_labels_of_fixed_keys_may_be_changed(tmp_path: Path) -> None:
    reaches = "reaches:\n  - {key: within, label: In our schools}\n  - {key: outside, label: Out}\n"
    assert load_rubric(_write(tmp_path, reaches)).reaches[0].label == "In our schools"


def test_no_such_file(tmp_path: Path) -> None:
    path = tmp_path / "gone.yaml"
    with pytest.raises(RubricError) as error:
        load_rubric(path)
    assert error.value.sentence == (
        f"{path}: there is no such file: put the path of your rubric in PLNUDGE_RUBRIC."
    )


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RubricError) as error:
        load_rubric(tmp_path)
    assert error.value.sentence == (
        f"{tmp_path}: the file can't be read (is a directory): name a file that PLNudge may read."
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    assert _refusal(tmp_path, text) == (
        ": the file is empty: copy the built-in rubric.yaml and change it."
    )


YAML_MISTAKES = {
    "not UTF-8": (
        b"title: ok\nstage: \xff\xfe\n",
        ", line 2: this is not UTF-8: save the file as UTF-8 text.",
    ),
    "tabs": (
        "stages:\n\t- {name: A, low: 0, high: 10}\n",
        ", line 2: YAML takes no tabs at the start of a line: put spaces there.",
    ),
    "an unclosed bracket": (
        "title: [one\nstage: two\n",
        ", line 2: this is not YAML (did not find expected ',' or ']'): look here and at the "
        "line above for a missing colon, quote or bracket.",
    ),
    "a list": (
        "- title\n- stage\n",
        ", line 1: a rubric has sections: begin with `title:` or `elements:`.",
    ),
    "plain words": (
        "just words\n",
        ", line 1: a rubric has sections: begin with `title:` or `elements:`.",
    ),
    "a letter that can't be printed": (
        "title: a\x00b\n",
        ": this is not YAML text: remove characters that can't be printed.",
    ),
    "no real day": (
        "title: 2026-13-45\n",
        ": a value is not what it looks like: put dates and long numbers in quotes.",
    ),
    "twice the same field": (
        "title: one\nstage: two\ntitle: three\n",
        ", line 3: “title” is here for the second time: keep one of them.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), YAML_MISTAKES.values(), ids=YAML_MISTAKES)
def test_what_is_no_yaml_is_refused(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    assert _refusal(tmp_path, text) == sentence


ELEMENT = """\
elements:
  - key: inquiry
    name: Inquiry
    label: Inquiry
    description: [{id: inquiry.d1, text: We ask.}]
    next_step: [{id: inquiry.n1, text: We ask more.}]
"""
PROMPT = (
    "prompts:\n"
    "  - {id: p-1, element: ownership, sentence: ownership.d1, audience: both, text: What now?}\n"
)
PROMPT_FIELDS = "id, text, element, sentence, audience, skill"

MISTAKES = {
    "an unknown section": (
        "title: A\ncolour: red\n",
        ", line 2: “colour” is no field of the rubric: use title, stage, share, stages, elements, "
        "skills, kinds, modes, network_acts, reaches, visibilities, indicator_kinds, follow_up, "
        "prompts, starters.",
    ),
    "a misspelt section": (
        "titel: A\n",
        ", line 1: “titel” is no field of the rubric: did you mean “title”?",
    ),
    "a misspelt field": (
        ELEMENT.replace("label:", "labell:"),
        ", line 4: “labell” is no field of this element: did you mean “label”?",
    ),
    "a starter of an unknown element": (
        "starters:\n  - {id: s-1, title: Read, kind: other, elements: [skils], note: Well}\n",
        ", line 2: there is no element skils: put skills.",
    ),
    "a starter of an unknown skill": (
        "starters:\n  - {id: s-1, title: Read, kind: other, elements: [skills], "
        "skill: colaboration, note: Well}\n",
        ", line 2: there is no skill colaboration: put collaboration.",
    ),
    "a field too many": (
        PROMPT.replace("text:", "colour: red, text:"),
        f", line 2: “colour” is no field of this prompt: use {PROMPT_FIELDS}.",
    ),
    "a missing field": (
        PROMPT.replace("audience: both, ", ""),
        ", line 2: “audience” is missing from this prompt: add `audience:`.",
    ),
    "a missing text within a sentence": (
        ELEMENT.replace("{id: inquiry.d1, text: We ask.}", "{id: inquiry.d1}"),
        ", line 5: “text” is missing from this sentence: add `text:`.",
    ),
    "a number for text": (
        "title: 2026\n",
        ", line 1: “title” must be text, not “2026”: put it in quotes.",
    ),
    "yes for text": (
        "title: Yes\n",
        ", line 1: “title” must be text, not yes or no: put it in quotes.",
    ),
    "nothing for text": (
        "title:\n",
        ", line 1: “title” must be text, not nothing: put it in quotes.",
    ),
    "text of spaces": (
        "title: '  '\n",
        ", line 1: “title” must be one line that neither begins nor ends with a space.",
    ),
    "empty text": (
        "title: ''\n",
        ", line 1: “title” is empty: write it here.",
    ),
    "text for a list": (
        "stages: Staging\n",
        ", line 1: “stages” must be a list: put each on a line of its own after a hyphen.",
    ),
    "an empty list": (
        "elements: []\n",
        ", line 1: “elements” is empty: list at least one.",
    ),
    "too long a label": (
        ELEMENT.replace("label: Inquiry", "label: Inquiry in every classroom"),
        ", line 4: “label” is too long: use at most 20 letters.",
    ),
    "a key with capitals": (
        ELEMENT.replace("key: inquiry", "key: In Quiry"),
        ", line 2: “In Quiry” can't be used for “key”: use small letters and digits joined by "
        "hyphens, such as critical-thinking.",
    ),
    "words where fields belong": (
        "skills:\n  - Creativity\n",
        ", line 2: this skill must have fields: write key, label, short, hints, faint_hints, "
        "each with a colon.",
    ),
    "an unknown audience": (
        PROMPT.replace("both", "everyone"),
        ", line 2: “everyone” can't be used for “audience”: put educators, leaders or both.",
    ),
    "a score beyond the scale": (
        "stages:\n  - {name: A, low: 0, high: 12}\n",
        ", line 2: “high” must be a whole number from 0 to 10.",
    ),
    "a score in words": (
        "stages:\n  - {name: A, low: zero, high: 10}\n",
        ", line 2: “low” must be a whole number from 0 to 10.",
    ),
    "a gap between stages": (
        "stages:\n  - {name: A, low: 0, high: 3}\n  - {name: B, low: 5, high: 10}\n",
        ", line 3: the stages share the scores 0 to 10 without gap or overlap, lowest first: put "
        "low: 4 for B.",
    ),
    "stages that overlap": (
        "stages:\n  - {name: A, low: 0, high: 5}\n  - {name: B, low: 5, high: 10}\n",
        ", line 3: the stages share the scores 0 to 10 without gap or overlap, lowest first: put "
        "low: 6 for B.",
    ),
    "a stage turned round": (
        "stages:\n  - {name: A, low: 0, high: 5}\n  - {name: B, low: 6, high: 5}\n",
        ", line 3: B ends before it begins: put high: 6 or more.",
    ),
    "stages that stop early": (
        "stages:\n  - {name: A, low: 0, high: 9}\n",
        ", line 2: the last stage must reach 10: put high: 10 for A.",
    ),
    "an added reach": (
        "reaches:\n"
        "  - {key: within, label: In}\n"
        "  - {key: outside, label: Out}\n"
        "  - {key: abroad, label: Abroad}\n",
        ", line 4: “abroad” can't be added: keep to within, outside.",
    ),
    "a dropped mode": (
        "reaches:\n  - {key: within, label: In}\n",
        ", line 1: outside must stay: write what it is called here.",
    ),
    "a kind with an unknown mode": (
        "kinds:\n  - {key: webinar, label: Webinar, mode: zoom}\n",
        ", line 2: “zoom” can't be used for “mode”: put in-person, live-online, on-demand, "
        "social-media or blended.",
    ),
    "the same id twice": (
        PROMPT + PROMPT.removeprefix("prompts:\n"),
        ", line 3: the id p-1 is taken already: give this one its own.",
    ),
    "an id of the workspace's own": (
        PROMPT.replace("p-1", "own-7"),
        ", line 2: own-7 is an id for prompts that a workspace adds: choose another.",
    ),
    "the same key twice": (
        "skills:\n  - {key: art, label: Art}\n  - {key: art, label: Arts}\n",
        ", line 3: the tag #art belongs to “Art” already: choose another word.",
    ),
    "a short form that another has": (
        "skills:\n  - {key: art, label: Art, short: [draw, webinar]}\n",
        ", line 1: the tag #webinar belongs to “Art” already: choose another word.",
    ),
    "a prompt about an unknown element": (
        PROMPT.replace("element: ownership", "element: ownershp"),
        ", line 2: there is no element ownershp: put ownership.",
    ),
    "a prompt for an unknown sentence": (
        PROMPT.replace("ownership.d1", "ownership.d9"),
        ", line 2: there is no ownership sentence ownership.d9: put ownership.d5.",
    ),
    "a prompt for an unknown skill": (
        PROMPT.replace("text:", "skill: juggling, text:"),
        ", line 2: there is no skill juggling: put one of critical-thinking, collaboration, "
        "creativity, communication, technology, self-direction, information-literacy.",
    ),
    "elements that the built-in prompts don't know": (
        "title: A\n" + ELEMENT,
        ", line 2: the built-in prompts speak of the element ownership, which is not here: add "
        "`prompts:` of your own, or keep ownership.",
    ),
    "skills that the built-in prompts don't know": (
        "skills:\n  - {key: art, label: Art}\n",
        ", line 1: the built-in prompts speak of the skill self-direction, which is not here: add "
        "`prompts:` of your own, or keep self-direction.",
    ),
    "an element without prompts for educators": (
        PROMPT,
        ", line 1: skills has no prompt that educators could get: add one under `prompts:` with "
        "audience: educators or both.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line_and_its_remedy(
    tmp_path: Path, text: str, sentence: str
) -> None:
    assert _refusal(tmp_path, text) == sentence


def test_the_first_mistake_in_the_file_is_named(tmp_path: Path) -> None:
    both = "share: 7\n" + "stages: Staging\n" + "title: 5\n"
    assert _refusal(tmp_path, both).startswith(", line 1: “share”")


def test_an_alias_that_holds_itself_is_refused_and_not_followed_for_ever(tmp_path: Path) -> None:
    refusal = _refusal(tmp_path, "skills: &skills\n  - *skills\n")
    assert refusal.startswith(", line 1: this skill must have fields")


def test_whatever_line_is_lost_from_the_built_in_file_it_loads_or_is_refused_in_one_sentence(
    tmp_path: Path,
) -> None:
    lines = BUILT_IN.read_text(encoding="utf-8").splitlines(keepends=True)
    # Comments and long sentences are many; every seventh line meets each sort of line.
    for lost in range(0, len(lines), 7):
        path = _write(tmp_path, "".join(lines[:lost] + lines[lost + 1 :]))
        try:
            load_rubric(path)
        except RubricError as error:
            assert re.match(rf"{re.escape(str(path))}(, line \d+)?: \S", error.sentence)
            assert error.sentence.count("\n") == 0


def test_the_head_of_the_file_explains_every_field() -> None:
    head = BUILT_IN.read_text(encoding="utf-8").split("\n\n", maxsplit=3)
    explained = " ".join(head[:3])
    for field in ("label", "short", "hints", "faint_hints", "kinds", "mode", "PLNUDGE_RUBRIC"):
        assert field in explained


def test_the_built_in_file_needs_no_yaml_beyond_the_plain(tmp_path: Path) -> None:
    text = BUILT_IN.read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    assert "&" not in text
    assert dedent(text) == text
