"""Delivery: what is due is claimed, weighed, sent and marked; each workspace in a lane of its own.

1. All that is due for some people is claimed under a lease. In the same transaction the
   world is looked at again (`storage.deliveries.weigh_claims`): what may not come now waits
   or is left out, with its cause; the rest is drawn, and a prompt that was chosen is kept,
   so that a second attempt asks the same.
2. Each one is sent at the workspace's pace. Where an earlier attempt may have reached Slack
   (the process died, the connection broke), Slack is asked first whether it has a message
   with this mark.
3. Slack's `ts` is written down, and the claim ends.

A crash between 2 and 3 leaves the row unsettled; the next claim, once the lease is over,
settles it by looking. Nothing is marked as sent before Slack has it, and nothing is sent
when the lease is about to end.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import uniform
from typing import Final

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from bot.messages.language import language, reading_in
from bot.messages.message import Message
from bot.metrics import Metrics
from bot.pictures import send_with_pictures
from bot.sender import (
    BadBlocks,
    NeverForPerson,
    NotSent,
    Sender,
    Sent,
    TryLater,
    Unsettled,
    WorkspaceRefuses,
)
from domain.courtesy import Come, LeaveOut, Verdict, Wait
from domain.errors import BadInput
from domain.words import later
from jobs.marking import Marking
from jobs.rendering import Shared, render
from rubric_data import Rubric
from storage.asking import Asking
from storage.database import Database
from storage.deliveries import (
    Claim,
    Mark,
    claim_due,
    leave_out,
    let_wait,
    mark_failed,
    note_refusal,
    note_welcome_back,
    put_back,
    weigh_claims,
    workspaces_due,
)
from storage.faults import CannotSave
from storage.figures import Published
from storage.steps import keep_steps
from storage.tables import Occurrence, Workspace
from storage.workspaces import note_no_charts

log = logging.getLogger(__name__)

MOST_PEOPLE: Final = 50
"""How many people's occurrences are claimed together at most."""
CLAIMED_SECONDS: Final = 4
"""No more is claimed than goes out in about that time: after a crash each claimed one has to be
looked for at Slack, which allows few looks a minute, and no lease ends while many wait."""
AT_ONCE: Final = 10
"""How many messages of a workspace are on their way together; the pace is set by the sender."""
LEASE: Final = timedelta(minutes=5)
LEAST_LEASE: Final = timedelta(minutes=4, seconds=30)
"""What must be left of it when a message goes out. So whoever finds a worker dead may end its
leases long before their time (`SILENT_MAY_SEND`)."""
SILENT_MAY_SEND: Final = timedelta(seconds=60)
"""How long a worker that shows no life may still send, should it live: it begins nothing after
the first half minute of a lease, and a call is over well within another."""
SKEW: Final = timedelta(minutes=5)
"""How far Slack's clock may be behind ours."""
LONGEST_BACKOFF_SECONDS: Final = 300
UNDRAWN_AGAIN: Final = timedelta(minutes=15)


