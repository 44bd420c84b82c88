"""The rubric's shape: what a rubric file holds, in the order of the page it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Annotated, Final, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictInt,
    StringConstraints,
)

KIND_KEYS: Final = (
    "social-feed",
    "edcamp",
    "blog-written",
    "blog-followed",
    "on-demand-video",
    "webinar",
    "online-course",
    "community-of-practice",
    "book-study",
    "peer-observation",
    "coaching",
    "conference",
    "workshop",
    "micro-credential",
    "other",
)
MODE_KEYS: Final = ("in-person", "live-online", "on-demand", "social-media", "blended")
NETWORK_ACT_KEYS: Final = ("created", "joined", "sustained")
REACH_KEYS: Final = ("within", "outside")
VISIBILITY_KEYS: Final = ("private", "leaders", "colleagues")
INDICATOR_KEYS: Final = (
    "student-achievement",
    "improved-practice",
    "student-engagement",
    "skill-attainment",
)

TAGGED: Final = (
    "elements",
    "skills",
    "kinds",
    "modes",
    "network_acts",
    "reaches",
    "visibilities",
)
"""Sections whose parts a tag can name."""

TOP_SCORE: Final = 10
"""Stages share the scores from 0 to this one."""

ModeKey = Literal["in-person", "live-online", "on-demand", "social-media", "blended"]
KindKey = Literal[
    "social-feed",
    "edcamp",
    "blog-written",
    "blog-followed",
    "on-demand-video",
    "webinar",
    "online-course",
    "community-of-practice",
    "book-study",
    "peer-observation",
    "coaching",
    "conference",
    "workshop",
    "micro-credential",
    "other",
]

Text = Annotated[str, StringConstraints(min_length=1, max_length=3000, pattern=r"^\S(.*\S)?$")]
Key = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Id = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9]+([-.][a-z0-9]+)*$")]
Label = Annotated[Text, StringConstraints(max_length=75)]
"""Slack refuses an option whose words are longer."""
ChartLabel = Annotated[Text, StringConstraints(max_length=20)]
"""Slack's own charts refuse longer ones."""

Keyed = TypeVar("Keyed", bound="Named | IndicatorKind")


class Part(BaseModel):
    """Whatever a rubric is made of: it never changes, and has no field that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sentence(Part):
    """A sentence of the rubric, word for word, under an id that stays."""

    id: Id
    text: Text


class Named(Part):
    """Something that an entry can be marked with.

    `short` are further words for its tag (`#own`); `hints` are words of an entry's text
    that speak for it, in the singular; `faint_hints` count only where no hint of any
    sister is found.
    """

    key: Key
    label: Label
    short: tuple[Key, ...] = ()
    hints: tuple[Text, ...] = ()
    faint_hints: tuple[Text, ...] = ()

    def __hash__(self) -> int:
        """By the label, which tells sisters and languages apart: what is worked out of a rubric
        is kept by it, and all its words would be hashed each time."""
        return hash(self.label)


class ElementWords(Named):
    """An element as it is said in one language; `ideas` are small things that a leader can do
    for it this week."""

    label: ChartLabel
    name: Text
    description: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    next_step: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    ideas: tuple[Annotated[Text, StringConstraints(max_length=300)], ...] = ()


class Element(ElementWords):
    """One of the rubric's elements: its name and sentences are the rubric's own.

    `kinds` are kinds of activity that speak for the element where no word does.
    """

    kinds: tuple[KindKey, ...] = ()

    @property
    def description_text(self) -> str:
        return " ".join(sentence.text for sentence in self.description)

    @property
    def next_step_text(self) -> str:
        return " ".join(sentence.text for sentence in self.next_step)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The description's, then the next step's."""
        return self.description + self.next_step


class Skill(Named):
    """One of the 21st-century skills ("critical thinking, collaboration, creativity …")."""

    label: ChartLabel


class Mode(Named):
    """How learning took place ("anytime in a variety of modes")."""

    label: ChartLabel


class KindWords(Named):
    """A kind as it is said in one language."""


class Kind(KindWords):
    """What was done ("Twitter feeds, EdCamps, blogging …"), and the mode that it mostly has."""

    mode: ModeKey | None = None


class NetworkAct(Named):
    """What was done for a network ("create, join, and sustain professional networks")."""


class Reach(Named):
    """Where the network is ("both within and outside of the district")."""


class Visibility(Named):
    """Who may see an entry."""


class IndicatorKind(Part):
    """A kind of evidence ("student achievement, … and 21st Century skill attainment")."""

    key: Key
    label: Label
    question: Text
    """Asks for it in a few plain words."""


class FollowUp(Part):
    """When an entry is followed up: `hints` are words that say that it will be tried in class."""

    hints: tuple[Text, ...] = ()


class Stage(Part):
    """A stage of the district's way, with its lowest and highest score."""

    name: Label
    low: Annotated[StrictInt, Field(ge=0, le=TOP_SCORE)]
    high: Annotated[StrictInt, Field(ge=0, le=TOP_SCORE)]


class PromptWords(Part):
    """A prompt as it is asked in one language."""

    id: Id
    text: Annotated[Text, StringConstraints(max_length=300)]


class Prompt(PromptWords):
    """A question for reflection; its id never changes, since answers are kept under it."""

    element: Key
    sentence: Id
    audience: Literal["educators", "leaders", "both"]
    skill: Key | None = None


class StarterWords(Part):
    """A starter as it is put in one language."""

    id: Id
    title: Annotated[Text, StringConstraints(max_length=150)]
    note: Annotated[Text, StringConstraints(max_length=1000)]


