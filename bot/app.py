"""The Bolt app: turns Slack's payloads into gestures, and what came of them into answers.

Bolt answers Slack when a listener is done (`process_before_response`), so listeners keep
what was written and answer; whatever may be slow goes on afterwards.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars, get_contextvars

from bot.bot import Bot
from bot.bots import Bots
from bot.home import publish_home, publish_refusal
from bot.listeners import (
    approvals,
    calendars,
    catalogue,
    commands,
    credit,
    credit_policy,
    cycle_reports,
    cycles,
    digests,
    entries,
    entry_lists,
    evaluation_readings,
    evaluations,
    follow_ups,
    goals,
    home,
    indicators,
    looks,
    own_record,
    people,
    policies,
    portfolio,
    prompt_bank,
    prompts,
    retention,
    roster,
    schedules,
    settings,
    sharing,
    stages,
    stories,
)
from bot.listeners.gestures import (
    Command,
    Gesture,
    Press,
    PressListener,
    Search,
    SearchListener,
    ShortcutListener,
    Submission,
    SubmissionListener,
)
from bot.messages.failure import not_kept_message
from bot.messages.forms import MOST_OPTIONS, Origin, options
from bot.messages.language import language, read_in, reading_in, say, say_words
from bot.messages.message import Message, escape, unescape
from bot.metrics import Metrics
from bot.roster import read_member
from domain.errors import BadInput
from domain.keys import ENGLISH
from domain.words import later
from storage.faults import CannotSave
from storage.occurrences import welcome_now
from storage.people import Caller, find_caller, keep_members
from storage.workspaces import pick_workspace

log = logging.getLogger(__name__)

NOT_AN_EDUCATOR: Final = later(
    "PLNudge is for the educators of this workspace, so guests and bots can't use it. "
    "If you work here, ask an admin of Slack to make you a full member."
)

NOT_INSTALLED: Final = later(
    "PLNudge can't get into this workspace just now. Ask an admin of Slack to install it again."
)
GOODBYES: Final = ("app_uninstalled", "tokens_revoked")
"""Events that say that the app was removed; Slack sends both, in either order."""
ACCESS: Final = ("team_access_granted", "team_access_revoked")
"""Events that say which workspaces an organisation lets the app into; they are of none."""

TOPICS: Final = (
    entries.LISTENERS,
    entry_lists.LISTENERS,
    goals.LISTENERS,
    follow_ups.LISTENERS,
    indicators.LISTENERS,
    evaluations.LISTENERS,
    evaluation_readings.LISTENERS,
    prompts.LISTENERS,
    digests.LISTENERS,
    stages.LISTENERS,
    stories.LISTENERS,
    schedules.LISTENERS,
    calendars.LISTENERS,
    cycles.LISTENERS,
    cycle_reports.LISTENERS,
    prompt_bank.LISTENERS,
    policies.LISTENERS,
    credit.LISTENERS,
    approvals.LISTENERS,
    credit_policy.LISTENERS,
    retention.LISTENERS,
    settings.LISTENERS,
    people.LISTENERS,
    looks.LISTENERS,
    roster.LISTENERS,
    sharing.LISTENERS,
    own_record.LISTENERS,
    portfolio.LISTENERS,
    catalogue.LISTENERS,
    home.LISTENERS,
    commands.LISTENERS,
)


def build_app(bots: Bots, oauth_flow: AsyncOAuthFlow | None = None) -> AsyncApp:
    """The app with all its listeners. Whoever hands it a request has verified it."""
    listening = _Listening(bots)
    app = _App(
        client=bots.client(),
        process_before_response=True,
        request_verification_enabled=False,
        before_authorize=listening.to_any,
        # Bolt takes one of these, too, and with a flow nothing else.
        authorize=_Authorize(),  # type: ignore[arg-type]
        # Else Bolt makes one of its own from the environment, that keeps tokens in files.
        oauth_flow=oauth_flow,
        user_facing_authorize_error_message=NOT_INSTALLED,
    )
    app.metrics = bots.metrics
    app.command("/pln")(listening.to_command)
    app.action(re.compile(".*"))(listening.to_any_press())
    for topic in TOPICS:
        for form, submission in topic.submissions.items():
            app.view(form)(listening.to_submission(submission, is_clearing=form in topic.clearing))
        for action, search in topic.searches.items():
            app.options(action)(listening.to_search(search))
        for name, shortcut in topic.shortcuts.items():
            app.shortcut(name)(listening.to_shortcut(shortcut))
    app.event("app_home_opened")(listening.to_home)
    app.event("team_join")(listening.to_member_change)
    app.event("user_change")(listening.to_member_change)
    for event in GOODBYES:
        app.event(event)(listening.to_goodbye)
    for event in ACCESS:
        app.event(event)(listening.to_access)
    app.error(listening.to_error)
    return app


class _App(AsyncApp):
    """Bolt's, with each delivery timed up to its answer and named in all that is logged on its way.

    Bolt's own middleware is over before a listener begins.
    """

    metrics: Metrics

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        body = req.body
        kind = "command" if body.get("command") else str(body.get("type", "other"))
        workspace = body.get("team_id") or (body.get("team") or {}).get("id")
        with (
            bound_contextvars(request=secrets.token_hex(3), workspace=workspace, kind=kind),
            self.metrics.time_acknowledgement(kind),
            # Whoever it is says what it is in, once they are met; the next must not inherit it.
            reading_in(language(ENGLISH)),
        ):
            return await super().async_dispatch(req)


def action_of(action_id: str) -> str:
    """Where several buttons of one message do the same, each id ends in a number."""
    return _NUMBER.sub("", action_id)


_NUMBER: Final = re.compile(r"_\d+$")


@dataclass(frozen=True)
class Visit:
    """Where a request comes from: the workspace that has the app, and the app's side of it."""

    bot: Bot
    team: str
    """Slack's id."""


