"""Erases what is older than its workspace keeps it, a little at a time."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from storage.database import Database
from storage.retention import erase_aged, limited_workspaces
from storage.workspaces import today_in

log = logging.getLogger(__name__)


async def thin_records(database: Database, now: datetime) -> int:
    """All that is due, in every workspace; gives how many rows went.

    Each batch is a transaction of its own, so that whoever wants to write gets a turn between.
    """
    erased = 0
    for workspace_id in await database.read(limited_workspaces):
        try:
            erased += await _thin(database, workspace_id, now)
        except Exception:
            log.exception("what is too old in workspace %d can't be erased", workspace_id)
    return erased


async def _thin(database: Database, workspace_id: int, now: datetime) -> int:
    def erase(session: Session) -> int:
        return erase_aged(session, workspace_id, today=today_in(session, workspace_id, now))

    erased = 0
    while batch := await database.write(erase):
        erased += batch
    if erased:
        log.info("erased %d rows in workspace %d that were too old", erased, workspace_id)
    return erased
