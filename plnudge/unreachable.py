"""Why a database can't be used, in one line and without its password, and what to do about it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

_REMEDIES: Final = {
    "password": "Set the name and password in DATABASE_URL to those of the account in PostgreSQL; "
    "write what is no letter or digit in them by its code, such as %40 for @.",
    "pg_hba.conf": "Let this machine and account in, in the server's pg_hba.conf, and reload it.",
    "role": "Make the account with “createuser”, or name the right one in DATABASE_URL.",
    "permission denied": "Let the account in DATABASE_URL own the database.",
    "does not exist": "Make the database with “createdb”, or name the right one in DATABASE_URL.",
    "resolve host": "Set the host in DATABASE_URL to the server's name or address.",
    "connection slots": "Set PLNUDGE_DATABASE_CONNECTIONS lower, or the server's max_connections "
    "higher.",
    "too many": "Set PLNUDGE_DATABASE_CONNECTIONS lower, or the server's max_connections higher.",
    "starting up": "Wait until the server has started, and try again.",
    "recovery": "Set DATABASE_URL to the server that takes writes, not to a standby.",
}
"""By words of PostgreSQL, the first that is there: a connection that it refuses has no code."""

_REACH_SERVER: Final = (
    "Start the server, set host and port in DATABASE_URL to where it listens, and let no firewall "
    "stand between."
)
_USE_FILE: Final = (
    "Check that the file is a database of PLNudge, that this account may write to it and its "
    "folder, and that no other program holds it."
)


def in_one_line(error: DBAPIError, url: str) -> str:
    """What the database said, without the full stop at its end."""
    words = str(error.orig).strip().partition("\n")[0].strip().rstrip(".")
    password = make_url(url).password
    return words.replace(str(password), "…") if password else words


def may_not(error: DBAPIError) -> bool:
    """PostgreSQL's insufficient_privilege: the account is not allowed to."""
    return getattr(error.orig, "sqlstate", None) == "42501"


def remedy_for(error: DBAPIError, url: str) -> str:
    """What to do, in one sentence."""
    if make_url(url).get_backend_name() == "sqlite":
        return _USE_FILE
    words = str(error.orig)
    return next((remedy for sign, remedy in _REMEDIES.items() if sign in words), _REACH_SERVER)
