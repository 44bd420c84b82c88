"""What a leader is told: a group's figures over a period, each against the four weeks before.

The same for the message, the dashboard, the workbook and the command line. Everything is
added up of weeks as `storage.figures` publishes them, so nothing is told here that those
weeks hold back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from domain.periods import Period
from storage.figures import (
    COUNTS,
    FAMILIES,
    DigestFigures,
    Published,
    PublishedWeek,
    Spread,
    WeekTotals,
    digest_figures,
)
from storage.tables import Entry, Group, Person

HIGHLIGHTS: Final = 3
NOTHING: Final = Spread(entries=0, minutes=0)


@dataclass(frozen=True)
class Measure:
    """One figure. None is held back."""

    total: int | None
    """Over the period; over weeks of which some are held back, of those that are not."""
    a_week: float | None
    """The mean of the period's weeks."""
    usual: float | None
    """The mean of the four weeks before."""

    @property
    def is_something(self) -> bool:
        return self.total is None or self.total > 0 or bool(self.usual)


@dataclass(frozen=True)
class Part:
    """What one element, mode, skill, act or reach got."""

    entries: Measure
    minutes: Measure


@dataclass(frozen=True)
class Highlight:
    """An entry that its author shows to colleagues."""

    name: str
    text: str
    link: str | None


@dataclass(frozen=True)
class OwnLearning:
    """What the leader who reads it logged in that period."""

    entries: int
    minutes: int
    shown: int
    """How many of those their colleagues may read."""


@dataclass(frozen=True)
class PeriodFigures:
    """A period of a group. A key that is not in `parts` got nothing."""

    group_id: int
    group: str
    period: Period
    people: int
    floor: int
    weeks: tuple[WeekTotals, ...]
    """Those of the period that have begun, oldest first."""
    before: tuple[WeekTotals, ...]
    """The four weeks before, oldest first."""
    took_part: Measure
    """`total` is the mean a week, rounded: people can't be added up over weeks."""
    entries: Measure
    minutes: Measure
    counts: Mapping[str, Measure]
    """By the names in `COUNTS`, and `prompts_sent`."""
    parts: Mapping[str, Mapping[str, Part]]
    """By family (`element`, `mode`, …) and key."""
    highlights: tuple[Highlight, ...]
    is_partial: bool
    """Weeks of it are held back, so that what is added up is less than all."""

    def part(self, family: str, key: str) -> Part:
        return self.parts[family].get(key, _NO_PART)

    def lagging(self, elements: Sequence[str]) -> str | None:
        """The element that got least, in the period and then in the weeks before.

        None where all got the same, such as nothing.
        """
        if self.minutes.total is None:
            return None
        got = {element: self._got(element) for element in elements}
        return min(got, key=lambda element: got[element]) if len(set(got.values())) > 1 else None

    def _got(self, element: str) -> tuple[float, float]:
        minutes = self.part("element", element).minutes
        # What is held back is a few people's: more than nothing, less than what is shown.
        return (0.5 if minutes.total is None else minutes.total, minutes.usual or 0)


@dataclass(frozen=True)
class SmallGroup:
    """A group that is too small for figures; what its people shared with colleagues still shows."""

    group_id: int
    group: str
    period: Period
    people: int
    floor: int
    highlights: tuple[Highlight, ...]


Told = PeriodFigures | SmallGroup


@dataclass(frozen=True)
class Digest:
    """One group in full, and the others of the same leader in brief."""

    told: Told
    others: tuple[Told, ...]
    own: OwnLearning | None
    """None where nobody in particular reads it."""
    today: date
    """Where the reader is."""

    @property
    def is_small(self) -> bool:
        """No group of it shows any figures."""
        return all(isinstance(each, SmallGroup) for each in (self.told, *self.others))


def load_digest(
    session: Session,
    groups: Sequence[Group],
    period: Period,
    *,
    today: date,
    reader_id: int | None = None,
    published: Published | None = None,
) -> Digest:
    """The first of those groups that shows figures in full, the rest in brief.

    Whoever loads several digests hands one `published` along, so that each week is settled once.
    """
    published = published or Published(session, groups[0].workspace_id)
    told = [
        period_figures(session, group, period, today=today, published=published) for group in groups
    ]
    own = own_learning(session, reader_id, period) if reader_id is not None else None
    told.sort(key=lambda each: isinstance(each, SmallGroup))
    return Digest(told[0], tuple(told[1:]), own, today)


