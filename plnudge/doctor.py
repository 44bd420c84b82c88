"""Looks at all that PLNudge needs, and says what to do about what is amiss."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from aiohttp import ClientError, ClientSession, WSMsgType
from slack_sdk.errors import SlackApiError
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.tokens import about_token
from domain.errors import BadInput
from plnudge.manifest import SCOPES
from plnudge.records import database_file, read_rubric
from plnudge.settings import Settings, check_for_running, read_keys, read_settings
from plnudge.slack import TIMEOUT_SECONDS, client_with, reaching_slack, slack_client
from plnudge.unreachable import in_one_line, remedy_for
from plnudge.zone_data import ZoneData, zone_data
from storage.database import Database
from storage.deliveries import count_overdue, refusals
from storage.installations import all_installations
from storage.revisions import SchemaState, current_revision, schema_state
from storage.sealing import CannotOpen, Keys
from storage.tables import Installation

LARGEST_SKEW_SECONDS: Final = 60
"""Slack refuses signatures that are five minutes off; prompts are late long before."""
LONGEST_DELAY: Final = timedelta(minutes=10)
"""Of a message, before it is worth a look."""
LEAST_FREE_MEGABYTES: Final = 200
OLDEST_POSTGRESQL: Final = 14


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `remedy` is None where it is well."""

    name: str
    ok: bool
    sentence: str
    remedy: str | None = None


async def examine(now: datetime) -> list[Check]:
    """Everything that can be looked at as things stand."""
    try:
        settings = read_settings()
    except BadInput as fault:
        return [Check("settings", False, fault.sentence, _MEND_SETTINGS)]
    return [
        _check_settings(settings),
        _check_rubric(settings),
        _check_zones(zone_data(), now),
        *_check_database(settings, now),
        *await _check_slack(settings, now),
    ]


_MEND_SETTINGS: Final = "Set it in the environment, or in a file .env beside where you start."


def _check_settings(settings: Settings) -> Check:
    try:
        check_for_running(settings)
    except BadInput as fault:
        return Check("settings", False, fault.sentence, _MEND_SETTINGS)
    way = "Socket Mode" if settings.is_socket_mode else f"HTTP on port {settings.plnudge_port}"
    many = ", for every workspace that installs it" if settings.is_for_many_workspaces else ""
    return Check("settings", True, f"The app would hear Slack over {way}{many}.")


def _check_rubric(settings: Settings) -> Check:
    try:
        rubric = read_rubric(settings)
    except BadInput as fault:
        remedy = "Mend that place, or unset PLNUDGE_RUBRIC for the rubric that comes along."
        return Check("rubric", False, fault.sentence, remedy)
    sentence = f"“{rubric.title}”: {len(rubric.elements)} elements, {len(rubric.prompts)} prompts."
    return Check("rubric", True, sentence)


def _check_zones(data: ZoneData, now: datetime) -> Check:
    """Countries change their clocks at a few weeks' notice; local times follow this data."""
    if data.year is None:
        return Check("zones", True, f"Time zones are {data.source}, which tell no version.")
    sentence = f"Time zones are {data.source}, of {data.version}."
    if data.year < now.year - 1:
        remedy = (
            "Update the system's package tzdata, or take it away: PLNudge then uses its own."
            if data.is_system
            else "Update PLNudge, or its package tzdata alone: “pip install --upgrade tzdata”."
        )
        return Check("zones", False, sentence, remedy)
    return Check("zones", True, sentence)


def _check_database(settings: Settings, now: datetime) -> list[Check]:
    file = database_file(settings.database_url)
    if file is not None and not file.is_file():
        sentence = f"There is no database at {file} yet."
        return [Check("database", False, sentence, "“plnudge migrate” makes it.")]
    try:
        database = Database(settings.database_url, settings.database_limits)
    except BadInput as fault:
        return [Check("database", False, fault.sentence, _MEND_SETTINGS)]
    try:
        checks = [_check_reach(database)]
        if file is None:
            checks.append(_check_server(database))
        checks.append(_check_schema(database))
        if checks[-1].ok:
            checks.append(_check_deliveries(database, now))
            if settings.is_for_many_workspaces:
                checks.append(_check_installations(settings, database))
    except DatabaseError as error:
        sentence = f"It can't be used: {in_one_line(error, settings.database_url)}."
        return [Check("database", False, sentence, remedy_for(error, settings.database_url))]
    finally:
        database.close()
    return [*checks, _check_disk(file)] if file is not None else checks


def _check_reach(database: Database) -> Check:
    database.ping()
    # Takes the writer's lock and lets it go again: nothing is written.
    with database.writing.begin():
        return Check("database", True, "It can be read and written.")