@dataclass
class Delivery:
    """One occurrence on its way."""

    claim: Claim
    token: str
    message: Message | None
    """None where it is not to come any more, should Slack not have it already."""
    otherwise: Wait | LeaveOut | None
    """What is to become of it in that case."""
    is_unsettled: bool

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
        sender_of: Callable[[int], Awaitable[Sender]],
        clock: Callable[[], datetime],
        *,
        metrics: Metrics | None = None,
    ) -> None:
        """`sender_of` gives the sender of a workspace by its id, or raises WorkspaceRefuses."""
        self._database = database
        self._marking = Marking(database, clock)
        self._rubric = rubric
        self._sender_of = sender_of
        self._clock = clock
        self._metrics = metrics or Metrics()
        self._lanes: dict[int, asyncio.Task[int]] = {}
        self._is_closing = False

    async def open_lanes(self) -> list[asyncio.Task[int]]:
        """Starts sending in each workspace where something is due, and does not wait for it."""
        now = self._clock()
        for workspace_id in await self._database.read(lambda session: workspaces_due(session, now)):
            if not self._is_closing:
                self.open_lane(workspace_id)
        return list(self._lanes.values())

    def open_lane(self, workspace_id: int) -> asyncio.Task[int]:
        """Sends what is due in that workspace, or goes on with it; gives how many were claimed."""
        lane = self._lanes.get(workspace_id)
        if lane is None:
            lane = asyncio.create_task(self._run_lane(workspace_id))
            self._lanes[workspace_id] = lane
            lane.add_done_callback(partial(self._end_lane, workspace_id))
        return lane

    async def deliver_due(self) -> int:
        """Sends all that is due now; gives how many were claimed."""
        claimed = 0
        while lanes := await self.open_lanes():
            claimed_now = sum(await asyncio.gather(*lanes))
            if not claimed_now:
                break
            claimed += claimed_now
        return claimed

    async def close(self) -> None:
        """Sends nothing more, waits for what is on its way, and gives back what is not."""
        self._is_closing = True
        await asyncio.gather(*self._lanes.values())

    def _end_lane(self, workspace_id: int, _lane: asyncio.Task[int]) -> None:
        del self._lanes[workspace_id]

    async def _run_lane(self, workspace_id: int) -> int:
        with bound_contextvars(workspace=workspace_id):
            try:
                lane = _Lane(
                    workspace_id,
                    await self._sender_of(workspace_id),
                    database=self._database,
                    marking=self._marking,
                    rubric=self._rubric,
                    clock=self._clock,
                    metrics=self._metrics,
                    is_closing=lambda: self._is_closing,
                )
                return await lane.run()
            except WorkspaceRefuses as refusal:
                log.error("nothing can be sent in a workspace: %s", refusal.reason)
                await self._note_refusal(workspace_id, refusal)
                return 0
            except Exception:
                log.exception("delivery in a workspace failed; it is tried again")
                return 0

    async def _note_refusal(self, workspace_id: int, refusal: WorkspaceRefuses) -> None:
        now = self._clock()
        try:
            await self._database.write(
                lambda session: note_refusal(session, workspace_id, refusal.reason, now)
            )
        except CannotSave:
            log.warning("that could not be noted: the database takes nothing")


