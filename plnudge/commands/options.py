"""Options that several commands of one topic share, and how lists in them are read."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import wraps
from typing import Annotated, Any, Final, get_type_hints

import typer

from domain.words import later

NONE: Final = ("none", "all", "everyone")
"""What takes a restriction back."""
NO_REASON: Final = later("no reason was given")
"""Why somebody's record was read, where it is not said."""

OnlyGroups = Annotated[
    list[str] | None,
    typer.Option(
        "--group", metavar="G", help="Only this group and those in it, or all. Repeatable."
    ),
]
NewName = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="What it is called from now on.")
]


def taking(said_class: type) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command an option for each field of that dataclass, annotated as options are; the
    command gets them as one argument, `said`."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**given: Any) -> None:
            said = {each.name: given.pop(each.name) for each in fields(said_class)}
            command(**given, said=said_class(**said))

        parameters = _parameters(command, said_class)
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        return run

    return decorate


def _parameters(command: Callable[..., None], said_class: type) -> list[inspect.Parameter]:
    """The command's own, with those of the class before the options that all commands have."""
    hints = get_type_hints(command, include_extras=True)
    said_hints = get_type_hints(said_class, include_extras=True)
    own = [each for each in inspect.signature(command).parameters.values() if each.name != "said"]
    options = [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=each.default,
            annotation=said_hints[each.name],
        )
        for each in fields(said_class)
    ]
    by_name = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[each.name])
        for each in own
    ]
    place = next(
        (number for number, each in enumerate(own) if each.name == "workspace_slack_id"), len(own)
    )
    return [*by_name[:place], *options, *by_name[place:]]


def split(given: Iterable[str]) -> tuple[str, ...]:
    """Words that came repeated, separated by commas, or both; each once."""
    words = (word.strip() for each in given for word in each.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def unless_none(words: Iterable[str]) -> tuple[str, ...]:
    """The words, each once; nothing where one of them takes the restriction back."""
    found = tuple(dict.fromkeys(words))
    return () if any(word.strip().lower() in NONE for word in found) else found