def period_figures(
    session: Session,
    group: Group,
    period: Period,
    *,
    today: date,
    published: Published | None = None,
) -> Told:
    """A group over a period, up to today."""
    published = published or Published(session, group.workspace_id)
    begun = period.begun(today)
    published.gather([*period.weeks_before, *begun])
    weeks = [digest_figures(session, group, week, published=published) for week in begun]
    crowd = published.week(weeks[-1].week).crowds.get(group.id, frozenset())
    highlights = _highlights(session, crowd, period)
    shown = [week for week in weeks if isinstance(week, DigestFigures)]
    if not shown:
        floor = weeks[-1].floor
        return SmallGroup(group.id, group.name, period, len(crowd), floor, highlights)
    before = [published.week(week) for week in period.weeks_before]
    is_partial = len(shown) < len(weeks) or any(week.totals.minutes is None for week in shown)
    return _add_up(group, period, shown, before, highlights, is_partial=is_partial)


def _add_up(
    group: Group,
    period: Period,
    shown: Sequence[DigestFigures],
    before: Sequence[PublishedWeek],
    highlights: tuple[Highlight, ...],
    *,
    is_partial: bool,
) -> PeriodFigures:
    earlier = [week for week in before if group.id in week.groups]
    all_before = {week.week: week.totals(group.id) for week in before}
    totals_before = [all_before[week.week] for week in earlier]
    took_part = _measure(
        [week.totals.participants for week in shown],
        [totals.participants for totals in totals_before],
    )
    if len(shown) > 1 and took_part.a_week is not None:
        took_part = Measure(round(took_part.a_week), took_part.a_week, took_part.usual)
    counts = {
        name: _measure(
            [getattr(week, name) for week in shown],
            [week.count(group.id, name) for week in earlier],
        )
        for name in COUNTS
    }
    counts["prompts_sent"] = _measure(
        [week.prompts_sent for week in shown], [week.sent(group.id) for week in earlier]
    )
    return PeriodFigures(
        group_id=group.id,
        group=group.name,
        period=period,
        people=shown[-1].people,
        floor=shown[-1].floor,
        weeks=tuple(week.totals for week in shown),
        before=tuple(all_before.values()),
        took_part=took_part,
        entries=_measure(
            [week.totals.entries for week in shown], [each.entries for each in totals_before]
        ),
        minutes=_measure(
            [week.totals.minutes for week in shown], [each.minutes for each in totals_before]
        ),
        counts=counts,
        parts={
            family: _parts(
                [getattr(week, f"by_{family}") for week in shown],
                [week.spread(group.id, family) for week in earlier],
            )
            for family in FAMILIES
        },
        highlights=highlights,
        is_partial=is_partial,
    )


def _parts(
    now: Sequence[Mapping[str, Spread | None]], before: Sequence[Mapping[str, Spread | None]]
) -> dict[str, Part]:
    keys = dict.fromkeys(key for spread in (*now, *before) for key in spread)

    def measure(of: Callable[[Spread], int], key: str) -> Measure:
        these, those = (
            [of(got) if (got := spread.get(key, NOTHING)) else None for spread in spreads]
            for spreads in (now, before)
        )
        return _measure(these, those)

    return {
        key: Part(
            entries=measure(lambda spread: spread.entries, key),
            minutes=measure(lambda spread: spread.minutes, key),
        )
        for key in keys
    }


def _measure(now: Iterable[int | None], before: Iterable[int | None]) -> Measure:
    shown = [each for each in now if each is not None]
    usual = [each for each in before if each is not None]
    return Measure(
        total=sum(shown) if shown else None,
        a_week=sum(shown) / len(shown) if shown else None,
        usual=sum(usual) / len(usual) if usual else None,
    )


_NO_PART: Final = Part(Measure(0, 0, 0), Measure(0, 0, 0))


def own_learning(session: Session, person_id: int, period: Period) -> OwnLearning:
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Entry.minutes), literal(0)),
            func.count().filter(Entry.visibility == "colleagues"),
        ).where(_counted(period), Entry.person_id == person_id)
    ).one()
    return OwnLearning(entries=row[0], minutes=row[1] or 0, shown=row[2])


def _highlights(session: Session, crowd: Collection[int], period: Period) -> tuple[Highlight, ...]:
    rows = session.execute(
        select(Person.name, Entry.text, Entry.link)
        .join(Person, Person.id == Entry.person_id)
        .where(_counted(period), Entry.person_id.in_(crowd), Entry.visibility == "colleagues")
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
        .limit(HIGHLIGHTS)
    )
    return tuple(Highlight(*row) for row in rows)


def _counted(period: Period) -> ColumnElement[bool]:
    return Entry.deleted_at.is_(None) & Entry.happened_on.between(
        period.first.monday, period.last.sunday
    )
