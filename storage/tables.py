"""Every table. Instants end in `_at` (UTC), dates in `_on`; local times begin with `local_`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from storage.columns import UtcInstant


def _unique_where(name: str, condition: str, *columns: str) -> Index:
    where = text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Table(DeclarativeBase):
    # Names for every constraint, so that a migration can find them on each database.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: UtcInstant,
        list[str]: JSON,
        dict[str, Any]: JSON,
        # SQLite counts rows by itself only in a column of exactly this type.
        int: BigInteger().with_variant(Integer(), "sqlite"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)


class Workspace(Table):
    """A Slack workspace that has the app."""

    __tablename__ = "workspace"

    slack_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    bot_slack_id: Mapped[str]
    installed_at: Mapped[datetime]
    plan_wanted_at: Mapped[datetime]
    """When something last changed that says who gets which prompt when."""
    planned_at: Mapped[datetime | None]
    """When occurrences were last planned; older than `plan_wanted_at` means: do it now."""
    refuses_charts: Mapped[bool] = mapped_column(default=False)
    """This workspace's Slack can't draw charts, so they go out as text."""


class Person(Table):
    """Somebody in a workspace."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_id"),
        Index(None, "workspace_id", "email"),
    )

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    slack_id: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    zone: Mapped[str]
    """IANA name, as Slack has it."""
    is_educator: Mapped[bool]
    is_slack_admin: Mapped[bool]
    is_admin: Mapped[bool] = mapped_column(default=False)
    """Named as an admin of PLNudge."""
    is_opted_out: Mapped[bool] = mapped_column(default=False)
    dm_channel: Mapped[str | None]
    """The direct message with the app, once it has been opened."""
    met_at: Mapped[datetime]


class Group(Table):
    """A team, a school or a district: educators and those who lead them. Groups nest."""

    __tablename__ = "educator_group"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("educator_group.id", ondelete="SET NULL"), index=True
    )


class Membership(Table):
    """Somebody belongs to a group, or leads it."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("group_id", "person_id", "role"),
        CheckConstraint("role IN ('member', 'leader')", name="role_known"),
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("educator_group.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]


class Goal(Table):
    """What an educator set out to do."""

    __tablename__ = "goal"
    __table_args__ = (
        UniqueConstraint("person_id", "submission"),
        UniqueConstraint("person_id", "number"),
        CheckConstraint("state IN ('open', 'met', 'let-go')", name="state_known"),
        CheckConstraint(
            "visibility IN ('private', 'leaders', 'colleagues')", name="visibility_known"
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    """Counts each educator's goals from 1, for `goal:2` in a quick entry."""
    text: Mapped[str]
    element: Mapped[str | None]
    skill: Mapped[str | None]
    indicator: Mapped[str | None]
    target: Mapped[str | None]
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="open")
    visibility: Mapped[str]
    set_at: Mapped[datetime]
    set_on: Mapped[date]
    """The date of `set_at` where the educator is; `closed_on` likewise."""
    closed_on: Mapped[date | None]
    submission: Mapped[str | None]
    """Slack's id of the command or modal that brought it: the same twice is one goal."""
    deleted_at: Mapped[datetime | None]


class CheckIn(Table):
    """An educator looked at a goal and said how it goes."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("goal_id", "submission"),)

    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    progress: Mapped[int]
    """Percent, 0 to 100, in the educator's own view."""
    note: Mapped[str | None]
    checked_at: Mapped[datetime]
    checked_on: Mapped[date]
    submission: Mapped[str | None]


class Entry(Table):
    """A logged activity."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("person_id", "submission"),
        Index(None, "person_id", "happened_on"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_in_a_day"),
        CheckConstraint(
            "visibility IN ('private', 'leaders', 'colleagues')", name="visibility_known"
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str]
    minutes: Mapped[int | None]
    happened_on: Mapped[date]
    kind: Mapped[str]
    mode: Mapped[str | None]
    network_act: Mapped[str | None]
    reach: Mapped[str | None]
    link: Mapped[str | None]
    classroom_note: Mapped[str | None]
    visibility: Mapped[str]
    goal_id: Mapped[int | None] = mapped_column(
        ForeignKey("goal.id", ondelete="SET NULL"), index=True
    )
    suggested: Mapped[list[str]] = mapped_column(default=list)
    """Names of the fields that were suggested from the text and not yet looked at."""
    logged_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    submission: Mapped[str | None]
    """Slack's id of the command or modal that brought it: the same twice is one entry."""
    deleted_at: Mapped[datetime | None]
    """Taken back; kept for a while so that it can be brought back."""

    element_rows: Mapped[list[EntryElement]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="EntryElement.id"
    )
    skill_rows: Mapped[list[EntrySkill]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="EntrySkill.id"
    )

    @property
    def elements(self) -> tuple[str, ...]:
        return tuple(row.element for row in self.element_rows)

    @property
    def skills(self) -> tuple[str, ...]:
        return tuple(row.skill for row in self.skill_rows)


