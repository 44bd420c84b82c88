"""What a workspace holds: people, conversations, messages, views, files, user groups.

Nothing here speaks Slack's wire format and nothing here refuses anything: the Web API
decides what is allowed, `sandbox.wire` draws the JSON, and this module remembers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from sandbox import elements, reading
from sandbox.clock import Clock

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """An account. `key` is the easy name that tests and the page use ("maya")."""

    id: str
    key: str
    real_name: str
    email: str | None = None
    title: str = ""
    tz: str = "America/New_York"
    locale: str = "en-US"
    name: str = ""  # Slack's handle, such as "maya.okafor"
    team_id: str = ""
    pronouns: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_primary_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False

    def tz_offset_at(self, moment: datetime) -> int:
        """Seconds east of UTC, as Slack reports it: it changes with daylight saving."""
        offset = moment.astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0


@dataclass
class Channel:
    """A conversation: a public or private channel, or a direct message with the app."""

    id: str
    name: str
    kind: Literal["public", "private", "im"] = "public"
    members: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    created_at: int = 0  # UNIX seconds


@dataclass
class UserGroup:
    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    is_disabled: bool = False


@dataclass
class StoredFile:
    id: str
    name: str
    alt_text: str
    uploader: str
    length: int
    title: str = ""
    content: bytes | None = None  # None until the bytes are posted
    is_complete: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Message:
    """A message that somebody can see. It stays the same Python value through edits."""

    ts: str
    channel: str
    author: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    files: list[StoredFile] = field(default_factory=list)
    ephemeral_to: str | None = None  # the one person who sees it
    by_app: bool = False
    pings: list[str] = field(default_factory=list)  # as written: "<!channel>", "<@U…>"
    edited: str | None = None  # ts of the last edit
    deleted: bool = False
    came_of: int | None = None  # number of the delivery that it answers
    chosen: dict[tuple[str, str], Json] = field(default_factory=dict)

    def plain(self) -> str:
        """Everything that a person reads in this message, in order."""
        if self.deleted:
            return ""
        blocks = reading.plain(self.blocks, chosen=self.chosen)
        parts = [blocks] if self.blocks else [reading.unescaped(self.text)]
        for attachment in self.attachments:
            parts.append(reading.plain(attachment.get("blocks") or []))
            parts.append(reading.unescaped(str(attachment.get("text") or "")))
        parts.extend(stored.title or stored.name for stored in self.files)
        return "\n".join(part for part in parts if part)

    def actions(self) -> list[str]:
        """The action ids of all that can be pressed, chosen or typed into, in order."""
        return [e.action_id for e in elements.interactive(self.blocks)]

    @property
    def state(self) -> Json:
        return {"values": elements.values(self.blocks, self.chosen)}


@dataclass(eq=False)
class View:
    """A modal or a Home tab. It stays the same Python value through updates."""

    id: str
    person: str
    type: Literal["modal", "home"]
    blocks: list[Json]
    hash: str
    callback_id: str = ""
    private_metadata: str = ""
    external_id: str = ""
    title: Json | None = None
    submit: Json | None = None
    close: Json | None = None
    clear_on_close: bool = False
    notify_on_close: bool = False
    submit_disabled: bool = False
    root_view_id: str = ""
    previous_view_id: str | None = None
    is_open: bool = True
    came_of: int | None = None  # number of the delivery whose trigger opened it
    chosen: dict[tuple[str, str], Json] = field(default_factory=dict)  # by (block, action)
    errors: dict[str, str] = field(default_factory=dict)  # shown beside fields, by block_id

    def plain(self) -> str:
        """Everything that a person reads in this view, in order, errors beside fields too."""
        title, submit, close = (
            [part["text"]] if part else [] for part in (self.title, self.submit, self.close)
        )
        body = reading.plain(self.blocks, chosen=self.chosen, errors=self.errors)
        return "\n".join([*title, *([body] if body else []), *submit, *close])

    def actions(self) -> list[str]:
        """The action ids of all that can be pressed, chosen or typed into, in order."""
        return [e.action_id for e in elements.interactive(self.blocks)]

    @property
    def state(self) -> Json:
        return {"values": elements.values(self.blocks, self.chosen)}


ChangeKind = Literal[
    "message",
    "message_changed",
    "message_deleted",
    "view",
    "view_closed",
    "home",
    "file",
    "person",
    "channel",
    "call",
    "delivery",
    "link",
    "clock",
]


@dataclass(frozen=True)
class Change:
    """Something in the workspace is not as it was. `subject` is what changed."""

    kind: ChangeKind
    person: str | None = None  # the one whom it concerns, where it is one
    channel: str | None = None
    subject: Any = None


class Subscription:
    """Changes from the moment of subscribing on; iterate it, and close it when done."""

    def __init__(self, subscribers: set[asyncio.Queue[Change]]) -> None:
        self._subscribers = subscribers
        self._queue: asyncio.Queue[Change] = asyncio.Queue()
        subscribers.add(self._queue)

    def __aiter__(self) -> AsyncIterator[Change]:
        return self

    async def __anext__(self) -> Change:
        return await self._queue.get()

    def close(self) -> None:
        self._subscribers.discard(self._queue)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Workspace:
    """One Slack workspace with one app in it, all in memory."""

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - Slack's word
        name: str,
        domain: str,
        app: Person,
        people: Mapping[str, Person],
        channels: Mapping[str, Channel],
        user_groups: Mapping[str, UserGroup],
        clock: Clock | None = None,
    ) -> None:
        self.id = id
        self.installed_for = id
        """The workspace, or the organisation that installed the app for it."""
        self.name = name
        self.domain = domain
        self.app = app
        self.app_id = "A" + app.id[1:]
        self.bot_id = "B" + app.id[1:]
        self.people: dict[str, Person] = {**people, app.id: app}
        self.channels: dict[str, Channel] = dict(channels)
        self.user_groups: dict[str, UserGroup] = dict(user_groups)
        self.clock = clock or Clock()
        self.messages: list[Message] = []
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}  # by person
        self.stacks: dict[str, list[View]] = {}  # open modals by person, the top one last
        self.files: dict[str, StoredFile] = {}
        self.unknown_blocks: set[str] = set()
        """Types of blocks that this Slack has not learned yet, and refuses in messages."""
        self._subscribers: set[asyncio.Queue[Change]] = set()
        self._waiting: set[asyncio.Event] = set()
        self._numbers: dict[str, int] = {}
        self._last_ts = 0

    # People and conversations

    def person(self, who: str) -> Person:
        """By id, easy name or handle.

        Raises:
            LookupError: nobody here is called that.
        """
        if who in self.people:
            return self.people[who]
        for person in self.people.values():
            if who in (person.key, person.name, person.email):
                return person
        raise LookupError(f"Nobody in {self.name} is called {who!r}.")

    def channel(self, which: str) -> Channel:
        """By id or name, with or without "#".

        Raises:
            LookupError: no conversation is called that.
        """
        if which in self.channels:
            return self.channels[which]
        for channel in self.channels.values():
            if channel.kind != "im" and channel.name == which.removeprefix("#"):
                return channel
        raise LookupError(f"No channel in {self.name} is called {which!r}.")

    def dm(self, person_id: str) -> Channel:
        """The conversation between this person and the app; opened if it is not yet."""
        channel_id = "D" + person_id[1:]
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(
                id=channel_id,
                name="directmessage",
                kind="im",
                members=[person_id, self.app.id],
                created_at=int(self.clock.now().timestamp()),
            )
            self.announce(Change("channel", channel=channel_id, person=person_id))
        return self.channels[channel_id]

    def change_person(self, person_id: str, **changes: Any) -> Person:
        person = replace(self.people[person_id], **changes)
        self.people[person_id] = person
        self.announce(Change("person", person=person_id, subject=person))
        return person

    def add_person(self, person: Person) -> Person:
        self.people[person.id] = person
        self.announce(Change("person", person=person.id, subject=person))
        return person

    # Messages

    def next_ts(self) -> str:
        """Slack's time stamp: the sandbox's time, unique and increasing."""
        now = int(self.clock.now().timestamp() * 1_000_000)
        self._last_ts = max(now, self._last_ts + 1)
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def post(self, message: Message) -> Message:
        self.messages.append(message)
        self.announce(Change("message", message.ephemeral_to, message.channel, message))
        return message

    def edit(self, message: Message, **changes: Any) -> Message:
        for name, value in changes.items():
            setattr(message, name, value)
        message.edited = self.next_ts()
        self.announce(Change("message_changed", message.ephemeral_to, message.channel, message))
        return message

    def delete(self, message: Message) -> None:
        message.deleted = True
        self.announce(Change("message_deleted", message.ephemeral_to, message.channel, message))

    def message(self, channel_id: str, ts: str) -> Message | None:
        """The message that all can see there with this time stamp, if there still is one."""
        for message in reversed(self.messages):
            if message.channel == channel_id and message.ts == ts:
                return None if message.deleted or message.ephemeral_to else message
        return None

    def visible_to(self, person_id: str, channel_id: str) -> list[Message]:
        """What this person sees in a conversation, oldest first."""
        return [
            message
            for message in self.messages
            if message.channel == channel_id
            and not message.deleted
            and message.ephemeral_to in (None, person_id)
        ]

    # Views

    def top_view(self, person_id: str) -> View | None:
        stack = self.stacks.get(person_id)
        return stack[-1] if stack else None

    def close_views(self, person_id: str, views: list[View]) -> None:
        stack = self.stacks.get(person_id, [])
        for view in views:
            view.is_open = False
            if view in stack:
                stack.remove(view)
        self.announce(Change("view_closed", person_id, subject=views))

    # Ids and changes

    def new_id(self, prefix: str) -> str:
        number = self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
        return f"{prefix}{number:010d}"

    def announce(self, change: Change) -> None:
        for queue in self._subscribers:
            queue.put_nowait(change)
        for waiting in self._waiting:
            waiting.set()

    def subscribe(self) -> Subscription:
        return Subscription(self._subscribers)

    async def wait_until(
        self,
        claim: Callable[[], T | None],
        *,
        timeout: float = 20.0,  # noqa: ASYNC109 - with it, the error names what was waited for
        what: str = "that",
    ) -> T:
        """Wait until `claim` gives something true, and return it; looked at on every change.

        Raises:
            TimeoutError: it did not come true in `timeout` seconds (of real time).
        """
        changed = asyncio.Event()
        self._waiting.add(changed)
        try:
            async with asyncio.timeout(timeout):
                while not (found := claim()):
                    await changed.wait()
                    changed.clear()
                return found
        except TimeoutError:
            raise TimeoutError(f"Waited {timeout:g} s for {what}.") from None
        finally:
            self._waiting.discard(changed)
