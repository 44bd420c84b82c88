"""Workspaces, the people in them, what they chose, and the groups they form."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from domain.keys import language_of
from domain.privacy import FLOOR, LOWEST_FLOOR
from storage.tables.base import Table, index_where, unique_where


class Workspace(Table):
    """A Slack workspace that has the app."""

    __tablename__ = "workspace"
    __table_args__ = (
        CheckConstraint("day_order IN ('month-first', 'day-first')", name="day_order_known"),
        CheckConstraint("nudges_a_day BETWEEN 0 AND 20", name="nudges_a_day_known"),
        CheckConstraint(f"floor >= {LOWEST_FLOOR}", name="floor_protects"),
    )

    slack_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    bot_slack_id: Mapped[str]
    organisation_slack_id: Mapped[str | None] = mapped_column(index=True)
    """Slack's id (E…) of the Enterprise organisation that it is a part of."""
    installed_at: Mapped[datetime]
    uninstalled_at: Mapped[datetime | None]
    """Since when it does not have the app any more: nothing goes out, and what is kept is
    erased after a while."""
    plan_wanted_at: Mapped[datetime]
    """When something last changed that says who gets which prompt when."""
    planned_at: Mapped[datetime | None]
    """When occurrences were last planned; older than `plan_wanted_at` means: do it now."""
    refuses_charts: Mapped[bool] = mapped_column(default=False)
    """This workspace's Slack can't draw charts, so they go out as text."""
    refused_at: Mapped[datetime | None]
    """Slack lets the app do nothing here (the token was revoked, a scope is missing): when it
    last said so. Nothing goes out until it is asked again and says otherwise."""
    refused_since: Mapped[datetime | None]
    refusal: Mapped[str | None]
    """Slack's word for it."""
    floor: Mapped[int] = mapped_column(default=FLOOR)
    """How many people a figure must rest on to be shown (`domain.privacy`)."""
    day_order: Mapped[str] = mapped_column(default="month-first")
    """Whether `3/4` is March 4 or the 3rd of April: as its people write, unless chosen."""
    is_day_order_chosen: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None]
    """What it is spoken to in, and whoever has no language of their own; None is English."""
    nudges_a_day: Mapped[int | None]
    """How many prompts and reminders one educator gets in a day at most, over all schedules;
    0 is any number, None the usual."""


class Person(Table):
    """Somebody in a workspace."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_id"),
        Index(None, "workspace_id", "email"),
        Index(
            "ix_person_admin",
            "workspace_id",
            # As each database is asked: SQLite looks here only for the very words.
            sqlite_where=text("is_admin = 1"),
            postgresql_where=text("is_admin"),
        ),
        CheckConstraint("staff IN ('teacher', 'administrator', 'other')", name="staff_known"),
    )

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    slack_id: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    slack_zone: Mapped[str]
    """IANA name, as Slack has it."""
    own_zone: Mapped[str | None]
    """Where they chose one themselves."""
    slack_locale: Mapped[str | None]
    """Such as `es-LA`; None where Slack never said."""
    own_language: Mapped[str | None]
    """Where they chose one themselves (`domain.keys.LANGUAGES`)."""
    is_educator: Mapped[bool]
    left_on: Mapped[date | None]
    """The last day on which they were an educator here; None while they are."""
    staff: Mapped[str | None]
    """What they are at work (`domain.keys.Staff`), where somebody said."""
    is_slack_admin: Mapped[bool]
    is_admin: Mapped[bool] = mapped_column(default=False)
    """Named as an admin of PLNudge."""
    is_opted_out: Mapped[bool] = mapped_column(default=False)
    dm_channel: Mapped[str | None]
    """The direct message with the app, once it has been opened."""
    met_at: Mapped[datetime]

    @hybrid_property
    def zone(self) -> str:
        """The zone that they live by: their own choice, else Slack's."""
        return self.own_zone or self.slack_zone

    @property
    def language(self) -> str | None:
        """What they read in: their own choice, else Slack's, where PLNudge speaks it."""
        return self.own_language or language_of(self.slack_locale)

    @zone.inplace.expression
    @classmethod
    def _zone_in_sql(cls) -> ColumnElement[str]:
        return func.coalesce(cls.own_zone, cls.slack_zone)


class Preference(Table):
    """What an educator chose for the prompts that come to them; without a row, the usual."""

    __tablename__ = "preference"
    __table_args__ = (
        CheckConstraint("frequency IN ('usual', 'fewer', 'more')", name="frequency_known"),
        index_where("ix_preference_more", "frequency = 'more'", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    days: Mapped[list[str]] = mapped_column(default=list)
    """Weekdays that suit (`mon` … `sun`); none is any."""
    suits_from: Mapped[time | None]
    suits_until: Mapped[time | None]
    """The hours that suit, on their own clock; None is any."""
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    """Hours in which nothing comes; they may span midnight."""
    frequency: Mapped[str] = mapped_column(default="usual")
    focus: Mapped[list[str]] = mapped_column(default=list)
    """Elements that they want to be asked about first."""


class Pause(Table):
    """A stretch in which nothing comes; past ones are kept, so that no streak breaks over them."""

    __tablename__ = "pause"
    __table_args__ = (
        Index(None, "person_id", "until_on"),
        CheckConstraint("from_on < until_on", name="from_before_until"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    """The day on which prompts come again, where they are."""


class Group(Table):
    """A team, a school or a district: educators and those who lead them. Groups nest."""

    __tablename__ = "educator_group"
    __table_args__ = (
        # A removed group keeps its row, since past weeks count its people, and gives its name free.
        unique_where("uq_educator_group_name", "removed_on IS NULL", "workspace_id", "name"),
        unique_where("uq_educator_group_user_group", "removed_on IS NULL", "workspace_id",
                     "user_group"),
    )  # fmt: skip

    workspace_id: Mapped[int] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("educator_group.id", ondelete="SET NULL"), index=True
    )
    made_on: Mapped[date | None]
    removed_on: Mapped[date | None]
    user_group: Mapped[str | None]
    """Slack's id of the user group whose people are its members, where it follows one."""


class Membership(Table):
    """Somebody belongs to a group, or leads it, for a while (`storage.belonging`)."""

    __tablename__ = "membership"
    __table_args__ = (
        unique_where("uq_membership_open", "left_on IS NULL", "group_id", "person_id", "role"),
        Index(None, "group_id", "person_id"),
        CheckConstraint("role IN ('member', 'leader')", name="role_known"),
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("educator_group.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    joined_on: Mapped[date | None]
    """Their first day in it; None where they were in it from its beginning."""
    left_on: Mapped[date | None]
    """Their last day in it; None while they are."""


class Look(Table):
    """Somebody read somebody else's record."""

    __tablename__ = "look"
    __table_args__ = (Index(None, "person_id", "looked_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    """Whose record it is."""
    reader_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """None where it was read on the command line."""
    what: Mapped[str]
    why: Mapped[str]
    looked_at: Mapped[datetime]