def _check_server(database: Database) -> Check:
    """PostgreSQL's own: its version, whether it takes writes, whether it takes every script."""
    with database.reading.connect() as connection:
        version, encoding, is_standby, may_make, used, most = connection.execute(
            text(
                "SELECT current_setting('server_version_num')::int, "
                "current_setting('server_encoding'), pg_is_in_recovery(), "
                "has_schema_privilege(current_schema(), 'CREATE'), "
                "(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()), "
                "current_setting('max_connections')::int"
            )
        ).one()
    said = f"PostgreSQL {version // 10000}, {used} of its {most} connections are on this database."
    if version < OLDEST_POSTGRESQL * 10000:
        remedy = f"Update the server to PostgreSQL {OLDEST_POSTGRESQL} or newer."
    elif encoding != "UTF8":
        said = f"The database keeps text as {encoding}, which can't hold what people type."
        remedy = "Make another with “createdb --encoding=UTF8 --template=template0”."
    elif is_standby:
        said, remedy = "It is a standby.", "Set DATABASE_URL to the server that takes writes."
    elif not may_make:
        said = "The account may make no tables in this database."
        remedy = "Let the account in DATABASE_URL own the database."
    else:
        return Check("server", True, said)
    return Check("server", False, said, remedy)


def _check_schema(database: Database) -> Check:
    revision = current_revision(database.reading)
    match schema_state(database.reading):
        case SchemaState.CURRENT:
            return Check("schema", True, f"It is at {revision}, as this version needs.")
        case SchemaState.BEHIND:
            sentence = f"It is at {revision or 'no revision'}, older than this version needs."
            return Check("schema", False, sentence, "Run “plnudge migrate”.")
        case SchemaState.AHEAD:
            sentence = f"It is at {revision}, which a newer version made."
            return Check("schema", False, sentence, "Update PLNudge to that version.")


def _check_deliveries(database: Database, now: datetime) -> Check:
    refused = database.read_now(refusals)
    if refused:
        told = "; ".join(
            f"{each.name}: {each.refusal} since {each.refused_since:%Y-%m-%d %H:%M} UTC"
            for each in refused
        )
        remedies = {_MEND_REFUSAL.get(each.refusal or "", _REINSTALL) for each in refused}
        sentence = f"Slack lets the app do nothing in {told}."
        return Check("deliveries", False, sentence, " ".join([*sorted(remedies), _SOON]))
    overdue = database.read_now(lambda session: count_overdue(session, now - LONGEST_DELAY))
    minutes = LONGEST_DELAY // timedelta(minutes=1)
    if overdue:
        which = "One message was" if overdue == 1 else f"{overdue} messages were"
        sentence = f"{which} due more than {minutes} minutes ago."
        remedy = "Start “plnudge run” if it does not run; else its log says what holds them up."
        return Check("deliveries", False, sentence, remedy)
    return Check("deliveries", True, f"Nothing has waited for more than {minutes} minutes.")


def _check_installations(settings: Settings, database: Database) -> Check:
    """Whether the keys open every token, and each may do what the app does."""
    try:
        keys = read_keys(settings)
    except BadInput as fault:
        return Check("installations", False, fault.sentence, _MEND_SETTINGS)
    installations = database.read_now(all_installations)
    sealed = [each.name for each in installations if not _opens(keys, each)]
    if sealed:
        sentence = f"No key of PLNUDGE_SECRET_KEYS opens the token of {', '.join(sealed)}."
        return Check("installations", False, sentence, _ADD_KEY)
    lacking = [
        f"{each.name}: {', '.join(missing)}"
        for each in installations
        if (missing := sorted(set(SCOPES) - set(each.scopes)))
    ]
    if lacking:
        sentence = f"Scopes are missing in {'; '.join(lacking)}."
        return Check("installations", False, sentence, "Let somebody there install it again.")
    return Check("installations", True, f"{len(installations)} are kept, and the keys open them.")


_ADD_KEY: Final = (
    "Add the key that was taken out, at the end; if it is lost, let somebody there install the "
    "app again."
)


def _opens(keys: Keys, installation: Installation) -> bool:
    try:
        keys.open(installation.sealed_token or "", about=about_token(installation.slack_id))
    except CannotOpen:
        return False
    return True


_REINSTALL: Final = (
    "Install the app again in that workspace; where the token is new, set SLACK_BOT_TOKEN to it."
)
_MEND_REFUSAL: Final = {
    "messages_tab_disabled": "Switch on “Messages Tab” under “App Home” on the app's page at "
    "https://api.slack.com/apps, or paste “plnudge manifest” as its manifest.",
}
_SOON: Final = "What is still useful goes out within a quarter of an hour."


def _check_disk(file: Path) -> Check:
    free = shutil.disk_usage(file.parent).free // 2**20
    sentence = f"{free} MB are free beside the database."
    if free < LEAST_FREE_MEGABYTES or not os.access(file.parent, os.W_OK):
        remedy = f"Make room: at least {LEAST_FREE_MEGABYTES} MB, in a folder that can be written."
        return Check("disk", False, sentence, remedy)
    return Check("disk", True, sentence)


