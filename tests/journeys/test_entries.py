"""An educator's entries: from one line to a list of years, and back again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date

import pytest
from sqlalchemy import make_url, select, text

from plnudge.house import House
from sandbox.client import Upload
from sandbox.server import LocalSlack
from sandbox.state import View
from storage.entries import take_back_entry
from storage.tables import Entry, Goal
from tests.conftest import NOW
from tests.journeys.conftest import Seen, home_page


@pytest.fixture
def transport() -> str:
    return "socket"


async def entries_of(house: House) -> list[Entry]:
    """All that were kept and not taken back, oldest first."""
    return await house.database.read(
        lambda session: list(
            session.scalars(select(Entry).where(Entry.deleted_at.is_(None)).order_by(Entry.id))
        )
    )


async def test_days_in_numbers_are_read_as_the_admin_chose(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya, priya = slack.person("maya"), slack.person("priya")
    await maya.command("/pln log 20m webinar 3/4")
    home = await home_page(slack, house, "priya", "admin")
    assert "3/4 is March 4" in home.plain()
    await priya.select(home, "policy_day_order", "day-first")
    await slack.workspace.wait_until(
        lambda: "3/4 is April 3\n" in priya.home.plain() if priya.home else False,
        what="the choice on App Home",
    )
    await maya.command("/pln log 20m webinar 3/4")
    days = [entry.happened_on for entry in await entries_of(house)]
    assert days == [date(2026, 3, 4), date(2026, 4, 3)]


async def the_entry(house: House) -> Entry:
    (entry,) = await entries_of(house)
    return entry


async def test_each_suggestion_is_put_right_in_one_press(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await (await maya.command("/pln log watched a video on exit tickets")).message()
    entry = await the_entry(house)
    assert {"kind", "mode", "elements"} <= set(entry.suggested)
    assert "I suggested the kind" in message.plain()
    await maya.press(message, "entry_correct_2", f"{entry.id}:minutes:45")
    answer = await seen("maya", "45 min ·")
    for field, key, words in (
        ("kind", "webinar", "· Webinar"),
        ("elements", "evaluation", "Elements: Joint evaluation"),
        ("mode", "live-online", "Live online"),
    ):
        choice = f"{entry.id}:{field}:{key}"
        place = next(
            element["action_id"]
            for block in answer.blocks
            for element in block.get("elements", ())
            if choice in str(element)
        )
        await maya.select(answer, place, choice)
        answer = await seen("maya", words)
    entry = await the_entry(house)
    assert (entry.minutes, entry.kind, entry.mode) == (45, "webinar", "live-online")
    assert entry.elements == ("evaluation",)
    assert not set(entry.suggested) & {"minutes", "kind", "mode", "elements"}
    assert maya.view is None


async def test_suggestions_that_fit_are_taken_in_one_press(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await (await maya.command("/pln log 20m watched a video")).message()
    before = await the_entry(house)
    fits = next(
        element["action_id"]
        for block in message.blocks
        for element in block.get("elements", ())
        if element.get("value") == f"{before.id}:all:"
    )
    await maya.press(message, fits)
    await slack.workspace.wait_until(
        lambda: "I suggested" not in maya.messages()[-1].plain(), what="the answer without them"
    )
    after = await the_entry(house)
    assert after.suggested == []
    assert (after.kind, after.mode, after.elements) == (before.kind, before.mode, before.elements)


async def test_a_goal_that_an_entry_fits_is_linked_in_one_press(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln goal Have each class record a podcast by March 20 #skills")
    answer = await (await maya.command("/pln log 20m webinar on podcasting #skills")).message()
    assert "Does it serve your goal Have each class record a podcast?" in answer.plain()
    await maya.press(answer, "entry_link")
    linked = await seen("maya", "Goal: Have each class record a podcast")
    assert "Does it serve" not in linked.plain()
    entry = await the_entry(house)
    assert entry.goal_id is not None
    other = await (await maya.command("/pln log 20m tea with Ana")).message()
    assert "Does it serve" not in other.plain()


async def test_what_repeats_itself_is_said_once(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 45m PLC meeting, week 3 #evaluation Nov 17")
    again = await (await maya.command("/pln log PLC meeting, week 4")).message()
    assert "Again? Last time, Tue 17 Nov, it was 45 min" in again.plain()
    await maya.press(again, "entry_as_before")
    await seen("maya", "45 min · today")
    second = (await entries_of(house))[-1]
    assert (second.minutes, second.elements) == (45, ("evaluation",))
    third = await (await maya.command("/pln log 45m PLC meeting week 4 #evaluation")).message()
    assert "for the same day before" in third.plain()

    offered = await (await maya.command("/pln log Again")).message()
    assert "Log which one again?" in offered.plain()
    opened = await (await maya.press(offered, "entry_again")).opened()
    assert "PLC meeting" in opened.plain()
    assert (await maya.submit({"minutes": "30"})).closed
    await seen("maya", "30 min · today")
    assert len(await entries_of(house)) == 4


async def test_nothing_can_be_logged_again_before_the_first(
    slack: LocalSlack, house: House
) -> None:
    answer = await slack.person("maya").command("/pln log again")
    assert "nothing to log again yet" in (await answer.message()).plain()


async def test_files_are_kept_as_references_shown_and_let_go(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await (await maya.command("/pln log")).opened()
    files = [Upload("Exit tickets.pdf", b"%PDF-1.7"), Upload("<!channel>.png", b"PNG")]
    assert (await maya.submit({"text": "Sorted exit tickets", "files": files})).closed
    shown = await seen("maya", "Evidence: Exit tickets.pdf (open), <!channel>.png (open)")
    assert not shown.pings
    entry = await the_entry(house)
    assert [file.name for file in entry.files] == ["Exit tickets.pdf", "<!channel>.png"]
    assert all(file.permalink.startswith("https://") for file in entry.files)

    await (await maya.press(shown, "entry_edit")).opened()
    more = {"kept_files": ["Exit tickets.pdf"], "files": [Upload("Lesson.docx", b"PK")]}
    assert (await maya.submit(more)).closed
    await seen("maya", "Evidence: Exit tickets.pdf (open), Lesson.docx (open)")
    assert [file.name for file in (await the_entry(house)).files] == [
        "Exit tickets.pdf",
        "Lesson.docx",
    ]


async def open_on_another_device(slack: LocalSlack, who: str, view: View) -> None:
    """The form that one device has open still; another one opened a form since."""
    view.is_open = True
    slack.workspace.stacks[slack.person(who).person.id] = [view]


async def test_the_later_of_two_devices_is_told_and_may_save_over_the_other(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await (await maya.command("/pln log 20m webinar on wait time")).message()
    on_laptop = await (await maya.press(message, "entry_edit")).opened()
    await maya.fill({"text": "Webinar on wait time, with notes", "minutes": "25"})
    await (await maya.press(message, "entry_edit")).opened()
    assert (await maya.submit({"minutes": "1h", "kind": "online-course"})).closed

    await open_on_another_device(slack, "maya", on_laptop)
    proof = Upload("Notes.pdf", b"%PDF")
    crossed = await maya.submit({"files": [proof]})
    assert not crossed.closed
    told = on_laptop.plain()
    assert "You changed this activity somewhere else meanwhile" in told
    assert "How long: 1 h (here: 25 min)" in told
    assert "Kind: Online course (here: Webinar)" in told
    assert "Webinar on wait time, with notes" in told
    kept = await the_entry(house)
    assert (kept.minutes, kept.kind, kept.text) == (60, "online-course", "webinar on wait time")
    assert [file.name for file in kept.files] == ["Notes.pdf"]

    assert (await maya.submit()).closed
    await slack.settled()
    over = await the_entry(house)
    assert (over.minutes, over.kind) == (25, "webinar")
    assert over.text == "Webinar on wait time, with notes"
    assert [file.name for file in over.files] == ["Notes.pdf"]


async def test_the_later_of_two_devices_may_keep_the_other(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await (await maya.command("/pln log 20m webinar")).message()
    on_laptop = await (await maya.press(message, "entry_edit")).opened()
    await (await maya.press(message, "entry_edit")).opened()
    assert (await maya.submit({"minutes": "1h"})).closed
    await open_on_another_device(slack, "maya", on_laptop)
    assert not (await maya.submit({"minutes": "30"})).closed
    await maya.close_view()
    assert (await the_entry(house)).minutes == 60


async def test_forms_that_say_the_same_do_not_cross(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await (await maya.command("/pln log 20m webinar")).message()
    await (await maya.press(message, "entry_edit")).opened()
    done = await maya.submit({"minutes": "30"})
    assert done.closed
    assert done.delivery is not None
    again = await slack.deliver_again(done.delivery)
    assert again.body in (None, {}, "")
    assert (await the_entry(house)).minutes == 30


async def test_an_entry_that_was_deleted_meanwhile_comes_back_only_if_its_author_says_so(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await (await maya.command("/pln log 20m webinar")).message()
    form = await (await maya.press(message, "entry_edit")).opened()
    await maya.press(message, "entry_take_back")
    await seen("maya", "Taken back")
    assert not (await maya.submit({"text": "Webinar that I want after all"})).closed
    assert "You deleted this activity somewhere else meanwhile" in form.plain()
    assert await entries_of(house) == []
    assert (await maya.submit()).closed
    assert (await the_entry(house)).text == "Webinar that I want after all"


async def log_days(slack: LocalSlack, who: str, count: int) -> None:
    """One entry a day, `number 1` the newest."""
    for ago in range(1, count + 1):
        await slack.person(who).command(f"/pln log 10m number {ago} of them {ago} days ago")


async def test_a_list_goes_through_all_of_it_and_back(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await log_days(slack, "maya", 14)
    first = await (await maya.command("/pln list")).message()
    assert "14 activities, 2 h 20 min" in first.plain()
    assert "1 to 6 of 14" in first.plain()
    assert "Newer" not in first.plain()
    await maya.press(first, "entries_page_1")
    second = await seen("maya", "7 to 12 of 14")
    await maya.press(second, "entries_page_1")
    third = await seen("maya", "13 to 14 of 14")
    assert "number 14 of them" in third.plain()
    assert "Older" not in third.plain()
    await maya.press(third, "entries_page_0")
    await maya.press(await seen("maya", "7 to 12 of 14"), "entries_page_0")
    assert "number 1 of them" in (await seen("maya", "1 to 6 of 14")).plain()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("podcasting", ["Podcasts in year 4"]),
        ("#information-literacy", ["A blog on murals"]),
        ("last month", ["A blog on murals"]),
        ("WEBINAR since Oct 1", ["Webinar on grading"]),
        ("“no such words”", []),
    ],
)
async def test_words_tags_and_times_narrow_the_list(
    slack: LocalSlack, house: House, typed: str, found: list[str]
) -> None:
    maya = slack.person("maya")
    for line in (
        "20m Podcasts in year 4 yesterday",
        "30m A blog on murals Oct 12 #information-literacy",
        "45m Webinar on grading Nov 3",
    ):
        await maya.command(f"/pln log {line}")
    shown = (await (await maya.command(f"/pln list {typed}")).message()).plain()
    for logged in ("Podcasts in year 4", "A blog on murals", "Webinar on grading"):
        assert (logged in shown) == (logged in found)
    assert ("Nothing of yours fits" in shown) == (not found)


async def test_an_empty_list_says_how_to_begin(slack: LocalSlack, house: House) -> None:
    answer = await slack.person("maya").command("/pln list")
    assert "Nothing logged yet" in (await answer.message()).plain()
    refused = await slack.person("maya").command("/pln list #nonsense")
    assert "I don't know the tag #nonsense" in (await refused.message()).plain()


async def test_an_entry_is_edited_deleted_and_brought_back_in_its_list(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await log_days(slack, "maya", 8)
    first = await (await maya.command("/pln list number")).message()
    await maya.press(first, "entries_page_1")
    listed = await seen("maya", "7 to 8 of 8")
    seventh = (await entries_of(house))[6]

    await (await maya.select(listed, "entry_menu", f"edit:{seventh.id}")).opened()
    assert (await maya.submit({"minutes": "1h"})).closed
    listed = await seen("maya", "Saved: number 7 of them")
    assert "7 to 8 of 8" in listed.plain()
    assert "1 h · Something else" in listed.plain()

    await (await maya.select(listed, "entry_menu", f"delete:{seventh.id}")).opened()
    await maya.close_view()
    assert len(await entries_of(house)) == 8
    opened = await (await maya.select(listed, "entry_menu", f"delete:{seventh.id}")).opened()
    assert "number 7 of them" in opened.plain()
    assert (await maya.submit()).closed
    deleted = await seen("maya", "Deleted: number 7 of them")
    assert "7 to 7 of 7" in deleted.plain()
    assert len(await entries_of(house)) == 7
    await maya.press(deleted, "entry_bring_back")
    assert "number 7 of them" in (await seen("maya", "7 to 8 of 8")).plain()
    assert len(await entries_of(house)) == 8

    await (await maya.select(listed, "entry_menu", f"again:{seventh.id}")).opened()
    assert (await maya.submit()).closed
    again = (await entries_of(house))[-1]
    assert (again.text, again.minutes) == (seventh.text, 60)
    assert again.happened_on == date(2026, 11, 24)


async def test_home_asks_before_it_deletes_and_offers_the_way_back(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 20m webinar on wait time")
    home = await maya.open_home()
    entry = await the_entry(house)
    await (await maya.select(home, "entry_menu", f"delete:{entry.id}")).opened()
    assert (await maya.submit()).closed

    def shows(words: str) -> Callable[[], View | None]:
        return lambda: maya.home if maya.home and words in maya.home.plain() else None

    wait = slack.workspace.wait_until
    home = await wait(shows("Deleted: webinar on wait time"), what="what was deleted")
    assert await entries_of(house) == []
    await maya.press(home, "entry_bring_back")
    await wait(shows("wait time\ntoday"), what="what was brought back")
    await slack.settled()
    assert (await the_entry(house)).id == entry.id
    assert [each for each in maya.messages() if "Deleted" in each.plain()] == []


@contextmanager
def busy_database(house: House) -> Iterator[None]:
    """Another program holds the write lock for longer than the app waits."""
    file = make_url(house.database.url).database
    assert file is not None
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def set_pragma(house: House, pragma: str) -> None:
    """For the connection through which the app writes."""
    await house.database.write(lambda session: session.execute(text(f"PRAGMA {pragma}")).all())


async def test_words_that_cannot_be_saved_come_back_and_one_press_saves_them(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln help")
    await set_pragma(house, "busy_timeout=900")
    words = "log 20m <!channel> & what I would hate to lose 🎉\nand its second line"
    with busy_database(house):
        told = await (await maya.command(f"/pln {words}")).message()
        assert "busy" in told.plain()
        assert "nothing was saved" in told.plain()
        assert "log 20m <!channel> & what I would hate to lose 🎉\nand its second" in told.plain()
        assert not told.pings
        await maya.press(told, "command_again")
        assert await entries_of(house) == []
        told = await seen("maya", "command_again")
    await maya.press(told, "command_again")
    await seen("maya", "Logged.")
    entry = await the_entry(house)
    assert entry.minutes == 20
    assert entry.text == "<!channel> & what I would hate to lose 🎉\nand its second line"


async def test_a_form_that_cannot_be_saved_stays_open_with_its_words(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    form = await (await maya.command("/pln log")).opened()
    await set_pragma(house, "busy_timeout=900")
    with busy_database(house):
        refused = await maya.submit({"text": "What I would hate to lose", "minutes": "20"})
        assert not refused.closed
        assert "nothing was saved" in refused.errors["text"]
    assert "What I would hate to lose" in form.plain()
    assert (await maya.submit()).closed
    assert (await the_entry(house)).minutes == 20


async def test_a_full_disk_loses_no_words(slack: LocalSlack, house: House, seen: Seen) -> None:
    maya = slack.person("maya")
    await maya.command("/pln help")
    await set_pragma(house, "max_page_count=1")  # SQLite takes what it has for the least
    words = "long " * 500
    told = await (await maya.command(f"/pln log 20m {words}")).message()
    while await entries_of(house) and "no room left" not in told.plain():
        told = await (await maya.command(f"/pln log 20m {words}")).message()
    assert "no room left" in told.plain()
    assert told.plain().count("long") == 500
    form = await (await maya.command("/pln log")).opened()
    refused = await maya.submit({"text": words, "classroom_note": words})
    assert "no room left" in refused.errors["text"]
    await set_pragma(house, "max_page_count=1000000")
    before = len(await entries_of(house))
    assert (await maya.submit()).closed
    assert not form.is_open
    assert len(await entries_of(house)) == before + 1


async def test_a_deletion_that_cannot_be_saved_is_told(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 20m webinar")
    listed = await (await maya.command("/pln list")).message()
    entry = await the_entry(house)
    await (await maya.select(listed, "entry_menu", f"delete:{entry.id}")).opened()
    await set_pragma(house, "busy_timeout=900")
    with busy_database(house):
        await maya.submit()
        await seen("maya", "nothing was saved")
    assert len(await entries_of(house)) == 1


HOSTILE = {
    "pings": "<!channel> <!here> <@U0EDU00001> <!subteam^S1|@all> @channel",
    "markup": "*bold* _it_ ~gone~ `code` <b>tag</b> &amp; &lt; > quote | pipe ```block```",
    "emoji": "🎉👩‍🏫 :tada: e\u0301 漢字 \U0001f1fa\U0001f1f8",
    "right to left": "تعلّمت اليوم عن التقييم — שלום כיתה",
    "long": ("Ünïcødé & <!channel> wörds " * 120)[:2990],
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
async def test_whatever_is_typed_into_any_field_comes_out_as_typed_and_pings_nobody(
    slack: LocalSlack, house: House, seen: Seen, words: str
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln goal Use " + words[:1500])
    goal_id = await house.database.read(lambda session: session.scalar(select(Goal.id)))
    await (await maya.command("/pln log")).opened()
    done = await maya.submit(
        {
            "text": words,
            "minutes": "20",
            "classroom_note": words,
            "link": "https://example.org/?q=<!channel>&x=*1*",
            "goal": str(goal_id),
            "files": [Upload(f"{words[:60]}.pdf", b"%PDF")],
        }
    )
    assert done.closed, done.errors
    entry = await the_entry(house)
    assert entry.text == words.strip()
    assert entry.classroom_note == words.strip()
    assert entry.files[0].name == f"{words[:60]}.pdf"
    logged = await seen("maya", "Logged.")
    sight = words[:20].rstrip()
    assert logged.plain().count(sight) >= 3  # the text, the note, the file
    listed = await (await maya.command(f"/pln list “{words.split(maxsplit=1)[0]}”")).message()
    assert sight in listed.plain()
    form = await (await maya.select(listed, "entry_menu", f"edit:{entry.id}")).opened()
    assert words.strip() in form.plain()
    assert (await maya.submit({"minutes": "25"})).closed
    saved = await seen("maya", "Saved:")
    again = await (await maya.command("/pln log again")).message()
    home = await maya.open_home()
    assert sight in home.plain()
    await (await maya.select(saved, "entry_menu", f"delete:{entry.id}")).opened()
    assert (await maya.submit()).closed
    deleted = await seen("maya", "Deleted:")
    for message in (logged, listed, saved, again, deleted):
        assert not message.pings, message.plain()
    assert (await the_entries_text(house)) == words.strip()


async def the_entries_text(house: House) -> str | None:
    return await house.database.read(lambda session: session.scalar(select(Entry.text)))


@pytest.mark.parametrize(
    "line", ["20m read <!channel> http://<!channel>", "webinar #<!channel>zz", "0m <!channel>"]
)
async def test_a_refusal_repeats_no_ping(slack: LocalSlack, house: House, line: str) -> None:
    told = await (await slack.person("maya").command(f"/pln log {line}")).message()
    assert not told.pings
    unknown = await (await slack.person("maya").command("/pln <!channel>")).message()
    assert "<!channel>" in unknown.plain()
    assert not unknown.pings


async def test_a_command_that_comes_twice_is_one_entry_and_one_answer(
    slack: LocalSlack, house: House
) -> None:
    answer = await slack.person("maya").command("/pln log 20m webinar")
    first = (await answer.message()).plain()
    assert answer.delivery is not None
    again = await slack.deliver_again(answer.delivery)
    assert "Logged." in str(again.body)
    assert "for the same day before" not in str(again.body) + first
    await the_entry(house)


async def test_a_press_that_comes_twice_has_its_effect_once(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await (await maya.command("/pln log webinar")).message()
    pressed = await maya.press(message, "entry_correct_1")
    assert pressed.delivery is not None
    await slack.deliver_again(pressed.delivery)
    await seen("maya", "30 min ·")
    assert (await the_entry(house)).minutes == 30


async def test_buttons_of_what_is_gone_say_so(slack: LocalSlack, house: House, seen: Seen) -> None:
    maya = slack.person("maya")
    await maya.command("/pln goal Have each class record a podcast by March 20 #skills")
    line = "/pln log webinar on podcasting #skills"
    message = await (await maya.command(line)).message()
    listed = await (await maya.command("/pln list")).message()
    entry = await the_entry(house)
    await house.database.write(
        lambda session: take_back_entry(session, entry.person_id, entry.id, NOW)
    )
    for place, action in (
        (message, "entry_correct_1"),
        (message, "entry_link"),
        (message, "entry_edit"),
        (listed, f"edit:{entry.id}"),
        (listed, f"again:{entry.id}"),
        (listed, f"delete:{entry.id}"),
    ):
        pressed = await (
            maya.press(place, action)
            if place is message
            else maya.select(place, "entry_menu", action)
        )
        assert "That entry is no longer there" in (await pressed.message()).plain()
        assert maya.view is None
    assert await entries_of(house) == []


async def test_a_list_of_another_time_says_so(slack: LocalSlack, house: House, seen: Seen) -> None:
    maya = slack.person("maya")
    await log_days(slack, "maya", 7)
    listed = await (await maya.command("/pln list")).message()
    for block in listed.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "entries_page_1":
                element["value"] = "older:12"
    await maya.press(listed, "entries_page_1")
    await seen("maya", "That list is from an older message")


async def test_what_an_empty_form_leaves_open_is_suggested_as_from_a_line(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await (await maya.command("/pln log")).opened()
    assert (await maya.submit({"text": "Webinar on podcasting", "mode": "blended"})).closed
    assert "I suggested the kind" in (await seen("maya", "Logged.")).plain()
    entry = await the_entry(house)
    assert (entry.kind, entry.mode) == ("webinar", "blended")
    assert entry.elements
    assert {"kind", "elements"} <= set(entry.suggested)
    assert "mode" not in entry.suggested
    form = await (await maya.press(await seen("maya", "Logged."), "entry_edit")).opened()
    assert "Webinar" in form.plain()
    assert (await maya.submit({"elements": None})).closed
    await seen("maya", "Saved.")
    edited = await the_entry(house)
    assert (edited.elements, edited.suggested) == ((), [])
