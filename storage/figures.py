"""Figures of groups, week by week: counted, and held back where they would give a person away.

`Published` is the one door. It settles for a whole workspace and week what may be shown, so
that no two digests, dashboards or commands can be set against each other: what is known of
one group bounds what is shown of the next. `domain.privacy` has the rules, `docs/privacy.md`
the reasons. Private entries count in totals, and are named nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from domain.privacy import places, shown_together, told_apart, without_a_small_rest
from domain.weeks import Week
from storage.groups import crowds_in
from storage.tables import (
    CheckIn,
    Entry,
    EntryElement,
    EntrySkill,
    Goal,
    Group,
    Occurrence,
    Person,
)
from storage.workspaces import floor_in

TOTAL: Final = ("total", "")
FAMILIES: Final = ("element", "mode", "network_act", "reach", "skill")
"""The breakdowns of a week's entries; earlier ones are shown rather than later ones."""
COUNTS: Final = ("goals_set", "goals_moved", "goals_met", "prompts_answered")

_APART: Final = "\n"
"""Between keys of an entry that come as one text."""

Kind = tuple[str, str]
"""A family and a key of it, such as `("mode", "in-person")`."""
Figure = tuple[int, Kind]
"""Of a group, by its id."""


@dataclass(frozen=True)
class Spread:
    """How much of the week's learning one key got."""

    entries: int
    minutes: int


@dataclass(frozen=True)
class WeekTotals:
    """What a group did in a week. None is a figure that is held back."""

    week: Week
    participants: int | None
    entries: int | None
    minutes: int | None
    minutes_by_element: Mapping[str, int | None]
    """An element that is not there got none."""


@dataclass(frozen=True)
class DigestFigures:
    """A week of a group. None is a figure that is held back; a key that is not there got none."""

    group: str
    week: Week
    people: int
    totals: WeekTotals
    by_element: Mapping[str, Spread | None]
    by_mode: Mapping[str, Spread | None]
    by_skill: Mapping[str, Spread | None]
    by_network_act: Mapping[str, Spread | None]
    by_reach: Mapping[str, Spread | None]
    goals_set: int | None
    goals_moved: int | None
    goals_met: int | None
    prompts_sent: int
    prompts_answered: int | None
    floor: int


@dataclass(frozen=True)
class WithheldFigures:
    """The group is too small for anything to be shown, or would show up a small one."""

    group: str
    week: Week
    people: int
    floor: int


def digest_figures(
    session: Session,
    group: Group,
    week: Week,
    *,
    published: Published | None = None,
) -> DigestFigures | WithheldFigures:
    """A group's week.

    Whoever asks for several groups hands one `published` along, so that each week is settled
    once.
    """
    published = published or Published(session, group.workspace_id)
    shown = published.week(week)
    crowd = shown.crowds.get(group.id, frozenset())
    if group.id not in shown.groups:
        return WithheldFigures(group.name, week, len(crowd), shown.floor)
    by_family = {family: shown.spread(group.id, family) for family in FAMILIES}
    counts = {name: shown.count(group.id, name) for name in COUNTS}
    return DigestFigures(
        group=group.name,
        week=week,
        people=len(crowd),
        totals=shown.totals(group.id),
        **{f"by_{family}": spread for family, spread in by_family.items()},  # type: ignore[arg-type]
        **counts,  # type: ignore[arg-type]
        prompts_sent=shown.sent(group.id),
        floor=shown.floor,
    )


class Published:
    """All that may be shown of a workspace's groups, each week settled when it is first asked
    for, as one moment of the database has it."""

    def __init__(self, session: Session, workspace_id: int) -> None:
        self._session = session
        self._workspace_id = workspace_id
        self._floor = floor_in(session, workspace_id)
        self._weeks: dict[Week, PublishedWeek] = {}

    def week(self, week: Week) -> PublishedWeek:
        self.gather([week])
        return self._weeks[week]

    def gather(self, weeks: Iterable[Week]) -> None:
        """Settles those weeks, which follow on each other, from one look at their entries."""
        wanted = [week for week in weeks if week not in self._weeks]
        if wanted:
            entries = _entries_in(self._session, self._workspace_id, wanted)
            self._weeks |= {week: self._settle(week, entries[week]) for week in wanted}

    def _settle(self, week: Week, logged: Sequence[_Logged]) -> PublishedWeek:
        session, floor = self._session, self._floor
        crowds = crowds_in(session, self._workspace_id, week)
        entries = _Entries(_side_by_side(logged, crowds.values()))
        groups = shown_together(
            {group: crowd for group, crowd in crowds.items() if len(crowd) >= floor}, floor
        )
        acts = _acts_in(session, self._workspace_id, week)
        shown_crowds = {group: crowds[group] for group in crowds if group in groups}
        return PublishedWeek(
            week=week,
            floor=floor,
            crowds=crowds,
            groups=groups,
            entries=entries,
            acts=acts,
            figures=_settle_entries(shown_crowds, entries, floor),
            counts={
                name: shown_together(
                    {group: crowd & people.keys() for group, crowd in shown_crowds.items()}, floor
                )
                for name, people in acts.items()
            },
        )


