"""What was suggested is put right, and what was left unsaid is taken from the time before."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.corrections import ALL, NONE, correct, say_as_before
from domain.drafts import EntryDraft
from domain.errors import BadInput
from rubric_data import load_rubric

RUBRIC = load_rubric()
TODAY = date(2026, 11, 24)
GUESSED = EntryDraft(
    text="Talked about wait time",
    happened_on=TODAY,
    kind="coaching",
    mode="in-person",
    elements=("skills", "evaluation"),
    network_act="joined",
    suggested=frozenset({"kind", "mode", "elements", "network_act"}),
)
FIELDS = ("minutes", "kind", "mode", "elements", "skills", "network_act", "reach", "goal_id")


@pytest.mark.parametrize(
    ("field", "key", "value"),
    [
        ("minutes", "45", 45),
        ("happened_on", "2026-11-20", date(2026, 11, 20)),
        ("kind", "webinar", "webinar"),
        ("mode", "on-demand", "on-demand"),
        ("elements", "ownership", ("ownership",)),
        ("elements", NONE, ()),
        ("skills", "creativity", ("creativity",)),
        ("network_act", NONE, None),
        ("reach", "outside", "outside"),
    ],
)
def test_one_choice_says_one_field_and_leaves_the_others(
    field: str, key: str, value: object
) -> None:
    corrected = correct(GUESSED, field, key, RUBRIC, TODAY)
    assert getattr(corrected, field) == value
    assert corrected.suggested == GUESSED.suggested - {field}
    assert replace(
        corrected, **{field: getattr(GUESSED, field)}, suggested=GUESSED.suggested
    ) == GUESSED  # fmt: skip


def test_all_of_it_may_fit() -> None:
    assert correct(GUESSED, ALL, "", RUBRIC, TODAY) == replace(GUESSED, suggested=frozenset())


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("kind", "nonsense"),
        ("kind", NONE),
        ("elements", ""),
        ("minutes", "0"),
        ("minutes", "long"),
        ("happened_on", "2026-11-25"),
        ("happened_on", "soon"),
        ("text", "other words"),
        ("visibility", "colleagues"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(field: str, key: str) -> None:
    with pytest.raises(BadInput):
        correct(GUESSED, field, key, RUBRIC, TODAY)


DRAFTS = st.builds(
    EntryDraft,
    text=st.just("PLC"),
    happened_on=st.just(TODAY),
    minutes=st.none() | st.integers(1, 90),
    kind=st.sampled_from(["other", "webinar", "coaching"]),
    mode=st.none() | st.just("in-person"),
    elements=st.sampled_from([(), ("skills",), ("ownership", "skills")]),
    skills=st.sampled_from([(), ("creativity",)]),
    network_act=st.none() | st.just("joined"),
    reach=st.none() | st.just("outside"),
    goal_id=st.none() | st.integers(1, 3),
    suggested=st.sets(st.sampled_from(["minutes", "kind", "elements", "mode"])).map(frozenset),
)


@given(DRAFTS, DRAFTS)
def test_the_time_before_never_changes_what_was_said(draft: EntryDraft, before: EntryDraft) -> None:
    filled = say_as_before(draft, before)
    for field in fields(EntryDraft):
        said = field.name not in FIELDS or (
            field.name not in draft.suggested
            and getattr(draft, field.name) not in (None, (), "other")
        )
        if said and field.name != "suggested":
            assert getattr(filled, field.name) == getattr(draft, field.name)
        assert getattr(filled, field.name) in (
            getattr(draft, field.name), getattr(before, field.name), filled.suggested,
        )  # fmt: skip
    assert filled.suggested <= draft.suggested
    assert say_as_before(filled, before) == filled
