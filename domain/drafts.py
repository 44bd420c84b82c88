"""What an educator wants kept, checked and complete, before it is a row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from domain.errors import BadInput
from domain.keys import DEFAULT_VISIBILITY, PLAIN_KIND
from domain.quick_entry import QuickEntry, QuickGoal, read_quick_entry, suggest_unsaid
from rubric_data import Rubric


@dataclass(frozen=True)
class EvidenceFile:
    """A file in Slack: its id there, its name, and the page that shows it."""

    slack_id: str
    name: str
    permalink: str


@dataclass(frozen=True)
class EntryDraft:
    """An entry to keep. Keys are the rubric's; `suggested` names fields nobody has said yet."""

    text: str
    happened_on: date
    minutes: int | None = None
    kind: str = PLAIN_KIND
    mode: str | None = None
    elements: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    network_act: str | None = None
    reach: str | None = None
    link: str | None = None
    classroom_note: str | None = None
    visibility: str = DEFAULT_VISIBILITY
    goal_id: int | None = None
    files: tuple[EvidenceFile, ...] = ()
    suggested: frozenset[str] = field(default_factory=frozenset)


def draft_of_quick(quick: QuickEntry, *, goal_id: int | None = None) -> EntryDraft:
    """A quick entry as it is kept, with plain choices where nothing was said or suggested."""
    return EntryDraft(
        text=quick.text,
        happened_on=quick.happened_on,
        minutes=quick.minutes,
        kind=quick.kind or PLAIN_KIND,
        mode=quick.mode,
        elements=quick.elements,
        skills=quick.skills,
        network_act=quick.network_act,
        reach=quick.reach,
        link=quick.link,
        visibility=quick.visibility or DEFAULT_VISIBILITY,
        goal_id=goal_id,
        suggested=quick.suggested,
    )


def draft_of_words(text: str, *, rubric: Rubric, today: date, day_first: bool) -> EntryDraft:
    """Words that were written for something else, as an entry.

    They need not make a good one: whoever logs them will see to that.
    """
    try:
        return draft_of_quick(
            read_quick_entry(text, rubric=rubric, today=today, day_first=day_first)
        )
    except BadInput:
        return EntryDraft(text=text, happened_on=today)


def with_suggestions(draft: EntryDraft, rubric: Rubric, *, is_kind_said: bool) -> EntryDraft:
    """The draft with what its author left open suggested from their words."""
    values = {
        "kinds": [draft.kind] if is_kind_said else [],
        "modes": [draft.mode] if draft.mode else [],
        "elements": list(draft.elements),
        "skills": list(draft.skills),
        "network_acts": [draft.network_act] if draft.network_act else [],
        "reaches": [draft.reach] if draft.reach else [],
    }
    suggested = suggest_unsaid(values, rubric, draft.text, draft.link)
    return replace(
        draft,
        kind=next(iter(values["kinds"]), PLAIN_KIND),
        mode=next(iter(values["modes"]), None),
        elements=tuple(values["elements"]),
        skills=tuple(values["skills"]),
        network_act=next(iter(values["network_acts"]), None),
        reach=next(iter(values["reaches"]), None),
        suggested=draft.suggested | suggested,
    )


@dataclass(frozen=True)
class GoalDraft:
    """A goal to keep."""

    text: str
    element: str | None = None
    skill: str | None = None
    indicator: str | None = None
    target: str | None = None
    plan_when: str | None = None
    plan_then: str | None = None
    due_on: date | None = None
    visibility: str = DEFAULT_VISIBILITY


def draft_of_quick_goal(quick: QuickGoal) -> GoalDraft:
    """A goal of one line as it is kept, with plain choices where nothing was said."""
    return GoalDraft(
        text=quick.text,
        element=quick.element,
        skill=quick.skill,
        indicator=quick.indicator,
        target=quick.target,
        plan_when=quick.plan.moment if quick.plan else None,
        plan_then=quick.plan.deed if quick.plan else None,
        due_on=quick.due_on,
        visibility=quick.visibility or DEFAULT_VISIBILITY,
    )
