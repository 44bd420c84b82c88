"""`plnudge manifest`."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

import typer

from domain.errors import BadInput
from domain.iso import to_json
from plnudge.commands.answers import APP_SETTINGS, AsJson
from plnudge.manifest import EVENTS_PATH, build_manifest

app = typer.Typer(**APP_SETTINGS | {"no_args_is_help": False})


@app.command()
def manifest(
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            metavar="https://…",
            help="Where Slack reaches the app over HTTP; left out, it is for Socket Mode.",
        ),
    ] = None,
    as_json: AsJson = False,  # noqa: ARG001 (a manifest is JSON anyhow)
) -> None:
    """Print the Slack app manifest, to paste at https://api.slack.com/apps."""
    base = _checked(url) if url is not None else None
    typer.echo(to_json(build_manifest(url=base, socket_mode=base is None)))


def _checked(url: str) -> str:
    """Without a slash at its end. Raises BadInput for what Slack would refuse."""
    if not _can_be_posted_to(url.strip()):
        raise BadInput(
            f"Slack can't post to “{url}”: give an address such as https://plnudge.example.org."
        )
    return url.strip().rstrip("/").removesuffix(EVENTS_PATH).rstrip("/")


def _can_be_posted_to(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # out of range, it raises
    except ValueError:
        return False
    is_plain = not (parts.query or parts.fragment or re.search(r"\s", url))
    return parts.scheme == "https" and bool(parts.hostname) and is_plain