class EntryElement(Table):
    """An element of the rubric that an entry is about."""

    __tablename__ = "entry_element"
    __table_args__ = (UniqueConstraint("entry_id", "element"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    element: Mapped[str]


class EntrySkill(Table):
    """A 21st-century skill that an entry practised."""

    __tablename__ = "entry_skill"
    __table_args__ = (UniqueConstraint("entry_id", "skill"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    skill: Mapped[str]


class Schedule(Table):
    """When something goes out, and to whom."""

    __tablename__ = "schedule"
    __table_args__ = (
        # A removed schedule keeps its row, since occurrences name it, and gives its name free.
        _unique_where("uq_schedule_name", "removed_at IS NULL", "workspace_id", "name"),
        CheckConstraint("purpose IN ('prompt', 'digest')", name="purpose_known"),
        CheckConstraint(
            "rotation IN ('in-turn', 'random', 'least-practised')", name="rotation_known"
        ),
    )

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str]
    purpose: Mapped[str]
    rule: Mapped[str]
    """See `domain.cadence.Cadence`."""
    local_time: Mapped[time]
    zone: Mapped[str | None]
    """One zone for all; None is each educator's own."""
    elements: Mapped[list[str]]
    rotation: Mapped[str]
    groups: Mapped[list[str]]
    """Names of the groups it is for, with all nested in them; none is everyone."""
    roles: Mapped[list[str]]
    """`leader`, `admin`, `member`; none is everyone."""
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class Occurrence(Table):
    """One prompt, digest or welcome for one person at one time: what is due and what was sent."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("schedule_id", "person_id", "local_at"),
        CheckConstraint(
            "state IN ('planned', 'sent', 'answered', 'skipped', 'failed')", name="state_known"
        ),
        _unique_where("uq_occurrence_welcome", "purpose = 'welcome'", "person_id"),
        Index(
            "ix_occurrence_due",
            "due_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(None, "person_id", "local_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedule.id", ondelete="SET NULL"))
    """None where the educator asked for it."""
    purpose: Mapped[str]
    local_at: Mapped[datetime] = mapped_column(DateTime())
    """When it was meant to come, as the wall clock there shows it; naive."""
    zone: Mapped[str]
    due_at: Mapped[datetime]
    """When to send it next: the instant of `local_at`, or later where it was snoozed."""
    element: Mapped[str | None]
    prompt_id: Mapped[str | None]
    prompt_text: Mapped[str | None]
    """As it was asked: a prompt that is edited later does not change it."""
    state: Mapped[str] = mapped_column(default="planned")
    reason: Mapped[str | None]
    """Why it was skipped or failed."""
    attempts: Mapped[int] = mapped_column(default=0)
    is_unsettled: Mapped[bool] = mapped_column(default=False)
    """It was on its way to Slack and no answer is on record: look there before sending again."""
    claim: Mapped[str | None]
    """Whose turn it is to send it, until `claimed_until`."""
    claimed_until: Mapped[datetime | None]
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class Reflection(Table):
    """What an educator answered to a prompt."""

    __tablename__ = "reflection"
    __table_args__ = (UniqueConstraint("occurrence_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    occurrence_id: Mapped[int | None] = mapped_column(
        ForeignKey("occurrence.id", ondelete="SET NULL")
    )
    prompt_id: Mapped[str]
    prompt_text: Mapped[str]
    element: Mapped[str]
    text: Mapped[str]
    answered_at: Mapped[datetime]
    answered_on: Mapped[date]


class Prompt(Table):
    """A prompt of the workspace's own, or a built-in one that it retired."""

    __tablename__ = "prompt"
    __table_args__ = (UniqueConstraint("workspace_id", "prompt_id"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    prompt_id: Mapped[str]
    element: Mapped[str]
    text: Mapped[str]
    audience: Mapped[str]
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