class _Lane:
    """Sends what is due in one workspace."""

    def __init__(
        self,
        workspace_id: int,
        sender: Sender,
        *,
        database: Database,
        marking: Marking,
        rubric: Rubric,
        clock: Callable[[], datetime],
        metrics: Metrics,
        is_closing: Callable[[], bool],
    ) -> None:
        self._workspace_id = workspace_id
        self._database = database
        self._marking = marking
        self._rubric = rubric
        self._sender = sender
        self._clock = clock
        self._metrics = metrics
        self._is_closing = is_closing
        self._is_refused = False

    async def run(self) -> int:
        """Until nothing is due; gives how many were claimed."""
        claimed = 0
        if not await self._is_let_in():
            return claimed
        while not self._is_closing() and not self._is_refused:
            claimed_now, deliveries = await self._claim()
            claimed += claimed_now
            if not claimed_now:
                break
            await self._send_all(deliveries)
        return claimed

    async def _is_let_in(self) -> bool:
        """Asks, where Slack refused the app lately."""
        refused_at = await self._database.read(
            lambda session: session.get_one(Workspace, self._workspace_id).refused_at
        )
        if refused_at is None:
            return True
        try:
            await self._sender.check()
        except WorkspaceRefuses as refusal:
            await self._note_refusal(refusal)
            return False
        except NotSent:
            return False
        await self._database.write(lambda session: note_welcome_back(session, self._workspace_id))
        return True

    async def _claim(self) -> tuple[int, list[Delivery]]:
        """How many were claimed, and those of them that are to be sent or settled."""
        token = secrets.token_hex(8)
        now = self._clock()
        in_that_time = self._sender.posts_per_minute * CLAIMED_SECONDS // 60
        most_people = max(1, min(MOST_PEOPLE, in_that_time))

        def prepare(session: Session) -> tuple[int, list[Delivery]]:
            claims = claim_due(
                session, self._workspace_id, now, token=token, lease=LEASE, most_people=most_people
            )
            verdicts = weigh_claims(session, claims, now)
            people = [claim.person for claim in claims]
            shared = Shared(
                Published(session, self._workspace_id), Asking(session, self._rubric, people)
            )
            deliveries = []
            for claim in claims:
                verdict = verdicts[claim.occurrence.id]
                delivery = self._prepare(session, claim, verdict, token, now, shared=shared)
                if delivery is not None:
                    deliveries.append(delivery)
            keep_steps(session, [each.occurrence.id for each in deliveries], "claimed", now)
            return len(claims), deliveries

        return await self._database.claim(prepare)

    def _prepare(
        self,
        session: Session,
        claim: Claim,
        verdict: Verdict,
        token: str,
        now: datetime,
        *,
        shared: Shared,
    ) -> Delivery | None:
        """None where it is not to come and Slack can't have it either."""
        message = None
        otherwise: Wait | LeaveOut | None = None
        try:
            match verdict:
                case Come():
                    message = render(session, claim, self._rubric, now, shared)
                case Wait() | LeaveOut():
                    otherwise = verdict
        except BadInput as nothing_to_send:
            otherwise = LeaveOut(nothing_to_send.sentence)
        except OperationalError:
            raise  # the database's trouble, and no fault of this one
        except Exception:
            with bound_contextvars(occurrence=claim.occurrence.id):
                log.exception("an occurrence can't be drawn")
            otherwise = Wait(now + UNDRAWN_AGAIN, later("PLNudge could not draw it"))
        if otherwise is None or claim.was_unsettled:
            return Delivery(claim, token, message, otherwise, claim.was_unsettled)
        self._note_aside(otherwise)
        _set_aside(session, claim.occurrence.id, token, otherwise, now)
        return None

    def _note_aside(self, verdict: Wait | LeaveOut) -> None:
        state = "waiting" if isinstance(verdict, Wait) else "skipped"
        self._metrics.count_delivery(state, verdict.cause)

    async def _send_all(self, deliveries: list[Delivery]) -> None:
        """Some at once; of one person one after the other, so that they come in order."""
        by_person: dict[int, list[Delivery]] = {}
        for delivery in deliveries:
            by_person.setdefault(delivery.claim.person.id, []).append(delivery)
        waiting = iter(by_person.values())
        await asyncio.gather(*(self._send_in_turn(waiting) for _ in range(AT_ONCE)))

    async def _send_in_turn(self, waiting: Iterator[list[Delivery]]) -> None:
        for theirs in waiting:
            for delivery in theirs:
                with (
                    bound_contextvars(occurrence=delivery.occurrence.id),
                    reading_in(language(delivery.claim.language)),
                ):
                    try:
                        await self._send(delivery)
                    except Exception:
                        # The lease stays: the row is settled once it is over.
                        log.exception("delivery failed")

    async def _send(self, delivery: Delivery) -> None:
        try:
            if self._is_refused:
                raise TryLater(later("Slack refuses the app in this workspace"), 0)
            if delivery.is_unsettled:
                sent = await self._find(delivery)
                if sent is not None:
                    await self._mark(delivery, sent, later("Slack had it already"))
                    return
                delivery.is_unsettled = False
            if delivery.otherwise is not None or delivery.message is None:
                await self._set_aside(delivery)
                return
            person = delivery.claim.person
            sent = await send_with_pictures(
                self._sender,
                delivery.message,
                lambda drawn: self._sender.deliver(
                    person.dm_channel or person.slack_id,
                    drawn,
                    mark=delivery.mark,
                    may_go=lambda: self._may_go(delivery),
                ),
            )
        except Unsettled as doubt:
            delivery.is_unsettled = True
            await self._put_back(delivery, doubt.reason, self._backoff(delivery), is_counted=True)
        except TryLater as busy:
            await self._put_back(delivery, busy.reason, busy.hold_seconds, is_counted=False)
        except WorkspaceRefuses as refusal:
            await self._note_refusal(refusal)
            await self._put_back(delivery, refusal.reason, 0, is_counted=False)
        except NeverForPerson as refusal:
            await self._fail(delivery, refusal.reason)
        except BadBlocks as refusal:
            await self._mend(delivery, refusal)
        else:
            await self._mark(delivery, sent)

    async def _find(self, delivery: Delivery) -> Sent | None:
        person = delivery.claim.person
        channel = person.dm_channel or await self._sender.open_dm(person.slack_id)
        return await self._sender.find_posted(
            channel, delivery.mark, since=delivery.occurrence.due_at - SKEW
        )

    def _may_go(self, delivery: Delivery) -> bool:
        """Asked at the last moment before it goes out."""
        ends_at = delivery.occurrence.claimed_until
        return (
            not self._is_closing()
            and not self._is_refused
            and ends_at is not None
            and self._clock() < ends_at - LEAST_LEASE
        )

    async def _mark(self, delivery: Delivery, sent: Sent, cause: str | None = None) -> None:
        late = self._clock() - delivery.occurrence.due_at
        is_ours = await self._marking.keep(
            Mark(
                delivery.occurrence.id,
                delivery.token,
                sent.channel,
                sent.ts,
                known_channel=delivery.claim.person.dm_channel,
                cause=cause,
            )
        )
        self._metrics.count_delivery("sent")
        self._metrics.lateness.observe(late.total_seconds())
        if not is_ours:
            # Whoever took over finds the message by its mark.
            log.warning("sent after its claim had ended")

    async def _set_aside(self, delivery: Delivery) -> None:
        now = self._clock()
        verdict = delivery.otherwise or LeaveOut(later("there is nothing to send"))
        self._note_aside(verdict)
        await self._database.claim(
            lambda session: _set_aside(
                session, delivery.occurrence.id, delivery.token, verdict, now
            )
        )

    async def _put_back(
        self, delivery: Delivery, cause: str, seconds: float, *, is_counted: bool
    ) -> None:
        now = self._clock()
        self._metrics.count_refusal("put-back", cause)
        await self._database.claim(
            lambda session: put_back(
                session,
                delivery.occurrence.id,
                token=delivery.token,
                again_at=now + timedelta(seconds=seconds),
                cause=cause,
                now=now,
                is_unsettled=delivery.is_unsettled,
                is_counted=is_counted,
            )
        )

    async def _fail(self, delivery: Delivery, cause: str) -> None:
        now = self._clock()
        self._metrics.count_refusal("failed", cause)
        await self._database.claim(
            lambda session: mark_failed(
                session, delivery.occurrence.id, token=delivery.token, cause=cause, now=now
            )
        )

    async def _mend(self, delivery: Delivery, refusal: BadBlocks) -> None:
        """A Slack that draws no charts gets the digest as text from now on."""
        if delivery.occurrence.purpose == "digest" and not delivery.claim.workspace.refuses_charts:
            await self._database.write(lambda session: note_no_charts(session, self._workspace_id))
            await self._put_back(delivery, refusal.reason, 0, is_counted=True)
        else:
            log.error("Slack refuses a message of ours: %s", refusal.reason)
            await self._fail(delivery, refusal.reason)

    async def _note_refusal(self, refusal: WorkspaceRefuses) -> None:
        if not self._is_refused:
            log.error("Slack refuses the app in a workspace: %s", refusal.reason)
        self._is_refused = True
        now = self._clock()
        await self._database.write(
            lambda session: note_refusal(session, self._workspace_id, refusal.reason, now)
        )

    @staticmethod
    def _backoff(delivery: Delivery) -> float:
        """Seconds: longer with each attempt, and never the same for all."""
        longest = min(LONGEST_BACKOFF_SECONDS, 2.0 ** (delivery.occurrence.attempts + 1))
        return uniform(longest / 2, longest)  # noqa: S311 (spread, not secrecy)


def _set_aside(
    session: Session, occurrence_id: int, token: str, verdict: Wait | LeaveOut, now: datetime
) -> None:
    match verdict:
        case Wait(until, cause):
            let_wait(session, occurrence_id, token=token, until=until, cause=cause, now=now)
        case LeaveOut(cause):
            leave_out(session, occurrence_id, token=token, cause=cause, now=now)
