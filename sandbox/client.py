"""A person with Slack open: what they do, and what they then see.

The page in the browser and the tests drive the app through the same `Actor`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox import elements, events, payloads, view_stack, wire
from sandbox.arguments import Arguments
from sandbox.block_kit import option_problems
from sandbox.elements import Element
from sandbox.platform import Platform
from sandbox.record import Attempt, Delivery
from sandbox.refusal import Refusal
from sandbox.response_urls import ResponseUrl, show
from sandbox.state import Change, Channel, Message, Person, StoredFile, View, Workspace

Json = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"

_BUTTONS = {"button", "workflow_button", "icon_button"}


@dataclass(frozen=True)
class Upload:
    """A file on a person's own machine, to be put into a file input."""

    name: str
    content: bytes


@dataclass
class Answer:
    """What came of a command, a press, a choice or a shortcut, as this person sees it.

    Attributes:
        delivery: None where nothing was sent (Slack itself refused, or they cancelled).
        error: what Slack shows them where the app failed.
    """

    delivery: Delivery | None
    error: str | None = None
    _workspace: Workspace | None = field(default=None, repr=False)
    _person: str = ""
    _since: int = 0  # how many messages there were before

    @property
    def status(self) -> int | None:
        """Of the acknowledgement: 200, the app's HTTP status, or None where none came."""
        return self.delivery.status if self.delivery else None

    @property
    def messages(self) -> list[Message]:
        """What came of it so far (live): by acknowledgement, response_url or ephemeral."""
        if self.delivery is None or self._workspace is None:
            return []
        return [
            message
            for message in self._workspace.messages[self._since :]
            if not message.deleted
            and message.ephemeral_to in (None, self._person)
            and (
                message.came_of == self.delivery.number
                or (message.came_of is None and message.ephemeral_to == self._person)
            )
        ]

    @property
    def view(self) -> View | None:
        """The view that was opened or pushed with this trigger (live)."""
        if self.delivery is None or self._workspace is None:
            return None
        for view in reversed(self._workspace.views.values()):
            if view.came_of == self.delivery.number:
                return view
        return None

    def plain(self) -> str:
        """All text of `messages`, in order."""
        return "\n".join(message.plain() for message in self.messages)

    async def message(self, *, timeout: float = 20.0) -> Message:  # noqa: ASYNC109
        """The first of `messages`, waited for."""
        what = f"a message that answers {self._asked()}"
        found = await self._here().wait_until(lambda: self.messages, timeout=timeout, what=what)
        return found[0]

    async def opened(self, *, timeout: float = 20.0) -> View:  # noqa: ASYNC109
        """`view`, waited for."""
        what = f"a view that answers {self._asked()}"
        return await self._here().wait_until(lambda: self.view, timeout=timeout, what=what)

    def _asked(self) -> str:
        return self.delivery.type if self.delivery else "what was never sent"

    def _here(self) -> Workspace:
        if self._workspace is None:
            raise LookupError(f"Nothing was sent, so nothing will come: {self.error}")
        return self._workspace


@dataclass
class Submission(Answer):
    """What came of submitting a modal.

    Attributes:
        delivery: None where Slack itself refused (required, length); see `errors`.
        errors: the sentence beside each field, by block_id.
        top: the view on top afterwards; `view` is that too.
        closed: whether the submitted view is gone.
    """

    errors: dict[str, str] = field(default_factory=dict)
    top: View | None = None
    closed: bool = False

    @property
    def view(self) -> View | None:
        return self.top


