"""`plnudge run`."""

from __future__ import annotations

import asyncio
import errno
import logging
import sys
from typing import Annotated

import typer

from domain.errors import BadInput
from plnudge.commands.answers import APP_SETTINGS, AsJson, give
from plnudge.house import Role
from plnudge.house import run as run_house
from plnudge.logs import write_logs
from plnudge.records import (
    database_file,
    naming_database_faults,
    reaching_database,
    refuse_newer_schema,
)
from plnudge.reports import reporting_errors
from plnudge.settings import Settings, check_for_running, read_settings
from plnudge.slack import reaching_slack
from rubric_data import RubricError

app = typer.Typer(**APP_SETTINGS | {"no_args_is_help": False})


@app.command()
def run(
    role: Annotated[
        Role,
        typer.Option(
            help="One process among several on PostgreSQL: “web” hears Slack, “worker” plans and "
            "sends."
        ),
    ] = Role.ALL,
    as_json: AsJson = False,
) -> None:
    """Run the app: listen to Slack, and send what is due.

    The database is brought to this version's schema first. SIGTERM or Ctrl-C lets what is under
    way finish, then stops.
    """
    if not logging.getLogger().handlers:
        write_logs(sys.stderr)
    settings = read_settings()
    check_for_running(settings)
    file = database_file(settings.database_url)
    if file is None or file.is_file():
        with reaching_database(settings) as database:
            refuse_newer_schema(database)
    with (
        reporting_errors(settings),
        reaching_slack(settings),
        naming_database_faults(settings),
    ):
        _run_house(settings, role)
    give({"state": "stopped"}, as_json=as_json, in_words="Stopped.")


def _run_house(settings: Settings, role: Role) -> None:
    try:
        asyncio.run(run_house(settings, role))
    except RubricError as error:
        raise BadInput(str(error)) from error
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise
        raise BadInput(
            f"I can't listen on {settings.plnudge_host}:{settings.plnudge_port}: it is taken or "
            "not allowed. PLNUDGE_HOST and PLNUDGE_PORT choose another."
        ) from error
