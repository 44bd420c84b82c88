"""What people do in Slack, read out of its payloads: a command, a press, a submission.

A listener takes one of these and gives the message that answers it, or None where the
answer is a modal. Whatever a person can mend, it raises as BadInput.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy.orm import Session

from bot.bot import Bot
from bot.home import publish_home
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.message import Message
from bot.pictures import send_with_pictures
from bot.sender import BadBlocks, NotSent
from domain.drafts import EvidenceFile
from domain.errors import BadInput
from domain.words import later
from domain.zones import local_date
from storage.people import Caller
from storage.workspaces import draws_charts, note_no_charts

Kept = TypeVar("Kept")
Found = TypeVar("Found")

OLDER_MESSAGE: Final = later("That button is from an older message. `/pln help` shows what works.")


@dataclass(frozen=True)
class Gesture:
    """Somebody does something."""

    bot: Bot
    caller: Caller
    now: datetime
    body: Mapping[str, Any]

    @property
    def today(self) -> date:
        """Where they are."""
        return local_date(self.now, self.caller.zone)

    @property
    def response_url(self) -> str | None:
        url: str | None = self.body.get("response_url")
        return url

    async def keep(self, work: Callable[[Session], Kept]) -> Kept:
        """What `work` gives, once it is committed."""
        return await self.bot.database.write(work)

    async def find(self, work: Callable[[Session], Kept]) -> Kept:
        return await self.bot.database.read(work)

    async def keep_and_find(
        self, work: Callable[[Session], Kept], look: Callable[[Session, Kept], Found]
    ) -> Found:
        """What `look` finds beside what `work` gave, once that is committed."""
        return await self.bot.database.write_and_read(work, look)

    @property
    def beside(self) -> Origin:
        """For an answer of its own: there, or in the direct message where it is App Home."""
        return Origin(response_url=self.response_url)

    def choice(self, name: str) -> str | None:
        """What is chosen in that field of the modal."""
        chosen = self._state(name).get("selected_option")
        return str(chosen["value"]) if chosen else None

    def choices(self, name: str) -> tuple[str, ...]:
        """What is chosen there, of several."""
        return tuple(
            str(option["value"]) for option in self._state(name).get("selected_options") or ()
        )

    def _state(self, name: str) -> Mapping[str, Any]:
        block: Mapping[str, Any] = self.body["view"]["state"]["values"].get(name, {})
        element: Mapping[str, Any] = block.get(name, {})
        return element

    def open_modal(self, view: dict[str, Any]) -> None:
        """Opens it at once, on the trigger that Slack gave for three seconds."""
        self.bot.afterwards.start(self._open_modal(view), what="opening a modal")

    async def _open_modal(self, view: dict[str, Any]) -> None:
        try:
            await self.bot.client.views_open(trigger_id=self.body["trigger_id"], view=view)
        except SlackApiError as refusal:
            # Slack delivered it twice, and the first opened the modal.
            if refusal.response["error"] != "exchanged_trigger_id":
                raise

    def answer_at(self, origin: Origin, message: Message) -> None:
        """Shows the result where the modal came from: there, on App Home, or in a message."""
        self.bot.afterwards.start(self._answer_at(origin, message), what="answering")

    async def _answer_at(self, origin: Origin, message: Message) -> None:
        if origin.home_page is not None:
            await publish_home(self.bot, self.caller, origin.home_page)
            return
        await self._tell(origin, message)

    def answer_with_charts(self, origin: Origin, draw: Callable[[bool], Message]) -> None:
        """Shows what `draw` gives with charts (True), or without where Slack draws none there.

        An acknowledgement that Slack refuses can't be mended, so charts never go out in one.
        """
        self.bot.afterwards.start(self._answer_with_charts(origin, draw), what="answering")

    async def _answer_with_charts(self, origin: Origin, draw: Callable[[bool], Message]) -> None:
        workspace_id = self.caller.workspace_id
        has_charts = await self.find(lambda session: draws_charts(session, workspace_id))
        try:
            await self._tell(origin, draw(has_charts))
        except BadBlocks:
            if not has_charts:
                raise
            await self.keep(lambda session: note_no_charts(session, workspace_id))
            await self._tell(origin, draw(False))

    async def _tell(self, origin: Origin, message: Message) -> None:
        """Raises BadBlocks where Slack refuses the message itself."""
        await send_with_pictures(
            self.bot.sender, message, lambda drawn: self._tell_as_it_is(origin, drawn)
        )

    async def _tell_as_it_is(self, origin: Origin, message: Message) -> None:
        if await self.answer_at_url(origin, message):
            return
        # The trigger is the same for each delivery of what they did.
        answer = (str(self.body.get("trigger_id")), message.text)
        if self.bot.told.begin(answer):
            try:
                await self.bot.sender.post(self.caller.slack_id, message)
            except NotSent:
                self.bot.told.forget(answer)
                raise

    async def answer_at_url(self, origin: Origin, message: Message) -> bool:
        """By way of what was pressed; False where Slack gave none, or no longer takes it.

        Raises BadBlocks where Slack refuses the message itself.
        """
        if origin.response_url is None:
            return False
        answer = await AsyncWebhookClient(origin.response_url).send_dict(
            {
                **message.payload(),
                "response_type": "ephemeral",
                "replace_original": origin.is_replacing,
            }
        )
        if "invalid_blocks" in answer.body:
            raise BadBlocks(answer.body)
        return answer.status_code == 200


@dataclass(frozen=True)
class Command(Gesture):
    """`/pln subcommand text`."""

    text: str
    """All after the subcommand, as it was typed."""

    @property
    def submission(self) -> str:
        """The same for each delivery of one command."""
        return str(self.body["trigger_id"])

    @property
    def origin(self) -> Origin:
        return Origin(response_url=self.response_url)


@dataclass(frozen=True)
class Press(Gesture):
    """A button or a choice in a message or on App Home."""

    value: str

    @property
    def home_page(self) -> str | None:
        """The page of App Home that this was pressed on, or turns to; None elsewhere."""
        if self.body.get("view", {}).get("type") != "home":
            return None
        is_turning = self.body["actions"][0]["action_id"].startswith(Action.HOME_PAGE)
        return self.value if is_turning else str(self.body["view"]["private_metadata"])

    @property
    def modal_origin(self) -> Origin:
        """What the modal is about that this was pressed in. Raises BadInput elsewhere."""
        if "view" not in self.body:
            raise BadInput(OLDER_MESSAGE)
        return Origin.load(self.body["view"]["private_metadata"])

    def update_modal(self, view: dict[str, Any]) -> None:
        """Shows this in place of the modal that was pressed in; what was typed there stays."""
        self.bot.afterwards.start(
            self.bot.client.views_update(view_id=self.body["view"]["id"], view=view),
            what="updating a modal",
        )

    def push_modal(self, view: dict[str, Any]) -> None:
        """Opens it over the modal that was pressed in."""
        self.bot.afterwards.start(
            self.bot.client.views_push(trigger_id=self.body["trigger_id"], view=view),
            what="opening a modal",
        )

    @property
    def block_id(self) -> str:
        """Of the block that was pressed in."""
        return str(self.body["actions"][0].get("block_id") or "")

    @property
    def listing(self) -> str | None:
        """The list of entries that was pressed in; None elsewhere."""
        return self.block_id.partition("|")[2] or None

    @property
    def row(self) -> int:
        """The id of the row that it is about. Raises BadInput where there is none."""
        if not self.value.isdecimal():
            raise BadInput(OLDER_MESSAGE)
        return int(self.value)

    def parts(self, count: int) -> list[str]:
        """The value's parts, of which the first is a row's id (`12:kind:webinar`).

        Raises BadInput where there are not that many.
        """
        parts = self.value.split(":", count - 1)
        if len(parts) != count or not parts[0].isdecimal():
            raise BadInput(OLDER_MESSAGE)
        return parts

    def origin(self, row: int | None = None, *, is_replacing: bool = False) -> Origin:
        """For a modal that this press opens."""
        return Origin(
            row=row,
            response_url=self.response_url,
            is_replacing=is_replacing,
            listing=self.listing,
            home_page=self.home_page,
        )


@dataclass(frozen=True)
class Submission(Gesture):
    """A modal that was sent."""

    @property
    def origin(self) -> Origin:
        return Origin.load(self.body["view"]["private_metadata"])

    @property
    def submission(self) -> str:
        """The same for each sending of one modal."""
        return str(self.body["view"]["id"])

    def text(self, name: str) -> str:
        """What was typed into that field; empty where nothing was."""
        return str(self._state(name).get("value") or "")

    def day(self, name: str) -> date | None:
        chosen = self._state(name).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    def number(self, name: str) -> float | None:
        """Slack itself refuses what is no number, or out of the field's range."""
        typed = self._state(name).get("value")
        return float(typed) if typed else None

    def clock_time(self, name: str) -> time | None:
        chosen = self._state(name).get("selected_time")
        return time.fromisoformat(chosen) if chosen else None

    def conversation(self, name: str) -> str | None:
        """The id of the channel that was chosen."""
        return self._state(name).get("selected_conversation")

    def person(self, name: str) -> str:
        """Slack's id of the person who was chosen."""
        return str(self._state(name).get("selected_user") or "")

    def people(self, name: str) -> tuple[str, ...]:
        """Slack's ids of the people who were chosen."""
        return tuple(str(each) for each in self._state(name).get("selected_users") or ())

    def files(self, name: str) -> tuple[EvidenceFile, ...]:
        """Files that were put into that field: references to where Slack keeps them."""
        return tuple(
            EvidenceFile(str(file["id"]), str(file["name"]), str(file["permalink"]))
            for file in self._state(name).get("files") or ()
        )

    @property
    def fields(self) -> list[str]:
        """The names of its fields."""
        return [str(block["block_id"]) for block in self.body["view"]["blocks"]
                if block["type"] == "input"]  # fmt: skip

    def began_with(self, name: str) -> tuple[str, ...]:
        """What was chosen in that field when the modal was opened."""
        return tuple(
            str(option["value"])
            for block in self.body["view"]["blocks"]
            if block.get("block_id") == name
            for option in block.get("element", {}).get("initial_options") or ()
        )

    def began_empty(self, name: str) -> bool:
        """Nothing stood in that field when the modal was opened."""
        blocks = (each for each in self.body["view"]["blocks"] if each.get("block_id") == name)
        return not any(each.get("element", {}).get("initial_value") for each in blocks)


@dataclass(frozen=True)
class Search(Gesture):
    """Somebody types into a menu that we fill."""

    typed: str


PressListener = Callable[[Press], Awaitable[Message | None]]
SubmissionListener = Callable[[Submission], Awaitable[dict[str, Any] | None]]
"""Gives the modal that comes next, on top of the one that was sent; None closes that one."""
SearchListener = Callable[[Search], Awaitable[list[tuple[str, str]]]]
"""Gives what the menu offers, as (key, label)."""
ShortcutListener = Callable[[Gesture], Awaitable[None]]


@dataclass(frozen=True)
class Listeners:
    """What one topic listens for; `bot.app` gives them to Bolt."""

    presses: Mapping[Action, PressListener] = field(default_factory=dict)
    replacing: Collection[Action] = ()
    """Presses whose answer takes the place of the message that they are on."""
    submissions: Mapping[Form, SubmissionListener] = field(default_factory=dict)
    clearing: Collection[Form] = ()
    """Forms that close with all those under them."""
    searches: Mapping[Action, SearchListener] = field(default_factory=dict)
    shortcuts: Mapping[Form, ShortcutListener] = field(default_factory=dict)
