"""Entries at their worst, and all that is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.messages.entry import again_message, logged_message, taken_back_message
from bot.messages.entry_form import crossed_form, delete_form, entry_form
from bot.messages.entry_list import Listing, Told, entry_list_message
from bot.messages.forms import Origin
from bot.messages.message import Message
from domain.drafts import EntryDraft, EvidenceFile
from domain.entry_filter import LONGEST, EntryFilter, Wanted
from rubric_data import Rubric
from storage.entries import Crossed, EntryInContext
from storage.entry_lists import PAGE, EntryPage, Place
from storage.tables import Entry, EntryElement, EntryFile, EntrySkill
from tests.bot.goals import a_goal

TODAY = date(2026, 11, 24)
ROW = 10**15


def an_entry(text: str, rubric: Rubric, row: int = ROW) -> Entry:
    return Entry(
        id=row,
        text=text,
        minutes=1440,
        happened_on=TODAY,
        kind=rubric.kinds[0].key,
        mode=rubric.modes[0].key,
        network_act="created",
        reach="outside",
        link="https://example.org/" + "x" * 2900,
        classroom_note=text,
        visibility="colleagues",
        suggested=["minutes", "kind", "mode", "elements", "skills", "network_act", "reach"],
        element_rows=[EntryElement(element=element.key) for element in rubric.elements],
        skill_rows=[EntrySkill(skill=skill.key) for skill in rubric.skills],
        file_rows=[
            EntryFile(slack_id=f"F{place}", name=text[:255], permalink=f"https://{'x' * 250}")
            for place in range(25)
        ],
    )


def entry_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    entry, goal = an_entry(text, rubric), a_goal(text, rubric)
    before = an_entry(text, rubric, ROW - 1)
    before.happened_on = TODAY - timedelta(days=400)
    yield logged_message(EntryInContext(entry, goal), rubric, TODAY)
    yield logged_message(EntryInContext(entry, None, goal, before), rubric, TODAY)
    unsaid = an_entry(text, rubric)
    unsaid.minutes, unsaid.suggested = None, [*unsaid.suggested, "happened_on"]
    yield logged_message(EntryInContext(unsaid, None, goal, unsaid), rubric, TODAY)
    yield again_message([an_entry(text, rubric, place) for place in range(60)], rubric)
    yield again_message([], rubric)
    yield taken_back_message(entry)
    yield from _lists(text, rubric)


def _lists(text: str, rubric: Rubric) -> Iterator[Message]:
    typed = text[:LONGEST]
    every_tag = {
        section: tuple(part.key for part in parts) for section, parts in rubric.sections_with_keys()
    }
    wanted = EntryFilter(typed, (Wanted(typed, typed),) * 20, every_tag)
    listing = Listing(TODAY, typed, Place(TODAY, ROW))
    entries = [an_entry(text, rubric, ROW + place) for place in range(PAGE)]
    place = Place(TODAY, ROW)
    page = EntryPage(entries, 10**6, 10**7, 10**9, place, place, place)
    for is_taken_back in (True, False):
        told = Told(an_entry(text, rubric), is_taken_back=is_taken_back)
        yield entry_list_message(page, wanted, listing, rubric, TODAY, told=told)
        nothing = EntryPage((), 0, 0, 0)
        yield entry_list_message(nothing, wanted, listing, rubric, TODAY, told=told)
    yield entry_list_message(EntryPage((), 0, 0, 0), EntryFilter(), listing, rubric, TODAY)


def entry_views(text: str, rubric: Rubric, origin: Origin) -> Iterator[dict[str, Any]]:
    goals = [(str(place), text) for place in range(100)]
    draft = EntryDraft(
        text=text[:3000],
        happened_on=TODAY,
        minutes=45,
        kind="other",
        mode="in-person",
        elements=tuple(element.key for element in rubric.elements),
        skills=tuple(skill.key for skill in rubric.skills),
        network_act="joined",
        reach="within",
        link="https://example.org/" + "x" * 2900,
        classroom_note=text[:3000],
        goal_id=3,
        files=tuple(EvidenceFile(f"F{place}", text[:3000], "https://x") for place in range(100)),
    )
    yield entry_form(draft, rubric, goals, origin)
    yield entry_form(EntryDraft(text="", happened_on=TODAY), rubric, [], Origin())
    other = an_entry(text, rubric)
    names = {field.name for field in fields(EntryDraft)} - {"files", "suggested"}
    crossed = Crossed(other, tuple(sorted(names)))
    yield crossed_form(crossed, draft, rubric, goals, origin, today=TODAY)
    other.deleted_at = datetime(2026, 11, 24, tzinfo=UTC)
    yield crossed_form(crossed, draft, rubric, goals, origin, today=TODAY)
    yield delete_form(other, origin)
