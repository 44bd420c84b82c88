"""Who belongs to a group: now, and in a week that is past. The one place that says so.

A membership that ends keeps its row, and so does a person who leaves the workspace, so that
the figures of a past week stay those of the people who were there. Whoever left in the
course of a week still counts in it: taking them out at once would let anyone who looked
before and after subtract them.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, or_

from domain.weeks import Week
from storage.tables import Group, Membership, Person


def belongs_now() -> ColumnElement[bool]:
    """A condition on a Membership and its Person."""
    return Membership.left_on.is_(None) & Person.is_educator


def belonged_in(week: Week) -> ColumnElement[bool]:
    """A condition on a Membership and its Person: they belonged on some day of that week."""
    return (
        or_(Membership.joined_on.is_(None), Membership.joined_on <= week.sunday)
        & or_(Membership.left_on.is_(None), Membership.left_on >= week.monday)
        & or_(Person.is_educator, Person.left_on >= week.monday)
    )


def joining_day(group: Group, today: date) -> date | None:
    """What `joined_on` is for somebody who joins today.

    Whoever comes on the day on which a group is made was, as far as anyone knows, one of it
    all along: the school was there before it was told to us.
    """
    return None if group.made_on == today else today


def is_slip(membership: Membership, group: Group, today: date) -> bool:
    """They joined today and are taken out today: put right at once, so nothing is kept."""
    return membership.joined_on == today or (
        membership.joined_on is None and group.made_on == today
    )
