"""What may be shown of groups without giving a person away.

A *crowd* is the set of people that a figure rests on. All figures that are shown together
are taken for known to everyone: what may be shown is what leaves nobody to be worked out
from all of them, however they are added and subtracted. `docs/privacy.md` has the reasoning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress, islice
from itertools import count as count_from
from typing import Final, TypeVar

FLOOR: Final = 5
"""How many people a figure rests on, unless a workspace chose more or fewer."""
LOWEST_FLOOR: Final = 3
HIGHEST_FLOOR: Final = 30

Key = TypeVar("Key")


def shown_together(crowds: Mapping[Key, frozenset[int]], floor: int) -> frozenset[Key]:
    """Which sums over those crowds may be shown, first ones first: so hand wide ones first.

    Whatever is added or subtracted of what is shown rests on nobody, or on at least `floor`
    people. First is shown what leaves nobody among fewer than `floor` people whom all that is
    shown counts alike: a sum rests on all who are counted alike, or on none of them. Of the rest,
    a sum is shown where as many disjoint witnesses tell it from all that was shown before. A
    witness is a person whom nothing shown before counts, or two people whom everything shown
    before counts alike and of whom the new sum counts one. Any sum of shown figures that
    includes the new one differs for each witness, so it rests on each of them. What can be
    worked out anyway is shown too; nobody's crowd (a zero) tells nothing.
    """
    shown: dict[Key, frozenset[int]] = {}
    kinds = _Kinds()
    for key, crowd in crowds.items():
        met = kinds.met(crowd)
        if kinds.stay_crowds(met, floor):
            shown[key] = crowd
            kinds.tell_apart(crowd, met)
    for key, crowd in crowds.items():
        if key in shown:
            continue
        met = kinds.met(crowd)
        if kinds.witnesses(met) >= floor or _follows(crowd, shown.values()):
            shown[key] = crowd
            kinds.tell_apart(crowd, met)
    return frozenset(shown)


class _Kinds:
    """People by what counts them: of one kind are those whom all that is shown counts alike."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}
        """Each person whom something shown counts, with the number of their kind."""
        self._sizes: dict[int, int] = {}
        """How many are of each kind. Of kind None, whom nothing shown counts, nobody knows."""

    def met(self, crowd: frozenset[int]) -> Mapping[int | None, int]:
        """How many of the crowd are of each kind."""
        return Counter(map(self._of.get, crowd))

    def stay_crowds(self, met: Mapping[int | None, int], floor: int) -> bool:
        """Whether each kind has at least `floor` people still, once that crowd is told apart."""
        return all(
            not 0 < part < floor
            for kind, count in met.items()
            for part in (count, self._left(kind, count))
        )

    def witnesses(self, met: Mapping[int | None, int]) -> int:
        return sum(
            count if kind is None else min(count, self._left(kind, count))
            for kind, count in met.items()
        )

    def tell_apart(self, crowd: frozenset[int], met: Mapping[int | None, int]) -> None:
        """From now on, all that is shown counts that crowd, too."""
        fresh: dict[int | None, int] = {}
        for kind, count in met.items():
            # A kind that the crowd counts as a whole is counted alike as before.
            if kind is None or self._left(kind, count):
                fresh[kind] = len(self._sizes)
                self._sizes[fresh[kind]] = count
                if kind is not None:
                    self._sizes[kind] -= count
        if len(met) == len(fresh) == 1:
            self._of.update(dict.fromkeys(crowd, *fresh.values()))
        elif fresh:
            for person in crowd:
                kind = self._of.get(person)
                if kind in fresh:
                    self._of[person] = fresh[kind]

    def _left(self, kind: int | None, count: int) -> int:
        """How many of a kind are left where so many are told apart."""
        return 0 if kind is None else self._sizes[kind] - count


def _follows(crowd: frozenset[int], shown: Iterable[frozenset[int]]) -> bool:
    """Whether its sum is a shown one less others that are shown."""
    if not crowd:
        return True
    known = [each for each in shown if each]
    for whole in known:
        if not crowd <= whole:
            continue
        rest = whole - crowd
        for part in known:
            if part <= rest:
                rest -= part
        if not rest:
            return True
    return False


def told_apart(
    figures: Mapping[Key, int],
    people: Callable[[int], Iterable[int]],
    floor: int,
    *,
    most_of_one: int,
) -> frozenset[Key]:
    """Which figures may be shown so that no two differ by a few people, first ones first.

    A figure is a set of entries, as bits. `people` gives those who logged some, and nobody
    logged more than `most_of_one`.
    """
    near = _Near(most_of_one * (floor - 1) + 1)
    shown = []
    for key, entries in figures.items():
        if all(is_crowd(people(entries ^ other), floor) for other in near.to(entries)):
            shown.append(key)
            near.keep(entries)
    return frozenset(shown)


class _Near:
    """Finds those of many sets that differ from another by fewer than `apart` entries.

    Without a look at all of them: as many of its entries can't all be missing from a set that
    is near, so one that holds none of them is not.
    """

    def __init__(self, apart: int) -> None:
        self._apart = apart
        self._sets: list[int] = []
        self._holding: dict[int, int] = {}
        """By the place of an entry, which sets hold it; a bit for each."""
        self._small = 0
        """Which sets are near whatever is small, though they share nothing with it."""

    def keep(self, entries: int) -> None:
        number = 1 << len(self._sets)
        self._sets.append(entries)
        for place in places(entries):
            self._holding[place] = self._holding.get(place, 0) | number
        if entries.bit_count() < self._apart:
            self._small |= number

    def to(self, entries: int) -> Iterator[int]:
        found = self._small if entries.bit_count() < self._apart else 0
        for place in islice(places(entries), self._apart):
            found |= self._holding.get(place, 0)
        for number in places(found):
            other = self._sets[number]
            if (entries ^ other).bit_count() < self._apart:
                yield other


def places(bits: int) -> Iterator[int]:
    """Where a set, as bits, has its members; lowest first."""
    first = max(0, (bits & -bits).bit_length() - 1)
    if bits.bit_count() * _SPARSE > bits.bit_length() - first:
        return compress(count_from(first), bin(bits >> first)[:1:-1].encode().translate(_IS_SET))
    return _one_by_one(bits)


def _one_by_one(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


_SPARSE: Final = 16
"""Where no more than one place in so many is set, it is quicker to go from one to the next."""
_IS_SET: Final = bytes.maketrans(b"01", b"\0\1")


def is_crowd(people: Iterable[int], floor: int) -> bool:
    """Nobody, or enough that none of them stands out."""
    met: set[int] = set()
    for person in people:
        met.add(person)
        if len(met) >= floor:
            return True
    return not met


def without_a_small_rest(
    whole: int,
    parts: Sequence[tuple[Key, int]],
    people: Callable[[int], Iterable[int]],
    floor: int,
) -> frozenset[Key]:
    """Which parts of a whole may be shown, so that what is left of it is no few people's.

    The smallest are held back first.
    """
    kept = sorted(parts, key=lambda part: part[1].bit_count())
    while kept:
        rest = whole
        for _, entries in kept:
            rest &= ~entries
        if is_crowd(people(rest), floor):
            break
        kept.pop(0)
    return frozenset(key for key, _ in kept)
