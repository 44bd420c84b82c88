"""An attacker with paper and patience: knows every figure and who belongs where.

Exact arithmetic throughout, and nothing of the code that it attacks.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations


def rank(rows: Iterable[Sequence[int]]) -> int:
    """Of a matrix, by Gauss's elimination."""
    left = [[Fraction(cell) for cell in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        place = next(i for i in range(found, len(left)) if left[i] is pivot)
        left[found], left[place] = left[place], left[found]
        for row in left[found + 1 :]:
            if row[column]:
                factor = row[column] / pivot[column]
                row[column:] = [
                    a - factor * b for a, b in zip(row[column:], pivot[column:], strict=True)
                ]
        found += 1
    return found


def few_who_stand_out(
    figures: Sequence[frozenset[int]],
    floor: int,
    whose: Mapping[int, Hashable] | None = None,
) -> set[Hashable] | None:
    """Fewer than `floor` people whose share some sum of the figures gives away, if any.

    A figure is the set of unknowns that it adds up, each of one person (itself where `whose`
    is not given). A sum of figures rests on those people alone just where it vanishes on all
    other unknowns: then the figures, cut down to those, have a lower rank.
    """
    unknowns = sorted(set().union(*figures))
    owner = {unknown: whose[unknown] if whose else unknown for unknown in unknowns}
    # Unknowns that every figure treats alike, of the same people, are one column.
    columns: dict[tuple[int, ...], set[Hashable]] = {}
    for unknown in unknowns:
        column = tuple(int(unknown in figure) for figure in figures)
        columns.setdefault(column, set()).add(owner[unknown])
    whole = rank(list(zip(*columns, strict=True)))
    people = set(owner.values())
    thin = set().union(*(each for each in columns.values() if len(each) < floor))
    for few in combinations(sorted(thin & people, key=str), min(floor - 1, len(thin))):
        left = [column for column, theirs in columns.items() if not theirs <= set(few)]
        if rank(list(zip(*left, strict=True))) < whole:
            return set(few)
    return None
