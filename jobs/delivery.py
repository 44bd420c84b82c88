"""Delivery: what is due is claimed, looked at again, sent and marked.

1. `claim` takes what is due under a lease and writes down that it is on its way. In the
   same transaction it looks at the world again: whoever left, opted out or was paused is
   skipped with the reason; a prompt is chosen and kept, so that a second attempt asks the
   same.
2. Each one is sent. Where an earlier attempt may have reached Slack (the process died, the
   connection broke), Slack is asked first whether it has a message with this mark.
3. Slack's `ts` is written down, and the lease ends.

A crash between 2 and 3 leaves the row unsettled; the next claim, once the lease is over,
settles it by looking. Nothing is marked as sent before Slack has it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.messages.message import Message
from bot.sender import (
    BadBlocks,
    NeverForPerson,
    Sender,
    Sent,
    TryLater,
    Unsettled,
    WorkspaceRefuses,
)
from domain.errors import BadInput
from jobs.rendering import render
from rubric_data import Rubric
from storage.database import Database
from storage.occurrences import (
    Claim,
    claim_due,
    mark_failed,
    mark_sent,
    put_back,
    skip_claimed,
    still_wanted,
)
from storage.people import keep_dm_channel
from storage.tables import Occurrence
from storage.workspaces import note_no_charts

log = logging.getLogger(__name__)

BATCH: Final = 50
LEASE: Final = timedelta(minutes=5)
ATTEMPTS: Final = 20
WORKSPACE_PAUSE: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Delivery:
    """One occurrence with the message that it brings."""

    claim: Claim
    message: Message

    @property
    def occurrence(self) -> Occurrence:
        return self.claim.occurrence

    @property
    def mark(self) -> str:
        """Says which sending of which occurrence: a snoozed one goes out twice."""
        return f"{self.occurrence.id}@{self.occurrence.due_at:%Y-%m-%dT%H:%M:%SZ}"


class Deliverer:
    """Sends what is due."""

    def __init__(
        self,
        database: Database,
        rubric: Rubric,
        sender: Sender,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._rubric = rubric
        self._sender = sender
        self._clock = clock

    async def deliver_due(self) -> int:
        """Sends all that is due now; gives how many were claimed."""
        claimed = 0
        while deliveries := await self._claim():
            claimed += len(deliveries)
            by_person: dict[int, list[Delivery]] = {}
            for delivery in deliveries:
                by_person.setdefault(delivery.claim.person.id, []).append(delivery)
            await asyncio.gather(*(self._send_all(each) for each in by_person.values()))
        return claimed

    async def _claim(self) -> list[Delivery]:
        token = secrets.token_hex(8)
        now = self._clock()
        while True:
            # A batch in which all are skipped says nothing of what is left.
            is_any_left, deliveries = await self._database.write(
                lambda session: self._prepare(session, now, token)
            )
            if deliveries or not is_any_left:
                return deliveries

    def _prepare(self, session: Session, now: datetime, token: str) -> tuple[bool, list[Delivery]]:
        claims = claim_due(session, now, claim=token, lease=LEASE, limit=BATCH)
        wanted = still_wanted(session, claims)
        deliveries = []
        for claim in claims:
            reason = _reason_to_skip(claim, wanted, now)
            if reason is not None:
                skip_claimed(claim.occurrence, reason)
                continue
            try:
                deliveries.append(Delivery(claim, render(session, claim, self._rubric, now)))
            except BadInput as refusal:
                skip_claimed(claim.occurrence, refusal.sentence)
        session.flush()
        return bool(claims), deliveries

    async def _send_all(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            try:
                await self._send(delivery)
            except Exception:
                # The lease stays: the row is settled once it is over.
                log.exception("delivery of occurrence %d failed", delivery.occurrence.id)

    async def _send(self, delivery: Delivery) -> None:
        try:
            channel = delivery.claim.person.dm_channel or await self._open_dm(delivery)
            sent = await self._settle(delivery, channel) if delivery.claim.was_unsettled else None
            if sent is None:
                sent = await self._sender.post(channel, delivery.message, mark=delivery.mark)
        except Unsettled as doubt:
            await self._put_back(delivery, doubt, is_unsettled=True)
        except TryLater as passing:
            await self._put_back(delivery, passing, is_unsettled=delivery.claim.was_unsettled)
        except NeverForPerson as refusal:
            await self._fail(delivery, refusal.reason)
        except WorkspaceRefuses as refusal:
            log.error("the workspace refuses: %s", refusal.reason)
            later = TryLater(refusal.reason, WORKSPACE_PAUSE.total_seconds())
            await self._put_back(delivery, later, is_unsettled=delivery.claim.was_unsettled)
        except BadBlocks as refusal:
            await self._mend(delivery, refusal)
        else:
            await self._mark(delivery, sent)

    async def _open_dm(self, delivery: Delivery) -> str:
        person = delivery.claim.person
        channel = await self._sender.open_dm(person.slack_id)
        await self._database.write(lambda session: keep_dm_channel(session, person.id, channel))
        return channel

    async def _settle(self, delivery: Delivery, channel: str) -> Sent | None:
        return await self._sender.find_posted(
            channel, delivery.mark, since=delivery.occurrence.due_at
        )

    async def _mark(self, delivery: Delivery, sent: Sent) -> None:
        now = self._clock()
        await self._database.write(
            lambda session: mark_sent(
                session,
                delivery.occurrence.id,
                claim=delivery.occurrence.claim or "",
                channel=sent.channel,
                ts=sent.ts,
                sent_at=now,
            )
        )

    async def _put_back(self, delivery: Delivery, passing: TryLater, *, is_unsettled: bool) -> None:
        if delivery.occurrence.attempts >= ATTEMPTS and not is_unsettled:
            await self._fail(delivery, f"{passing.reason}, {ATTEMPTS} times")
            return
        again_at = self._clock() + timedelta(seconds=passing.retry_after_seconds)
        await self._database.write(
            lambda session: put_back(
                session,
                delivery.occurrence.id,
                claim=delivery.occurrence.claim or "",
                due_at=again_at,
                is_unsettled=is_unsettled,
                reason=passing.reason,
            )
        )

    async def _fail(self, delivery: Delivery, reason: str) -> None:
        await self._database.write(
            lambda session: mark_failed(
                session,
                delivery.occurrence.id,
                claim=delivery.occurrence.claim or "",
                reason=reason,
            )
        )

    async def _mend(self, delivery: Delivery, refusal: BadBlocks) -> None:
        """A Slack that draws no charts gets the digest as text from now on."""
        if delivery.occurrence.purpose == "digest" and not delivery.claim.workspace.refuses_charts:
            workspace_id = delivery.claim.workspace.id
            await self._database.write(lambda session: note_no_charts(session, workspace_id))
            await self._put_back(delivery, TryLater(refusal.reason, 0), is_unsettled=False)
        else:
            log.error("Slack refuses a message of ours: %s", refusal.reason)
            await self._fail(delivery, refusal.reason)


def _reason_to_skip(claim: Claim, wanted: set[int], now: datetime) -> str | None:
    occurrence, schedule = claim.occurrence, claim.schedule
    zone = ZoneInfo(occurrence.zone)
    is_another_day = now.astimezone(zone).date() != occurrence.due_at.astimezone(zone).date()
    may_be_late = claim.was_unsettled or occurrence.purpose == "welcome"
    reasons = (
        (schedule is not None and schedule.removed_at is not None, "the schedule was removed"),
        (schedule is not None and schedule.paused_at is not None, "the schedule was paused"),
        (claim.person.is_opted_out, "opted out"),
        (occurrence.id not in wanted, "no longer among those whom the schedule is for"),
        (is_another_day and not may_be_late, "too late: it was due on another day"),
    )
    return next((reason for holds, reason in reasons if holds), None)
