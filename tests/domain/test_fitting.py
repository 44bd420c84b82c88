from __future__ import annotations

from datetime import date

import pytest

from domain.drafts import EntryDraft
from domain.fitting import OpenGoal, find_fitting
from domain.wording import fold, stems

TODAY = date(2026, 11, 24)
CONFERENCES = OpenGoal(1, "Run two student-led conferences by March", "evaluation", None)
PODCASTS = OpenGoal(2, "Have each class record a podcast", "skills", "communication")


def _fitting(text: str, **said: tuple[str, ...]) -> int | None:
    suggested = frozenset(name for name, held in said.items() if "?" in held)
    held = {name: tuple(key for key in keys if key != "?") for name, keys in said.items()}
    draft = EntryDraft(
        text=text,
        happened_on=TODAY,
        elements=held.get("elements", ()),
        skills=held.get("skills", ()),
        suggested=suggested,
    )
    goal = find_fitting(draft, [CONFERENCES, PODCASTS])
    return goal.id if goal else None


@pytest.mark.parametrize(
    ("text", "said", "goal"),
    [
        ("Webinar on podcasting", {"elements": ("skills", "?")}, 2),
        ("Recorded podcasts with year 4", {}, 2),
        ("Planned student-led conferences", {}, 1),
        ("Student-led conferences went well", {"elements": ("evaluation",)}, 1),
        ("Tea with Ana", {"elements": ("skills",), "skills": ("communication", "?")}, 2),
        ("Tea with Ana", {"elements": ("skills",)}, None),
        ("Tea with Ana", {"elements": ("skills", "?"), "skills": ("communication", "?")}, None),
        ("Read two chapters with the class", {}, None),
    ],
)
def test_a_goal_fits_by_words_or_by_what_was_said(
    text: str, said: dict[str, tuple[str, ...]], goal: int | None
) -> None:
    assert _fitting(text, **said) == goal


def test_the_same_activity_is_known_in_other_forms_of_its_words() -> None:
    assert stems("PLC meeting, week 3") == stems("plc meetings – week 4")
    assert stems("PLC meeting") != stems("PLC meeting with Ana")


def test_words_are_looked_for_without_case_accents_and_typographic_marks() -> None:
    assert fold("Zoë’s  ÉCOLE – “Straße”") == 'zoe\'s ecole - "strasse"'
