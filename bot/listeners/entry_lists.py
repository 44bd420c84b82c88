"""Looking back over what was logged."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press
from bot.messages.actions import Action
from bot.messages.entry_list import Listing, Told, entry_list_message
from bot.messages.message import Message
from domain.entry_filter import read_filter
from storage.claims import EntryCredit, credits_of
from storage.entry_lists import EntryPage, find_entries


async def show_list(command: Command) -> Message:
    """`/pln list podcasting #ownership since Oct 1`; alone it lists everything."""
    return await list_entries(command, Listing(command.today, " ".join(command.text.split())))


async def turn(press: Press) -> Message:
    return await list_entries(press, Listing.load(press.value))


async def list_entries(gesture: Gesture, listing: Listing, *, told: Told | None = None) -> Message:
    """The page of the list; what was just done to one of its entries is told above it."""
    wanted = read_filter(
        listing.typed,
        rubric=gesture.bot.rubric,
        today=listing.on,
        day_first=gesture.caller.is_day_first,
    )
    person_id = gesture.caller.person_id

    def find(session: Session) -> tuple[EntryPage, dict[int, EntryCredit]]:
        page = find_entries(session, person_id, wanted, at=listing.at)
        return page, credits_of(session, person_id, page.entries)

    page, credit = await gesture.find(find)
    rubric, today = gesture.bot.rubric, gesture.today
    return entry_list_message(page, wanted, listing, rubric, today, told=told, credit=credit)


LISTENERS = Listeners(presses={Action.TURN_ENTRIES: turn}, replacing={Action.TURN_ENTRIES})
