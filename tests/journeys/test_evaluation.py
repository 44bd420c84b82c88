"""A school year's evaluation, lived in Slack: the educator, their leader, a peer and an admin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cycles import CycleDraft, Terms
from domain.drafts import EntryDraft
from domain.preferences import Hours
from plnudge.house import House
from sandbox.client import Answer
from sandbox.district import PEOPLE
from sandbox.server import LocalSlack
from sandbox.state import Message, View
from storage.cycles import add_cycle, close_cycle
from storage.entries import keep_entry
from storage.groups import find_group, keep_membership, take_out
from storage.people import get_person
from storage.preferences import keep_preferences, load_preferences
from storage.schedules import all_schedules, pause_schedule
from storage.tables import Cycle, Evaluation, Occurrence
from tests.conftest import NOW
from tests.journeys.conftest import Seen, home_page

ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")
TERMS = Terms(
    elements=ELEMENTS,
    opens_on=date(2026, 11, 24),
    goals_by=date(2027, 1, 15),
    submit_by=date(2027, 5, 28),
    respond_by=date(2027, 6, 11),
    agree_by=date(2027, 6, 18),
    closes_on=date(2027, 6, 30),
    leaders_rate=True,
)
SCHOOL = "Harbor Elementary"


@pytest.fixture
def transport() -> str:
    return "socket"


@pytest.fixture(autouse=True)
async def cycle(house: House) -> Cycle:
    """A year's cycle at Maya's school. Nobody gets anything else, so that weeks pass fast."""

    def begin(session: Session) -> Cycle:
        for schedule in all_schedules(session, house.workspace_id):
            pause_schedule(session, house.workspace_id, schedule.name, NOW)
        return add_cycle(
            session, house.workspace_id,
            CycleDraft("Year 2026-27", TERMS, groups=(SCHOOL,), expectation="Grow one thing."),
            elements=ELEMENTS, submission=None, now=NOW,
        )  # fmt: skip

    return await house.database.write(begin)


class Person:
    """Somebody with Slack open, and the evaluation in front of them."""

    def __init__(self, slack: LocalSlack, house: House, who: str) -> None:
        self.slack, self.house, self.who = slack, house, who
        self.actor = slack.person(who)

    async def evaluation(self) -> Message:
        return await (await self.actor.command("/pln evaluation")).message()

    async def evaluations(self) -> Message:
        return await (await self.actor.command("/pln evaluations")).message()

    async def press(self, place: Message | View, action: str, value: str = "") -> Answer:
        """The button whose action begins so, with that in its value."""
        button = next(
            (
                element
                for block in place.blocks
                for element in [*block.get("elements", ()), block.get("accessory", {})]
                if element.get("action_id", "").startswith(action)
                and value in element.get("value", "")
            ),
            None,
        )
        assert button, f"no {action} {value} in {place.actions()}:\n{place.plain()}"
        answer = await self.actor.press(place, button["action_id"], button["value"])
        assert answer.error is None, answer.error
        await self.settle()
        return answer

    async def settle(self) -> None:
        await self.slack.settled()
        await self.house.bot.afterwards.drain()

    async def form(self, place: Message | View, action: str, value: str = "") -> View:
        """The modal that a button opens."""
        await self.press(place, action, value)
        view = self.actor.view
        said = self.actor.messages()[-1].plain()
        assert view is not None, f"{action} opened nothing; the last message:\n{said}"
        return view

    async def send(self, **values: object) -> None:
        """Submits the modal on top; it must be taken."""
        sent = await self.actor.submit({name.replace("_", "-"): each
                                        for name, each in values.items()})  # fmt: skip
        assert not sent.errors, sent.errors
        assert sent.error is None, sent.error
        await self.settle()

    def newest(self, words: str) -> Message:
        """The newest message that says so."""
        for message in reversed(self.actor.messages()):
            if words in message.plain():
                return message
        said = "\n---\n".join(each.plain() for each in self.actor.messages()[-4:])
        raise AssertionError(f"{words!r} is not in front of {self.who}:\n{said}")

    def has(self, words: str) -> bool:
        return any(words in each.plain() for each in self.actor.messages())


async def until(slack: LocalSlack, days: int) -> None:
    """Days pass, one at a time, as they do."""
    for _ in range(days):
        await slack.clock.advance(timedelta(days=1))


async def set_goal(maya: Person) -> Message:
    """Its first goal; the evaluation collects from then on."""
    begun = await maya.evaluation()
    await maya.form(begun, "evaluation_goals")
    sent = await maya.actor.submit({"new_goal": "Run two student-led conferences by March 20"})
    assert sent.closed, sent.errors
    await maya.settle()
    return maya.newest("see where you start")


async def rate_all(maya: Person, message: Message, words: str = "My students lead more.") -> None:
    """From the first element to the last, each saved before the next is shown."""
    await maya.form(message, "evaluation_rate")
    for element in ELEMENTS:
        view = maya.actor.view
        assert view is not None
        assert f"words-{element}" in [block.get("block_id") for block in view.blocks]
        sent = await maya.actor.submit(
            {f"rating-{element}": "Growing", f"words-{element}": f"{words} {element}"}
        )
        assert not sent.errors, sent.errors
        await maya.settle()
    assert maya.actor.view is None


async def submitted(maya: Person) -> Message:
    """The shortest way to a submitted evaluation; what Maya sees then."""
    await set_goal(maya)
    await maya.press(await maya.evaluation(), "evaluation_move", "begin-rating")
    await rate_all(maya, await maya.evaluation())
    await maya.press(await maya.evaluation(), "evaluation_move", "submit")
    return maya.newest("Submitted.")


@dataclass
class Year:
    """The people of a school year, and the cycle."""

    slack: LocalSlack
    house: House
    cycle: Cycle
    seen: Seen
    maya: Person
    ruth: Person
    ben: Person


@pytest.fixture
def year(slack: LocalSlack, house: House, cycle: Cycle, seen: Seen) -> Year:
    maya, ruth, ben = (Person(slack, house, who) for who in ("maya", "ruth", "ben"))
    return Year(slack, house, cycle, seen, maya, ruth, ben)


async def test_a_year_from_goals_to_agreement(year: Year) -> None:
    for step in (
        app_home_shows_it_while_it_runs,
        she_sets_a_goal_and_says_where_she_starts,
        she_logs_and_one_thing_is_asked_about_later,
        she_notes_an_indicator_and_chooses_her_evidence,
        she_rates_herself_and_submits_late,
        she_withdraws_it_and_submits_again,
        the_peer_reads_and_comments,
        the_leader_responds_with_ratings_beside_hers,
        they_talk_and_she_differs_thinks_again_and_agrees,
        it_is_closed_and_every_look_is_on_record,
    ):
        await step(year)


async def app_home_shows_it_while_it_runs(year: Year) -> None:
    maya = year.maya
    home = await maya.actor.open_home()
    await maya.settle()
    assert "Your evaluation" in home.plain()
    assert "choose the goals" in home.plain()


async def she_sets_a_goal_and_says_where_she_starts(year: Year) -> None:
    maya = year.maya
    begun = await maya.evaluation()
    assert "Grow one thing." in begun.plain()
    await maya.form(begun, "evaluation_goals")
    assert (
        await maya.actor.submit({"new_goal": "Run two student-led conferences by March 20"})
    ).closed
    await maya.settle()
    now = maya.newest("see where you start")
    assert "Run two student-led conferences" in now.plain()
    await maya.form(now, "evaluation_skills")
    assert (await maya.actor.submit({"skill-creativity": "2", "skill-communication": "3"})).closed
    await maya.settle()
    assert "Creativity: 2" in maya.newest("collect what shows").plain()


async def she_logs_and_one_thing_is_asked_about_later(year: Year) -> None:
    slack, maya, seen = year.slack, year.maya, year.seen
    for line in (
        "log 45m webinar on exit tickets, will try them with 7B #skills",
        "log 30m read a blog on student voice #ownership",
    ):
        await (await maya.actor.command(f"/pln {line}")).message()
    await maya.press(maya.newest("Shall I ask you later"), "follow_up_ask", ":2")
    await until(slack, 14)
    await slack.clock.advance(timedelta(hours=3, minutes=30))
    question = await seen("maya", "What came of it in class?")
    await maya.form(question, "follow_up_tell")
    assert (
        await maya.actor.submit(
            {"text": "Quiet ones spoke", "kind": "student-engagement", "before": "9", "after": "18"}
        )
    ).closed
    await maya.settle()


async def she_notes_an_indicator_and_chooses_her_evidence(year: Year) -> None:
    slack, maya = year.slack, year.maya
    await until(slack, 120)
    await maya.form(await maya.evaluation(), "indicator_add")
    assert (
        await maya.actor.submit(
            {"text": "They plan their own conferences", "kind": "student-achievement"}
        )
    ).closed
    await maya.settle()
    form = await maya.form(await maya.evaluation(), "evaluation_evidence")
    await maya.actor.fill({"evidence_indicator": ["Student engagement: Quiet ones spoke"]})
    await maya.settle()
    assert "Student engagement 1" in form.plain()
    assert "No evidence yet of student achievement" in form.plain()
    await maya.actor.fill(
        {
            "evidence_indicator": [
                "Student engagement: Quiet ones spoke",
                "Student achievement: They plan their own conferences",
            ],
            "evidence_entry": [
                next(
                    option["text"]["text"]
                    for option in await maya.actor.options(form, "evidence_entry", "exit ticket")
                )
            ],
        }
    )
    assert (await maya.actor.submit()).closed
    await maya.settle()
    assert "2 indicators, 1 entry and 0 reflections" in maya.newest("Evidence:").plain()


async def she_rates_herself_and_submits_late(year: Year) -> None:
    slack, maya, seen = year.slack, year.maya, year.seen
    await until(slack, 60)
    late = await maya.evaluation()
    assert "The day for it was Fri 28 May; it counts all the same." in late.plain()
    await maya.press(late, "evaluation_move", "begin-rating")
    await rate_all(maya, await maya.evaluation())
    await maya.form(await maya.evaluation(), "evaluation_skills")
    assert (await maya.actor.submit({"skill-creativity": "4"})).closed
    await maya.settle()
    assert "Creativity: 2 → 4 (+2)" in (await maya.evaluation()).plain()
    await maya.form(await maya.evaluation(), "evaluation_peer")
    assert (await maya.actor.submit({"peer": "ben"})).closed
    await maya.settle()
    ready = await maya.evaluation()
    assert "Ruth" in ready.plain()
    await maya.press(ready, "evaluation_move", "submit")
    await seen("ruth", "has submitted their evaluation")
    await seen("ben", "asks you to read their evaluation")


async def she_withdraws_it_and_submits_again(year: Year) -> None:
    slack, maya, ruth, seen = year.slack, year.maya, year.ruth, year.seen
    await maya.press(await maya.evaluation(), "evaluation_move", "withdraw")
    await seen("ruth", "has withdrawn their evaluation")
    assert "No evaluation awaits you" in (await ruth.evaluations()).plain()
    await maya.press(await maya.evaluation(), "evaluation_move", "submit")
    await slack.settled()


async def the_peer_reads_and_comments(year: Year) -> None:
    ben, seen = year.ben, year.seen
    await ben.form(await ben.evaluation(), "evaluation_read")
    reading = ben.actor.view
    assert reading is not None
    assert "My students lead more. skills" in reading.plain()
    await ben.form(reading, "evaluation_comment")
    await ben.send(words="I saw it, too.")
    assert ben.actor.view is None
    comment = await seen("maya", "has commented on your evaluation")
    assert "I saw it, too." in comment.plain()


async def the_leader_responds_with_ratings_beside_hers(year: Year) -> None:
    slack, house, maya, ruth, ben, seen = (
        year.slack,
        year.house,
        year.maya,
        year.ruth,
        year.ben,
        year.seen,
    )
    page = await home_page(slack, house, "ruth", "groups")
    assert "1 evaluation awaiting your response" in page.plain()
    await ruth.form(page, "evaluation_read")
    reading = ruth.actor.view
    assert reading is not None
    await ruth.press(reading, "evaluation_reading", ":evidence:")
    assert "Quiet ones spoke" in reading.plain()
    assert "9 → 18" in reading.plain()
    await ruth.form(reading, "evaluation_respond")
    await ruth.send(words="I saw your students lead.", rating_skills="Practising")
    await seen("maya", "has responded to your evaluation")
    assert "No evaluation" not in (await ruth.evaluations()).plain()
    await ben.form(ben.newest("asked you to read"), "evaluation_read")
    view = ben.actor.view
    assert view is not None
    await ben.press(view, "evaluation_reading", ":answers:")
    assert "I saw your students lead" not in view.plain()
    await ben.actor.close_view()

    await maya.form(maya.newest("has responded to your evaluation"), "evaluation_read")
    view = maya.actor.view
    assert view is not None
    assert "I saw your students lead." in view.plain()
    await maya.press(view, "evaluation_reading", ":whole:")
    assert "Leader: Practising" in view.plain()
    await maya.actor.close_view()


async def they_talk_and_she_differs_thinks_again_and_agrees(year: Year) -> None:
    maya, ruth, seen = year.maya, year.ruth, year.seen
    await ruth.press(ruth.newest("Your response is with Maya"), "evaluation_move", "discuss")
    told = await seen("maya", "says that you have talked")
    await maya.press(told, "evaluation_open")
    await maya.form(maya.newest("You have talked"), "evaluation_differ")
    await maya.send(words="I see more growth than that.")
    await seen("ruth", "sees their evaluation differently")
    await maya.press(await maya.evaluation(), "evaluation_move", "think-again")
    await maya.press(await maya.evaluation(), "evaluation_move", "agree")
    await seen("ruth", "agrees with where their evaluation stands")
    await ruth.form(await ruth.evaluations(), "evaluation_read")
    view = ruth.actor.view
    assert view is not None
    await ruth.press(view, "evaluation_reading", ":answers:")
    assert "I see more growth than that." in view.plain()
    await ruth.press(view, "evaluation_reading", ":steps:")
    for step in ("submitted it (after its day)", "withdrew it", "stated a difference", "agreed"):
        assert step in view.plain()


async def it_is_closed_and_every_look_is_on_record(year: Year) -> None:
    slack, house, cycle, maya = year.slack, year.house, year.cycle, year.maya
    looks = await (await maya.actor.command("/pln who")).message()
    assert "leads a group that you are in" in looks.plain()
    assert "is the peer you chose" in looks.plain()
    await house.database.write(
        lambda session: close_cycle(session, session.merge(cycle), by=None, now=slack.clock.now())
    )
    closed = await maya.evaluation()
    assert "This evaluation is closed" in closed.plain()
    await maya.form(closed, "evaluation_read")
    home = await maya.actor.open_home()
    await maya.settle()
    assert "Your evaluation" not in home.plain()


async def only_evaluation(house: House) -> Evaluation:
    return await house.database.read(lambda session: session.scalars(select(Evaluation)).one())


async def news_of(house: House, news: str) -> list[tuple[str, str | None]]:
    """(state, reason) of all such news."""
    return await house.database.read(
        lambda session: [
            (row.state, row.reason)
            for row in session.scalars(
                select(Occurrence).where(Occurrence.news == news).order_by(Occurrence.id)
            )
        ]
    )


async def lead(house: House, who: str, *, is_leader: bool = True) -> None:
    """They lead Maya's school from now on, or no more."""

    def change(session: Session) -> None:
        group = find_group(session, house.workspace_id, SCHOOL)
        person = get_person(session, house.workspace_id, PEOPLE[who].id)
        if is_leader:
            keep_membership(session, group.id, person.id, "leader")
        else:
            take_out(session, house.workspace_id, group.id, [person.slack_id], "leader", now=NOW)

    await house.database.write(change)


