"""An entry with the worst that the rules allow."""

from __future__ import annotations

from datetime import date

from rubric_data import Rubric
from storage.tables import Entry, EntryElement, EntryFile, EntrySkill

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
