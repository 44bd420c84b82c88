"""The portfolio: asked for in a form, made aside, and sent to its owner alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy.orm import Session

from bot.attachments.pdf import PdfNotMade, render_pdf_aside
from bot.attachments.portfolio import file_name, portfolio_document
from bot.attachments.portfolio_sheets import portfolio_sheets
from bot.attachments.workbook import render_workbook
from bot.listeners.gestures import Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.language import say, say_words
from bot.messages.portfolio import (
    MOST_REFLECTIONS,
    NO_PDF_WORDS,
    PORTFOLIO_WORDS,
    STILL_MAKING,
    making_message,
    no_pdf_message,
    no_reflections_sentence,
    nothing_sentence,
    portfolio_failed_message,
    portfolio_form,
    reflections_form,
)
from bot.sender import Attachment, NotSent
from domain.errors import BadInput
from domain.portfolio import PARTS, Contents, ReflectionChoice, Stretch, check_contents
from rubric_data import Rubric
from storage.portfolio import (
    Portfolio,
    find_stretch,
    gives_credit,
    holds_anything,
    is_still_there,
    read_portfolio,
    reflections_to_choose,
    stretches_to_choose,
)
from storage.tables import Reflection


async def portfolio(command: Command) -> None:
    """`/pln portfolio`, `/pln portfolio last school year`."""
    await _ask(command, command.origin, command.text)


async def press_portfolio(press: Press) -> None:
    await _ask(press, press.beside, press.value)


async def submit(submission: Submission) -> dict[str, Any] | None:
    """Makes it, or asks first which reflections go in."""
    contents = check_contents(
        Contents(
            parts=frozenset(part for part in PARTS if part in submission.choices("parts")),
            reflections=cast(ReflectionChoice, submission.choice("reflections") or "evidence"),
        )
    )
    typed_period = submission.text("other_period").strip()
    period = typed_period or submission.choice("period") or ""
    try:
        if contents.reflections != "chosen":
            await _begin(submission, period, contents)
            return None
        reflections, standing = await _choosable(submission, period)
    except BadInput as refusal:
        if refusal.field == "period" and typed_period:
            raise BadInput(refusal.words, field="other_period") from None
        raise
    said = {"period": period, "parts": sorted(contents.parts)}
    return reflections_form(reflections, standing, replace(submission.origin, said=said))


async def submit_reflections(submission: Submission) -> None:
    """Those that were picked one by one."""
    said: Mapping[str, Any] = submission.origin.said or {}
    contents = Contents(
        parts=frozenset(part for part in PARTS if part in said.get("parts", ())),
        reflections="chosen",
        picked=frozenset(int(each) for each in submission.choices("picked") if each.isdecimal()),
    )
    if not contents.picked and not contents.parts - {"private"}:
        raise BadInput("Choose at least one: nothing else is to go in.", field="picked")
    await _begin(submission, str(said.get("period", "")), contents)


async def _ask(gesture: Gesture, origin: Origin, period: str) -> None:
    person_id, today = gesture.caller.person_id, gesture.today

    def look(session: Session) -> tuple[dict[str, Stretch], bool]:
        offered = stretches_to_choose(session, person_id, today)
        words = period.strip()
        if words:
            offered = {words: find_stretch(session, person_id, words, today=today)} | offered
        return offered, gives_credit(session, person_id)

    offered, has_credit = await gesture.find(look)
    gesture.open_modal(portfolio_form(offered, today, origin, gives_credit=has_credit))


async def _choosable(
    submission: Submission, period: str
) -> tuple[Sequence[Reflection], frozenset[int]]:
    """Raises BadInput where there is nothing to choose from."""
    person_id, today = submission.caller.person_id, submission.today

    def look(session: Session) -> tuple[Stretch, Sequence[Reflection], frozenset[int]]:
        stretch = find_stretch(session, person_id, period, today=today)
        return stretch, *reflections_to_choose(session, person_id, stretch, most=MOST_REFLECTIONS)

    stretch, reflections, standing = await submission.find(look)
    if not reflections:
        raise BadInput(no_reflections_sentence(stretch, today), field="reflections")
    return reflections, standing


async def _begin(submission: Submission, period: str, contents: Contents) -> None:
    """Once for each form, however often Slack sends it. Raises BadInput for an empty time."""
    stretch = await _stretch_to_tell(submission, period)
    told = submission.bot.told
    form = (submission.submission, "a portfolio was asked for")
    if not told.begin(form):
        return
    if not told.begin(_in_the_making(submission)):
        told.forget(form)
        raise BadInput(STILL_MAKING, field="period")
    submission.answer_at(submission.origin, making_message())
    submission.bot.afterwards.start(
        _hand_over(submission, stretch, contents, period), what="making a portfolio"
    )


async def _stretch_to_tell(submission: Submission, period: str) -> Stretch:
    """Raises BadInput for what is no time, and for one with nothing in it."""
    person_id, today = submission.caller.person_id, submission.today

    def look(session: Session) -> tuple[Stretch, bool]:
        stretch = find_stretch(session, person_id, period, today=today)
        return stretch, holds_anything(session, person_id, stretch)

    stretch, has_any = await submission.find(look)
    if not has_any:
        raise BadInput(nothing_sentence(stretch, today), field="period")
    return stretch


def _in_the_making(submission: Submission) -> tuple[str, str]:
    """One at a time for each person, so that nobody waits for somebody else's twenty."""
    return str(submission.caller.person_id), "a portfolio is being made"


