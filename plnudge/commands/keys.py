"""`plnudge keys`: what seals the tokens of many workspaces."""

from __future__ import annotations

import typer
from sqlalchemy.orm import Session

from domain.errors import BadInput
from plnudge.commands.answers import APP_SETTINGS, AsJson, give
from plnudge.records import open_records
from plnudge.settings import read_keys, read_settings
from storage.installations import seal_all_anew
from storage.sealing import CannotOpen, make_key

app = typer.Typer(help="Make and change the keys that seal tokens.", **APP_SETTINGS)


@app.command()
def make(as_json: AsJson = False) -> None:
    """Make a key; it is shown once, and kept nowhere."""
    key = make_key()
    give({"key": key}, as_json=as_json, in_words=key)


@app.command()
def rotate(as_json: AsJson = False) -> None:
    """Seal all tokens anew with the first of PLNUDGE_SECRET_KEYS; the others may go then."""
    settings = read_settings()
    keys = read_keys(settings)

    def seal(session: Session) -> int:
        try:
            return seal_all_anew(session, keys)
        except CannotOpen:
            raise BadInput(
                "A token is sealed with a key that is not in PLNUDGE_SECRET_KEYS, so nothing was "
                "changed: add that key at the end, and try again."
            ) from None

    with open_records(settings) as database:
        sealed = database.write_now(seal)
    words = "The tokens of one installation are" if sealed == 1 else (
        f"The tokens of {sealed} installations are"
    )  # fmt: skip
    give(
        {"installations": sealed},
        as_json=as_json,
        in_words=f"{words} sealed with the first key now; the others may go once every running "
        "PLNudge has the new ones.",
    )