async def writing(leader: Person, words: str = "I saw your students lead.") -> None:
    """A leader has opened their response and typed into it."""
    await leader.form(await leader.evaluations(), "evaluation_read")
    reading = leader.actor.view
    assert reading is not None
    await leader.form(reading, "evaluation_respond")
    await leader.actor.fill({"words": words})


async def test_what_a_leader_writes_while_it_is_withdrawn_comes_back_to_them(year: Year) -> None:
    await submitted(year.maya)
    await writing(year.ruth, "A long & careful *response*.")
    await year.maya.press(await year.maya.evaluation(), "evaluation_move", "withdraw")
    sent = await year.ruth.actor.submit()
    assert "Maya Castellanos has withdrawn it meanwhile" in sent.errors["words"]
    back = await year.seen("ruth", "Here are your words")
    assert "A long & careful *response*." in back.plain()
    evaluation = await only_evaluation(year.house)
    assert (evaluation.state, evaluation.submitted_at) == ("self-evaluation", None)


async def test_of_two_leaders_at_once_the_first_responds_and_the_second_is_told_whose_it_is(
    year: Year,
) -> None:
    await lead(year.house, "ben")
    await submitted(year.maya)
    await writing(year.ruth)
    await writing(year.ben, "Mine is another.")
    assert not (await year.ruth.actor.submit()).errors
    second = await year.ben.actor.submit()
    assert "Ruth Okonkwo has responded to this evaluation already" in second.errors["words"]
    back = await year.seen("ben", "Here are your words")
    assert "Mine is another." in back.plain()


