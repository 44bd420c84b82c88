"""`plnudge doctor`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer

from domain.errors import BadInput
from plnudge.commands.answers import APP_SETTINGS, AsJson, give
from plnudge.doctor import Check, examine

app = typer.Typer(**APP_SETTINGS | {"no_args_is_help": False})


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check settings, tokens, scopes, database, clock and rubric, with a remedy for each."""
    checks = asyncio.run(examine(datetime.now(UTC)))
    give(
        [vars(check) for check in checks],
        as_json=as_json,
        in_words="\n".join(_in_words(check) for check in checks),
    )
    failed = [check.name for check in checks if not check.ok]
    if failed:
        raise BadInput(f"To be mended: {', '.join(failed)}.")


def _in_words(check: Check) -> str:
    line = f"{'ok' if check.ok else 'NO':<4}{check.name:<10}{check.sentence}"
    return f"{line}\n{'':14}{check.remedy}" if check.remedy else line
