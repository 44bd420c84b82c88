"""The prompt bank: the rubric's prompts, with what a workspace added and retired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.errors import BadInput
from rubric_data import Rubric
from storage.tables import Prompt, Schedule

SHORTEST: Final = 10
LONGEST: Final = 500
"""Of a prompt's text, in characters: a question that can be read at a glance."""


@dataclass(frozen=True)
class BankPrompt:
    """A prompt that may be asked."""

    id: str
    element: str
    text: str
    audience: str
    is_built_in: bool
    retired_at: datetime | None = None
    skill: str | None = None


@lru_cache
def built_in(rubric: Rubric) -> tuple[BankPrompt, ...]:
    """The prompts that come with the rubric."""
    return tuple(
        BankPrompt(
            id=prompt.id,
            element=prompt.element,
            text=prompt.text,
            audience=prompt.audience,
            is_built_in=True,
            skill=prompt.skill,
        )
        for prompt in rubric.prompts
    )


def text_in(rubric: Rubric, prompt: BankPrompt) -> str:
    """What it asks, in that rubric's words where it came along with one; else as it was typed."""
    return rubric.prompt(prompt.id).text if prompt.is_built_in else prompt.text


def prompt_bank(
    session: Session,
    workspace_id: int,
    built_in: Iterable[BankPrompt],
    *,
    is_retired_too: bool = False,
) -> list[BankPrompt]:
    """Built-in ones first, then the workspace's own; without the retired ones unless asked."""
    rows = {
        row.prompt_id: row for row in session.scalars(_OWN_PROMPTS, {"workspace": workspace_id})
    }
    bank: list[BankPrompt] = []
    for prompt in built_in:
        retired = rows.pop(prompt.id, None)
        bank.append(replace(prompt, retired_at=retired.retired_at) if retired else prompt)
    bank += [
        BankPrompt(
            id=row.prompt_id,
            element=row.element,
            text=row.text,
            audience=row.audience,
            is_built_in=False,
            retired_at=row.retired_at,
        )
        for row in rows.values()
    ]
    return [prompt for prompt in bank if is_retired_too or prompt.retired_at is None]


_OWN_PROMPTS: Final = (
    select(Prompt).where(Prompt.workspace_id == bindparam("workspace")).order_by(Prompt.id)
)


def find_prompts(
    session: Session, workspace_id: int, built_in: Iterable[BankPrompt], ids: Iterable[str]
) -> list[BankPrompt]:
    """Those with these ids, in that order. Raises BadInput for one that is not asked any more."""
    bank = {prompt.id: prompt for prompt in prompt_bank(session, workspace_id, built_in)}
    for prompt_id in ids:
        if prompt_id not in bank:
            raise BadInput(
                "There is no prompt {prompt_id} to ask: “plnudge prompt list” shows all.",
                prompt_id=prompt_id,
                field="prompts",
            )
    return [bank[prompt_id] for prompt_id in ids]


def elements_asked(
    known: Sequence[str], chosen: Sequence[str], prompts: Sequence[BankPrompt]
) -> tuple[str, ...]:
    """The elements that a schedule asks about: those chosen, or those of its chosen prompts, or
    all that are known.

    Raises BadInput where the two don't fit.
    """
    about = {prompt.element for prompt in prompts} or set(known)
    for key in chosen:
        if key not in about:
            raise BadInput(
                "None of the chosen prompts is about {key}: choose one, or leave {key} out.",
                key=key,
                field="elements",
            )
    for prompt in prompts:
        if chosen and prompt.element not in chosen:
            raise BadInput(
                "The prompt {id} is about {element}: choose that element as well, or leave the "
                "prompt out.",
                id=prompt.id,
                element=prompt.element,
                field="prompts",
            )
    return tuple(key for key in chosen or known if key in about)


def find_prompt(
    session: Session, workspace_id: int, prompt_id: str, built_in: Iterable[BankPrompt]
) -> BankPrompt:
    """A retired one too. Raises BadInput where there is none."""
    for prompt in prompt_bank(session, workspace_id, built_in, is_retired_too=True):
        if prompt.id == prompt_id:
            return prompt
    raise BadInput(
        "There is no prompt {prompt_id}: “plnudge prompt list” shows all.", prompt_id=prompt_id
    )