async def test_a_response_that_slack_delivers_twice_is_one_and_is_told_once(year: Year) -> None:
    await submitted(year.maya)
    await writing(year.ruth)
    sent = await year.ruth.actor.submit()
    assert sent.delivery is not None
    await year.slack.deliver_again(sent.delivery)
    await year.seen("maya", "has responded to your evaluation")
    assert len(await news_of(year.house, "responded")) == 1
    assert await news_of(year.house, "response-changed") == []


async def test_a_leader_changes_their_response_and_takes_it_back(year: Year) -> None:
    maya, ruth, seen = year.maya, year.ruth, year.seen
    await submitted(maya)
    await writing(ruth, "I wrote in haste.")
    await ruth.send()
    await seen("maya", "has responded to your evaluation")
    await ruth.form(ruth.newest("Your response is with Maya"), "evaluation_respond")
    await ruth.send(words="I wrote with care.")
    await seen("maya", "has changed their response")
    await maya.form(await maya.evaluation(), "evaluation_read")
    reading = maya.actor.view
    assert reading is not None
    assert "I wrote with care." in reading.plain()
    assert "in haste" not in reading.plain()
    await maya.actor.close_view()
    await ruth.press(ruth.newest("Your response is with Maya"), "response_take_back")
    await seen("maya", "has taken their response back")
    assert "a response is hoped for" in (await maya.evaluation()).plain()
    assert "a response is hoped for" in (await ruth.evaluations()).plain()


