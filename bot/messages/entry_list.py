"""A list of entries, as its author looks back over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from dateutil.relativedelta import relativedelta
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action
from bot.messages.entry import entry_line, taken_back_line
from bot.messages.language import say, say_count, say_date
from bot.messages.message import Message, in_hours, section, typed
from bot.messages.pages import turning
from domain.day_ranges import DayRange
from domain.entry_filter import EntryFilter
from domain.errors import BadInput
from rubric_data import Rubric
from storage.claims import EntryCredit
from storage.entry_lists import PAGE, EntryPage, Place
from storage.pages import Page
from storage.tables import Entry


@dataclass(frozen=True)
class Listing:
    """What a list shows, as its buttons carry it along.

    `typed` is what was looked for, and `on` the day on which: “this week” stays that week.
    """

    on: date
    typed: str = ""
    at: Place | None = None

    def dump(self) -> str:
        return f"{self.on.isoformat()}|{self.at.dump() if self.at else ''}|{self.typed}"

    @classmethod
    def load(cls, text: str) -> Listing:
        """Raises BadInput for what no list carries."""
        day, _, rest = text.partition("|")
        at, _, typed_words = rest.partition("|")
        try:
            return cls(date.fromisoformat(day), typed_words, Place.load(at))
        except ValueError:
            raise BadInput("That list is from an older message: `/pln list` shows it.") from None


def filter_in_words(wanted: EntryFilter, rubric: Rubric) -> list[str]:
    """What is looked for, piece by piece."""
    labels = {
        (section, part.key): part.label
        for section, parts in rubric.sections_with_keys()
        for part in parts
    }
    pieces = [f"“{word.typed}”" for word in wanted.words]
    pieces += [labels[section, key] for section, keys in wanted.tags.items() for key in keys]
    if wanted.days != DayRange():
        pieces.append(range_in_words(wanted.days))
    return pieces


def range_in_words(days: DayRange) -> str:
    """`November 2026`, `1 Oct to 15 Oct 2026`, `since 1 Oct 2026`, `Tue 24 Nov 2026`."""
    first, last = days.first, days.last
    if first is None:
        return say("until {day}", day=say_date(last, "yMMMd")) if last else say("all time")
    if last is None:
        return say("since {day}", day=say_date(first, "yMMMd"))
    if first == last:
        return say_date(first, "yMMMEd")
    if first.day == 1 and last == first + relativedelta(day=31):
        return say_date(first, "yMMMM")
    return say("{first} to {last}", first=say_date(first, "yMMMd"), last=say_date(last, "yMMMd"))


@dataclass(frozen=True)
class Told:
    """What was done just now to one of the entries."""

    entry: Entry
    is_taken_back: bool


def entry_list_message(
    page: EntryPage,
    wanted: EntryFilter,
    listing: Listing,
    rubric: Rubric,
    today: date,
    *,
    told: Told | None = None,
    credit: Mapping[int, EntryCredit] = MappingProxyType({}),
) -> Message:
    """A page of what was looked for, each entry with what can be done with it.

    `credit` is what they earn, by entry.
    """
    title = say("Your activities")
    if not wanted.is_all:
        title += f": {typed(' · '.join(filter_in_words(wanted, rubric)), 400)}"
    lines = {
        Place.of(each): entry_line(each, rubric, today, listing.dump(), credit=credit.get(each.id))
        for each in page.entries
    }
    blocks: list[Block] = []
    if told is not None and told.is_taken_back:
        # Where it stood: there the eye is.
        lines[Place.of(told.entry)] = taken_back_line(told.entry, listing.dump())
    elif told is not None:
        blocks.append(section(say("Saved: *{text}*", text=typed(told.entry.text, 150))))
    in_order = [lines[place] for place in sorted(lines, reverse=True)]
    if not page.count:
        return Message(title, [*blocks, *in_order, *_nothing(wanted, title)])
    sum_of = say_count("{count} activity", "{count} activities", page.count)
    if page.minutes:
        sum_of += f", {in_hours(page.minutes)}"
    blocks.append(section(f"*{title}*\n{sum_of}"))
    blocks += in_order

    def value(first: int) -> str:
        at = page.older if first > page.before else page.newer
        return Listing(listing.on, listing.typed, at).dump()

    rows = Page(page.entries, page.before, page.count, PAGE)
    blocks += turning(rows, Action.TURN_ENTRIES, back=say("Newer"), on=say("Older"), value=value)
    return Message(f"{title}: {sum_of}", blocks)


def _nothing(wanted: EntryFilter, title: str) -> list[Block]:
    if wanted.is_all:
        words = say(
            "*Nothing logged yet.* A video, a chat with a colleague, a blog post: all of "
            "it counts. Type `/pln log 20m` and what it was."
        )
    else:
        words = say(
            "*{title}*\n"
            "Nothing of yours fits. Try fewer or other words: `/pln list` shows all, and "
            "`/pln list podcasting #ownership since Oct 1` looks for words, a tag and a "
            "time.",
            title=title,
        )
    return [
        section(words),
        ActionsBlock(
            block_id="nothing",
            elements=[ButtonElement(text=say("Log activity"), action_id=Action.LOG)],
        ),
    ]
