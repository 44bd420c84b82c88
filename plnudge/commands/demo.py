"""`plnudge demo`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import redirect_stdout
from typing import Annotated

import typer

from plnudge.commands.answers import APP_SETTINGS, AsJson, give
from plnudge.demo import run_demo

app = typer.Typer(**APP_SETTINGS | {"no_args_is_help": False})


@app.command()
def demo(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where the page is; 0: any free one.")
    ] = 3000,
    as_json: AsJson = False,
) -> None:
    """Try all of it in the browser: a local Slack, a district of people, a clock to move."""
    # Standard output is for the one JSON value, and what to try is for people.
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        asyncio.run(run_demo(port))
    give({"state": "stopped"}, as_json=as_json, in_words="Stopped.")