class _Authorize(AsyncAuthorize):
    """Lets in whoever comes from a workspace that has the app; its listeners bring its token."""

    def __init__(self) -> None:
        """It needs nothing: the middleware before it has found the workspace."""

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,  # noqa: ARG002 (Bolt hands it over)
        actor_team_id: str | None = None,  # noqa: ARG002
        actor_user_id: str | None = None,  # noqa: ARG002
    ) -> AuthorizeResult | None:
        if context.get("visit") is None and not context.get("is_of_organisation"):
            return None
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


class _Listening:
    """What all listeners have in common: who it is, the answer, and what went wrong."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    async def to_any(
        self,
        body: dict[str, Any],
        context: AsyncBoltContext,
        next_: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        """Finds the workspace that has the app, which need not be that of whoever acts."""
        if (body.get("event") or {}).get("type") not in GOODBYES:
            team = _team_of(body, context)
            bot = await self._bots.of_team(team, context.enterprise_id)
            context["visit"] = Visit(bot, str(team)) if bot is not None else None
            context["is_of_organisation"] = (body.get("event") or {}).get("type") in ACCESS
        return await next_()

    async def to_command(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        bot, caller = await self._meet(context["visit"], body["user_id"])
        message = await commands.listen(
            Command(bot, caller, bot.clock(), body, unescape(body.get("text") or ""))
        )
        await _answer(ack, message)

    def to_any_press(self) -> Callable[..., Awaitable[None]]:
        """Finds the listener by the button's id; Bolt would ask one after the other."""
        presses = {
            str(action): self.to_press(press, is_replacing=action in topic.replacing)
            for topic in TOPICS
            for action, press in topic.presses.items()
        }
        unknown = self.to_press(_press_unknown, is_replacing=False)

        async def listen(
            ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
        ) -> None:
            found = presses.get(action_of(action["action_id"]), unknown)
            await found(ack, body, action, context)

        return listen

    def to_press(
        self, listener: PressListener, *, is_replacing: bool
    ) -> Callable[..., Awaitable[None]]:
        async def listen(
            ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
        ) -> None:
            bot, caller = await self._meet(context["visit"], body["user"]["id"])
            press = Press(bot, caller, bot.clock(), body, _value(action))
            message = await listener(press)
            await ack()
            if press.home_page is not None:
                await self._refresh_home(context["visit"], press, message)
            elif message is not None:
                press.answer_at(press.origin(is_replacing=is_replacing), message)

        return listen

    def to_submission(
        self, listener: SubmissionListener, *, is_clearing: bool
    ) -> Callable[..., Awaitable[None]]:
        async def listen(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            bot, caller = await self._meet(context["visit"], body["user"]["id"])
            view = await listener(Submission(bot, caller, bot.clock(), body))
            if view is not None:
                # The same form again takes its own place.
                is_same = view.get("callback_id") == body["view"]["callback_id"]
                await ack(response_action="update" if is_same else "push", view=view)
            elif is_clearing:
                await ack(response_action="clear")
            else:
                await ack()

        return listen

    def to_search(self, listener: SearchListener) -> Callable[..., Awaitable[None]]:
        async def listen(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            bot, caller = await self._meet(context["visit"], body["user"]["id"])
            found = await listener(
                Search(bot, caller, bot.clock(), body, str(body.get("value") or ""))
            )
            await ack(options=[option.to_dict() for option in options(found[:MOST_OPTIONS])])

        return listen

    def to_shortcut(self, listener: ShortcutListener) -> Callable[..., Awaitable[None]]:
        async def listen(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            bot, caller = await self._meet(context["visit"], body["user"]["id"])
            await listener(Gesture(bot, caller, bot.clock(), body))
            await ack()

        return listen

    async def to_home(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Slack says this of both tabs; the first of either is the first meeting."""
        is_home = event.get("tab") == "home"
        visit: Visit = context["visit"]
        try:
            bot, caller = await self._meet(visit, event["user"])
        except BadInput as refusal:
            if is_home:
                self._bots.afterwards.start(
                    publish_refusal(visit.bot, event["user"], say_words(refusal.words)),
                    what="publishing App Home",
                )
            return
        if is_home:
            bot.afterwards.start(publish_home(bot, caller), what="publishing App Home")

    async def to_member_change(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Somebody joined, left, moved or changed their name."""
        await self._follow(context["visit"], event["user"])

    async def to_goodbye(
        self, event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The app was removed, or its token revoked."""
        if event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot"):
            team = _team_of(body, context) or ""
            await self._bots.look_whether_gone(team, context.enterprise_id)

    async def to_access(self, context: AsyncBoltContext) -> None:
        """An organisation lets the app into workspaces, or into some no longer."""
        if context.enterprise_id is not None:
            self._bots.afterwards.start(
                self._bots.follow_organisation(context.enterprise_id),
                what="following an organisation's workspaces",
            )

    async def to_error(
        self, error: Exception, request: AsyncBoltRequest, body: dict[str, Any]
    ) -> BoltResponse | None:
        """A sentence where the person can mend it; else a reference, and their words back."""
        if isinstance(error, BadInput):
            return self._tell(say_words(error.words), error, request.context, body)
        if body.get("type") == "event_callback":
            log.error("event failed", exc_info=error)
            return None  # Slack sends it again
        reference = get_contextvars()["request"]
        log.error("listener failed", exc_info=error)
        sentence = say(
            "{what} If it goes on, tell an admin “{reference}”.",
            what=_what_went_wrong(error),
            reference=reference,
        )
        if body.get("command"):
            words = unescape(str(body.get("text") or ""))
            return _json_answer(
                {"response_type": "ephemeral", **not_kept_message(sentence, words).payload()}
            )
        return self._tell(sentence, error, request.context, body)

    def _tell(
        self,
        sentence: str,
        error: Exception,
        context: AsyncBoltContext,
        body: dict[str, Any],
    ) -> BoltResponse:
        if body.get("command"):
            return _json_answer(
                {"response_type": "ephemeral", **Message(escape(sentence)).payload()}
            )
        if body.get("type") == "view_submission":
            blocks = [block["block_id"] for block in body["view"]["blocks"]
                      if block["type"] == "input"]  # fmt: skip
            field = error.field if isinstance(error, BadInput) else None
            if blocks:
                beside = field if field in blocks else blocks[0]
                return _json_answer({"response_action": "errors", "errors": {beside: sentence}})
        visit: Visit | None = context.get("visit")
        self._bots.afterwards.start(
            self._tell_in_message(sentence, body, visit, context.user_id or ""), what="telling"
        )
        return BoltResponse(status=200, body="")

    async def _tell_in_message(
        self, sentence: str, body: dict[str, Any], visit: Visit | None, slack_id: str
    ) -> None:
        if body.get("response_url"):
            await AsyncWebhookClient(body["response_url"]).send_dict(
                {
                    **Message(escape(sentence)).payload(),
                    "response_type": "ephemeral",
                    "replace_original": False,
                }
            )
        elif visit is not None:
            await visit.bot.sender.post(slack_id, Message(escape(sentence)))

    async def _refresh_home(self, visit: Visit, press: Press, message: Message | None) -> None:
        # Asked anew: what was pressed may have changed what they may do or want.
        bot, caller = await self._meet(visit, press.caller.slack_id)
        bot.afterwards.start(publish_home(bot, caller, press.home_page), what="publishing App Home")
        if message is not None:
            # App Home has no room for an answer, so it goes into the direct message.
            press.answer_at(Origin(), message)

    async def _meet(self, visit: Visit, slack_id: str) -> tuple[Bot, Caller]:
        """Who this is, with the app's side of their workspace.

        Raises BadInput for whoever is no educator there.
        """
        bot, team = visit.bot, visit.team
        now = bot.clock()
        caller = await bot.database.read(
            lambda session: find_caller(session, workspace=team, slack_id=slack_id, now=now)
        )
        if caller is None:
            try:
                profile = (await bot.client.users_info(user=slack_id, include_locale=True))["user"]
            except SlackApiError as refusal:
                if refusal.response.get("error") not in {"user_not_found", "user_not_visible"}:
                    raise
                raise BadInput(NOT_AN_EDUCATOR) from refusal
            await self._follow(visit, profile)
            caller = await bot.database.read(
                lambda session: find_caller(session, workspace=team, slack_id=slack_id, now=now)
            )
        if caller is not None:
            read_in(language(caller.language))
        if caller is None or not caller.is_educator:
            raise BadInput(NOT_AN_EDUCATOR)
        if not caller.is_welcomed:
            await bot.database.write(
                lambda session: welcome_now(session, caller.person_id, caller.zone, now)
            )
            bot.wake_jobs()
        return bot, caller

    async def _follow(self, visit: Visit, profile: Mapping[str, Any]) -> None:
        now = visit.bot.clock()
        member = read_member(profile, visit.team)

        def follow(session: Session) -> None:
            keep_members(session, pick_workspace(session, visit.team).id, [member], now)

        await visit.bot.database.write(follow)


def _team_of(body: Mapping[str, Any], context: AsyncBoltContext) -> str | None:
    """Slack's id of the workspace where something is done.

    Where the app is in a whole organisation, Bolt finds the organisation's (E…) in some
    payloads, and in others nothing.
    """
    found = [context.team_id, body.get("team"), body.get("team_id"), body.get("user"),
             body.get("view")]  # fmt: skip
    for each in found:
        team = each
        if isinstance(each, Mapping):
            team = each.get("team_id") or each.get("id")
        if isinstance(team, str) and team.startswith("T"):
            return team
    return None


def _what_went_wrong(error: Exception) -> str:
    if isinstance(error, CannotSave) and error.may_be_kept:
        return say(
            "The place where I keep things went away just as I saved this, and I can't tell "
            "whether it was kept: look in a minute, before you try again."
        )
    if not isinstance(error, CannotSave):
        return say(
            "Something went wrong on my side and nothing was saved. Please try again in a minute."
        )
    if error.is_full:
        return say(
            "There is no room left where I keep things, and nothing was saved. "
            "Please try again in a minute."
        )
    return say(
        "The place where I keep things is busy, and nothing was saved. "
        "Please try again in a minute."
    )


async def _press_unknown(_press: Press) -> Message:
    raise BadInput("That button is from an older message. `/pln help` shows what I can do.")


async def _answer(ack: AsyncAck, message: Message | None) -> None:
    if message is None:
        await ack()
    else:
        payload = message.payload()
        await ack(
            text=payload["text"],
            blocks=payload["blocks"],
            response_type="ephemeral",
            unfurl_links=False,
            unfurl_media=False,
        )


def _json_answer(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=answer)


def _value(action: Mapping[str, Any]) -> str:
    chosen = action.get("selected_option")
    if chosen:
        return str(chosen["value"])
    return str(action.get("value") or action.get("selected_user") or "")