class Starter(StarterWords):
    """A learning option that every catalogue begins with; its id never changes."""

    kind: KindKey
    mode: ModeKey | None = None
    minutes: Annotated[StrictInt, Field(ge=1, le=12_000)] | None = None
    elements: Annotated[tuple[Key, ...], Field(min_length=1)]
    skill: Key | None = None


def _exactly(keys: tuple[str, ...]) -> Callable[[tuple[Keyed, ...]], tuple[Keyed, ...]]:
    """Rows are stored and exported under these keys, so a file may neither add nor drop one."""

    def check(given: tuple[Keyed, ...]) -> tuple[Keyed, ...]:
        for place, each in enumerate(given):
            if each.key not in keys:
                raise Misfit(f"“{each.key}” can't be added: keep to {', '.join(keys)}", place)
        missing = [key for key in keys if key not in {each.key for each in given}]
        if missing:
            raise Misfit(f"{', '.join(missing)} must stay: write what {_it(missing)} called here")
        return given

    return check


def _it(missing: list[str]) -> str:
    return "it is" if len(missing) == 1 else "they are"


class Misfit(ValueError):
    """Parts that are well formed but don't fit together; `place` is the path to the fault."""

    def __init__(self, sentence: str, *place: str | int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place


class Rubric(Part):
    """A rubric and all that is said in its terms."""

    title: Text
    stage: Text
    share: Text
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    elements: Annotated[tuple[Element, ...], Field(min_length=1, max_length=6)]
    skills: Annotated[tuple[Skill, ...], Field(min_length=1, max_length=20)]
    kinds: Annotated[tuple[Kind, ...], AfterValidator(_exactly(KIND_KEYS))]
    modes: Annotated[tuple[Mode, ...], AfterValidator(_exactly(MODE_KEYS))]
    network_acts: Annotated[tuple[NetworkAct, ...], AfterValidator(_exactly(NETWORK_ACT_KEYS))]
    reaches: Annotated[tuple[Reach, ...], AfterValidator(_exactly(REACH_KEYS))]
    visibilities: Annotated[tuple[Visibility, ...], AfterValidator(_exactly(VISIBILITY_KEYS))]
    indicator_kinds: Annotated[tuple[IndicatorKind, ...], AfterValidator(_exactly(INDICATOR_KEYS))]
    follow_up: FollowUp
    prompts: Annotated[tuple[Prompt, ...], Field(min_length=1)]
    starters: tuple[Starter, ...] = ()

    _in_languages: dict[str, Rubric] = PrivateAttr(default_factory=dict)
    _language: str | None = PrivateAttr(default=None)
    _kinds_by_every_name: tuple[Kind, ...] = PrivateAttr(default=())

    def in_language(self, code: str) -> Rubric:
        """The same rubric in the words of that language; as it is where it has none."""
        return self._in_languages.get(code, self)

    def speak(self, in_languages: dict[str, Rubric]) -> None:
        """Takes the same rubric in other languages, by their code."""
        self._in_languages = in_languages
        for code, rubric in in_languages.items():
            rubric._language = code
        kinds = [kind for rubric in (self, *in_languages.values()) for kind in rubric.kinds]
        for rubric in (self, *in_languages.values()):
            rubric._kinds_by_every_name = tuple(kinds)

    @property
    def kinds_by_every_name(self) -> tuple[Kind, ...]:
        """Each kind once in every language: for what must not depend on who reads it."""
        return self._kinds_by_every_name or self.kinds

    @cached_property
    def language(self) -> str | None:
        """What its words were put into; None of the rubric as it came.

        Kept where it is found at once: each line that is read asks for it.
        """
        return self._language

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of those that it has words in besides its own."""
        return tuple(self._in_languages)

    def __hash__(self) -> int:
        """Cheap, for the same reason as that of its parts."""
        return hash(self.elements)

    def element(self, key: str) -> Element:
        """The element of that key; KeyError where there is none."""
        return _of_key(self.elements, key)

    def skill(self, key: str) -> Skill:
        """The skill of that key; KeyError where there is none."""
        return _of_key(self.skills, key)

    def kind(self, key: str) -> Kind:
        """The kind of that key; KeyError where there is none."""
        return _of_key(self.kinds, key)

    def prompt(self, prompt_id: str) -> Prompt:
        """The prompt of that id; KeyError where there is none."""
        for prompt in self.prompts:
            if prompt.id == prompt_id:
                return prompt
        raise KeyError(prompt_id)

    def starter(self, starter_id: str | None) -> Starter | None:
        """The starter of that id; None where there is none."""
        return next((each for each in self.starters if each.id == starter_id), None)

    def sentence(self, sentence_id: str) -> Sentence:
        """The sentence of that id; KeyError where there is none."""
        for element in self.elements:
            for sentence in element.sentences:
                if sentence.id == sentence_id:
                    return sentence
        raise KeyError(sentence_id)

    def stage_at(self, score: float) -> Stage:
        """The stage of a score from 0 to 10; between two stages, the lower one.

        Raises ValueError for a score out of that range.
        """
        if not 0 <= score <= TOP_SCORE:
            raise ValueError(f"A score is from 0 to {TOP_SCORE}, not {score}.")
        reached = [stage for stage in self.stages if stage.low <= score]
        return max(reached, key=lambda stage: stage.low)

    def tag_of(self, part: Named) -> str:
        """The tag that a reader is told of: the key, or the first that a translation gives."""
        return part.short[0] if self.language and part.short else part.key

    def sections_with_keys(self) -> Iterator[tuple[str, tuple[Named, ...]]]:
        """Each of those that a tag can name, under its field's name."""
        for section in TAGGED:
            yield section, getattr(self, section)


def _of_key(parts: tuple[Keyed, ...], key: str) -> Keyed:
    for part in parts:
        if part.key == key:
            return part
    raise KeyError(key)
