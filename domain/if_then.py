"""An if-then plan: when a moment comes, this is what I will do.

Saying the moment beforehand makes it likelier that the deed is done (Gollwitzer, 1999,
https://doi.org/10.1037/0003-066X.54.7.493).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from domain.errors import BadInput
from domain.typed_line import plain_copy, tidy

ENGLISH: Final = re.compile(
    r"(?:(?<=[\s,;.:(])|^)(?:and )?(?:when|whenever|every time|each time|if)\s+"
    r"(?P<moment>[^\n]+?)\s*,?\s+(?:then\s+)?i(?:'ll| will)\s+(?P<deed>.+?)[\s.!)]*$",
    re.DOTALL,
)
_BEFORE_MOMENT: Final = re.compile(r"^(?:when|whenever|if|cuando|cada vez que|si)\s+")
_BEFORE_DEED: Final = re.compile(r"^(?:(?:then\s+)?i(?:'ll| will)|entonces)\s+")


@dataclass(frozen=True)
class IfThen:
    """“When `moment`, I will `deed`.”"""

    moment: str
    deed: str


def find_plan(
    text: str, plans: tuple[re.Pattern[str], ...] = (ENGLISH,)
) -> tuple[str, IfThen | None]:
    """The words before a plan, and the plan. A line that is nothing but a plan has none."""
    plain = plain_copy(text)
    match = next(filter(None, (pattern.search(plain) for pattern in plans)), None)
    if match is None or not re.search(r"\w", text[: match.start()]):
        return text, None
    moment, deed = (tidy(text[slice(*match.span(part))]) for part in ("moment", "deed"))
    before = text[: match.start()].rstrip(" \t\n,;:(–—-")
    return before, IfThen(moment.rstrip(","), deed)


def check_plan(moment: str, deed: str) -> IfThen | None:
    """The plan of a form's two fields; None where both are empty.

    Raises BadInput where one is empty and the other isn't.
    """
    moment = _without(_BEFORE_MOMENT, moment).rstrip(",. ")
    deed = _without(_BEFORE_DEED, deed).rstrip(" .")
    if not moment and not deed:
        return None
    if not moment:
        raise BadInput(
            "Say when you will do it, such as “a unit ends”, or clear both fields.",
            field="plan_when",
        )
    if not deed:
        raise BadInput(
            "Say what you will do then, such as “plan one conference”, or clear both fields.",
            field="plan_then",
        )
    return IfThen(moment, deed)


def _without(opening: re.Pattern[str], text: str) -> str:
    text = tidy(text)
    match = opening.match(plain_copy(text))
    return text[match.end() :] if match else text
