"""Sharing one's own entries and goals with a channel."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.forms import MOST_OPTIONS, Origin
from bot.messages.language import say_words
from bot.messages.message import Message
from bot.messages.sharing import (
    FOR_COLLEAGUES,
    LONGEST_WORDS,
    PAGE,
    Wish,
    not_shared_message,
    nothing_to_share_message,
    share_form,
    share_post,
    share_preview,
    shared_message,
    shares_message,
    unshared_message,
)
from bot.sharing import post_to_channel, take_down
from domain.errors import BadInput
from storage.shares import (
    Work,
    begin_share,
    drop_share,
    mark_shared,
    own_share,
    own_work,
    shares_of,
    work_to_share,
)
from storage.tables import Entry, Goal, Share


async def share(command: Command) -> Message | None:
    """`/pln share` opens the form; `/pln share list` shows what they have shared."""
    if command.text.strip().lower() == "list":
        return await _list(command, 0)
    return await _open_form(command, command.origin, words=command.text.strip()[:LONGEST_WORDS])


async def press_share(press: Press) -> Message | None:
    """The button beside an entry or a goal; its value says which."""
    chosen = Work.load(press.value) if press.value else None
    return await _open_form(press, press.origin(), chosen=chosen)


async def preview(submission: Submission) -> dict[str, Any]:
    """The form: nothing is posted before it was seen."""
    channel = submission.conversation("channel")
    if channel is None:
        raise BadInput("Choose a channel to share it in.", field="channel")
    wish = Wish(
        work=submission.choice("work") or "",
        channel=channel,
        words=submission.text("words").strip() or None,
        is_for_colleagues=FOR_COLLEAGUES in submission.choices("visibility"),
    )
    work = await submission.find(
        lambda session: own_work(session, submission.caller.person_id, Work.load(wish.work))
    )
    post = share_post(submission.caller.name, work, wish.words, submission.bot.rubric)
    return share_preview(
        post, wish, Origin(response_url=submission.origin.response_url, said=wish.dump())
    )


async def post(submission: Submission) -> None:
    """The preview was approved."""
    wish = Wish(**(submission.origin.said or {}))

    def begin(session: Session) -> tuple[Share, Entry | Goal, bool]:
        return begin_share(
            session,
            submission.caller.person_id,
            Work.load(wish.work),
            channel=wish.channel,
            words=wish.words,
            is_for_colleagues=wish.is_for_colleagues,
            submission=submission.submission,
            now=submission.now,
        )

    begun, work, is_new = await submission.keep(begin)
    if is_new:
        message = share_post(submission.caller.name, work, wish.words, submission.bot.rubric)
        submission.bot.afterwards.start(
            _post(submission, begun.id, wish, message), what="sharing in a channel"
        )


async def unshare(press: Press) -> None:
    """Take it back: the post goes, the entry stays."""
    posted = await press.find(lambda session: own_share(session, press.caller.person_id, press.row))
    press.bot.afterwards.start(_take_down(press, posted), what="taking down a shared post")


async def show_shares(press: Press) -> Message:
    return await _list(press, press.row)


async def _open_form(
    gesture: Gesture, origin: Origin, *, chosen: Work | None = None, words: str | None = None
) -> Message | None:
    entries, goals = await gesture.find(
        lambda session: work_to_share(
            session, gesture.caller.person_id, limit=MOST_OPTIONS, chosen=chosen
        )
    )
    if not entries and not goals:
        return nothing_to_share_message()
    first = chosen or (Work("entry", entries[0].id) if entries else Work("goal", goals[0].id))
    gesture.open_modal(
        share_form(entries, goals, gesture.today, origin, chosen=first.dump(), words=words)
    )
    return None


async def _post(submission: Submission, share_id: int, wish: Wish, message: Message) -> None:
    try:
        sent = await post_to_channel(submission.bot.sender, wish.channel, message)
    except BadInput as refusal:
        await submission.keep(lambda session: drop_share(session, share_id))
        answer = not_shared_message(say_words(refusal.words), wish.work)
    else:
        is_kept = await submission.keep(
            lambda session: mark_shared(session, share_id, channel=sent.channel, ts=sent.ts)
        )
        if not is_kept:
            await take_down(submission.bot.sender, sent.channel, sent.ts)
            return
        answer = shared_message(share_id, wish.channel)
    # App Home has no room for an answer: it goes into the direct message then.
    submission.answer_at(Origin(response_url=submission.origin.response_url), answer)


async def _take_down(press: Press, posted: Share) -> None:
    try:
        await take_down(press.bot.sender, posted.channel, posted.ts or "")
    except BadInput as refusal:
        press.answer_at(press.beside, Message(say_words(refusal.words)))
    else:
        await press.keep(lambda session: drop_share(session, posted.id))
        press.answer_at(
            Origin(response_url=press.response_url, is_replacing=True),
            unshared_message(posted.channel),
        )


async def _list(gesture: Gesture, first: int) -> Message:
    page = await gesture.find(
        lambda session: shares_of(session, gesture.caller.person_id, first=first, most=PAGE)
    )
    return shares_message(page, gesture.today, gesture.caller.zone)


LISTENERS = Listeners(
    presses={Action.SHARE: press_share, Action.UNSHARE: unshare, Action.SHARES: show_shares},
    replacing={Action.SHARES},
    submissions={Form.SHARE: preview, Form.SHARE_PREVIEW: post},
    clearing={Form.SHARE_PREVIEW},
)
