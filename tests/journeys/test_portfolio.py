"""A portfolio is asked for in a form, made aside, and comes to its owner alone."""

from __future__ import annotations

import asyncio
from io import BytesIO

import pypdfium2
import pytest
from openpyxl import load_workbook

from bot.attachments.pdf import Document, PdfNotMade
from bot.listeners import portfolio
from domain.words import Words
from plnudge.house import House
from plnudge.manifest import build_manifest
from sandbox.server import LocalSlack
from sandbox.state import Message
from storage.people import get_person
from tests.journeys.conftest import Seen
from tests.school_year import live_a_year


async def live(slack: LocalSlack, house: House, who: str = "maya") -> None:
    """A year of that person's, with Ruth as the leader who responds."""
    slack_id, leader_id = (slack.workspace.person(each).id for each in (who, "ruth"))
    await house.database.write(
        lambda session: live_a_year(
            session,
            house.workspace_id,
            get_person(session, house.workspace_id, slack_id),
            get_person(session, house.workspace_id, leader_id),
            house.bot.rubric,
        )
    )


def messages_with_files(slack: LocalSlack, who: str) -> list[Message]:
    return [each for each in slack.person(who).messages() if each.files]


async def files_of(slack: LocalSlack, who: str) -> dict[str, bytes]:
    """What came into their direct message, by the ending of its name."""

    def found() -> Message | None:
        return next(iter(messages_with_files(slack, who)), None)

    message = await slack.workspace.wait_until(found, what=f"files for {who}")
    return {
        stored.name.rpartition(".")[2]: stored.content
        for stored in message.files
        if stored.content is not None
    }


def words_of(pdf: bytes) -> str:
    return " ".join(
        " ".join(page.get_textpage().get_text_range().split())
        for page in pypdfium2.PdfDocument(pdf)
    )


async def done(slack: LocalSlack, house: House) -> None:
    await slack.settled()
    await house.bot.afterwards.drain(timeout_seconds=60)


