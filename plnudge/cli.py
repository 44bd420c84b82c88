"""The command line: finds the command, and turns every failure into one sentence.

A command's module is loaded only when its turn comes, so that `plnudge --help` is quick.
"""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from domain.errors import BadInput

COMMANDS: Final = {
    "run": "Run the app: listen to Slack, and send what is due.",
    "demo": "Try all of it in the browser, without Slack.",
    "migrate": "Bring the database to this version's schema.",
    "doctor": "Check what PLNudge needs, with a remedy for each.",
    "manifest": "Print the Slack app manifest.",
    "schedule": "Decide when prompts go out, and to whom.",
    "why": "Show why somebody got their prompts, or did not.",
    "calendar": "Say on which days nothing comes.",
    "prompt": "Look after the prompt bank.",
    "policy": "Decide what holds for the whole workspace.",
    "retention": "Say how long what people wrote is kept.",
    "credit": "Decide what gives credit, and show what was credited.",
    "group": "Make groups, nest them, and say who belongs to them.",
    "role": "Name admins and leaders.",
    "roster": "Bring in people, groups and roles.",
    "digest": "Show a group's weekly digest.",
    "cycle": "Run cycles of evaluations, and see how far they are.",
    "stage": "Show where the district stands.",
    "backup": "Copy the records to a file, while the app runs.",
    "restore": "Bring the records back from a backup.",
    "portfolio": "Write out somebody's portfolio as PDF or XLSX.",
    "move": "Move all records from a SQLite file to PostgreSQL.",
    "keys": "Make and change the keys that seal tokens.",
    "workspace": "List workspaces, and erase one that left.",
    "export": "Write out records as JSON, CSV or XLSX.",
}
"""Each command's module is named as the command is."""


class FrontDoor(TyperGroup):
    """Loads the command that was called, and says in a sentence what kept it from its work."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if any(_is_empty(given) for given in args):
            # Mostly a variable that a script forgot to set: to go on could reach everyone.
            raise typer.BadParameter("an option or argument is empty: leave it out, or say it", ctx)
        name, stub, rest = super().resolve_command(ctx, args)
        if stub is None:
            return name, stub, rest
        module = import_module(f"plnudge.commands.{stub.name}")
        return name, typer.main.get_command(module.app), rest

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BadInput as refusal:
            _refuse(refusal.sentence)
        except (typer.TyperException, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            logging.getLogger("plnudge").info("What went wrong", exc_info=error)
            _refuse(
                f"Something went wrong that PLNudge did not expect ({_named(error)}); "
                "“plnudge --verbose” before the command shows where."
            )


def _is_empty(given: str) -> bool:
    value = given.partition("=")[2] if given.startswith("--") and "=" in given else given
    return not value.strip()


def _refuse(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _named(error: Exception) -> str:
    first_line = str(error).partition("\n")[0].rstrip(".")
    return f"{type(error).__name__}: {first_line}" if first_line else type(error).__name__


app = typer.Typer(
    cls=FrontDoor,
    name="plnudge",
    help="PLNudge nudges educators on self-directed professional learning, in Slack.",
    epilog="Every command takes --json. Settings come from the environment or a .env file.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"plnudge {version('plnudge')}")
        raise typer.Exit


@app.callback()
def before_any(
    is_verbose: Annotated[
        bool, typer.Option("--verbose", help="Log all that happens, on standard error.")
    ] = False,
    _is_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    if is_verbose:
        # Loaded where it is wanted: most commands log nothing.
        from plnudge.logs import write_logs  # noqa: PLC0415

        write_logs(sys.stderr, level=logging.DEBUG)


def _stub() -> None:
    """Stands in a list of commands for one that is not loaded yet."""


for _name, _help in COMMANDS.items():
    app.command(_name, help=_help)(_stub)


def main() -> None:
    """The console script `plnudge`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the locale: scripts read JSON
    app(prog_name="plnudge")