async def test_what_is_withdrawn_before_it_is_told_is_told_to_nobody(year: Year) -> None:
    def be_quiet(session: Session) -> None:
        ruth = get_person(session, year.house.workspace_id, PEOPLE["ruth"].id)
        quiet = replace(load_preferences(session, ruth.id), quiet=Hours(time(0), time(23, 59)))
        keep_preferences(session, ruth.id, quiet, elements=ELEMENTS, now=NOW, today=NOW.date())

    await year.house.database.write(be_quiet)
    await submitted(year.maya)
    await year.slack.settled()
    await year.maya.press(await year.maya.evaluation(), "evaluation_move", "withdraw")
    await until(year.slack, 2)
    assert not year.ruth.has("has submitted their evaluation")
    assert not year.ruth.has("has withdrawn")
    ((state, reason),) = await news_of(year.house, "submitted")
    assert (state, reason) == ("skipped", "it is not shown to them any more")


async def test_once_the_cycle_is_over_nothing_moves_and_a_sentence_says_what_to_do(
    year: Year,
) -> None:
    message = await submitted(year.maya)
    await year.slack.clock.advance(timedelta(days=219, hours=-6))
    late = await year.maya.evaluation()
    assert "ended" in late.plain()
    assert "evaluation_move_0" not in late.actions()
    await year.maya.press(message, "evaluation_move", "withdraw")
    await year.seen("maya", "ask an admin to open it again")