async def test_a_portfolio_comes_as_a_pdf_and_a_workbook_to_its_owner_alone(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await live(slack, house)
    await slack.person("ben").command("/pln log 20m a secret of ben")
    maya = slack.person("maya")
    form = await (await maya.command("/pln portfolio", channel="general")).opened()
    assert "“Growth 2026-27” so far" in form.plain()
    assert (await maya.submit()).closed
    await slack.workspace.wait_until(
        lambda: any("making your portfolio" in each.plain() for each in maya.messages("general")),
        what="a word that it is being made",
    )
    files = await files_of(slack, "maya")
    assert set(files) == {"pdf", "xlsx"}
    words = words_of(files["pdf"])
    for told in (
        "Professional learning portfolio", "Maya Castellanos", "Growth 2026-27",
        "Run two student-led conferences", "because: the book study took its place",
        "EdCamp session on student podcasting", "Everyone wanted to record",
        "They heard what was missing before I said a word.",
        "I saw your students lead two conferences", "Ruth Okonkwo",
        "I would not say that I lead others yet",
    ):  # fmt: skip
        assert told in words, told
    assert "Nobody misses it." not in words, "a reflection that was not chosen"
    assert "secret of ben" not in words
    workbook = load_workbook(BytesIO(files["xlsx"]))
    assert workbook.sheetnames == [
        "Overview", "Months", "Goals", "Check-ins", "Activities", "Indicators", "Reflections",
        "Evaluation Growth 2026-27", "Responses",
    ]  # fmt: skip
    cells = {cell.value for sheet in workbook for row in sheet.iter_rows() for cell in row}
    assert "EdCamp session on student podcasting" in cells
    await done(slack, house)
    own = slack.workspace.dm(slack.workspace.person("maya").id).id
    assert {each.channel for each in slack.workspace.messages if each.files} == {own}
    methods = {call.method for call in slack.calls}
    assert not {method for method in methods if "share" in method.lower()}, "no link is made"


async def test_reflections_are_chosen_one_by_one(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await live(slack, house)
    maya = slack.person("maya")
    await (await maya.command("/pln portfolio this school year")).opened()
    await maya.fill(reflections="Those that I choose in the next step")
    await maya.submit()
    form = maya.view
    assert form is not None
    assert form.callback_id == "portfolio_reflections_form"
    months = [
        group["label"]["text"]
        for block in form.blocks
        for group in block.get("element", {}).get("option_groups", ())
    ]
    assert months == ["November 2026", "October 2026"]
    last = next(
        option["text"]["text"]
        for block in form.blocks
        for group in block.get("element", {}).get("option_groups", ())
        for option in group["options"]
        if "Nobody misses it" in option["text"]["text"]
    )
    assert (await maya.submit({"picked": [last]})).closed
    assert maya.view is None, "both forms are closed"
    words = words_of((await files_of(slack, "maya"))["pdf"])
    assert "Nobody misses it." in words
    assert "They planned who speaks when." not in words


async def test_what_is_left_out_is_counted_and_not_named(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await live(slack, house)
    maya = slack.person("maya")
    await (await maya.command("/pln portfolio this school year")).opened()
    await maya.submit({"parts": ["What I logged, with links"], "reflections": "None"})
    words = words_of((await files_of(slack, "maya"))["pdf"])
    assert "2 activities are counted in the totals and not listed." in words
    assert "12 activities logged" in words
    for left_out in ("Ten hours on student podcasting", "audio editing, module 2", "Ruth Okonkwo",
                     "They planned who speaks when."):  # fmt: skip
        assert left_out not in words


async def test_a_time_with_nothing_in_it_and_a_form_without_a_tick_are_sentences(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    ben = slack.person("ben")
    await (await ben.command("/pln portfolio")).opened()
    empty = await ben.submit()
    assert "Nothing of yours is in the school year 2026-27 so far" in empty.errors["period"]
    none = await ben.submit({"parts": [], "reflections": "None"})
    assert none.errors["parts"] == "Tick at least one thing to put in."
    no_time = await ben.submit({"other_period": "soonish", "parts": ["What I logged, with links"]})
    assert "can't read “soonish”" in no_time.errors["other_period"]
    to_choose = await ben.submit(
        {"other_period": "last month", "reflections": "Those that I choose in the next step"}
    )
    assert "You wrote no reflection" in to_choose.errors["reflections"]
    refused = await (await ben.command("/pln portfolio soonish")).message()
    assert "can't read “soonish”" in refused.plain()
    await done(slack, house)
    assert not messages_with_files(slack, "ben")


async def test_one_form_makes_one_portfolio_however_often_slack_sends_it(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await live(slack, house)
    maya = slack.person("maya")
    await (await maya.command("/pln portfolio")).opened()
    slack.repeat_deliveries()
    assert (await maya.submit()).closed
    await files_of(slack, "maya")
    await done(slack, house)
    assert len(messages_with_files(slack, "maya")) == 1


def held_up(monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Event, asyncio.Event]:
    """The PDF is set from the first event on, and until somebody sets the second."""
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def take_long(_document: Document) -> bytes:
        begun.set()
        await may_end.wait()
        return b"%PDF-1.7"

    monkeypatch.setattr(portfolio, "render_pdf_aside", take_long)
    return begun, may_end


async def test_one_portfolio_is_made_for_a_person_at_a_time(
    slack: LocalSlack, house: House, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = held_up(monkeypatch)
    await live(slack, house)
    maya = slack.person("maya")
    await (await maya.command("/pln portfolio")).opened()
    assert (await maya.submit()).closed
    await begun.wait()
    await (await maya.command("/pln portfolio")).opened()
    assert "still making" in (await maya.submit()).errors["period"]
    may_end.set()
    await done(slack, house)
    assert (await maya.submit()).closed
    await done(slack, house)
    assert len(messages_with_files(slack, "maya")) == 2


async def test_where_slack_takes_no_files_a_sentence_says_so_and_a_button_tries_again(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await live(slack, house)
    manifest = build_manifest(url=None, socket_mode=True)
    manifest["oauth_config"]["scopes"]["bot"].remove("files:write")
    slack.apply_manifest(manifest)
    maya = slack.person("maya")
    await (await maya.command("/pln portfolio last 8 weeks")).opened()
    await maya.submit()
    told = await seen("maya", "files:write")
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    form = await (await maya.press(told, "own_portfolio")).opened()
    assert "8 weeks" in form.plain() or "28 Sep" in form.plain()
    assert (await maya.submit()).closed
    assert set(await files_of(slack, "maya")) == {"pdf", "xlsx"}


async def test_where_the_pdf_fails_the_workbook_comes_all_the_same(
    slack: LocalSlack, house: House, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_document: Document) -> bytes:
        raise PdfNotMade(Words("it took longer than {count} seconds", count=60))

    monkeypatch.setattr(portfolio, "render_pdf_aside", fail)
    await live(slack, house)
    maya = slack.person("maya")
    await (await maya.command("/pln portfolio")).opened()
    await maya.submit()
    assert set(await files_of(slack, "maya")) == {"xlsx"}
    told = await seen("maya", "The PDF could not be made: it took longer than 60 seconds.")
    assert "own_portfolio" in told.actions()


async def test_whoever_has_all_erased_meanwhile_gets_no_portfolio(
    slack: LocalSlack, house: House, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = held_up(monkeypatch)
    await live(slack, house)
    maya = slack.person("maya")
    await (await maya.command("/pln portfolio")).opened()
    await maya.submit()
    await begun.wait()
    await (await maya.command("/pln forget")).opened()
    await maya.submit()
    await maya.submit({"word": "forget"})
    await seen("maya", "Your record is erased")
    may_end.set()
    await done(slack, house)
    assert not messages_with_files(slack, "maya")


async def test_home_leads_to_the_portfolio(slack: LocalSlack, house: House, seen: Seen) -> None:
    await live(slack, house)
    maya = slack.person("maya")
    home = await maya.open_home()
    form = await (await maya.press(home, "own_portfolio")).opened()
    assert "Make a portfolio" in form.plain()
    assert (await maya.submit()).closed
    assert set(await files_of(slack, "maya")) == {"pdf", "xlsx"}