def add_prompt(
    session: Session, workspace_id: int, *, element: str, text: str, audience: str, now: datetime
) -> Prompt:
    """Adds one of the workspace's own, with an id that says so: `own-1`, `own-2`, …

    Raises BadInput where its length is not from 10 to 500 characters, or where it is there.
    """
    text = _check(session, workspace_id, text, element)
    own = session.scalars(
        select(Prompt.prompt_id).where(
            Prompt.workspace_id == workspace_id, Prompt.prompt_id.startswith("own-")
        )
    )
    highest = max((int(prompt_id.removeprefix("own-")) for prompt_id in own), default=0)
    prompt = Prompt(
        workspace_id=workspace_id,
        prompt_id=f"own-{highest + 1}",
        element=element,
        text=text,
        audience=audience,
        added_at=now,
    )
    session.add(prompt)
    session.flush()
    return prompt


def edit_prompt(
    session: Session,
    workspace_id: int,
    prompt_id: str,
    built_in: Iterable[BankPrompt],
    *,
    element: str,
    text: str,
    audience: str,
    now: datetime,
) -> BankPrompt:
    """It is asked so from now on; who had it before keeps it as it was.

    A built-in one is retired for one of the workspace's own, which takes its place in the
    schedules that chose it. Raises BadInput as `add_prompt` does.
    """
    bank = list(built_in)
    before = find_prompt(session, workspace_id, prompt_id, bank)
    if (before.text, before.element, before.audience) == (text.strip(), element, audience):
        return before
    if before.is_built_in:
        own = add_prompt(
            session, workspace_id, element=element, text=text, audience=audience, now=now
        )
        if before.retired_at is None:
            retire_prompt(session, workspace_id, prompt_id, bank, now)
        _replace_in_schedules(session, workspace_id, prompt_id, own.prompt_id)
        return find_prompt(session, workspace_id, own.prompt_id, bank)
    row = _row(session, workspace_id, prompt_id)
    if row is not None:
        row.text = _check(session, workspace_id, text, element, besides=prompt_id)
        row.element, row.audience = element, audience
        session.flush()
    return find_prompt(session, workspace_id, prompt_id, bank)


def retire_prompt(
    session: Session,
    workspace_id: int,
    prompt_id: str,
    built_in: Iterable[BankPrompt],
    now: datetime,
) -> BankPrompt:
    """Asked no more; what was answered to it stays. Raises BadInput where there is none."""
    prompt = find_prompt(session, workspace_id, prompt_id, built_in)
    if prompt.retired_at is not None:
        raise BadInput("{prompt_id} was retired already.", prompt_id=prompt_id)
    row = _row(session, workspace_id, prompt_id)
    if row is None:
        row = Prompt(
            workspace_id=workspace_id,
            prompt_id=prompt_id,
            element=prompt.element,
            text=prompt.text,
            audience=prompt.audience,
            added_at=now,
        )
        session.add(row)
    row.retired_at = now
    session.flush()
    return prompt


def bring_back_prompt(
    session: Session, workspace_id: int, prompt_id: str, built_in: Iterable[BankPrompt]
) -> BankPrompt:
    """Asked again. Raises BadInput where it is not retired."""
    bank = list(built_in)
    prompt = find_prompt(session, workspace_id, prompt_id, bank)
    row = _row(session, workspace_id, prompt_id)
    if row is None or row.retired_at is None:
        raise BadInput("{prompt_id} is not retired.", prompt_id=prompt_id)
    row.retired_at = None
    session.flush()
    return find_prompt(session, workspace_id, prompt.id, bank)


def _check(
    session: Session, workspace_id: int, text: str, element: str, *, besides: str | None = None
) -> str:
    """The text as it is kept. Raises BadInput where it can't be."""
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise BadInput(
            "A prompt has {shortest} to {longest} characters, and this has {count}.",
            shortest=SHORTEST,
            longest=LONGEST,
            count=len(text),
            field="text",
        )
    same = session.scalar(
        select(Prompt).where(
            Prompt.workspace_id == workspace_id,
            Prompt.text == text,
            Prompt.element == element,
            Prompt.retired_at.is_(None),
        )
    )
    if same is not None and same.prompt_id != besides:
        raise BadInput(
            "That prompt is there already, as {prompt_id}.", prompt_id=same.prompt_id, field="text"
        )
    return text


def _replace_in_schedules(session: Session, workspace_id: int, before: str, after: str) -> None:
    for schedule in session.scalars(select(Schedule).where(Schedule.workspace_id == workspace_id)):
        if before in schedule.prompts:
            schedule.prompts = [after if each == before else each for each in schedule.prompts]


def _row(session: Session, workspace_id: int, prompt_id: str) -> Prompt | None:
    return session.scalar(
        select(Prompt).where(Prompt.workspace_id == workspace_id, Prompt.prompt_id == prompt_id)
    )
