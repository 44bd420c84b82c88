"""A person with Slack open: what they do, and what they then see.

The page in the browser and the tests drive the app through the same `Actor`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.record import Delivery
from sandbox.state import Message, Person, View

# SIGNATURES ONLY, being filled in.


@dataclass
class Answer:
    """What came of a command, a press, a choice or a shortcut, as this person sees it."""

    delivery: Delivery | None  # None: nothing was sent (they cancelled the confirmation)
    error: str | None = None  # what Slack shows them where the app failed

    @property
    def status(self) -> int | None:
        """Of the acknowledgement: 200, the app's HTTP status, or None where none came."""
        raise NotImplementedError

    @property
    def messages(self) -> list[Message]:
        """What came of it so far (live): messages by ack or response_url, and ephemerals."""
        raise NotImplementedError

    @property
    def view(self) -> View | None:
        """The view that was opened or pushed with this trigger (live)."""
        raise NotImplementedError

    def plain(self) -> str:
        """All text of `messages`, in order."""
        raise NotImplementedError

    async def message(self, *, timeout: float = 5.0) -> Message:
        """The first of `messages`, waited for."""
        raise NotImplementedError

    async def opened(self, *, timeout: float = 5.0) -> View:
        """`view`, waited for."""
        raise NotImplementedError


@dataclass
class Submission:
    """What came of submitting a modal."""

    delivery: Delivery | None  # None: Slack itself refused (required, length); see `errors`
    errors: dict[str, str] = field(default_factory=dict)  # sentence beside field, by block_id
    error: str | None = None  # Slack's own banner, where the app failed
    view: View | None = None  # on top afterwards
    closed: bool = False  # the submitted view is gone

    @property
    def messages(self) -> list[Message]:
        """Ephemerals that came of it so far (live)."""
        raise NotImplementedError


class Actor:
    """One person with Slack open."""

    person: Person

    async def command(self, text: str, channel: str | None = None) -> Answer:
        """Type a slash command, such as "/pln log 45m …"; in the app's DM by default."""
        raise NotImplementedError

    async def press(
        self,
        place: Message | View,
        action_id: str,
        value: str | None = None,
        *,
        confirm: bool = True,
    ) -> Answer:
        """Press a button; `value` picks among several of that action_id."""
        raise NotImplementedError

    async def select(
        self, place: Message | View, action_id: str, value: object, *, confirm: bool = True
    ) -> Answer:
        """Choose in a menu, picker, radio, checkbox or overflow outside an input block."""
        raise NotImplementedError

    async def options(self, place: Message | View, action_id: str, typed: str = "") -> list[Any]:
        """The options of an external select for what was typed."""
        raise NotImplementedError

    async def fill(self, **values: object) -> View:
        """Fill fields of the top view, by action_id or block_id. None clears."""
        raise NotImplementedError

    async def submit(self, values: Mapping[str, object] | None = None) -> Submission:
        """Fill, then submit the top view."""
        raise NotImplementedError

    async def close_view(self) -> Answer:
        """Cancel the top view."""
        raise NotImplementedError

    @property
    def view(self) -> View | None:
        """On top of this person's stack of modals."""
        raise NotImplementedError

    @property
    def views(self) -> Sequence[View]:
        """The whole stack, the top one last."""
        raise NotImplementedError

    @property
    def home(self) -> View | None:
        """The Home tab as last published for this person."""
        raise NotImplementedError

    async def open_home(self, *, timeout: float = 5.0) -> View:
        """Open the app's Home tab and wait for what the app publishes on it."""
        raise NotImplementedError

    async def open_messages_tab(self) -> Answer:
        """Open the app's Messages tab (app_home_opened with tab "messages")."""
        raise NotImplementedError

    def messages(self, channel: str | None = None) -> list[Message]:
        """What this person sees there, oldest first; the app's DM by default."""
        raise NotImplementedError

    async def wait_for_message(
        self,
        predicate: Callable[[Message], object] | None = None,
        *,
        channel: str | None = None,
        timeout: float = 5.0,
    ) -> Message:
        """The oldest message by others that no earlier wait returned; waited for.

        In any of this person's conversations, unless `channel` names one. A message that
        came before the call counts too, so there is no race; each is returned once.
        """
        raise NotImplementedError

    async def shortcut(self, callback_id: str) -> Answer:
        """Run a global shortcut."""
        raise NotImplementedError

    async def message_shortcut(self, callback_id: str, message: Message) -> Answer:
        """Run a message shortcut on a message."""
        raise NotImplementedError

    async def say(self, text: str, channel: str | None = None) -> Message:
        """Post as this person; in the app's DM by default."""
        raise NotImplementedError
