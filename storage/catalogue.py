"""The catalogue of learning options that colleagues and admins add to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from domain.catalogue import LENGTHS, OptionDraft, Shelf
from domain.errors import BadInput
from domain.topics import Topic
from domain.words import later
from rubric_data import Rubric
from storage.pages import Page, find_rows
from storage.tables import LearningOption, LearningOptionElement, Person, Recommendation

GONE = later("That learning option is no longer in the catalogue. `/pln discover` shows what is.")
NAMES = 2
"""Of those who recommend one, the first are named."""


@dataclass(frozen=True)
class OptionInSight:
    """A learning option as somebody sees it."""

    option: LearningOption
    added_by: str | None
    """None where it came along, and where whoever added it had everything erased."""
    recommendations: int
    recommended_by: tuple[str, ...]
    """The first of them."""
    is_mine: bool
    """The reader recommends it."""
    may_change: bool


def keep_starters(session: Session, workspace_id: int, rubric: Rubric, now: datetime) -> None:
    """Adds the built-in ones that were never there; what a workspace removed stays removed."""
    known = set(
        session.scalars(
            select(LearningOption.starter).where(
                LearningOption.workspace_id == workspace_id, LearningOption.starter.is_not(None)
            )
        )
    )
    elements = {element.key for element in rubric.elements}
    skills = {skill.key for skill in rubric.skills}
    for starter in rubric.starters:
        if starter.id not in known:
            option = LearningOption(
                workspace_id=workspace_id, starter=starter.id, added_at=now, element_rows=[]
            )
            _fill(
                option,
                OptionDraft(
                    title=starter.title,
                    kind=starter.kind,
                    mode=starter.mode,
                    minutes=starter.minutes,
                    elements=tuple(key for key in starter.elements if key in elements),
                    skill=starter.skill if starter.skill in skills else None,
                    note=starter.note,
                ),
            )
            session.add(option)
    session.flush()


def add_option(
    session: Session, person_id: int, draft: OptionDraft, *, submission: str, now: datetime
) -> LearningOption:
    """Adds it, recommended by whoever adds it; the same submission again gives the same one."""
    kept = session.scalar(
        select(LearningOption).where(
            LearningOption.added_by_id == person_id, LearningOption.submission == submission
        )
    )
    if kept is not None:
        return kept
    option = LearningOption(
        workspace_id=session.get_one(Person, person_id).workspace_id,
        added_by_id=person_id,
        added_at=now,
        submission=submission,
        element_rows=[],
    )
    _fill(option, draft)
    session.add(option)
    session.flush()
    session.add(Recommendation(option_id=option.id, person_id=person_id, recommended_at=now))
    session.flush()
    return option


def edit_option(
    session: Session,
    person_id: int,
    option_id: int,
    draft: OptionDraft,
    *,
    is_admin: bool,
    now: datetime,
) -> LearningOption:
    """Raises BadInput as `option_to_change` does."""
    option = option_to_change(session, person_id, option_id, is_admin=is_admin)
    _fill(option, draft)
    option.edited_at = now
    session.flush()
    return option


def remove_option(
    session: Session, person_id: int, option_id: int, *, is_admin: bool, now: datetime
) -> LearningOption:
    """It is in no list any more, and can be brought back."""
    option = option_to_change(session, person_id, option_id, is_admin=is_admin, is_removed=None)
    option.removed_at = option.removed_at or now
    return option


def bring_back_option(
    session: Session, person_id: int, option_id: int, *, is_admin: bool
) -> LearningOption:
    option = option_to_change(session, person_id, option_id, is_admin=is_admin, is_removed=None)
    option.removed_at = None
    return option


def option_to_change(
    session: Session,
    person_id: int,
    option_id: int,
    *,
    is_admin: bool,
    is_removed: bool | None = False,
) -> LearningOption:
    """Raises BadInput where it is gone, and where they neither added it nor are an admin."""
    option = session.scalar(
        select(LearningOption).where(
            LearningOption.id == option_id,
            _is_in_workspace_of(session, person_id),
            _may_change(person_id, is_admin=is_admin),
            *([] if is_removed is None else [LearningOption.removed_at.is_(None)]),
        )
    )
    if option is None:
        raise BadInput(GONE)
    return option


def option_in_sight(session: Session, person_id: int, option_id: int) -> LearningOption:
    """Raises BadInput where it is gone or another workspace's."""
    option = session.scalar(
        select(LearningOption).where(
            LearningOption.id == option_id,
            _is_in_workspace_of(session, person_id),
            LearningOption.removed_at.is_(None),
        )
    )
    if option is None:
        raise BadInput(GONE)
    return option


