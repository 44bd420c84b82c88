"""Sealing what must not be read from a copy of the database: tokens, and the state of an install.

Fernet (AES-128-CBC and HMAC-SHA256) with several keys: the first one seals, all of them open.
https://cryptography.io/en/latest/fernet/

Loaded where there is something to seal: whoever serves one workspace has no use for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.errors import BadInput

MAKE_ONE: Final = "“plnudge keys make” makes one"


class CannotOpen(Exception):
    """None of the keys opens it, or it was sealed for another purpose."""


class Keys:
    """Never shown, not even in an error."""

    def __init__(self, keys: Sequence[str]) -> None:
        """The newest first. Raises BadInput where one is no key."""
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415

        try:
            self._keys = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise BadInput(
                "PLNUDGE_SECRET_KEYS can't be used as it is: write the keys one after the other, "
                f"separated by commas, the newest first; {MAKE_ONE}."
            ) from None

    def seal(self, text: str, *, about: str) -> str:
        """`about` says what it is for: it opens for nothing else."""
        return self._keys.encrypt(f"{about}\n{text}".encode()).decode()

    def open(self, sealed: str, *, about: str) -> str:
        """Raises CannotOpen."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415

        try:
            purpose, _, text = self._keys.decrypt(sealed).decode().partition("\n")
        except (InvalidToken, ValueError):
            raise CannotOpen from None
        if purpose != about:
            raise CannotOpen
        return text

    def seal_anew(self, sealed: str) -> str:
        """The same under the newest key. Raises CannotOpen."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415

        try:
            return self._keys.rotate(sealed).decode()
        except (InvalidToken, ValueError):
            raise CannotOpen from None


def make_key() -> str:
    from cryptography.fernet import Fernet  # noqa: PLC0415

    return Fernet.generate_key().decode()