async def _check_slack(settings: Settings, now: datetime) -> list[Check]:
    if settings.slack_bot_token is None:
        return await _check_clock_alone(settings, now) if settings.is_for_many_workspaces else []
    checks: list[Check] = []
    headers: Mapping[str, str] = {}
    try:
        with reaching_slack(settings):
            try:
                me = await slack_client(settings).auth_test()
                headers = me.headers
            except SlackApiError as refusal:
                headers = refusal.response.headers
                raise
    except BadInput as fault:
        remedy = _MEND_TOKENS if headers else "Let this machine reach that address."
        checks.append(Check("tokens", False, fault.sentence, remedy))
    else:
        checks.append(await _check_app_token(settings, f"{me['user']} in {me['team']}"))
        checks.append(_check_scopes(headers))
    if date := _header(headers, "date"):
        checks.append(_check_clock(date, now))
    return checks


async def _check_clock_alone(settings: Settings, now: datetime) -> list[Check]:
    """Where there are many tokens, and none need be there yet."""
    try:
        with reaching_slack(settings):
            answer = await client_with("", settings).api_test()
    except BadInput as fault:
        return [Check("slack", False, fault.sentence, "Let this machine reach that address.")]
    return [_check_clock(_header(answer.headers, "date"), now)]


_MEND_TOKENS: Final = (
    "SLACK_BOT_TOKEN (xoxb-) is under “OAuth & Permissions”, SLACK_APP_TOKEN (xapp-, with "
    "connections:write) under “Basic Information”, at https://api.slack.com/apps."
)


async def _check_app_token(settings: Settings, known_as: str) -> Check:
    if settings.slack_app_token is not None:
        try:
            with reaching_slack(settings):
                opened = await slack_client(settings).apps_connections_open(
                    app_token=settings.slack_app_token.get_secret_value()
                )
        except BadInput as fault:
            sentence = f"SLACK_APP_TOKEN opens no connection. {fault.sentence}"
            return Check("tokens", False, sentence, _MEND_TOKENS)
        if await asyncio.to_thread(_runs_already, settings):
            sentence = (
                f"Slack knows the app as {known_as}. It runs, so its connection was not tried: "
                "/readyz tells of that."
            )
            return Check("tokens", True, sentence)
        if refusal := await _refusal_of_link(opened["url"]):
            sentence = f"Slack ends the app's connection at once ({refusal})."
            return Check("tokens", False, sentence, _MEND_LINK)
    return Check("tokens", True, f"Slack knows the app as {known_as}.")


_MEND_LINK: Final = (
    "Where it says link_disabled, switch on “Socket Mode” on the app's page at "
    "https://api.slack.com/apps, or unset SLACK_APP_TOKEN to hear Slack over HTTP."
)


def _runs_already(settings: Settings) -> bool:
    """Then its connection is not tried: Slack could send something to ours that is for it."""
    file = database_file(settings.database_url)
    if file is not None and not file.is_file():
        return False
    try:
        database = Database(settings.database_url, settings.database_limits)
        try:
            return database.is_held()
        finally:
            database.close()
    except (BadInput, DatabaseError):
        return True


async def _refusal_of_link(url: str) -> str | None:
    """Why Slack would not talk over that connection; None where it says hello.

    https://docs.slack.dev/apis/events-api/using-socket-mode
    """
    try:
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),
            ClientSession() as session,
            session.ws_connect(url) as link,
        ):
            frame = await link.receive()
            said = frame.json() if frame.type is WSMsgType.TEXT else {}
    except (ClientError, TimeoutError) as error:
        return type(error).__name__
    return None if said.get("type") == "hello" else str(said.get("reason", "no hello"))


def _check_scopes(headers: Mapping[str, str]) -> Check:
    given = {scope.strip() for scope in _header(headers, "x-oauth-scopes").split(",")}
    missing = [scope for scope in SCOPES if scope not in given]
    if missing:
        return Check(
            "scopes",
            False,
            f"The token lacks {', '.join(f'{scope} ({SCOPES[scope]})' for scope in missing)}.",
            "Paste “plnudge manifest” as the app's manifest, and install the app again.",
        )
    return Check("scopes", True, "The token may do all that the app does.")


def _check_clock(date: str, now: datetime) -> Check:
    try:
        skew_seconds = round((now - parsedate_to_datetime(date)).total_seconds())
    except ValueError:
        return Check("clock", True, "Slack's answer tells no time to compare with.")
    ahead = "ahead of" if skew_seconds > 0 else "behind"
    sentence = f"This machine's clock is {abs(skew_seconds)} s {ahead} Slack's."
    if abs(skew_seconds) > LARGEST_SKEW_SECONDS:
        return Check("clock", False, sentence, "Let the machine keep its time by NTP.")
    return Check("clock", True, sentence)


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
