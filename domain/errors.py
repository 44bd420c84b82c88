"""The one way to tell a person that what they gave can't be used."""

from __future__ import annotations

from typing import Any

from domain.words import Words


class BadInput(Exception):
    """A person can mend this: the words say what is wrong and how to say it right.

    `field` names the field at fault, where there is one, so that a form can show the
    sentence beside it.
    """

    def __init__(
        self, sentence: str | Words, /, *, field: str | None = None, **values: Any
    ) -> None:
        """`values` are those of the sentence's places, as `Words` take them."""
        self.words = sentence if isinstance(sentence, Words) else Words(sentence, **values)
        super().__init__(str(self.words))
        self.field = field

    @property
    def sentence(self) -> str:
        """In English, as logs and the command line have it."""
        return str(self.words)