async def _hand_over(
    submission: Submission, stretch: Stretch, contents: Contents, period: str
) -> None:
    try:
        await _make(submission, stretch, contents, period)
    except NotSent as refusal:
        submission.answer_at(submission.beside, portfolio_failed_message(refusal.reason, period))
    except Exception:
        # Nobody is to wait for files that never come; the fault itself goes into the log.
        reason = say("something went wrong")
        submission.answer_at(submission.beside, portfolio_failed_message(reason, period))
        raise
    finally:
        submission.bot.told.forget(_in_the_making(submission))


async def _make(submission: Submission, stretch: Stretch, contents: Contents, period: str) -> None:
    """Only to its owner: the files go into nobody's direct message but theirs."""
    bot, person_id = submission.bot, submission.caller.person_id

    def look(session: Session) -> Portfolio:
        return read_portfolio(
            session, person_id, stretch, contents, kinds=bot.rubric.kinds_by_every_name,
            today=submission.today, now=submission.now,
        )  # fmt: skip

    files, missing = await _draw(await submission.find(look), bot.rubric)
    # Who had all erased meanwhile is not to get it back.
    if not await submission.find(lambda session: is_still_there(session, person_id)):
        return
    channel = await bot.sender.open_dm(submission.caller.slack_id)
    text = say(PORTFOLIO_WORDS if missing is None else NO_PDF_WORDS)
    await bot.sender.upload(*files, channel=channel, text=text)
    if missing is not None:
        submission.answer_at(submission.beside, no_pdf_message(missing, period))


async def _draw(told: Portfolio, rubric: Rubric) -> tuple[list[Attachment], str | None]:
    """The files, and why there is no PDF among them where there is none."""
    workbook = Attachment(
        file_name(told, "xlsx"),
        say("Your portfolio as a workbook"),
        await asyncio.to_thread(lambda: render_workbook(portfolio_sheets(told, rubric))),
    )
    # Off the event loop, too: for a year of entries it takes as long as a command.
    document = await asyncio.to_thread(portfolio_document, told, rubric)
    try:
        made = await render_pdf_aside(document)
    except PdfNotMade as failure:
        return [workbook], say_words(failure.reason)
    return [Attachment(file_name(told, "pdf"), say("Your portfolio"), made), workbook], None


LISTENERS = Listeners(
    presses={Action.PORTFOLIO: press_portfolio},
    submissions={
        Form.PORTFOLIO: submit,
        Form.PORTFOLIO_REFLECTIONS: submit_reflections,
    },
    clearing={Form.PORTFOLIO_REFLECTIONS},
)