class Actor:
    """One person with Slack open."""

    def __init__(self, platform: Platform, person_id: str) -> None:
        self._platform = platform
        self._workspace = platform.workspace
        self._id = person_id
        self._returned: set[Message] = set()
        self._directory = elements.Directory(
            person_id=lambda who: self._workspace.person(who).id,
            channel_id=lambda which: self._workspace.channel(which).id,
        )

    def __repr__(self) -> str:
        return f"<Actor {self.person.key} {self._id}>"

    @property
    def person(self) -> Person:
        return self._workspace.people[self._id]

    # Commands and shortcuts

    async def command(self, text: str, channel: str | None = None) -> Answer:
        """Type a slash command, such as "/pln log 45m …"; in the app's DM by default.

        Raises:
            ValueError: this person can't type that there.
        """
        # Phones put a non-breaking space after what they completed.
        word, *rest = re.split(r"\s", text, maxsplit=1)
        if not word.startswith("/"):
            raise ValueError(f"A command begins with a slash: {text!r}")
        place = self._place(channel)
        command = self._platform.manifest.command(word.lower())
        if command is None:
            return Answer(None, error=f"{word} is not a valid command.")
        text = " ".join([command.command, *rest])
        typed = self._escaped(text) if command.should_escape else text
        delivery = self._platform.courier.draft("slash_commands", word)
        payload = payloads.slash_command(self._platform, self.person, place, delivery, typed)
        answer, attempt = await self._act(delivery, payload)
        if attempt.reason:
            answer.error = f'{word} failed with the error "{_error_code(attempt)}"'
        elif attempt.body:
            answer.error = self._show_immediate(delivery, place, attempt.body)
        return answer

    def _escaped(self, text: str) -> str:
        """docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling"""

        def person(mention: re.Match[str]) -> str:
            found = self._named(self._workspace.people, mention.group(1))
            return f"<@{found.id}|{found.name}>" if found else mention.group(0)

        def channel(mention: re.Match[str]) -> str:
            found = self._named(self._workspace.channels, mention.group(1))
            return f"<#{found.id}|{found.name}>" if found else mention.group(0)

        text = re.sub(r"(?<!\S)@([\w.-]*\w)", person, text)
        return re.sub(r"(?<!\S)#([\w-]+)", channel, text)

    def _named(self, among: Mapping[str, Any], name: str) -> Any:
        return next((one for one in among.values() if one.name == name), None)

    def _show_immediate(self, delivery: Delivery, place: Channel, body: Any) -> str | None:
        """Show what a command was acknowledged with; the error where it can't be shown."""
        arguments = Arguments(body if isinstance(body, dict) else {"text": str(body)})
        url = ResponseUrl(self._id, place, delivery.number, None, 0.0)
        try:
            if arguments:
                show(self._workspace, url, arguments)
        except Refusal as refusal:
            return f'{delivery.type} failed with the error "{refusal.error}"'
        return None

    async def shortcut(self, callback_id: str) -> Answer:
        """Run a global shortcut.

        Raises:
            LookupError: the app's manifest names no such shortcut.
        """
        self._check_shortcut(callback_id, "global")
        delivery = self._platform.courier.draft("interactive", "shortcut")
        payload = payloads.global_shortcut(self._platform, self.person, delivery, callback_id)
        return await self._interact(delivery, payload)

    async def message_shortcut(self, callback_id: str, message: Message) -> Answer:
        """Run a message shortcut on a message.

        Raises:
            LookupError: no such shortcut, or no such message for this person.
        """
        self._check_shortcut(callback_id, "message")
        self._check_sees(message)
        delivery = self._platform.courier.draft("interactive", "message_action")
        payload = payloads.message_shortcut(
            self._platform, self.person, delivery, callback_id, message
        )
        return await self._interact(delivery, payload)

    def _check_shortcut(self, callback_id: str, kind: str) -> None:
        manifest = self._platform.manifest
        known = [one.callback_id for one in manifest.shortcuts if one.type == kind]
        if manifest.is_declared and callback_id not in known:
            raise LookupError(f"The app has no {kind} shortcut {callback_id!r}, only {known}.")

    # Pressing and choosing

    async def press(
        self,
        place: Message | View,
        action_id: str,
        value: str | None = None,
        *,
        confirm: bool = True,
    ) -> Answer:
        """Press a button; `value` picks among several of that action_id.

        Args:
            place: the message or view that the button is on.
            action_id: the button's.
            value: the button's value; or, in an overflow menu, the option's.
            confirm: what they answer where a confirmation is asked; False sends nothing.

        Raises:
            LookupError: there is no such button for this person.
        """
        self._check_sees(place)
        found = [one for one in elements.interactive(place.blocks) if one.action_id == action_id]
        if any(one.type not in _BUTTONS for one in found):
            return await self.select(place, action_id, value, confirm=confirm)
        for element in found:
            if value is None or element.definition.get("value") == value:
                return await self._use(place, element, None, confirm=confirm)
        raise LookupError(_not_there(place, action_id, value))

    async def select(
        self, place: Message | View, action_id: str, value: object, *, confirm: bool = True
    ) -> Answer:
        """Choose in a menu, picker, radio, checkbox or overflow; the app hears it at once.

        Args:
            place: the message or view that it is on.
            action_id: the element's, or its block's block_id. Where several are called so,
                the one that offers `value` is meant.
            value: plain Python: an option's value or text, a list of them, a date, a time,
                a person's or channel's name, text, a list of `Upload`s. None clears.
            confirm: what they answer where a confirmation is asked; False sends nothing.

        Raises:
            LookupError: there is no such element for this person.
            ValueError: it can't hold that.
        """
        self._check_sees(place)
        return await self._select(place, _find(place, action_id, value), value, confirm=confirm)

    async def _select(
        self, place: Message | View, element: Element, value: object, *, confirm: bool = True
    ) -> Answer:
        if element.type == "overflow":
            options = {option["value"]: option for option in element.options()}
            if value not in options:
                raise ValueError(f"{element.action_id!r} offers {list(options)}, not {value!r}.")
            chosen = {"selected_option": options[str(value)]}
            return await self._use(place, element, chosen, confirm=confirm)
        if not element.is_stateful:
            raise LookupError(f"{element.action_id!r} is a {element.type}: press it.")
        chosen = await self._chosen(place, element, value)
        if confirm or "confirm" not in element.definition:
            place.chosen[element.key] = chosen
        if not element.sends_actions:
            self._workspace.announce(Change("view", self._id, subject=place))
            return Answer(None)
        return await self._use(place, element, chosen, confirm=confirm)

    async def _chosen(self, place: Message | View, element: Element, value: object) -> Json:
        if element.type == "external_select" and isinstance(value, str):
            value = await self._suggested(place, element, value)
        elif element.type == "multi_external_select" and isinstance(value, list | tuple):
            value = [
                await self._suggested(place, element, one) if isinstance(one, str) else one
                for one in value
            ]
        elif element.type == "file_input" and isinstance(value, list | tuple):
            value = [self._upload(one) if isinstance(one, Upload) else one for one in value]
        return elements.choose(element, value, self._directory)

    def _upload(self, upload: Upload) -> Json:
        """Slack has the file as soon as it is chosen, for its owner and the app alone."""
        stored = StoredFile(
            id=self._workspace.new_id("F"),
            name=upload.name,
            alt_text="",
            uploader=self._id,
            length=len(upload.content),
            content=upload.content,
            is_complete=True,
        )
        self._workspace.files[stored.id] = stored
        self._workspace.announce(Change("file", self._id, subject=stored))
        return wire.stored_file(self._workspace, stored)

    async def _suggested(self, place: Message | View, element: Element, wanted: str) -> Json:
        """The option that the app suggests for `wanted` as typed, or for nothing typed."""
        offered: list[Json] = []
        for typed in (wanted, ""):
            offered = await self.options(place, element.action_id, typed)
            for option in offered:
                if wanted in (option["value"], option["text"]["text"]):
                    return option
        raise ValueError(f"{element.action_id!r} suggests {offered}, not {wanted!r}.")

    async def options(self, place: Message | View, action_id: str, typed: str = "") -> list[Json]:
        """The options of an external select for what was typed, groups laid flat.

        Raises:
            LookupError: there is no such element for this person.
            ValueError: the app suggests what Slack can't show.
        """
        self._check_sees(place)
        element = _find(place, action_id)
        delivery = self._platform.courier.draft("interactive", "block_suggestion")
        payload = payloads.block_suggestion(self._platform, self.person, place, element, typed)
        _, attempt = await self._act(delivery, payload)
        body = attempt.body if isinstance(attempt.body, dict) else {}
        if problems := option_problems(body):
            raise ValueError(f"Slack shows no such suggestions: {problems}")
        return Element({}, body).options()

    async def _use(
        self, place: Message | View, element: Element, chosen: Json | None, *, confirm: bool
    ) -> Answer:
        if "confirm" in element.definition and not confirm:
            return Answer(None)
        delivery = self._platform.courier.draft("interactive", "block_actions")
        action = payloads.action(element, self._workspace.next_ts(), chosen)
        payload = payloads.block_actions(self._platform, self.person, place, delivery, action)
        return await self._interact(delivery, payload)

    # Modals

    @property
    def view(self) -> View | None:
        """On top of this person's stack of modals."""
        return self._workspace.top_view(self._id)

    @property
    def views(self) -> Sequence[View]:
        """The whole stack, the top one last."""
        return tuple(self._workspace.stacks.get(self._id, ()))

    async def fill(self, values: Mapping[str, object] | None = None, **named: object) -> View:
        """Fill fields of the top view, by action_id or block_id. None clears.

        Raises:
            LookupError: no modal is open, or it has no such field.
            ValueError: a field can't hold its value.
        """
        view = self._top()
        for name, value in {**(values or {}), **named}.items():
            await self._select(view, _find(view, name, value), value)
        return view

    async def submit(self, values: Mapping[str, object] | None = None) -> Submission:
        """Fill, then submit the top view.

        Raises:
            LookupError: no modal is open, it can't be submitted, or it has no such field.
            ValueError: a field can't hold its value.
        """
        view = await self.fill(values) if values else self._top()
        if view.submit is None and not any(e.is_input for e in elements.interactive(view.blocks)):
            raise LookupError(f"This view has no submit button:\n{view.plain()}")
        if view.submit_disabled:
            raise LookupError("The submit button of this view is disabled.")
        since = len(self._workspace.messages)
        if complaints := elements.complaints(view.blocks, view.chosen):
            self._show_errors(view, complaints)
            return self._submission(view, None, since)
        view.errors = {}
        delivery = self._platform.courier.draft("interactive", "view_submission")
        payload = payloads.view_submission(self._platform, self.person, view, delivery)
        attempt = await self._platform.courier.hand_over(delivery, payload)
        error = TROUBLE if attempt.reason else self._respond(view, delivery, attempt.body or {})
        submission = self._submission(view, delivery, since)
        submission.error = error
        return submission

    def _submission(self, view: View, delivery: Delivery | None, since: int) -> Submission:
        return Submission(
            delivery,
            errors=dict(view.errors) if view.is_open else {},
            top=self.view,
            closed=not view.is_open,
            _workspace=self._workspace,
            _person=self._id,
            _since=since,
        )

    def _respond(self, view: View, delivery: Delivery, body: Any) -> str | None:
        """Do as the acknowledgement of a submission says.

        docs.slack.dev/surfaces/modals#response_actions
        """
        action = body.get("response_action") if isinstance(body, dict) else str(body)
        try:
            if action in ("update", "push"):
                self._platform.need_view_scopes(body.get("view"))
            if not action:
                if view.is_open:
                    self._workspace.close_views(self._id, [view])
            elif action == "clear":
                self._workspace.close_views(self._id, list(self.views))
            elif action == "update":
                view_stack.update_view(self._workspace, view, body.get("view"))
            elif action == "push":
                payload = body.get("view")
                view_stack.push_modal(self._workspace, self._id, payload, delivery.number)
            elif action == "errors":
                return self._show_app_errors(view, body.get("errors"))
            else:
                return f"{TROUBLE} (response_action: {action})"
        except Refusal as refusal:
            said = refusal.answer.get("response_metadata", {}).get("messages", "")
            return f"{TROUBLE} ({refusal.error} {said})"
        return None

    def _show_app_errors(self, view: View, errors: Any) -> str | None:
        fields = {one.block_id for one in elements.interactive(view.blocks) if one.is_input}
        if not isinstance(errors, dict) or not errors or not set(errors) <= fields:
            return f"{TROUBLE} (errors for {errors}, fields are {sorted(fields)})"
        self._show_errors(view, {block: str(sentence) for block, sentence in errors.items()})
        return None

    def _show_errors(self, view: View, errors: dict[str, str]) -> None:
        view.errors = errors
        self._workspace.announce(Change("view", self._id, subject=view))

    async def close_view(self) -> Answer:
        """Cancel the top view; with clear_on_close, all of them.

        Raises:
            LookupError: no modal is open.
        """
        view = self._top()
        closed = list(self.views) if view.clear_on_close else [view]
        self._workspace.close_views(self._id, closed)
        if not view.notify_on_close:
            return Answer(None)
        delivery = self._platform.courier.draft("interactive", "view_closed")
        payload = payloads.view_closed(
            self._platform, self.person, view, is_cleared=view.clear_on_close
        )
        return await self._interact(delivery, payload)

    def _top(self) -> View:
        view = self.view
        if view is None:
            raise LookupError(f"{self.person.real_name} has no modal open.")
        return view

    # The app's own tabs

    @property
    def home(self) -> View | None:
        """The Home tab as last published for this person."""
        return self._workspace.homes.get(self._id)

    async def open_home(self, *, timeout: float = 20.0) -> View:  # noqa: ASYNC109
        """Open the app's Home tab and wait for what the app publishes on it.

        Where the app publishes nothing new in `timeout` seconds, this is what was there.

        Raises:
            LookupError: the app has no Home tab.
            TimeoutError: the app has never published one for this person.
        """
        if not self._platform.manifest.home_tab_enabled:
            raise LookupError("The app's manifest enables no Home tab.")
        before = self.home.hash if self.home else None
        self._check_signed_in()
        events.app_home_opened(self._platform, self.person, "home")
        try:
            return await self._workspace.wait_until(
                lambda: self.home if self.home and self.home.hash != before else None,
                timeout=timeout,
                what=f"the Home tab of {self.person.real_name}",
            )
        except TimeoutError:
            if self.home is None:
                raise
            return self.home

    async def open_messages_tab(self) -> Answer:
        """Open the app's Messages tab (app_home_opened with tab "messages")."""
        self._check_signed_in()
        delivery = events.app_home_opened(self._platform, self.person, "messages")
        return Answer(delivery, None, self._workspace, self._id, len(self._workspace.messages))

    # Reading and writing

    def messages(self, channel: str | None = None) -> list[Message]:
        """What this person sees there, oldest first; the app's DM by default."""
        return self._workspace.visible_to(self._id, self._place(channel).id)

    async def wait_for_message(
        self,
        predicate: Callable[[Message], object] | None = None,
        *,
        channel: str | None = None,
        timeout: float = 20.0,  # noqa: ASYNC109
    ) -> Message:
        """The oldest message by others that no earlier wait returned; waited for.

        In any of this person's conversations, unless `channel` names one. A message that
        came before the call counts too, so there is no race; each is returned once.

        Raises:
            TimeoutError: none came.
        """
        wanted = predicate or (lambda _: True)
        place = self._workspace.channel(channel).id if channel else None

        def found() -> Message | None:
            for message in self._workspace.messages:
                if (
                    place in (None, message.channel)
                    and message not in self._returned
                    and message.author != self._id
                    and self._sees(message)
                    and wanted(message)
                ):
                    return message
            return None

        what = f"a message to {self.person.real_name}"
        message = await self._workspace.wait_until(found, timeout=timeout, what=what)
        self._returned.add(message)
        return message

    async def say(self, text: str, channel: str | None = None) -> Message:
        """Post as this person; in the app's DM by default.

        Raises:
            ValueError: they may not write there.
        """
        place = self._place(channel)
        if place.kind == "im" and self._platform.manifest.messages_tab_read_only:
            raise ValueError("The app's manifest lets nobody write in its Messages tab.")
        message = Message(self._workspace.next_ts(), place.id, self._id, text)
        self._workspace.post(message)
        events.message_posted(self._platform, message)
        return message

    # What this person can reach

    def _place(self, channel: str | None) -> Channel:
        self._check_signed_in()
        if channel is None:
            return self._workspace.dm(self._id)
        place = self._workspace.channel(channel)
        if self._id not in place.members:
            raise ValueError(f"{self.person.real_name} is not in #{place.name}.")
        return place

    def _sees(self, message: Message) -> bool:
        members = self._workspace.channels[message.channel].members
        is_addressed = message.ephemeral_to in (None, self._id)
        return not message.deleted and is_addressed and self._id in members

    def _check_sees(self, place: Message | View) -> None:
        self._check_signed_in()
        if isinstance(place, Message):
            if not self._sees(place):
                raise LookupError(f"{self.person.real_name} can't see that message.")
        elif place.person != self._id or not place.is_open:
            raise LookupError(f"{self.person.real_name} doesn't have that view open.")

    def _check_signed_in(self) -> None:
        if self.person.deleted:
            raise ValueError(f"{self.person.real_name}'s account is deactivated.")

    async def _act(self, delivery: Delivery, payload: Json) -> tuple[Answer, Attempt]:
        since = len(self._workspace.messages)
        attempt = await self._platform.courier.hand_over(delivery, payload)
        return Answer(delivery, None, self._workspace, self._id, since), attempt

    async def _interact(self, delivery: Delivery, payload: Json) -> Answer:
        answer, attempt = await self._act(delivery, payload)
        if attempt.reason:
            answer.error = f"This app is not responding ({_error_code(attempt)})."
        return answer


def _error_code(attempt: Attempt) -> str:
    return (
        "operation_timeout" if attempt.reason in ("timeout", "http_timeout") else "dispatch_failed"
    )


def _find(place: Message | View, name: str, value: object = None) -> Element:
    """The element of this action_id, or the one in the block of this block_id."""
    held = list(elements.interactive(place.blocks))
    found = [one for one in held if one.action_id == name]
    found = found or [one for one in held if one.block_id == name]
    if not found:
        raise LookupError(_not_there(place, name, None))
    offering = [one for one in found if value in [o.get("value") for o in one.options()]]
    if len(found) > 1 and not offering:
        raise LookupError(f"{len(found)} elements are called {name!r}; say which by block_id.")
    return (offering or found)[0]


def _not_there(place: Message | View, action_id: str, value: str | None) -> str:
    wanted = action_id if value is None else f"{action_id} with value {value}"
    return f"No {wanted!r} here, only {place.actions()}:\n{place.plain()}"
