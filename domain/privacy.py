"""What may be shown of a group without giving a person away."""

from __future__ import annotations

from typing import Final

FLOOR: Final = 5
"""Groups of fewer educators show no figures at all."""


def is_withheld(people: int) -> bool:
    """True where a group is too small for its figures to be shown."""
    return people < FLOOR