def recommend(session: Session, person_id: int, option_id: int, now: datetime) -> bool:
    """Says that it is worth colleagues' time, or takes that back; True where it is said now."""
    option = option_in_sight(session, person_id, option_id)
    said = session.scalar(
        select(Recommendation).where(
            Recommendation.option_id == option.id, Recommendation.person_id == person_id
        )
    )
    if said is not None:
        session.delete(said)
    else:
        session.add(Recommendation(option_id=option.id, person_id=person_id, recommended_at=now))
    session.flush()
    return said is None


def find_options(
    session: Session, person_id: int, shelf: Shelf, rubric: Rubric, *, is_admin: bool, most: int
) -> Page[OptionInSight]:
    """That part of the catalogue, what most colleagues recommend first.

    Words are looked for in those of the rubric, too, which built-in options are shown in.
    """
    count = (
        select(func.count())
        .where(Recommendation.option_id == LearningOption.id)
        .scalar_subquery()
        .label("count")
    )
    is_mine = exists().where(
        Recommendation.option_id == LearningOption.id, Recommendation.person_id == person_id
    )
    adder = aliased(Person)
    page = find_rows(
        session,
        select(
            LearningOption,
            adder.name.label("added_by"),
            count,
            is_mine.label("is_mine"),
            _may_change(person_id, is_admin=is_admin).label("may_change"),
        )
        .outerjoin(adder, adder.id == LearningOption.added_by_id)
        .where(
            _is_in_workspace_of(session, person_id),
            LearningOption.removed_at.is_(None),
            *_on(shelf, rubric),
        )
        .order_by(count.desc(), LearningOption.added_at.desc(), LearningOption.id.desc()),
        first=shelf.first,
        most=most,
    )
    names = _recommenders(session, [row[0].id for row in page.rows])
    return page.of(
        [
            OptionInSight(
                option, added_by, count, names.get(option.id, ()), is_mine, bool(may_change)
            )
            for option, added_by, count, is_mine, may_change in page.rows
        ]
    )


def _on(shelf: Shelf, rubric: Rubric) -> list[ColumnElement[bool]]:
    conditions = []
    if shelf.mode:
        conditions.append(LearningOption.mode == shelf.mode)
    if shelf.topic:
        topic = Topic.load(shelf.topic)
        conditions.append(
            LearningOption.element_rows.any(LearningOptionElement.element == topic.key)
            if topic.section == "elements"
            else LearningOption.skill == topic.key
        )
    if shelf.cost:
        costs = ["free"] if shelf.cost == "free" else ["free", "covered"]
        conditions.append(LearningOption.cost.in_(costs))
    for length, (least, most) in LENGTHS.items():
        if shelf.length == length:
            conditions.append(LearningOption.minutes.between(least, most))
    if shelf.words:
        words = shelf.words.casefold()
        starters = [
            each.id
            for each in rubric.starters
            if words in each.title.casefold() or words in each.note.casefold()
        ]
        conditions.append(
            or_(
                LearningOption.title.icontains(shelf.words, autoescape=True),
                LearningOption.note.icontains(shelf.words, autoescape=True),
                LearningOption.starter.in_(starters) & LearningOption.edited_at.is_(None),
            )
        )
    return conditions


def _recommenders(session: Session, option_ids: list[int]) -> dict[int, tuple[str, ...]]:
    place = func.row_number().over(
        partition_by=Recommendation.option_id, order_by=Recommendation.id
    )
    ranked = (
        select(Recommendation.option_id, Person.name, place.label("place"))
        .join(Person, Person.id == Recommendation.person_id)
        .where(Recommendation.option_id.in_(option_ids))
        .subquery()
    )
    names: dict[int, tuple[str, ...]] = {}
    for option_id, name, _ in session.execute(
        select(ranked).where(ranked.c.place <= NAMES).order_by(ranked.c.option_id, ranked.c.place)
    ):
        names[option_id] = (*names.get(option_id, ()), name)
    return names


def _is_in_workspace_of(session: Session, person_id: int) -> ColumnElement[bool]:
    return LearningOption.workspace_id == session.get_one(Person, person_id).workspace_id


def _may_change(person_id: int, *, is_admin: bool) -> ColumnElement[bool]:
    # An admin may change any of the workspace; whoever is asked for is in it already.
    return or_(LearningOption.added_by_id == person_id, literal(is_admin))


def _fill(option: LearningOption, draft: OptionDraft) -> None:
    option.title = draft.title
    option.link = draft.link
    option.kind = draft.kind
    option.mode = draft.mode
    option.cost = draft.cost
    option.minutes = draft.minutes
    option.skill = draft.skill
    option.note = draft.note
    if option.elements != draft.elements:
        kept = {row.element: row for row in option.element_rows}
        option.element_rows = [
            kept.get(element) or LearningOptionElement(element=element)
            for element in draft.elements
        ]