async def test_whoever_leaves_awaits_nobody_and_a_leader_who_leaves_reads_no_more(
    year: Year,
) -> None:
    await submitted(year.maya)
    listed = await year.ruth.evaluations()
    await lead(year.house, "ruth", is_leader=False)
    await year.ruth.press(listed, "evaluation_read")
    await year.seen("ruth", "isn't shown to you any more")
    assert year.ruth.actor.view is None
    assert "it waits until there is one" in (await year.maya.evaluation()).plain()
    await lead(year.house, "ben")
    assert "Maya" in (await year.ben.evaluations()).plain()
    year.slack.change_person("maya", deleted=True)
    await year.slack.settled()
    assert "No evaluation awaits you" in (await year.ben.evaluations()).plain()


async def test_a_peer_who_was_let_go_reads_no_more(year: Year) -> None:
    maya, ben = year.maya, year.ben
    await submitted(maya)
    await maya.form(await maya.evaluation(), "evaluation_peer")
    assert (await maya.actor.submit({"peer": "ben"})).closed
    asked = await year.seen("ben", "asks you to read")
    await maya.form(await maya.evaluation(), "evaluation_peer")
    assert (await maya.actor.submit({"peer": None})).closed
    await maya.settle()
    await ben.press(asked, "evaluation_comment")
    await year.seen("ben", "isn't shown to you any more")
    assert ben.actor.view is None


