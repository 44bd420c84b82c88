"""Every role tries everything, by payloads that Slack would not have let them make."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from bot.app import TOPICS
from bot.listeners.commands import SUBCOMMANDS as KNOWN_SUBCOMMANDS
from sandbox.clock import Clock
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from tests.access.cast import SECRET, SHOWN, Outcome, Stage, stage_beside
from tests.access.records import Rows
from tests.access.table import (
    FORMS,
    HER_LEADERS,
    ON_HOME_ONLY,
    OUTSIDERS,
    PRESSES,
    ROLES,
    SEARCHES,
    SHORTCUTS,
    SUBCOMMANDS,
    Row,
)
from tests.conftest import NOW
from tests.journeys.conftest import begun

REFUSALS: Final = (
    "older message",
    "older App Home",
    "older rubric",
    "no longer there",
    "can't find",
    "Only admins",
    "lead a group. If you do",
    "is for those who lead",
    "for the educators",
    "Something went wrong",
    "went wrong on my side",
    "You don't lead",
    "lead nobody called",
    "There is no group",
    "not on record any more",
    "no longer in the catalogue",
    "You did not skip",
    "does not await you",
    "has PLNudge here",
    "isn't shown to you",
    "Only those who lead a group",
    "Only the educator",
    "Another leader wrote",
)
"""What somebody is told who may not."""

Ids = Mapping[str, Any]


@pytest.fixture
async def stage(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Stage]:
    slack = LocalSlack(
        clock=Clock(start=NOW, ticking=False), limits=RateLimits.off(), retry_delays=(0, 0, 0)
    )
    async with slack, stage_beside(slack, begun(tmp_path, migrated_file)) as stage:
        yield stage


def test_everything_that_can_be_pressed_sent_or_typed_has_its_row() -> None:
    known: dict[str, set[str]] = {
        "PRESSES": {action for topic in TOPICS for action in topic.presses},
        "FORMS": {form for topic in TOPICS for form in topic.submissions},
        "SHORTCUTS": {form for topic in TOPICS for form in topic.shortcuts},
        "SEARCHES": {action for topic in TOPICS for action in topic.searches},
        "SUBCOMMANDS": set(KNOWN_SUBCOMMANDS),
    }
    rows: dict[str, set[str]] = {
        "PRESSES": {*PRESSES, *ON_HOME_ONLY},
        "FORMS": set(FORMS),
        "SHORTCUTS": set(SHORTCUTS),
        "SEARCHES": set(SEARCHES),
        "SUBCOMMANDS": set(SUBCOMMANDS),
    }
    missing = {name: known[name] - rows[name] for name in known}
    assert not any(missing.values()), f"tests/access/table.py wants rows for {missing}"
    gone = {name: rows[name] - known[name] for name in known}
    assert not any(gone.values()), f"tests/access/table.py has rows for what is gone: {gone}"


@pytest.mark.parametrize("role", ROLES)
async def test_who_may_not_changes_nothing_and_sees_nothing_and_who_may_does(
    stage: Stage, role: str
) -> None:
    wrong: list[str] = []
    ids = await stage.lay_out()
    await stage.command(role, "help", ids)  # so that they have been met
    stage.records.keep()
    before = await stage.others_rows(role)
    for each in tries(stage, role):
        wrong += await look(stage, role, each, ids, before)
        if stage.records.is_changed():
            stage.records.restore()
    assert not wrong, "\n".join(wrong)


@dataclass(frozen=True)
class Try:
    """Something that a role sends, with Maya's ids in it."""

    what: str
    row: Row
    act: Callable[[Ids], Awaitable[Outcome]]
    is_on_home: bool = False


def tries(stage: Stage, role: str) -> Iterator[Try]:
    for action, row in PRESSES.items():
        yield Try(f"press {action}", row, partial(stage.press, role, action, row))
    for action, row in {**PRESSES, **ON_HOME_ONLY}.items():
        if row.is_on_home or action in ON_HOME_ONLY:
            press = partial(stage.press_on_home, role, action, row)
            yield Try(f"press {action} on App Home", row, press, is_on_home=True)
    for action, row in SEARCHES.items():
        yield Try(f"search {action}", row, partial(stage.search, role, action, row))
    for form, row in FORMS.items():
        yield Try(f"send {form}", row, partial(stage.submit, role, form, row))
    for form, row in SHORTCUTS.items():
        yield Try(f"shortcut {form}", row, partial(stage.shortcut, role, form))
    for name, row in SUBCOMMANDS.items():
        yield Try(f"/pln {name}", row, partial(stage.command, role, f"{name} {row.value}"))


async def look(stage: Stage, role: str, each: Try, ids: Ids, before: Rows) -> list[str]:
    """What was wrong with what came of it; `before` are others' rows."""
    row, is_on_home = each.row, each.is_on_home
    outcome = await each.act(ids)
    after = await stage.others_rows(role) if stage.records.is_changed() else before
    changed = {name for name in after if after[name] != before.get(name)}
    may = role in row.may
    wrong = []
    if touched := changed - (row.touches if may else frozenset()):
        wrong.append(f"changed others' {sorted(touched)}")
    if role != "educator" and SECRET in outcome.seen:
        wrong.append("saw what is private")
    if SHOWN in outcome.seen and role not in HER_LEADERS | {"educator"}:
        wrong.append("saw what only her leaders may see")
    refused = [each for each in REFUSALS if each in outcome.seen]
    if may:
        if refused:
            wrong.append(f"was refused: {outcome.seen[:300]}")
        if outcome.attempt.status != 200:
            wrong.append(f"got {outcome.attempt.status} {outcome.attempt.reason}")
        if not (outcome.has_view or outcome.has_answer or changed or row.state):
            wrong.append("brought nothing")
    elif role in OUTSIDERS and outcome.has_view and not is_on_home:
        wrong.append(f"opened something: {outcome.seen[:300]}")
    elif not refused and not is_on_home:
        wrong.append(f"was not told why not: {outcome.seen[:300]}")
    return [f"{role} · {each.what}: {words}" for words in wrong]