@dataclass(frozen=True)
class PublishedWeek:
    """What may be shown of a week."""

    week: Week
    floor: int
    crowds: Mapping[int, frozenset[int]]
    """Who belonged to each group."""
    groups: frozenset[int]
    """Those of which anything is shown."""
    entries: _Entries
    acts: Mapping[str, Mapping[int, int]]
    """How often each person did what `COUNTS` names, and got prompts."""
    figures: frozenset[Figure]
    counts: Mapping[str, frozenset[int]]

    def totals(self, group_id: int) -> WeekTotals:
        spread = self._read(group_id, TOTAL)
        crowd = self.crowds.get(group_id, frozenset())
        by_element = self.spread(group_id, "element")
        return WeekTotals(
            week=self.week,
            participants=None if spread is None else len(crowd & self.entries.people(TOTAL)),
            entries=None if spread is None else spread.entries,
            minutes=None if spread is None else spread.minutes,
            minutes_by_element={
                key: None if each is None else each.minutes for key, each in by_element.items()
            },
        )

    def spread(self, group_id: int, family: str) -> dict[str, Spread | None]:
        """By key; keys that got nothing are left out."""
        found = {key: self._read(group_id, (family, key)) for key in self.entries.keys_of(family)}
        return {key: each for key, each in found.items() if each is None or each.entries}

    def count(self, group_id: int, name: str) -> int | None:
        return self._count(group_id, name) if group_id in self.counts[name] else None

    def sent(self, group_id: int) -> int:
        """Prompts that came: nobody's doing, so never held back."""
        return self._count(group_id, "prompts_sent")

    def _count(self, group_id: int, name: str) -> int:
        crowd = self.crowds[group_id]
        return sum(times for person, times in self.acts[name].items() if person in crowd)

    def _read(self, group_id: int, kind: Kind) -> Spread | None:
        if (group_id, kind) not in self.figures:
            return None
        return self.entries.add_up(self.entries.of(self.crowds[group_id], kind))


@dataclass(frozen=True)
class _Logged:
    """An entry, as far as figures look at it."""

    person: int
    minutes: int
    kinds: frozenset[Kind]


@dataclass(frozen=True)
class _Entries:
    """A week's entries of a workspace. Sets of them are numbers, a bit for each."""

    logged: Sequence[_Logged]
    _persons: list[int] = field(default_factory=list)
    _minutes: list[int] = field(default_factory=list)
    _by_kind: dict[Kind, int] = field(default_factory=dict)
    _by_person: dict[int, int] = field(default_factory=dict)
    _people: dict[Kind, frozenset[int]] = field(default_factory=dict)
    _by_crowd: dict[frozenset[int], int] = field(default_factory=dict)
    """As far as somebody asked: each group's figures ask for the same."""

    def __post_init__(self) -> None:
        for place, entry in enumerate(self.logged):
            bit = 1 << place
            self._persons.append(entry.person)
            self._minutes.append(entry.minutes)
            self._by_person[entry.person] = self._by_person.get(entry.person, 0) | bit
            for kind in (TOTAL, *entry.kinds):
                self._by_kind[kind] = self._by_kind.get(kind, 0) | bit

    @property
    def most_of_one(self) -> int:
        """How many entries the busiest person has."""
        return max((bits.bit_count() for bits in self._by_person.values()), default=0)

    def keys_of(self, family: str) -> list[str]:
        return sorted(key for each, key in self._by_kind if each == family)

    def of(self, crowd: frozenset[int], kind: Kind) -> int:
        if crowd not in self._by_crowd:
            theirs = 0
            for person in crowd & self._by_person.keys():
                theirs |= self._by_person[person]
            self._by_crowd[crowd] = theirs
        return self._by_crowd[crowd] & self._by_kind.get(kind, 0)

    def people(self, kind: Kind) -> frozenset[int]:
        if kind not in self._people:
            self._people[kind] = frozenset(self.people_behind(self._by_kind.get(kind, 0)))
        return self._people[kind]

    def people_behind(self, entries: int) -> Iterator[int]:
        return map(self._persons.__getitem__, places(entries))

    def add_up(self, entries: int) -> Spread:
        minutes = sum(map(self._minutes.__getitem__, places(entries)))
        return Spread(entries=entries.bit_count(), minutes=minutes)


def _side_by_side(logged: Iterable[_Logged], crowds: Iterable[frozenset[int]]) -> list[_Logged]:
    """Those of a narrow group together, so that the bits of its sets lie close to each other.

    Which place an entry has decides nothing else. Wide groups come first, as in `crowds_in`.
    """
    home: dict[int, int] = {}
    for number, crowd in enumerate(crowds):
        home |= dict.fromkeys(crowd, number)
    return sorted(logged, key=lambda entry: (home.get(entry.person, -1), entry.person))


