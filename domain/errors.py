"""The one way to tell a person that what they gave can't be used."""

from __future__ import annotations


class BadInput(Exception):
    """A person can mend this: `sentence` says what is wrong and how to say it right.

    `field` names the field at fault, where there is one, so that a form can show the
    sentence beside it.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