async def test_a_rating_without_words_is_a_draft_that_stays(year: Year) -> None:
    maya = year.maya
    await set_goal(maya)
    await maya.press(await maya.evaluation(), "evaluation_move", "begin-rating")
    await maya.form(await maya.evaluation(), "evaluation_rate", "ownership")
    assert not (await maya.actor.submit({"rating-ownership": "Growing"})).errors
    await maya.settle()
    await maya.actor.close_view()
    now = maya.newest("a draft: add your words")
    assert "0 of 4 elements are done" in now.plain()
    await maya.form(now, "evaluation_rate", "ownership")
    assert not (await maya.actor.submit({"words-ownership": "I began a group."})).errors
    await maya.settle()
    assert "1 of 4 elements are done" in (await maya.evaluation()).plain()


async def test_two_thousand_entries_are_searched_as_one_types(year: Year) -> None:
    maya = year.maya

    def log_many(session: Session) -> None:
        person = get_person(session, year.house.workspace_id, PEOPLE["maya"].id)
        for number in range(2000):
            draft = EntryDraft(
                text=f"Webinar {number} on café culture", happened_on=date(2026, 9, 1),
                elements=("skills",) if number % 2 else ("ownership",),
            )  # fmt: skip
            keep_entry(session, person.id, draft, submission=None, now=NOW)

    await year.house.database.write(log_many)
    await set_goal(maya)
    form = await maya.form(await maya.evaluation(), "evaluation_evidence")
    everything = await maya.actor.options(form, "evidence_entry")
    assert len(everything) == 100
    (found,) = await maya.actor.options(form, "evidence_entry", "CAFE 1234")
    assert "Webinar 1234" in found["text"]["text"]
    assert await maya.actor.options(form, "evidence_entry", "1234 #skills") == []
    assert await maya.actor.options(form, "evidence_entry", "#nothing") == []
    many = [each["text"]["text"] for each in everything]
    assert (await maya.actor.submit({"evidence_entry": many})).closed
    await maya.settle()
    assert "100 entries" in maya.newest("Evidence:").plain()


async def test_from_home_what_comes_next_is_done_at_once_and_shown_there(year: Year) -> None:
    maya = year.maya
    home = await maya.actor.open_home()
    await maya.settle()
    await maya.form(home, "evaluation_goals")
    assert (await maya.actor.submit({"new_goal": "Two conferences"})).closed
    await maya.settle()
    home = maya.actor.home or home
    assert "see where you start" in home.plain()
    await maya.form(home, "evaluation_skills")
    refused = await maya.actor.submit()
    assert "Choose a level for one skill at least." in refused.errors.values()
    assert (await maya.actor.submit({"skill-technology": "5"})).closed
    await maya.settle()
    assert "collect what shows" in (maya.actor.home or home).plain()


async def test_an_indicator_has_numbers_a_goal_and_what_it_came_of(year: Year) -> None:
    maya = year.maya
    await (await maya.actor.command("/pln goal Two student-led conferences #skills")).message()
    await (await maya.actor.command("/pln log 20m webinar on exit tickets")).message()
    listed = await (await maya.actor.command("/pln indicators")).message()
    form = await maya.form(listed, "indicator_add")
    (entry,) = await maya.actor.options(form, "indicator_entry", "exit")
    sent = await maya.actor.submit(
        {
            "text": "Quiet ones spoke", "kind": "student-engagement", "before": "9",
            "after": "18", "target": "25", "measure": "hands up", "measured_on": "2026-11-20",
            "goal": "1. Two student-led conferences", "indicator_entry": entry["text"]["text"],
        }
    )  # fmt: skip
    assert sent.closed, sent.errors
    await maya.settle()
    kept = maya.newest("Kept as an indicator: Student engagement")
    assert "9 → 18 of 25 hands up (Fri 20 Nov)" in kept.plain()
    assert "Two student-led conferences" in kept.plain()
    assert "webinar on exit tickets" in kept.plain()
    await maya.form(kept, "indicator_edit")
    assert (await maya.actor.submit({"after": "20", "goal": None})).closed
    await maya.settle()
    edited = maya.newest("9 → 20 of 25")
    assert "Two student-led conferences" not in edited.plain()
    assert "webinar on exit tickets" in edited.plain()


@pytest.mark.parametrize("name", ["Ж. Иванова", "李小龙", "محمد الفاتح", "*Zoë* <!channel>"])
async def test_names_in_any_script_are_read_as_they_are(year: Year, name: str) -> None:
    year.slack.change_person("maya", real_name=name)
    await year.slack.settled()
    await submitted(year.maya)
    told = await year.seen("ruth", "has submitted their evaluation")
    assert name in told.plain()
    assert not told.pings
    await year.ruth.form(told, "evaluation_read")
    reading = year.ruth.actor.view
    assert reading is not None
    assert name in reading.plain()