def _settle_entries(
    crowds: Mapping[int, frozenset[int]], entries: _Entries, floor: int
) -> frozenset[Figure]:
    """Which figures of those groups may be shown: totals before their parts, and the wide
    groups, which come first, before those inside them."""
    kinds = [TOTAL, *((family, key) for family in FAMILIES for key in entries.keys_of(family))]
    figures: dict[Figure, int] = {}
    for kind in kinds:
        did = entries.people(kind)
        open_groups = [group for group in crowds if kind == TOTAL or (group, TOTAL) in figures]
        shown = shown_together({group: crowds[group] & did for group in open_groups}, floor)
        figures |= {
            (group, kind): entries.of(crowds[group], kind)
            for group in open_groups
            if group in shown
        }
    apart = told_apart(figures, entries.people_behind, floor, most_of_one=entries.most_of_one)
    held_back: set[Figure] = set()
    # In the order of `figures`, not of a set: which of two alike is held back is to be the same
    # in each process, or one could be taken from here and the other from there.
    breakdowns: dict[tuple[int, str], list[tuple[Figure, int]]] = {}
    for figure, theirs in figures.items():
        group, (family, _) = figure
        if figure in apart and family in FAMILIES:
            breakdowns.setdefault((group, family), []).append((figure, theirs))
    for (group, _), parts in breakdowns.items():
        whole = entries.of(crowds[group], TOTAL)
        kept = without_a_small_rest(whole, parts, entries.people_behind, floor)
        held_back |= {figure for figure, _ in parts} - kept
    return apart - held_back


def _counted(first: date, last: date) -> ColumnElement[bool]:
    return Entry.deleted_at.is_(None) & Entry.happened_on.between(first, last)


def _entries_in(
    session: Session, workspace_id: int, weeks: Collection[Week]
) -> dict[Week, list[_Logged]]:
    first, last = min(week.monday for week in weeks), max(week.sunday for week in weeks)
    parts = [
        select(func.aggregate_strings(key, _APART)).where(entry_id == Entry.id).scalar_subquery()
        for key, entry_id in (
            (EntryElement.element, EntryElement.entry_id),
            (EntrySkill.skill, EntrySkill.entry_id),
        )
    ]
    rows = session.execute(
        select(
            Entry.happened_on,
            Entry.person_id,
            Entry.minutes,
            Entry.mode,
            Entry.network_act,
            Entry.reach,
            *parts,
        )
        .join(Person, Person.id == Entry.person_id)
        .where(_counted(first, last), Person.workspace_id == workspace_id)
        .order_by(Entry.id)
    )
    found: dict[Week, list[_Logged]] = {week: [] for week in weeks}
    of_day = {week.monday + timedelta(days=day): week for week in weeks for day in range(7)}
    for happened_on, person_id, minutes, *keys in rows:
        if happened_on in of_day:
            logged = _Logged(person_id, minutes or 0, _kinds(*keys))
            found[of_day[happened_on]].append(logged)
    return found


@lru_cache(maxsize=4096)
def _kinds(
    mode: str | None,
    network_act: str | None,
    reach: str | None,
    elements: str | None,
    skills: str | None,
) -> frozenset[Kind]:
    """The kinds of an entry with these keys: many entries have the same."""
    single = (("mode", mode), ("network_act", network_act), ("reach", reach))
    several = (("element", elements), ("skill", skills))
    return frozenset(
        [
            *((family, key) for family, key in single if key is not None),
            *((family, key) for family, keys in several if keys for key in keys.split(_APART)),
        ]
    )


def _acts_in(session: Session, workspace_id: int, week: Week) -> dict[str, dict[int, int]]:
    """How often each person did each thing in that week."""
    days = (week.monday, week.sunday)
    # Of each goal alone: else all entries that there ever were are looked through.
    checked = exists().where(
        CheckIn.goal_id == Goal.id, CheckIn.checked_on.between(*days), CheckIn.deleted_at.is_(None)
    )
    worked = exists().where(Entry.goal_id == Goal.id, _counted(*days))
    first = datetime.combine(week.monday, time.min)
    last = datetime.combine(week.next_monday, time.min)
    came = (
        (Occurrence.purpose == "prompt")
        & ~Occurrence.is_test
        & (Occurrence.local_at >= first)
        & (Occurrence.local_at < last)
    )
    goals = select(Goal.person_id, func.count()).where(Goal.deleted_at.is_(None))
    prompts = select(Occurrence.person_id, func.count()).where(came)
    counting: dict[str, Select[int, int]] = {
        "goals_set": goals.where(Goal.set_on.between(*days)),
        "goals_moved": goals.where(or_(checked, worked)),
        "goals_met": goals.where(Goal.state == "met", Goal.closed_on.between(*days)),
        "prompts_sent": prompts.where(Occurrence.sent_at.is_not(None)),
        "prompts_answered": prompts.where(Occurrence.state == "answered"),
    }
    found = {}
    for name, counted in counting.items():
        whose = counted.selected_columns[0]
        rows = session.execute(
            counted.join(Person, Person.id == whose)
            .where(Person.workspace_id == workspace_id)
            .group_by(whose)
        )
        found[name] = dict(rows.all())
    return found
