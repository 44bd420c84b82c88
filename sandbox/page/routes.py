"""The page's routes. Each thing a person does goes through the same `Actor` that tests use."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader
from multidict import MultiDictProxy

from sandbox import elements
from sandbox.client import Actor, Answer, Upload
from sandbox.page import charts, mrkdwn
from sandbox.page.tour import Doings, Look, Step, Tour
from sandbox.state import Message, View

if TYPE_CHECKING:
    from sandbox.server import LocalSlack

HERE = Path(__file__).parent
HOME_SECONDS = 2.0
"""How long a page waits for the app to publish its Home tab anew."""
CHANGES_SECONDS = 15.0
RETRY_MILLISECONDS = 700
PATIENCE = timedelta(days=8)
"""How far "to the next …" looks for something that comes to the one who pressed it."""
JUST_BEFORE = timedelta(seconds=1)

Form = MultiDictProxy[str | bytes | bytearray | web.FileField]
Json = dict[str, Any]


@dataclass(frozen=True)
class Suggestion:
    """Somebody whom it is worth being: `label` says who they are, `hint` what to try."""

    person_id: str
    label: str
    hint: str


@dataclass(frozen=True)
class Line:
    """A message as the page shows it; `at` is the time where its reader is."""

    message: Message
    author: str
    at: datetime

    @property
    def day(self) -> datetime:
        return self.at.replace(hour=0, minute=0, second=0, microsecond=0)


def add_page(
    slack: LocalSlack,
    *,
    suggestions: Sequence[Suggestion] = (),
    start_over: Callable[[], None] | None = None,
) -> Page:
    """Adds the page to a local Slack that is not yet entered.

    Where `start_over` is given, the page offers it: whoever gave it ends this Slack then, and
    opens another at the same address.
    """
    page = Page(slack, suggestions, start_over)
    slack.application.add_routes(
        [
            web.get("/", page.front),
            web.post("/clock", page.move_clock),
            web.post("/start-over", page.start_over),
            web.get("/as/{person}/changes", page.changes),
            web.get("/as/{person}/suggest", page.suggest),
            web.get("/as/{person}/{place}", page.show),
            web.post("/as/{person}/{act}", page.do),
            web.static("/static", HERE / "static"),
        ]
    )
    return page


class Page:
    """Draws one person's Slack, and does what they do in it."""

    def __init__(
        self,
        slack: LocalSlack,
        suggestions: Sequence[Suggestion],
        start_over: Callable[[], None] | None,
    ) -> None:
        self.doings = Doings()
        self._slack = slack
        self._suggestions = suggestions
        self._start_over = start_over
        self._beginning = secrets.token_hex(4)
        """Tells a browser that was there before that all began anew."""
        self._tour: Tour | None = None
        self._offered: dict[str, dict[str, Json]] = {}
        """What the app suggested last, by person and key: a browser sends the key alone."""
        self._notices: dict[str, list[str]] = {}
        self._templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)
        self._templates.globals.update(
            mrkdwn=lambda text: mrkdwn.to_html(text, slack.workspace),
            plain=mrkdwn.to_plain,
            picture_of=_picture_of,
            chart_svg=charts.to_svg,
            chart_rows=charts.rows,
            chart_legend=charts.legend,
            options_of=_options,
            value_of=_held,
            chosen_values=_chosen_values,
            cell_text=_cell_text,
            has_files=_has_files,
        )
        self._acts: dict[str, Callable[[Actor, Form], Awaitable[object]]] = {
            "say": self._say,
            "press": self._press,
            "submit": self._submit,
            "shortcut": self._shortcut,
            "message_shortcut": self._message_shortcut,
        }

    def offer_tour(self, steps: Sequence[Step], look: Look) -> None:
        """Beside everybody's Slack; `look` says which of the steps were taken."""
        self._tour = Tour(steps, look)

    # Seeing

    async def front(self, _request: web.Request) -> web.Response:
        people = sorted(self._slack.workspace.people.values(), key=lambda one: one.real_name)
        return self._html(
            "front.html",
            workspace=self._slack.workspace,
            suggestions=self._suggestions,
            people=[one for one in people if not one.is_bot and not one.deleted],
        )

    async def show(self, request: web.Request) -> web.Response:
        actor, place = self._actor(request), request.match_info["place"]
        if "parts" in request.query:
            return web.json_response(await self._parts(actor, place))
        self.doings.people.add(actor.person.id)
        self._notices.pop(actor.person.id, None)
        if place == "home":
            try:
                await actor.open_home(timeout=HOME_SECONDS)
            except (LookupError, TimeoutError):
                self._notices[actor.person.id] = ["The app published no Home tab."]
        elif place == "dm":
            await actor.open_messages_tab()
        # What one step of a tour says is written for them already.
        words = request.query.get("words", "")
        return self._html("person.html", words=words, **await self._seen(actor, place))

    async def changes(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one whenever this person's Slack may look different.

        The first says which beginning this is; a browser asks again soon where none comes.
        """
        person_id = self._actor(request).person.id
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        beginning = f"retry: {RETRY_MILLISECONDS}\nevent: beginning\ndata: {self._beginning}\n\n"
        await response.write(beginning.encode())
        # Whoever closes the page ends it; that is no error.
        with self._slack.workspace.subscribe() as subscription, suppress(ConnectionError):
            while True:
                try:
                    change = await asyncio.wait_for(anext(subscription), CHANGES_SECONDS)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if change.person in (None, person_id):
                    await response.write(b"data: changed\n\n")
        return response

    async def suggest(self, request: web.Request) -> web.Response:
        """What the app offers in a menu of the open form for what was typed: [key, words] each."""
        actor = self._actor(request)
        offered: list[Json] = []
        if actor.view is not None:
            # A menu that can't be filled stays empty; what is then submitted says why.
            with suppress(LookupError, ValueError):
                offered = await actor.options(
                    actor.view, request.query.get("action_id", ""), request.query.get("typed", "")
                )
        self._offered[actor.person.id] = {option["value"]: option for option in offered}
        return web.json_response(
            [[option["value"], mrkdwn.to_plain(option["text"]["text"])] for option in offered]
        )

    # Doing

    async def do(self, request: web.Request) -> web.Response:
        actor, form = self._actor(request), await request.post()
        act = self._acts.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        notices: list[str] = []
        try:
            answer = await act(actor, form)
            if isinstance(answer, Answer) and answer.error:
                notices.append(answer.error)
        except (LookupError, ValueError) as refusal:
            notices.append(str(refusal))
        self._notices[actor.person.id] = notices
        return await self._after(request, actor, str(form.get("place", "dm")))

    async def move_clock(self, request: web.Request) -> web.Response:
        form = await request.post()
        clock = self._slack.clock
        try:
            actor = self._slack.person(str(form.get("person", "")))
            days = min(31, max(1, int(str(form.get("days", "1")))))
        except (LookupError, ValueError):
            raise web.HTTPBadRequest(text="Say who moves the clock, and how far.") from None
        if "stop" in form:
            came = await self._move_to(actor, str(form["stop"]))
            self._notices[actor.person.id] = [] if came else ["Nothing came for you within a week."]
        else:
            await clock.advance(timedelta(days=days))
        return await self._after(request, actor, str(form.get("place", "dm")))

    async def start_over(self, request: web.Request) -> web.Response:
        """What the browser shows meanwhile; its page comes anew by itself."""
        if self._start_over is None:
            raise web.HTTPNotFound
        self._start_over()
        if _wants_parts(request):
            return web.json_response({})
        return self._html("starting_over.html")

    async def _move_to(self, actor: Actor, stop: str) -> bool:
        """On from stop to stop, which may be other people's, until something comes for them."""
        clock = self._slack.clock
        latest = clock.now() + PATIENCE
        while (ahead := await clock.next_stop(stop)) is not None and ahead <= latest:
            # What comes on the way there is not what they asked for.
            if ahead - JUST_BEFORE > clock.now() + JUST_BEFORE:
                await clock.advance_to(ahead - JUST_BEFORE)
            before = len(actor.messages())
            # Whatever was done on the way took some time of its own.
            await clock.advance(max(ahead - clock.now(), timedelta(0)))
            if len(actor.messages()) > before:
                return True
        return False

    async def _say(self, actor: Actor, form: Form) -> object:
        words, place = str(form["words"]).strip(), str(form["place"])
        channel = None if place in {"dm", "home"} else place
        command = words.split(maxsplit=1)[0] if words else ""
        if any(each.command == command.lower() for each in self._slack.commands):
            return await actor.command(words, channel)
        if command.startswith("/"):
            raise ValueError(f"{command} is not a command here.")
        return await actor.say(words, channel) if words else None

    async def _press(self, actor: Actor, form: Form) -> object:
        surface = self._surface(actor, str(form["on"]))
        value, block_id = str(form.get("value", "")), str(form["block_id"])
        for element in elements.interactive(surface.blocks):
            if (element.block_id, element.action_id) == (block_id, str(form["action_id"])):
                if element.type == "button":
                    named = element.definition.get("value")
                    return await actor.press(surface, element.action_id, named)
                return await actor.select(surface, element.action_id, value)
        raise LookupError("That is no longer there.")

    async def _submit(self, actor: Actor, form: Form) -> object:
        view = actor.view
        if view is None:
            raise LookupError("That form was closed already.")
        if "close" in form:
            return await actor.close_view()
        values = await _given(view, form, self._offered.get(actor.person.id, {}))
        heard = str(form.get("heard", ""))
        if heard:
            # The app hears of this choice at once; what was typed so far stays in the form.
            chosen = values.pop(heard, None)
            await actor.fill(values)
            return await actor.select(view, heard, chosen)
        return await actor.submit(values)

    async def _shortcut(self, actor: Actor, form: Form) -> object:
        return await actor.shortcut(str(form["callback_id"]))

    async def _message_shortcut(self, actor: Actor, form: Form) -> object:
        surface = self._surface(actor, str(form["on"]))
        if not isinstance(surface, Message):
            raise LookupError("That is no message.")
        return await actor.message_shortcut(str(form["callback_id"]), surface)

    # Between the two

    def _actor(self, request: web.Request) -> Actor:
        try:
            return self._slack.person(request.match_info["person"])
        except LookupError:
            raise web.HTTPNotFound(text="Nobody here is called so.") from None

    def _surface(self, actor: Actor, on: str) -> Message | View:
        kind, _, where = on.partition(":")
        if kind == "m":
            channel, _, ts = where.partition(":")
            for message in self._slack.workspace.visible_to(actor.person.id, channel):
                if message.ts == ts:
                    return message
        for view in (*actor.views, actor.home):
            if view is not None and view.id == where:
                return view
        raise LookupError("That is no longer there.")

    async def _after(self, request: web.Request, actor: Actor, place: str) -> web.Response:
        if _wants_parts(request):
            return web.json_response(await self._parts(actor, place))
        raise web.HTTPSeeOther(f"/as/{actor.person.id}/{place}")

    async def _parts(self, actor: Actor, place: str) -> Json:
        seen = await self._seen(actor, place)
        return {"refused": bool(self._notices.get(actor.person.id))} | {
            name: self._templates.get_template(f"{name}.html").render(seen)
            for name in ("content", "modal", "now", "tour")
        }

    async def _seen(self, actor: Actor, place: str) -> Json:
        workspace, person = self._slack.workspace, actor.person
        app_name = self._slack.manifest.name or workspace.app.real_name
        zone = ZoneInfo(person.tz)
        channels = [
            each
            for each in workspace.channels.values()
            if person.id in each.members and each.kind != "im" and not each.is_archived
        ]
        named = {each.id: f"# {each.name}" for each in channels}
        named |= {"home": f"{app_name} · Home", "dm": app_name}
        if place not in named:
            raise web.HTTPNotFound(text="There is no such conversation here.")
        messages = [] if place == "home" else actor.messages(None if place == "dm" else place)
        for message in messages:
            self.doings.shown.update(message.actions())
        if self._tour is not None:
            await self._tour.look(self.doings)
        notices, view = self._notices.get(person.id, []), actor.view
        shortcuts = self._slack.manifest.shortcuts
        return {
            "workspace": workspace,
            "person": person,
            "app_name": app_name,
            "place": place,
            "place_name": named[place],
            "channels": channels,
            "commands": self._slack.commands,
            "shortcuts": [each for each in shortcuts if each.type == "global"],
            "message_shortcuts": [each for each in shortcuts if each.type == "message"],
            "stops": self._slack.clock.stops,
            "local_now": self._slack.clock.now().astimezone(zone),
            "messages": [
                Line(
                    message,
                    app_name if message.by_app else workspace.person(message.author).real_name,
                    datetime.fromtimestamp(float(message.ts), UTC).astimezone(zone),
                )
                for message in messages
            ],
            "home": actor.home,
            "view": view,
            "tour": self._tour,
            "beginning": self._beginning,
            "starts_over": self._start_over is not None,
            "notices": [] if view else notices,
            "modal_notices": notices if view else [],
        }

    def _html(self, name: str, **seen: Any) -> web.Response:
        text = self._templates.get_template(name).render(seen)
        return web.Response(text=text, content_type="text/html")


async def _given(view: View, form: Form, offered: Mapping[str, Json]) -> dict[str, object]:
    """What the form holds, by field; of those of which the app hears at once, only what is new.

    `offered` is what the app suggested last, by key.
    """
    heard = str(form.get("heard", ""))
    values: dict[str, object] = {}
    for element in elements.interactive(view.blocks):
        if element.sends_actions and element.block_id != heard:
            continue
        if element.type == "file_input":
            if uploads := await _uploads(form, element.block_id):
                values[element.block_id] = uploads
        elif element.type == "external_select":
            values[element.block_id] = _typed_choice(element, view, form)
        elif element.type == "multi_external_select":
            held = {each["value"]: each for each in element.bare_value(view.chosen) or ()}
            keys = [str(each).strip() for each in form.getall(element.block_id, [])]
            # Words that are no suggestion choose nothing.
            known = {**offered, **held}
            values[element.block_id] = [known[key] for key in keys if key in known] or None
        elif element.is_input:
            given = [str(each) for each in form.getall(element.block_id, [])]
            is_several = element.type.startswith("multi_") or element.type == "checkboxes"
            values[element.block_id] = (
                (given or None) if is_several else (given[0] if given and given[0] else None)
            )
    return values


async def _uploads(form: Form, name: str) -> list[Upload]:
    """Files that were chosen in a form; a browser sends a nameless one for none."""
    fields = [each for each in form.getall(name, []) if isinstance(each, web.FileField)]
    return [
        Upload(field.filename, await asyncio.to_thread(field.file.read))
        for field in fields
        if field.filename
    ]


def _typed_choice(element: elements.Element, view: View, form: Form) -> object:
    """What was chosen before where it still stands there, else the key that was picked or typed."""
    typed = str(form.get(element.block_id, "")).strip()
    held = element.bare_value(view.chosen)
    if held is not None and typed == mrkdwn.to_plain(held["text"]["text"]):
        return held
    return typed or None


def _wants_parts(request: web.Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _has_files(blocks: Sequence[Json]) -> bool:
    return any(element.type == "file_input" for element in elements.interactive(blocks))


def _options(element: Json) -> list[Json]:
    return elements.Element({}, element).options()


def _held(block: Json, element: Json, surface: Message | View) -> Any:
    return elements.Element(block, element).bare_value(surface.chosen)


def _chosen_values(held: Any) -> set[str]:
    options = held if isinstance(held, list) else [held] if held else []
    return {option["value"] for option in options}


def _cell_text(cell: Mapping[str, Any]) -> str:
    return str(cell.get("text", ""))


def _picture_of(block: Mapping[str, Any]) -> str:
    """Where an image block's file of Slack's own is."""
    named = block["slack_file"]
    file_id = named.get("id") or named["url"].rsplit("/", 1)[-1]
    return f"/files/{file_id}"
