"""How every command takes its common options and gives its answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from domain.iso import to_json

AsJson = Annotated[
    bool, typer.Option("--json", help="Answer with one JSON value on standard output.")
]
InWorkspace = Annotated[
    str | None,
    typer.Option(
        "--workspace", metavar="T…", help="Slack's id of the workspace, where there are several."
    ),
]
APP_SETTINGS: Final[dict[str, Any]] = {
    "no_args_is_help": True,
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}


def give(answer: object, *, as_json: bool, in_words: str) -> None:
    """Prints the answer: as JSON for scripts, else in words."""
    typer.echo(to_json(answer) if as_json else in_words)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their columns, each as wide as it needs."""
    lines = [columns, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def wrong_usage(sentence: str, option: str) -> typer.BadParameter:
    """To be raised where options don't go together: exit 2."""
    return typer.BadParameter(sentence, param_hint=option)
